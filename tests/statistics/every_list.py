"""Small releases whose lists of counts are all made at once, so that every pattern can be tried on them."""

import itertools

import numpy as np

from metrics.disclosure.cover import piece_of
from tests.statistics.conftest import Release

FARTHER = 9
"""No count that is made of no others is tried more than this above the truth."""


def _release(rng, atoms, sums, *, unseen=(), shown=0.2):
    """Four counts and sums of them; some may be hidden only at any cost."""
    found, values = Release(), dict(zip("abcd", map(int, atoms), strict=True))
    for name in values:
        small = 1 <= values[name] <= 5
        found.cell(
            name, values[name], printed=name not in unseen, primary=small, cost=rng.integers(1, 9)
        )
    for name, parts in sums.items():
        value, cost = sum(values[part] for part in parts), float(rng.integers(2, 12))
        found.cell(name, value, cost=np.inf if rng.random() < shown else cost, primary=False)
        found.adds_up(name, list(parts))
    return found


def two_by_two(rng):
    """Rows, columns and all."""
    pairs = {"ab": "ab", "cd": "cd", "ac": "ac", "bd": "bd"}
    found = _release(rng, rng.negative_binomial(2, 0.3, 4), pairs)
    found.cell("all", sum(cell["value"] for cell in found.cells[:4]), cost=12, primary=False)
    found.adds_up("all", ["ab", "cd"])
    found.adds_up("all", ["ac", "bd"])
    return found


def ring(rng):
    """Three counts of which every two are known together: what moves may move by halves only."""
    pairs = {"ab": "ab", "bc": "bc", "ac": "ac", "abc": "abc", "cd": "cd"}
    return _release(rng, rng.negative_binomial(2, 0.35, 4), pairs, shown=0.4)


def in_time(rng):
    """Children in time (a, b) of all (ac, bd), in two groups and together; those late are not printed."""
    atoms = rng.negative_binomial([3, 3, 1, 1], 0.3)
    sums = {"ac": "ac", "bd": "bd", "ab": "ab", "abcd": "abcd"}
    found = _release(rng, atoms, sums, unseen="cd")
    found.adds_up("abcd", ["ac", "bd"])
    return found


def nested(rng):
    """Groups within groups."""
    found = _release(
        rng, rng.negative_binomial(2, 0.3, 4), {"ab": "ab", "cd": "cd", "abcd": "abcd"}
    )
    found.adds_up("abcd", ["ab", "cd"])
    return found


MADE = {"two by two": two_by_two, "ring": ring, "in time": in_time, "nested": nested}


