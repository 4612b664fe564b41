"""One chart for each kind of question: over time, between groups, shares of a whole.

Rows are rows of a release's frames as dicts, so a hidden number is null here and cannot be drawn. Text
inside a chart is short; the finding, the definition and the words for screen readers stand beside it
and come from `wording`. Colours are the government Analysis Function's; whatever carries meaning has
3:1 contrast against white, a shape and a word.
"""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard import layers, limits, trend_words, wording
from dashboard.layers import (
    ASSURANCE_COLOURS,
    ASSURANCE_PATHS,
    CHART_PIXELS,
    DARK_BLUE,
    FONT,
    GREY,
    ICON_PATHS,
    INK,
    LIGHT_BLUE,
    MEANING_COLOURS,
    MEANING_SHAPES,
    MID_BLUE,
    PALE,
)

Row = Mapping[str, Any]


@alt.theme.register("partnership", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Large plain type, no frame, pale grid."""
    axis = {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": "#E3E6EA",
        "domainColor": GREY,
        "tickColor": GREY,
        "labelLimit": 300,
        "titleLimit": 600,
        "aria": False,
    }
    return {
        "config": {
            "font": FONT,
            "background": "#FFFFFF",
            "view": {"stroke": None},
            "axis": axis,
            # The chart is one image with one sentence; its parts are not read out one by one.
            "mark": {"aria": False},
            "text": {"fontSize": 13, "color": INK},
            "line": {"color": DARK_BLUE, "strokeWidth": 2},
            "point": {"color": DARK_BLUE, "filled": True, "size": 50},
        }
    }


def icon(meaning: str) -> str:
    """The variation icon as an image for Markdown, its word as the text for who cannot see it."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
        f'<path d="{ICON_PATHS[meaning]}" fill="{MEANING_COLOURS[meaning]}" stroke="{INK}" '
        'stroke-width="1.5"/></svg>'
    )
    return _image(wording.MEANING_WORDS[meaning], drawing)


def _image(word: str, drawing: str) -> str:
    return f"![{word}](data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()})"


