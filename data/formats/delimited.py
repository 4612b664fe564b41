"""Comma-separated text: its letters, the sign that parts its cells, and its rows as text columns."""

import codecs
import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from data.problems import UserError

LARGEST_BYTES: Final = 200_000_000
_HEAD_BYTES: Final = 200_000
_CELLS_TO_SPARE: Final = 8
"""Programs end rows with empty cells. More than the headings need, with something in them, is a fault."""

Line = tuple[int, list[str]]
"""The number of a line in its file, and its cells."""


def decoded(data: bytes, *, whole: bool = True) -> str:
    """The text of some bytes: UTF-8, UTF-16 with its mark, or else what Windows writes.

    whole  False where the bytes are a file's first ones, which may end within a letter
    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16", errors="replace")
        else:
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(data, final=whole)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    # Some programs end lines as typewriters did, with a return alone.
    return text if "\n" in text else text.replace("\r", "\n")


def text_of(path: Path) -> str:
    """The whole text of a file. Raises UserError where it is too large to be a list of children."""
    if path.stat().st_size > LARGEST_BYTES:
        raise UserError(
            f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB.\nCheck that it is the right file."
        )
    return decoded(path.read_bytes())


def head_of(path: Path) -> str:
    """The beginning of a file's text; empty where it is no text."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    text = decoded(head, whole=len(head) < _HEAD_BYTES)
    return "" if "\x00" in text else text


def delimiter(text: str, rows: int) -> str:
    """The sign that parts the cells in most of the first lines."""
    top = "".join(line for line, _ in zip(io.StringIO(text), range(rows), strict=False))
    return max(",;\t|", key=top.count)


def top(text: str, rows: int) -> list[Line]:
    """The first rows of a text as cells, each with the line it ends on; none where it is no table."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text, rows))
    found: list[Line] = []
    # A cell without end is no table; what stands before it may tell what the file was meant to be.
    with suppress(csv.Error):
        found.extend((lines.line_num, cells) for cells in islice(lines, rows))
    return found


def below(
    text: str, heading: Line, columns: Mapping[str, int], rows: int, file: str
) -> pl.DataFrame:
    """The rows below the headings: `position` (the line) and a text column for each of ours.

    columns  our name to its place in the heading's line; no other column is kept
    rows     so many first lines tell what parts the cells
    Rows that are empty in all of them are left out; what a short row lacks is null.
    Raises UserError where a row has more cells than headings, or the last one is cut off.
    """
    cells = heading[1]
    parting = delimiter(text, rows)
    table = _parsed(text, heading, parting, file)
    over = table.filter(pl.any_horizontal(pl.col(table.columns[1 + len(cells) :]) != ""))
    if over.height:
        raise _damaged(file, f": line {over['position'][0]} has more cells than there are headings")
    last = text[text.rfind("\n") + 1 :]
    if table.height and last and '"' not in last and last.count(parting) + 1 < len(cells):
        raise UserError(
            f"{file} is cut off in line {table['position'][-1]}, its last one.\nExport it again."
        )
    ours = list(columns)
    return (
        table.select(
            "position", *(pl.col(f"column_{at}").alias(name) for name, at in columns.items())
        )
        .with_columns(pl.col(ours).str.strip_chars().replace("", None))
        .filter(pl.any_horizontal(pl.col(ours).is_not_null()))
    )


def _parsed(text: str, heading: Line, parting: str, file: str) -> pl.DataFrame:
    """The text below the headings, and some columns to spare; an empty cell is an empty text."""
    line, cells = heading
    names = [f"column_{at}" for at in range(len(cells) + _CELLS_TO_SPARE)]
    try:
        return pl.read_csv(
            text.encode(),
            has_header=False,
            skip_lines=line,
            separator=parting,
            infer_schema=False,
            schema=dict.fromkeys(names, pl.String),
            missing_columns="insert",
            raise_if_empty=False,
            empty_string_is_null=False,
        ).with_row_index("position", offset=line + 1)
    except pl.exceptions.PolarsError:
        raise _damaged(file, _where(text, heading, parting)) from None


def _where(text: str, heading: Line, parting: str) -> str:
    """Near which line a text stops being a table of as many columns as it has headings."""
    line, cells = heading
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=parting, strict=True)
    read = [(0, cells)]
    with suppress(csv.Error):
        read.extend((lines.line_num, row) for row in lines)
    over = [number for number, row in read if number > line and len(row) > len(cells)]
    if over:
        return f": line {over[0]} has more cells than there are headings"
    return f" near line {read[-1][0] + 1}: a quotation mark is not closed"


def _damaged(file: str, where: str) -> UserError:
    return UserError(f"{file} is damaged{where}.\nExport it again as CSV, or save it as .xlsx.")
