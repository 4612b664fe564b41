"""From printed figures to cells and sums: what must add up to what, over everything a release prints.

Two denominators of the same group and area with the same fingerprint count the same rows: they are one
cell, whichever measure prints them. So a denominator hidden in one table cannot be read from another.
What a sum leaves over (the children late, a month that is not printed) is a cell that readers never see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from metrics.characteristics import GROUPINGS
from metrics.disclosure.identities import identities
from metrics.disclosure.policy import DFE_LOCAL, Policy, is_small
from metrics.measure import INTERSECTIONS, Measure, Proportion, Share, State
from metrics.printed import PARTNERSHIP

_COST = {"month": 20.0, "quarter": 100.0, "year": 400.0, "three_years": 500.0}
_COST_OF_A_GROUP = {"year": 4.0, "three_years": 6.0}
_COST_OF_A_STATE = 30.0

CELL = ["fingerprint", "value", "who"]
"""What tells one cell from another: the rows it counts, how many, and of whom it is said to speak."""

_ROLE = {
    "fingerprint": pl.UInt64,
    "value": pl.Int64,
    "who": pl.UInt64,
    "printed": pl.Boolean,
    "total": pl.Boolean,
    "protect": pl.Boolean,
    "cost": pl.Float64,
    "table": pl.Int64,
}
"""One row: a count in one of the places where it stands (see `equations.Problem`)."""

_TERM = {
    "sum": pl.String,
    "fingerprint": pl.UInt64,
    "value": pl.Int64,
    "who": pl.UInt64,
    "coefficient": pl.Int64,
}
"""One row: a count in one of the sums that readers know must hold."""


PLACE_OF_CHILDREN = pl.concat_str(
    pl.lit("children "), "measure", "area", "period_start", ignore_nulls=True
).hash(2023)
"""Different children are no sum of rows: their fingerprint is made of where the count stands."""


WHO_OF_A_STATE = pl.concat_str(
    pl.lit("state"), "area", "measure", "basis", "state", separator="|"
).hash(2026)


@dataclass(frozen=True)
class Linked:
    """Cells and equations of a release, in the frames that `equations.problem` takes.

    cells      one row: a cell, in order, with its `fingerprint`, `value` and `who`
    equations  one row: a cell of an equation
    """

    cells: pl.DataFrame
    equations: pl.DataFrame


@dataclass(frozen=True)
class _Sums:
    """Some sums: their terms, and the places of what they leave over."""

    terms: pl.DataFrame
    rest: pl.DataFrame


def linked(
    figures: pl.DataFrame,
    states: pl.DataFrame,
    children: pl.DataFrame,
    measures: Sequence[Measure],
    apart: Sequence[str] = (),
    policy: Policy = DFE_LOCAL,
) -> Linked:
    """Every count of a release, each once, and every sum between them.

    figures   true counts with `table` (see release), one row a figure: met, of, fingerprints
    states    true counts beside the denominators; children: different children by year
    """
    of_people = {measure.id for measure in measures if measure.of != "nobody"}
    recording = {measure.id for measure in measures if measure.theme == "recording"}
    met, of = _counts(figures, "met"), _counts(figures, "of")
    beside, different = _states_as_counts(states), _children_as_counts(children)
    sums = [
        *_sums_over_groups(met),
        *_sums_over_groups(of),
        *_sums_over_time(met),
        *_sums_over_time(of),
        *(_sums_over_areas(counts, apart) for counts in (met, of, beside, different)),
        _states_over_time(beside),
        *_parts_of_denominators(figures, measures, policy),
        *_overdue_within_due(figures, beside),
        _left_out_and_counted(of, beside, measures),
        _not_born(met, of, measures),
        *(_last_two_years(figures, cell, of_people, policy) for cell in ("met", "of", "rest")),
    ]
    places = pl.concat(
        [_places(counts, of_people, recording) for counts in (met, of, beside, different)]
        + [found.rest for found in sums]
    )
    between = identities(pl.concat([_every(figures, "met"), _every(figures, "of")]), beside)
    terms = [*(found.terms for found in sums), between.select(list(_TERM)).cast(_TERM)]  # type: ignore[arg-type]
    return _numbered(places, pl.concat(terms), policy)


def _counts(figures: pl.DataFrame, cell: str) -> pl.DataFrame:
    """The counts of one kind. Of those of nothing, groups of some total: they go where their table goes."""
    is_group = (pl.col("characteristic") != "all") & (pl.col(f"total_{cell}") > 0)
    return _every(figures, cell).filter((pl.col("value") > 0) | is_group)


def _every(figures: pl.DataFrame, cell: str) -> pl.DataFrame:
    return figures.filter(pl.col(cell).is_not_null()).with_columns(
        cell=pl.lit(cell), value=cell, fingerprint=fingerprint(cell), who=who(cell)
    )


def fingerprint(cell: str) -> pl.Expr:
    """The fingerprint of a figure's "met", "of" or "rest". Nothing is one nothing in each period."""
    if cell == "rest":
        nothing = _of_sum("rest", _KEY).hash(2025)
    else:
        nothing = pl.concat_str("period_kind", "period_start", separator="|").hash(2028)
    return pl.when(pl.col(cell) > 0).then(f"{cell}_fingerprint").otherwise(nothing)


