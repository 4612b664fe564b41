"""The limits of a funnel plot: against published ones, a second way of finding them, and their properties."""

import json
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics import funnel
from metrics.intervals import wilson

SAMPLES = os.environ.get("PARTNERSHIP_SAMPLES")


def points(*rows: tuple[float | None, float | None], centre: float | None = 50.0) -> pl.DataFrame:
    return pl.DataFrame(
        [(value, of, centre) for value, of in rows],
        schema={"value": pl.Float64, "denominator": pl.Float64, "centre": pl.Float64},
        orient="row",
    )


@pytest.mark.skipif(not SAMPLES, reason="PARTNERSHIP_SAMPLES is not set")
def test_counts_have_the_published_limits():
    """Each count lies on its limit where the expected number is the published one."""
    text = (Path(str(SAMPLES)) / "statistics_vectors" / "phe_funnel_ratio.json").read_text()
    cases = [
        case
        for case in json.loads(text)["cases"]
        if case["kind"] == "funnel_limit_ratio_exact_poisson"
    ]
    assert len(cases) == 100
    for level, name in ((0.95, "95"), (0.998, "99_8")):
        observed = np.array([case["input"]["observed"] for case in cases], dtype=float)
        for side, place in (("lower", 0), ("upper", 1)):
            expected = np.array([case["expected"][f"expected_at_{side}{name}"] for case in cases])
            found = funnel.count_limits(expected, level)[place]
            np.testing.assert_allclose(found, observed, rtol=1e-3, atol=1e-6)


@given(st.floats(0.5, 5_000), st.sampled_from(funnel.LEVELS))
def test_a_count_is_outside_exactly_where_chance_makes_it_rare(expected: float, level: float):
    (low,), (high,) = funnel.count_limits(np.array([expected]), level)
    tail = (1 - level) / 2
    for count in {int(low), int(low) + 1, int(high), int(high) + 1}:
        rare_low = stats.poisson.cdf(count, expected) < tail
        rare_high = stats.poisson.sf(count - 1, expected) < tail
        near = min(abs(count - low), abs(count - high)) < 1e-6
        assert near or (count < low) == rare_low
        assert near or (count > high) == rare_high


@given(
    st.integers(1, 3_000), st.floats(0.02, 0.98), st.floats(0, 1), st.sampled_from(funnel.LEVELS)
)
def test_a_share_is_outside_exactly_where_its_wilson_interval_leaves_out_the_average(
    of: int, average: float, at: float, level: float
):
    met = round(of * at)
    low, high = funnel.proportion_limits(np.array([average]), np.array([float(of)]), level)
    below, above = wilson([met], [of], level)
    near = min(abs(met / of - low[0]), abs(met / of - high[0])) < 1e-9
    assert near or (met / of < low[0]) == (above[0] < average)
    assert near or (met / of > high[0]) == (below[0] > average)


@given(st.floats(1, 99), st.sampled_from(["percent", "per_10_000"]))
def test_limits_narrow_as_areas_grow_and_hold_the_average(centre: float, unit: str):
    base = np.linspace(200, 200_000, 40)
    average = np.full(40, centre)
    (low, high), (lowest, highest) = (
        funnel.limits(average, base, unit, level) for level in funnel.LEVELS
    )
    assert (lowest <= low).all()
    assert (low <= centre).all()
    assert (centre <= high).all()
    assert (high <= highest).all()
    assert (np.diff(high - low) <= 1e-9).all()


def test_where_no_event_is_usual_the_lower_limit_is_nothing():
    low, high = funnel.count_limits(np.array([0.001, 1.0, 3.6]), 0.95)
    assert low.tolist() == [0.0, 0.0, 0.0]
    assert (high > 0).all()


def test_limits_of_a_percentage_stay_a_percentage():
    low, high = funnel.limits(np.array([98.0]), np.array([10.0]), "percent", 0.998)
    assert (low[0], high[0]) == (
        pytest.approx(98 - 3.0902 * 100 * np.sqrt(0.98 * 0.02 / 10), 1e-4),
        100,
    )


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (50, funnel.INSIDE),
        (59.7, funnel.INSIDE),
        (60, funnel.ABOVE),
        (66, funnel.FAR_ABOVE),
        (40, funnel.BELOW),
        (34, funnel.FAR_BELOW),
    ],
)
def test_a_point_is_told_by_the_lines_that_are_drawn(value: float, place: str):
    assert funnel.placed(points((value, 100)), "percent").to_list() == [place]


