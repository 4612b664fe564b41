"""Levels of protection beyond `exact`, by trying every list of counts and every pattern."""

from dataclasses import replace

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from data.agreement import Agreement, Area, Protection
from metrics import release as releases
from metrics.disclosure import attack, cover, levels, reach, solver, yardstick
from tests.measures.invented import AREAS, partnership
from tests.measures.specification import MEASURE
from tests.statistics.every_list import MADE, EveryList, every


def beyond(lists, hidden):
    """What a pattern costs beyond the protected cells."""
    return lists.problem.cost[hidden & ~lists.must].sum()


@pytest.mark.parametrize("kind", MADE)
def test_at_cover_every_count_can_be_as_far_as_hiding_everything_lets_it_and_no_cheaper(kind):
    for seed, lists in every(kind, range(20)):
        found = cover.hide(lists.problem, level="cover")
        if not found.unprotected:
            assert lists.safe(found.hidden, "cover"), seed
            assert found.proven == found.pieces
            assert beyond(lists, found.hidden) == pytest.approx(lists.cheapest("cover"), abs=1e-3)


@pytest.mark.parametrize("kind", MADE)
def test_at_insider_no_sum_hides_two_counts_or_five_people_where_it_could_hide_more(kind):
    for seed, lists in every(kind, range(20)):
        found = cover.hide(lists.problem, level="insider")
        assert found.proven == 0
        if not found.unprotected:
            assert lists.safe(found.hidden, "exact"), seed
            assert lists.lonely(found.hidden) == [], seed


@pytest.mark.parametrize("kind", MADE)
def test_the_audit_passes_exactly_what_trying_every_list_passes(kind):
    chance = np.random.default_rng(7)
    for seed, lists in every(kind, range(10)):
        hidden = lists.must | (lists.may & (chance.random(len(lists.may)) < 0.6))
        exact = lists.safe(hidden, "exact") and lists.asked("exact")[0][lists.problem.primary].all()
        cover_too = exact and lists.safe(hidden, "cover")
        assert attack.audit(lists.problem, hidden, "exact").passed == exact, seed
        assert attack.audit(lists.problem, hidden, "cover").passed == cover_too, seed


@pytest.mark.parametrize("kind", MADE)
def test_the_audit_finds_the_sums_that_an_insider_could_see_through(kind):
    chance = np.random.default_rng(7)
    for seed, lists in every(kind, range(20)):
        hidden = lists.must | (lists.may & (chance.random(len(lists.may)) < 0.6))
        report = attack.audit(lists.problem, hidden, "insider")
        alone = "A sum hides too little from one who knows a number."
        if report.protected:
            assert (alone in report.faults) <= bool(lists.lonely(hidden)), seed
            if not report.pinned:
                assert report.passed <= (lists.lonely(hidden) == []), seed


def test_every_level_of_a_release_with_tables_and_totals_passes_its_audit(tiny):
    for seed in range(4):
        problem = tiny(seed).problem()
        for level in ("cover", "insider"):
            found = cover.hide(problem, level=level)
            report = attack.audit(problem.without(found.withdrawn), found.hidden, level)
            assert report.passed, (seed, level)
            assert report.level == level


def test_in_large_groups_the_levels_are_reached_in_small_neighbourhoods(monkeypatch):
    monkeypatch.setattr(cover, "PROVEN_UP_TO", 0)
    monkeypatch.setattr(levels, "SHOWN_AGAIN", 0)
    monkeypatch.setattr(levels, "NEAR", (2, 4))
    monkeypatch.setattr(levels, "FIRST", 2)
    monkeypatch.setattr(levels, "ROUNDS", 1)
    monkeypatch.setattr(reach, "NEAR", (2, 4, 5))
    monkeypatch.setattr(yardstick, "PASSES", 1)
    for kind in MADE:
        for seed, lists in every(kind, range(8)):
            for level in ("cover", "insider"):
                found = cover.hide(lists.problem, level=level)
                if not found.unprotected:
                    assert lists.safe(found.hidden, "cover" if level == "cover" else "exact"), seed
                    assert level == "cover" or lists.lonely(found.hidden) == []
                    assert attack.audit(lists.problem, found.hidden, level).passed, seed


