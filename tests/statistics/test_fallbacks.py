"""Where a linear program is not enough: whole numbers only, counts without help, a solver that gives up."""

import subprocess
import sys
from dataclasses import replace

import highspy
import numpy as np
import pytest
from scipy import sparse

from data.agreement import Agreement, Area
from metrics import release as releases
from metrics.disclosure import attack, cover, moves, solver
from metrics.disclosure.protect import NotProtectedError
from tests.measures.invented import AREAS, partnership
from tests.measures.specification import MEASURE

SEVEN = [f"day {number}" for number in range(1, 8)]


def in_sevens(release, *, beside: int, other: int, printed: bool = False):
    """A count made of seven equal ones, beside another: it moves by seven or not at all."""
    release.cell("week", 14, primary=True, cost=1)
    for day in SEVEN:
        release.cell(day, 2, printed=printed, primary=False)
    release.adds_up("week", SEVEN)
    for day in SEVEN[1:]:
        release.adds_up(SEVEN[0], [day])
    release.cell("beside", beside, primary=False, cost=1)
    release.cell("together", 14 + beside, primary=False, cost=np.inf)
    release.adds_up("together", ["week", "beside"])
    release.cell("other", other, primary=False, cost=1)
    release.cell("all", beside + other, primary=False, cost=np.inf)
    release.adds_up("all", ["beside", "other"])
    return release


@pytest.mark.parametrize("beside", [4, 9, 20])
@pytest.mark.parametrize("other", [3, 9, 20])
def test_a_count_that_moves_only_by_seven_is_attacked_in_whole_numbers(
    release, enumerate_lists, beside, other
):
    found = in_sevens(release, beside=beside, other=other)
    whole, hidden = found.problem(), found.flags("week", "beside", "other")
    week = found.flags("week")
    agreed = {
        14 + 7 * step
        for step in (-2, -1, 0, 1, 2)
        if beside - 7 * step >= 1 and other + 7 * step >= 1 and 14 + 7 * step >= 1
    }
    # It is worked out exactly where no other multiple of seven agrees with all that is shown.
    assert bool(len(attack.pinned(whole, hidden, week))) == (agreed == {14})
    low, high = attack.ranges(whole, hidden, np.flatnonzero(week))
    assert {low[0], high[0]} == {min(agreed), max(agreed)}


@pytest.mark.parametrize(("beside", "other", "helps"), [(9, 9, True), (4, 3, False)])
def test_a_count_that_moves_only_by_seven_is_covered_or_said_to_be_beyond_help(
    release, beside, other, helps
):
    found = in_sevens(release, beside=beside, other=other)
    whole = found.problem()
    covered = cover.hide(whole)
    assert (covered.unprotected == ()) == helps
    assert attack.audit(whole, covered.hidden).passed == helps


def test_fractions_among_what_is_hidden_prove_nothing(release, enumerate_lists):
    found = in_sevens(release, beside=9, other=9)
    for name in ("beside", "other"):
        found.cells[found.number[name]]["primary"] = True
    whole = found.problem()
    covered = cover.hide(whole)
    assert covered.unprotected == ()
    assert enumerate_lists(whole, covered.hidden).pinned(found.flags("beside", "other")) == []


def test_few_counts_of_a_large_group_are_each_protected_alone(tiny, enumerate_lists, monkeypatch):
    monkeypatch.setattr(cover, "NEAR", (2, 4))
    for seed in range(10):
        whole = tiny(seed).problem()
        covered = cover.hide(whole)
        assert covered.unprotected == ()
        printed = whole.without(covered.withdrawn)
        assert enumerate_lists(printed, covered.hidden).pinned(whole.primary) == []


def test_a_total_that_nothing_hides_is_named_and_its_groups_do_not_matter(release):
    release.cell("total", 3, cost=np.inf, primary=True)
    release.cell("part", 3, printed=False, primary=False)
    release.cell("shown", 3, primary=False, cost=np.inf)
    release.adds_up("total", ["part"])
    release.adds_up("shown", ["part"])
    for group in ("a", "b"):
        release.cell(group, 2, table=0, tier=1)
    release.cell("both", 4, table=0, tier=1, primary=False)
    release.adds_up("both", ["a", "b"])
    covered = cover.hide(release.problem())
    assert covered.unprotected == (release.number["total"],)
    assert covered.withdrawn == ()


def gives_up(_):
    return highspy.HighsModelStatus.kUnknown


