"""What frames of returns share: each event once, names of rows, and how far what they rest on is told."""

import polars as pl

from metrics.coverage import Span, covered_until
from metrics.known import Tables
from metrics.linking import as_one
from metrics.working_days import months_after

DaysByArea = dict[str, tuple[Span, ...]]


def told(known: Tables, table: str) -> pl.DataFrame:
    """The rows of a return, each event once."""
    return as_one(table, known[table])


def row(kind: str, first: str, *others: str) -> pl.Expr:
    """A row's own key, as `metrics/journeys.py` writes it. A column that is null is no part of it."""
    own = pl.concat_str(*others, separator=" ", ignore_nulls=True)
    return pl.concat_str(pl.lit(f"{kind} "), first, own)


def hours_between(start: pl.Expr, stop: pl.Expr) -> pl.Expr:
    """Hours from one moment to another, each begun one counted; null where only a day is known of either.

    A source that holds no time of day writes midnight.
    """
    timed = [one.dt.time() != pl.time(0, 0, 0) for one in (start, stop)]
    minutes = (stop - start).dt.total_minutes()
    return pl.when(timed[0], timed[1], stop >= start).then((minutes + 59) // 60)


def known_as_far(rows: pl.DataFrame, days: DaysByArea) -> pl.DataFrame:
    """Rows whose `known_to` is no later than the last day that another source of the area tells of.

    What that source has not told yet is then not overdue.
    """
    last = pl.DataFrame(
        {"area": list(days), "last": [spans[-1].last for spans in days.values()]},
        schema={"area": pl.String, "last": pl.Date},
    )
    return (
        rows.join(last, on="area", how="left")
        .with_columns(known_to=pl.min_horizontal("known_to", "last"))
        .drop("last")
    )


def followed(rows: pl.DataFrame, date: str, months: int, days: DaysByArea) -> pl.DataFrame:
    """Rows with `too_recent` and `not_followed`: how far what may come after `date` is loaded.

    too_recent    the months are not over on the last loaded day
    not_followed  they are, but not all their days were loaded
    """
    until = covered_until(date, days)
    last = pl.col("area").replace_strict(
        {area: spans[-1].last for area, spans in days.items()},
        default=None,
        return_dtype=pl.Date,
    )
    end = months_after(pl.col(date), months)
    return rows.with_columns(
        too_recent=(end > last).fill_null(False),
        not_followed=(end <= last).fill_null(True) & (end > until).fill_null(True),
    )


def with_latest(rows: pl.DataFrame, events: pl.DataFrame, day: str, date: str) -> pl.DataFrame:
    """Rows with `date`, that of the child's latest event on or before `day`; null where there is none.

    events  area, child, date
    """
    return rows.sort(day).join_asof(
        events.filter(pl.col("child").is_not_null()).sort(date),
        left_on=day,
        right_on=date,
        by=["area", "child"],
        check_sortedness=False,
    )
