"""Frames of early help: requests, offers and episodes, and what came after them."""

from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, history_from, within
from metrics.frames import Makers
from metrics.known import Tables, with_told_until
from metrics.partners.told import followed, row, told
from metrics.snapshots import on_each_day, quarter_ends_covered
from metrics.working_days import Calendar, due_date, months_after


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    records = cache(lambda: _records(known, covered))
    episodes = cache(lambda: _episodes(records(), known, covered))
    days = cache(lambda: quarter_ends_covered(covered, "early_help_records.end_date"))
    return {
        "early_help": lambda: _then_referred(episodes(), known, conventions, covered).drop(
            "told_until"
        ),
        "early_help_open": lambda: on_each_day(
            episodes(), "start_date", "end_date", days(), conventions
        ).with_columns(row=row("open early help", "row", "day")),
        "early_help_requests": lambda: _requests(records(), conventions, agreed),
        "step_downs": lambda: _step_downs(records(), known, conventions, covered),
    }


def _records(known: Tables, covered: Covered) -> pl.DataFrame:
    """One row: a request or episode of a return."""
    rows = told(known, "early_help_records").with_columns(
        row=row("early help", "area", "person", "request_date"), age_on=pl.col("request_date")
    )
    field = "early_help_records.end_date"
    return with_told_until(rows, "request_date", field, covered, known["coverage"])


_OF_AN_EPISODE = (
    *("area", "child", "person", "row", "start_date", "end_date", "end_reason", "agency"),
    *("source", "known_to", "told_until", "age_on"),
)


def _episodes(records: pl.DataFrame, known: Tables, covered: Covered) -> pl.DataFrame:
    """One row: an episode that began, of returns, and of case extracts for days that no return covers.

    `agency` is the lead agency. An episode of a child and day that both tell of is the return's.
    """
    began = records.filter(
        pl.col("start_date").is_not_null(), (pl.col("consent") != "declined").fill_null(True)
    ).with_columns(agency=pl.col("lead_agency"), age_on=pl.col("start_date"))
    others = (
        known["early_help_episodes"]
        .filter(~within("start_date", covered.of_field("early_help_records.request_date")))
        .join(records, on=["area", "child", "start_date"], how="anti")
        .with_columns(
            agency=pl.col("lead_agency"),
            source=pl.lit(None, dtype=pl.String),
            person=pl.col("child"),
            row=row("early help episode", "area", "episode"),
            age_on=pl.col("start_date"),
        )
    )
    return pl.concat([began.select(_OF_AN_EPISODE), others.select(_OF_AN_EPISODE)])


def _then_referred(
    episodes: pl.DataFrame, known: Tables, conventions: Conventions, covered: Covered
) -> pl.DataFrame:
    """Episodes with what came of them (ruling 27).

    referred      a referral on the last day or within the agreed months after it
    referred_nfa  the first such referral ended in no further action
    stepped_up    a referral before the last day; null where the episode's days are not all loaded
    """
    referred_days = covered.of_field("referrals.referral_date")
    history = history_from("end_date", referred_days)
    ended = _first_after(episodes, known, "end_date", conventions.early_help_follow_up_months)
    stepped_up = pl.col("during").is_not_null() & (pl.col("during") < pl.col("end_date"))
    during = known["referrals"].select("area", "child", during="referral_date").sort("during")
    return (
        followed(ended, "end_date", conventions.early_help_follow_up_months, referred_days)
        .sort("start_date")
        .join_asof(
            during,
            left_on="start_date",
            right_on="during",
            by=["area", "child"],
            strategy="forward",
            check_sortedness=False,
        )
        .with_columns(
            not_followed=pl.col("not_followed") | pl.col("child").is_null(),
            stepped_up=pl.when(pl.col("child").is_not_null(), history <= pl.col("start_date")).then(
                stepped_up
            ),
        )
        .drop("during")
    )


def _first_after(rows: pl.DataFrame, known: Tables, date: str, months: int) -> pl.DataFrame:
    """Rows with `referred` and `referred_nfa`: the first referral on `date` or in so many months after."""
    referrals = (
        known["referrals"]
        # Of two on one day the one that was taken on comes first.
        .sort("referral_date", pl.col("no_further_action").fill_null(False))
        .unique(["area", "child", "referral_date"], keep="first", maintain_order=True)
        .select("area", "child", "no_further_action", later="referral_date")
    )
    in_time = (pl.col("later") <= months_after(pl.col(date), months)).fill_null(False)
    return (
        rows.sort(date)
        .join_asof(
            referrals,
            left_on=date,
            right_on="later",
            by=["area", "child"],
            strategy="forward",
            check_sortedness=False,
        )
        .with_columns(
            referred=in_time,
            referred_nfa=in_time & pl.col("no_further_action").fill_null(False),
        )
        .drop("later", "no_further_action")
    )


def _requests(records: pl.DataFrame, conventions: Conventions, agreed: Calendar) -> pl.DataFrame:
    """One row: a request for early help.

    waited     working days until it began; null while waiting
    undecided  no answer to the offer yet; answer_due: the day until which there may be none
    """
    return records.drop("told_until").with_columns(
        waited=agreed.taken(pl.col("request_date"), pl.col("start_date")),
        undecided=~pl.col("consent").is_in(["accepted", "declined"]).fill_null(False),
        answer_due=due_date(
            pl.col("offered_date"), conventions.consent_working_days, agreed, conventions
        ),
    )


def _step_downs(
    records: pl.DataFrame, known: Tables, conventions: Conventions, covered: Covered
) -> pl.DataFrame:
    """One row: a child who came to early help from a social care plan that had just ended."""
    months = conventions.early_help_follow_up_months
    came = records.filter(pl.col("stepped_down").fill_null(False)).drop("told_until")
    days = covered.of_field("referrals.referral_date")
    return followed(
        _first_after(came, known, "request_date", months), "request_date", months, days
    ).with_columns(
        agency=pl.col("lead_agency"),
        not_followed=pl.col("not_followed") | pl.col("child").is_null(),
    )
