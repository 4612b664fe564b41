"""Answers that would give back what is hidden beside their figure, on another basis or in a state.

A share of those in time with the ones still waiting, or under another reading, rests on counts of the same
place that its own figure does not show: who was due, who is overdue, of whom it is not known.
"""

from collections.abc import Sequence

import polars as pl

from metrics.areas import PARTNERSHIP
from metrics.disclosure.policy import TOTAL
from metrics.disclosure.protect import PROTECTED, TOO_FEW

_HIDDEN = pl.col("reason").is_in([PROTECTED, TOO_FEW])
_GROUP = ("characteristic", "group")
_PLACE = ("measure", "area", "period_kind", "period_start")


def withheld(rows: pl.DataFrame, figures: pl.DataFrame, states: pl.DataFrame) -> pl.Series:
    """Which answers stand where any basis of their figure, or any state of all children, is hidden.

    rows     answers with measure, area, period_kind and period_start; without a group they speak of all
    figures, states  as printed, with their reason; a hidden state of a year is one of three years too
    """
    whole = [pl.lit(TOTAL).alias(name) for name in _GROUP if name not in rows.columns]
    own = figures.filter(_HIDDEN).select(*_PLACE, *_GROUP, by_figure=pl.lit(True)).unique()
    years = states.filter(_HIDDEN, pl.col("period_kind") == "year")
    by_year = years.select(*_PLACE, by_state=pl.lit(True)).unique()
    pools = years.select("measure", "area", by_pool=pl.lit(True)).unique()
    return (
        rows.with_columns(whole)
        .join(own, on=[*_PLACE, *_GROUP], how="left", maintain_order="left")
        .join(by_year, on=list(_PLACE), how="left", maintain_order="left")
        .join(pools, on=["measure", "area"], how="left", maintain_order="left")
        .select(
            withheld=pl.col("by_figure").is_not_null()
            | pl.col("by_state").is_not_null()
            | (pl.col("by_pool").is_not_null() & (pl.col("period_kind") == "three_years"))
        )
        .to_series()
    )


def without(
    rows: pl.DataFrame, hidden: pl.Series, answers: Sequence[str], verdict: str
) -> pl.DataFrame:
    """The rows, those hidden with no answer and this verdict."""
    return rows.with_columns(
        *(pl.when(~hidden).then(name).alias(name) for name in answers),
        verdict=pl.when(hidden).then(pl.lit(verdict)).otherwise("verdict"),
    )


def left_over(rows: pl.DataFrame, members: Sequence[str]) -> pl.Series:
    """The partnership's changes of which an area's is not printed: the other areas' would leave it over."""
    by = ["measure", "convention", "period_start"]
    lacking = rows.filter(pl.col("area").is_in(list(members)), pl.col("change").is_null())
    of_all = rows.join(
        lacking.select(*by, lacks=pl.lit(True)).unique(), on=by, how="left", maintain_order="left"
    )
    return of_all.select(
        (pl.col("area") == PARTNERSHIP) & pl.col("lacks").is_not_null()
    ).to_series()
