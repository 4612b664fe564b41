"""Moves kept as proofs from one release to the next, on the analyst's side.

A witness is a change of counts that no reader could notice. It is believed by nobody: before it counts as
a proof it is checked in whole numbers against the release at hand, whoever found it.
"""

from collections.abc import Sequence
from itertools import compress

import numpy as np
import polars as pl
from scipy import sparse

from metrics.disclosure.equations import Flags, Problem, Sums, Whole

STEPS = {"move": pl.Int64, "cell": pl.Int64, "step": pl.Int64}
"""One row: by how much a move changes a cell (its place in the list of cells)."""

Move = tuple[Whole, Whole]
"""Cells, by number and in order, and the step of each."""


def sound(problem: Problem, unknown: Flags, steps: Sums) -> Flags:
    """Which moves are proofs here.

    steps  sparse, cells x moves. A move is sound where it keeps every sum, changes only cells that readers
           do not see, and takes none below the least that they must allow.
    """
    by_move = steps.tocoo()
    cell, move, step = by_move.row, by_move.col, by_move.data
    wrong = ~unknown[cell] | (problem.value[cell] + step < problem.lowest[cell])
    broken = (problem.equations @ steps).tocoo()
    proofs = np.ones(steps.shape[1], dtype=np.bool_)
    proofs[move[wrong]] = False
    proofs[broken.col[broken.data != 0]] = False
    return proofs


def reached(steps: Sums) -> tuple[Whole, Whole]:
    """How far down and up moves take each cell: 0 or less, and 0 or more."""
    lowest = np.zeros(steps.shape[0], dtype=np.int64)
    highest = lowest.copy()
    by_move = steps.tocoo()
    np.minimum.at(lowest, by_move.row, by_move.data)
    np.maximum.at(highest, by_move.row, by_move.data)
    return lowest, highest


def moved(steps: Sums) -> Flags:
    """Cells that some move changes: where it is sound, nobody can pin them to one number."""
    lowest, highest = reached(steps)
    return (lowest < 0) | (highest > 0)


def matrix(moves: Sequence[Move], cells: int) -> Sums:
    """Moves as a sparse array, cells x moves."""
    lengths = [len(changed) for changed, _ in moves]
    column = np.repeat(np.arange(len(moves)), lengths)
    none = np.zeros(0, dtype=np.int64)
    row = np.concatenate([none, *(changed for changed, _ in moves)])
    step = np.concatenate([none, *(steps for _, steps in moves)])
    return sparse.csc_array((step, (row, column)), shape=(cells, len(moves)))


def as_moves(steps: Sums) -> list[Move]:
    """The moves of a sparse array, cells x moves."""
    ordered = sparse.csc_array(steps)
    ordered.sort_indices()
    ends = ordered.indptr[1:-1]
    split = zip(np.split(ordered.indices, ends), np.split(ordered.data, ends), strict=True)
    return [(cells.astype(np.int64), data) for cells, data in split if len(cells)]


def proofs(
    problem: Problem, unknown: Flags, moves: Sequence[Move], asked: Flags, far: bool = False
) -> Sums:
    """As many of the moves that are proofs here as the asked cells need; `far`, to go as far as any goes."""
    good = list(compress(moves, sound(problem, unknown, matrix(moves, len(asked)))))
    kept = far_reaching(good, asked, problem.largest_hidden - 1) if far else needed(good, asked)
    return matrix(kept, len(asked))


def needed(moves: Sequence[Move], asked: Flags) -> list[Move]:
    """Those of the moves that prove an asked cell which none before them proves."""
    left, kept = asked.copy(), []
    for changed, steps in moves:
        if left[changed].any():
            left[changed] = False
            kept.append((changed, steps))
    return kept


def far_reaching(moves: Sequence[Move], asked: Flags, most: int) -> list[Move]:
    """Those of the moves that take an asked cell farther, up to so many steps, than any before them."""
    ends = np.zeros((2, len(asked)), dtype=np.int64)
    kept = []
    for changed, steps in moves:
        ways = np.clip(np.stack([-steps, steps]), 0, most) * asked[changed]
        if (ways > ends[:, changed]).any():
            ends[:, changed] = np.maximum(ends[:, changed], ways)
            kept.append((changed, steps))
    return kept


def as_frame(steps: Sums) -> pl.DataFrame:
    """Moves as rows (see STEPS), to be kept."""
    found = steps.tocoo()
    columns = {"move": found.col, "cell": found.row, "step": found.data}
    return pl.DataFrame(columns, schema=STEPS).sort("move", "cell")


def from_frame(rows: pl.DataFrame, cells: int) -> Sums:
    """The moves that were kept, over as many cells as there are now."""
    move, cell, step = (rows[name].to_numpy() for name in STEPS)
    shape = (cells, int(move.max(initial=-1)) + 1)
    return sparse.csc_array((step, (cell, move)), shape=shape)
