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
from scipy import sparse

from metrics.disclosure.equations import Flags, Problem, Sums, not_subtracted, pattern_of
from metrics.disclosure.equations import problem as problem_of
from metrics.disclosure.linked import CELL, Linked, fingerprint, who
from metrics.disclosure.policy import DFE_LOCAL, TOTAL, Policy, is_small
from metrics.ledger import PLACE, PLACES, Ledger

_TOTAL_OF = ["measure", "basis", "category", "area", "period_kind", "period_start", "cell"]
STEPS_TO_A_BREAKDOWN = 3
"""Sums between a count that stands nowhere and the breakdowns that `cover` measures it by."""
_DIFFERENCE = pl.lit("difference").hash(2026)


@dataclass(frozen=True, eq=False)
class Joined:
    """The cells of a release and of all before it, in the order of the ledger, new ones last.

    cells      one row: a cell, with `number`, CELL, what it was before, and what this release makes of it
    equations  as the ledger keeps them
    places     where counts have stood, those of this release too, with the `table` of these
    own        each cell of this release by CELL, with its `number` here
    problem    what is left to protect
    closed     tables that were withdrawn before and stay so
    old        how many of the cells the ledger had
    """

    cells: pl.DataFrame
    equations: pl.DataFrame
    places: pl.DataFrame
    own: pl.DataFrame
    problem: Problem
    closed: tuple[int, ...]
    old: int

    @property
    def known(self) -> Flags:
        """Cells that readers have already: shown before, or published by others."""
        return self.cells["known"].to_numpy()

    @property
    def unsaid(self) -> Flags:
        """Cells that readers have from others alone, and that are not printed for all that."""
        return self.cells["unsaid"].to_numpy()

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
        shown = printed.printed & ~hidden & ~self.unsaid
        return self.cells.select(
            *CELL,
            shown=pl.Series(shown),
            counted=pl.Series(~shown & (printed.lowest > 0)),
            primary=pl.Series(printed.primary),
            tier="tier",
        )

    def as_placed(self, withdrawn: Sequence[int]) -> pl.DataFrame:
        """The ledger's places once this release is out (`ledger.PLACES`)."""
        now = pl.col("table").is_in(list(withdrawn))
        return self.places.with_columns(pl.col("withdrawn").fill_null(now)).select(list(PLACES))