def in_breakdowns(lists, seed):
    """The same release, its counts in up to three breakdowns each; and which of them each holds."""
    inside = np.random.default_rng(seed).random((len(lists.problem.value), 3)) < [0.7, 0.5, 0.2]
    return replace(lists.problem, breakdowns=sparse.csr_array(inside.astype(np.int64))), inside.T


def as_far_as_hiding_a_breakdown(lists, breakdowns, hidden):
    """Whether every count can go as far as were any of its breakdowns hidden, by trying every list."""
    movable, _, _ = lists.asked("exact")
    low, high = lists.ranges(hidden)
    truth = lists.problem.value
    for inside in breakdowns:
        least, most = lists.ranges(lists.must | (lists.may & inside))
        least, most = (
            np.maximum(least, np.minimum(truth, 1)),
            np.minimum(most, np.maximum(truth, 5)),
        )
        if not ((low <= least) & (high >= most))[movable & inside].all():
            return False
    return True


def test_at_cover_every_count_can_be_as_far_as_hiding_its_breakdown_lets_it(monkeypatch):
    monkeypatch.setattr(yardstick, "AROUND", 9)
    monkeypatch.setattr(levels, "FIRST", 2)
    less = 0
    for kind in MADE:
        for seed, lists in every(kind, range(15)):
            problem, breakdowns = in_breakdowns(lists, seed)
            found = cover.hide(problem, level="cover")
            if not found.unprotected:
                assert lists.safe(found.hidden, "exact"), (kind, seed)
                assert as_far_as_hiding_a_breakdown(lists, breakdowns, found.hidden), (kind, seed)
                assert attack.audit(problem, found.hidden, "cover").passed, (kind, seed)
                cheapest = min(
                    cost
                    for hidden, cost in lists.patterns()
                    if lists.safe(hidden, "exact")
                    and as_far_as_hiding_a_breakdown(lists, breakdowns, hidden)
                )
                assert found.proven == found.pieces
                assert beyond(lists, found.hidden) == pytest.approx(cheapest, abs=1e-3), (
                    kind,
                    seed,
                )
                less += not lists.safe(found.hidden, "cover")
    assert less, "no release asks less than hiding everything would"


def test_the_audit_passes_what_trying_every_list_with_a_breakdown_hidden_passes(monkeypatch):
    monkeypatch.setattr(yardstick, "AROUND", 9)
    chance = np.random.default_rng(7)
    told = {True: 0, False: 0}
    for kind in MADE:
        for seed, lists in every(kind, range(30)):
            problem, breakdowns = in_breakdowns(lists, seed)
            hidden = lists.must | (lists.may & (chance.random(len(lists.may)) < 0.6))
            if attack.audit(problem, hidden).passed:
                passed = attack.audit(problem, hidden, "cover").passed
                safe = as_far_as_hiding_a_breakdown(lists, breakdowns, hidden)
                assert passed == safe, (kind, seed)
                told[passed] += 1
    assert min(told.values()) > 0, told


def test_moves_known_before_are_believed_and_what_they_prove_is_not_sought_again(monkeypatch):
    for kind in MADE:
        for seed, lists in every(kind, range(12)):
            found = cover.hide(lists.problem, level="cover")
            again = cover.hide(lists.problem, level="cover", known=found.moves)
            assert again.unprotected == found.unprotected
            if not found.unprotected:
                assert lists.safe(again.hidden, "cover"), (kind, seed)


