"""Published figures beside ours: England, the region, neighbours, and every authority for a funnel.

What was loaded wins over what comes with the program; every figure names its release. Rates that a file does
not print are worked out from its counts, by the residents of the mid-year that DfE used (ruling 14).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from data.agreement import Agreement
from data.reference import england_figures, residents
from data.tables import PUBLISHED
from metrics import funnel
from metrics.characteristics import GROUPINGS
from metrics.known import Tables
from metrics.ledger import PUBLISHED as KNOWN
from metrics.measure import Measure, Share, Timeliness
from metrics.residents import Residents

ENGLAND, REGION, AUTHORITY = "England", "region", "authority"
NEIGHBOUR, NEIGHBOURS = "neighbour", "neighbours"
"""Levels of a comparator: one statistical neighbour, all of them together."""

FEWEST_NEIGHBOURS = 3
"""So many neighbours must have a figure for a middle and a range of them to be said."""

_KEY = ["comparator", "category", "level", "area", "year"]

COMPARATORS = {
    "measure": pl.String,
    "category": pl.String,
    "characteristic": pl.String,
    "group": pl.String,
    "of_area": pl.String,
    "level": pl.String,
    "statistic": pl.String,
    "area": pl.String,
    "geography": pl.String,
    "year": pl.Int32,
    "school_year": pl.Boolean,
    "printed": pl.String,
    "value": pl.Float64,
    "marker": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "derived": pl.Boolean,
    "unit": pl.String,
    "release": pl.String,
    "source": pl.String,
}
"""One row: a published figure beside a measure.

category, characteristic, group  the figure of ours that it stands beside: a part of a share, a group ("all"
           and "all" for all children)
of_area    our area whose neighbour it is; "" for England and regions
statistic  "value", or of all neighbours "median", "lowest", "highest": then numerator is how many of them
           have a figure, denominator how many there are
printed    as the file prints it; "" where it was worked out or came with the program
"""


@dataclass(frozen=True)
class Neighbours:
    """The statistical neighbours of an area, nearest first, and who chose them."""

    codes: tuple[str, ...]
    chosen_by: str


def published_of(tables: Tables, name: str) -> pl.DataFrame:
    """A table of published figures, empty where none is loaded."""
    found = tables.get(name)
    return PUBLISHED[name].create_empty() if found is None else found


def neighbours_of(agreement: Agreement, tables: Tables) -> dict[str, Neighbours]:
    """Each area's neighbours: the agreement's, else the newest model's. An area without is left out."""
    models = published_of(tables, "statistical_neighbours").sort("area", "rank")
    found = {}
    for area in agreement.areas:
        model = models.filter(pl.col("area") == area.code)
        if area.neighbours:
            found[area.code] = Neighbours(area.neighbours, "the partnership's agreement")
        elif model.height:
            found[area.code] = Neighbours(
                tuple(model["neighbour"]), f"the {model['model'][0]} model of the DfE"
            )
    return found


def residents_of(agreement: Agreement, tables: Tables) -> Residents:
    """The agreement's own number of resident children, else a loaded estimate, else the packaged one."""
    stated = {
        (area.code, one.mid_year): (one.children, one.source)
        for area in agreement.areas
        for one in area.residents
    }
    loaded = _loaded_residents(tables)
    return lambda area, mid_year: (
        stated.get((area, mid_year)) or loaded.get((area, mid_year)) or residents(area, mid_year)
    )


def _loaded_residents(tables: Tables) -> dict[tuple[str, int], tuple[int, str]]:
    known = published_of(tables, "populations").filter(pl.col("residents") > 0)
    return {
        (area, mid_year): (children, f"mid-{mid_year} population estimate, {source}")
        for area, mid_year, children, source in known.select(
            "area", "mid_year", "residents", "source"
        ).iter_rows()
    }


