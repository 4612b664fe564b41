"""Counts to figures: every row that a release prints, first with true counts, then with values.

What stands here before `disclosure.protect` is on the analyst's side only.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from data.agreement import Agreement
from metrics.counts import ADDED, HIDDEN, NOT_SENT, OWN, PERIODS, Counts
from metrics.coverage import in_both
from metrics.disclosure import policy as policies
from metrics.journeys import Journeys
from metrics.measure import (
    INTERSECTIONS,
    PER,
    Amount,
    Duration,
    Measure,
    Proportion,
    Rate,
    Ratio,
    Share,
    Timeliness,
)
from metrics.printed import (
    PARTNERSHIP,
    Period,
    groups,
    months_later,
    periods,
    together,
    worth_printing,
)
from metrics.sent import cells

KEY = (
    "measure",
    "basis",
    "category",
    "characteristic",
    "group",
    "area",
    "period_kind",
    "period_start",
)
"""What names a figure."""

Periods = dict[str, tuple[Period, ...]]
_SUMMED = ("count", "fingerprint", "sent")


@dataclass(frozen=True)
class Counted:
    """The true counts of one measure in the shape in which they are printed.

    figures   one row: a figure (KEY, labels, period), `met`, `of` (null for a rate), their
              fingerprints, and `reason` where there is no count
    states    one row: rows beside the denominator, by area, basis, period and state
    children  one row: different children by area and year
    """

    figures: pl.DataFrame
    states: pl.DataFrame
    children: pl.DataFrame


def counted(
    measure: Measure,
    counts: Counts,
    agreement: Agreement,
    areas: Sequence[str],
    members: Sequence[str],
) -> Counted:
    """A measure's counts, areas and the partnership, on the grid of all that is printed.

    members  the areas that make up the partnership; others have left it, and are printed for themselves
    """
    every: Periods = {area: periods(measure, counts.days[area]) for area in areas}
    if not measure.whole and members:
        every[PARTNERSHIP] = together({area: every[area] for area in members})
    summed = _with_partnership(counts.tally, every, members)
    printed = _worth_printing(measure, summed, every, agreement, members)
    tally = _with_three_years(summed, printed)
    return Counted(
        _figures(measure, tally, printed, counts, members),
        _states(measure, tally, printed),
        _children(counts.children, printed, tally, members),
    )


def _worth_printing(
    measure: Measure,
    tally: pl.DataFrame,
    every: Periods,
    agreement: Agreement,
    members: Sequence[str],
) -> Periods:
    """The periods printed. The partnership's by which its areas are all printed, or none of them.

    Were one area printed beside the partnership, the other would be known from the two.
    """
    events = "met" if isinstance(measure, Rate | Amount) else "of"
    basis = measure.bases[0] if isinstance(measure, Timeliness) else ""
    totals = tally.filter(
        pl.col("characteristic") == "all", pl.col("cell").is_in(["met", "of"])
    ).with_columns(
        cell=pl.when(pl.col("cell") == events, pl.col("basis") == basis)
        .then(pl.lit("events"))
        .otherwise("cell")
    )
    kinds: dict[str, set[str]] = {
        area: {
            kind
            for kind in PERIODS
            if worth_printing(
                kind,
                totals.filter(pl.col("area") == area),
                here,
                agreement.conventions.events_in_a_usual_month,
                None if measure.of == "nobody" else policies.chosen(agreement.protection),
            )
        }
        for area, here in every.items()
    }
    of_areas = [kinds[area] for area in members if area in every]
    if of_areas:
        of_any = {kind for own in of_areas for kind in own}
        kinds[PARTNERSHIP] = set.intersection(*of_areas) | (kinds[PARTNERSHIP] - of_any)
    return {
        area: tuple(one for one in here if one.kind in {*kinds[area], "three_years"})
        for area, here in every.items()
    }


def _with_partnership(
    tally: pl.DataFrame, printed: Periods, members: Sequence[str]
) -> pl.DataFrame:
    """The areas' counts and their sums: for what all areas print, and for what is undated."""
    if PARTNERSHIP in tally["area"] or PARTNERSHIP not in printed:
        return tally
    by = [column for column in tally.columns if column not in ("area", *_SUMMED)]
    both = {(one.kind, one.first) for one in printed[PARTNERSHIP]}
    kinds = pl.DataFrame(
        list(both), schema={"period_kind": pl.String, "period_start": pl.Date}, orient="row"
    )
    dated = tally.join(kinds, on=["period_kind", "period_start"], how="semi")
    beside = tally.filter(pl.col("period_kind").is_in(["now", "no date"]))
    of_members = pl.concat([dated, beside]).filter(pl.col("area").is_in(list(members)))
    sums = of_members.group_by(by).agg(ADDED).with_columns(area=pl.lit(PARTNERSHIP))
    return pl.concat([tally, sums.select(tally.columns)])


