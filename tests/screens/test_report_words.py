"""What people write for the yearly report: figures are pinned, claims are judged, and text stays text."""

import datetime as dt
import io
import re

import docx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import wording
from dashboard.download import harmless
from dashboard.report import annex, html, paper, pdf, pins, prose, publicly, word
from dashboard.report.paper import Bullets, Heading, Paper, Prose, Quotation, Run, Table
from dashboard.report.pins import Fault, Pin
from data.problems import UserError
from metrics import release as releases
from tests.screens import invented, read_pdf
from tests.screens.yearly import CONFERENCES, PIN, RE_REFERRALS_PIN, UNCUT, YEAR, Bureau

HELD = invented.release()
ROSE = Pin("81% (8 of 10)", "held", "better", "high")
FELL = Pin("12% (3 of 25)", "again", "better", "low")
STAYED = Pin("50% (9 of 18)", "same", "no clear change")
KNOWN = {"figure rose": ROSE, "figure fell": FELL, "figure stayed": STAYED}
BAD = {
    "script": "<script>alert('x')</script> <img src=x onerror=alert(1)>",
    "typst": "#let x = 1 *y* $z$ @ref \\ `code` = // not a comment #read(\"/etc/passwd\")",
    "welsh": "Nid yw’r rheswm wedi’i gofnodi, ŵ ŷ",
    "arabic": "قال المدقق إن السبب غير مكتوب",
    "emoji": "Thank you \U0001f469\u200d\U0001f467",
    "formula": "=cmd|' /C calc'!A0",
    "long": "x" * 400,
}  # fmt: skip


def known(inside: str) -> Pin | Fault:
    if inside.startswith("document "):
        return Pin(f"(source: {inside.removeprefix('document ')})")
    return KNOWN.get(inside, Fault(inside, "Pick another."))


def read(text: str, **more: object) -> prose.Read:
    return prose.read(text, known, **more)


def told(blocks: tuple[paper.Block, ...]) -> str:
    return re.sub(r"<[^>]*>", " ", html.fragment(blocks))


# Pins


def test_a_pin_prints_the_figure_of_the_release_and_knows_what_its_run_chart_says() -> None:
    found = pins.read(f"figure {CONFERENCES} partnership {YEAR}", HELD)
    assert isinstance(found, Pin)
    assert re.fullmatch(r"\d+% \(\d+ of \d+\)", found.words)
    assert (found.measure, found.signal, found.way) == (CONFERENCES, "worse", "low")
    assert pins.of_figure(CONFERENCES, "partnership", YEAR) == PIN


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (f"figure gone partnership {YEAR}", "no measure “gone”"),
        (f"figure {CONFERENCES} 999 {YEAR}", "no area “999”"),
        (f"figure {CONFERENCES} partnership 1999-00", "no year “1999-00”"),
        (f"figure {CONFERENCES}", "has a measure, an area and a year"),
        (f"figure {CONFERENCES} partnership {YEAR} gone", "no figure of"),
        ("document ", "Name the document"),
        ("81%", "begins with “figure” or “document”"),
        ("", "begins with “figure” or “document”"),
    ],
)
def test_a_pin_that_the_release_cannot_print_says_why(inside: str, why: str) -> None:
    found = pins.read(inside, HELD)
    assert isinstance(found, Fault)
    assert why in found.why


def test_a_pin_of_a_figure_kept_back_prints_that_it_is_and_no_number() -> None:
    small = f"figure transfer_in_conference_within_15_working_days 991 {YEAR}"
    found = pins.read(small, HELD)
    assert isinstance(found, Pin)
    assert found.words == "too few to report" or "kept back" in found.words
    assert "%" not in found.words


def test_a_pin_that_is_broken_stops_the_text_and_markdown_reads_nothing_in_it() -> None:
    assert "was not copied whole" in read("We did {{ figure rose and more.").faults[0]
    [block] = read("Told in {{ document Audit *2024*\n v_1_ | [draft] }}.").blocks
    assert block == Prose((Run("Told in (source: Audit *2024* v_1_ | [draft])."),))
    assert "81% (8 of 10)" in told(read("> so {{ figure rose }}\n\n* {{ figure\nrose }}").blocks)


