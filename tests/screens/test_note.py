"""The investigation note: what it says, that both files say it, and that nothing is taken for markup."""

import datetime as dt
import io
import re
from dataclasses import dataclass, field, replace
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dashboard import challenges, investigations
from dashboard.challenges import Action, Addressee
from dashboard.investigations import LOOKS_AT_FIGURES, Finding, Investigation, investigation_of
from dashboard.report import paper, pdf, seen, word
from dashboard.report.note import note, note_docx, note_pdf
from dashboard.report.paper import Paragraph, Quotation, Table
from data.entries import Entry, Shown
from tests.records.conftest import HEALTH, RULES, SCRUTINEER, Paper
from tests.screens import invented, read_pdf

HELD = invented.release()
ENQUIRY = "assessed_children_with_an_enquiry"
RE_REFERRALS = "re_referrals_within_12_months"
CHOSEN = {
    "measure": ENQUIRY,
    "characteristic": "ethnicity",
    "group": "black",
    "area": "990",
    "period": "2022-25",
}
WHY = "Are Black children more likely to be investigated here, and why?"
MARKUP = "<script>alert('x')</script> #let x = 1 *y* $z$ @ref \\ [a](b) & &amp; `code` = // not a comment"
WELSH, ARABIC = "Nid yw’r rheswm wedi’i gofnodi, ŵ ŷ", "قال المدقق إن السبب غير مكتوب"


@dataclass
class Record(Paper):
    """An investigation that is written step by step."""

    subject: str = "investigation-1"
    shown: Shown = field(default_factory=lambda: Shown(HELD.digest, "1", CHOSEN))

    @property
    def held(self) -> Investigation:
        return investigation_of([one for one in self.entries if one.subject == self.subject])

    def look(self, step: str, text: str = "", shown: Shown | None = None) -> Entry:
        return self.write(
            investigations.look(self.held, SCRUTINEER, step, text, shown or self.shown)
        )


@pytest.fixture
def posed() -> Record:
    """A question, and no more."""
    record = Record()
    record.write(
        investigations.pose(
            SCRUTINEER,
            question=WHY,
            expectation="That deprivation accounts for part of it.",
            falsifier="Alike within each fifth of deprivation.",
            measure=ENQUIRY,
            characteristic="ethnicity",
        )
    )
    return record


@pytest.fixture
def whole(posed: Record) -> Record:
    """An investigation from its question to a signal that is watched."""
    for step in LOOKS_AT_FIGURES:
        posed.clock.pass_days(1)
        posed.look(step, f"What I made of {step}.")
    asked = {"kind": "audit", "grading": "moderate", "agreement": "agrees", "where": MARKUP}
    posed.write(investigations.attach(posed.held, SCRUTINEER, says=f"{WELSH}\n{ARABIC}", **asked))
    for statement in ("At first I thought otherwise.", f"The gap is real. {MARKUP}"):
        posed.write(
            investigations.conclude(
                posed.held,
                SCRUTINEER,
                finding=Finding.LIKELY_REAL,
                statement=statement,
                confidence="medium",
                alternatives=["The harm may have been more serious."],
            )
        )
    posed.write(
        challenges.issue(
            SCRUTINEER, Addressee("health", "dsp"), WHY, today=posed.clock.today, rules=RULES
        )
    )
    posed.write(investigations.link(posed.held, SCRUTINEER, "challenge-1"))
    one = challenges.challenges_of(posed.entries)[0]
    posed.write(
        challenges.act(
            one, HEALTH, Action.REJECT, f"No. {MARKUP}", today=posed.clock.today, rules=RULES
        )
    )
    posed.write(
        investigations.watch(
            posed.held,
            SCRUTINEER,
            measure=ENQUIRY,
            area="990",
            by=dt.date(2027, 3, 31),
            today=posed.clock.today,
            characteristic="ethnicity",
            group="black",
        )
    )
    posed.write(investigations.note(posed.held, SCRUTINEER, "I mistyped the day above."))
    return posed


def blocks(record: Record) -> list[object]:
    return list(note(record.held, record.entries, HELD).blocks)


def told(record: Record) -> str:
    """All sentences, quotations and cells of the note, each on a line of its own."""
    return "\n".join(_lines_of(blocks(record)))


def _lines_of(found: list[Any]) -> list[str]:
    lines: list[str] = []
    for block in found:
        if isinstance(block, Table):
            lines += [block.title, *block.headings, *(cell for row in block.rows for cell in row)]
        elif hasattr(block, "items"):
            lines += block.items
        else:
            lines += block.text.split("\n")
    return lines


