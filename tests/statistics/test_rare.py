"""Limits of rare counts: against SciPy's distributions, naive versions, published numbers, and properties."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics import rare
from metrics.rare import LEVEL, Counts, counted, days_between, opportunities_between
from metrics.spc import xmr

TAIL = (1 - LEVEL) / 2

small_counts = st.lists(st.integers(0, 9), min_size=5, max_size=25)


def limits(points):
    return [(point.lower_limit, point.upper_limit) for point in points]


def beyond(points):
    return [point.rule == "beyond a limit" for point in points]


def test_the_tails_are_those_of_three_standard_deviations():
    assert pytest.approx(0.00135, abs=1e-6) == TAIL


# Which chart


def test_the_usual_number_is_that_of_the_rarer_outcome():
    assert rare.usual_number([38, 39, 40], [40, 40, 40]) == 1
    assert rare.usual_number([2, 1, 0], [40, 40, 40]) == 1
    assert rare.usual_number([38, 39, 40]) == 39


def chances_of_a_false_alarm(usual: float, draw) -> tuple[float, float]:
    """How many of a hundred series of 20 points without any change have a point beyond its limits."""
    marked = [0, 0]
    for _ in range(150):
        series = [int(one) for one in draw(usual)]
        marked[0] += any(beyond(xmr([float(one) for one in series], "lower")))
        marked[1] += any(beyond(counted("c", Counts(tuple(series), (1.0,) * 20), "lower")))
    return marked[0] / 1.5, marked[1] / 1.5


def test_below_four_the_jumps_raise_false_alarms_that_the_exact_limits_do_not():
    rng = np.random.default_rng(11)
    by_jumps, exact = chances_of_a_false_alarm(1, lambda usual: rng.poisson(usual, 20))
    assert by_jumps > 20
    assert exact < 2
    by_jumps, exact = chances_of_a_false_alarm(4, lambda usual: rng.poisson(usual, 20))
    assert by_jumps < 15
    assert exact < 5


def test_from_ten_on_children_of_one_family_are_better_read_by_the_jumps():
    rng = np.random.default_rng(12)

    def families(usual: float) -> list[int]:
        many = rng.poisson(usual / 1.55, 20)
        return [rng.choice([1, 2, 3], size=n, p=[0.6, 0.25, 0.15]).sum() for n in many]

    by_jumps, exact = chances_of_a_false_alarm(12, families)
    assert by_jumps + 10 < exact


# Shares, rates, numbers


@given(st.lists(st.tuples(st.integers(1, 90), st.floats(0, 1)), min_size=5, max_size=12))
def test_a_share_is_marked_exactly_where_chance_alone_would_hardly_put_it(drawn):
    of = [many for many, _ in drawn]
    met = [round(many * at) for many, at in drawn]
    points = counted("p", Counts(tuple(met), tuple(map(float, of)), 100), "higher")
    share = sum(met) / sum(of)
    for one, many, point in zip(met, of, points, strict=True):
        low, high = stats.binom.cdf(one, many, share), stats.binom.sf(one - 1, many, share)
        assert point.value == pytest.approx(100 * one / many)
        assert point.centre == pytest.approx(100 * share)
        assert (point.rule == "beyond a limit") == (low < TAIL or high < TAIL)
        assert 0 <= point.lower_limit <= point.upper_limit <= 100


@given(small_counts, st.floats(0.01, 40))
def test_a_rate_is_marked_exactly_where_chance_alone_would_hardly_put_it(events, exposure):
    of = tuple(exposure * (1 + place % 3) for place in range(len(events)))
    points = counted("u", Counts(tuple(events), of, 10_000), "lower")
    rate = sum(events) / sum(of)
    for one, many, point in zip(events, of, points, strict=True):
        low, high = stats.poisson.cdf(one, rate * many), stats.poisson.sf(one - 1, rate * many)
        assert point.value == pytest.approx(10_000 * one / many)
        assert (point.rule == "beyond a limit") == (low < TAIL or high < TAIL)


def test_of_many_the_exact_limits_are_the_three_standard_deviations_of_a_textbook():
    (low, high) = limits(counted("c", Counts((900,) * 12, (1.0,) * 12), "lower"))[0]
    assert low == pytest.approx(900 - 3 * math.sqrt(900), rel=0.005)
    assert high == pytest.approx(900 + 3 * math.sqrt(900), rel=0.005)
    (low, high) = limits(counted("p", Counts((464,) * 12, (4000.0,) * 12, 100), "lower"))[0]
    spread = 3 * math.sqrt(0.116 * 0.884 / 4000)
    assert low == pytest.approx(100 * (0.116 - spread), rel=0.01)
    assert high == pytest.approx(100 * (0.116 + spread), rel=0.01)


def test_limits_are_wider_where_fewer_were_counted():
    points = counted("p", Counts((1, 2, 1, 2, 1, 0), (40, 80, 20, 60, 10, 5), 100), "lower")
    edges = zip((40, 80, 20, 60, 10, 5), limits(points), strict=True)
    widths = [high - low for _, (low, high) in sorted(edges)]
    assert widths == sorted(widths, reverse=True)


@given(small_counts, st.randoms())
def test_limits_do_not_hang_on_the_order_of_the_points(events, random):
    mixed = random.sample(events, len(events))
    of = (1.0,) * len(events)
    assert limits(counted("c", Counts(tuple(events), of), "lower")) == limits(
        counted("c", Counts(tuple(mixed), of), "lower")
    )
    assert limits(opportunities_between(events, "higher")) == limits(
        opportunities_between(mixed, "higher")
    )


def test_where_most_are_nothing_another_nothing_is_no_run():
    """All of them lie below the mean, and on the middle."""
    events = [0] * 9 + [1] + [0] * 8 + [2, 0]
    assert {point.rule for point in counted("c", Counts(tuple(events), (1.0,) * 20), "lower")} == {
        ""
    }
    assert "run" in {point.rule for point in xmr([float(one) for one in events], "lower")}


def test_more_than_half_would_have_are_a_run():
    events = [1, 0, 2, 1, 0, 1, 1, 0, 1, 0, 3, 3, 4, 3, 3, 3, 4]
    points = counted("c", Counts(tuple(events), (1.0,) * 17), "lower")
    assert [point.rule for point in points][-7:] == ["run"] * 7
    assert {point.meaning for point in points[-7:]} == {"worse"}


def test_a_baseline_keeps_the_limits_of_its_first_points():
    calm = (1, 0, 2, 1, 0, 1, 2, 0, 1, 1, 0, 1)
    points = counted("c", Counts((*calm, 7, 8), (1.0,) * 14), "lower", 12)
    assert points[0].centre == pytest.approx(sum(calm) / 12)
    assert [point.rule for point in points[-2:]] == ["beyond a limit"] * 2
    assert points[0].frozen
    assert not points[0].trial


@pytest.mark.parametrize("chart", ["p", "u", "c"])
@pytest.mark.parametrize("events", [0, 1, 20])
def test_none_one_or_all_in_every_point_is_never_marked(chart, events):
    points = counted(chart, Counts((events,) * 12, (20.0,) * 12, 100), "lower")
    assert {(point.rule, point.meaning) for point in points} == {("", "no clear change")}
    assert all(math.isfinite(point.lower_limit + point.upper_limit) for point in points)


def test_one_late_among_thousands_is_chance_and_five_are_not():
    of = (500.0,) * 16
    assert not any(beyond(counted("p", Counts((500,) * 15 + (499,), of, 100), "higher")))
    assert beyond(counted("p", Counts((500,) * 15 + (495,), of, 100), "higher"))[-1]


# Days and opportunities between


def naive_days(days):
    """Nelson's chart in plain Python: single values of the 3.6th root, and back."""
    roots = [day ** (1 / 3.6) for day in days]
    middle = sum(roots) / len(roots)
    jumps = [abs(b - a) for a, b in pairwise(roots)]
    usual = sum(jumps) / len(jumps)
    kept = [jump for jump in jumps if jump < 3.267 * usual] or jumps
    spread = 2.66 * sum(kept) / len(kept)
    return middle**3.6, max(0.0, middle - spread) ** 3.6, (middle + spread) ** 3.6


