"""Rule 8 of disclosure control: an answer is printed only where the counts it summarises are printed.

An adjusted ratio, a waiting time or an estimate is no count, but can give one back. So every frame of
answers is held against the figures of the same release, row by row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.disclosure.policy import DFE_LOCAL, TOTAL, Policy
from metrics.measures.chain import CHAIN, REFERRED
from metrics.scrutiny.waits import printed_number
from metrics.scrutiny.withheld import withheld

_PLACE = ("measure", "area", "period_kind", "period_start")
_GROUP = ("characteristic", "group")
_NOT_HIDDEN = ("no events", "population not known")
"""Why a figure can lack a percentage or a rate though its counts are printed."""


@dataclass(frozen=True)
class Answers:
    """A frame of answers.

    frame     its name in the release
    answers   the columns that hold one; a row in which all are null answers nothing
    beside    the columns that speak of the total too: a group is set beside the others, or is part of a
              whole that it is adjusted for
    chain     whether it speaks of all earlier steps of the chain too
    counts    its own columns of counts, which must be those printed
    figures   columns of at most two significant figures
    sixes     columns of counts that are printed as the middle of their six (or rounded, as all counts are)
    rests_beside  whether it rests on other bases and states of its place too
    """

    frame: str
    answers: tuple[str, ...]
    beside: tuple[str, ...] = ()
    chain: bool = False
    counts: tuple[tuple[str, str], ...] = ()
    figures: tuple[str, ...] = ()
    sixes: tuple[str, ...] = ()
    rests_beside: bool = False


_SET_BESIDE = ("ratio", "gap", "more", "p", "p_adjusted", "bound_lower", "bound_upper")
_MULTIPLIED = ("ratio", "ratio_lower", "ratio_upper")
_ADJUSTED = ("crude", "adjusted", "adjusted_lower")
_ESTIMATED = ("estimate", "estimate_lower", "estimate_upper", "pooled", "chance_above")

ANSWERS = (
    Answers(
        "comparisons",
        ("value", *_SET_BESIDE),
        beside=_SET_BESIDE,
        counts=(("met", "numerator"), ("of", "denominator")),
    ),
    Answers("cumulative", _MULTIPLIED, beside=_MULTIPLIED, chain=True),
    Answers(
        "adjustments",
        _ADJUSTED,
        beside=_ADJUSTED,
        figures=("crude", "adjusted", "adjusted_lower", "adjusted_upper"),
    ),
    Answers(
        "waits",
        ("in_time", "completed_only", "median", "p", "children", "still_waiting"),
        figures=("in_time", "lower", "upper", "completed_only", "p"),
        sixes=("children", "still_waiting"),
        rests_beside=True,
    ),
    Answers("sensitivities", ("change",), rests_beside=True),
    Answers(
        "intersections",
        _ESTIMATED,
        counts=(("met", "numerator"), ("of", "denominator")),
        figures=_ESTIMATED,
    ),
)
"""Frames whose rows stand at one figure of the release. A frame that a release has not is passed over."""


def unsupported(frames: Mapping[str, pl.DataFrame], policy: Policy = DFE_LOCAL) -> list[str]:
    """What is wrong with the answers of a release, in words and without numbers; empty where nothing is.

    frames  those of a release, `figures` among them
    """
    whole = pl.col("reason").is_null() | pl.col("reason").is_in(_NOT_HIDDEN)
    printed = frames["figures"].filter(
        pl.col("numerator").is_not_null(),
        pl.col("denominator").is_not_null() | whole,
        pl.col("category") == "",
    )
    faults = []
    for one in ANSWERS:
        rows = frames.get(one.frame)
        if rows is not None and rows.height:
            faults += _of(one, _with_group(rows), printed, policy)
            if one.rests_beside and "states" in frames:
                given = rows.filter(pl.any_horizontal(pl.col(one.answers).is_not_null()))
                told = given.filter(withheld(given, frames["figures"], frames["states"]))
                faults += [_said(one.frame, told, "answers beside a count that is hidden")]
    return [fault for fault in faults if fault]


def _with_group(rows: pl.DataFrame) -> pl.DataFrame:
    """Answers of no group speak of all children."""
    whole = [pl.lit(TOTAL).alias(name) for name in _GROUP if name not in rows.columns]
    return rows.with_columns(whole)


def _of(one: Answers, rows: pl.DataFrame, printed: pl.DataFrame, policy: Policy) -> list[str]:
    given = rows.filter(pl.any_horizontal(pl.col(one.answers).is_not_null()))
    place = [*_PLACE, *_GROUP]
    rests_on = _with_earlier_steps(given) if one.chain else given
    totals = printed.filter(pl.col("characteristic") == TOTAL)
    beside = rests_on.filter(pl.any_horizontal(pl.lit(False), pl.col(one.beside).is_not_null()))
    bare = pl.concat(
        [
            rests_on.join(printed, on=place, how="anti"),
            beside.join(totals, on=list(_PLACE), how="anti"),
        ]
    ).unique()
    found = [_said(one.frame, bare, "answers where the counts behind it are not printed")]
    both = given.join(printed, on=place, suffix="_printed")
    for own, theirs in one.counts:
        # Residents, of whom rates are, are public.
        told = _of_children(both).filter(pl.col(own).is_not_null())
        name = f"{theirs}_printed" if theirs in given.columns else theirs
        # Of several bases any may be meant.
        same = told.filter(pl.col(own) == pl.col(name))
        other = told.join(same, on=place, how="anti").unique(place)
        found.append(_said(one.frame, other, f"gives another {own} than the figures print"))
    for name in one.figures:
        # A ratio just above 1 keeps a third figure, so that it stays above 1.
        beyond = (pl.col(name).round_sig_figs(2) - pl.col(name)).abs() > pl.col(name).abs() * 1e-9
        exact = given.filter(beyond, pl.col(name) != 1.01)
        found.append(_said(one.frame, exact, f"gives {name} to more than two figures"))
    for name in one.sixes:
        exact = given.filter(pl.col(name) != printed_number(pl.col(name), policy))
        found.append(_said(one.frame, exact, f"gives {name} otherwise than it may"))
    return [said for said in found if said]


def _of_children(rows: pl.DataFrame) -> pl.DataFrame:
    if "base" not in rows.columns:
        return rows
    return rows.filter(pl.col("base") == "children")


def _with_earlier_steps(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of cumulative answers, each once for every step that it multiplies, as `measure`."""
    steps = [
        (step, earlier, base)
        for base in ("residents", "referral")
        for number, step in enumerate(CHAIN)
        for earlier in CHAIN[1 : number + 1]
        if base == "residents" or earlier != REFERRED
    ]
    schema = dict.fromkeys(("measure", "step", "base"), pl.String)
    every = pl.DataFrame(steps, schema=schema, orient="row")
    return rows.join(every, on=["measure", "base"]).with_columns(measure="step").drop("step")


def _said(frame: str, rows: pl.DataFrame, what: str) -> str:
    if rows.is_empty():
        return ""
    where = ", ".join(sorted(rows["measure"].unique())[:5])
    return f"{frame} {what}: {rows.height} rows, of {where}."
