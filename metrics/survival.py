"""How long children wait, when some are waiting still: life tables, curves and tests.

Someone for whom the event has not happened by the last known day is not dropped: until that day they were
waiting. A life table is counts by day, so those of two areas add up to the life table of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from metrics.intervals import Real, normal_quantile, shares

Whole = npt.NDArray[np.int64]

FLATTERS_BY: Final = 0.01
"""How much higher (a share) a figure of completed waits alone must be to be said to flatter."""
_HALF: Final = 0.5 + 1e-12
"""A half, and what rounding adds to it."""


@dataclass(frozen=True)
class LifeTable:
    """Days waited, in rising order, each once; on each how many events, and how many waits last seen.

    A day is a whole number from 0; the unit (working or calendar days) is the caller's. Someone censored on
    a day was still waiting on it: an event of the same day comes first.
    """

    days: Whole
    events: Whole
    censored: Whole

    def __add__(self, other: "LifeTable") -> "LifeTable":
        return life_table(
            np.concatenate([self.days, other.days]),
            np.concatenate([self.events, other.events]),
            np.concatenate([self.censored, other.censored]),
        )

    @property
    def children(self) -> int:
        """How many waits there are."""
        return int(self.events.sum() + self.censored.sum())


@dataclass(frozen=True)
class Curve:
    """One row per day with an event: the share that has waited longer, and what it rests on.

    at_risk   still waiting when the day began
    waiting   the Kaplan-Meier share (0 to 1) still waiting after the day
    variance  Greenwood's sum, the variance of its logarithm; infinite once nobody is left
    """

    days: Whole
    at_risk: Whole
    events: Whole
    waiting: Real
    variance: Real


@dataclass(frozen=True)
class Within:
    """The share (0 to 1) for whom the event came within a limit; None where nobody was followed so long."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class LogRank:
    """Chi-square, its degrees of freedom and p-value; p is None where nothing can be compared (freedom 0)."""

    chi2: float
    freedom: int
    p: float | None


def life_table(days: npt.ArrayLike, events: npt.ArrayLike, censored: npt.ArrayLike) -> LifeTable:
    """A life table of rows in any order; rows of one day are added up.

    Raises ValueError for a negative day or count.
    """
    day, happened, unseen = (np.asarray(part, dtype=np.int64) for part in (days, events, censored))
    if (day < 0).any() or (happened < 0).any() or (unseen < 0).any():
        raise ValueError("A day or a count is below zero.")
    each, place = np.unique(day, return_inverse=True)
    found = tuple(
        np.bincount(place, part, minlength=len(each)).astype(np.int64)
        for part in (happened, unseen)
    )
    some = (found[0] + found[1]) > 0
    return LifeTable(each[some], found[0][some], found[1][some])


def curve(table: LifeTable) -> Curve:
    """The Kaplan-Meier curve of a life table.

    Source: Kaplan and Meier (1958), Journal of the American Statistical Association 53; Greenwood (1926).
    """
    left = table.events + table.censored
    risk = left[::-1].cumsum()[::-1]
    seen = table.events > 0
    d, r = table.events[seen], risk[seen]
    last = d == r
    step = d / (r * np.where(last, 1, r - d))
    return Curve(
        table.days[seen],
        r,
        d,
        np.cumprod((r - d) / r),
        np.cumsum(np.where(last, np.inf, step)),
    )


def within(table: LifeTable, limit: int, confidence: float = 0.95) -> Within:
    """The share for whom the event came within `limit` days, with log-log limits.

    None where the longest wait is shorter than the limit and not all waits have ended: what came after it
    was not seen. Where no event came in time, or all did, the log-log limits have no value; there they are
    Wilson's, of those followed to the limit, and of those for whom it came.
    Source: Kalbfleisch and Prentice (1980), The Statistical Analysis of Failure Time Data.
    """
    found = curve(table)
    in_time = int(np.searchsorted(found.days, limit, side="right"))
    waiting = float(found.waiting[in_time - 1]) if in_time else 1.0
    followed = at_risk(table, limit + 1)
    if waiting > 0 and at_risk(table, limit) == 0:
        return Within(None, None, None)
    if in_time == 0 or waiting == 0:
        came = float(found.events[:in_time].sum())
        plain = shares(np.array([came]), np.array([came or max(followed, 1)]), confidence)
        return Within(float(plain.value[0]), float(plain.lower[0]), float(plain.upper[0]))
    log = np.log(waiting)
    spread = np.exp(normal_quantile(confidence) * np.sqrt(found.variance[in_time - 1]) / -log)
    lower, upper = (float(-np.expm1(log * power)) for power in (1 / spread, spread))
    return Within(1 - waiting, lower, upper)


