"""Run charts of a release: control limits and signals on what is printed, and on nothing else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import polars as pl

from metrics.measure import Measure
from metrics.spc import Point, xmr

FEWEST_POINTS_BY_MONTH = 12
SMALLEST_USUAL_DENOMINATOR = 10
"""A percentage of fewer is drawn by the next longer period (no chart with a denominator under 10)."""

SMALLEST_CHANGE = 0.5
"""Points of a percentage, or of a rate for 10,000: a signal nearer than this to the usual level is
none for a reader (100% where 99.9% is usual). Our choice."""

_SCHEMA = {
    "measure": pl.String,
    "area": pl.String,
    "category": pl.String,
    "basis": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_label": pl.String,
    "value": pl.Float64,
    "centre": pl.Float64,
    "lower_limit": pl.Float64,
    "upper_limit": pl.Float64,
    "rule": pl.String,
    "direction": pl.String,
    "meaning": pl.String,
    "trial": pl.Boolean,
    "points": pl.Int32,
}


def signals(figures: pl.DataFrame, measures: Sequence[Measure], as_at: dt.date) -> pl.DataFrame:
    """One row: a point of a measure's run chart, of one area, category and basis, as known on `as_at`.

    Drawn by month where months are printed, none of them is hidden and there are enough; else by
    quarter. Where a quarter is hidden too, the points are there without limits. Parts of a period
    are left out, for they cannot be compared with whole ones, and so are periods too new to have settled.
    """
    better = {measure.id: measure.better for measure in measures}
    months = pl.col("measure").replace_strict(
        {measure.id: measure.settles_in_months for measure in measures}, return_dtype=pl.Int32
    )
    # Forward, so that a quarter that ends on 31 March has settled on 30 June and not a day later.
    settled = pl.col("period_end").dt.offset_by(pl.concat_str(months, pl.lit("mo")))
    totals = figures.filter(
        pl.col("characteristic") == "all",
        ~pl.col("part"),
        settled <= as_at,
        pl.col("period_kind").is_in(["month", "quarter"]),
        ~pl.col("reason").is_in(["history not loaded", "population not known"]).fill_null(False),
    ).sort("period_start")
    rows = []
    by = ["measure", "area", "category", "basis"]
    for key, series in totals.partition_by(by, as_dict=True).items():
        rows += _drawn(key, series, better[str(key[0])])
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort(*by, "period_start")


def _drawn(key: tuple[object, ...], series: pl.DataFrame, better: str) -> list[tuple[object, ...]]:
    by_kind = series.partition_by("period_kind", as_dict=True)
    monthly, quarterly = by_kind.get(("month",)), by_kind.get(("quarter",))
    chosen = monthly if monthly is not None and _can_be_drawn(monthly) else quarterly
    if chosen is None:
        return []
    points = xmr(chosen["value"].to_list(), better)  # type: ignore[arg-type]
    points = tuple(_worth_saying(point) for point in points)
    periods = chosen.select("period_kind", "period_start", "period_end", "period_label")
    return [
        (
            *key,
            *period,
            point.value,
            point.centre,
            point.lower_limit,
            point.upper_limit,
            point.rule,
            point.direction,
            point.meaning,
            point.trial,
            len(points),
        )
        for period, point in zip(periods.iter_rows(), points, strict=True)
    ]


def _worth_saying(point: Point) -> Point:
    """The point without a signal where it is so near its usual level that nobody could act on it."""
    if not point.rule or point.value is None or point.centre is None:
        return point
    if abs(point.value - point.centre) >= SMALLEST_CHANGE:
        return point
    return replace(point, rule="", direction="", meaning="no clear change")


def _can_be_drawn(monthly: pl.DataFrame) -> bool:
    usual = median(monthly["denominator"].drop_nulls().to_list() or [0])
    return (
        monthly.height >= FEWEST_POINTS_BY_MONTH
        and monthly["value"].null_count() == 0
        and usual >= SMALLEST_USUAL_DENOMINATOR
    )
