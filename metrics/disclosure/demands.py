"""What each level of protection asks of a group of linked cells, and how far its sums let a count go.

A demand is a change of one protected count that must be possible among what readers do not see. `exact`
asks for a change of one either way. `cover` asks besides that the count can rise to 5 and fall to 1, or
as far towards them as if all that may be hidden of its neighbourhood were hidden (a count of two parts that
are not nothing is never less than 2): the same neighbourhood for search and audit, and a smaller promise
than one of all that is linked, which takes programs of ten thousands of counts to prove. What `insider`
asks is of sums, not of counts: see `company`.
"""

from dataclasses import dataclass

import numpy as np

from data.agreement import Level
from metrics.disclosure.equations import Flags, Real, Sums, Whole
from metrics.disclosure.moves import Piece

NEAREST = 1_000
"""Counts of the neighbourhood of a protected one: `cover` asks what hiding all of these would reach."""
PASSES = 50
"""Passes over all sums before the limits found so far are taken for good: they are only looser."""


@dataclass(frozen=True, eq=False)
class Demands:
    """One an entry: a change of a cell that must be possible.

    cell  its number in the piece
    way   1 up, -1 down, 0 either way
    by    how far at least
    """

    cell: Whole
    way: Whole
    by: Whole

    def met_by(self, steps: Real | Whole) -> Flags:
        """Which are met by a change of all cells of the piece."""
        here = steps[self.cell]
        return np.asarray(np.where(self.way == 0, np.abs(here), self.way * here) >= self.by)

    def only(self, kept: Flags) -> "Demands":
        """Some of them."""
        return Demands(self.cell[kept], self.way[kept], self.by[kept])

    def box(self, size: int, others: float) -> tuple[Real, Real]:
        """How far each cell may fall and rise in a change that meets many: no farther than asked."""
        asked = np.isin(np.arange(size), self.cell)
        fall, rise = (np.where(asked, 1.0, others) for _ in range(2))
        for ends, way in ((fall, -1), (rise, 1)):
            np.maximum.at(ends, self.cell, np.where(self.way == way, self.by, 1.0))
        return fall, rise

    def push(self, size: int, weight: Real) -> Real:
        """The directions asked of each cell, by weights; either way by the sign of its weight."""
        push = np.zeros(size)
        np.add.at(push, self.cell, np.where(self.way == 0, weight, self.way * np.abs(weight)))
        return push


def demands_of(piece: Piece, level: Level, beyond_help: Flags) -> Demands:
    """All demands of a level; nothing is asked of what is beyond help.

    How far is what single sums allow once all that may be hidden is: a search may find that it is less.
    """
    cells = np.flatnonzero(piece.primary & ~beyond_help)
    either = Demands(cells, np.zeros_like(cells), np.ones_like(cells))
    if level != "cover":
        return either
    fall, rise = limits(piece.equations, piece.room, piece.unknown | piece.hideable)
    count = piece.value[cells]
    up = np.minimum(rise[cells], piece.largest_hidden - count).astype(np.int64)
    down = np.minimum(fall[cells], count - 1).astype(np.int64)
    every = Demands(
        np.concatenate([cells, cells, cells]),
        np.repeat([1, -1, 0], len(cells)),
        np.concatenate([up, down, either.by]),
    )
    return every.only(every.by > 0)


def neighbourhood(
    pattern: Sums, by_cell: Sums, cell: int, allowed: Flags, most: int | None = None
) -> Whole:
    """The cells nearest to one by the sums that link them, among those that are or may be hidden.

    pattern  1 where a sum holds a cell, sums x cells;  by_cell  the same, cells x sums
    most     how many at most; as many as `cover` looks at unless said
    Of the farthest those in the fewest sums: a total would bring all that adds up to it.
    """
    seen = np.zeros(len(allowed), dtype=np.bool_)
    seen[cell] = True
    layer, spare = np.array([cell]), (most or NEAREST) - 1
    while len(layer) and spare:
        new = np.unique(pattern[np.unique(by_cell[layer].indices)].indices)
        new = new[allowed[new] & ~seen[new]]
        sums = by_cell.indptr[new + 1] - by_cell.indptr[new]
        layer = new[np.argsort(sums, kind="stable")[:spare]]
        seen[layer] = True
        spare -= len(layer)
    return np.flatnonzero(seen)


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
