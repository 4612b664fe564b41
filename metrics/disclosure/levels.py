"""Hiding more than `exact` needs, until a stronger level of protection is reached.

As in `cover`: for each demand in turn a linear program finds the cheapest change that goes far enough,
what it touches is hidden, and the change is kept as proof, checked in whole numbers. A demand that no
change of its neighbourhood meets, all hidden that may be, is lowered to what one does meet. Then what no
proof needs is shown again.
"""

from collections.abc import Iterator

import numpy as np

from data.agreement import Level
from metrics.disclosure import company, moves, solver
from metrics.disclosure.demands import Demands, demands_of, neighbourhood
from metrics.disclosure.equations import Flags, Whole, linked, not_subtracted, sums_of
from metrics.disclosure.moves import Piece, View
from metrics.disclosure.witnesses import Move

NEAR = (150, 600, 3_000, 10_000)
"""Cells in the neighbourhoods where a change is sought first; after them, all that is linked."""
FIRST = 300
"""Cells of a neighbourhood in which a change is sought before it is in all of it."""
ROUNDS = 12
"""Pushes by chance that seek proofs for many demands at once, before any is sought alone."""
SHOWN_AGAIN = 600
"""Linked cells up to which every further hidden cell is tried again; beyond it that takes too long."""
OTHERS = 30.0
"""How far unprotected counts change in a list that proves many."""


def raised(
    piece: Piece, hidden: Whole, known: list[Move], level: Level, beyond_help: Flags
) -> "Raised":
    """A search that has reached a level.

    hidden       further cells hidden by a pattern that is `exact`;  known  moves, some of which prove it
    beyond_help  protected cells that can be worked out whatever is hidden
    """
    unknown = piece.unknown.copy()
    unknown[hidden] = True
    search = Raised(piece, unknown, level, demands_of(piece, level, beyond_help))
    for touched, steps in known:
        if search.unknown[touched].all():
            search.keep(touched, steps)
    search.run()
    return search


