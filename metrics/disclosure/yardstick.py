"""How far a count could go were all of its breakdown hidden: what `cover` measures itself by.

A breakdown is one measure by one characteristic: all groups, areas and periods, with totals as they are
shown. Beside its counts those may change that readers never see, or that are hidden for themselves, within
two sums of it; all else is as it is. It is a definition, and the same for search and audit, but that the
search knows more counts that nobody will see (earlier releases hid them): it may ask more, and never less.
"""

from functools import cached_property

import numpy as np

from metrics.disclosure import solver
from metrics.disclosure.equations import Flags, Real, Sums, Whole, sums_of

AROUND = 2
"""Sums from a breakdown to counts that may change with it because no reader sees them anyway."""
CLOSE = 1e-4
"""How far from a whole number a bound may be for it: search and audit come to it by different ways."""
PASSES = 50
"""Passes over all sums before the limits found so far are taken for good: they are only looser."""


class Yardstick:
    """How far counts of some linked cells can fall and rise, by the limits of sums and of breakdowns.

    sums     the equations, sums x cells;  pattern  1 where a sum holds a cell
    room     how far each may fall
    breakdowns  1 where one holds a cell, cells x breakdowns; of a cell in none nothing is asked
    never    cells that no reader sees, whatever else is hidden;  free  these and all that may be hidden
    """

    def __init__(
        self, sums: Sums, pattern: Sums, room: Real, breakdowns: Sums, never: Flags, free: Flags
    ) -> None:
        self.sums = sums
        self.pattern = pattern
        self.room = room
        self.breakdowns = breakdowns.tocsr()
        self.never = never & free
        self.free = free
        self._of_breakdown: dict[int, _Breakdown] = {}

    @cached_property
    def limits(self) -> tuple[Real, Real]:
        """How far each cell can fall and rise at most, as far as one sum after another shows."""
        return limits(self.sums, self.room, self.free)

    def among(self, cell: int) -> list[Whole]:
        """Of each breakdown of a free cell, the cells that may change were all of it hidden."""
        return [self._breakdown(number).cells for number in self._breakdowns_of(cell)]

    def bound(self, cell: int, way: int, by: int) -> int:
        """How many of these steps up (1) or down (-1) hiding a breakdown of the cell would allow, at most."""
        # Of a cell that is not free, no limit leaves a step.
        by = int(min(by, self.limits[way > 0][cell]))
        every = [self._breakdown(number) for number in self._breakdowns_of(cell) if by > 0]
        return max((one.farthest(cell, way, by) for one in every), default=0)

    def _breakdowns_of(self, cell: int) -> list[int]:
        start, end = self.breakdowns.indptr[cell : cell + 2]
        return [int(number) for number in self.breakdowns.indices[start:end]]

    def _beside(self, cells: Whole) -> Whole:
        """All cells of the sums of some cells."""
        return np.unique(self.pattern[np.unique(self._by_cell[cells].indices)].indices)

    @cached_property
    def _by_cell(self) -> Sums:
        return self.pattern.T.tocsr()

    @cached_property
    def _transposed(self) -> Sums:
        return self.sums.T.tocsr()

    @cached_property
    def _by_breakdown(self) -> Sums:
        return self.breakdowns.tocsc()

    def _breakdown(self, number: int) -> "_Breakdown":
        if number not in self._of_breakdown:
            start, end = self._by_breakdown.indptr[number : number + 2]
            inside = np.zeros(len(self.free), dtype=np.bool_)
            inside[self._by_breakdown.indices[start:end]] = True
            inside &= self.free
            for _ in range(AROUND):
                beside = self._beside(np.flatnonzero(inside))
                inside[beside[self.never[beside]]] = True
            cells = np.flatnonzero(inside)
            self._of_breakdown[number] = _Breakdown(
                cells, sums_of(self._transposed, cells), self.room[cells]
            )
        return self._of_breakdown[number]


class _Breakdown:
    """The counts that may change were a breakdown hidden, and a program of their changes."""

    def __init__(self, cells: Whole, sums: Sums, room: Real) -> None:
        self.cells = cells
        self.room = room
        self.limits = limits(sums, room, np.ones(len(cells), dtype=np.bool_))
        self.program = solver.Program(sums, -room)

    def farthest(self, cell: int, way: int, by: int) -> int:
        here = int(np.searchsorted(self.cells, cell))
        by = int(min(by, self.limits[way > 0][here]))
        if by <= 0:
            return 0
        lower, upper = (-self.room[here], float(by)) if way > 0 else (-float(by), np.inf)
        end = self.program.farthest(here, way, lower, upper)
        return by if end is None else min(by, int(np.floor(end + CLOSE)))


def limits(equations: Sums, room: Real, allowed: Flags) -> tuple[Real, Real]:
    """How far each cell can fall and rise at most, as far as one sum after another shows.

    allowed  cells that may change; the others stay as they are
    """
    row = np.repeat(np.arange(equations.shape[0]), np.diff(equations.indptr))
    cell, times = equations.indices, equations.data.astype(np.float64)
    low, high = np.where(allowed, -room, 0.0), np.where(allowed, np.inf, 0.0)
    for _ in range(PASSES):
        at_low, at_high = times * low[cell], times * high[cell]
        least, most = np.minimum(at_low, at_high), np.maximum(at_low, at_high)
        # What the other terms of a sum leave for this one, over its coefficient.
        ends = -_others(row, most, np.inf) / times, -_others(row, least, -np.inf) / times
        before = low, high
        low, high = low.copy(), high.copy()
        np.maximum.at(low, cell, np.ceil(np.minimum(*ends)))
        np.minimum.at(high, cell, np.floor(np.maximum(*ends)))
        if (low == before[0]).all() and (high == before[1]).all():
            break
    return -low, high


def _others(row: Whole, terms: Real, end: float) -> Real:
    """For each term, the sum of the other terms of its row: `end` where one of these is infinite."""
    endless = ~np.isfinite(terms)
    count = int(row.max(initial=-1)) + 1
    finite = np.where(endless, 0, terms)
    total = np.bincount(row, finite, count)[row] - finite
    return np.where(np.bincount(row, endless, count)[row] - endless > 0, end, total)