def places_of(figures: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Where the counts of a release stand: PLACE, CELL, `total` and `table`.

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
            fingerprint=fingerprint(kind),
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
    stands = counts.join(totals, on=_TOTAL_OF, how="left").filter(
        (pl.col("value") > 0) | ((pl.col("characteristic") != TOTAL) & (pl.col("total") > 0))
    )
    return pl.concat([stands, beside.select(stands.columns)])


def joined(
    own: Linked,
    places: pl.DataFrame,
    ledger: Ledger,
    known: pl.DataFrame,
    policy: Policy = DFE_LOCAL,
) -> Joined:
    """This release's cells and sums among those of the ledger.

    own     what `linked` gives; places  what `places_of` gives
    known   counts of these places that others have published: PLACE and value
    """
    again = _again(places, ledger)
    numbered, same = _numbered(own, again, ledger)
    number = numbered.select(*CELL, "number")
    again = again.join(number, on=CELL)
    published = places.join(known, on=[*PLACE, "value"], how="semi").join(number, on=CELL)
    terms = own.equations.join(numbered.select("cell", "number"), on="cell").select(
        "equation", "coefficient", cell="number"
    )
    cells = _with_fate(numbered, own.cells, _held(again, ledger), ledger)
    cells = _with_published(cells, published["number"].unique(), terms, ledger)
    rises, of_rises = _differences(again, cells, ledger, policy)
    cells = pl.concat([cells, rises])
    equations = _once([ledger.equations, terms, same, of_rises])
    stands = _placed(places.join(number, on=CELL).rename({"number": "at"}), ledger)
    problem = _problem(cells, equations)
    return Joined(
        cells,
        equations,
        stands,
        number,
        replace(
            problem,
            largest_hidden=policy.smallest_shown - 1,
            breakdowns=_breakdowns(stands, problem.equations),
        ),
        _closed(again),
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
    old = _by_name(own, ledger)
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
        .then(_apart_since(len(ledger.releases)))
        .otherwise("who"),
    )
    several = found.filter(pl.col("at").list.len() > 1).explode("at")
    several = several.filter(pl.col("at") != pl.col("number")).with_row_index("equation")
    same = pl.concat(
        several.select("equation", cell=name, coefficient=pl.lit(sign))
        for name, sign in (("number", 1), ("at", -1))
    )
    return found.select("cell", *CELL, "number", "called"), same


def _apart_since(release: int) -> pl.Expr:
    """The name of a cell apart from an old one of the same rows, made in the release of this number."""
    return pl.col("who").hash(release)


def _by_name(own: Linked, ledger: Ledger) -> pl.DataFrame:
    """The newest cell of the ledger, `old`, of the rows of each of this release's cells (CELL)."""
    held = ledger.cells.select(*CELL[:2], named="who").with_row_index("old")
    names = [pl.col("who"), *(_apart_since(one) for one in range(len(ledger.releases)))]
    called = pl.concat(own.cells.select(*CELL, named=name) for name in names)
    return (
        called.join(held, on=[*CELL[:2], "named"])
        .group_by(CELL, maintain_order=True)
        .agg(pl.col("old").max().cast(pl.Int64))
    )


def _held(again: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Counts that stand where the same stood beside another total, by `number`, and if it was shown then."""
    fate = ledger.cells.select("shown", "counted").with_row_index("at")
    return (
        again.filter(_same_value(), ~_same_total())
        .join(fate.with_columns(pl.col("at").cast(pl.Int64)), on="at")
        .group_by("number")
        .agg(held_shown=pl.col("shown").any(), held_hidden=pl.col("counted").any())
    )


def _placed(stands: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Where counts have stood, each once: those of the ledger first, then the new ones with their `table`."""
    places = [name for name in PLACES if name != "withdrawn"]
    new = stands.select(*places, "table", withdrawn=pl.lit(None, dtype=pl.Boolean))
    old = ledger.places.with_columns(table=pl.lit(-1, dtype=pl.Int64)).select(new.columns)
    return pl.concat([old, new]).unique(places, keep="first", maintain_order=True)


def _breakdowns(stands: pl.DataFrame, sums: Sums) -> Sums:
    """Which measure by which characteristic each cell stands in, cells x breakdowns.

    What stands nowhere (children late, what groups leave over) is in those of the counts near it by sums.
    Counts near none of them (different children, by year) are one breakdown.
    """
    number = pl.struct("measure", "characteristic").rank("dense").cast(pl.Int64) - 1
    pairs = stands.select("at", breakdown=number).unique(maintain_order=True)
    row, column = (pairs[name].to_numpy() for name in ("at", "breakdown"))
    shape = (sums.shape[1], int(column.max(initial=-1)) + 1)
    inside = sparse.csr_array((np.ones(len(row), dtype=np.int64), (row, column)), shape=shape)
    pattern = pattern_of(sums)
    for _ in range(STEPS_TO_A_BREAKDOWN):
        nowhere = np.diff(inside.indptr) == 0
        beside = sparse.csr_array(pattern.T @ (pattern @ inside)).multiply(nowhere[:, None])
        inside = pattern_of(inside + sparse.csr_array(beside))
    nowhere = sparse.csr_array((np.diff(inside.indptr) == 0).astype(np.int64)[:, None])
    return sparse.hstack([inside, nowhere], format="csr")


def _closed(again: pl.DataFrame) -> tuple[int, ...]:
    """Tables in which a count stands that was withdrawn when it last stood beside the same total."""
    closed = again.filter(_same_value(), _same_total(), "withdrawn")
    return tuple(closed["table"].unique().sort())


def _with_fate(
    numbered: pl.DataFrame,
    own: pl.DataFrame,
    held: pl.DataFrame,
    ledger: Ledger,
) -> pl.DataFrame:
    """Every cell, by number, with what is settled of it.

    known     readers have it already; kept  hidden before, so hidden again; given_away  hidden before,
              and published by others since; unsaid  that, or 1 to 5: known and not printed for all that
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
    known = pl.col("shown")
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
            given_away=pl.lit(False),
            unsaid=pl.lit(False),
            primary=(pl.col("primary") | pl.col("own_primary").fill_null(False)) & ~known,
        )
        .select(
            "number",
            *CELL,
            "known",
            "kept",
            "given_away",
            "unsaid",
            "primary",
            shown_before="shown",
            printed=pl.col("printed").fill_null(False),
            in_sight=pl.col("held_shown").fill_null(False) & ~pl.col("primary"),
            cost=pl.col("cost").fill_null(0.0),
            table=pl.col("table").fill_null(-1),
            tier=pl.min_horizontal("tier", "own_tier"),
        )
    )


def _differences(
    again: pl.DataFrame, cells: pl.DataFrame, ledger: Ledger, policy: Policy
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What counts in breakdowns rose or fell by, where that is 1 to 5 children, and the sums they stand in.

    Readers are taken to know which of the two counts is the larger.
    """
    by = (pl.col("value") - pl.col("value_old")).abs()
    # A group that is all of its total differs by what the total does, and totals are printed.
    all_of_it = (pl.col("value") == pl.col("total")) & (pl.col("value_old") == pl.col("total_old"))
    near = again.filter(
        pl.col("characteristic") != TOTAL,
        is_small(by, policy),
        pl.min_horizontal("value", "value_old") > 0,
        ~all_of_it,
        # What two old counts differ by followed from the old releases, or did not.
        pl.col("number") >= ledger.cells.height,
    ).unique(["number", "at"])
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
        unsaid=pl.lit(False),
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


def _with_published(
    cells: pl.DataFrame, published: pl.Series, terms: pl.DataFrame, ledger: Ledger
) -> pl.DataFrame:
    """The cells, with what others have published known, and what follows from it and the old releases.

    Not what follows together with counts of this release: of those nobody knows before it is out.
    """
    if published.is_empty():
        return cells
    told = np.zeros(cells.height, dtype=np.bool_)
    told[published.to_numpy()] = True
    old = cells["known"].to_numpy() | told
    known = pl.Series(_followed(old, ledger.equations) | _followed(told, terms))
    return cells.with_columns(
        given_away=pl.col("kept") & known,
        unsaid=(pl.col("kept") | pl.col("primary")) & known,
        kept=pl.col("kept") & ~known,
        known=pl.col("known") | known,
        primary=pl.col("primary") & ~known,
    )


def _followed(known: Flags, terms: pl.DataFrame) -> Flags:
    """What is known, and what plain subtraction in these sums gives from it."""
    if terms.is_empty():
        return known
    rows = (terms["equation"].rank("dense") - 1).cast(pl.Int64).to_numpy()
    shape = (int(rows.max()) + 1, len(known))
    ones = np.ones(len(rows), dtype=np.int64)
    pattern = pattern_of(sparse.csr_array((ones, (rows, terms["cell"].to_numpy())), shape=shape))
    return ~not_subtracted(pattern, ~known)


def _problem(cells: pl.DataFrame, equations: pl.DataFrame) -> Problem:
    """What is left to protect; sums of nothing but what readers have say nothing new."""
    open_ones = cells.filter(~pl.col("known"))["number"].implode()
    told = equations.filter(pl.col("cell").is_in(open_ones)).select("equation").unique()
    sums = equations.join(told, on="equation", how="semi").with_columns(
        equation=pl.col("equation").rank("dense").cast(pl.Int64) - 1
    )
    known = pl.col("known")
    found = problem_of(
        cells.with_columns(
            printed=known | (pl.col("printed") & ~pl.col("kept")),
            cost=pl.when(known | pl.col("in_sight")).then(np.inf).otherwise("cost"),
            table=pl.when(known).then(-1).otherwise("table"),
        ),
        sums,
    )
    return replace(found, withdrawn=cells["kept"].to_numpy())