def word_file(record: Record) -> Document:
    return docx.Document(io.BytesIO(note_docx(record.held, record.entries, HELD)))


def bare(text: str) -> str:
    """A text without blanks: where lines end is the paper's business."""
    return re.sub(r"[\s\u200b\u200e\u200f\u202a-\u202e]", "", text)


def test_the_note_tells_the_whole_way_from_the_question_to_what_is_watched(whole: Record) -> None:
    text = told(whole)
    for said in (
        WHY,
        "That deprivation accounts for part of it.",
        "2 March 2026, 09:30, Skye Fabricatt, before the figures were looked at:",
        "Guidance: Working Together 2023, paragraph 16",
        "1.6 times the rate",
        "What I made of widest.",
        "Where does the largest gap open? By ethnicity, between assessment and enquiry, for Black children.",
        "Moderate: of some people, or not planned for this. Says the same as the figures.",
        "Likely real. Confidence: medium.",
        "The harm may have been more serious.",
        "Alike within each fifth of deprivation.",
        "Earlier conclusion, ",
        "Rejected with reason. The next step is the scrutineer’s.",
        "Ines Inventson rejected it",
        "the group “Black” similar to all other known children, by 31 March 2027. Not yet, by this release.",
        "I mistyped the day above.",
        HELD.digest,
        "Counts of 1 to 5 children are not shown",
    ):
        assert said in text, said
    assert "Steps that were not taken" not in text


