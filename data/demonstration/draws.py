"""Chance, by the row of a frame: each draw is a column as long as the rows that it is for."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import polars as pl

from data.demonstration.days import working_days_after


class Draws:
    """Draws from one seed, the same in the same order."""

    def __init__(self, *seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def lot(self, rows: pl.DataFrame) -> pl.Expr:
        """A number from 0 to 1 for each row."""
        return pl.lit(pl.Series(self._rng.random(rows.height)))

    def under(self, rows: pl.DataFrame, share: float | str | pl.Expr) -> pl.Expr:
        """True for so large a share of the rows; a text names the column that has it."""
        return self.lot(rows) < (pl.col(share) if isinstance(share, str) else share)

    def whole(self, rows: pl.DataFrame, low: int, high: int) -> pl.Expr:
        """A whole number from `low` to `high`, both included."""
        return pl.lit(pl.Series(self._rng.integers(low, high + 1, rows.height)))

    def waits(self, rows: pl.DataFrame, mean: float) -> pl.Expr:
        """A number of days from 0, most of them short."""
        drawn = self._rng.exponential(mean, rows.height).astype("int64")
        return pl.lit(pl.Series(drawn))

    def code(self, rows: pl.DataFrame, shares: Mapping[str, float]) -> pl.Expr:
        """One of some words, each as often as its share says."""
        weights = np.array(list(shares.values()), dtype="float64")
        place = self._rng.choice(len(weights), rows.height, p=weights / weights.sum())
        words = pl.Series(list(shares), dtype=pl.String)
        return pl.lit(words.gather(pl.Series(place.astype("uint32"))))

    def days(self, count: int, first: dt.date, last: dt.date) -> pl.Series:
        """So many days from `first` to `last`, oldest first."""
        span = (last - first).days + 1
        drawn = np.sort(self._rng.integers(0, span, count))
        return pl.select(pl.lit(first) + pl.duration(days=pl.lit(pl.Series(drawn)))).to_series()

    def events(self, count: float, first: dt.date, last: dt.date, date: str) -> pl.DataFrame:
        """About so many events between two days: `number` from 0, and the day under the name given."""
        happened = int(self._rng.poisson(count))
        return pl.DataFrame({date: self.days(happened, first, last)}).with_row_index("number")

    def some(self, rows: pl.DataFrame, count: int) -> pl.DataFrame:
        """So many of the rows, or all where there are fewer, in their order."""
        chosen = self._rng.permutation(rows.height)[:count]
        return rows[np.sort(chosen)]

    def any_of(self, rows: pl.DataFrame, count: int) -> pl.DataFrame:
        """One row of some for each of so many others, the same one more than once; none of none."""
        return rows[self._rng.integers(0, max(rows.height, 1), count if rows.height else 0)]


def later(date: str, days: pl.Expr | int) -> pl.Expr:
    """So many days after a date, or before it."""
    return pl.col(date) + pl.duration(days=days)


def working_days_later(rows: pl.DataFrame, date: str, waits: pl.Expr | int) -> pl.Expr:
    """So many working days after a date, which has no null."""
    start = rows[date].cast(pl.Date).to_physical().cast(pl.Int64).to_numpy()
    waited = rows.with_columns(_waits=waits)["_waits"].cast(pl.Int64).to_numpy()
    reached = working_days_after(start, waited).astype("int32")
    return pl.lit(pl.Series(reached).cast(pl.Date))


def at_time(date: str, minutes: pl.Expr) -> pl.Expr:
    """So many minutes after the midnight with which a day begins."""
    return pl.col(date).cast(pl.Datetime) + pl.duration(minutes=minutes)