@given(st.lists(st.integers(0, 400), min_size=5, max_size=30))
def test_days_between_have_the_limits_of_their_root_brought_back(days):
    centre, low, high = naive_days(days)
    for day, point in zip(days, days_between(days, "higher"), strict=True):
        assert (point.value, point.chart) == (day, "t")
        assert point.centre == pytest.approx(centre, abs=1e-9)
        assert point.lower_limit == pytest.approx(low, abs=1e-9)
        assert point.upper_limit == pytest.approx(high, abs=1e-9)


def test_the_root_is_the_published_one():
    # 60 days are 3.118 on the scale of the chart in a published worked example.
    [point, *_] = days_between([60] * 5, "higher")
    assert point.centre ** (1 / 3.6) == pytest.approx(3.118, abs=5e-4)


def test_a_long_silence_between_unwanted_events_is_a_change_for_the_better():
    points = days_between([20, 35, 28, 22, 31, 26, 24, 30, 27, 33, 21, 29, 200], "higher")
    assert (points[-1].rule, points[-1].direction, points[-1].meaning) == (
        "beyond a limit",
        "high",
        "better",
    )


@given(st.lists(st.integers(0, 60), min_size=5, max_size=25).filter(any))
def test_opportunities_are_marked_exactly_where_chance_alone_would_hardly_put_them(passed):
    points = opportunities_between(passed, "higher")
    event = 1 / (sum(passed) / len(passed) + 1)
    # SciPy counts the event too.
    spread = stats.geom(event, loc=-1)
    for one, point in zip(passed, points, strict=True):
        rare_one = spread.cdf(one) < TAIL or spread.sf(one - 1) < TAIL
        assert (point.rule == "beyond a limit") == rare_one
        assert point.chart == "g"
    assert sum(one >= points[0].centre for one in passed) * 2 >= len(passed)


