"""What a release prints: which periods, under which names, and which groups."""

import datetime as dt

import polars as pl
import pytest

from metrics.coverage import Covered, Span, history_from, in_both, joined, within
from metrics.disclosure.policy import DFE_LOCAL
from metrics.printed import groups, period, periods, together, worth_printing
from tests.measures.specification import MEASURE

DAY = dt.date.fromisoformat
EVENTS = MEASURE["referrals_per_10000_children"]
SNAPSHOT = MEASURE["children_in_need_per_10000_children"]


def span(first: str, last: str) -> Span:
    return Span(DAY(first), DAY(last))


def labels(kind: str, *days: Span, measure=EVENTS) -> list[str]:
    return [one.label for one in periods(measure, days) if one.kind == kind]


WHOLE_YEAR = span("2023-04-01", "2024-03-31")


@pytest.mark.parametrize(
    ("kind", "first", "label", "last"),
    [
        ("month", "2024-02-01", "February 2024", "2024-02-29"),
        ("quarter", "2024-01-01", "January to March 2024", "2024-03-31"),
        ("quarter", "2023-10-01", "October to December 2023", "2023-12-31"),
        ("year", "2023-04-01", "2023-24", "2024-03-31"),
        ("year", "2099-04-01", "2099-00", "2100-03-31"),
        ("three_years", "2021-04-01", "2021-22 to 2023-24", "2024-03-31"),
    ],
)
def test_periods_have_the_names_that_readers_use(kind, first, label, last):
    found = period(kind, DAY(first), [span("2000-01-01", "2100-12-31")])
    assert (found.label, found.last, found.part) == (label, DAY(last), False)


def test_a_period_of_which_only_a_part_is_covered_says_which():
    found = period("year", DAY("2024-04-01"), [span("2020-04-01", "2024-06-30")])
    assert found.part
    assert found.label == "2024-25 (part: 1 April 2024 to 30 June 2024)"
    assert found.days == (span("2024-04-01", "2024-06-30"),)


def test_events_are_printed_by_month_quarter_and_year():
    assert len(labels("month", WHOLE_YEAR)) == 12
    assert labels("quarter", WHOLE_YEAR)[0] == "April to June 2023"
    assert labels("year", WHOLE_YEAR) == ["2023-24"]


def test_months_are_printed_whole_and_only_where_a_usual_month_has_enough_events():
    half = span("2023-04-15", "2023-06-30")
    assert labels("month", half) == ["May 2023", "June 2023"]
    assert labels("quarter", half) == ["April to June 2023 (part: 15 April 2023 to 30 June 2023)"]


def test_a_snapshot_is_printed_on_the_last_day_of_a_period_that_is_covered():
    days = span("2023-04-01", "2024-02-29")
    assert labels("quarter", days, measure=SNAPSHOT) == [
        "30 June 2023",
        "30 September 2023",
        "31 December 2023",
    ]
    assert labels("year", days, measure=SNAPSHOT) == []
    assert labels("month", days, measure=SNAPSHOT) == []
    assert labels("year", WHOLE_YEAR, measure=SNAPSHOT) == ["31 March 2024"]
    # It is whole: a part would stand in no run chart.
    assert not any(one.part for one in periods(SNAPSHOT, (days,)))


def test_the_last_three_whole_years_are_printed_together_if_they_follow_each_other():
    assert labels("three_years", span("2020-04-01", "2024-06-30")) == ["2021-22 to 2023-24"]
    assert labels("three_years", span("2022-04-01", "2024-06-30")) == []
    gap = (span("2019-04-01", "2020-03-31"), span("2021-04-01", "2023-03-31"))
    assert labels("three_years", *gap) == []
    assert labels("three_years", span("2020-04-01", "2024-06-30"), measure=SNAPSHOT) == []


def test_the_partnership_is_printed_for_the_periods_that_all_its_areas_have():
    north = periods(EVENTS, (span("2022-04-01", "2024-03-31"),))
    east = periods(EVENTS, (span("2023-04-01", "2024-02-29"),))
    both = together({"990": north, "991": east})
    assert [one.label for one in both if one.kind == "year"] == []
    assert len([one for one in both if one.kind == "quarter"]) == 3
    assert together({"990": north}) == north


def counts_by(kind: str, *counts: int, cell: str = "events") -> pl.DataFrame:
    """Counts of months or quarters from April 2023."""
    months = 1 if kind == "month" else 3
    starts = [dt.date(2023, 4 + months * number, 1) for number in range(len(counts))]
    return pl.DataFrame(
        {"cell": cell, "period_kind": kind, "period_start": starts, "count": counts}
    )


def printed_by(kind: str, *counts: pl.DataFrame, days: Span, enough: int = 20, of_people=True):
    here = periods(EVENTS, (days,))
    policy = DFE_LOCAL if of_people else None
    return worth_printing(kind, pl.concat(counts), here, enough, policy)


