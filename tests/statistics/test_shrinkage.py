"""Shares of small cells drawn together: a finer grid, the other way round, and extremes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betaln

from metrics.shrinkage import shrunken

RATS = [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7
RATS += [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
OF = (
    [20] * 7 + [19] * 4 + [18] * 2 + [17] + [20] * 4 + [19] * 2 + [18] * 2 + [25, 24, 23] + [20] * 6
)
OF += [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
OF += [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]
"""Tumours in 71 groups of rats: Tarone (1982), the worked example of Bayesian Data Analysis, chapter 5."""


def by_quadrature(met: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means, and shares below 0.2, by a wide fine grid over the parameters themselves."""
    log_ratio, log_sum = np.meshgrid(np.linspace(-5, 3, 161), np.linspace(-2, 10, 161))
    total = np.exp(log_sum)
    b = total / (1 + np.exp(log_ratio))
    a = total - b
    log = np.log(a * b) - 2.5 * np.log(total)
    for y, n in zip(met, of, strict=True):
        log += betaln(a + y, b + n - y) - betaln(a, b)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    mean = [(weight * (a + y) / (total + n)).sum() for y, n in zip(met, of, strict=True)]
    below = [
        (weight * stats.beta.cdf(0.2, a + y, b + n - y)).sum() for y, n in zip(met, of, strict=True)
    ]
    return np.array(mean), np.array(below)


def test_the_rats_of_the_textbook_are_drawn_together_as_there():
    """Its posterior centre, 2.4 and 14.3, draws each group towards 14.4% as 16.7 rats more would."""
    assert len(RATS) == len(OF) == 71
    found = shrunken(RATS, OF)
    assert found.estimate.value[0] == pytest.approx((0 + 2.4) / (20 + 16.7), abs=0.004)
    assert found.estimate.value[-1] == pytest.approx((4 + 2.4) / (14 + 16.7), abs=0.004)
    assert found.pooled == pytest.approx(267 / 1739)


def test_a_coarse_grid_gives_what_a_fine_one_does():
    chance = np.random.default_rng(7)
    of = np.array([48, 4, 6, 30, 120, 15, 9, 60])
    for spread in (0.0, 0.1):
        share = np.clip(0.2 + chance.normal(0, spread, 8), 0.02, 0.9)
        met = chance.binomial(of, share)
        found = shrunken(met, of)
        mean, below = by_quadrature(met, of)
        np.testing.assert_allclose(found.estimate.value, mean, atol=0.002)
        above_lower = found.estimate.lower < 0.2
        assert (above_lower == (below > 0.025)).all()


def test_limits_leave_a_fortieth_on_either_side_and_pooled_divides_as_said():
    """By drawing: strengths and means from the grid, then shares; here every cell is alike."""
    met, of = [20, 20, 20, 20], [100, 100, 100, 100]
    found = shrunken(met, of)
    assert found.estimate.value.tolist() == pytest.approx([0.2] * 4, abs=0.003)
    assert found.chance_above.tolist() == pytest.approx([0.49] * 4, abs=0.03)
    alone = stats.beta(20.5, 80.5)
    assert (found.estimate.lower > alone.ppf(0.025)).all()
    assert (found.estimate.upper < alone.ppf(0.975)).all()


def test_limits_hold_the_truth_about_as_often_as_they_say():
    chance = np.random.default_rng(8)
    held = []
    for _ in range(20):
        share = chance.beta(6, 24, 12)
        of = chance.integers(3, 40, 12)
        found = shrunken(chance.binomial(of, share), of).estimate
        held += ((found.lower <= share) & (share <= found.upper)).tolist()
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


def test_a_small_cell_is_drawn_further_than_a_large_one():
    met, of = [2, 50, 20, 30, 25, 15], [4, 100, 100, 100, 100, 100]
    found = shrunken(met, of).estimate.value
    assert found[0] < 0.4
    assert found[1] > 0.45


def test_limits_hardly_move_with_the_confidence_asked():
    met, of = [2, 9, 4, 0], [10, 20, 30, 8]
    usual, wide = (shrunken(met, of, confidence=x).estimate for x in (0.95, 0.998))
    assert (wide.lower < usual.lower).all()
    assert (wide.upper > usual.upper).all()


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_no_cells_give_a_warning_or_an_estimate_outside_its_limits(cells):
    met, of = [a for a, _ in cells], [a + b for a, b in cells]
    found = shrunken(met, of)
    some = np.array([n > 0 for n in of], dtype=bool)
    if some.sum() < 3:
        assert np.isnan(found.estimate.value).all()
        assert np.isnan(found.pooled)
        return
    for part in (found.estimate.value, found.estimate.lower, found.estimate.upper):
        assert (np.isnan(part) == ~some).all()
    value, lower, upper = (
        part[some] for part in (found.estimate.value, found.estimate.lower, found.estimate.upper)
    )
    assert ((lower >= 0) & (lower <= value) & (value <= upper) & (upper <= 1)).all()
    assert ((found.chance_above[some] >= 0) & (found.chance_above[some] <= 1)).all()


def test_none_or_all_of_the_children_stay_inside_the_scale():
    for met in ([0, 0, 0], [40, 2, 9]):
        found = shrunken(met, [40, 2, 9])
        assert not np.isnan(found.estimate.upper).any()
        assert found.pooled in (0, 1)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="larger than"):
        shrunken([5, 1, 1], [4, 2, 2])
