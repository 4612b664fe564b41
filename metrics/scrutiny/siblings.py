"""Brothers and sisters are decided about together: a comparison with fewer decisions than children.

Only where the area's files name the family of nearly every child. Where they do not, children are counted
one by one, and a reader is told that the true uncertainty is larger.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from metrics.adjustment import CANNOT_TELL, REMAINS, TOO_FEW
from metrics.characteristics import NOT_RECORDED
from metrics.coverage import Span
from metrics.disparity import comparable
from metrics.families import Families, clustered_ratio
from metrics.intervals import Real
from metrics.measure import Measure
from metrics.scrutiny.adjustments import ADJUSTMENTS, COMPARED, STRATUM, printed_answers
from metrics.scrutiny.given_back import FAMILY
from metrics.scrutiny.life_tables import with_sums

NEARLY_EVERY = 0.95
"""Share of a measure's children whose family must be known: our choice."""

FEWEST_FAMILIES = 10
"""In a group, as children are needed without them."""

_SUMS = ("families", "met", "of", "met_squared", "met_of", "of_squared")

SIBLINGS = {
    **dict.fromkeys(STRATUM, pl.String),
    "period_start": pl.Date,
    **dict.fromkeys(_SUMS, pl.Int64),
    **{f"reference_{name}": pl.Int64 for name in _SUMS},
}
"""One row: a group and all other known children, as sums over families (metrics.families), true counts."""


def siblings(
    measure: Measure, rows: pl.DataFrame, members: Sequence[str], years: Sequence[Span]
) -> pl.DataFrame:
    """The sums over families of each group of the compared characteristics; SIBLINGS.

    rows  those of the measure's denominator (adjustments.in_years)

    Areas of which too few families are known are left out, and the partnership with them.
    """
    known = rows.group_by("area").agg(pl.col("child_family").is_not_null().mean().alias("known"))
    areas = set(known.filter(pl.col("known") >= NEARLY_EVERY)["area"])
    rows = rows.filter(pl.col("area").is_in(list(areas)), pl.col("child_family").is_not_null())
    # A family of three years is one family: the years are put together before families are counted.
    periods = [rows.with_columns(period_kind=pl.lit("year"))]
    if len(years) >= 3 and not measure.snapshot:
        first = pl.lit(years[-3].first, dtype=pl.Date)
        pool = rows.filter(pl.col("period_start") >= first)
        periods.append(pool.with_columns(period_kind=pl.lit("three_years"), period_start=first))
    found = [
        _summed(pl.concat(periods), characteristic)
        for characteristic in COMPARED
        if characteristic in measure.breakdowns
    ]
    if not found:
        return pl.DataFrame(schema=SIBLINGS)
    whole = members if set(members) <= areas else ()
    sums = pl.concat(found).with_columns(measure=pl.lit(measure.id), adjuster=pl.lit(FAMILY))
    return _beside_others(with_sums(sums, whole, ()))


def _summed(rows: pl.DataFrame, characteristic: str) -> pl.DataFrame:
    by = ["area", "period_kind", "period_start"]
    of_family = (
        rows.filter(pl.col(characteristic) != NOT_RECORDED)
        .group_by(*by, "child_family", group=pl.col(characteristic))
        .agg(y=pl.col("met").sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
    )
    y, n = pl.col("y"), pl.col("n")
    return (
        of_family.group_by(*by, "group")
        .agg(
            families=pl.len().cast(pl.Int64),
            met=y.sum(),
            of=n.sum(),
            met_squared=(y * y).sum(),
            met_of=(y * n).sum(),
            of_squared=(n * n).sum(),
        )
        .with_columns(characteristic=pl.lit(characteristic))
    )


def _beside_others(sums: pl.DataFrame) -> pl.DataFrame:
    """Each group beside the sums of all others. A family with children of two groups stands in both."""
    table = [name for name in STRATUM if name != "group"]
    return sums.with_columns(
        (pl.col(name).sum().over(table) - pl.col(name)).alias(f"reference_{name}") for name in _SUMS
    ).select(list(SIBLINGS))


def with_families(sums: pl.DataFrame, comparisons: pl.DataFrame) -> pl.DataFrame:
    """The comparison again, with limits that allow for families; printed as rule 8 has it."""
    if sums.is_empty():
        return pl.DataFrame(schema=ADJUSTMENTS)
    group, reference = (_families(sums, prefix) for prefix in ("", "reference_"))
    ratio = clustered_ratio(group, reference)
    enough = comparable(group.met, group.of, reference.met, reference.of)
    enough &= (group.families >= FEWEST_FAMILIES) & ~np.isnan(ratio.lower)
    apart = (ratio.lower > 1) | (ratio.upper < 1)
    verdict = np.select([~enough, apart], [TOO_FEW, REMAINS], CANNOT_TELL)
    answers = sums.select(STRATUM).with_columns(
        **ratio.columns("adjusted"), verdict=pl.Series(verdict.astype(object), dtype=pl.String)
    )
    return printed_answers(answers, comparisons)


def _families(sums: pl.DataFrame, prefix: str) -> Families:
    columns: list[Real] = [sums[f"{prefix}{name}"].cast(pl.Float64).to_numpy() for name in _SUMS]
    return Families(*columns)
