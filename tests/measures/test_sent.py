"""Counts that partners sent instead of rows: as they sent them, where no row of ours tells."""

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.agreement import Agreement, Area
from data.tables import TABLES
from metrics.counts import AS_SENT, HIDDEN, NOT_SENT, OWN, ROUNDED, Counts
from metrics.evaluate import counts
from metrics.figures import counted
from metrics.journeys import Journeys
from metrics.measure import Measure
from tests.measures.specification import MEASURE, journeys_of, tables_of

PROPORTION = "re_referrals_within_12_months"
RATE = "referrals_per_10000_children"
SHARE = "modern_slavery_referrals_by_exploitation"
CLOCK = "icpc_within_15_working_days"
SNAPSHOT = "children_on_plans_per_10000_children"
RATIO = "suspensions_per_100_pupils"
AMOUNTS = "sessions_missed"
YEARLY = "children_missing_per_10000_children"

NORTH, EAST = "990", "991"
LAST = dt.date(2024, 3, 31)
FROM = dt.date(2023, 4, 1)
QUARTERS = {
    dt.date(2023, 4, 1): dt.date(2023, 6, 30),
    dt.date(2023, 7, 1): dt.date(2023, 9, 30),
    dt.date(2023, 10, 1): dt.date(2023, 12, 31),
    dt.date(2024, 1, 1): dt.date(2024, 3, 31),
}


CONVERSATIONS = "return_conversation_within_72_hours"


def row(
    first: dt.date, last: dt.date, met: int | None, of: int | None = None, **more: Any
) -> dict[str, Any]:
    """A count as sent; more: other columns of SentCounts."""
    return {
        "area": NORTH,
        "measure": PROPORTION,
        "category": "",
        "characteristic": "all",
        "group": "all",
        "period_start": first,
        "period_end": last,
        "extract": "sent",
        "met": met,
        "of": of,
        **more,
    }


def quarters(*met: int | None, of: int | None = 100, **more: Any) -> list[dict[str, Any]]:
    """One count for each quarter of 2023-24, the first quarters first."""
    return [
        row(first, last, one, of, **more)
        for (first, last), one in zip(QUARTERS.items(), met, strict=False)
    ]


def year(first: int, met: int | None, of: int | None = 100, **more: Any) -> dict[str, Any]:
    return row(dt.date(first, 4, 1), dt.date(first + 1, 3, 31), met, of, **more)


def here(
    rows: list[dict[str, Any]],
    areas: tuple[str, ...] = (NORTH,),
    covers: tuple[dt.date, dt.date] | None = None,
    left: dt.date | None = None,
    **tables: str,
) -> Journeys:
    """Journeys of areas of which no row covers a day, or (`covers`) rows cover some, with counts sent."""
    spans = [covers or (FROM, LAST)]
    anybody = "area | child\n" + "\n".join(f"{area} | nobody of {area}" for area in areas)
    written = tables_of({"children": anybody, **tables}, LAST, spans)
    schema = TABLES["sent_counts"].create_empty().schema
    full = [{name: one.get(name) for name in schema} for one in rows]
    written["sent_counts"] = pl.DataFrame(full, schema=schema)
    if covers is None:
        case_files = pl.col("field").str.starts_with("children.")
        written["coverage"] = written["coverage"].filter(case_files)
    return journeys_of(written, LAST, left=left)


def told(journeys: Journeys, measure: str = PROPORTION, *areas: str) -> Counts:
    return counts(MEASURE[measure], journeys, areas or (NORTH,))


def printed(
    journeys: Journeys, measure: str | Measure = PROPORTION, *areas: str, **wanted: object
) -> list[tuple[object, ...]]:
    """Numerator, denominator and what stands behind them, of the figures wanted."""
    of = MEASURE[measure] if isinstance(measure, str) else measure
    areas = areas or (NORTH,)
    agreement = Agreement("Some", tuple(Area(area, area) for area in areas))
    figures = counted(of, counts(of, journeys, areas), agreement, areas, areas).figures
    wanted = {"area": NORTH, "characteristic": "all", "period_kind": "year"} | wanted
    return (
        figures.filter(*(pl.col(name) == value for name, value in wanted.items()))
        .sort("period_start", "group_order", "category_order", "basis")
        .select("met", "of", "sent")
        .rows()
    )


# A year from its parts


def test_a_year_is_added_up_from_its_four_quarters():
    sent = here(quarters(10, 20, 30, 40))
    assert printed(sent) == [(100, 400, AS_SENT)]
    assert printed(sent, period_kind="quarter") == [(met, 100, AS_SENT) for met in (10, 20, 30, 40)]


