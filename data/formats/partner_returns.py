"""Partners' returns, CSV or Excel: one page, what it says of itself above, headings and rows below.

Headings are read in any order and spelling of blanks, capitals and signs; other headings by a mapping that
the partnership saved once. Columns that we do not know are never read.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from data import codes, spelling
from data.formats import Progress, Sighting, delimited
from data.formats.workbooks import Workbook, looks_like_a_workbook, open_workbook
from data.problems import UserError
from data.returns.layout import COUNTS, OF_A_CHILD, PERSON, Field, Subject
from data.returns.mapping import fields_of
from data.returns.statement import LABELS, PARTNERSHIP, ColumnMapping, Shape, Statement
from data.returns.subjects import SUBJECTS

NAME: Final = "Partner return"
ROWS_SEARCHED_FOR_HEADINGS: Final = 30
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
    line: delimited.Line
    columns: dict[str, int]
    says: Statement
    values: Mapping[str, Mapping[str, str]]
    sheet: str = ""


def recognises(
    path: Path, mappings: Iterable[ColumnMapping] = (), given: Statement | None = None
) -> bool:
    """Whether a sheet or the text of the file has the headings of a return, ours or mapped ones.

    Raises UserError where it is said to be a return and has not, or where two mappings fit.
    """
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
            f"{path.name} does not say which return it is.\n"
            "Take the template (partnership template SUBJECT), or give the subject beside it."
        )
    _refuse_missing(place, path.name, tuple(mappings))
    sightings: tuple[Sighting, ...] = ()
    line, cells = place.line
    if looks_like_a_workbook(path):
        workbook = open_workbook(path)
        frame = workbook.below(place.sheet, line, place.columns)
        sightings = _without_value(workbook, place)
    else:
        text = delimited.text_of(path)
        frame = delimited.below(
            text, place.line, place.columns, ROWS_SEARCHED_FOR_HEADINGS, path.name
        )
    if progress:
        progress(1.0)
    return Return(
        says=place.says,
        subject=place.subject,
        shape=place.shape,
        frame=frame,
        headings={ours: cells[at].strip() for ours, at in place.columns.items()},
        values=place.values,
        sightings=sightings,
        sheet=place.sheet,
    )


def headings_in(path: Path) -> tuple[str, ...]:
    """The texts of the row that looks most like headings, on the first sheet with one; else none."""
    for _, lines in _tops(path):
        rows = [[cell.strip() for cell in cells if cell.strip()] for _, cells in lines]
        likely = max(rows, key=_words, default=[])
        if _words(likely) >= _FEWEST_HEADINGS:
            return tuple(dict.fromkeys(likely))
    return ()


def _words(row: list[str]) -> int:
    """How many different cells of a row are words, and neither numbers nor days."""
    return sum(
        bool(re.search("[A-Za-z]{2}", text)) and spelling.read_date(text)[0] is None
        for text in set(row)
    )


def matched(
    headings: Sequence[str], subject: Subject, shape: Shape, mapping: ColumnMapping | None = None
) -> tuple[dict[str, str], list[str]]:
    """Which of some headings is read as which column of ours, by its name, and our headings still needed."""
    cells, fields = list(headings), fields_of(subject, shape)
    found = {one.name: _at(cells, one, mapping) for one in fields}
    read_as = {name: cells[places[0]] for name, places in found.items() if places}
    return read_as, _missing(fields, subject, set(read_as))


def _tops(path: Path) -> Iterable[tuple[str, list[delimited.Line]]]:
    """The first rows of each sheet, or of the text under no sheet's name."""
    if looks_like_a_workbook(path):
        workbook = open_workbook(path)
        for sheet in workbook.sheet_names:
            rows = workbook.top(sheet, ROWS_SEARCHED_FOR_HEADINGS)
            yield sheet, list(enumerate(rows, start=1))
    else:
        yield "", delimited.top(delimited.head_of(path), ROWS_SEARCHED_FOR_HEADINGS)


