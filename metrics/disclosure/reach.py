"""The audit of the levels beyond `exact`: how far a reader's range of each protected count reaches.

It shares no search with `levels`. For each protected count and either end of the rule (1 and 5) it looks
for a list of whole counts that agrees with all that is shown and goes there. Where it finds none, it looks
for one with all of the count's breakdown hidden: if that one goes farther, too little is hidden. What the
search knows to be possible is believed once checked in whole numbers. Where the solver gives up on whether
that one exists, which is of whole numbers where fractions would do, it counts as none.
Totals are held to the same by themselves, as groups are never hidden to protect them, but for what their
groups give away as they are printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.agreement import Level
from metrics.disclosure import solver, witnesses
from metrics.disclosure.equations import (
    Flags,
    Problem,
    Real,
    Sums,
    Whole,
    linked,
    not_subtracted,
    pattern_of,
    sums_of,
)
from metrics.disclosure.yardstick import Yardstick

WORTH = 20
"""Ends left open for each that a round of lists closes, beyond which each is sooner sought by itself."""
OTHERS = 40.0
"""How far other counts may be from the truth in these lists."""
NEAR = (200, 2_000, 8_000)
"""Cells around a protected count that are looked at, before all are."""
CLOSE = 1e-6
TRACE = 1e-3
"""What a step of another protected count is worth beside one of the count that a list is sought for."""
FEWEST_HIDDEN = 3


Ends = dict[int, Whole]
"""The farthest counts seen of every cell, by way: -1 down, 1 up."""


@dataclass(frozen=True)
class Reached:
    """What the audit of a level found.

    short      protected cells that a reader can narrow further than the level allows
    alone      sums that hide fewer counts or people than the level allows
    narrowest  the fewest values that the rule hides and a reader must allow for a protected count, at least
    """

    short: tuple[int, ...]
    alone: tuple[int, ...]
    narrowest: int

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        said = {
            "A protected count can be narrowed further than the level allows.": self.short,
            "A sum hides too little from one who knows a number.": self.alone,
        }
        return tuple(text for text, found in said.items() if found)


def reached(problem: Problem, hidden: Flags, level: Level, known: Sums | None = None) -> Reached:
    """Whether a release as printed reaches a level, given that no protected count can be worked out.

    problem   after what is withdrawn (Problem.without)
    known     changes that no reader could notice, checked: what they reach is not searched for
    """
    short: list[int] = []
    alone: list[int] = []
    narrowest = 2
    for tier in np.unique(problem.tier) if level != "exact" else ():
        above = pattern_of(problem.equations) @ (problem.tier > tier).astype(np.int64) > 0
        rows = np.flatnonzero(~above)
        may = problem.printed & (problem.value > 0) & np.isfinite(problem.cost)
        sums = problem.equations[rows]
        published, most = (
            _Unknown(problem, sums, problem.unknown(cells) & (problem.tier <= tier))
            for cells in (hidden, hidden | (may & (problem.tier == tier)))
        )
        if level == "insider":
            alone += rows[_alone(published, most)].tolist()
        else:
            # Hidden before the search of this tier began, whatever it hid.
            never = problem.unknown(problem.primary | (hidden & (problem.tier < tier)))
            yardsticks = [_yardstick(most, never)]
            if above.any():
                beside = problem.unknown(hidden | (may & (problem.tier == tier)))
                whole = _Unknown(problem, problem.equations, beside)
                yardsticks.append(_yardstick(whole, problem.unknown(hidden)))
            found = _narrowed(published, most, yardsticks, known)
            short += found.short
            narrowest = found.narrowest
    return Reached(tuple(sorted(set(short))), tuple(sorted(set(alone))), narrowest)


class _Unknown:
    """What readers of some sums do not see and cannot subtract."""

    def __init__(self, problem: Problem, sums: Sums, unknown: Flags) -> None:
        self.problem = problem
        self.sums = sums
        self.pattern = pattern_of(sums)
        self.left = not_subtracted(self.pattern, unknown)
        self.by_cell = self.pattern.T.tocsr()
        self.transposed = sums.T.tocsr()
        self.floor = problem.lowest.astype(np.float64)
        self.chance = np.random.default_rng(2023)
        self.ceiling = 2.0 * problem.value.max(initial=0) + 10

    def lists(
        self, cells: Whole, wish: Real, low: Real, high: Real
    ) -> Iterator[tuple[Whole, Whole]]:
        """Lists in which these cells alone differ from the truth, as far as may be as wished.

        Each by its cells and counts: parts that share no sum are lists by themselves.
        """
        sums = sums_of(self.transposed, cells)
        right = sums @ self.problem.value[cells]
        found = solver.least(-wish, sums.astype(np.float64).tocsc(), right, low, high)
        yield from self._checked(cells, sums, found)

    def reaches(
        self, cell: int, way: int, count: int, ends: Ends, open_: Flags, among: Iterable[Whole]
    ) -> bool:
        """Whether in some list a cell has this count, or one beyond it.

        ends   widened by the lists found, of all cells;  open_  cells to be widened besides, if it can be
        among  sets of cells, in each of which such a list is sought; counts beyond it are held to be true
        """
        for cells in among:
            sums, here = sums_of(self.transposed, cells), int(np.searchsorted(cells, cell))
            low, high = self.floor[cells], np.full(len(cells), self.ceiling)
            (low if way > 0 else high)[here] = count
            problem = (sums.astype(np.float64).tocsc(), sums @ self.problem.value[cells], low, high)
            wish = self.chance.uniform(-TRACE, TRACE, len(cells)) * open_[cells]
            wish[here] = way
            for search in (solver.least, solver.least_whole):
                for part, counts in self._checked(cells, sums, search(wish, *problem)):
                    _widen(ends, part, counts)
                if way * ends[way][cell] >= way * count:
                    return True
        return False

    def _checked(
        self, cells: Whole, sums: Sums, found: Real | None
    ) -> Iterator[tuple[Whole, Whole]]:
        """The parts of a list that differ from the truth and agree with what is shown, in whole numbers."""
        if found is None:
            return
        truth, counts = self.problem.value[cells], np.rint(found).astype(np.int64)
        wrong = (np.abs(found - counts) >= CLOSE) | (counts < self.floor[cells])
        for part in linked(pattern_of(sums), (counts != truth) | wrong):
            if not wrong[part].any() and not (sums[:, part] @ (counts - truth)[part]).any():
                yield cells[part], counts[part]

    def ever_farther(self, cell: int) -> Iterator[Whole]:
        """Unknown cells ever farther from one, at last all that are linked."""
        seen = np.arange(len(self.left)) == cell
        layer, sizes = seen, iter((*NEAR, len(seen)))
        most = next(sizes)
        while layer.any():
            sums = self.pattern @ layer.astype(np.int64) > 0
            layer = (self.by_cell @ sums.astype(np.int64) > 0) & self.left & ~seen
            seen = seen | layer
            if int(seen.sum()) >= most:
                yield np.flatnonzero(seen)
                most = next(size for size in sizes if size > int(seen.sum()) or size == len(seen))
        yield np.flatnonzero(seen)


def _yardstick(most: _Unknown, never: Flags) -> Yardstick:
    problem = most.problem
    room = (problem.value - problem.lowest).astype(np.float64)
    return Yardstick(most.sums, most.pattern, room, problem.in_breakdowns, never, most.left)


def _narrowed(
    published: _Unknown, most: _Unknown, yardsticks: Sequence[Yardstick], known: Sums | None
) -> Reached:
    """Protected cells that could go farther towards an end of the rule were their breakdown hidden.

    yardsticks  each may show that a cell could not; the first is that of `most`
    """
    problem, yardstick = published.problem, yardsticks[0]
    ends = {way: problem.value.copy() for way in (-1, 1)}
    if known is not None:
        for way, steps in zip((-1, 1), witnesses.reached(known), strict=True):
            ends[way] += steps
    _push_all(published, yardstick.limits, ends)
    short, nobody = [], np.zeros_like(problem.primary)
    asked = np.flatnonzero(problem.primary & published.left)
    for cell in asked.tolist():
        truth = int(problem.value[cell])
        for way, end in ((-1, 1), (1, problem.largest_hidden)):
            by = int(min(way * (end - truth), yardstick.limits[way > 0][cell]))
            if way * (ends[way][cell] - truth) >= by:
                continue
            for one in yardsticks:
                by = one.bound(cell, way, by)
            end = truth + way * by
            farthest = {side: problem.value.copy() for side in (-1, 1)}
            while way * end > way * ends[way][cell]:
                could = most.reaches(cell, way, end, farthest, nobody, yardstick.among(cell))
                if could and not published.reaches(
                    cell, way, end, ends, problem.primary, published.ever_farther(cell)
                ):
                    short.append(cell)
                if could:
                    break
                end -= way
    low = np.clip(ends[-1][asked], 1, problem.largest_hidden)
    high = np.clip(ends[1][asked], 1, problem.largest_hidden)
    # None is pinned, so each has two values at least: one that is never printed may be nothing.
    fewest = int((high - low).min(initial=problem.largest_hidden - 1)) + 1
    return Reached(tuple(short), (), max(fewest, 2))


def _push_all(published: _Unknown, limits: tuple[Real, Real], ends: Ends) -> None:
    """Widens the ends of all protected counts by lists that move many of them at once.

    limits  how far each may fall and rise as single sums show: what is there is pushed no more
    """
    problem = published.problem
    chance = np.random.default_rng(2023)
    for cells in linked(published.pattern, published.left):
        primary, truth = problem.primary[cells], problem.value[cells]
        low = np.maximum(
            published.floor[cells], np.where(primary, np.minimum(1, truth), truth - OTHERS)
        )
        high = np.where(primary, np.maximum(problem.largest_hidden, truth), truth + OTHERS)
        farthest = (
            np.maximum(low, truth - limits[0][cells]),
            np.minimum(high, truth + limits[1][cells]),
        )
        left = np.inf
        while True:
            up = primary & (ends[1][cells] < farthest[1])
            down = primary & (ends[-1][cells] > farthest[0])
            before, left = left, int(up.sum() + down.sum())
            if not left or (before - left) * WORTH < left:
                break
            weight = chance.uniform(0, 1, (2, len(cells)))
            for part, counts in published.lists(
                cells, weight[0] * up - weight[1] * down, low, high
            ):
                _widen(ends, part, counts)


def _widen(ends: Ends, cells: Whole, counts: Whole) -> None:
    ends[1][cells] = np.maximum(ends[1][cells], counts)
    ends[-1][cells] = np.minimum(ends[-1][cells], counts)


def _alone(published: _Unknown, most: _Unknown) -> Flags:
    """Sums that hide fewer than three counts or six people, where all hidden that may be were more."""
    problem = published.problem
    here, limit = _hidden_in_sums(published), _hidden_in_sums(most)
    with_protected = np.zeros_like(published.left)
    for cells in linked(published.pattern, published.left):
        with_protected[cells] = problem.primary[cells].any()
    withheld = with_protected & (problem.primary | problem.printed)
    hides = np.array(
        [
            withheld[cells].any()
            for cells in np.split(published.pattern.indices, published.pattern.indptr[1:-1])
        ]
    )
    few = here[0] < np.minimum(limit[0], FEWEST_HIDDEN)
    return hides & (few | (here[1] < np.minimum(limit[1], problem.largest_hidden + 1)))


def _hidden_in_sums(found: _Unknown) -> tuple[Whole, Real]:
    """How many counts each sum hides, and how many people; without end of a whole and its part together."""
    terms = found.sums.tocoo()
    row, cell = terms.coords
    left = found.left[cell]
    row, times, value = row[left], terms.data[left], found.problem.value[cell[left]]
    size = found.sums.shape[0]
    up, down = (np.bincount(row[times * way > 0], minlength=size) for way in (1, -1))
    people = np.bincount(row, np.abs(times) * value, minlength=size)
    return up + down, np.where((up > 0) & (down > 0), np.inf, people)