def _with_three_years(tally: pl.DataFrame, printed: Periods) -> pl.DataFrame:
    pools = [
        tally.filter(
            pl.col("area") == area,
            pl.col("period_kind") == "year",
            pl.col("period_start").is_between(one.first, one.last),
            pl.col("basis") != "beside",
        )
        .group_by([c for c in tally.columns if c not in ("period_start", *_SUMMED)])
        .agg(ADDED)
        .with_columns(period_kind=pl.lit("three_years"), period_start=pl.lit(one.first))
        .select(tally.columns)
        for area, found in printed.items()
        for one in found
        if one.kind == "three_years"
    ]
    return pl.concat([tally, *pools])


def _period_frame(printed: Periods) -> pl.DataFrame:
    """One row: a period of an area, with the days it covers, and whether it has ended."""
    return pl.DataFrame(
        [
            (
                area,
                one.kind,
                one.first,
                one.last,
                one.label,
                one.part,
                sum(s.days for s in one.days),
                one.ended,
            )
            for area, found in printed.items()
            for one in found
        ],
        schema={
            "area": pl.String,
            "period_kind": pl.String,
            "period_start": pl.Date,
            "period_end": pl.Date,
            "period_label": pl.String,
            "part": pl.Boolean,
            "days_covered": pl.Int64,
            "ended": pl.Boolean,
        },
        orient="row",
    )


def _group_frame(measure: Measure, tally: pl.DataFrame, counts: Counts) -> pl.DataFrame:
    """One row: a group of a characteristic that some area's extracts hold."""
    rows = [
        (name, code, label, order)
        for name in ("all", *measure.breakdowns)
        if name == "all" or any(counts.held[name].values())
        for code, label, order in groups(
            name, tally.filter(pl.col("characteristic") == name)["group"].unique()
        )
    ]
    return pl.DataFrame(
        rows,
        schema={
            "characteristic": pl.String,
            "group": pl.String,
            "group_label": pl.String,
            "group_order": pl.Int32,
        },
        orient="row",
    )


def _held_frame(printed: Periods, counts: Counts, members: Sequence[str]) -> pl.DataFrame:
    """One row: a characteristic that is held on every day that a period of an area covers."""
    rows = {
        (area, name, one.kind, one.first)
        for name, days in counts.held.items()
        for area, found in printed.items()
        if area in days
        for one in found
        if in_both(days[area], one.days) == one.days
    }
    if PARTNERSHIP in counts.days:
        return _held_rows(rows)
    both = [
        (PARTNERSHIP, *key)
        for key in {row[1:] for row in rows}
        if members and all((area, *key) in rows for area in members)
    ]
    return _held_rows([*rows, *both])


def _held_rows(rows: Iterable[tuple[str, str, str, dt.date]]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows),
        schema={
            "area": pl.String,
            "characteristic": pl.String,
            "period_kind": pl.String,
            "period_start": pl.Date,
        },
        orient="row",
    )


QUANTILES = {"half": "Half took at most", "nine_in_ten": "Nine in ten took at most"}
"""What is printed of a duration: its median and its 90th percentile."""
_SHARE = {"half": 0.5, "nine_in_ten": 0.9}