def _found(path: Path, mappings: tuple[ColumnMapping, ...], given: Statement) -> _Place | None:
    """The first row with the headings of a return, on the one sheet that has them."""
    stated = given.subject
    unused = ""
    place: _Place | None = None
    for sheet, lines in _tops(path):
        if place:
            _refuse_second_page(place, sheet, lines, path.name)
            continue
        place, says = _headings(lines, mappings, given, path.name, sheet)
        stated = stated or says.subject
        unused = unused or _unused(lines, mappings)
    if place:
        return place
    if stated is not None:
        raise UserError(
            f"{path.name} is said to be a return of “{SUBJECTS[stated].title}”, and has no row with its "
            f"headings{unused}.\nSee the template: partnership template {stated}. Or save a mapping of its "
            "own headings: partnership map."
        )
    return None


def _refuse_second_page(place: _Place, sheet: str, lines: list[delimited.Line], file: str) -> None:
    """A sheet for each month, or an old one hidden: which of them is meant, nobody can say."""
    headings = [plain(cell) for cell in place.line[1] if cell]
    if any([plain(cell) for cell in cells if cell] == headings for _, cells in lines):
        raise UserError(
            f"{file}: the sheets “{place.sheet}” and “{sheet}” both have the headings of a return.\n"
            "Keep one of them (one may be hidden), and send the other as a file of its own."
        )


def _headings(
    lines: list[delimited.Line],
    mappings: tuple[ColumnMapping, ...],
    given: Statement,
    file: str,
    sheet: str,
) -> tuple[_Place | None, Statement]:
    """The first of some rows that is the headings of a return; what stands above it is its statement."""
    above: dict[str, str] = {}
    says = given
    for line in lines:
        cells = line[1]
        filled = [cell.strip() for cell in cells if cell.strip()]
        label = _LABELS.get(plain(filled[0])) if filled else None
        if label and len(filled) == 2:
            if above.setdefault(label, filled[1]) != filled[1]:
                raise UserError(
                    f"{file}, row {line[0]}: “{LABELS[label]}” stands twice above the headings, and says two "
                    "things.\nRemove the wrong one."
                )
            says = given.over(statement_in(above, file), file)
            continue
        if len(filled) < _FEWEST_HEADINGS:
            continue
        mapping = _mapping_for(cells, says, mappings, file)
        whole = says if mapping is None else says.or_else(mapping.says)
        known = _kind_of(cells, whole, mapping)
        if known:
            subject, shape = known
            columns = _columns(cells, fields_of(subject, shape), mapping, line[0], file)
            words = mapping.values if mapping else {}
            return _Place(subject, shape, line, columns, whole, words, sheet), whole
    return None, says


_LABELS: Final = {label.lower(): name for name, label in LABELS.items()}


def plain(heading: str) -> str:
    """A heading as it is compared: small letters and digits, parted by single blanks."""
    return " ".join(re.findall(r"[a-z0-9]+", heading.lower()))


def statement_in(above: Mapping[str, str], file: str) -> Statement:
    """What stands above the headings, typed. Raises UserError naming what cannot be read."""
    said: dict[str, Any] = {"sender": above.get("sender")}
    for name, read_ in _READERS.items():
        if name in above:
            said[name] = read_(above[name])
            if said[name] is None:
                raise UserError(
                    f"{file}: what stands beside “{LABELS[name]}” cannot be read.\n{_ALLOWED[name]}"
                )
    return Statement(**said)


def _subject(text: str) -> str | None:
    return codes.read_code("subject", text) or codes.read_code("subject", text.replace(" ", "_"))


def _shape(text: str) -> str | None:
    return {"rows": "rows", "counts": "counts", "totals": "counts"}.get(text.lower())


def _area(text: str) -> str | None:
    if "partnership" in text.lower():
        return PARTNERSHIP
    # A workbook may give a number as 301.0.
    found = re.fullmatch(r"\D*(\d{3})(?:\.0|\D*)", text, re.ASCII)
    return found[1] if found else None


def _day(text: str) -> dt.date | None:
    day: dt.date | None = spelling.read_workbook_date(text)[0]
    return day


_READERS: Final = {
    "subject": _subject,
    "shape": _shape,
    "agency": lambda text: codes.read_code("agency", text),
    "area": _area,
    "covers_from": _day,
    "covers_to": _day,
    "current_as_of": _day,
}
_ALLOWED: Final = {
    "subject": f"Give one of: {', '.join(SUBJECTS)}.",
    "shape": "Give rows (one an event) or counts (totals).",
    "agency": f"Give one of: {', '.join(codes.labels('agency'))}.",
    "area": "Give the three digits of the local authority, or: partnership.",
    **dict.fromkeys(
        ("covers_from", "covers_to", "current_as_of"), "Give a day such as 2025-03-31."
    ),
}


