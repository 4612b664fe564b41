"""What an attacker can work out: known leaky tables, and every list of counts tried one by one."""

import json

import numpy as np
import pytest

from metrics.disclosure import attack, cover


def test_the_attack_pins_exactly_what_trying_every_list_pins(tiny, enumerate_lists):
    for seed in range(40):
        chance = np.random.default_rng(seed)
        whole = tiny(seed).problem()
        hidden = (
            whole.printed
            & (whole.value > 0)
            & (whole.primary | (chance.random(len(whole.value)) < 0.4))
        )
        asked = whole.unknown(hidden)
        found = attack.pinned(whole, hidden, asked).tolist()
        assert found == enumerate_lists(whole, hidden).pinned(asked), seed


def test_ranges_are_those_of_trying_every_list(tiny, enumerate_lists):
    for seed in range(20):
        whole = tiny(seed).problem()
        hidden = whole.printed & whole.primary
        if whole.unknown(hidden).sum() > 12:
            continue  # too many lists to try
        cells = np.flatnonzero(hidden)[:3]
        low, high = attack.ranges(whole, hidden, cells)
        for cell, least, most in zip(cells, low, high, strict=True):
            values = enumerate_lists(whole, hidden).values(int(cell))
            assert least == min(values)
            assert most >= max(values)


def test_children_not_in_time_are_pinned_where_the_others_and_all_are_shown(release):
    release.cell("in time", 97)
    release.cell("all", 100)
    release.cell("late", 3, printed=False)
    release.adds_up("all", ["in time", "late"])
    whole = release.problem()
    assert attack.pinned(whole, release.flags()).tolist() == [2]
    assert attack.pinned(whole, release.flags("in time")).tolist() == []
    assert not attack.audit(whole, release.flags()).passed


def test_all_less_males_gives_the_females_though_no_small_count_is_shown(release):
    for name, count in (("all", 26), ("males", 25)):
        release.cell(name, count)
    release.cell("females", 1, printed=False)
    release.adds_up("all", ["males", "females"])
    assert attack.pinned(release.problem(), release.flags()).tolist() == [2]


def test_the_year_so_far_gives_each_month_by_subtraction(release):
    months, so_far = [3, 9, 2, 8], [3, 12, 14, 22]
    for i, (month, total) in enumerate(zip(months, so_far, strict=True)):
        release.cell(("month", i), month)
        release.cell(("so far", i), total)
        release.adds_up(("so far", i), [("month", i), *([("so far", i - 1)] if i else [])])
    whole = release.problem()
    small = whole.primary & whole.printed
    months_hidden = small & np.array([name[0] == "month" for name in release.number])
    assert release.number["month", 2] in attack.pinned(whole, months_hidden)
    assert attack.pinned(whole, cover.hide(whole).hidden).tolist() == []


def test_two_hidden_counts_that_sum_to_two_are_one_each(release):
    release.cell("both", 2, primary=False)
    release.cell("a", 1)
    release.cell("b", 1)
    release.adds_up("both", ["a", "b"])
    whole = release.problem()
    assert attack.pinned(whole, release.flags("a", "b")).tolist() == [1, 2]
    assert [
        end.tolist() for end in attack.ranges(whole, release.flags("a", "b"), np.array([1]))
    ] == [
        [1],
        [1],
    ]


def test_counts_that_are_not_printed_at_all_might_be_nothing(release):
    release.cell("both", 2, primary=False)
    release.cell("a", 1, printed=False)
    release.cell("b", 1, printed=False)
    release.adds_up("both", ["a", "b"])
    whole = release.problem()
    assert attack.pinned(whole, release.flags()).tolist() == []
    low, high = attack.ranges(whole, release.flags(), np.array([0, 1]))
    assert (low.tolist(), high.tolist()) == ([2, 0], [2, 2])