def at_risk(table: LifeTable, day: int) -> int:
    """How many are still waiting as a day begins."""
    later = table.days >= day
    return int(table.events[later].sum() + table.censored[later].sum())


def median(table: LifeTable) -> int | None:
    """The first day after which half or fewer are still waiting; None: more than half still are."""
    found = curve(table)
    reached = np.flatnonzero(found.waiting <= _HALF)
    return int(found.days[reached[0]]) if reached.size else None


def completed_only(table: LifeTable, limit: int) -> float | None:
    """The share in time of the waits that have ended alone; None where none has. It flatters long waits."""
    done = int(table.events.sum())
    return float(table.events[table.days <= limit].sum() / done) if done else None


def flatters(table: LifeTable, limit: int) -> bool:
    """Whether leaving out those still waiting would show at least one point more in time."""
    honest, partial = within(table, limit).value, completed_only(table, limit)
    return honest is not None and partial is not None and partial - honest >= FLATTERS_BY


def log_rank(groups: Sequence[LifeTable]) -> LogRank:
    """Whether groups wait alike: two, or any number at once.

    Source: Mantel (1966), Cancer Chemotherapy Reports 50; Peto and Peto (1972), Journal of the Royal
    Statistical Society A 135(2).
    """
    return stratified_log_rank([groups])


def stratified_log_rank(strata: Sequence[Sequence[LifeTable]]) -> LogRank:
    """Whether groups wait alike within strata: each stratum has the same groups in the same order.

    What was seen less what was to be expected, and its variance, are added over strata, then tested.
    """
    away, variance = (
        sum(parts) for parts in zip(*map(_observed_less_expected, strata), strict=True)
    )
    spread = np.linalg.eigvalsh(variance)
    freedom = int((spread > 1e-9 * max(spread.max(initial=0.0), 1.0)).sum())
    if freedom == 0:
        return LogRank(0.0, 0, None)
    chi2 = float(away @ np.linalg.pinv(variance, rcond=1e-9, hermitian=True) @ away)
    return LogRank(chi2, freedom, float(chdtrc(freedom, chi2)))


def _observed_less_expected(groups: Sequence[LifeTable]) -> tuple[Real, Real]:
    """By group, and the covariance of it: hypergeometric on each day with an event."""
    days = np.unique(np.concatenate([table.days[table.events > 0] for table in groups]))
    d = np.array([_on(table, days, table.events) for table in groups])
    r = np.array([_from(table, days) for table in groups])
    events, risk = d.sum(axis=0), r.sum(axis=0)
    part = r / risk
    away = (d - events * part).sum(axis=1)
    times = events * (risk - events) / np.maximum(risk - 1, 1)
    variance = np.diag((times * part).sum(axis=1)) - (times * part) @ part.T
    return away, variance


def _on(table: LifeTable, days: Whole, what: Whole) -> Whole:
    """What a table counts on each of these days."""
    if not table.days.size:
        return np.zeros(len(days), dtype=np.int64)
    place = np.minimum(np.searchsorted(table.days, days), len(table.days) - 1)
    return np.where(table.days[place] == days, what[place], 0)


def _from(table: LifeTable, days: Whole) -> Whole:
    """How many are still waiting as each of these days begins."""
    left = np.append((table.events + table.censored)[::-1].cumsum()[::-1], 0)
    return np.asarray(left[np.searchsorted(table.days, days)], dtype=np.int64)
