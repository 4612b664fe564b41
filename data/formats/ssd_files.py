"""Table exports as CSV, in a folder or a zip file: which table each is, and the columns that we keep.

A file's table is known by its headings, so that its name may be anything. Nothing is ever unpacked to disk.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import IO, Final

import polars as pl

from data.formats import Progress, Sighting
from data.formats.ssd_tables import BY_FIELD, Table, named
from data.formats.ssd_text import ROWS_AT_ONCE, frame_of
from data.formats.workbooks import refuse_what_unpacks_too_far
from data.problems import UserError

LARGEST_UNPACKED_BYTES: Final = 20_000_000_000
LONGEST_CELL: Final = 1_000_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENCODINGS: Final = ("utf-8", "cp1252")


@dataclass(frozen=True)
class Part:
    """One CSV file: its name, its size in bytes, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Tables:
    """What was read: the dataset's tables by name, each with `sheet` and `position`.

    position   the row of the file, its headings being row 1
    sightings  rows that could not be read
    """

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)


def read_folder(folder: Path, progress: Progress | None) -> Tables:
    """The tables in a folder. Raises UserError where there is none, or one cannot be read whole."""
    files = sorted(each for each in folder.iterdir() if each.is_file() and _is_csv(each.name))
    parts = [
        Part(each.name, each.stat().st_size, lambda each=each: each.open("rb"))  # type: ignore[misc]
        for each in files
    ]
    return _read(parts, folder.name, progress)


def read_zip(path: Path, progress: Progress | None) -> Tables:
    """The tables in a zip file. Raises UserError as `read_folder`, or where the zip was made to do harm."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [each for each in packed.infolist() if _is_csv(each.filename)]
            _refuse_names_that_lead_out(inside, path.name)
            refuse_what_unpacks_too_far(inside, path.name, LARGEST_UNPACKED_BYTES, "tables hold")
            parts = [
                Part(
                    PurePosixPath(each.filename.replace("\\", "/")).name,
                    each.file_size,
                    lambda each=each: packed.open(each),  # type: ignore[misc]
                )
                for each in inside
            ]
            return _read(parts, path.name, progress)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise UserError(
            f"{path.name} is damaged, incomplete or protected with a password.\n"
            "Pack the tables again, without a password."
        ) from None


def holds_tables(path: Path) -> bool:
    """Whether a path is a folder, or a zip file with a CSV file in it."""
    if path.is_dir():
        return True
    try:
        with zipfile.ZipFile(path) as packed:
            return any(_is_csv(name) for name in packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError):
        return False


def _is_csv(name: str) -> bool:
    last = PurePosixPath(name.replace("\\", "/"))
    # What a Mac adds to a zip file beside each file is no table.
    return last.suffix.lower() == ".csv" and not last.name.startswith("._")


def _refuse_names_that_lead_out(inside: Sequence[zipfile.ZipInfo], name: str) -> None:
    for each in inside:
        steps = PurePosixPath(each.filename.replace("\\", "/"))
        if steps.is_absolute() or ".." in steps.parts or ":" in steps.parts[0]:
            raise UserError(
                f"{name} holds a file whose name leads out of it, and was not read.\n"
                "Such a file can be used to do harm. Ask its sender for a new one."
            )


def _read(parts: Sequence[Part], holder: str, progress: Progress | None) -> Tables:
    tables, file_of = Tables(), dict[str, str]()
    whole, before = sum(part.size for part in parts) or 1, 0
    for part in parts:
        sheet = _read_part(part)
        if sheet is not None:
            table = sheet.table.name
            if table in file_of:
                raise UserError(
                    f"{holder} holds {sheet.table.full_name} twice: {file_of[table]} and {part.name}.\n"
                    "Which is right, nobody can say: remove one of them."
                )
            file_of[table] = part.name
            sheet.flush()
            tables.frames[table] = pl.concat(sheet.frames)
            tables.sightings.extend(sheet.sightings)
        before += part.size
        if progress:
            progress(before / whole)
    if not tables.frames:
        raise UserError(
            f"{holder} holds no table of the Standard Safeguarding Dataset as CSV.\n"
            "Export the tables with their headings, such as pers_person_id, one CSV file each."
        )
    return tables


def _read_part(part: Part) -> "_Sheet | None":
    """One file in the first encoding that fits it; None where it is no table that we read."""
    with closing(part.open()) as opened:
        head = opened.read(4)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return _read_as(part, encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(
        f"{part.name}: there are characters that the file's encoding does not allow.\n"
        "Export it as UTF-8."
    )


def _read_as(part: Part, encoding: str) -> "_Sheet | None":
    with closing(part.open()) as opened:
        lines = _Lines(io.TextIOWrapper(opened, encoding=encoding, newline=""))
        first = next(lines, "")
        delimiter = max(_DELIMITERS, key=first.count)
        csv.field_size_limit(LONGEST_CELL)
        rows = csv.reader(chain((first,), lines), delimiter=delimiter, strict=True)
        at = 1
        try:
            headings = [heading.strip().lower() for heading in next(rows, [])]
            table = _table_of(part.name, headings)
            if table is None:
                return None
            sheet = _Sheet(part.name, table, headings)
            for at, row in enumerate(rows, start=2):
                sheet.add(at, row)
        except csv.Error:
            raise UserError(
                f"{part.name}: a quote is not closed or not doubled in the row after row {at},"
                " so nobody can tell where its cells end.\n"
                "The file may have been cut off. Export or copy it again."
            ) from None
    if sheet.last_is_short and not lines.last.endswith(("\n", "\r")):
        raise UserError(
            f"{part.name} ends in the middle of row {at}.\n"
            "It may have been cut off while it was copied. Export or copy it again."
        )
    return sheet


class _Lines(Iterator[str]):
    """Lines of a text, remembering the last: whether the file ends where a row does."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text, self.last = text, ""

    def __next__(self) -> str:
        self.last = next(self.text)
        return self.last


