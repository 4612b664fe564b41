"""What became of the signals that investigations wait for."""

import datetime as dt

import polars as pl

from dashboard.investigations.steps import (
    Came,
    Investigation,
    Watch,
)


def watched(
    watch: Watch, signals: pl.DataFrame, comparisons: pl.DataFrame | None, today: dt.date
) -> Came:
    """What became of a watched signal, by what a release prints.

    signals      of a release: a run chart's signal counts that points the way that is waited for, in a
                 period that ended after the watch was set, and by its day
    comparisons  of a release, or None: a group that is "similar" to all others counts, in such a period
    """
    of_ours = (
        (pl.col("measure") == watch.measure)
        & (pl.col("area") == watch.area)
        & (pl.col("period_end") > watch.since)
        & (pl.col("period_end") <= watch.by)
    )
    if watch.group is None:
        came = signals.filter(of_ours, pl.col("rule") != "", pl.col("direction") == watch.direction)
    elif comparisons is None:
        came = signals.clear()
    else:
        came = comparisons.filter(
            of_ours,
            pl.col("characteristic") == watch.characteristic,
            pl.col("group") == watch.group,
            pl.col("reference") == "others",
            pl.col("verdict") == "similar",
        )
    if not came.is_empty():
        return Came.HAPPENED
    return Came.PASSED if today > watch.by else Came.NOT_YET


def watched_by(
    investigation: Investigation,
    signals: pl.DataFrame,
    comparisons: pl.DataFrame | None,
    today: dt.date,
) -> tuple[tuple[Watch, Came], ...]:
    """Every watch of an investigation, and what became of it."""
    return tuple(
        (each, watched(each, signals, comparisons, today)) for each in investigation.watches
    )
