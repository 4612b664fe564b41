"""The scrutineer's workspace: nothing is seen before it is asked, nothing written is lost or changed."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import identity, investigations
from dashboard.investigations import STEPS, Finding, Investigation, investigation_of
from data.entries import NOTHING_SHOWN, Shown
from data.records import Records
from metrics.release import Release
from tests.screens.conftest import Page
from tests.screens.invented_scrutiny import ENQUIRY, RE_REFERRALS
from tests.screens.test_challenges import SCRIPT, said

PAGE = "views/scrutineer_workspace.py"
SKYE = identity.acting(chosen="invented-scrutineer")
QUESTION = "Are Black and Mixed heritage children more likely to be investigated here, and why?"
EXPECTED = "I expect a like share of them to come to an enquiry."
FIGURES = "vega_lite_chart"


class Desk:
    """A store with the invented release, and the scrutineer's records in it."""

    def __init__(self, store: Path, release: Release) -> None:
        self.store, self.records = store, Records.of(store)
        self.shown = Shown(
            release.digest,
            release.manifest["method_version"],
            {"area": "990", "period": "2022-25", "measure": ENQUIRY, "characteristic": "ethnicity"},
        )

    def posed(self, question: str = QUESTION, expectation: str = EXPECTED) -> str:
        draft = investigations.pose(
            SKYE,
            question=question,
            expectation=expectation,
            measure=ENQUIRY,
            characteristic="ethnicity",
            shown=self.shown,
        )
        return self.records.append(draft)[0].subject

    def concluded(self, statement: str = "It is likely real.") -> str:
        id = self.posed()
        draft = investigations.conclude(
            self.held(id),
            SKYE,
            finding=Finding.LIKELY_REAL,
            statement=statement,
            confidence="medium",
            alternatives=["Need may differ."],
            falsifier="The same share in every year.",
            shown=self.shown,
        )
        self.records.append(draft)
        return id

    def held(self, id: str) -> Investigation:
        return investigation_of(self.records.entries(subject=id))


@pytest.fixture
def desk(released: Path, tmp_path: Path, invented_release: Release) -> Desk:
    """Records of their own beside the invented release."""
    return Desk(shutil.copytree(released, tmp_path / "store"), invented_release)


def opened(page: Page, desk: Desk, id: str = "", step: str = "", **more: str) -> AppTest:
    address = {"person": SKYE.id, "area": "990", "period": "2022-25", **more}
    if id:
        address |= {"investigation": id, "step": step}
    # It is the first page of a scrutineer: for anybody else it has to be opened.
    return page(desk.store, None if address["person"] == SKYE.id else PAGE, **address)


def press(running: AppTest, label: str) -> None:
    [button] = [one for one in running.button if one.label == label]
    button.click().run()
    assert not running.exception, [one.message for one in running.exception]


def write(running: AppTest, key: str, text: str) -> None:
    running.text_area(key=key).set_value(text)


def test_no_figure_is_open_before_the_question_and_the_expectation_are_kept(
    page: Page, desk: Desk
) -> None:
    running = opened(page, desk)
    assert "Nothing has been investigated yet. Begin with a question." in said(running)
    assert not running.get(FIGURES)
    assert not running.table
    write(running, "pose text", QUESTION)
    press(running, "Keep these, then open the figures")
    assert "What you expect to find is empty" in running.error[0].value
    # Nothing of it is lost, and no figure opened.
    assert running.text_area(key="pose text").value == QUESTION
    assert not running.get(FIGURES)
    assert not desk.records.entries()


def test_a_question_is_kept_with_what_was_expected_and_leads_to_the_figures(
    page: Page, desk: Desk
) -> None:
    running = opened(page, desk)
    running.text_area(key="pose text").set_value(QUESTION).run()
    # Suggested by the words of the question, before any figure is shown.
    assert "Your question seems to be about: From assessment to section 47 enquiry." in said(
        running
    )
    write(running, "pose expectation", EXPECTED)
    press(running, "Keep these, then open the figures")
    assert "2. Check the recording" in [one.value for one in running.header]
    one = desk.held("investigation-1")
    assert (one.question, one.expectation) == (QUESTION, EXPECTED)
    assert (one.measure, one.characteristic) == (ENQUIRY, "ethnicity")
    assert one.entries[0].shown.settings["area"] == "990"
    assert one.entries[0].shown.release is not None
    assert "Ethnicity is not recorded for" in said(running)


