"""How many of the children whom partners tell of could be matched to a child that the area's files hold."""

import polars as pl

from data.agreement import Conventions
from data.returns.layout import PERSON, TOLD_BY
from data.returns.subjects import BY_TABLE
from metrics.coverage import Covered
from metrics.frames import Makers
from metrics.known import Tables
from metrics.working_days import Calendar

_ALL_PUPILS = ("pupils", "attendance", "suspensions", "activity_16_17")
"""Returns of whole schools: most of their pupils are rightly not known to social care."""


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How the frame is made."""
    return {"children_named": lambda: _children_named(known)}


def _children_named(known: Tables) -> pl.DataFrame:
    """One row: a child whom an agency told of in one kind of return, in one financial year, on the first day.

    matched  whether it is a child of the area's own files
    """
    told = [
        rows.select(
            "area",
            "child",
            PERSON,
            "matched",
            "known_to",
            agency=pl.col(TOLD_BY),
            table=pl.lit(table),
            told_date=pl.col(subjects[0].date).cast(pl.Date),
        )
        for table, subjects in BY_TABLE.items()
        if subjects[0].of_a_child and subjects[0].date and table not in _ALL_PUPILS
        for rows in [known[table]]
    ]
    return (
        pl.concat(told)
        .filter(pl.col(PERSON).is_not_null())
        .with_columns(year=pl.col("told_date").dt.offset_by("-3mo").dt.year())
        .sort("told_date")
        .unique(["area", "agency", "table", PERSON, "year"], keep="first", maintain_order=True)
        .with_columns(
            age_on="told_date",
            row=pl.concat_str(
                pl.lit("named"), "area", "agency", "table", PERSON, "year", separator=" "
            ),
        )
        .drop("year")
    )
