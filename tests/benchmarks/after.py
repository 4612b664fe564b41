"""A release that adds a quarter to an earlier one: how long, beside one that stands alone."""

import datetime as dt
import time
from pathlib import Path

from dashboard import auditing, releasing
from data.warehouse import Store


def made(folder: Path, as_at: str, forget: bool = False) -> dict[str, float]:
    """Seconds until the counts of a release are protected, and until it is audited from what it prints.

    forget  make it as if there had been none before it
    """
    store = Store(folder)
    if forget:
        while (newest := store.newest_digest()) is not None:
            releasing.take_back(store, newest)
    marks: list[float] = []

    def told(step: str, share: float) -> None:
        if step != "Counting" and not marks:
            marks.append(time.perf_counter())
        if step == "Comparing groups" and len(marks) == 1:
            marks.append(time.perf_counter())

    digest = releasing.keep(store, releasing.build(store, dt.date.fromisoformat(as_at), told))
    begun = time.perf_counter()
    report = auditing.audited(store, digest)
    assert report.found.passed, report.found
    return {
        "protected": marks[1] - marks[0],
        "audited": time.perf_counter() - begun,
        "hidden": report.found.hidden,
    }