def test_for_a_total_no_other_is_hidden_that_its_groups_give_away(release):
    """A total of 2 could be 3 for one count that is never printed, and 5 only for another total.

    The cheapest of these is the sum of groups in sight, so the dearer one is hidden.
    """
    release.cell("protected", 2)
    release.cell("never printed", 1, printed=False, primary=False)
    release.cell("cheapest", 50, primary=False, cost=1)
    release.cell("dearer", 40, primary=False, cost=9)
    release.cell("all", 93, primary=False, cost=np.inf)
    release.adds_up("all", ["protected", "never printed", "cheapest", "dearer"])
    for group, value in {"boys": 20, "girls": 30}.items():
        release.cell(group, value, tier=1, primary=False, cost=np.inf)
    release.adds_up("cheapest", ["boys", "girls"])
    found = cover.hide(release.problem(), level="cover")
    assert (found.hidden == release.flags("protected", "dearer")).all()
    assert attack.audit(release.problem(), found.hidden, "cover").passed


def test_where_the_solver_gives_up_no_level_is_said_to_be_reached(monkeypatch):
    found = [(lists, cover.hide(lists.problem)) for _, lists in every("two by two", range(6))]
    monkeypatch.setattr(solver, "status_of", lambda _: highspy.HighsModelStatus.kUnknown)
    for lists, exact in found:
        for hidden in (exact.hidden, cover.hide(lists.problem, level="cover").hidden):
            report = attack.audit(lists.problem, hidden, "cover")
            assert not report.passed or not report.protected


def test_fractions_take_no_count_nearer_to_the_ends_of_the_rule(release, monkeypatch):
    """One count is twice another, so it can be 2 but not 1, and with it the count beside it 4 but not 5."""
    monkeypatch.setattr(reach, "NEAR", (2, 4))
    release.cell("twice", 4)
    release.cell("once", 2, printed=False, primary=False)
    release.cell("beside", 2)
    release.cell("all", 6, primary=False, cost=np.inf)
    release.terms += [(0, 0, -1), (0, 1, 2)]
    release.sums = 1
    release.adds_up("all", ["twice", "beside"])
    found = reach.reached(release.problem(), release.flags("twice", "beside"), "cover")
    assert found == reach.Reached(short=(), alone=(), narrowest=3)


def test_what_is_possible_in_fractions_alone_is_not_asked_of_a_pattern(release, monkeypatch):
    """A count that three others let rise by two or not at all, and a fourth by three, rises by two."""
    monkeypatch.setattr(levels, "ROUNDS", 0)
    release.cell("count", 2)
    for name, value in {"a": 10, "b": 10, "c": 10, "beside": 3}.items():
        release.cell(name, value, printed=False, primary=False)
    sums = {
        "ab": "ab",
        "bc": "bc",
        "with a and c": ["a", "c", "count"],
        "both": ["count", "beside"],
    }
    for name, value in zip(sums, (20, 20, 22, 5), strict=True):
        release.cell(name, value, primary=False, cost=np.inf)
        release.adds_up(name, list(sums[name]))
    found = cover.hide(release.problem(), level="cover")
    assert (found.hidden == release.flags("count")).all()
    assert attack.audit(release.problem(), found.hidden, "cover").passed


@pytest.mark.parametrize("level", ["cover", "insider"])
def test_a_release_is_made_at_the_level_that_the_partners_agreed(level):
    agreement = Agreement(
        "Invented",
        tuple(Area(code, code, "London") for code in AREAS),
        protection=Protection(level=level),
    )
    tables = partnership(children=60)
    chosen = [MEASURE["icpc_within_15_working_days"]]
    built = releases.build(tables, agreement, releases.latest_as_at(tables), None, chosen)
    audit = built.release.manifest["audit"]
    assert audit["passed"]
    assert audit["level"] == level
    assert audit["groups"] >= audit["groups_proven_cheapest"]
    assert audit["narrowest"] >= 2


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.permutations(range(5)))
def test_the_order_of_sums_changes_no_cost(seed, order):
    found = MADE["two by two"](np.random.default_rng(seed))
    lists = EveryList(found)
    found.terms = [(order[row] if row < 5 else row, cell, k) for row, cell, k in found.terms]
    same = EveryList(found)
    for level in ("exact", "cover"):
        first, second = (cover.hide(one.problem, level=level) for one in (lists, same))
        assert beyond(lists, first.hidden) == pytest.approx(beyond(same, second.hidden), abs=1e-3)