# Claims


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("It improved: {{ figure rose }}.", True),
        ("It improved: {{ figure fell }}.", True),
        ("It improved: {{ figure stayed }}.", False),
        ("It improved. See {{ figure rose }}.", False),
        ("It IMPROVED.", False),
        ("It im**proved**.", False),
        ("Told in {{ document Audit }}, it improved.", False),
        ("It declined: {{ figure fell }}.", True),
        ("It declined: {{ figure rose }}.", False),
        ("It worsened: {{ figure rose }}.", False),
        ("# It improved", False),
        ("* It improved", False),
        ("* One\n  * It improved", False),
        ("| What |\n|---|\n| It improved |", False),
        ("| What | Figure |\n|---|---|\n| It improved | {{ figure rose }} |", True),
        ("> It improved for me", True),
        ("No clear change: {{ figure stayed }}.", True),
        ("An improvement plan was agreed.", True),
    ],
)
def test_improved_and_declined_stand_only_beside_a_figure_whose_run_chart_says_so(
    text: str, stands: bool
) -> None:
    assert (read(text).faults == ()) is stands
    assert read(text, check=False).faults == ()


@pytest.mark.parametrize(
    ("text", "asserted"),
    [
        ("There were 14 audits.", True),
        ("Fewer children waited.", True),
        ("* Fewer children waited.", True),
        ("# Fewer children waited", True),
        ("| Audits |\n|---|\n| 14 |", True),
        ("Fewer children waited {{ document Audit of May }}.", False),
        ("There were 14 audits {{ figure rose }}.", False),
        ("We met on 3 May 2024 under paragraph 107.", False),
        ("We met.", False),
    ],
)
def test_a_claim_without_a_figure_or_a_document_is_marked_as_an_assertion(
    text: str, asserted: bool
) -> None:
    assert (prose.ASSERTION in told(read(text).blocks)) is asserted
    assert prose.ASSERTION not in told(read(text, check=False).blocks)


def test_a_picture_is_refused_in_words_and_one_of_fifty_megabytes_is_never_stored(
    bureau: Bureau,
) -> None:
    for text in ("![our year](data:image/png;base64,AAAA)", "* ![our year](https://a.b/c.png)"):
        [fault] = read(text).faults
        assert "“our year”" in fault
        assert "Say in words what it shows" in fault
    fifty = f"![our year](data:image/png;base64,{'A' * 50_000_000})"
    with pytest.raises(UserError, match="20,000 fit"):
        bureau.write("care", "YR-01", fifty)


# Text is text


def test_the_scrutineers_words_are_printed_uncut() -> None:
    blocks = read(UNCUT, level=1, check=False).blocks
    said = told(blocks)
    for words in ("Twelve audits. Things improved, I think; 7 of 9", "https://example.org/notes"):
        assert words in said
    assert "&lt;b&gt;heard&lt;/b&gt;" in said
    assert [block.level for block in blocks if isinstance(block, Heading)] == [2]
    assert prose.ASSERTION not in said


def test_lists_keep_their_numbers_their_parts_and_the_addresses_in_them() -> None:
    text = (
        "1986. A year\n1987. Another\n\n* one [here](https://a.b)\n  * within\n\n        as typed\n"
    )
    first, second = read(text, check=False).blocks
    assert first == Bullets(("A year", "Another"), numbered=True, first=1986)
    assert isinstance(second, Bullets)
    assert second.items == ("one here (https://a.b)", "within as typed")


def test_no_heading_skips_a_level() -> None:
    blocks = read("### Deep\n\n# Top\n\n## Next\n\n###### Deepest", level=1).blocks
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    assert levels == [2, 2, 3, 3]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_no_link_runs_a_script(address: str) -> None:
    for text in (f"[press]({address})", f"<{address}>", f"[press]({address.upper()})"):
        assert "href" not in html.fragment(read(text).blocks)
    assert 'href="https://a.b"' in html.fragment(read("[press](https://a.b)").blocks)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=40, deadline=None)
