"""What the partnership writes in this program, as the tables of a release: a format like any other.

Nobody sends it in a file: it is read from the records when a release is made. A challenge of the scrutineer
is a recommendation to one agency; actions and feedback are what a return calls so.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from data.returns.layout import TOLD_BY
from data.returns.subjects import BY_TABLE
from data.tables import OWN_RECORDS, TABLES, Coverage, Extracts

NAME: Final = OWN_RECORDS
AREA: Final = "partnership"


@dataclass(frozen=True)
class Fills:
    """What our records fill of a table.

    columns  those that a record can tell
    fixed    columns that every row of ours has the same: a return's rows that differ are not of the same
    """

    columns: tuple[str, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)


FILLS: Final = {
    "recommendations": Fills(
        (
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
        ),
        fixed={"origin": "scrutiny"},
    ),
    "actions": Fills(
        (
            "action",
            "agency",
            "agreed_date",
            "original_due_date",
            "revised_due_date",
            "completed_date",
            "withdrawn_date",
        )
    ),
    # Which agency answers is asked of people, and not which the feedback is about.
    "feedback": Fills(
        (
            "feedback",
            "received_date",
            "source",
            "response_date",
            "action_due_date",
            "action_done_date",
        )
    ),
}


@dataclass(frozen=True)
class Written:
    """What people wrote of one table.

    rows   one row a record, with the columns that FILLS names but the fixed ones
    since  the day of the first record: from then on the same is known from the records alone, and a
           return's rows of it would count it twice
    """

    rows: pl.DataFrame
    since: dt.date


def with_own_records(
    tables: Mapping[str, pl.DataFrame],
    written: Mapping[str, Written],
    *,
    digest: str,
    rows: int,
    as_at: dt.date,
) -> dict[str, pl.DataFrame]:
    """The tables of a release with our own records in them, in place of what a return says of the same.

    written       by table, those of which people wrote anything
    digest, rows  of the newest entry that the release rests on, and how many there are
    as_at         the last day that is told of
    """
    read = {
        "extract": digest,
        "area": AREA,
        "format": NAME,
        "file": "records",
        "covers_from": min((ours.since for ours in written.values()), default=as_at),
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
            "covers_from": ours.since,
            "covers_to": as_at,
        }
        for table, ours in written.items()
        for column in FILLS[table].columns
    ]
    return {
        **tables,
        **{table: _told(table, tables[table], ours, digest) for table, ours in written.items()},
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


def day_of(table: str) -> str:
    """The column by whose day a row of a table belongs to a return, or to our records."""
    return BY_TABLE[table][0].date


def _told(table: str, theirs: pl.DataFrame, written: Written, digest: str) -> pl.DataFrame:
    """A table with our rows from their first day on, and a return's of the same before it."""
    fixed = FILLS[table].fixed
    from_then_on = pl.col(day_of(table)) >= written.since
    same = [(pl.col(name) == value).fill_null(False) for name, value in fixed.items()]
    ours = pl.concat([TABLES[table].create_empty(), written.rows], how="diagonal").with_columns(
        pl.lit(value).alias(name)
        for name, value in {"area": AREA, TOLD_BY: AREA, "extract": digest, **fixed}.items()
    )
    kept = theirs.filter(~pl.all_horizontal(from_then_on, *same))
    return TABLES[table].validate(
        pl.concat([kept, ours.filter(from_then_on).select(theirs.columns)])
    )