def published_figures(tables: Tables) -> pl.DataFrame:
    """Loaded figures with the base that each is of, and rates that the file does not print worked out.

    As data.tables.PublishedFigures; the denominator of a rate is the residents of the mid-year before.
    What can be neither read nor worked out, for want of residents, is left out.
    """
    figures = published_of(tables, "published_figures")
    loaded = {place: found[0] for place, found in _loaded_residents(tables).items()}
    is_rate = pl.col("unit") != "percent"
    places = figures.filter(is_rate).select("area", "level", "year").unique().sort(pl.all())
    bases = [
        (area, level, year, _base(loaded, area, level, year - 1))
        for area, level, year in places.iter_rows()
    ]
    base = pl.DataFrame(
        bases,
        schema={"area": pl.String, "level": pl.String, "year": pl.Int32, "base": pl.Float64},
        orient="row",
    )
    worked_out = is_rate & pl.col("derived") & pl.col("marker").is_null()
    rate = pl.col("numerator") / pl.col("base") * funnel.PER
    return (
        figures.join(base, on=["area", "level", "year"], how="left", maintain_order="left")
        .with_columns(
            value=pl.when(worked_out)
            .then(rate.round(1, mode="half_away_from_zero"))
            .otherwise("value"),
            denominator=pl.when(is_rate).then("base").otherwise("denominator"),
            source=pl.when(worked_out)
            .then(pl.format("{}, divided by residents of mid-{}", "source", pl.col("year") - 1))
            .otherwise("source"),
        )
        .filter(pl.col("value").is_not_null() | pl.col("marker").is_not_null())
        .drop("base")
    )


def _base(loaded: dict[tuple[str, int], int], area: str, level: str, mid_year: int) -> float | None:
    known = loaded.get((area, mid_year))
    if known is None and level == AUTHORITY:
        packaged = residents(area, mid_year)
        known = packaged[0] if packaged else None
    return None if known is None else float(known)


def comparators(
    measures: Sequence[Measure],
    agreement: Agreement,
    figures: pl.DataFrame,
    neighbours: dict[str, Neighbours],
) -> pl.DataFrame:
    """The figures to set beside each measure, one row as `COMPARATORS` says.

    figures  what `published_figures` gives
    """
    regions = [area.region for area in agreement.areas if area.region]
    wide = figures.filter(
        (pl.col("level") == ENGLAND) | ((pl.col("level") == REGION) & pl.col("area").is_in(regions))
    ).with_columns(of_area=pl.lit(""), statistic=pl.lit("value"))
    packaged = _packaged(regions).join(wide, on=_KEY, how="anti")
    every = [wide, packaged]
    for area in agreement.areas:
        codes = neighbours[area.code].codes if area.code in neighbours else ()
        theirs = _of_authorities(figures, codes, area.code, NEIGHBOUR)
        every += [theirs, _together(theirs, len(codes))]
    places = _places(measures)
    columns = [name for name in COMPARATORS if name not in (*places.columns, "geography")]
    return (
        pl.concat(
            rows.select("comparator", *columns, published="category", geography="name")
            for rows in every
        )
        .join(places, on=["comparator", "published"])
        .select(pl.col(name).cast(kind) for name, kind in COMPARATORS.items())
        .sort(
            *("measure", "category", "characteristic", "group"),
            *("of_area", "level", "area", "statistic", "year"),
        )
    )


def _places(measures: Sequence[Measure]) -> pl.DataFrame:
    """One row: a figure of a measure that has a published one, with the category it is published under."""
    found = []
    for measure in measures:
        parts = measure.categories if isinstance(measure, Share) else ("",)
        found += [(measure, part, part, "all", "all") for part in parts]
        found += [
            (measure, theirs, "", by, ours)
            for by in measure.breakdowns
            for theirs, ours in GROUPINGS[by].published.items()
        ]
    columns = ("measure", "comparator", "published", "category", "characteristic", "group")
    return pl.DataFrame(
        [(one.id, one.comparator, *place) for one, *place in found if one.comparator],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    )


