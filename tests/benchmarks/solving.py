"""The linear programs of a table's protection, by the solver's own door and by SciPy's."""

import time

import numpy as np
from scipy.optimize import linprog

from metrics.disclosure import cover, solver
from tests.benchmarks.hiding import table

MANY = 400


def by_either_door(rows: int, columns: int) -> dict[str, float]:
    """Seconds for the same programs: those by which a table is protected at level `cover`."""
    asked: list[tuple[np.ndarray, ...]] = []
    ours = solver.least

    def noted(*program: np.ndarray) -> np.ndarray | None:
        asked.append(program)
        return ours(*program)

    solver.least = noted
    cover.hide(table(rows, columns, 0), level="cover")
    solver.least = ours
    programs = asked[:MANY]
    start = time.perf_counter()
    found = [ours(*program) for program in programs]
    between = time.perf_counter()
    by_scipy = [
        linprog(cost, A_eq=sums, b_eq=right, bounds=np.column_stack([lower, upper]))
        for cost, sums, right, lower, upper in programs
    ]
    end = time.perf_counter()
    for (cost, *_), point, theirs in zip(programs, found, by_scipy, strict=True):
        assert (point is None) == (theirs.x is None)
        assert point is None or np.isclose(cost @ point, theirs.fun)
    return {"ours": between - start, "scipy": end - between, "programs": len(programs)}