def test_a_solver_that_gives_up_shows_nothing_it_should_not(tiny, enumerate_lists, monkeypatch):
    monkeypatch.setattr(solver, "status_of", gives_up)
    for seed in range(10):
        whole = tiny(seed).problem()
        covered = cover.hide(whole)
        protected = whole.primary.copy()
        protected[list(covered.unprotected)] = False
        printed = whole.without(covered.withdrawn)
        assert enumerate_lists(printed, covered.hidden).pinned(protected) == []
        assert attack.audit(printed, covered.hidden).passed == (not whole.primary.any())


def test_nothing_is_released_where_the_audit_could_not_be_passed(monkeypatch):
    monkeypatch.setattr(solver, "status_of", gives_up)
    agreement = Agreement("Invented", tuple(Area(code, code, "London") for code in AREAS))
    chosen = [replace(MEASURE["icpc_within_15_working_days"], breakdowns=("sex", "ethnicity"))]
    with pytest.raises(NotProtectedError, match="no release was made"):
        releases.build(
            partnership(children=60),
            agreement,
            releases.latest_as_at(partnership(60)),
            None,
            chosen,
        )


def four_ones(release):
    """Four hidden counts of 1 whose rows and columns are shown as 2: none can be other than 1."""
    cells = {(row, column): f"{row} {column}" for row in "ab" for column in "cd"}
    for name in cells.values():
        release.cell(name, 1, primary=True)
    for margin in "abcd":
        release.cell(margin, 2, primary=False, cost=np.inf)
        release.adds_up(margin, [name for place, name in cells.items() if margin in place])
    return release


@pytest.mark.parametrize("many", [1, 2, 8])
def test_counts_that_nothing_can_move_are_named_whether_sought_one_by_one_or_at_once(
    release, monkeypatch, many
):
    monkeypatch.setattr(cover, "MANY_LOST", many)
    assert len(cover.hide(four_ones(release).problem()).unprotected) == 4


def test_seeking_at_once_what_nothing_can_move_changes_no_answer(tiny, monkeypatch):
    for seed in range(20):
        whole = tiny(seed).problem()
        monkeypatch.setattr(cover, "MANY_LOST", 1_000)
        one_by_one = cover.hide(whole)
        monkeypatch.setattr(cover, "MANY_LOST", 1)
        at_once = cover.hide(whole)
        assert at_once.hidden.tolist() == one_by_one.hidden.tolist()
        assert at_once.withdrawn == one_by_one.withdrawn
        assert at_once.unprotected == one_by_one.unprotected


def test_where_the_solver_gives_up_each_count_is_sought_alone(release, monkeypatch):
    monkeypatch.setattr(cover, "MANY_LOST", 1)
    monkeypatch.setattr(solver, "status_of", gives_up)
    assert len(cover.hide(four_ones(release).problem()).unprotected) == 4


def test_among_many_counts_those_that_can_move_are_told_from_those_that_cannot(release):
    found = four_ones(release)
    found.cell("total", 6, primary=False, cost=np.inf)
    for part in ("e", "f"):
        found.cell(part, 3)
    found.adds_up("total", ["e", "f"])
    whole = found.problem()
    everything, nothing = np.arange(len(whole.value)), np.zeros_like(whole.primary)
    piece = cover.piece_of(
        whole, whole.equations.T.tocsr(), everything, whole.primary, nothing, whole.primary
    )
    fixed = moves.fixed(piece, whole.primary, whole.primary)
    assert np.flatnonzero(fixed).tolist() == [0, 1, 2, 3]


def test_a_program_has_its_least_or_none():
    adds_up = sparse.csr_array([[1.0, 1.0, -1.0]])
    cost, none, most = np.array([2.0, 1.0, 0.0]), np.zeros(3), np.array([4.0, 3.0, 5.0])
    found = solver.least(cost, adds_up, np.zeros(1), np.array([0.0, 0.0, 5.0]), most)
    assert found == pytest.approx([2, 3, 5])
    assert solver.least(cost, adds_up, np.ones(1), none, none) is None


def test_a_program_that_is_kept_answers_as_if_it_were_new_each_time():
    program = solver.Program(sparse.csr_array([[1, 1, -1]]), np.array([-4.0, -3.0, -5.0]))
    asked = [(0, 1, -4.0, 9.0), (2, -1, -2.0, np.inf), (2, -1, -5.0, np.inf), (0, -1, -4.0, 4.0)]
    assert [program.farthest(*one) for one in asked * 2] == pytest.approx([9, 2, 5, 4] * 2)


def test_the_solver_says_nothing_that_a_script_would_choke_on():
    program = (
        "import numpy as np; from scipy import sparse; from metrics.disclosure import solver;"
        "one, sums = np.ones(1), sparse.csr_array([[1]]);"
        "assert solver.least_whole(one, sums, one, 0 * one, one) == [1]"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
