"""Ratios, gaps and what may be said of them: worked figures, other implementations, properties, extremes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.disparity import (
    against_everyone,
    gap,
    largest,
    others,
    rate_gap,
    rate_ratio,
    risk_ratio,
)
from metrics.intervals import Estimate, count_limits

at_leisure = settings(deadline=None, max_examples=50)
GROUP_SIZES = st.integers(1, 500)


def many(rows: int, seed: int) -> tuple[np.ndarray, ...]:
    """Pairs of groups of all sizes with shares of all sizes, none or all among them."""
    chance = np.random.default_rng(seed)
    n = np.exp(chance.uniform(0, 7, rows)).astype(int)
    m = np.exp(chance.uniform(0, 9, rows)).astype(int)
    shares = chance.choice([0.0, 0.02, 0.1, 0.3, 0.8, 0.97, 1.0], (2, rows))
    return chance.binomial(n, shares[0]), n, chance.binomial(m, shares[1]), m


def rounded(found: Estimate, digits: int) -> list[tuple[float, float, float]]:
    parts = zip(found.value, found.lower, found.upper, strict=True)
    return [tuple(round(float(part), digits) for part in row) for row in parts]


# Worked figures


def test_ratios_are_the_worked_ones():
    found = risk_ratio(
        [46, 3, 0, 5, 49],
        [128, 9, 12, 5, 121],
        [421, 210, 40, 60, 421],
        [1510, 1900, 350, 90, 1510],
    )
    assert rounded(found, 3) == [
        (1.289, 0.997, 1.624),
        (3.016, 1.084, 5.955),
        (0, 0, 2.163),
        (1.5, 0.839, 1.772),
        (1.452, 1.139, 1.803),
    ]


def test_gaps_are_the_worked_ones():
    found = gap([46, 3, 0], [128, 9, 12], [421, 210, 40], [1510, 1900, 350])
    assert rounded(found.times(100), 1) == [
        (8.1, -0.1, 16.9),
        (22.3, 1.0, 53.6),
        (-11.4, -15.2, 13.0),
    ]
    more = found.times(np.array([128, 9, 12]))
    assert rounded(more, 0)[0] == (10, 0, 22)


def test_newcombes_own_table_is_reproduced():
    """Newcombe (1998), Table II, method 10: all eight."""
    table = {
        (56, 70, 48, 80): (0.0524, 0.3339),
        (9, 10, 3, 10): (0.1705, 0.8090),
        (6, 7, 2, 7): (0.0582, 0.8062),
        (5, 56, 0, 29): (-0.0381, 0.1926),
        (0, 10, 0, 20): (-0.1611, 0.2775),
        (0, 10, 0, 10): (-0.2775, 0.2775),
        (10, 10, 0, 20): (0.6791, 1.0),
        (10, 10, 0, 10): (0.6075, 1.0),
    }
    found = gap(*(list(part) for part in zip(*table, strict=True)))
    limits = zip(found.lower, found.upper, strict=True)
    for (low, high), expected in zip(limits, table.values(), strict=True):
        assert (low, high) == pytest.approx(expected, abs=6e-5)


def test_ratios_of_rates_are_the_worked_ones():
    found = rate_ratio([12, 3, 0], [4_100, 900, 350], [160, 210, 40], [91_000, 88_000, 21_000])
    assert rounded(found, 3) == [(1.665, 0.842, 2.989), (1.397, 0.286, 4.139), (0, 0, 5.796)]


KNOWN = {
    "White": (421, 1510),
    "Mixed": (46, 128),
    "Asian": (37, 149),
    "Black": (49, 121),
    "Other": (9, 33),
}


def test_each_reference_gives_its_worked_ratio():
    met, of = (np.array(part, dtype=float) for part in zip(*KNOWN.values(), strict=True))
    table = ["ethnicity"] * 5
    assert met.sum() == 562
    place = largest(of, table)
    assert place.tolist() == [0] * 5
    against_largest = risk_ratio(met, of, met[place], of[place])
    rest = risk_ratio(met, of, *others(met, of, table))
    everyone = against_everyone(rest, of / of.sum())
    assert rounded(against_largest, 3)[1:4] == [
        (1.289, 0.997, 1.624),
        (0.891, 0.660, 1.175),
        (1.452, 1.139, 1.803),
    ]
    assert rounded(rest, 3)[1:4] == [
        (1.263, 0.979, 1.586),
        (0.848, 0.629, 1.115),
        (1.437, 1.129, 1.778),
    ]
    assert rounded(everyone, 3)[1:4] == [
        (1.241, 0.980, 1.527),
        (0.858, 0.648, 1.106),
        (1.399, 1.120, 1.696),
    ]
    np.testing.assert_allclose(everyone.value, (met / of) / (562 / 1941), rtol=1e-12)


# Other implementations


def score(ratio: float, a: int, n: int, c: int, m: int) -> float:
    """Koopman's statistic, the constrained share by the textbook quadratic."""
    quadratic = ((n + m) * ratio, -(n * ratio + a + m + c * ratio), a + c)
    p0 = min(np.roots(quadratic).real)
    p1 = ratio * p0
    variance = p1 * (1 - p1) / n + ratio**2 * p0 * (1 - p0) / m
    return (a / n - ratio * c / m) / math.sqrt(variance)


def test_the_limits_are_where_the_score_test_stops_rejecting():
    a, n, c, m = many(300, seed=1)
    found, z = risk_ratio(a, n, c, m), stats.norm.ppf(0.975)
    seen = 0
    for row in np.flatnonzero(a + c > 0):
        counts = int(a[row]), int(n[row]), int(c[row]), int(m[row])
        if a[row]:
            low = brentq(lambda log, at=counts: score(math.exp(log), *at) - z, -25, 25, xtol=1e-13)
            assert found.lower[row] == pytest.approx(math.exp(low), rel=1e-6), counts
        if c[row]:
            high = brentq(lambda log, at=counts: score(math.exp(log), *at) + z, -25, 25, xtol=1e-13)
            assert found.upper[row] == pytest.approx(math.exp(high), rel=1e-6), counts
        seen += 1
    assert seen > 200


