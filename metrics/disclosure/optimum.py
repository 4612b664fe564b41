"""The cheapest safe pattern of a small group of linked cells, proven: the cutting-plane method.

A master program chooses what to hide; an attacker's linear program finds, for each protected count that the
choice leaves worked out, why it is (a sum of bounds, by duality), and that reason becomes a cut which every safe choice
must pass. It ends when no count can be worked out: then nothing cheaper is safe. An answer is checked in whole
numbers; where only fractions move a count, the choice is excluded with all that hide less.

Source: Fischetti and Salazar (2000), Operations Research 48(3). The search ends after numbers of rounds and
branches, not of seconds, so that the same group has the same answer on every machine.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from metrics.disclosure import solver
from metrics.disclosure.equations import Flags, Real
from metrics.disclosure.moves import CLOSE, Piece

MOST_ROUNDS = 60
"""Choices that are tried before the search gives up."""
MOST_BRANCHES = 2_000
"""Branches of one choice."""
PUSHES = 3
"""Pushes of all protected counts at once, before those that did not move are attacked one by one."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """hidden: the further cells to hide; cost: what they cost together, the least that is safe."""

    hidden: Flags
    cost: float


def optimum(piece: Piece, rounds: int = MOST_ROUNDS) -> Optimum | None:
    """The cheapest cells to hide so that no protected count of the piece can be worked out.

    None where the search gives up, or no choice is safe.
    """
    search = _Search(piece)
    for _ in range(rounds):
        chosen = search.cheapest()
        if chosen is None:
            return None
        if not search.cut(chosen):
            return Optimum(
                chosen & ~piece.unknown, float(piece.cost[chosen & ~piece.unknown].sum())
            )
    return None


class _Search:
    """The cuts found so far."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.columns = piece.equations.astype(np.float64).tocsc()
        self.nothing = np.zeros(piece.equations.shape[0])
        self.may = piece.hideable & ~piece.unknown
        # No count need move farther than this for another to move by one.
        self.far = float(2 * max(piece.room.max(initial=1.0), 1.0) + 10)
        self.rows: list[Real] = list(self._never_alone())
        self.least = [0.0] * len(self.rows)
        self.chance = np.random.default_rng(piece.size)

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

    def cheapest(self) -> Flags | None:
        """The cheapest choice that passes every cut."""
        piece = self.piece
        rows = sparse.csr_array(np.array(self.rows).reshape(len(self.rows), piece.size))
        constraints = [LinearConstraint(rows, np.array(self.least), np.inf)] if self.rows else []
        with solver.quiet():
            found = milp(
                np.where(piece.unknown, 0.0, piece.cost),
                integrality=np.ones(piece.size),
                constraints=constraints,
                bounds=Bounds(
                    piece.unknown.astype(float), (piece.unknown | self.may).astype(float)
                ),
                options={"mip_rel_gap": 0, "node_limit": MOST_BRANCHES},
            )
        return np.asarray(found.x > 0.5) if found.status == 0 else None

    def cut(self, chosen: Flags) -> bool:
        """Adds a cut for each protected count that the choice leaves worked out; False where none is."""
        left = self.piece.primary.copy()
        for _ in range(PUSHES):
            if left.any():
                left &= ~self._moved(chosen, self.chance.uniform(-1, 1, self.piece.size) * left)
        found = False
        for cell in np.flatnonzero(left):
            if left[cell]:
                moved, row = self._attack(chosen, int(cell))
                left &= ~moved
                if not moved[cell]:
                    self.rows.append(row)
                    self.least.append(1.0)
                    found = True
        return found

    def _bounds(self, chosen: Flags) -> tuple[Real, Real]:
        return np.where(chosen, -np.minimum(self.piece.room, self.far), 0.0), np.where(
            chosen, self.far, 0.0
        )

    def _moved(self, chosen: Flags, push: Real) -> Flags:
        """Cells that a whole-numbered move changes, all pushed at once."""
        low, high = self._bounds(chosen)
        one = np.maximum(low, -1.0), np.minimum(high, 1.0)
        steps = solver.least(-push, self.columns, self.nothing, *one)
        return self._checked(steps)

    def _attack(self, chosen: Flags, cell: int) -> tuple[Flags, Real]:
        """What moves when one count is pushed either way, and the cut where it does not move."""
        low, high = self._bounds(chosen)
        cut = np.zeros(self.piece.size)
        for direction in (1.0, -1.0):
            objective = np.zeros(self.piece.size)
            objective[cell] = -direction
            found = linprog(
                objective,
                A_eq=self.columns,
                b_eq=self.nothing,
                bounds=np.column_stack([low, high]),
                method="highs-ds",
            )
            if abs(found.x[cell]) > CLOSE:
                return self._whole(chosen, cell, found.x)
            fall = np.minimum(self.piece.room, self.far)
            cut += np.maximum(-found.upper.marginals, 0) * self.far
            cut += np.maximum(found.lower.marginals, 0) * fall
        # With all that it needs hidden it moves by one at least: no coefficient need be larger.
        return np.zeros(self.piece.size, dtype=np.bool_), np.minimum(cut, 1.0)

    def _whole(self, chosen: Flags, cell: int, steps: Real) -> tuple[Flags, Real]:
        """A move in whole numbers that changes the cell, or the cut that excludes this choice."""
        moved = self._checked(steps)
        if moved[cell]:
            return moved, steps
        low, high = self._bounds(chosen)
        for direction in (1.0, -1.0):
            least, most = low.copy(), high.copy()
            if direction > 0:
                least[cell] = 1.0
            else:
                most[cell] = -1.0
            if least[cell] <= most[cell]:
                found = solver.least_whole(
                    np.zeros(self.piece.size), self.columns, self.nothing, least, most
                )
                moved = self._checked(found)
                if moved[cell]:
                    return moved, steps
        # Hiding less leaves it worked out too: something else must be hidden.
        return np.zeros(self.piece.size, dtype=np.bool_), (~chosen & self.may).astype(float)

    def _checked(self, steps: Real | None) -> Flags:
        """Where steps differ from nothing, if they are a move in whole numbers."""
        if steps is None:
            return np.zeros(self.piece.size, dtype=np.bool_)
        whole = np.rint(steps).astype(np.int64)
        close = np.abs(steps - whole).max(initial=0) < CLOSE
        holds = (whole >= -self.piece.room).all() and not (self.piece.equations @ whole).any()
        return (whole != 0) & bool(close and holds)
