"""What each kind of measure counts: ratios, amounts, durations, and clocks of every unit."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Agreement, Area
from metrics.coverage import Covered, Span
from metrics.evaluate import counts
from metrics.figures import counted, quantile
from metrics.journeys import Journeys
from metrics.measure import Amount, Clock, Measure, Ratio, Timeliness
from tests.measures.specification import AREA, MEASURE, in_words, journeys_of, tables_of

LAST = dt.date(2024, 6, 30)
AUDITS = "safeguarding_audits_returned_by_deadline"
TALKED = "return_conversation_within_72_hours"
DAYS = "days_from_off_roll_to_found"
OFF_ROLL = "children_off_roll_still_missing"
PART_TIME = "pupils_on_part_time_timetables"
MISSED = "sessions_missed"
SUSPENSIONS = "suspensions_per_100_pupils"


def here(covers: tuple[str, str] = ("2021-04-01", "2024-06-30"), **tables: str) -> Journeys:
    first, last = (dt.date.fromisoformat(day) for day in covers)
    return journeys_of(tables_of(tables, last, [(first, last)]), last)


def figures(measure: Measure, journeys: Journeys) -> pl.DataFrame:
    """An area's yearly totals."""
    agreement = Agreement("One", (Area(AREA, AREA),))
    own = counts(measure, journeys, [AREA])
    return (
        counted(measure, own, agreement, [AREA], [AREA])
        .figures.filter(
            pl.col("area") == AREA,
            pl.col("characteristic") == "all",
            pl.col("period_kind") == "year",
        )
        .sort("period_start", "category_order")
    )


# Clocks


@pytest.mark.parametrize(
    ("limit", "unit", "in_time", "late"),
    [
        ("return_conversation_hours", "hours", "2024-02-03 08:00", "2024-02-03 08:01"),
        ("first_review_days", "days", "2024-05-01 08:00", "2024-05-01 08:01"),
        ("first_review_months", "months", "2024-04-30 08:00", "2024-04-30 08:01"),
    ],
)
def test_a_clock_of_each_unit_ends_to_the_minute(limit, unit, in_time, late):
    of = MEASURE[TALKED]
    assert isinstance(of, Timeliness)
    measure = replace(of, clock=Clock("returned_at", "held_at", limit, unit))
    rows = f"""
        child | episode | source | started_at       | returned_at      | held_at
        A     | 1       | la     | 2024-01-31 00:00 | 2024-01-31 08:00 | {in_time}
        B     | 2       | la     | 2024-01-31 00:00 | 2024-01-31 08:00 | {late}
    """
    found = in_words(measure, here(missing_episodes=rows))
    assert found == "completed basis: 1 of 2 in time; due basis: 1 of 2 in time"


def test_a_clock_of_working_days_counts_the_days_of_a_date():
    of = MEASURE[AUDITS]
    assert isinstance(of, Timeliness)
    measure = replace(
        of,
        clock=Clock("issued_date", "returned_date", "conference_working_days"),
        bases=("completed", "due"),
    )
    rows = """
        provider | round | issued_date | deadline_date | received_date | complete
        A        | R     | 2024-05-01  | 2024-05-01    | 2024-05-23    | yes
        B        | R     | 2024-05-01  | 2024-05-30    | 2024-05-24    | yes
    """
    assert in_words(measure, here(provider_audits=rows)).startswith(
        "completed basis: 1 of 2 in time"
    )


# Durations


@pytest.mark.parametrize(
    ("values", "numbers", "share", "expected"),
    [
        ([5], [1], 0.5, 5),
        ([1, 3], [1, 1], 0.5, 2),
        ([1, 3], [2, 1], 0.5, 1),
        ([1, 2, 9], [1, 1, 1], 0.5, 2),
        ([1, 2], [9, 1], 0.9, 1.5),
        ([1, 2], [8, 2], 0.9, 2),
        ([1, 2], [1, 1], 1.0, 2),
    ],
)
def test_a_quantile_is_a_value_or_the_middle_of_two(values, numbers, share, expected):
    assert quantile(values, numbers, share) == expected


def test_a_quantile_of_all_is_the_greatest_value_though_numbers_of_machines_are_rough():
    assert quantile([1, 2], [1, 1], 1 + 1e-6) == 2