def test_ratio_limits_are_those_of_statsmodels_where_it_is_right():
    """It is wrong where every child of either group has the outcome, and has no limits for none."""
    a, n, c, m = many(500, seed=2)
    found = risk_ratio(a, n, c, m)
    seen = 0
    for row in np.flatnonzero((a > 0) & (c > 0) & (a < n) & (c < m)):
        low, high = confint_proportions_2indep(
            a[row], n[row], c[row], m[row], method="score", compare="ratio", correction=False
        )
        assert found.lower[row] == pytest.approx(low, rel=1e-5)
        assert found.upper[row] == pytest.approx(high, rel=1e-5)
        seen += 1
    assert seen > 100


def test_gap_limits_are_those_of_statsmodels():
    a, n, c, m = many(300, seed=3)
    found = gap(a, n, c, m)
    for row in range(300):
        low, high = confint_proportions_2indep(
            a[row], n[row], c[row], m[row], method="newcomb", compare="diff"
        )
        assert found.lower[row] == pytest.approx(low, abs=1e-9)
        assert found.upper[row] == pytest.approx(high, abs=1e-9)


def test_limits_of_rate_ratios_are_those_of_the_binomial_split():
    chance = np.random.default_rng(4)
    n, m = chance.integers(50, 5_000, 150), chance.integers(50, 100_000, 150)
    a, c = chance.poisson(n * 0.003), chance.poisson(m * 0.003)
    c[:30] = 0
    found = rate_ratio(a, n, c, m)
    for row in np.flatnonzero(a + c > 0):
        part = stats.binomtest(int(a[row]), int(a[row] + c[row])).proportion_ci(method="exact")
        scale = m[row] / n[row]
        assert found.lower[row] == pytest.approx(part.low / (1 - part.low) * scale, rel=1e-6)
        high = part.high / (1 - part.high) * scale if c[row] else math.inf
        assert found.upper[row] == pytest.approx(high, rel=1e-6)


def test_a_gap_of_rates_moves_as_far_as_its_two_rates():
    """Against a reference so large that it does not move, the limits are those of the group's own rate."""
    found = rate_gap([4, 30], [2_000, 2_000], [10**9, 10**9], [10**12, 10**12])
    lower, upper = count_limits(np.array([4.0, 30.0]))
    np.testing.assert_allclose(found.lower, lower / 2_000 - 0.001, atol=1e-7)
    np.testing.assert_allclose(found.upper, upper / 2_000 - 0.001, atol=1e-7)
    assert found.value.tolist() == pytest.approx([0.001, 0.014])


# Properties


@at_leisure
@given(st.data(), GROUP_SIZES, GROUP_SIZES)
def test_limits_hold_the_ratio_and_turn_round_with_the_groups(data, n, m):
    a = data.draw(st.integers(0, n))
    c = data.draw(st.integers(0, m))
    for function in (risk_ratio, rate_ratio):
        here, there = function([a], [n], [c], [m]), function([c], [m], [a], [n])
        if a + c == 0:
            assert np.isnan([here.value, here.lower, here.upper]).all()
            continue
        assert here.lower[0] <= here.value[0] <= here.upper[0]
        assert (here.lower[0] == 0) == (a == 0)
        assert math.isinf(here.upper[0]) == (c == 0)
        if a and c:
            assert here.lower[0] == pytest.approx(1 / there.upper[0], rel=1e-9)
            assert here.value[0] == pytest.approx(1 / there.value[0], rel=1e-9)


@at_leisure
@given(st.data(), GROUP_SIZES, GROUP_SIZES)
def test_gaps_stay_between_all_and_none_and_turn_round_with_the_groups(data, n, m):
    a = data.draw(st.integers(0, n))
    c = data.draw(st.integers(0, m))
    here, there = gap([a], [n], [c], [m]), gap([c], [m], [a], [n])
    assert -1 - 1e-12 <= here.lower[0] <= here.value[0] <= here.upper[0] <= 1 + 1e-12
    assert here.lower[0] == pytest.approx(-there.upper[0], abs=1e-12)


@at_leisure
@given(st.data(), st.integers(10, 200), st.integers(30, 400))
def test_a_wider_confidence_holds_the_narrower(data, n, m):
    a, c = data.draw(st.integers(0, n)), data.draw(st.integers(1, m))
    for function in (risk_ratio, rate_ratio, gap, rate_gap):
        usual, wide = (function([a], [n], [c], [m], confidence=x) for x in (0.95, 0.998))
        assert wide.lower[0] <= usual.lower[0]
        assert wide.upper[0] >= usual.upper[0]


@at_leisure
@given(st.data(), GROUP_SIZES, GROUP_SIZES)
def test_against_everyone_no_ratio_changes_sides(data, n, m):
    a = data.draw(st.integers(0, n))
    c = data.draw(st.integers(0, m))
    rest = risk_ratio([a], [n], [c], [m])
    everyone = against_everyone(rest, np.array([n / (n + m)]))
    for before, after in ((rest.value[0], everyone.value[0]), (rest.lower[0], everyone.lower[0])):
        if not math.isnan(before):
            assert min(1.0, before) - 1e-9 <= after <= max(1.0, before) + 1e-9
    if a + c:
        assert everyone.value[0] == pytest.approx((a / n) / ((a + c) / (n + m)), rel=1e-9)
