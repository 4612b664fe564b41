"""What to hide in a table: the cheapest choice by cuts, beside two other ways of doing the same work.

One way is the search that takes a count at a time, safe and not proven. The other is the textbook's: one
program with a copy of the whole table for each protected count, which is proven too.
"""

import time

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from metrics.disclosure import attack, cover
from metrics.disclosure.equations import Problem

MEAN = 14
REPEATS = 3


def table(rows: int, columns: int, seed: int) -> Problem:
    """Counts of children with their totals, about a fifth of them small; a count costs itself and one."""
    inside = np.random.default_rng(seed).negative_binomial(1, 1 / (1 + MEAN), (rows, columns))
    whole = np.block([[inside, inside.sum(1, keepdims=True)], [inside.sum(0), inside.sum()]])
    value = whole.ravel()
    number = np.arange(len(value)).reshape(whole.shape)
    lines = [*number, *number.T]
    equations = np.zeros((len(lines), len(value)), dtype=np.int64)
    for row, line in enumerate(lines):
        equations[row, line[:-1]], equations[row, line[-1]] = 1, -1
    small = np.zeros_like(whole, dtype=np.bool_)
    small[:-1, :-1] = (inside >= 1) & (inside <= 5)
    return Problem(
        value=value,
        printed=np.ones(len(value), dtype=np.bool_),
        primary=small.ravel(),
        cost=value + 1.0,
        table=np.full(len(value), -1),
        tier=np.zeros(len(value), dtype=np.int64),
        equations=sparse.csr_array(equations),
    )


def by_cuts(rows: int, columns: int) -> dict[str, float]:
    """Seconds and cost of a table, safe and proven: the slowest of some tables."""
    return _slowest(rows, columns, cover.PROVEN_UP_TO)


def one_at_a_time(rows: int, columns: int) -> dict[str, float]:
    """The same without the proof."""
    return _slowest(rows, columns, 0)


def _slowest(rows: int, columns: int, proven_up_to: int) -> dict[str, float]:
    cover.PROVEN_UP_TO = proven_up_to
    cover.hide(table(4, 4, 0))
    seconds, cost = [], 0.0
    for seed in range(REPEATS):
        problem = table(rows, columns, seed)
        start = time.perf_counter()
        found = cover.hide(problem)
        seconds.append(time.perf_counter() - start)
        assert found.proven == (found.pieces if proven_up_to else 0)
        assert attack.audit(problem, found.hidden).passed
        cost += float(problem.cost[found.hidden].sum())
    return {"seconds": max(seconds), "cost": cost}


def one_program(rows: int, columns: int) -> dict[str, float]:
    """The same by one program, with the same bounds on what an attacker must allow."""
    seconds, cost = [], 0.0
    for seed in range(REPEATS):
        problem = table(rows, columns, seed)
        start = time.perf_counter()
        hidden = _in_one(problem)
        seconds.append(time.perf_counter() - start)
        assert attack.audit(problem, hidden).passed
        cost += float(problem.cost[hidden].sum())
    return {"seconds": max(seconds), "cost": cost}


def _in_one(problem: Problem) -> np.ndarray:
    """For each protected count a change of the table by one, up or down, of hidden cells alone."""
    cells, primary = len(problem.value), np.flatnonzero(problem.primary)
    size = cells + len(primary) * (cells + 1)
    fall = (problem.value - problem.lowest).astype(float)
    rise = np.full(cells, 2.0 * problem.value.max() + 10)
    rows, least, most = [], [], []
    for number, cell in enumerate(primary):
        start = cells + number * (cells + 1)
        own = sparse.eye_array(size, format="csr")[start : start + cells]
        chosen = sparse.eye_array(size, format="csr")[:cells]
        way = sparse.csr_array(([1.0, -2.0], ([0, 0], [start + cell, start + cells])), (1, size))
        for block, low, high in (
            (problem.equations @ own, 0.0, 0.0),
            (own - sparse.diags_array(rise) @ chosen, -np.inf, 0.0),
            (own + sparse.diags_array(fall) @ chosen, 0.0, np.inf),
            (way, -1.0, -1.0),
        ):
            rows.append(block)
            least.append(np.full(block.shape[0], low))
            most.append(np.full(block.shape[0], high))
    lower = np.concatenate([problem.primary, np.tile([*-fall, 0.0], len(primary))])
    upper = np.concatenate([problem.value > 0, np.tile([*rise, 1.0], len(primary))])
    whole = np.zeros(size)
    whole[:cells] = 1
    whole[cells + cells :: cells + 1] = 1
    found = milp(
        np.concatenate([problem.cost, np.zeros(size - cells)]),
        integrality=whole,
        constraints=[
            LinearConstraint(sparse.vstack(rows), np.concatenate(least), np.concatenate(most))
        ],
        bounds=Bounds(lower.astype(float), upper.astype(float)),
        options={"mip_rel_gap": 0},
    )
    return np.asarray(found.x[:cells] > 0.5)
