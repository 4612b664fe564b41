"""A release of the invented partnership, counted and protected, and its pages redrawn."""

import os
import shutil
import statistics
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from dashboard import demonstration as invented
from dashboard import launcher, partnership, releasing
from dashboard.settings import Settings
from data.warehouse import Store
from tests.screens.conftest import CHROMIUM_FLAGS, serving

MEASURE = "measure"


def demonstration(folder: Path) -> float:
    """Seconds to write the invented partnership's files and load them."""
    begun = time.perf_counter()
    files = invented.write(folder)
    store = Store(folder)
    for file in files:
        partnership.load(store, file.path, area=file.area, as_at=file.as_at, received=file.received)
    return time.perf_counter() - begun


def release(folder: Path) -> dict[str, float]:
    """Seconds from stored extracts to a kept release: until counted, and with protection."""
    store = Store(folder)
    begun = time.perf_counter()
    counted: list[float] = []

    def told(step: str, share: float) -> None:
        if not counted and step != "Counting":
            counted.append(time.perf_counter() - begun)

    releasing.keep(store, releasing.build(store, progress=told))
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


def first_page(folder: Path) -> dict[str, float]:
    """Seconds until the first page can be used in Chromium: of a server just started, and on reload."""
    with contextmanager(serving)(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("h1")
        cold = page.evaluate("performance.now() / 1000")
        page.wait_for_timeout(3_000)
        page.reload()
        page.wait_for_selector("h1")
        taken = {"cold": cold, "reload": page.evaluate("performance.now() / 1000")}
        browser.close()
    return taken
