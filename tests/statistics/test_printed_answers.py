"""Rule 8: an answer is printed only where the counts it summarises are printed."""

import datetime as dt

import polars as pl
import pytest

from metrics.measures.chain import CHAIN, REFERRED
from metrics.printed_answers import unsupported

STEP, NEXT = CHAIN[2], CHAIN[3]
YEAR = {"area": "990", "period_kind": "year", "period_start": dt.date(2023, 4, 1)}
GIRLS = {"characteristic": "sex", "group": "F"}
ALL = {"characteristic": "all", "group": "all"}


def figure(measure: str, numerator: int | None = 30, of: int | None = 60, **place: object) -> dict:
    reason = "protected" if numerator is None else None
    counts = {"numerator": numerator, "denominator": of, "reason": reason, "category": ""}
    return {"measure": measure, **YEAR, **GIRLS, **counts, **place}


def printed(*hidden: str) -> list[dict]:
    """The chain's counts of girls and of all children, but of some measures those of girls are hidden."""
    rows = [figure(step, None if step in hidden else 30) for step in CHAIN[1:]]
    return rows + [figure(step, 60, 120, **ALL) for step in CHAIN[1:]]


ANSWERS = {
    "comparisons": {
        "value": 50.0,
        "ratio": 1.234,
        "gap": 1.0,
        "more": 2.0,
        "p": 0.2,
        "p_adjusted": 0.3,
        "bound_lower": 1.0,
        "bound_upper": 2.0,
        "met": 30,
        "of": 60,
        "base": "children",
    },
    "cumulative": {"ratio": 1.234, "ratio_lower": 1.1, "ratio_upper": 1.4, "base": "residents"},
    "adjustments": {
        "crude": 1.2,
        "crude_lower": 1.0,
        "crude_upper": 1.4,
        "adjusted": 1.01,
        "adjusted_lower": 0.99,
        "adjusted_upper": 1.2,
    },
    "waits": {
        "in_time": 50.0,
        "lower": 40.0,
        "upper": 60.0,
        "completed_only": 52.0,
        "p": 0.2,
        "median": 12,
        "children": 63,
        "still_waiting": 0,
    },
    "intersections": {
        "estimate": 50.0,
        "estimate_lower": 40.0,
        "estimate_upper": 60.0,
        "pooled": 45.0,
        "chance_above": 0.7,
        "met": 30,
        "of": 60,
    },
}


def faults(frame: str, figures: list[dict], measure: str = STEP, **other: object) -> list[str]:
    """What is said of one answer about girls."""
    row = {"measure": measure, **YEAR, **GIRLS, **ANSWERS[frame], **other}
    return unsupported({"figures": pl.DataFrame(figures), frame: pl.DataFrame([row])})


@pytest.mark.parametrize("frame", ANSWERS)
def test_an_answer_beside_its_printed_counts_is_right(frame: str):
    assert faults(frame, printed()) == []


@pytest.mark.parametrize("frame", ANSWERS)
def test_an_answer_whose_counts_are_hidden_is_none_to_print(frame: str):
    (said,) = faults(frame, printed(STEP))
    assert said == f"{frame} answers where the counts behind it are not printed: 1 rows, of {STEP}."


@pytest.mark.parametrize("frame", sorted(ANSWERS.keys() - {"waits", "intersections"}))
def test_an_answer_that_sets_a_group_beside_a_total_needs_the_total(frame: str):
    groups = [row for row in printed() if row["group"] == "F"]
    assert "are not printed" in faults(frame, groups)[0]


def test_the_rate_of_a_group_by_itself_needs_its_own_counts_alone():
    groups = [row for row in printed() if row["group"] == "F"]
    names = ("ratio", "gap", "more", "p", "p_adjusted", "bound_lower", "bound_upper")
    alone = pl.DataFrame(
        [{"measure": STEP, **YEAR, **GIRLS, **ANSWERS["comparisons"]}]
    ).with_columns(pl.lit(None).alias(name) for name in names)
    assert unsupported({"figures": pl.DataFrame(groups), "comparisons": alone}) == []


def test_a_row_that_answers_nothing_needs_no_counts():
    silent = dict.fromkeys(ANSWERS["waits"])
    row = {"measure": STEP, **YEAR, **GIRLS, **silent}
    types = dict.fromkeys(silent, pl.Float64)
    frame = pl.DataFrame([row], schema_overrides=types)
    assert unsupported({"figures": pl.DataFrame(printed(STEP)), "waits": frame}) == []
    assert unsupported({"figures": pl.DataFrame(printed()), "waits": frame.clear()}) == []


@pytest.mark.parametrize("frame", ["comparisons", "intersections"])
def test_an_answer_may_give_no_other_counts_than_the_figures(frame: str):
    assert faults(frame, printed(), of=61) == [
        f"{frame} gives another of than the figures print: 1 rows, of {STEP}."
    ]
    assert "another met" in faults(frame, printed(), met=29)[0]


def test_residents_of_a_rate_are_not_counted_by_us():
    of_rate = [figure(REFERRED, of=None), figure(REFERRED, 60, None, **ALL)]
    given = {"measure": REFERRED, "base": "residents", "of": 4_000}
    assert faults("comparisons", of_rate, **given) == []


def test_a_percentage_of_nobody_is_printed_all_the_same():
    nobody = {"reason": "no events"}
    figures = [figure(STEP, 0, None, **nobody), figure(STEP, 60, 120, **ALL)]
    assert faults("adjustments", figures) == []


def test_a_product_of_steps_needs_the_counts_of_every_step():
    assert faults("cumulative", printed(STEP), measure=NEXT) != []
    assert faults("cumulative", printed(STEP), measure=CHAIN[1]) == []


def test_from_the_referral_on_the_referral_itself_is_no_step():
    assert faults("cumulative", printed(REFERRED), base="residents") != []
    assert faults("cumulative", printed(REFERRED), base="referral") == []


@pytest.mark.parametrize(
    ("frame", "column"),
    [("adjustments", "adjusted"), ("waits", "in_time"), ("intersections", "estimate")],
)
def test_what_is_worked_out_of_hidden_counts_has_two_figures(frame: str, column: str):
    (said,) = faults(frame, printed(), **{column: 47.36})
    assert said == f"{frame} gives {column} to more than two figures: 1 rows, of {STEP}."


def test_children_who_wait_are_counted_in_sixes():
    """Exact ones would give those of a hidden group by subtraction. They are no counts of the figures."""
    (said,) = faults("waits", printed(), children=60)
    assert said == f"waits gives children otherwise than it may: 1 rows, of {STEP}."


def test_another_reading_of_a_total_needs_the_total():
    row = {"measure": STEP, **YEAR, "change": 3}
    of_total = {"sensitivities": pl.DataFrame([row])}
    assert unsupported({"figures": pl.DataFrame(printed()), **of_total}) == []
    groups = [one for one in printed() if one["group"] == "F"]
    assert unsupported({"figures": pl.DataFrame(groups), **of_total}) != []
