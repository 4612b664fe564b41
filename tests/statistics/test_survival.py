"""Waits, some unfinished: lifelines and statsmodels beside ours, tables that add up, extremes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test
from statsmodels.duration.survfunc import survdiff

from metrics.intervals import shares
from metrics.survival import (
    LifeTable,
    Within,
    at_risk,
    completed_only,
    curve,
    flatters,
    life_table,
    log_rank,
    median,
    stratified_log_rank,
    within,
)

at_leisure = settings(deadline=None, max_examples=50)


def waits(seed: int, children: int, longest: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Days, and whether the event came: many on the same day, about a third not yet."""
    chance = np.random.default_rng(seed)
    event = np.ceil(chance.gamma(2, chance.uniform(3, 12), children)).astype(int)
    last = chance.integers(0, longest, children)
    return np.minimum(event, last), event <= last


def table(days, happened) -> LifeTable:
    happened = np.asarray(happened, dtype=int)
    return life_table(days, happened, 1 - happened)


def test_curves_and_medians_are_those_of_lifelines():
    for seed in range(60):
        days, happened = waits(seed, 4 + seed)
        theirs = KaplanMeierFitter().fit(days, happened)
        found = curve(table(days, happened))
        np.testing.assert_allclose(
            found.waiting, theirs.survival_function_at_times(found.days).to_numpy(), atol=1e-12
        )
        assert found.at_risk.tolist() == theirs.event_table.loc[found.days, "at_risk"].tolist()
        # Its own median takes 0.5000000000000001 for more than half.
        half = theirs.survival_function_["KM_estimate"].round(12) <= 0.5
        assert median(table(days, happened)) == (half.idxmax() if half.any() else None)


def test_shares_within_a_limit_and_their_limits_are_those_of_lifelines():
    seen = 0
    for seed in range(60):
        days, happened = waits(seed, 8 + 2 * seed)
        theirs = KaplanMeierFitter().fit(days, happened)
        bounds = 1 - theirs.confidence_interval_survival_function_
        for limit in (5, 15, 30):
            found = within(table(days, happened), limit)
            waiting = theirs.predict(limit)
            if found.value is None:
                assert days.max() < limit
                continue
            assert found.value == pytest.approx(1 - waiting)
            if 0 < waiting < 1:
                high, low = bounds.loc[:limit].iloc[-1]
                assert found.lower == pytest.approx(low)
                assert found.upper == pytest.approx(high)
                seen += 1
    assert seen > 120


@pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0 all arguments of sum")
def test_log_rank_tests_are_those_of_lifelines():
    for seed in range(20):
        groups = [waits(100 * seed + group, 5 + 2 * seed) for group in range(4)]
        two = log_rank([table(*group) for group in groups[:2]])
        theirs = logrank_test(groups[0][0], groups[1][0], groups[0][1], groups[1][1])
        assert two.chi2 == pytest.approx(theirs.test_statistic)
        assert two.p == pytest.approx(theirs.p_value)
        all_four = log_rank([table(*group) for group in groups])
        theirs = multivariate_logrank_test(
            np.concatenate([days for days, _ in groups]),
            np.repeat(range(4), 5 + 2 * seed),
            np.concatenate([happened for _, happened in groups]),
        )
        assert all_four.freedom == 3
        assert all_four.chi2 == pytest.approx(theirs.test_statistic)
        assert all_four.p == pytest.approx(theirs.p_value)


@pytest.mark.parametrize("groups", [2, 3])
def test_stratified_log_rank_tests_are_those_of_statsmodels(groups):
    for seed in range(25):
        strata = [
            [waits(1_000 * seed + 10 * stratum + group, 12) for group in range(groups)]
            for stratum in range(4)
        ]
        found = stratified_log_rank([[table(*each) for each in stratum] for stratum in strata])
        flat = [each for stratum in strata for each in stratum]
        chi2, p = survdiff(
            np.concatenate([days for days, _ in flat]),
            np.concatenate([happened for _, happened in flat]).astype(int),
            np.tile(np.repeat(np.arange(groups), 12), 4),
            strata=np.repeat(np.arange(4), 12 * groups),
        )
        assert found.chi2 == pytest.approx(chi2)
        assert found.p == pytest.approx(p)


EACH = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=25)


@at_leisure
@given(EACH, EACH)
def test_two_life_tables_together_are_the_life_table_of_all(one, other):
    def counted(rows):
        return table([day for day, _ in rows], [happened for _, happened in rows])

    whole, both = counted(one) + counted(other), counted(one + other)
    for name in ("days", "events", "censored"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(both, name))
    assert both.children == len(one) + len(other)
    assert (np.diff(both.days) > 0).all()


