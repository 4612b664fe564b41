"""The linear programs of cover and attack, solved by HiGHS through its own door to Python.

Nothing is believed here: whoever asks checks the answer in whole numbers. A program that the solver
gives up on counts as one without an answer, which in a search errs on the side of hiding. SciPy has a door
to the same solver, but what it checks and copies at each call takes about as long as one of our programs.
"""

import ctypes
import os
import sys

import highspy
import numpy as np

from metrics.disclosure.equations import Flags, Real, Sums

MOST_BRANCHES = 500
"""Branches tried before a search for whole numbers gives up: a number, not a time, so that the same
problem has the same answer on every machine."""

MOST_BRANCHES_OF_A_CHOICE = 2_000
"""The same of a choice of what to hide."""

BY_COLUMN = int(highspy.MatrixFormat.kColwise)
WHOLE = int(highspy.HighsVarType.kInteger)
LEAST = int(highspy.ObjSense.kMinimize)
FOUND = highspy.HighsModelStatus.kOptimal
STOPPED = highspy.HighsModelStatus.kSolutionLimit
"""Out of branches; there may be a point all the same."""


def least(objective: Real, equations: Sums, right: Real, lower: Real, upper: Real) -> Real | None:
    """The point of least objective on equations @ x = right within bounds, or None if there is none."""
    solver = _given(objective, equations, (right, right), (lower, upper))
    return _point(solver) if status_of(solver) == FOUND else None


def least_whole(
    objective: Real, equations: Sums, right: Real, lower: Real, upper: Real
) -> Real | None:
    """The same in whole numbers; None also where the search gives up."""
    solver = _given(objective, equations, (right, right), (lower, upper), MOST_BRANCHES)
    status = status_of(solver)
    stopped_with_one = status == STOPPED and solver.getInfo().objective_function_value < np.inf
    return _point(solver) if status == FOUND or stopped_with_one else None


def least_and_why(
    objective: Real, equations: Sums, lower: Real, upper: Real
) -> tuple[Real, Real, Real] | None:
    """The point of least objective on equations @ x = 0 within bounds that hold 0, and its bounds' prices.

    Prices of upper, then of lower bounds, none below 0. None where the solver gives up.
    """
    nothing = np.zeros(equations.shape[0])
    solver = _given(objective, equations, (nothing, nothing), (lower, upper))
    # Fewer and better reasons: a presolve gives another of the prices that a bound can have.
    solver.setOptionValue("presolve", "off")
    if status_of(solver) != FOUND:
        return None
    prices = np.array(solver.getSolution().col_dual)
    at = np.array([int(status) for status in solver.getBasis().col_status])
    above = at == int(highspy.HighsBasisStatus.kUpper)
    below = at == int(highspy.HighsBasisStatus.kLower)
    return (
        _point(solver),
        np.maximum(np.where(above, -prices, 0), 0),
        np.maximum(np.where(below, prices, 0), 0),
    )


def cheapest_choice(cost: Real, rows: Sums, least: Real, must: Flags, may: Flags) -> Flags | None:
    """The cheapest choice of cells with rows @ choice >= least; None where the search gives up.

    must, may  cells that every choice holds, and those that it can hold
    """
    ends = (must.astype(np.float64), may.astype(np.float64))
    above = (least.astype(np.float64), np.full(len(least), np.inf))
    solver = _given(cost, rows, above, ends, MOST_BRANCHES_OF_A_CHOICE)
    return _point(solver) > 0.5 if status_of(solver) == FOUND else None


class Program:
    """Sums that must come to nothing, asked again and again how far one column can go.

    Each answer begins where the last one ended, which is many times quicker than from the start.
    """

    def __init__(self, sums: Sums, lower: Real) -> None:
        nothing, size = np.zeros(sums.shape[0]), len(lower)
        self._lower = lower
        self._solver = _given(
            np.zeros(size), sums, (nothing, nothing), (lower, np.full(size, np.inf))
        )

    def farthest(self, column: int, way: int, lower: float, upper: float) -> float | None:
        """How far a column goes up (1) or down (-1) within its own bounds; None where the solver gives up."""
        solver = self._solver
        solver.changeColCost(column, -float(way))
        solver.changeColBounds(column, lower, upper)
        found = status_of(solver) == FOUND
        end = -solver.getInfo().objective_function_value
        solver.changeColCost(column, 0.0)
        solver.changeColBounds(column, self._lower[column], np.inf)
        return end if found else None


def _given(
    objective: Real,
    rows: Sums,
    sums: tuple[Real, Real],
    ends: tuple[Real, Real],
    branches: int | None = None,
) -> highspy.Highs:
    """A solver that holds a program, in whole numbers where it may branch."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    by_column, size = rows.tocsc(), len(objective)
    whole = np.zeros(size, dtype=np.int32)
    if branches is not None:
        whole[:] = WHOLE
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_max_nodes", branches)
    solver.passModel(
        size,
        rows.shape[0],
        by_column.nnz,
        BY_COLUMN,
        LEAST,
        0.0,
        np.asarray(objective, dtype=np.float64),
        *ends,
        *sums,
        by_column.indptr.astype(np.int32),
        by_column.indices.astype(np.int32),
        by_column.data.astype(np.float64),
        whole,
    )
    return solver


def status_of(solver: highspy.Highs) -> highspy.HighsModelStatus:
    solver.run()
    return solver.getModelStatus()


def _point(solver: highspy.Highs) -> Real:
    return np.array(solver.getSolution().col_value)


def _greeted() -> None:
    """Lets the solver say its name once where nobody hears it.

    It prints that from C, past sys.stdout, when the first is made; a script that reads our JSON would choke.
    """
    c = ctypes.CDLL(None if os.name == "posix" else "ucrtbase")
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        # C keeps lines back; they must leave before the door is opened again.
        c.fflush(None)
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


_greeted()
