"""Ofsted's Annex A workbook: lists of children and events, each found by its headings.

Neither the name nor the order of a sheet counts, nor where in it the headings stand.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from data.formats import Progress, Raw, Sighting
from data.formats.annex_a_lists import (
    LIST_OF_ADULTS,
    LISTS,
    OF_A_CHILD,
    Column,
    List,
    plain,
)
from data.formats.workbooks import Workbook, looks_like_a_workbook, open_workbook
from data.problems import UserError

NAME: Final = "Annex A"
MONTHS_IN_LISTS: Final = 6
ROWS_SEARCHED_FOR_HEADINGS: Final = 20


# What a column of the workbook fills, where that is not the column of the same name.
_FILLS_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "children.child": (),
    "children.birth_date": ("children.birth_month",),
    "children.disabilities": ("children.disabled",),
    "assessments.in_need": ("assessments.not_in_need",),
    "section_47_enquiries.conference_date": ("conferences.enquiry", "conferences.conference_date"),
    "section_47_enquiries.plan_made": ("conferences.plan_made",),
    # Only the latest review is there, which says nothing about those before it.
    "plans.review_date": (),
}


def _filled(table: str, column: str) -> tuple[str, ...]:
    name = f"{table}.{column}"
    return _FILLS_ELSEWHERE.get(name, (name,))


def _all_that_can_be_filled() -> dict[str, tuple[str, ...]]:
    columns = [("children", column) for column in OF_A_CHILD]
    columns += [(known.table, column) for known in LISTS if known.table for column in known.columns]
    names = [name for table, column in columns for name in _filled(table, column.ours)]
    tables = dict.fromkeys(name.partition(".")[0] for name in names)
    return {
        table: tuple(name.partition(".")[2] for name in names if name.startswith(f"{table}."))
        for table in tables
    }


FILLS: Final = _all_that_can_be_filled()


def recognises(path: Path) -> bool:
    """Whether the file is a workbook of any kind, by what it holds and not by its name."""
    return looks_like_a_workbook(path)


def covers_from(as_at: dt.date) -> dt.date:
    """The first of the six months that end with the extract's date."""
    day_after = pl.Series([as_at + dt.timedelta(days=1)])
    first: dt.date = day_after.dt.offset_by(f"-{MONTHS_IN_LISTS}mo").item()
    return first


@dataclass(frozen=True)
class _Found:
    """A sheet that is one of the lists: the row of its headings, and where our columns stand."""

    sheet: str
    of: List
    heading_row: int
    columns: dict[str, int]


def read(path: Path, progress: Progress | None = None) -> Raw:
    """Every list that the workbook holds, as text.

    Raises UserError if it cannot be opened, holds no list, or a heading stands twice.
    """
    workbook = open_workbook(path)
    found: list[_Found] = []
    sightings: list[Sighting] = []
    for sheet in workbook.sheet_names:
        is_list = _list_on(workbook, sheet, sightings)
        if is_list:
            found.append(is_list)
    if not found:
        raise UserError(
            f"{path.name} is a workbook, but no sheet in it has the headings of an Annex A list.\n"
            "Keep Ofsted's headings, such as 'Child Unique ID' and 'Date of referral', in one row."
        )
    tables: dict[str, list[pl.DataFrame]] = {}
    rows = 0
    for number, place in enumerate(found, start=1):
        frame = _rows_of(workbook, place, sightings).with_columns(
            child_row=pl.int_range(rows, rows + pl.len(), dtype=pl.UInt32)
        )
        rows += frame.height
        tables.setdefault("children", []).append(frame)
        if place.of.table:
            tables.setdefault(place.of.table, []).append(frame)
        if progress:
            progress(number / len(found))
    return _raw(tables, found, sightings, rows)