def who(cell: str) -> pl.Expr:
    """Of whom a figure's count speaks: "met", "of", or the "rest" of the two.

    Populations are of no measure: several measures print them. Readers know those of a group for the same
    where they know it of all children, whose total they see to be the same.
    """
    if cell == "rest":
        return _REST
    place = ("characteristic", "group", "area")
    own = pl.concat_str(pl.lit(cell), *place, "measure", "basis", "category", separator="|")
    of_all = pl.when(pl.col("characteristic") != "all").then(f"total_{cell}").fill_null(0)
    shared = pl.concat_str(*place, of_all, separator="|")
    if cell == "of":
        return shared.hash(2026)
    return pl.when(pl.col("of").is_null()).then(shared).otherwise(own).hash(2026)


_REST = pl.concat_str(
    pl.lit("rest"),
    *("characteristic", "group", "area", "measure", "basis", "category"),
    *("period_kind", "period_start"),
    separator="|",
).hash(2026)
"""Of whom the complement of a numerator speaks. A complement of nothing is not printed, so nobody knows that
a year's is that of three years."""


def _states_as_counts(states: pl.DataFrame) -> pl.DataFrame:
    return states.with_columns(
        cell="state",
        value="count",
        characteristic=pl.lit("all"),
        group=pl.lit("all"),
        category=pl.lit(""),
        table=pl.lit(-1, dtype=pl.Int64),
        who=WHO_OF_A_STATE,
        of_a_small_total=pl.lit(False),
    )


def _children_as_counts(children: pl.DataFrame) -> pl.DataFrame:
    return children.filter(pl.col("children") > 0).with_columns(
        cell=pl.lit("children"),
        value="children",
        basis=pl.lit(""),
        characteristic=pl.lit("all"),
        group=pl.lit("all"),
        category=pl.lit(""),
        table=pl.lit(-1, dtype=pl.Int64),
        fingerprint=PLACE_OF_CHILDREN,
        who=pl.lit(0, dtype=pl.UInt64),
        of_a_small_total=pl.lit(False),
    )


def _places(counts: pl.DataFrame, of_people: set[str], recording: set[str]) -> pl.DataFrame:
    total = pl.col("characteristic") == "all"
    kind = pl.col("period_kind")
    size = (
        pl.when(~pl.col("cell").is_in(["met", "of", "children"]))
        .then(_COST_OF_A_STATE)
        .when(total)
        .then(kind.replace_strict(_COST, default=100.0, return_dtype=pl.Float64))
        .otherwise(kind.replace_strict(_COST_OF_A_GROUP, default=4.0, return_dtype=pl.Float64))
    )
    dear = pl.when(pl.col("cell") == "of").then(2.5).otherwise(1.0)
    wide = pl.when(pl.col("area") == PARTNERSHIP).then(1.5).otherwise(1.0)
    # How well something is recorded is missed least: a number of all children stands elsewhere too.
    missed = pl.when(pl.col("measure").is_in(recording)).then(0.2).otherwise(1.0)
    return counts.select(
        *CELL,
        printed=~pl.col("of_a_small_total"),
        total=total,
        protect=pl.col("measure").is_in(of_people),
        cost=size * dear * wide * missed + pl.col("value").log1p(),
        table=pl.when(total).then(-1).otherwise("table"),
    ).cast(_ROLE)  # type: ignore[arg-type]


