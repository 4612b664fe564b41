"""Where a usual range begins anew: at what was declared, and nowhere else."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from data.agreement import Agreement, Area, Baseline, Step
from metrics.baselines import Segment, baseline_of, segments, steps_of

DAYS = [dt.date(2024, month, 15) for month in range(1, 7)]
HERE = Agreement(
    "Invented",
    (Area("990", "Northmere"),),
    steps=(
        Step("a", dt.date(2024, 4, 1), "later"),
        Step("a", dt.date(2024, 2, 1), "earlier", area="990"),
        Step("b", dt.date(2024, 3, 1), "another measure"),
    ),
    baselines=(Baseline("a", 12), Baseline("a", 24, area="990")),
)


def step(day: dt.date, reason: str = "r") -> Step:
    return Step("a", day, reason)


def test_a_chart_without_steps_is_one():
    assert segments(DAYS, ()) == (Segment(0, 6),)
    assert segments([], [step(DAYS[0])]) == ()


def test_a_step_begins_with_its_day():
    assert segments(DAYS, [step(DAYS[2])]) == (Segment(0, 2), Segment(2, 6, "r", DAYS[2]))
    after = DAYS[2] + dt.timedelta(days=1)
    assert segments(DAYS, [step(after)]) == (Segment(0, 3), Segment(3, 6, "r", after))


def test_a_step_before_the_first_point_or_after_the_last_parts_nothing():
    assert segments(DAYS, [step(DAYS[0]), step(dt.date(2030, 1, 1))]) == (Segment(0, 6),)


def test_two_steps_between_the_same_points_are_one_with_both_reasons():
    first, second = dt.date(2024, 2, 20), dt.date(2024, 3, 1)
    found = segments(DAYS, [step(second, "two"), step(first, "one")])
    assert found == (Segment(0, 2), Segment(2, 6, "one; two", second))


def test_the_steps_of_a_chart_are_those_of_its_measure_and_area():
    assert [one.reason for one in steps_of(HERE, "a", "990")] == ["later", "earlier"]
    assert [one.reason for one in steps_of(HERE, "a", "partnership")] == ["later"]
    assert steps_of(HERE, "c", "990") == ()


def test_an_areas_own_baseline_goes_before_that_of_all():
    assert baseline_of(HERE, "a", "990") == 24
    assert baseline_of(HERE, "a", "991") == 12
    assert baseline_of(HERE, "b", "990") is None


@given(st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2024, 7, 1)), max_size=6))
def test_segments_cover_every_point_once_in_order(days):
    found = segments(DAYS, [step(day) for day in days])
    assert [place for part in found for place in range(part.start, part.stop)] == list(range(6))
    assert all(part.stop > part.start for part in found)
