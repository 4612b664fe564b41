"""How many children live where: what a rate is divided by."""

from collections.abc import Callable, Iterable, Mapping

import polars as pl

from metrics.printed import PARTNERSHIP

Residents = Callable[[str, int], tuple[int, str] | None]
"""Area code and mid-year to resident children and the source of the number, or None."""


def with_residents(
    figures: pl.DataFrame, areas: Iterable[str], members: Iterable[str], residents: Residents
) -> pl.DataFrame:
    """Figures with `residents`: children aged 0 to 17 of the mid-year before the year's end.

    DfE divides the year ended March Y by the mid-year of Y-1 (ruling 14). Three years are divided by
    the sum of theirs. Null where an area's number is not known; the partnership's is the sum of its
    members'.
    """
    year_ended = (
        pl.when(pl.col("period_kind") == "three_years")
        .then(pl.col("period_end").dt.year())
        .otherwise((pl.col("period_end").dt.offset_by("9mo")).dt.year())
    )
    wanted = figures.with_columns(year_ended=year_ended)
    years = wanted["year_ended"].unique().to_list()
    known = {
        (area, year): found
        for area in areas
        for year in {y - back for y in years for back in range(3)}
        for found in [residents(area, year - 1)]
    }
    table = [
        (area, kind, year, _sum_of(known, area_codes, year, 3 if kind == "three_years" else 1))
        for area, area_codes in [*((a, [a]) for a in areas), (PARTNERSHIP, list(members))]
        for kind in wanted["period_kind"].unique()
        for year in years
    ]
    return wanted.join(
        pl.DataFrame(
            table,
            schema={
                "area": pl.String,
                "period_kind": pl.String,
                "year_ended": pl.Int32,
                "residents": pl.Int64,
            },
            orient="row",
        ),
        on=["area", "period_kind", "year_ended"],
        how="left",
    ).drop("year_ended")


def _sum_of(
    known: Mapping[tuple[str, int], tuple[int, str] | None],
    areas: list[str],
    year: int,
    years: int,
) -> int | None:
    found = [known.get((area, year - back)) for area in areas for back in range(years)]
    if any(one is None for one in found):
        return None
    return sum(one[0] for one in found if one is not None)
