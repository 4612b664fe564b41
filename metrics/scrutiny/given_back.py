"""Which adjusted answers would give back a small count of children.

Counts of groups within strata are never printed. But an adjusted ratio with its limits, even in two figures,
can be true of one set of them alone. A reader is held to know, of every area and year, how many children of
each group and of each stratum have the outcome, and how many have not. An answer is printed only where each
small count that it rests on could be another one beside all this: there is an *exchange* of one child between
two groups and two strata, which leaves those sums as they are, that changes the count and no printed answer,
of the year or of three years, of the area or of the partnership.

What earlier releases said, where it is still so, stays: what it gave away is given away. A count that no
exchange can change is fixed by the sums alone: no answer gives it away.

Each measure, characteristic and adjuster is looked at by itself, though some speak of the same children.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from metrics.adjustment import (
    TOO_FEW,
    enough_within,
    homogeneity_p,
    pooled_ratio,
    verdicts,
    with_both,
)
from metrics.areas import PARTNERSHIP
from metrics.disparity import risk_ratio
from metrics.intervals import Estimate, Real
from metrics.ledger import ANSWERS
from metrics.measure import CHARACTERISTICS, INTERSECTIONS, Measure, Share
from metrics.scrutiny.life_tables import with_sums
from metrics.scrutiny.rounding import two_figures_of_a_ratio

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.str_]

UNEVEN: Final = 0.05
"""A ratio is said not to be the same in every stratum where chance alone is less likely than this."""

CUBE: Final = ("measure", "characteristic", "adjuster")
"""What is adjusted for what: all answers of one rest on the same children."""

ANSWER: Final = tuple(ANSWERS)[:7]
_TABLE: Final = ANSWER[:-1]

_RATIO: Final = ("adjusted", "adjusted_lower", "adjusted_upper")

PROTECTED: Final = "protected"
"""The verdict of an answer that is not printed."""

FAMILY: Final = "family"
"""Stands where other answers name their adjuster, with brothers and sisters counted as one decision."""

_ROUNDS, _TRIES, _CHOICE, _AT_ONCE = 4, 6, 24, 50_000
"""How often exchanges are drawn for the counts not yet open, and how many for each; among how many the one is
chosen that changes the fewest answers; and how many are tried together, for the sake of memory."""


def printed_in(adjustments: pl.DataFrame) -> pl.DataFrame:
    """The answers that a frame of them prints and that rest on strata (ledger.ANSWERS)."""
    given = {name: kind for name, kind in ANSWERS.items() if name not in adjustments.columns}
    every = adjustments.with_columns(
        pl.lit(None).cast(kind).alias(name) for name, kind in given.items()
    )
    told = pl.any_horizontal(pl.col(_RATIO).is_not_null())
    told |= pl.col("verdict").ne_missing(pl.lit(PROTECTED))
    return every.filter(told, pl.col("adjuster") != FAMILY).select(list(ANSWERS))


def crossed(measures: Sequence[Measure], strata: pl.DataFrame) -> pl.DataFrame:
    """CUBE: what is not adjusted for what, since the same counts are printed, or answered of, otherwise.

    measures  all of the release;  strata: of what is adjusted (CUBE at least), in order
    An answer would narrow hidden counts of both together: of two characteristics at once, of parts of a
    whole by a characteristic (who referred, by ethnicity), or of the same pair the other way round.
    """
    shares = [one for one in measures if isinstance(one, Share) and one.category in CHARACTERISTICS]
    adjusted = strata.select(CUBE).unique(maintain_order=True).rows()
    found: list[tuple[str, str, str]] = []
    for measure in measures:
        both: list[tuple[str, str]] = [
            *(pair for name, pair in INTERSECTIONS.items() if name in measure.breakdowns),
            *(
                (by, one.category)
                for one in shares
                if one.rows == measure.rows
                for by in one.breakdowns
            ),
        ]
        pairs = [(by, adjuster) for of, by, adjuster in adjusted if of == measure.id]
        turned = [pair for place, pair in enumerate(pairs) if pair[::-1] in pairs[:place]]
        every = (*both, *((adjuster, by) for by, adjuster in both), *turned)
        found += [(measure.id, by, adjuster) for by, adjuster in every]
    return pl.DataFrame(found, schema=dict.fromkeys(CUBE, pl.String), orient="row").unique()


def given_back(
    strata: pl.DataFrame,
    printed: pl.DataFrame,
    before: pl.DataFrame,
    members: Sequence[str],
    most_hidden: int,
    *,
    whole: bool = False,
) -> pl.DataFrame:
    """The answers that must not be printed beside the others: ANSWER, one row each.

    strata       true counts of areas and years and of their sums (adjustments.STRATA)
    printed      the answers that could be printed (ANSWER)
    before       those that earlier releases printed (ledger.ANSWERS)
    members      the areas of which the partnership is the sum
    most_hidden  the largest count of children that must not be worked out
    whole        try every exchange before an answer is named: what an audit finds is then so
    """
    printed = printed.select(ANSWER)
    found = [printed.clear()]
    # One measure after the other, for the sake of memory.
    for (measure,), own in strata.group_by("measure", maintain_order=True):
        of_it = pl.col("measure") == measure
        said, earlier = printed.filter(of_it), before.filter(of_it)
        if said.height:
            held = _read(_with_earlier_sums(own, earlier, members), said, earlier, members)
            found.append(held.names.filter(_withheld(held, most_hidden, whole)))
    return pl.concat(found)


def _withheld(held: _Held, most_hidden: int, whole: bool) -> pl.Series:
    chance = np.random.default_rng(0)
    small = (held.counts >= 1) & (held.counts <= most_hidden) & held.rested_on()[:, None, None]
    for _ in range(_ROUNDS):
        drawn = _drawn(held, np.argwhere(small), chance)
        _open(small, drawn.only(_unseen(held, drawn, held.printed)))
    if whole:
        every = _together([_every(held, cell) for cell in np.argwhere(small)])
        _open(small, every.only(_unseen(held, every, held.printed)))
    left = np.argwhere(small)
    every_one = [_every(held, cell) for cell in left]
    free = _without(every_one, ~_unseen(held, _together(every_one), held.before))
    some = [one.only(chance.permutation(len(one.row))[:_CHOICE]) for one in free]
    withheld = _in_the_way(held, some)
    for cell, possible, fits in zip(left, every_one, free, strict=True):
        if len(possible.row) and not len(fits.row):
            # No single exchange fits what was said before, but several together may: nothing new is said.
            table = held.first[cell[0]] + np.arange(held.groups[cell[0]])
            rows = held.within[table]
            withheld[rows[rows >= 0]] = True
    return pl.Series(withheld & held.printed & ~held.before, dtype=pl.Boolean)


def _open(small: Flags, unseen: _Exchanges) -> None:
    """Strike out the counts that exchanges change."""
    for row, stratum, outcome, _ in unseen.ends():
        small[row, stratum, outcome] = False


@dataclass(frozen=True)
class _Exchanges:
    """One row: in the group of `row` a child more in `here`, one fewer in `there`; in `partner` the reverse.

    outcome  0: of children without it, 1: with it;  sign: +1, or -1 for the opposite
    """

    row: Ints
    partner: Ints
    here: Ints
    there: Ints
    outcome: Ints
    sign: Ints

    def only(self, some: Flags | Ints) -> Self:
        return type(self)(*(getattr(self, one.name)[some] for one in fields(self)))

    def ends(self) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """The four counts that it changes: row, stratum, outcome, and by how much."""
        for row, way in ((self.row, self.sign), (self.partner, -self.sign)):
            yield row, self.here, self.outcome, way
            yield row, self.there, self.outcome, -way


@dataclass(frozen=True)
class _Held:
    """A row for every group of every table: of one measure, characteristic and adjuster, area and period.

    names     ANSWER
    counts    children without and with the outcome in each stratum: (row, stratum, 2); totals: of all groups
    within    the row itself, then those of the same group that it is a part of: of three years, of the
              partnership, of both; -1 for none. Of areas and years; all -1 of their sums
    first, groups  where the rows of its table begin, and how many they are;  strata: how many it has
    printed   whether its answer is;  before: by an earlier release, which said the same
    crude     its ratio as it stands;  ratio, verdict, uneven: its answer, in print
    """

    names: pl.DataFrame
    counts: Ints
    totals: Ints
    within: Ints
    first: Ints
    groups: Ints
    strata: Ints
    printed: Flags
    before: Flags
    crude: Estimate
    ratio: Real
    verdict: Words
    uneven: Flags

    def rested_on(self) -> Flags:
        """Rows of areas and years of whose table a printed answer is, or one of a sum of it."""
        own = (self.within >= 0) & self.printed[self.within]
        begins, table = np.unique(self.first, return_inverse=True)
        return np.asarray(np.logical_or.reduceat(own.any(axis=1), begins)[table])


def _with_earlier_sums(
    strata: pl.DataFrame, before: pl.DataFrame, members: Sequence[str]
) -> pl.DataFrame:
    """With the three years of earlier releases, as far as their years are still counted."""
    of_three = pl.col("period_kind") == "three_years"
    three = before.filter(of_three).select(*CUBE, since="period_start").unique()
    held = strata.filter(of_three).select(*CUBE, since="period_start").unique()
    start = pl.col("period_start")
    sums = (
        _of_years(strata)
        .join(three.join(held, on=[*CUBE, "since"], how="anti"), on=CUBE)
        .filter(start >= pl.col("since"), start < pl.col("since").dt.offset_by("3y"))
        .with_columns(period_kind=pl.lit("three_years"), period_start="since")
        .group_by(*ANSWER, "stratum")
        .agg(pl.col(name).sum() for name, kind in strata.schema.items() if kind == pl.Int64)
    )
    return pl.concat([strata, with_sums(sums.select(strata.columns), members, ())])


def _of_years(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("period_kind") == "year", pl.col("area") != PARTNERSHIP)


def _read(
    strata: pl.DataFrame, printed: pl.DataFrame, before: pl.DataFrame, members: Sequence[str]
) -> _Held:
    """Every group in every table of its cube, with nobody where none is counted."""
    groups = strata.select(*CUBE, "group").unique()
    names = strata.select(_TABLE).unique().join(groups, on=CUBE).sort(ANSWER)
    rows = names.with_columns(row=pl.int_range(pl.len()))
    placed = strata.with_columns(
        place=pl.col("stratum").rank("dense").over(CUBE).cast(pl.Int64) - 1
    )
    cells = placed.join(rows, on=ANSWER)
    row, place = cells["row"].to_numpy(), cells["place"].to_numpy()
    counts = np.zeros((names.height, int(place.max()) + 1, 2), dtype=np.int64)
    counts[row, place, 0] = (cells["of"] - cells["met"]).to_numpy()
    counts[row, place, 1] = cells["met"].to_numpy()
    shape = rows.select(
        pl.col("row").min().over(_TABLE).alias("first"), pl.len().over(_TABLE).cast(pl.Int64)
    )
    first = shape["first"].to_numpy()
    begins, table = np.unique(first, return_inverse=True)
    totals = np.add.reduceat(counts, begins)[table]
    many = rows.join(placed.group_by(CUBE).agg(many=pl.col("place").max() + 1), on=CUBE)
    parts = _parts(counts, totals)
    crude = risk_ratio(*(part.sum(axis=1) for part in parts))
    ratio, verdict, uneven = _in_print(parts, crude)
    now = _are_in(rows, printed)
    was = _said_before(names, before, ratio, verdict, uneven)
    return _Held(
        names,
        counts,
        totals,
        _within(rows, members),
        first,
        shape["len"].to_numpy(),
        many.sort("row")["many"].to_numpy(),
        now | was,
        was,
        crude,
        ratio,
        verdict,
        uneven,
    )


def _within(rows: pl.DataFrame, members: Sequence[str]) -> Ints:
    """See `_Held.within`."""
    years = _of_years(rows)
    whole = pl.when(pl.col("area").is_in(list(members))).then(pl.lit(PARTNERSHIP))
    in_whole, own = years.with_columns(area=whole), years["row"].to_numpy()
    sums = rows.rename({"row": "whole"})
    found = [own, _rows_of(in_whole.join(sums, on=ANSWER, how="left", maintain_order="left"))]
    for (since,), three in sums.filter(pl.col("period_kind") == "three_years").group_by(
        "period_start", maintain_order=True
    ):
        start = pl.col("period_start")
        inside = (start >= since) & (start < pl.lit(since).dt.offset_by("3y"))
        for of in (years, in_whole):
            by = [*CUBE, "area", "group"]
            held = of.join(three.select(*by, "whole"), on=by, how="left", maintain_order="left")
            found.append(_rows_of(held.with_columns(whole=pl.when(inside).then("whole"))))
    within = np.full((rows.height, len(found)), -1, dtype=np.int64)
    within[own] = np.stack(found, axis=1)
    return within


def _rows_of(found: pl.DataFrame) -> Ints:
    return found["whole"].fill_null(-1).to_numpy()


def _are_in(rows: pl.DataFrame, some: pl.DataFrame) -> Flags:
    """Which rows are named there."""
    found = rows.join(
        some.unique().with_columns(there=True), on=ANSWER, how="left", maintain_order="left"
    )
    return found["there"].fill_null(False).to_numpy()


def _said_before(
    names: pl.DataFrame, before: pl.DataFrame, ratio: Real, verdict: Words, uneven: Flags
) -> Flags:
    """Which answers an earlier release gave as they are now. One that has changed since is a new one."""
    said = names.with_columns(
        *(pl.Series(name, ratio[:, place]) for place, name in enumerate(_RATIO)),
        uneven=pl.Series(uneven),
        verdict=pl.Series(verdict.astype(object), dtype=pl.String),
    )
    earlier = before.with_columns(pl.col(_RATIO).fill_null(-1.0), pl.col("uneven").fill_null(False))
    now, then = (
        frame.select(
            *ANSWER, "uneven", "verdict", *((pl.col(one) * 1e4).round(0) for one in _RATIO)
        )
        for frame in (said, earlier)
    )
    on = now.columns
    found = now.join(
        then.unique().with_columns(there=True), on=on, how="left", maintain_order="left"
    )
    return found["there"].fill_null(False).to_numpy()


def _parts(counts: Ints, totals: Ints) -> tuple[Real, Real, Real, Real]:
    """With the outcome and all, of the group and of its reference."""
    own, rest = counts.astype(np.float64), (totals - counts).astype(np.float64)
    return own[..., 1], own.sum(axis=2), rest[..., 1], rest.sum(axis=2)


def _in_print(parts: Sequence[Real], crude: Estimate) -> tuple[Real, Words, Flags]:
    """What is printed of each row: the ratio with its limits, the verdict, and whether it is uneven."""
    used = with_both(*parts)
    ratio = pooled_ratio(*used)
    verdict = verdicts(crude, ratio, enough_within(*used))
    limits = pl.DataFrame(ratio.columns("ratio"))
    rounded = limits.select(
        two_figures_of_a_ratio(pl.col(name)).alias(name) for name in limits.columns
    )
    three = rounded.to_numpy()
    three = np.where((verdict == TOO_FEW)[:, None] | np.isnan(three), -1.0, three)
    apart = is_uneven(homogeneity_p(*used, ratio=ratio.value)) & (verdict != TOO_FEW)
    return three, verdict, apart


def is_uneven(homogeneity: Real) -> Flags:
    """Whether a ratio is said not to be the same in every stratum."""
    return np.asarray(homogeneity < UNEVEN)


def _drawn(held: _Held, cells: Ints, chance: np.random.Generator) -> _Exchanges:
    """Exchanges that would change these counts, by chance; those that there are children for."""
    row, here, outcome = np.repeat(cells, _TRIES, axis=0).T
    draw = chance.random((2, len(row)))
    partner = held.first[row] + (draw[0] * held.groups[row]).astype(np.int64)
    there = (draw[1] * held.strata[row]).astype(np.int64)
    sign = chance.integers(0, 2, len(row)) * 2 - 1
    return _possible(held, _Exchanges(row, partner, here, there, outcome, sign))


def _every(held: _Held, cell: Ints) -> _Exchanges:
    """The exchanges that would change one count."""
    row, here, outcome = cell
    others = held.first[row] + np.arange(held.groups[row])
    partner, there, sign = (
        part.ravel() for part in np.meshgrid(others, np.arange(held.strata[row]), (-1, 1))
    )
    of_row, in_here, of_outcome = (np.full(len(sign), part) for part in (row, here, outcome))
    return _possible(held, _Exchanges(of_row, partner, in_here, there, of_outcome, sign))


def _together(lists: Sequence[_Exchanges]) -> _Exchanges:
    none = np.empty(0, dtype=np.int64)
    names = [one.name for one in fields(_Exchanges)]
    return _Exchanges(
        *(np.concatenate([none, *(getattr(one, name) for one in lists)]) for name in names)
    )


def _without(lists: Sequence[_Exchanges], some: Flags) -> list[_Exchanges]:
    """Lists of exchanges without some, of all of them together."""
    ends = np.cumsum([0, *(len(one.row) for one in lists)])
    places = itertools.pairwise(ends)
    return [one.only(~some[begin:end]) for one, (begin, end) in zip(lists, places, strict=True)]


def _possible(held: _Held, drawn: _Exchanges) -> _Exchanges:
    """Those between two groups and two strata that leave no count below nobody."""
    good = (drawn.partner != drawn.row) & (drawn.there != drawn.here)
    for row, stratum, outcome, way in drawn.ends():
        good &= held.counts[row, stratum, outcome] + way >= 0
    return drawn.only(good)


def _unseen(held: _Held, drawn: _Exchanges, answers: Flags) -> Flags:
    """Which exchanges change none of these answers. Of most the smallest table tells: it is asked first."""
    unseen = np.ones(len(drawn.row), dtype=np.bool_)
    for sums in range(held.within.shape[1]):
        for mine in (True, False):
            left = np.flatnonzero(unseen)
            for begin in range(0, len(left), _AT_ONCE):
                some = left[begin : begin + _AT_ONCE]
                unseen[some] = _changed(held, drawn.only(some), sums, mine, answers) < 0
    return unseen


def _changed(held: _Held, drawn: _Exchanges, sums: int, mine: bool, answers: Flags) -> Ints:
    """The row of these answers that an exchange changes, of one sum and one of both groups; -1 for none."""
    at = held.within[drawn.row if mine else drawn.partner, sums]
    told = np.flatnonzero((at >= 0) & answers[at])
    changed = np.full(len(at), -1, dtype=np.int64)
    some, row = drawn.only(told), at[told]
    counts, sign = held.counts[row], some.sign if mine else -some.sign
    each = np.arange(len(row))
    counts[each, some.here, some.outcome] += sign
    counts[each, some.there, some.outcome] -= sign
    crude = Estimate(
        *(part[row] for part in (held.crude.value, held.crude.lower, held.crude.upper))
    )
    ratio, verdict, uneven = _in_print(_parts(counts, held.totals[row]), crude)
    other = (ratio != held.ratio[row]).any(axis=1)
    other |= (verdict != held.verdict[row]) | (uneven != held.uneven[row])
    changed[told[other]] = row[other]
    return changed


def _in_the_way(held: _Held, of_each: Sequence[_Exchanges]) -> Flags:
    """The answers to withhold so that of each list of exchanges one changes no printed answer.

    of_each  those that would change one count; none where its sums fix it
    """
    withheld = np.zeros(len(held.counts), dtype=np.bool_)
    every = _together(of_each)
    if not len(every.row):
        return withheld
    whole = np.arange(len(every.row))
    parts = [whole[begin : begin + _AT_ONCE] for begin in range(0, len(whole), _AT_ONCE)]
    changed = np.stack(
        [
            np.concatenate(
                [_changed(held, every.only(part), sums, mine, held.printed) for part in parts]
            )
            for sums in range(held.within.shape[1])
            for mine in (True, False)
        ],
        axis=1,
    )
    begins = np.cumsum([0, *(len(one.row) for one in of_each)])
    for begin, end in itertools.pairwise(begins):
        if begin < end:
            still = (changed[begin:end] >= 0) & ~withheld[changed[begin:end]]
            fewest = still.sum(axis=1).argmin()
            withheld[changed[begin + fewest, still[fewest]]] = True
    return withheld
