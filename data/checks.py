"""What can be wrong between the fields of a row, or between the rows of a child. Each check only notes it."""

import datetime as dt
from typing import Final

import polars as pl

from data.reading import Reading

DAYS_FROM_CONCEPTION_TO_BIRTH: Final = 280
OLDEST_AGE: Final = 25
SATURDAY: Final = 6


def of_people(reading: Reading, people: pl.DataFrame) -> None:
    """Rows of children, typed, their identifiers still as in the file."""
    child, birth = pl.col("child"), pl.col("birth_date")

    def note(rule: str, column: str, broken: pl.Expr, *, refused: bool = False) -> None:
        reading.fault(people.filter(broken), rule, "children", column, refused=refused)

    note("child_id_missing", "child", child.is_null(), refused=True)
    if reading.raw.style == "census":
        note("child_id_format", "child", child.str.contains("^[A-Za-z0-9]{1,20}$").not_())
        note("child_given_twice", "child", child.is_not_null() & child.is_first_distinct().not_())
        note(
            "birth_date_missing",
            "birth_date",
            birth.is_null() & pl.col("expected_birth_date").is_null(),
        )
    note(
        "upn_and_reason_without",
        "upn",
        pl.all_horizontal(pl.col("upn", "upn_unknown").is_not_null()),
    )
    note("older_than_25", "birth_date", birth.dt.offset_by(f"{OLDEST_AGE + 1}y") <= reading.as_at)
    note("date_in_future", "birth_date", birth > reading.as_at)
    note("date_in_future", "death_date", pl.col("death_date") > reading.as_at)
    note("end_before_start", "death_date", pl.col("death_date") < birth)


def facts_that_differ(reading: Reading, rows: pl.DataFrame, children: pl.DataFrame) -> None:
    """Rows of one child that contradict what its first rows say."""
    facts = ("birth_date", "sex", "ethnicity")
    beside = rows.join(
        children.select("child", *facts), on="child", suffix="_first", maintain_order="left"
    )
    differs = pl.any_horizontal(pl.col(fact) != pl.col(f"{fact}_first") for fact in facts)
    reading.fault(beside.filter(differs), "child_facts_differ", "children", "child")


def of_events(reading: Reading, table: str, date: str, rows: pl.DataFrame) -> None:
    """Any event: no date after the extract's, none long before birth."""
    for column, dtype in rows.schema.items():
        if dtype == pl.Date and column not in ("birth_date", "expected_birth_date"):
            reading.fault(
                rows.filter(pl.col(column) > reading.as_at), "date_in_future", table, column
            )
    birth = pl.coalesce("birth_date", "expected_birth_date")
    earliest = birth - dt.timedelta(days=DAYS_FROM_CONCEPTION_TO_BIRTH)
    reading.fault(rows.filter(pl.col(date) < earliest), "long_before_birth", table, date)


def order(
    reading: Reading,
    table: str,
    rows: pl.DataFrame,
    start: str,
    end: str,
    rule: str = "end_before_start",
) -> None:
    """What comes before that which it follows."""
    reading.fault(rows.filter(pl.col(end) < pl.col(start)), rule, table, end)


def of_reviews(reading: Reading, reviews: pl.DataFrame) -> None:
    """Reviews, each beside its plan's start: one on the day itself is the conference that made the plan."""
    too_soon = pl.col("review_date") <= pl.col("start_date")
    reading.fault(reviews.filter(too_soon), "review_before_plan", "reviews", "review_date")


def of_referrals(reading: Reading, referrals: pl.DataFrame) -> None:
    """Referrals, each event once."""
    order(reading, "referrals", referrals, "referral_date", "closure_date")
    # What is closed at once is never open. A workbook does not say when a referral was closed.
    if reading.raw.style != "workbook":
        open_until = (
            pl.when(pl.col("no_further_action").eq_missing(True))
            .then(None)
            .otherwise(pl.col("closure_date").fill_null(dt.date.max))
        )
        _overlap(
            reading, "referrals", referrals, "referral_date", open_until, "referral_while_open"
        )


def of_plans(reading: Reading, plans: pl.DataFrame) -> None:
    """Plans, each once."""
    open_until = pl.col("end_date").fill_null(dt.date.max)
    _overlap(reading, "plans", plans, "start_date", open_until, "plans_overlap")


def _overlap(
    reading: Reading, table: str, rows: pl.DataFrame, start: str, open_until: pl.Expr, rule: str
) -> None:
    earlier = (
        rows.filter(pl.col("child").is_duplicated())
        .sort("child", start)
        .with_columns(until=open_until)
        .with_columns(before=pl.col("until").cum_max().shift(1).over("child"))
        .with_columns(before=pl.col("before").forward_fill().over("child"))
    )
    reading.fault(earlier.filter(pl.col("before") > pl.col(start)), rule, table, start)


def of_factors(reading: Reading, factors: pl.DataFrame) -> None:
    """Factors of assessments: "none identified" stands alone."""
    is_none = pl.col("factor") == "21"
    beside_others = is_none & (pl.len().over("assessment") > 1)
    reading.fault(
        factors.filter(beside_others) if factors.height else factors,
        "none_with_others",
        "assessments",
        "factors",
    )


def of_enquiries(reading: Reading, enquiries: pl.DataFrame) -> None:
    """Enquiries with the conference that stands in each."""
    table = "section_47_enquiries"
    order(reading, table, enquiries, "start_date", "conference_date", "conference_before_enquiry")
    held = pl.col("conference_date").is_not_null()
    reading.fault(
        enquiries.filter(held & pl.col("conference_not_required")),
        "held_though_not_required",
        table,
        "conference_not_required",
    )
    _weekend(reading, table, enquiries, "conference_date")


def of_transfers(reading: Reading, transfers: pl.DataFrame, held: pl.DataFrame) -> None:
    """Conferences of children who moved in, beside those of enquiries."""
    table, column = "referrals", "transfer_conference_date"
    reading.fault(
        transfers.filter(pl.col("no_further_action")), "transfer_of_closed_referral", table, column
    )
    given = transfers.join(held, on=("child", "conference_date"), how="semi", maintain_order="left")
    reading.fault(given, "conference_on_both", table, column)
    order(reading, table, transfers, "referral_date", column, "conference_before_referral")
    _weekend(reading, table, transfers, column)


def _weekend(reading: Reading, table: str, rows: pl.DataFrame, column: str) -> None:
    at_weekend = pl.col(column).dt.weekday() >= SATURDAY
    reading.fault(rows.filter(at_weekend), "conference_at_weekend", table, column)
