"""How often chance alone would set two groups so far apart: exact p-values, many comparisons, and what
could have been seen.

Rows are comparisons: `met` of `of` children of a group beside `reference_met` of `reference_of` others.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaln, ndtri

from metrics.intervals import Numbers, Real, counts

# Two outcomes that are equally likely on paper differ in their last digits when computed. R's fisher.test
# and binom.test use the same margin.
_AS_LIKELY: Final = 1 + 1e-7
_NEGLIGIBLE: Final = 1e-17
_HALVINGS: Final = 60
_LARGEST_RATIO: Final = 1e4


def fisher_p(met: Numbers, of: Numbers, reference_met: Numbers, reference_of: Numbers) -> Real:
    """Two-sided exact p-value that both groups have the same chance of the outcome, row by row.

    Out   0 to 1: the chance, all four margins fixed, of a table no likelier than this one. 1 where every
          child or none has the outcome, or a group is empty; NaN where a count is null.
    Raises ValueError for a negative count.
    Source: Fisher (1935), The Logic of Inductive Inference; two-sided as in Irwin (1935).
    """
    a, n, c, m = counts(met, of, reference_met, reference_of)
    return _per_known_row(_fisher, a, n, c, m)


def rate_p(met: Numbers, of: Numbers, reference_met: Numbers, reference_of: Numbers) -> Real:
    """Two-sided exact p-value that events arise at the same rate in two populations, row by row.

    of, reference_of   residents. Given all events, those of the group are binomial with its share of the
                       residents. Out as for `fisher_p`; NaN also where nobody lives in a group.
    Source: Przyborowski and Wilenski (1940), Biometrika 31; two-sided by likelihood, as R's poisson.test.
    """
    a, n, c, m = counts(met, of, reference_met, reference_of)
    some = (n > 0) & (m > 0)
    return _per_known_row(_binomial, a, a + c, np.where(some, n / np.where(some, n + m, 1), np.nan))


def adjusted(p: Real, family: npt.ArrayLike) -> tuple[Real, npt.NDArray[np.int64]]:
    """p-values adjusted for the comparisons made beside them, and how many those are.

    family   any label per row; rows of one label are one family. Rows without a p-value (NaN) are no
             comparison: they count in no family and stay NaN.
    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1).
    """
    _, number = np.unique(np.asarray(family), return_inverse=True)
    known = np.flatnonzero(~np.isnan(p))
    sizes = np.bincount(number[known], minlength=number.max(initial=-1) + 1)
    order = known[np.lexsort((p[known], number[known]))]
    families = number[order]
    first = np.flatnonzero(np.diff(families, prepend=-1))
    rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order))) + 1
    raised = np.minimum(p[order] * sizes[families] / rank, 1.0)
    # The smallest of itself and all after it in its family: with each step, of twice as many.
    step = 1
    while step < sizes.max(initial=0):
        same = families[step:] == families[:-step]
        raised[:-step] = np.where(same, np.minimum(raised[:-step], raised[step:]), raised[:-step])
        step *= 2
    found = np.full(p.shape, np.nan)
    found[order] = raised
    return found, sizes[number]


def detectable_ratios(
    of: Numbers,
    reference_of: Numbers,
    share: Real,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
) -> tuple[Real, Real]:
    """The smallest ratio above 1, and the largest below it, that these numbers would probably have shown.

    share   the share (0 to 1) of the reference with the outcome
    Out     ratios at which a two-sided comparison finds a difference with the chance `power`; NaN where none
            is: too few children, or the ratio would need more than every child
    Source: Fleiss (1981), Statistical Methods for Rates and Proportions, chapter 3 (no correction), for
            unequal groups.
    """
    n, m = counts(of, reference_of)
    levels = ndtri((1 + confidence) / 2), ndtri(power)
    above, below = (
        _per_known_row(partial(_detectable, end=end, levels=levels), n, m, share)
        for end in (1.0, 0.0)
    )
    return above, below


def detectable_rate_ratios(
    of: Numbers,
    reference_of: Numbers,
    rate: Real,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
) -> tuple[Real, Real]:
    """As `detectable_ratios`, for events among residents compared by `rate_p`.

    rate    events per resident of the reference
    Source: the normal limit of the conditional test, with a correction for continuity: without it the test,
            being exact, would find a difference of that size too seldom where few events are to be expected.
    """
    n, m = counts(of, reference_of)
    levels = ndtri((1 + confidence) / 2), ndtri(power)
    above, below = (
        _per_known_row(partial(_detectable_rate, end=end, levels=levels), n, m, rate)
        for end in (_LARGEST_RATIO, 0.0)
    )
    return above, below


def _per_known_row(function: Callable[..., Real], *columns: Real) -> Real:
    """What a function gives for the rows that are known in every column; NaN elsewhere."""
    known = ~np.any([np.isnan(column) for column in columns], axis=0)
    found = np.full(columns[0].shape, np.nan)
    found[known] = function(*(column[known] for column in columns))
    return found


def _fisher(a: Real, n: Real, c: Real, m: Real) -> Real:
    """The p-value by hypergeometric: `marked` events among `everyone`, of whom n are drawn."""
    everyone, marked = n + m, a + c
    likeliest = np.floor((n + 1) * (marked + 1) / (everyone + 2))
    # Turned round where needed, so that what was seen is always the lower tail.
    turn = a > likeliest
    seen = np.where(turn, n - a, a)
    marked = np.where(turn, everyone - marked, marked)
    likeliest = np.floor((n + 1) * (marked + 1) / (everyone + 2))

    def log_chance(count: Real) -> Real:
        return (
            _log_ways(marked, count)
            + _log_ways(everyone - marked, n - count)
            - _log_ways(everyone, n)
        )

    bound = np.exp(log_chance(seen)) * _AS_LIKELY

    def unlikely(count: Real) -> npt.NDArray[np.bool_]:
        return np.asarray(np.exp(log_chance(count)) <= bound)

    other = _first(unlikely, likeliest, np.minimum(n, marked))
    lower = _lower_tail(seen, n, marked, everyone)
    upper = _lower_tail(n - other, n, everyone - marked, everyone)
    return np.where(unlikely(likeliest), 1.0, np.minimum(lower + upper, 1.0))


def _lower_tail(count: Real, drawn: Real, marked: Real, everyone: Real) -> Real:
    """The hypergeometric chance of `count` or fewer, for a count at or below the likeliest one."""
    lowest = np.maximum(0.0, marked - (everyone - drawn))
    total = np.zeros_like(count)
    row = np.flatnonzero(count >= lowest)
    k, n, marks = count[row], drawn[row], marked[row]
    spare = everyone[row] - marks - n
    term = np.exp(_log_ways(marks, k) + _log_ways(spare + n, n - k) - _log_ways(everyone[row], n))
    total[row] = term
    while row.size:
        going = (k > lowest[row]) & (term > total[row] * _NEGLIGIBLE)
        row = row[going]
        k, n, marks, spare, term = (column[going] for column in (k, n, marks, spare, term))
        term = term * k * (spare + k) / ((marks - k + 1) * (n - k + 1))
        total[row] += term
        k = k - 1
    return total


def _binomial(seen: Real, trials: Real, chance: Real) -> Real:
    """The p-value of `seen` events of all, each with `chance` to be the group's."""
    turn = seen > np.floor((trials + 1) * chance)
    seen = np.where(turn, trials - seen, seen)
    chance = np.where(turn, 1 - chance, chance)
    likeliest = np.floor((trials + 1) * chance)

    def log_chance(count: Real) -> Real:
        return (
            _log_ways(trials, count) + count * np.log(chance) + (trials - count) * np.log1p(-chance)
        )

    bound = np.exp(log_chance(seen)) * _AS_LIKELY

    def unlikely(count: Real) -> npt.NDArray[np.bool_]:
        return np.asarray(np.exp(log_chance(count)) <= bound)

    other = _first(unlikely, likeliest, trials)
    # P(X <= k) and P(X >= k) of a binomial are incomplete beta functions.
    lower = betainc(np.maximum(trials - seen, 1.0), seen + 1, 1 - chance)
    upper = np.where(
        other > trials,
        0.0,
        betainc(np.maximum(other, 1.0), np.maximum(trials - other, 0) + 1, chance),
    )
    return np.where(unlikely(likeliest), 1.0, np.minimum(lower + upper, 1.0))


