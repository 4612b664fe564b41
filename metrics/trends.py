"""Run charts of a release: control limits and signals on what is printed, and on nothing else."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Literal

import polars as pl

from data.agreement import Agreement
from data.problems import day_in_words
from metrics import gaps, rare
from metrics.baselines import Segment, baseline_of, segments, steps_of
from metrics.measure import (
    PER,
    Amount,
    Duration,
    Measure,
    Proportion,
    Rate,
    Ratio,
    Timeliness,
)
from metrics.spc import Assurance, Better, Point, assurance, without_limits, xmr

FEWEST_POINTS_BY_MONTH = 12
SMALLEST_USUAL_DENOMINATOR = 10
"""A percentage of fewer is drawn by the next longer period (no chart with a denominator under 10)."""

SMALLEST_CHANGE = 0.5
"""Points of a percentage, or of a rate for 10,000: a signal nearer than this to the usual level is
none for a reader (100% where 99.9% is usual). Our choice."""

EVENT = "event"
"""The kind of "period" of a point that stands for one event and the time since the one before."""

_DAYS_IN_A_YEAR = 365.25

SIGNALS = {
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
    "chart": pl.String,
    "frozen": pl.Boolean,
    "points": pl.Int32,
    "segment": pl.Int32,
    "step": pl.String,
    "step_first": pl.Date,
    "why": pl.String,
    "event": pl.String,
    "target": pl.Float64,
    "assurance": pl.String,
}
"""Columns of the frame, as `signals` explains them."""
_KEY = ["measure", "area", "category", "basis"]


def signals(
    figures: pl.DataFrame,
    measures: Sequence[Measure],
    as_at: dt.date,
    agreement: Agreement,
    dated: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row: a point of a measure's run chart, of one area, category and basis, as known on `as_at`.

    dated  the rows of measures whose days may be printed (`metrics.gaps.dated`); null for none

    Drawn by month where months are printed, none of them is hidden and there are enough; else by
    quarter. Where a quarter is hidden too, the points are there without limits. Parts of a period
    are left out, for they cannot be compared with whole ones, and so are periods too new to have settled.

    chart      the variant of the limits (`metrics.spc.Chart`); "" where there are none
    points     how many points the chart has;  segment  0 up to the first declared step, then 1 and so on
    step, step_first  at the first point after a step, its reason and day as declared; else null
    frozen     whether the limits stay as a baseline of first points set them
    why        why there are no limits: "hidden", "few", "few since the step", "days between"; "" with limits
    event      of a t or g chart, what each point is: "row" (each row is an event), "met" or "not met" (the
               rarer outcome); its period_kind is "event", its period goes from the event before to this one,
               its value is the days or opportunities between, and it stands beside the points by quarter
    target, assurance  the local target, and "meets", "hit and miss" or "misses" at all points of the
               newest segment; "" where that cannot be said
    """
    by_id = {measure.id: measure for measure in measures}
    rows: list[dict[str, Any]] = []
    for key, series in _printed(figures, measures, as_at).partition_by(_KEY, as_dict=True).items():
        chosen = _chosen(series)
        if chosen is not None:
            chart = _Chart(by_id[str(key[0])], str(key[1]), str(key[2]), agreement, chosen)
            rows += _drawn(chart, dict(zip(_KEY, map(str, key), strict=True)), dated)
    return pl.DataFrame(rows, schema=SIGNALS, orient="row").sort(
        *_KEY, "period_start", "period_end"
    )


def _printed(figures: pl.DataFrame, measures: Sequence[Measure], as_at: dt.date) -> pl.DataFrame:
    """The totals of whole periods that have settled, by month and quarter."""
    months = pl.col("measure").replace_strict(
        {measure.id: measure.settles_in_months for measure in measures}, return_dtype=pl.Int32
    )
    # Forward, so that a quarter that ends on 31 March has settled on 30 June and not a day later.
    settled = pl.col("period_end").dt.offset_by(pl.concat_str(months, pl.lit("mo")))
    return figures.filter(
        pl.col("characteristic") == "all",
        ~pl.col("part"),
        settled <= as_at,
        pl.col("period_kind").is_in(["month", "quarter"]),
        ~pl.col("reason").is_in(["history not loaded", "population not known"]).fill_null(False),
    ).sort("period_start")


