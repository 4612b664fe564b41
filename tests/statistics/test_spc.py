"""Process limits and signals: published rule vectors, a naive second version, and the tie rules."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.spc import (
    Point,
    assurance,
    marked_back,
    process_limits,
    run_ends,
    signals,
    trend_ends,
    two_in_three,
    xmr,
)

SAMPLES = os.environ.get("PARTNERSHIP_SAMPLES")


def vectors(kind: str) -> list:
    if not SAMPLES:
        return []
    path = Path(SAMPLES) / "statistics_vectors" / "spc_units.json"
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(c["input"], c["expected"], id=c["id"]) for c in cases if c["kind"] == kind]


@pytest.mark.parametrize(("given_", "expected"), vectors("seven_points_one_side_end_flags"))
def test_runs_end_where_published(given_, expected):
    assert [abs(end) for end in run_ends(given_["relative_to_mean"])] == expected["flag"]


@pytest.mark.parametrize(("given_", "expected"), vectors("spread_run_back_over_seven"))
def test_runs_are_marked_back_as_published(given_, expected):
    assert [abs(mark) for mark in marked_back(given_["end_flags"])] == expected["flag"]


@pytest.mark.parametrize(("given_", "expected"), vectors("seven_point_trend_end_flags"))
def test_trends_end_where_published(given_, expected):
    assert trend_ends(given_["values"]) == expected["flag"]


@pytest.mark.parametrize(("given_", "expected"), vectors("two_in_three"))
def test_two_in_three_marks_the_published_points(given_, expected):
    near = [bool(flag) for flag in given_["close_to_limits"]]
    marks = two_in_three(near, given_["relative_to_mean"])
    assert [abs(mark) for mark in marks] == expected["point_flag"]


def rules(values, better="higher"):
    return [point.rule for point in xmr(values, better)]


def test_limits_are_two_point_six_six_usual_jumps_about_the_mean():
    limits = process_limits([10, 12, 11, 13, 12, 14])
    assert limits.centre == 12
    assert limits.upper == pytest.approx(12 + 2.66 * 1.6)
    assert limits.lower == pytest.approx(12 - 2.66 * 1.6)
    assert limits.upper_third == pytest.approx(12 + 2.66 * 1.6 * 2 / 3)


def test_one_exceptional_jump_does_not_widen_the_limits():
    calm = [10.0, 11.0] * 8
    values = [*calm, 60.0]
    assert process_limits(values).upper - process_limits(values).centre == pytest.approx(2.66)
    assert xmr(values, "lower")[-1].rule == "beyond a limit"
    assert xmr(values, "lower")[-1].meaning == "worse"


def test_a_point_exactly_on_the_limit_is_not_beyond_it():
    limits = process_limits([0.0, 1.0] * 6)
    assert signals([limits.upper], [limits]) == [("", 0)]
    assert signals([limits.lower - 1e-6], [limits]) == [("beyond a limit", -1)]


def test_seven_points_on_one_side_are_a_run_and_a_point_on_the_mean_breaks_it():
    low, high = [9.0, 6.0, 9.0, 6.0, 9.0, 6.0, 9.0], [11.0, 14.0, 11.0, 14.0, 11.0, 14.0, 11.0]
    assert rules([*low, *high]) == ["run"] * 14
    assert {p.direction for p in xmr([*low, *high], "higher")} == {"low", "high"}
    assert rules([10.0] * 14) == [""] * 14
    assert run_ends([1, 1, 1, 0, 1, 1, 1, 1]) == [0] * 8


def test_a_rising_trend_is_marked_whole_even_across_the_mean():
    values = [5.0, 3.0, 6.0, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 4.0, 6.0]
    points = xmr(values, "lower")
    assert [p.rule for p in points].count("trend") == 7
    assert {p.meaning for p in points if p.rule == "trend"} == {"worse"}


def test_the_peak_between_two_trends_keeps_the_first():
    ends = trend_ends([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1])
    assert marked_back(ends) == [1] * 7 + [-1] * 6


def test_what_a_signal_means_depends_on_which_way_is_better():
    values = [10.0, 11.0] * 8 + [60.0]
    assert xmr(values, "higher")[-1].meaning == "better"
    assert xmr(values, "context")[-1].meaning == "changed"
    assert xmr([-v for v in values], "higher")[-1].meaning == "worse"
    assert xmr([10.0, 11.0] * 8, "higher")[0].meaning == "no clear change"


def test_under_twelve_points_the_limits_are_on_trial_and_under_five_there_are_none():
    assert all(p.trial for p in xmr([1.0, 2.0] * 5 + [1.0], "higher"))
    assert not any(p.trial for p in xmr([1.0, 2.0] * 6, "higher"))
    assert xmr([1.0, 2.0, 3.0, 2.0], "higher")[0] == Point(1.0)
    assert xmr([], "higher") == ()


def test_a_series_with_a_hidden_point_has_no_limits_and_says_nothing():
    points = xmr([1.0, 2.0] * 6 + [None], "higher")
    assert points[0] == Point(1.0)
    assert points[-1] == Point(None)
    assert {p.meaning for p in points} == {""}


def test_a_baseline_keeps_the_limits_that_its_first_points_set():
    calm = [10.0, 11.0] * 6
    kept = xmr([*calm, 16.0, 17.0, 16.0, 17.0], "lower", 12)
    assert {point.centre for point in kept} == {10.5}
    assert [point.rule for point in kept] == [""] * 12 + ["beyond a limit"] * 4
    assert all(point.frozen and not point.trial for point in kept)
    moved = xmr([*calm, 16.0, 17.0, 16.0, 17.0], "lower")
    assert moved[0].centre > 10.5
    assert not moved[0].frozen


def test_a_baseline_of_more_points_than_there_are_is_none_yet():
    values = [10.0, 11.0, 12.0, 10.0, 11.0, 12.0]
    assert xmr(values, "lower", 12) == xmr(values, "lower")


def newest(lower, upper, trial=False):
    return Point(80.0, 80.0, lower, upper, trial=trial)


@pytest.mark.parametrize(
    ("lower", "upper", "target", "better", "said"),
    [
        (91.0, 99.0, 90.0, "higher", "meets"),
        (85.0, 95.0, 90.0, "higher", "hit and miss"),
        (70.0, 89.0, 90.0, "higher", "misses"),
        (90.0, 95.0, 90.0, "higher", "meets"),  # on the target, as people mean it, is met
        (80.0, 90.0, 90.0, "higher", "hit and miss"),
        (10.0, 19.0, 20.0, "lower", "meets"),
        (10.0, 25.0, 20.0, "lower", "hit and miss"),
        (21.0, 25.0, 20.0, "lower", "misses"),
        (20.0, 25.0, 20.0, "lower", "hit and miss"),
        (91.0, 99.0, 90.0, "context", ""),
        (91.0, 99.0, None, "higher", ""),
        (None, None, 90.0, "higher", ""),
    ],
)
def test_a_target_is_set_against_all_that_is_usual(lower, upper, target, better, said):
    assert assurance(newest(lower, upper), target, better) == said


def test_trial_limits_tell_nothing_of_a_target():
    assert assurance(newest(91.0, 99.0, trial=True), 90.0, "higher") == ""


@given(
    st.floats(-1e3, 1e3),
    st.integers(5, 40),
    st.sampled_from(["higher", "lower"]),
    st.integers(0, 9),
)
def test_a_constant_series_is_never_marked_and_meets_the_target_that_it_is(value, n, better, more):
    points = xmr([value] * n, better)
    assert {(point.rule, point.meaning) for point in points} == {("", "no clear change")}
    firm = xmr([value] * (12 + more), better)
    assert assurance(firm[-1], value, better) == "meets"


@given(st.lists(st.integers(0, 30).map(float), min_size=8, max_size=30))
def test_what_is_marked_does_not_hang_on_the_unit_or_on_which_way_is_up(values):
    # A power of two, so that the same steps stay the same to the last digit.
    found = [(p.rule, p.direction) for p in xmr(values, "context")]
    moved = [(p.rule, p.direction) for p in xmr([v * 2.0 for v in values], "context")]
    assert found == moved
    turned = {"high": "low", "low": "high", "": ""}
    over = xmr([-v for v in values], "context")
    assert [(p.rule, turned[p.direction]) for p in over] == found


def naive(values, behind=None):
    """The same rules, read again from the standard's words, point by point."""
    n = len(values)
    first = values[:behind]
    centre = sum(first) / len(first)
    jumps = [abs(first[i] - first[i - 1]) for i in range(1, len(first))]
    cut = 3.267 * sum(jumps) / len(jumps)
    kept = [j for j in jumps if j < cut] if any(jumps) else jumps
    sigma = 2.66 * (sum(kept) / len(kept)) / 3
    answer = []
    for i in range(n):
        windows7 = [values[s : s + 7] for s in range(max(0, i - 6), min(i, n - 7) + 1)]
        windows3 = [(s, values[s : s + 3]) for s in range(max(0, i - 2), min(i, n - 3) + 1)]
        far = abs(values[i] - centre)
        if far > 3 * sigma:
            answer.append("beyond a limit")
        elif any(w == sorted(set(w)) or w[::-1] == sorted(set(w)) for w in windows7):
            answer.append("trend")
        elif far > 2 * sigma and any(
            (min(w) > centre or max(w) < centre)
            and sum(2 * sigma < abs(v - centre) <= 3 * sigma for v in w) >= 2
            for _, w in windows3
        ):
            answer.append("two in three")
        elif any(min(w) > centre or max(w) < centre for w in windows7):
            answer.append("run")
        else:
            answer.append("")
    return answer


@given(
    st.lists(st.integers(0, 12).map(float), min_size=8, max_size=40).filter(
        lambda v: len(v) & (len(v) - 1) == 0  # lengths whose mean is exact in binary
    )
)
def test_signals_agree_with_a_naive_second_version(values):
    assert rules(values) == naive(values)


@given(st.lists(st.integers(0, 12).map(float), min_size=16, max_size=40))
def test_signals_of_a_kept_baseline_agree_with_the_naive_version(values):
    assert [point.rule for point in xmr(values, "higher", 16)] == naive(values, 16)
