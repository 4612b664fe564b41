"""The layers of a run chart that tell what is usual: its level and limits, a local target, declared steps."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard.layers import INK, inline, iso

Row = Mapping[str, Any]


def newest_segment(signals: Sequence[Row]) -> list[Row]:
    """The points since the last declared step."""
    return [row for row in signals if row["segment"] == signals[-1]["segment"]]


def target_line(target: float | None) -> list[alt.Chart]:
    """The local target: a dotted line across."""
    if target is None:
        return []
    return [
        alt.Chart(inline([{"value": target}]))
        .mark_rule(color=INK, strokeDash=[2, 3], strokeWidth=1.5)
        .encode(y=alt.Y(field="value", type="quantitative"))
    ]


_EDGES = {"centre": [1, 0], "lower_limit": [6, 4], "upper_limit": [6, 4]}
"""The lines of a usual range with their dashes."""


def usual_ranges(signals: Sequence[Row], top: float) -> list[alt.Chart]:
    """The usual level and its limits, where inside the axis, of each segment between declared steps."""
    segments = dict.fromkeys(row["segment"] for row in signals if row["centre"] is not None)
    lines = [
        {**place, "line": f"{edge} {segment}", "edge": edge}
        for segment in segments
        for edge in _EDGES
        for place in _course([row for row in signals if row["segment"] == segment], edge, top)
    ]
    scale = alt.Scale(type="utc")
    return [
        alt.Chart(inline([row for row in lines if _EDGES[row["edge"]] == dash]))
        .mark_line(color=INK, strokeDash=dash, strokeWidth=1.5, interpolate="step-after")
        .encode(
            x=alt.X(field="day", type="temporal", scale=scale),
            y=alt.Y(field="value", type="quantitative"),
            detail=alt.Detail(field="line", type="nominal"),
        )
        for dash in ([1, 0], [6, 4])
        if any(_EDGES[row["edge"]] == dash for row in lines)
    ]


def _course(rows: Sequence[Row], edge: str, top: float) -> list[dict[str, Any]]:
    """One line of one segment: level, or (of rare events) a step for each point, kept on the axis."""
    values = [row[edge] for row in rows]
    last = {"day": iso(rows[-1]["period_end"] + dt.timedelta(days=1)), "value": values[-1]}
    if len(set(values)) > 1:
        steps = [
            {"day": iso(row["period_start"]), "value": value}
            for row, value in zip(rows, values, strict=True)
        ]
        return [{**place, "value": min(max(place["value"], 0.0), top)} for place in (*steps, last)]
    if not 0 <= values[0] <= top or (edge == "lower_limit" and values[0] == 0):
        return []
    return [{"day": iso(rows[0]["period_start"]), "value": values[0]}, last]


def declared_steps(signals: Sequence[Row]) -> list[alt.Chart]:
    """A line down where the usual range is worked out anew, with its number at the axis."""
    steps = [
        {"day": iso(row["step_first"]), "number": str(number)}
        for number, row in enumerate((row for row in signals if row["step"]), start=1)
    ]
    if not steps:
        return []
    base = alt.Chart(inline(steps)).encode(
        x=alt.X(field="day", type="temporal", scale=alt.Scale(type="utc"))
    )
    foot = base.encode(y=alt.value("height"))
    return [
        base.mark_rule(color=INK, strokeWidth=1),
        foot.mark_point(
            shape="circle", size=260, fill="#FFFFFF", stroke=INK, opacity=1, yOffset=-11
        ),
        foot.mark_text(fontWeight="bold", dy=-11).encode(
            text=alt.Text(field="number", type="nominal")
        ),
    ]