def _categories(measure: Measure) -> pl.DataFrame:
    labels = {"": ""}
    if isinstance(measure, Share):
        labels = measure.categories
    elif isinstance(measure, Duration):
        labels = QUANTILES
    return pl.DataFrame(
        [(code, label, order) for order, (code, label) in enumerate(labels.items())],
        schema={"category": pl.String, "category_label": pl.String, "category_order": pl.Int32},
        orient="row",
    )


def _figures(
    measure: Measure,
    tally: pl.DataFrame,
    printed: Periods,
    counts: Counts,
    members: Sequence[str],
) -> pl.DataFrame:
    bases = measure.bases if isinstance(measure, Timeliness) else ("",)
    grid = (
        _period_frame(printed)
        .join(_group_frame(measure, tally, counts), how="cross")
        # A year so far, printed again and again, would give the groups of each quarter by subtraction.
        .filter(
            (pl.col("characteristic") == "all")
            | pl.col("ended")
            & (
                (pl.col("period_kind") == "three_years")
                | (pl.col("period_kind") == "year")
                & ~pl.col("characteristic").is_in(list(INTERSECTIONS))
            )
        )
        .drop("ended")
        .join(_categories(measure), how="cross")
        .join(pl.DataFrame({"basis": bases}), how="cross")
        # Groups are printed on one basis, the one that the published figures have.
        .filter((pl.col("characteristic") == "all") | (pl.col("basis") == bases[0]))
        .with_columns(measure=pl.lit(measure.id))
    )
    grid = _held(grid, tally, _held_frame(printed, counts, members))
    by = list(KEY)
    figures = grid.join(_cell(tally, "met"), on=by, how="left")
    of = _cell(tally, "of")
    if isinstance(measure, Share | Duration):
        of, by = of.drop("category"), [name for name in KEY if name != "category"]
    figures = _with_silence(measure, figures.join(of, on=by, how="left"), tally, members)
    amounts = isinstance(measure, Duration) or (isinstance(measure, Ratio) and measure.amounts)
    never = {"met"} if amounts else {"of"} if isinstance(measure, Rate | Amount) else set()
    return figures.with_columns(
        pl.lit(None, dtype=kind).alias(name)
        for cell in never
        for name, kind in ((cell, pl.Int64), (f"{cell}_fingerprint", pl.UInt64))
    ).join(_amounts(measure, tally), on=list(KEY), how="left")


def _with_silence(
    measure: Measure, figures: pl.DataFrame, tally: pl.DataFrame, members: Sequence[str]
) -> pl.DataFrame:
    """Figures without a row in the tally: 0 where rows of ours would stand there, nothing in what was sent.

    Of a count that its sender hid, in part or whole, there is no number. `sent` says what stands behind.
    """
    made_of = cells(measure)
    of_total = (
        tally.filter(pl.col("characteristic") == "all", pl.col("cell").is_in(made_of))
        .group_by("area", "period_kind", "period_start")
        .agg(of_total=pl.col("sent").bitwise_or())
    )
    ours = (pl.col("of_total") == OWN).fill_null(True)
    silent = pl.when(ours).then(OWN).otherwise(NOT_SENT).cast(pl.UInt8)
    for cell in {*made_of} - {"met", "of"}:
        behind = tally.filter(pl.col("cell") == cell).select(
            *KEY, pl.col("sent").alias(f"{cell}_sent")
        )
        figures = figures.join(behind, on=list(KEY), how="left")
    flags = sorted({"met_sent", "of_sent", *(f"{cell}_sent" for cell in made_of)})
    figures = figures.join(
        of_total, on=["area", "period_kind", "period_start"], how="left"
    ).with_columns(pl.col(name).fill_null(silent) for name in flags)
    if (tally["sent"] != OWN).any():
        figures = _behind_sums(figures, flags, members)
    columns: dict[str, pl.Expr] = {}
    for cell in ("met", "of"):
        shown = pl.col(f"{cell}_sent") & (HIDDEN | NOT_SENT) == 0
        columns |= {
            cell: pl.when(shown).then(pl.col(cell).fill_null(0)),
            f"{cell}_fingerprint": pl.when(shown).then(
                pl.col(f"{cell}_fingerprint").fill_null(pl.lit(0, pl.UInt64))
            ),
        }
    behind_all = pl.lit(0, pl.UInt8)
    for cell in made_of:
        behind_all = behind_all | pl.col(f"{cell}_sent")
    return figures.with_columns(**columns, sent=behind_all).drop(*flags, "of_total")