def _chosen(series: pl.DataFrame) -> pl.DataFrame | None:
    """The points by month where they can be drawn, else by quarter; null where there are neither."""
    by_kind = series.partition_by("period_kind", as_dict=True)
    monthly, quarterly = by_kind.get(("month",)), by_kind.get(("quarter",))
    return monthly if monthly is not None and _can_be_drawn(monthly) else quarterly


def _can_be_drawn(monthly: pl.DataFrame) -> bool:
    usual = median(monthly["denominator"].drop_nulls().to_list() or [0])
    return (
        monthly.height >= FEWEST_POINTS_BY_MONTH
        and monthly["value"].null_count() == 0
        and usual >= SMALLEST_USUAL_DENOMINATOR
    )


@dataclass(frozen=True)
class _Chart:
    """One series of printed figures, with what is declared of it."""

    measure: Measure
    area: str
    category: str
    agreement: Agreement
    points: pl.DataFrame

    @property
    def better(self) -> Better:
        return self.measure.better

    @property
    def baseline(self) -> int | None:
        return baseline_of(self.agreement, self.measure.id, self.area)

    @property
    def target(self) -> float | None:
        """The local target, of the figure that stands for the measure: of a duration its middle."""
        main = "half" if isinstance(self.measure, Duration) else ""
        return self.agreement.targets.get(self.measure.id) if self.category == main else None

    def segments(self, days: Sequence[dt.date]) -> tuple[Segment, ...]:
        return segments(days, steps_of(self.agreement, self.measure.id, self.area))


def _drawn(
    chart: _Chart, key: dict[str, Any], dated: pl.DataFrame | None
) -> Iterator[dict[str, Any]]:
    """The points by period, and beside them those by event where events are rare and may be dated."""
    events = None if dated is None or not _told_by_event(chart) else _settled(chart, dated)
    periods = chart.points.select("period_kind", "period_start", "period_end", "period_label")
    days = [_stands_for(chart.measure, *row) for row in periods.select(pl.nth(1, 2)).iter_rows()]
    parts = chart.segments(days)
    counts = _counts(chart)
    points = (
        [point for part in parts for point in _judged(chart, counts, part)]
        if events is None
        else list(without_limits(chart.points["value"].to_list()))
    )
    why = "" if events is None else "days between"
    yield from _rows(chart, key, periods.rows(named=True), points, parts, why)
    if events is not None:
        yield from _by_event(chart, key, events)


def _told_by_event(chart: _Chart) -> bool:
    """Whether the days of its events may be printed, and they are too rare to be counted by quarter."""
    counted = chart.points.select("numerator", "denominator").drop_nulls("numerator")
    if not chart.measure.dated or counted.is_empty():
        return False
    of = counted["denominator"].to_list() if isinstance(chart.measure, Proportion) else None
    return rare.usual_number(counted["numerator"].to_list(), of) < rare.FEWEST_FOR_XMR


def _settled(chart: _Chart, dated: pl.DataFrame) -> pl.DataFrame:
    """The rows of the chart's periods, from the last gap in these on: a gap would look like a long wait."""
    starts, ends = chart.points["period_start"].to_list(), chart.points["period_end"].to_list()
    first = max(
        (then for end, then in zip(ends, starts[1:], strict=False) if (then - end).days > 1),
        default=starts[0],
    )
    return dated.filter(
        pl.col("measure") == chart.measure.id, pl.col("day").is_between(first, ends[-1])
    )


def _stands_for(measure: Measure, start: dt.date, end: dt.date) -> dt.date:
    """The day on which a step falls before or after a period: its middle, or the day counted on."""
    return end if measure.snapshot else start + (end - start) / 2


