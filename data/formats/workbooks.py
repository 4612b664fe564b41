"""Opening an Excel workbook safely, and reading its cells as text.

A workbook is a zip file that anybody may have made: how far it unpacks is known before anything is unpacked.
"""

import io
import logging
import re
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl
from lxml import etree

from data.problems import UserError

LARGEST_BYTES: Final = 200_000_000
LARGEST_UNPACKED_BYTES: Final = 1_500_000_000
# Tables of text shrink to a tenth or a twentieth; what shrinks more than this was made to do harm.
LARGEST_RATIO: Final = 200
SMALL_ENOUGH_TO_SHRINK_FAR: Final = 10_000_000
LARGEST_SHEET: Final = 50_000_000
"""Cells from the first to the farthest. Twice as many take some gigabytes."""
_BEYOND_Z: Final = re.compile(rb"\sr\s*=\s*[\"'][A-Z]{2,3}\d")

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# It warns of every column that is empty, which says nothing to a reader.
logging.getLogger("fastexcel").setLevel(logging.ERROR)


def looks_like_a_workbook(path: Path) -> bool:
    """Whether the file is a zip or an older Office file, by its first bytes and not by its name."""
    with path.open("rb") as file:
        return file.read(8).startswith((_ZIP, _OLD_OFFICE))


@dataclass(frozen=True)
class Workbook:
    """An open workbook. Rows are counted from 1, as Excel shows them."""

    path: Path
    reader: fastexcel.ExcelReader

    @property
    def sheet_names(self) -> list[str]:
        """Names of all sheets, hidden ones too."""
        return self.reader.sheet_names

    def top(self, sheet: str, rows: int) -> list[list[str]]:
        """The first rows of a sheet as text, from its first column; an empty cell is an empty text."""
        loaded = self.reader.load_sheet(
            sheet, header_row=None, skip_rows=0, n_rows=rows, dtypes="string"
        )
        # Columns that are empty before the first one in use are left out, and count.
        before = loaded.selected_columns[0].absolute_index if loaded.selected_columns else 0
        return [
            [*[""] * before, *(cell or "" for cell in row)]
            for row in loaded.to_polars().iter_rows()
        ]

    def below(self, sheet: str, heading_row: int, columns: dict[str, int]) -> pl.DataFrame:
        """The named columns below a row, and `position`. Rows that are empty in all of them are left out.

        columns  our name to the column's place in `top`. No other column is read.
        """
        loaded = self.reader.load_sheet(
            sheet,
            header_row=None,
            skip_rows=0,
            dtypes="string",
            use_columns=sorted(columns.values()),
        ).to_polars()
        in_order = sorted(columns, key=columns.__getitem__)
        return (
            loaded.rename(dict(zip(loaded.columns, in_order, strict=True)))
            .with_row_index("position", offset=1)
            .filter(pl.col("position") > heading_row)
            .with_columns(pl.col(in_order).str.strip_chars().replace("", None))
            .filter(pl.any_horizontal(pl.col(in_order).is_not_null()))
        )

    def cells_without_value(self, sheet: str) -> pl.DataFrame:
        """Cells that hold an error, or a formula whose result was never stored: position, column, rule."""
        with zipfile.ZipFile(self.path) as packed:
            xml = packed.read(_parts_of_sheets(packed)[sheet])
        # Most sheets hold neither: looking for the letters first is far cheaper than parsing.
        suspicious = re.search(rb"<(?:\w+:)?f[ />]|t=[\"']e[\"']", xml)
        return pl.DataFrame(
            _cells_at_fault(xml) if suspicious else [],
            schema={"position": pl.UInt32, "column": pl.Int64, "rule": pl.String},
            orient="row",
        )


