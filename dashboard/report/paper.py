"""A paper before it is PDF, Word or HTML: headings, paragraphs, people's own words, tables, charts, in order.

All files are made of the same blocks, so that they say the same. Text is text here: no block holds markup.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

LANGUAGE = "en-GB"
WIDEST_COLUMN, NARROWEST_COLUMN = 36, 10
"""Letters by which the widths of columns are reckoned."""
COLUMN_OF_TEXT = 72
"""The same of a column that is read as text: its cells have so many letters, one with another."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3; the paper's title stands above all of them.

    key    by which an index finds it, or ""; letters, digits and dashes
    apart  whether a new page begins with it
    """

    text: str
    level: int = 1
    key: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in our words. grey: it says how the others came about."""

    text: str
    grey: bool = False


@dataclass(frozen=True)
class Run:
    """A stretch of text that is written alike. link: the address that it leads to, or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Prose:
    """A paragraph as its writer shaped it. aside: a word for the margin, or ""."""

    runs: tuple[Run, ...]
    aside: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Quotation:
    """What somebody wrote, word for word, its lines kept."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; numbered where the order matters. first: the number of its first item."""

    items: tuple[str, ...]
    numbered: bool = False
    first: int = 1


@dataclass(frozen=True)
class Table:
    """A table with its title and a row of headings.

    rows  as long as the headings
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A drawing: its finding as a title, the same in words, and the table behind it.

    svg    the drawing;  words  what it shows, for who does not see it;  under  lines below it, grey
    table  None where the drawing stands for no figures
    """

    title: str
    svg: str
    words: str
    table: Table | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    """A table whose last column says where something stands: the page of a heading, or a link to it.

    rows  cells of all columns but the last, and the keys of the headings (none: it stands nowhere)
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


Block = Heading | Paragraph | Prose | Quotation | Bullets | Table | Chart | Index
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (Heading, Paragraph, Prose, Run, Quotation, Bullets, Table, Chart, Index)
}


@dataclass(frozen=True)
class Paper:
    """A paper: what stands in the file's own particulars, and the blocks.

    written  the day that all files carry as theirs: the same for the same contents
    contents whether a list of its sections stands at the beginning
    """

    title: str
    author: str
    written: dt.date
    blocks: tuple[Block, ...]
    contents: bool = False


def as_data(value: Any) -> Any:
    """A block, or a sequence of them, as JSON holds it: its kind beside its parts."""
    if is_dataclass(value):
        parts = {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **parts}
    if isinstance(value, tuple):
        return [as_data(each) for each in value]
    return value


def from_data(value: Any) -> Any:
    """What `as_data` made, as it was. Raises KeyError or TypeError where it made no such thing."""
    if isinstance(value, Mapping):
        parts = {name: from_data(part) for name, part in value.items() if name != "kind"}
        return KINDS[value["kind"]](**parts)
    if isinstance(value, list):
        return tuple(from_data(each) for each in value)
    return value


def headings(blocks: Sequence[Block]) -> dict[str, str]:
    """Key to text of the headings that have one."""
    return {block.key: block.text for block in blocks if isinstance(block, Heading) and block.key}


def tables(blocks: Sequence[Block]) -> Iterator[Table]:
    """Every table, those behind charts among them, in order."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Chart) and block.table is not None:
            yield block.table


def table(title: str, found: Sequence[dict[str, str]]) -> list[Table]:
    """A table of rows that all have the same keys; none where there is no row."""
    if not found:
        return []
    rows = tuple(tuple(row.values()) for row in found)
    return [Table(title, tuple(found[0]), rows)]


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The share of each column of a table: by its longest cell, within reason."""
    return [_width([len(cell) for cell in column]) for column in zip(*rows, strict=True)]


def _width(letters: Sequence[int]) -> int:
    text = sum(letters) >= COLUMN_OF_TEXT * len(letters)
    return max(NARROWEST_COLUMN, min(COLUMN_OF_TEXT if text else WIDEST_COLUMN, max(letters)))


def printable(text: str) -> str:
    """A text as both files can hold it: XML has no control characters, and no halves of a letter."""
    return "".join(letter if _has_form(letter) else REPLACEMENT for letter in text)


def _has_form(letter: str) -> bool:
    if unicodedata.category(letter) in ("Cc", "Cs"):
        return letter in "\n\t"
    return ord(letter) & 0xFFFE != 0xFFFE  # the last two of each plane are no characters


def from_right(text: str) -> bool:
    """Whether a text begins in a script that is written from right to left."""
    for letter in text:
        way = unicodedata.bidirectional(letter)
        if way in ("L", "R", "AL"):
            return way != "L"
    return False
