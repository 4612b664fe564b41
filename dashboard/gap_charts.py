"""Charts of gaps between groups: ratios on a scale where a half is as far from 1 as twice, waits, years.

Rows are rows of a release's answers, so what is kept back is null here and cannot be drawn. A verdict is
told by a shape and a word, and never by a colour alone.
"""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard import gap_numbers, gap_words, group_words, layers, probe_words, wording
from dashboard.gap_rows import COMPARED, FLAGGED, SIMILAR, UNRECORDED
from dashboard.layers import DARK_BLUE, GREY, INK, MID_BLUE
from metrics.characteristics import NOT_RECORDED

Row = Mapping[str, Any]

TICKS = (0.1, 0.2, 0.5, 0.8, 1, 1.25, 2, 5, 10)
"""Ratios that an axis is marked with, as many as have room."""
WIDEST = (0.1, 10.0)
SHAPES = {FLAGGED: "diamond", SIMILAR: "circle"}
"""Of verdicts; "cannot tell" is a hollow circle."""
SHAPES_MEAN = (
    "Filled diamond: flagged. Filled circle: similar. Hollow circle: cannot tell. The line through "
    "each is its 95% interval."
)
PADDING = {"left": 8, "right": 24, "top": 18, "bottom": 5}
LINE, ROW, AXIS = 17, 72, 84
"""Pixels of a line of words above a mark, of a whole row with two such lines, and of the axis below."""
WORDS_A_LINE = 48
"""Letters of an axis title that a phone has room for."""


def forest(found: Sequence[Row]) -> alt.LayerChart:
    """A row for each group: its name, its rate and count, the verdict, and its ratio with its limits.

    found  one measure, period and reference; children not recorded have their own row, and no ratio
    """
    marks = [{**_mark(row), "name": row["group_label"], "under": _under(row)} for row in found]
    return _ratios(marks, _title(found[0]))


def years(found: Sequence[Row]) -> alt.LayerChart:
    """One group's ratio in each year, and of the three years together under them."""
    marks = [{**_mark(row), "name": _year(row), "under": _under(row)} for row in found]
    return _ratios(marks, _title(found[0]))


def adjusted(found: Sequence[Row]) -> alt.LayerChart:
    """One group's ratio as it stands, and under it the same adjusted for each other thing in turn.

    found  one group's rows of adjustments that are printed; at least one
    """
    marks = [
        _of_limits(found[0], "crude", "As it stands"),
        *(
            _of_limits(row, "adjusted", f"Among {group_words.alike(row['adjuster'])}")
            for row in found
        ),
    ]
    return _ratios(marks, "Times the rate of all other known children")


def _title(row: Row) -> str:
    other = "the largest group" if row["reference"] == "largest" else str(row["reference_label"])
    return f"Times the rate of {other}"


def _under(row: Row) -> str:
    """The line under a name: "49% (429 of 883) · flagged"."""
    if row["verdict"] == UNRECORDED:
        return gap_numbers.share(row) or "kept back"
    if row["verdict"] not in COMPARED:
        return gap_words.VERDICTS[row["verdict"]]
    return f"{gap_numbers.share(row)} · {gap_words.VERDICTS[row['verdict']]}"


def _year(row: Row) -> str:
    label = str(row["period_label"])
    return f"{label} together" if row["period_kind"] == "three_years" else label


def _mark(row: Row) -> dict[str, Any]:
    """What is drawn of a comparison; nothing of one of which nothing may be said."""
    told = row["verdict"] in COMPARED
    return {
        "value": row["ratio"] if told else None,
        "lower": row["ratio_lower"] if told else None,
        "upper": row["ratio_upper"] if told else None,
        "told": told,
        "shape": SHAPES.get(row["verdict"], "circle"),
        "filled": row["verdict"] in SHAPES,
        "said": gap_numbers.ratio(row) if told else gap_words.VERDICTS[row["verdict"]],
    }


def _of_limits(row: Row, which: str, name: str) -> dict[str, Any]:
    value, low, high = row[which], row[f"{which}_lower"], row[f"{which}_upper"]
    limits = gap_numbers.between(low, high)
    said = f"{gap_numbers.times(value)} ({limits})" if value is not None else limits
    verdict = "" if which == "crude" else probe_words.ADJUSTED_VERDICTS[row["verdict"]]
    return {
        "value": value,
        "lower": low,
        "upper": high,
        "told": low is not None,
        "shape": "circle" if which == "crude" else "triangle-up",
        "filled": which == "crude",
        "name": name,
        "under": " · ".join(part for part in (said, verdict) if part),
        "said": said,
    }


