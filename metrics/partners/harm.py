"""Frames of missing children, exploitation and domestic abuse: from partners' returns to one row a step."""

import datetime as dt
from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, Span, covered_until, joined
from metrics.frames import Makers
from metrics.known import Tables
from metrics.linking import as_one
from metrics.partners.school_years import with_status
from metrics.working_days import Calendar


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    episodes = cache(lambda: _missing_episodes(known, conventions))
    told = cache(lambda: _told_of_abuse(known))
    return {
        "missing_episodes": episodes,
        "children_missing": lambda: _children_missing(episodes()),
        "modern_slavery_referrals": lambda: _modern_slavery(known),
        "school_notices": lambda: _school_notices(told(), known, conventions),
        "domestic_abuse_incidents": lambda: _incidents(told()),
        "children_in_incidents": lambda: _children_in_incidents(told()),
        "households_of_incidents": lambda: _households(told()),
    }


def _year(moment: str) -> pl.Expr:
    """The calendar year in which the financial year of a moment begins."""
    return pl.col(moment).dt.offset_by("-3mo").dt.year()


def _with_status_on(rows: pl.DataFrame, known: Tables, conventions: Conventions) -> pl.DataFrame:
    dated = rows.with_columns(first_asked="age_on", last_asked="age_on")
    return with_status(dated, known, conventions)


def _missing_episodes(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: one time that a child was missing, as the police or the authority recorded it.

    Ambiguity F-01: neither's rows are added to the other's. In an area and year of which only one of them
    tells, that one is heard.

    police_first     the police are heard where they tell of that area and year, else the authority
    authority_first  the other way round: the authority holds the conversations
    away             away from placement without authorisation, which is not missing
    long             away for more than 24 hours; null while nobody can know
    impossible       returned before it went missing
    """
    rows = as_one("missing_episodes", known["missing_episodes"]).with_columns(
        year=_year("started_at"), age_on=pl.col("started_at").dt.date()
    )
    police = pl.col("source") == "police"
    whole_day = pl.duration(hours=24)
    so_far = pl.col("known_to").cast(pl.Datetime) - pl.col("started_at") > whole_day
    took = pl.col("returned_at") - pl.col("started_at")
    episodes = rows.with_columns(
        police_first=police | ~police.any().over("area", "year"),
        authority_first=~police | police.all().over("area", "year"),
        away=(pl.col("kind") == "away").fill_null(False),
        returned_on=pl.col("returned_at").dt.date(),
        impossible=(took < pl.duration(hours=0)).fill_null(False),
        long=pl.when(pl.col("returned_at").is_not_null())
        .then(took > whole_day)
        .otherwise(pl.when(so_far).then(True)),
        row=pl.concat_str(pl.lit("missing"), "area", "source", "episode", separator=" "),
    )
    return _with_status_on(episodes, known, conventions)


def _children_missing(episodes: pl.DataFrame) -> pl.DataFrame:
    """One row: a child who was missing in a financial year, by the one who is heard. `times` it was so."""
    return (
        episodes.filter("police_first", ~pl.col("away"))
        .sort("started_at")
        .group_by("area", "year", "person", maintain_order=True)
        .agg(
            pl.col("child", "known_to", "age_on", "social_care_status").first(),
            times=pl.col("episode").n_unique(),
        )
        .with_columns(
            row=pl.concat_str(pl.lit("child missing"), "area", "year", "person", separator=" ")
        )
    )


def _modern_slavery(known: Tables) -> pl.DataFrame:
    """One row: a child referred to the National Referral Mechanism. `agency`: the first responder's."""
    return (
        as_one("modern_slavery_referrals", known["modern_slavery_referrals"])
        .with_columns(
            age_on="referred_date",
            agency="first_responder",
            row=pl.concat_str(pl.lit("modern slavery"), "area", "referral", separator=" "),
        )
        .drop("referral")
    )


def _told_of_abuse(known: Tables) -> pl.DataFrame:
    """One row: a child in a domestic abuse incident."""
    return as_one("domestic_abuse_incidents", known["domestic_abuse_incidents"]).with_columns(
        year=_year("occurred_at"), age_on=pl.col("occurred_at").dt.date()
    )


def _school_notices(told: pl.DataFrame, known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a child, of school age or not said, in an incident.

    school_starts  the moment at which school next began: on the first day after a weekend or holiday. Null
                   where the term dates of all days until then are not told (ambiguity E-12).
    """
    starts = (
        as_one("school_days", known["school_days"])
        .filter(pl.col("open").fill_null(False))
        .select(
            "area",
            school_starts=pl.col("day").cast(pl.Datetime)
            + pl.duration(minutes=conventions.school_starts_at_minutes),
        )
        .sort("school_starts")
    )
    return (
        told.filter(pl.col("school_age").fill_null(True))
        .sort("occurred_at")
        .join_asof(
            starts,
            left_on="occurred_at",
            right_on="school_starts",
            by="area",
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(told_until=covered_until("age_on", _told_days(known)))
        .with_columns(
            school_starts=pl.when(pl.col("school_starts").dt.date() <= pl.col("told_until")).then(
                "school_starts"
            ),
            row=pl.concat_str(pl.lit("notice"), "area", "incident", "person", separator=" "),
        )
        .drop("told_until")
    )


def _told_days(known: Tables) -> dict[str, tuple[Span, ...]]:
    """The days of which term dates are told, by area; those that lie ahead too."""
    spans: dict[str, list[Span]] = {}
    days: list[tuple[str, dt.date, dt.date]] = (
        known["coverage"]
        .filter(pl.col("field") == "school_days.day")
        .select("area", "covers_from", "covers_to")
        .rows()
    )
    for area, first, last in days:
        spans.setdefault(area, []).append(Span(first, last))
    return {area: joined(found) for area, found in spans.items()}


def _incidents(told: pl.DataFrame) -> pl.DataFrame:
    """One row: a domestic abuse incident with children."""
    return (
        # Of an incident of which two days are told the first is taken, whatever the order of the rows.
        told.sort("occurred_at")
        .unique(["area", "incident"], keep="first", maintain_order=True)
        .select("area", "incident", "known_to", "age_on")
        .with_columns(row=pl.concat_str(pl.lit("incident"), "area", "incident", separator=" "))
        .rename({"age_on": "day_of_it"})
    )


def _children_in_incidents(told: pl.DataFrame) -> pl.DataFrame:
    """One row: a child who was in an incident in a financial year."""
    return (
        told.sort("occurred_at")
        .unique(["area", "year", "person"], keep="first", maintain_order=True)
        .with_columns(
            row=pl.concat_str(pl.lit("in incident"), "area", "year", "person", separator=" ")
        )
    )


def _households(told: pl.DataFrame) -> pl.DataFrame:
    """One row: a household with incidents in a financial year; or an incident whose household is not told.

    times  incidents in that year; null where the household is not told
    """
    named = pl.col("household").is_not_null()
    return (
        told.sort("occurred_at")
        .group_by(
            "area",
            "year",
            "household",
            unnamed=pl.when(~named).then("incident"),
            maintain_order=True,
        )
        .agg(
            pl.col("known_to", "age_on").first(),
            times=pl.when(named.first()).then(pl.col("incident").n_unique()),
        )
        .with_columns(
            row=pl.concat_str(
                pl.lit("household"),
                "area",
                "year",
                pl.coalesce("household", "unnamed"),
                separator=" ",
            )
        )
        .rename({"age_on": "day_of_it"})
    )
