"""The cheapest safe pattern: no cheaper one is safe, by trying every one; and what happens without time."""

import highspy
import numpy as np
import pytest

from metrics.disclosure import attack, cover, optimum, solver
from metrics.disclosure.demands import demands_of
from tests.statistics.every_list import MADE, every


def demands(piece, level="exact"):
    return demands_of(piece, level, np.zeros(piece.size, dtype=bool))


@pytest.mark.parametrize("kind", MADE)
def test_no_cheaper_pattern_is_safe_by_trying_every_one(kind):
    for seed, lists in every(kind, range(60)):
        cells, piece = lists.piece()
        found = optimum.optimum(piece, demands(piece))
        hidden = lists.must.copy()
        hidden[cells[found.hidden]] = True
        assert lists.safe(hidden, "exact"), seed
        assert found.cost == pytest.approx(lists.cheapest("exact"), abs=1e-3), seed


def test_the_pattern_of_a_release_is_never_dearer_than_the_safe_one_alone(tiny, monkeypatch):
    for seed in range(6):
        problem = tiny(seed).problem()
        best = cover.hide(problem)
        monkeypatch.setattr(cover, "PROVEN_UP_TO", 0)
        plain = cover.hide(problem)
        monkeypatch.undo()
        assert plain.proven == 0
        assert best.proven <= best.pieces
        assert problem.cost[best.hidden].sum() <= problem.cost[plain.hidden].sum() + 1e-6
        assert best.withdrawn == plain.withdrawn
        assert attack.audit(problem.without(best.withdrawn), best.hidden).passed


@pytest.mark.parametrize("level", ["exact", "cover"])
def test_without_time_the_safe_pattern_stands_and_is_not_said_to_be_proven(monkeypatch, level):
    monkeypatch.setattr(cover, "optimum", lambda piece, asked: optimum.optimum(piece, asked, 0))
    for seed, lists in every("two by two", range(12)):
        found = cover.hide(lists.problem, level=level)
        assert found.proven == 0
        assert found.unprotected or lists.safe(found.hidden, level), seed


@pytest.mark.parametrize("what", ["least_and_why", "cheapest_choice"])
def test_a_solver_that_gives_up_gives_no_optimum(monkeypatch, what):
    asked = getattr(solver, what)

    def gives_up(*program):
        with monkeypatch.context() as tired:
            tired.setattr(solver, "status_of", lambda _: highspy.HighsModelStatus.kUnknown)
            return asked(*program)

    monkeypatch.setattr(solver, what, gives_up)
    monkeypatch.setattr(optimum, "PUSHES", 0)
    _, lists = next(every("two by two", [3]))
    _, piece = lists.piece()
    assert piece.primary.any()
    assert optimum.optimum(piece, demands(piece)) is None


def test_the_same_group_has_the_same_answer():
    for _, lists in every("ring", range(8)):
        _, piece = lists.piece()
        first, second = (optimum.optimum(piece, demands(piece)) for _ in range(2))
        assert (first.hidden == second.hidden).all()
