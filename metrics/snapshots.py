"""What was open on a day: children in need and child protection plans at the end of each quarter.

One row is one child or plan on one `day`. What became known later of that day is used, but nothing
that happened after it: a snapshot of last June is what we know today of last June.
"""

import datetime as dt
from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, Span
from metrics.frames import Makers
from metrics.known import Tables
from metrics.working_days import months_after


def frames(known: Tables, conventions: Conventions, covered: Covered) -> Makers:
    """How each frame of snapshots is made."""
    open_plans = cache(lambda: plans_open(known, conventions, covered))
    return {
        "children_in_need": lambda: children_in_need(known, conventions, covered),
        "plans_open": open_plans,
        "children_on_plans": lambda: (
            open_plans()
            .sort("area", "child", "start_date")
            .unique(["area", "child", "day"], keep="first", maintain_order=True)
        ),
        "plans_to_review": lambda: _plans_to_review(open_plans(), known, conventions, covered),
    }


def quarter_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """The last days of the quarters (June, September, December, March) from first to last."""
    return [
        day
        for year in range(first.year, last.year + 1)
        for day in (
            dt.date(year, 3, 31),
            dt.date(year, 6, 30),
            dt.date(year, 9, 30),
            dt.date(year, 12, 31),
        )
        if first <= day <= last
    ]


def quarter_ends_covered(covered: Covered, field: str) -> pl.DataFrame:
    """One row per area and quarter end that the extracts cover."""
    days = {
        (area, day)
        for area, spans in covered.of_field(field).items()
        for span in spans
        for day in quarter_ends(span.first, span.last)
    }
    return pl.DataFrame(sorted(days), schema={"area": pl.String, "day": pl.Date}, orient="row")


def _open_on(start: str, end: str, conventions: Conventions) -> pl.Expr:
    """Ambiguity B-11, ruling 13: what ends on the day is not open on it, unless agreed otherwise.

    What has no end is open only while a file tells of it (`told_until`).
    """
    ended = (
        pl.col(end) < pl.col("day")
        if conventions.open_on_its_last_day
        else (pl.col(end) <= pl.col("day"))
    )
    told = pl.col("day") < pl.col("told_until")
    return (pl.col(start) <= pl.col("day")) & pl.coalesce(~ended, told, pl.lit(False))


