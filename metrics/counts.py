"""What is kept of a measure's rows: additive counts, by area, period and group."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from metrics.coverage import Span

Days = dict[str, tuple[Span, ...]]
"""The days of each area."""

AS_SENT, ROUNDED, HIDDEN, OWN, NOT_SENT = 1, 2, 4, 8, 16
"""What stands behind a count: a count as a partner sent it, rounded by the sender, hidden by the sender in
part or whole, rows of ours, or nothing in what was sent. Several together are the count's `sent`."""

TALLY = {
    "measure": pl.String,
    "basis": pl.String,
    "characteristic": pl.String,
    "category": pl.String,
    "area": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "group": pl.String,
    "cell": pl.String,
    "count": pl.Int64,
    "fingerprint": pl.UInt64,
    "sent": pl.UInt8,
}
"""One row: how many rows of a measure stand in one cell.

basis        "completed", "due", "" for no clock; "beside" for what a clock counts on neither basis
cell         "met", "of" (the denominator), "overdue" (within the due basis's denominator), or another
             State, counted beside them (totals only); of a ratio of amounts "top" and "bottom", the two
             sums; of a duration "took", how many took as many units as the category says
sent         whether rows of ours, or counts as a partner sent them, stand behind it (metrics/sent.py)
period_kind  "month", "quarter", "year"; "now" for what is open on the last known day; "no date"
"""


@dataclass(frozen=True)
class Counts:
    """What a measure's rows come to.

    tally     see TALLY: totals by month, quarter and year, groups by year
    children  different children by year: measure, area, period_start, children. Not additive over
              years, for a child may be counted in several.
    days      the days of each area that the figures speak of
    held      the days of each area on which each characteristic is held
    """

    tally: pl.DataFrame
    children: pl.DataFrame
    days: Days
    held: dict[str, Days]


ADDED = (pl.col("count", "fingerprint").sum(), pl.col("sent").bitwise_or())
"""How rows of a tally are added up."""

PERIODS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "month": lambda month: month,
    "quarter": lambda month: month.dt.truncate("1q"),
    "year": lambda month: month.dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo"),
}
"""Kind of period to the first day of the one that a month belongs to (years begin on 1 April)."""

MONTHS_BEFORE_THE_YEAR = {False: 3, True: 8}
"""How many months of a calendar year come before a financial and before a school year."""


def starts(academic: bool) -> dict[str, Callable[[pl.Expr], pl.Expr]]:
    """As PERIODS; with school years where they are asked for."""
    before = MONTHS_BEFORE_THE_YEAR[academic]
    return {
        **PERIODS,
        "year": lambda month: (
            month.dt.offset_by(f"-{before}mo").dt.truncate("1y").dt.offset_by(f"{before}mo")
        ),
    }
