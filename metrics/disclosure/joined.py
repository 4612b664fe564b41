"""A release beside all earlier ones: one list of cells and sums, as their readers have them.

A count that stands where it stood before, beside the same total, is the same cell: readers take it for the
same. What was shown stays in sight, what was hidden stays hidden. Where the total changed nobody can tell
which of the hidden counts beside it did: they are cells apart from the old ones. And what a count in a
breakdown rose or fell by since an earlier release is a count of children too, and protected as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from metrics.disclosure.equations import Flags, Problem, not_subtracted, pattern_of
from metrics.disclosure.equations import problem as problem_of
from metrics.disclosure.linked import CELL, Linked, who
from metrics.disclosure.policy import TOTAL, is_small
from metrics.ledger import PLACE, PLACES, Ledger

_TOTAL_OF = ["measure", "basis", "category", "area", "period_kind", "period_start", "cell"]
_DIFFERENCE = pl.lit("difference").hash(2026)


@dataclass(frozen=True, eq=False)
class Joined:
    """The cells of a release and of all before it, in the order of the ledger, new ones last.

    cells      one row: a cell, with `number`, CELL, what it was before, and what this release makes of it
    equations  as the ledger keeps them
    places     where counts have stood, those of this release too
    own        each cell of this release by CELL, with its `number` here
    problem    what is left to protect
    known      cells that readers have already: shown before, published by others, or following from both
    old        how many of the cells the ledger had
    """

    cells: pl.DataFrame
    equations: pl.DataFrame
    places: pl.DataFrame
    own: pl.DataFrame
    problem: Problem
    known: Flags
    old: int

    @property
    def follows(self) -> Flags:
        """New cells whose change follows from those of others: three years, and what nobody prints."""
        stands = self.places.select("at", over="period_kind").filter(
            pl.col("over") != "three_years"
        )
        told = np.zeros(self.cells.height, dtype=np.bool_)
        told[stands["at"].unique().to_numpy()] = True
        return ~told & (np.arange(len(told)) >= self.old)

    @property
    def printable(self) -> Flags:
        """Cells that this release prints, unless it hides them."""
        return self.cells["printed"].to_numpy()

    def as_printed(self, hidden: Flags, withdrawn: Sequence[int]) -> pl.DataFrame:
        """The ledger's cells once this release is out (`ledger.CELLS`)."""
        printed = self.problem.without(withdrawn)
        shown = printed.printed & ~hidden
        return self.cells.select(
            *CELL,
            shown=pl.Series(shown),
            counted=pl.Series(~shown & (printed.lowest > 0)),
            primary=pl.Series(printed.primary),
            tier="tier",
        )