def _packaged(regions: Sequence[str]) -> pl.DataFrame:
    """What comes with the program of England and these regions, in the columns of loaded figures."""
    figures = england_figures()
    wanted = figures.filter(
        (pl.col("geography_level") == ENGLAND) | pl.col("geography").is_in(list(regions))
    )
    return wanted.select(
        "comparator",
        "category",
        "year",
        "school_year",
        "value",
        "unit",
        "release",
        "source",
        area="geography",
        name="geography",
        level="geography_level",
        of_area=pl.lit(""),
        statistic=pl.lit("value"),
        printed=pl.lit(""),
        marker=pl.lit(None, pl.String),
        numerator=pl.lit(None, pl.Float64),
        denominator=pl.lit(None, pl.Float64),
        derived=pl.col("source").str.contains("computed"),
    )


def _of_authorities(
    figures: pl.DataFrame, codes: Sequence[str], of_area: str, level: str
) -> pl.DataFrame:
    return figures.filter(
        pl.col("level") == AUTHORITY, pl.col("area").is_in(list(codes))
    ).with_columns(level=pl.lit(level), of_area=pl.lit(of_area), statistic=pl.lit("value"))


def _together(theirs: pl.DataFrame, many: int) -> pl.DataFrame:
    """The middle, the lowest and the highest of the neighbours that have a figure, where enough have one."""
    place = ["comparator", "category", "of_area", "year", "school_year", "unit"]
    of_all = (
        theirs.filter(pl.col("value").is_not_null())
        .group_by(place, maintain_order=True)
        .agg(
            numerator=pl.len().cast(pl.Float64),
            median=pl.col("value").median(),
            lowest=pl.col("value").min(),
            highest=pl.col("value").max(),
            release=pl.col("release").unique(maintain_order=True).str.join("; "),
            source=pl.col("source").unique(maintain_order=True).str.join("; "),
        )
        .filter(pl.col("numerator") >= FEWEST_NEIGHBOURS)
        .unpivot(
            ["median", "lowest", "highest"],
            index=[*place, "numerator", "release", "source"],
            variable_name="statistic",
            value_name="value",
        )
    )
    return of_all.with_columns(
        level=pl.lit(NEIGHBOURS),
        area=pl.lit(""),
        name=pl.lit("Statistical neighbours"),
        printed=pl.lit(""),
        marker=pl.lit(None, pl.String),
        denominator=pl.lit(float(many)),
        derived=pl.lit(True),
    )


_AUTHORITIES = {
    "measure": pl.String,
    "area": pl.String,
    "geography": pl.String,
    "year": pl.Int32,
    "school_year": pl.Boolean,
    "value": pl.Float64,
    "marker": pl.String,
    "denominator": pl.Float64,
    "centre": pl.Float64,
    "centre_of": pl.String,
    "place": pl.String,
    "place_adjusted": pl.String,
    "scatter": pl.Float64,
    "beyond": pl.Float64,
    "release": pl.String,
    "source": pl.String,
}
"""One row: an authority's published figure of a measure without categories, and where it lies in the funnel.

denominator  what the percentage is of, or resident children; null where it is not given
centre       the average it is set against: of `centre_of`, "England" or "all authorities"
place        inside or outside the plain limits, place_adjusted those widened by `beyond` (metrics.funnel)
scatter      how many times as much the authorities vary as chance would make them
beyond       the standard deviation between them that chance does not explain, on the scale of metrics.funnel
"""


