"""Figures of the invented partnership, worked out from its facts in the plainest way there is."""

import calendar
import datetime as dt
from itertools import groupby
from operator import itemgetter

import numpy as np
import polars as pl

from data.demonstration.families import AUTHORITIES, ETHNICITIES
from data.demonstration.journeys import Facts
from data.reference import bank_holidays, england_figures

YEARS = range(2021, 2026)
FIRST, LAST = dt.date(2020, 4, 1), dt.date(2025, 3, 31)
FIVE_GROUPS = {code: group for group, codes in ETHNICITIES.items() for code in codes}
FIVE_GROUPS |= {"REFU": "not known"}


def england(comparator: str, year: int, category: str = "") -> float:
    """The published figure of England."""
    value: float = (
        england_figures()
        .filter(
            pl.col("geography_level") == "England",
            pl.col("comparator") == comparator,
            pl.col("year") == year,
            pl.col("category") == category,
        )["value"]
        .item()
    )
    return value


def waits(start: pl.Series, stop: pl.Series) -> pl.Series:
    """Working days between, the start being day 0."""
    day = np.timedelta64(1, "D")
    return pl.Series(
        np.busday_count(
            start.to_numpy().astype("datetime64[D]") + day,
            stop.to_numpy().astype("datetime64[D]") + day,
            holidays=bank_holidays()["date"].to_numpy().astype("datetime64[D]"),
        )
    )


def per_10_000(events: int, year: int) -> float:
    """A rate of both authorities together."""
    return events / sum(authority.residents[year - 1] for authority in AUTHORITIES) * 10_000


def percent(flags: pl.Series) -> float:
    return 100 * float(flags.fill_null(False).mean())  # type: ignore[arg-type]


def between(column: str, year: int) -> pl.Expr:
    return pl.col(column).is_between(dt.date(year - 1, 4, 1), dt.date(year, 3, 31))


def open_at_the_end(rows: pl.DataFrame, start: str, end: str, year: int) -> pl.DataFrame:
    last = dt.date(year, 3, 31)
    return rows.filter(pl.col(start) <= last, pl.col(end).is_null() | (pl.col(end) > last))


def figures(facts: Facts, year: int) -> dict[str, float]:
    """The figures of the year ended 31 March, by the key of England's figure beside them."""
    return _of_referrals(facts, year) | _of_enquiries(facts, year) | _of_plans(facts, year)


def _of_referrals(facts: Facts, year: int) -> dict[str, float]:
    referrals = facts.referrals.sort("child", "referral_date").with_columns(
        earlier=pl.col("referral_date").shift().over("child")
    )
    made = referrals.filter(between("referral_date", year))
    soon = made["earlier"] >= made["referral_date"].dt.offset_by("-12mo")
    open_ones = open_at_the_end(
        referrals.filter(~pl.col("no_action")), "referral_date", "closure_date", year
    )
    completed = assessments(facts).filter(between("authorised_date", year))
    return {
        "referrals_rate": per_10_000(made.height, year),
        "referrals_no_further_action": percent(made["no_action"]),
        "assessed_not_in_need": percent(made["closure_reason"].is_in(["RC8", "RC9"])),
        "re_referrals": percent(soon),
        "children_in_need_rate": per_10_000(open_ones.height, year),
        "assessments_45": percent(completed["waited"] <= 45),
    }


def assessments(facts: Facts) -> pl.DataFrame:
    """Assessments authorised, with `waited`: from the referral for the first of an episode."""
    first = pl.col("start_date") == pl.col("start_date").min().over("referral")
    rows = (
        facts.assessments.join(facts.referrals.select("referral", "referral_date"), on="referral")
        .with_columns(clock=pl.when(first).then("referral_date").otherwise("start_date"))
        .filter(pl.col("authorised_date").is_not_null())
    )
    return rows.with_columns(waited=waits(rows["clock"], rows["authorised_date"]))


def conferences(facts: Facts) -> pl.DataFrame:
    """Conferences held after an enquiry in the five years, with `waited` and the child's area."""
    held = facts.enquiries.filter(pl.col("conference_date").is_between(FIRST, LAST)).join(
        facts.children.select("child", "area"), on="child"
    )
    return held.with_columns(waited=waits(held["start_date"], held["conference_date"]))


def _of_enquiries(facts: Facts, year: int) -> dict[str, float]:
    started = facts.enquiries.filter(between("start_date", year))
    held = conferences(facts).filter(between("conference_date", year))
    return {
        "section_47_rate": per_10_000(started.height, year),
        "conferences_15": percent(held["waited"] <= 15),
    }


def _of_plans(facts: Facts, year: int) -> dict[str, float]:
    last = dt.date(year, 3, 31)
    started = facts.plans.filter(between("start_date", year))
    ended = facts.plans.filter(between("end_date", year))
    going_on = open_at_the_end(facts.plans, "start_date", "end_date", year)
    lasted = (ended["end_date"] - ended["start_date"]).dt.total_days() + 1
    open_for = (last - going_on["start_date"]).dt.total_days() + 1
    return {
        "plans_started_rate": per_10_000(started.height, year),
        "plans_ended_rate": per_10_000(ended.height, year),
        "plans_open_rate": per_10_000(going_on.height, year),
        "repeat_plans": percent(started["previous_plans"] > 0),
        "plans_open_two_years": percent(open_for >= 730),
        "plans_ended_two_years": percent(lasted >= 730),
        "plans_reviewed": _reviewed(going_on, facts.reviews, last),
    }


def _reviewed(plans: pl.DataFrame, reviews: pl.DataFrame, last: dt.date) -> float:
    held = {
        plan: [day for _, day in days]
        for plan, days in groupby(reviews.sort("plan", "review_date").iter_rows(), itemgetter(0))
    }
    due = [
        (start, [day for day in held.get(plan, []) if day <= last])
        for plan, start in plans.select("plan", "start_date").iter_rows()
        if months_on(start, 3) <= last
    ]
    return 100 * sum(_all_in_time(start, days, last) for start, days in due) / len(due)


def _all_in_time(start: dt.date, days: list[dt.date], last: dt.date) -> bool:
    limit = months_on(start, 3)
    for day in days:
        if day > limit:
            return False
        limit = months_on(day, 6)
    return limit >= last


def months_on(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