def places_of(figures: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Where the counts of a release stand, but those of nothing: PLACE, CELL, `total` and `table`.

    figures  true counts with `table`; states, those beside the denominators with their `who`
    """
    rest = figures.with_columns(
        rest=pl.col("of") - pl.col("met"),
        rest_fingerprint=pl.col("of_fingerprint") - pl.col("met_fingerprint"),
    )
    counts = pl.concat(
        rest.select(
            *PLACE[:-1],
            "table",
            cell=pl.lit(kind),
            value=kind,
            fingerprint=f"{kind}_fingerprint",
            who=who(kind),
        )
        for kind in ("met", "of", "rest")
    ).filter(pl.col("value") >= 0)
    totals = counts.filter(pl.col("characteristic") == TOTAL).select(*_TOTAL_OF, total="value")
    beside = states.filter(~pl.col("period_kind").is_in(["now", "no date"])).select(
        "measure",
        "basis",
        pl.lit("").alias("category"),
        pl.lit(TOTAL).alias("characteristic"),
        pl.lit(TOTAL).alias("group"),
        "area",
        "period_kind",
        "period_start",
        pl.lit(-1, dtype=pl.Int64).alias("table"),
        cell="state",
        value="count",
        fingerprint="fingerprint",
        who="who",
        total="count",
    )
    stands = counts.filter(pl.col("value") > 0).join(totals, on=_TOTAL_OF, how="left")
    return pl.concat([stands, beside.select(stands.columns)])


def beyond_hiding(places: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Tables to leave out whole, by `table`: a group that is now all of its total was not so before.

    What it rose or fell by since would follow from the totals and from the zeros beside it.
    """
    whole = pl.col("value") == pl.col("total")
    was_whole = pl.col("value_old") == pl.col("total_old")
    return _near(_again(places, ledger)).filter(whole, ~was_whole).select("table").unique()


def joined(own: Linked, places: pl.DataFrame, ledger: Ledger, known: pl.DataFrame) -> Joined:
    """This release's cells and sums among those of the ledger.

    own     what `linked` gives; places  what `places_of` gives
    known   counts of these places that others have published: PLACE and value
    """
    again = _again(places, ledger)
    numbered, same = _numbered(own, again, ledger)
    number = numbered.select(*CELL, "number")
    again = again.join(number, on=CELL)
    published = places.join(known, on=[*PLACE, "value"], how="semi").join(number, on=CELL)
    cells = _with_fate(numbered, own.cells, _held(again, ledger), published["number"], ledger)
    rises, of_rises = _differences(again, cells, ledger)
    cells = pl.concat([cells, rises])
    terms = own.equations.join(numbered.select("cell", "number"), on="cell")
    equations = _once(
        [ledger.equations, terms.drop("cell").rename({"number": "cell"}), same, of_rises]
    )
    stands = places.join(number, on=CELL).rename({"number": "at"}).select(list(PLACES))
    return Joined(
        cells,
        equations,
        pl.concat([ledger.places, stands]).unique(maintain_order=True),
        number,
        *_problem(cells, equations),
        ledger.cells.height,
    )


def _again(places: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Counts in places where earlier releases had one: each beside its `value_old`, `total_old` and `at`."""
    return places.join(
        ledger.places, on=list(PLACE), suffix="_old", nulls_equal=True, maintain_order="left"
    )


def _same_value() -> pl.Expr:
    return pl.col("value") == pl.col("value_old")


def _same_total() -> pl.Expr:
    return pl.col("total").eq_missing(pl.col("total_old"))


def _numbered(
    own: Linked, again: pl.DataFrame, ledger: Ledger
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """This release's cells (`cell`, CELL) with their `number` in the ledger, and sums that say two are one.

    A cell of the same rows as an old one is that one, but where it stands beside another total than before;
    then what is not printed beside it is apart as well.
    """
    old = ledger.cells.select(CELL).with_row_index("old").with_columns(pl.col("old").cast(pl.Int64))
    unchanged = (
        again.filter(_same_value(), _same_total())
        .group_by(CELL, maintain_order=True)
        .agg(pl.col("at").unique(maintain_order=True))
    )
    beside_another = again.filter(_same_value(), ~_same_total()).select(CELL).unique()
    cells = (
        own.cells.select("cell", *CELL, "printed")
        .join(unchanged, on=CELL, how="left", maintain_order="left")
        .join(old, on=CELL, how="left", maintain_order="left")
        .join(
            beside_another.with_columns(apart=pl.lit(True)),
            on=CELL,
            how="left",
            maintain_order="left",
        )
        .with_columns(apart=pl.col("apart").fill_null(False) & pl.col("at").is_null())
    )
    near = own.equations.join(cells.filter("apart").select("cell"), on="cell").select("equation")
    beside = own.equations.join(near.unique(), on="equation", how="semi")["cell"].unique()
    left_over = ~pl.col("printed") & pl.col("at").is_null() & pl.col("cell").is_in(beside.implode())
    found = cells.with_columns(
        number=pl.coalesce(
            pl.col("at").list.first(), pl.when(~pl.col("apart") & ~left_over).then("old")
        )
    )
    new = pl.col("number").is_null()
    # A cell apart from an old one of the same rows needs a name of its own.
    found = found.with_columns(
        number=pl.coalesce("number", ledger.cells.height - 1 + new.cum_sum().cast(pl.Int64)),
        called=pl.when(new & pl.col("old").is_not_null())
        .then(pl.col("who").hash(len(ledger.releases)))
        .otherwise("who"),
    )
    several = found.filter(pl.col("at").list.len() > 1).explode("at")
    several = several.filter(pl.col("at") != pl.col("number")).with_row_index("equation")
    same = pl.concat(
        several.select("equation", cell=name, coefficient=pl.lit(sign))
        for name, sign in (("number", 1), ("at", -1))
    )
    return found.select("cell", *CELL, "number", "called"), same


def _held(again: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Counts that stand where the same stood beside another total, by `number`, and if it was shown then."""
    fate = ledger.cells.select("shown", "counted").with_row_index("at")
    return (
        again.filter(_same_value(), ~_same_total())
        .join(fate.with_columns(pl.col("at").cast(pl.Int64)), on="at")
        .group_by("number")
        .agg(held_shown=pl.col("shown").any(), held_hidden=pl.col("counted").any())
    )


def _with_fate(
    numbered: pl.DataFrame,
    own: pl.DataFrame,
    held: pl.DataFrame,
    published: pl.Series,
    ledger: Ledger,
) -> pl.DataFrame:
    """Every cell, by number, with what is settled of it.

    known     readers have it already; kept  hidden before, so hidden again; given_away  both: others
              published it since
    in_sight  shown before beside another total: not to be hidden to protect another
    """
    here = numbered.join(own.drop(CELL), on="cell")
    old = ledger.cells.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    new = here.filter(pl.col("number") >= ledger.cells.height).select(
        "number",
        "fingerprint",
        "value",
        who="called",
        shown=pl.lit(False),
        counted=pl.lit(False),
        primary=pl.lit(False),
        tier=pl.col("tier").cast(pl.Int64),
    )
    made = here.group_by("number").agg(
        pl.col("printed").any(),
        own_primary=pl.col("primary").any(),
        cost=pl.col("cost").max(),
        table=pl.col("table").max(),
        own_tier=pl.col("tier").cast(pl.Int64).min(),
    )
    known = pl.col("shown") | pl.col("number").is_in(published.implode())
    hidden_before = pl.col("counted") | (
        (pl.col("number") >= ledger.cells.height)
        & pl.col("held_hidden").fill_null(False)
        & ~pl.col("held_shown").fill_null(False)
    )
    return (
        pl.concat([old.select(new.columns), new])
        .join(made, on="number", how="left", maintain_order="left")
        .join(held, on="number", how="left", maintain_order="left")
        .with_columns(
            known=known,
            kept=hidden_before & ~known,
            given_away=hidden_before & known,
            primary=(pl.col("primary") | pl.col("own_primary").fill_null(False)) & ~known,
        )
        .select(
            "number",
            *CELL,
            "known",
            "kept",
            "given_away",
            "primary",
            shown_before="shown",
            printed=pl.col("printed").fill_null(False),
            in_sight=pl.col("held_shown").fill_null(False) & ~pl.col("primary"),
            cost=pl.col("cost").fill_null(0.0),
            table=pl.col("table").fill_null(-1),
            tier=pl.min_horizontal("tier", "own_tier"),
        )
    )


def _near(again: pl.DataFrame) -> pl.DataFrame:
    """Counts in breakdowns that differ by 1 to 5 from what they were in an earlier release."""
    by = (pl.col("value") - pl.col("value_old")).abs()
    return again.filter(pl.col("characteristic") != TOTAL, is_small(by))


def _differences(
    again: pl.DataFrame, cells: pl.DataFrame, ledger: Ledger
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What counts in breakdowns rose or fell by, where that is 1 to 5 children, and the sums they stand in.

    Readers are taken to know which of the two counts is the larger.
    """
    # A group that is all of its total differs by what the total does, and totals are printed. And what two
    # old counts differ by follows from the old releases, or does not: this one adds nothing to it.
    near = (
        _near(again)
        .filter(pl.col("value") != pl.col("total"), pl.col("number") >= ledger.cells.height)
        .unique(["number", "at"])
    )
    rose = pl.col("value") > pl.col("value_old")
    found = near.select(
        "table",
        larger=pl.when(rose).then("number").otherwise("at"),
        smaller=pl.when(rose).then("at").otherwise("number"),
        value=(pl.col("value") - pl.col("value_old")).abs(),
    ).with_columns(
        fingerprint=pl.concat_str("larger", "smaller", separator=" - ").hash(2026), who=_DIFFERENCE
    )
    found = (
        found.join(cells.select(CELL), on=CELL, how="anti")
        .sort("larger", "smaller")
        .with_row_index("number", offset=cells.height)
        .with_columns(pl.col("number").cast(pl.Int64))
    )
    sums = pl.concat(
        found.select(equation="number", cell=name, coefficient=pl.lit(sign, dtype=pl.Int64))
        for name, sign in (("larger", -1), ("smaller", 1), ("number", 1))
    )
    rises = found.select(
        "number",
        *CELL,
        known=pl.lit(False),
        kept=pl.lit(False),
        given_away=pl.lit(False),
        primary=pl.lit(True),
        shown_before=pl.lit(False),
        printed=pl.lit(False),
        in_sight=pl.lit(False),
        cost=pl.lit(0.0),
        table="table",
        tier=pl.lit(1, dtype=pl.Int64),
    )
    return rises, sums


def _once(every: list[pl.DataFrame]) -> pl.DataFrame:
    """All these sums, each once, numbered in order; terms of the same cell added."""
    terms = (
        pl.concat(
            frame.select(
                pl.lit(number).alias("from"),
                pl.col("equation", "cell", "coefficient").cast(pl.Int64),
            )
            for number, frame in enumerate(every)
        )
        .group_by("from", "equation", "cell", maintain_order=True)
        .agg(pl.col("coefficient").sum())
        .filter(pl.col("coefficient") != 0)
    )
    said = terms.group_by("from", "equation", maintain_order=True).agg(
        says=pl.struct("cell", "coefficient").hash(2026).sum(), terms=pl.len()
    )
    first = said.unique(["says", "terms"], keep="first", maintain_order=True)
    return (
        terms.join(first.with_row_index("once"), on=["from", "equation"])
        .sort("once", "cell")
        .select(pl.col("once").cast(pl.Int64).alias("equation"), "cell", "coefficient")
    )


def _problem(cells: pl.DataFrame, equations: pl.DataFrame) -> tuple[Problem, Flags]:
    """What is left to protect, and what readers have: what follows from what they have, they have too."""
    unknown = ~cells["known"].to_numpy()
    told = equations.filter(
        pl.col("cell").is_in(cells.filter(~pl.col("known"))["number"].implode())
    )
    sums = equations.join(told.select("equation").unique(), on="equation", how="semi").with_columns(
        equation=pl.col("equation").rank("dense").cast(pl.Int64) - 1
    )
    of_sums = problem_of(
        cells.with_columns(printed=False, primary=False, cost=0.0, table=-1), sums
    ).equations
    left = not_subtracted(pattern_of(of_sums), unknown)
    known = pl.Series(~left)
    kept = cells["kept"] & ~known
    found = problem_of(
        cells.with_columns(
            printed=known | (cells["printed"] & ~kept),
            primary=cells["primary"] & ~known,
            cost=pl.when(known | cells["in_sight"]).then(np.inf).otherwise("cost"),
            table=pl.when(known).then(-1).otherwise("table"),
        ),
        sums,
    )
    return replace(found, withdrawn=kept.to_numpy()), known.to_numpy()
