"""How far chance alone could move a figure: 95% intervals for percentages and rates, from counts."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import chdtri, ndtri

Numbers = pl.Series | npt.NDArray[np.float64] | npt.NDArray[np.int64] | Sequence[float | None]

FEWEST_EVENTS_FOR_BYAR = 10


def wilson(met: Numbers, of: Numbers, confidence: float = 0.95) -> tuple[pl.Series, pl.Series]:
    """Wilson's score interval of a proportion, row by row.

    met, of   counts, of the same length; met at most of
    Out       lower and upper as Float64 from 0 to 1; null where met or of is null or of is 0
    Raises ValueError for a negative count, or met above of.
    Source: Wilson (1927), Journal of the American Statistical Association 22(158).
    """
    successes, trials = _counts(met, of)
    if (successes > trials).any():
        raise ValueError("A count that met the rule is larger than the count it is part of.")
    with np.errstate(divide="ignore", invalid="ignore"):
        share = successes / trials
        z = ndtri((1 + confidence) / 2)
        middle = 2 * successes + z**2
        spread = z * np.sqrt(z**2 + 4 * successes * (1 - share))
        lower = (middle - spread) / (2 * (trials + z**2))
        upper = (middle + spread) / (2 * (trials + z**2))
    # Both ends are exact in theory; rounding would leave 1e-17 and 0.9999999999999999.
    lower = np.where(successes == 0, 0.0, lower)
    upper = np.where(successes == trials, 1.0, upper)
    nothing = ~(trials > 0) | np.isnan(successes)
    return _series("lower", lower, nothing), _series("upper", upper, nothing)


def poisson_rate(
    events: Numbers, base: Numbers, per: float = 10_000, confidence: float = 0.95
) -> tuple[pl.Series, pl.Series]:
    """Interval of a rate: exact Poisson under ten events, Byar's approximation from ten on.

    events    counts; base  the people they arise from (residents), of the same length
    per       what the rate is expressed per
    Out       lower and upper as Float64, events per `per`; null where events or base is null
              or base is 0. The lower limit of no events is 0.
    Raises ValueError for a negative count.
    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, section 2.3.
    """
    seen, people = _counts(events, base)
    lower, upper = count_limits(seen, confidence)
    nothing = ~(people > 0) | np.isnan(seen)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            _series("lower", lower / people * per, nothing),
            _series("upper", upper / people * per, nothing),
        )


def count_limits(
    events: npt.NDArray[np.float64], confidence: float = 0.95
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lower and upper limits of the count that chance moves about: exact under ten, else Byar's."""
    tail = (1 - confidence) / 2
    z = ndtri(1 - tail)
    # Each formula is evaluated on numbers that it accepts: at zero events SciPy's chi-square gives
    # NaN and Byar's formula divides by zero.
    some = np.where(events > 0, events, 1.0)
    exact_lower = np.where(events > 0, chdtri(2 * some, 1 - tail) / 2, 0.0)
    exact_upper = chdtri(2 * events + 2, tail) / 2
    byar_lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = some + 1
    byar_upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    few = events < FEWEST_EVENTS_FOR_BYAR
    return np.where(few, exact_lower, byar_lower), np.where(few, exact_upper, byar_upper)


def _counts(
    first: Numbers, second: Numbers
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Both columns as floats with NaN for null; a negative count is our bug, so it is raised."""
    columns = tuple(
        pl.Series(numbers, dtype=pl.Float64, strict=False).to_numpy()
        if not isinstance(numbers, pl.Series)
        else numbers.cast(pl.Float64).to_numpy()
        for numbers in (first, second)
    )
    if any((column < 0).any() for column in columns):
        raise ValueError("A count is below zero.")
    return columns[0], columns[1]


def _series(
    name: str, numbers: npt.NDArray[np.float64], nothing: npt.NDArray[np.bool_]
) -> pl.Series:
    return pl.Series(name, np.where(nothing, np.nan, numbers)).fill_nan(None)
