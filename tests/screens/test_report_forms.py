"""The three forms of the yearly report and its data: who can read them, and that they say the same."""

import csv
import datetime as dt
import io
import re
import subprocess
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx.document import Document
from docx.oxml.ns import qn
from playwright.sync_api import Browser

from dashboard.report import public, word
from dashboard.report.paper import Bullets, Chart, Heading, Paper, tables
from dashboard.report.requirements import SECTIONS
from data.problems import UserError
from tests.screens import read_pdf
from tests.screens.conftest import soffice
from tests.screens.yearly import Bureau

DAY = dt.date(2025, 3, 31)


@pytest.fixture(scope="session")
def paper(signed: Bureau) -> Paper:
    return signed.office.content(signed.report).paper


@pytest.fixture(scope="session")
def printed(written: Path) -> pikepdf.Pdf:
    return pikepdf.open(written / "report.pdf")


@pytest.fixture(scope="session")
def in_word(written: Path) -> Document:
    return docx.Document(str(written / "report.docx"))


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]", "", text)


# PDF


def _elements(node: pikepdf.Object) -> list[pikepdf.Object]:
    found: list[pikepdf.Object] = []
    for child in _children(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *_elements(child)]
    return found


def _children(node: pikepdf.Object) -> list[pikepdf.Object]:
    held = node.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def test_the_pdf_is_tagged_titled_in_its_language_and_says_it_is_accessible(
    printed: pikepdf.Pdf, paper: Paper
) -> None:
    root = printed.Root
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert "/StructTreeRoot" in root
    with printed.open_metadata() as told:
        assert told["dc:title"] == paper.title
        assert told["pdfuaid:part"] == "1"
    assert str(printed.docinfo.Title) == paper.title
    assert "/Outlines" in root
    for page in printed.pages:
        assert page.get("/Tabs", "/S") == "/S"
        for note in page.get("/Annots", []):
            assert "/Contents" in note or "/StructParent" in note


def test_every_heading_chart_and_table_of_the_pdf_is_one_for_who_hears_it(
    printed: pikepdf.Pdf, paper: Paper
) -> None:
    found = _elements(printed.Root.StructTreeRoot)
    kinds = [str(one.S) for one in found]
    drawn = [one for one in paper.blocks if isinstance(one, Chart)]
    alts = [bare(str(one.Alt)) for one in found if str(one.S) == "/Figure" and "/Alt" in one]
    assert len(alts) >= len(drawn)
    assert all("/Alt" in one for one in found if str(one.S) == "/Figure")
    assert {bare(chart.words) for chart in drawn} <= set(alts)
    headings = [one for one in paper.blocks if isinstance(one, Heading)]
    for level in (1, 2):
        told = sum(one.level == level for one in headings)
        assert kinds.count(f"/H{level}") >= told
    assert kinds.count("/Table") >= len(list(tables(paper.blocks)))
    for table in (one for one in found if str(one.S) == "/Table"):
        cells = [str(one.S) for one in _elements(table)]
        assert "/TH" in cells
    for number, kind in enumerate(kinds):
        # No level is skipped downwards.
        if re.fullmatch(r"/H[2-6]", kind):
            before = [one for one in kinds[:number] if re.fullmatch(r"/H[1-6]", one)]
            assert int(kind[2]) <= int(before[-1][2]) + 1


def test_the_summary_has_a_page_of_its_own_and_no_heading_stands_at_a_pages_foot(
    written: Path, paper: Paper
) -> None:
    pages = read_pdf.text((written / "report.pdf").read_bytes()).split("\nPage ")
    [summary] = [page for page in pages[1:] if "The year on one page" in page]
    assert "What we will do" in summary
    assert "What the lead safeguarding partners say" not in summary
    titles = {bare(one.text) for one in paper.blocks if isinstance(one, Heading)}
    for page in pages[1:-1]:
        lines = [line for line in page.split("\n") if line.strip()]
        assert bare(lines[-1]) not in titles


# Word


