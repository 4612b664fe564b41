"""How far chance alone scatters areas around an average: the limits of a funnel plot, and who is outside.

An area is set against the average only, never against another area: it lies inside the limits, or outside
them on one side. No order of areas follows from it.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import gammainc, gammaincc, ndtri

Real = npt.NDArray[np.float64]

LEVELS: Final = (0.95, 0.998)
"""95% (0.025 in each tail) and 99.8% (0.001 in each tail): the limits that English public health draws."""
PER: Final = 10_000
FEWEST_AREAS_FOR_SCATTER: Final = 10
_HALVINGS: Final = 60

INSIDE: Final = "inside"
ABOVE: Final = "above 95%"
FAR_ABOVE: Final = "above 99.8%"
BELOW: Final = "below 95%"
FAR_BELOW: Final = "below 99.8%"


def proportion_limits(share: Real, of: Real, level: float) -> tuple[Real, Real]:
    """Lower and upper limits of a share (0 to 1) at each denominator, where the true share is `share`.

    A point lies outside them exactly where Wilson's interval of that level around it leaves out `share`:
    this is that interval, turned round. Cut off at 0 and 1.
    Source: Wilson (1927); Spiegelhalter (2005), Statistics in Medicine 24(8).
    """
    _check_level(level)
    if ((share < 0) | (share > 1)).any():
        raise ValueError("A share is from 0 to 1.")
    spread = ndtri((1 + level) / 2) * np.sqrt(share * (1 - share) / of)
    return np.maximum(share - spread, 0.0), np.minimum(share + spread, 1.0)


def count_limits(expected: Real, level: float) -> tuple[Real, Real]:
    """Lower and upper limits of a Poisson count at each expected count, exact and not rounded.

    A count on the lower limit has a chance of (1 - level) / 2 to be so low or lower, one on the upper limit
    to be so high or higher. Where even no event is likelier than that, the lower limit is 0.
    Source: the exact Poisson limits of Garwood (1936), turned round.
    """
    _check_level(level)
    tail = (1 - level) / 2
    # P(X <= x) is gammaincc(x + 1, expected), P(X >= x) is gammainc(x, expected); both go on between whole
    # counts, so the limits are lines and not steps.
    lower = _root(lambda x: gammaincc(x + 1, expected) - tail, expected, falling=False)
    upper = _root(lambda x: gammainc(x, expected) - tail, expected, falling=True)
    return np.where(np.exp(-expected) > tail, 0.0, lower), upper


def limits(centre: Real, base: Real, unit: str, level: float) -> tuple[Real, Real]:
    """Limits of a figure in its own unit at each base.

    centre  the average: percent, or events per 10,000
    base    the denominator of a percentage, or the residents that a rate is of; above 0
    unit    "percent", or any other for a rate per 10,000
    Raises ValueError for a level or a percentage that is none.
    """
    if unit == "percent":
        lower, upper = proportion_limits(centre / 100, base, level)
        return lower * 100, upper * 100
    lower, upper = count_limits(centre / PER * base, level)
    return lower / base * PER, upper / base * PER


def placed(points: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Points with `place` (one of INSIDE, ABOVE, FAR_ABOVE, BELOW, FAR_BELOW) and their 95% and 99.8% limits.

    points  one row: `value` in the unit, `denominator` (its base) and `centre`; place and limits are null
            where one of the three is null or the base is 0
    Line and word come from the same limits, so no point is drawn on one side and called the other.
    """
    base, centre = _numbers(points, "denominator"), _numbers(points, "centre")
    base = np.where(base > 0, base, np.nan)
    drawn = {
        f"{side}_{name}": pl.Series(line).fill_nan(None)
        for level, name in zip(LEVELS, ("95", "99_8"), strict=True)
        for side, line in zip(("lower", "upper"), limits(centre, base, unit, level), strict=True)
    }
    value = pl.col("value")
    return points.with_columns(**drawn).with_columns(
        place=pl.when(value.is_null() | pl.col("lower_95").is_null())
        .then(None)
        .when(value > pl.col("upper_99_8"))
        .then(pl.lit(FAR_ABOVE))
        .when(value < pl.col("lower_99_8"))
        .then(pl.lit(FAR_BELOW))
        .when(value > pl.col("upper_95"))
        .then(pl.lit(ABOVE))
        .when(value < pl.col("lower_95"))
        .then(pl.lit(BELOW))
        .otherwise(pl.lit(INSIDE))
    )


def scatter(points: pl.DataFrame, unit: str) -> float | None:
    """How many times as much areas vary as chance alone would make them: the mean of their squared z-scores.

    points  as for `placed`, with one centre. 1 is chance alone; null for fewer than ten areas.
    Source: Spiegelhalter (2005), Quality and Safety in Health Care 14(5), without winsorising.
    """
    known = points.drop_nulls(["value", "denominator", "centre"]).filter(pl.col("denominator") > 0)
    value, base, centre = (_numbers(known, name) for name in ("value", "denominator", "centre"))
    variance = centre * (100 - centre) / base if unit == "percent" else centre * PER / base
    if known.height < FEWEST_AREAS_FOR_SCATTER or not (variance > 0).all():
        return None
    return float(np.mean((value - centre) ** 2 / variance))


def _numbers(points: pl.DataFrame, name: str) -> Real:
    """A column as floats, NaN for null."""
    return points[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("A level is between 0 and 1.")


def _root(function: Callable[[Real], Real], expected: Real, *, falling: bool) -> Real:
    """Where a function of counts crosses 0, by halving; more halvings than a float has digits."""
    low = np.zeros_like(expected)
    high = expected + 20 * np.sqrt(expected + 1) + 40
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = (function(middle) > 0) == falling
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray((low + high) / 2, dtype=np.float64)