def open_workbook(path: Path) -> Workbook:
    """Open a workbook.

    Raises UserError if it is none, is protected, is of an old kind, or would unpack to far too much.
    """
    name = path.name
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OLD_OFFICE):
        raise UserError(
            f"{name} is protected with a password, or is of the old kind that ends in .xls.\n"
            "Open it in Excel, take the password off, and save it as .xlsx."
        )
    if path.stat().st_size > LARGEST_BYTES:
        raise UserError(
            f"{name} is larger than {LARGEST_BYTES // 1_000_000} MB.\nCheck that it is the right file."
        )
    try:
        with zipfile.ZipFile(path) as packed:
            refuse_what_unpacks_too_far(
                packed.infolist(), name, LARGEST_UNPACKED_BYTES, "a workbook holds"
            )
            if "xl/workbook.xml" not in packed.namelist():
                raise UserError(
                    f"{name} is not an Excel workbook of the kind that ends in .xlsx.\n"
                    "Open it in Excel and save it as .xlsx."
                )
            # The sizes that a zip states can be false: unpacking stops there, the sum is wrong, and it
            # is a bad zip. Each part is unpacked once, for that and for what stands in it.
            too_far = [_reaches_too_far(packed.read(one)) for one in packed.namelist()]
            if any(too_far):
                raise UserError(
                    f"{name} has a cell so far out that the sheet would not fit into memory.\n"
                    "Copy the rows that are meant into a new workbook, and send that."
                )
        reader = fastexcel.read_excel(path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        fastexcel.FastExcelError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ):
        reader = None
    if reader is None:
        raise UserError(
            f"{name} is damaged or incomplete.\nCopy it again, or open it in Excel and save it anew."
        )
    return Workbook(path, reader)


def _reaches_too_far(xml: bytes) -> bool:
    """Whether a sheet spans more cells than `LARGEST_SHEET`, however few are filled: each takes room.

    A sheet of 26 columns or fewer always fits.
    """
    if not _BEYOND_Z.search(xml):
        return False
    width = height = 0
    rows = etree.iterparse(
        io.BytesIO(xml), tag="{*}row", resolve_entities=False, no_network=True, recover=True
    )
    with suppress(etree.XMLSyntaxError):
        for _, row in rows:
            # A cell that only has a colour takes no room.
            filled = [cell.get("r", "") for cell in row.iter("{*}c") if len(cell)]
            places = " ".join([row.get("r", ""), *filled] if filled else [])
            for letters, number in re.findall(r"\b([A-Z]{0,3})(\d{1,7})\b", places):
                width, height = max(width, _number(letters) + 1), max(height, int(number))
            row.clear()
    return width * height > LARGEST_SHEET


def refuse_what_unpacks_too_far(
    parts: Sequence[zipfile.ZipInfo], name: str, largest: int, usual: str
) -> None:
    """Raise UserError where parts of a zip file would be larger than `largest`, or were shrunk to do harm."""
    unpacked = sum(part.file_size for part in parts)
    shrunk = any(
        part.file_size > SMALL_ENOUGH_TO_SHRINK_FAR
        and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if shrunk or unpacked > largest:
        raise UserError(
            f"{name} would unpack to far more than {usual}, and was not opened.\n"
            "Ask its sender for a new one."
        )


def _parts_of_sheets(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the part of the zip that holds it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    book = etree.fromstring(packed.read("xl/workbook.xml"), parser)
    links = etree.fromstring(packed.read("xl/_rels/workbook.xml.rels"), parser)
    target = {link.get("Id"): link.get("Target") for link in links.iter("{*}Relationship")}
    return {
        sheet.get("name"): part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        for sheet in book.iter("{*}sheet")
        for part in (target[sheet.get(_RELATION)],)
    }


def _cells_at_fault(xml: bytes) -> list[tuple[int, int, str]]:
    """Every cell at fault: its row, counted from 1, its column, counted from 0, and the rule."""
    found: list[tuple[int, int, str]] = []
    rows = etree.iterparse(
        io.BytesIO(xml), tag="{*}row", resolve_entities=False, no_network=True, huge_tree=False
    )
    for _, row in rows:
        for cell in row.iter("{*}c"):
            letters = cell.get("r").rstrip("0123456789")
            column, position = _number(letters), int(cell.get("r")[len(letters) :])
            kind, value = cell.get("t", "n"), cell.findtext("{*}v")
            if kind == "e":
                found.append((position, column, "cell_error"))
            # The result of a formula that gives a text can be an empty one.
            elif kind == "n" and not value and cell.find("{*}f") is not None:
                found.append((position, column, "formula_without_value"))
        row.clear()
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
