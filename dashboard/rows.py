"""The rows of a release that a page asks for, as dicts in the order they are shown.

Only choosing and sorting: no figure is made here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import index

if TYPE_CHECKING:
    from metrics.release import Release


Row = dict[str, Any]

PARTNERSHIP = "partnership"
THREE_YEARS = "three_years"
BASES = ("completed", "due", "")


def as_at(release: Release) -> dt.date:
    """The day that the files speak of."""
    return dt.date.fromisoformat(release.manifest["as_at"])


def areas(release: Release) -> dict[str, str]:
    """Area code to name, the whole partnership first where it has more than one area."""
    single = {area["code"]: area["name"] for area in release.manifest["areas"] if area["known_to"]}
    if len(single) == 1:
        return single
    return {PARTNERSHIP: "Whole partnership", **single}


@dataclass(frozen=True)
class Period:
    """A yearly period: "year" or "three_years", by the day it ends."""

    kind: str
    end: dt.date


def periods(release: Release) -> dict[str, Period]:
    """Financial years, newest first, then three years together: "2024-25", "2022-25"."""
    found = (
        release.figures.filter(
            pl.col("period_kind").is_in(["year", THREE_YEARS]), pl.col("period_end").dt.month() == 3
        )
        .select("period_kind", "period_end")
        .unique()
        .sort(pl.col("period_kind") == THREE_YEARS, "period_end", descending=[False, True])
    )
    return {
        f"{end.year - (3 if kind == THREE_YEARS else 1)}-{end.year % 100:02}": Period(kind, end)
        for kind, end in found.iter_rows()
    }


def measures(release: Release) -> dict[str, Row]:
    """Id to catalogue row, in the catalogue's order."""
    return index.of(release).measures


def totals(
    release: Release,
    measure: str,
    area: str,
    kind: str,
    basis: str | None = None,
    category: str = "",
) -> list[Row]:
    """One measure over time for all children."""
    found = _of_all(release, measure, area, category).filter(pl.col("period_kind") == kind)
    wanted = basis if basis is not None else _first_basis(found)
    return found.filter(pl.col("basis") == wanted).sort("period_end").to_dicts()


def _first_basis(found: pl.DataFrame) -> str:
    held = set(found["basis"])
    return next((basis for basis in BASES if basis in held), "")


def settled(points: list[Row], signals: list[Row]) -> list[Row]:
    """The points up to the last one that the process limits read.

    What comes after it has not settled yet: work still open counts as no, and the newest months
    would look like a change. A part of a period is left to its label, which says so.
    """
    if not signals:
        return points
    last = signals[-1]["period_end"]
    return [row for row in points if row["part"] or row["period_end"] <= last]


FEWEST_POINTS = 5
MOST_SHOWN = 0.5
"""The share of points that must be shown for a run chart to be worth drawing."""


def _of_all(release: Release, measure: str, area: str, category: str) -> pl.DataFrame:
    """Every figure of all children together, or of one part of a share."""
    return (
        index.of(release)
        .figures(measure, area)
        .filter(pl.col("characteristic") == "all", pl.col("category") == category)
    )


def enough_to_draw_small(points: list[Row]) -> bool:
    """Whether a small line says something: enough points, and not more gaps than line."""
    shown = sum(row["value"] is not None for row in points)
    return shown >= FEWEST_POINTS and 2 * shown > len(points)


def bases(release: Release, measure: str) -> list[str]:
    """The ways a clock's children are counted, the published one first; one empty for no clock."""
    held = index.of(release).bases.get(measure, set())
    return [basis for basis in BASES if basis in held]


def kinds(release: Release, measure: str, area: str, category: str = "") -> list[str]:
    """The kinds of period worth drawing, the one with process limits first.

    A kind of which more is hidden than shown is left out, unless there is no other.
    """
    held = _of_all(release, measure, area, category).filter(pl.col("period_kind") != THREE_YEARS)
    shown = dict(
        held.group_by("period_kind")
        .agg((pl.col("value").is_not_null() | pl.col("numerator").is_not_null()).mean())
        .iter_rows()
    )
    usual = usual_kind(release, measure, area, category)
    order = sorted(("month", "quarter", "year"), key=lambda kind: kind != usual)
    some = [kind for kind in order if shown.get(kind, 0) > 0]
    return [kind for kind in some if shown[kind] >= MOST_SHOWN] or some


