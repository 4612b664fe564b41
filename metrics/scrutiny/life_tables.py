"""How long children waited for a step, those who still wait among them: counts by day, additive."""

from collections.abc import Iterable, Sequence

import polars as pl

from metrics.areas import PARTNERSHIP
from metrics.coverage import Span
from metrics.evaluate import judged
from metrics.journeys import Journeys
from metrics.measure import Measure, State, Timeliness

TABLE = ["measure", "characteristic", "group", "area", "period_kind", "period_start"]

LIFE_TABLES = {
    **dict.fromkeys(TABLE, pl.String),
    "period_start": pl.Date,
    "day": pl.Int64,
    "events": pl.Int64,
    "censored": pl.Int64,
}
"""One row: a day of the wait. events: the step was taken on it; censored: nobody knows more after it, because
the child still waits on the last known day. Working days."""


def waited(measures: Sequence[Measure]) -> tuple[Timeliness, ...]:
    """The clocks whose waits are looked at: core ones of children, in working days towards a limit."""
    return tuple(
        measure
        for measure in measures
        if isinstance(measure, Timeliness)
        and measure.core
        and measure.of == "children"
        and measure.breakdowns
        and measure.clock.unit == "working_days"
        and measure.clock.limit
    )


def limit_of(measure: Timeliness, here: Journeys) -> int:
    """The last day of a wait that is in time, in working days."""
    conventions = here.conventions
    limit: int = getattr(conventions, measure.clock.limit)
    shift = {"start": 0, "day_before": -1, "next_working_day": 1}[conventions.clock_day_zero]
    return limit + shift - (not conventions.due_date_is_in_time)


def life_tables(
    measure: Timeliness,
    here: Journeys,
    characteristics: Iterable[str],
    members: Sequence[str],
    years: Sequence[Span],
) -> pl.DataFrame:
    """The life tables of a clock's waits that began in each whole year, and in the last three together.

    Out  LIFE_TABLES: of all children (characteristic and group "all") and by each characteristic. Waits that
         are excluded or not known are left out.
    """
    rows = _waits(measure, here, years)
    counts = pl.concat(
        rows.group_by("area", "period_start", "day", group=pl.lit("all") if name == "all" else name)
        .agg(
            events=pl.col("ended").sum().cast(pl.Int64),
            censored=(~pl.col("ended")).sum().cast(pl.Int64),
        )
        .select(
            measure=pl.lit(measure.id),
            characteristic=pl.lit(name),
            group=pl.col("group"),
            area=pl.col("area"),
            period_kind=pl.lit("year"),
            period_start=pl.col("period_start"),
            day=pl.col("day"),
            events=pl.col("events"),
            censored=pl.col("censored"),
        )
        for name in ("all", *characteristics)
    )
    return with_sums(counts, members, years).cast(LIFE_TABLES)  # type: ignore[arg-type]


def _waits(measure: Timeliness, here: Journeys, years: Sequence[Span]) -> pl.DataFrame:
    clock, states = measure.clock, (State.EXCLUDED.value, State.UNKNOWN.value)
    rows = judged(measure, here).filter(~pl.col("state").is_in(states))
    start, stop = pl.col(clock.start).cast(pl.Date), pl.col(clock.stop).cast(pl.Date)
    until = pl.coalesce(stop, "known_to")
    if here.conventions.start_on_non_working_day == "next_working_day":
        working = here.calendar.is_working(start)
        start = pl.when(working).then(start).otherwise(here.calendar.after(start, 1))
    # What took until a Sunday took until Monday; who waits on a Sunday has not seen the Monday.
    unseen = stop.is_null() & ~here.calendar.is_working(until) & (until > start)
    day = here.calendar.taken(start, until) - unseen.cast(pl.Int32)
    year = pl.col("start").dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo")
    return rows.with_columns(
        day=day.cast(pl.Int64), ended=stop.is_not_null(), period_start=year
    ).filter(pl.col("day") >= 0, pl.col("period_start").is_in([span.first for span in years]))


def with_sums(counts: pl.DataFrame, members: Sequence[str], years: Sequence[Span]) -> pl.DataFrame:
    """Counts by year and area, with those of the last three years together and of the partnership.

    counts  one row: area, period_kind ("year"), period_start, what else names it, and whole numbers to add
    """
    numbers = [name for name, kind in counts.schema.items() if kind == pl.Int64 and name != "day"]
    by = [name for name in counts.columns if name not in numbers]
    if len(years) >= 3:
        first = years[-3].first
        pool = counts.filter(pl.col("period_start") >= first).with_columns(
            period_kind=pl.lit("three_years"), period_start=pl.lit(first, dtype=pl.Date)
        )
        counts = pl.concat([counts, _summed(pool, by, numbers, counts.columns)])
    whole = counts.filter(pl.col("area").is_in(list(members)))
    whole = whole.with_columns(area=pl.lit(PARTNERSHIP))
    return pl.concat([counts, _summed(whole, by, numbers, counts.columns)])


def _summed(
    counts: pl.DataFrame, by: list[str], numbers: list[str], columns: list[str]
) -> pl.DataFrame:
    return counts.group_by(by).agg(pl.col(numbers).sum()).select(columns)
