"""Exact p-values, families of comparisons and what could have been seen, found in other ways too."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.multitest import multipletests

from metrics.chance import adjusted, detectable_rate_ratios, detectable_ratios, fisher_p, rate_p

at_leisure = settings(deadline=None, max_examples=60)


def many(rows: int, seed: int, largest: int = 400) -> tuple[np.ndarray, ...]:
    """Pairs of groups of all sizes with shares of all sizes, ends among them."""
    chance = np.random.default_rng(seed)
    n, m = (np.exp(chance.uniform(0, np.log(largest), rows)).astype(int) for _ in range(2))
    share = chance.choice([0.0, 0.01, 0.1, 0.3, 0.5, 0.8, 0.99, 1.0], rows)
    return chance.binomial(n, share), n, chance.binomial(m, share), m


def test_fishers_p_values_are_those_of_scipy():
    a, n, c, m = many(600, seed=1)
    found = fisher_p(a, n, c, m)
    for row, p in zip(zip(a, n, c, m, strict=True), found, strict=True):
        met, of, other_met, other_of = map(int, row)
        table = [[met, of - met], [other_met, other_of - other_met]]
        assert p == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9, abs=1e-300), row


def test_fishers_p_value_of_large_groups_keeps_its_digits():
    rows = [(900, 2_000, 40_000, 100_000), (49_000, 100_000, 50_000, 100_000), (0, 30, 9, 200_000)]
    for met, of, other_met, other_of in rows:
        table = [[met, of - met], [other_met, other_of - other_met]]
        (found,) = fisher_p([met], [of], [other_met], [other_of])
        assert found == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


@at_leisure
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(1, 40))
def test_fishers_p_value_is_the_sum_of_all_tables_no_likelier(met, left, other_met, other_left):
    of, other_of, events = met + left, other_met + other_left, met + other_met
    chances = stats.hypergeom.pmf(np.arange(events + 1), of + other_of, events, of)
    expected = chances[chances <= chances[met] * (1 + 1e-7)].sum()
    (found,) = fisher_p([met], [of], [other_met], [other_of])
    assert found == pytest.approx(expected, rel=1e-9)
    swapped = fisher_p([other_met], [other_of], [met], [of])
    turned = fisher_p([left], [of], [other_left], [other_of])
    assert swapped[0] == pytest.approx(found, rel=1e-9)
    assert turned[0] == pytest.approx(found, rel=1e-9)


def test_p_values_of_rates_are_those_of_the_binomial_split():
    chance = np.random.default_rng(2)
    n, m = chance.integers(50, 5_000, 400), chance.integers(50, 100_000, 400)
    a, c = chance.poisson(n * 0.004), chance.poisson(m * 0.004)
    a[:20] = 0
    c[10:30] = 0
    found = rate_p(a, n, c, m)
    for met, of, other_met, other_of, p in zip(a, n, c, m, found, strict=True):
        events = int(met + other_met)
        expected = stats.binomtest(int(met), events, of / (of + other_of)).pvalue if events else 1
        assert p == pytest.approx(expected, rel=1e-9)


def test_the_worked_figures_have_their_p_values():
    p = fisher_p([46, 3, 0, 5], [128, 9, 12, 5], [421, 210, 40, 60], [1510, 1900, 350, 90])
    assert p.round(3).tolist() == [0.066, 0.069, 0.376, 0.176]
    p = rate_p([12, 3, 0], [4_100, 900, 350], [160, 210, 40], [91_000, 88_000, 21_000])
    assert p.round(3).tolist() == [0.090, 0.480, 1.0]


def test_nothing_to_compare_is_no_evidence_and_the_unknown_has_none():
    assert fisher_p([0, 5, 0, 0], [9, 5, 0, 0], [0, 7, 3, 0], [9, 7, 8, 0]).tolist() == [1.0] * 4
    assert np.isnan(fisher_p([None, 1], [4, 3], [2, None], [9, 9])).all()
    assert rate_p([0], [10], [0], [10]).tolist() == [1.0]
    assert np.isnan(rate_p([0, 1, None], [0, 10, 10], [1, 1, 1], [10, 0, 10])).all()
    assert fisher_p([], [], [], []).size == 0


def test_many_comparisons_are_adjusted_as_by_statsmodels_family_by_family():
    chance = np.random.default_rng(3)
    p = chance.random(500) ** 3
    family = chance.integers(0, 40, 500)
    found, sizes = adjusted(p, family)
    for label in range(40):
        rows = family == label
        _, expected, _, _ = multipletests(p[rows], method="fdr_bh")
        np.testing.assert_allclose(found[rows], expected, rtol=1e-12)
        assert (sizes[rows] == rows.sum()).all()


def test_the_worked_families_keep_what_they_keep():
    four = [0.0046, 0.012, 0.02, 0.03, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    found, _ = adjusted(np.array(four), ["a"] * 12)
    assert found[:4].round(3).tolist() == [0.055, 0.072, 0.08, 0.09]
    found, _ = adjusted(np.array([0.02, 0.03, 0.04, 0.045, 0.048]), [1] * 5)
    assert found.tolist() == pytest.approx([0.048] * 5)


def test_a_row_without_a_p_value_is_no_comparison_of_its_family():
    found, sizes = adjusted(np.array([0.01, np.nan, 0.03, np.nan]), ["x", "x", "x", "alone"])
    assert found[[0, 2]].tolist() == [0.02, 0.03]
    assert np.isnan(found[[1, 3]]).all()
    assert sizes.tolist() == [2, 2, 2, 0]
    assert adjusted(np.array([]), [])[0].size == 0


@at_leisure
@given(st.lists(st.floats(1e-12, 1), min_size=1, max_size=30))
def test_an_adjusted_p_value_is_never_smaller_and_keeps_the_order(values):
    p = np.array(values)
    found, _ = adjusted(p, [0] * len(p))
    assert (found >= p * (1 - 1e-12)).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p)]) >= 0).all()


def power(ratio: float, n: int, m: int, share: float) -> float:
    """The textbook power of a two-sided comparison of two proportions at 5%."""
    other = share * ratio
    pooled = (n * other + m * share) / (n + m)
    alike = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    apart = np.sqrt(other * (1 - other) / n + share * (1 - share) / m)
    return stats.norm.cdf((abs(other - share) - stats.norm.ppf(0.975) * alike) / apart)


def test_the_smallest_detectable_ratios_are_where_power_reaches_four_fifths():
    chance = np.random.default_rng(4)
    n, m = chance.integers(5, 800, 150), chance.integers(30, 5_000, 150)
    share = chance.uniform(0.02, 0.98, 150)
    above, below = detectable_ratios(n, m, share)
    seen = 0
    for row in range(150):
        facts = int(n[row]), int(m[row]), float(share[row])
        for found, end in ((above[row], 1 / share[row]), (below[row], 0.0)):
            if np.isnan(found):
                assert power(end + (1 - end) * 1e-9, *facts) < 0.8
                continue
            expected = brentq(
                lambda ratio, facts=facts: power(ratio, *facts) - 0.8,
                1 + (end - 1) * 1e-9,
                1 + (end - 1) * (1 - 1e-12),
            )
            assert found == pytest.approx(expected, rel=1e-6)
            seen += 1
    assert seen > 200


def test_the_worked_groups_could_have_shown_these_ratios():
    above, below = detectable_ratios([128, 9, 40], [1510, 1900, 600], np.array([0.279, 0.11, 0.25]))
    assert above.round(2).tolist() == [1.43, 4.15, 1.84]
    assert below[[0, 2]].round(2).tolist() == [0.61, 0.30]
    assert np.isnan(below[1])


def test_280_in_each_group_are_needed_for_a_ratio_of_1_4():
    """R's power.prop.test says so of 27.9%, and 329 of 25%."""
    above, _ = detectable_ratios([280, 329], [280, 329], np.array([0.279, 0.25]))
    assert above.tolist() == pytest.approx([1.4, 1.4], abs=0.001)


