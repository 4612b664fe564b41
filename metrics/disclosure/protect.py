"""The only door: true counts in, figures with hidden counts out, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy import sparse

from data.problems import UserError
from metrics.disclosure import attack, carried, cover, witnesses
from metrics.disclosure.cover import Cover
from metrics.disclosure.equations import Problem, Sums, not_subtracted, pattern_of
from metrics.disclosure.joined import Joined, joined, places_of
from metrics.disclosure.linked import (
    CELL,
    PLACE_OF_CHILDREN,
    WHO_OF_A_STATE,
    fingerprint,
    linked,
    who,
)
from metrics.disclosure.policy import DFE_LOCAL, TOTAL, Policy, is_small
from metrics.ledger import EMPTY, NOTHING_PUBLISHED, Ledger
from metrics.measure import Measure

PROTECTED = "protected"
TOO_FEW = "too few to break down"

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Protected:
    """Counts that may leave: hidden ones are null and their `reason` says so.

    policy  how they are printed
    audit   what the independent attack on the whole release found; kept in the manifest
    ledger  what its readers know from it and from all releases before; kept on the analyst's side
    """

    figures: pl.DataFrame
    states: pl.DataFrame
    children: pl.DataFrame
    policy: Policy
    audit: dict[str, object]
    ledger: Ledger


class NotProtectedError(UserError):
    """The audit could work out a protected count: nothing may be printed."""


def protect(
    figures: pl.DataFrame,
    states: pl.DataFrame,
    children: pl.DataFrame,
    measures: Sequence[Measure],
    progress: Progress | None = None,
    apart: Sequence[str] = (),
    ledger: Ledger = EMPTY,
    known: pl.DataFrame = NOTHING_PUBLISHED,
    policy: Policy = DFE_LOCAL,
) -> Protected:
    """Hide every small count of children, and what else an attacker needs to work one out.

    figures   one row a figure with true counts and fingerprints (figures.counted)
    states, children  true counts printed beside them
    apart     areas that are printed and no part of the partnership's sums
    ledger    what earlier releases showed and hid
    known     counts that others have published (ledger.PUBLISHED)
    Raises NotProtectedError where the audit finds a protected count that can be worked out.
    """
    of_people = {measure.id for measure in measures if measure.of != "nobody"}
    # Counts of meetings, returns and money are printed as they are, and no sum ties them to a child.
    ours, others = (
        [frame.filter(pl.col("measure").is_in(of_people) == people) for frame in (figures, states)]
        for people in (True, False)
    )
    figures, states = (
        with_tables(ours[0], of_people, policy),
        ours[1].with_columns(who=WHO_OF_A_STATE),
    )
    stands = places_of(figures, states)
    counts = linked(figures, states, children, measures, apart, policy)
    whole = joined(counts, stands, ledger, known, policy)
    found, report, moves = _hidden(whole, ledger, policy, progress)
    unknown = whole.problem.without(found.withdrawn).unknown(found.hidden) | whole.unsaid
    number = whole.own["number"]
    seen = whole.own.select(
        *CELL,
        hidden=pl.Series(unknown).gather(number),
        shown_before=whole.cells["shown_before"].gather(number),
    )
    shown = _hidden_figures(figures, seen, list(found.withdrawn))
    beside, different = _hidden_counts(states, seen, "count"), _hidden_children(children, seen)
    return Protected(
        figures=_and_others(_as_shown(shown, policy, "met", "of"), others[0]),
        states=_and_others(_as_shown(beside, policy, "count"), others[1]),
        children=_as_shown(different, policy, "children"),
        policy=policy,
        audit={
            "passed": report.passed,
            "level": report.level,
            "cells": report.cells,
            "sums": report.equations,
            "protected": report.protected,
            "hidden": int((unknown & whole.printable).sum()),
            "tables_withdrawn": len(found.withdrawn),
            "groups": found.pieces,
            "groups_proven_cheapest": found.proven,
            "narrowest": report.narrowest,
        },
        ledger=Ledger(
            ledger.releases,
            whole.as_printed(found.hidden, found.withdrawn),
            whole.equations,
            whole.as_placed(found.withdrawn),
            witnesses.as_frame(moves),
        ),
    )


def _as_shown(frame: pl.DataFrame, policy: Policy, *counts: str) -> pl.DataFrame:
    return frame.with_columns(policy.as_shown(pl.col(name)).alias(name) for name in counts)


def _hidden(
    whole: Joined, ledger: Ledger, policy: Policy, progress: Progress | None
) -> tuple[Cover, attack.AuditReport, Sums]:
    """Cells to hide and tables to withdraw, with what the audit says of it and the moves that prove it."""
    moves = witnesses.from_frame(ledger.moves, len(whole.known))
    problem = still_secret(whole, ledger, moves).without(whole.closed)
    moves = carried.carried(problem, moves, whole.follows)
    primary = problem.printed & problem.primary
    begun = primary | carried.worth_hiding(problem, moves)
    sound = moves[:, np.flatnonzero(witnesses.sound(problem, problem.unknown(begun), moves))]
    # Hiding more never spoils a move: what one proves need not be sought again. At stronger levels a count
    # that can move is asked how far: the moves are handed on.
    exact = policy.level == "exact"
    proven = witnesses.moved(sound if exact else sound[:, :0])
    gone = begun & (proven | ~primary)
    left = replace(
        problem,
        printed=problem.printed & ~gone,
        primary=problem.primary & ~proven,
        withdrawn=gone if problem.withdrawn is None else gone | problem.withdrawn,
    )
    found = cover.hide(
        left,
        _share_of(progress, "Protecting small counts"),
        policy.level,
        [] if exact else witnesses.as_moves(sound),
    )
    hidden = (found.hidden | begun) & problem.without(found.withdrawn).printed
    printed = problem.without(found.withdrawn)
    # The audit checks what showed the search that a count is safe, and need not seek it again.
    far = policy.level == "cover"
    new = witnesses.proofs(printed, printed.unknown(hidden), found.moves, left.primary, far)
    known = sparse.hstack([sound, new], format="csc") if exact else new
    report, moves = attack.audited(printed, hidden, known, policy.level)
    if not report.passed:
        raise NotProtectedError(_said(whole, report))
    withdrawn = tuple(sorted({*whole.closed, *found.withdrawn}))
    return replace(found, hidden=hidden, withdrawn=withdrawn), report, moves


STEPS_AWAY = 3
"""Sums between a count that others gave away and what is held to follow from it."""


def still_secret(whole: Joined, ledger: Ledger, moves: Sums) -> Problem:
    """What is left to protect, without what readers have already, rightly or through others.

    Where others publish a count that an earlier release hid, no hiding of ours takes it back, nor what
    follows from it. And what was no count to protect when it was shown, because it was all of a total, can
    be one now that the total is another. What was protected before must still be.

    moves  known ones: what one that is still sound changes nobody has
    """
    problem = whole.problem
    pattern = pattern_of(problem.equations)
    near = whole.cells["given_away"].to_numpy()
    for _ in range(STEPS_AWAY if near.any() else 0):
        near = near | (pattern.T @ (pattern @ near.astype(np.int64)) > 0)
    old = np.arange(len(near)) < whole.old
    protected_before = np.zeros_like(near)
    protected_before[: whole.old] = ledger.cells["primary"].to_numpy()
    bare = replace(problem, printed=whole.known)
    subtracted = ~not_subtracted(pattern, ~whole.known)
    sound = moves[:, np.flatnonzero(witnesses.sound(bare, ~whole.known, moves))]
    asked = problem.primary & (near | (old & ~protected_before) | (subtracted & ~old))
    asked &= ~witnesses.moved(sound)
    given = np.zeros_like(asked)
    if asked.any():
        given[attack.pinned(bare, np.zeros_like(asked), asked)] = True
    return replace(problem, primary=problem.primary & ~given)


def _said(whole: Joined, report: attack.AuditReport) -> str:
    """What the audit found, by measure and area, and what to do. No count is in it."""
    found = whole.places.filter(pl.col("at").is_in([*report.pinned, *report.short]))
    named = ", ".join(
        f"{measure} ({area})"
        for measure, area in found.select("measure", "area").unique().sort(pl.all()).rows()
    )
    what = (
        "The audit could work out a protected count"
        if report.pinned
        else f"The audit found that too little is hidden ({' '.join(report.faults)})"
    )
    return (
        f"{what}, so no release was made and nothing was printed.\n"
        f"It is of: {named or 'sums between measures'}.\nChoose the measures without these "
        "(measures = [...] in agreement.toml) and make the release again; and please report this text."
    )


def _and_others(ours: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """What is protected, and what need not be, in the same columns."""
    reason = pl.lit(None, dtype=pl.String).alias("reason")
    return pl.concat([ours, others.with_columns(reason).select(ours.columns)])


_TABLE = ["measure", "basis", "category", "area", "period_kind", "period_start"]


def with_tables(
    figures: pl.DataFrame, of_people: set[str], policy: Policy = DFE_LOCAL
) -> pl.DataFrame:
    """Figures with the number of their small `table`, which is withdrawn whole if it must be.

    whole_of_total    a group of all the children of a total: what is left over of it is left over of
                      the total, and stands under the rule of totals
    total_met, total_of  fingerprints of the total's counts
    of_a_small_total  groups of a small total: it is hidden with all its groups, zeros too. Groups of
                      one child each, beside zeros that are shown, would count it.
    """
    group = pl.col("characteristic") != TOTAL
    small = (
        figures.filter(~group, pl.col("measure").is_in(of_people))
        .filter(is_small(pl.col("met"), policy) | is_small(pl.col("of"), policy))
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
        .drop("small")
    )


def _share_of(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, of: progress(what, done / max(of, 1))


def _hidden_figures(
    figures: pl.DataFrame, hidden: pl.DataFrame, withdrawn: list[int]
) -> pl.DataFrame:
    for cell in ("met", "of"):
        names = {"value": cell, "hidden": f"{cell}_hidden", "shown_before": f"{cell}_before"}
        figures = (
            figures.with_columns(fingerprint=fingerprint(cell), who=who(cell))
            .join(hidden.rename(names), on=["fingerprint", cell, "who"], how="left")
            .with_columns(pl.col(f"{cell}_hidden", f"{cell}_before").fill_null(False))
            .drop("fingerprint", "who")
        )
    gone = pl.col("table").is_in(withdrawn) | pl.col("of_a_small_total")
    either = pl.col("met_hidden") | pl.col("of_hidden")
    # What was shown stays shown, whatever becomes of the rest of its table.
    both = pl.col("met_before") & pl.col("of_before")
    return figures.with_columns(
        met=pl.when(~pl.col("met_hidden") & (~gone | pl.col("met_before"))).then("met"),
        of=pl.when(~pl.col("of_hidden") & (~gone | pl.col("of_before"))).then("of"),
        reason=pl.when(gone & ~both)
        .then(pl.lit(TOO_FEW))
        .when(either)
        .then(pl.lit(PROTECTED))
        .otherwise(pl.lit(None, dtype=pl.String)),
    ).drop(
        "whole_of_total",
        "met_hidden",
        "of_hidden",
        "met_before",
        "of_before",
        "table",
        "of_a_small_total",
        "met_fingerprint",
        "of_fingerprint",
        "total_met",
        "total_of",
    )


def _hidden_counts(counts: pl.DataFrame, hidden: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        counts.join(
            hidden.drop("shown_before").rename({"value": name}),
            on=["fingerprint", name, "who"],
            how="left",
        )
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
