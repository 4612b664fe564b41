"""Counts that partners sent instead of rows, as they sent them, for periods that no row of ours covers."""

from dataclasses import replace

import polars as pl

from metrics.counts import ADDED, AS_SENT, HIDDEN, PERIODS, ROUNDED, TALLY, Counts, Days
from metrics.coverage import Span, joined
from metrics.measure import Amount, Measure, Rate, Timeliness

_PARTS = {"quarter": (("month", 3),), "year": (("quarter", 4), ("month", 12))}
"""A period that was not sent is added up from shorter ones, where all of them were."""


def with_sent(own: Counts, measure: Measure, sent: pl.DataFrame) -> Counts:
    """Our counts of a measure with those that partners sent for periods of which we have no rows.

    sent  the SentCounts table, as known
    A sum that was hidden by its sender, or of which a part was, says so (`HIDDEN`) and has no number.
    """
    rows = _not_ours(sent.filter(pl.col("measure") == measure.id), own.days)
    if rows.is_empty():
        return own
    tally = _summed_up(_as_tally(measure, rows))
    if measure.yearly:
        tally = tally.filter(pl.col("period_kind") == "year")
    totals = rows.filter(pl.col("characteristic") == "all")
    held = {
        name: _with_spans(days, rows.filter(pl.col("characteristic") == name))
        for name, days in own.held.items()
    }
    return replace(
        own,
        tally=pl.concat([own.tally, tally.select(own.tally.columns)]),
        days=_with_spans(own.days, totals),
        held=held,
    )


def _not_ours(sent: pl.DataFrame, days: Days) -> pl.DataFrame:
    """The rows of our areas, each with its kind of period, that none of our own days belongs to."""
    start, end = pl.col("period_start"), pl.col("period_end")
    kind = pl.lit(None, dtype=pl.String)
    for name, months in (("month", 1), ("quarter", 3), ("year", 12)):
        whole = (PERIODS[name](start.dt.truncate("1mo")) == start) & (
            start.dt.offset_by(f"{months}mo").dt.offset_by("-1d") == end
        )
        kind = pl.when(whole).then(pl.lit(name)).otherwise(kind)
    ours = [
        (pl.col("area") == area) & (start <= span.last) & (end >= span.first)
        for area, spans in days.items()
        for span in spans
    ]
    return sent.with_columns(period_kind=kind).filter(
        pl.col("period_kind").is_not_null(),
        pl.col("area").is_in(list(days)),
        ~(pl.any_horizontal(ours) if ours else pl.lit(False)),
    )


def _as_tally(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    basis = measure.bases[0] if isinstance(measure, Timeliness) else ""
    cells = ("met",) if isinstance(measure, Rate | Amount) else ("met", "of")
    place = (
        "area",
        "measure",
        "category",
        "characteristic",
        "group",
        "period_kind",
        "period_start",
    )
    found = []
    for cell in cells:
        # What the rows of all categories are out of stands once.
        of_all = rows.with_columns(category=pl.lit("")) if cell == "of" else rows
        found.append(
            of_all.unique([*place], keep="first", maintain_order=True).select(
                "measure",
                "characteristic",
                "category",
                "area",
                "period_kind",
                "period_start",
                "group",
                basis=pl.lit(basis),
                cell=pl.lit(cell),
                count=pl.col(cell).fill_null(0),
                fingerprint=pl.concat_str(*place, pl.lit(cell), separator="|").hash(2023) // 2**24,
                sent=AS_SENT
                + pl.when(pl.col("rounded_to").is_not_null()).then(ROUNDED).otherwise(0)
                + pl.when(pl.col(cell).is_null()).then(HIDDEN).otherwise(0),
            )
        )
    return pl.concat(found).select(pl.col(name).cast(kind) for name, kind in TALLY.items())


def _summed_up(tally: pl.DataFrame) -> pl.DataFrame:
    """The rows sent, and the longer periods that were not sent and whose parts all were."""
    by = [name for name in tally.columns if name not in ("count", "fingerprint", "sent")]
    for kind, parts in _PARTS.items():
        for part, needed in parts:
            summed = (
                tally.filter(pl.col("period_kind") == part)
                .with_columns(
                    period_kind=pl.lit(kind),
                    period_start=PERIODS[kind](pl.col("period_start")).cast(pl.Date),
                )
                .group_by(by)
                .agg(*ADDED, parts=pl.len())
                .filter(pl.col("parts") == needed)
                .drop("parts")
                .join(tally, on=by, how="anti", nulls_equal=True)
            )
            tally = pl.concat([tally, summed.select(tally.columns)])
    return tally.filter((pl.col("characteristic") == "all") | (pl.col("period_kind") == "year"))


def _with_spans(days: Days, rows: pl.DataFrame) -> Days:
    return {
        area: joined(
            [
                *spans,
                *(
                    Span(first, last)
                    for first, last in rows.filter(pl.col("area") == area)
                    .select("period_start", "period_end")
                    .iter_rows()
                ),
            ]
        )
        for area, spans in days.items()
    }
