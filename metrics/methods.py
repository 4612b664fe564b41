"""METHODS: dated changes to how figures are made, newest last; the newest stands on every output."""

import datetime as dt
from dataclasses import dataclass

EDITION = 2023
"""The edition of Working Together whose limits and paragraphs the measures use."""


@dataclass(frozen=True)
class Method:
    """A change after which figures cannot be compared with earlier ones as they stand."""

    date: dt.date
    version: str
    change: str


METHODS: tuple[Method, ...] = (
    Method(
        dt.date(2026, 11, 22),
        "1",
        "First method: clocks and states as Working Together 2023 and the census guide give them.",
    ),
    Method(
        dt.date(2026, 11, 23),
        "2",
        "Partners' returns are counted beside the authority's files, children are matched by their numbers, "
        "and a plan that another authority holds is left to it.",
    ),
    Method(
        dt.date(2026, 11, 28),
        "3",
        "Groups are compared along the chain of decisions, with what could account for a gap; run charts of "
        "rare counts have exact limits; each release is protected together with those before it, and a year "
        "is broken down by group once it has ended.",
    ),
)