def test_the_word_file_has_headings_alternative_texts_and_header_rows(
    in_word: Document, paper: Paper
) -> None:
    styles = {one.text: one.style.name for one in in_word.paragraphs}
    for one in (one for one in paper.blocks if isinstance(one, Heading)):
        assert styles[one.text] == f"Heading {one.level}"
    # The sections are listed before the first of them.
    lines = [one.text for one in in_word.paragraphs]
    assert lines[1:3] == ["Contents", SECTIONS[0].title]
    assert [lines.count(section.title) for section in SECTIONS] == [2] * len(SECTIONS)
    assert styles[paper.title] == "Title"
    assert in_word.core_properties.language == "en-GB"
    alts = {shape._inline.docPr.get("descr") for shape in in_word.inline_shapes}
    assert alts == {one.words for one in paper.blocks if isinstance(one, Chart)}
    assert in_word.tables
    for table in in_word.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_each_numbered_list_of_the_word_file_begins_with_its_own_number() -> None:
    lists = (Bullets(("a", "b"), True), Bullets(("c",), True), Bullets(("d",), True, 7))
    made = word.as_word(Paper("T", "A", DAY, lists))
    held = docx.Document(io.BytesIO(made))
    numbers = [one._p.pPr.numPr.numId.val for one in held.paragraphs if one.style.name != "Title"]
    assert len(set(numbers)) == 3
    starts = held.part.numbering_part.element.findall(f".//{qn('w:startOverride')}")
    assert [one.get(qn("w:val")) for one in starts] == ["1", "1", "7"]


def test_the_word_file_opens_in_libreoffice_with_its_headings(
    written: Path, paper: Paper, tmp_path: Path
) -> None:
    form = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    made = subprocess.run(
        [soffice(), home, "--headless", "--convert-to", form, "--outdir", tmp_path, written / "report.docx"],
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with pikepdf.open(tmp_path / "report.pdf") as opened, opened.open_outline() as outline:
        found = [one.title for one in outline.root]
    headings = [one.text for one in paper.blocks if isinstance(one, Heading) and one.level == 1]
    assert found[: len(headings)] == headings


# Web page


def test_the_web_page_is_accessible_fetches_nothing_and_fits_on_a_phone(
    written: Path, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 900}, bypass_csp=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((written / "report.html").as_uri())
    assert asked == [(written / "report.html").as_uri()]
    page.locator("summary").first.click()
    for width in (400, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    page.close()


def test_the_web_page_is_one_file_without_a_script_and_with_a_policy(written: Path) -> None:
    said = (written / "report.html").read_text(encoding="utf-8")
    assert "<script" not in said
    assert "default-src 'none'" in said
    assert not re.findall(r'(?:src|href)="(?!#|https://example\.org/)[^"]*"', said)
    assert '<html lang="en-GB">' in said
    ids = re.findall(r'\bid="([^"]+)"', said)
    assert len(ids) == len(set(ids))


# Data


def test_the_data_are_the_tables_of_the_report_and_no_cell_runs(
    written: Path, paper: Paper
) -> None:
    book = openpyxl.load_workbook(written / "data.xlsx")
    told = list(tables(paper.blocks))
    assert len(book.sheetnames) == len(told) + 1
    files = sorted((written / "data").iterdir())
    assert len(files) == len(told)
    for file, one in zip(files, told, strict=True):
        with file.open(encoding="utf-8-sig", newline="") as held:
            lines = list(csv.reader(held))
        assert len(lines) == 1 + len(one.rows)
        assert not any(cell[:1] in "=@" for line in lines for cell in line if cell)
    typed = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in typed} <= {"s", "inlineStr"}
    assert any(cell.value == "=Train()" for cell in typed)


def test_public_figures_are_those_of_the_release_but_for_percentages_on_fewer_than_twenty(
    signed: Bureau,
) -> None:
    text = public.as_csv(signed.release).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert found
    figures = signed.release.frames["figures"]
    true = {row["value"] for row in figures.iter_rows(named=True) if row["value"] is not None}
    for row in found:
        if row["value"]:
            assert float(row["value"]) in true
            assert row["unit"] != "percent" or int(row["out_of"] or 20) >= 20
        else:
            assert row["not_shown_because"]
            assert [row[name] for name in ("lower", "upper")] == ["", ""]
    assert {row["release"] for row in found} == {signed.release.digest}


def test_nothing_is_put_before_the_public_before_all_have_signed(
    submitted: Bureau, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="Still to sign: Chief executive of the local authority"):
        public.write(submitted.office, submitted.report, tmp_path / "early")
    assert not (tmp_path / "early").exists()