def test_a_quarter_and_a_year_are_added_up_from_months():
    months = [
        row(first, first.replace(day=28) + dt.timedelta(days=last - 28), 2, 10)
        for first, last in (
            (dt.date(2023 + (4 + n > 12), (3 + n) % 12 + 1, 1), last)
            for n, last in enumerate((30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31))
        )
    ]
    assert printed(here(months)) == [(24, 120, AS_SENT)]
    tally = told(here(months)).tally.filter(pl.col("cell") == "met")
    assert tally.filter(pl.col("period_kind") == "quarter")["count"].to_list() == [6] * 4


@pytest.mark.parametrize("first", ["police", "social_care"])
def test_of_one_total_from_two_agencies_that_of_the_first_sender_is_counted(first):
    # The police are listened to first of children reported missing.
    both = {
        "police": year(2023, 60, 100, measure=CONVERSATIONS, told_by="police"),
        "social_care": year(2023, 9, 90, measure=CONVERSATIONS, told_by="social_care"),
        "housing": year(2023, 1, 80, measure=CONVERSATIONS, told_by="housing"),
    }
    rows = [both.pop(first), *both.values()]
    assert printed(here(rows), CONVERSATIONS, basis="completed") == [(60, 100, AS_SENT)]
    # Of those who seldom send it, anybody is better than nobody.
    assert printed(here([both["housing"]]), CONVERSATIONS, basis="completed") == [(1, 80, AS_SENT)]


def test_a_year_that_was_sent_is_not_added_up():
    assert printed(here([*quarters(1, 2, 3, 4), year(2023, 9, 390)])) == [(9, 390, AS_SENT)]


def test_a_year_of_which_a_quarter_was_not_sent_is_not_sent():
    assert printed(here(quarters(1, 2, 3))) == [(None, None, NOT_SENT)]


def test_a_year_with_a_hidden_quarter_is_hidden_by_its_sender():
    hidden = quarters(10, 20, None, 40)
    hidden[2]["met_mark"] = "hidden"
    assert printed(here(hidden)) == [(None, 400, AS_SENT | HIDDEN)]
    assert printed(here(hidden), period_kind="quarter")[2] == (None, 100, AS_SENT | HIDDEN)


def test_a_blank_that_nobody_marked_as_hidden_was_not_sent():
    assert printed(here(quarters(10, 20, None, 40))) == [(None, 400, AS_SENT | NOT_SENT)]


def test_what_a_sender_rounded_stays_marked_in_every_sum():
    rounded = quarters(10, 20, 30, 40)
    rounded[0]["rounded_to"] = 5
    assert printed(here(rounded)) == [(100, 400, AS_SENT | ROUNDED)]
    assert printed(here(rounded), period_kind="quarter")[1] == (20, 100, AS_SENT)


def test_a_period_that_is_no_month_quarter_or_year_is_not_read():
    odd = [row(dt.date(2023, 4, 1), dt.date(2023, 5, 31), 1, 2)]
    assert printed(here(odd)) == []
    assert printed(here([row(dt.date(2023, 5, 1), dt.date(2023, 7, 31), 1, 2)])) == []


def test_counts_of_another_measure_or_another_area_are_not_read():
    other = [year(2023, 1, measure=RATE), year(2023, 1, area=EAST)]
    assert printed(here(other)) == []


# Groups


def test_a_group_that_was_not_sent_is_not_sent_and_not_nobody():
    girls = year(2023, 3, 40, characteristic="sex", group="F")
    sent = here([year(2023, 10), girls])
    figures = printed(sent, characteristic="sex")
    assert figures == [
        (3, 40, AS_SENT),
        (None, None, NOT_SENT),
        (None, None, NOT_SENT),
        (None, None, NOT_SENT),
    ]


def test_a_group_sent_of_some_quarters_alone_is_no_yearly_count():
    girls = [one | {"characteristic": "sex", "group": "F"} for one in quarters(1, 1, 1, 1, of=9)]
    sent = here([*quarters(5, 5, 5, 5), *girls[:3]])
    assert printed(sent, characteristic="sex", group="F") == [(None, None, AS_SENT | NOT_SENT)]
    whole = here([*quarters(5, 5, 5, 5), *girls])
    assert printed(whole, characteristic="sex", group="F") == [(4, 36, AS_SENT)]


# Kinds of measure