def authorities(
    measures: Sequence[Measure], beside: pl.DataFrame, figures: pl.DataFrame, years: Sequence[int]
) -> pl.DataFrame:
    """Every authority's figure of the years that the release tells of: what a funnel plot is drawn from.

    beside   what `comparators` gives, for England's figure; figures  what `published_figures` gives
    """
    england = beside.filter(
        pl.col("level") == ENGLAND,
        pl.col("category") == "",
        pl.col("characteristic") == "all",
        pl.col("value").is_not_null(),
    ).select("measure", "year", england="value")
    parts = [pl.DataFrame(schema=_AUTHORITIES)]
    for measure in measures:
        if measure.comparator is None:
            continue
        points = (
            figures.filter(
                pl.col("comparator") == measure.comparator,
                pl.col("level") == AUTHORITY,
                pl.col("category") == "",
                pl.col("year").is_in(list(years)),
            )
            .with_columns(measure=pl.lit(measure.id), geography="name")
            .join(england, on=["measure", "year"], how="left", maintain_order="left")
        )
        parts += [
            _placed(of_year, measure.unit)
            for of_year in points.partition_by("year", maintain_order=True)
        ]
    return pl.concat(parts).sort("measure", "year", "area")


def _placed(points: pl.DataFrame, unit: str) -> pl.DataFrame:
    """The authorities of one measure and year, with their centre, limits, place and scatter."""
    known = points.filter(pl.col("value").is_not_null(), pl.col("denominator") > 0)
    mean = (pl.col("value") * pl.col("denominator")).sum() / pl.col("denominator").sum()
    average = known.select(mean).item() if known.height else None
    with_centre = points.with_columns(
        centre=pl.coalesce("england", pl.lit(average, pl.Float64)),
        centre_of=pl.when(pl.col("england").is_null())
        .then(pl.lit("all authorities"))
        .otherwise(pl.lit(ENGLAND)),
    )
    beyond = funnel.beyond_chance(with_centre, unit)
    return with_centre.with_columns(
        place=funnel.placed(with_centre, unit),
        place_adjusted=None if beyond is None else funnel.placed(with_centre, unit, beyond),
        scatter=funnel.scatter(with_centre, unit),
        beyond=beyond,
    ).select(pl.col(name).cast(kind) for name, kind in _AUTHORITIES.items())


def without_ours(agreement: Agreement, figures: pl.DataFrame) -> pl.DataFrame:
    """Published figures without those of our own areas, which stand in the release already.

    Beside what is hidden here, what others printed of us could give it away.
    """
    ours = [area.code for area in agreement.areas]
    return figures.filter((pl.col("level") != AUTHORITY) | ~pl.col("area").is_in(ours))


def known_of_ours(
    measures: Sequence[Measure], agreement: Agreement, figures: pl.DataFrame
) -> pl.DataFrame:
    """Counts of our own areas that readers have from what others published (`ledger.PUBLISHED`).

    figures  what `published_figures` gives. Where a file gives a percentage and what it is of, but not the
             count itself, the count that makes the percentage is known as well.
    """
    ours = [area.code for area in agreement.areas]
    basis = {one.id: one.bases[0] for one in measures if isinstance(one, Timeliness)}
    rows = (
        figures.filter(pl.col("level") == AUTHORITY, pl.col("area").is_in(ours))
        .rename({"category": "published"})
        .join(_places(measures), on=["comparator", "published"])
        .with_columns(
            basis=pl.col("measure").replace_strict(basis, default=""),
            period_kind=pl.lit("year"),
            period_start=pl.date(
                pl.col("year") - 1, pl.when("school_year").then(9).otherwise(4), 1
            ),
        )
    )
    percent = pl.col("unit") == "percent"
    worked_out = pl.when(percent).then(pl.col("value") * pl.col("denominator") / 100).round()
    counts = [
        rows.with_columns(cell=pl.lit("met"), known=pl.coalesce("numerator", worked_out)),
        rows.filter(percent).with_columns(cell=pl.lit("of"), known="denominator"),
    ]
    # A count that was rounded is no count.
    whole = pl.col("known") == pl.col("known").round()
    return (
        pl.concat(counts)
        .filter(whole, pl.col("known") > 0)
        .select(*list(KNOWN)[:-1], value=pl.col("known").cast(pl.Int64))
        .unique(maintain_order=True)
    )
