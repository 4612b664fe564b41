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
DRAWN_IN: Final = 0.1
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


def adjusted_limits(
    centre: Real, base: Real, unit: str, level: float, beyond: float
) -> tuple[Real, Real]:
    """The same limits widened by how much areas differ beyond chance, so that only the unusual are outside.

    beyond  what `beyond_chance` gives. Limits stay within what the unit allows.
    Source: Spiegelhalter (2005), Quality and Safety in Health Care 14(5), additive random effects.
    """
    _check_level(level)
    middle, error = _on_even_scale(centre, centre, base, unit)
    spread = ndtri((1 + level) / 2) * np.sqrt(error**2 + beyond**2)
    most = np.pi / 2 if unit == "percent" else np.inf
    low, high = np.maximum(middle - spread, 0.0), np.minimum(middle + spread, most)
    if unit == "percent":
        return np.sin(low) ** 2 * 100, np.sin(high) ** 2 * 100
    return centre * low**2, centre * high**2


def placed(points: pl.DataFrame, unit: str, beyond: float | None = None) -> pl.Series:
    """Where each point lies: INSIDE, ABOVE, FAR_ABOVE, BELOW or FAR_BELOW; null where that is not known.

    points  one row: `value` in the unit, `denominator` (its base) and `centre`
    beyond  given, the limits are the adjusted ones
    Line and word come from the same limits, so no point is drawn on one side and called the other.
    """
    value, base, centre = (_numbers(points, name) for name in ("value", "denominator", "centre"))
    base = np.where(base > 0, base, np.nan)
    (low, high), (lowest, highest) = (
        limits(centre, base, unit, level)
        if beyond is None
        else adjusted_limits(centre, base, unit, level, beyond)
        for level in LEVELS
    )
    told = np.select(
        [value > highest, value < lowest, value > high, value < low],
        [FAR_ABOVE, FAR_BELOW, ABOVE, BELOW],
        INSIDE,
    )
    unknown = np.isnan(value) | np.isnan(low)
    return (
        pl.Series("place", told)
        .to_frame()
        .select(place=pl.when(~pl.Series(unknown)).then("place"))["place"]
    )


def scatter(points: pl.DataFrame, unit: str) -> float | None:
    """How many times as much areas vary as chance alone would make them: the mean of their squared z-scores.

    points  as for `placed`. A tenth of the scores at either end is drawn in first, so that a few odd areas
    do not set it: of chance alone it is then about 0.7, and above 1 areas differ by more than chance. Null
    for fewer than ten areas, or where no area could vary.
    Source: Spiegelhalter (2005), Quality and Safety in Health Care 14(5): phi.
    """
    found = _scores(points, unit)
    return None if found is None else float(np.mean(found[0] ** 2))


def beyond_chance(points: pl.DataFrame, unit: str) -> float | None:
    """The standard deviation between areas that chance does not explain, on the scale of `_on_even_scale`.

    0 where `scatter` tells of no more than chance; null as there.
    Source: DerSimonian and Laird (1986), as Spiegelhalter (2005) uses it for funnel plots: tau.
    """
    found = _scores(points, unit)
    if found is None:
        return None
    scores, errors = found
    weight = 1 / errors**2
    excess = (scores**2).sum() - (len(scores) - 1)
    between = excess / (weight.sum() - (weight**2).sum() / weight.sum())
    return float(np.sqrt(max(between, 0.0)))


def _scores(points: pl.DataFrame, unit: str) -> tuple[Real, Real] | None:
    """The z-score of each area whose figure is known, odd ones drawn in, and its standard error."""
    known = points.drop_nulls(["value", "denominator", "centre"]).filter(pl.col("denominator") > 0)
    value, base, centre = (_numbers(known, name) for name in ("value", "denominator", "centre"))
    most = 100.0 if unit == "percent" else np.inf
    if known.height < FEWEST_AREAS_FOR_SCATTER or not ((centre > 0) & (centre < most)).all():
        return None
    at, error = _on_even_scale(value, centre, base, unit)
    middle, _ = _on_even_scale(centre, centre, base, unit)
    scores = (at - middle) / error
    return np.clip(scores, *np.quantile(scores, (DRAWN_IN, 1 - DRAWN_IN))), error


def _on_even_scale(value: Real, centre: Real, base: Real, unit: str) -> tuple[Real, Real]:
    """A figure, and its standard error by chance, on a scale on which that error does not hang on the figure.

    Percentages: the arcsine of the square root of the share. Rates: the square root of events over those
    expected at the centre.
    Source: Spiegelhalter (2005); the Care Quality Commission's and the R package FunnelPlotR's choices.
    """
    if unit == "percent":
        return np.arcsin(np.sqrt(value / 100)), 1 / (2 * np.sqrt(base))
    return np.sqrt(value / centre), 1 / (2 * np.sqrt(centre / PER * base))


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