def test_a_rate_has_no_denominator_to_send():
    assert printed(here(quarters(1, 2, 3, 4, of=None, measure=RATE)), RATE) == [(10, None, AS_SENT)]


def test_a_clock_is_sent_on_its_first_basis_and_the_other_is_not_sent():
    sent = here([year(2023, 8, 10, measure=CLOCK)])
    assert printed(sent, CLOCK) == [(8, 10, AS_SENT), (None, None, NOT_SENT)]


def test_what_all_categories_are_out_of_is_counted_once():
    sent = here(
        [
            year(2023, 4, None, measure=SHARE, category="criminal"),
            year(2023, 6, 10, measure=SHARE, category="sexual"),
        ]
    )
    assert printed(sent, SHARE, category="criminal") == [(4, 10, AS_SENT)]
    assert printed(sent, SHARE, category="sexual") == [(6, 10, AS_SENT)]
    assert printed(sent, SHARE, category="labour") == [(None, 10, AS_SENT | NOT_SENT)]


def test_a_snapshot_is_that_of_its_last_day_and_never_a_sum():
    first, last = dt.date(2024, 1, 1), dt.date(2024, 3, 31)
    for begins in (first, last, dt.date(2023, 4, 1)):
        sent = here([row(begins, last, 7, measure=SNAPSHOT)])
        assert printed(sent, SNAPSHOT) == [(7, None, AS_SENT)]
        assert printed(sent, SNAPSHOT, period_kind="quarter") == [(7, None, AS_SENT)]
    every = here(quarters(1, 2, 3, 4, of=None, measure=SNAPSHOT))
    assert printed(every, SNAPSHOT) == [(4, None, AS_SENT)]
    odd = here([row(first, dt.date(2024, 2, 29), 7, measure=SNAPSHOT)])
    assert printed(odd, SNAPSHOT) == []


def test_children_counted_once_a_year_are_never_added_up_from_quarters():
    assert printed(here(quarters(1, 2, 3, 4, of=None, measure=YEARLY)), YEARLY) == []
    assert printed(here([year(2023, 9, None, measure=YEARLY)]), YEARLY) == [(9, None, AS_SENT)]


def test_a_school_year_begins_in_september():
    school_year = row(dt.date(2022, 9, 1), dt.date(2023, 8, 31), 12, 900, measure=RATIO)
    financial_year = year(2023, 5, measure=RATIO)
    assert printed(here([school_year, financial_year]), RATIO) == [(12, 900, AS_SENT)]


def test_a_quotient_of_amounts_is_sent_as_its_two_sums_and_tells_nothing_of_pupils():
    school_year = (dt.date(2022, 9, 1), dt.date(2023, 8, 31))
    sent = here([row(*school_year, 50, 1000, measure=AMOUNTS)])
    of = MEASURE[AMOUNTS]
    figures = counted(
        of, counts(of, sent, [NORTH]), Agreement("One", (Area(NORTH, NORTH),)), [NORTH], [NORTH]
    ).figures.filter(pl.col("characteristic") == "all")
    assert (
        figures.select("met", "of", "sent", "amount").rows()
        == [(None, None, AS_SENT, 5.0)] * figures.height
    )
    assert set(figures["area"]) == {NORTH, "partnership"}


# Rows of ours


ONE_REFERRAL = """
    area | child | referral_date
    990  | A     | 2023-05-01
"""


def test_rows_win_over_counts_of_the_same_days():
    sent = here(
        [year(2023, 50, None, measure=RATE)],
        covers=(dt.date(2023, 4, 1), dt.date(2024, 3, 31)),
        referrals=ONE_REFERRAL,
    )
    assert printed(sent, RATE) == [(1, None, OWN)]


def test_quarters_of_ours_and_quarters_sent_make_a_year_that_says_so():
    sent = here(
        quarters(5, 20, 30, 40, of=None, measure=RATE),
        covers=(dt.date(2023, 4, 1), dt.date(2023, 6, 30)),
        referrals=ONE_REFERRAL,
    )
    assert printed(sent, RATE) == [(91, None, OWN | AS_SENT)]
    assert printed(sent, RATE, period_kind="quarter")[0] == (1, None, OWN)
    # Nobody knows the sex of those sent, so the year's girls are not ours alone.
    assert all(one[2] & NOT_SENT for one in printed(sent, RATE, characteristic="sex"))


