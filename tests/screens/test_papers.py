"""Papers for meetings, and the lead partners' page: what they say, and that all readers can open them."""

import datetime as dt
import io
import shutil
from dataclasses import replace
from pathlib import Path

import docx
import polars as pl
import pytest

from dashboard import challenges, demonstration_records, demonstration_year, reporting
from dashboard.challenges import Rules
from dashboard.report import meeting
from dashboard.report.meeting import Agenda
from dashboard.report.paper import Bullets, Heading, Paper, Paragraph, Table
from dashboard.report.pdf import as_pdf
from dashboard.report.word import as_word
from dashboard.through_the_year import rhythm
from data.agreement import Agreement
from data.records import Records, utc_now
from data.warehouse import Store
from metrics.release import Release
from tests.screens import invented
from tests.screens.conftest import Page
from tests.screens.test_challenges import said

HELD = invented.release()
RULES = Rules.of(Agreement("Invented", ()))
TODAY = dt.date(2026, 3, 2)
EMPTY = Agenda(HELD, "partnership", (), (), RULES, TODAY)


@pytest.fixture(scope="module")
def kept(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which the invented people kept their year."""
    store = shutil.copytree(released, tmp_path_factory.mktemp("papers") / "store")
    for write in (demonstration_records.write_records, demonstration_year.write_year):
        write(lambda now: Records.of(store, now=now), RULES, HELD)
    return store


@pytest.fixture(scope="module")
def agenda(kept: Path) -> Agenda:
    return reporting.office(Store(kept), Records.of(kept), utc_now).agenda()


def words(paper: Paper) -> str:
    """All that a paper says, block by block."""
    told = []
    for block in paper.blocks:
        match block:
            case Bullets(items):
                told += items
            case Table(title, _, rows):
                told += [title, *(" | ".join(row) for row in rows)]
            case Heading(text) | Paragraph(text):
                told.append(text)
    return "\n".join(told)


def test_the_meeting_pack_has_its_six_items_in_order(agenda: Agenda) -> None:
    pack = meeting.pack(agenda)
    headings = [one.text for one in pack.blocks if isinstance(one, Heading)]
    assert headings == [
        "1. What changed",
        "2. The clocks",
        "3. Progress on priorities",
        "4. Education",
        "5. Fairness",
        "6. Risks, and what is owed",
        "How far the figures can be trusted",
    ]
    told = words(pack)
    assert "Child protection conferences held within 15 working days" in told
    assert "Actions and commentaries that are overdue" in told
    assert "Challenges of the scrutineer that are open" in told


def test_lead_partners_have_two_pages_with_one_sentence_a_line(agenda: Agenda) -> None:
    brief = meeting.brief(agenda, "The report of 2024-25 is **late**.")
    pages = as_pdf(brief).count(b"/Type/Page/") or as_pdf(brief).count(b"/Type /Page\n")
    assert pages in (1, 2)
    told = words(brief)
    assert "The report of 2024-25 is late." in told
    (lines,) = [one.items for one in brief.blocks if isinstance(one, Bullets)][:1]
    assert 1 <= len(lines) <= 10
    assert all(line.endswith(".") and "**" not in line for line in lines)


def test_where_nobody_kept_anything_the_papers_say_so() -> None:
    told = words(meeting.pack(EMPTY))
    assert "No priority is on record." in told
    assert "Nothing is overdue, and no challenge is open." in told
    assert "No challenge of the scrutineer is overdue." in meeting.assurance(EMPTY)
    assert meeting.before_leads(EMPTY) == []


def test_a_release_without_such_figures_leaves_no_empty_table() -> None:
    none: Release = invented.release()
    without = Agenda(_without(none), "partnership", (), (), RULES, TODAY)
    assert "The release has no figures of these." in words(meeting.pack(without))


def _without(held: Release) -> Release:
    catalogue = held.catalogue.with_columns(available=pl.lit(value=False))
    return replace(held, catalogue=catalogue, comparisons=held.comparisons.clear())


def test_both_files_of_a_paper_hold_its_headings_and_are_the_same_each_time(agenda: Agenda) -> None:
    brief = meeting.brief(agenda, "It is begun.")
    assert as_pdf(brief) == as_pdf(brief)
    file = as_word(brief)
    assert file == as_word(brief)
    headings = [
        one.text
        for one in docx.Document(io.BytesIO(file)).paragraphs
        if (one.style.name or "").startswith("Heading")
    ]
    assert "What is not improving" in headings


def test_what_came_before_lead_partners_is_named(agenda: Agenda) -> None:
    found = meeting.before_leads(agenda)
    assert any(one.startswith(("Risk", "Dispute")) for one in found)
    asked = challenges.overdue(agenda.challenges, agenda.today)
    assert str(len(asked)) in meeting.assurance(agenda)


def test_partners_meet_six_weeks_after_the_quarter() -> None:
    steps = rhythm.rhythm(dt.date(2026, 5, 12))
    assert [one["By"] for one in steps[2:5]] == [
        "5 May 2026 (passed)",
        "12 May 2026 (today)",
        "19 May 2026 (in 7 days)",
    ]
    assert steps[3]["Who"] == "Delegated partners"
    assert rhythm.quarter_before(dt.date(2026, 1, 1)) == dt.date(2025, 12, 31)


@pytest.mark.parametrize("person", ["invented-lead-police", "invented-care"])
def test_the_pages_of_assurance_and_papers_open(page: Page, kept: Path, person: str) -> None:
    assurance = page(kept, "views/lsp_assurance.py", person=person)
    assert "What is not improving" in [one.value for one in assurance.header]
    assert "The yearly report will print this list" in said(assurance)
    papers = page(kept, "views/papers.py", person=person)
    papers.toggle(key="read lead-partners-brief").set_value(True).run()
    assert not papers.exception