def test_no_ratio_is_detectable_where_nothing_could_be_seen():
    of, reference_of = [0, 10, 10, 10, 10, 2], [10, 0, 10, 10, 10, 2]
    share = np.array([0.5, 0.5, 0.0, 1.4, np.nan, 0.5])
    for found in detectable_ratios(of, reference_of, share):
        assert np.isnan(found).all()
    above, below = detectable_ratios([200], [200], np.array([1.0]))
    assert np.isnan(above[0])
    assert 0 < below[0] < 1


def test_the_detectable_ratios_of_rates_are_found_about_as_often_as_they_say():
    chance, draws = np.random.default_rng(5), 3_000
    for n, m, rate in ((900, 88_000, 0.004), (4_100, 91_000, 0.004), (60_000, 30_000, 0.004)):
        above, below = detectable_rate_ratios([n], [m], np.array([rate]))
        for (ratio,) in (above, below):
            if np.isnan(ratio):
                assert n == 900
                continue
            a = chance.poisson(n * rate * ratio, draws)
            c = chance.poisson(m * rate, draws)
            found = rate_p(a, np.full(draws, n), c, np.full(draws, m)) < 0.05
            assert found.mean() == pytest.approx(0.81, abs=0.05)


def test_no_ratio_of_rates_is_detectable_where_nothing_could_be_seen():
    of, reference_of = [0, 10, 10, 10, 10], [10, 0, 10, 10, 10]
    for found in detectable_rate_ratios(of, reference_of, np.array([0.5, 0.5, 0.0, np.nan, 1e-9])):
        assert np.isnan(found).all()
    above, below = detectable_rate_ratios([1_000], [1_000], np.array([3.0]))
    assert 0.9 < below[0] < 1 < above[0] < 1.1