def test_both_files_say_the_same(whole: Record) -> None:
    printed = bare(read_pdf.text(note_pdf(whole.held, whole.entries, HELD)))
    document = word_file(whole)
    lines = [one.text for one in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert sorted(bare(line) for line in lines if bare(line)) == sorted(
        bare(line)
        for line in [f"Investigation note: {WHY}", *_lines_of(blocks(whole))]
        if bare(line)
    )
    for line in (line for line in lines if line != ARABIC):
        assert bare(line) in printed, line
    # What is written from the right is drawn from its last letter on.
    assert ARABIC.split()[1][::-1] in printed


def test_the_pdf_is_tagged_titled_and_in_its_language(whole: Record) -> None:
    held = read_pdf.objects(note_pdf(whole.held, whole.entries, HELD))
    said = b"\n".join(held.values())
    for mark in (
        b"/Lang(en-GB)",
        b"/Marked true",
        b"/StructTreeRoot",
        b"/DisplayDocTitle true",
        b"<pdfuaid:part>1</pdfuaid:part>",
        b"Investigation note: Are Black children",
        b"/S/H1",
        b"/S/H2",
        b"/S/BlockQuote",
        b"/S/Caption",
        b"/S/TH",
        b"/Scope/Column",
    ):
        assert mark in said.replace(b" /", b"/") or mark in said, mark


def test_the_word_file_has_styles_header_rows_and_its_language(whole: Record) -> None:
    document = word_file(whole)
    styles = {one.text: one.style.name for one in document.paragraphs}
    assert styles[f"Investigation note: {WHY}"] == "Title"
    assert styles["What was concluded"] == "Heading 1"
    assert styles["Adjust"] == "Heading 2"
    assert styles["I mistyped the day above."] == "Quote"
    assert styles["The harm may have been more serious."] == "List Bullet"
    assert document.core_properties.title == f"Investigation note: {WHY}"
    assert document.core_properties.language == "en-GB"
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    for table in document.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    [from_right] = [one for one in document.paragraphs if one.text == ARABIC]
    assert from_right._p.find(f".//{qn('w:bidi')}") is not None


def test_the_same_note_gives_the_same_bytes_and_another_entry_others(whole: Record) -> None:
    for made in (note_pdf, note_docx):
        first = made(whole.held, whole.entries, HELD)
        assert made(whole.held, list(whole.entries), HELD) == first
    whole.write(investigations.note(whole.held, SCRUTINEER, "One more."))
    assert note_docx(whole.held, whole.entries, HELD) != first


def test_a_note_of_a_question_alone_says_what_is_still_to_come(posed: Record) -> None:
    text = told(posed)
    for said in (
        "No figure was looked at yet.",
        "Steps that were not taken: check the recording,",
        "None was attached.",
        "Nothing yet.",
        "No challenge came of it yet.",
        "No signal was set.",
    ):
        assert said in text
    assert note_pdf(posed.held, posed.entries, HELD).startswith(b"%PDF")


def test_figures_of_a_release_that_is_not_kept_are_not_printed_as_if_they_were_its_own(
    posed: Record,
) -> None:
    posed.look("comparison", "As I saw it then.", Shown("f" * 64, "1", CHOSEN))
    text = told(posed)
    assert "This was written on another release (ffffffffffff), which is not kept here." in text
    assert "times the rate" not in text
    assert "As I saw it then." in text


def test_figures_of_an_earlier_release_are_printed_as_that_one_has_them(posed: Record) -> None:
    posed.look("comparison")
    newest = replace(HELD, manifest={**HELD.manifest, "as_at": "2025-06-30"})
    paper_of_now = note(posed.held, posed.entries, newest, {HELD.digest: HELD}.get)
    text = "\n".join(_lines_of(list(paper_of_now.blocks)))
    assert f"Release {HELD.digest[:12]}, as at 31 March 2025." in text
    assert "1.6 times the rate" in text
    assert f"as at 30 June 2025, release {newest.digest[:12]}" in text


def test_a_run_chart_that_is_watched_is_named_with_the_way_it_has_to_point(posed: Record) -> None:
    posed.write(
        investigations.watch(
            posed.held,
            SCRUTINEER,
            measure=RE_REFERRALS,
            area="gone",
            by=dt.date(2027, 3, 31),
            today=posed.clock.today,
            direction="low",
        )
    )
    assert "gone: a run chart with a signal below its usual range, by 31 March 2027." in told(posed)


@pytest.mark.parametrize("step", LOOKS_AT_FIGURES)
@pytest.mark.parametrize(
    "settings",
    [
        CHOSEN,
        {**CHOSEN, "group": None},
        {**CHOSEN, "reference": "largest", "period": "2023-24"},
        {"measure": RE_REFERRALS, "area": "991", "group": "asian", "characteristic": "ethnicity"},
        {"measure": "children_on_plans_per_10000_children"},
        {
            **CHOSEN,
            "group": "gone",
            "characteristic": "shoe_size",
            "area": "gone",
            "period": "gone",
        },
    ],
    ids=["group", "groups", "largest", "confounded", "all", "gone"],
)
def test_every_step_has_something_to_say_of_every_choice(
    step: str, settings: dict[str, Any]
) -> None:
    what = seen.chosen(HELD, settings)
    assert what is not None
    found = seen.figures(HELD, step, what)
    assert found
    assert all(isinstance(one, Paragraph | Table) for one in found)
    assert all(line != "None" for line in _lines_of(found))


def test_a_gap_that_deprivation_could_account_for_is_not_called_fair() -> None:
    what = seen.chosen(HELD, {**CHOSEN, "measure": RE_REFERRALS, "area": "991", "group": "asian"})
    text = "\n".join(_lines_of(seen.figures(HELD, "adjustment", what)))
    assert "could account for" in text
    assert "That is not the same as saying it is fair." in text


def test_a_choice_of_no_measure_of_this_release_shows_no_figure(posed: Record) -> None:
    assert seen.chosen(HELD, {"measure": "gone"}) is None
    posed.look("comparison", "", Shown(HELD.digest, "1", {}))
    assert "No measure was chosen." in told(posed)


def test_what_neither_file_can_hold_is_told_and_all_else_stays() -> None:
    assert paper.printable("a\x07b\ud800c\n\td\ufffe") == "a\ufffdb\ufffdc\n\td\ufffd"
    assert [paper.from_right(text) for text in (ARABIC, "123 שלום", WELSH, "12", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    # No font has a letter for private use: the PDF gives its number, the Word file keeps it.
    text = f"{WELSH} \U000f1234 a\x07b"
    of_text = paper.Paper("A", "B", dt.date(2026, 3, 2), (Quotation(text),))
    printed = read_pdf.text(pdf.as_pdf(of_text))
    assert bare(WELSH) in bare(printed)
    assert "[U+F1234]" in printed
    held = docx.Document(io.BytesIO(word.as_word(of_text)))
    assert held.paragraphs[-1].text == text.replace("\x07", "\ufffd")


def test_a_word_as_long_as_an_address_does_not_run_over_the_edge() -> None:
    address = "https://" + "x" * 200
    of_text = paper.Paper("A", "B", dt.date(2026, 3, 2), (Paragraph(address),))
    pieces = read_pdf.text(pdf.as_pdf(of_text)).split("\n")
    assert max(len(piece) for piece in pieces) < 120
    assert address in bare("".join(pieces))


def test_the_longest_text_that_a_record_holds_goes_through_whole(posed: Record) -> None:
    text = "Many words of one text. " * 833
    posed.write(investigations.note(posed.held, SCRUTINEER, text))
    assert bare(text) in bare(
        re.sub(r"Page \d+ of \d+", "", read_pdf.text(note_pdf(posed.held, posed.entries, HELD)))
    )