def _log_ways(everyone: Real, drawn: Real) -> Real:
    """The logarithm of how many ways there are to draw so many."""
    return np.asarray(
        gammaln(everyone + 1) - gammaln(drawn + 1) - gammaln(everyone - drawn + 1),
        dtype=np.float64,
    )


def _first(
    unlikely: Callable[[Real], npt.NDArray[np.bool_]], likeliest: Real, highest: Real
) -> Real:
    """The first count past the likeliest that is `unlikely`; one past the highest where there is none."""
    low, high = likeliest.copy(), highest + 1
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reached = unlikely(np.minimum(middle, highest)) & (high - low > 1)
        high = np.where(reached, middle, high)
        low = np.where(reached | (high - low <= 1), low, middle)
    return high


def _detectable(n: Real, m: Real, share: Real, *, end: float, levels: tuple[float, float]) -> Real:
    """The ratio on the way from the reference's share to `end` (0 or 1) at which power is reached."""
    possible = (n > 0) & (m > 0) & (share > 0) & (share <= 1)
    n, m, share = (np.where(possible, part, 1.0) for part in (n, m, share))
    z, needed = levels

    def falls_short(other: Real) -> Real:
        pooled = (n * other + m * share) / (n + m)
        alike = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        apart = np.sqrt(other * (1 - other) / n + share * (1 - share) / m)
        return np.asarray(needed * apart - (np.abs(other - share) - z * alike), dtype=np.float64)

    far = np.full_like(share, end)
    possible &= (share != far) & (falls_short(far) <= 0)
    return np.where(possible, _reached(falls_short, share, far) / share, np.nan)


def _detectable_rate(
    n: Real, m: Real, rate: Real, *, end: float, levels: tuple[float, float]
) -> Real:
    """The ratio on the way from 1 to `end` at which power is reached."""
    possible = (n > 0) & (m > 0) & (rate > 0)
    n, m, rate = (np.where(possible, part, 1.0) for part in (n, m, rate))
    z, needed = levels
    part = n / (n + m)

    def falls_short(ratio: Real) -> Real:
        own, other = n * rate * ratio, m * rate
        away = np.abs((1 - part) * own - part * other) - 0.5
        alike = np.sqrt(part * (1 - part) * (own + other))
        apart = np.sqrt((1 - part) ** 2 * own + part**2 * other)
        return np.asarray(needed * apart - (away - z * alike), dtype=np.float64)

    far = np.full_like(rate, end)
    possible &= falls_short(far) <= 0
    return np.where(possible, _reached(falls_short, np.ones_like(rate), far), np.nan)


def _reached(falls_short: Callable[[Real], Real], near: Real, far: Real) -> Real:
    """Where, on the way from near to far, nothing falls short any more, by halving."""
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        short = falls_short(middle) > 0
        near, far = np.where(short, middle, near), np.where(short, far, middle)
    return far