_KEY = [
    *("measure", "basis", "category", "characteristic", "group"),
    *("area", "period_kind", "period_start"),
]
_PLACE = ["measure", "basis", "cell", "category", "characteristic", "group", "area", "period_kind"]


def _adding_up(
    name: str,
    wholes: pl.DataFrame,
    parts: pl.DataFrame,
    by: list[str],
    *,
    protect_rest: pl.Expr | None = None,
    rest_is_known: bool = False,
    table: str | None = None,
    rest_who: pl.Expr | None = None,
) -> _Sums:
    """Each whole is the sum of its parts and what is left over.

    wholes, parts  counts with the columns `by`, value and fingerprint
    protect_rest   which left-over counts of 1 to 5 are protected (all, unless said otherwise)
    rest_is_known  True where readers know that nothing is left over when nothing is
    """
    key = _of_sum(name, by)
    whole = wholes.select(
        *CELL,
        sum=key,
        rest_who=key.hash(2026) if rest_who is None else rest_who,
        coefficient=pl.lit(-1, dtype=pl.Int64),
        total=pl.col("characteristic") == "all",
        protect=protect_rest if protect_rest is not None else pl.lit(True),
        table=pl.col(table) if table else pl.lit(-1, dtype=pl.Int64),
    )
    part = (
        parts.with_columns(sum=key)
        .join(whole.select("sum"), on="sum", how="semi")
        .select("sum", *CELL, coefficient=pl.lit(1, dtype=pl.Int64))
    )
    rest = (
        whole.join(
            part.group_by("sum").agg(
                pl.col("value").sum().alias("parts"),
                pl.col("fingerprint").filter(pl.col("value") > 0).sum().alias("parts_fingerprint"),
            ),
            on="sum",
            how="left",
        )
        .with_columns(pl.col("parts", "parts_fingerprint").fill_null(0))
        .with_columns(
            value=pl.col("value") - pl.col("parts"),
            who="rest_who",
            # Where the parts do not fit the whole, the wrapped difference names a cell of its own.
            fingerprint=pl.when(pl.col("fingerprint") >= pl.col("parts_fingerprint"))
            .then(pl.col("fingerprint") - pl.col("parts_fingerprint"))
            .otherwise(pl.col("sum").hash(2024)),
        )
    )
    # Parts larger than their whole are not its parts (dates that contradict each other): no sum.
    fits = rest.filter(pl.col("value") >= 0).select("sum")
    rest = (
        rest.filter(pl.col("value") > 0 if rest_is_known else pl.col("value") >= 0)
        # A rest of nothing that readers cannot know of is a cell apart from every other.
        .with_columns(
            fingerprint=pl.when(pl.col("value") == 0)
            .then(pl.col("sum").hash(2025))
            .otherwise("fingerprint")
        )
    )
    left_over = rest.select("sum", *CELL, coefficient=pl.lit(1, dtype=pl.Int64))
    places = rest.select(
        *CELL,
        printed=pl.lit(False),
        total="total",
        protect="protect",
        cost=pl.lit(0.0),
        table="table",
    )
    terms = pl.concat([whole.select(list(_TERM)), part.select(list(_TERM))]).join(
        fits, on="sum", how="semi"
    )
    terms = pl.concat([terms, left_over])
    return _Sums(terms.cast(_TERM), places.cast(_ROLE))  # type: ignore[arg-type]


def _of_sum(name: str, by: Sequence[str]) -> pl.Expr:
    """What names a sum: its kind and the place of its whole."""
    return pl.concat_str(pl.lit(f"{name} "), *by, separator="|", ignore_nulls=True)


def _without(columns: list[str], *dropped: str) -> list[str]:
    return [column for column in [*columns, "period_start"] if column not in dropped]


def _sums_over_groups(counts: pl.DataFrame) -> list[_Sums]:
    """The groups of a characteristic add up to the total; detailed ethnicities to the five groups."""
    by = _without(_PLACE, "characteristic", "group")
    totals = counts.filter(pl.col("characteristic") == "all")
    found = []
    for name, grouping in GROUPINGS.items():
        groups = counts.filter(pl.col("characteristic") == name)
        if groups.is_empty():
            continue
        if not grouping.part_of:
            broken_down = totals.join(groups.select(by).unique(), on=by, how="semi")
            found.append(_adding_up(name, broken_down, groups, by, rest_is_known=True))
        for coarser, mapping in grouping.part_of:
            found.append(
                _adding_up(
                    f"{name} of {coarser}",
                    counts.filter(pl.col("characteristic") == coarser).join(
                        groups.select(by).unique(), on=by, how="semi"
                    ),
                    groups.with_columns(pl.col("group").replace_strict(mapping)),
                    [*by, "group"],
                    rest_is_known=True,
                    table="table",
                )
            )
    return found


