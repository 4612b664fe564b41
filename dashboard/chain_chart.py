"""The chain of decisions as a row of stages: above each the shares that go on, below each the ratios.

One group is drawn in full against all others; the other groups stand behind it, small and grey.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt

from dashboard import gap_charts, gap_numbers, gap_words, layers, wording
from dashboard.gap_rows import COMPARED, RESIDENTS, Chain
from dashboard.layers import DARK_BLUE, GREY, INK, PALE
from metrics.characteristics import NOT_RECORDED

Row = Mapping[str, Any]
Across = Callable[..., alt.X]

TOP, TOP_END = 26, 150
"""Pixels of the upper panel: shares."""
BOX, BOX_END = 162, 212
"""Pixels of the stages."""
BELOW, BELOW_END = 246, 380
"""Pixels of the lower panel: ratios."""
HEIGHT = 430
NARROW = 640
"""Under so many pixels there is room for the numbers of the stages only."""
FURTHEST = 0.44
"""The room that the groups behind have at the left of a stage, where the stages are 1 apart."""
ASIDE = 0.12
"""How far right of the middle of its stage the group drawn in full stands."""
LIGHT = "#8A8A8A"


def chain(found: Chain, group: str, widest: Row | None) -> alt.LayerChart:
    """The row of stages.

    found   each step with its groups, beside one reference
    group   code of the group drawn in full
    widest  the row of the largest flagged gap, marked in words where it is this group's; or None
    """
    mine, behind = _marks(found, group)
    reference = next(row["reference"] for table in found.values() for row in table)
    x_end = len(found) + 0.5
    marked = [
        {"from": one["middle"] - 0.47, "to": one["middle"] + 0.47, "x": one["middle"]}
        for one in mine
        if widest is not None and (one["step"], group) == (widest["measure"], widest["group"])
    ]

    def across(field: str = "x") -> alt.X:
        # Said of every layer: Vega does not join an axis that is left out with one that is not.
        scale = alt.Scale(domain=[0.5, x_end], nice=False)
        return alt.X(field=field, type="quantitative", axis=None, scale=scale)

    return alt.LayerChart(
        layer=[
            *_marked(marked, across),
            *_stages(mine, across),
            *_shares(mine, behind, across),
            *_ratios(
                mine, behind, across, f"Times the rate of {gap_words.BESIDE_BRIEFLY[reference]}"
            ),
            *_kept_back(mine, across),
        ],
        height=HEIGHT,
        padding={"left": 5, "right": 8, "top": 5, "bottom": 5},
    ).resolve_scale(y="independent")


def _marks(found: Chain, group: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is drawn of the group in full, a mark a stage; and of the groups behind it."""
    mine, behind = [], []
    for number, (step, table) in enumerate(found.items(), 1):
        known = [row for row in table if row["group"] != NOT_RECORDED]
        own = next((row for row in known if row["group"] == group), None)
        mine.append(_mark(own, number, step))
        rest = [row for row in known if row is not own and row["verdict"] in COMPARED]
        apart = FURTHEST / max(len(rest), 4)
        behind += [
            {**_mark(row, number, step), "x": number - 0.4 + apart * place}
            for place, row in enumerate(rest)
        ]
    return mine, behind


def _mark(row: Row | None, number: int, step: str) -> dict[str, Any]:
    told = row is not None and row["verdict"] in COMPARED
    first, then = gap_words.STEP_NAMES[step]
    mark: dict[str, Any] = {
        "x": number + ASIDE,
        "middle": number,
        "step": step,
        "name": f"{number}. {first.capitalize()}|to {then.removeprefix('being ')}",
        "number": f"{number}",
        "told": told,
        "rate": "",
        "short": "",
    }
    if row is None or not told:
        why = "not compared" if row is None else gap_words.VERDICTS[row["verdict"]]
        return {**mark, "why": why, **dict.fromkeys(("value", "other", "ratio", "lower", "upper"))}
    return {
        **mark,
        **_rates(row),
        "why": "",
        "ratio": row["ratio"],
        "lower": row["ratio_lower"],
        "upper": row["ratio_upper"],
        "ratio_said": _short(row["ratio"]),
        "shape": gap_charts.SHAPES.get(row["verdict"], "circle"),
        "filled": row["verdict"] in gap_charts.SHAPES,
        "label": row["group_label"],
        "said": f"{gap_numbers.ratio(row)}, {gap_words.VERDICTS[row['verdict']]}",
    }


def _rates(row: Row) -> dict[str, Any]:
    """The two rates of a stage: shares to draw, or of residents the words in their place."""
    residents = row["base"] == RESIDENTS
    unit = "per_10_000" if residents else "percent"
    said, other = (
        "" if row[name] is None else wording.amount(row[name], unit)
        for name in ("value", "reference_value")
    )
    return {
        "value": None if residents else row["value"],
        "other": None if residents else row["reference_value"],
        "value_said": said,
        "other_said": other,
        "higher": (row["value"] or 0) >= (row["reference_value"] or 0),
        "rate": f"{said} a year|for every|10,000|(against {other})" if residents else "",
        "short": f"{said}|({other})" if residents else "",
    }