def test_every_step_opens_and_says_what_it_asks(page: Page, desk: Desk) -> None:
    running = opened(page, desk, desk.posed(), "pose")
    for step in STEPS:
        running.selectbox(key="step").set_value(step.key).run()
        assert not running.exception, (step.key, [one.message for one in running.exception])
        assert not running.error, (step.key, running.error[0].value)
        assert step.asks in said(running)
        assert len(running.get(FIGURES)) <= 7
        # The comparison stays the same from step to step.
        assert running.session_state["counted"] == ENQUIRY
        assert running.session_state["whose"] == "black"


def test_the_path_leads_to_the_planted_step_and_what_is_seen_is_kept_with_it(
    page: Page, desk: Desk
) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "widest")
    assert (
        "For Black children, the largest flagged gap opens between assessment and enquiry."
        in said(running)
    )
    running.toggle(key="two at once").set_value(True).run()
    assert "borrowing from the other groups" in said(running)
    assert len(running.get(FIGURES)) == 2
    write(running, f"{id} widest text", "It opens at the enquiry, in Northmere alone.")
    press(running, "Keep what I saw")
    assert "Kept, with the comparison that was on the screen." in said(running)
    [look] = desk.held(id).looks
    assert look.body == {"step": "widest", "note": "It opens at the enquiry, in Northmere alone."}
    assert look.shown.settings == {
        "measure": ENQUIRY,
        "characteristic": "ethnicity",
        "group": "black",
        "reference": "others",
        "area": "990",
        "period": "2022-25",
    }
    assert look.shown.method_version is not None
    assert "It opens at the enquiry" in said(running)
    assert not running.text_area(key=f"{id} widest text").value


def test_the_comparison_is_chosen_once_for_all_steps(page: Page, desk: Desk) -> None:
    running = opened(page, desk, desk.posed(), "comparison")
    running.selectbox(key="whose").set_value("mixed").run()
    running.selectbox(key="beside").set_value("largest").run()
    assert "4 of 4 groups can be compared" in said(running)
    running.selectbox(key="step").set_value("time").run()
    assert "children of Mixed heritage beside the largest group" in said(running)
    running.selectbox(key="step").set_value("comparison").run()
    running.selectbox(key="beside").set_value("everyone").run()
    running.selectbox(key="step").set_value("time").run()
    assert "Mixed heritage beside all known children, this group among them" in said(running)
    running.toggle(key="waits").set_value(True).run()
    assert not running.exception
    assert any("How long children waited" in one.value for one in running.header)


def test_evidence_from_elsewhere_is_graded_and_set_beside_the_figures(
    page: Page, desk: Desk
) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "evidence")
    write(running, f"{id} attach text", "Audits found the threshold applied unevenly.")
    press(running, "Attach it")
    assert "Something is not chosen yet." in running.error[0].value
    for name, value in (("kind", "audit"), ("grading", "strong"), ("agreement", "agrees")):
        running.selectbox(key=f"{id} attach {name}").set_value(value)
    press(running, "Attach it")
    assert desk.held(id).evidence[0].body["kind"] == "audit"
    table = running.table[0].value
    assert table["Beside the figures"].to_list() == ["Says the same as the figures"]


def test_nobody_concludes_without_another_explanation(page: Page, desk: Desk) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "conclusion")
    assert "You can conclude without them; the note will say so." in said(running)
    assert EXPECTED in said(running)
    running.radio(key=f"{id} conclude finding").set_value(Finding.LIKELY_REAL)
    running.radio(key=f"{id} conclude confidence").set_value("medium")
    write(running, f"{id} conclude text", "Likely real.")
    write(running, f"{id} conclude falsifier", "The same share everywhere.")
    press(running, "Conclude")
    assert "A conclusion names at least one other explanation." in running.error[0].value
    assert running.text_area(key=f"{id} conclude text").value == "Likely real."
    write(running, f"{id} conclude alternatives", "Need\n\nRecording")
    press(running, "Conclude")
    found = desk.held(id).conclusion
    assert found is not None
    assert found.alternatives == ("Need", "Recording")
    assert "Concluded: likely real (medium confidence)." in said(running)


def test_a_challenge_names_the_investigation_that_it_came_of(page: Page, desk: Desk) -> None:
    id = desk.concluded()
    running = opened(page, desk, id, "challenge")
    assert running.selectbox(key="issue measure").value == ENQUIRY
    write(running, "issue text", "Why does an enquiry follow more often for Black children?")
    running.selectbox(key="issue addressee").set_value(
        next(one for one in running.selectbox(key="issue addressee").options if "Health" in one)
    )
    press(running, "Issue the challenge")
    assert desk.held(id).challenges == ("challenge-1",)
    [entry] = desk.records.entries(subject="challenge-1")
    assert entry.body["investigation"] == id
    assert "Challenges that came of it" in [one.value for one in running.header]