def assurance_icon(assurance: str) -> str:
    """The icon of what a local target has to do with the usual range: a ring, with a sign of its own."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
        f'<circle cx="8" cy="8" r="7" fill="{ASSURANCE_COLOURS[assurance]}" stroke="{INK}" '
        f'stroke-width="1.5"/><path d="{ASSURANCE_PATHS[assurance]}" fill="none" stroke="{INK}" '
        'stroke-width="2"/></svg>'
    )
    return _image(trend_words.ASSURANCE_WORDS[assurance], drawing)


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    """A chart as the browser takes it. Its form is checked by the tests, not again at every redraw.

    Altair lifts data that all layers share; Streamlit takes data as text in the layers only.
    """
    drawn = chart.to_dict(validate=False)
    shared = drawn.pop("data", None)
    if shared is not None:
        for layer in drawn["layer"]:
            layer.setdefault("data", shared)
    return drawn


def over_time(
    measure: Row,
    rows: Sequence[Row],
    signals: Sequence[Row],
    comparators: Sequence[Row] = (),
    target: float | None = None,
) -> alt.LayerChart:
    """A run chart: each figure with its 95% interval, usual range, comparators and unusual points.

    rows         one measure, area, category and basis, one period kind, in order of time
    signals      the same points as `metrics.spc` reads them; empty where it read none
    comparators  yearly published figures, drawn over the year that each covers
    """
    unit = measure["unit"]
    shown = [row for row in rows if row["value"] is not None]
    first, last = rows[0]["period_start"], rows[-1]["period_end"]
    beside = [row for row in comparators if first <= dt.date(row["year"], 3, 31) <= last]
    top = layers.top_of(shown, signals, beside, target, unit)
    x = alt.X(
        field="day",
        type="temporal",
        title=layers.time_title(rows[0], measure, signals),
        scale=alt.Scale(
            type="utc", domain=[layers.iso(first), layers.iso(last + dt.timedelta(days=1))]
        ),
        axis=alt.Axis(
            values=layers.aprils(first, last), format="%b %Y", grid=False, labelOverlap="greedy"
        ),
    )
    y = alt.Y(
        field="value",
        type="quantitative",
        title=layers.unit_title(unit),
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=layers.upright_axis(unit),
    )
    points = [layers.as_point(row, measure) for row in layers.unbroken(rows)]
    drawn = [
        layers.year_bands(first, last),
        *limits.usual_ranges(signals, top),
        *limits.target_line(target),
        *limits.declared_steps(signals),
        *layers.comparator_lines(beside, first, measure),
        alt.Chart(layers.inline(points))
        .mark_rule(color=MID_BLUE, strokeWidth=1)
        .encode(x=x, y=alt.Y(field="lower", type="quantitative"), y2=alt.Y2(field="upper")),
        alt.Chart(layers.inline(points))
        .mark_line(interpolate="linear")
        .encode(x=x, y=y, detail=alt.Detail(field="run", type="nominal")),
        alt.Chart(layers.inline(points))
        .mark_point(opacity=1)
        .encode(x=x, y=y, tooltip=layers.tooltip()),
        *layers.unusual(signals, measure, x, y),
        layers.end_labels(
            layers.right_labels(shown, signals, beside, target, unit, rows[-1]["value"] is None),
            top,
        ),
    ]
    return layers.together(drawn, CHART_PIXELS, {"left": 5, "right": 5, "top": 8, "bottom": 5})


def between_groups(
    measure: Row, rows: Sequence[Row], everyone: Row | None, comparators: Sequence[Row] = ()
) -> alt.LayerChart:
    """A dot for each group with its 95% interval, in the code list's order; counts under each name.

    everyone     the figure of all children of the same area and period: a thin grey line
    comparators  what was published of the same groups: England's is a thin grey tick
    """
    unit = measure["unit"]
    england = {row["group"]: row for row in comparators if row["level"] == "England"}
    ordered = sorted(rows, key=lambda row: (row["group"] == "not_recorded", row["group_order"]))
    names = [
        f"{wording.in_lines(row['group_label'])}|{wording.brief(row, unit)}" for row in ordered
    ]
    named = [
        {
            "name": name,
            "label": row["group_label"],
            "value": row["value"],
            "lower": row["lower"],
            "upper": row["upper"],
            "said": wording.figure(row, unit),
            "known": row["group"] != "not_recorded",
            "england": england[row["group"]]["value"] if row["group"] in england else None,
        }
        for name, row in zip(layers.centred(names), ordered, strict=True)
    ]
    across = alt.X(
        field="value",
        type="quantitative",
        title=layers.unit_title(unit),
        scale=alt.Scale(
            domain=[0, layers.top_of_groups(ordered, everyone, [*england.values()], unit)],
            nice=False,
        ),
        axis=layers.across_axis(unit),
    )
    down = layers.lined_rows([row["name"] for row in named])
    base = alt.Chart(layers.inline(named))
    drawn: list[alt.Chart] = [
        base.mark_rule(color=MID_BLUE, strokeWidth=2).encode(
            x=alt.X(field="lower", type="quantitative"), x2=alt.X2(field="upper"), y=down
        ),
        base.transform_filter("datum.value !== null")
        .mark_point(size=90, opacity=1, stroke=DARK_BLUE, strokeWidth=2)
        .encode(
            x=across,
            y=down,
            fill=alt.condition("datum.known", alt.value(DARK_BLUE), alt.value("#FFFFFF")),
            tooltip=[
                alt.Tooltip(field="label", type="nominal", title="Group"),
                alt.Tooltip(field="said", type="nominal", title="Figure"),
            ],
        ),
    ]
    if everyone is not None and everyone["value"] is not None:
        drawn = [*layers.line_of_all(everyone, unit), *drawn]
    if england:
        # The label of all children stands over the first row.
        drawn += layers.england_ticks(named, england, down, labelled=-1, colour=layers.GREY)
    return layers.together(
        drawn,
        layers.height_of(named),
        {"left": 5, "right": 20, "top": 5, "bottom": 5},
    )


def shares(
    measure: Row,
    rows: Sequence[Row],
    comparators: Sequence[Row] = (),
    limit: tuple[str, str] | None = None,
) -> alt.LayerChart:
    """A bar for each part from zero, with its 95% interval; England as a thin grey tick.

    limit  (category code, words): a guidance limit that falls after that category
    """
    unit = measure["unit"]
    england = {row["category"]: row for row in comparators if row["level"] == "England"}
    names = [
        f"{wording.in_lines(wording.part_name(row))}|{wording.brief(row, unit)}" for row in rows
    ]
    named = [
        {
            "code": row["category"],
            "name": name,
            "label": wording.part_name(row),
            "value": row["value"],
            "lower": row["lower"],
            "upper": row["upper"],
            "said": wording.figure(row, unit),
            "england": england[row["category"]]["value"] if row["category"] in england else None,
        }
        for name, row in zip(layers.centred(names), rows, strict=True)
    ]
    top = max(
        [
            10.0,
            *(
                max(v for v in (r["upper"], r["value"], r["england"], 0.0) if v)
                for r in named
                if r["value"]
            ),
        ]
    )
    across = alt.X(
        field="value",
        type="quantitative",
        title=layers.unit_title(unit),
        scale=alt.Scale(
            domain=[0, min(100.0, top * 1.08) if unit == "percent" else top * 1.08], nice=False
        ),
        axis=layers.across_axis(unit),
    )
    down = layers.lined_rows([row["name"] for row in named])
    base = alt.Chart(layers.inline(named))
    drawn: list[alt.Chart] = [
        base.mark_bar(color=LIGHT_BLUE, stroke=DARK_BLUE, height={"band": 0.5}).encode(
            x=across,
            y=down,
            tooltip=[
                alt.Tooltip(field="label", type="nominal", title="Part"),
                alt.Tooltip(field="said", type="nominal", title="Figure"),
            ],
        ),
        base.mark_rule(color=INK, strokeWidth=2).encode(
            x=alt.X(field="lower", type="quantitative"), x2=alt.X2(field="upper"), y=down
        ),
    ]
    if england:
        drawn += layers.england_ticks(named, england, down)
    if limit is not None:
        drawn += layers.guidance_limit(named, limit, down)
    return layers.together(
        drawn,
        layers.height_of(named),
        {"left": 5, "right": 20, "top": 18, "bottom": 5},
    )


def sparkline(measure: Row, rows: Sequence[Row], signals: Sequence[Row]) -> alt.LayerChart:
    """The same run chart in one line of text: the usual range as a pale band, the newest point marked."""
    shown = [row for row in rows if row["value"] is not None]
    usual = layers.newest_limits(signals)
    values = [row["value"] for row in shown]
    edges = [*values, *([usual["lower_limit"], usual["upper_limit"]] if usual else [])]
    domain = [max(0.0, min(edges)), max(edges)]
    points = [
        {"day": layers.day_of(row, measure), "value": row["value"], "run": row["run"]}
        for row in layers.unbroken(rows)
    ]
    x = alt.X(field="day", type="temporal", axis=None, scale=alt.Scale(type="utc"))
    y = alt.Y(
        field="value",
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=domain, clamp=True, nice=False),
    )
    meaning = signals[-1]["meaning"] if signals else ""
    drawn: list[alt.Chart] = []
    if usual is not None:
        low, high = max(domain[0], usual["lower_limit"]), min(domain[1], usual["upper_limit"])
        since = layers.day_of(limits.newest_segment(signals)[0], measure)
        band = {"value": low, "high": high, "day": since, "to": points[-1]["day"]}
        drawn.append(
            alt.Chart(layers.inline([band]))
            .mark_rect(color=PALE)
            .encode(x=x, x2=alt.X2(field="to"), y=y, y2=alt.Y2(field="high"))
        )
    drawn += [
        alt.Chart(layers.inline(points))
        .mark_line(strokeWidth=1.5)
        .encode(x=x, y=y, detail=alt.Detail(field="run", type="nominal")),
        alt.Chart(layers.inline(points[-1:]))
        .mark_point(
            shape=MEANING_SHAPES.get(meaning, "circle"),
            fill=MEANING_COLOURS[meaning],
            stroke=INK,
            size=70,
            opacity=1,
        )
        .encode(x=x, y=y),
    ]
    return layers.together(drawn, 40, {"left": 4, "right": 8, "top": 5, "bottom": 5})
