"""Each group and what it is set beside: counts that a release prints, or that follow from those it prints.

Nothing here is counted from rows: the reference of a group is the total less the group and less the
children whose group is not recorded, and it is known only where these three are printed.
"""

from collections.abc import Sequence

import polars as pl

from metrics.characteristics import NOT_RECORDED
from metrics.measure import INTERSECTIONS, Measure, Proportion, Rate, Timeliness
from metrics.measures.chain import REFERRED

KEY = (
    "measure",
    "characteristic",
    "group",
    "group_label",
    "group_order",
    "area",
    "period_kind",
    "period_start",
    "period_end",
    "period_label",
)
"""What names an answer about a group: the `K` of every frame of answers."""

_TABLE = ["measure", "characteristic", "area", "period_kind", "period_start"]

OTHERS, LARGEST = "others", "largest"
"""References: all other known children, or the largest known group (never chosen by its rate)."""

LARGEST_NOT_PRINTED = "the largest group, which is not printed"

WHOLE = ("year", "three_years")


def analysed(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The measures whose groups are compared: core shares and clocks of children, and the first step."""
    return tuple(
        measure
        for measure in measures
        if measure.of == "children"
        and measure.core
        and not measure.academic
        and (isinstance(measure, Proportion | Timeliness) or measure.id == REFERRED)
        and measure.theme != "recording"
    )


def characteristics_of(measure: Measure) -> tuple[str, ...]:
    """The characteristics by which a measure's groups are compared, one at a time."""
    return tuple(name for name in measure.breakdowns if name not in INTERSECTIONS)


def printed(figures: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """One row: a group's figure in a whole year or three years, with `met` and `of`, null where not printed.

    figures  as a release prints them
    """
    bases = pl.DataFrame(
        [(m.id, m.bases[0] if isinstance(m, Timeliness) else "") for m in measures],
        schema={"measure": pl.String, "basis": pl.String},
        orient="row",
    )
    rates = [measure.id for measure in measures if isinstance(measure, Rate)]
    grid = figures.join(bases, on=["measure", "basis"], how="semi").filter(
        pl.col("period_kind").is_in(WHOLE),
        ~pl.col("part"),
        ~pl.col("characteristic").is_in(list(INTERSECTIONS)),
    )
    said = grid.filter(
        pl.col("reason").is_null() | pl.col("reason").is_in(["no events", "population not known"])
    )
    counts = said.select(
        *_TABLE,
        "group",
        met="numerator",
        of=pl.when(~pl.col("measure").is_in(rates)).then("denominator"),
    )
    return grid.select(*KEY).join(counts, on=[*_TABLE, "group"], how="left")


def with_residents_of_groups(
    groups: pl.DataFrame, residents: pl.DataFrame, members: Sequence[str], partnership: str
) -> pl.DataFrame:
    """Printed counts of a rate with `of`: resident children of the group, of the mid-year before each year.

    residents  the `resident_groups` table: area, mid_year (date), characteristic, group, residents
    The newest mid-year up to the year's own is used; three years have three times it (or the sum of theirs).
    Null where an area's number is not known. Children not recorded have none.
    """
    is_rate = pl.col("measure") == REFERRED
    rates, others = groups.filter(is_rate), groups.filter(~is_rate)
    stated = residents.select(
        "area",
        "characteristic",
        "group",
        "residents",
        known_from=pl.col("mid_year").cast(pl.Date),
    )
    sums = (
        stated.filter(pl.col("area").is_in(list(members)))
        .group_by("characteristic", "group", "known_from")
        .agg(pl.col("residents").sum(), areas=pl.col("area").n_unique())
        .filter(pl.col("areas") == len(members))
        .with_columns(area=pl.lit(partnership))
        .select(stated.columns)
    )
    stated = pl.concat([stated, sums]).sort("known_from")
    place = ["area", "characteristic", "group"]
    # Ruling 14: the year ended March Y is divided by the mid-year of Y-1. A census stands for later years.
    ages = (
        rates.select(*place, "period_kind", "period_start", "period_end")
        .with_columns(
            year=pl.when(pl.col("period_kind") == "three_years")
            .then(pl.lit([0, 1, 2]))
            .otherwise(pl.lit([0]))
        )
        .explode("year", empty_as_null=False)
        .with_columns(day=pl.date(pl.col("period_start").dt.year() + pl.col("year"), 6, 30))
        .sort("day")
        .join_asof(
            stated,
            left_on="day",
            right_on="known_from",
            by=place,
            strategy="backward",
            check_sortedness=False,
        )
        .group_by(*place, "period_kind", "period_start")
        .agg(of=pl.when(pl.col("residents").null_count() == 0).then(pl.col("residents").sum()))
    )
    rates = rates.drop("of").join(ages, on=[*place, "period_kind", "period_start"], how="left")
    # Nobody lives here before birth, nor as a child after the 18th birthday.
    told = pl.col("of").is_not_null() | pl.col("group").is_in(["all", NOT_RECORDED])
    return pl.concat([others, rates.filter(told).select(others.columns)])


def beside_others(groups: pl.DataFrame) -> pl.DataFrame:
    """One row: a group beside all other known children: `reference_met`, `reference_of`, and the unknown.

    groups  printed counts, the totals among them (characteristic "all")
    unknown_met, unknown_of  children whose group is not recorded; null where that is not printed: then those
                             children stand in the reference, which says so
    """
    place = [name for name in _TABLE if name != "characteristic"]
    totals = groups.filter(pl.col("characteristic") == "all").select(
        *place, total_met="met", total_of="of"
    )
    parts = groups.filter(pl.col("characteristic") != "all")
    is_known = pl.col("group") != NOT_RECORDED
    not_recorded = parts.filter(~is_known).select(*_TABLE, unknown_met="met", unknown_of="of")
    sums = (
        parts.filter(is_known)
        .group_by(_TABLE)
        .agg(
            pl.when(pl.col(cell).null_count() == 0).then(pl.col(cell).sum()).alias(f"known_{cell}")
            for cell in ("met", "of")
        )
    )
    known = {
        cell: pl.coalesce(f"known_{cell}", pl.col(f"total_{cell}") - pl.col(f"unknown_{cell}"))
        for cell in ("met", "of")
    }
    together = pl.any_horizontal(one.is_null() for one in known.values())
    return (
        parts.join(totals, on=place, how="left")
        .join(not_recorded, on=_TABLE, how="left")
        .join(sums, on=_TABLE, how="left")
        .with_columns(
            reference=pl.lit(OTHERS),
            reference_label=pl.when(together)
            .then(pl.lit("all other children, those not recorded among them"))
            .otherwise(pl.lit("all other known children")),
            reference_met=pl.when(together).then("total_met").otherwise(known["met"])
            - pl.col("met"),
            reference_of=pl.when(together).then("total_of").otherwise(known["of"]) - pl.col("of"),
        )
        .drop("total_met", "total_of", "known_met", "known_of")
    )


def beside_largest(pairs: pl.DataFrame) -> pl.DataFrame:
    """The same groups beside the largest known group of their table, which has no row itself.

    Where a group that is not printed may be the largest, none is: the reference is null.
    """
    known = pairs.filter(pl.col("group") != NOT_RECORDED)
    names = pl.col("group", "group_label", "met", "of")
    left_over = (pl.col("of") + pl.col("reference_of")).max() - pl.col("of").sum()
    may_be_hidden = (pl.col("of").null_count() > 0) & (left_over > pl.col("of").max()).fill_null(
        True
    )
    largest = (
        known.sort("of", descending=True, nulls_last=True, maintain_order=True)
        .group_by(_TABLE, maintain_order=True)
        .agg(pl.when(~may_be_hidden).then(names.first()).name.prefix("largest_"))
    )
    return (
        known.join(largest, on=_TABLE)
        .filter(pl.col("group").ne_missing(pl.col("largest_group")))
        .with_columns(
            reference=pl.lit(LARGEST),
            reference_label=pl.col("largest_group_label").fill_null(LARGEST_NOT_PRINTED),
            reference_met="largest_met",
            reference_of="largest_of",
        )
        .select(pairs.columns)
    )
