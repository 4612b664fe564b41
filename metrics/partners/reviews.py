"""Frames of review conferences: when each was due, who chaired it, and the last one before 18."""

import datetime as dt

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, Span, history_from
from metrics.known import Tables
from metrics.partners.told import row, told
from metrics.snapshots import review_chains, review_steps
from metrics.working_days import months_after


def reviews_due(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a review of a plan that was held, or the next one that is owed.

    previous_date  the plan's start, or the review before
    review_due     the last day on which it is in time
    first          it is the plan's first
    untold         the plan began long before the first loaded day, and the review before is not known
    """
    runs = [
        (area, span)
        for area, spans in covered.of_field("reviews.review_date").items()
        for span in spans
    ]
    return pl.concat(
        [
            _reviews_of_run(known, "", Span(dt.date.min, dt.date.max), conventions),
            *(_reviews_of_run(known, area, run, conventions) for area, run in runs),
        ]
    )


_OF_A_REVIEW = ("plan", "number", "previous_date", "review_date", "review_due")


def _reviews_of_run(known: Tables, area: str, run: Span, conventions: Conventions) -> pl.DataFrame:
    plans = known["plans"].filter(
        pl.col("area") == area,
        pl.col("start_date") <= run.last,
        (pl.col("end_date") >= run.first).fill_null(True),
    )
    held = (
        known["reviews"]
        .filter(pl.col("area") == area, pl.col("review_date") <= run.last)
        .select("plan", "review_date")
    )
    chains = review_chains(plans, held, run, conventions)
    steps = review_steps(chains, held, conventions).with_columns(
        previous_date=pl.coalesce(pl.col("review_date").shift(1).over("plan"), "anchor"),
        review_due="due",
    )
    last = steps.group_by("plan").agg(pl.col("review_date", "next_due", "number").last())
    owed = (
        chains.join(last, on="plan", how="left")
        .select(
            "plan",
            number=pl.col("number").fill_null(-1) + 1,
            previous_date=pl.coalesce("review_date", "anchor"),
            review_date=pl.lit(None, dtype=pl.Date),
            review_due=pl.coalesce("next_due", "first_due"),
        )
        .join(plans.select("plan", "end_date", "told_until", "known_to"), on="plan")
        # Owed only where the plan was open on the day, or is open today.
        .filter(
            (pl.col("end_date") > pl.col("review_due")).fill_null(True),
            pl.col("end_date").is_not_null()
            | (pl.col("told_until") > pl.min_horizontal("review_due", "known_to")).fill_null(False),
        )
    )
    numbers = pl.col("number").cast(pl.Int64)
    return (
        pl.concat(
            [
                steps.with_columns(numbers).select(_OF_A_REVIEW),
                owed.with_columns(numbers).select(_OF_A_REVIEW),
            ]
        )
        .join(chains.select("plan", "last_before", "untold"), on="plan")
        .join(plans.select("area", "plan", "child", "referral", "known_to"), on="plan")
        .with_columns(
            first=(pl.col("number") == 0) & pl.col("last_before").is_null(),
            untold=pl.col("untold") & (pl.col("number") == 0),
            age_on=pl.coalesce("review_date", "review_due"),
            row=row("review", "area", "plan", "review_date"),
        )
        .drop("last_before")
    )


def turning_18(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a young person still on a plan in the month of the 18th birthday.

    Of a birthday only the month is kept: whether a review was held in the months before it is known
    (`reviewed`) where it is so for each day of that month, or for none.
    """
    back = conventions.review_before_18_months
    first = months_after(pl.col("birth_month"), 18 * 12)
    last = first.dt.month_end()
    months = pl.col("month_of_birthday")
    young = (
        known["children"]
        .filter(pl.col("birth_month").is_not_null())
        .select("area", "child", month_of_birthday=first, end_of_month=last)
        .join(known["plans"], on=["area", "child"])
        .filter(
            pl.col("start_date") <= months,
            pl.coalesce("end_date", "told_until") >= months,
            months <= pl.col("known_to"),
        )
    )
    held = known["reviews"].select("area", "plan", "review_date")
    reviewed = (
        young.join(held, on=["area", "plan"])
        .group_by("area", "plan")
        .agg(
            surely=pl.col("review_date")
            .is_between(months_after(pl.col("end_of_month"), -back), months)
            .any(),
            perhaps=pl.col("review_date")
            .is_between(months_after(months, -back), "end_of_month")
            .any(),
        )
    )
    return (
        young.join(reviewed, on=["area", "plan"], how="left")
        .sort("start_date", descending=True)
        .unique(["area", "child"], keep="first", maintain_order=True)
        .with_columns(
            pl.col("surely", "perhaps").fill_null(False),
            still_time=pl.col("end_of_month") > pl.col("known_to"),
            untold=(
                history_from("month_of_birthday", covered.of_field("reviews.review_date"))
                > months_after(months, -back)
            ).fill_null(True),
            age_on=months,
            row=row("turning 18", "area", "child"),
        )
        .drop("told_until")
    )


def chairs(known: Tables, meetings: pl.DataFrame) -> pl.DataFrame:
    """One row: a child's review conference. same_chair: null where either chair is not recorded."""
    chairs = (
        told(known, "attendances")
        .group_by("area", "meeting", maintain_order=True)
        .agg(pl.col("chair").drop_nulls().first())
    )
    held = meetings.join(chairs, on=["area", "meeting"], how="left")
    first = (
        held.filter(pl.col("kind") == "icpc")
        .select("area", "person", first_date="meeting_date", first_chair="chair")
        .sort("first_date")
    )
    return (
        held.filter(pl.col("kind") == "review")
        .sort("meeting_date")
        .join_asof(
            first,
            left_on="meeting_date",
            right_on="first_date",
            by=["area", "person"],
            check_sortedness=False,
        )
        .with_columns(same_chair=pl.col("chair") == pl.col("first_chair"))
    )
