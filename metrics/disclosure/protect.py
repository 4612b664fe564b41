"""The only door: true counts in, figures with hidden counts out, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from data.problems import UserError
from metrics.disclosure import attack, cover
from metrics.disclosure.equations import problem
from metrics.disclosure.linked import PLACE_OF_CHILDREN, WHO_OF_A_STATE, linked, who
from metrics.disclosure.policy import TOTAL, Level, is_small
from metrics.measure import Measure

PROTECTED = "protected"
TOO_FEW = "too few to break down"

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Protected:
    """Counts that may leave: hidden ones are null and their `reason` says so.

    audit  what the independent attack on the whole release found; kept in the manifest
    """

    figures: pl.DataFrame
    states: pl.DataFrame
    children: pl.DataFrame
    audit: dict[str, object]


class NotProtectedError(UserError):
    """The audit could work out a protected count: nothing may be printed."""


def protect(
    figures: pl.DataFrame,
    states: pl.DataFrame,
    children: pl.DataFrame,
    measures: Sequence[Measure],
    progress: Progress | None = None,
    apart: Sequence[str] = (),
    level: Level = "exact",
) -> Protected:
    """Hide every count of 1 to 5 children, and what else an attacker needs to work one out.

    figures   one row a figure with true counts and fingerprints (figures.counted)
    states, children  true counts printed beside them
    apart     areas that are printed and no part of the partnership's sums
    level     what a reader must not be able to do to a hidden count (policy.Level)
    Raises NotProtectedError where the audit finds a protected count that can be worked out.
    """
    of_people = {measure.id for measure in measures if measure.of != "nobody"}
    # Counts of meetings, returns and money are printed as they are, and no sum ties them to a child.
    ours, others = (
        [frame.filter(pl.col("measure").is_in(of_people) == people) for frame in (figures, states)]
        for people in (True, False)
    )
    figures, states = _with_tables(ours[0], of_people), ours[1]
    counts = linked(figures, states, children, measures, apart)
    told = _share_of(progress, "Protecting small counts")
    whole = problem(counts.cells, counts.equations)
    found = cover.hide(whole, told, level)
    report = attack.audit(whole.without(found.withdrawn), found.hidden, level)
    if not report.passed:
        raise NotProtectedError(
            "The audit could work out a protected count, so no release was made.\n"
            "Nothing was printed. This is a fault of ours: please report it with this text."
        )
    unknown = found.hidden | np.isin(whole.table, found.withdrawn)
    hidden = counts.cells.select("fingerprint", "value", "who", hidden=pl.Series(unknown))
    return Protected(
        figures=_and_others(_hidden_figures(figures, hidden, list(found.withdrawn)), others[0]),
        states=_and_others(
            _hidden_counts(states.with_columns(who=WHO_OF_A_STATE), hidden, "count"), others[1]
        ),
        children=_hidden_children(children, hidden),
        audit={
            "passed": report.passed,
            "level": report.level,
            "cells": len(whole.value),
            "sums": int(whole.equations.shape[0]),
            "protected": int(whole.primary.sum()),
            "hidden": int(found.hidden.sum()),
            "tables_withdrawn": len(found.withdrawn),
            "groups": found.pieces,
            "groups_proven_cheapest": found.proven,
            "narrowest": report.narrowest,
        },
    )


def _and_others(ours: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """What is protected, and what need not be, in the same columns."""
    reason = pl.lit(None, dtype=pl.String).alias("reason")
    return pl.concat([ours, others.with_columns(reason).select(ours.columns)])


_TABLE = ["measure", "basis", "category", "area", "period_kind", "period_start"]


def _with_tables(figures: pl.DataFrame, of_people: set[str]) -> pl.DataFrame:
    """Figures with the number of their small `table`, which is withdrawn whole if it must be.

    whole_of_total    a group of all the children of a total: what is left over of it is left over of
                      the total, and stands under the rule of totals
    of_a_small_total  groups of a total of 1 to 5: it is hidden with all its groups, zeros too. Groups of
                      one child each, beside zeros that are shown, would count it.
    """
    group = pl.col("characteristic") != TOTAL
    small = (
        figures.filter(~group, pl.col("measure").is_in(of_people))
        .filter(is_small(pl.col("met")) | is_small(pl.col("of")))
        .select(*_TABLE, small=pl.lit(True))
    )
    number = pl.struct("characteristic", *_TABLE).rank("dense").cast(pl.Int64)
    totals = figures.filter(~group).select(
        *_TABLE,
        total_met="met_fingerprint",
        total_of="of_fingerprint",
    )
    same = (pl.col("met_fingerprint") == pl.col("total_met")) & (
        pl.col("of_fingerprint") == pl.col("total_of")
    )
    return (
        figures.join(small, on=_TABLE, how="left")
        .join(totals, on=_TABLE, how="left")
        .with_columns(
            whole_of_total=same.fill_null(False),
            table=pl.when(group).then(number).otherwise(pl.lit(-1, dtype=pl.Int64)),
            of_a_small_total=group & pl.col("small").fill_null(False),
        )
        .drop("small", "total_met", "total_of")
    )


def _share_of(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, of: progress(what, done / max(of, 1))


def _hidden_figures(
    figures: pl.DataFrame, hidden: pl.DataFrame, withdrawn: list[int]
) -> pl.DataFrame:
    for cell in ("met", "of"):
        names = {"fingerprint": f"{cell}_fingerprint", "value": cell, "hidden": f"{cell}_hidden"}
        figures = (
            figures.with_columns(who=who(cell))
            .join(hidden.rename(names), on=[f"{cell}_fingerprint", cell, "who"], how="left")
            .with_columns(pl.col(f"{cell}_hidden").fill_null(False))
            .drop("who")
        )
    gone = pl.col("table").is_in(withdrawn) | pl.col("of_a_small_total")
    either = pl.col("met_hidden") | pl.col("of_hidden")
    return figures.with_columns(
        met=pl.when(~pl.col("met_hidden") & ~gone).then("met"),
        of=pl.when(~pl.col("of_hidden") & ~gone).then("of"),
        reason=pl.when(gone)
        .then(pl.lit(TOO_FEW))
        .when(either)
        .then(pl.lit(PROTECTED))
        .otherwise(pl.lit(None, dtype=pl.String)),
    ).drop(
        "whole_of_total",
        "met_hidden",
        "of_hidden",
        "table",
        "of_a_small_total",
        "met_fingerprint",
        "of_fingerprint",
    )


def _hidden_counts(counts: pl.DataFrame, hidden: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        counts.join(hidden.rename({"value": name}), on=["fingerprint", name, "who"], how="left")
        .with_columns(pl.col("hidden").fill_null(False))
        .with_columns(
            pl.when(~pl.col("hidden")).then(name).alias(name),
            reason=pl.when("hidden").then(pl.lit(PROTECTED)),
        )
        .drop("hidden", "fingerprint", "who")
    )


def _hidden_children(children: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    named = children.with_columns(fingerprint=PLACE_OF_CHILDREN, who=pl.lit(0, dtype=pl.UInt64))
    return _hidden_counts(named, hidden, "children")
