"""Two characteristics at once: rates of small groups, estimated by borrowing from the others, never raw."""

from collections.abc import Sequence

import polars as pl

from metrics.characteristics import NOT_RECORDED
from metrics.intervals import column
from metrics.measure import INTERSECTIONS, Measure
from metrics.scrutiny.pairs import KEY
from metrics.scrutiny.rounding import two_figures
from metrics.shrinkage import shrunken

SHOWN, PROTECTED = "estimated", "protected"

INTERSECTION = {
    **dict.fromkeys(KEY, pl.String),
    "group_order": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    **dict.fromkeys(("met", "of"), pl.Int64),
    **dict.fromkeys(("estimate", "estimate_lower", "estimate_upper"), pl.Float64),
    **dict.fromkeys(("pooled", "chance_above"), pl.Float64),
    "verdict": pl.String,
}
"""One row: a group of two characteristics, in three years together.

estimate      percent, with limits, in two significant figures; pooled: the rate of all printed groups
chance_above  probability (0 to 1) that the group's rate is above it
verdict       estimated; or protected where the group's own counts are not printed (borrowing protects
              nothing), or those of so few groups are that there is nothing to borrow from
"""

_ESTIMATED = ("estimate", "estimate_lower", "estimate_upper", "pooled", "chance_above")

_TABLE = ["measure", "characteristic", "area", "period_kind", "period_start"]


def intersections(figures: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """Estimates for every printed group of two characteristics.

    figures  as printed. Only printed groups lend their strength: then nothing is told of the others
    """
    crossed = [m.id for m in measures if set(m.breakdowns) & set(INTERSECTIONS)]
    chosen = pl.col("measure").is_in(crossed), pl.col("characteristic").is_in(list(INTERSECTIONS))
    known = ~pl.col("group").str.contains(NOT_RECORDED, literal=True)
    groups = figures.filter(*chosen, known).select(*KEY, met="numerator", of="denominator")
    printed = groups.filter(pl.all_horizontal(pl.col("met", "of").is_not_null()))
    found = [pl.DataFrame(schema=printed.schema | dict.fromkeys(_ESTIMATED, pl.Float64))]
    for _, table in printed.group_by(_TABLE, maintain_order=True):
        said = shrunken(table["met"], table["of"])
        found.append(
            table.with_columns(
                **said.estimate.times(100).columns("estimate"),
                pooled=pl.lit(100 * said.pooled),
                chance_above=column("chance_above", said.chance_above),
            )
        )
    shown = pl.col("estimate").is_not_null()
    return (
        groups.join(pl.concat(found).drop("met", "of"), on=list(KEY), how="left", nulls_equal=True)
        .with_columns(two_figures(pl.when(shown).then(name)).alias(name) for name in _ESTIMATED)
        .with_columns(verdict=pl.when(shown).then(pl.lit(SHOWN)).otherwise(pl.lit(PROTECTED)))
        .select(list(INTERSECTION))
        .cast(INTERSECTION)  # type: ignore[arg-type]
        .sort(KEY, maintain_order=True)
    )