def _short(ratio: float | None) -> str:
    """A ratio beside its mark, where its limits are drawn: 1.7, 1.0, 0.74."""
    if ratio is None:
        return ""
    return f"{ratio:.1f}" if ratio >= 0.995 else f"{ratio:.2f}"


EDGES: tuple[dict[str, Any], ...] = (
    {"stroke": "#FFFFFF", "strokeWidth": 4, "strokeJoin": "round"},
    {},
)
"""Words are written twice where lines pass behind them: first a white edge, then the words."""


def _wide_or_narrow(wide: str, narrow: str) -> dict[str, str]:
    """Words by the room there is: names of fields."""
    return {"expr": f"width < {NARROW} ? datum.{narrow} : datum.{wide}"}


def _marked(marked: Sequence[dict[str, Any]], across: Across) -> list[alt.Chart]:
    """The stage at which the largest gap opens, in a frame and in words."""
    if not marked:
        return []
    base = alt.Chart(
        layers.inline([{**marked[0], "wide": "largest|flagged gap", "short": "largest|gap"}])
    )
    return [
        base.mark_rect(fill=PALE, stroke=INK, strokeWidth=1.5, cornerRadius=4).encode(
            x=across("from"),
            x2=alt.X2(field="to"),
            y=alt.value(BOX - 4),
            y2=alt.value(BELOW_END + 40),
        ),
        base.mark_text(
            text={"expr": f"split(width < {NARROW} ? datum.short : datum.wide, '|')"},
            fontWeight="bold",
            lineHeight=16,
            baseline="top",
        ).encode(x=across(), y=alt.value(BELOW_END + 6)),
    ]


def _stages(mine: Sequence[dict[str, Any]], across: Across) -> list[alt.Chart]:
    """The stages as boxes with arrows between them."""
    boxes = [
        {**one, "x": one["middle"], "from": one["middle"] - 0.42, "to": one["middle"] + 0.42}
        for one in mine
    ]
    base = alt.Chart(layers.inline(boxes))
    arrows = alt.Chart(layers.inline([{"x": one["middle"] + 0.5} for one in mine[:-1]]))
    return [
        base.mark_rect(fill="#FFFFFF", stroke=DARK_BLUE, cornerRadius=4).encode(
            x=across("from"),
            x2=alt.X2(field="to"),
            y=alt.value(BOX),
            y2=alt.value(BOX_END),
        ),
        base.mark_text(
            text={
                "expr": f"width < {NARROW} ? datum.number : split(datum.name, '|')",
            },
            baseline="middle",
            lineHeight=16,
            dy={"expr": f"width < {NARROW} ? 0 : -8"},
        ).encode(x=across(), y=alt.value((BOX + BOX_END) / 2)),
        arrows.mark_text(text="▸", color=DARK_BLUE, baseline="middle", fontSize=12).encode(
            x=across(), y=alt.value((BOX + BOX_END) / 2)
        ),
    ]


def _shares(
    mine: Sequence[dict[str, Any]], behind: Sequence[dict[str, Any]], across: Across
) -> list[alt.Chart]:
    """The upper panel: the share of each group that goes on, and of whom it is set beside."""

    def up(field: str, *, axis: bool = False) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title="Share that goes on" if axis else None,
            scale=alt.Scale(domain=[0, 100], range=[TOP_END, TOP], nice=False),
            axis=_axis([0, 50, 100], "datum.label + '%'", TOP) if axis else None,
        )

    shown = [one for one in mine if one["value"] is not None]
    lines = [{**one, "from": one["middle"] - 0.4, "to": one["middle"] + 0.4} for one in shown]
    base = alt.Chart(layers.inline(shown))
    rates = alt.Chart(layers.inline([one for one in mine if one["rate"]]))
    return [
        alt.Chart(layers.inline([one for one in behind if one["value"] is not None]))
        .mark_point(size=26, fill="#FFFFFF", stroke=LIGHT, strokeWidth=1, opacity=1)
        .encode(x=across(), y=up("value"), tooltip=_tooltip("value_said", "Share that goes on")),
        alt.Chart(layers.inline(lines))
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(x=across("from"), x2=alt.X2(field="to"), y=up("other")),
        base.mark_point(size=90, fill=DARK_BLUE, stroke=DARK_BLUE, opacity=1).encode(
            x=across(),
            y=up("value", axis=True),
            tooltip=_tooltip("value_said", "Share that goes on"),
        ),
        *_labels(shown, across, up),
        rates.mark_text(
            text={"expr": f"split(width < {NARROW} ? datum.short : datum.rate, '|')"},
            lineHeight=16,
            baseline="top",
        ).encode(x=across(), y=alt.value(TOP + 34)),
    ]


