"""Small invented returns of partners for the tests of reading: as text, and as workbooks."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

from data.extracts import Extract, read_extract
from data.returns.identifiers import UPN_LETTERS
from tests.reading import files
from tests.reading.conftest import KEY

STATED = {
    "Return": "missing",
    "Agency": "police",
    "Local authority": "990",
    "Period from": "2025-01-01",
    "Period to": "2025-01-31",
}
"""What a return of the police for January says above its headings."""


def upn(number: int) -> str:
    """A unique pupil number that fits."""
    digits = f"{801200000000 + number:012d}"
    total = sum(place * int(digit) for place, digit in enumerate(digits, start=2))
    return UPN_LETTERS[total % 23] + digits


def above(**said: str | None) -> str:
    """The lines above the headings, changed or left out: `above(Return="attendance", Agency=None)`."""
    stated = {**STATED, **{name.replace("_", " "): text for name, text in said.items()}}
    return "".join(f"{label},{text}\n" for label, text in stated.items() if text is not None)


def table(text: str) -> str:
    """The rows of a drawn table as CSV: cells between bars, a line of dashes left out."""
    rows = [line.strip() for line in text.strip().splitlines()]
    written_ = io.StringIO()
    csv.writer(written_, lineterminator="\n").writerows(
        [cell.strip() for cell in row.split("|")] for row in rows if set(row) - set("-+ ")
    )
    return written_.getvalue()


def written(folder: Path, rows: str, name: str = "return.csv", **said: str | None) -> Path:
    """A return as CSV: what it says of itself, an empty line, and a drawn table."""
    return files.write(folder / name, above(**said) + "\n" + table(rows))


def workbook(folder: Path, rows: files.Cells, **said: Any) -> Path:
    """The same as a workbook."""
    stated = {**STATED, **{name.replace("_", " "): text for name, text in said.items()}}
    top = [[label, text] for label, text in stated.items() if text is not None]
    return files.workbook(folder / "return.xlsx", {"Return": [*top, [], *rows]})


def read(path: Path, **given: Any) -> Extract:
    """The extract that a return becomes."""
    return read_extract(path, key=KEY, **given)


def held(extract: Extract, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of an extract's one table, in those columns."""
    (frame,) = extract.tables.values()
    return frame.select(columns).rows()


JANUARY = dt.date(2025, 1, 1), dt.date(2025, 1, 31)