def children_in_need(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a child with an open episode of need on a day.

    A referral that ended in no further action was never open, nor is one closed after assessment
    without a date (RC8, RC9). A reason given after the day says nothing of that day: ruling 15 is
    the census's, which cannot know it either.

    has_upn, has_nhs_number  whether we hold the child's numbers, as known now
    """
    without_need = pl.col("closure_date").is_null() & pl.col("closure_reason").is_in(
        ["RC8", "RC9"]
    ).fill_null(False)
    episodes = known["referrals"].filter(
        ~pl.col("no_further_action").fill_null(False), ~without_need
    )
    return (
        on_each_day(
            episodes,
            "referral_date",
            "closure_date",
            quarter_ends_covered(covered, "referrals.closure_date"),
            conventions,
        )
        .sort("area", "child", "referral_date")
        .unique(["area", "child", "day"], keep="first", maintain_order=True)
        .join(
            known["children"].select(
                "area",
                "child",
                "religion_recorded",
                "language_recorded",
                has_upn=pl.col("upn").is_not_null(),
                has_nhs_number=pl.col("nhs_number").is_not_null(),
            ),
            on=["area", "child"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.col("has_upn", "has_nhs_number", "religion_recorded", "language_recorded").fill_null(
                False
            ),
            row=pl.concat_str(pl.lit("in need "), "area", "child", "day"),
        )
    )


def plans_open(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a plan open on a day. two_years: it has lasted two years, both days counted."""
    return on_each_day(
        known["plans"],
        "start_date",
        "end_date",
        quarter_ends_covered(covered, "plans.end_date"),
        conventions,
    ).with_columns(
        two_years=(pl.col("day") - pl.col("start_date")).dt.total_days() + 1
        >= conventions.two_years_in_days,
        row=pl.concat_str(pl.lit("on plan "), "area", "child", "day"),
    )


def on_each_day(
    spells: pl.DataFrame, start: str, end: str, days: pl.DataFrame, conventions: Conventions
) -> pl.DataFrame:
    """One row: a spell open on one of its area's days. `spells` has `told_until`, and loses it."""
    return (
        spells.lazy()
        .join_where(
            days.lazy().rename({"area": "day_area"}),
            pl.col("area") == pl.col("day_area"),
            pl.col(start) <= pl.col("day"),
        )
        .filter(_open_on(start, end, conventions))
        .drop("day_area", "told_until")
        .collect()
    )


def _plans_to_review(
    plans_open: pl.DataFrame, known: Tables, conventions: Conventions, covered: Covered
) -> pl.DataFrame:
    """One row: a plan open on a day that had its first review due by then (ruling 19).

    reviewed_in_time  every review due by the day was held on or before its due date
    overdue           the next review is due before the day and not held
    """
    runs = [
        (area, span)
        for area, spans in covered.of_field("reviews.review_date").items()
        for span in spans
    ]
    judged = [_judged(plans_open, known["reviews"], area, span, conventions) for area, span in runs]
    empty = _judged(
        plans_open.clear(), known["reviews"], "", Span(dt.date.min, dt.date.max), conventions
    )
    return pl.concat([empty, *judged])


def due_after(conventions: Conventions, date: pl.Expr, *, first: bool) -> pl.Expr:
    """The day on which the review after a date is due, the first one or a later one."""
    if conventions.review_rule == "days":
        days = conventions.first_review_days if first else conventions.later_review_days
        return date + pl.duration(days=days)
    months = conventions.first_review_months if first else conventions.later_review_months
    return months_after(date, months)


def _judged(
    plans_open: pl.DataFrame,
    reviews: pl.DataFrame,
    area: str,
    run: Span,
    conventions: Conventions,
) -> pl.DataFrame:
    """The plans of one area on the days of one unbroken run of loaded years."""
    plans = plans_open.filter(
        pl.col("area") == area,
        pl.col("day").is_between(run.first, run.last),
        due_after(conventions, pl.col("start_date"), first=True) <= pl.col("day"),
    )
    held = reviews.filter(pl.col("area") == area).select("plan", "review_date")
    chains = review_chains(plans, held, run, conventions)
    steps = (
        review_steps(chains, held, conventions)
        .with_columns(
            late_so_far=(pl.col("review_date") > pl.col("due")).cum_sum().over("plan"),
        )
        .select("plan", "review_date", "next_due", "late_so_far")
        .sort("review_date")
    )
    return (
        plans.join(chains.select("plan", "first_due", "untold"), on="plan")
        .sort("day")
        .join_asof(steps, left_on="day", right_on="review_date", by="plan", check_sortedness=False)
        .with_columns(
            overdue=pl.coalesce("next_due", "first_due") < pl.col("day"),
        )
        .with_columns(
            reviewed_in_time=~pl.col("overdue")
            & (pl.col("late_so_far").fill_null(0) == 0)
            & ~pl.col("untold"),
        )
        .drop("first_due", "untold", "review_date", "next_due", "late_so_far")
    )


def review_chains(
    plans: pl.DataFrame, held: pl.DataFrame, run: Span, conventions: Conventions
) -> pl.DataFrame:
    """One row: a plan, and from when its reviews are followed (ruling 19).

    plans, held  plan, start_date; and plan, review_date, of one area
    last_before  the last review before the first loaded day, where the plan began before it too
    untold       the plan began long before it, and no review before it is known
    """
    # A plan begun before the first loaded year chains from its last review before it.
    before = (
        held.filter(pl.col("review_date") < run.first)
        .group_by("plan")
        .agg(last_before=pl.col("review_date").max())
    )
    twelve_months_before = months_after(pl.lit(run.first), -12)
    begun_before = pl.col("start_date") < run.first
    return (
        plans.select("plan", "start_date")
        .unique()
        .join(before, on="plan", how="left")
        .with_columns(
            last_before=pl.when(begun_before & (pl.col("last_before") > pl.col("start_date"))).then(
                "last_before"
            )
        )
        .with_columns(
            anchor=pl.coalesce("last_before", "start_date"),
            untold=begun_before
            & pl.col("last_before").is_null()
            & (pl.col("start_date") < twelve_months_before),
        )
        .with_columns(
            first_due=pl.when(pl.col("last_before").is_null())
            .then(due_after(conventions, pl.col("anchor"), first=True))
            .otherwise(due_after(conventions, pl.col("anchor"), first=False))
        )
    )


def review_steps(
    chains: pl.DataFrame, held: pl.DataFrame, conventions: Conventions
) -> pl.DataFrame:
    """One row: a review held, in order, with the day it was due and the day the next one is."""
    return (
        held.join(chains, on="plan")
        .filter(pl.col("review_date") > pl.col("anchor"))
        .sort("plan", "review_date")
        .with_columns(number=pl.int_range(pl.len()).over("plan"))
        .with_columns(due=_due(conventions))
        .with_columns(next_due=_next_due(conventions))
    )


def _due(conventions: Conventions) -> pl.Expr:
    """The due date of each review of a chain, in order (ambiguity A-12)."""
    if conventions.next_review_from == "due":
        return _moved_on(conventions, pl.col("first_due"), pl.col("number"))
    after_last = due_after(conventions, pl.col("review_date").shift(1).over("plan"), first=False)
    return pl.when(pl.col("number") == 0).then("first_due").otherwise(after_last)


def _next_due(conventions: Conventions) -> pl.Expr:
    if conventions.next_review_from == "due":
        return _moved_on(conventions, pl.col("first_due"), pl.col("number") + 1)
    return due_after(conventions, pl.col("review_date"), first=False)


def _moved_on(conventions: Conventions, date: pl.Expr, times: pl.Expr) -> pl.Expr:
    if conventions.review_rule == "days":
        return date + pl.duration(days=times * conventions.later_review_days)
    months = pl.concat_str(times * conventions.later_review_months, pl.lit("mo"))
    return date.dt.offset_by(months)