def laid_out(marks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Marks one under the other, each with the heights of its words and of its line."""
    return [
        {
            **one,
            "name_y": ROW * place + LINE / 2,
            "under_y": ROW * place + LINE * 1.5,
            "y": ROW * place + LINE * 2 + 14,
        }
        for place, one in enumerate(marks)
    ]


def at(field: str, marks: Sequence[Any]) -> alt.Y:
    """A height in pixels from the top."""
    height = ROW * len(marks)
    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    return alt.Y(field=field, type="quantitative", scale=scale, axis=None)


def words(marks: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """The two lines of words above each mark, with a white edge where a grid line passes."""
    base = alt.Chart(layers.inline(marks))
    return [
        base.mark_text(
            align="left", baseline="middle", fontWeight=weight, color=INK, **edge
        ).encode(
            x=alt.value(0), y=at(f"{field}_y", marks), text=alt.Text(field=field, type="nominal")
        )
        for edge in ({"stroke": "#FFFFFF", "strokeWidth": 4, "strokeJoin": "round"}, {})
        for field, weight in (("name", "bold"), ("under", "normal"))
    ]


def _ratios(marks: Sequence[dict[str, Any]], title: str) -> alt.LayerChart:
    """Ratios on a logarithmic scale with a line at 1."""
    low, high = domain(marks)
    drawn = laid_out([within(one, low, high) for one in marks])
    across = alt.X(
        field="value",
        type="quantitative",
        title=textwrap.wrap(f"{title} (equal steps are equal times)", WORDS_A_LINE),
        scale=alt.Scale(type="log", domain=[low, high], nice=False, clamp=True),
        axis=ratio_axis(low, high),
    )
    base = alt.Chart(layers.inline(drawn))
    return layers.together(
        [
            *_at_one(),
            base.mark_rule(color=MID_BLUE, strokeWidth=2).encode(
                x=alt.X(field="from", type="quantitative"),
                x2=alt.X2(field="to"),
                y=at("y", drawn),
            ),
            *_ends(base, drawn),
            base.transform_filter("datum.value !== null")
            .mark_point(size=110, opacity=1, stroke=DARK_BLUE, strokeWidth=2)
            .encode(
                x=across,
                y=at("y", drawn),
                shape=alt.Shape(field="shape", type="nominal", scale=None, legend=None),
                fill=alt.condition("datum.filled", alt.value(DARK_BLUE), alt.value("#FFFFFF")),
                tooltip=_tooltip("said", "Ratio (95% interval)"),
            ),
            *words(drawn),
        ],
        ROW * len(drawn) + AXIS,
        PADDING,
    )


def _at_one() -> list[alt.Chart]:
    """The line of the same rate, with its words."""
    base = alt.Chart(layers.inline([{"one": 1, "text": "the same rate"}]))
    place = alt.X(field="one", type="quantitative")
    return [
        base.mark_rule(color=GREY, strokeWidth=1.5).encode(x=place),
        base.mark_text(color="#595959", baseline="bottom").encode(
            x=place, y=alt.value(-2), text=alt.Text(field="text", type="nominal")
        ),
    ]


def _tooltip(field: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(field="name", type="nominal", title="Which"),
        alt.Tooltip(field=field, type="nominal", title=title),
    ]


def _ends(base: alt.Chart, drawn: Sequence[Any]) -> list[alt.Chart]:
    """Arrowheads where an interval goes on beyond the scale."""
    return [
        base.transform_filter(f"datum.{beyond}")
        .mark_text(text=head, color=MID_BLUE, fontSize=16, align=align, baseline="middle")
        .encode(x=alt.X(field=end, type="quantitative"), y=at("y", drawn))
        for beyond, end, head, align in (
            ("before", "from", "◂", "right"),
            ("beyond", "to", "▸", "left"),
        )
    ]


def domain(marks: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """A scale that holds all ratios and most limits, from half to twice at the least."""
    edges = [
        value
        for one in marks
        for value in (one["value"], one["lower"], one["upper"])
        if one["told"] and value
    ]
    low, high = min([0.5, *edges]) * 0.95, max([2.0, *edges]) * 1.05
    return max(WIDEST[0], low), min(WIDEST[1], high)


def within(one: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    """A mark with its line cut at the edges of the scale, and whether it goes on beyond them."""
    if not one["told"]:
        return {**one, "value": None, "from": None, "to": None, "before": False, "beyond": False}
    lower, upper = one["lower"], one["upper"]
    return {
        **one,
        "value": None if one["value"] is None else min(max(one["value"], low), high),
        "from": min(max(lower, low), high),
        "to": high if upper is None else max(min(upper, high), low),
        "before": lower < low,
        "beyond": upper is None or upper > high,
    }


def ratio_axis(low: float, high: float) -> alt.Axis:
    """Marks at ratios that people say: a half, the same, twice."""
    return alt.Axis(
        values=[tick for tick in TICKS if low <= tick <= high],
        labelExpr="datum.value + '×'",
        labelOverlap="greedy",
        domain=False,
    )


def waits(found: Sequence[Row]) -> alt.LayerChart:
    """A row for each group: how many had the step within the limit, those still waiting counted in.

    An upright mark shows the finished ones alone where that flatters. Of what is kept back stands the word.
    """
    shown = [row for row in found if row["group"] != NOT_RECORDED]
    marks = laid_out(
        [
            {
                "name": row["group_label"],
                "under": _waiting(row),
                "value": row["in_time"],
                "lower": row["lower"],
                "upper": row["upper"],
                "flattered": row["completed_only"] if row["flatters"] else None,
            }
            for row in shown
        ]
    )
    unit = probe_words.time(shown[0], shown[0]["limit"])
    base = alt.Chart(layers.inline(marks))
    alone = base.transform_filter("datum.flattered !== null")
    return layers.together(
        [
            *_shares(base, marks, f"Per cent within {unit}, those still waiting counted in", 100.0),
            alone.mark_tick(color=INK, thickness=3, height=20).encode(
                x=alt.X(field="flattered", type="quantitative"), y=at("y", marks)
            ),
            *words(marks),
        ],
        ROW * len(marks) + AXIS,
        PADDING,
    )


WAITS_MEAN = (
    "Dot: within the limit, with those still waiting counted in, and its 95% interval. Upright mark: the "
    "finished ones alone, where that flatters by a point or more."
)


def _waiting(row: Row) -> str:
    if row["in_time"] is None:
        return gap_words.VERDICTS.get(row["verdict"], row["verdict"])
    many = f" of {wording.number(row['children'])}" if row["children"] is not None else ""
    alone = f" · finished ones alone {row['completed_only']:g}%" if row["flatters"] else ""
    return f"{row['in_time']:g}%{many}{alone}"


def estimates(found: Sequence[Row]) -> alt.LayerChart:
    """A row for each group of two characteristics: its estimated rate, and a line at the rate of all.

    found  rows with an estimate; at least one
    """
    marks = laid_out(
        [
            {
                "name": row["group_label"],
                "under": f"{row['estimate']:g}% of {wording.number(row['of'])}, estimated",
                "value": row["estimate"],
                "lower": row["estimate_lower"],
                "upper": row["estimate_upper"],
            }
            for row in found
        ]
    )
    top = min(100.0, 1.1 * max(one["upper"] for one in marks))
    base = alt.Chart(layers.inline(marks))
    return layers.together(
        [
            *layers.line_of_all({"value": found[0]["pooled"]}, "percent"),
            *_shares(
                base, marks, "Per cent, estimated, borrowing from other groups", top, "#FFFFFF"
            ),
            *words(marks),
        ],
        ROW * len(marks) + AXIS,
        PADDING,
    )


def _shares(
    base: alt.Chart, marks: Sequence[Any], title: str, top: float, fill: str = DARK_BLUE
) -> list[alt.Chart]:
    """Percentages with their intervals."""
    across = alt.X(
        field="value",
        type="quantitative",
        title=textwrap.wrap(title, WORDS_A_LINE),
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=layers.across_axis("percent"),
    )
    return [
        base.mark_rule(color=MID_BLUE, strokeWidth=2).encode(
            x=alt.X(field="lower", type="quantitative"),
            x2=alt.X2(field="upper"),
            y=at("y", marks),
        ),
        base.transform_filter("datum.value !== null")
        .mark_point(size=90, opacity=1, stroke=DARK_BLUE, fill=fill, strokeWidth=2)
        .encode(x=across, y=at("y", marks), tooltip=_tooltip("under", "In words")),
    ]
