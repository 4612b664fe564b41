"""Sums between different measures, as cells of a release.

Declared sums (metrics.measures.identities) are used wherever they are true of the counts: dates that
contradict each other can break one, and then it tells nothing for certain. What is untrue of a year can be
true of three years by chance, and of the partnership what is untrue of its areas: no reader can know that.
"""

import polars as pl

from metrics.areas import PARTNERSHIP
from metrics.measure import Identity, Term
from metrics.measures.identities import IDENTITIES

_PLACE = ["characteristic", "group", "area", "period_kind", "period_start"]
_TABLE = ["characteristic", "area", "period_kind", "period_start"]

_TERM = {
    "fingerprint": pl.UInt64,
    "value": pl.Int64,
    "who": pl.UInt64,
    "coefficient": pl.Int64,
    "sum": pl.String,
}


def identities(figures: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """One row: a count in a sum between measures: sum, fingerprint, value, who, coefficient.

    figures  counts one row each, zeros too: cell ("met", "of"), value, fingerprint, who and its place
    states   the same of states, `cell` their name
    """
    counted = set(figures["measure"]) | set(states["measure"])
    found = [
        pl.DataFrame(schema=_TERM),
        *(
            _of_kind(f"identity {number} {kind}", identity, kind, figures, states)
            for number, identity in enumerate(IDENTITIES)
            for kind in identity.kinds
            # Of three years it follows from the years, where it is true of them.
            if kind != "three_years" and counted.issuperset(_of_figures(identity))
        ),
    ]
    return pl.concat(found)


def _of_figures(identity: Identity) -> list[str]:
    """The measures without whose figures the sum tells nothing. A state that nobody is in has no row."""
    return [term.measure for term in identity.terms if term.cell in ("met", "of")]


def _of_kind(
    name: str, identity: Identity, kind: str, figures: pl.DataFrame, states: pl.DataFrame
) -> pl.DataFrame:
    terms = pl.concat(
        _counts(term, kind, figures, states).with_columns(term=number)
        for number, term in enumerate(identity.terms)
    ).filter(
        pl.lit(identity.groups) | (pl.col("characteristic") == "all"),
        ~pl.col("characteristic").is_in(identity.without),
    )
    figures_of = {n for n, t in enumerate(identity.terms) if t.cell in ("met", "of")}
    wanted = figures_of or set(range(len(identity.terms)))
    # Where a table lists its groups, one that it does not list is known to have nobody.
    tables = terms.filter(pl.col("term").is_in(wanted)).select(*_TABLE, "term").unique()
    whole = tables.group_by(_TABLE).len().filter(pl.col("len") == len(wanted)).select(_TABLE)
    known = (
        terms.join(whole, on=_TABLE, how="semi")
        .group_by(_PLACE)
        .agg(left=(pl.col("coefficient") * pl.col("value")).sum())
    )
    untrue = known.filter(pl.col("left") != 0, pl.col("area") != PARTNERSHIP)
    of_all = [name for name in _PLACE if name != "area"]
    holds = known.filter(pl.col("left") == 0)
    holds = pl.concat(
        [
            holds.filter(pl.col("area") != PARTNERSHIP),
            holds.filter(pl.col("area") == PARTNERSHIP).join(untrue, on=of_all, how="anti"),
        ]
    )
    return terms.join(holds, on=_PLACE, how="semi").select(
        "fingerprint",
        "value",
        "who",
        "coefficient",
        sum=pl.concat_str(pl.lit(name), *_PLACE, separator="|"),
    )


def _counts(term: Term, kind: str, figures: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    counts = figures if term.cell in ("met", "of") else states
    rows = counts.filter(
        pl.col("measure") == term.measure,
        pl.col("cell") == term.cell,
        pl.col("basis") == term.basis,
        pl.col("period_kind") == kind,
    )
    if term.of is not None:
        characteristic, code = term.of
        rows = rows.filter(
            pl.col("characteristic") == characteristic, pl.col("group") == code
        ).with_columns(characteristic=pl.lit("all"), group=pl.lit("all"))
    if term.earlier:
        later = "1y" if kind == "year" else "3mo"
        rows = rows.with_columns(pl.col("period_start").dt.offset_by(later))
    # The categories of a share have one denominator.
    return rows.unique([*_PLACE, "fingerprint"], maintain_order=True).select(
        *_PLACE,
        "fingerprint",
        "value",
        "who",
        coefficient=pl.lit(term.coefficient, dtype=pl.Int64),
    )