def bridged_table(release):
    """Four rows and columns, at least two hidden counts on each line, yet one of them given away.

    The hidden cells are two squares, and one cell between them that no way round avoids.
    """
    squares = [(r, c) for half in ((0, 1), (2, 3)) for r in half for c in half]
    for r, c in np.ndindex(4, 4):
        release.cell((r, c), 47 if (r, c) == (1, 2) else 20, primary=(r, c) == (1, 2))
    for i in range(4):
        for line in ([(i, j) for j in range(4)], [(j, i) for j in range(4)]):
            total = (str(line[0]), str(line[-1]))
            release.cell(total, sum(47 if place == (1, 2) else 20 for place in line), cost=np.inf)
            release.adds_up(total, line)
    return release.problem(), release.flags((1, 2), *squares)


def test_two_hidden_counts_on_every_line_are_not_enough(release):
    whole, hidden = bridged_table(release)
    cell = release.number[1, 2]
    assert attack.pinned(whole, hidden).tolist() == [cell]
    assert [end.tolist() for end in attack.ranges(whole, hidden, np.array([cell]))] == [[47], [47]]
    assert cover.hide(whole).hidden.sum() == 4


def pages(release, axes):
    """Pages of the same children, two characteristics each; the finest counts are on none of them."""
    atoms = np.array([[[1, 0], [7, 5]], [[1, 16], [9, 4]]])
    for place in np.ndindex(2, 2, 2):
        release.cell(place, int(atoms[place]), printed=False, primary=False)
    for axis in axes:
        for i, j in np.ndindex(2, 2):
            parts = [(*(i, j)[:axis], k, *(i, j)[axis:]) for k in range(2)]
            release.cell(("page", axis, i, j), sum(int(atoms[part]) for part in parts), table=axis)
            release.adds_up(("page", axis, i, j), parts)
    whole = release.problem()
    return whole, whole.primary & whole.printed


@pytest.mark.parametrize("axis", range(3))
def test_each_page_alone_is_safe(release, axis):
    whole, small = pages(release, [axis])
    assert attack.pinned(whole, small).tolist() == []


def test_pages_that_are_safe_alone_leak_together_until_they_are_covered_together(release):
    whole, small = pages(release, range(3))
    assert small.sum() == 3
    assert len(attack.pinned(whole, small)) == 3
    assert attack.audit(whole, cover.hide(whole).hidden).passed


def test_a_broken_rule_of_hiding_fails_the_audit(release):
    release.cell("small", 2)
    release.cell("none", 0)
    release.cell("late", 9, printed=False, primary=False)
    whole = release.problem()
    report = attack.audit(whole, release.flags("none", "late"))
    assert not report.passed
    assert report.faults == (
        "A protected count is shown.",
        "A count of nothing is hidden.",
        "A count that is not printed is marked as hidden.",
    )
    assert report.pinned == (0,)


def test_the_report_of_an_audit_can_be_written_as_json(release):
    release.cell("small", 2)
    whole = release.problem()
    report = attack.audit(whole, release.flags("small"))
    assert report.passed
    assert json.loads(json.dumps(report.as_dict()))["protected"] == 1


def test_a_count_that_only_a_search_in_whole_numbers_decides(release):
    """Three counts, of which any two are known together, could move by halves but not by wholes."""
    counts = {"a": 2, "b": 3, "c": 4}
    for name, count in counts.items():
        release.cell(name, count)
    for pair in ("ab", "bc", "ac"):
        release.cell(pair, sum(counts[name] for name in pair), primary=False)
        release.adds_up(pair, list(pair))
    whole = release.problem()
    assert attack.pinned(whole, release.flags("a", "b", "c")).tolist() == [0, 1, 2]


def test_a_count_that_moves_only_in_long_steps_is_found_to_move(release):
    """b is nine times a, so no list within a step of the truth differs in b."""
    release.cell("a", 1)
    release.cell("b", 9, primary=True)
    release.terms += [(0, 0, 9), (0, 1, -1)]
    release.sums = 1
    whole = release.problem()
    assert attack.pinned(whole, release.flags("a", "b")).tolist() == []