def newest(rows: list[Row]) -> Row | None:
    """The newest row of a whole period with something to count, else the newest of all."""
    whole = [row for row in rows if not row["part"]]
    found = [row for row in whole if row["reason"] != "no events"] or whole or rows
    return found[-1] if found else None


def latest(release: Release, measure: Row, area: str) -> tuple[Row | None, Row | None]:
    """The newest settled figure of a measure in an area, and what the run chart says of it."""
    where, main = place(measure, area), main_category(measure)
    told = signals(release, measure["id"], where, category=main)
    kind = usual_kind(release, measure["id"], where, main)
    figure = newest(settled(totals(release, measure["id"], where, kind, category=main), told))
    same = [one for one in told if figure and one["period_end"] == figure["period_end"]]
    return figure, same[-1] if same else None


def groups(
    release: Release,
    measure: str,
    area: str,
    characteristic: str,
    period: Period,
    basis: str | None = None,
) -> list[Row]:
    """One measure by one characteristic in one period, in the code list's order.

    A count of children on a day is never added over years: three years give their last day.
    """
    of = measures(release)[measure]
    # A school year belongs to the financial year in which it ends.
    ends = pl.col("period_end") == period.end
    if of["academic"]:
        year_before = period.end.replace(year=period.end.year - 1)
        ends = (pl.col("period_end") > year_before) & (pl.col("period_end") <= period.end)
    found = (
        index.of(release)
        .figures(measure, area)
        .filter(
            pl.col("characteristic") == characteristic,
            pl.col("period_kind") == ("year" if of["snapshot"] else period.kind),
            ends,
        )
    )
    wanted = basis if basis is not None else _first_basis(found)
    return found.filter(pl.col("basis") == wanted).sort("category_order", "group_order").to_dicts()


def everyone(
    release: Release,
    measure: str,
    area: str,
    period: Period,
    basis: str | None = None,
    category: str = "",
) -> Row | None:
    """The figure of all children in one yearly period, or of one part of a share."""
    found = groups(release, measure, area, "all", period, basis)
    return next((row for row in found if row["category"] == category), None)


def breakdowns(release: Release, measure: str, area: str) -> list[str]:
    """Characteristics that the release prints for a measure, in the catalogue's order."""
    held = set(index.of(release).figures(measure, area)["characteristic"])
    return [name for name in measures(release)[measure]["breakdowns"] if name in held]


def categories(release: Release, measure: str, area: str, period: Period) -> list[Row]:
    """The parts of a share in one period, all children."""
    return groups(release, measure, area, "all", period)


def signals(
    release: Release,
    measure: str,
    area: str,
    basis: str | None = None,
    category: str = "",
    kind: str | None = None,
) -> list[Row]:
    """The process limits and what they say of each point; empty for a kind of period they do not use."""
    found = (
        index.of(release)
        .signals(measure, area)
        .filter(pl.col("category") == category, pl.col("period_kind") != EVENT)
    )
    if kind is not None:
        found = found.filter(pl.col("period_kind") == kind)
    wanted = basis if basis is not None else _first_basis(found)
    return found.filter(pl.col("basis") == wanted).sort("period_end").to_dicts()


EVENT = "event"
"""The kind of period of a point that stands for one event and the time since the one before it."""


def between(release: Release, measure: str, area: str) -> list[Row]:
    """The points of a chart of days, or opportunities, between rare events; most measures have none."""
    found = index.of(release).signals(measure, area).filter(pl.col("period_kind") == EVENT)
    return found.sort("period_start", "period_end").to_dicts()


def usual_kind(release: Release, measure: str, area: str, category: str = "") -> str:
    """The kind of period that process limits are drawn from; years where no other is printed."""
    points = signals(release, measure, area, category=category)
    if points:
        return str(points[0]["period_kind"])
    by_quarter = index.of(release).figures(measure, area).filter(pl.col("period_kind") == "quarter")
    return "quarter" if by_quarter.height else "year"


def newest_signals(release: Release, area: str) -> list[Row]:
    """The newest point of every measure's total, in the catalogue's order; one basis for each clock."""
    return [points[-1] for points in _each(release, area) if points]


