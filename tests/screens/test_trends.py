"""Run charts on screen: the variant is stated, steps are marked and explained, targets have icon and word."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard import cells, charts, layers, rare_events, rows, trend_words, wording
from data.pseudonyms import create_key
from data.warehouse import Store
from metrics import release as releases
from metrics.release import Release
from tests.screens import invented
from tests.screens.conftest import AGREEMENT, Page
from tests.screens.test_charts import values
from tests.screens.test_views import said

CONFERENCES = "icpc_within_15_working_days"
LEADERS = "repeat_plans_ever"
"""A measure that the tests give rare events to."""
STEP = dt.date(2023, 4, 1)
REASON = "A [second](http://x.example) chair."


def with_a_step(held: Release, after: int = 8) -> Release:
    """The invented release, with a step declared of conferences and `after` points since."""
    mine = pl.col("measure") == CONFERENCES
    later = mine & (pl.col("period_start") >= STEP)
    first = mine & (pl.col("period_start") == STEP)
    short = later & (after < 5)
    signals = held.signals.with_columns(
        segment=pl.when(later).then(1).otherwise("segment").cast(pl.Int32),
        step=pl.when(first).then(pl.lit(REASON)),
        step_first=pl.when(first).then(pl.lit(STEP)),
        why=pl.when(short).then(pl.lit("few since the step")).otherwise("why"),
        chart=pl.when(short).then(pl.lit("")).otherwise("chart"),
        **{
            name: pl.when(short)
            .then(None)
            .otherwise(pl.col(name) - pl.when(later).then(3.0).otherwise(0.0))
            for name in ("centre", "lower_limit", "upper_limit")
        },
    )
    return replace(held, signals=signals)


def event(number: int, **more: Any) -> dict[str, Any]:
    """One of some rare events, thirty days after the one before."""
    day = dt.date(2023, 1, 1) + dt.timedelta(days=30 * number)
    return {
        "measure": LEADERS,
        "area": "partnership",
        "category": "",
        "basis": "",
        "period_kind": "event",
        "period_start": day - dt.timedelta(days=30),
        "period_end": day,
        "period_label": wording.date(day),
        "value": 30.0,
        "centre": 28.0,
        "lower_limit": 2.0,
        "upper_limit": 120.0,
        "rule": "",
        "direction": "",
        "meaning": "no clear change",
        "trial": False,
        "chart": "t",
        "frozen": False,
        "points": 6,
        "segment": 0,
        "step": None,
        "step_first": None,
        "why": "",
        "event": "row",
        "target": None,
        "assurance": "",
        **more,
    }


def events(**more: Any) -> list[dict[str, Any]]:
    """Six events, the last after a long while."""
    newest = {"value": 140.0, "rule": "beyond a limit", "direction": "high", "meaning": "better"}
    return [event(number, **more) for number in range(5)] + [event(9, **newest, **more)]


def with_events(held: Release) -> Release:
    mine = pl.DataFrame(events(), schema=held.signals.schema)
    return replace(held, signals=pl.concat([held.signals, mine]))


@pytest.fixture(scope="module")
def held() -> Release:
    """The invented release."""
    return invented.release()


@pytest.fixture(scope="module")
def told(held: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose release has a step, a target and rare events."""
    folder = tmp_path_factory.mktemp("told")
    (folder / "agreement.toml").write_text(AGREEMENT, encoding="utf-8")
    create_key(folder / "key")
    frames = with_events(with_a_step(held)).frames
    kept = releases.open(frames, invented.manifest(frames))
    Store(folder).save_release(kept.frames, kept.manifest, {})
    return folder


def run_chart(held: Release, name: str = CONFERENCES) -> Any:
    return charts.over_time(
        rows.measures(held)[name],
        rows.totals(held, name, "partnership", "quarter"),
        rows.signals(held, name, "partnership"),
    )


# The variant


@pytest.mark.parametrize("chart", ["XmR", "p", "u", "c", "t", "g"])
def test_every_variant_is_stated_in_words(chart: str) -> None:
    assert trend_words.variant([event(0, chart=chart)]).startswith(f"{chart} chart")


