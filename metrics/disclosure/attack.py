"""What a reader with a computer could work out of a release: the audit that nothing is printed without.

It shares no search with `cover`. An attacker knows each shown count and every sum; any list of whole
counts that agrees with these, and is no lower than the house rule allows, could be the true one. A
protected count is safe if two such lists differ in it. The true list is one, so the audit looks for
others, checks each in whole numbers, and holds a count for worked out until it has seen one.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from scipy import sparse

from data.agreement import Level
from metrics.disclosure import reach, solver, witnesses
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
from metrics.disclosure.witnesses import Move

ALONE = 25
"""Cells of a group for each count that a list for all moves, beyond which one alone is sooner found."""
CLOSE = 1e-6
NEAR = (100, 400, 2_000, 8_000)
"""Cells around a protected count among which another list is sought, before it is among all."""


@dataclass(frozen=True)
class AuditReport:
    """What the attack found, for the manifest of the release.

    passed   no protected count can be worked out, and the rules of hiding were kept
    pinned   protected cells that can be worked out, by number;  short  those narrowed beyond the level
    faults   rules of hiding that were broken, in words
    groups   groups of unknown cells that sums link, each attacked by itself
    level    what was asked of protection;  narrowest  the fewest values from 1 to 5 that a reader must
             allow for a protected count, at least (beyond `exact` only as far as the level asks)
    """

    passed: bool
    cells: int
    equations: int
    protected: int
    hidden: int
    groups: int
    pinned: tuple[int, ...]
    faults: tuple[str, ...]
    level: Level = "exact"
    narrowest: int = 2
    short: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        return asdict(self)


def audit(problem: Problem, hidden: Flags, level: Level = "exact") -> AuditReport:
    """The attack on a whole release as it would be printed.

    problem   after what is withdrawn (Problem.without)
    hidden    printed cells that readers do not see
    level     what was asked of protection
    """
    return audited(problem, hidden, None, level)[0]


def audited(
    problem: Problem, hidden: Flags, known_moves: Sums | None = None, level: Level = "exact"
) -> tuple[AuditReport, Sums]:
    """The same, and the moves that prove it: of the known ones those still sound, and those found now.

    known_moves  of earlier releases (`witnesses`): each is checked anew, and a count that a sound one
                 changes is not searched for again
    level        what was asked of protection
    """
    broken = {
        "A protected count is shown.": problem.printed & problem.primary & ~hidden,
        "A count of nothing is hidden.": hidden & (problem.value == 0),
        "A count that is not printed is marked as hidden.": hidden & ~problem.printed,
    }
    found = _Attack(problem, problem.unknown(hidden))
    kept = witnesses.matrix([], len(hidden)) if known_moves is None else known_moves
    kept = kept[:, np.flatnonzero(witnesses.sound(problem, problem.unknown(hidden), kept))]
    proven = witnesses.moved(kept)
    known = found.worked_out(problem.primary & ~proven)
    reached = reach.reached(problem, hidden, level, kept)
    faults = (*(text for text, cells in broken.items() if cells.any()), *reached.faults)
    report = AuditReport(
        passed=not faults and not len(known),
        cells=len(problem.value),
        equations=int(problem.equations.shape[0]),
        protected=int(problem.primary.sum()),
        hidden=int(hidden.sum()),
        groups=len(found.groups),
        pinned=tuple(int(cell) for cell in known),
        faults=faults,
        level=level,
        narrowest=1 if len(known) else reached.narrowest,
        short=reached.short,
    )
    new = witnesses.needed(found.moves, problem.primary & ~proven)
    return report, sparse.hstack([kept, witnesses.matrix(new, len(hidden))], format="csc")


def pinned(problem: Problem, hidden: Flags, cells: Flags | None = None) -> Whole:
    """Which of these cells (the protected ones, unless said otherwise) an attacker works out.

    A cell that is shown is no work at all and is among them.
    """
    asked = problem.primary if cells is None else cells
    return _Attack(problem, problem.unknown(hidden)).worked_out(asked)


def ranges(problem: Problem, hidden: Flags, cells: Whole) -> tuple[Whole, Whole]:
    """The least and the most that each cell can be, as far as the attacker can tell.

    Without an upper end the most is twice the largest count and ten; where the search for whole
    numbers gives up, it is the true count, which is as if the attacker had succeeded.
    """
    attack = _Attack(problem, problem.unknown(hidden))
    ends = [attack.range_of(int(cell)) for cell in cells]
    return (
        np.array([low for low, _ in ends], dtype=np.int64),
        np.array([high for _, high in ends], dtype=np.int64),
    )


class _Attack:
    """One reader against one release: what is left unknown after plain subtraction, in groups."""

    def __init__(self, problem: Problem, unknown: Flags) -> None:
        self.problem = problem
        self.transposed = problem.equations.T.tocsr()
        self.lowest = problem.lowest
        self.highest = 2.0 * problem.value.max(initial=0) + 10
        pattern = pattern_of(problem.equations)
        self.groups = list(linked(pattern, not_subtracted(pattern, unknown)))
        self.moves: list[Move] = []

    def worked_out(self, asked: Flags) -> Whole:
        """Asked cells for which no other value was found that agrees with all that is shown."""
        safe = np.zeros(len(asked), dtype=np.bool_)
        for cells in self.groups:
            if asked[cells].any():
                group = _Group(self, cells)
                safe[cells] = group.movable(asked[cells])
        return np.flatnonzero(asked & ~safe)

    def range_of(self, cell: int) -> tuple[int, int]:
        for cells in self.groups:
            if cell in cells:
                group = _Group(self, cells)
                return group.range_of(int(np.searchsorted(cells, cell)))
        return int(self.problem.value[cell]), int(self.problem.value[cell])


class _Group:
    """Linked unknown cells: the lists of counts that agree with what is shown beside them.

    The attack's `moves` take how each list found differs from the truth.
    """

    def __init__(self, attack: _Attack, cells: Whole) -> None:
        self.attack, self.cells = attack, cells
        self.sums = sums_of(attack.transposed, cells)
        self.pattern = pattern_of(self.sums)
        self.by_cell = self.pattern.T.tocsr()
        self.columns = self.sums.astype(np.float64).tocsc()
        self.truth = attack.problem.value[cells]
        # What the unknown cells add up to is what the shown ones leave: the same as for the truth.
        self.left = self.sums @ self.truth
        self.lowest = attack.lowest[cells].astype(np.float64)
        self.highest = np.full(len(cells), attack.highest)

    def movable(self, asked: Flags) -> Flags:
        """Which asked cells differ from the truth in some list that agrees."""
        moved = np.zeros(len(asked), dtype=np.bool_)
        chance = np.random.default_rng(2023)
        low = np.maximum(self.lowest, self.truth - 1).astype(np.float64)
        high = (self.truth + 1).astype(np.float64)
        left = gained = int(asked.sum())
        while min(gained, left) * ALONE > len(asked):
            wish = chance.uniform(-1, 1, len(asked)) * (asked & ~moved)
            moved |= self._differs(solver.least(wish, self.columns, self.left, low, high))
            before, left = left, int((asked & ~moved).sum())
            gained = before - left
        for cell in np.flatnonzero(asked):
            for near in self._neighbourhoods(int(cell)) if not moved[cell] else ():
                group = _Group(self.attack, self.cells[near])
                moved[near] |= group.attacked(int(np.searchsorted(near, cell)))
                if moved[cell]:
                    break
        return moved

    def _neighbourhoods(self, cell: int) -> Iterator[Whole]:
        """Cells ever farther from one, at last all: counts beyond them are held to be true.

        A list found there is a list for all, and far sooner found. Of the farthest only those in the fewest
        sums are in it: a total would bring all that adds up to it.
        """
        seen = np.arange(len(self.truth)) == cell
        for most in NEAR:
            layer = seen
            while layer.any() and int(seen.sum()) < most:
                sums = (self.pattern @ seen.astype(np.int64)) > 0
                layer = ((self.by_cell @ sums.astype(np.int64)) > 0) & ~seen
                new = np.flatnonzero(layer)
                few = np.argsort(np.diff(self.by_cell.indptr)[new], kind="stable")
                seen[new[few[: most - int(seen.sum())]]] = True
            yield np.flatnonzero(seen)
        yield np.arange(len(self.truth))

    def attacked(self, cell: int) -> Flags:
        """Cells that differ in a list found for this one: pushed up and down, then in whole steps."""
        nothing = np.zeros(len(self.truth), dtype=np.bool_)
        for direction in (1, -1):
            wish = np.zeros(len(self.truth))
            wish[cell] = -direction
            found = solver.least(wish, self.columns, self.left, self.lowest, self.highest)
            if found is None or abs(found[cell] - self.truth[cell]) < CLOSE:
                continue
            differs = self._differs(found)
            if not differs[cell]:
                low, high = self.lowest.copy(), self.highest.copy()
                if direction > 0:
                    low[cell] = self.truth[cell] + 1
                else:
                    high[cell] = self.truth[cell] - 1
                differs = self._differs(
                    solver.least_whole(0 * wish, self.columns, self.left, low, high)
                )
            if differs[cell]:
                return differs
        return nothing

    def range_of(self, cell: int) -> tuple[int, int]:
        """The least and the most of one cell."""
        ends = []
        for direction in (1, -1):
            wish = np.zeros(len(self.truth))
            wish[cell] = direction
            found = solver.least_whole(wish, self.columns, self.left, self.lowest, self.highest)
            agrees = self._differs(found)[cell]
            ends.append(int(np.rint(found[cell])) if agrees else int(self.truth[cell]))  # type: ignore[index]
        return ends[0], ends[1]

    def _differs(self, found: Real | None) -> Flags:
        """Where a list of counts differs from the truth, in each part that truly agrees.

        Parts of the difference that share no sum are lists by themselves: one that does not agree in
        whole numbers spoils no other.
        """
        differs = np.zeros(len(self.truth), dtype=np.bool_)
        if found is None:
            return differs
        counts = np.rint(found).astype(np.int64)
        wrong = (np.abs(found - counts) >= CLOSE) | (counts < self.lowest)
        for part in linked(self.pattern, (counts != self.truth) | wrong):
            change = (counts - self.truth)[part]
            if not wrong[part].any() and not (self.sums[:, part] @ change).any():
                differs[part] = True
                self.attack.moves.append((self.cells[part], change))
        return differs
