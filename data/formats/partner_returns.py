"""Partners' returns, CSV or Excel: one page, what it says of itself above, headings and rows below.

Headings are read in any order and spelling of blanks, capitals and signs; other headings by a mapping that
the partnership saved once. Columns that we do not know are never read.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from data import codes, spelling
from data.formats import Progress, Sighting
from data.formats.workbooks import Workbook, looks_like_a_workbook, open_workbook
from data.problems import UserError
from data.returns.layout import COUNTS, OF_A_CHILD, PERSON, Field, Subject
from data.returns.statement import LABELS, PARTNERSHIP, ColumnMapping, Shape, Statement
from data.returns.subjects import SUBJECTS

NAME: Final = "Partner return"
ROWS_SEARCHED_FOR_HEADINGS: Final = 30
LARGEST_BYTES: Final = 500_000_000
_FEWEST_HEADINGS: Final = 2

FILLS_AS: Final = {"child_facts": "children"}
"""A table of returns to the one whose columns are known through it."""


def _fills() -> dict[str, tuple[str, ...]]:
    filled: dict[str, dict[str, None]] = {}
    for subject in SUBJECTS.values():
        table = FILLS_AS.get(subject.table, subject.table)
        own = [one.name for one in subject.fields if one.name != "child" or table != "children"]
        filled.setdefault(table, {}).update(dict.fromkeys([*own, *subject.fixed]))
    filled["sent_counts"] = dict.fromkeys(("met", "of"))
    return {table: tuple(columns) for table, columns in filled.items()}


FILLS: Final = _fills()


@dataclass(frozen=True)
class Return:
    """One return as text: nothing typed, checked or pseudonymised yet.

    says       what the file says of itself
    subject    what it is of
    shape      rows, or counts
    frame      `position`, and a text column for each column found, under our name
    headings   our column name to the heading in the file
    values     our column name to the sender's own words for our codes
    sightings  what was amiss already while reading
    """

    says: Statement
    subject: Subject
    shape: Shape
    frame: pl.DataFrame
    headings: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    sightings: tuple[Sighting, ...]
    sheet: str = ""


@dataclass(frozen=True)
class _Place:
    """Where the headings stand, and which column each of ours is."""

    subject: Subject
    shape: Shape
    row: int
    columns: dict[str, int]
    cells: list[str]
    says: Statement
    values: Mapping[str, Mapping[str, str]]
    sheet: str = ""


def recognises(
    path: Path, mappings: Iterable[ColumnMapping] = (), given: Statement | None = None
) -> bool:
    """Whether a sheet or the text of the file has the headings of a return, ours or mapped ones."""
    return _found(path, tuple(mappings), given or Statement()) is not None


def read(
    path: Path,
    progress: Progress | None = None,
    mappings: Iterable[ColumnMapping] = (),
    given: Statement | None = None,
) -> Return:
    """The return in a file.

    given  what the user said of it: it must agree with the file
    Raises UserError where a heading stands twice, a needed one is missing, or the file is not whole.
    """
    place = _found(path, tuple(mappings), given or Statement())
    if place is None:
        raise UserError(
            f"{path.name} has no row with the headings of a return.\n"
            "Take the template (partnership template SUBJECT), or save a mapping of its headings."
        )
    _refuse_missing(place, path.name)
    sightings: tuple[Sighting, ...] = ()
    if looks_like_a_workbook(path):
        workbook = open_workbook(path)
        frame = workbook.below(place.sheet, place.row, place.columns)
        sightings = _without_value(workbook, place)
    else:
        frame = _rows_of_text(path, place)
    if progress:
        progress(1.0)
    headings = {ours: place.cells[at].strip() for ours, at in place.columns.items()}
    return Return(
        place.says,
        place.subject,
        place.shape,
        frame,
        headings,
        place.values,
        sightings,
        place.sheet,
    )


def _found(path: Path, mappings: tuple[ColumnMapping, ...], given: Statement) -> _Place | None:
    """The first row with the headings of a return, on the first sheet that has one."""
    if looks_like_a_workbook(path):
        workbook = open_workbook(path)
        for sheet in workbook.sheet_names:
            place = _headings(
                workbook.top(sheet, ROWS_SEARCHED_FOR_HEADINGS), mappings, given, path.name, sheet
            )
            if place:
                return place
        return None
    return _headings(_top_of_text(path), mappings, given, path.name, "")


def _headings(
    rows: list[list[str]],
    mappings: tuple[ColumnMapping, ...],
    given: Statement,
    file: str,
    sheet: str,
) -> _Place | None:
    """The first of some rows that is the headings of a return; what stands above it is its statement."""
    above: dict[str, str] = {}
    for number, cells in enumerate(rows, start=1):
        filled = [cell.strip() for cell in cells if cell.strip()]
        label = _LABELS.get(plain(filled[0])) if filled else None
        if label and len(filled) == 2:
            above[label] = filled[1]
            continue
        if len(filled) < _FEWEST_HEADINGS:
            continue
        mapping = next((one for one in mappings if _fits(cells, one)), None)
        says = given.over(statement_in(above, file), file)
        if mapping is not None:
            says = _filled_in(says, mapping.says)
        known = _kind_of(cells, says, mapping)
        if known:
            subject, shape = known
            columns = _columns(cells, _fields(subject, shape), mapping, number, file)
            words = mapping.values if mapping else {}
            return _Place(subject, shape, number, columns, cells, says, words, sheet)
    return None


_LABELS: Final = {label.lower(): name for name, label in LABELS.items()}


def plain(heading: str) -> str:
    """A heading as it is compared: small letters and digits, parted by single blanks."""
    return " ".join(re.findall(r"[a-z0-9]+", heading.lower()))


def statement_in(above: Mapping[str, str], file: str) -> Statement:
    """What stands above the headings, typed. Raises UserError naming what cannot be read."""
    said: dict[str, object] = {"sender": above.get("sender")}
    readers = {
        "subject": _subject,
        "shape": lambda text: {"rows": "rows", "counts": "counts", "totals": "counts"}.get(
            text.lower()
        ),
        "agency": lambda text: codes.read_code("agency", text),
        "area": _area,
        "covers_from": _day,
        "covers_to": _day,
        "current_as_of": _day,
    }
    for name, read in readers.items():
        if name in above:
            said[name] = read(above[name])
            if said[name] is None:
                raise UserError(
                    f"{file}: what stands beside “{LABELS[name]}” cannot be read.\n{_ALLOWED[name]}"
                )
    return Statement(**said)  # type: ignore[arg-type]


_ALLOWED: Final = {
    "subject": f"Give one of: {', '.join(SUBJECTS)}.",
    "shape": "Give rows (one an event) or counts (totals).",
    "agency": f"Give one of: {', '.join(codes.labels('agency'))}.",
    "area": "Give the three digits of the local authority, or: partnership.",
    **dict.fromkeys(
        ("covers_from", "covers_to", "current_as_of"), "Give a day such as 2025-03-31."
    ),
}


def _subject(text: str) -> str | None:
    return codes.read_code("subject", text) or codes.read_code("subject", text.replace(" ", "_"))


def _area(text: str) -> str | None:
    if "partnership" in text.lower():
        return PARTNERSHIP
    found = re.fullmatch(r"\D*(\d{3})\D*", text)
    return found[1] if found else None


def _day(text: str) -> dt.date | None:
    return spelling.read_workbook_date(text)[0]  # type: ignore[no-any-return]


def _filled_in(says: Statement, otherwise: Statement) -> Statement:
    """What a file says, and for what it does not say what its mapping does."""
    missing = {name: getattr(otherwise, name) for name in LABELS if getattr(says, name) is None}
    return replace(says, **missing)


def _fits(cells: list[str], mapping: ColumnMapping) -> bool:
    here = {plain(cell) for cell in cells}
    return all(plain(heading) in here for heading in mapping.columns)


def _kind_of(
    cells: list[str], says: Statement, mapping: ColumnMapping | None
) -> tuple[Subject, Shape] | None:
    """What a row of headings belongs to. A subject is never guessed: many lists have a child and a date."""
    if says.subject is None:
        return None
    subject = SUBJECTS[says.subject]
    if _names(cells, COUNTS, None) >= {"measure", "period_start", "met"}:
        return subject, "counts"
    found = _names(cells, subject.fields, mapping)
    return (subject, "rows") if len(found) >= _FEWEST_HEADINGS else None


def _fields(subject: Subject, shape: Shape) -> tuple[Field, ...]:
    return COUNTS if shape == "counts" else subject.fields


def _missing(fields: tuple[Field, ...], subject: Subject, found: set[str]) -> list[str]:
    """The headings without which no row can be kept."""
    lacking = [one.heading for one in fields if one.needed and one.name not in found]
    if fields is not COUNTS:
        if PERSON in subject.keys and not found & set(OF_A_CHILD):
            lacking.append("Local authority child id")
        lacking += [
            one.heading
            for one in fields
            if one.name in subject.keys and one.kind == "identifier" and one.name not in found
        ]
    return list(dict.fromkeys(lacking))


def _names(cells: list[str], fields: tuple[Field, ...], mapping: ColumnMapping | None) -> set[str]:
    return {one.name for one in fields if _at(cells, one, mapping)}


def _at(cells: list[str], one: Field, mapping: ColumnMapping | None) -> list[int]:
    """Where a column stands: by its mapping, its heading, our name for it, or another usual heading."""
    if mapping is not None:
        theirs = {plain(a) for a, ours in mapping.columns.items() if ours == one.heading}
        if theirs:
            return [at for at, cell in enumerate(cells) if plain(cell) in theirs]
    usual = {plain(one.heading), plain(one.name), *(plain(also) for also in one.also)}
    return [at for at, cell in enumerate(cells) if cell.strip() and plain(cell) in usual]


def _columns(
    cells: list[str],
    fields: tuple[Field, ...],
    mapping: ColumnMapping | None,
    number: int,
    file: str,
) -> dict[str, int]:
    columns = {}
    for one in fields:
        places = _at(cells, one, mapping)
        if len(places) > 1:
            both = "' and '".join(cells[at].strip() for at in places)
            raise UserError(
                f"{file}, row {number}: '{both}' are headings of the same column.\n"
                "Remove or rename the one that should not be read."
            )
        if places:
            columns[one.name] = places[0]
    return columns


def _refuse_missing(place: _Place, file: str) -> None:
    fields = _fields(place.subject, place.shape)
    lacking = _missing(fields, place.subject, set(place.columns))
    if lacking:
        raise UserError(
            f"{file} looks like a return of {place.subject.title}, and lacks the heading"
            f"{'s' if len(lacking) > 1 else ''} “{'”, “'.join(lacking)}”.\n"
            f"See the template: partnership template {place.subject.key}. Or save a mapping of its own "
            "headings."
        )


def _top_of_text(path: Path) -> list[list[str]]:
    """The first lines of a CSV as cells. Empty where it is no text."""
    with path.open("rb") as file:
        head = file.read(200_000)
    text = _decoded(head)
    if text is None or "\x00" in text:
        return []
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error:
        return []
    return rows[:ROWS_SEARCHED_FOR_HEADINGS]


def _delimiter(text: str) -> str:
    """The sign that parts the cells of most of the first lines."""
    top = "\n".join(text.splitlines()[:ROWS_SEARCHED_FOR_HEADINGS])
    return max(",;\t|", key=top.count)


def _decoded(data: bytes) -> str | None:
    """The text of some bytes: UTF-8, or what Windows writes where that does not fit."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        # The last letter may be cut in half.
        return data[: len(data) - 3].decode("utf-8-sig") + data[-3:].decode(
            "utf-8", errors="ignore"
        )
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows_of_text(path: Path, place: _Place) -> pl.DataFrame:
    """The rows below the headings as text columns, with the line of the file."""
    if path.stat().st_size > LARGEST_BYTES:
        raise UserError(
            f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB.\nCheck that it is the right file."
        )
    data = path.read_bytes()
    text = _decoded(data) or ""
    try:
        table = pl.read_csv(
            text.encode(),
            has_header=False,
            skip_lines=place.row,
            separator=_delimiter(text),
            infer_schema=False,
            raise_if_empty=False,
            null_values=[""],
        )
    except pl.exceptions.PolarsError:
        raise UserError(
            f"{path.name} is damaged{_where(text, place)}.\nExport it again as CSV, or save it as .xlsx."
        ) from None
    if table.width < max(place.columns.values(), default=0) + 1:
        table = pl.DataFrame(schema={f"column_{at}": pl.String for at in range(len(place.cells))})
    return (
        table.select(pl.col(table.columns[at]).alias(name) for name, at in place.columns.items())
        .with_row_index("position", offset=place.row + 1)
        .with_columns(pl.col(list(place.columns)).str.strip_chars().replace("", None))
        .filter(pl.any_horizontal(pl.col(list(place.columns)).is_not_null()))
    )


def _where(text: str, place: _Place) -> str:
    """Near which line a text stops being a table of as many columns as it has headings."""
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        for number, row in enumerate(lines, start=1):
            if number > place.row and len(row) > len(place.cells):
                return f": line {lines.line_num} has more cells than there are headings"
    except csv.Error:
        return f" near line {lines.line_num}: a quotation mark is not closed"
    return ""


def _without_value(workbook: Workbook, place: _Place) -> tuple[Sighting, ...]:
    """Cells below the headings that hold an error, or a formula whose result was never stored."""
    ours_at = {at: ours for ours, at in place.columns.items()}
    at_fault = workbook.cells_without_value(place.sheet).filter(
        pl.col("column").is_in(list(ours_at)), pl.col("position") > place.row
    )
    return tuple(
        Sighting(rule, place.cells[column].strip(), position, place.subject.table, place.sheet)
        for position, column, rule in at_fault.iter_rows()
    )
