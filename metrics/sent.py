"""Counts that partners sent instead of rows, as they sent them, for periods that no row of ours covers."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import polars as pl

from metrics.counts import (
    ADDED,
    AS_SENT,
    HIDDEN,
    NOT_SENT,
    PERIODS,
    ROUNDED,
    TALLY,
    Counts,
    Days,
    starts,
)
from metrics.coverage import ONE_DAY, Span, in_both, joined
from metrics.measure import Amount, Duration, Measure, Rate, Ratio, Timeliness
from metrics.printed import months_later

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PARTS = {"quarter": ("month", 3), "year": ("quarter", 4)}
"""A period that was not sent is added up from shorter ones, each of them sent or ours."""

_PLACE = ["area", "period_kind", "period_start"]


def cells(measure: Measure) -> tuple[str, ...]:
    """The cells that a figure of a measure is made of."""
    if isinstance(measure, Rate | Amount):
        return ("met",)
    if isinstance(measure, Duration):
        return ("of",)
    of_amounts = isinstance(measure, Ratio) and measure.amounts
    return ("top", "bottom") if of_amounts else ("met", "of")


def with_sent(own: Counts, measure: Measure, sent: pl.DataFrame) -> Counts:
    """Our counts of a measure with those that partners sent for periods of which we have no rows.

    sent  the SentCounts table, as known
    A count that its sender hid says so (`HIDDEN`). A period or group of which nothing was sent, though it
    belongs to days that were, says that too (`NOT_SENT`). Neither is a number, nor is a sum with one of them.
    """
    rows = _not_ours(_in_periods(measure, sent.filter(pl.col("measure") == measure.id)), own.days)
    if rows.is_empty() or isinstance(measure, Duration):
        return own
    tally = _as_tally(measure, rows)
    if measure.snapshot:
        tally = pl.concat([tally, _of_march(tally)])
    elif not measure.yearly:
        tally = _summed_up(tally, own.days)
    tally = tally.filter((pl.col("characteristic") == "all") | (pl.col("period_kind") == "year"))
    totals = rows.filter(pl.col("characteristic") == "all")
    return replace(
        own,
        tally=_added(own.tally, pl.concat([tally, _silence(measure, tally, totals)])),
        days=_with_spans(own.days, totals),
        held={
            name: _with_spans(days, rows.filter(pl.col("characteristic") == name))
            for name, days in own.held.items()
        },
    )


def _in_periods(measure: Measure, sent: pl.DataFrame) -> pl.DataFrame:
    """The rows of periods that are printed, each with its kind and the days that it speaks of.

    A snapshot speaks of its last day, whatever period was written: of the quarter that ends with it. What is
    counted once a year was counted by the sender for whole years, and is never added up.
    """
    start, end = pl.col("period_start"), pl.col("period_end")
    if measure.snapshot:
        quarter = end.dt.truncate("1q")
        return sent.filter(quarter.dt.offset_by("3mo").dt.offset_by("-1d") == end).with_columns(
            period_kind=pl.lit("quarter"), period_start=quarter, first=end, last=end
        )
    kind = pl.lit(None, dtype=pl.String)
    for name in ("year",) if measure.yearly else PERIODS:
        whole = (starts(measure.academic)[name](start.dt.truncate("1mo")) == start) & (
            start.dt.offset_by(f"{_MONTHS[name]}mo").dt.offset_by("-1d") == end
        )
        kind = pl.when(whole).then(pl.lit(name)).otherwise(kind)
    return sent.with_columns(period_kind=kind, first=start, last=end).filter(
        pl.col("period_kind").is_not_null()
    )


def _not_ours(sent: pl.DataFrame, days: Days) -> pl.DataFrame:
    """The rows of our areas that speak of none of our own days."""
    ours = [
        (pl.col("area") == area) & (pl.col("first") <= span.last) & (pl.col("last") >= span.first)
        for area, spans in days.items()
        for span in spans
    ]
    return sent.filter(
        pl.col("area").is_in(list(days)), ~(pl.any_horizontal(ours) if ours else pl.lit(False))
    )


def _as_tally(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    basis = measure.bases[0] if isinstance(measure, Timeliness) else ""
    place = ["measure", "category", "characteristic", "group", *_PLACE]
    found = []
    for cell, column in zip(cells(measure), ("met", "of"), strict=False):
        mark = f"{column}_mark"
        # What the rows of all categories are out of stands once.
        of_all = rows.with_columns(category=pl.lit("")) if cell == "of" else rows
        found.append(
            of_all.sort(pl.col(column).is_null(), maintain_order=True)
            .unique(place, keep="first", maintain_order=True)
            .select(
                *place,
                basis=pl.lit(basis),
                cell=pl.lit(cell),
                count=pl.col(column).fill_null(0),
                fingerprint=pl.concat_str(*place, pl.lit(cell), separator="|").hash(2023) // 2**24,
                sent=AS_SENT
                + pl.when(pl.col("rounded_to").is_not_null()).then(ROUNDED).otherwise(0)
                + pl.when(pl.col(column).is_not_null())
                .then(0)
                .when(pl.col(mark).is_not_null())
                .then(HIDDEN)
                .otherwise(NOT_SENT),
            )
        )
    return _typed(pl.concat(found))


def _typed(tally: pl.DataFrame) -> pl.DataFrame:
    return tally.select(pl.col(name).cast(kind) for name, kind in TALLY.items())


def _of_march(tally: pl.DataFrame) -> pl.DataFrame:
    """The year of a snapshot is that of its 31 March."""
    return tally.filter(pl.col("period_start").dt.month() == 1).with_columns(
        period_kind=pl.lit("year"), period_start=pl.col("period_start").dt.offset_by("-9mo")
    )


def _summed_up(tally: pl.DataFrame, ours: Days) -> pl.DataFrame:
    """The rows sent, and the longer periods of which each part was sent or is ours.

    A group that was sent of some parts only is not a sum, and says so.
    """
    by = [name for name in TALLY if name not in ("count", "fingerprint", "sent")]
    for kind, (part, needed) in _PARTS.items():
        parts = tally.filter(pl.col("period_kind") == part).with_columns(
            period_kind=pl.lit(kind),
            period_start=PERIODS[kind](pl.col("period_start")).cast(pl.Date),
            part=pl.col("period_start"),
        )
        whole = (
            parts.filter(pl.col("characteristic") == "all")
            .group_by(_PLACE)
            .agg(pl.col("part").unique())
            .with_columns(sent_parts=pl.col("part").list.len())
        )
        complete = [
            sent_parts + _parts_in(ours[area], first, part, needed) == needed
            for area, first, sent_parts in whole.select(
                "area", "period_start", "sent_parts"
            ).iter_rows()
        ]
        summed = (
            parts.group_by(by)
            .agg(*ADDED, parts=pl.len())
            .join(
                whole.drop("part").filter(pl.Series(complete, dtype=pl.Boolean)),
                on=_PLACE,
            )
            .with_columns(
                sent=pl.col("sent")
                | pl.when(pl.col("parts") < pl.col("sent_parts")).then(NOT_SENT).otherwise(0)
            )
            .join(tally, on=by, how="anti")
        )
        tally = pl.concat([tally, _typed(summed)])
    return tally


def _parts_in(ours: tuple[Span, ...], first: dt.date, part: str, parts: int) -> int:
    """How many parts of the longer period that begins on a day are wholly ours."""
    firsts = [months_later(first, number * _MONTHS[part]) for number in range(parts + 1)]
    spans = [Span(one, following - ONE_DAY) for one, following in pairwise(firsts)]
    return sum(in_both(ours, (span,)) == (span,) for span in spans)


def _silence(measure: Measure, tally: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Rows that say of periods within the days sent, or partly so, that no total of them was sent."""
    if measure.snapshot:
        return tally.clear()
    days = totals.select("area", day=pl.date_ranges("first", "last", "1mo")).explode("day")
    places = pl.concat(
        days.select(
            "area",
            period_kind=pl.lit(kind),
            period_start=starts(measure.academic)[kind](pl.col("day")).cast(pl.Date),
        ).unique()
        for kind in (("year",) if measure.yearly else PERIODS)
    )
    untold = places.join(tally, on=_PLACE, how="anti")
    basis = measure.bases[0] if isinstance(measure, Timeliness) else ""
    return _typed(
        pl.concat(
            untold.with_columns(
                measure=pl.lit(measure.id),
                basis=pl.lit(basis),
                characteristic=pl.lit("all"),
                category=pl.lit(""),
                group=pl.lit("all"),
                cell=pl.lit(cell),
                count=pl.lit(0),
                fingerprint=pl.lit(0),
                sent=pl.lit(NOT_SENT),
            )
            for cell in cells(measure)
        )
    )


def _added(own: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """Our rows and those sent, as one. What we count alone in a period partly sent is not all of it."""
    by = [name for name in own.columns if name not in ("count", "fingerprint", "sent")]
    places = sent.select(_PLACE).unique().with_columns(partly_sent=pl.lit(True))
    both = pl.concat([own.with_columns(told=pl.lit(False)), sent.with_columns(told=pl.lit(True))])
    alone = pl.col("partly_sent") & ~pl.col("told") & (pl.col("basis") != "beside")
    return _typed(
        both.group_by(by, maintain_order=True)
        .agg(*ADDED, pl.col("told").any())
        .join(places, on=_PLACE, how="left")
        .with_columns(
            sent=pl.col("sent") | pl.when(alone.fill_null(False)).then(NOT_SENT).otherwise(0)
        )
    )


def _with_spans(days: Days, rows: pl.DataFrame) -> Days:
    return {
        area: joined(
            [
                *spans,
                *(
                    Span(first, last)
                    for first, last in rows.filter(pl.col("area") == area)
                    .select("first", "last")
                    .iter_rows()
                ),
            ]
        )
        for area, spans in days.items()
    }
