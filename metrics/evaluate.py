"""Measure and rows to counts by period and group. Knows no particular measure.

What is kept is additive: counts of rows by state, so that areas and periods add up exactly. Beside
each count stands a fingerprint, the sum of a number drawn from each row's key: two counts with the
same fingerprint count the same rows. By it the protection finds that, say, the plans started of one
measure are the denominator of another.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from metrics.characteristics import GROUPINGS, NOT_RECORDED
from metrics.coverage import Span, within
from metrics.journeys import Journeys
from metrics.measure import Measure, Proportion, Share, State, Timeliness
from metrics.working_days import due_date

Days = dict[str, tuple[Span, ...]]


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
    limit = getattr(journeys.conventions, clock.limit)
    impossible = (
        start.is_null()
        | (start > pl.col("known_to"))
        | (stop < start).fill_null(False)
        | (stop > pl.col("known_to")).fill_null(False)
        | pl.col("due_date").is_null()
    )
    return rows.with_columns(
        due_date=due_date(start, limit, journeys.calendar, journeys.conventions)
    ).with_columns(
        state=pl.when(measure.excluded)
        .then(pl.lit(State.EXCLUDED.value))
        .when(measure.unknown | impossible)
        .then(pl.lit(State.UNKNOWN.value))
        .when(stop <= pl.col("due_date"))
        .then(pl.lit(State.MET.value))
        .when(stop > pl.col("due_date"))
        .then(pl.lit(State.NOT_MET.value))
        .when(pl.col("due_date") < pl.col("known_to"))
        .then(pl.lit(State.OVERDUE.value))
        .otherwise(pl.lit(State.NOT_YET_DUE.value)),
        counted_date=stop,
        start=start,
    )


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


TALLY = {
    "measure": pl.String,
    "basis": pl.String,
    "characteristic": pl.String,
    "category": pl.String,
    "area": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "group": pl.String,
    "cell": pl.String,
    "count": pl.Int64,
    "fingerprint": pl.UInt64,
}
"""One row: how many rows of a measure stand in one cell.

