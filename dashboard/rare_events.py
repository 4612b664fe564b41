"""The chart of rare events that are of no child: each a point, as high as what went by since the last one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard import layers, limits, trend_words, wording
from dashboard.layers import CHART_PIXELS, DARK_BLUE, INK

Row = Mapping[str, Any]

FEWEST_DRAWN = 3
"""Fewer points are told in words."""
_ON_ITS_DAY = {"snapshot": True}
"""A point stands on the day of its event, and not in the middle since the one before."""


def chart(measure: Row, points: Sequence[Row]) -> alt.LayerChart:
    """Days, or opportunities, between rare events, with what is usual of them and unusual points.

    points  as `rows.between` gives them
    """
    first, last = points[0]["period_end"], points[-1]["period_end"]
    usual = layers.newest_limits(points)
    highest = [row["value"] for row in points]
    highest += [row["upper_limit"] for row in points if row["upper_limit"] is not None]
    top = max(*highest, 1.0) * 1.05
    x = alt.X(
        field="day",
        type="temporal",
        title=f"Day of each · {usual['chart']} chart" if usual else "Day of each",
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
        title=trend_words.GAPS_AXIS[points[-1]["event"]],
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=layers.upright_axis("count"),
    )
    drawn = alt.Chart(
        layers.inline(
            [
                {
                    "day": layers.iso(row["period_end"]),
                    "value": row["value"],
                    "when": row["period_label"],
                    "said": trend_words.gap(row),
                }
                for row in points
            ]
        )
    )
    on_days = [{**row, "period_start": row["period_end"]} for row in points]
    every = [
        layers.year_bands(first, last),
        *limits.usual_ranges(on_days, top),
        *limits.declared_steps(points),
        drawn.mark_line().encode(x=x, y=y),
        drawn.mark_point(opacity=1).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip(field="when", type="nominal", title="Day"),
                alt.Tooltip(field="said", type="nominal", title="Since the one before"),
            ],
        ),
        *layers.unusual(points, {**measure, **_ON_ITS_DAY}, x, y),
        layers.end_labels(_labels(points, usual), top),
    ]
    return layers.together(every, CHART_PIXELS, {"left": 5, "right": 5, "top": 8, "bottom": 5})


def _labels(points: Sequence[Row], usual: Row | None) -> list[tuple[float, str, str]]:
    newest = points[-1]
    word = f" {wording.MEANING_WORDS[newest['meaning']].lower()}" if newest["rule"] else ""
    found = [(newest["value"], trend_words.gap(newest) + word, DARK_BLUE)]
    if usual is not None:
        middle = trend_words.whole(usual["centre"])
        found.append((usual["centre"], f"half within {middle}", INK))
    return found