class EveryList:
    """What each pattern leaves possible, by lists of whole counts and nothing else.

    must, may  cells hidden by every pattern, and those that a pattern may hide besides
    """

    def __init__(self, release):
        self.problem = problem = release.problem()
        self.must = problem.printed & problem.primary
        self.may = problem.printed & ~self.must & (problem.value > 0) & np.isfinite(problem.cost)
        self.bits = 1 << np.arange(len(problem.value))
        counts = self._counts(release)
        changed = (counts != problem.value) @ self.bits
        # Lists that differ from the truth in the same cells agree with the same patterns.
        self.kinds, kind = np.unique(changed, return_inverse=True)
        self.least = np.full((len(self.kinds), len(problem.value)), 10_000)
        self.most = np.zeros_like(self.least)
        np.minimum.at(self.least, kind, counts)
        np.maximum.at(self.most, kind, counts)

    def _counts(self, release):
        """Every list, by all cells, that agrees with what no pattern hides."""
        problem = self.problem
        atoms = [
            range(int(problem.lowest[i]), int(problem.value[i]) + FARTHER + 1) for i in range(4)
        ]
        atoms = [
            each
            if self.may[i] or self.must[i] or not problem.printed[i]
            else [int(problem.value[i])]
            for i, each in enumerate(atoms)
        ]
        counts = np.zeros(
            (int(np.prod([len(each) for each in atoms])), len(problem.value)), np.int64
        )
        counts[:, :4] = np.stack(
            [axis.ravel() for axis in np.meshgrid(*atoms, indexing="ij")], axis=1
        )
        for name, number in release.number.items():
            if number >= 4:
                parts = "abcd" if name == "all" else name
                counts[:, number] = sum(counts[:, release.number[part]] for part in parts)
        fixed = problem.printed & ~self.may & ~self.must
        agree = (counts[:, fixed] == problem.value[fixed]).all(axis=1)
        return counts[agree & (counts >= problem.lowest).all(axis=1)]

    def ranges(self, hidden):
        """The least and the most of every cell where this is hidden."""
        shown = int(self.bits[self.problem.printed & ~hidden].sum())
        agree = self.kinds & shown == 0
        return self.least[agree].min(axis=0), self.most[agree].max(axis=0)

    def asked(self, level):
        """Protected cells that can be kept from readers at all, and the range each must have at least."""
        least, most = self.ranges(self.must | self.may)
        truth = self.problem.value
        movable = self.problem.primary & (least < most)
        if level != "cover":
            return movable, truth, truth
        return (
            movable,
            np.maximum(least, np.minimum(truth, 1)),
            np.minimum(most, np.maximum(truth, 5)),
        )

    def safe(self, hidden, level):
        """Whether a pattern leaves all possible that a level asks."""
        return self._leaves(hidden, self.asked(level))

    def patterns(self):
        """Every pattern, and what it costs beyond the protected cells."""
        cells = np.flatnonzero(self.may)
        for chosen in itertools.product([False, True], repeat=len(cells)):
            hidden = self.must.copy()
            hidden[cells[list(chosen)]] = True
            yield hidden, float(self.problem.cost[hidden & ~self.must].sum())

    def cheapest(self, level):
        """The cost of the cheapest safe pattern, by trying all."""
        asked = self.asked(level)
        best = np.inf
        for hidden, cost in self.patterns():
            if cost < best and self._leaves(hidden, asked):
                best = cost
        return best

    def _leaves(self, hidden, asked):
        movable, low, high = asked
        least, most = self.ranges(hidden)
        return bool(((least < most) & (least <= low) & (most >= high))[movable].all())

    def lonely(self, hidden):
        """Sums that hide fewer than three counts or six people, and could hide more."""
        most = self._hidden_in_sums(self.must | self.may)
        return [
            number
            for number, (here, limit) in enumerate(
                zip(self._hidden_in_sums(hidden), most, strict=True)
            )
            if here[2] and (here[0] < min(3, limit[0]) or here[1] < min(6, limit[1]))
        ]

    def _hidden_in_sums(self, hidden):
        """For each sum: unknown counts, people in them (without end on both sides), whether it hides any."""
        unknown = self._not_subtracted(hidden)
        found = []
        for row in self.problem.equations.toarray():
            cells = [cell for cell in np.flatnonzero(row) if unknown[cell]]
            people = sum(int(self.problem.value[cell]) for cell in cells)
            both_sides = len({row[cell] > 0 for cell in cells}) == 2
            withheld = any(
                self.problem.printed[cell] or self.problem.primary[cell] for cell in cells
            )
            found.append((len(cells), np.inf if both_sides else people, withheld))
        return found

    def _not_subtracted(self, hidden):
        unknown = [bool(h) or not p for h, p in zip(hidden, self.problem.printed, strict=True)]
        rows = [np.flatnonzero(row) for row in self.problem.equations.toarray()]
        while True:
            given = [
                row[0] for row in ([c for c in row if unknown[c]] for row in rows) if len(row) == 1
            ]
            if not given:
                return unknown
            unknown[given[0]] = False

    def piece(self):
        """The whole as one piece for a search. What cannot be kept from readers at all is not asked for."""
        cells = np.flatnonzero(self.problem.unknown(self.must) | self.may)
        movable, _, _ = self.asked("exact")
        problem = self.problem
        return cells, piece_of(
            problem, problem.equations.T.tocsr(), cells, self.must, self.may, movable
        )


def every(kind, seeds):
    """Small releases of a kind, each with all its lists."""
    for seed in seeds:
        yield seed, EveryList(MADE[kind](np.random.default_rng(seed)))