def test_trial_limits_and_kept_ones_are_called_so() -> None:
    assert "trial limits, from fewer than 12 points" in trend_words.variant([event(0, trial=True)])
    assert "agreed to keep the usual range" in trend_words.variant([event(0, frozen=True)])
    assert trend_words.variant([event(0, chart="")]) == ""
    assert trend_words.variant([]) == ""


# Declared steps


def test_a_step_is_a_line_with_a_number_and_parts_the_usual_range(held: Release) -> None:
    drawn = list(values(run_chart(with_a_step(held))))
    [mark, *_] = [row for row in drawn if row.get("number")]
    assert (mark["number"], mark["day"]) == ("1", "2023-04-01")
    levels = {(row["line"], row["value"]) for row in drawn if row.get("edge") == "centre"}
    assert len(levels) == 2
    before = next(row for row in drawn if row.get("line") == "centre 0")
    after = next(row for row in drawn if row.get("line") == "centre 1")
    assert before["day"] < after["day"] == "2023-04-01"


def test_without_a_step_nothing_is_marked(held: Release) -> None:
    assert not [row for row in values(run_chart(held)) if row.get("number")]
    assert trend_words.steps(rows.signals(held, CONFERENCES, "partnership")) == ""


def test_a_step_is_explained_under_its_number_in_text_only(held: Release) -> None:
    signals = rows.signals(with_a_step(held), CONFERENCES, "partnership")
    assert trend_words.steps(signals) == (
        "The partners declared a change, from which on the usual range is worked out anew. Mark **1**, from "
        "1 April 2023: A \\[second\\](http://x.example) chair."
    )


def test_while_too_few_points_follow_a_step_no_usual_range_is_told(held: Release) -> None:
    short = with_a_step(held, after=4)
    signals = rows.signals(short, CONFERENCES, "partnership")
    assert trend_words.steps(signals).endswith(
        "Since the last one there are too few points for a usual range."
    )
    words = wording.over_time_in_words(
        rows.measures(short)[CONFERENCES],
        rows.totals(short, CONFERENCES, "partnership", "quarter"),
        signals,
    )
    assert "Usual level" not in words
    labels = layers.right_labels([], signals, [], None, "percent")
    assert labels == []


def test_two_steps_are_counted() -> None:
    two = [event(0), event(1, step="One", step_first=STEP), event(2, step="Two", step_first=STEP)]
    assert trend_words.steps(two).startswith("The partners declared 2 changes, ")
    assert "Mark **2**, from 1 April 2023: Two." in trend_words.steps(two)


def test_the_usual_range_of_rare_counts_steps_with_each_point_and_stays_on_the_axis() -> None:
    points = [
        event(number, chart="p", lower_limit=low, upper_limit=high)
        for number, (low, high) in enumerate(((-2.0, 90.0), (5.0, 130.0), (3.0, 95.0)))
    ]
    drawn = [row for chart in layers_of(points, 100.0) for row in values(chart)]
    lower = [row["value"] for row in drawn if row["edge"] == "lower_limit"]
    upper = [row["value"] for row in drawn if row["edge"] == "upper_limit"]
    assert lower == [0.0, 5.0, 3.0, 3.0]
    assert upper == [90.0, 100.0, 95.0, 95.0]


def test_a_limit_beyond_the_axis_is_not_drawn() -> None:
    drawn = [row for chart in layers_of([event(0), event(1)], 100.0) for row in values(chart)]
    assert {row["edge"] for row in drawn} == {"centre", "lower_limit"}


def layers_of(points: list[dict[str, Any]], top: float) -> list[Any]:
    return charts.limits.usual_ranges(points, top)


def test_the_small_line_has_the_usual_range_of_its_newest_segment(held: Release) -> None:
    stepped = with_a_step(held)
    small = charts.sparkline(
        rows.measures(stepped)[CONFERENCES],
        rows.totals(stepped, CONFERENCES, "partnership", "quarter"),
        rows.signals(stepped, CONFERENCES, "partnership"),
    )
    [band] = [row for row in values(small) if "high" in row]
    assert band["day"].startswith("2023-05")


