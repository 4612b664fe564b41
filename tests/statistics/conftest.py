"""Tiny releases, and an attacker who tries every list of whole counts."""

import itertools

import numpy as np
import polars as pl
import pytest

from metrics.disclosure.equations import problem


class Release:
    """A problem written cell by cell."""

    def __init__(self):
        self.cells, self.terms, self.number, self.sums = [], [], {}, 0

    def cell(self, name, value, *, printed=True, primary=None, cost=None, table=-1, tier=0):
        assert name not in self.number
        self.number[name] = len(self.cells)
        self.cells.append(
            {
                "value": value,
                "printed": printed,
                "primary": 1 <= value <= 5 if primary is None else primary,
                "cost": float(value + 1) if cost is None else float(cost),
                "table": table,
                "tier": tier,
            }
        )

    def adds_up(self, whole, parts):
        for name, coefficient in [(whole, -1), *((part, 1) for part in parts)]:
            self.terms.append((self.sums, self.number[name], coefficient))
        self.sums += 1

    def problem(self):
        schema = {"equation": pl.Int64, "cell": pl.Int64, "coefficient": pl.Int64}
        return problem(pl.DataFrame(self.cells), pl.DataFrame(self.terms, schema, orient="row"))

    def flags(self, *names):
        flags = np.zeros(len(self.cells), dtype=bool)
        flags[[self.number[name] for name in names]] = True
        return flags


@pytest.fixture
def release():
    """An empty release."""
    return Release()


def _totals(table, axes):
    """Every margin of a table over these axes, keyed by position, None where added up."""
    for kept in itertools.product([True, False], repeat=len(axes)):
        gone = tuple(axis for axis, keep in zip(axes, kept, strict=True) if not keep)
        summed = table.sum(axis=gone, keepdims=True)
        for place in np.ndindex(summed.shape):
            key = tuple(None if axis in gone else position for axis, position in enumerate(place))
            yield key, int(summed[place])


def _add_table(found, name, table, cost_of_totals):
    axes = range(table.ndim)
    for key, value in _totals(table, list(axes)):
        cost = value + 1 if None not in key else cost_of_totals
        found.cell((name, key), value, cost=cost, table=0)
    for key, _ in list(_totals(table, list(axes))):
        for axis in axes:
            if key[axis] is None:
                parts = [
                    (name, (*key[:axis], i, *key[axis + 1 :])) for i in range(table.shape[axis])
                ]
                found.adds_up((name, key), parts)


def two_way(rng, cost_of_totals=50):
    found = Release()
    _add_table(found, "t", rng.negative_binomial(1, 0.2, (3, 3)), cost_of_totals)
    return found


def three_way(rng, cost_of_totals=50):
    found = Release()
    _add_table(found, "t", rng.negative_binomial(1, 0.25, (2, 2, 2)), cost_of_totals)
    return found


def in_time(rng, cost_of_totals=np.inf):
    """Children and children in time, of two areas and two groups, with those late not printed."""
    found = Release()
    late = rng.negative_binomial(1, 0.3, (2, 2))
    met = rng.negative_binomial(1, 0.15, (2, 2))
    _add_table(found, "met", met, cost_of_totals)
    _add_table(found, "all", met + late, cost_of_totals)
    for key, value in _totals(late, [0, 1]):
        found.cell(
            ("late", key), value, printed=False, primary=1 <= value <= 5 and key[1] is not None
        )
        found.adds_up(("all", key), [("met", key), ("late", key)])
    for cell in found.cells:
        cell["primary"] = cell["primary"] and cell["cost"] < np.inf
    return found


def linked_pages(rng, cost_of_totals=np.inf):
    """Three two-way pages of the same children: each is a margin of a table nobody prints."""
    found = Release()
    atoms = rng.negative_binomial(1, 0.35, (2, 2, 2))
    for place in np.ndindex(atoms.shape):
        found.cell(place, int(atoms[place]), printed=False, primary=False)
    for axis in range(3):
        page = atoms.sum(axis=axis)
        for i, j in np.ndindex(page.shape):
            found.cell(("page", axis, i, j), int(page[i, j]), table=axis)
            parts = [(*((i, j)[:axis]), k, *((i, j)[axis:])) for k in range(2)]
            found.adds_up(("page", axis, i, j), parts)
    found.cell("all", int(atoms.sum()), cost=cost_of_totals)
    found.adds_up("all", list(np.ndindex(atoms.shape)))
    return found


KINDS = {
    "two ways": two_way,
    "three ways": three_way,
    "in time": in_time,
    "linked pages": linked_pages,
}


@pytest.fixture(params=KINDS)
def tiny(request):
    """Random tiny releases of one kind, by seed."""
    return lambda seed, **options: KINDS[request.param](np.random.default_rng(seed), **options)


class Enumeration:
    """Every list of whole counts that agrees with what is shown, tried one by one.

    Unknown cells are filled in turn; a sum with one cell left gives it. No count is more than six
    above the truth, which is far for tables as small as these.
    """

    def __init__(self, problem, hidden):
        self.lowest = problem.lowest
        dense = problem.equations.toarray()
        self.sums = [[(int(c), int(row[c])) for c in np.flatnonzero(row)] for row in dense]
        self.unknown = problem.unknown(hidden)
        self.known = {int(c): int(problem.value[c]) for c in np.flatnonzero(~self.unknown)}
        self.problem = problem

    def _filled(self, counts):
        """Counts with all that sums give; None where they contradict."""
        counts, changed = dict(counts), True
        while changed:
            changed = False
            for terms in self.sums:
                left = [(cell, k) for cell, k in terms if cell not in counts]
                rest = -sum(k * counts[cell] for cell, k in terms if cell in counts)
                if not left and rest:
                    return None
                if len(left) == 1:
                    (cell, k), changed = left[0], True
                    if rest % k or rest // k < self.lowest[cell]:
                        return None
                    counts[cell] = rest // k
        return counts

    def _lists(self, counts):
        counts = self._filled(counts)
        if counts is None:
            return
        left = [cell for cell in range(len(self.problem.value)) if cell not in counts]
        if not left:
            yield counts
            return
        for value in self._near(left[0]):
            yield from self._lists({**counts, left[0]: value})

    def _near(self, cell):
        """Counts that the cell might have, those near the truth first."""
        truth = int(self.problem.value[cell])
        return sorted(range(int(self.lowest[cell]), truth + 7), key=lambda n: abs(n - truth))

    def can_be_other(self, cell):
        """Whether some list agrees in which this cell is not what it is."""
        for value in self._near(cell):
            if value != self.problem.value[cell] and any(self._lists({**self.known, cell: value})):
                return True
        return False

    def pinned(self, asked):
        return [
            int(cell)
            for cell in np.flatnonzero(asked)
            if not self.unknown[cell] or not self.can_be_other(int(cell))
        ]

    def values(self, cell):
        return {counts[cell] for counts in self._lists(self.known)}


@pytest.fixture
def enumerate_lists():
    """The attacker who tries every list."""
    return Enumeration
