"""The layers that charts are made of: points, limits, comparators, labels that do not cover each other."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import altair as alt

from dashboard import wording

Row = Mapping[str, Any]

DARK_BLUE, MID_BLUE, LIGHT_BLUE, PINK = "#12436D", "#2073BC", "#6BACE6", "#801650"
INK, GREY, PALE = "#1F2328", "#767676", "#EEF1F4"
FONT = '"Source Sans", "Source Sans Pro", sans-serif'
MEANING_COLOURS = {
    "better": "#00B0F0",
    "worse": "#E46C0A",
    "changed": "#490092",
    "no clear change": "#A6A6A6",
    "": "#FFFFFF",
}
MEANING_SHAPES = {"better": "diamond", "worse": "square", "changed": "cross"}
ICON_PATHS = {
    "better": "M8 1 L15 8 L8 15 L1 8 Z",
    "worse": "M2 2 H14 V14 H2 Z",
    "changed": "M5.5 1.5 H10.5 V5.5 H14.5 V10.5 H10.5 V14.5 H5.5 V10.5 H1.5 V5.5 H5.5 Z",
    "no clear change": "M8 2 A6 6 0 1 0 8.01 2 Z",
    "": "M8 2 A6 6 0 1 0 8.01 2 Z",
}
ASSURANCE_COLOURS = {"meets": "#00B0F0", "hit and miss": "#A6A6A6", "misses": "#E46C0A"}
ASSURANCE_PATHS = {
    "meets": "M4 8.5 L7 11.5 L12 5",
    "hit and miss": "M3.5 8 Q5.75 4 8 8 T12.5 8",
    "misses": "M5 5 L11 11 M11 5 L5 11",
}
"""A tick, a wave and a cross, each inside a ring: the icons of change have none."""
ROW_PIXELS = 44
LINE_PIXELS = 16
AXIS_PIXELS = 60
CHART_PIXELS = 340
PLOT_PIXELS = 270
LABEL_PIXELS = 18


def newest_limits(signals: Sequence[Row]) -> Row | None:
    """The newest process limits, where there are any; those before a declared step are not the newest."""
    return signals[-1] if signals and signals[-1]["centre"] is not None else None


def inline(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Rows as the data of one layer.

    As text, because Altair copies and checks lists of rows many times over: half a redraw's time.
    Named after the text, so that a chart that says the same is not drawn again.
    """
    text = json.dumps([dict(row) for row in rows])
    return alt.InlineData(
        values=text, format=alt.JsonDataFormat(type="json"), name=f"rows {crc32(text.encode())}"
    )


def iso(day: dt.date) -> str:
    return day.isoformat()


def day_of(row: Row, measure: Row) -> str:
    """Where a point stands: on the day counted, else in the middle of its period."""
    start, end = row["period_start"], row["period_end"]
    return iso(end if measure["snapshot"] else start + (end - start) / 2)


