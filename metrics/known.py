"""What was known on a day: the tables without what came after it, and how long what is open was told of."""

import datetime as dt

import polars as pl

from metrics.coverage import Covered, covered_until

Tables = dict[str, pl.DataFrame]

_STARTS = {
    "contacts": "contact_date",
    "referrals": "referral_date",
    "assessments": "start_date",
    "section_47_enquiries": "start_date",
    "plans": "start_date",
    "reviews": "review_date",
    "need_plans": "start_date",
}
_STOPS = {
    "referrals": "closure_date",
    "assessments": "authorised_date",
    "conferences": "conference_date",
    "plans": "end_date",
    "need_plans": "end_date",
}
_SAID_OF_THE_STOP = {"referrals": ("closure_reason",), "conferences": ("plan_made",)}
"""Columns that say something of a stop, and so nothing before it."""

_OPEN_UNTIL_TOLD = ("referrals", "plans")


def as_known(
    tables: Tables, known_to: dict[str, dt.date], covers_to: pl.DataFrame, covered: Covered
) -> Tables:
    """The tables as they stood on each area's last known day.

    What began after it is left out. A stop after it, but before the extract was taken, had not
    happened yet, and nothing was said of it. A stop even later than the extract is a fault in the
    source: it is kept, so that the clock says "unknown". Referrals and plans get `told_until`.

    covers_to  one row an area: area, covers_to (the last day that any of its extracts covers)
    """
    days = pl.DataFrame(
        {"area": list(known_to), "known_to": list(known_to.values())},
        schema={"area": pl.String, "known_to": pl.Date},
    ).join(covers_to, on="area", how="left")
    known = dict(tables)
    for name in _STARTS.keys() | _STOPS.keys():
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
        known[name] = rows.drop("covers_to")
    for name in _OPEN_UNTIL_TOLD:
        known[name] = _with_told_until(known[name], name, covered, tables["coverage"])
    return known


def _with_told_until(
    rows: pl.DataFrame, table: str, covered: Covered, coverage: pl.DataFrame
) -> pl.DataFrame:
    """Rows with `told_until`: what has no stop is known to be open before that day, and no longer.

    It is the day after the unbroken run of loaded days that the row's file belongs to (or, where that
    file holds no stops, its own start). Null where no file tells of stops then: a workbook's
    referrals have no closure, and an episode open before a year that was not loaded may have closed
    in it.
    """
    field = f"{table}.{_STOPS[table]}"
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
            told_until=pl.coalesce(
                covered_until("file_until", spans), covered_until(_STARTS[table], spans)
            )
            + pl.duration(days=1)
        )
        .drop("file_until")
    )
