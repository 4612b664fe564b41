"""The cheapest safe pattern of a small group of linked cells, proven: the cutting-plane method.

A master program chooses what to hide. An attacker's linear program finds, for each demand that the choice
does not meet, why not (a sum of bounds, by duality), and that reason becomes a cut which every safe choice
must pass. It ends when all demands are met: then nothing cheaper is safe. An answer is checked in whole
numbers; where only fractions meet a demand, the choice is excluded with all that hide less.

Source: Fischetti and Salazar (2000), Operations Research 48(3). The search ends after numbers of rounds
and branches, not of seconds, so that the same group has the same answer on every machine.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from metrics.disclosure import solver
from metrics.disclosure.demands import Demands
from metrics.disclosure.equations import Flags, Real
from metrics.disclosure.moves import CLOSE, Piece
from metrics.disclosure.witnesses import Move

MOST_ROUNDS = 60
"""Choices that are tried before the search gives up."""
PUSHES = 3
"""Pushes of all protected counts at once, before those that did not move are attacked one by one."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """hidden: the further cells to hide; cost: theirs together, the least that is safe; moves: why it is."""

    hidden: Flags
    cost: float
    moves: list[Move]


def optimum(piece: Piece, demands: Demands, rounds: int = MOST_ROUNDS) -> Optimum | None:
    """The cheapest cells to hide so that all demands are met, each of which hiding everything meets.

    None where the search gives up, or no choice is safe.
    """
    search = _Search(piece, demands)
    try:
        for _ in range(rounds):
            chosen = search.cheapest()
            if not search.cut(chosen):
                further = chosen & ~piece.unknown
                return Optimum(further, float(piece.cost[further].sum()), search.moves)
    except _GaveUpError:
        pass
    return None


class _GaveUpError(Exception):
    """The solver found nothing, or not within its branches."""


class _Search:
    """The cuts found so far: rows of which each choice must hold one cell's worth."""

    def __init__(self, piece: Piece, demands: Demands) -> None:
        self.piece = piece
        self.demands = demands
        self.columns = piece.equations.astype(np.float64).tocsc()
        self.nothing = np.zeros(piece.equations.shape[0])
        self.may = piece.hideable & ~piece.unknown
        # No count need move farther than this for another to go as far as is asked.
        far = 2 * max(piece.room.max(initial=1.0), 1.0) + 10 * demands.by.max(initial=1)
        self.far = float(far)
        self.fall = np.minimum(piece.room, self.far)
        self.rise = np.full(piece.size, self.far)
        self.rows: list[Real] = list(self._never_alone())
        self.least = [0.0] * len(self.rows)
        self.chance = np.random.default_rng(piece.size)
        self.moves: list[Move] = []

    def _never_alone(self) -> list[Real]:
        """No sum hides exactly one cell: who knows the others knows it."""
        found = []
        pattern = self.piece.pattern
        for start, end in zip(pattern.indptr[:-1], pattern.indptr[1:], strict=True):
            cells = pattern.indices[start:end]
            for cell in cells[(self.piece.primary | self.may)[cells]]:
                row = np.zeros(self.piece.size)
                row[cells] = 1.0
                row[cell] = -1.0
                found.append(row)
        return found

    def cheapest(self) -> Flags:
        """The cheapest choice that passes every cut."""
        piece = self.piece
        chosen = solver.cheapest_choice(
            np.where(piece.unknown, 0.0, piece.cost),
            sparse.csr_array(np.array(self.rows).reshape(len(self.rows), piece.size)),
            np.array(self.least),
            piece.unknown,
            piece.unknown | self.may,
        )
        if chosen is None:
            raise _GaveUpError
        return chosen

    def cut(self, chosen: Flags) -> bool:
        """Adds a cut for each demand that the choice does not meet; False where it meets all."""
        left = np.ones(len(self.demands.cell), dtype=np.bool_)
        self.moves = []
        one = self.demands.box(self.piece.size, self.far)
        for _ in range(PUSHES):
            if left.any():
                weight = self.chance.uniform(-1, 1, len(left)) * left
                push = self.demands.push(self.piece.size, weight)
                steps = solver.least(
                    -push,
                    self.columns,
                    self.nothing,
                    -np.minimum(one[0], self.fall) * chosen,
                    one[1] * chosen,
                )
                left &= ~self._met(steps)
        found = False
        for demand in range(len(left)):
            if left[demand]:
                met, row = self._attack(chosen, demand)
                left &= ~met
                if row is not None:
                    self.rows.append(row)
                    self.least.append(1.0)
                    found = True
        return found

    def _ways(self, demand: int) -> tuple[int, ...]:
        way = int(self.demands.way[demand])
        return (way,) if way else (1, -1)

    def _attack(self, chosen: Flags, demand: int) -> tuple[Flags, Real | None]:
        """The demands met when the count of one is pushed its ways, or the cut where it is not met."""
        cell, by = self.demands.cell[demand], float(self.demands.by[demand])
        cut = np.zeros(self.piece.size)
        for way in self._ways(demand):
            objective = np.zeros(self.piece.size)
            objective[cell] = -way
            found = solver.least_and_why(
                objective, self.columns, -self.fall * chosen, self.rise * chosen
            )
            if found is None:
                raise _GaveUpError
            steps, above, below = found
            if way * steps[cell] > by - CLOSE:
                return self._in_whole_numbers(chosen, demand, steps)
            cut += above * self.rise + below * self.fall
        # Where the demand is met, this sum is `by` at least: no coefficient need be larger.
        return self._met(None), np.minimum(cut / by, 1.0)

    def _in_whole_numbers(
        self, chosen: Flags, demand: int, steps: Real
    ) -> tuple[Flags, Real | None]:
        """What a change in whole numbers meets, or the cut that excludes this choice."""
        met = self._met(steps)
        cell, by = self.demands.cell[demand], float(self.demands.by[demand])
        for way in self._ways(demand):
            least, most = -self.fall * chosen, self.rise * chosen
            if way > 0:
                least[cell] = by
            else:
                most[cell] = -by
            if not met[demand] and least[cell] <= most[cell]:
                met = self._met(
                    solver.least_whole(0 * steps, self.columns, self.nothing, least, most)
                )
        # Hiding less meets it no better: something else must be hidden.
        return met, None if met[demand] else (~chosen & self.may).astype(np.float64)

    def _met(self, steps: Real | None) -> Flags:
        """Which demands these steps meet, if they are a change in whole numbers."""
        if steps is None:
            return np.zeros(len(self.demands.cell), dtype=np.bool_)
        whole = np.rint(steps).astype(np.int64)
        close = np.abs(steps - whole).max(initial=0) < CLOSE
        holds = (whole >= -self.piece.room).all() and not (self.piece.equations @ whole).any()
        if not (close and holds and whole.any()):
            return np.zeros(len(self.demands.cell), dtype=np.bool_)
        touched = np.flatnonzero(whole)
        self.moves.append((touched, whole[touched]))
        return self.demands.met_by(whole)