class Raised:
    """What is hidden so far in one piece, and for each demand the change that proves it met."""

    def __init__(self, piece: Piece, unknown: Flags, level: Level, demands: Demands) -> None:
        self.piece = piece
        self.insider = level == "insider"
        self.demands = demands
        self.free = not_subtracted(piece.pattern, piece.unknown | piece.hideable)
        self.unknown = unknown & self.free
        self.met = np.zeros(len(demands.cell), dtype=np.bool_)
        self.proof: list[Whole] = [np.array([], dtype=np.int64) for _ in demands.cell]
        self.moves: list[Move] = []
        chance, many = np.random.default_rng(piece.size), len(demands.cell)
        self.near: dict[tuple[int, int | None], Whole] = {}
        self.width = piece.pattern @ (self.free & (piece.unknown | piece.hideable)).astype(np.int64)
        self.weight = chance.choice([-1.0, 1.0], many) * chance.uniform(0.5, 1, many)

    def run(self) -> None:
        """Hides what the level needs."""
        if self.insider:
            self.unknown |= company.needed(self.piece, self.unknown)
            if self.piece.size > SHOWN_AGAIN:
                # Hiding more spoils no proof that the pattern is exact.
                return
        self._prove_many()
        for demand in np.argsort(self.demands.way == 0, kind="stable"):
            if not self.met[demand]:
                self._prove(int(demand))
        if not self.insider:
            needed = np.isin(np.arange(self.piece.size), np.concatenate([[], *self.proof]))
            self.unknown &= self.piece.unknown | needed

    def asked(self) -> Demands:
        """All demands, lowered to what hiding everything attains."""
        return self.demands.only(self.demands.by > 0)

    def shown_again(self) -> Flags:
        """The further cells to hide, once each of a small piece has been tried again: the dearest first."""
        extra = np.flatnonzero(self.unknown & ~self.piece.unknown)
        if self.piece.size > SHOWN_AGAIN:
            extra = extra[:0]
        for cell in extra[np.argsort(-self.piece.cost[extra], kind="stable")]:
            rest = self.unknown.copy()
            rest[cell] = False
            if self.insider and company.lonely(self.piece, rest).any():
                continue
            before = self.met.copy(), list(self.proof)
            self.met &= np.array([cell not in proof for proof in self.proof], dtype=np.bool_)
            if self._all_met_within(rest):
                self.unknown = rest
            else:
                self.met, self.proof = before
        return self.unknown & ~self.piece.unknown

    def _prove_many(self) -> None:
        """Proofs among what is hidden already: whole groups of linked cells, pushed by chance."""
        piece = self.piece
        chance = np.random.default_rng(piece.size + 1)
        fall, rise = self.demands.box(piece.size, OTHERS)
        for cells in linked(piece.pattern, not_subtracted(piece.pattern, self.unknown)):
            here = np.isin(self.demands.cell, cells)
            for _ in range(ROUNDS):
                left = here & ~self.met
                if not left.any():
                    break
                weight = chance.uniform(-1, 1, len(left)) * left
                push = self.demands.push(piece.size, weight)[cells]
                for touched, steps in moves.within(piece, cells, push, fall[cells], rise[cells]):
                    self.keep(touched, steps)
                if (left & ~self.met).sum() == left.sum():
                    break

    def _prove(self, demand: int) -> None:
        """Hides what the cheapest change needs that meets a demand; lowers it where none does."""
        found = self._cheapest(
            demand, self.unknown, self.piece.hideable & self.free & ~self.unknown
        )
        if found is None:
            self.demands.by[demand] = 0
            self.met[demand] = True
            return
        touched, steps = found
        self.unknown[touched] = True
        self.keep(touched, steps)

    def _cheapest(
        self, demand: int, unknown: Flags, may_hide: Flags, lower: bool = True
    ) -> Move | None:
        """The cells that the cheapest change touches, and by how much. None where there is none.

        lower  whether to lower the demand to what hiding all of the neighbourhood allows
        """
        cell, way = int(self.demands.cell[demand]), int(self.demands.way[demand])
        if way:
            return self._cheapest_nearby(demand, unknown, may_hide, lower)
        for near, all_of_it in self._neighbourhoods(cell, unknown | may_hide):
            view = View(self.piece, near, unknown, may_hide, cell)
            wanted = self.demands.push(self.piece.size, self.weight * ~self.met)[near]
            for step in (1, -1):
                move = view.by(step, wanted)
                if move is None and all_of_it:
                    move = view.so_far(step)
                if move is not None:
                    return near[move != 0], move[move != 0]
        return None

    def _cheapest_nearby(
        self, demand: int, unknown: Flags, may_hide: Flags, lower: bool
    ) -> Move | None:
        """The same of a change up, or down, among the cells of the neighbourhood."""
        cell, way = int(self.demands.cell[demand]), int(self.demands.way[demand])
        wanted = self.demands.push(self.piece.size, self.weight * ~self.met)
        by = int(self.demands.by[demand])
        near = self._near(cell, FIRST)
        view = View(self.piece, near, unknown, may_hide, cell)
        move = view.by(way * by, wanted[near])
        if move is None and lower:
            by = self._bound(cell, way, by, near)
            move = view.by(way * by, wanted[near]) if by else None
        if move is None and len(near) == FIRST:
            near = self._near(cell, None)
            view = View(self.piece, near, unknown, may_hide, cell)
        if move is None and by:
            by = min(by, view.most(way * by)) if lower else by
        while by and move is None:
            move = view.by(way * by, wanted[near])
            if move is None:
                move = view.so_far(way * by)
            if move is None:
                by = by - 1 if lower else 0
        if move is None:
            return None
        self.demands.by[demand] = by
        return near[move != 0], move[move != 0]

    def _bound(self, cell: int, way: int, by: int, near: Whole) -> int:
        """So far, or less: as far as the sums nearby let a cell go."""
        piece = self.piece
        rows = np.unique(piece.transposed[near].indices)
        sums = sums_of(piece.transposed, near)
        whole = np.diff(sums.indptr) == self.width[rows]
        here = np.searchsorted(near, cell)
        end = solver.least(
            np.where(np.arange(len(near)) == here, -float(way), 0.0),
            sums[np.flatnonzero(whole)].astype(np.float64).tocsc(),
            np.zeros(int(whole.sum())),
            -piece.room[near],
            np.where(np.arange(len(near)) == here, float(by), np.inf),
        )
        return by if end is None else min(by, int(way * end[here] + moves.CLOSE))

    def _near(self, cell: int, most: int | None) -> Whole:
        """The neighbourhood of a cell, were all hidden that may be."""
        key = cell, most
        if key not in self.near:
            allowed = self.free & (self.piece.unknown | self.piece.hideable)
            self.near[key] = neighbourhood(
                self.piece.pattern, self.piece.by_cell, cell, allowed, most
            )
        return self.near[key]

    def _neighbourhoods(self, cell: int, allowed: Flags) -> Iterator[tuple[Whole, bool]]:
        sizes, all_of_it = iter((*NEAR, self.piece.size)), False
        while not all_of_it:
            near, all_of_it = self.piece.near(cell, allowed, next(sizes))
            yield near, all_of_it

    def keep(self, touched: Whole, steps: Whole) -> None:
        """Notes a change as the proof of the demands that it meets and no other has met."""
        self.moves.append((touched, steps))
        change = np.zeros(self.piece.size, dtype=np.int64)
        change[touched] = steps
        for demand in np.flatnonzero(~self.met & self.demands.met_by(change)):
            self.met[demand] = True
            self.proof[demand] = touched

    def _all_met_within(self, rest: Flags) -> bool:
        """Whether the demands not met yet are met by changes of these cells alone."""
        free = not_subtracted(self.piece.pattern, rest)
        while not self.met.all():
            demand = int(np.argmin(self.met))
            if not free[self.demands.cell[demand]]:
                return False
            found = self._cheapest(demand, free, np.zeros_like(rest), lower=False)
            if found is None:
                return False
            self.keep(*found)
        return True
