"""The quarterly rhythm: who does what by when after a quarter ends, so that partners meet in week six.

The weeks are this product's suggestion (the guidance sets none).
"""

import datetime as dt
from typing import Final

from data.problems import day_in_words

STEPS: Final = (
    (3, "Agencies", "Returns are in; letters say what is missing"),
    (4, "The analyst", "The release is made, and commentaries are asked for"),
    (5, "Leads of subgroups", "Each change is explained: what, so what, what next"),
    (6, "Delegated partners", "Their meeting, with the pack; decisions are written down"),
    (7, "The scrutineer", "Challenges are issued, on the same release"),
    (8, "Lead partners", "Two pages of assurance"),
)
"""Weeks after the quarter, who, and what."""


def quarter_before(today: dt.date) -> dt.date:
    """The last day of the newest quarter that has ended."""
    first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    return first - dt.timedelta(days=1)


def rhythm(today: dt.date) -> list[dict[str, str]]:
    """The steps after the newest quarter, each with its day and whether that has passed."""
    ended = quarter_before(today)
    made = []
    for weeks, who, what in STEPS:
        day = ended + dt.timedelta(weeks=weeks)
        days = (day - today).days
        when = "today" if days == 0 else f"in {days} days" if days > 0 else "passed"
        made.append({"By": f"{day_in_words(day)} ({when})", "Who": who, "What": what})
    return made