_YEAR = pl.col("period_start").dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo")


def _sums_over_time(counts: pl.DataFrame) -> list[_Sums]:
    """Months add up to quarters, quarters to years, years to the three years; snapshots to nothing."""
    events = counts.filter(~pl.col("snapshot"))
    kind = pl.col("period_kind")
    by = _without(_PLACE, "period_kind")
    months, quarters = events.filter(kind == "month"), events.filter(kind == "quarter")
    years, pools = events.filter(kind == "year"), events.filter(kind == "three_years")
    return [
        _adding_up(
            "months",
            quarters.join(
                months.select(["area", "measure", "basis"]).unique(),
                on=["area", "measure", "basis"],
                how="semi",
            ),
            months.with_columns(pl.col("period_start").dt.truncate("1q")),
            by,
            rest_is_known=True,
        ),
        _adding_up(
            "quarters",
            years.filter(pl.col("characteristic") == "all"),
            quarters.with_columns(period_start=_YEAR),
            by,
            rest_is_known=True,
        ),
        _adding_up(
            "years",
            pools.filter(~pl.col("characteristic").is_in(list(INTERSECTIONS))),
            years.join(
                pools.select("area", "measure", pool="period_start").unique(),
                on=["area", "measure"],
            )
            .filter(pl.col("period_start").is_between("pool", pl.col("pool").dt.offset_by("35mo")))
            .with_columns(period_start="pool"),
            by,
            rest_is_known=True,
            table="table",
        ),
    ]


def _last_two_years(figures: pl.DataFrame, cell: str, of_people: set[str], policy: Policy) -> _Sums:
    """The last two years together, in groups where that is a small count: one that nobody prints.

    The next year's three years hold both; and where nobody comes to them, they are these two.
    """
    counts = figures
    if cell == "rest":
        counts = figures.filter(~pl.col("whole_of_total")).with_columns(
            rest=pl.col("of") - pl.col("met"),
            rest_fingerprint=pl.col("of_fingerprint") - pl.col("met_fingerprint"),
        )
    years = counts.filter(
        pl.col("period_kind") == "year",
        ~pl.col("part"),
        ~pl.col("snapshot"),
        pl.col("characteristic") != "all",
        pl.col("measure").is_in(of_people),
        pl.col(cell) > 0,
    ).with_columns(value=cell, fingerprint=f"{cell}_fingerprint", who=who(cell))
    of_one = ["measure", "basis", "category", "characteristic", "group", "area"]
    newest = pl.col("period_start").max().over("measure", "area")
    last = years.filter(pl.col("period_start") == newest)
    before = years.filter(pl.col("period_start") == newest.dt.offset_by("-1y"))
    both = last.join(before, on=of_one, suffix="_before").with_columns(
        sum=pl.concat_str(pl.lit(f"two years {cell}"), *of_one, "period_start", separator="|"),
        both=pl.col("value") + pl.col("value_before"),
        fingerprints=pl.col("fingerprint") + pl.col("fingerprint_before"),
    )
    both = both.filter(is_small(pl.col("both"), policy)).with_columns(
        called=pl.col("sum").hash(2027)
    )
    together = both.select("sum", fingerprint="fingerprints", value="both", who="called")
    terms = [
        together.with_columns(coefficient=pl.lit(-1, dtype=pl.Int64)),
        both.select("sum", *CELL, coefficient=pl.lit(1, dtype=pl.Int64)),
        both.select(
            "sum",
            *(pl.col(f"{name}_before").alias(name) for name in CELL),
            coefficient=pl.lit(1, dtype=pl.Int64),
        ),
    ]
    places = both.select(
        fingerprint="fingerprints",
        value="both",
        who="called",
        printed=pl.lit(False),
        total=pl.lit(False),
        protect=pl.lit(True),
        cost=pl.lit(0.0),
        table="table",
    )
    return _Sums(
        pl.concat(frame.select(list(_TERM)).cast(_TERM) for frame in terms),  # type: ignore[arg-type]
        places.cast(_ROLE),  # type: ignore[arg-type]
    )