def unbroken(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Shown rows, numbered so that a line is broken where a point is hidden."""
    broken = 0
    found = []
    for row in rows:
        if row["value"] is None:
            broken += 1
        else:
            found.append({**row, "run": broken})
    return found


def as_point(row: Row, measure: Row) -> dict[str, Any]:
    unit = measure["unit"]
    return {
        "day": day_of(row, measure),
        "value": row["value"],
        "lower": row["lower"],
        "upper": row["upper"],
        "period": row["period_label"],
        "said": wording.figure(row, unit),
        "interval": wording.interval(row, unit),
        "run": row["run"],
    }


def tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip(field="period", type="nominal", title="When"),
        alt.Tooltip(field="said", type="nominal", title="Figure"),
        alt.Tooltip(field="interval", type="nominal", title="95% interval"),
    ]


def unit_title(unit: str) -> str:
    """The title of an axis: its unit in full."""
    return {"per_10_000": "Per 10,000 children aged 0 to 17"}.get(unit, wording.UNIT_WORDS[unit])


def time_title(row: Row, measure: Row, signals: Sequence[Row]) -> str:
    """What a point is, and which chart its limits are of."""
    year = "School year" if measure["academic"] else "Financial year"
    kinds = {"month": "Month", "quarter": "Quarter", "year": year}
    kind = "Day counted" if measure["snapshot"] else kinds[row["period_kind"]]
    limits = newest_limits(signals)
    return f"{kind} · {limits['chart']} chart" if limits else kind


def upright_axis(unit: str) -> alt.Axis:
    """A value axis whose title lies flat above it, so that nobody turns their head."""
    return alt.Axis(
        labelExpr="datum.label + '%'" if unit == "percent" else "datum.label",
        # Nobody counts in fifths of a dispute.
        tickMinStep=1 if unit == "count" else alt.Undefined,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=-30,
        titleY=-8,
        titleBaseline="bottom",
        tickCount=5,
        domain=False,
        ticks=False,
    )


def across_axis(unit: str) -> alt.Axis:
    return alt.Axis(
        labelExpr="datum.label + '%'" if unit == "percent" else "datum.label",
        tickCount=4,
        labelOverlap="greedy",
        domain=False,
    )


def height_of(named: Sequence[Row]) -> int:
    """Pixels for the rows of a chart, each as high as the one with the most lines needs, and its axis."""
    lines = max((row["name"].count("|") + 1 for row in named), default=1)
    return max(ROW_PIXELS, LINE_PIXELS * lines + 10) * len(named) + AXIS_PIXELS


def centred(names: list[str]) -> list[str]:
    """Names of several lines ("|" between them), each with so many empty ones above that it is centred."""
    lines = [name.count("|") + 1 for name in names]
    return ["|" * ((max(lines) - own) // 2) + name for name, own in zip(names, lines, strict=True)]


def lined_rows(names: list[str]) -> alt.Y:
    """Rows in the order given, the name above its figure; `names` as `centred` gives them."""
    most = max((name.count("|") for name in names), default=0)
    return alt.Y(
        field="name",
        type="nominal",
        sort=names,
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.value, '|')",
            labelLimit=180,
            labelLineHeight=LINE_PIXELS,
            labelOffset=-most * LINE_PIXELS / 2,
            ticks=False,
            domain=False,
            labelPadding=8,
        ),
    )


def top_of(
    shown: Sequence[Row],
    signals: Sequence[Row],
    beside: Sequence[Row],
    target: float | None,
    unit: str,
) -> float:
    edges = [row["upper"] if row["upper"] is not None else row["value"] for row in shown]
    edges += [row["value"] for row in beside]
    edges += [row["upper_limit"] for row in signals if row["upper_limit"] is not None]
    edges += [target] if target is not None else []
    highest = max(edges, default=100.0)
    if unit != "percent":
        return float(highest) * 1.05
    return 100.0 if highest > 60 else min(100.0, float(highest) * 1.1)


def top_of_groups(
    rows: Sequence[Row], everyone: Row | None, beside: Sequence[Row], unit: str
) -> float:
    edges = [
        row["upper"] or row["value"]
        for row in (*rows, everyone)
        if row and row["value"] is not None
    ]
    edges += [row["value"] for row in beside]
    highest = max(edges, default=100.0)
    if unit != "percent":
        return float(highest) * 1.05
    return 100.0 if highest > 60 else max(5.0, min(100.0, float(highest) * 1.1))


def aprils(first: dt.date, last: dt.date) -> list[str]:
    return [iso(dt.date(year, 4, 1)) for year in range(first.year, last.year + 1)]


def year_bands(first: dt.date, last: dt.date) -> alt.Chart:
    """Financial years as light bands, every second one."""
    start = first.year if first.month >= 4 else first.year - 1
    bands = [
        {
            "from": iso(max(first, dt.date(year, 4, 1))),
            "to": iso(min(last, dt.date(year + 1, 4, 1))),
        }
        for year in range(start, last.year + 1, 2)
        if dt.date(year, 4, 1) < last
    ]
    scale = alt.Scale(type="utc")
    return (
        alt.Chart(inline(bands))
        .mark_rect(color=PALE, opacity=0.7)
        .encode(x=alt.X(field="from", type="temporal", scale=scale), x2=alt.X2(field="to"))
    )


def comparator_lines(beside: Sequence[Row], first: dt.date, measure: Row) -> list[alt.Chart]:
    """Published yearly figures: flat over the year that each covers, or joined from day to day."""
    scale = alt.Scale(type="utc")
    lines = [
        {
            "from": iso(max(first, dt.date(row["year"] - 1, 9 if row["school_year"] else 4, 1))),
            "to": iso(
                dt.date(row["year"], 8, 31) if row["school_year"] else dt.date(row["year"], 3, 31)
            ),
            "value": row["value"],
            "place": row["geography"],
        }
        for row in beside
    ]
    base, height = alt.Chart(inline(lines)), alt.Y(field="value", type="quantitative")
    if measure["snapshot"]:
        return [
            base.mark_line(color=GREY, strokeWidth=1.5, point={"color": GREY, "size": 25}).encode(
                x=alt.X(field="to", type="temporal", scale=scale),
                y=height,
                detail=alt.Detail(field="place", type="nominal"),
            )
        ]
    return [
        base.mark_rule(color=GREY, strokeWidth=1.5).encode(
            x=alt.X(field="from", type="temporal", scale=scale), x2=alt.X2(field="to"), y=height
        )
    ]


def unusual(signals: Sequence[Row], measure: Row, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Points that the rules mark, each with the shape of its meaning; the last of a stretch has its word."""
    marked = [
        {
            "day": day_of(row, measure),
            "value": row["value"],
            "word": word_at(signals, place),
            "meaning": row["meaning"],
        }
        for place, row in enumerate(signals)
        if row["rule"] and row["value"] is not None and row["meaning"] in MEANING_SHAPES
    ]
    layers = []
    for meaning, shape in MEANING_SHAPES.items():
        mine = [row for row in marked if row["meaning"] == meaning]
        if mine:
            points = alt.Chart(inline(mine))
            layers += [
                points.mark_point(
                    shape=shape, fill=MEANING_COLOURS[meaning], stroke=INK, size=130, opacity=1
                ).encode(x=x, y=y),
                # A white edge, so that the word is read over lines.
                points.mark_text(
                    dy=-16, fontWeight="bold", stroke="#FFFFFF", strokeWidth=4, strokeJoin="round"
                ).encode(x=x, y=y, text=alt.Text(field="word", type="nominal")),
                points.mark_text(dy=-16, fontWeight="bold").encode(
                    x=x, y=y, text=alt.Text(field="word", type="nominal")
                ),
            ]
    return layers


def word_at(signals: Sequence[Row], place: int) -> str:
    """The meaning's word on its last marked point; the newest point has it in its end label instead."""
    later = [row for row in signals[place + 1 :] if row["rule"]]
    meaning = signals[place]["meaning"]
    if place + 1 == len(signals) or any(row["meaning"] == meaning for row in later):
        return ""
    return wording.MEANING_WORDS[meaning]


def right_labels(
    shown: Sequence[Row],
    signals: Sequence[Row],
    beside: Sequence[Row],
    target: float | None,
    unit: str,
    newest_is_hidden: bool = False,
) -> list[tuple[float, str, str]]:
    """What is written at the right end: (height, words, colour)."""
    found = []
    if shown:
        last = shown[-1]
        marks = [row for row in signals if row["period_end"] == last["period_end"] and row["rule"]]
        word = f" {wording.MEANING_WORDS[marks[0]['meaning']].lower()}" if marks else ""
        when = f" ({last['period_label']})" if newest_is_hidden else ""
        when = " so far" if last["part"] else when
        found.append((last["value"], wording.amount(last["value"], unit) + word + when, DARK_BLUE))
    limits = newest_limits(signals)
    if limits is not None:
        usual = f"usual level {wording.amount(limits['centre'], unit)}"
        found.append((limits["centre"], usual, INK))
    newest = {row["geography"]: row for row in sorted(beside, key=lambda row: row["year"])}
    for row in newest.values():
        year = wording.published_year(row)
        said = f"{row['geography']} {wording.amount(row['value'], unit)} ({year})"
        found.append((row["value"], said, "#595959"))
    if target is not None:
        found.append((target, f"local target {wording.amount(target, unit)}", INK))
    return found


def end_labels(labels: Sequence[tuple[float, str, str]], top: float) -> alt.Chart:
    """Labels beside the plot, pushed apart so that none covers another."""
    gap = LABEL_PIXELS / PLOT_PIXELS * top
    placed: list[dict[str, Any]] = []
    for value, text, colour in sorted(labels):
        height = max(value, placed[-1]["value"] + gap) if placed else value
        placed.append({"value": height, "text": text, "colour": colour})
    excess = placed[-1]["value"] - top if placed else 0.0
    ceiling = top
    for label in reversed(placed):
        if excess > 0:
            label["value"] = min(label["value"], ceiling)
            ceiling = label["value"] - gap
    return (
        alt.Chart(inline(placed))
        .mark_text(align="left", dx=8)
        .encode(
            x=alt.value("width"),
            y=alt.Y(field="value", type="quantitative"),
            text=alt.Text(field="text", type="nominal"),
            color=alt.Color(field="colour", type="nominal", scale=None, legend=None),
        )
    )


def line_of_all(everyone: Row, unit: str) -> list[alt.Chart]:
    line = alt.Chart(
        inline(
            [
                {
                    "value": everyone["value"],
                    "text": f"all together {wording.amount(everyone['value'], unit)}",
                }
            ]
        )
    )
    return [
        line.mark_rule(color=GREY, strokeWidth=1.5).encode(
            x=alt.X(field="value", type="quantitative")
        ),
        line.mark_text(color="#595959", baseline="bottom", align="center").encode(
            x=alt.X(field="value", type="quantitative"),
            y=alt.value(-2),
            text=alt.Text(field="text", type="nominal"),
        ),
    ]


def england_ticks(
    named: Sequence[Row],
    england: Mapping[str, Row],
    down: alt.Y,
    labelled: int = 0,
    colour: str = INK,
) -> list[alt.Chart]:
    """A tick on each row of which England's figure is known; one of them is labelled, with its year."""
    known = [row for row in named if row["england"] is not None]
    newest = max(england.values(), key=lambda row: row["year"])
    text = f"England {wording.published_year(newest)}"
    ticks = alt.Chart(inline(known))
    label = alt.Chart(inline([{**known[labelled], "text": text}])) if known else ticks
    return [
        ticks.mark_tick(color=colour, thickness=2, height=ROW_PIXELS * 0.7).encode(
            x=alt.X(field="england", type="quantitative"), y=down
        ),
        label.mark_text(color="#595959", dy=-ROW_PIXELS * 0.5, align="left", dx=-10).encode(
            x=alt.X(field="england", type="quantitative"),
            y=down,
            text=alt.Text(field="text", type="nominal"),
        ),
    ]


def guidance_limit(named: Sequence[Row], limit: tuple[str, str], down: alt.Y) -> list[alt.Chart]:
    """A dashed line between the last part in time and the first part late."""
    place = [row for row in named if row["code"] == limit[0]]
    if not place:
        return []
    after = alt.Y(field="name", type="nominal", sort=[row["name"] for row in named], bandPosition=1)
    base = alt.Chart(inline([{**place[0], "text": limit[1]}]))
    return [
        base.mark_rule(color=PINK, strokeDash=[6, 4], strokeWidth=2).encode(y=after),
        base.mark_text(color=PINK, align="right", baseline="top", dy=4).encode(
            x=alt.value("width"), y=after, text=alt.Text(field="text", type="nominal")
        ),
    ]


def together(drawn: Sequence[alt.Chart], height: int, padding: dict[str, int]) -> alt.LayerChart:
    """Layers over each other."""
    return alt.LayerChart(layer=list(drawn), height=height, padding=padding)