def _list_on(workbook: Workbook, sheet: str, sightings: list[Sighting]) -> _Found | None:
    """Which list a sheet is, by the first row that has the headings of one."""
    nearly: Sighting | None = None
    for number, row in enumerate(workbook.top(sheet, ROWS_SEARCHED_FOR_HEADINGS), start=1):
        headings = [plain(cell) for cell in row]
        if any(LIST_OF_ADULTS.matches(heading) for heading in headings):
            return None
        for known in LISTS:
            wanted = (*OF_A_CHILD, *known.columns)
            needed = ("child", *(column.ours for column in known.columns[: known.needed]))
            places = {column.ours: _places(column, wanted, headings) for column in wanted}
            if all(places[ours] for ours in needed):
                columns = {
                    ours: _only(places, ours, sheet, number, row) for ours in places if places[ours]
                }
                return _Found(sheet, known, number, columns)
            if nearly is None and places["child"] and places[needed[1]]:
                missing = next(column for column in known.columns if not places[column.ours])
                nearly = Sighting("list_incomplete", missing.heading, number, known.table, sheet)
    if nearly:
        sightings.append(nearly)
    return None


def _places(column: Column, wanted: tuple[Column, ...], headings: list[str]) -> list[int]:
    """Where a column's heading stands: by name, or by a pattern where no other column has that name."""
    named = [place for place, heading in enumerate(headings) if heading and column.matches(heading)]
    if named:
        return named
    return [
        place
        for place, heading in enumerate(headings)
        if heading
        and column.resembles(heading)
        and not any(other.matches(heading) for other in wanted)
    ]


def _only(places: dict[str, list[int]], ours: str, sheet: str, number: int, row: list[str]) -> int:
    """The one place of a column. Two headings for one column are refused: which is right, nobody can say."""
    if len(places[ours]) > 1:
        both = "' and '".join(row[place].strip() for place in places[ours])
        raise UserError(
            f"Sheet '{sheet}', row {number}: '{both}' are headings of the same column.\n"
            "Remove or rename the one that should not be read."
        )
    return places[ours][0]


def _rows_of(workbook: Workbook, place: _Found, sightings: list[Sighting]) -> pl.DataFrame:
    """A list's rows, and what is at fault in its cells."""
    ours_at = {at: ours for ours, at in place.columns.items()}
    headings = {column.ours: column.heading for column in (*OF_A_CHILD, *place.of.columns)}
    at_fault = workbook.cells_without_value(place.sheet).filter(
        pl.col("column").is_in(list(ours_at)), pl.col("position") > place.heading_row
    )
    sightings += [
        Sighting(rule, headings[ours_at[column]], position, place.of.table, place.sheet)
        for position, column, rule in at_fault.iter_rows()
    ]
    return workbook.below(place.sheet, place.heading_row, place.columns).with_columns(
        sheet=pl.lit(place.sheet)
    )


def _raw(
    tables: dict[str, list[pl.DataFrame]], found: list[_Found], sightings: list[Sighting], rows: int
) -> Raw:
    about_rows = ("child_row", "sheet", "position")
    of_child = tuple(column.ours for column in OF_A_CHILD)
    columns = {"children": of_child} | {
        known.table: tuple(column.ours for column in known.columns)
        for known in LISTS
        if known.table
    }
    stacked = {
        table: pl.concat(frames, how="diagonal").select(
            *about_rows, pl.col("^(" + "|".join(columns[table]) + ")$")
        )
        for table, frames in tables.items()
    }
    stacked["children"] = stacked["children"].drop("child_row")
    if "review_date" in stacked.get("plans", pl.DataFrame()).columns:
        stacked["reviews"] = (
            stacked["plans"]
            .with_row_index("plan_row")
            .filter(pl.col("review_date").is_not_null())
            .select("plan_row", *about_rows, "review_date")
        )
    fills = [
        name
        for place in found
        for ours in place.columns
        for table in (
            ("children",) if ours in of_child else (place.of.table,) if place.of.table else ()
        )
        for name in _filled(table, ours)
    ]
    named = [("children", column) for column in OF_A_CHILD]
    named += [(known.table, column) for known in LISTS for column in known.columns]
    return Raw(
        tables=stacked,
        style="workbook",
        fills=tuple(dict.fromkeys(fills)),
        names={f"{table}.{column.ours}": column.heading for table, column in named}
        | {"reviews.review_date": "Date of latest review conference"},
        rows=rows,
        sightings=tuple(sightings),
    )