def _sums_over_areas(counts: pl.DataFrame, apart: Sequence[str]) -> _Sums:
    """The partnership is the sum of its areas, but for those `apart`, and for what is counted of it alone."""
    by = _without(_PLACE, "area")
    whole = pl.col("area") == PARTNERSHIP
    parts = counts.filter(~whole, ~pl.col("area").is_in(list(apart)))
    of_areas = pl.col("measure").is_in(parts["measure"].unique().implode())
    table = "table" if "table" in counts.columns else None
    return _adding_up(
        "areas",
        counts.filter(whole, of_areas),
        parts,
        by,
        rest_is_known=True,
        table=table,
    )


def _states_over_time(states: pl.DataFrame) -> _Sums:
    kind = pl.col("period_kind")
    return _adding_up(
        "states",
        states.filter(kind == "year", ~pl.col("snapshot")),
        states.filter(kind == "quarter").with_columns(period_start=_YEAR),
        _without(_PLACE, "period_kind"),
        rest_is_known=True,
    )


def _parts_of_denominators(
    figures: pl.DataFrame, measures: Sequence[Measure], policy: Policy
) -> list[_Sums]:
    """Numerators within denominators, categories, and the numerators of measures that hold others."""
    key = _KEY
    everywhere = policy.complement == "everywhere"
    chosen = pl.lit(everywhere) | (pl.col("characteristic") != "all")
    by_id = {measure.id: measure for measure in measures}
    met, of = _counts(figures, "met"), _counts(figures, "of")
    # The complement is protected in breakdowns; DfE prints both of a total. But what a measure of
    # recording leaves over is itself a group: not recorded.
    recording = pl.col("measure").is_in([m.id for m in measures if m.catalogue == "EQY-02"])
    found = [
        _adding_up(
            "rest",
            of,
            met,
            key,
            protect_rest=(chosen & (~pl.col("whole_of_total") | everywhere)) | recording,
            table="table",
            rest_who=_REST,
        )
    ]
    for measure in measures:
        place = _without(key, "measure", "period_start", "category")
        own = pl.col("measure") == measure.id
        if isinstance(measure, Share) and not measure.several:
            once = of.filter(own).unique(
                [*place, "period_start"], keep="first", maintain_order=True
            )
            found.append(
                _adding_up(
                    f"categories of {measure.id}",
                    once,
                    met.filter(own),
                    [*place, "period_start"],
                    rest_is_known=True,
                    table="table",
                )
            )
        if isinstance(measure, Share) and measure.part_of is not None:
            outer, codes = measure.part_of
            inside = met.filter(own, pl.col("category").is_in(codes))
            outer_met = met.filter(
                pl.col("measure") == outer,
                pl.col("basis").is_in(["", "completed"]),
            )
            by = _without(place, "basis")
            found.append(
                _adding_up(
                    f"part of {outer}",
                    outer_met,
                    inside,
                    [*by, "period_start"],
                    protect_rest=chosen,
                    rest_is_known=True,
                    table="table",
                )
            )
    by = [name for name in key if name not in ("measure", "category")]
    # Two clocks with other starts fall due in other periods: only what was finished is in both.
    met = met.filter(pl.col("basis") != "due")
    for outer in {measure.within for measure in measures if measure.within in by_id}:
        inner = [measure.id for measure in measures if measure.within == outer]
        found.append(
            _adding_up(
                f"within {outer}",
                met.filter(pl.col("measure") == outer),
                met.filter(pl.col("measure").is_in(inner)),
                by,
                protect_rest=chosen,
                table="table",
            )
        )
    return found


def _overdue_within_due(figures: pl.DataFrame, states: pl.DataFrame) -> list[_Sums]:
    """What is overdue is part of those not in time; all that is overdue, by when due, is overdue now."""
    overdue = states.filter(pl.col("state") == State.OVERDUE.value)
    by_period = overdue.filter(pl.col("basis") == "due")
    by = ["measure", "area", "period_kind", "period_start"]
    late = (
        figures.filter(
            pl.col("basis") == "due",
            pl.col("characteristic") == "all",
            pl.col("of") > pl.col("met"),
        )
        .with_columns(
            value=pl.col("of") - pl.col("met"),
            fingerprint=pl.col("of_fingerprint") - pl.col("met_fingerprint"),
            who=_REST,
        )
        .filter(pl.col("period_kind").is_in(["quarter", "year"]))
    )
    now = overdue.filter(pl.col("period_kind") == "now")
    yearly = by_period.filter(pl.col("period_kind") == "year")
    return [
        # Where nobody finished late, the completed basis shows it in the newest period.
        _adding_up("late", late, by_period, by, protect_rest=pl.lit(False), rest_is_known=True),
        _adding_up("overdue now", now, yearly, ["measure", "area"]),
    ]


