"""Which meetings were held about the invented children: strategy discussions, conferences, core groups."""

from dataclasses import dataclass

import polars as pl

from data.demonstration.draws import Draws, later, working_days_later
from data.demonstration.known_people import BEGIN, END, AreaFacts, age_on
from data.demonstration.schools import Schools, at_school

_PREFIX = {"strategy_discussion": "SD", "icpc": "IC", "review": "RC", "core_group": "CG"}
_CHAIRS = 14


@dataclass(frozen=True)
class Meetings:
    """What was held.

    meetings  meeting (its reference), kind, meeting_date, family, locality, chair, enquiry (whether
              an enquiry followed), oldest (age in years of the oldest child), school (of one child)
    children  meeting, kind, meeting_date, and the columns of the child
    """

    meetings: pl.DataFrame
    children: pl.DataFrame


def meetings_of(area: AreaFacts, schools: Schools) -> Meetings:
    """The meetings from `BEGIN` to `END`; brothers and sisters are spoken of in one."""
    draws = area.draws(31)
    parts = [
        _discussions(area, draws),
        _initial_conferences(area),
        _reviews(area),
        _core_groups(area, draws),
    ]
    children = (
        pl.concat(parts, how="diagonal")
        .filter(pl.col("meeting_date").is_between(BEGIN, END))
        .unique(["kind", "child", "meeting_date"], keep="first", maintain_order=True)
        .join(area.people, on="child", maintain_order="left")
        .sort("meeting_date", "kind", "family", "child")
        .with_columns(
            place=pl.struct("meeting_date", "kind", "family").rank("dense").cast(pl.Int64)
        )
    )
    children = children.with_columns(
        meeting=pl.format(
            "{}-{}-{}",
            pl.col("kind").replace_strict(_PREFIX, return_dtype=pl.String),
            pl.lit(area.code),
            pl.col("place") + 3_000,
        ),
        school=_school(schools),
        age=age_on("meeting_date"),
    )
    meetings = children.group_by(
        "meeting", "kind", "meeting_date", "family", maintain_order=True
    ).agg(
        pl.col("locality").first(),
        pl.col("enquiry").first(),
        oldest=pl.col("age").max(),
    )
    changed = draws.under(meetings, 0.2)
    return Meetings(
        meetings.with_columns(
            chair=pl.format(
                "CH-{}",
                (pl.col("family") + pl.when(changed).then(1).otherwise(0)) % _CHAIRS + 1,
            )
        ),
        children,
    )


def _school(schools: Schools) -> pl.Expr:
    """The school on the day of the meeting, for most of those who have one."""
    year = pl.col("meeting_date").dt.offset_by("-8mo").dt.year()
    child = pl.col("child")
    school = at_school(schools, child, pl.col("birth_date"), pl.lit("none"), year)["school"]
    return pl.when(child % 29 != 0).then(school)


_DISCUSSED_ONLY = 0.11


def _discussions(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """One for each enquiry, and some that ended without one."""
    enquired = area.facts.enquiries.select(
        "child", meeting_date="start_date", enquiry=pl.lit(True), kind=pl.lit("strategy_discussion")
    )
    others = area.since(
        area.facts.referrals.filter(pl.col("outcome") == "support"), "referral_date"
    )
    others = others.unique(["family", "referral_date"], keep="first", maintain_order=True)
    others = others.filter(draws.under(others, _DISCUSSED_ONLY))
    return pl.concat(
        [
            enquired,
            others.select(
                "child",
                meeting_date=working_days_later(others, "referral_date", 1),
                enquiry=pl.lit(False),
                kind=pl.lit("strategy_discussion"),
            ),
        ]
    )


def _initial_conferences(area: AreaFacts) -> pl.DataFrame:
    held = area.facts.enquiries.select("child", meeting_date="conference_date")
    moved_in = area.facts.referrals.select("child", meeting_date="moved_in_conference_date")
    return pl.concat([held, moved_in]).drop_nulls().with_columns(kind=pl.lit("icpc"))


def _reviews(area: AreaFacts) -> pl.DataFrame:
    reviews = area.facts.reviews.join(
        area.facts.plans.select("plan", "child"), on="plan", maintain_order="left"
    )
    return reviews.select("child", meeting_date="review_date", kind=pl.lit("review"))


_FIRST_AFTER = {
    "4": 0.10,
    "7": 0.16,
    "8": 0.14,
    "9": 0.17,
    "10": 0.25,
    "12": 0.08,
    "15": 0.06,
    "24": 0.04,
}
_NO_CORE_GROUP = 0.02
_MOST = 40


def _core_groups(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """The first soon after the conference, then about every six weeks until the plan ends."""
    plans = area.facts.plans.filter(pl.col("start_date") <= END, pl.col("end_date") >= BEGIN).join(
        area.people.select("child", "family"), on="child", maintain_order="left"
    )
    groups = plans.unique(["family", "start_date"], keep="first", maintain_order=True)
    groups = groups.filter(draws.lot(groups) >= _NO_CORE_GROUP)
    waits = draws.code(groups, _FIRST_AFTER).cast(pl.Int64)
    held = (
        groups.select(
            "family",
            "start_date",
            first_date=working_days_later(groups, "start_date", waits),
            every=draws.whole(groups, 32, 44),
        )
        .with_columns(time=pl.int_ranges(0, _MOST))
        .explode("time")
    )
    # Moved to a Tuesday, Wednesday or Thursday, so that none is on a weekend.
    planned = later("first_date", pl.col("time") * pl.col("every"))
    on_weekday = pl.when(pl.col("time") > 0).then(
        planned.dt.truncate("1w") + pl.duration(days=1 + pl.col("family") % 3)
    )
    dated = held.with_columns(meeting_date=pl.coalesce(on_weekday, "first_date"))
    return (
        plans.join(dated, on=["family", "start_date"], maintain_order="left")
        .filter(
            (pl.col("meeting_date") < pl.col("end_date")) | (pl.col("time") == 0),
            pl.col("meeting_date") <= pl.col("end_date"),
        )
        .select("child", "meeting_date", kind=pl.lit("core_group"))
    )