@at_leisure
@given(EACH, st.integers(0, 14))
def test_no_waits_give_a_warning_or_a_share_outside_its_limits(rows, limit):
    both = table([day for day, _ in rows], [happened for _, happened in rows])
    found = within(both, limit)
    if found.value is None:
        assert found == Within(None, None, None)
        assert not any(day >= limit for day, _ in rows)
    else:
        assert 0 <= found.lower <= found.value <= found.upper <= 1
    assert median(both) is None or median(both) <= 12
    assert isinstance(flatters(both, limit), bool)
    partial = completed_only(both, limit)
    assert partial is None or 0 <= partial <= 1
    test = log_rank([both, table([1, 3, 5], [1, 0, 1])])
    assert (test.p is None) == (test.freedom == 0)
    assert test.p is None or 0 <= test.p <= 1


@at_leisure
@given(EACH, EACH)
def test_a_log_rank_test_does_not_mind_the_order_of_the_groups(one, other):
    first, second = (
        table([day for day, _ in rows], [happened for _, happened in rows]) for rows in (one, other)
    )
    here, there = log_rank([first, second]), log_rank([second, first])
    assert here.chi2 == pytest.approx(there.chi2)
    assert here.freedom == there.freedom
    alike = log_rank([first, first])
    assert alike.chi2 == pytest.approx(0, abs=1e-9)


def test_without_anybody_censored_the_share_is_plain_and_the_number_waiting_falls():
    every = life_table([1, 2, 2, 7], [3, 1, 1, 5], [0, 0, 0, 0])
    assert within(every, 2).value == pytest.approx(0.5)
    assert median(every) == 2
    assert [at_risk(every, day) for day in (0, 1, 2, 3, 7, 8)] == [10, 10, 7, 5, 5, 0]
    assert every.children == 10


def test_somebody_censored_on_the_day_was_still_waiting_when_the_event_came():
    found = curve(life_table([4, 4], [1, 0], [0, 1]))
    assert found.at_risk.tolist() == [2]
    assert found.waiting.tolist() == [0.5]


def test_nothing_is_said_of_a_limit_that_nobody_was_followed_to():
    short = life_table([3, 5], [1, 0], [0, 4])
    assert within(short, 6) == Within(None, None, None)
    assert within(short, 5).value == pytest.approx(0.2)
    assert within(life_table([3, 5], [1, 4], [0, 0]), 60).value == 1
    assert within(life_table([], [], []), 0) == Within(None, None, None)


def test_where_none_or_all_came_in_time_the_limits_are_wilsons():
    none = life_table([2, 9], [0, 1], [6, 3])
    expected = shares(np.array([0.0]), np.array([4.0]))
    assert within(none, 8) == Within(0.0, 0.0, expected.upper[0])
    every = life_table([2, 3], [4, 5], [1, 0])
    expected = shares(np.array([9.0]), np.array([9.0]))
    assert within(every, 3) == Within(1.0, expected.lower[0], 1.0)
    on_the_day = life_table([8], [0], [5])
    assert within(on_the_day, 8).value == 0


def test_leaving_out_who_still_waits_flatters_the_group_with_the_longest_waits():
    """Seven children, three in time or late and four waiting: two of three sounds better than it was."""
    slow = life_table([10, 14, 20, 15, 16, 18, 30], [1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1, 1])
    assert completed_only(slow, 15) == pytest.approx(2 / 3)
    assert within(slow, 15).value == pytest.approx(2 / 7)
    assert flatters(slow, 15)
    done = life_table([10, 20], [5, 5], [0, 0])
    assert completed_only(done, 15) == 0.5
    assert not flatters(done, 15)
    assert completed_only(life_table([3], [0], [2]), 5) is None
    assert not flatters(life_table([3], [0], [2]), 3)
    assert not flatters(life_table([3, 3], [1, 0], [0, 2]), 5)


def test_a_median_that_more_than_half_have_not_reached_is_none():
    assert median(life_table([3, 9], [2, 0], [0, 3])) is None
    assert median(life_table([], [], [])) is None
    assert median(life_table([1, 2, 3], [1, 1, 1], [0, 0, 3])) == 3


def test_groups_without_an_event_or_without_children_have_no_test():
    nobody, waiting = life_table([], [], []), life_table([5], [0], [4])
    for groups in ([nobody, nobody], [waiting, waiting], [nobody, life_table([2], [3], [0])]):
        test = log_rank(groups)
        assert (test.chi2, test.freedom, test.p) == (0.0, 0, None)
    three = log_rank([life_table([2, 4], [3, 1], [0, 2]), life_table([6], [3], [1]), nobody])
    two = log_rank([life_table([2, 4], [3, 1], [0, 2]), life_table([6], [3], [1])])
    assert three.freedom == two.freedom == 1
    assert three.chi2 == pytest.approx(two.chi2)


def test_negative_days_and_counts_are_refused():
    for rows in (([-1], [1], [0]), ([1], [-1], [0]), ([1], [1], [-1])):
        with pytest.raises(ValueError, match="below zero"):
            life_table(*rows)
