"""A paper as a Word file: with Word's own styles, so that headings and lists are such for every reader."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from dashboard.report.drawing import as_png
from dashboard.report.paper import (
    LANGUAGE,
    Bullets,
    Chart,
    Heading,
    Index,
    Paper,
    Paragraph,
    Prose,
    Quotation,
    Run,
    Table,
    from_right,
    headings,
    printable,
    widths,
)

GREY = RGBColor(0x4B, 0x53, 0x59)
INK = RGBColor(0x12, 0x43, 0x6D)
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Mm(210), Mm(297), Mm(22)
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
LONGEST_ON_ONE_PAGE = 15
"""Rows of a table that is kept whole; a longer one says its headings again on the next page."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day of every part of the file: the first that a zip file can hold."""


def as_word(paper: Paper) -> bytes:
    """The Word file of a paper. The same paper gives the same bytes."""
    document = docx.Document()
    _set_up(document, paper)
    document.add_paragraph(printable(paper.title), "Title")
    if paper.contents:
        _contents(document, paper)
    names = headings(paper.blocks)
    for block in paper.blocks:
        _add(document, _in_words(block, names) if isinstance(block, Index) else block)
    held = io.BytesIO()
    document.save(held)
    return dated(held.getvalue())


def _set_up(document: Document, paper: Paper) -> None:
    told = document.core_properties
    told.title, told.author = printable(paper.title), printable(paper.author)
    told.last_modified_by, told.comments, told.language = told.author, "", LANGUAGE
    told.created = told.modified = dt.datetime.combine(paper.written, dt.time(), dt.UTC)
    told.revision = 1
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = MARGIN
    styles = document.styles
    for name in ("Title", "Heading 1", "Heading 2", "Caption"):
        styles[name].font.color.rgb = INK
    styles["Caption"].font.size = Pt(10)
    _stand_out(styles["Quote"])
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _stand_out(style: Any) -> None:
    """People's own words: beside a line, and upright, which is easier to read than italics."""
    style.font.italic = False
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(5)
    line = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", "6F777B")):
        line.set(qn(f"w:{name}"), value)
    around = OxmlElement("w:pBdr")
    around.append(line)
    style.element.get_or_add_pPr().insert_element_before(around, *_AFTER_A_BORDER)


_AFTER_A_BORDER = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add(document: Document, block: object) -> None:
    match block:
        case Heading(text, level, _, apart):
            made = document.add_heading(printable(text), level)
            made.paragraph_format.page_break_before = apart or None
        case Paragraph(text, grey):
            [run] = _written(document.add_paragraph(), text)
            if grey:
                run.font.color.rgb = GREY
        case Quotation(text):
            for line in text.split("\n"):
                _written(document.add_paragraph(style="Quote"), line)
        case Prose(runs, aside):
            _shaped(document.add_paragraph(), runs, aside)
        case Bullets(items, numbered, first):
            number = _numbering(document, first) if numbered else None
            for item in items:
                paragraph = document.add_paragraph(
                    style="List Number" if numbered else "List Bullet"
                )
                if number is not None:
                    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
                _written(paragraph, item)
        case Chart():
            _chart(document, block)
        case Table():
            _table(document, block)
        case _:
            raise TypeError(block)


def _contents(document: Document, paper: Paper) -> None:
    """The sections, in a field that Word fills with their pages as soon as its reader asks for it."""
    document.add_paragraph("Contents", "TOC Heading")
    named = [one.text for one in paper.blocks if isinstance(one, Heading) and one.level == 1]
    lines = [document.add_paragraph() for _ in named]
    for line in lines[:1]:
        _field(line, "begin")
        told = OxmlElement("w:instrText")
        told.text = r'TOC \o "1-1" \h \z \u'
        line.add_run()._r.append(told)
        _field(line, "separate")
    for line, text in zip(lines, named, strict=True):
        line.add_run(printable(text))
        line.paragraph_format.space_after = Pt(2)
    for line in lines[-1:]:
        _field(line, "end")


def _field(paragraph: WordParagraph, mark: str) -> None:
    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), mark)
    paragraph.add_run()._r.append(made)


def _numbering(document: Document, first: int) -> int:
    """A numbering of its own for a list: else Word goes on where the list before it ended."""
    every = document.part.numbering_part.element
    usual = document.styles["List Number"].element.pPr.numPr.numId.val
    made = every.add_num(every.num_having_numId(usual).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(made.numId)


def _in_words(block: Index, names: dict[str, str]) -> Table:
    """An index as a table: Word turns its pages anew with every edit, so that sections are named."""
    rows = tuple((*cells, ", ".join(names[key] for key in keys)) for cells, keys in block.rows)
    return Table(block.title, block.headings, rows)


def _shaped(paragraph: WordParagraph, runs: Sequence[Run], aside: str) -> None:
    from_the_right = from_right("".join(run.text for run in runs))
    if from_the_right:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in runs:
        told = f"{run.text} ({run.link})" if run.link and run.link != run.text else run.text
        made = paragraph.add_run(printable(told))
        made.bold, made.italic = run.bold or None, run.italic or None
        made.font.rtl = from_the_right or None
    if aside:
        made = paragraph.add_run(f" [{aside}]")
        made.font.color.rgb, made.font.size = GREY, Pt(9)


def _chart(document: Document, block: Chart) -> None:
    document.add_paragraph(printable(block.title), "Caption").paragraph_format.keep_with_next = True
    drawn = document.add_picture(io.BytesIO(as_png(block.svg)), width=TEXT_WIDTH)
    drawn._inline.docPr.set("descr", printable(block.words))
    drawn._inline.docPr.set("title", printable(block.title))
    for line in block.under:
        [run] = _written(document.add_paragraph(), line)
        run.font.color.rgb, run.font.size = GREY, Pt(9.5)
    if block.table is not None:
        _table(document, block.table)


def _written(paragraph: WordParagraph, text: str) -> list[Any]:
    """A text in a paragraph, in the direction in which it is written."""
    run = paragraph.add_run(printable(text))
    if from_right(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run.font.rtl = True
    return [run]


def _table(document: Document, block: Table) -> None:
    document.add_paragraph(printable(block.title), "Caption").paragraph_format.keep_with_next = True
    made = document.add_table(1 + len(block.rows), len(block.headings), "Table Grid")
    made.autofit = False
    lines, shares = (block.headings, *block.rows), widths([block.headings, *block.rows])
    for column, share in zip(made.columns, shares, strict=True):
        column.width = int(TEXT_WIDTH * share / sum(shares))
    for number, (row, cells) in enumerate(zip(made.rows, lines, strict=True), 1):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = printable(text)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9.5)
            short = len(lines) <= LONGEST_ON_ONE_PAGE and number < len(lines)
            cell.paragraphs[0].paragraph_format.keep_with_next = short
    for cell in made.rows[0].cells:
        cell.paragraphs[0].runs[0].font.bold = True
    # Said again at the top of every page, and read out as the heading of each cell.
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(heading)
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), printable(block.title))
    made._tbl.tblPr.append(told)
    document.add_paragraph()


def dated(file: bytes) -> bytes:
    """The same parts, none of them with the time at which it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            new.writestr(
                zipfile.ZipInfo(part.filename, FIRST_DAY),
                old.read(part),
                compress_type=zipfile.ZIP_DEFLATED,
            )
    return packed.getvalue()
