"""What children whose group is not recorded could do to a comparison: they are never dropped silently.

Every unknown child belongs to the group or to its reference; nothing says to which. Rows are comparisons;
`unknown_met` of `unknown_of` children have no group on record.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.intervals import Numbers, Real, counts

TOO_MUCH_UNKNOWN: Final = 0.1
"""Above this share of all children a whole comparison is marked low reliability."""
MOST_TIMES_ITS_SHARE: Final = 3
"""How many times its known share of children a group may plausibly have of the unknown ones."""


@dataclass(frozen=True)
class Unrecorded:
    """A row per comparison.

    share                 unknown children of all (0 to 1); NaN without children
    low_reliability       that share is above 10%
    lower, upper          the least and the greatest ratio over every split of the unknown children; the
                          greatest is infinite where the reference could be left without the outcome;
                          NaN where there is no ratio to begin with
    plausible_lower, plausible_upper   the same, where 0 to 3 times the group's known share of children (to
                          the nearest child) are its own
    reversal              the fewest unknown children who would have to be the group's for the ratio to reach
                          or pass 1; 0 where it does even with none of them; NaN: impossible, or already 1
    """

    share: Real
    low_reliability: npt.NDArray[np.bool_]
    lower: Real
    upper: Real
    plausible_lower: Real
    plausible_upper: Real
    reversal: Real


def unrecorded(
    met: Numbers,
    of: Numbers,
    reference_met: Numbers,
    reference_of: Numbers,
    unknown_met: Numbers,
    unknown_of: Numbers,
) -> Unrecorded:
    """Bounds, plausible range and reversal of each row's ratio: see `Unrecorded`.

    Raises ValueError for a negative count, or one that met above the one it is of.
    Source: bounds over all completions, Manski (2003), Partial Identification of Probability Distributions.
    """
    a, n, c, m, met_too, unknown = counts(
        met, of, reference_met, reference_of, unknown_met, unknown_of
    )
    if (a > n).any() or (c > m).any() or (met_too > unknown).any():
        raise ValueError("A count that met the rule is larger than the count it is part of.")
    everyone = n + m + unknown
    share = unknown / np.where(everyone > 0, everyone, np.nan)
    known = (n > 0) & (m > 0) & (a + c > 0) & ~np.isnan(unknown + met_too)
    a, n, c, m, x, u = (np.where(known, part, 1.0) for part in (a, n, c, m, met_too, unknown))
    most = np.minimum(u, np.floor(MOST_TIMES_ITS_SHARE * n * u / (n + m) + 0.5))
    return Unrecorded(
        share,
        share > TOO_MUCH_UNKNOWN,
        *(
            np.where(known, bound, np.nan)
            for bound in (
                _least(a, n, c, m, x, u, u),
                _greatest(a, n, c, m, x, u, u),
                _least(a, n, c, m, x, u, most),
                _greatest(a, n, c, m, x, u, most),
                _reversal(a, n, c, m, x, u),
            )
        ),
    )


# With k unknown children in the group, x of them with the outcome, the ratio is
# (a + x)(m + u - k) / ((n + k)(c + met - x)). It falls with k; along x = k and along k - x fixed it rises
# with x. So the greatest has every child with the outcome in the group and none without it (as far as the
# group may take them), and the least the reverse.


def _greatest(a: Real, n: Real, c: Real, m: Real, met: Real, u: Real, most: Real) -> Real:
    moved = np.minimum(met, most)
    top, bottom = (a + moved) * (m + u - moved), (n + moved) * (c + met - moved)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.inf)


def _least(a: Real, n: Real, c: Real, m: Real, met: Real, u: Real, most: Real) -> Real:
    moved = np.minimum(u - met, most)
    top, bottom = a * (m + u - moved), (n + moved) * (c + met)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.inf)


def _reversal(a: Real, n: Real, c: Real, m: Real, met: Real, u: Real) -> Real:
    """The fewest children moved that bring the ratio to 1, by solving each bound for them."""
    above, below = a * m > n * c, a * m < n * c
    # From above, children without the outcome: a(m + u - k) <= (n + k)(c + met).
    down = _whole(a * (m + u) - n * (c + met), a + c + met)
    # From below, children with it: (a + k)(m + u - k) >= (n + k)(c + met - k); the squares cancel.
    without = n + m + u - a - c - met
    up = _whole(n * (c + met) - a * (m + u), without)
    return np.select(
        [above & (down <= u - met), below & (up <= met)],
        [down, up],
        np.nan,
    )


def _whole(top: Real, bottom: Real) -> Real:
    """The quotient rounded up to a whole child, at least 0; NaN over nothing."""
    return np.maximum(np.ceil(top / np.where(bottom > 0, bottom, np.nan)), 0.0)
