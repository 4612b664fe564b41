"""What has changed since the release before, in words: never by both numbers."""

from collections.abc import Sequence

import polars as pl

from metrics.measure import Measure

SCHEMA = {
    "measure": pl.String,
    "area": pl.String,
    "characteristic": pl.String,
    "group": pl.String,
    "category": pl.String,
    "basis": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "since": pl.Date,
    "size": pl.String,
}
"""One row: a figure that both releases print and that is not the same in both.

since   the day of the release before
size    "more" where it changed by more than one point of a percentage, or by more than one in a hundred
        of any other figure; else "less"
"""

_PLACE = list(SCHEMA)[:-2]
_NUMBERS = ("numerator", "denominator", "value")


def revisions(
    figures: pl.DataFrame,
    measures: Sequence[Measure],
    before: pl.DataFrame | None,
    as_at: str | None,
) -> pl.DataFrame:
    """Which figures are revised (SCHEMA). Said only of figures that both releases print.

    figures, before  what the new release and the one before it print; `as_at` of the one before
    A period that had not ended then is not revised, but gone on.
    """
    if before is None or as_at is None:
        return pl.DataFrame(schema=SCHEMA)
    was = before.filter(~pl.col("part"), pl.col("value").is_not_null())
    both = figures.filter(pl.col("value").is_not_null()).join(
        was.select(*_PLACE, *_NUMBERS), on=_PLACE, suffix="_before"
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in _NUMBERS)
    by = (pl.col("value") - pl.col("value_before")).abs()
    in_points = pl.col("measure").is_in([one.id for one in measures if one.unit == "percent"])
    limit = pl.when(in_points).then(1.0).otherwise(pl.col("value_before").abs() / 100)
    return (
        both.filter(~same)
        .select(
            *_PLACE,
            since=pl.lit(as_at).str.to_date(),
            size=pl.when(by > limit).then(pl.lit("more")).otherwise(pl.lit("less")),
        )
        .sort(pl.all())
    )
