"""Moves of earlier releases carried over to the cells that came since, so that little is sought anew.

A move among the counts of past years is none any more once a sum over three years is printed beside them. But
what it changes the three years by follows from the years: carried over so, and with those three years hidden,
it proves what it proved before. Where that costs more than a search would find, the search is left to it.
"""

import numpy as np
from scipy import sparse

from metrics.disclosure import witnesses
from metrics.disclosure.equations import Flags, Problem, Sums, pattern_of

PRICE = 5.0
"""The most that hiding may cost for each count that it proves safe: about what the search pays."""


def carried(problem: Problem, moves: Sums, follows: Flags) -> Sums:
    """The moves, each with the steps of the cells that follow from others by a sum; some may not be sound.

    follows  cells whose step is what keeps a sum, where that sum leaves it open alone
    """
    if not moves.shape[1]:
        return moves
    equations = problem.equations.tocsr()
    pattern = pattern_of(equations)
    steps, left = sparse.csr_array(moves), follows.copy()
    while True:
        telling = np.flatnonzero(pattern @ left.astype(np.int64) == 1)
        terms = equations[telling].tocoo()
        open_terms = left[terms.col]
        cells, first = np.unique(terms.col[open_terms], return_index=True)
        if not len(cells):
            return steps.tocsc()
        rows = telling[terms.row[open_terms][first]]
        coefficients = terms.data[open_terms][first]
        # A coefficient other than 1 could leave a part of a step; such a move is found unsound.
        owed = (equations[rows] @ steps).multiply(-np.sign(coefficients)[:, None])
        places = (np.ones(len(cells), dtype=np.int64), (cells, np.arange(len(cells))))
        shape = (len(left), len(cells))
        steps = steps + sparse.csr_array(places, shape=shape) @ owed
        left[cells] = False


def worth_hiding(problem: Problem, moves: Sums, price: float = PRICE) -> Flags:
    """Shown cells that, once hidden, make moves sound which prove protected counts cheaply.

    Of each move in turn, those first that ask least for each count they prove.
    """
    hidden = problem.printed & problem.primary
    hideable = problem.printed & np.isfinite(problem.cost) & (problem.value > 0)
    everything = problem.unknown(hideable)
    able = moves[:, np.flatnonzero(witnesses.sound(problem, everything, moves))]
    unknown = problem.unknown(hidden)
    free = able[:, np.flatnonzero(witnesses.sound(problem, unknown, able))]
    proven = witnesses.moved(free)
    columns = [able.indices[able.indptr[n] : able.indptr[n + 1]] for n in range(able.shape[1])]

    def asks(cells: np.ndarray) -> float:
        gains = int((problem.primary & ~proven)[cells].sum())
        return float(problem.cost[cells[~unknown[cells]]].sum()) / gains if gains else np.inf

    for cells in sorted(columns, key=asks):
        if asks(cells) <= price:
            unknown[cells] = True
            proven[cells] = True
    return unknown & ~problem.unknown(hidden)