def test_a_usual_month_is_the_median_of_whole_months_those_without_events_too():
    found = counts_by("month", 30, 40)
    assert printed_by("month", found, days=span("2023-04-01", "2023-05-31"))
    assert not printed_by("month", found, days=span("2023-04-01", "2023-08-31"))
    assert not printed_by("month", found, days=span("2023-04-02", "2023-04-29"), enough=1)


def test_no_month_is_printed_where_one_would_have_to_be_hidden():
    two = span("2023-04-01", "2023-05-31")
    events, few = counts_by("month", 30, 40), counts_by("month", 25, 5, cell="met")
    assert not printed_by("month", events, few, days=two)
    assert printed_by("month", events, few, days=two, of_people=False)
    assert printed_by("month", events, counts_by("month", 25, 0, cell="met"), days=two)
    # A part of a month is not printed, so its few children hide nothing.
    assert printed_by("month", counts_by("month", 30, 5), days=span("2023-04-01", "2023-05-20"))


def test_quarters_are_printed_where_few_of_them_would_be_hidden():
    year = span("2023-04-01", "2023-12-31")
    assert printed_by("quarter", counts_by("quarter", 30, 30, 30), days=year)
    assert not printed_by("quarter", counts_by("quarter", 30, 30, 5), days=year)
    assert printed_by("quarter", counts_by("quarter", 30, 30, 0), days=year)
    assert printed_by("year", counts_by("quarter", 1, 1, 1), days=year)


def test_categories_of_events_are_printed_by_year_and_those_of_a_day_by_quarter_too():
    assert {one.kind for one in periods(MEASURE["icpc_days_in_bands"], (WHOLE_YEAR,))} == {"year"}
    assert {one.kind for one in periods(MEASURE["plans_by_latest_category"], (WHOLE_YEAR,))} == {
        "quarter",
        "year",
    }


def test_fixed_groups_are_all_printed_and_localities_as_they_are_met():
    assert groups("all", []) == [("all", "All children", 0)]
    assert [code for code, _, _ in groups("sex", ["M"])] == ["F", "M", "I", "not_recorded"]
    assert groups("locality", ["South", "not_recorded", "North"]) == [
        ("North", "North", 0),
        ("South", "South", 1),
        ("not_recorded", "Not recorded", 2),
    ]


# Which days are covered


def test_spans_that_touch_or_overlap_are_one():
    parts = [span("2023-04-01", "2023-06-30"), span("2023-07-01", "2023-09-30")]
    assert joined(parts) == (span("2023-04-01", "2023-09-30"),)
    inside = [span("2023-04-01", "2023-09-30"), span("2023-05-01", "2023-06-30")]
    assert joined(inside) == (span("2023-04-01", "2023-09-30"),)
    apart = [span("2023-07-02", "2023-09-30"), span("2023-04-01", "2023-06-30")]
    assert joined(apart) == tuple(sorted(apart))


def test_days_in_both_are_those_that_two_sets_of_spans_share():
    ours = [span("2023-04-01", "2023-06-30"), span("2024-01-01", "2024-03-31")]
    theirs = [span("2023-06-30", "2024-01-15")]
    assert in_both(ours, theirs) == (
        span("2023-06-30", "2023-06-30"),
        span("2024-01-01", "2024-01-15"),
    )
    assert span("2023-06-30", "2023-06-30").days == 1
    assert in_both(ours, [span("2025-01-01", "2025-12-31")]) == ()


COVERAGE = pl.DataFrame(
    [
        ("one", "plans.start_date", "990", DAY("2022-04-01"), DAY("2024-03-31")),
        ("one", "plans.end_date", "990", DAY("2023-04-01"), DAY("2024-03-31")),
        ("two", "plans.start_date", "991", DAY("2024-02-01"), DAY("2024-03-31")),
    ],
    schema=["extract", "field", "area", "covers_from", "covers_to"],
    orient="row",
)


def test_a_measure_speaks_of_the_days_on_which_all_it_needs_is_covered():
    covered = Covered.of(COVERAGE, DAY("2023-12-31"))
    needs = ("plans.start_date", "plans.end_date")
    assert covered.days("990", needs) == (span("2023-04-01", "2023-12-31"),)
    # Nothing is known of what came after the day that is asked for.
    assert covered.days("991", needs[:1]) == ()
    assert covered.days("990", ()) == ()
    assert covered.missing(["990"], needs) == ()
    assert covered.missing(["991"], needs) == needs


def test_rows_are_within_the_days_of_their_own_area():
    rows = pl.DataFrame(
        {
            "area": ["990", "990", "991", "990"],
            "date": [DAY("2023-04-01"), DAY("2023-03-31"), DAY("2023-04-01"), None],
        }
    )
    days = {"990": (span("2023-04-01", "2023-06-30"),), "991": ()}
    assert rows.select(within("date", days)).to_series().to_list() == [True, False, False, True]
    assert rows.select(within("date", {})).to_series().to_list() == [False, False, False, True]
    assert rows.select(history_from("date", days)).to_series().to_list() == [
        DAY("2023-04-01"),
        None,
        None,
        None,
    ]
