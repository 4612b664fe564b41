"""Moves: changes of counts that readers could not notice, found by linear programs in a neighbourhood.

Every move that leaves here has been checked in whole numbers: it keeps each equation, takes no cell
below the least that a reader must allow, and changes the cell that it was sought for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from metrics.disclosure import solver
from metrics.disclosure.equations import (
    Flags,
    Real,
    Sums,
    Whole,
    linked,
    not_subtracted,
    pattern_of,
    sums_of,
)
from metrics.disclosure.policy import SMALLEST_COUNT_SHOWN
from metrics.disclosure.witnesses import Move
from metrics.disclosure.yardstick import Yardstick

LARGEST_FACTOR = 6
"""A move in halves or thirds is tried as many times over; beyond this whole numbers are searched for."""
CLOSE = 1e-5
LEAST_CHANGE = 0.01
"""What a step of a cell that readers do not see anyway is worth beside hiding the cheapest cell."""
REACH = 4.0
"""Longest step tried first. Two areas that rise by one make the partnership rise by two."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Linked cells by themselves, in their own numbering.

    value      the true counts;  printed  which of them readers see unless they are hidden
    room       how far each may fall without passing what a reader must allow
    unknown    not seen by readers before anything more is hidden
    hideable   shown, and may be hidden
    largest_hidden, breakdowns  see `Problem`
    """

    equations: Sums
    pattern: Sums
    by_cell: Sums
    value: Whole
    printed: Flags
    room: Real
    cost: Real
    primary: Flags
    unknown: Flags
    hideable: Flags
    breakdowns: Sums
    largest_hidden: int = SMALLEST_COUNT_SHOWN - 1

    @cached_property
    def yardstick(self) -> Yardstick:
        """How far its counts could go were all of their breakdowns hidden."""
        free = not_subtracted(self.pattern, self.unknown | self.hideable)
        return Yardstick(
            self.equations, self.pattern, self.room, self.breakdowns, self.unknown, free
        )

    @property
    def size(self) -> int:
        return len(self.room)

    @cached_property
    def transposed(self) -> Sums:
        """The sums, cells x equations."""
        return self.equations.T.tocsr()

    def near(self, cell: int, allowed: Flags, most: int) -> tuple[Whole, bool]:
        """The nearest allowed cells, in order, and whether these are all that are linked."""
        seen = np.zeros(self.size, dtype=np.bool_)
        seen[cell] = True
        layer = seen
        while layer.any():
            sums = (self.pattern @ layer.astype(np.int64)) > 0
            layer = ((self.by_cell @ sums.astype(np.int64)) > 0) & allowed & ~seen
            spare = most - int(seen.sum())
            if int(layer.sum()) > spare:
                new = np.flatnonzero(layer)
                price = np.where(self.unknown[new], 0, self.cost[new])
                # A total, in many sums, would bring all that adds up to it.
                order = np.lexsort((np.diff(self.by_cell.indptr)[new], price))
                seen[new[order[:spare]]] = True
                return np.flatnonzero(seen), False
            seen = seen | layer
        return np.flatnonzero(seen), True


def among(piece: Piece, cells: Whole, push: Real) -> list[Move]:
    """Moves of unknown cells by one at most, as far as may be in the directions of `push`.

    One program gives many moves that share no sum; those whose steps are neither whole numbers nor halves
    are left out.
    """
    one = np.ones(len(cells))
    return within(piece, cells, push, one, one)


def within(piece: Piece, cells: Whole, push: Real, fall: Real, rise: Real) -> list[Move]:
    """Moves of unknown cells, none lower than `fall` nor higher than `rise`, as far as may be as pushed.

    The cells that each move touches, and by how much; those in halves are tried twice over.
    """
    inside = sums_of(piece.transposed, cells)
    steps = _pushed(piece, cells, inside, push, fall, rise)
    if steps is None:
        return []
    return [(cells[own], move) for own, move in _whole_parts(piece.room[cells], inside, steps)]


def fixed(piece: Piece, allowed: Flags, asked: Flags) -> Flags:
    """Which of the asked cells no change of the allowed ones can move, in parts of whole numbers either.

    All of them at once: those that have not moved yet are pushed, each by an amount of its own. Where
    neither the push nor its opposite leads anywhere, none of them can move.
    """
    cells = np.flatnonzero(allowed)
    inside, one = sums_of(piece.transposed, cells), np.ones(len(cells))
    chance = np.random.default_rng(len(cells))
    left = asked.copy()
    while left.any():
        push = chance.uniform(0.5, 1, len(cells)) * left[cells]
        moved = np.zeros(piece.size, dtype=np.bool_)
        for direction in (1, -1):
            steps = _pushed(piece, cells, inside, direction * push, one, one)
            if steps is None:
                return np.zeros_like(left)
            moved[cells] |= np.abs(steps) > CLOSE
        if not (moved & left).any():
            break
        left &= ~moved
    return left


def _pushed(
    piece: Piece, cells: Whole, inside: Sums, push: Real, fall: Real, rise: Real
) -> Real | None:
    """Steps of these cells between -fall and rise, as far as may be in the directions of `push`."""
    return solver.least(
        -push,
        inside.astype(np.float64).tocsc(),
        np.zeros(inside.shape[0]),
        -np.minimum(piece.room[cells], fall),
        rise,
    )


def _whole_parts(room: Real, inside: Sums, steps: Real) -> Iterator[Move]:
    """The parts of a change that share no sum, each by its places and steps, where it is a move."""
    moved = np.abs(steps) > CLOSE
    for own in linked(pattern_of(inside), moved):
        sums = inside[:, own]
        for factor in (1, 2):
            move = np.rint(factor * steps[own]).astype(np.int64)
            whole = np.abs(factor * steps[own] - move).max() < CLOSE
            if whole and (move >= -room[own]).all() and not (sums @ move).any():
                yield own, move
                break


class View:
    """A neighbourhood as a linear program: steps of unknown cells, and of cells that may be hidden.

    A cell that may be hidden has two columns, up and down, so that either way has its cost.
    """

    def __init__(
        self, piece: Piece, near: Whole, unknown: Flags, may_hide: Flags, cell: int
    ) -> None:
        self.equations = sums_of(piece.transposed, near)
        self.room = piece.room[near]
        self.unseen = np.flatnonzero(unknown[near])
        self.shown = np.flatnonzero(may_hide[near])
        self.cost = piece.cost[near][self.shown]
        self.here = int(np.searchsorted(near, cell))
        self.at = int(np.searchsorted(self.unseen, self.here))
        by_cell = self.equations.astype(np.float64).tocsc()
        hiding = by_cell[:, self.shown]
        self.columns = sparse.hstack([by_cell[:, self.unseen], hiding, -hiding], format="csc")
        self.right = np.zeros(self.columns.shape[0])

    def cheapest(self, wanted: Real) -> Whole | None:
        """The move of this cell by one, no step above four, that hides least.

        wanted   for each cell near, the direction in which a move is worth a trace more, or 0
        """
        prices = self._prices()
        gain = np.zeros(len(prices))
        gain[: len(self.unseen)] = self._worth(wanted) * self.cost.min(initial=1.0)
        for direction in (1.0, -1.0):
            lower, upper = self._bounds(REACH)
            if lower[self.at] <= direction:
                lower[self.at] = upper[self.at] = direction
                move = self._move(prices - gain, lower, upper)
                if move is not None:
                    return move
        return None

    def by(self, step: float, wanted: Real) -> Whole | None:
        """The move of this cell by so much that hides least, other cells within a reach of it."""
        prices = self._prices()
        gain = np.zeros(len(prices))
        gain[: len(self.unseen)] = self._worth(wanted) * self.cost.min(initial=1.0) / abs(step)
        lower, upper = self._bounds(REACH * abs(step))
        if lower[self.at] > step:
            return None
        lower[self.at] = upper[self.at] = step
        return self._move(prices - gain, lower, upper)

    def so_far(self, step: float) -> Whole | None:
        """A move of this cell by so much or more, hiding little; None if there is none."""
        lower, upper = self._bounds(np.inf)
        if lower[self.at] > step:
            return None
        if step > 0:
            lower[self.at] = step
        else:
            upper[self.at] = step
        return self._move(self._prices(), lower, upper)

    def of_any_size(self) -> Whole | None:
        """A move of this cell however far, hiding little; None if there is none."""
        for direction in (1.0, -1.0):
            move = self.so_far(direction)
            if move is not None:
                return move
        return None

    def farthest(self, wanted: Real) -> Whole | None:
        """A move of this cell among unknown cells alone; None where a linear program excludes it."""
        lower, upper = self._bounds(REACH)
        for direction in (1.0, -1.0) if lower[self.at] < 0 else (1.0,):
            objective = -self._worth(wanted)
            objective[self.at] = -direction
            steps = solver.least(objective, self.columns, self.right, lower, upper)
            if steps is not None and abs(steps[self.at]) > CLOSE:
                move = self._checked(steps)
                return self.of_any_size() if move is None else move
        return None

    def _prices(self) -> Real:
        return np.concatenate([np.zeros(len(self.unseen)), self.cost, self.cost])

    def _worth(self, wanted: Real) -> Real:
        """Traces that together stay under half of what the move itself is worth."""
        return wanted[self.unseen] / (2 * REACH * len(wanted))

    def _bounds(self, reach: float) -> tuple[Real, Real]:
        fall = np.minimum(self.room, reach)
        lower = np.concatenate([-fall[self.unseen], np.zeros(2 * len(self.shown))])
        rise = np.full(len(self.unseen) + len(self.shown), reach)
        return lower, np.concatenate([rise, fall[self.shown]])

    def _move(self, objective: Real, lower: Real, upper: Real) -> Whole | None:
        """A checked move: of least objective, then of least change, then by a search in whole numbers."""
        steps = solver.least(objective, self.columns, self.right, lower, upper)
        if steps is None:
            return None
        move = self._checked(steps)
        if move is None:
            smallest = self._smallest(lower, upper)
            move = None if smallest is None else self._checked(smallest)
        if move is None:
            used = np.abs(steps) > CLOSE
            used[: len(self.unseen)] = True
            move = self._searched(objective, lower, upper, used)
            if move is None and not used.all():
                move = self._searched(objective, lower, upper, np.ones_like(used))
        return move

    def _smallest(self, lower: Real, upper: Real) -> Real | None:
        """Steps that hide little, and change little of what readers do not see: seldom in fractions."""
        many = len(self.unseen)
        lowest, highest = lower[:many], upper[:many]
        trace = np.random.default_rng(many).uniform(0.5, 1, many)
        trace *= LEAST_CHANGE * self.cost.min(initial=1.0)
        prices = self._prices()
        prices[:many] = trace
        found = solver.least(
            np.concatenate([prices, trace]),
            sparse.hstack([self.columns, -self.columns[:, :many]], format="csc"),
            self.right,
            np.concatenate([np.maximum(lower, 0), np.maximum(-highest, 0)]),
            np.concatenate([np.maximum(upper, 0), np.maximum(-lowest, 0)]),
        )
        return None if found is None else self._net(found)

    def _net(self, found: Real) -> Real:
        """Steps, from ups and downs apart."""
        up, shown, down = np.split(found, [len(self.unseen), self.columns.shape[1]])
        return np.concatenate([up - down, shown])

    def _searched(self, objective: Real, lower: Real, upper: Real, used: Flags) -> Whole | None:
        found = solver.least_whole(
            objective[used], self.columns[:, used], self.right, lower[used], upper[used]
        )
        if found is None:
            return None
        steps = np.zeros(len(used))
        steps[used] = found
        return self._checked(steps)

    def _checked(self, steps: Real) -> Whole | None:
        """The steps, or a multiple of them, as a move in whole numbers, if they truly are one."""
        unseen, shown = len(self.unseen), len(self.shown)
        change = np.zeros(len(self.room))
        change[self.unseen] = steps[:unseen]
        change[self.shown] = steps[unseen : unseen + shown] - steps[unseen + shown :]
        for factor in range(1, LARGEST_FACTOR + 1):
            move = np.rint(factor * change).astype(np.int64)
            if (
                move[self.here] != 0
                and np.abs(factor * change - move).max() < CLOSE
                and (move >= -self.room).all()
                and not (self.equations @ move).any()
            ):
                return move
        return None
