"""Hiding more than `exact` needs, until a stronger level of protection is reached.

As in `cover`: for each demand in turn a linear program finds the cheapest change that goes far enough,
what it touches is hidden, and the change is kept as proof, checked in whole numbers. A demand beyond what
hiding all of a breakdown would reach is lowered to that. Then what no proof needs is shown again.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from data.agreement import Level
from metrics.disclosure import company, moves
from metrics.disclosure.demands import Demands, demands_of
from metrics.disclosure.equations import Flags, Whole, linked, not_subtracted
from metrics.disclosure.moves import Piece, View
from metrics.disclosure.witnesses import Move

NEAR = (150, 600, 3_000, 10_000)
"""Cells in the neighbourhoods where a change is sought first; after them, all that is linked."""
FIRST = 300
"""Cells near a count among which a change up or down is sought before it is in all of a breakdown."""
ROUNDS = 12
"""Pushes by chance that seek proofs for many demands at once, before any is sought alone."""
ALONE = 100
"""Cells of a group for each demand that one push of all meets, beyond which it is sooner met alone."""
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
        self.touching: dict[int, list[int]] = defaultdict(list)
        self.weight = chance.choice([-1.0, 1.0], many) * chance.uniform(0.5, 1, many)

    def run(self) -> None:
        """Hides what the level needs."""
        if self.insider:
            self.unknown |= company.needed(self.piece, self.unknown)
            if self.piece.size > SHOWN_AGAIN:
                # Hiding more spoils no proof that the pattern is exact.
                return
        self._prove_many()
        # That a count can move at all, the moves of the pattern to begin with have shown.
        for demand in np.flatnonzero(self.demands.way).tolist():
            if not self.met[demand]:
                self._prove(demand)
        if not self.insider:
            needed = np.isin(np.arange(self.piece.size), np.concatenate([[], *self.proof]))
            self.unknown &= self.piece.unknown | needed

    def asked(self) -> Demands:
        """All demands, lowered to what hiding all of a breakdown would reach; more than that is not owed.

        Those that changes found by chance met already were not lowered before.
        """
        asked = self.demands
        for demand in np.flatnonzero(asked.way).tolist():
            cell, way, by = (int(one[demand]) for one in (asked.cell, asked.way, asked.by))
            asked.by[demand] = self.piece.yardstick.bound(cell, way, by)
            if not asked.by[demand]:
                self.proof[demand] = np.array([], dtype=np.int64)
        return self.demands.only(self.demands.by > 0)

    @property
    def further(self) -> Whole:
        """The further cells to hide."""
        return np.flatnonzero(self.unknown & ~self.piece.unknown)

    def show_again(self) -> None:
        """Tries each further cell of a small piece again, the dearest first, and shows what can be shown."""
        extra = self.further if self.piece.size <= SHOWN_AGAIN else self.further[:0]
        if len(extra):
            self.asked()
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
                gained = int(left.sum()) - int((left & ~self.met).sum())
                if gained * ALONE < len(cells):
                    break

    def _prove(self, demand: int) -> None:
        """Hides what the cheapest change up or down needs that meets a demand; lowers it where none does."""
        cell, way, by = (
            int(one[demand]) for one in (self.demands.cell, self.demands.way, self.demands.by)
        )
        self.demands.by[demand] = self.piece.yardstick.bound(cell, way, by)
        may_hide = self.piece.hideable & self.free & ~self.unknown
        while not self._met_already(demand):
            found = self._cheapest(demand, self.unknown, may_hide)
            if found is not None:
                touched, steps = found
                self.unknown[touched] = True
                self.keep(touched, steps)
                return
            # No change in whole numbers goes as far as one in fractions.
            self.demands.by[demand] -= 1

    def _met_already(self, demand: int) -> bool:
        """Whether a change found before meets a demand as it is by now; it is its proof then."""
        cell, way = int(self.demands.cell[demand]), int(self.demands.way[demand])
        by = int(self.demands.by[demand])
        self.met[demand] = by == 0
        for number in self.touching[cell] if by else ():
            touched, steps = self.moves[number]
            if way * steps[np.searchsorted(touched, cell)] >= by:
                self.met[demand], self.proof[demand] = True, touched
                break
        return bool(self.met[demand])

    def _cheapest(self, demand: int, unknown: Flags, may_hide: Flags) -> Move | None:
        """The cells that the cheapest change touches, and by how much. None where there is none."""
        cell, way = int(self.demands.cell[demand]), int(self.demands.way[demand])
        steps = (way * int(self.demands.by[demand]),) if way else (1, -1)
        for near, all_of_it in self._places(cell, way, unknown | may_hide):
            view = View(self.piece, near, unknown, may_hide, cell)
            wanted = self.demands.push(self.piece.size, self.weight * ~self.met)[near]
            for step in steps:
                move = view.by(step, wanted)
                if move is None and all_of_it:
                    move = view.so_far(step)
                if move is not None:
                    return near[move != 0], move[move != 0]
        return None

    def _places(self, cell: int, way: int, allowed: Flags) -> Iterator[tuple[Whole, bool]]:
        """Where a change of a cell is sought, and whether there in any size."""
        if not way:
            yield from self._neighbourhoods(cell, allowed)
            return
        near, _ = self.piece.near(cell, allowed, FIRST)
        yield near, False
        for cells in self.piece.yardstick.among(cell):
            yield cells[allowed[cells]], True

    def _neighbourhoods(self, cell: int, allowed: Flags) -> Iterator[tuple[Whole, bool]]:
        sizes, all_of_it = iter((*NEAR, self.piece.size)), False
        while not all_of_it:
            near, all_of_it = self.piece.near(cell, allowed, next(sizes))
            yield near, all_of_it

    def keep(self, touched: Whole, steps: Whole) -> None:
        """Notes a change as the proof of the demands that it meets and no other has met."""
        for cell in touched.tolist():
            self.touching[cell].append(len(self.moves))
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
            found = self._cheapest(demand, free, np.zeros_like(rest))
            if found is None:
                return False
            self.keep(*found)
        return True
