"""Rates of small groups, each drawn towards those of the others as far as its own children leave doubt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize.elementwise import find_root
from scipy.special import betainc, betaln, expit, logit

from metrics.intervals import Estimate, Numbers, Real, counts

FEWEST_CELLS: Final = 3
"""With fewer there is nothing to borrow from."""
_NODES: Final = 31
_REACH: Final = 2.5
_STRENGTH: Final = (0.3, 5_000.0)
_SPARE: Final = 1e-5
"""How much of the weight the lightest nodes have together, which are left out."""
_EXACT: Final = 1e-6


@dataclass(frozen=True)
class Shrunken:
    """A row per cell.

    estimate      the share (0 to 1) estimated, borrowing from the other cells, with 95% limits
    chance_above  the chance (0 to 1) that the cell's share is above `pooled`
    pooled        the share of all cells together
    All NaN for a cell without children, and for all cells where fewer than three have any.
    """

    estimate: Estimate
    chance_above: Real
    pooled: float


def shrunken(met: Numbers, of: Numbers, *, confidence: float = 0.95) -> Shrunken:
    """The shares of cells of one set (one measure, period and area), each in the light of the others.

    Raises ValueError for a negative count, or met above of.
    Shares are taken to scatter as a beta distribution with a mean and a strength (the children that it is
    worth), whose doubt is kept: a grid over both, never their best fit, whose limits are far too narrow.
    It protects nothing: of a small cell the estimate tells the count.
    Source: Gelman and others (2013), Bayesian Data Analysis, section 5.3, prior (a + b) ** -2.5.
    """
    y, n = counts(met, of)
    if (y > n).any():
        raise ValueError("A count that met the rule is larger than the count it is part of.")
    some = n > 0
    none = np.full(y.shape, np.nan)
    if some.sum() < FEWEST_CELLS:
        return Shrunken(Estimate(none, none.copy(), none.copy()), none.copy(), float("nan"))
    pooled = float(y[some].sum() / n[some].sum())
    weight, a, b = _nodes(y[some], n[some])
    above, below = a[:, None] + y[some], b[:, None] + n[some] - y[some]

    def below_share(share: Real, cell: npt.NDArray[np.int64]) -> Real:
        return np.asarray(weight @ betainc(above[:, cell], below[:, cell], share), dtype=np.float64)

    cells = np.arange(int(some.sum()))
    tail = (1 - confidence) / 2
    limits = _where(below_share, np.repeat([tail, 1 - tail], len(cells)), np.tile(cells, 2))
    parts = (
        weight @ (above / (above + below)),
        limits[: len(cells)],
        limits[len(cells) :],
        1 - below_share(np.full(len(cells), pooled), cells),
    )
    rows = []
    for part in parts:
        row = none.copy()
        row[some] = part
        rows.append(row)
    return Shrunken(Estimate(*rows[:3]), rows[3], pooled)


def _nodes(y: Real, n: Real) -> tuple[Real, Real, Real]:
    """The nodes of the grid that carry weight: their weights, adding up to 1, and both parameters."""
    # Half a child either way, so that none or all of the children still have a place on the grid.
    centre = logit((y.sum() + 0.5) / (n.sum() + 1))
    mean, strength = (
        axis.ravel()
        for axis in np.meshgrid(
            expit(np.linspace(centre - _REACH, centre + _REACH, _NODES)),
            np.geomspace(*_STRENGTH, _NODES),
        )
    )
    a, b = mean * strength, (1 - mean) * strength
    likely = (betaln(a[:, None] + y, b[:, None] + n - y) - betaln(a, b)[:, None]).sum(axis=1)
    # The prior of a and b, on the scales of the grid: logit of the mean, logarithm of the strength.
    likely += np.log(mean) + np.log1p(-mean) - 0.5 * np.log(strength)
    weight = np.exp(likely - likely.max())
    order = np.argsort(weight)
    heavy = order[np.cumsum(weight[order]) > _SPARE * weight.sum()]
    return weight[heavy] / weight[heavy].sum(), a[heavy], b[heavy]


def _where(
    rising: Callable[[Real, npt.NDArray[np.int64]], Real],
    level: Real,
    cell: npt.NDArray[np.int64],
) -> Real:
    """The share at which each cell's rising function passes a level, by Chandrupatla's method."""
    found = find_root(
        lambda share, cell, level: rising(share, cell) - level,
        (np.zeros(len(cell)), np.ones(len(cell))),
        args=(cell, level),
        tolerances={"xatol": _EXACT, "fatol": _EXACT},
    )
    return np.asarray(found.x, dtype=np.float64)
