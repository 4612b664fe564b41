"""The published figures that a page asks for: England, region, neighbours, all authorities of a year.

Only choosing and sorting; where a point lies is worked out by `metrics.funnel`, with the lines it draws.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import index, rows
from metrics import funnel

if TYPE_CHECKING:
    from metrics.release import Release

Row = dict[str, Any]

FEWEST_AUTHORITIES = 3
"""So many other authorities must have a figure for a funnel to be offered."""


def of_our_years(release: Release, measure: str, area: str, category: str = "") -> list[Row]:
    """England, regions and the neighbours' middle, of the years that `_up_to_ours` leaves."""
    return _up_to_ours(release, measure, area, rows.comparators(release, measure, area, category))


def _up_to_ours(release: Release, measure: str, area: str, found: list[Row]) -> list[Row]:
    """Published figures up to the year of our own newest whole period; all where none is so early.

    A page sets one year beside one, in its words and in its chart.
    """
    whole = index.of(release).figures(measure, area).filter(~pl.col("part"))
    ours = whole["period_end"].max()
    return [row for row in found if isinstance(ours, dt.date) and _begun(row, ours)] or found


def wide(release: Release, measure: str, area: str, category: str = "") -> list[Row]:
    """The newest of these figures of England and of each region that the area is compared with."""
    found = of_our_years(release, measure, area, category)
    return _newest([row for row in found if row["level"] in ("England", "region")])


def _begun(row: Row, day: dt.date) -> bool:
    """Whether the year of a published figure is that of a day or an earlier one."""
    last_month = 8 if row["school_year"] else 3
    return bool(row["year"] <= day.year + (day.month > last_month))


def groups(
    release: Release, measure: str, area: str, by: str, year: int, category: str = ""
) -> list[Row]:
    """What was published of the groups of a characteristic: of each place the newest year up to `year`."""
    found = [
        row for row in rows.comparators(release, measure, area, category, by) if row["year"] <= year
    ]
    newest = {row["geography"]: row["year"] for row in sorted(found, key=lambda row: row["year"])}
    return [row for row in found if row["year"] == newest[row["geography"]]]


def neighbours(release: Release, measure: str, area: str) -> list[Row]:
    """For each of our areas asked for: the middle, lowest and highest of its neighbours in the newest year.

    One row an area: of_area, year, school_year, release, source, median, lowest, highest, known, of, without
    (neighbours that have no figure of that year: name, and the year of their last one where there is one).
    """
    found = release.comparators.filter(
        pl.col("measure") == measure, pl.col("category") == "", pl.col("characteristic") == "all"
    )
    rows_found = []
    for code in codes(release, area):
        mine = found.filter(pl.col("of_area") == code)
        every = mine.filter(pl.col("level") == "neighbours").to_dicts()
        if not every:
            continue
        together = _up_to_ours(release, measure, area, every)
        year = max(row["year"] for row in together)
        of_year = [row for row in together if row["year"] == year]
        values = {row["statistic"]: row["value"] for row in of_year}
        first = of_year[0]
        rows_found.append(
            {
                **values,
                **{name: first[name] for name in ("year", "school_year", "release", "source")},
                "of_area": code,
                "known": int(first["numerator"]),
                "of": int(first["denominator"]),
                "without": _without(mine.filter(pl.col("level") == "neighbour"), year),
            }
        )
    return rows_found


def _without(each: pl.DataFrame, year: Any) -> list[Row]:
    """Neighbours with no figure of a year, with the mark that stands there or the year of their last row."""
    known = each.filter(pl.col("year") == year)
    marked = known.filter(pl.col("value").is_null()).select("geography", "marker", last="year")
    ended = (
        each.filter(~pl.col("area").is_in(known["area"].implode()))
        .group_by("geography")
        .agg(pl.lit(None, pl.String).alias("marker"), last=pl.col("year").max())
        .filter(pl.col("last") < year)
    )
    return pl.concat([marked, ended]).sort("geography").to_dicts()


def codes(release: Release, area: str) -> list[str]:
    """The codes of an area: all of them for the whole partnership."""
    every = [one["code"] for one in release.manifest["areas"]]
    return [code for code in every if area in (rows.PARTNERSHIP, code)]


def _newest(found: list[Row]) -> list[Row]:
    """The newest row of each place, in the order given."""
    newest: dict[str, Row] = {}
    for row in found:
        held = newest.get(row["geography"])
        if held is None or row["year"] > held["year"]:
            newest[row["geography"]] = row
    return list(newest.values())


@dataclass(frozen=True)
class Funnel:
    """What a funnel plot draws: the authorities of one year, and our own figures of it.

    points   one row an authority: geography, area, value, marker, denominator, place (by the limits that are
             asked for), by_chance (by the plain ones), place_adjusted
    ours     one row an area of ours: name, code, value, denominator, reason, place, by_chance; value null
             where our release does not show it
    centre, centre_of, beyond, scatter  as in the release's `published` frame
    """

    measure: Row
    year: int
    school_year: bool
    points: list[Row]
    ours: list[Row]
    centre: float
    centre_of: str
    beyond: float | None
    scatter: float | None
    release: str
    source: str
    adjusted: bool = False

    @property
    def shown(self) -> list[Row]:
        """The authorities whose figure is known."""
        return [row for row in self.points if row["place"] is not None]


def years(release: Release, measure: str, latest: int) -> list[int]:
    """The years up to `latest` that a funnel can be drawn of, oldest first."""
    counted = (
        release.published.filter(
            pl.col("measure") == measure, pl.col("year") <= latest, pl.col("place").is_not_null()
        )
        .group_by("year")
        .len()
        .filter(pl.col("len") >= FEWEST_AUTHORITIES)
    )
    return sorted(counted["year"])


def funnel_of(
    release: Release, measure: Row, area: str, year: int, *, adjusted: bool = False
) -> Funnel:
    """The funnel of one measure and year, with our own areas in it."""
    found = release.published.filter(
        pl.col("measure") == measure["id"], pl.col("year") == year
    ).sort("geography")
    first = found.filter(pl.col("place").is_not_null()).row(0, named=True)
    beyond = first["beyond"] if adjusted else None
    place = "place_adjusted" if adjusted else "place"
    return Funnel(
        measure=measure,
        year=year,
        school_year=first["school_year"],
        points=found.with_columns(by_chance="place", place=place).to_dicts(),
        ours=_ours(release, measure, area, year, first["centre"], beyond),
        centre=first["centre"],
        centre_of=first["centre_of"],
        beyond=first["beyond"],
        scatter=first["scatter"],
        release=first["release"],
        source=first["source"],
        adjusted=adjusted,
    )


def _ours(
    release: Release, measure: Row, area: str, year: int, centre: float, beyond: float | None
) -> list[Row]:
    names = rows.areas(release)
    figures = [
        {**row, "code": code, "name": names[code], "centre": centre}
        for code in codes(release, area)
        if code in names
        for row in rows.totals(release, measure["id"], code, "year")
        if row["period_end"].year == year and not row["part"]
    ]
    if not figures:
        return []
    frame = pl.DataFrame(figures, infer_schema_length=None)
    unit = measure["unit"]
    return frame.with_columns(
        place=funnel.placed(frame, unit, beyond), by_chance=funnel.placed(frame, unit)
    ).to_dicts()
