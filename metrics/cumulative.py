"""How a gap grows along a chain of decisions: the ratios of its steps multiplied, with limits.

Arrays have a row per comparison and a column per step, in the order of the chain. `of` of a step are the
children who reached the step before it and have been followed long enough for this one; `met` those of them
who took it. Where everybody has been followed, `of` is `met` of the step before.
"""

import numpy as np

from metrics.disparity import rate_ratio, risk_ratio
from metrics.intervals import Estimate, Real


def cumulative_ratio(
    met: Real, of: Real, reference_met: Real, reference_of: Real, *, residents: bool = False
) -> Estimate:
    """The ratio of the shares who reach each step from the start: the product of the ratios up to it.

    residents  `of` of the first step are residents, its `met` the events among them: limits are exact, as
               for `rate_ratio`; else Koopman's
    Out        as for `risk_ratio`, a column per step; NaN from a step on that nobody is known to be eligible
               for while some have reached it
    Limits are those of counts that are as certain as the whole chain (Greenwood's variance): where everybody
    has been followed these are the last step's children among the first step's.
    Source: Greenwood (1926); effective sample size as Dorey and Korn (1987), Statistics in Medicine 6(6).
    """
    group = _as_certain(met, of, residents)
    reference = _as_certain(reference_met, reference_of, residents)
    ratio = rate_ratio if residents else risk_ratio
    flat = ratio(*(part.ravel() for part in (*group, *reference)))
    shape = group[0].shape
    return Estimate(*(part.reshape(shape) for part in (flat.value, flat.lower, flat.upper)))


def _as_certain(met: Real, of: Real, residents: bool) -> tuple[Real, Real]:
    """Counts, of one step, with the share and the variance of the whole chain up to each step."""
    y, n = (np.asarray(part, dtype=np.float64) for part in (met, of))
    before = np.cumprod(
        np.column_stack([np.ones(len(y)), y[:, :-1] / np.where(n > 0, n, 1)[:, :-1]]), axis=1
    )
    share = before * y / np.where(n > 0, n, 1)
    unseen = np.maximum.accumulate((n == 0) & (before > 0), axis=1)
    some = share > 0
    variance = 1 / np.where(some, y, 1) - 1 / np.where(some, n, 1)
    if residents:
        variance[:, 0] = 1 / np.where(some, y, 1)[:, 0]
    variance = np.cumsum(np.where(some, variance, 0), axis=1)
    varies = some & (variance > 0)
    part = (1.0 if residents else 1 - share) / np.where(varies, share * variance, 1)
    # Nobody lost on the way: no more certain than the step with the fewest children. All lost: as many as
    # the children of the step that lost them stand for at the start.
    reached = np.where(before > 0, n / np.where(before > 0, before, 1), np.inf)
    fewest = np.minimum.accumulate(reached, axis=1)
    effective = np.where(varies, part, fewest)
    effective = np.where(unseen, np.nan, effective)
    return share * effective, effective
