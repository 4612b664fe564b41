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

estimate      percent, with limits, in two significant figures; pooled is the rate of all groups together
chance_above  probability (0 to 1) that the group's rate is above it
verdict       estimated, or protected where the group's own counts are not printed: borrowing is no protection
"""

_TABLE = ["measure", "characteristic", "area", "period_kind", "period_start"]


def intersections(
    figures: pl.DataFrame, counts: pl.DataFrame, measures: Sequence[Measure]
) -> pl.DataFrame:
    """Estimates for every printed group of two characteristics.

    figures  as printed;  counts  the true counts behind them (met, of), for the analyst's side
    All groups lend their strength, those that are not printed too; only printed ones are shown.
    """
    crossed = [m.id for m in measures if set(m.breakdowns) & set(INTERSECTIONS)]
    chosen = pl.col("measure").is_in(crossed), pl.col("characteristic").is_in(list(INTERSECTIONS))
    known = ~pl.col("group").str.contains(NOT_RECORDED, literal=True)
    printed = figures.filter(*chosen, known).select(*KEY, met="numerator", of="denominator")
    true = counts.filter(*chosen, known, pl.col("of") > 0).select(
        *_TABLE, "group", true_met="met", true_of="of"
    )
    found = []
    for _, table in true.group_by(_TABLE, maintain_order=True):
        said = shrunken(table["true_met"], table["true_of"])
        found.append(
            table.select(*_TABLE, "group").with_columns(
                **said.estimate.times(100).columns("estimate"),
                pooled=pl.lit(100 * said.pooled),
                chance_above=column("chance_above", said.chance_above),
            )
        )
    if not found:
        return pl.DataFrame(schema=INTERSECTION)
    # A group's estimate leans on all children, so it tells of their counts too.
    place = [name for name in _TABLE if name != "characteristic"]
    counted = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    of_all = figures.filter(pl.col("characteristic") == "all").group_by(place)
    totals = of_all.agg(counted=counted.all())
    shown = pl.col("met").is_not_null() & pl.col("of").is_not_null() & pl.col("counted")
    numbers = ("estimate", "estimate_lower", "estimate_upper", "pooled", "chance_above")
    return (
        printed.join(pl.concat(found), on=[*_TABLE, "group"])
        .join(totals, on=place)
        .with_columns(two_figures(pl.when(shown).then(name)).alias(name) for name in numbers)
        .with_columns(verdict=pl.when(shown).then(pl.lit(SHOWN)).otherwise(pl.lit(PROTECTED)))
        .select(list(INTERSECTION))
        .cast(INTERSECTION)  # type: ignore[arg-type]
        .sort(KEY, maintain_order=True)
    )
