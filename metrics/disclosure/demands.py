"""What each level of protection asks of a group of linked cells, and how far its sums let a count go.

A demand is a change of one protected count that must be possible among what readers do not see. `exact`
asks for a change of one either way. `cover` asks besides that the count can rise to 5 and fall to 1, or
as far towards them as if all of its breakdown were hidden (`yardstick`; a count of two parts that are
not nothing is never less than 2). What `insider` asks is of sums, not of counts: see `company`.
"""

from dataclasses import dataclass

import numpy as np

from data.agreement import Level
from metrics.disclosure.equations import Flags, Real, Whole
from metrics.disclosure.moves import Piece


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

    How far is what single sums allow once all that may be hidden is: the yardstick may show that it is less.
    """
    cells = np.flatnonzero(piece.primary & ~beyond_help)
    either = Demands(cells, np.zeros_like(cells), np.ones_like(cells))
    if level != "cover":
        return either
    fall, rise = piece.yardstick.limits
    count = piece.value[cells]
    up = np.minimum(rise[cells], piece.largest_hidden - count).astype(np.int64)
    down = np.minimum(fall[cells], count - 1).astype(np.int64)
    every = Demands(
        np.concatenate([cells, cells, cells]),
        np.repeat([1, -1, 0], len(cells)),
        np.concatenate([up, down, either.by]),
    )
    return every.only(every.by > 0)
