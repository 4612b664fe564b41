"""The cheapest safe pattern: no cheaper one is safe, by trying every one; and what happens without time."""

import itertools

import numpy as np
import pytest

from metrics.disclosure import attack, cover, optimum
from metrics.disclosure.cover import piece_of
from tests.statistics.conftest import KINDS


def whole_of(problem):
    """The problem as one piece: what is hidden already, and all that may be."""
    hidden = problem.printed & problem.primary
    may = problem.printed & ~hidden & (problem.value > 0) & np.isfinite(problem.cost)
    cells = np.flatnonzero(problem.unknown(hidden) | may)
    wanted = problem.primary & ~np.isin(np.arange(len(may)), attack.pinned(problem, hidden | may))
    return cells, hidden, piece_of(problem, problem.equations, cells, hidden, may, wanted)


def safe(problem, hidden, cells, wanted, further):
    """Whether the attacker works out none of the wanted counts."""
    shown = hidden.copy()
    shown[cells[further]] = True
    asked = np.zeros_like(shown)
    asked[cells[wanted]] = True
    return not len(attack.pinned(problem, shown, asked))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_cheaper_is_safe_by_trying_every_cheaper_pattern(kind):
    tried = 0
    for seed in range(8):
        problem = KINDS[kind](np.random.default_rng(seed)).problem()
        cells, hidden, piece = whole_of(problem)
        may = np.flatnonzero(piece.hideable)
        found = optimum.optimum(piece)
        if not piece.primary.any() or len(may) > 7:
            continue
        assert found is not None, seed
        assert safe(problem, hidden, cells, piece.primary, np.flatnonzero(found.hidden)), seed
        for size in range(len(may) + 1):
            for some in itertools.combinations(may, size):
                if piece.cost[list(some)].sum() < found.cost - 1e-9:
                    assert not safe(problem, hidden, cells, piece.primary, list(some)), (seed, some)
                    tried += 1
    assert tried > 4


def test_the_pattern_of_a_release_is_never_dearer_than_the_safe_one_alone(tiny, monkeypatch):
    for seed in range(10):
        problem = tiny(seed).problem()
        best = cover.hide(problem)
        monkeypatch.setattr(cover, "PROVEN_UP_TO", 0)
        plain = cover.hide(problem)
        monkeypatch.undo()
        assert plain.proven == 0
        assert best.proven <= best.pieces
        assert (
            problem.cost[best.hidden & ~problem.primary].sum()
            <= (problem.cost[plain.hidden & ~problem.primary].sum() + 1e-6)
            or best.withdrawn != plain.withdrawn
        )
        assert attack.audit(problem.without(best.withdrawn), best.hidden).passed


def test_a_search_that_runs_out_of_rounds_gives_no_answer_and_the_safe_pattern_stands(tiny):
    for seed in range(10):
        _, _, piece = whole_of(tiny(seed).problem())
        assert optimum.optimum(piece, rounds=0) is None


def test_the_same_group_has_the_same_answer(tiny):
    for seed in range(10):
        _, _, piece = whole_of(tiny(seed).problem())
        first, second = optimum.optimum(piece), optimum.optimum(piece)
        assert (first is None) == (second is None)
        if first is not None:
            assert (first.hidden == second.hidden).all()
