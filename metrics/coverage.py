"""Which days of which area the loaded extracts speak of, for the fields that a measure needs."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

ONE_DAY = dt.timedelta(days=1)

SAME = {
    "early_help_episodes.start_date": "early_help_records.start_date",
    "early_help_episodes.end_date": "early_help_records.end_date",
    "early_help_episodes.end_reason": "early_help_records.end_reason",
    "early_help_episodes.lead_agency": "early_help_records.lead_agency",
    "section_47_enquiries.end_date": "enquiry_endings.end_date",
    "section_47_enquiries.outcome": "enquiry_endings.outcome",
    "assessments.child_seen_alone": "assessment_practice.child_seen_alone",
}
"""Fields of case extracts that tell what a return's field tells: either of the two covers a day."""


@dataclass(frozen=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    def overlap(self, other: "Span") -> "Span | None":
        """The days that both have, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    @property
    def days(self) -> int:
        """How many days, the first and the last included."""
        return (self.last - self.first).days + 1


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as the fewest spans, in order; spans that touch become one."""
    joined_so_far: list[Span] = []
    for span in sorted(spans):
        last = joined_so_far[-1] if joined_so_far else None
        if last is not None and span.first <= last.last + ONE_DAY:
            joined_so_far[-1] = Span(last.first, max(last.last, span.last))
        else:
            joined_so_far.append(span)
    return tuple(joined_so_far)


def in_both(ours: Iterable[Span], theirs: Iterable[Span]) -> tuple[Span, ...]:
    """The days that stand in both."""
    theirs = tuple(theirs)
    return joined(both for one in ours for other in theirs if (both := one.overlap(other)))


@dataclass(frozen=True)
class Covered:
    """The days covered, by area and "table.column"."""

    spans: dict[tuple[str, str], tuple[Span, ...]]

    @classmethod
    def of(
        cls, coverage: pl.DataFrame, as_at: dt.date, left: Mapping[str, dt.date] | None = None
    ) -> "Covered":
        """From the Coverage table, no day counted after `as_at`, nor after an area `left` the partnership."""
        spans: dict[tuple[str, str], list[Span]] = {}
        for area, field, first, last in coverage.select(
            "area", "field", "covers_from", "covers_to"
        ).iter_rows():
            until = min(last, as_at, (left or {}).get(area, as_at))
            if first <= until:
                spans.setdefault((area, field), []).append(Span(first, until))
        for (area, field), found in list(spans.items()):
            if field in SAME:
                spans.setdefault((area, SAME[field]), []).extend(found)
        return cls({key: joined(found) for key, found in spans.items()})

    def of_field(self, field: str) -> dict[str, tuple[Span, ...]]:
        """The days on which one field is covered, by area."""
        return {area: spans for (area, name), spans in self.spans.items() if name == field}

    def days(self, area: str, fields: Iterable[str]) -> tuple[Span, ...]:
        """The days on which all of the fields are covered in an area; none if one never is."""
        spans: tuple[Span, ...] | None = None
        for field in fields:
            here = self.spans.get((area, field), ())
            spans = here if spans is None else in_both(spans, here)
        return spans or ()

    def missing(self, areas: Iterable[str], fields: Iterable[str]) -> tuple[str, ...]:
        """The fields that no extract of any of the areas fills."""
        areas = tuple(areas)
        return tuple(
            field for field in fields if not any((area, field) in self.spans for area in areas)
        )


def within(date: str, days_by_area: dict[str, tuple[Span, ...]]) -> pl.Expr:
    """True for rows whose `date` is one of the area's days. A null date is within."""
    tests = [
        (pl.col("area") == area) & pl.col(date).is_between(span.first, span.last)
        for area, spans in days_by_area.items()
        for span in spans
    ]
    dated = pl.any_horizontal(tests) if tests else pl.lit(False)
    return dated | pl.col(date).is_null()


def history_from(date: str, days_by_area: dict[str, tuple[Span, ...]]) -> pl.Expr:
    """The first day of the unbroken run of covered days in which `date` lies; null outside any.

    Ruling 16's P (1 April of the first loaded year) where the years were loaded without a gap.
    """
    return _of_the_run(date, days_by_area, lambda span: span.first)


def covered_until(date: str, days_by_area: dict[str, tuple[Span, ...]]) -> pl.Expr:
    """The last day of the unbroken run of covered days in which `date` lies; null outside any."""
    return _of_the_run(date, days_by_area, lambda span: span.last)


def _of_the_run(
    date: str, days_by_area: dict[str, tuple[Span, ...]], day: Callable[[Span], dt.date]
) -> pl.Expr:
    found: pl.Expr = pl.lit(None, dtype=pl.Date)
    for area, spans in days_by_area.items():
        for span in spans:
            inside = (pl.col("area") == area) & pl.col(date).is_between(span.first, span.last)
            found = pl.when(inside).then(pl.lit(day(span))).otherwise(found)
    return found
