"""How far chance alone could move a figure: 95% intervals for percentages and rates, from counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import chdtri, ndtri

Real = npt.NDArray[np.float64]
Numbers = pl.Series | Real | npt.NDArray[np.int64] | Sequence[float | None]

FEWEST_EVENTS_FOR_BYAR = 10


@dataclass(frozen=True)
class Estimate:
    """Figures with their limits: three arrays of one shape.

    NaN is no figure. An infinite value or upper limit is unbounded. Neither leaves this form: as columns
    both are null.
    """

    value: Real
    lower: Real
    upper: Real

    def times(self, factor: Real | float) -> "Estimate":
        """The same in another unit: 100 turns shares into percentage points."""
        return Estimate(self.value * factor, self.lower * factor, self.upper * factor)

    def columns(self, name: str) -> dict[str, pl.Series]:
        """Float64 columns `name`, `name`_lower and `name`_upper; null where there is no figure or no limit.

        A ratio with a lower limit and a null upper one is known and unbounded above; where the ratio is null
        too and its lower limit is not, nobody of the reference had the outcome.
        """
        parts = {"": self.value, "_lower": self.lower, "_upper": self.upper}
        return {name + end: column(name + end, numbers.ravel()) for end, numbers in parts.items()}


def column(name: str, numbers: Real) -> pl.Series:
    """An array as a Float64 column: null for NaN and for infinity."""
    return pl.Series(name, np.where(np.isfinite(numbers), numbers, np.nan)).fill_nan(None)


def normal_quantile(confidence: float) -> float:
    """How many standard errors either way an interval of this confidence goes (1.96 for 95%)."""
    if not 0 < confidence < 1:
        raise ValueError("A confidence is between 0 and 1.")
    return float(ndtri((1 + confidence) / 2))


def wilson(met: Numbers, of: Numbers, confidence: float = 0.95) -> tuple[pl.Series, pl.Series]:
    """Wilson's score interval of a proportion, row by row.

    met, of   counts, of the same length; met at most of
    Out       lower and upper as Float64 from 0 to 1; null where met or of is null or of is 0
    Raises ValueError for a negative count, or met above of.
    Source: Wilson (1927), Journal of the American Statistical Association 22(158).
    """
    met, of = counts(met, of)
    found = shares(met, of, confidence)
    return column("lower", found.lower), column("upper", found.upper)


def shares(met: Real, of: Real, confidence: float = 0.95) -> Estimate:
    """Shares from 0 to 1 with Wilson's limits, of counts as `counts` gives them or of effective counts.

    NaN where met or of is NaN or of is 0. Raises ValueError and source as for `wilson`.
    """
    if (met > of).any():
        raise ValueError("A count that met the rule is larger than the count it is part of.")
    z = normal_quantile(confidence)
    total = np.where(of > 0, of, np.nan)
    share = met / total
    middle = 2 * met + z**2
    spread = z * np.sqrt(z**2 + 4 * met * (1 - share))
    lower = (middle - spread) / (2 * (total + z**2))
    upper = (middle + spread) / (2 * (total + z**2))
    # Both ends are exact in theory; rounding would leave 1e-17 and 0.9999999999999999.
    return Estimate(share, np.where(share == 0, 0.0, lower), np.where(share == 1, 1.0, upper))


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
    seen, people = counts(events, base)
    lower, upper = count_limits(seen, confidence)
    some = np.where((people > 0) & ~np.isnan(seen), people, np.nan)
    return column("lower", lower / some * per), column("upper", upper / some * per)


def count_limits(events: Real, confidence: float = 0.95) -> tuple[Real, Real]:
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


def counts(*columns: Numbers) -> tuple[Real, ...]:
    """Columns of counts as float arrays, NaN for null. A negative count is our bug: ValueError."""
    arrays = tuple(
        (
            numbers.cast(pl.Float64)
            if isinstance(numbers, pl.Series)
            else pl.Series(numbers, dtype=pl.Float64, strict=False)
        ).to_numpy()
        for numbers in columns
    )
    if any((array < 0).any() for array in arrays):
        raise ValueError("A count is below zero.")
    return arrays
