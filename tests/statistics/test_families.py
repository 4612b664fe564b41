"""Children decided about by families: cluster-robust variances of statsmodels, properties, extremes."""

import numpy as np
import pytest
import statsmodels.api as sm

from metrics.disparity import risk_ratio
from metrics.families import Families, clustered, clustered_ratio


def sums(met: np.ndarray, of: np.ndarray) -> Families:
    """Of one group, from its families."""
    y, n = np.asarray(met, dtype=float), np.asarray(of, dtype=float)
    parts = (np.ones(len(y)), y, n, y * y, y * n, n * n)
    return Families(*(np.array([part.sum()]) for part in parts))


def drawn(seed: int, families: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Families of one to five children, who are like each other."""
    chance = np.random.default_rng(seed)
    of = chance.integers(1, 6, families)
    return chance.binomial(of, chance.beta(share * 2, (1 - share) * 2, families)), of


def test_the_variance_is_the_cluster_robust_one():
    for seed in range(30):
        met, of = drawn(seed, 25, 0.4)
        child = np.concatenate(
            [np.r_[np.ones(y), np.zeros(n - y)] for y, n in zip(met, of, strict=True)]
        )
        family = np.repeat(np.arange(25), of)
        fit = sm.OLS(child, np.ones_like(child)).fit(
            cov_type="cluster", cov_kwds={"groups": family}
        )
        p, n = child.mean(), len(child)
        found = clustered(sums(met, of))
        assert found.design_effect[0] == pytest.approx(fit.bse[0] ** 2 / (p * (1 - p) / n))
        assert found.effective[0] == pytest.approx(p * (1 - p) / fit.bse[0] ** 2)


def test_the_worked_ratio_has_the_worked_limits():
    """25 of 58 children and 153 of 660, with squares chosen for design effects of 1.95 and 1.83."""

    def group(families: float, y: float, n: float, effect: float) -> Families:
        p = y / n
        squares = effect * p * (1 - p) * n * (families - 1) / families
        # Only y*y - 2 p y n + p*p n*n counts; the others are set to what makes it so.
        return Families(*(np.array([x]) for x in (families, y, n, squares, 0.0, 0.0)))

    one, other = group(37, 25, 58, 1.95), group(430, 153, 660, 1.83)
    assert clustered(one).design_effect[0] == pytest.approx(1.95)
    found = clustered_ratio(one, other)
    assert [round(float(x[0]), 3) for x in (found.value, found.lower, found.upper)] == [
        1.859,
        1.181,
        2.927,
    ]


def test_children_of_their_own_families_count_once_each():
    met = np.r_[np.ones(30), np.zeros(70)]
    found = clustered(sums(met, np.ones(100)))
    assert found.design_effect[0] == pytest.approx(100 / 99)
    assert found.effective[0] == pytest.approx(99)


def test_families_who_are_all_alike_have_as_many_decisions_as_families():
    met = np.r_[np.full(30, 4), np.zeros(70)]
    found = clustered(sums(met, np.full(100, 4)))
    assert found.effective[0] == pytest.approx(99)


def test_limits_hold_the_truth_as_often_as_they_say_where_plain_ones_do_not():
    chance, rows = np.random.default_rng(9), 1_000
    sides, alone = [], []
    for families, share in ((60, 0.45), (200, 0.3)):
        n = chance.integers(1, 6, (rows, families)).astype(float)
        y = chance.binomial(n.astype(int), chance.beta(share, 1 - share, n.shape)).astype(float)
        parts = (np.ones_like(n), y, n, y * y, y * n, n * n)
        sides.append(Families(*(part.sum(axis=1) for part in parts)))
        alone += [y.sum(axis=1), n.sum(axis=1)]
    found, plain = clustered_ratio(*sides), risk_ratio(*alone)
    assert np.mean((found.lower <= 1.5) & (found.upper >= 1.5)) == pytest.approx(0.95, abs=0.02)
    assert np.mean((plain.lower <= 1.5) & (plain.upper >= 1.5)) < 0.88


def test_where_variance_has_no_value_each_family_counts_once():
    none, some = sums(np.zeros(8), np.full(8, 3)), sums(*drawn(1, 40, 0.4))
    for one, other in ((none, some), (some, none)):
        found = clustered_ratio(one, other)
        once = risk_ratio(
            one.met / one.of * one.families,
            one.families,
            other.met / other.of * other.families,
            other.families,
        )
        np.testing.assert_array_equal(found.lower, once.lower)
        np.testing.assert_array_equal(found.upper, once.upper)
    alike = sums(np.ones(10), np.full(10, 2))
    found = clustered_ratio(alike, some)
    assert found.lower[0] < found.value[0] < found.upper[0]
    assert clustered(alike).design_effect[0] == 0
    assert np.isnan(clustered(alike).effective[0])


def test_one_family_or_none_says_nothing_of_families():
    for met, of in (([2], [3]), ([], []), ([3], [3])):
        found = clustered(sums(met, of))
        assert np.isnan(found.design_effect[0])
        assert np.isnan(found.effective[0])
    nobody = clustered_ratio(sums([], []), sums([1, 0], [2, 3]))
    assert np.isnan([nobody.value[0], nobody.lower[0], nobody.upper[0]]).all()
    one = clustered_ratio(sums([2], [3]), sums([1, 0, 2], [2, 3, 2]))
    assert one.lower[0] < one.value[0] < one.upper[0]
