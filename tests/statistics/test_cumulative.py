"""The ratios of a chain of decisions: their product, its limits, and chains that are cut short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.cumulative import cumulative_ratio
from metrics.disparity import rate_ratio, risk_ratio

PARTS = ("value", "lower", "upper")


def chain(*reached: int) -> tuple[np.ndarray, np.ndarray]:
    """Everybody followed: who reached a step are eligible for the next."""
    counts = np.array([reached], dtype=float)
    return counts[:, 1:], counts[:, :-1]


@st.composite
def chains(draw):
    reached = [draw(st.integers(1, 3_000))]
    for _ in range(draw(st.integers(1, 5))):
        reached.append(draw(st.integers(0, reached[-1])))
    return reached


@settings(deadline=None, max_examples=40)
@given(chains(), chains(), st.booleans())
def test_the_product_of_the_steps_is_the_ratio_of_the_whole_with_its_own_limits(
    group, reference, residents
):
    steps = min(len(group), len(reference))
    one, other = chain(*group[:steps]), chain(*reference[:steps])
    found = cumulative_ratio(*one, *other, residents=residents)
    ratio = rate_ratio if residents else risk_ratio
    for step in range(1, steps):
        whole = ratio([group[step]], [group[0]], [reference[step]], [reference[0]])
        for name in PARTS:
            expected = getattr(whole, name)[0]
            assert getattr(found, name)[0, step - 1] == pytest.approx(
                expected, rel=1e-6, nan_ok=True
            )
    each = risk_ratio(*(part[0] for part in (*one, *other))).value
    if reference[steps - 1] and group[steps - 1]:
        assert np.prod(each) == pytest.approx(found.value[0, -1])


def test_a_step_that_some_have_not_been_followed_to_widens_the_limits():
    group, reference = chain(4_100, 400, 200, 100), chain(91_000, 6_000, 2_400, 1_000)
    whole = cumulative_ratio(*group, *reference, residents=True)
    fewer = group[1].copy()
    fewer[0, 2] = 50
    met = group[0].copy()
    met[0, 2] = 25
    cut = cumulative_ratio(met, fewer, *reference, residents=True)
    np.testing.assert_allclose(cut.value, whole.value)
    np.testing.assert_allclose(cut.upper[:, :2], whole.upper[:, :2])
    assert cut.lower[0, 2] < whole.lower[0, 2]
    assert cut.upper[0, 2] > whole.upper[0, 2]


@pytest.mark.parametrize("residents", [False, True])
def test_limits_of_a_chain_cut_short_hold_the_truth_as_often_as_they_say(residents):
    """Of those who took the first step, two in three have been followed to the second."""
    chance, rows = np.random.default_rng(6), 4_000
    sides = []
    for of, first, second in ((2_000, 0.06, 0.5), (30_000, 0.04, 0.4)):
        taken = chance.binomial(of, first, rows)
        followed = chance.binomial(taken, 2 / 3)
        met = np.column_stack([taken, chance.binomial(followed, second)])
        sides += [met, np.column_stack([np.full(rows, of), followed])]
    found = cumulative_ratio(*sides, residents=residents)
    truth = 0.06 * 0.5 / (0.04 * 0.4)
    held = (found.lower[:, 1] <= truth) & (found.upper[:, 1] >= truth)
    assert np.mean(held) == pytest.approx(0.96, abs=0.02)


def test_a_step_that_nobody_is_known_to_be_eligible_for_ends_the_chain():
    met, of = np.array([[40.0, 0, 3]]), np.array([[100.0, 0, 9]])
    others = np.array([[300.0, 200, 100]]), np.array([[900.0, 300, 200]])
    found = cumulative_ratio(met, of, *others)
    assert found.value[0, 0] == pytest.approx(1.2)
    for name in PARTS:
        assert np.isnan(getattr(found, name)[0, 1:]).all()


def test_a_chain_that_everybody_leaves_keeps_the_limit_of_the_step_where_they_left():
    met, of = np.array([[40.0, 0, 0]]), np.array([[100.0, 30, 0]])
    others = np.array([[300.0, 200, 100]]), np.array([[900.0, 300, 200]])
    found = cumulative_ratio(met, of, *others)
    assert found.value[0].tolist() == pytest.approx([1.2, 0, 0])
    assert 0 < found.upper[0, 1] < found.upper[0, 2]


def test_a_chain_that_nobody_leaves_is_no_surer_than_its_smallest_step():
    met = of = np.array([[100.0, 25]])
    others = np.array([[450.0, 225]]), np.array([[900.0, 450]])
    found = cumulative_ratio(met, of, *others)
    expected = risk_ratio([25], [25], [225], [900])
    assert found.value[0, 1] == pytest.approx(4.0)
    assert found.lower[0, 1] == pytest.approx(expected.lower[0])
