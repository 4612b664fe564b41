"""What a whole file of case extracts should hold: where it does not, its silence is no zero."""

import datetime as dt
from typing import Final

import polars as pl

from data.formats import cin_census
from data.reading import Reading

ENOUGH_REFERRALS_TO_EXPECT_EVERY_KIND: Final = 100
_KINDS_TO_EXPECT: Final = {
    "assessments": ("assessments", "assessment_factors"),
    "section_47_enquiries": ("section_47_enquiries", "conferences"),
    "plans": ("plans", "reviews"),
    "need_plans": ("need_plans",),
    "assessment_factors": ("assessment_factors",),
}
NEED_PLANS_SINCE: Final = 2022
_BIRTHS: Final = ("birth_month", "expected_birth_month", "death_date")


def dates_that_fit(reading: Reading, covers_from: dt.date) -> None:
    """An extract in which nothing happened lately was given a wrong date: its silence is no zero."""
    dates = [
        frame[column]
        for frame in reading.tables.values()
        for column, dtype in frame.schema.items()
        if dtype == pl.Date and column not in _BIRTHS
    ]
    if (
        not pl.concat([each.alias("date") for each in dates])
        .is_between(covers_from, reading.as_at)
        .any()
    ):
        reading.fault_of_file("dates_do_not_fit", "", "")
        reading.lost.update(reading.raw.fills)


def every_kind(reading: Reading) -> None:
    """Many referrals and not one assessment is a field left out of the export, not a zero."""
    collected = _KINDS_TO_EXPECT
    if reading.year < NEED_PLANS_SINCE:
        collected = {table: fed for table, fed in _KINDS_TO_EXPECT.items() if table != "need_plans"}
        reading.lost.update(f"need_plans.{column}" for column in cin_census.FILLS["need_plans"])
    taken_on = reading.tables["referrals"].filter(
        pl.col("no_further_action").eq_missing(True).not_()
    )
    for table, fed in collected.items():
        empty = reading.tables[table].is_empty()
        if empty and taken_on.height >= ENOUGH_REFERRALS_TO_EXPECT_EVERY_KIND:
            reading.fault_of_file("rows_of_a_kind_missing", table, "")
            reading.lost.update(
                f"{each}.{column}" for each in fed for column in cin_census.FILLS[each]
            )
