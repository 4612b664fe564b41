"""What stands beside the counts of a release: nothing may be printed of a count that is hidden."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from metrics.disclosure.policy import FEWEST_FOR_AN_AMOUNT, Policy
from metrics.figures import KEY
from metrics.measure import Amount, Duration, Measure, Rate, Ratio

Frames = Mapping[str, pl.DataFrame]


def other_numbers(
    frames: Frames, counts: Frames, measures: Sequence[Measure], policy: Policy
) -> list[str]:
    """Faults of printed counts that are not the true ones; rates have residents below the line."""
    of_people = pl.col("measure").is_in([one.id for one in measures if one.of != "nobody"])
    met, of = (
        pl.when(of_people).then(policy.as_shown(pl.col(cell))).otherwise(cell)
        for cell in ("met", "of")
    )
    both = frames["figures"].join(counts["figures"], on=list(KEY), how="left")
    wrong = both.filter(
        (pl.col("numerator").is_not_null() & pl.col("numerator").ne_missing(met))
        | (pl.col("of").is_not_null() & (pl.col("denominator") != of))
    )
    return [] if wrong.is_empty() else [_said(wrong, "counts are printed that nobody counted")]


def without_counts(frames: Frames, measures: Sequence[Measure], policy: Policy) -> list[str]:
    """Faults of percentages, rates, amounts and points of charts that stand where their counts are hidden.

    A percentage gives its count back; so does a rate.
    """
    protected = [one for one in measures if one.of != "nobody"]
    figures = frames["figures"].filter(pl.col("measure").is_in([one.id for one in protected]))
    given = figures.filter(pl.any_horizontal(pl.col("value", "lower", "upper").is_not_null()))
    amounts = _ids(protected, lambda one: isinstance(one, Duration) or _of_amounts(one))
    without_of = _ids(protected, lambda one: isinstance(one, Rate | Amount))
    bare = given.filter(
        pl.when(pl.col("measure").is_in(amounts))
        .then(policy.surely(pl.col("denominator").fill_null(0)) < FEWEST_FOR_AN_AMOUNT)
        .otherwise(
            pl.col("numerator").is_null()
            | (pl.col("denominator").is_null() & ~pl.col("measure").is_in(without_of))
        )
    )
    place = ["measure", "area", "category", "basis", "period_kind", "period_start"]
    totals = figures.filter(pl.col("characteristic") == "all").select(*place, printed="value")
    points = frames["signals"].filter(
        pl.col("value").is_not_null(), pl.col("measure").is_in([one.id for one in protected])
    )
    drawn = points.join(totals, on=place, how="left").filter(
        pl.col("printed").ne_missing(pl.col("value"))
    )
    found = (
        (bare, "figures are printed whose counts are hidden"),
        (drawn, "points are drawn that no figure prints"),
    )
    return [_said(rows, what) for rows, what in found if rows.height]


def _of_amounts(measure: Measure) -> bool:
    return isinstance(measure, Ratio) and measure.amounts


def _ids(measures: Sequence[Measure], such: Callable[[Measure], bool]) -> list[str]:
    return [one.id for one in measures if such(one)]


def _said(rows: pl.DataFrame, what: str) -> str:
    where = ", ".join(sorted(rows["measure"].unique())[:5])
    return f"{rows.height} {what}: {where}."
