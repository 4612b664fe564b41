"""The two pages of the yearly report: what each reader sees there, may do there, and never loses there."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import signoff
from dashboard.signoff import SCRUTINEER, State
from tests.screens.conftest import Page
from tests.screens.yearly import CONFERENCES, PIN, YEAR, Bureau

WRITE, SIGN = "views/yearly_report.py", "views/report_signatures.py"
SCRIPT = "<script>alert('x')</script> **bold** &amp;"


def said(running: AppTest) -> str:
    """All the words on a page, those that people wrote as they are marked up."""
    kinds = (running.title, running.header, running.markdown, running.caption, running.error)
    ours = [one.value for kind in (*kinds, running.success, running.warning) for one in kind]
    theirs = [one.proto.body for one in running.get("html")]
    cells = [str(cell) for one in running.table for row in one.value.values for cell in row]
    links = [one.proto.label for one in running.get("page_link")]
    # A mark before punctuation keeps it from being read as Markdown.
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", "\n".join([*ours, *theirs, *cells, *links]))


def opened(page: Page, bureau: Bureau, path: str, who: str, **more: str) -> AppTest:
    return page(bureau.store, path, person=f"invented-{who}", report=YEAR, **more)


def press(running: AppTest, label: str) -> AppTest:
    [button] = [one for one in running.button if one.label == label]
    assert not button.disabled, label
    button.click().run()
    assert not running.exception, [one.message for one in running.exception]
    return running


def labels(running: AppTest) -> list[str]:
    return [one.label for one in running.button]


def write(running: AppTest, text: str) -> AppTest:
    [area] = [one for one in running.text_area if one.label == "The text"]
    area.set_value(text).run()
    assert not running.exception, [one.message for one in running.exception]
    return running


@pytest.fixture
def waiting(submitted: Bureau, tmp_path: Path) -> Bureau:
    """The submitted report in a store of its own."""
    return submitted.copied(tmp_path / "store")


# Writing it


def test_the_chair_begins_the_report_and_nobody_else_is_offered_to(
    page: Page, released: Path, tmp_path: Path
) -> None:
    bureau = Bureau(shutil.copytree(released, tmp_path / "store"))
    for who in ("health", "lead-police"):
        running = page(bureau.store, WRITE, person=f"invented-{who}", report=YEAR)
        assert "Nobody has begun this report." in said(running)
        assert f"Begin the report of {YEAR}" not in labels(running)
    running = page(bureau.store, WRITE, person="invented-care", report=YEAR)
    assert "is **late**: it should have been published by 30 September 2025" in said(running)
    running.session_state["chosen elsewhere"] = "kept"
    press(running, f"Begin the report of {YEAR}")
    assert "The report is begun." in said(running)
    assert running.session_state["chosen elsewhere"] == "kept"
    assert bureau.report.state is State.DRAFT


def test_a_text_is_kept_as_soon_as_its_writer_leaves_the_field_and_every_version_stays(
    page: Page, bureau: Bureau
) -> None:
    running = opened(page, bureau, WRITE, "health", part="YR-01")
    write(running, f"First. {SCRIPT}")
    assert "Your text is kept." in said(running)
    write(running, "Second.")
    assert bureau.report.text("YR-01") == "Second."
    [toggle] = [one for one in running.toggle if one.label == "Show all 2 versions"]
    toggle.set_value(True).run()
    assert "&lt;script&gt;" in said(running)
    assert "<script" not in said(running)


def test_a_figure_is_put_into_the_text_from_a_list_and_never_typed(
    page: Page, bureau: Bureau
) -> None:
    running = opened(page, bureau, WRITE, "care", part="YR-02")
    [pins] = [one for one in running.selectbox if one.label == "Put a figure into the text"]
    pins.set_value(PIN).run()
    press(running, "Put it in")
    [area] = [one for one in running.text_area if one.label == "The text"]
    assert area.value.strip() == PIN
    assert bureau.report.text("YR-02") == PIN
    press(running, "Keep the text")
    assert bureau.report.text("YR-02") == PIN
    assert "As it will be printed" in [one.value for one in running.header]
    assert CONFERENCES not in "".join(one.proto.body for one in running.get("html"))


def test_a_claim_that_the_figures_do_not_bear_out_is_told_at_once_and_stops_the_submission(
    page: Page, bureau: Bureau
) -> None:
    running = opened(page, bureau, WRITE, "care", part="YR-01")
    write(running, f"It improved: {PIN}.")
    assert any("“improved”" in one.value for one in running.warning)
    assert "things have to be put right" in said(running)
    [button] = [one for one in running.button if one.label == "Submit it to the lead partners"]
    assert button.disabled


def test_of_two_who_write_one_text_at_once_neither_loses_a_word(page: Page, bureau: Bureau) -> None:
    running = opened(page, bureau, WRITE, "health", part="YR-01")
    bureau.write("care", "YR-01", "The chair's words.")
    write(running, "My words.")
    assert "wrote this text while you were writing" in said(running)
    assert "The chair's words." in said(running).replace("&#x27;", "'")
    assert [one.value for one in running.text_area if one.label == "The text"] == ["My words."]
    assert bureau.report.text("YR-01") == "The chair's words."
    press(running, "Keep the text")
    assert bureau.report.text("YR-01") == "My words."


def test_who_writes_another_part_meanwhile_is_no_hindrance(page: Page, bureau: Bureau) -> None:
    running = opened(page, bureau, WRITE, "health", part="YR-01")
    bureau.write("care", "YR-02", "Another part.")
    write(running, "My words.")
    assert (bureau.report.text("YR-01"), bureau.report.text("YR-02")) == (
        "My words.", "Another part.",
    )  # fmt: skip


def test_a_text_that_is_too_long_stays_in_the_field(page: Page, bureau: Bureau) -> None:
    running = opened(page, bureau, WRITE, "care", part="YR-01")
    long = "word " * 30_000
    write(running, long)
    assert "20,000 fit" in said(running)
    assert [one.value for one in running.text_area if one.label == "The text"] == [long]
    assert bureau.report.text("YR-01") == ""


@pytest.mark.parametrize(
    ("who", "part", "may"),
    [
        ("scrutineer", SCRUTINEER, True),
        ("care", SCRUTINEER, False),
        ("analyst", SCRUTINEER, False),
        ("scrutineer", "YR-01", False),
        ("lead-health", "statement health", True),
        ("lead-police", "statement health", False),
        ("sponsor", "YR-01", False),
    ],
)
def test_each_reader_has_the_field_of_their_own_texts_alone(
    page: Page, bureau: Bureau, who: str, part: str, may: bool
) -> None:
    running = opened(page, bureau, WRITE, who, part=part)
    assert any(one.label == "The text" for one in running.text_area) is may
    assert ("Somebody else writes it." in said(running)) is not may


def test_the_chair_leaves_out_what_may_be_and_takes_it_up_again(page: Page, bureau: Bureau) -> None:
    running = opened(page, bureau, WRITE, "care", part="YR-14")
    press(running, "Leave it out")
    assert "The reason is empty" in said(running)
    [why] = [one for one in running.text_input if one.label.startswith("Or leave it out")]
    why.set_value("There is no secure establishment here.")
    press(running, "Leave it out")
    assert bureau.report.left_out["YR-14"] == "There is no secure establishment here."
    press(running, "Take it up again")
    assert bureau.report.left_out == {}
    assert "Leave it out" not in labels(opened(page, bureau, WRITE, "care", part="YR-01"))


def test_the_day_that_the_guidance_sets_is_not_moved(page: Page, bureau: Bureau) -> None:
    running = opened(page, bureau, WRITE, "care")
    [toggle] = [one for one in running.toggle if one.label == "Show the milestones"]
    toggle.set_value(True).run()
    running.selectbox(key="milestone which").set_value("published")
    running.date_input(key="milestone day").set_value("2025-12-31")
    press(running, "Set this day")
    assert "30 September 2025 at the latest" in said(running)
    assert bureau.report.days == {}


def test_what_no_record_shows_somebody_says_is_reached(page: Page, bureau: Bureau) -> None:
    running = opened(page, bureau, WRITE, "care")
    [toggle] = [one for one in running.toggle if one.label == "Show the milestones"]
    toggle.set_value(True).run()
    press(running, "Reached: the last quarter's returns are in")
    assert bureau.report.reached == {"returns"}
    assert "Reached: the last quarter's returns are in" not in labels(running)


# Signing it


def test_a_lead_partner_reads_what_they_sign_and_what_did_not_improve_and_signs(
    page: Page, waiting: Bureau
) -> None:
    running = opened(page, waiting, SIGN, "lead-health")
    told = said(running)
    digest = waiting.report.submission.digest
    for words in (
        "Still to sign: Chief executive of the local authority",
        f"have the digest {digest[:12]}",
        "What did not improve",
        "Measures of priorities without an improving signal",
    ):
        assert words in told, words
    [button] = [one for one in running.button if one.label == "Sign the report"]
    assert button.disabled
    running.checkbox[0].check().run()
    press(running, "Sign the report")
    assert "You have signed the report." in said(running)
    assert [one.signatory for one in waiting.report.signatures] == ["health"]
    assert "Sign the report" not in labels(running)
    assert "Return it" in labels(running)


@pytest.mark.parametrize("who", ["care", "health", "scrutineer"])
def test_nobody_else_is_offered_to_sign_or_to_return(page: Page, waiting: Bureau, who: str) -> None:
    offered = labels(opened(page, waiting, SIGN, who))
    assert not {"Sign the report", "Return it", "Say that it is published"} & set(offered)


def test_what_changed_while_it_was_read_is_not_signed(page: Page, waiting: Bureau) -> None:
    running = opened(page, waiting, SIGN, "lead-health")
    running.checkbox[0].check().run()
    waiting.write("care", "YR-01", "Another story.")
    press(running, "Sign the report")
    assert waiting.report.signatures == ()
    assert running.error or "being written" in said(running)


def test_a_lead_partner_sees_word_by_word_what_changed_since_they_signed(
    page: Page, waiting: Bureau
) -> None:
    waiting.sign("lead-health")
    content = waiting.office.content(waiting.report)
    waiting.write("care", "YR-01", "Conferences were <b>held</b>.")
    waiting.submit_as(content)
    told = said(opened(page, waiting, SIGN, "lead-health"))
    assert "What changed since you last saw it" in told
    assert "YR-01 What we did" in told
    assert "<del>" in told
    assert "<ins>" in told
    assert "<b>held" not in told


def test_a_report_is_returned_with_a_comment_that_everybody_reads(
    page: Page, waiting: Bureau
) -> None:
    running = opened(page, waiting, SIGN, "lead-police")
    press(running, "Return it")
    assert "The comment is empty" in said(running)
    [area] = [one for one in running.text_area if one.label.startswith("Or return it")]
    area.set_value("Say more of exploitation.")
    press(running, "Return it")
    assert waiting.report.state is State.DRAFT
    assert "Say more of exploitation." in said(opened(page, waiting, SIGN, "care"))


# Since it was signed


def test_the_chair_says_that_it_is_published_and_who_got_a_copy(
    page: Page, signed: Bureau, tmp_path: Path
) -> None:
    bureau = signed.copied(tmp_path / "store")
    running = opened(page, bureau, SIGN, "care")
    running.date_input(key="publish on").set_value("2024-01-01")
    running.text_input(key="publish what").set_value("https://example.org/report")
    press(running, "Say that it is published")
    assert "before the last signature" in said(running)
    _fill(running, "publish ", bureau, "https://example.org/report")
    press(running, "Say that it is published")
    assert bureau.report.state is State.PUBLISHED
    told = said(running)
    assert "Copies go out by 7 August 2025: within 7 days" in told
    assert "Not yet: late" in told
    _fill(running, "copy ", bureau, "By email ![x](https://example.org/x.png)")
    press(running, "Write down that it was sent")
    assert signoff.copies_missing(bureau.report) == ("foundations",)
    assert "31 July 2025, by Cara Notreal: By email" in said(running)
    assert not any("![" in str(cell) for one in running.table for cell in one.value.values.flat)
    [area] = [one for one in running.text_area if one.label.startswith("A correction")]
    area.set_value(f"Table 2: 8, not 9. {SCRIPT}")
    press(running, "Add the correction")
    assert "Table 2: 8, not 9. &lt;script&gt;" in said(running)


def _fill(running: AppTest, fields: str, bureau: Bureau, what: str) -> Any:
    running.date_input(key=f"{fields}on").set_value(bureau.clock.today)
    return running.text_input(key=f"{fields}what").set_value(what)


def test_a_published_report_is_written_by_nobody_and_read_by_all(
    page: Page, signed: Bureau, tmp_path: Path
) -> None:
    bureau = signed.copied(tmp_path / "store").publish()
    for who, part in (("scrutineer", SCRUTINEER), ("care", "YR-01"), ("lead-health", "YR-01")):
        running = opened(page, bureau, WRITE, who, part=part)
        assert "It is published, so that no text changes any more." in said(running)
        assert not [one for one in running.text_area if one.label == "The text"]


def test_the_whole_report_is_read_on_the_page_without_being_drawn_again(
    page: Page, waiting: Bureau
) -> None:
    running = opened(page, waiting, SIGN, "lead-health")
    [toggle] = [one for one in running.toggle if one.label == "Show the whole report"]
    toggle.set_value(True).run()
    assert not running.exception, [one.message for one in running.exception]
    assert len(running.get("download_button")) == 3
