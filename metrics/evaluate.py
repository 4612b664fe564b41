"""Measure and rows to counts by period and group. Knows no particular measure.

What is kept is additive: counts of rows by state, so that areas and periods add up exactly. Beside
each count stands a fingerprint, the sum of a number drawn from each row's key: two counts with the
same fingerprint count the same rows. By it the protection finds that, say, the plans started of one
measure are the denominator of another.
"""

import datetime as dt
from collections.abc import Iterable

import polars as pl

from metrics.characteristics import GROUPINGS, NOT_RECORDED
from metrics.counts import OWN, PERIODS, TALLY, Counts, Days, starts
from metrics.coverage import Span, in_both, joined, within
from metrics.journeys import Journeys
from metrics.measure import (
    Amount,
    Characteristic,
    Clock,
    Duration,
    Measure,
    Proportion,
    Ratio,
    Share,
    State,
    Timeliness,
)
from metrics.printed import school_year
from metrics.sent import with_sent
from metrics.working_days import due_date, months_after


def judged(measure: Measure, journeys: Journeys) -> pl.DataFrame:
    """The rows a measure counts, each with one state and the dates it is counted on.

    Out  the journey's columns, and `state` (a State, never null), `counted_date` (the date of an
         event; for a clock the stop), `due_date` (of a clock, else null), `start` (what excluded
         and unknown rows are counted on) and `fingerprint`
    """
    rows = journeys.frames[measure.rows].filter(measure.eligible)
    if isinstance(measure, Timeliness):
        rows = _timed(measure, rows, journeys)
    else:
        state = _proportion(measure) if isinstance(measure, Proportion) else pl.lit(State.MET.value)
        rows = rows.with_columns(
            state=state,
            counted_date=pl.col(measure.counted_on),
            due_date=pl.lit(None, dtype=pl.Date),
            start=pl.col(measure.counted_on),
        )
    # 40 bits of the hash: the sum over twenty million rows still fits a 64-bit number.
    return rows.with_columns(fingerprint=pl.col("row").hash(seed=2023) // 2**24)


def _timed(measure: Timeliness, rows: pl.DataFrame, journeys: Journeys) -> pl.DataFrame:
    """A clock's states. Ruling 10: unknown is a missing or impossible date, a missing stop is open."""
    clock = measure.clock
    start, stop = pl.col(clock.start), pl.col(clock.stop)
    begun, ended = start.cast(pl.Date), stop.cast(pl.Date)
    impossible = (
        begun.is_null()
        | (begun > pl.col("known_to"))
        | (stop < start).fill_null(False)
        | (ended > pl.col("known_to")).fill_null(False)
        | pl.col("due").is_null()
    )
    return rows.with_columns(due=_due(clock, journeys)).with_columns(
        state=pl.when(measure.excluded)
        .then(pl.lit(State.EXCLUDED.value))
        .when(measure.unknown | impossible)
        .then(pl.lit(State.UNKNOWN.value))
        .when(stop <= pl.col("due"))
        .then(pl.lit(State.MET.value))
        .when(measure.delay_notified)
        .then(pl.lit(State.DELAY_NOTIFIED.value))
        .when(stop > pl.col("due"))
        .then(pl.lit(State.NOT_MET.value))
        .when(pl.col("due").cast(pl.Date) < pl.col("known_to"))
        .then(pl.lit(State.OVERDUE.value))
        .otherwise(pl.lit(State.NOT_YET_DUE.value)),
        due_date=pl.col("due").cast(pl.Date),
        counted_date=ended,
        start=begun,
    )


def _due(clock: Clock, journeys: Journeys) -> pl.Expr:
    """The last day, or moment, on which a row's step is in time."""
    if clock.due:
        return pl.col(clock.due)
    start, limit = pl.col(clock.start), getattr(journeys.conventions, clock.limit)
    if clock.unit == "working_days":
        return due_date(start, limit, journeys.calendar, journeys.conventions)
    if clock.unit == "months":
        return months_after(start, limit)
    return start + (pl.duration(days=limit) if clock.unit == "days" else pl.duration(hours=limit))


def _proportion(measure: Proportion) -> pl.Expr:
    return (
        pl.when(measure.excluded)
        .then(pl.lit(State.EXCLUDED.value))
        .when(measure.unknown)
        .then(pl.lit(State.UNKNOWN.value))
        .when(measure.too_recent)
        .then(pl.lit(State.TOO_RECENT.value))
        .when(measure.pending)
        .then(pl.lit(State.NOT_YET_DUE.value))
        .when(measure.met)
        .then(pl.lit(State.MET.value))
        .otherwise(pl.lit(State.NOT_MET.value))
    )


def counts(measure: Measure, journeys: Journeys, areas: Iterable[str]) -> Counts:
    """All counts of a measure for some areas; areas counted apart and added are areas counted together."""
    days = {area: _days(measure, area, journeys) for area in areas}
    held: dict[str, Days] = {
        name: {area: _held(name, measure, days[area], area, journeys) for area in days}
        for name in measure.breakdowns
    }
    # What is open now or has no date stands on no day by which an area that is not asked for is left out.
    rows = judged(measure, journeys).filter(pl.col("area").is_in(list(days)))
    names = tuple(name for name in measure.breakdowns if any(held[name].values()))
    own = Counts(
        _tally(measure, rows, days, names), _distinct_children(measure, rows, days), days, held
    )
    return with_sent(own, measure, journeys.sent)


def spoken_of(measure: Measure, journeys: Journeys, areas: Iterable[str]) -> bool:
    """Whether a file holds what a measure needs, of one of these areas on any day, or totals were sent."""
    sent = (journeys.sent["measure"] == measure.id).any()
    return sent or any(_days(measure, area, journeys) for area in areas)


_LAST_MONTHS_OF_SCHOOL = (7, 8)
_TERM_BEGINS_BY = 14
"""The day of September by which schools are open again."""

_OF_A_CENSUS = ("pupils",)
_OF_THE_STATUS = ("referrals", "plans", "looked_after_periods", "children")


def _days(measure: Measure, area: str, journeys: Journeys) -> tuple[Span, ...]:
    """The days that a measure's fields cover, in school years where the measure is of schools."""
    if not measure.academic:
        return journeys.covered.days(area, measure.needs)
    days: tuple[Span, ...] | None = None
    for field in measure.needs:
        here = _in_school_years(field, area, journeys)
        days = here if days is None else in_both(days, here)
    return days or ()


def _in_school_years(field: str, area: str, journeys: Journeys) -> tuple[Span, ...]:
    """The days of a field as a school year sees them.

    A census speaks of its whole school year, and a return of pupils without one of none. So does the
    authority's own file that covers the 31 March by which pupils are told apart. What else is covered from
    the first days of term is covered from 1 September, and what is covered into July to 31 August.
    """
    table, days = field.split(".")[0], journeys.covered.days(area, (field,))
    years = {
        year
        for one in days
        for year in range(school_year(one.first).year, school_year(one.last).year + 1)
    }
    if table in _OF_THE_STATUS:
        march = (dt.date(year + 1, 3, 31) for year in years)
        years = {day.year - 1 for day in march if any(one.first <= day <= one.last for one in days)}
    if table in _OF_A_CENSUS:
        roll = journeys.frames["pupils_on_roll"].filter(pl.col("area") == area)
        years &= {first.year for first in roll["year"].unique()}
    if table in (*_OF_A_CENSUS, *_OF_THE_STATUS):
        return joined(Span(dt.date(year, 9, 1), dt.date(year + 1, 8, 31)) for year in years)
    return joined(
        Span(
            one.first.replace(day=1)
            if one.first.month == 9 and one.first.day <= _TERM_BEGINS_BY
            else one.first,
            one.last.replace(month=8, day=31)
            if one.last.month in _LAST_MONTHS_OF_SCHOOL
            else one.last,
        )
        for one in days
    )


def _held(
    name: Characteristic, measure: Measure, days: tuple[Span, ...], area: str, journeys: Journeys
) -> tuple[Span, ...]:
    """The days on which a characteristic is held: by any field that holds it, or by the rows themselves."""
    fields = GROUPINGS[name].needs
    if not fields:
        return days
    return joined(
        span
        for field in fields
        for span in (
            _in_school_years(field, area, journeys)
            if measure.academic
            else journeys.covered.days(area, (field,))
        )
    )


def _tally(
    measure: Measure, rows: pl.DataFrame, days: Days, names: tuple[str, ...]
) -> pl.DataFrame:
    if isinstance(measure, Share):
        return _shares(measure, rows, days, names)
    if isinstance(measure, Timeliness):
        tallies = [
            _counts(measure, basis, part, _cells(basis), days, names)
            for basis in measure.bases
            for part in [_on_basis(rows, basis)]
        ]
        open_now = rows.filter(pl.col("state").is_in([State.NOT_YET_DUE, State.OVERDUE]))
        return pl.concat([*tallies, _beside(measure, rows, days), _now(measure, open_now)])
    plain = rows.with_columns(date=pl.col("counted_date"))
    if isinstance(measure, Duration):
        return _durations(measure, plain, days, names)
    tallies = [_counts(measure, "", plain, _cells_of(measure), days, names)]
    if isinstance(measure, Proportion):
        tallies.append(_beside(measure, rows, days))
    return pl.concat(tallies)


Cells = dict[str, pl.Expr]

# Not `pl.lit(True)`: a literal is one value however many rows a group has, so its sum is always 1.
_EVERY_ROW = pl.col("fingerprint").is_not_null()


def _cells(basis: str) -> Cells:
    """Which rows stand in the numerator and in the denominator."""
    of = [State.MET.value, State.NOT_MET.value]
    if basis == "due":
        of.append(State.OVERDUE.value)
    cells: Cells = {
        "met": pl.col("state") == State.MET.value,
        "of": pl.col("state").is_in(of),
    }
    if basis == "due":
        cells["overdue"] = pl.col("state") == State.OVERDUE.value
    return cells


def _cells_of(measure: Measure) -> Cells:
    """The cells of a measure without a clock."""
    if isinstance(measure, Ratio):
        top, bottom = _of_each_row(measure.top), _of_each_row(measure.bottom)
        if measure.amounts:
            return {"of": _EVERY_ROW, "top": top, "bottom": bottom}
        return {"met": top, "of": bottom}
    return {"met": _of_each_row(measure.amount)} if isinstance(measure, Amount) else _cells("")


def _of_each_row(amount: pl.Expr) -> pl.Expr:
    """What each row adds, though it is a literal."""
    return pl.when(_EVERY_ROW).then(amount)


def _durations(
    measure: Duration, rows: pl.DataFrame, days: Days, names: tuple[str, ...]
) -> pl.DataFrame:
    """For a duration: `of` once for all that is finished, `took` for each number of units."""
    rows = rows.with_columns(units=measure.took.cast(pl.Int64)).filter(pl.col("units") >= 0)
    of = _counts(measure, "", rows, {"of": _EVERY_ROW}, days, names)
    units = pl.col("units").cast(pl.String)
    return pl.concat([of, _counts(measure, "", rows, {"took": _EVERY_ROW}, days, names, units)])


def _on_basis(rows: pl.DataFrame, basis: str) -> pl.DataFrame:
    """The rows that a basis counts, dated by the stop or by the due date."""
    done = [State.MET.value, State.NOT_MET.value]
    if basis == "completed":
        return rows.filter(pl.col("state").is_in(done)).with_columns(date=pl.col("counted_date"))
    return rows.filter(pl.col("state").is_in([*done, State.OVERDUE.value])).with_columns(
        date=pl.col("due_date")
    )


def _counts(
    measure: Measure,
    basis: str,
    rows: pl.DataFrame,
    cells: Cells,
    days: Days,
    names: tuple[str, ...],
    category: str | pl.Expr = "",
) -> pl.DataFrame:
    """Counts of some rows: totals by month, quarter and year, groups by year.

    category  the category of all of them, or an expression that gives each row's
    """
    rows = rows.filter(within("date", days) & pl.col("date").is_not_null()).with_columns(
        month=pl.col("date").dt.truncate("1mo"),
        all=pl.lit("all"),
        category=pl.lit(category) if isinstance(category, str) else category,
    )
    # The rows are many and the months few: everything else is summed from this.
    groups: list[tuple[str, pl.DataFrame]] = [
        (name, _summed(rows, ["area", "month", "category", pl.col(name).alias("group")], cells))
        for name in ("all", *names)
    ]
    return pl.concat(_by_period(measure, basis, name, summed, cells) for name, summed in groups)


def _summed(rows: pl.DataFrame, by: list[str | pl.Expr], cells: Cells) -> pl.DataFrame:
    return (
        rows.lazy()
        .group_by(by)
        .agg(
            *(test.sum().cast(pl.Int64).alias(f"{cell} count") for cell, test in cells.items()),
            # What a row adds to a sum, so often stands its number in the fingerprint of the sum.
            *(
                (pl.col("fingerprint") * test.cast(pl.UInt64)).sum().alias(f"{cell} fingerprint")
                for cell, test in cells.items()
            ),
        )
        .collect()
    )


def _by_period(
    measure: Measure, basis: str, name: str, summed: pl.DataFrame, cells: Cells
) -> pl.DataFrame:
    kinds = ("year",) if name != "all" or measure.yearly else tuple(PERIODS)
    return pl.concat(
        _tally_rows(
            measure,
            basis,
            name,
            kind,
            _of_period(measure, summed, kind)
            .with_columns(period_start=starts(measure.academic)[kind](pl.col("month")))
            .group_by("area", "period_start", "group", "category")
            .agg(pl.col("^.* (count|fingerprint)$").sum()),
            cells,
        )
        for kind in kinds
        if not (measure.snapshot and kind == "month")
    )


def _of_period(measure: Measure, summed: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Snapshots are not added up: the year's is that of 31 March."""
    if measure.snapshot and kind == "year":
        return summed.filter(pl.col("month").dt.month() == 3)
    return summed


def _tally_rows(
    measure: Measure,
    basis: str,
    name: str,
    kind: str,
    counted: pl.DataFrame,
    cells: Iterable[str],
) -> pl.DataFrame:
    return pl.concat(
        counted.select(
            measure=pl.lit(measure.id),
            basis=pl.lit(basis),
            characteristic=pl.lit(name),
            category="category",
            area="area",
            period_kind=pl.lit(kind),
            period_start=pl.col("period_start").cast(pl.Date),
            group="group",
            cell=pl.lit(cell),
            count=f"{cell} count",
            fingerprint=pl.col(f"{cell} fingerprint").cast(pl.UInt64),
            sent=pl.lit(OWN, dtype=pl.UInt8),
        )
        for cell in cells
    ).cast(TALLY)  # type: ignore[arg-type]


def _beside(measure: Measure, rows: pl.DataFrame, days: Days) -> pl.DataFrame:
    """What is in no denominator, by quarter and year of its start, or without a date."""
    states = [State.EXCLUDED, State.UNKNOWN, State.DELAY_NOTIFIED, State.TOO_RECENT]
    if not isinstance(measure, Timeliness):
        states.append(State.NOT_YET_DUE)
    cells: Cells = {state.value: pl.col("state") == state.value for state in states}
    beside = rows.filter(pl.col("state").is_in([state.value for state in states])).with_columns(
        month=pl.col("start").dt.truncate("1mo"), group=pl.lit("all"), category=pl.lit("")
    )
    dated = _summed(
        beside.filter(pl.col("month").is_not_null(), within("start", days)),
        ["area", "month", "group", "category"],
        cells,
    )
    undated = _summed(
        beside.filter(pl.col("month").is_null()), ["area", "group", "category"], cells
    )
    basis = "beside" if isinstance(measure, Timeliness) else ""
    return pl.concat(
        [
            *(
                _tally_rows(
                    measure,
                    basis,
                    "all",
                    kind,
                    _of_period(measure, dated, kind)
                    .with_columns(period_start=starts(measure.academic)[kind](pl.col("month")))
                    .group_by("area", "period_start", "group", "category")
                    .agg(pl.col("^.* (count|fingerprint)$").sum()),
                    cells,
                )
                for kind in (("year",) if measure.yearly else ("quarter", "year"))
            ),
            _tally_rows(
                measure,
                basis,
                "all",
                "no date",
                undated.with_columns(period_start=pl.lit(None, dtype=pl.Date)),
                cells,
            ),
        ]
    )


def _now(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """What is open on the last known day of each area: not yet due, and overdue."""
    cells: Cells = {
        state.value: pl.col("state") == state.value for state in (State.NOT_YET_DUE, State.OVERDUE)
    }
    rows = rows.with_columns(group=pl.lit("all"), category=pl.lit(""))
    summed = _summed(rows, ["area", "group", "category"], cells)
    undated = summed.with_columns(period_start=pl.lit(None, dtype=pl.Date))
    return _tally_rows(measure, "beside", "all", "now", undated, cells)


def _shares(measure: Share, rows: pl.DataFrame, days: Days, names: tuple[str, ...]) -> pl.DataFrame:
    """For a share: `of` once for all rows, `met` for each category."""
    rows = rows.with_columns(date=pl.col("counted_date"))
    of = _counts(measure, "", rows, {"of": _EVERY_ROW}, days, names)
    kept = rows.select(
        "area", "date", "fingerprint", *measure.breakdowns, pl.col(measure.category).alias("code")
    )
    if measure.several:
        kept = kept.explode("code", empty_as_null=False)
    kept = kept.with_columns(pl.col("code").fill_null(NOT_RECORDED)).filter(
        pl.col("code").is_in(list(measure.categories))
    )
    met = _counts(measure, "", kept, {"met": _EVERY_ROW}, days, names, pl.col("code"))
    return pl.concat([of, met])


def _distinct_children(measure: Measure, rows: pl.DataFrame, days: Days) -> pl.DataFrame:
    """The different children in a measure's denominator; a clock counts those who were finished with.

    Where a partner's rows name a child that we do not hold, it is a child of its own (`person`).
    """
    if measure.of != "children":
        rows = rows.clear()
    who = "person" if "person" in rows.columns else "child"
    done = pl.col("state").is_in([State.MET.value, State.NOT_MET.value])
    rows = rows.filter(done, within("counted_date", days), pl.col("counted_date").is_not_null())
    if measure.snapshot:
        rows = rows.filter(pl.col("counted_date").dt.month() == 3)
    month = pl.col("counted_date").dt.truncate("1mo")
    return (
        rows.group_by("area", period_start=starts(measure.academic)["year"](month))
        .agg(children=pl.col(who).n_unique().cast(pl.Int64))
        .select(pl.lit(measure.id).alias("measure"), "area", "period_start", "children")
    )


def first_day_of_year(day: dt.date) -> dt.date:
    """1 April of the financial year that a day belongs to."""
    return dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1)