def test_a_point_of_which_something_is_not_known_has_no_place():
    found = funnel.placed(points((None, 100), (50, None), (50, 0), (50, 100)), "percent")
    assert found.to_list() == [None, None, None, funnel.INSIDE]
    assert funnel.placed(points((50, 100), centre=None), "percent").to_list() == [None]


def test_chance_alone_is_about_one_and_spread_beyond_it_nothing():
    rng = np.random.default_rng(4)
    of = rng.integers(500, 5_000, 150)
    by_chance = points(*((100 * rng.binomial(n, 0.3) / n, float(n)) for n in of), centre=30.0)
    assert funnel.scatter(by_chance, "percent") == pytest.approx(1, abs=0.25)
    assert funnel.beyond_chance(by_chance, "percent") < 0.5


@pytest.mark.parametrize("unit", ["percent", "per_10_000"])
def test_spread_beyond_chance_is_found_again(unit: str):
    rng = np.random.default_rng(7)
    of = rng.integers(20_000, 90_000, 300)
    true = rng.normal(40, 6, 300)
    seen = (
        [100 * rng.binomial(n, share / 100) / n for n, share in zip(of, true, strict=True)]
        if unit == "percent"
        else [1e4 * rng.poisson(rate / 1e4 * n) / n for n, rate in zip(of, true, strict=True)]
    )
    found = points(*zip(seen, map(float, of), strict=True), centre=40.0)
    assert funnel.scatter(found, unit) > 3
    # A tenth of the areas at either end is drawn in, which hides some of it: limits are the narrower.
    beyond = funnel.beyond_chance(found, unit)
    assert 4 < beyond < 6
    assert beyond == pytest.approx(naive_spread(found, unit), rel=0.03)
    inside = (funnel.placed(found, unit, beyond) == funnel.INSIDE).mean()
    assert 0.83 < inside < 0.95


def naive_spread(found: pl.DataFrame, unit: str) -> float:
    """The same in plain Python, area by area, with SciPy's way of drawing in the ends."""
    scores, weights = [], []
    for value, of, centre in found.iter_rows():
        variance = centre * (100 - centre) / of if unit == "percent" else centre * 1e4 / of
        scores.append((value - centre) / variance**0.5)
        weights.append(1 / variance)
    drawn_in = stats.mstats.winsorize(np.array(scores), limits=(0.1, 0.1))
    excess = sum(score**2 for score in drawn_in) - (len(scores) - 1)
    return (excess / (sum(weights) - sum(w**2 for w in weights) / sum(weights))) ** 0.5


def test_spread_is_not_told_of_a_handful_of_areas():
    few = points(*((50.0, 100.0),) * 9)
    assert funnel.scatter(few, "percent") is None
    assert funnel.beyond_chance(few, "percent") is None


def test_where_nothing_can_vary_no_spread_is_told():
    assert funnel.scatter(points(*((0.0, 100.0),) * 12, centre=0.0), "percent") is None


def test_adjusted_limits_stay_within_what_the_unit_allows():
    low, high = funnel.adjusted_limits(np.array([95.0]), np.array([100.0]), "percent", 0.998, 9.0)
    assert (low[0] > 0, high[0]) == (True, 100.0)
    low, high = funnel.adjusted_limits(np.array([5.0]), np.array([1e4]), "per_10_000", 0.998, 9.0)
    assert low[0] == 0.0
    assert high[0] > 30


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_between_nothing_and_all(level: float):
    for limits in (
        lambda: funnel.count_limits(np.array([1.0]), level),
        lambda: funnel.proportion_limits(np.array([0.5]), np.array([9.0]), level),
        lambda: funnel.adjusted_limits(np.array([5.0]), np.array([9.0]), "percent", level, 1.0),
    ):
        with pytest.raises(ValueError, match="between 0 and 1"):
            limits()


def test_an_average_beyond_all_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        funnel.limits(np.array([101.0]), np.array([9.0]), "percent", 0.95)
