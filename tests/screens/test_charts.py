"""What is drawn: the figures of the release, and never one that is hidden."""

import datetime as dt
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from dashboard import charts, layers, rows, wording
from metrics.release import Release
from tests.screens import invented

CONFERENCES = "icpc_within_15_working_days"


@pytest.fixture(scope="module")
def held() -> Release:
    """The invented release."""
    return invented.release()


def values(chart: Any) -> Iterator[dict[str, Any]]:
    """Every row of data in a chart."""
    found = json.loads(chart.to_json())
    stack: list[Any] = [found]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if isinstance(part.get("values"), str):
                yield from json.loads(part["values"])
            stack += part.values()
        elif isinstance(part, list):
            stack += part


def story(held: Release, name: str, area: str = "partnership") -> Any:
    """The chart over time of a measure."""
    return charts.over_time(
        rows.measures(held)[name],
        rows.totals(held, name, area, "quarter"),
        rows.signals(held, name, area),
        rows.comparators(held, name, area),
        held.manifest["targets"].get(name),
    )


@pytest.mark.parametrize("area", ["partnership", "990", "991"])
def test_a_hidden_figure_is_nowhere_in_a_chart(held: Release, area: str) -> None:
    # A number that would give itself away wherever it stood.
    secret = 987_654
    figures = held.figures.with_columns(
        numerator=pl.when(pl.col("reason") == "protected").then(None).otherwise("numerator")
    )
    assert (
        figures.filter(pl.col("reason") == "protected")["value"].null_count()
        == (figures["reason"] == "protected").sum()
    )
    for name, measure in rows.measures(held).items():
        points = [
            row | {"numerator": secret} if row["reason"] == "protected" else row
            for row in rows.totals(held, name, area, "quarter")
        ]
        if not any(row["value"] is not None for row in points):
            continue
        drawn = charts.over_time(measure, points, rows.signals(held, name, area)).to_json()
        assert str(secret) not in drawn
        assert f"{secret:,}" not in drawn


def test_a_hidden_group_is_named_and_has_no_dot(held: Release) -> None:
    found = rows.groups(held, CONFERENCES, "991", "ethnicity", rows.periods(held)["2024-25"])
    hidden = [row["group_label"] for row in found if row["value"] is None]
    assert hidden
    drawn = charts.between_groups(rows.measures(held)[CONFERENCES], found, None)
    dots = [row for row in values(drawn) if "name" in row]
    for label in hidden:
        mine = [row for row in dots if row["name"].startswith(f"{label}|")]
        assert mine
        assert all(row["value"] is None and row["lower"] is None for row in mine)
        assert all("kept back" in row["name"] for row in mine)


def test_a_line_is_broken_where_a_point_is_hidden() -> None:
    found = layers.unbroken([{"value": 1.0}, {"value": None}, {"value": 2.0}, {"value": 3.0}])
    assert [row["run"] for row in found] == [0, 1, 1]


def test_every_axis_has_a_title_with_its_unit(held: Release) -> None:
    spec = story(held, CONFERENCES).to_json()
    assert '"title": "Per cent"' in spec
    assert '"title": "Quarter · XmR chart"' in spec
    without = [row | {"centre": None} for row in rows.signals(held, CONFERENCES, "partnership")]
    points = rows.totals(held, CONFERENCES, "partnership", "quarter")
    plain = charts.over_time(rows.measures(held)[CONFERENCES], points, without).to_json()
    assert '"title": "Quarter"' in plain
    assert "Per 10,000 children" in story(held, "referrals_per_10000_children").to_json()


def test_values_begin_at_zero(held: Release) -> None:
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in story(held, CONFERENCES).to_dict()["layer"]
        if "domain" in layer.get("encoding", {}).get("y", {}).get("scale", {})
    ]
    assert domains
    assert all(domain == [0, 100.0] for domain in domains)


def test_an_unusual_point_has_a_shape_a_colour_and_a_word(held: Release) -> None:
    spec = story(held, CONFERENCES).to_json()
    assert layers.MEANING_COLOURS["worse"] in spec
    assert '"square"' in spec
    assert "62% worse" in spec


def test_comparators_are_labelled_with_their_year(held: Release) -> None:
    texts = [row["text"] for row in values(story(held, CONFERENCES)) if "text" in row]
    assert any(text.startswith("England 8") and text.endswith("(2025)") for text in texts)
    assert any(text.startswith("North West") for text in texts)
    assert "local target 90%" in texts
    assert any(text.startswith("usual level") for text in texts)