def test_rows_of_part_of_a_quarter_and_counts_of_the_others_make_no_year():
    sent = here(
        quarters(5, 20, 30, 40, of=None, measure=RATE),
        covers=(dt.date(2023, 4, 1), dt.date(2023, 5, 31)),
        referrals=ONE_REFERRAL,
    )
    assert printed(sent, RATE) == [(None, None, OWN | NOT_SENT)]


def test_three_years_with_one_of_which_a_group_was_not_sent_have_no_count_of_it():
    girls = {"characteristic": "sex", "group": "F"}
    rows = [year(first, 10) for first in (2021, 2022, 2023)]
    rows += [year(first, 4, 50, **girls) for first in (2021, 2023)]
    rows += [year(2022, 4, 50, characteristic="sex", group="M")]
    wanted = {"period_kind": "three_years"}
    assert printed(here(rows), **wanted) == [(30, 300, AS_SENT)]
    sexes = printed(here(rows), **wanted, characteristic="sex", group="F")
    assert sexes == [(None, None, AS_SENT | NOT_SENT)]


# Several areas


def test_totals_of_an_area_end_with_the_last_whole_period_before_it_left():
    sent = here(quarters(10, 20, 30, 40), left=dt.date(2023, 11, 15))
    assert printed(sent, period_kind="quarter") == [(10, 100, AS_SENT), (20, 100, AS_SENT)]
    assert printed(sent) == [(None, None, NOT_SENT)]
    on_the_day = here(quarters(10, 20, 30, 40), left=dt.date(2023, 12, 31))
    assert len(printed(on_the_day, period_kind="quarter")) == 3


def test_a_partnership_of_rows_and_of_counts_says_that_both_stand_behind_its_sum():
    sent = here(
        [year(2023, 50, None, measure=RATE, area=EAST)],
        areas=(NORTH, EAST),
        covers=(dt.date(2023, 4, 1), dt.date(2024, 3, 31)),
        referrals=ONE_REFERRAL,
    )
    without = [
        field for field in sent.covered.spans if field[0] == EAST and "referrals" in field[1]
    ]
    spans = {key: days for key, days in sent.covered.spans.items() if key not in without}
    sent = replace(sent, covered=replace(sent.covered, spans=spans))
    both = (RATE, NORTH, EAST)
    assert printed(sent, *both) == [(1, None, OWN)]
    assert printed(sent, *both, area=EAST) == [(50, None, AS_SENT)]
    assert printed(sent, *both, area="partnership") == [(51, None, OWN | AS_SENT)]
    girls = {"characteristic": "sex", "group": "F"}
    assert printed(sent, *both, **girls) == [(0, None, OWN)]
    assert printed(sent, *both, area="partnership", **girls) == [(None, None, OWN | NOT_SENT)]
    children = counted(
        MEASURE[RATE],
        counts(MEASURE[RATE], sent, [NORTH, EAST]),
        Agreement("Two", (Area(NORTH, NORTH), Area(EAST, EAST))),
        [NORTH, EAST],
        [NORTH, EAST],
    ).children
    assert children.select("area", "children").rows() == [(NORTH, 1)]


@pytest.mark.parametrize(
    "measure", [PROPORTION, RATE, SHARE, CLOCK, SNAPSHOT, RATIO, AMOUNTS, YEARLY]
)
@pytest.mark.parametrize("covers", [None, (FROM, dt.date(2023, 6, 30))])
def test_areas_counted_apart_and_put_together_are_areas_counted_together(measure, covers):
    category = "criminal" if measure == SHARE else ""
    rows = [
        one | {"area": area, "category": category, "characteristic": name, "group": group}
        for area in (NORTH, EAST)
        for one in [
            *quarters(5, None, 15, 20, measure=measure, rounded_to=5),
            year(2022, 9, 300, measure=measure),
            row(dt.date(2022, 9, 1), dt.date(2023, 8, 31), 4, 90, measure=measure),
        ]
        for name, group in (("all", "all"), ("sex", "F"))
    ]
    sent = here(rows, areas=(NORTH, EAST), covers=covers, referrals=ONE_REFERRAL)
    apart = pl.concat(told(sent, measure, area).tally for area in (NORTH, EAST))
    together = told(sent, measure, NORTH, EAST).tally
    order = [name for name in together.columns if name != "count"]
    assert_frame_equal(apart.sort(order), together.sort(order))
    assert together["sent"].unique().to_list() != [OWN]


def test_a_duration_cannot_be_sent_as_counts():
    """No return offers it: a median is no count."""
    name = "days_from_off_roll_to_found"
    assert printed(here([year(2023, 9, measure=name)]), name) == []
