"""How far apart the rates of two groups of children are, from counts, and what may be said of it.

Rows are comparisons: `met` of `of` children of a group beside `reference_met` of `reference_of` children
that it is set beside. Thousands of rows are computed at once; a row never depends on another, except
through the family of comparisons in `compared`. Counts are true counts, null where not known; no figure is
rounded here, for a ratio of rounded rates can change which group is higher.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from metrics.chance import adjusted, detectable_rate_ratios, detectable_ratios, fisher_p, rate_p
from metrics.intervals import Estimate, Numbers, Real, count_limits, counts, normal_quantile, shares

FEWEST_SHOWN: Final = 10
"""Children that a group needs before its rate is shown, or compared."""
FEWEST_IN_REFERENCE: Final = 30
FEWEST_EXPECTED: Final = 1.0
"""Children with and without the outcome to expect in either group, were there no difference."""
FEWEST_RELIABLE_EVENTS: Final = 20
"""Under these a rate is marked [u]: Office for National Statistics, user guide to mortality statistics."""
UNLIKELY: Final = 0.05
SIMILAR: Final = (0.8, 1.25)

FLAGGED: Final = "flagged"
CANNOT_TELL: Final = "cannot tell"
ALIKE: Final = "similar"
TOO_FEW: Final = "too few"

_WIDEST: Final = 35.0
"""The logarithm of a ratio no population of people could reach."""
_HALVINGS: Final = 62
_TINY: Final = 1e-300


@dataclass(frozen=True)
class Comparison:
    """A row per comparison, as in `compared`. All figures are NaN where the verdict is TOO_FEW.

    ratio, gap, more    with 95% limits. A gap is a share (0.05: 5 points) or events per resident; `more`: how
                        many more children (fewer, below 0) than if the group had the reference's rate
    p, p_adjusted       exact, and adjusted within the family
    family              how many comparisons large enough to make the family of the row has
    detectable_above, detectable_below   ratios that the numbers would probably have shown, one comparison
                        taken alone; NaN: none
    few                 fewer than 20 children of the group have the outcome ([u])
    verdict             FLAGGED, CANNOT_TELL, ALIKE or TOO_FEW: see `verdicts`
    """

    ratio: Estimate
    gap: Estimate
    more: Estimate
    p: Real
    p_adjusted: Real
    family: npt.NDArray[np.int64]
    detectable_above: Real
    detectable_below: Real
    few: npt.NDArray[np.bool_]
    verdict: npt.NDArray[np.str_]


def compared(
    met: Numbers,
    of: Numbers,
    reference_met: Numbers,
    reference_of: Numbers,
    family: npt.ArrayLike,
    *,
    residents: bool = False,
) -> Comparison:
    """All that is said of each row: see `Comparison`.

    family      a label per row; p-values are adjusted among the rows of one label that are large enough
    residents   the bases are residents and the events arise from them: `rate_ratio`, `rate_gap`, `rate_p`
    Raises ValueError for a negative count, or met above of (except of residents: numbers of people are
    estimates, and the events of a very small group may exceed them).
    """
    row = (counts if residents else _checked)(met, of, reference_met, reference_of)
    enough = comparable(*row)
    # What is too small to compare is not computed either, so that nothing of it can be shown.
    row = tuple(np.where(enough, part, np.nan) for part in row)
    ratio = (rate_ratio if residents else risk_ratio)(*row)
    apart = (rate_gap if residents else gap)(*row)
    p_adjusted, sizes = adjusted(p := (rate_p if residents else fisher_p)(*row), family)
    detectable = detectable_rate_ratios if residents else detectable_ratios
    above, below = detectable(row[1], row[3], row[2] / row[3])
    return Comparison(
        ratio,
        apart,
        apart.times(row[1]),
        p,
        p_adjusted,
        sizes,
        above,
        below,
        counts(met)[0] < FEWEST_RELIABLE_EVENTS,
        verdicts(ratio, p_adjusted, enough),
    )


def risk_ratio(
    met: Numbers,
    of: Numbers,
    reference_met: Numbers,
    reference_of: Numbers,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """How many times as likely the outcome is in one group as in another, with score limits.

    Out   lower is 0 where no child of the group has the outcome; value and upper are infinite (unbounded)
          where no child of the reference has; NaN where neither has, or a group is empty or null
    Raises ValueError for a negative count, or met above of.
    Source: Koopman (1984), Biometrics 40(2): all ratios that the score test does not reject.
    """
    a, n, c, m = _checked(met, of, reference_met, reference_of)
    known = (n > 0) & (m > 0) & (a + c > 0)
    a, n, c, m = (np.where(known, x, 1.0) for x in (a, n, c, m))
    z = normal_quantile(confidence)

    def statistic(ratio: Real) -> Real:
        return score(ratio, a, n, c, m)

    lower = np.where(a > 0, where_it_falls_to(z, statistic, a.shape), 0.0)
    upper = np.where(c > 0, where_it_falls_to(-z, statistic, a.shape), np.inf)
    return _known(known, _divided(a * m, n * c), lower, upper)


def rate_ratio(
    met: Numbers,
    of: Numbers,
    reference_met: Numbers,
    reference_of: Numbers,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """How many times as high the rate of events per resident is, with exact limits.

    of, reference_of   residents. Out as for `risk_ratio`. Events may outnumber residents.
    Source: Przyborowski and Wilenski (1940), Biometrika 31; limits of Clopper and Pearson (1934) on the
            group's part of all events.
    """
    a, n, c, m = counts(met, of, reference_met, reference_of)
    known = (n > 0) & (m > 0) & (a + c > 0)
    a, n, c, m = (np.where(known, x, 1.0) for x in (a, n, c, m))
    tail = (1 - confidence) / 2
    # The odds of the group's part, each tail taken where it is small: so 1 - part keeps its digits.
    low = betaincinv(np.maximum(a, 1.0), c + 1, tail)
    high = betaincinv(np.maximum(c, 1.0), a + 1, tail)
    lower = np.where(a > 0, low / (1 - low), 0.0) * m / n
    upper = _divided(np.where(c > 0, 1 - high, 1.0), np.where(c > 0, high, 0.0)) * m / n
    return _known(known, _divided(a * m, n * c), lower, upper)


def gap(
    met: Numbers,
    of: Numbers,
    reference_met: Numbers,
    reference_of: Numbers,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """The share of the group less that of the reference (-1 to 1), with limits; NaN where either is unknown.

    Raises ValueError for a negative count, or met above of.
    Source: Newcombe (1998), Statistics in Medicine 17(8), method 10: Wilson limits combined.
    """
    a, n, c, m = counts(met, of, reference_met, reference_of)
    return _difference(shares(a, n, confidence), shares(c, m, confidence))


def rate_gap(
    met: Numbers,
    of: Numbers,
    reference_met: Numbers,
    reference_of: Numbers,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """The events per resident of the group less those of the reference, with limits; NaN without residents.

    Source: Zou and Donner (2008), Statistics in Medicine 27(10): the limits of each rate (exact under ten
    events, else Byar's) combined as Newcombe does.
    """
    a, n, c, m = counts(met, of, reference_met, reference_of)
    return _difference(_rate(a, n, confidence), _rate(c, m, confidence))


def comparable(
    met: Real, of: Real, reference_met: Real, reference_of: Real
) -> npt.NDArray[np.bool_]:
    """Whether the bases are large enough to compare: see FEWEST_SHOWN and the constants after it.

    False where a count is null. Expected counts are those at the rate of both together, in either group.
    """
    a, n, c, m = met, of, reference_met, reference_of
    enough = (n >= FEWEST_SHOWN) & (m >= FEWEST_IN_REFERENCE)
    rate = (a + c) / np.where(enough, n + m, np.nan)
    expected = np.minimum(n, m) * np.minimum(rate, 1 - rate)
    # Twelve digits: 30 children at one in thirty are one expected child, whatever the last bit says.
    return np.asarray(np.round(expected, 12) >= FEWEST_EXPECTED)


def verdicts(
    ratio: Estimate, p_adjusted: Real, enough: npt.NDArray[np.bool_]
) -> npt.NDArray[np.str_]:
    """What may be said of each row.

    FLAGGED      enough children, limits that leave out 1, and an adjusted p-value under 0.05: all three
    ALIKE        not flagged, and both limits within 0.8 to 1.25: the only case that may be called similar
    CANNOT_TELL  neither
    TOO_FEW      not enough children, or no ratio
    """
    apart = (ratio.lower > 1) | (ratio.upper < 1)
    close = (ratio.lower >= SIMILAR[0]) & (ratio.upper <= SIMILAR[1])
    return np.select(
        [~enough | np.isnan(ratio.lower), apart & (p_adjusted < UNLIKELY), close],
        [TOO_FEW, FLAGGED, ALIKE],
        CANNOT_TELL,
    )


def others(met: Numbers, of: Numbers, table: npt.ArrayLike) -> tuple[Real, Real]:
    """All other known children of the same table: its sums less the row's own.

    table   a label per row: measure, characteristic, area and period. Rows of not known are left out first.
    """
    a, n = counts(met, of)
    _, number = np.unique(np.asarray(table), return_inverse=True)
    return (
        np.bincount(number, a)[number] - a,
        np.bincount(number, n)[number] - n,
    )


def largest(of: Numbers, table: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """The place of the row with most children in each row's table (the first of equals).

    Size chooses the reference, never the rate: the best of noisy rates is best by chance.
    """
    (n,) = counts(of)
    _, number = np.unique(np.asarray(table), return_inverse=True)
    order = np.lexsort((np.arange(len(n)), -n, number))
    first = np.flatnonzero(np.diff(number[order], prepend=-1))
    return np.asarray(order[first][number], dtype=np.int64)


def against_everyone(ratio: Estimate, share: Real) -> Estimate:
    """A ratio against all other children, turned into one against everyone, the group among them.

    share   the group's part (0 to 1) of all children: of / (of + reference_of)
    The two samples of the second are not independent, so its limits come from the first, exactly.
    """

    def turned(value: Real) -> Real:
        some = np.where(value == 0, 1.0, value)
        return np.where(value == 0, 0.0, 1 / (share + (1 - share) / some))

    return Estimate(turned(ratio.value), turned(ratio.lower), turned(ratio.upper))


def score(ratio: Real, a: Real, n: Real, c: Real, m: Real) -> Real:
    """Koopman's score statistic at each ratio: how far the shares are from it; falling as it grows."""
    away, variance = score_parts(ratio, a, n, c, m)
    return np.asarray(away / np.sqrt(np.maximum(variance, _TINY)), dtype=np.float64)


def score_parts(ratio: Real, a: Real, n: Real, c: Real, m: Real) -> tuple[Real, Real]:
    """The group's share less so many times the reference's, and its variance if that is the true ratio."""
    both = n * ratio + a + m + c * ratio
    root = np.sqrt(np.maximum(both**2 - 4 * (n + m) * ratio * (a + c), 0.0))
    # The smaller root of the quadratic, in the form that loses no digits.
    p0 = 2 * (a + c) / (both + root)
    p1 = np.minimum(ratio * p0, 1.0)
    return a / n - ratio * c / m, p1 * (1 - p1) / n + ratio**2 * p0 * (1 - p0) / m


def where_it_falls_to(
    level: float, falling: Callable[[Real], Real], shape: tuple[int, ...]
) -> Real:
    """The ratio at which a falling function of it passes a level, by halving on the logarithm."""
    low, high = np.full(shape, -_WIDEST), np.full(shape, _WIDEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = falling(np.exp(middle)) > level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray(np.exp((low + high) / 2), dtype=np.float64)


def _difference(one: Estimate, other: Estimate) -> Estimate:
    """One figure less another, the distances to their limits combined as the sides of a right angle."""
    value = one.value - other.value
    return Estimate(
        value,
        value - np.hypot(one.value - one.lower, other.upper - other.value),
        value + np.hypot(one.upper - one.value, other.value - other.lower),
    )


def _rate(events: Real, residents: Real, confidence: float) -> Estimate:
    some = np.where(residents > 0, residents, np.nan)
    lower, upper = count_limits(events, confidence)
    return Estimate(events / some, lower / some, upper / some)


def _divided(top: Real, bottom: Real) -> Real:
    """A quotient; infinite over zero."""
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.inf)


def _known(known: npt.NDArray[np.bool_], *parts: Real) -> Estimate:
    return Estimate(*(np.where(known, part, np.nan) for part in parts))


def _checked(*columns: Numbers) -> tuple[Real, ...]:
    a, n, c, m = counts(*columns)
    if (a > n).any() or (c > m).any():
        raise ValueError("A count that met the rule is larger than the count it is part of.")
    return a, n, c, m