def _behind_sums(
    figures: pl.DataFrame, flags: Sequence[str], members: Sequence[str]
) -> pl.DataFrame:
    """Behind three years stands what is behind each year, behind the partnership what is behind each area."""
    key = [name for name in KEY if name not in ("period_kind", "period_start")]
    years = figures.filter(pl.col("period_kind") == "year")
    of_years = (
        figures.filter(pl.col("period_kind") == "three_years")
        .select(*KEY, "period_end")
        .join(years.select(*key, *flags, year="period_start"), on=key)
        .filter(pl.col("year").is_between("period_start", "period_end"))
        .group_by(KEY)
        .agg(pl.col(flags).bitwise_or())
    )
    figures = figures.update(of_years, on=list(KEY))
    of_areas = (
        figures.filter(pl.col("area").is_in(list(members)), pl.col("area") != PARTNERSHIP)
        .group_by([name for name in KEY if name != "area"])
        .agg(pl.col(flags).bitwise_or())
        .with_columns(area=pl.lit(PARTNERSHIP))
    )
    return figures.update(of_areas, on=list(KEY))


def _amounts(measure: Measure, tally: pl.DataFrame) -> pl.DataFrame:
    """One row: a figure that is no share of its counts: a quantile of a duration, a quotient of amounts."""
    place = [name for name in KEY if name != "category"]
    if isinstance(measure, Duration):
        took = (
            tally.filter(pl.col("cell") == "took")
            .with_columns(units=pl.col("category").cast(pl.Int64))
            .sort("units")
            .group_by(place)
            .agg("units", "count")
        )
        rows = [
            (*row[:-2], category, quantile(row[-2], row[-1], share))
            for row in took.iter_rows()
            for category, share in _SHARE.items()
        ]
        schema = {name: tally.schema[name] for name in place}
        return pl.DataFrame(
            rows, schema={**schema, "category": pl.String, "amount": pl.Float64}, orient="row"
        )
    both = tally.filter(pl.col("cell").is_in(["top", "bottom"]))
    sums = [
        both.filter(pl.col("cell") == cell).select(*KEY, pl.col("count").alias(cell))
        for cell in ("top", "bottom")
    ]
    quotient = pl.when(pl.col("bottom") > 0).then(pl.col("top") / pl.col("bottom"))
    return (
        sums[0].join(sums[1], on=list(KEY)).select(*KEY, amount=quotient * PER.get(measure.unit, 1))
    )


def quantile(values: Sequence[int], counts: Sequence[int], share: float) -> float:
    """The value that a share of all have at most; between two of them, the middle of both.

    values, counts  the different values in order, and how many have each
    """
    rank = share * sum(counts)
    running = 0
    for value, count, after in zip(values, counts, [*values[1:], values[-1]], strict=True):
        running += count
        if running > rank + 1e-9:
            return float(value)
        if running >= rank - 1e-9:
            return (value + after) / 2
    return float(values[-1])


