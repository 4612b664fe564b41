"""All that a release prints as one list of cells, and every sum that its readers know must hold.

A cell is a count of a release. Readers know whole counts, every equation, each shown count, and the
house rule: a count of nothing is always shown, so a hidden count is at least 1. A cell that is
not printed at all (the children late, where the children in time and all children are printed) is at
least 0. Zeros belong in the list: they are what readers cannot see once a table is withdrawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from metrics.disclosure.policy import SMALLEST_COUNT_SHOWN

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Sums = Any
"""A scipy.sparse array of whole numbers, equations x cells; SciPy has no types of its own."""

NO_TABLE = -1


@dataclass(frozen=True, eq=False)
class Problem:
    """Cells of one release, by position, and the equations between them.

    value      the true count
    printed    shown to readers unless it is hidden
    primary    must not be worked out: a count of 1 to 5 people, or such a difference of counts
    cost       what hiding it loses a reader; infinite where it must stay in sight
    table      number of the small table that is withdrawn whole where its primaries cannot be
               protected; -1 for cells that are never withdrawn (totals)
    tier       cells of a lower tier are never hidden to protect one of a higher (0 totals, 1 groups)
    equations  sparse whole coefficients, equations x cells; each sums to nothing
    withdrawn  cells of withdrawn tables: not printed, but where not 0 held to be at least 1, because
               the same count may stand as hidden in another table; None before any is withdrawn
    largest_hidden  the largest count that the policy hides for itself
    breakdowns  1 where a measure in one breakdown holds a cell, cells x breakdowns: what `cover` measures
               itself by; None where all cells are one
    """

    value: Whole
    printed: Flags
    primary: Flags
    cost: Real
    table: Whole
    tier: Whole
    equations: Sums
    withdrawn: Flags | None = None
    largest_hidden: int = SMALLEST_COUNT_SHOWN - 1
    breakdowns: Sums | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where the counts cannot be those of a release."""
        columns = (self.printed, self.primary, self.cost, self.table, self.tier)
        if any(len(column) != len(self.value) for column in columns):
            raise ValueError("Every column of a problem needs one entry for each cell.")
        if self.equations.shape[1] != len(self.value):
            raise ValueError("The equations speak of other cells than the problem has.")
        if (self.value < 0).any() or (self.value[self.primary] == 0).any():
            raise ValueError("Counts are at least 0, and a protected one at least 1.")
        if np.isnan(self.cost).any() or (self.cost < 0).any():
            raise ValueError("Hiding a cell costs 0 or more.")
        wrong = np.flatnonzero(self.equations @ self.value)
        if len(wrong):
            raise ValueError(f"{len(wrong)} equations do not hold, the first at {wrong[0]}.")

    @property
    def in_breakdowns(self) -> Sums:
        """The breakdowns of each cell; one of all cells where none are told apart."""
        if self.breakdowns is None:
            return sparse.csr_array(np.ones((len(self.value), 1), dtype=np.int64))
        return self.breakdowns

    @property
    def lowest(self) -> Whole:
        """The least that a reader must allow for each cell once it is not shown."""
        some = self.printed if self.withdrawn is None else self.printed | self.withdrawn
        return (some & (self.value > 0)).astype(np.int64)

    def unknown(self, hidden: Flags) -> Flags:
        """Cells whose count readers do not see."""
        return ~self.printed | hidden

    def without(self, tables: Sequence[int]) -> "Problem":
        """The same release with these tables not printed at all, not even their zeros."""
        gone = np.isin(self.table, np.asarray(tables, dtype=np.int64))
        gone &= self.printed
        before = gone if self.withdrawn is None else self.withdrawn | gone
        return replace(self, printed=self.printed & ~gone, withdrawn=before)


def problem(cells: pl.DataFrame, equations: pl.DataFrame) -> Problem:
    """The problem that two frames describe.

    cells      one row per cell, in order: value, printed, primary, cost; table and tier where used
    equations  one row per cell of an equation: equation (0, 1, ...), cell (row of `cells`), coefficient
    Raises ValueError where an equation does not hold.
    """
    count = cells.height

    def column(name: str, default: int) -> Whole:
        if name not in cells.columns:
            return np.full(count, default, dtype=np.int64)
        return cells[name].cast(pl.Int64).to_numpy().copy()

    rows, columns = (equations[name].cast(pl.Int64).to_numpy() for name in ("equation", "cell"))
    shape = (int(rows.max(initial=-1)) + 1, count)
    coefficients = equations["coefficient"].cast(pl.Int64).to_numpy()
    return Problem(
        value=column("value", 0),
        printed=cells["printed"].to_numpy().astype(np.bool_),
        primary=cells["primary"].to_numpy().astype(np.bool_),
        cost=cells["cost"].cast(pl.Float64).to_numpy().copy(),
        table=column("table", NO_TABLE),
        tier=column("tier", 0),
        equations=sparse.csr_array((coefficients, (rows, columns)), shape=shape),
    )


def not_subtracted(pattern: Sums, unknown: Flags) -> Flags:
    """Unknown cells that plain subtraction leaves unknown.

    pattern   1 where an equation holds a cell, equations x cells
    An equation with a single unknown cell gives it away, and so on until none is left.
    """
    left = unknown.copy()
    by_cell = pattern.T.tocsr()
    while True:
        alone = (pattern @ left.astype(np.int64)) == 1
        given = left & ((by_cell @ alone.astype(np.int64)) > 0)
        if not given.any():
            return left
        left &= ~given


def pattern_of(equations: Sums) -> Sums:
    """1 where an equation holds a cell."""
    pattern = sparse.csr_array(equations, copy=True)
    pattern.data = np.ones_like(pattern.data)
    return pattern


def sums_of(transposed: Sums, cells: Whole) -> Sums:
    """The sums that hold any of these cells, of these cells alone; both in their order.

    transposed  the equations, cells x equations: to take columns out of all equations, time and again, takes
                longer than most searches in what is taken out
    """
    part = transposed[cells]
    rows, places = np.unique(part.indices, return_inverse=True)
    shape = (len(rows), len(cells))
    return sparse.csc_array((part.data, places, part.indptr), shape=shape).tocsr()


def linked(pattern: Sums, cells: Flags) -> Iterator[Whole]:
    """Groups of these cells that equations link with each other, each in order, first cell first."""
    chosen = np.flatnonzero(cells)
    part = pattern[:, chosen]
    count = part.shape[0]
    graph = sparse.block_array([[None, part], [part.T, None]], format="csr")
    _, label = connected_components(graph, directed=False)
    label = label[count:]
    order = np.argsort(label, kind="stable")
    edges = np.flatnonzero(np.diff(label[order])) + 1
    groups = [chosen[group] for group in np.split(order, edges) if len(group)]
    yield from sorted(groups, key=lambda group: int(group[0]))
