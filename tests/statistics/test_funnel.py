"""The limits of a funnel plot: against published ones, a second way of finding them, and their properties."""

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


def test_chance_alone_is_below_one_and_spread_beyond_it_nothing():
    rng = np.random.default_rng(4)
    of = rng.integers(500, 5_000, 150)
    by_chance = points(*((100 * rng.binomial(n, 0.3) / n, float(n)) for n in of), centre=30.0)
    # Less than 1, because a tenth of the areas at either end is drawn in.
    assert 0.5 < funnel.scatter(by_chance, "percent") < 0.9
    assert funnel.beyond_chance(by_chance, "percent") == 0


UNITS = ["percent", "per_10_000"]


def differing(unit: str, spread: float, many: int, seed: int = 7) -> pl.DataFrame:
    """Areas around 40, the true figure of each drawn so far from it."""
    rng = np.random.default_rng(seed)
    of = rng.integers(2_000, 9_000, many) * (1 if unit == "percent" else 10)
    true = np.clip(rng.normal(40, spread, many), 1, 99)
    seen = (
        [100 * rng.binomial(n, share / 100) / n for n, share in zip(of, true, strict=True)]
        if unit == "percent"
        else [1e4 * rng.poisson(rate / 1e4 * n) / n for n, rate in zip(of, true, strict=True)]
    )
    return points(*zip(seen, map(float, of), strict=True), centre=40.0)


@pytest.mark.parametrize("unit", UNITS)
def test_spread_beyond_chance_is_found_again(unit: str):
    found = differing(unit, 6, 300)
    assert funnel.scatter(found, unit) > 3
    # On the scale that is drawn on: d arcsin(sqrt(p)) = dp / (2 sqrt(p(1 - p))), d sqrt(x/c) = dx / (2c).
    true = 0.06 / (2 * math.sqrt(0.4 * 0.6)) if unit == "percent" else 6 / (2 * 40)
    # A tenth of the areas at either end is drawn in, which hides some of it: limits are the narrower.
    beyond = funnel.beyond_chance(found, unit)
    assert 0.7 * true < beyond < true
    inside = (funnel.placed(found, unit, beyond) == funnel.INSIDE).mean()
    assert 0.83 < inside < 0.95
    assert (funnel.placed(found, unit) == funnel.INSIDE).mean() < 0.7


def naive_adjustment(found: pl.DataFrame, unit: str) -> tuple[float, float]:
    """Phi and tau as the R package FunnelPlotR works them out, in plain Python, area by area."""
    rows = found.rows()
    scores, errors = [], []
    for value, of, centre in rows:
        if unit == "percent":
            error = 1 / (2 * math.sqrt(of))
            moved = math.asin(math.sqrt(value / 100)) - math.asin(math.sqrt(centre / 100))
        else:
            events, expected = value * of / 1e4, centre * of / 1e4
            error = 1 / (2 * math.sqrt(expected))
            moved = math.sqrt(events / expected) - 1
        scores.append(moved / error)
        errors.append(error)
    least, most = percentile(scores, 0.1), percentile(scores, 0.9)
    drawn_in = [min(max(score, least), most) for score in scores]
    many = len(rows)
    phi = sum(score**2 for score in drawn_in) / many
    weights = [1 / error**2 for error in errors]
    between = (many * phi - (many - 1)) / (
        sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    )
    return phi, math.sqrt(max(0.0, between))


def percentile(values: list[float], share: float) -> float:
    """R's usual quantile (type 7)."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


@given(st.sampled_from(UNITS), st.floats(0, 12), st.integers(10, 60), st.integers(0, 10_000))
def test_phi_and_tau_agree_with_the_formulas_read_again(unit, spread, many, seed):
    found = differing(unit, spread, many, seed)
    phi, tau = naive_adjustment(found, unit)
    assert funnel.scatter(found, unit) == pytest.approx(phi, rel=1e-9)
    assert funnel.beyond_chance(found, unit) == pytest.approx(tau, rel=1e-6, abs=1e-9)
    # What is said and what is offered go together.
    assert (funnel.beyond_chance(found, unit) > 0) <= (phi > 1 - 1 / many)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("level", funnel.LEVELS)
def test_widened_limits_are_brought_back_from_their_scale(unit, level):
    base = np.array([300.0, 3_000.0, 90_000.0])
    centre, tau = np.full(3, 40.0), 0.08
    low, high = funnel.adjusted_limits(centre, base, unit, level, tau)
    z = stats.norm.ppf((1 + level) / 2)
    for many, least, most in zip(base, low, high, strict=True):
        if unit == "percent":
            spread = z * math.sqrt(1 / (4 * many) + tau**2)
            middle = math.asin(math.sqrt(0.4))
            told = [100 * math.sin(middle + side * spread) ** 2 for side in (-1, 1)]
        else:
            spread = z * math.sqrt(1 / (4 * 40 * many / 1e4) + tau**2)
            told = [40 * max(0, 1 + side * spread) ** 2 for side in (-1, 1)]
        assert (least, most) == pytest.approx(tuple(told))


@given(st.sampled_from(UNITS), st.floats(2, 90), st.floats(0, 0.5))
def test_wider_spread_gives_wider_limits_that_hold_the_average(unit, centre, beyond):
    base, middle = np.linspace(50, 50_000, 20), np.full(20, centre)
    narrow = funnel.adjusted_limits(middle, base, unit, 0.95, 0.0)
    wide = funnel.adjusted_limits(middle, base, unit, 0.95, beyond)
    assert (wide[0] <= narrow[0] + 1e-9).all()
    assert (wide[1] >= narrow[1] - 1e-9).all()
    assert ((wide[0] <= centre + 1e-9) & (wide[1] >= centre - 1e-9)).all()


def test_spread_is_not_told_of_a_handful_of_areas():
    few = points(*((50.0, 100.0),) * 9)
    assert funnel.scatter(few, "percent") is None
    assert funnel.beyond_chance(few, "percent") is None


def test_where_nothing_can_vary_no_spread_is_told():
    for average in (0.0, 100.0):
        same = points(*((average, 100.0),) * 12, centre=average)
        assert funnel.scatter(same, "percent") is None
    assert funnel.scatter(points(*((0.0, 100.0),) * 12, centre=0.0), "per_10_000") is None


def test_adjusted_limits_stay_within_what_the_unit_allows():
    low, high = funnel.adjusted_limits(np.array([95.0]), np.array([100.0]), "percent", 0.998, 0.2)
    assert low[0] > 0
    assert high[0] == 100.0
    low, high = funnel.adjusted_limits(np.array([5.0]), np.array([1e4]), "per_10_000", 0.998, 0.9)
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
