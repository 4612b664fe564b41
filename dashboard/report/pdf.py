"""A paper as PDF that a screen reader can read (PDF/UA-1): tagged, titled, tables with headings."""

import datetime as dt
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from dashboard.report.paper import (
    Bullets,
    Chart,
    Heading,
    Index,
    Paper,
    Paragraph,
    Prose,
    Quotation,
    Table,
    from_right,
    printable,
    widths,
)

TEMPLATE = Path(__file__).with_name("paper.typ").read_bytes()
STANDARD: Final = "ua-1"
LONGEST_WORD = 40
"""Letters of a word after which a line may break within it: addresses on the web are longer."""
_BREAK = "\N{ZERO WIDTH SPACE}"


def as_pdf(paper: Paper) -> bytes:
    """The PDF of a paper. The same paper gives the same bytes.

    A letter that no font on this machine has is told by its number: the record holds it as it was written.
    """
    data = json.dumps(_data(paper), ensure_ascii=False)
    for own_fonts_only in (True, False):
        try:
            return _compiled(TEMPLATE, data, paper.written, own_fonts_only)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _compiled(TEMPLATE, _with_numbers(data), paper.written, own_fonts_only=False)


def _compiled(source: bytes, data: str, day: dt.date, own_fonts_only: bool) -> bytes:
    """The fonts that Typst brings are tried first: with them the bytes are the same on every machine."""
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    made = typst.compile(
        source,
        format="pdf",
        pdf_standards=STANDARD,
        sys_inputs={"paper": data},
        timestamp=int(midnight.timestamp()),
        ignore_system_fonts=own_fonts_only,
    )
    assert isinstance(made, bytes)
    return made


def _with_numbers(data: str) -> str:
    return re.sub(
        r"[^\x00-\x7f]",
        lambda found: found[0] if _can_be_shown(found[0]) else f"[U+{ord(found[0]):04X}]",
        data,
    )


@lru_cache(maxsize=4096)
def _can_be_shown(letter: str) -> bool:
    try:
        _compiled(
            b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#sys.inputs.paper',
            letter,
            dt.date(2000, 1, 1),
            own_fonts_only=False,
        )
    except typst.TypstError:
        return False
    return True


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": _text(paper.title),
        "author": _text(paper.author),
        "written": [paper.written.year, paper.written.month, paper.written.day],
        "contents": paper.contents,
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: object) -> dict[str, Any]:
    match block:
        case Heading():
            return {**vars(block), "kind": "heading", "text": _text(block.text)}
        case Paragraph(text, grey):
            return {"kind": "paragraph", "grey": grey, "text": _text(text)}
        case Quotation(text):
            return {"kind": "quotation", "lines": [_line(line) for line in text.split("\n")]}
        case Prose(runs, aside):
            told = [{**vars(run), "text": _text(run.text)} for run in runs]
            return {"kind": "prose", "runs": told, "aside": aside, "rtl": from_right(block.text)}
        case Bullets(items, numbered, first):
            lines = [_line(item) for item in items]
            return {"kind": "bullets", "lines": lines, "numbered": numbered, "first": first}
        case Chart():
            return _chart(block)
        case Index(title, headings, rows):
            cells = [[*row, ""] for row, _ in rows]
            return {
                "kind": "index",
                "title": _text(title),
                "headings": [_text(name) for name in headings],
                "rows": [[_text(cell) for cell in row] for row, _ in rows],
                "keys": [list(keys) for _, keys in rows],
                "widths": widths([headings, *cells]),
            }
        case Table(title, headings, rows):
            return {
                "kind": "table",
                "title": _text(title),
                "headings": [_text(name) for name in headings],
                "rows": [[_text(cell) for cell in row] for row in rows],
                "widths": widths([headings, *rows]),
            }
    raise TypeError(block)


def _chart(chart: Chart) -> dict[str, Any]:
    """A drawing and, below it, its table: a reader of paper cannot ask for it."""
    return {
        "kind": "chart",
        "title": _text(chart.title),
        "svg": chart.svg,
        "words": printable(chart.words),
        "under": [_text(line) for line in chart.under],
        "table": None if chart.table is None else _block(chart.table),
    }


def _line(text: str) -> dict[str, Any]:
    return {"text": _text(text), "rtl": from_right(text)}


def _text(text: str) -> str:
    return re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", lambda found: found[0] + _BREAK, printable(text))
