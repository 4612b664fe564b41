"""Strata compared and pooled: worked figures, statsmodels, a plain second version, simulation, extremes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import relative_risk
from statsmodels.stats.contingency_tables import StratifiedTable

from metrics.adjustment import (
    adjusted_for,
    homogeneity_p,
    pooled_gap,
    pooled_ratio,
    standardised,
    verdicts,
    within_strata_p,
)
from metrics.disparity import risk_ratio
from metrics.intervals import Estimate

WORKED = {
    "explained by deprivation": "2,38,30,570 4,46,33,367 9,51,44,256 24,66,48,132 45,75,40,60",
    "not explained": "9,31,30,270 14,26,44,236 21,29,37,163 33,27,28,92 41,24,19,61",
    "sparse": "2,5,9,88 4,6,21,120 7,3,16,44",
}


def strata(text: str) -> tuple[np.ndarray, ...]:
    """One comparison; strata are group with and without, reference with and without."""
    a, b, c, d = np.array([[float(x) for x in part.split(",")] for part in text.split()]).T
    return a[None], (a + b)[None], c[None], (c + d)[None]


def many(rows: int, columns: int, seed: int, largest: int = 60) -> tuple[np.ndarray, ...]:
    chance = np.random.default_rng(seed)
    n1, n0 = (
        chance.integers(0, largest, (rows, columns)),
        chance.integers(0, largest, (rows, columns)),
    )
    share = chance.uniform(0.02, 0.6, (rows, columns))
    times = chance.uniform(0.6, 1.6, (rows, 1))
    a, c = chance.binomial(n1, share * times), chance.binomial(n0, share)
    return tuple(part.astype(float) for part in (a, n1, c, n0))


def only(found: Estimate, digits: int = 3) -> tuple[float, ...]:
    return tuple(round(float(part[0]), digits) for part in (found.value, found.lower, found.upper))


@pytest.mark.parametrize(
    ("name", "crude", "ratio", "direct", "gap", "p", "verdict"),
    [
        (
            "explained by deprivation",
            1.89,
            (0.974, 0.770, 1.232),
            (0.981, 0.737, 1.305),
            (-0.5, -5.3, 4.2),
            0.83,
            "could account",
        ),
        (
            "not explained",
            2.87,
            (2.381, 1.932, 2.933),
            (2.338, 1.885, 2.901),
            (25.4, 18.7, 32.2),
            0.0,
            "remains",
        ),
        (
            "sparse",
            3.12,
            (2.709, 1.712, 4.287),
            (2.738, 1.645, 4.559),
            (29.9, 10.9, 49.0),
            0.0002,
            "remains",
        ),
    ],
)
def test_the_worked_strata(name, crude, ratio, direct, gap, p, verdict):
    counts = strata(WORKED[name])
    found = adjusted_for(*counts)
    assert round(float(found.crude.value[0]), 2) == crude
    assert only(found.ratio) == ratio
    assert only(standardised(*counts)) == direct
    assert only(found.gap.times(100), 1) == gap
    assert found.p[0] == pytest.approx(p, abs=0.005 if p > 0.01 else 0.00005)
    assert found.strata.tolist() == [counts[0].size]
    assert found.homogeneity_p[0] > 0.9
    assert found.verdict.tolist() == [verdict]


def test_the_pooled_ratio_and_its_test_are_those_of_statsmodels():
    a, n1, c, n0 = many(200, 5, seed=1)
    ratio, p = pooled_ratio(*used(a, n1, c, n0)), within_strata_p(*used(a, n1, c, n0))
    for row in range(200):
        tables = [
            np.array([[w, x - w], [y, z - y]])
            for w, x, y, z in zip(a[row], n1[row], c[row], n0[row], strict=True)
            if x and z
        ]
        theirs = StratifiedTable(tables)
        assert ratio.value[row] == pytest.approx(theirs.riskratio_pooled, rel=1e-9)
        assert p[row] == pytest.approx(theirs.test_null_odds().pvalue, rel=1e-7)


def used(*counts: np.ndarray) -> tuple[np.ndarray, ...]:
    both = (counts[1] > 0) & (counts[3] > 0)
    return tuple(np.where(both, part, 0.0) for part in counts)


def test_limits_are_those_of_the_formulas_written_out_stratum_by_stratum():
    counts = many(100, 4, seed=2)
    ratio, gap = pooled_ratio(*used(*counts)), pooled_gap(*used(*counts))
    for row in range(100):
        top = bottom = spread = weight = apart = first = second = 0.0
        for a, n1, c, n0 in zip(*(part[row] for part in counts), strict=True):
            if not n1 or not n0:
                continue
            n, m1 = n1 + n0, a + c
            top += a * n0 / n
            bottom += c * n1 / n
            spread += m1 * n1 * n0 / n**2 - a * c / n
            weight += n1 * n0 / n
            apart += n1 * n0 / n * (a / n1 - c / n0)
            first += c * (n1 / n) ** 2 - a * (n0 / n) ** 2 + n1 / n * n0 / n * (n0 - n1) / 2
            second += (a * (n0 - c) / n + c * (n1 - a) / n) / 2
        error = math.exp(1.959964 * math.sqrt(spread / (top * bottom)))
        assert ratio.upper[row] == pytest.approx(top / bottom * error, rel=1e-6)
        assert ratio.lower[row] == pytest.approx(top / bottom / error, rel=1e-6)
        deviation = math.sqrt(apart / weight * first + second) / weight
        assert gap.upper[row] == pytest.approx(apart / weight + 1.959964 * deviation, abs=1e-6)


def test_one_stratum_has_the_textbook_limits():
    found = pooled_ratio(*(np.array([[float(x)]]) for x in (46, 128, 421, 1510)))
    low, high = relative_risk(46, 128, 421, 1510).confidence_interval(0.95)
    assert found.lower[0] == pytest.approx(low)
    assert found.upper[0] == pytest.approx(high)


def test_limits_hold_the_truth_as_often_as_they_say():
    """The same ratio, or the same gap, in five strata of different size and share."""
    chance, rows = np.random.default_rng(5), 4_000
    n1, n0 = np.array([8, 15, 20, 30, 40.0]), np.array([200, 150, 100, 80, 60.0])
    share = np.array([0.1, 0.15, 0.2, 0.3, 0.4])
    sizes = np.tile(n1, (rows, 1)), np.tile(n0, (rows, 1))
    c = chance.binomial(n0.astype(int), share, (rows, 5)).astype(float)
    a = chance.binomial(n1.astype(int), share * 1.5, (rows, 5)).astype(float)
    found = pooled_ratio(a, sizes[0], c, sizes[1])
    assert np.mean((found.lower <= 1.5) & (found.upper >= 1.5)) == pytest.approx(0.95, abs=0.015)
    p = homogeneity_p(a, sizes[0], c, sizes[1], ratio=found.value)
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.02)
    a = chance.binomial(n1.astype(int), share + 0.1, (rows, 5)).astype(float)
    apart = pooled_gap(a, sizes[0], c, sizes[1])
    assert np.mean((apart.lower <= 0.1) & (apart.upper >= 0.1)) == pytest.approx(0.95, abs=0.015)


def test_strata_that_differ_are_seen_to():
    a, n1, c, n0 = strata("30,70,10,90 10,90,30,70")
    ratio = pooled_ratio(a, n1, c, n0)
    assert ratio.value[0] == pytest.approx(1.0)
    (p,) = homogeneity_p(a, n1, c, n0, ratio=ratio.value)
    pearson = 2 * (0.2 / math.sqrt(0.2 * 0.8 * 2 / 100)) ** 2
    assert p == pytest.approx(stats.chi2.sf(pearson, 1), rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=4))
def test_no_strata_give_a_warning_or_a_ratio_outside_its_limits(tables):
    text = " ".join(",".join(map(str, table)) for table in tables)
    counts = strata(text)
    found = adjusted_for(*counts)
    assert found.verdict[0] in {"could account", "remains", "cannot tell", "too few"}
    if not np.isnan(found.ratio.lower[0]):
        assert found.ratio.lower[0] <= found.ratio.value[0] <= found.ratio.upper[0]
    else:
        assert found.verdict[0] == "too few"
    turned = adjusted_for(counts[2], counts[3], counts[0], counts[1])
    if 0 < found.ratio.value[0] < math.inf:
        assert turned.ratio.value[0] == pytest.approx(1 / found.ratio.value[0])
    direct = standardised(*counts)
    assert np.isnan(direct.value[0]) or direct.lower[0] <= direct.value[0] <= direct.upper[0]


def test_where_nobody_of_one_side_has_it_the_limits_are_the_score_tests():
    for row in ((0, 12, 40, 350), (9, 12, 0, 350), (12, 12, 0, 40), (0, 12, 40, 40)):
        counts = tuple(np.array([[float(part)]]) for part in row)
        found, expected = pooled_ratio(*counts), risk_ratio(*(part[0] for part in counts))
        for name in ("value", "lower", "upper"):
            np.testing.assert_allclose(getattr(found, name), getattr(expected, name))
    split = pooled_ratio(*strata("0,6,20,155 0,6,20,155"))
    assert split.value.tolist() == split.lower.tolist() == [0]
    whole = risk_ratio([0], [12], [40], [350])
    assert split.upper[0] == pytest.approx(whole.upper[0], rel=0.02)
    empty = pooled_ratio(*strata("0,6,20,155 0,0,3,9 0,7,0,0"))
    assert empty.upper[0] == pytest.approx(risk_ratio([0], [6], [20], [175]).upper[0])


def test_strata_without_both_add_nothing():
    found = adjusted_for(*strata("9,31,30,270 14,26,44,236 5,5,0,0 0,0,7,9 0,0,0,0"))
    alone = adjusted_for(*strata("9,31,30,270 14,26,44,236"))
    assert found.strata.tolist() == [2]
    for name in ("p", "homogeneity_p"):
        assert getattr(found, name) == getattr(alone, name)
    assert only(found.ratio, 9) == only(alone.ratio, 9)
    assert only(found.gap, 9) == only(alone.gap, 9)
    assert only(found.crude) != only(alone.crude)


def test_nothing_that_varies_has_no_p_value_and_no_gap():
    for text in ("0,9,0,9 0,30,0,30", "9,0,9,0 30,0,30,0", "0,0,0,0", "1,0,0,0 0,0,1,0"):
        found = adjusted_for(*strata(text))
        for part in (found.p, found.homogeneity_p, found.gap.value, found.gap.upper):
            assert np.isnan(part).all()
        assert found.verdict.tolist() == ["too few"]


def test_one_stratum_is_no_adjustment():
    assert adjusted_for(*strata("46,82,421,1089")).verdict.tolist() == ["too few"]


def test_a_standard_needs_every_stratum_of_both():
    assert np.isnan(standardised(*strata("9,31,30,270 0,0,44,236")).value[0])
    assert np.isnan(standardised(*strata("0,31,30,270 0,9,44,236")).value[0])
    assert np.isnan(standardised(*strata("0,0,0,0")).value[0])
    with_empty = standardised(*strata("9,31,30,270 14,26,44,236 0,0,0,0"))
    assert only(with_empty) == only(standardised(*strata("9,31,30,270 14,26,44,236")))


@pytest.mark.parametrize(
    ("crude", "pooled", "told"),
    [
        ((1.9, 1.5, 2.4), (1.0, 0.8, 1.2), "could account"),
        ((1.9, 1.5, 2.4), (1.6, 1.2, 2.1), "remains"),
        ((1.9, 1.5, 2.4), (1.6, 0.9, 2.8), "cannot tell"),
        ((1.5, 1.1, 2.0), (1.2, 0.8, 1.8), "could account"),
        ((1.5, 1.1, 2.0), (1.25, 0.8, 1.9), "cannot tell"),
        ((0.5, 0.3, 0.8), (0.9, 0.6, 1.4), "could account"),
        ((0.5, 0.3, 0.8), (0.6, 0.4, 0.9), "remains"),
        ((1.9, 1.5, 2.4), (0.6, 0.4, 0.9), "cannot tell"),
        ((1.3, 0.9, 1.7), (1.1, 0.8, 1.6), "cannot tell"),
        ((1.3, 0.9, 1.7), (1.4, 1.1, 1.8), "remains"),
        ((1.0, 0.8, 1.2), (1.4, 1.1, 1.8), "cannot tell"),
        ((math.inf, 3.0, math.inf), (math.inf, 2.0, math.inf), "remains"),
        ((0.0, 0.0, 0.7), (0.0, 0.0, 1.4), "cannot tell"),
        ((math.nan,) * 3, (math.nan,) * 3, "too few"),
    ],
)
def test_what_adjusting_may_be_said_to_do(crude, pooled, told):
    one, other = (Estimate(*(np.array([x]) for x in row)) for row in (crude, pooled))
    assert verdicts(one, other, np.array([True])).tolist() == [told]
    assert verdicts(one, other, np.array([False])).tolist() == ["too few"]
