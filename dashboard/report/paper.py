"""A paper before it is PDF or Word: headings, paragraphs, people's own words, lists and tables, in order.

Both files are made of the same blocks, so that they say the same. Text is text here: no block holds markup.
"""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LANGUAGE = "en-GB"
WIDEST_COLUMN, NARROWEST_COLUMN = 26, 8
"""Letters by which the widths of columns are reckoned."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2; the paper's title stands above all of them."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in our words. grey: it says how the others came about."""

    text: str
    grey: bool = False


@dataclass(frozen=True)
class Quotation:
    """What somebody wrote, word for word, its lines kept."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with its title and a row of headings.

    rows  as long as the headings
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Quotation | Bullets | Table


@dataclass(frozen=True)
class Paper:
    """A paper: what stands in the file's own particulars, and the blocks.

    written  the day that both files carry as theirs: the same for the same contents
    """

    title: str
    author: str
    written: dt.date
    blocks: tuple[Block, ...]


def table(title: str, found: Sequence[dict[str, str]]) -> list[Table]:
    """A table of rows that all have the same keys; none where there is no row."""
    if not found:
        return []
    rows = tuple(tuple(row.values()) for row in found)
    return [Table(title, tuple(found[0]), rows)]


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The share of each column of a table: by its longest cell, within reason."""
    return [
        max(NARROWEST_COLUMN, min(WIDEST_COLUMN, max(len(cell) for cell in column)))
        for column in zip(*rows, strict=True)
    ]


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