def _rows(
    chart: _Chart,
    key: dict[str, Any],
    periods: Sequence[dict[str, Any]],
    points: Sequence[Point],
    parts: Sequence[Segment],
    why: str,
    event: str = "",
) -> Iterator[dict[str, Any]]:
    """Points as rows of the frame; the target is told against the newest segment's newest limits."""
    assured: Assurance = "" if event else assurance(points[-1], chart.target, chart.better)
    for number, part in enumerate(parts):
        for place in range(part.start, part.stop):
            point, first = points[place], place == part.start and number > 0
            yield {
                **key,
                **periods[place],
                "value": point.value,
                "centre": point.centre,
                "lower_limit": point.lower_limit,
                "upper_limit": point.upper_limit,
                "rule": point.rule,
                "direction": point.direction,
                "meaning": point.meaning,
                "trial": point.trial,
                "chart": point.chart,
                "frozen": point.frozen,
                "points": len(points),
                "segment": number,
                "step": part.reason if first else None,
                "step_first": part.first if first else None,
                "why": "" if point.chart else why or _why(points, number),
                "event": event,
                "target": None if event else chart.target,
                "assurance": assured if number == len(parts) - 1 else "",
            }


def _why(points: Sequence[Point], segment: int) -> str:
    if any(point.value is None for point in points):
        return "hidden"
    return "few since the step" if segment else "few"


def _judged(chart: _Chart, counts: rare.Counts | None, part: Segment) -> Iterator[Point]:
    """The points of one segment with its own limits; none in the whole chart where one is hidden."""
    values = chart.points["value"].to_list()
    own = values[part.start : part.stop]
    if None in values:
        points = without_limits(own)
    elif counts is not None and _is_rare(chart, here := counts.between(part.start, part.stop)):
        points = rare.counted(_variant(chart.measure), here, chart.better, chart.baseline)
    else:
        points = xmr(own, chart.better, chart.baseline)
    for value, point in zip(own, points, strict=True):
        yield _worth_saying(replace(point, value=value))


def _is_rare(chart: _Chart, counts: rare.Counts) -> bool:
    """Whether the points that set the limits have too few of the rarer outcome for XmR."""
    behind = counts.between(0, chart.baseline or len(counts.events))
    of = behind.of if _variant(chart.measure) == "p" else None
    return rare.usual_number(behind.events, of) < rare.FEWEST_FOR_XMR


def _variant(measure: Measure) -> Literal["p", "u", "c"]:
    if isinstance(measure, Amount):
        return "c"
    return "p" if isinstance(measure, Proportion | Timeliness) else "u"


def _counts(chart: _Chart) -> rare.Counts | None:
    """The printed counts behind the points, where each counts its own events: not of a state on a day,
    where the same children stand in point after point; and not of what is no count.
    """
    measure, points = chart.measure, chart.points
    kinds = (Proportion, Timeliness, Rate, Ratio, Amount)
    known = points.drop_nulls(["value", "numerator"])
    if (
        measure.snapshot
        or not isinstance(measure, kinds)
        or measure.unit == "pounds"
        or known.height < points.height
    ):
        return None
    events = tuple(points["numerator"].to_list())
    if isinstance(measure, Amount):
        return rare.Counts(events, (1.0,) * len(events))
    of = points["denominator"].cast(pl.Float64)
    if isinstance(measure, Rate):
        days = (points["period_end"] - points["period_start"]).dt.total_days() + 1
        of = of * days / _DAYS_IN_A_YEAR
    return rare.Counts(events, tuple(of.to_list()), PER[measure.unit])


def _worth_saying(point: Point) -> Point:
    """The point without a signal where it is so near its usual level that nobody could act on it."""
    if not point.rule or point.value is None or point.centre is None:
        return point
    if abs(point.value - point.centre) >= SMALLEST_CHANGE:
        return point
    return replace(point, rule="", direction="", meaning="no clear change")


def _by_event(chart: _Chart, key: dict[str, Any], rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """One point for each event but the first: the days, or the opportunities, since the one before."""
    event, found = gaps.between(chart.measure, rows)
    parts = chart.segments([then for _, then, _ in found])
    drawn = rare.days_between if event == "row" else rare.opportunities_between
    # Long gaps between what is not wanted are good, and between what is wanted not.
    wanted = (event != "not met") == (chart.better == "higher")
    better: Better = chart.better if chart.better == "context" else "lower" if wanted else "higher"
    points = [
        point
        for part in parts
        for point in drawn(
            [gap for *_, gap in found[part.start : part.stop]], better, chart.baseline
        )
    ]
    periods = [
        {
            "period_kind": EVENT,
            "period_start": before,
            "period_end": then,
            "period_label": day_in_words(then),
        }
        for before, then, _ in found
    ]
    yield from _rows(chart, key, periods, points, parts, "", event)
