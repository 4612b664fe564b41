"""From which day on the tables of a database hold all events.

The dataset's scripts take all that was open in the last years, and leave out what ended before. How many
years an authority asked for stands nowhere: the rows themselves say it.
"""

import datetime as dt
from typing import Final

import polars as pl

DATE_OF: Final = {
    "contacts": "contact_date",
    "referrals": "referral_date",
    "assessments": "start_date",
    "section_47_enquiries": "start_date",
    "conferences": "conference_date",
    "plans": "start_date",
    "reviews": "review_date",
    "need_plans": "start_date",
    "looked_after_periods": "start_date",
    "early_help_episodes": "start_date",
    "missing_episodes": "started_at",
    "visits": "visit_date",
}
"""The day that an event is counted on, by table."""

_LIKE: Final = {"assessment_factors": "assessments"}


ENOUGH_CLOSED_TO_TELL: Final = 100


def of_the_whole(tables: dict[str, pl.DataFrame], earliest: dt.date) -> dt.date:
    """The first day of which the extract holds all: no earlier than its first referral was closed.

    earliest  the day from which on the scripts take rows, if nobody changed them
    Where few referrals are closed, the day of the first event of any kind since then.
    """
    days = tables["referrals"]["closure_date"].drop_nulls()
    if days.len() < ENOUGH_CLOSED_TO_TELL:
        days = pl.concat(
            [tables[table][column].dt.date().alias("day") for table, column in DATE_OF.items()]
        )
    first = days.filter(days >= earliest).min()
    return first if isinstance(first, dt.date) else earliest


def of_each(tables: dict[str, pl.DataFrame], covers_from: dt.date) -> dict[str, dt.date]:
    """The same for each table of events: one begun to be kept later says nothing of the time before."""
    since: dict[str, dt.date] = {}
    for table, column in DATE_OF.items():
        first = tables[table].select(pl.col(column).dt.date().min()).item()
        since[table] = covers_from if first is None else max(covers_from, first)
    return since | {table: since[like] for table, like in _LIKE.items()}
