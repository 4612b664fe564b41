"""The closed list of what a release prints: which periods, of which areas, with which groups.

Only a closed list can be protected. Totals go by month (where a usual month has enough events and
no month so few that it must be hidden), quarter (where few of them must be hidden) and year; groups and
categories by year and the last three years together; nothing rolls.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

import polars as pl

from data.problems import day_in_words
from metrics.areas import PARTNERSHIP as PARTNERSHIP
from metrics.characteristics import GROUPINGS, NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.counts import PERIODS
from metrics.coverage import ONE_DAY, Span
from metrics.disclosure.policy import Policy, is_small
from metrics.measure import Measure, Share


@dataclass(frozen=True)
class Period:
    """A month, quarter, year or three years; `days` are those of it that the extracts cover."""

    kind: str
    first: dt.date
    last: dt.date
    label: str
    days: tuple[Span, ...]
    snapshot: bool = False

    @property
    def part(self) -> bool:
        """True when the extracts cover only a part of it. A snapshot needs its day alone."""
        return not self.snapshot and self.days != (Span(self.first, self.last),)

    @property
    def ended(self) -> bool:
        """False while its last day is still to come, or not yet covered."""
        return self.days[-1].last == self.last


_MONTHS = {"month": 1, "quarter": 3, "year": 12, "three_years": 36}


def months_later(first: dt.date, months: int) -> dt.date:
    """The first day of the month so many months on, or back."""
    month = first.month - 1 + months
    return dt.date(first.year + month // 12, month % 12 + 1, 1)


def period(kind: str, first: dt.date, days: Iterable[Span]) -> Period:
    """The period of a kind that begins on `first`, with what is covered of it."""
    whole = Span(first, months_later(first, _MONTHS[kind]) - ONE_DAY)
    covered = tuple(both for span in days if (both := span.overlap(whole)))
    label = _label(kind, whole)
    if covered and covered != (whole,):
        label += f" (part: {day_in_words(covered[0].first)} to {day_in_words(covered[-1].last)})"
    return Period(kind, whole.first, whole.last, label, covered)


def _label(kind: str, whole: Span) -> str:
    if kind == "month":
        return f"{whole.first:%B %Y}"
    if kind == "quarter":
        return f"{whole.first:%B} to {whole.last:%B %Y}"
    year = f"{whole.first.year}-{(whole.first.year + 1) % 100:02}"
    of_school = "school year " if whole.first.month == 9 else ""
    if kind == "year":
        return of_school + year
    return f"{of_school}{year} to {whole.last.year - 1}-{whole.last.year % 100:02}"


def on_the_day(snapshot: Period) -> Period:
    """A snapshot's period: it speaks of its last day alone."""
    last = Span(snapshot.last, snapshot.last)
    label = day_in_words(snapshot.last)
    return Period(snapshot.kind, snapshot.first, snapshot.last, label, (last,), snapshot=True)


def periods(measure: Measure, days: tuple[Span, ...]) -> tuple[Period, ...]:
    """The periods that a measure can be printed for in an area with these days.

    A snapshot is printed where its day is covered. A month is printed whole or not at all. The
    three years are the last whole ones, and never of snapshots, which do not add up. Categories of
    events are printed by year: a quarter has a handful of each, and hiding them hides the quarter.
    """
    found: list[Period] = []
    for kind in ("year",) if measure.yearly or measure.academic else PERIODS:
        firsts = {first for span in days for first in _firsts(kind, span, measure.academic)}
        here = [period(kind, first, days) for first in sorted(firsts)]
        if measure.snapshot:
            here = [
                on_the_day(one)
                for one in here
                if kind != "month" and any(s.first <= one.last <= s.last for s in one.days)
            ]
        elif kind != "year" and isinstance(measure, Share):
            here = []
        elif kind == "month":
            here = [one for one in here if not one.part]
        found += here
    years = [one for one in found if one.kind == "year" and not one.part]
    if (
        not measure.snapshot
        and len(years) >= 3
        and years[-1].first == months_later(years[-3].first, 24)
    ):
        found.append(period("three_years", years[-3].first, days))
    return tuple(found)


PERIOD_START: dict[str, Callable[[dt.date], dt.date]] = {
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    "year": lambda day: dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1),
}


def school_year(day: dt.date) -> dt.date:
    """1 September of the school year that a day belongs to."""
    return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def _firsts(kind: str, span: Span, academic: bool) -> list[dt.date]:
    """The first days of the periods of a kind that a span of days touches."""
    found = [school_year(span.first) if academic else PERIOD_START[kind](span.first)]
    while (following := months_later(found[-1], _MONTHS[kind])) <= span.last:
        found.append(following)
    return found


def together(by_area: Mapping[str, tuple[Period, ...]]) -> tuple[Period, ...]:
    """The periods printed for the partnership: those that all its areas have, the same days covered."""
    first, *others = by_area.values()
    return tuple(one for one in first if all(one in other for other in others))


MOST_QUARTERS_HIDDEN = 0.25
"""Beyond this share of quarters with a count to hide, a measure is printed by year: our choice."""


def worth_printing(
    kind: str,
    counts: pl.DataFrame,
    here: Iterable[Period],
    enough: int,
    policy: Policy | None,
) -> bool:
    """Whether an area's totals of a measure are printed by a kind of period.

    Months: where a usual month has at least `enough` events and none has so few as to be hidden; a
    hidden month needs another hidden beside it, and both can hide the quarter that a run chart is drawn
    of. Quarters: where few of them are hidden. Years always.

    counts     one row: a count: period_kind, period_start, count, and cell, which is "events" for what a
               usual month is judged by
    here       the periods that could be printed
    policy     None for meetings and the like, of which small counts are shown
    """
    firsts = [one.first for one in here if one.kind == kind]
    own = counts.filter(pl.col("period_kind") == kind, pl.col("period_start").is_in(firsts))
    few = pl.lit(False) if policy is None else is_small(pl.col("count"), policy)
    small = own.filter(few)["period_start"].n_unique()
    if kind == "month":
        events = dict(
            own.filter(pl.col("cell") == "events").select("period_start", "count").iter_rows()
        )
        usual = median(events.get(first, 0) for first in firsts) if firsts else 0
        return small == 0 and usual >= enough
    return kind != "quarter" or small <= MOST_QUARTERS_HIDDEN * len(firsts)


ONLY_THOSE_SEEN = frozenset(
    ("agency", "meeting_kind", "education_sector", "provider_kind", "workforce_sector")
)
"""Characteristics of meetings and providers: a kind that no row is of is not printed as 0."""


def groups(characteristic: str, seen: Iterable[str]) -> list[tuple[str, str, int]]:
    """Code, label and order of the groups printed for a characteristic ("all" for the total).

    A fixed list is printed whole, zeros too. Where the groups are an area's own (localities), those
    seen are printed, in the order of their names.
    """
    if characteristic == "all":
        return [("all", "All children", 0)]
    fixed = GROUPINGS[characteristic].groups  # type: ignore[index]
    if not fixed:
        names = sorted(set(seen) - {NOT_RECORDED})
        fixed = {name: name for name in names} | {NOT_RECORDED: NOT_RECORDED_LABEL}
    if characteristic in ONLY_THOSE_SEEN:
        fixed = {code: label for code, label in fixed.items() if code in set(seen)}
    return [(code, label, order) for order, (code, label) in enumerate(fixed.items())]