def test_no_text_becomes_markup_and_no_word_of_it_is_lost(text: str) -> None:
    blocks = read(text, check=False).blocks
    drawn = html.fragment(blocks)
    assert set(re.findall(r"<(\w+)", drawn)) <= {
        "p", "a", "strong", "em", "br", "ul", "ol", "li", "blockquote", "h4", "div", "table", "caption",
        "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    for letters in re.findall(r"[A-Za-z]{4,}", text):
        assert letters in drawn or "&" in text or "![" in text or "```" in text


@pytest.mark.parametrize("name", BAD)
def test_no_form_of_the_report_takes_what_people_write_for_anything_but_text(name: str) -> None:
    text = BAD[name]
    blocks = (
        Heading("Part", 1, "part"), Prose((Run(text, bold=True),)), Quotation(text), Bullets((text,), True),
        Table(text, (text, "b"), ((text, text),)),
    )  # fmt: skip
    made = Paper(text[:60], text[:60], dt.date(2025, 3, 31), blocks, contents=True)
    page = html.as_html(made)
    assert "<script" not in page
    assert "<img" not in page
    held = docx.Document(io.BytesIO(word.as_word(made)))
    assert text in [one.text for one in held.paragraphs]
    printed = re.sub(r"[\s\u200b]", "", read_pdf.text(pdf.as_pdf(made)))
    if name not in ("arabic", "emoji"):
        assert re.sub(r"\s", "", text) in printed
    assert held.tables[0].rows[1].cells[1].text == text


def test_a_column_that_is_read_as_text_is_wider_than_one_of_names_or_numbers() -> None:
    rows = [("Measure", "What it counts", "n"), ("Conferences held in time", "Children " * 20, "4")]
    assert paper.widths(rows) == [24, paper.COLUMN_OF_TEXT, paper.NARROWEST_COLUMN]
    assert paper.widths([("a", "b" * 500), ("c", "d")])[1] == paper.COLUMN_OF_TEXT
    assert paper.widths([("a", "b" * 50), ("c", "d")])[1] == paper.WIDEST_COLUMN


def test_no_cell_of_the_data_runs_as_a_formula_and_numbers_stay_numbers() -> None:
    [line, row] = (
        annex.as_csv(Table("T", ("=cmd()", "b"), (("@x", "-3.5%"),)))
        .decode("utf-8-sig")
        .splitlines()
    )
    assert (line, row) == ("'=cmd(),b", "'@x,-3.5%")
    assert [harmless(text) for text in ("+2.4%", "-1,200", "-", "-1+1", "\t=x", "+44 20")] == [
        "+2.4%", "-1,200", "'-", "'-1+1", "'\t=x", "'+44 20",
    ]  # fmt: skip


# Public figures


def test_no_percentage_stands_on_a_base_under_twenty_and_nothing_is_rounded_again() -> None:
    row = {
        "value": 33.3,
        "lower": 1.0,
        "upper": 9.0,
        "numerator": 6,
        "denominator": 19,
        "reason": None,
    }
    hidden = publicly.row(row, "percent")
    assert hidden["reason"] == publicly.TOO_FEW
    assert {hidden[name] for name in ("value", "lower", "upper", "numerator", "denominator")} == {
        None
    }
    assert wording.figure(hidden, "percent") == "too few to report"
    assert publicly.row({**row, "denominator": 20}, "percent") == {**row, "denominator": 20}
    assert publicly.row(row, "per_10_000") == row


def test_a_pin_prints_no_percentage_on_a_base_under_twenty() -> None:
    nineteen = pl.when(pl.col("measure") == CONFERENCES).then(19).otherwise("denominator")
    frames = {**invented.frames()}
    frames["figures"] = frames["figures"].with_columns(denominator=nineteen)
    release = releases.open(frames, invented.manifest(frames))
    found = pins.read(f"figure {CONFERENCES} partnership {YEAR}", release)
    assert isinstance(found, Pin)
    assert found.words == "too few to report"


def test_one_pin_stands_for_one_figure_in_the_middle_of_a_sentence() -> None:
    text = f"Held in time: {PIN}; again: {RE_REFERRALS_PIN}."
    [block] = prose.read(text, lambda inside: pins.read(inside, HELD)).blocks
    assert isinstance(block, Prose)
    assert re.fullmatch(
        r"Held in time: \d+% \([\d,]+ of [\d,]+\); again: \d+% \(.*\)\.", block.text
    )