def _labels(shown: Sequence[dict[str, Any]], across: Across, up: Any) -> list[alt.Chart]:
    """The two shares of each stage in figures, the higher one above, so that neither covers the other."""
    made = []
    for field, colour, weight in (("value", DARK_BLUE, "bold"), ("other", "#595959", "normal")):
        for above in (True, False):
            rows = [one for one in shown if one["higher"] == (above == (field == "value"))]
            if rows:
                made.append(
                    alt.Chart(layers.inline(rows))
                    .mark_text(
                        color=colour,
                        fontWeight=weight,
                        dy=-8 if above else 9,
                        baseline="bottom" if above else "top",
                    )
                    .encode(
                        x=across(),
                        y=up(field),
                        text=alt.Text(field=f"{field}_said", type="nominal"),
                    )
                )
    return made


def _ratios(
    mine: Sequence[dict[str, Any]], behind: Sequence[dict[str, Any]], across: Across, title: str
) -> list[alt.Chart]:
    """The lower panel: ratios with their intervals, and the line of the same rate."""
    ours = [{**one, "value": one["ratio"]} for one in mine if one["told"]]
    theirs = [{**one, "value": one["ratio"]} for one in behind]
    low, high = gap_charts.domain([*ours, *theirs])

    def down(field: str, *, axis: bool = False) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=title if axis else None,
            scale=alt.Scale(
                type="log", domain=[low, high], range=[BELOW_END, BELOW], nice=False, clamp=True
            ),
            axis=_axis(
                [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10) if low <= tick <= high],
                "datum.value + '×'",
                BELOW,
            )
            if axis
            else None,
        )

    same = alt.Chart(layers.inline([{"one": 1, "first": 0.5, "last": len(mine) + 0.5}]))
    return [
        same.mark_rule(color=GREY, strokeWidth=1.5).encode(
            x=across("first"), x2=alt.X2(field="last"), y=down("one")
        ),
        *_behind([gap_charts.within(one, low, high) for one in theirs], across, down),
        *_in_full([gap_charts.within(one, low, high) for one in ours], across, down),
    ]


def _behind(drawn: Sequence[dict[str, Any]], across: Across, down: Across) -> list[alt.Chart]:
    """The ratios of the other groups, small and grey."""
    base = alt.Chart(layers.inline(drawn))
    return [
        base.mark_rule(color=LIGHT, strokeWidth=1).encode(
            x=across(), y=down("from"), y2=alt.Y2(field="to")
        ),
        base.mark_point(size=22, fill="#FFFFFF", stroke=LIGHT, strokeWidth=1, opacity=1).encode(
            x=across(), y=down("value"), tooltip=_tooltip("said", "Ratio")
        ),
    ]


def _in_full(drawn: Sequence[dict[str, Any]], across: Across, down: Across) -> list[alt.Chart]:
    """The ratios of the group that is drawn in full, each with its number."""
    base = alt.Chart(layers.inline(drawn))
    return [
        base.mark_rule(color=DARK_BLUE, strokeWidth=2.5).encode(
            x=across(), y=down("from"), y2=alt.Y2(field="to")
        ),
        base.mark_point(size=100, opacity=1, stroke=DARK_BLUE, strokeWidth=2).encode(
            x=across(),
            y=down("value", axis=True),
            shape=alt.Shape(field="shape", type="nominal", scale=None, legend=None),
            fill=alt.condition("datum.filled", alt.value(DARK_BLUE), alt.value("#FFFFFF")),
            tooltip=_tooltip("said", "Ratio"),
        ),
        *(
            base.mark_text(
                align="left", dx=9, fontWeight="bold", color=DARK_BLUE, baseline="middle", **edge
            ).encode(x=across(), y=down("value"), text=alt.Text(field="ratio_said", type="nominal"))
            for edge in EDGES
        ),
    ]


def _kept_back(mine: Sequence[dict[str, Any]], across: Across) -> list[alt.Chart]:
    """Why nothing is drawn of a stage, at its place."""
    none = [
        {**one, "mark": "[c]" if one["why"] == "kept back" else "–"}
        for one in mine
        if not one["told"]
    ]
    if not none:
        return []
    base = alt.Chart(layers.inline(none))
    return [
        base.mark_text(
            text=_wide_or_narrow("why", "mark"), color="#595959", baseline="middle", **edge
        ).encode(x=across("middle"), y=alt.value(height))
        for height in ((TOP + TOP_END) / 2, (BELOW + BELOW_END) / 2)
        for edge in EDGES
    ]


def _axis(values: Sequence[float], label: str, top: int) -> alt.Axis:
    """A value axis whose title lies flat above its panel."""
    return alt.Axis(
        values=list(values),
        orient="left",
        labelExpr=label,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        titleX=-30,
        titleY=top - 10,
        titleBaseline="bottom",
        domain=False,
        ticks=False,
        gridColor="#E3E6EA",
    )


def _tooltip(field: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(field="label", type="nominal", title="Group"),
        alt.Tooltip(field=field, type="nominal", title=title),
    ]