def test_the_upper_limit_of_many_opportunities_is_the_published_multiple_of_their_mean():
    # Of an exponential distribution it is 6.6077 means.
    [point, *_] = opportunities_between([1000] * 12, "higher")
    assert point.upper_limit / 1000 == pytest.approx(6.6077, rel=1e-3)


def test_events_that_follow_each_other_at_once_every_time_are_usual():
    points = opportunities_between([0] * 12, "higher")
    assert {point.rule for point in points} == {""}
    kept = opportunities_between([0] * 12 + [3], "higher", 12)
    assert kept[-1].rule == "beyond a limit"


@pytest.mark.parametrize("between", [days_between, opportunities_between])
@pytest.mark.parametrize("gap", [0, 1, 30, 3000])
def test_gaps_that_are_all_the_same_are_never_marked(between, gap):
    assert {point.rule for point in between([gap] * 12, "higher")} == {""}


def test_fewer_than_five_points_have_no_limits():
    for points in (
        counted("p", Counts((1, 2, 1, 1), (9.0,) * 4, 100), "lower"),
        days_between([3, 9, 4, 1], "higher"),
        opportunities_between([3, 9, 4, 1], "higher"),
    ):
        assert {(point.centre, point.meaning, point.chart) for point in points} == {(None, "", "")}
    assert days_between([], "higher") == ()


def test_fewer_than_twelve_points_have_trial_limits():
    assert all(point.trial for point in days_between([3, 9, 4, 1, 6], "higher"))
    assert not any(point.trial for point in opportunities_between([3, 9, 4, 1, 6, 2] * 2, "higher"))
