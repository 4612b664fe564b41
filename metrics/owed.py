"""What each agency owes and what came: the register that the release prints beside INF-01."""

import datetime as dt

import polars as pl

from data import codes
from data.returns.subjects import SUBJECTS

STATES = ("in time", "late", "owed", "not yet due")

_NAMES = {
    "agency": pl.String,
    "agency_label": pl.String,
    "subject": pl.String,
    "title": pl.String,
    "for_area": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "due_date": pl.Date,
    "received": pl.Date,
    "state": pl.String,
    "complete": pl.Float64,
}


def owed(returns_owed: pl.DataFrame, as_at: dt.date) -> pl.DataFrame:
    """One row: a return that an agency owes for a period.

    returns_owed  the journey frame of that name
    state         one of STATES, on the as-at day
    complete      per cent of the cells that should be filled in, null where none came or none must be
    """
    came = pl.col("received").is_not_null()
    return (
        returns_owed.with_columns(
            agency_label=pl.col("agency").replace_strict(
                codes.labels("agency"), default=None, return_dtype=pl.String
            ),
            title=pl.col("subject").replace_strict(
                {key: one.title for key, one in SUBJECTS.items()},
                default=None,
                return_dtype=pl.String,
            ),
            state=pl.when(came & (pl.col("received") <= pl.col("due_date")))
            .then(pl.lit("in time"))
            .when(came)
            .then(pl.lit("late"))
            .when(pl.col("due_date") < as_at)
            .then(pl.lit("owed"))
            .otherwise(pl.lit("not yet due")),
            complete=pl.when(pl.col("wanted") > 0).then(pl.col("given") / pl.col("wanted") * 100),
        )
        .select(pl.col(name).cast(kind) for name, kind in _NAMES.items())
        .sort("agency", "subject", "for_area", "period_start", "due_date")
    )
