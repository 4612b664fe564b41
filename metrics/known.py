"""What was known on a day: the tables without what came after it, and how long what is open was told of."""

import datetime as dt
from functools import partial

import polars as pl

from data.returns.layout import Subject
from data.returns.subjects import BY_TABLE
from metrics.areas import PARTNERSHIP
from metrics.coverage import Covered, covered_until
from metrics.frames import Frames, Makers
from metrics.frames import Tables as Tables
from metrics.linking import linked

_STARTS = {
    "contacts": "contact_date",
    "referrals": "referral_date",
    "assessments": "start_date",
    "section_47_enquiries": "start_date",
    "plans": "start_date",
    "reviews": "review_date",
    "need_plans": "start_date",
    "looked_after_periods": "start_date",
    "early_help_episodes": "start_date",
}
_STOPS = {
    "referrals": "closure_date",
    "assessments": "authorised_date",
    "conferences": "conference_date",
    "plans": "end_date",
    "need_plans": "end_date",
    "section_47_enquiries": "end_date",
    "looked_after_periods": "end_date",
    "early_help_episodes": "end_date",
}
_SAID_OF_THE_STOP = {
    "referrals": ("closure_reason",),
    "conferences": ("plan_made",),
    "section_47_enquiries": ("outcome",),
    "early_help_episodes": ("end_reason",),
}
"""Columns that say something of a stop, and so nothing before it."""

_OPEN_UNTIL_TOLD = (
    "referrals",
    "plans",
    "section_47_enquiries",
    "looked_after_periods",
    "early_help_episodes",
)


def case_files(tables: Tables) -> pl.DataFrame:
    """The extracts that say how far an area's story is told: those of children, else partners' returns.

    What a return tells of later days does not make what the authority has not yet told overdue.
    """
    ours = tables["extracts"].filter(pl.col("area") != PARTNERSHIP)
    of_children = ours.filter(pl.col("subject").is_null())
    return pl.concat([of_children, ours.join(of_children, on="area", how="anti")])


def as_known(
    tables: Tables,
    known_to: dict[str, dt.date],
    covers_to: pl.DataFrame,
    covered: Covered,
    as_at: dt.date,
) -> Tables:
    """The tables as they stood on each area's last known day.

    What began after it is left out. A stop after it, but before the extract was taken, had not
    happened yet, and nothing was said of it. A stop even later than the extract is a fault in the
    source: it is kept, so that the clock says "unknown". What may be open long gets `told_until`.

    covers_to  one row an area: area, covers_to (the last day that any of its extracts covers)
    """
    days = pl.DataFrame(
        {"area": list(known_to), "known_to": list(known_to.values())},
        schema={"area": pl.String, "known_to": pl.Date},
    ).join(covers_to, on="area", how="left")
    makers: Makers = {
        **_returns_as_known(tables, as_at),
        **_came(tables, as_at),
        **{
            name: partial(_as_known, name, tables, days, covered)
            for name in _STARTS.keys() | _STOPS.keys()
        },
    }
    return Frames(makers, beside=tables)


def _as_known(name: str, tables: Tables, days: pl.DataFrame, covered: Covered) -> pl.DataFrame:
    """The rows of one table of case extracts. `days`: area, known_to, covers_to."""
    rows = tables[name].join(days, on="area")
    if name in _STARTS:
        rows = rows.filter(pl.col(_STARTS[name]) <= pl.col("known_to"))
    if name in _STOPS:
        stop = _STOPS[name]
        to_come = pl.col(stop).is_between("known_to", "covers_to", closed="right")
        rows = rows.with_columns(
            pl.when(~to_come.fill_null(False)).then(column).alias(column)
            for column in (stop, *_SAID_OF_THE_STOP.get(name, ()))
        )
    rows = rows.drop("covers_to")
    if name not in _OPEN_UNTIL_TOLD:
        return rows
    field = f"{name}.{_STOPS[name]}"
    return with_told_until(rows, _STARTS[name], field, covered, tables["coverage"])


def _came(tables: Tables, as_at: dt.date) -> Makers:
    """The files that had come by a day, and ("release", one row) the day: what is owed is judged on it."""
    later = (pl.col("received") > as_at).fill_null(False)
    return {
        "extracts": lambda: tables["extracts"].filter(~later),
        "release": lambda: pl.DataFrame({"release_day": [as_at]}, schema={"release_day": pl.Date}),
    }


def _returns_as_known(tables: Tables, as_at: dt.date) -> Makers:
    """Partners' returns as they stood: each table on its own last known day, whatever other files tell.

    A day after it, but within the return, had not come yet; a due date may lie ahead.
    """
    until = (
        tables["coverage"]
        .group_by("area", table=pl.col("field").str.split(".").list.first())
        .agg(until=pl.col("covers_to").max())
        .with_columns(known_to=pl.min_horizontal("until", pl.lit(as_at)))
    )
    return {
        table: partial(_return_as_known, table, subjects[0], tables, until)
        for table, subjects in BY_TABLE.items()
        if table != "child_facts"
    }


def _return_as_known(
    table: str, subject: Subject, tables: Tables, until: pl.DataFrame
) -> pl.DataFrame:
    days = [
        one.name
        for one in subject.fields
        if one.kind in ("date", "moment") and not one.ahead and one.name != subject.date
    ]
    to_come = {
        name: pl.col(name).cast(pl.Date).is_between("known_to", "until", closed="right")
        for name in days
    }
    begun = pl.col(subject.date).cast(pl.Date) <= pl.col("known_to")
    ahead = any(one.ahead and one.name == subject.date for one in subject.fields)
    return (
        linked(tables[table], tables["children"])
        .join(until.filter(pl.col("table") == table).drop("table"), on="area")
        .filter(pl.lit(True) if ahead else begun)
        .with_columns(
            pl.when(~is_to_come.fill_null(False)).then(name).alias(name)
            for name, is_to_come in to_come.items()
        )
        .drop("until")
    )


def with_told_until(
    rows: pl.DataFrame, start: str, field: str, covered: Covered, coverage: pl.DataFrame
) -> pl.DataFrame:
    """Rows with `told_until`: what has no stop is known to be open before that day, and no longer.

    It is the day after the unbroken run of loaded days that the row's file belongs to (or, where that
    file holds no stops, its own start). Null where no file tells of stops then: a workbook's
    referrals have no closure, and an episode open before a year that was not loaded may have closed
    in it.

    start, field  the column with a row's start, and "table.column" of its stop
    """
    spans = covered.of_field(field)
    files = coverage.filter(pl.col("field") == field).select("extract", file_until="covers_to")
    return (
        rows.join(files, on="extract", how="left")
        .with_columns(
            file_until=pl.when(pl.col("file_until") > pl.col("known_to"))
            .then("known_to")
            .otherwise("file_until")
        )
        .with_columns(
            told_until=pl.coalesce(covered_until("file_until", spans), covered_until(start, spans))
            + pl.duration(days=1)
        )
        .drop("file_until")
    )
