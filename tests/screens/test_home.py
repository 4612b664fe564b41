"""What the home page tells a partner to look into: all that changed, and nothing twice."""

import datetime as dt
from dataclasses import replace

import polars as pl

from dashboard import rows, wording
from tests.screens import invented

CONFERENCES = "icpc_within_15_working_days"
SEEN = "child_seen_in_assessment"
DURATION = "early_help_wait"
QUARTERS = [dt.date(2024, 6, 30), dt.date(2024, 9, 30), dt.date(2024, 12, 31), dt.date(2025, 3, 31)]
HELD = invented.release()


def points(measure: str, area: str, *meanings: str) -> pl.DataFrame:
    """A run chart that ends on 31 March 2025, by what each quarter means."""
    one = HELD.signals.filter(pl.col("measure") == CONFERENCES, pl.col("area") == area)
    one = one.filter(pl.col("basis") == "completed").head(1).drop("meaning", "period_end", "rule")
    wanted = pl.DataFrame(
        {"meaning": meanings, "period_end": QUARTERS[-len(meanings) :], "rule": "beyond a limit"}
    )
    return one.with_columns(measure=pl.lit(measure)).join(wanted, how="cross")


def found(area: str, *charts: pl.DataFrame) -> list[tuple[str, str, str, bool]]:
    drawn = pl.concat(charts).select(HELD.signals.columns)
    return [
        (row["measure"], row["area"], row["meaning"], bool(row["back"]))
        for row in rows.to_look_into(replace(HELD, signals=drawn), area)
    ]


SAME = "no clear change"


def test_what_changed_now_comes_first_and_the_worse_before_the_rest():
    assert found(
        "990", points(SEEN, "990", SAME, "worse"), points(CONFERENCES, "990", SAME, "better")
    ) == [(SEEN, "990", "worse", False), (CONFERENCES, "990", "better", False)]


def test_a_change_of_the_last_half_year_stays_though_it_is_usual_again():
    assert found("990", points(CONFERENCES, "990", "worse", SAME)) == [
        (CONFERENCES, "990", "worse", True)
    ]
    assert found("990", points(CONFERENCES, "990", "worse", SAME, SAME, SAME)) == []


def test_the_whole_partnership_does_not_hide_the_change_of_one_area():
    charts = (
        points(CONFERENCES, "partnership", SAME, SAME),
        points(CONFERENCES, "990", SAME, SAME),
        points(CONFERENCES, "991", SAME, "worse"),
    )
    assert found("partnership", *charts) == [(CONFERENCES, "991", "worse", False)]
    assert found("990", *charts) == []


def test_what_is_usual_again_is_said_once_for_all_areas():
    charts = (
        points(CONFERENCES, "partnership", "worse", SAME),
        points(CONFERENCES, "990", "worse", SAME),
    )
    assert found("partnership", *charts) == [(CONFERENCES, "partnership", "worse", True)]


def test_the_same_change_of_the_partnership_and_an_area_is_said_once():
    charts = (
        points(CONFERENCES, "partnership", SAME, "worse"),
        points(CONFERENCES, "990", SAME, "worse"),
        points(CONFERENCES, "991", SAME, "better"),
    )
    assert found("partnership", *charts) == [
        (CONFERENCES, "partnership", "worse", False),
        (CONFERENCES, "991", "better", False),
    ]


def test_a_share_of_hidden_numbers_is_not_taken_for_numbers_without_residents():
    measure = rows.measures(HELD)[CONFERENCES]
    hidden = {"value": None, "numerator": 0, "denominator": None, "reason": "protected"}
    assert rows.as_counts(measure, [hidden])[0]["unit"] == "percent"
    unknown = {**hidden, "numerator": 900, "reason": "population not known"}
    assert rows.as_counts(measure, [unknown])[0]["unit"] == "count"


def test_a_change_before_a_hidden_figure_is_left_out():
    assert found("990", points(CONFERENCES, "990", "worse", "")) == []


def test_a_line_names_the_area_and_says_when_it_was_usual_again():
    signal = points(CONFERENCES, "991", "worse").row(0, named=True)
    measure = rows.measures(HELD)[CONFERENCES]
    said = wording.story_line(measure, {**signal, "back": "March 2025"}, "Eastvale")
    assert said.startswith("**Eastvale: Child protection conferences held within 15 working days**")
    assert said.endswith("its usual range. Usual again now")


def test_the_first_sentence_counts_what_the_whole_partnership_does_not_show():
    signal = points(CONFERENCES, "991", SAME).row(0, named=True)
    assert wording.latest_signals([signal], 1).endswith(" Earlier in the half-year: 1 change.")
    whole = signal | {"area": "partnership"}
    assert wording.latest_signals([whole], 3).endswith(
        " In single areas or earlier in the half-year: 3 changes."
    )


def test_a_change_of_a_duration_is_looked_into_too():
    middle = "half"
    one = points(DURATION, "990", SAME, "worse").with_columns(category=pl.lit(middle))
    assert found("990", one) == [(DURATION, "990", "worse", False)]


def test_the_newest_figure_is_the_newest_with_something_to_count():
    audits = {"part": False, "reason": None, "period_label": "October to December 2024"}
    idle = {"part": False, "reason": "no events", "period_label": "January to March 2025"}
    assert rows.newest([audits, idle]) is audits
    assert rows.newest([idle]) is idle
