"""The chart of a funnel plot: one point an authority, around an average, between the limits of chance.

Nothing in it is good or bad, and nothing is ranked: every other authority has the same plain mark.
"""

from typing import Any

import altair as alt
import numpy as np

from dashboard import layers, wording
from dashboard.beside import Funnel
from dashboard.layers import CHART_PIXELS, DARK_BLUE, GREY, INK, LABEL_PIXELS, PLOT_PIXELS
from metrics import funnel

STEPS = 80
"""Places along the base at which the limits are worked out."""
_DASHES = {0.95: [6, 4], 0.998: [1, 0]}
_BASE_TITLES = {
    "percent": "How many the percentage is of",
    "per_10_000": "Resident children aged 0 to 17",
}


def chart(held: Funnel) -> alt.LayerChart:
    """Figures by the base that each is of, the average, and its 95% and 99.8% limits."""
    unit = held.measure["unit"]
    lines = _limits(held, held.beyond if held.adjusted else None)
    by_chance = _limits(held, None) if held.adjusted else []
    low, high = _heights(held, lines)
    bases = [row["base"] for row in lines]
    x = alt.X(
        field="base",
        type="quantitative",
        title=_BASE_TITLES[unit],
        scale=alt.Scale(domain=[0, max(bases)], nice=False),
        axis=alt.Axis(tickCount=4, format=",d", labelOverlap="greedy", grid=False),
    )
    y = alt.Y(
        field="value",
        type="quantitative",
        title=layers.unit_title(unit),
        scale=alt.Scale(domain=[low, high], nice=False, clamp=True),
        axis=layers.upright_axis(unit),
    )
    drawn = [
        *(_line(by_chance, level, x, y, GREY) for level in funnel.LEVELS if by_chance),
        *(_line(lines, level, x, y, INK) for level in funnel.LEVELS),
        alt.Chart(layers.inline([{"value": held.centre}]))
        .mark_rule(color=INK, strokeWidth=1)
        .encode(y=alt.Y(field="value", type="quantitative")),
        _others(held, x, y),
        *_ours(held, x, y),
        _labels(held, lines, low, high),
    ]
    return layers.together(drawn, CHART_PIXELS, {"left": 5, "right": 5, "top": 8, "bottom": 5})


def _limits(held: Funnel, beyond: float | None) -> list[dict[str, Any]]:
    """The limits at steps along the base: level, side, base, value; of chance alone, or widened."""
    known = [row["denominator"] for row in (*held.shown, *held.ours) if row["place"] is not None]
    base = np.linspace(min(known) * 0.7, max(known) * 1.05, STEPS)
    centre, unit = np.full(STEPS, held.centre), held.measure["unit"]
    found = []
    for level in funnel.LEVELS:
        both = (
            funnel.limits(centre, base, unit, level)
            if beyond is None
            else funnel.adjusted_limits(centre, base, unit, level, beyond)
        )
        for side, values in zip(("lower", "upper"), both, strict=True):
            found += [
                {"level": level, "side": side, "base": round(float(at), 1), "value": float(value)}
                for at, value in zip(base, values, strict=True)
            ]
    return found


def _heights(held: Funnel, lines: list[dict[str, Any]]) -> tuple[float, float]:
    """The lowest and highest value drawn, with a little room, inside what the unit allows."""
    values = [row["value"] for row in (*held.shown, *held.ours, *lines) if row["value"] is not None]
    room = (max(values) - min(values)) * 0.05 or 1.0
    top = max(values) + room
    return max(0.0, min(values) - room), (
        min(100.0, top) if held.measure["unit"] == "percent" else top
    )


def _line(lines: list[dict[str, Any]], level: float, x: alt.X, y: alt.Y, colour: str) -> alt.Chart:
    return (
        alt.Chart(layers.inline([row for row in lines if row["level"] == level]))
        .mark_line(color=colour, strokeWidth=1, strokeDash=_DASHES[level])
        .encode(x=x, y=y, detail=alt.Detail(field="side", type="nominal"))
    )


def _others(held: Funnel, x: alt.X, y: alt.Y) -> alt.Chart:
    unit = held.measure["unit"]
    points = [
        {
            "name": row["geography"],
            "base": row["denominator"],
            "value": row["value"],
            "said": f"{wording.exact(row['value'], unit)} of {wording.number(row['denominator'])}",
        }
        for row in held.shown
    ]
    return (
        alt.Chart(layers.inline(points))
        .mark_point(shape="circle", size=38, fill="#FFFFFF", stroke=GREY, opacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip(field="name", type="nominal", title="Authority"),
                alt.Tooltip(field="said", type="nominal", title="As published"),
            ],
        )
    )


def _ours(held: Funnel, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    unit = held.measure["unit"]
    points = [
        {
            "name": row["name"],
            "base": row["denominator"],
            "value": row["value"],
            "label": f"{row['name']} {wording.amount(row['value'], unit)}",
            "said": wording.figure(row, unit),
        }
        for row in held.ours
        if row["place"] is not None
    ]
    marks = alt.Chart(layers.inline(points))
    text = alt.Text(field="label", type="nominal")
    return [
        marks.mark_point(shape="diamond", size=170, fill=DARK_BLUE, stroke=INK, opacity=1).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip(field="name", type="nominal", title="Area"),
                alt.Tooltip(field="said", type="nominal", title="Our own figure"),
            ],
        ),
        # A white edge, so that the name is read over lines and circles.
        marks.mark_text(
            dy=-16, fontWeight="bold", stroke="#FFFFFF", strokeWidth=4, strokeJoin="round"
        ).encode(x=x, y=y, text=text),
        marks.mark_text(dy=-16, fontWeight="bold").encode(x=x, y=y, text=text),
    ]


def _labels(held: Funnel, lines: list[dict[str, Any]], low: float, high: float) -> alt.Chart:
    """What each line is, at its right end, pushed apart around the average."""
    ends = {(row["level"], row["side"]): row["value"] for row in lines}
    average = f"{held.centre_of} {wording.amount(held.centre, held.measure['unit'])}"
    names = [
        (ends[0.998, "lower"], "99.8% limit"),
        (ends[0.95, "lower"], "95% limit"),
        (held.centre, average),
        (ends[0.95, "upper"], "95% limit"),
        (ends[0.998, "upper"], "99.8% limit"),
    ]
    gap = LABEL_PIXELS / PLOT_PIXELS * (high - low)
    heights = [value for value, _ in names]
    for place in (3, 4):
        heights[place] = max(heights[place], heights[place - 1] + gap)
    for place in (1, 0):
        heights[place] = min(heights[place], heights[place + 1] - gap)
    return (
        alt.Chart(
            layers.inline(
                [
                    {"value": height, "text": text}
                    for height, (_, text) in zip(heights, names, strict=True)
                ]
            )
        )
        .mark_text(align="left", dx=8, clip=False)
        .encode(
            x=alt.value("width"),
            y=alt.Y(field="value", type="quantitative"),
            text=alt.Text(field="text", type="nominal"),
        )
    )
