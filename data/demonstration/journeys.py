"""The journeys of single children: who of a family was part of what, as frames of facts.

A frame here is the truth of the invented area. The files that are written tell of it what a real
file would: one year's activity, or six months', as known on one day.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from data.demonstration.days import Seasons, day, financial_year
from data.demonstration.episodes import chance, episodes_of, whole
from data.demonstration.events import LEVELS, family_events
from data.demonstration.families import invented_families
from data.demonstration.particulars import children_of, factors_of
from data.demonstration.waits import assessed

_SOURCE_5D_SINCE = 2022


@dataclass(frozen=True)
class Facts:
    """All that happened, whoever recorded it. Frames of one row as each name says; dates are dates.

    children     child (whole number), area code, child_id and upn as text, birth_date, due_date,
                 sex (M F I), ethnicity, ethnicity_known_from (null: never asked), disabilities
                 (codes with a blank between, NONE; null not recorded), quintile, locality,
                 family (whole number)
    referrals    referral (whole number), child, referral_date, source, need, outcome, no_action,
                 closure_date, closure_reason, moved_in_conference_date
    assessments  referral, child, start_date, authorised_date, factors (codes with a blank
                 between), seen ("Yes", "No" or null), in_need
    enquiries    referral, child, start_date, decided_date, conference_date, plan_made
    plans        plan (whole number), referral, child, start_date, end_date, initial_category,
                 latest_category, category_changed_date, previous_plans
    reviews      plan, review_date
    need_plans   referral, child, start_date, end_date
    looked_after referral, child, start_date, end_date, unaccompanied
    contacts     child, contact_date, source (those of the years that files tell of)
    early_help   child, start_date, end_date, organisation (likewise)
    """

    children: pl.DataFrame
    referrals: pl.DataFrame
    assessments: pl.DataFrame
    enquiries: pl.DataFrame
    plans: pl.DataFrame
    reviews: pl.DataFrame
    need_plans: pl.DataFrame
    looked_after: pl.DataFrame
    contacts: pl.DataFrame = field(default_factory=pl.DataFrame)
    early_help: pl.DataFrame = field(default_factory=pl.DataFrame)


def simulated(seed: int, scale: float) -> Facts:
    """The facts of an invented partnership, the same for the same seed and scale."""
    rng = np.random.default_rng(seed)
    seasons = Seasons(LEVELS)
    families = invented_families(rng, seasons, scale)
    episodes = episodes_of(rng, families, family_events(rng, families, seasons))
    plans = _plans(rng, episodes)
    return Facts(
        children=children_of(rng, families, episodes),
        referrals=_dated(_referrals(rng, episodes)),
        assessments=_dated(_assessments(rng, episodes)),
        enquiries=_dated(_enquiries(episodes, plans)),
        plans=_dated(plans.drop("held")),
        reviews=_dated(_reviews(plans)),
        need_plans=_dated(_need_plans(rng, episodes)),
        looked_after=_dated(_looked_after(episodes)),
    )


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with every column whose name ends in `_date` as a date."""
    return rows.with_columns(pl.col("^.*_date$").cast(pl.Int32).cast(pl.Date))


def _referrals(rng: np.random.Generator, episodes: pl.DataFrame) -> pl.DataFrame:
    before_5d = pl.col("date") < day(dt.date(_SOURCE_5D_SINCE, 4, 1))
    return episodes.select(
        "referral",
        "child",
        referral_date="date",
        source=pl.when(before_5d & (pl.col("source") == "5D"))
        .then(pl.lit("5C"))
        .otherwise("source"),
        need=pl.when(pl.col("outcome") != "no action").then("need"),
        outcome="outcome",
        no_action=pl.col("outcome") == "no action",
        closure_date="closure",
        closure_reason="reason",
        moved_in_conference_date=pl.when(pl.col("outcome") == "moved in").then("conference"),
    )


_AGAIN_A_YEAR = 0.24