class _Sheet:
    """One file's rows so far: the last as lists, the earlier ones as frames."""

    def __init__(self, name: str, table: Table, headings: list[str]) -> None:
        self.name, self.table, self.width = name, table, len(headings)
        self.fields, places = _columns(name, table, headings)
        # Of one place, itemgetter would give the cell itself.
        self.pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        self.rows: list[tuple[str, ...]] = []
        self.positions: list[int] = []
        self.frames: list[pl.DataFrame] = []
        self.sightings: list[Sighting] = []
        self.last_is_short = False

    def add(self, at: int, row: list[str]) -> None:
        """Take a row; one with more or fewer cells than there are headings is noted. Blank ones are none."""
        self.last_is_short = any(row) and len(row) != self.width
        if self.last_is_short:
            self.sightings.append(
                Sighting("row_of_another_length", "", at, "", self.name, refused=True)
            )
        elif any(row):
            self.rows.append(self.pick(row))
            self.positions.append(at)
            if len(self.rows) == ROWS_AT_ONCE:
                self.flush()

    def flush(self) -> None:
        """Move the lists into a frame."""
        self.frames.append(
            frame_of(self.table, self.fields, self.rows).with_columns(
                pl.lit(self.name).alias("sheet"), pl.Series("position", self.positions, pl.UInt32)
            )
        )
        self.rows.clear()
        self.positions.clear()


def _table_of(name: str, headings: Sequence[str]) -> Table | None:
    """A file's table by its headings; None for a file that is none that we read."""
    found = [BY_FIELD[heading] for heading in headings if heading in BY_FIELD]
    by_name = named(PurePosixPath(name).stem)
    if not found and by_name:
        raise UserError(
            f"{name} has none of the headings of {by_name.full_name} in its first row.\n"
            f"Export it with its headings, such as {by_name.columns[0].field}."
        )
    if any(other is not found[0] for other in found):
        raise UserError(
            f"{name} has headings of two tables, {found[0].full_name} and another.\n"
            "Export each table to a CSV file of its own."
        )
    return found[0] if found else None


def _columns(name: str, table: Table, headings: list[str]) -> tuple[list[str], list[int]]:
    """The fields that a file has, and where they stand."""
    fields = [column.field for column in table.columns if column.field in headings]
    twice = next((each for each in fields if headings.count(each) > 1), None)
    if twice:
        raise UserError(
            f"{name} has the heading {twice} twice.\n"
            "Remove or rename the one that should not be read."
        )
    missing = [each.field for each in table.columns[: table.needed] if each.field not in fields]
    if missing:
        raise UserError(
            f"{name} lacks the heading {missing[0]}, without which no row of {table.full_name} can be"
            " used.\nExport the table with all its columns."
        )
    return fields, [headings.index(each) for each in fields]
