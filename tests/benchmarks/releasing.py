"""A release of the invented partnership, counted and protected, and its pages redrawn."""

import os
import statistics
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard import launcher, partnership
from dashboard.settings import Settings
from data.warehouse import Store

MEASURE = "measure"


def demonstration(folder: Path) -> float:
    """Seconds to write the invented partnership's files and load them."""
    begun = time.perf_counter()
    files = partnership.write_demonstration(folder)
    store = Store(folder)
    for file in files:
        partnership.load(store, file.path, area=file.area, as_at=file.as_at)
    return time.perf_counter() - begun


def release(folder: Path) -> dict[str, float]:
    """Seconds from stored extracts to a kept release: until counted, and with protection."""
    store = Store(folder)
    begun = time.perf_counter()
    counted: list[float] = []

    def told(step: str, share: float) -> None:
        if not counted and step != "Counting":
            counted.append(time.perf_counter() - begun)

    partnership.keep(store, partnership.build(store, progress=told))
    return {"counted": counted[0], "with protection": time.perf_counter() - begun}


def redraws(folder: Path) -> dict[str, float]:
    """Median and longest seconds in which the server redraws a page for another measure."""
    Settings(store=folder).hand_on(os.environ)
    page = AppTest.from_file(str(launcher.APP), default_timeout=60)
    page.query_params["role"] = "dsp"
    page.run()
    page.switch_page("views/dsp_timeliness.py").run()
    taken = []
    chosen = page.selectbox(key=MEASURE)
    for option in [*range(len(chosen.options))] * 3:
        page.selectbox(key=MEASURE).select_index(option)
        begun = time.perf_counter()
        page.run()
        taken.append(time.perf_counter() - begun)
        assert not page.exception, page.exception
    return {"median": statistics.median(taken), "longest": max(taken)}