def test_a_signal_is_watched_until_a_day(page: Page, desk: Desk) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "follow_up")
    running.date_input(key=f"{id} watch by").set_value(dt.date(2099, 3, 31))
    press(running, "Watch for it")
    [watch] = desk.held(id).watches
    assert (watch.measure, watch.area, watch.group) == (ENQUIRY, "990", "black")
    [table] = [one.value for one in running.table]
    assert (
        "the rate for Black children similar to that of all other known children"
        in table["Signal"][0]
    )
    assert table["What became of it"].to_list() == ["Not yet"]


def test_what_the_release_lacks_is_asked_of_the_analyst(page: Page, desk: Desk) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "adjustment")
    running.toggle(key="ask for more").set_value(True).run()
    write(running, "ask text", "Does need account for it?")
    write(running, "ask expectation", "No.")
    write(running, "ask reason", "Partners will ask.")
    running.selectbox(key="ask adjuster").set_value("primary_need")
    press(running, "Ask the analyst")
    [entry] = desk.records.entries(kind="request")
    assert entry.body["adjuster"] == "primary_need"
    assert entry.body["investigation"] == id
    assert "Waiting for the analyst." in said(running)


def test_what_is_written_is_text_and_too_long_a_text_is_kept_for_its_writer(
    page: Page, desk: Desk
) -> None:
    id = desk.posed(question=SCRIPT, expectation=SCRIPT)
    running = opened(page, desk, id, "pose")
    assert "<script>" not in said(running)
    assert "&lt;script&gt;" in said(running)
    assert "\\<script\\>" in running.title[0].value
    long = "words" * 10_000
    write(running, f"{id} note text", long)
    press(running, "Add the note")
    assert "50,000 characters" in running.error[0].value
    assert running.text_area(key=f"{id} note text").value == long
    assert len(desk.held(id).entries) == 1


def test_somebody_elses_entry_is_read_before_more_is_written(page: Page, desk: Desk) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "rule")
    look = investigations.look(
        desk.held(id), SKYE, "rule", "Written in another window.", desk.shown
    )
    desk.records.append(look)
    write(running, f"{id} rule text", "Mine.")
    press(running, "Keep what I saw")
    assert "You yourself wrote to investigation-1 while you were writing" in running.error[0].value
    assert running.text_area(key=f"{id} rule text").value == "Mine."
    assert "Written in another window." in said(running)
    press(running, "Keep what I saw")
    assert [entry.body["note"] for entry in desk.held(id).looks] == [
        "Written in another window.",
        "Mine.",
    ]


def test_partners_read_what_was_concluded_and_write_nothing(page: Page, desk: Desk) -> None:
    desk.posed(question="Still under way?")
    id = desk.concluded(statement="It is likely real, and not yet answered.")
    running = opened(page, desk, person="invented-health")
    assert "Still under way" not in said(running)
    assert "1 investigation so far; 1 is concluded." in said(running)
    running = opened(page, desk, id, "conclusion", person="invented-health")
    assert "It is likely real, and not yet answered." in said(running)
    assert EXPECTED in said(running)
    assert not running.text_area
    assert [one.label for one in running.get("download_button")] == [
        "Download as PDF",
        "Download as Word file",
    ]


def test_an_unfinished_one_is_not_opened_for_partners_by_its_address(
    page: Page, desk: Desk
) -> None:
    running = opened(page, desk, desk.posed(), "widest", person="invented-lead-police")
    assert QUESTION not in said(running)
    assert not running.get(FIGURES)


def test_the_whole_record_is_shown_in_order(page: Page, desk: Desk) -> None:
    running = opened(page, desk, desk.concluded(), "note")
    running.toggle(key="record").set_value(True).run()
    told = [one.value for one in running.caption if "Skye" in one.value]
    assert "posed the question" in told[0]
    assert "concluded" in told[1]


def test_an_area_in_which_nothing_is_compared_says_what_to_do(page: Page, desk: Desk) -> None:
    id = desk.posed()
    running = opened(page, desk, id, "widest", counted=RE_REFERRALS, area="partnership")
    assert not running.exception
    assert "no step of the chain" in said(running)


def test_a_look_of_an_earlier_release_says_so(page: Page, desk: Desk) -> None:
    id = desk.posed()
    earlier = Shown("0" * 64, "1", dict(desk.shown.settings))
    desk.records.append(investigations.look(desk.held(id), SKYE, "time", "Rising.", earlier))
    running = opened(page, desk, id, "time")
    assert "Written on an earlier release (000000000000)" in said(running)
    assert NOTHING_SHOWN.release is None