def _assessments(rng: np.random.Generator, episodes: pl.DataFrame) -> pl.DataFrame:
    """The assessment after a referral, and for some of those helped longer another one."""
    first = episodes.filter(pl.col("assessment_start").is_not_null()).select(
        "referral", "child", "event", "birth", "outcome",
        start_date="assessment_start", authorised_date="authorised",
    )  # fmt: skip
    helped = episodes.filter(pl.col("authorised").is_not_null()).with_columns(
        helped_for=pl.min_horizontal("closure", day(dt.date(2026, 1, 1))) - pl.col("authorised")
    )
    again = helped.filter(
        (pl.col("helped_for") > 200)
        & (chance(rng, helped) < 1 - (-_AGAIN_A_YEAR * pl.col("helped_for") / 365).exp())
    )
    start = (again["authorised"] + again["helped_for"] * rng.uniform(0.3, 0.9, again.height)).cast(
        pl.Int64
    )
    second = again.select(
        "referral", "child", "event", "birth", "outcome",
        start_date=start,
        authorised_date=pl.Series(
            assessed(rng, start.to_numpy(), financial_year(start.to_numpy()))
        ),
    )  # fmt: skip
    both = pl.concat([first, second]).filter(
        pl.col("start_date") != pl.col("authorised_date").shift().over("referral").fill_null(0)
    )
    seen = chance(rng, both)
    return both.select(
        "referral",
        "child",
        "start_date",
        "authorised_date",
        factors=factors_of(rng, both),
        seen=pl.when((seen < 0.965) & (pl.col("birth") <= pl.col("start_date") + 30))
        .then(pl.lit("Yes"))
        .when(seen < 0.99)
        .then(pl.lit("No")),
        in_need=pl.col("outcome") != "not in need",
    ).sort("referral", "start_date")


def _enquiries(episodes: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    first = episodes.select(
        "referral", "child", start_date="enquiry", decided_date="decided",
        conference_date=pl.when(pl.col("outcome") != "moved in").then("conference"),
    )  # fmt: skip
    later = episodes.select(
        "referral", "child", start_date="later_enquiry", decided_date="later_decided",
        conference_date="later_conference",
    )  # fmt: skip
    return (
        pl.concat([first, later])
        .filter(pl.col("start_date").is_not_null())
        .join(
            plans.select("referral", conference_date="start_date", plan_made=True),
            on=["referral", "conference_date"],
            how="left",
        )
        .with_columns(pl.col("plan_made").fill_null(False))
        .sort("referral", "start_date")
    )


_CATEGORIES = {"NEG": 0.485, "EMO": 0.395, "PHY": 0.065, "SAB": 0.038, "MUL": 0.017}
_PLANNED_BEFORE_OUR_TIME = 0.07


def _plans(rng: np.random.Generator, episodes: pl.DataFrame) -> pl.DataFrame:
    codes = list(_CATEGORIES)
    made = episodes.filter(pl.col("plan_start").is_not_null())
    drawn = pl.Series(rng.choice(codes, made.height, p=list(_CATEGORIES.values())))
    changed_to = pl.Series(rng.choice(codes[:2], made.height))
    return (
        made.with_columns(
            initial_category=drawn,
            changes=chance(rng, made) < 0.06,
            earlier=chance(rng, made) < _PLANNED_BEFORE_OUR_TIME,
        )
        .select(
            "referral",
            "child",
            "held",
            start_date="plan_start",
            end_date="plan_end",
            initial_category=pl.col("initial_category").first().over("event"),
            latest_category=pl.when(pl.col("changes"))
            .then(changed_to)
            .otherwise(pl.col("initial_category").first().over("event")),
            category_changed_date=pl.col("held").arr.get(0),
            previous_plans=pl.int_range(pl.len()).over("child", order_by="plan_start")
            + pl.col("earlier").first().over("child", order_by="plan_start"),
        )
        .with_row_index("plan")
    )


def _reviews(plans: pl.DataFrame) -> pl.DataFrame:
    return (
        plans.select("plan", "start_date", "end_date", review_date=pl.col("held").arr.to_list())
        .explode("review_date")
        .filter(
            pl.col("review_date") > pl.col("start_date"),
            pl.col("review_date") <= pl.col("end_date"),
        )
        .select("plan", "review_date")
        .unique()
        .sort("plan", "review_date")
    )


def _need_plans(rng: np.random.Generator, episodes: pl.DataFrame) -> pl.DataFrame:
    """A child in need plan from the end of the assessment, or of the protection plan, to the end."""
    start = pl.coalesce("plan_end", "authorised") + whole(rng, episodes, 1, 15)
    return (
        episodes.with_columns(start_date=start)
        .filter(
            pl.col("outcome").is_in(["support", "enquiry", "moved in"]),
            pl.col("care_start").is_null(),
            pl.col("start_date") < pl.col("closure"),
        )
        .select("referral", "child", "start_date", end_date="closure")
    )


def _looked_after(episodes: pl.DataFrame) -> pl.DataFrame:
    return episodes.filter(pl.col("care_start").is_not_null()).select(
        "referral", "child", "unaccompanied", start_date="care_start", end_date="care_end"
    )
