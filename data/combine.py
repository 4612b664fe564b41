"""Several files of one area, put together row by row.

Every yearly census returns an open episode again, and extracts overlap. A row is known by its key: the newest
file's values win wherever it has them, and rows that only older files hold stay.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from data.tables import TABLES

Tables = dict[str, pl.DataFrame]
"""Every case table by name, empty where nothing is loaded, and `extracts` and `coverage`."""

_AGE: Final = "_age"


def combined(
    extracts: pl.DataFrame, coverage: pl.DataFrame, loaded: Mapping[str, Mapping[str, pl.DataFrame]]
) -> Tables:
    """All stored extracts as one set of tables, with no key twice.

    extracts  one row per file (`Extracts`)
    coverage  what each file fills (`Coverage`)
    loaded    the case tables of each file by digest
    """
    # Newest first: by the day that a file shows, then by when it was made, or came. The year in its
    # header says nothing.
    newest_first = extracts.sort(
        "as_at", "made_at", "received", "extract", descending=True, nulls_last=True
    )["extract"].to_list()
    stacked = {table: _stacked(table, newest_first, coverage, loaded) for table in TABLES}
    links = _links(stacked["assessments"])
    for table in ("assessments", "assessment_factors"):
        stacked[table] = _linked(stacked[table], links)
    stacked["conferences"] = _as_last_dated(stacked["conferences"])
    factors = stacked["assessment_factors"]
    # The factors of an assessment are one answer: the newest that anybody gave.
    stacked["assessment_factors"] = factors.filter(
        pl.col(_AGE) == pl.col(_AGE).min().over("area", "assessment")
    )
    tables = {table: _newest_values(table, frame) for table, frame in stacked.items()}
    return tables | {"extracts": extracts, "coverage": coverage}


def _stacked(
    table: str,
    newest_first: Sequence[str],
    coverage: pl.DataFrame,
    loaded: Mapping[str, Mapping[str, pl.DataFrame]],
) -> pl.DataFrame:
    """All rows of a table, newest file first, each with its file's place in that order."""
    schema = TABLES[table]
    frames = [
        loaded[extract][table].with_columns(pl.lit(age, pl.UInt32).alias(_AGE))
        for age, extract in enumerate(newest_first)
        if table in loaded[extract]
    ]
    empty = schema.create_empty().with_columns(pl.lit(0, pl.UInt32).alias(_AGE))
    # What was stored by an earlier version lacks the columns that came after it.
    rows = pl.concat([empty, *frames], how="diagonal")
    if table != "conferences":
        return rows
    # Where a source cannot say that a child moved in with a plan, its "no" is no answer.
    saying = coverage.filter(pl.col("field") == "conferences.transfer_in")["extract"]
    return rows.with_columns(
        transfer_in=pl.when(pl.col("extract").is_in(saying.implode())).then("transfer_in")
    )


def _as_last_dated(conferences: pl.DataFrame) -> pl.DataFrame:
    """Conferences without those that a newer file gives another day.

    A conference is known by its child and day, so that a corrected day makes another one of it. Of the
    conferences of one enquiry only those that the newest file knows are left.
    """
    of_enquiry = conferences.filter(pl.col("enquiry").is_not_null())
    newest = of_enquiry.filter(pl.col(_AGE) == pl.col(_AGE).min().over("area", "enquiry"))
    before = of_enquiry.join(newest, on=("area", "conference"), how="anti")
    return conferences.join(before, on=("area", "conference"), how="anti", maintain_order="left")


def _newest_values(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    schema = TABLES[table]
    keys = schema.primary_key()
    if table == "sent_counts":
        # A total is one answer: of a count that its sender hides now, or gives without what it is out of,
        # an earlier file must not tell.
        rows = rows.unique(keys, keep="first", maintain_order=True)
    if rows.select(pl.struct(keys).is_duplicated().any()).item():
        rows = rows.group_by(keys, maintain_order=True).agg(pl.all().first(ignore_nulls=True))
    if table == "conferences":
        rows = rows.with_columns(pl.col("transfer_in").fill_null(False))
    return rows.select(schema.column_names())


def _links(assessments: pl.DataFrame) -> pl.DataFrame:
    """The new id of each assessment without a referral that another file holds with one.

    A workbook's assessment names no referral. The one assessment of that child that began on that day is
    the same; where two began on it, nobody can say which.
    """
    same = ("area", "child", "start_date")
    whole = assessments.filter(pl.col("referral").is_not_null())
    only = (
        whole.group_by(same)
        .agg(pl.col("assessment").unique())
        .filter(pl.col("assessment").list.len() == 1)
        .with_columns(linked=pl.col("assessment").list.first())
        .drop("assessment")
    )
    return (
        assessments.filter(pl.col("referral").is_null())
        .join(only, on=same)
        .select("area", "assessment", "linked")
        .unique(("area", "assessment"))
    )


def _linked(rows: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.join(links, on=("area", "assessment"), how="left", maintain_order="left")
        .with_columns(assessment=pl.coalesce("linked", "assessment"))
        .drop("linked")
    )