def _mapping_for(
    cells: list[str], says: Statement, mappings: tuple[ColumnMapping, ...], file: str
) -> ColumnMapping | None:
    """The saved mapping whose headings all stand in a row, if it is of what the file is said to be."""
    fitting = [one for one in mappings if _fits(cells, one) and not one.says.contradicts(says)]
    if len(fitting) > 1:
        raise UserError(
            f"{file} fits two saved mappings: “{fitting[0].name}” and “{fitting[1].name}”.\n"
            "Say which return it is and who sends it, or remove one of them: partnership map --remove NAME."
        )
    return fitting[0] if fitting else None


def _fits(cells: list[str], mapping: ColumnMapping) -> bool:
    return {plain(heading) for heading in mapping.columns} <= {plain(cell) for cell in cells}


def _unused(lines: list[delimited.Line], mappings: tuple[ColumnMapping, ...]) -> str:
    """That a saved mapping knows the headings, though it is of another return than the file is said to be."""
    for _, cells in lines:
        for one in mappings:
            if _fits(cells, one):
                told = one.says.sender or one.says.agency or "its sender"
                return f"; the mapping “{one.name}” fits them, and is of “{one.says.subject}” from {told}"
    return ""


def _kind_of(
    cells: list[str], says: Statement, mapping: ColumnMapping | None
) -> tuple[Subject, Shape] | None:
    """What a row of headings belongs to. A subject is never guessed: many lists have a child and a date."""
    if says.subject is None:
        return None
    subject = SUBJECTS[says.subject]
    if _names(cells, COUNTS, mapping) >= {"measure", "period_start", "met"}:
        return subject, "counts"
    found = _names(cells, subject.fields, mapping)
    return (subject, "rows") if len(found) >= _FEWEST_HEADINGS else None


def _missing(fields: tuple[Field, ...], subject: Subject, found: set[str]) -> list[str]:
    """The headings without which no row can be kept."""
    lacking = [one.heading for one in fields if one.needed and one.name not in found]
    if fields is not COUNTS:
        if PERSON in subject.keys and not found & set(OF_A_CHILD):
            lacking.append(next(one.heading for one in fields if one.name in OF_A_CHILD))
        lacking += [
            one.heading
            for one in fields
            if one.name in subject.keys and one.kind == "identifier" and one.name not in found
        ]
    return list(dict.fromkeys(lacking))


def _names(cells: list[str], fields: tuple[Field, ...], mapping: ColumnMapping | None) -> set[str]:
    return {one.name for one in fields if _at(cells, one, mapping)}


def _at(cells: list[str], one: Field, mapping: ColumnMapping | None) -> list[int]:
    """Where a column stands: by its mapping, or by its heading, our name for it, another usual heading."""
    mapped = {plain(theirs): ours for theirs, ours in mapping.columns.items()} if mapping else {}
    if one.heading in mapped.values():
        return [at for at, cell in enumerate(cells) if mapped.get(plain(cell)) == one.heading]
    usual = {plain(one.heading), plain(one.name), *(plain(also) for also in one.also)} - {*mapped}
    return [at for at, cell in enumerate(cells) if plain(cell) in usual]


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


def _refuse_missing(place: _Place, file: str, mappings: tuple[ColumnMapping, ...]) -> None:
    fields = fields_of(place.subject, place.shape)
    lacking = _missing(fields, place.subject, set(place.columns))
    if lacking:
        raise UserError(
            f"{file} looks like a return of “{place.subject.title}”, and lacks the heading"
            f"{'s' if len(lacking) > 1 else ''} “{'”, “'.join(lacking)}”"
            f"{_unused([place.line], mappings)}.\n"
            f"See the template: partnership template {place.subject.key}. Or save a mapping of its own "
            "headings: partnership map."
        )


def _without_value(workbook: Workbook, place: _Place) -> tuple[Sighting, ...]:
    """Cells below the headings that hold an error, or a formula whose result was never stored."""
    line, cells = place.line
    at_fault = workbook.cells_without_value(place.sheet).filter(
        pl.col("column").is_in(list(place.columns.values())), pl.col("position") > line
    )
    return tuple(
        Sighting(rule, cells[column].strip(), position, place.subject.table, place.sheet)
        for position, column, rule in at_fault.iter_rows()
    )