def _held(grid: pl.DataFrame, tally: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Totals, and groups where the extracts hold the characteristic; localities each its own."""
    own = tally.filter(pl.col("characteristic") == "locality").select("area", "group").unique()
    broken_down = grid.filter(pl.col("characteristic") != "all").join(
        held, on=["area", "characteristic", "period_kind", "period_start"], how="semi"
    )
    is_locality = pl.col("characteristic") == "locality"
    return pl.concat(
        [
            grid.filter(pl.col("characteristic") == "all"),
            broken_down.filter(~is_locality),
            broken_down.filter(is_locality).join(own, on=["area", "group"], how="semi"),
        ]
    )


def _cell(tally: pl.DataFrame, cell: str) -> pl.DataFrame:
    return tally.filter(pl.col("cell") == cell).select(
        *KEY,
        pl.col("count").alias(cell),
        pl.col("fingerprint").alias(f"{cell}_fingerprint"),
        pl.col("sent").alias(f"{cell}_sent"),
    )


def _states(measure: Measure, tally: pl.DataFrame, printed: Periods) -> pl.DataFrame:
    """One row: an outcome state in a quarter or year, now, or without a date; none where it is 0."""
    labels = _period_frame(printed).drop("part", "days_covered", "ended")
    return (
        tally.filter(
            ~pl.col("cell").is_in(["met", "of", "top", "bottom", "took"]),
            pl.col("characteristic") == "all",
            pl.col("period_kind").is_in(["quarter", "year", "now", "no date"]),
            pl.col("count") > 0,
        )
        .join(labels, on=["area", "period_kind", "period_start"], how="left", nulls_equal=True)
        .filter(
            pl.col("period_end").is_not_null() | pl.col("period_kind").is_in(["now", "no date"])
        )
        .select(
            "measure",
            "area",
            "basis",
            "period_kind",
            "period_start",
            "period_end",
            pl.coalesce(
                "period_label",
                pl.when(pl.col("period_kind") == "now")
                .then(pl.lit("Open now"))
                .otherwise(pl.lit("No date")),
            ).alias("period_label"),
            state="cell",
            count="count",
            fingerprint="fingerprint",
        )
    )


def _children(
    children: pl.DataFrame, printed: Periods, tally: pl.DataFrame, members: Sequence[str]
) -> pl.DataFrame:
    """Different children by year. Where counts were sent, nobody knows how many children they are of."""
    sent = tally.filter(pl.col("period_kind") == "year", pl.col("sent") != OWN)
    labels = _period_frame(printed).filter(pl.col("period_kind") == "year")
    rows = children.join(labels, on="period_start", how="inner", suffix="_printed")
    own = rows.filter(pl.col("area") == pl.col("area_printed"))
    partnership = (
        rows.filter(pl.col("area_printed") == PARTNERSHIP, pl.col("area").is_in(list(members)))
        .group_by("measure", "period_start", "period_label", "area_printed", "period_kind")
        .agg(pl.col("children").sum())
    )
    columns = ["measure", "area", "period_kind", "period_start", "period_label", "children"]
    return pl.concat(
        [
            own.select(columns),
            partnership.rename({"area_printed": "area"}).select(columns),
        ]
    ).join(sent, on=["area", "period_start"], how="anti")


LOOKING_BACK = ("re_referral_months", "repeat_plan_months")
"""The conventions that say how many months a measure with history looks back."""


def with_history(
    figures: pl.DataFrame, measures: Iterable[Measure], here: Journeys, members: Sequence[str]
) -> pl.DataFrame:
    """Figures with `history_loaded`: the months that a measure looks back were loaded before the period.

    Where they were not, some of the rows cannot be judged, and those that can are not like the rest:
    a child's first plan is known to be one, an earlier plan of the year before is not. True for
    measures that do not look back; for the partnership, where it is so for all its areas.
    """
    looking = {
        m.id: (m, getattr(here.conventions, name))
        for m in measures
        if isinstance(m, Proportion) and m.history
        for name in LOOKING_BACK
        if name in m.conventions
    }
    periods = figures.filter(pl.col("measure").is_in(list(looking))).select(
        "measure", "area", "period_start"
    )
    untold = [
        (measure, area, start)
        for measure, area, start in periods.unique().iter_rows()
        for own, months in [looking[measure]]
        for of_whom in [members if area == PARTNERSHIP else [area]]
        if not all(
            any(span.first <= months_later(start, -months) and start <= span.last for span in days)
            for days in (here.covered.days(one, own.needs) for one in of_whom)
        )
    ]
    return figures.join(
        pl.DataFrame(untold, schema=periods.schema, orient="row").with_columns(
            history_loaded=pl.lit(False)
        ),
        on=periods.columns,
        how="left",
    ).with_columns(pl.col("history_loaded").fill_null(True))