# Local targets


def against(assurance: str, better: str = "higher", **more: Any) -> str:
    measure = {"better": better, "unit": "percent"}
    limits = {"centre": 80.0, "lower_limit": 70.0, "upper_limit": 106.0, "target": 90.0}
    return trend_words.against_target(measure, [event(0, assurance=assurance, **limits | more)])


def test_what_a_usual_range_says_of_a_target_is_told_in_words() -> None:
    assert against("meets") == (
        "Local target 90%: consistently met. Even the worst that is usual, 70%, meets it."
    )
    assert against("hit and miss").startswith(
        "Local target 90%: hit and miss. The usual range, 70% to 100%, has it inside"
    )
    assert "Even the best that is usual, 100%, does not meet it" in against("misses")
    assert "Even the best that is usual, 70%, does not meet it" in against("misses", "lower")
    assert "cannot be told until 12 points" in against("")
    assert against("meets", "context") == ""
    assert against("", target=None) == ""
    assert trend_words.against_target({"better": "higher", "unit": "percent"}, []) == ""


@pytest.mark.parametrize("assurance", trend_words.ASSURANCE_WORDS)
def test_an_assurance_icon_has_a_word_and_a_shape_that_no_other_icon_has(assurance: str) -> None:
    word = trend_words.ASSURANCE_WORDS[assurance]
    assert charts.assurance_icon(assurance).startswith(f"![{word}](data:image/svg")
    shapes = [*layers.ICON_PATHS.values(), *layers.ASSURANCE_PATHS.values()]
    assert shapes.count(layers.ASSURANCE_PATHS[assurance]) == 1


def test_icons_have_no_colour_but_blue_orange_purple_and_grey() -> None:
    allowed = {"#00B0F0", "#E46C0A", "#490092", "#A6A6A6", "#FFFFFF"}
    assert set(layers.MEANING_COLOURS.values()) | set(layers.ASSURANCE_COLOURS.values()) <= allowed


def test_the_table_tells_the_usual_range_the_change_and_the_target() -> None:
    row = event(
        0, centre=80.0, lower_limit=70.0, upper_limit=106.0, rule="run", direction="low",
        meaning="worse", chart="XmR", target=90.0, assurance="hit and miss",
    )  # fmt: skip
    assert cells.signal_cells(row, "percent") == {
        "Usual range": "70% to 100%",
        "Change": "Worse: below its usual level for some time",
        "Local target": "90.0%: hit and miss",
    }
    none = event(0, centre=None, meaning="")
    assert cells.signal_cells(none, "percent") == {
        "Usual range": "",
        "Change": "Cannot be told",
        "Local target": "",
    }
    assert cells.signal_cells(row | {"trial": True}, "percent")["Usual range"].endswith("(trial)")


# Rare events


def test_gaps_between_events_are_told_by_what_went_by() -> None:
    measure = {"title": "Disputes"}
    day = events()[-1]["period_label"]
    better = "a longer gap than is usual, a change for the better"
    for what, words in (
        ("row", f"the last on {day}, 140 days after the one before"),
        ("not met", f"last not so on {day}, after 140 times in a row when it was"),
        ("met", f"last so on {day}, after 140 times in a row when it was not"),
    ):
        told = trend_words.gaps_finding(measure, events(event=what))
        assert told == f"Disputes: {words}; {better}"
    assert trend_words.gap(event(0, value=1.0)) == "1 day"
    assert trend_words.gap(event(0, value=1.0, event="met")) == "1 time"


def test_a_chart_of_gaps_is_told_to_who_cannot_see_it() -> None:
    words = trend_words.gaps_in_words(events())
    assert words.startswith("6 gaps between events, up to that of ")
    assert "longest 140 days" in words
    assert "Half are usually no longer than 28; up to 120 is usual." in words
    assert f"Marked as unusual: {events()[-1]['period_label']}." in words
    between = trend_words.gaps_in_words([event(0, centre=5.5, upper_limit=37.9)])
    assert "no longer than 5; up to 37 is usual" in between
    one = trend_words.gaps_in_words([event(0, centre=None)])
    assert one.startswith("One gap between two events, the second on 1 January 2023.")
    assert "usual" not in one


