"""What may be said of a comparison: three conditions, bases, extremes, and how seldom chance is flagged."""

import math

import numpy as np
import polars as pl
import pytest

from metrics.disparity import (
    FLAGGED,
    comparable,
    compared,
    gap,
    largest,
    others,
    rate_ratio,
    risk_ratio,
    verdicts,
)
from metrics.intervals import Estimate, column, normal_quantile


def test_no_extreme_gives_a_warning_or_a_flag_that_is_not_there():
    """Zero, one, all and empty groups, in every combination and of every size."""
    sizes = (0, 1, 2, 9, 10, 29, 30, 31, 5_000)
    rows = [
        (a, n, c, m)
        for n in sizes
        for m in sizes
        for a in sorted({0, 1, n} & set(range(n + 1)))
        for c in sorted({0, 1, m} & set(range(m + 1)))
    ]
    a, n, c, m = (np.array(part) for part in zip(*rows, strict=True))
    for residents in (False, True):
        found = compared(a, n, c, m, np.arange(len(rows)), residents=residents)
        told = found.verdict
        few = told == "too few"
        for figures in (found.ratio, found.gap, found.more):
            for part in (figures.value, figures.lower, figures.upper):
                assert np.isnan(part[few]).all()
                assert not np.isnan(part[~few]).any()
        assert not np.isnan(found.p_adjusted[~few]).any()
        alike = (np.abs(a / np.maximum(n, 1) - c / np.maximum(m, 1)) < 0.05) | (n < 10) | (m < 30)
        assert (told[alike] != "flagged").all()
        assert {"flagged", "cannot tell", "too few"} <= set(told)


def test_a_group_of_whom_all_and_a_reference_of_whom_none_have_it_has_no_upper_limit():
    found = compared([40], [40], [0], [300], ["s47"])
    columns = found.ratio.columns("ratio")
    assert columns["ratio"].to_list() == columns["ratio_upper"].to_list() == [None]
    assert columns["ratio_lower"][0] > 20
    assert found.verdict.tolist() == ["flagged"]


def test_a_flag_needs_all_three_conditions():
    ratio = Estimate(*(np.full(5, x) for x in (1.5, 1.1, 2.0)))
    at_one = Estimate(ratio.value, np.full(5, 1.0), ratio.upper)
    p = np.array([0.01, 0.049999, 0.05, 0.01, np.nan])
    enough = np.array([True, True, True, False, True])
    assert verdicts(ratio, p, enough).tolist() == [
        "flagged",
        "flagged",
        "cannot tell",
        "too few",
        "cannot tell",
    ]
    assert verdicts(at_one, p, enough).tolist() == ["cannot tell"] * 3 + ["too few", "cannot tell"]


def test_similar_is_said_only_inside_four_fifths_to_five_quarters():
    lower, upper = np.array([0.8, 0.79, 0.9, 1.01]), np.array([1.25, 1.1, 1.26, 1.2])
    ratio = Estimate((lower + upper) / 2, lower, upper)
    told = verdicts(ratio, np.array([0.5, 0.5, 0.5, 0.2]), np.full(4, True))
    assert told.tolist() == ["similar", "cannot tell", "cannot tell", "similar"]


def test_the_worked_traps_are_not_flagged():
    """Wald's limits would flag the first and the last; score limits and Fisher's test part on the second."""
    found = compared([46, 3, 5], [128, 9, 5], [421, 210, 60], [1510, 1900, 90], [1, 2, 3])
    assert found.verdict.tolist() == ["cannot tell", "too few", "too few"]
    black = compared([49], [121], [421], [1510], ["one comparison"])
    assert black.verdict.tolist() == ["flagged"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((5, 10, 10, 30), True),
        ((5, 9, 10, 30), False),
        ((5, 10, 10, 29), False),
        ((1, 30, 1, 30), True),
        ((1, 29, 1, 30), False),
        ((29, 30, 29, 30), True),
        ((30, 30, 29, 30), False),
        ((0, 30, 2, 30), True),
        ((100, 5_000, 0, 30), False),
        ((math.nan, 30, 2, 30), False),
        ((3, 30, 2, math.nan), False),
    ],
)
def test_only_large_enough_bases_are_compared(row, expected):
    """At least 10 and 30 children, and one with and one without the outcome to expect in either group."""
    met, of, reference_met, reference_of = (np.array([float(x)]) for x in row)
    assert comparable(met, of, reference_met, reference_of).tolist() == [expected]


