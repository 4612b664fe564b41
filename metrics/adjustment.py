"""Whether another difference between the children could account for a gap: strata compared, then pooled.

Arrays have a row per comparison and a column per stratum (deprivation quintile, age band). A stratum that
has no child of the group, or none of the reference, adds nothing and is left out; children whose stratum is
not known are in no column.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from metrics.disparity import comparable, risk_ratio, score, score_parts, where_it_falls_to
from metrics.intervals import Estimate, Real, normal_quantile

COULD_ACCOUNT: Final = "could account"
REMAINS: Final = "remains"
CANNOT_TELL: Final = "cannot tell"
TOO_FEW: Final = "too few"


@dataclass(frozen=True)
class Adjusted:
    """A row per comparison; ratios with 95% limits, NaN where there is none.

    crude         the ratio of the strata added up (Koopman)
    ratio         pooled over strata; gap likewise, as a share (0.05: 5 points)
    p             that there is no difference within strata (1 degree of freedom); NaN where nothing can vary
    homogeneity_p that the ratio is the same in every stratum; NaN with fewer than two strata that tell
    strata        how many strata have children of both
    verdict       COULD_ACCOUNT, REMAINS, CANNOT_TELL or TOO_FEW: see `verdicts`
    """

    crude: Estimate
    ratio: Estimate
    gap: Estimate
    p: Real
    homogeneity_p: Real
    strata: npt.NDArray[np.int64]
    verdict: npt.NDArray[np.str_]


def adjusted_for(met: Real, of: Real, reference_met: Real, reference_of: Real) -> Adjusted:
    """Crude and pooled figures of each row: see `Adjusted`. Counts are whole and not null.

    Source: Mantel and Haenszel (1959), Journal of the National Cancer Institute 22(4); limits of the ratio
    by Greenland and Robins (1985), Biometrics 41(1), of the gap by Sato (1989), Biometrics 45(4).
    """
    every = (met, of, reference_met, reference_of)
    used = with_both(*every)
    crude = risk_ratio(*(part.sum(axis=1) for part in every))
    ratio = pooled_ratio(*used)
    return Adjusted(
        crude,
        ratio,
        pooled_gap(*used),
        within_strata_p(*used),
        homogeneity_p(*used, ratio=ratio.value),
        _strata(used),
        verdicts(crude, ratio, enough_within(*used)),
    )


def with_both(met: Real, of: Real, reference_met: Real, reference_of: Real) -> tuple[Real, ...]:
    """The four counts, with nobody in strata that have no child of the group, or none of the reference."""
    both = (np.asarray(of) > 0) & (np.asarray(reference_of) > 0)
    every = (met, of, reference_met, reference_of)
    return tuple(np.where(both, np.asarray(part, dtype=np.float64), 0.0) for part in every)


def enough_within(a: Real, n1: Real, c: Real, n0: Real) -> npt.NDArray[np.bool_]:
    """Whether the strata used (`with_both`) are large enough together to compare, and more than one."""
    sums = comparable(*(part.sum(axis=1) for part in (a, n1, c, n0)))
    return np.asarray(sums & (_strata((a, n1, c, n0)) > 1))


def _strata(used: tuple[Real, ...]) -> npt.NDArray[np.int64]:
    return np.asarray((used[1] > 0).sum(axis=1), dtype=np.int64)


def verdicts(
    crude: Estimate, pooled: Estimate, enough: npt.NDArray[np.bool_]
) -> npt.NDArray[np.str_]:
    """What may be said of each row.

    TOO_FEW        the strata used do not reach the minimum bases of a comparison, or are fewer than two
    REMAINS        the pooled limits leave out 1, on the side where the crude ratio lies
    COULD_ACCOUNT  the crude limits leave out 1 and the pooled ones do not, and the pooled ratio lies at least
                   half the way from the crude one to 1, on the logarithm. Without the second condition, a gap
                   would be "accounted for" wherever adjusting merely widened its limits
    CANNOT_TELL    all else: among them a gap that adjusting turns round, which needs a person to read it
    """
    side = np.sign(_log(crude.value))
    apart = np.where(side > 0, pooled.lower > 1, pooled.upper < 1) & (side != 0)
    was_apart = (crude.lower > 1) | (crude.upper < 1)
    includes = (pooled.lower <= 1) & (pooled.upper >= 1)
    halfway = side * _log(pooled.value) <= np.abs(_log(crude.value)) / 2
    none = ~enough | np.isnan(crude.lower) | np.isnan(pooled.lower)
    return np.select(
        [none, apart, was_apart & includes & halfway],
        [TOO_FEW, REMAINS, COULD_ACCOUNT],
        CANNOT_TELL,
    )


def pooled_ratio(a: Real, n1: Real, c: Real, n0: Real, *, confidence: float = 0.95) -> Estimate:
    """The Mantel-Haenszel risk ratio of each row.

    Where nobody of one side has the outcome the variance has no value: there the limits are those of the
    stratified score test, which is Koopman's with one stratum (Gart and Nam, 1988, Biometrics 44(2)).
    """
    _, everyone = _weights(n1, n0)
    top, bottom = _sum(a * n0 / everyone), _sum(c * n1 / everyone)
    spread = _sum((a + c) * n1 * n0 / everyone**2 - a * c / everyone)
    some = (top > 0) & (bottom > 0)
    z = normal_quantile(confidence)
    value = np.where(some, top, 1.0) / np.where(some, bottom, 1.0)
    error = np.exp(z * np.sqrt(np.where(some, spread, 0.0) / np.where(some, top * bottom, 1.0)))
    lower, upper = value / error, value * error
    edge = np.flatnonzero(~some & (top + bottom > 0))
    if edge.size:
        rows = tuple(part[edge] for part in (a, n1, c, n0))
        value[edge] = np.where(top[edge] > 0, np.inf, 0.0)
        at = _score_limits(*rows, z=z)
        lower[edge] = np.where(top[edge] > 0, at[0], 0.0)
        upper[edge] = np.where(bottom[edge] > 0, at[1], np.inf)
    known = top + bottom > 0
    return Estimate(*(np.where(known, part, np.nan) for part in (value, lower, upper)))


def pooled_gap(a: Real, n1: Real, c: Real, n0: Real, *, confidence: float = 0.95) -> Estimate:
    """The Mantel-Haenszel gap of each row, a share; NaN where every child, or none, has the outcome."""
    weight, everyone = _weights(n1, n0)
    total = _sum(weight)
    varies = (_sum(a + c) > 0) & (_sum(n1 + n0 - a - c) > 0) & (total > 0)
    total = np.where(varies, total, np.nan)
    value = _sum((a * n0 - c * n1) / everyone) / total
    first = _sum((n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / everyone**2)
    second = _sum((a * (n0 - c) + c * (n1 - a)) / (2 * everyone))
    spread = normal_quantile(confidence) * np.sqrt(np.maximum(value * first + second, 0.0)) / total
    return Estimate(value, value - spread, value + spread)


def within_strata_p(a: Real, n1: Real, c: Real, n0: Real) -> Real:
    """The p-value of each row that within no stratum the groups differ, without continuity correction.

    Source: Cochran (1954), Biometrics 10(4); Mantel and Haenszel (1959).
    """
    _, everyone = _weights(n1, n0)
    events = a + c
    away = _sum(np.where(everyone > 1, a - n1 * events / everyone, 0.0))
    variance = _sum(
        n1 * n0 * events * (everyone - events) / (everyone**2 * np.maximum(everyone - 1, 1))
    )
    varies = variance > 0
    chi2 = away**2 / np.where(varies, variance, 1.0)
    return np.where(varies, chdtrc(1, chi2), np.nan)


def homogeneity_p(a: Real, n1: Real, c: Real, n0: Real, *, ratio: Real) -> Real:
    """The p-value of each row that every stratum has this ratio.

    Strata in which every child, or none, has the outcome tell nothing of it.
    Source: Gart and Nam (1988), Biometrics 44(2): the sum of squared score statistics.
    """
    shown = (ratio > 0) & np.isfinite(ratio)
    tells = (n1 > 0) & (n0 > 0) & (a + c > 0) & (a + c < n1 + n0) & shown[:, None]
    parts = (np.where(tells, part, 1.0) for part in (a, n1, c, n0))
    at = np.where(shown, ratio, 1.0)[:, None]
    statistic = _sum(np.where(tells, score(at, *parts) ** 2, 0.0))
    freedom = tells.sum(axis=1) - 1
    return np.where(freedom > 0, chdtrc(np.maximum(freedom, 1), statistic), np.nan)


def standardised(
    met: Real, of: Real, reference_met: Real, reference_of: Real, *, confidence: float = 0.95
) -> Estimate:
    """The ratio of rates that both groups would have with the strata of all children together.

    NaN where a stratum with children lacks one of the groups (there is no rate to weigh), or where a rate is
    0, for which the limits have no value.
    Source: direct standardisation; variance of a weighted sum of proportions, limits on the logarithm.
    """
    a, n1, c, n0 = (
        np.asarray(part, dtype=np.float64) for part in (met, of, reference_met, reference_of)
    )
    everyone = n1 + n0
    filled = (((n1 > 0) & (n0 > 0)) | (everyone == 0)).all(axis=1) & (everyone.sum(axis=1) > 0)
    weight = everyone / np.maximum(everyone.sum(axis=1, keepdims=True), 1)

    def rate(y: Real, n: Real) -> tuple[Real, Real]:
        share = y / np.maximum(n, 1)
        return _sum(weight * share), _sum(weight**2 * share * (1 - share) / np.maximum(n, 1))

    (p1, v1), (p0, v0) = rate(a, n1), rate(c, n0)
    known = filled & (p1 > 0) & (p0 > 0)
    p1, p0 = np.where(known, p1, np.nan), np.where(known, p0, np.nan)
    error = np.exp(normal_quantile(confidence) * np.sqrt(v1 / p1**2 + v0 / p0**2))
    return Estimate(p1 / p0, p1 / p0 / error, p1 / p0 * error)


def _score_limits(a: Real, n1: Real, c: Real, n0: Real, *, z: float) -> tuple[Real, Real]:
    """Where the score statistics of the strata, added up with Mantel and Haenszel's weights, reach z."""
    weight, _ = _weights(n1, n0)
    filled = (np.where(weight > 0, part, 1.0) for part in (a, n1, c, n0))
    strata = tuple(filled)

    def statistic(ratio: Real) -> Real:
        away, variance = score_parts(ratio[:, None], *strata)
        return _sum(weight * away) / np.sqrt(np.maximum(_sum(weight**2 * variance), 1e-300))

    shape = (len(a),)
    return where_it_falls_to(z, statistic, shape), where_it_falls_to(-z, statistic, shape)


def _weights(n1: Real, n0: Real) -> tuple[Real, Real]:
    """n1 n0 / N of each stratum, and N with 1 for an empty one, whose other terms are all 0."""
    everyone = np.maximum(n1 + n0, 1.0)
    return n1 * n0 / everyone, everyone


def _sum(part: Real) -> Real:
    return np.asarray(part.sum(axis=1), dtype=np.float64)


def _log(ratio: Real) -> Real:
    """The logarithm; of no ratio none, of nothing and of the unbounded far out on either side."""
    return np.log(np.clip(ratio, 1e-15, 1e15))