def test_a_duration_prints_its_median_and_ninth_tenth_and_how_many_are_finished():
    rows = "\n".join(
        ["child | kind | start_date | end_date | off_roll_date"]
        + [
            f"{n} | missing_education | 2024-05-01 | 2024-05-{n + 1:02} | 2024-05-01"
            for n in range(1, 11)
        ]
    )
    found = figures(MEASURE[DAYS], here(out_of_school_spells=rows))
    assert found.filter(pl.col("period_start") == dt.date(2024, 4, 1)).select(
        "category", "met", "of", "amount"
    ).rows() == [("half", None, 10, 5.5), ("nine_in_ten", None, 10, 9.5)]
    nobody = found.filter(pl.col("period_start") == dt.date(2023, 4, 1))
    assert nobody.select("of", "amount").rows() == [(0, None), (0, None)]


# Ratios and amounts


ATTENDANCE = """
    child | school | covers_from | covers_to  | possible | authorised | unauthorised
    A     | S      | 2023-09-04  | 2023-12-20 | 100      | 10         | 5
    B     | S      | 2023-09-04  | 2023-12-20 | 300      | 1          | 0
"""


def test_a_quotient_of_amounts_is_printed_without_its_sums():
    found = figures(MEASURE[MISSED], here(attendance=ATTENDANCE))
    assert found.select("met", "of", "amount").rows()[-1] == (None, 2, 4.0)


def test_nothing_of_nothing_is_no_quotient():
    of = MEASURE[MISSED]
    assert isinstance(of, Ratio)
    found = figures(replace(of, bottom=pl.lit(0)), here(attendance=ATTENDANCE))
    assert found["amount"].to_list()[-1] is None


def test_what_is_the_same_for_each_row_is_counted_once_a_row():
    spells = """
        child | kind              | start_date | off_roll_date
        A     | missing_education | 2024-05-01 | 2024-05-01
        B     | missing_education | 2024-05-01 | 2024-05-01
        C     | missing_education | 2024-05-01 | 2024-05-01
    """
    of = MEASURE[OFF_ROLL]
    assert isinstance(of, Amount)
    spoken = here(out_of_school_spells=spells)
    assert in_words(of, spoken) == "3 counted"
    assert in_words(replace(of, amount=pl.lit(7), unit="pounds"), spoken) == "21 pounds"


# School years


def test_a_school_year_is_whole_from_the_first_days_of_term_to_its_last_in_july():
    for covers, label in (
        (("2022-09-05", "2023-07-21"), "school year 2022-23"),
        (
            ("2022-09-15", "2023-07-21"),
            "school year 2022-23 (part: 15 September 2022 to 31 August 2023)",
        ),
        (
            ("2022-09-14", "2023-06-30"),
            "school year 2022-23 (part: 1 September 2022 to 30 June 2023)",
        ),
    ):
        found = figures(MEASURE[MISSED], here(covers))
        assert found["period_label"].to_list() == [label]


def test_a_file_that_covers_no_31_march_says_nothing_of_that_school_year():
    of = replace(MEASURE[PART_TIME], needs=("pupils.census_date", "referrals.closure_date"))
    pupils = "child | school | census_date\nA | S | 2023-01-19"
    assert figures(of, here(("2022-09-01", "2023-03-30"), pupils=pupils)).is_empty()
    assert figures(of, here(("2023-03-31", "2023-03-31"), pupils=pupils)).height == 1


def test_a_year_without_a_census_has_no_figure_and_not_nobody():
    at_home = MEASURE["children_educated_at_home"]
    pupils = "child | school | census_date\nA | S | 2023-01-19"
    found = figures(at_home, here(("2021-09-01", "2023-08-31"), pupils=pupils))
    assert found.select("period_label", "met").rows() == [("school year 2022-23", 0)]


def test_a_school_measure_whose_fields_are_not_covered_has_no_days():
    spoken = here()
    nothing = replace(spoken, covered=Covered({}))
    assert counts(MEASURE[SUSPENSIONS], nothing, [AREA]).days == {AREA: ()}
    some = replace(
        spoken,
        covered=Covered({(AREA, "pupils.census_date"): (Span(LAST, LAST),)}),
    )
    assert counts(MEASURE[SUSPENSIONS], some, [AREA]).days == {AREA: ()}