def _shared(characteristic: str, group: str, of_all: pl.Expr) -> pl.Expr:
    """Of whom a population of some area speaks. of_all  the fingerprint of all of them; 0 where it is all."""
    place = (pl.lit(characteristic), pl.lit(group), pl.col("area"), of_all)
    return pl.concat_str(*place, separator="|").hash(2026)


def _left_out_and_counted(
    of: pl.DataFrame, states: pl.DataFrame, measures: Sequence[Measure]
) -> _Sums:
    """A share's denominator and what it leaves out are all its rows, which another measure may count."""
    shares = {measure.id for measure in measures if isinstance(measure, Proportion)}
    by = ["measure", "area", "period_kind", "period_start"]
    beside = states.filter(
        pl.col("measure").is_in(shares),
        pl.col("basis") == "",
        pl.col("period_kind").is_in(["quarter", "year"]),
    )
    parts = pl.concat(
        [
            of.filter(pl.col("characteristic") == "all").select(*by, *CELL),
            beside.select(*by, *CELL),
        ]
    ).join(beside.select(by).unique(), on=by, how="semi")
    whole = parts.group_by(by, maintain_order=True).agg(
        pl.col("value").sum(), pl.col("fingerprint").sum()
    )
    whole = whole.with_columns(
        who=_shared("all", "all", pl.lit(0)),
        characteristic=pl.lit("all"),
        table=pl.lit(-1, dtype=pl.Int64),
    )
    found = _adding_up("all rows", whole, parts, by, rest_is_known=True)
    unprinted = whole.select(
        *CELL,
        printed=pl.lit(False),
        total=pl.lit(True),
        protect=pl.lit(False),
        cost=pl.lit(0.0),
        table="table",
    )
    return _Sums(found.terms, pl.concat([found.rest, unprinted.cast(_ROLE)]))  # type: ignore[arg-type]


def _not_born(met: pl.DataFrame, of: pl.DataFrame, measures: Sequence[Measure]) -> _Sums:
    """Children in need but those of whom something can be recorded are those not yet born."""
    born = [m.id for m in measures if m.rows == "children_in_need" and isinstance(m, Proportion)]
    by = ["area", "period_kind", "period_start"]
    total = pl.col("characteristic") == "all"
    return _adding_up(
        "born and not yet born",
        met.filter(pl.col("measure") == "children_in_need_per_10000_children", total),
        of.filter(pl.col("measure").is_in(born), total).unique([*by, "fingerprint"]),
        by,
        rest_is_known=True,
        rest_who=_shared("age_band", "unborn", pl.col("fingerprint")),
    )


def _numbered(places: pl.DataFrame, terms: pl.DataFrame, policy: Policy) -> Linked:
    """Each cell once, numbered; the equations by number, terms of the same cell added."""
    in_total = pl.col("total").any()
    cells = (
        places.group_by(CELL, maintain_order=True)
        .agg(
            printed=pl.col("printed").any(),
            # A count that is printed as a total stands under the rules of totals.
            primary=pl.when(in_total)
            .then((pl.col("protect") & pl.col("total")).any())
            .otherwise(pl.col("protect").any())
            & is_small(pl.col("value").first(), policy),
            cost=pl.col("cost").max(),
            table=pl.when(in_total).then(-1).otherwise(pl.col("table").max()),
            tier=pl.when(in_total).then(0).otherwise(1),
        )
        .sort("tier", "table", *CELL)
        .with_row_index("cell")
        .with_columns(pl.col("cell").cast(pl.Int64))
    )
    equations = (
        terms.join(cells.select(*CELL, "cell"), on=CELL)
        .group_by("sum", "cell")
        .agg(pl.col("coefficient").sum())
        .filter(pl.col("coefficient") != 0)
        .with_columns(equation=pl.col("sum").rank("dense").cast(pl.Int64) - 1)
        .sort("equation", "cell")
        .select("equation", "cell", "coefficient")
    )
    return Linked(cells, equations)
