"""What runs on columns, set against plain loops over each child's days."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data.agreement import Conventions
from data.reference import bank_holidays
from metrics.evaluate import judged
from metrics.snapshots import quarter_ends
from metrics.working_days import calendar, due_date, months_after
from tests.measures import naive
from tests.measures.specification import DEFAULT, MEASURE, journeys_of, tables_from

HOLIDAYS = frozenset(bank_holidays()["date"].to_list())
ENGLAND = calendar(HOLIDAYS, DEFAULT)
FIRST, LAST = dt.date(2021, 4, 1), dt.date(2024, 6, 30)
UNLOADED = dt.date(2019, 1, 1)

days = st.dates(dt.date(2010, 1, 1), dt.date(2030, 6, 30))
# Few days, so that boundaries are met often: month ends and the days about them, years apart.
near = st.builds(
    lambda year, month, day, shift: (
        naive.months_after(dt.date(year, month, day), 0) + dt.timedelta(days=shift)
    ),
    st.integers(2020, 2023),
    st.sampled_from([2, 5, 8, 11]),
    st.sampled_from([1, 28]),
    st.integers(-1, 3),
)
often = settings(max_examples=60, deadline=None)
at_leisure = settings(deadline=None)


def one(expression: pl.Expr) -> Any:
    return pl.select(expression).item()


# Working days


@at_leisure
@given(start=days, stop=days)
def test_working_days_between_working_days_are_those_that_numpy_counts(
    start: dt.date, stop: dt.date
):
    start, stop = min(start, stop), max(start, stop)
    closed = np.array(sorted(HOLIDAYS), dtype="datetime64[D]")
    # A stop on a day that is no working day took until the next one.
    until = stop if start == stop else next_working_day(stop)
    after = np.timedelta64(1, "D")
    counted = np.busday_count(
        np.datetime64(start) + after, np.datetime64(until) + after, holidays=closed
    )
    found = one(ENGLAND.taken(pl.lit(start), pl.lit(stop)))
    assert found == counted
    assert found == (naive.working_days_between(start, until, HOLIDAYS))
    assert start == stop or one(ENGLAND.taken(pl.lit(stop), pl.lit(start))) is None


def next_working_day(day: dt.date) -> dt.date:
    while not naive.working_day(day, HOLIDAYS):
        day += naive.ONE_DAY
    return day


@at_leisure
@given(start=days, stop=days, limit=st.integers(1, 60))
def test_a_step_is_in_time_just_when_the_days_it_took_are_within_the_limit(
    start: dt.date, stop: dt.date, limit: int
):
    if stop < start:
        return
    in_time = stop <= one(ENGLAND.after(pl.lit(start), limit))
    assert in_time == (one(ENGLAND.taken(pl.lit(start), pl.lit(stop))) <= limit)


@at_leisure
@given(start=days, number=st.integers(0, 60))
def test_a_due_date_is_the_nth_working_day_counted_one_day_at_a_time(start: dt.date, number: int):
    if number == 0:
        return
    expected = naive.nth_working_day_after(start, number, HOLIDAYS)
    assert one(ENGLAND.after(pl.lit(start), number)) == expected
    assert one(due_date(pl.lit(start), number, ENGLAND, DEFAULT)) == expected
    assert one(ENGLAND.taken(pl.lit(start), pl.lit(expected))) == number


@at_leisure
@given(start=days, number=st.integers(1, 60))
def test_the_agreed_readings_of_a_due_date_differ_by_a_working_day(start: dt.date, number: int):
    def due(**agreed: Any) -> dt.date:
        return one(due_date(pl.lit(start), number, ENGLAND, Conventions(**agreed)))

    after = naive.nth_working_day_after(start, number + 1, HOLIDAYS)
    assert due(clock_day_zero="next_working_day") == after
    assert due(due_date_is_in_time=False) == due(clock_day_zero="day_before")
    monday = due(start_on_non_working_day="next_working_day")
    assert monday == (due() if naive.working_day(start, HOLIDAYS) else after)


def test_a_clock_outside_the_years_whose_bank_holidays_we_hold_is_null_and_no_guess():
    before, late = dt.date(2009, 12, 31), dt.date(2030, 12, 30)
    assert one(ENGLAND.after(pl.lit(before), 15)) is None
    assert one(ENGLAND.after(pl.lit(late), 15)) is None
    assert one(ENGLAND.taken(pl.lit(before), pl.lit(late))) is None
    assert one(ENGLAND.is_working(pl.lit(before))) is None
    assert one(ENGLAND.taken(pl.lit(None, dtype=pl.Date), pl.lit(late))) is None


@at_leisure
@given(day=days, months=st.integers(-30, 30))
def test_months_are_clipped_to_the_end_of_a_shorter_month(day: dt.date, months: int):
    assert one(months_after(pl.lit(day), months)) == naive.months_after(day, months)


# Referrals


@st.composite
def referrals(draw: st.DrawFn) -> list[naive.Referral]:
    starts = sorted(draw(st.sets(near, min_size=1, max_size=6)))
    found: list[naive.Referral] = []
    for start in starts:
        length = draw(st.sampled_from([None, 0, 1, 90, 364, 366, 800]))
        closed = None if length is None else start + dt.timedelta(days=length)
        found.append((start, closed, draw(st.sampled_from([True, False, None]))))
    return found


@often
@given(family=st.lists(referrals(), min_size=1, max_size=4))
def test_open_already_and_re_referred_are_what_a_loop_over_each_child_says(
    family: list[list[naive.Referral]],
):
    rows = [
        {
            "child": f"child {number}",
            "referral_date": day,
            "closure_date": closed,
            "no_further_action": at_once,
        }
        for number, own in enumerate(family)
        for day, closed, at_once in own
    ]
    # What closes after the last known day is open still.
    own = [[(d, c if c and c <= LAST else None, n) for d, c, n in known] for known in family]
    tables = tables_from({"referrals": rows}, LAST, [(UNLOADED, LAST)])
    frame = journeys_of(tables, LAST).frames["referrals"]
    found = {
        (row["child"], row["referral_date"]): (row["open_already"], row["re_referral"])
        for row in frame.iter_rows(named=True)
    }
    for number, known in enumerate(own):
        for which, (day, _, _) in enumerate(known):
            opened, again = found[f"child {number}", day]
            assert opened == naive.open_already(known, which)
            assert opened or again == naive.re_referral(known, which)


@often
@given(family=st.lists(referrals(), min_size=1, max_size=4))
def test_children_in_need_on_each_quarter_end_are_what_a_loop_says(
    family: list[list[naive.Referral]],
):
    rows = [
        {
            "child": f"child {number}",
            "referral_date": day,
            "closure_date": closed,
            "no_further_action": at_once,
        }
        for number, own in enumerate(family)
        for day, closed, at_once in own
    ]
    frame = journeys_of(tables_from({"referrals": rows}, LAST, [(FIRST, LAST)]), LAST).frames[
        "children_in_need"
    ]
    expected = {
        (f"child {number}", day)
        for number, own in enumerate(family)
        for day in quarter_ends(FIRST, LAST)
        if naive.open_on([(start, end) for start, end, at_once in own if not at_once], day)
    }
    assert set(frame.select("child", "day").iter_rows()) == expected
    assert frame.height == len(expected)


# Plans


@st.composite
def plans(draw: st.DrawFn) -> list[naive.Plan]:
    starts = sorted(draw(st.sets(near, min_size=1, max_size=4)))
    found: list[naive.Plan] = []
    for start in starts:
        length = draw(st.sampled_from([None, 0, 1, 91, 364, 729, 730]))
        end = None if length is None else start + dt.timedelta(days=length)
        found.append((start, end, draw(st.sampled_from([None, 0, 1]))))
    return found


@often
@given(family=st.lists(plans(), min_size=1, max_size=4))
def test_a_soon_repeated_plan_is_what_a_loop_over_each_child_says(family: list[list[naive.Plan]]):
    rows = [
        {
            "child": f"child {number}",
            "start_date": start,
            "end_date": end,
            "previous_plans": told_of,
        }
        for number, own in enumerate(family)
        for start, end, told_of in own
    ]
    here = journeys_of(tables_from({"plans": rows}, LAST, [(FIRST, LAST)]), LAST)
    states = judged(MEASURE["repeat_plans_within_24_months"], here)
    found = {
        (child, start): {"met": True, "not_met": False, "unknown": None}[state]
        for child, start, state in states.select("child", "start_date", "state").iter_rows()
    }
    for number, own in enumerate(family):
        known = [(start, end if end and end <= LAST else None, told) for start, end, told in own]
        for which, (start, _, _) in enumerate(known):
            # A plan from before the loaded years is not counted: nothing is asked of its history.
            if start >= FIRST:
                expected = naive.repeat_soon(known, which, FIRST)
                assert found[f"child {number}", start] == expected


@st.composite
def reviewed(draw: st.DrawFn) -> tuple[dt.date, dt.date | None, list[dt.date]]:
    start = draw(st.sampled_from([dt.date(2019, 3, 31), dt.date(2020, 4, 1)]) | near)
    end = draw(st.none() | near)
    reviews, last = [], start
    for _ in range(draw(st.integers(0, 6))):
        months = draw(st.sampled_from([1, 3, 3, 5, 6, 6]))
        last = naive.months_after(last, months) + dt.timedelta(days=draw(st.integers(-1, 1)))
        reviews.append(last)
    return start, end if end and end > start else None, reviews


@often
@given(family=st.lists(reviewed(), min_size=1, max_size=4))
def test_plans_reviewed_on_time_are_what_a_loop_over_each_plan_says(
    family: list[tuple[dt.date, dt.date | None, list[dt.date]]],
):
    rows = {
        "plans": [
            {"child": f"child {number}", "start_date": start, "end_date": end}
            for number, (start, end, _) in enumerate(family)
        ],
        "reviews": [
            {"child": f"child {number}", "review_date": day, "plan": str(start)}
            for number, (start, _, held) in enumerate(family)
            for day in set(held)
        ],
    }
    here = journeys_of(tables_from(rows, LAST, [(FIRST, LAST)]), LAST)
    frame = here.frames["plans_to_review"]
    found = {
        (child, day): in_time
        for child, day, in_time in frame.select("child", "day", "reviewed_in_time").iter_rows()
    }
    expected = {
        (f"child {number}", day): judgement
        for number, (start, end, held) in enumerate(family)
        for day in quarter_ends(FIRST, LAST)
        if naive.open_on([(start, end)], day)
        for judgement in [naive.reviewed_in_time(start, held, day, FIRST)]
        if judgement is not None
    }
    assert found == expected


@often
@given(family=st.lists(plans(), min_size=1, max_size=4), shortest=st.integers(728, 732))
def test_two_years_are_so_many_days_with_the_first_and_the_last_both_counted(
    family: list[list[naive.Plan]], shortest: int
):
    rows = [
        {"child": f"child {number}", "start_date": start, "end_date": end}
        for number, own in enumerate(family)
        for start, end, _ in own
    ]
    agreed = Conventions(two_years_in_days=shortest)
    here = journeys_of(tables_from({"plans": rows}, LAST, [(FIRST, LAST)]), LAST, agreed)
    for row in here.frames["plans"].iter_rows(named=True):
        if row["end_date"] is None:
            assert row["two_years"] is None
        else:
            lasted = len(range((row["end_date"] - row["start_date"]).days + 1))
            assert row["two_years"] == (lasted >= shortest)
    for row in here.frames["plans_open"].iter_rows(named=True):
        lasted = len(range((row["day"] - row["start_date"]).days + 1))
        assert row["two_years"] == (lasted >= shortest)
