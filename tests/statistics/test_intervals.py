"""Intervals against published examples, a second way of computing them, and their properties."""

import json
import math
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics.intervals import count_limits, poisson_rate, wilson

SAMPLES = os.environ.get("PARTNERSHIP_SAMPLES")


def vectors(name: str) -> list[dict]:
    if not SAMPLES:
        return []
    text = (Path(SAMPLES) / "statistics_vectors" / name).read_text(encoding="utf-8")
    return json.loads(text)["cases"]


def close(found: float, expected: float) -> bool:
    return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-9)


needs_samples = pytest.mark.skipif(not SAMPLES, reason="PARTNERSHIP_SAMPLES is not set")


@needs_samples
def test_percentages_have_the_published_wilson_limits():
    seen = 0
    for case in vectors("phe_proportions.json"):
        given_, expected = case["input"], case["expected"]
        met = given_.get("numerator", given_.get("group_sum_numerator"))
        of = given_.get("denominator", given_.get("group_sum_denominator"))
        if case["kind"] == "proportion_invalid" or expected.get("value") is None:
            continue
        for confidence, name in ((0.95, "95"), (0.998, "99_8")):
            if f"lower{name}" in expected:
                lower, upper = wilson([met], [of], confidence)
                times = given_["multiplier"]
                assert close(lower[0] * times, expected[f"lower{name}"]), case["id"]
                assert close(upper[0] * times, expected[f"upper{name}"]), case["id"]
                seen += 1
    assert seen > 20


@needs_samples
def test_rates_have_the_published_limits():
    seen = 0
    for case in vectors("phe_rates.json"):
        given_, expected = case["input"], case["expected"]
        if case["kind"] != "rate_byar_exact" or expected.get("value") is None:
            continue
        for confidence, name in ((0.95, "95"), (0.998, "99_8")):
            if expected.get(f"lower{name}") is not None:
                lower, upper = poisson_rate(
                    [given_["events"]], [given_["denominator"]], given_["multiplier"], confidence
                )
                assert close(lower[0], expected[f"lower{name}"]), case["id"]
                assert close(upper[0], expected[f"upper{name}"]), case["id"]
                seen += 1
    assert seen > 20


@needs_samples
@pytest.mark.parametrize(
    "case",
    # Under ten events we use the exact limits, which are not Byar's.
    [
        c
        for c in vectors("phe_rates.json")
        if c["kind"] == "wilson_limits" or ("limits" in c["kind"] and c["input"]["x"] >= 10)
    ],
    ids=lambda case: case["id"],
)
def test_single_limits_are_the_published_ones(case):
    given_, expected = case["input"], case["expected"]
    if case["kind"] == "wilson_limits":
        lower, upper = wilson([given_["x"]], [given_["n"]], given_["confidence"])
    else:
        lower, upper = count_limits(np.array([float(given_["x"])]), given_["confidence"])
    assert close(lower[0], expected["lower"])
    assert close(upper[0], expected["upper"])


@given(st.integers(0, 400), st.integers(1, 400))
def test_wilson_limits_are_where_the_score_test_stops_rejecting(met, more):
    of = met + more - 1 or 1
    lower, upper = wilson([met], [of])
    expected = stats.binomtest(met, of).proportion_ci(method="wilson")
    assert math.isclose(lower[0], expected.low, abs_tol=1e-12)
    assert math.isclose(upper[0], expected.high, abs_tol=1e-12)
    assert 0 <= lower[0] <= met / of <= upper[0] <= 1


@given(st.integers(0, 9))
def test_exact_limits_leave_a_fortieth_in_each_tail(events):
    lower, upper = count_limits(np.array([float(events)]))
    assert math.isclose(stats.poisson.cdf(events, upper[0]), 0.025, rel_tol=1e-9)
    if events:
        assert math.isclose(stats.poisson.sf(events - 1, lower[0]), 0.025, rel_tol=1e-9)
    else:
        assert lower[0] == 0


@given(st.integers(10, 100_000))
def test_byar_is_close_to_the_exact_limits_from_ten_events_on(events):
    lower, upper = count_limits(np.array([float(events)]))
    assert math.isclose(lower[0], stats.chi2.ppf(0.025, 2 * events) / 2, rel_tol=2e-3)
    assert math.isclose(upper[0], stats.chi2.ppf(0.975, 2 * events + 2) / 2, rel_tol=2e-3)


def test_no_events_among_some_residents_have_a_lower_limit_of_nothing_and_no_warning():
    lower, upper = poisson_rate([0, 0], [50_000, None])
    assert lower.to_list() == [0.0, None]
    assert upper[0] == pytest.approx(3.6888795 / 5)
    assert upper[1] is None


def test_all_and_none_reach_the_ends_exactly():
    lower, upper = wilson([0, 12], [12, 12])
    assert lower[0] == 0.0
    assert upper[1] == 1.0


def test_nothing_counted_has_no_interval():
    lower, upper = wilson(pl.Series([None, 0, 3]), pl.Series([4, 0, None]))
    assert lower.to_list() == upper.to_list() == [None, None, None]
    lower, upper = poisson_rate(pl.Series([None, 2]), np.array([4.0, 0.0]))
    assert lower.to_list() == upper.to_list() == [None, None]
    assert wilson([], [])[0].dtype == pl.Float64


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="larger than"):
        wilson([5], [4])
    with pytest.raises(ValueError, match="below zero"):
        wilson([-1], [4])
    with pytest.raises(ValueError, match="below zero"):
        poisson_rate([1], [-4])