basis        "completed", "due", "" for no clock; "beside" for what a clock counts on neither basis
cell         "met", "of" (the denominator), "overdue" (within the due basis's denominator), or another
             State, counted beside them (totals only)
period_kind  "month", "quarter", "year"; "now" for what is open on the last known day; "no date"
"""


@dataclass(frozen=True)
class Counts:
    """What a measure's rows come to.

    tally     see TALLY: totals by month, quarter and year, groups by year
    children  different children by year: measure, area, period_start, children. Not additive over
              years, for a child may be counted in several.
    days      the days of each area that the figures speak of
    held      the days of each area on which each characteristic is held
    """

    tally: pl.DataFrame
    children: pl.DataFrame
    days: Days
    held: dict[str, Days]


def counts(measure: Measure, journeys: Journeys, areas: Iterable[str]) -> Counts:
    """All counts of a measure for some areas; areas counted apart and added are areas counted together."""
    days = {area: journeys.covered.days(area, measure.needs) for area in areas}
    held: dict[str, Days] = {
        name: {area: journeys.covered.days(area, (GROUPINGS[name].needs,)) for area in days}
        for name in measure.breakdowns
    }
    rows = judged(measure, journeys)
    names = tuple(name for name in measure.breakdowns if any(held[name].values()))
    return Counts(
        _tally(measure, rows, days, names), _distinct_children(measure, rows, days), days, held
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
    tallies = [_counts(measure, "", plain, _cells(""), days, names)]
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
    category: str = "",
) -> pl.DataFrame:
    """Counts of some rows: totals by month, quarter and year, groups by year."""
    rows = rows.filter(within("date", days) & pl.col("date").is_not_null()).with_columns(
        month=pl.col("date").dt.truncate("1mo"), all=pl.lit("all")
    )
    # The rows are many and the months few: everything else is summed from this.
    groups: list[tuple[str, pl.DataFrame]] = [
        (name, _summed(rows, ["area", "month", pl.col(name).alias("group")], cells))
        for name in ("all", *names)
    ]
    return pl.concat(
        _by_period(measure, basis, name, category, summed, cells) for name, summed in groups
    )


def _summed(rows: pl.DataFrame, by: list[str | pl.Expr], cells: Cells) -> pl.DataFrame:
    return (
        rows.lazy()
        .group_by(by)
        .agg(
            *(test.sum().cast(pl.Int64).alias(f"{cell} count") for cell, test in cells.items()),
            *(
                pl.col("fingerprint").filter(test).sum().alias(f"{cell} fingerprint")
                for cell, test in cells.items()
            ),
        )
        .collect()
    )


PERIODS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "month": lambda month: month,
    "quarter": lambda month: month.dt.truncate("1q"),
    "year": lambda month: month.dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo"),
}
"""Kind of period to the first day of the one that a month belongs to (years begin on 1 April)."""


def _by_period(
    measure: Measure, basis: str, name: str, category: str, summed: pl.DataFrame, cells: Cells
) -> pl.DataFrame:
    kinds = ("year",) if name != "all" else tuple(PERIODS)
    return pl.concat(
        _tally_rows(
            measure,
            basis,
            name,
            category,
            kind,
            _of_period(measure, summed, kind)
            .with_columns(period_start=PERIODS[kind](pl.col("month")))
            .group_by("area", "period_start", "group")
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
    category: str,
    kind: str,
    counted: pl.DataFrame,
    cells: Iterable[str],
) -> pl.DataFrame:
    return pl.concat(
        counted.select(
            measure=pl.lit(measure.id),
            basis=pl.lit(basis),
            characteristic=pl.lit(name),
            category=pl.lit(category),
            area="area",
            period_kind=pl.lit(kind),
            period_start=pl.col("period_start").cast(pl.Date),
            group="group",
            cell=pl.lit(cell),
            count=f"{cell} count",
            fingerprint=pl.col(f"{cell} fingerprint").cast(pl.UInt64),
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
        month=pl.col("start").dt.truncate("1mo"), group=pl.lit("all")
    )
    dated = _summed(
        beside.filter(pl.col("month").is_not_null(), within("start", days)),
        ["area", "month", "group"],
        cells,
    )
    undated = _summed(beside.filter(pl.col("month").is_null()), ["area", "group"], cells)
    basis = "beside" if isinstance(measure, Timeliness) else ""
    return pl.concat(
        [
            *(
                _tally_rows(
                    measure,
                    basis,
                    "all",
                    "",
                    kind,
                    _of_period(measure, dated, kind)
                    .with_columns(period_start=PERIODS[kind](pl.col("month")))
                    .group_by("area", "period_start", "group")
                    .agg(pl.col("^.* (count|fingerprint)$").sum()),
                    cells,
                )
                for kind in ("quarter", "year")
            ),
            _tally_rows(
                measure,
                basis,
                "all",
                "",
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
    summed = _summed(rows.with_columns(group=pl.lit("all")), ["area", "group"], cells)
    undated = summed.with_columns(period_start=pl.lit(None, dtype=pl.Date))
    return _tally_rows(measure, "beside", "all", "", "now", undated, cells)


def _shares(measure: Share, rows: pl.DataFrame, days: Days, names: tuple[str, ...]) -> pl.DataFrame:
    """For a share: `of` once for all rows, `met` for each category."""
    rows = rows.with_columns(date=pl.col("counted_date"))
    of = _counts(measure, "", rows, {"of": _EVERY_ROW}, days, names)
    kept = rows.select(
        "area", "date", "fingerprint", *measure.breakdowns, pl.col(measure.category).alias("code")
    )
    if measure.several:
        kept = kept.explode("code", empty_as_null=False)
    kept = kept.with_columns(pl.col("code").fill_null(NOT_RECORDED))
    by_category = [
        _counts(measure, "", part, {"met": _EVERY_ROW}, days, names, category=str(code))
        for (code,), part in kept.partition_by("code", as_dict=True).items()
        if code in measure.categories
    ]
    return pl.concat([of, *by_category])


def _distinct_children(measure: Measure, rows: pl.DataFrame, days: Days) -> pl.DataFrame:
    """The different children in a measure's denominator; a clock counts those who were finished with."""
    done = pl.col("state").is_in([State.MET.value, State.NOT_MET.value])
    rows = rows.filter(done, within("counted_date", days), pl.col("counted_date").is_not_null())
    if measure.snapshot:
        rows = rows.filter(pl.col("counted_date").dt.month() == 3)
    month = pl.col("counted_date").dt.truncate("1mo")
    return (
        rows.group_by("area", period_start=PERIODS["year"](month))
        .agg(children=pl.col("child").n_unique().cast(pl.Int64))
        .select(pl.lit(measure.id).alias("measure"), "area", "period_start", "children")
    )


def first_day_of_year(day: dt.date) -> dt.date:
    """1 April of the financial year that a day belongs to."""
    return dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1)