def _each(release: Release, area: str) -> Iterator[list[Row]]:
    """The points of every measure in an area, of a duration those of its middle, of rare events these."""
    for name, row in measures(release).items():
        by_event = between(release, name, area)
        yield by_event or signals(release, name, area, category=main_category(row))


def states(release: Release, measure: str, area: str, row: Row) -> list[Row]:
    """What stands beside one figure: outcome states of its period, and what is open or undated now."""
    return (
        index.of(release)
        .states(measure, area)
        .filter(
            pl.col("basis").is_in([row["basis"], "beside", ""]),
            (pl.col("period_kind").is_in(["now", "no date"]))
            | (
                (pl.col("period_kind") == row["period_kind"])
                & (pl.col("period_start") == row["period_start"])
            ),
        )
        .to_dicts()
    )


def revised(release: Release, figures: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Those of some figures that are others than in the release before, each with what is said of it."""
    if not figures:
        return []
    place = ("characteristic", "group", "category", "basis", "period_kind", "period_start")
    measure, area = figures[0]["measure"], figures[0]["area"]
    said = {
        tuple(row[name] for name in place): row
        for row in index.of(release).revisions(measure, area).iter_rows(named=True)
    }
    found = ((row, said.get(tuple(row[name] for name in place))) for row in figures)
    return [(row, revision) for row, revision in found if revision is not None]


def overdue(release: Release, measure: str, area: str) -> Row | None:
    """What is overdue on the day of the files, or nothing where the files cannot show it."""
    found = (
        index.of(release)
        .states(measure, area)
        .filter(
            pl.col("period_kind") == "now",
            pl.col("state") == "overdue",
        )
    )
    return found.row(0, named=True) if found.height else None


def place(measure: Row, area: str) -> str:
    """The area whose figures of a measure are shown: what is the whole partnership's has no other."""
    return PARTNERSHIP if measure["whole"] else area


def main_category(measure: Row) -> str:
    """The category that stands for a measure over time: of a duration, its middle."""
    return "half" if measure["kind"] == "duration" else ""


NOTHING_OWED = (
    "Nobody has said yet which returns each agency owes. The partnership's office says so in the return "
    "“Returns that each agency owes”: partnership template returns_due"
)


def returns(release: Release) -> list[Row]:
    """Every return owed, the newest first."""
    return release.returns.sort("due_date", "agency", descending=[True, False]).to_dicts()


def senders(release: Release, measure: str, area: str) -> list[str]:
    """Who sent totals of a measure for an area, or for any area of the partnership."""
    found = release.quality.filter(
        pl.col("topic") == "sent in totals",
        pl.col("subject") == measure,
        (pl.col("area") == area) | pl.lit(area == PARTNERSHIP),
    )
    return found["detail"].unique().sort().to_list()


def children(release: Release, measure: str, area: str, year: Period) -> Row | None:
    """Different children behind the figure of one financial year."""
    # A school year ends five months later than the financial year that it begins in.
    months = "19mo" if measures(release)[measure]["academic"] else "12mo"
    found = release.children.filter(
        pl.col("measure") == measure,
        pl.col("area") == area,
        pl.col("period_start").dt.offset_by(months).dt.year() == year.end.year,
    )
    return found.row(0, named=True) if found.height and year.kind == "year" else None


def comparators(
    release: Release, measure: str, area: str, category: str | None = "", by: str = "all"
) -> list[Row]:
    """Published figures of England and of the area's region (all regions of the whole partnership).

    After them the middle of the area's statistical neighbours. Figures that were not shown are left out.
    by  "all" for all children, else the characteristic of whose groups they are
    """
    regions = {
        one["region"]
        for one in release.manifest["areas"]
        if one.get("region") and area in (PARTNERSHIP, one["code"])
    }
    middle = (pl.col("level") == "neighbours") & (pl.col("statistic") == "median")
    found = release.comparators.filter(
        pl.col("measure") == measure,
        pl.col("characteristic") == by,
        pl.col("value").is_not_null(),
        (pl.col("level") == "England")
        | ((pl.col("level") == "region") & pl.col("geography").is_in(list(regions)))
        | (middle & (pl.col("of_area") == area)),
    ).with_columns(
        geography=pl.when(middle).then(pl.lit("Neighbours’ middle")).otherwise("geography")
    )
    if category is not None:
        found = found.filter(pl.col("category") == category)
    order = pl.col("level").replace_strict({"England": 0, "region": 1, "neighbours": 2})
    return found.sort(order, "geography", "year").to_dicts()


def quality(release: Release, topic: str, area: str | None = None) -> list[Row]:
    """What can be trusted, by topic."""
    found = release.quality.filter(pl.col("topic") == topic)
    if area is not None:
        found = found.filter(pl.col("area").is_in([area, ""]))
    return found.to_dicts()


def as_counts(measure: Row, found: list[Row]) -> tuple[Row, list[Row]]:
    """Where no rate can be printed because residents are not known, the numbers stand for it."""
    unknown = [row for row in found if row["reason"] == "population not known"]
    if not unknown or any(row["value"] is not None for row in found):
        return measure, found
    return {**measure, "unit": "count"}, [
        {
            **row,
            "value": row["numerator"],
            "reason": None if row["numerator"] is not None else row["reason"],
        }
        for row in found
    ]


def shown_share(release: Release, measure: str) -> bool:
    """Whether a measure is split into parts of a whole."""
    return bool(measures(release)[measure]["kind"] == "share")


def guidance_limit(release: Release, parts: list[Row]) -> tuple[str, str] | None:
    """The last part that lies within a limit of the guidance, where the parts are working days."""
    limits = [
        release.manifest["conventions"].get(name)
        for name in ("conference_working_days", "assessment_working_days")
    ]
    for row in parts:
        numbers = [part for part in row["category"].replace("_", "-").split("-") if part.isdigit()]
        if "days" in row["measure"] and len(numbers) == 2 and int(numbers[1]) in limits:
            return row["category"], f"day {numbers[1]}, the limit of the guidance"
    return None


SERIOUS = ("worse", "changed", "better")


DAYS_BACK = 184
"""How long a change stays on the home page after its points are usual again: partners meet by quarter."""


def to_look_into(release: Release, area: str) -> list[Row]:
    """Changed points, for the worse first; under each meaning what has changed now comes first.

    After the chosen area's own come those of single areas, which the whole partnership can hide, and
    those of the last half-year that are usual again: these have the newest period's label as `back`.
    The same change of a measure is there once.
    """
    places = list(areas(release)) if area == PARTNERSHIP else [area]
    found = [
        {**point, "back": points[-1]["period_label"] if point is not points[-1] else ""}
        for place in places
        for points in _each(release, place)
        for point in _changed(points)[-1:]
    ]
    found.sort(key=lambda row: row["back"] != "")
    once: dict[tuple[str, str], Row] = {}
    for row in found:
        once.setdefault((row["measure"], row["meaning"]), row)
    return [row for meaning in SERIOUS for row in once.values() if row["meaning"] == meaning]


def _changed(points: list[Row]) -> list[Row]:
    """The newest points that changed, unless it cannot be told whether they are usual again."""
    if not points or points[-1]["meaning"] == "":
        return []
    since = points[-1]["period_end"] - dt.timedelta(days=DAYS_BACK)
    return [row for row in points if row["meaning"] in SERIOUS and row["period_end"] > since]


def of_measures(found: list[Row], wanted: dict[str, Row]) -> list[Row]:
    """The rows of some measures."""
    return [row for row in found if row["measure"] in wanted]


def of_area(found: list[Row], area: str) -> list[Row]:
    """The rows of an area, or of the whole partnership where the area has none of its own."""
    own = [row for row in found if row["area"] == area]
    return own or [row for row in found if row["area"] in (PARTNERSHIP, "")]


def searched(found: dict[str, Row], theme: str, sought: str) -> list[Row]:
    """Measures of a theme (all of them if empty) that hold all the words."""
    words = sought.casefold().split()
    return [
        row
        for row in found.values()
        if theme in ("", row["theme"])
        for text in [
            " ".join(
                str(row[part]) for part in ("id", "catalogue", "title", "question", "definition")
            )
        ]
        if all(word in text.casefold() for word in words)
    ]


MOST_PARTS = 12
"""So many parts of a whole are drawn before the reader asks for all."""


def largest(parts: list[Row]) -> list[Row]:
    """The parts that are found most often, most often first."""
    shown = [row for row in parts if row["value"] is not None]
    return sorted(shown, key=lambda row: row["value"], reverse=True)[:MOST_PARTS]
