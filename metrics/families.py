"""What brothers and sisters decided about together do to a comparison: fewer decisions than children.

Needs a family id. Without one, children are counted one by one and the true uncertainty is larger.
"""

from dataclasses import dataclass

import numpy as np

from metrics.disparity import risk_ratio
from metrics.intervals import Estimate, Real, normal_quantile


@dataclass(frozen=True)
class Families:
    """Sums over families, a row per group; they add up over areas. A child is of one family.

    families  how many; met, of  their children with the outcome (y of each family) and all (n)
    met_squared, met_of, of_squared   the sums of y*y, y*n and n*n
    """

    families: Real
    met: Real
    of: Real
    met_squared: Real
    met_of: Real
    of_squared: Real


@dataclass(frozen=True)
class Clustered:
    """A row per group: how many times as large the variance of the share is, and how many children it leaves.

    Both NaN where they have no value: fewer than two families, or every child or none with the outcome.
    """

    design_effect: Real
    effective: Real


def clustered(group: Families) -> Clustered:
    """The design effect of each row.

    Source: the ratio estimator of Cochran (1977), Sampling Techniques, chapter 10, as survey software has it.
    """
    variance, simple = _variances(group)
    some = np.isfinite(simple) & (simple > 0) & np.isfinite(variance)
    effect = np.where(some, variance, np.nan) / np.where(some, simple, 1)
    return Clustered(effect, group.of / np.where(effect > 0, effect, np.nan))


def clustered_ratio(group: Families, reference: Families, *, confidence: float = 0.95) -> Estimate:
    """The risk ratio of each row, with limits that allow for families.

    Where every child or none of either has the outcome the variance has no value: there each family counts
    once, under the score limits of `risk_ratio`, the most cautious reading. NaN as for `risk_ratio`.
    Source: linearised log ratio, Woodruff (1971), Journal of the American Statistical Association 66.
    """
    plain = risk_ratio(group.met, group.of, reference.met, reference.of, confidence=confidence)
    error = np.zeros_like(plain.value)
    usual = np.ones(error.shape, dtype=np.bool_)
    for side in (group, reference):
        variance, simple = _variances(side)
        usual &= np.isfinite(variance) & (variance > 0) & (simple > 0)
        share = side.met / np.maximum(side.of, 1)
        error += np.where(usual, variance, 0) / np.where(share > 0, share, 1) ** 2
    spread = np.exp(normal_quantile(confidence) * np.sqrt(np.where(usual, error, 0)))
    counted = risk_ratio(*_once(group), *_once(reference), confidence=confidence)
    return Estimate(
        plain.value,
        np.where(usual, plain.value / spread, counted.lower),
        np.where(usual, plain.value * spread, counted.upper),
    )


def _variances(group: Families) -> tuple[Real, Real]:
    """Of the share: with families, and of as many separate children; NaN where neither is known."""
    n = np.where(group.of > 0, group.of, np.nan)
    p = group.met / n
    squares = group.met_squared - 2 * p * group.met_of + p**2 * group.of_squared
    several = np.where(group.families > 1, group.families, np.nan)
    return several / (several - 1) * np.maximum(squares, 0.0) / n**2, p * (1 - p) / n


def _once(group: Families) -> tuple[Real, Real]:
    """As many children as there are families, with the share of all children."""
    return group.met / np.maximum(group.of, 1) * group.families, group.families
