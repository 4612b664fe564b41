"""What is hidden: enough, by trying every list of counts; no more; and always the same."""

import numpy as np

from metrics.disclosure import attack, cover

SEEDS = range(40)


def test_no_protected_count_can_be_worked_out_by_trying_every_list(tiny, enumerate_lists):
    for seed in SEEDS:
        whole = tiny(seed).problem()
        found = cover.hide(whole)
        printed = whole.without(found.withdrawn)
        assert found.unprotected == ()
        assert enumerate_lists(printed, found.hidden).pinned(printed.primary) == []
        assert attack.audit(printed, found.hidden).passed


def test_nothing_that_is_hidden_could_be_shown(tiny, enumerate_lists):
    for seed in SEEDS:
        whole = tiny(seed).problem()
        found = cover.hide(whole)
        printed = whole.without(found.withdrawn)
        for cell in np.flatnonzero(found.hidden & ~printed.primary):
            less = found.hidden.copy()
            less[cell] = False
            assert enumerate_lists(printed, less).pinned(printed.primary), (seed, cell)


def test_a_table_is_withdrawn_only_where_hiding_all_of_it_does_not_help(tiny, enumerate_lists):
    for seed in SEEDS:
        whole = tiny(seed, cost_of_totals=np.inf).problem()
        found = cover.hide(whole)
        all_hidden = whole.printed & (whole.value > 0) & (np.isfinite(whole.cost) | whole.primary)
        pinned = enumerate_lists(whole, all_hidden).pinned(whole.primary)
        assert bool(found.withdrawn or found.unprotected) == bool(pinned), seed


def test_groups_are_protected_where_nothing_protects_a_total(release):
    for name, count, tier in (("late", 3, 0), ("in time", 10, 0), ("all", 13, 0)):
        release.cell(name, count, primary=name == "late", cost=np.inf, tier=tier)
    release.adds_up("all", ["late", "in time"])
    for name, count in (("girls", 2), ("boys", 7), ("not recorded", 8)):
        release.cell(name, count, primary=name == "girls", tier=1)
    release.cell("children", 17, primary=False, cost=np.inf)
    release.adds_up("children", ["girls", "boys", "not recorded"])
    whole = release.problem()
    found = cover.hide(whole)
    assert found.unprotected == (0,)
    assert not len(attack.pinned(whole, found.hidden, release.flags("girls")))
