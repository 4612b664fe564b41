"""Statutory clocks: England working days and calendar months, as dates and as counts of days."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.agreement import Conventions

FIRST_DAY = dt.date(2010, 1, 1)
LAST_DAY = dt.date(2030, 12, 31)
"""We hold bank holidays for these years only: a clock outside them is unknown, never guessed."""

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Calendar:
    """The working days of England: Monday to Friday less `closed` (bank holidays, local closures).

    Working Together 2023, footnote 209: a day that is not a Saturday, Sunday or bank holiday.
    """

    closed: frozenset[dt.date]

    @cached_property
    def _days(self) -> NDArray[np.datetime64]:
        return np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY + dt.timedelta(days=1)))

    @cached_property
    def _is_working(self) -> NDArray[np.bool_]:
        closed = np.array(sorted(self.closed), dtype="datetime64[D]")
        return np.asarray(np.is_busday(self._days, holidays=closed))

    @cached_property
    def _count_to(self) -> pl.Series:
        """Working days from FIRST_DAY to each day, that day included."""
        return pl.Series(np.cumsum(self._is_working), dtype=pl.Int32)

    @cached_property
    def _working(self) -> pl.Series:
        return pl.Series(self._days[self._is_working]).cast(pl.Date)

    def _number(self, day: pl.Expr) -> pl.Expr:
        """How many working days up to and including `day`; null outside the years we hold."""
        offset = day.to_physical() - (FIRST_DAY - _EPOCH).days
        held = day.is_between(FIRST_DAY, LAST_DAY)
        return pl.lit(self._count_to).gather(pl.when(held).then(offset).cast(pl.UInt32))

    def taken(self, start: pl.Expr, stop: pl.Expr) -> pl.Expr:
        """Working days that a step took: the least n whose nth one after `start` is not before `stop`.

        The same day is 0. A stop on a Saturday took until Monday, as it does for the clock: the due
        date of the Friday had passed. Null where `stop` comes first, where either is null, or
        outside 2010 to 2030.
        """
        days = self._number(stop) - self._number(start)
        waited = (~self.is_working(stop)).cast(pl.Int32)
        return pl.when(stop == start).then(days).when(stop > start).then(days + waited)

    def after(self, start: pl.Expr, days: int) -> pl.Expr:
        """The date of the nth working day strictly after `start` (n = `days`, at least 0).

        Day 0 of a start on a working day is that day, of a weekend start the last working day
        before it. Null where the start or the answer lies outside 2010 to 2030.
        """
        position = self._number(start) + (days - 1)
        held = position.is_between(0, len(self._working) - 1)
        return pl.lit(self._working).gather(pl.when(held).then(position).cast(pl.UInt32))

    def is_working(self, day: pl.Expr) -> pl.Expr:
        """True for a working day, null outside the years we hold."""
        offset = day.to_physical() - (FIRST_DAY - _EPOCH).days
        held = day.is_between(FIRST_DAY, LAST_DAY)
        return pl.lit(pl.Series(self._is_working)).gather(
            pl.when(held).then(offset).cast(pl.UInt32)
        )


def calendar(bank_holidays: Collection[dt.date], conventions: Conventions) -> Calendar:
    """The calendar that the partners agreed: bank holidays, and closure days where they say so."""
    return Calendar(frozenset(bank_holidays) | frozenset(conventions.local_closure_days))


def due_date(start: pl.Expr, days: int, agreed: Calendar, conventions: Conventions) -> pl.Expr:
    """The last day on which a step that must come within `days` working days of `start` is in time.

    Ambiguities A-01 (which day is day 0), A-02 (the due date itself) and A-04 (a start on a day
    that is no working day) are settled by `conventions`.
    """
    if conventions.start_on_non_working_day == "next_working_day":
        start = pl.when(agreed.is_working(start)).then(start).otherwise(agreed.after(start, 1))
    shift = {"start": 0, "day_before": -1, "next_working_day": 1}[conventions.clock_day_zero]
    in_time = days + shift if conventions.due_date_is_in_time else days + shift - 1
    return agreed.after(start, in_time)


def months_after(date: pl.Expr, months: int) -> pl.Expr:
    """The same day so many calendar months on, clipped to the end of a shorter month."""
    return date.dt.offset_by(f"{months}mo")
