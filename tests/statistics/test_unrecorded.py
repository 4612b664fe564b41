"""What children without a recorded group could do, beside trying every split of them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.unrecorded import unrecorded


@st.composite
def comparisons(draw):
    n, m, u = draw(st.integers(1, 12)), draw(st.integers(1, 15)), draw(st.integers(0, 10))
    return (
        draw(st.integers(0, n)),
        n,
        draw(st.integers(0, m)),
        m,
        draw(st.integers(0, u)),
        u,
    )


def ratios(a, n, c, m, met, u, most):
    """The ratio of every split: how many unknown children are the group's, and each ratio they allow."""
    found = {}
    for k in range(most + 1):
        for x in range(max(0, k - (u - met)), min(k, met) + 1):
            top, bottom = (a + x) * (m + u - k), (n + k) * (c + met - x)
            if top or bottom:
                found.setdefault(k, []).append(Fraction(top, bottom) if bottom else None)
    return found


def extremes(found):
    every = [ratio for k in found.values() for ratio in k]
    known = [ratio for ratio in every if ratio is not None]
    return min(known, default=np.inf), np.inf if None in every else max(known)


@settings(deadline=None, max_examples=200)
@given(comparisons())
def test_bounds_and_reversal_are_those_of_every_split(row):
    a, n, c, m, _, u = row
    found = unrecorded(*([part] for part in row))
    if a + c == 0:
        for part in (found.lower, found.upper, found.plausible_lower, found.reversal):
            assert np.isnan(part[0])
        return
    every = ratios(*row, u)
    for bounds, splits in (
        ((found.lower, found.upper), every),
        (
            (found.plausible_lower, found.plausible_upper),
            ratios(*row, min(u, int(Fraction(3 * n * u, n + m) + Fraction(1, 2)))),
        ),
    ):
        low, high = extremes(splits)
        assert bounds[0][0] == pytest.approx(float(low))
        assert bounds[1][0] == pytest.approx(float(high))
    side = np.sign(a * m - n * c)
    passed = [
        k
        for k, split in every.items()
        if any(np.sign((np.inf if ratio is None else ratio) - 1) != side for ratio in split)
    ]
    if side and passed:
        assert found.reversal[0] == min(passed)
    else:
        assert np.isnan(found.reversal[0])


def test_the_worked_figures():
    found = unrecorded(
        [49, 12, 20], [121, 60, 90], [421, 90, 180], [1510, 700, 1000], [14, 30, 2], [118, 200, 12]
    )
    assert (found.share * 100).round(1).tolist() == [6.7, 20.8, 1.1]
    assert found.low_reliability.tolist() == [False, True, False]
    assert found.lower.round(3).tolist() == [0.763, 0.317, 1.101]
    assert found.upper.round(3).tolist() == [1.789, 4.511, 1.342]
    assert found.plausible_lower.round(2).tolist() == [1.23, 0.80, 1.19]
    assert found.plausible_upper.round(2).tolist() == [1.79, 4.51, 1.34]
    assert found.reversal[:2].tolist() == [57, 28]
    assert np.isnan(found.reversal[2])


def test_a_lower_rate_is_removed_by_unknown_children_with_the_outcome():
    """5 of 50 against 30 of 100, and 20 unknown children, all with the outcome."""
    found = unrecorded([5], [50], [30], [100], [20], [20])
    assert found.reversal.tolist() == [17]
    assert (5 + 16) / (50 + 16) < (30 + 4) / (100 + 4)
    assert (5 + 17) / (50 + 17) >= (30 + 3) / (100 + 3)


def test_a_gap_may_go_without_any_unknown_child_of_the_group():
    """6 of 40 against 10 of 100: with all 30 unknown children the reference has 20 of 130, a higher rate."""
    found = unrecorded([6], [40], [10], [100], [10], [30])
    assert found.reversal.tolist() == [0]


def test_nothing_unknown_leaves_the_ratio_as_it_is():
    found = unrecorded([6, 5], [40, 50], [10, 0], [100, 10], [0, 0], [0, 0])
    for part in (found.lower, found.upper, found.plausible_lower, found.plausible_upper):
        assert part.tolist() == [1.5, np.inf]
    assert np.isnan(found.reversal).all()
    assert found.share.tolist() == [0, 0]


def test_without_children_or_counts_nothing_is_said():
    found = unrecorded(
        [0, 1, None, 1], [0, 4, 4, 4], [3, 0, 3, 3], [9, 0, 9, 9], [1, 1, 1, None], [2, 2, 2, None]
    )
    assert (found.share.round(3).tolist()[:2]) == [0.182, 0.333]
    assert np.isnan(found.share[3])
    assert found.low_reliability.tolist() == [True, True, True, False]
    for part in (found.lower, found.upper, found.plausible_upper, found.reversal):
        assert np.isnan(part).all()


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="larger than"):
        unrecorded([1], [4], [1], [4], [3], [2])