def test_labels_at_the_end_never_cover_each_other(held: Release) -> None:
    gap = layers.LABEL_PIXELS / layers.PLOT_PIXELS * 100
    crowd = [
        (81.0, "a", "x"),
        (81.2, "b", "x"),
        (81.4, "c", "x"),
        (99.0, "d", "x"),
        (99.5, "e", "x"),
    ]
    heights = sorted(row["value"] for row in values(layers.end_labels(crowd, 100.0)))
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(heights))
    assert max(heights) <= 100.0


def test_groups_stand_in_the_order_of_the_code_list_and_unrecorded_last(held: Release) -> None:
    found = rows.groups(
        held, CONFERENCES, "partnership", "ethnicity", rows.periods(held)["2022-25"]
    )
    drawn = charts.between_groups(
        rows.measures(held)[CONFERENCES], list(reversed(found)), None
    ).to_dict()
    order = drawn["layer"][0]["encoding"]["y"]["sort"]
    assert [name.split("|")[0] for name in order] == [
        "White",
        "Mixed",
        "Asian",
        "Black",
        "Other ethnic group",
        "Not recorded",
    ]


def test_the_limit_of_the_guidance_stands_between_the_last_in_time_and_the_first_late(
    held: Release,
) -> None:
    parts = rows.categories(
        held, "icpc_days_in_bands", "partnership", rows.periods(held)["2024-25"]
    )
    limit = rows.guidance_limit(held, parts)
    assert limit == ("11-15", "day 15, the limit of the guidance")
    drawn = charts.shares(rows.measures(held)["icpc_days_in_bands"], parts, [], limit).to_json()
    assert "day 15" in drawn


def test_what_is_not_a_number_of_days_has_no_limit(held: Release) -> None:
    parts = rows.categories(
        held, "plans_by_latest_category", "partnership", rows.periods(held)["2024-25"]
    )
    assert rows.guidance_limit(held, parts) is None


@pytest.mark.parametrize("name", [one.id for one in invented.MEASURES])
def test_every_measure_draws_in_every_area(held: Release, name: str) -> None:
    measure = rows.measures(held)[name]
    for area in rows.areas(held):
        if rows.shown_share(held, name):
            parts = rows.categories(held, name, area, rows.periods(held)["2024-25"])
            assert charts.shares(measure, parts).to_dict()
            continue
        as_shown, points = rows.as_counts(measure, rows.totals(held, name, area, "quarter"))
        assert charts.over_time(as_shown, points, rows.signals(held, name, area)).to_dict()


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "colour", [layers.DARK_BLUE, layers.MID_BLUE, layers.PINK, layers.INK, layers.GREY]
)
def test_what_carries_meaning_has_three_to_one_against_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3


@pytest.mark.parametrize("meaning", wording.MEANING_WORDS)
def test_an_icon_has_its_word_for_who_cannot_see_it(meaning: str) -> None:
    assert charts.icon(meaning).startswith(f"![{wording.MEANING_WORDS[meaning]}](data:image/svg")


def test_of_many_parts_the_most_frequent_are_drawn_first(held: Release) -> None:
    parts = rows.categories(
        held, "factors_at_end_of_assessment", "partnership", rows.periods(held)["2024-25"]
    )
    found = rows.largest([*parts, *parts])
    assert len(found) == rows.MOST_PARTS
    values_drawn = [row["value"] for row in found]
    assert values_drawn == sorted(values_drawn, reverse=True)


def test_a_period_that_the_limits_do_not_read_yet_is_left_out() -> None:
    points = [
        {"period_end": dt.date(2024, month, 28), "part": month == 12} for month in (6, 9, 11, 12)
    ]
    read = [{"period_end": dt.date(2024, 9, 28)}]
    kept = rows.settled(points, read)
    assert [row["period_end"].month for row in kept] == [6, 9, 12]
    assert rows.settled(points, []) == points


def test_names_of_several_lines_are_centred_on_their_rows() -> None:
    assert layers.centred(["White|86%", "Not matched: not|known to us, as far|as we know|7%"]) == [
        "|White|86%",
        "Not matched: not|known to us, as far|as we know|7%",
    ]
    assert layers.centred([]) == []


def test_the_newest_point_of_a_part_of_a_year_says_so() -> None:
    [(_, words, _)] = layers.right_labels(
        [{"value": 8.2, "part": True, "period_end": None, "period_label": ""}],
        [],
        [],
        None,
        "percent",
    )
    assert words == "8.2% so far"