def test_each_event_stands_on_its_day_as_high_as_what_went_by() -> None:
    drawn = rare_events.chart({"title": "Disputes", "snapshot": False}, events())
    points = [(row["day"], row["value"]) for row in values(drawn) if "said" in row]
    assert points[0] == ("2023-01-01", 30.0)
    assert points[-1][1] == 140.0
    text = json.dumps(charts.spec(drawn))
    assert "Days since the one before" in text
    assert "t chart" in text
    assert "140 days better" in text
    assert "half within 28" in text


def test_gaps_without_limits_are_drawn_without_them() -> None:
    bare = {"centre": None, "lower_limit": None, "upper_limit": None, "chart": "", "meaning": ""}
    drawn = rare_events.chart({"title": "Disputes"}, [event(number, **bare) for number in range(3)])
    assert "half within" not in json.dumps(charts.spec(drawn))


def test_events_are_no_points_of_a_chart_by_quarter(held: Release) -> None:
    told = with_events(held)
    assert len(rows.between(told, LEADERS, "partnership")) == 6
    assert {row["period_kind"] for row in rows.signals(told, LEADERS, "partnership")} == {"quarter"}
    assert rows.usual_kind(told, LEADERS, "partnership") == "quarter"


def test_a_change_in_rare_events_is_on_the_home_page_in_its_own_words(held: Release) -> None:
    found = rows.to_look_into(with_events(held), "partnership")
    [mine] = [row for row in found if row["measure"] == LEADERS and row["event"]]
    line = trend_words.gaps_line({"title": "Disputes"}, mine)
    assert line.startswith("**Disputes**: the last on ")
    assert "140 days after the one before" in line
    assert line.endswith("a longer gap than is usual")
    again = trend_words.gaps_line({"title": "Disputes"}, mine | {"back": "March 2025"})
    assert again.endswith("Usual again now")


# On the page


def test_the_story_of_a_measure_has_its_target_step_and_variant_in_words(
    page: Page, told: Path
) -> None:
    running = page(told, "views/dsp_timeliness.py", measure=CONFERENCES)
    words = said(running)
    assert "Local target 90%: hit and miss." in words
    assert f"![{trend_words.ASSURANCE_WORDS['hit and miss']}]" in words
    assert "Mark **1**, from 1 April 2023: A \\[second\\]" in words
    assert "XmR chart: the usual range comes from" in words
    running.toggle(key=f"table over time {CONFERENCES}").set_value(True).run()
    table = running.table[0].value
    assert {"Usual range", "Change", "Local target"} <= set(table.columns)


def test_rare_events_have_a_chart_and_a_table_of_their_own(page: Page, told: Path) -> None:
    running = page(told, "views/dsp_repeat.py", measure=LEADERS)
    before = len(running.get("vega_lite_chart"))
    assert "140 days after the one before" in "\n".join(one.value for one in running.subheader)
    assert trend_words.NO_CHART_OF_CHILDREN in said(running)
    running.toggle(key=f"table events {LEADERS}").set_value(True).run()
    [table] = [one.value for one in running.table if "Day" in one.value.columns]
    assert len(table) == 6
    assert len(running.get("vega_lite_chart")) == before


def test_home_shows_the_icon_of_a_target_beside_that_of_the_change(page: Page, told: Path) -> None:
    running = page(told, "views/dsp_what_changed.py")
    labels = [one.proto.label for one in running.get("page_link")]
    both = [label for label in labels if trend_words.ASSURANCE_WORDS["hit and miss"] in label]
    assert both
    assert all("Child protection conferences" in label for label in both)
    assert any("140 days after the one before" in label for label in labels)
    assert "Local target consistently " in said(running)