def test_what_is_too_few_counts_in_no_family_and_under_twenty_events_are_marked():
    found = compared(
        [49, 3, 19, 20, None],
        [121, 9, 60, 60, 60],
        [421, 40, 100, 100, 100],
        [1510, 300, 300, 300, 300],
        ["a"] * 5,
    )
    assert found.verdict.tolist()[1] == found.verdict.tolist()[4] == "too few"
    assert found.family.tolist() == [3] * 5
    assert found.few.tolist() == [False, True, True, False, False]
    assert found.p_adjusted[0] == pytest.approx(3 * found.p[0])
    assert found.more.value[3] == pytest.approx(0.0)
    assert found.detectable_above[0] == pytest.approx(1.44, abs=0.01)


def test_more_events_than_residents_are_no_fault_of_ours():
    found = compared([12, 90], [10, 1_000], [400, 40], [2_000, 30], [1, 1], residents=True)
    assert found.verdict.tolist() == ["flagged", "flagged"]
    assert found.gap.value[0] == pytest.approx(1.0)
    assert 1 < found.detectable_above[0] < 10


def test_impossible_counts_are_refused():
    for function in (risk_ratio, gap):
        with pytest.raises(ValueError, match="larger than"):
            function([5], [4], [1], [9])
        with pytest.raises(ValueError, match="larger than"):
            function([1], [4], [10], [9])
    with pytest.raises(ValueError, match="below zero"):
        rate_ratio([-1], [4], [1], [9])
    with pytest.raises(ValueError, match="between 0 and 1"):
        risk_ratio([1], [4], [1], [9], confidence=95)


def test_others_are_those_of_the_same_table_and_the_first_of_equals_is_largest():
    met, of, table = [1, 2, 3, 4], [10, 20, 30, 30], ["a", "a", "b", "b"]
    other_met, other_of = others(met, of, table)
    assert other_met.tolist() == [2, 1, 4, 3]
    assert other_of.tolist() == [20, 10, 30, 30]
    assert largest(of, table).tolist() == [1, 1, 2, 2]
    assert np.isnan(others([1, None], [3, 3], [0, 0])[0]).all()
    assert largest([], []).size == 0


def test_columns_have_null_for_no_figure_and_for_no_limit():
    found = Estimate(np.array([1.5, np.nan]), np.array([0.5, np.nan]), np.array([np.inf, np.nan]))
    frame = pl.DataFrame(found.columns("ratio"))
    assert frame.columns == ["ratio", "ratio_lower", "ratio_upper"]
    assert frame.rows() == [(1.5, 0.5, None), (None, None, None)]
    assert column("p", np.array([], dtype=float)).dtype == pl.Float64
    assert normal_quantile(0.95) == pytest.approx(1.959964)


def test_figures_are_those_of_each_row_alone():
    chance = np.random.default_rng(5)
    n, m = chance.integers(1, 300, 60), chance.integers(1, 3_000, 60)
    a, c = chance.binomial(n, 0.3), chance.binomial(m, 0.2)
    together = compared(a, n, c, m, np.arange(60))
    for row in range(60):
        alone = compared([a[row]], [n[row]], [c[row]], [m[row]], [0])
        assert alone.verdict[0] == together.verdict[row]
        np.testing.assert_allclose(alone.ratio.upper[0], together.ratio.upper[row])
        np.testing.assert_allclose(alone.p[0], together.p[row])


def test_where_no_group_differs_a_screen_is_seldom_flagged_and_a_true_difference_mostly():
    """Five groups beside all others, a thousand times over; then one comparison of its detectable ratio."""
    chance, screens = np.random.default_rng(6), 1_000
    of = np.tile([12, 20, 35, 60, 400], (screens, 1))
    met, screen = chance.binomial(of, 0.28), np.repeat(np.arange(screens), 5)
    told = compared(met.ravel(), of.ravel(), *others(met.ravel(), of.ravel(), screen), screen)
    assert (told.verdict.reshape(screens, 5) == FLAGGED).any(axis=1).mean() <= 0.05
    (ratio,) = compared([32], [128], [421], [1510], [0]).detectable_above
    n, m = np.full(screens, 128), np.full(screens, 1510)
    share = 421 / 1510
    a, c = chance.binomial(n, share * ratio), chance.binomial(m, share)
    told = compared(a, n, c, m, np.arange(screens))
    assert (told.verdict == FLAGGED).mean() == pytest.approx(0.78, abs=0.05)
