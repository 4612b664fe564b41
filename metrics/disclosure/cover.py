"""Which further counts to hide, so that no protected count can be worked out.

A *move* is a change of whole numbers that keeps every equation and touches only cells that readers do
not see, none below the least they must allow. A cell that some move changes cannot be pinned to one
number, and hiding more never spoils a move. So: for each protected count in turn a linear program finds
the move that is cheapest to make possible, the cells it touches are hidden, and the move is kept as
proof, checked in whole numbers. Then every cell hidden in this way is shown again if proofs without it
can be found. What no hiding protects is withdrawn, one small table at a time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.agreement import Level
from metrics.disclosure import levels, moves
from metrics.disclosure.demands import demands_of
from metrics.disclosure.equations import (
    NO_TABLE,
    Flags,
    Problem,
    Sums,
    Whole,
    linked,
    not_subtracted,
    pattern_of,
    sums_of,
)
from metrics.disclosure.moves import Piece, View
from metrics.disclosure.optimum import optimum
from metrics.disclosure.witnesses import Move

Progress = Callable[[int, int], None]

NEAR = (150, 600, 1_500, 3_000, 6_000, 10_000)
"""Cells in the neighbourhoods where a move is sought first; after them, all that is linked."""
MANY = 150
"""Unproven counts in a piece from which whole sums are protected before any count is sought alone."""
ALONE = 25
"""Cells of a group for each count that one push of all proves, beyond which it is sooner proven alone."""
SHOWN_AGAIN = 600
"""Linked cells up to which every further hidden cell is tried again; beyond it that takes too long."""
PROVEN_UP_TO = 250
"""Linked cells up to which the cheapest pattern of all is sought."""
PROVEN_AT_COVER = 100
"""The same at level `cover`, which asks thrice as much of each count: beyond, some choices take minutes."""
MANY_LOST = 8
"""Counts of a piece that nothing protects, after which all others like them are sought at once."""
TRACE = 1e-6
"""Makes the earlier of two equally dear cells a trace cheaper, so that equal answers are one answer."""


@dataclass(frozen=True, eq=False)
class Cover:
    """What to hide.

    hidden       printed cells to hide: the protected ones, and those that would give them away
    withdrawn    tables that cannot be protected; none of their cells is printed
    unprotected  protected cells that neither hiding nor withdrawing covers: print nothing
    pieces       groups of linked cells with a protected count;  proven  those whose pattern is the cheapest
    moves        changes that show protected cells safe, by number
    """

    hidden: Flags
    withdrawn: tuple[int, ...]
    unprotected: tuple[int, ...]
    pieces: int = 0
    proven: int = 0
    moves: tuple[Move, ...] = ()


def hide(
    problem: Problem,
    progress: Progress | None = None,
    level: Level = "exact",
    known: Sequence[Move] = (),
) -> Cover:
    """The cells to hide and the tables to withdraw.

    progress   told how many of all protected cells are done, after each group of linked cells
    known      moves of cells that readers do not see or that are protected: what they show is not sought
    The same problem has the same answer. No cell hidden beyond the protected ones can be shown again
    without giving one of them away (for certain in groups of up to 600 linked cells).
    """
    search = _Tiers(progress, int(problem.primary.sum()), level, known)
    last = int(problem.tier.max(initial=0))
    every_table = problem.table[problem.table != NO_TABLE]
    beyond_help = np.zeros(len(problem.value), dtype=np.bool_)
    withdrawn: list[int] = []
    while True:
        printed = problem.without(withdrawn)
        hidden, stuck = search.hidden(printed, problem.primary & ~beyond_help)
        totals_stuck = bool((stuck & (problem.tier < last)).any())
        if stuck.any():
            # No table is withdrawn for a cell that would follow from what is left without any.
            bare = problem.without(every_table)
            _, lost = search.hidden_in_tier(bare, stuck, last, hidden & bare.printed)
            beyond_help |= lost
            stuck &= ~lost
        further = {_table_to_withdraw(printed, int(c), hidden) for c in np.flatnonzero(stuck)}
        further -= {NO_TABLE, *withdrawn}
        if not further and totals_stuck:
            # The tiers above were not begun: they are, without what nothing helps.
            beyond_help |= stuck
        elif not further:
            # Where totals give a count in a group away, totals are hidden after all.
            hidden, lost = search.hidden_in_tier(
                printed, beyond_help | stuck, last, hidden, totals_too=True
            )
            if (beyond_help | stuck).any() and level != "exact":
                # A total hidden after all lets others go farther than was attainable without.
                hidden, _ = search.hidden(printed, problem.primary & ~lost, hidden)
            shown = _given_away(printed, hidden)
            while level == "cover" and (shown & (problem.tier < last)).any():
                # Groups give these totals away: for what totals owe to each other others are sought.
                printed = replace(printed, cost=np.where(shown, np.inf, printed.cost))
                hidden, _ = search.hidden(printed, problem.primary & ~lost, hidden & ~shown)
                shown = _given_away(printed, hidden)
            return Cover(
                hidden & ~shown,
                tuple(sorted(withdrawn)),
                tuple(map(int, np.flatnonzero(lost))),
                len(search.given),
                sum(answer.proven for answer in search.given),
                tuple(search.moves),
            )
        withdrawn += sorted(further)


@dataclass(frozen=True, eq=False)
class _Answer:
    """Cells of a piece to hide beyond the protected ones, those that cannot be protected, and proofs.

    proven  whether these are the cheapest
    """

    hidden: Whole
    stuck: Whole
    moves: list[Move]
    proven: bool = False


class _Tiers:
    """The search through the groups of linked cells, tier by tier.

    What a withdrawal elsewhere left as it was is not sought again, and progress never runs backwards.
    """

    def __init__(
        self, progress: Progress | None, of: int, level: Level, known: Sequence[Move]
    ) -> None:
        self.level = level
        self.known: dict[int, list[Move]] = defaultdict(lambda: list(known))
        self.said: set[tuple[int, bytes, bytes]] = set()
        self.progress = progress
        self.of = of
        self.done = 0
        self.answers: dict[bytes, _Answer] = {}
        self.moves: list[Move] = []
        self.given: list[_Answer] = []

    def hidden(
        self, problem: Problem, wanted: Flags, already: Flags | None = None
    ) -> tuple[Flags, Flags]:
        """Cells to hide so that the wanted ones cannot be worked out, and those that still can.

        Where a lower tier by itself is stuck, the higher ones are not begun: nothing in them helps.
        """
        hidden = problem.printed & problem.primary if already is None else already
        stuck = np.zeros_like(hidden)
        self.given = []
        for tier in np.unique(problem.tier):
            if not stuck.any():
                hidden, stuck = self.hidden_in_tier(problem, wanted, int(tier), hidden)
        return hidden, stuck

    def hidden_in_tier(
        self,
        problem: Problem,
        wanted: Flags,
        tier: int,
        hidden: Flags,
        totals_too: bool = False,
    ) -> tuple[Flags, Flags]:
        """The same where only cells of one tier may be hidden (or lower ones, too), beside what is."""
        pattern = pattern_of(problem.equations)
        above = (pattern @ (problem.tier > tier).astype(np.int64)) > 0
        transposed = problem.equations[np.flatnonzero(~above)].T.tocsr()
        hideable = problem.printed & ~hidden & (problem.value > 0) & np.isfinite(problem.cost)
        hideable &= totals_too | (problem.tier == tier)
        movable = (problem.unknown(hidden) | hideable) & (problem.tier <= tier)
        hidden, stuck = hidden.copy(), np.zeros_like(hidden)
        lowest, done, new = problem.lowest, 0, list[Move]()
        first = np.array([cells[0] for cells, _ in self.known[tier]], dtype=np.int64)
        for cells in linked(pattern[np.flatnonzero(~above)], movable):
            if wanted[cells].any():
                columns = (cells, lowest[cells], hidden[cells], hideable[cells], wanted[cells])
                key = bytes([tier]) + b"|".join(column.tobytes() for column in columns)
                if key not in self.answers:
                    piece = piece_of(problem, transposed, cells, hidden, hideable, wanted)
                    known = list(_among(self.known[tier], first, cells))
                    self.answers[key] = self._answer(piece, known)
                    new += self._new(tier, cells, self.answers[key].moves)
                found = self.answers[key]
                self.given.append(found)
                hidden[cells[found.hidden]] = True
                stuck[cells[found.stuck]] = True
                done += int(wanted[cells].sum())
                self._tell(done)
        # Hiding more spoils no move: a later pass through the tier need not seek it again.
        self.known[tier] += new
        self.moves += new
        return hidden, stuck

    def _new(self, tier: int, cells: Whole, found: Sequence[Move]) -> Iterator[Move]:
        """Those of the moves of a piece that the tier did not have yet, in the numbering of all."""
        for touched, steps in found:
            said = tier, cells[touched].tobytes(), steps.tobytes()
            if said not in self.said:
                self.said.add(said)
                yield cells[touched], steps

    def _answer(self, piece: Piece, known: list[Move]) -> _Answer:
        """What to hide in a piece: the proven optimum where it is small enough, else a safe pattern."""
        found = _Search(piece, known).answer()
        lost = np.isin(np.arange(piece.size), found.stuck)
        raised, further, proofs = None, found.hidden, found.moves
        demands = demands_of(piece, "exact", lost)
        if self.level != "exact":
            raised = levels.raised(piece, found.hidden, found.moves, self.level, lost)
            further, proofs = raised.further, found.moves + raised.moves
        most = PROVEN_UP_TO if self.level == "exact" else min(PROVEN_UP_TO, PROVEN_AT_COVER)
        best = None
        if not lost.any() and piece.size <= most and self.level != "insider":
            if not len(further):
                # To hide nothing more is the cheapest that there is.
                return _Answer(further, found.stuck, proofs, proven=True)
            best = optimum(piece, demands if raised is None else raised.asked())
        if best is None and raised is not None:
            raised.show_again()
            further, proofs = raised.further, found.moves + raised.moves
        elif best is not None and (
            raised is not None or best.cost < float(piece.cost[further].sum()) - TRACE
        ):
            further, proofs = np.flatnonzero(best.hidden), proofs + best.moves
        return _Answer(further, found.stuck, proofs, proven=best is not None)

    def _tell(self, done: int) -> None:
        if self.progress and done > self.done:
            self.done = done
            self.progress(done, self.of)


def piece_of(
    problem: Problem,
    transposed: Sums,
    cells: Whole,
    hidden: Flags,
    hideable: Flags,
    wanted: Flags,
) -> Piece:
    inside = sums_of(transposed, cells)
    pattern = pattern_of(inside)
    return Piece(
        equations=inside,
        pattern=pattern,
        by_cell=pattern.T.tocsr(),
        value=problem.value[cells],
        printed=problem.printed[cells],
        room=(problem.value - problem.lowest)[cells].astype(np.float64),
        cost=(problem.cost[cells] + TRACE) * (1 + TRACE * np.arange(len(cells)) / len(cells)),
        primary=wanted[cells],
        unknown=problem.unknown(hidden)[cells],
        hideable=hideable[cells],
        breakdowns=problem.in_breakdowns[cells],
        largest_hidden=problem.largest_hidden,
    )


def _among(every: Sequence[Move], first: Whole, cells: Whole) -> Iterator[Move]:
    """The moves of these cells alone, in their numbering. first  the first cell of each."""
    for number in np.flatnonzero(np.isin(first, cells)).tolist():
        touched, steps = every[number]
        here = np.searchsorted(cells, touched)
        if touched[-1] <= cells[-1] and (cells[here] == touched).all():
            yield here, steps


def _given_away(problem: Problem, hidden: Flags) -> Flags:
    """Hidden cells that some sum gives away anyhow: to hide them keeps nothing from anybody."""
    left = not_subtracted(pattern_of(problem.equations), problem.unknown(hidden))
    return hidden & ~left & ~problem.primary


def _table_to_withdraw(problem: Problem, cell: int, hidden: Flags) -> int:
    """The table of a cell that cannot be protected, or else the nearest that is still printed."""
    own = problem.table[cell]
    printed = problem.printed & (problem.table != NO_TABLE)
    if np.any(printed & (problem.table == own)):
        return int(own)
    pattern = pattern_of(problem.equations)
    by_cell = pattern.T.tocsr()
    still = np.isin(problem.table, problem.table[printed])
    seen = np.zeros(len(problem.value), dtype=np.bool_)
    wider = np.arange(len(problem.value)) == cell
    while not (seen & still).any() and not (wider == seen).all():
        seen = wider
        sums = (pattern @ (seen & problem.unknown(hidden)).astype(np.int64)) > 0
        wider = seen | ((by_cell @ sums.astype(np.int64)) > 0)
    return int(problem.table[seen & still].min(initial=problem.table.max()))


class _Search:
    """What is hidden so far in one piece, and for each protected cell the move that proves it safe."""

    def __init__(self, piece: Piece, known: Sequence[Move] = ()) -> None:
        self.piece = piece
        self.free = not_subtracted(piece.pattern, piece.unknown | piece.hideable)
        self.unknown = piece.unknown & self.free
        self.proof = np.full(piece.size, -1)
        self.touching: dict[int, list[int]] = defaultdict(list)
        self.moves: list[Move] = []
        # Unproven counts are pushed in directions as if by chance, so that one move proves many.
        chance = np.random.default_rng(piece.size)
        self.push = chance.choice([-1.0, 1.0], piece.size) * chance.uniform(0.5, 1, piece.size)
        for cells, steps in known:
            if self.unknown[cells].all():
                self._keep(cells, steps, piece.primary & (self.proof < 0))

    def answer(self) -> _Answer:
        """The cells to hide, none of which can be shown again."""
        piece = self.piece
        stuck = piece.primary & ~self.free
        if piece.size <= NEAR[-1] or int(piece.primary.sum()) > MANY:
            self._prove_many()
        if int((piece.primary & (self.proof < 0)).sum()) > MANY:
            self._hide_beside()
            self._prove_many()
        lost = 0
        for cell in np.flatnonzero(piece.primary):
            if stuck[cell] or self.proof[cell] >= 0 or self._prove(int(cell)):
                continue
            stuck[cell] = True
            lost += 1
            if lost == MANY_LOST:
                allowed = self.free & (self.unknown | piece.hideable)
                unproven = piece.primary & (self.proof < 0) & ~stuck
                stuck |= moves.fixed(piece, allowed, unproven)
        self._show_untouched()
        if piece.size <= SHOWN_AGAIN and not stuck.any():
            self._show_again()
        return _Answer(
            np.flatnonzero(self.unknown & ~piece.unknown), np.flatnonzero(stuck), self.moves
        )

    def _prove_many(self) -> None:
        """Proofs among what is hidden already: whole groups of linked cells, pushed by chance."""
        free = not_subtracted(self.piece.pattern, self.unknown)
        chance = np.random.default_rng(self.piece.size + 1)
        for cells in linked(self.piece.pattern, free):
            unproven = self.piece.primary & (self.proof < 0)
            left = gained = int(unproven[cells].sum())
            while min(gained, left) * ALONE > len(cells):
                push = chance.uniform(-1, 1, len(cells)) * unproven[cells]
                for move in moves.among(self.piece, cells, push):
                    self._keep(*move, unproven)
                unproven = self.piece.primary & (self.proof < 0)
                before, left = left, int(unproven[cells].sum())
                gained = before - left

    def _hide_beside(self) -> None:
        """Hides the cheapest cell of each sum that gives an unproven count away, until none does.

        Seeking the cheapest move for each of thousands takes minutes; this takes a second, and hides
        little more.
        """
        piece, shown = self.piece, self.piece.hideable & self.free
        found = True
        while found:
            free = not_subtracted(piece.pattern, self.unknown)
            given = piece.primary & (self.proof < 0) & ~free & self.free
            telling = (piece.pattern @ given.astype(np.int64) > 0) & (
                piece.pattern @ free.astype(np.int64) == 0
            )
            found = False
            for row in np.flatnonzero(telling):
                cells = piece.pattern.indices[slice(*piece.pattern.indptr[row : row + 2])]
                cells = cells[(shown & ~self.unknown)[cells]]
                self.unknown[cells[np.argsort(piece.cost[cells])[:1]]] = True
                found |= len(cells) > 0

    def _prove(self, cell: int) -> bool:
        """Hides what the cheapest move of this cell needs; False if there is no move at all."""
        may_hide = self.piece.hideable & self.free & ~self.unknown
        for near, all_of_it in self._neighbourhoods(cell, self.unknown | may_hide):
            view = View(self.piece, near, self.unknown, may_hide, cell)
            unproven = self.piece.primary & (self.proof < 0)
            move = view.cheapest(np.where(unproven, self.push, 0)[near])
            if move is None and all_of_it:
                move = view.of_any_size()
            if move is not None:
                self.unknown[near[move != 0]] = True
                self._keep(near[move != 0], move[move != 0], unproven)
                return True
        return False

    def _neighbourhoods(self, cell: int, allowed: Flags) -> Iterator[tuple[Whole, bool]]:
        sizes, all_of_it = iter((*NEAR, self.piece.size)), False
        while not all_of_it:
            near, all_of_it = self.piece.near(cell, allowed, next(sizes))
            yield near, all_of_it

    def _keep(self, cells: Whole, steps: Whole, proves: Flags) -> None:
        """Notes a move of these cells as the proof of the ones to be proved among them."""
        number = len(self.moves)
        for cell in cells.tolist():
            self.touching[cell].append(number)
        self.proof[cells[proves[cells]]] = number
        self.moves.append((cells, steps))

    def _show_untouched(self) -> None:
        """Shows each further hidden cell that no proof needs."""
        needed = set(self.proof[self.piece.primary].tolist())
        for cell in np.flatnonzero(self.unknown & ~self.piece.unknown):
            self.unknown[cell] = not needed.isdisjoint(self.touching[int(cell)])

    def _show_again(self) -> None:
        """Shows each further hidden cell, the dearest first, if all can be proved safe without it."""
        extra = np.flatnonzero(self.unknown & ~self.piece.unknown)
        for cell in extra[np.argsort(-self.piece.cost[extra], kind="stable")]:
            rest = self.unknown.copy()
            rest[cell] = False
            resting = self.piece.primary & np.isin(self.proof, self.touching[int(cell)])
            found = self._moves_without(rest, resting)
            if found is not None:
                self.unknown = rest
                for move in found:
                    self._keep(*move, resting)

    def _moves_without(self, rest: Flags, resting: Flags) -> list[Move] | None:
        """Moves among the cells left that together prove the resting ones, or None."""
        free = not_subtracted(self.piece.pattern, rest)
        left, found = resting.copy(), list[Move]()
        if (resting & ~free).any():
            return None
        while left.any():
            cell = int(np.argmax(left))
            near, _ = self.piece.near(cell, free, NEAR[-1])
            view = View(self.piece, near, rest, np.zeros_like(rest), cell)
            move = view.farthest(np.where(left, self.push, 0)[near])
            if move is None:
                return None
            found.append((near[move != 0], move[move != 0]))
            left[near[move != 0]] = False
        return found
