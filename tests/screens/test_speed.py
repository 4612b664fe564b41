"""A change of measure or breakdown redraws in time."""

import time
from pathlib import Path

from tests.screens.conftest import Page

REDRAW_SECONDS = 0.3
"""On an idle machine; the best of several is taken, for others may be at work beside us."""


def test_a_change_of_measure_or_breakdown_redraws_in_time(page: Page, released: Path) -> None:
    running = page(released, "views/dsp_timeliness.py")
    taken = []
    for measure, by in [
        ("icpc_within_15_working_days", "sex"),
        ("plans_reviewed_on_time", "age_band"),
        ("icpc_within_15_working_days", "ethnicity"),
        ("assessment_within_45_working_days_of_referral", "disability"),
        ("icpc_within_15_working_days", "locality"),
    ]:
        running.selectbox(key="measure").set_value(measure)
        running.selectbox(key="by").set_value(by)
        start = time.perf_counter()
        running.run()
        taken.append(time.perf_counter() - start)
        assert not running.exception
    assert min(taken) < REDRAW_SECONDS, taken
