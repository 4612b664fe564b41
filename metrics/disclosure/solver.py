"""The linear programs of cover and attack, solved by HiGHS through SciPy, without its chatter.

Nothing is believed here: whoever asks checks the answer in whole numbers. A program that the solver
gives up on counts as one without an answer, which errs on the side of hiding.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from metrics.disclosure.equations import Flags, Real, Sums

MOST_BRANCHES = 500
"""Branches tried before a search for whole numbers gives up: a number, not a time, so that the same
problem has the same answer on every machine."""

MOST_BRANCHES_OF_A_CHOICE = 2_000
"""The same of a choice of what to hide."""

LARGE = 1_000
"""Columns from which SciPy's door for linear programs pays for its checks, which take longer than a small
program itself: its door for whole numbers has few, and takes programs without them too."""


def least(objective: Real, equations: Sums, right: Real, lower: Real, upper: Real) -> Real | None:
    """The point of least objective on equations @ x = right within bounds, or None if there is none."""
    if len(objective) < LARGE:
        sums = LinearConstraint(equations, right, right)
        found = milp(objective, constraints=sums, bounds=Bounds(lower, upper))
    else:
        ends = np.column_stack([lower, upper])
        found = linprog(objective, A_eq=equations, b_eq=right, bounds=ends, method="highs-ds")
    return None if found.x is None else np.asarray(found.x)


def least_whole(
    objective: Real, equations: Sums, right: Real, lower: Real, upper: Real
) -> Real | None:
    """The same in whole numbers; None also where the search gives up."""
    with quiet():
        found = milp(
            objective,
            integrality=np.ones(len(objective)),
            constraints=LinearConstraint(equations, right, right),
            bounds=Bounds(lower, upper),
            options={"mip_rel_gap": 0, "node_limit": MOST_BRANCHES},
        )
    return None if found.x is None else np.asarray(found.x)


def least_and_why(
    objective: Real, equations: Sums, lower: Real, upper: Real
) -> tuple[Real, Real, Real] | None:
    """The point of least objective on equations @ x = 0 within bounds that hold 0, and its bounds' prices.

    Prices of upper, then of lower bounds, none below 0. None where the solver gives up.
    """
    found = linprog(
        objective,
        A_eq=equations,
        b_eq=np.zeros(equations.shape[0]),
        bounds=np.column_stack([lower, upper]),
        method="highs-ds",
        # Fewer and better reasons: a presolve gives another of the prices that a bound can have.
        options={"presolve": False},
    )
    if found.x is None:
        return None
    above, below = -found.upper.marginals, found.lower.marginals
    return np.asarray(found.x), np.maximum(above, 0), np.maximum(below, 0)


def cheapest_choice(cost: Real, rows: Sums, least: Real, must: Flags, may: Flags) -> Flags | None:
    """The cheapest choice of cells with rows @ choice >= least; None where the search gives up.

    must, may  cells that every choice holds, and those that it can hold
    """
    with quiet():
        found = milp(
            cost,
            integrality=np.ones(len(cost)),
            constraints=[LinearConstraint(rows, least, np.inf)] if len(least) else [],
            bounds=Bounds(must.astype(np.float64), may.astype(np.float64)),
            options={"mip_rel_gap": 0, "node_limit": MOST_BRANCHES_OF_A_CHOICE},
        )
    return None if found.x is None or found.status != 0 else np.asarray(found.x > 0.5)


@contextmanager
def quiet() -> Iterator[None]:
    """What HiGHS writes to the process's standard output goes nowhere.

    It prints stray lines from C, past sys.stdout, and a script that reads our JSON would choke.
    """
    c = ctypes.CDLL(None if os.name == "posix" else "ucrtbase")
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        # C keeps lines back; they must leave before the door is opened again.
        c.fflush(None)
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
