"""What the partnership writes in this program, as the tables of a release: a format like any other.

A challenge of the scrutineer is a recommendation to one agency. Nobody sends it in a file: it is read from
the records when a release is made.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

import polars as pl

from data.tables import OWN_RECORDS, TABLES, Coverage, Extracts

NAME: Final = OWN_RECORDS
AREA: Final = "partnership"
SCRUTINY: Final = "scrutiny"
FILLS: Final = {
    "recommendations": (
        "recommendation",
        "agency",
        "origin",
        "made_date",
        "response_due_date",
        "response_date",
        "state",
        "due_date",
        "implemented_date",
        "closed_date",
    )
}


def with_own_records(
    tables: Mapping[str, pl.DataFrame],
    recommendations: pl.DataFrame,
    *,
    digest: str,
    rows: int,
    since: dt.date | None,
    as_at: dt.date,
) -> dict[str, pl.DataFrame]:
    """The tables of a release with our own challenges in them, in place of what a return says of the same.

    recommendations  one row a challenge, with the columns that FILLS names but origin
    digest, rows     of the newest entry that the release rests on, and how many there are
    since            the day of the first challenge: from then on what scrutiny asked is known from the
                     records alone, and a return's rows of it would count it twice. None where none is
    as_at            the last day that is told of
    """
    table = "recommendations"
    of_scrutiny = (pl.col("origin") == SCRUTINY).fill_null(False)
    theirs = tables[table].filter(~(of_scrutiny & (pl.col("made_date") >= (since or dt.date.max))))
    ours = pl.concat([TABLES[table].create_empty(), recommendations], how="diagonal").with_columns(
        area=pl.lit(AREA), extract=pl.lit(digest), origin=pl.lit(SCRUTINY), told_by=pl.lit(AREA)
    )
    read = {
        "extract": digest,
        "area": AREA,
        "format": NAME,
        "file": "records",
        "covers_from": since or as_at,
        "covers_to": as_at,
        "as_at": as_at,
        "rows": rows,
        "refused": 0,
        "totals": False,
        "wanted": 0,
        "given": 0,
    }
    covered = [
        {
            "extract": digest,
            "field": f"{table}.{column}",
            "area": AREA,
            "covers_from": since,
            "covers_to": as_at,
        }
        for column in FILLS[table]
        if since is not None
    ]
    return {
        **tables,
        table: TABLES[table].validate(pl.concat([theirs, ours.select(theirs.columns)])),
        "extracts": pl.concat(
            [
                tables["extracts"],
                pl.DataFrame([read], schema_overrides=Extracts.create_empty().schema),
            ],
            how="diagonal",
        ),
        "coverage": pl.concat(
            [tables["coverage"], pl.DataFrame(covered, schema=Coverage.create_empty().schema)]
        ),
    }
