"""Challenges on the page: what waits for whom, who may do what, and that no text is lost or misread."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import challenges, identity
from dashboard.challenges import Action, Addressee, Challenge, Outcome, challenge_of, words
from data.entries import Draft
from data.records import Records, utc_now
from tests.records.conftest import RULES
from tests.screens.conftest import Page

PAGE = "views/challenges.py"
PEOPLE = {person.id.removeprefix("invented-"): person for person in identity.INVENTED}
WHY = "Why is health absent from four in ten strategy discussions?"
SCRIPT = "<script>alert('x')</script> **not bold** [no link](http://x) # no heading"
CONFERENCES = "icpc_within_15_working_days"
HEALTH, LEAD_HEALTH = Addressee("health", "dsp"), Addressee("health", "lsp")
TODAY = utc_now().date()


class Written:
    """Records of a store, written as if so many days ago."""

    def __init__(self, store: Path) -> None:
        self.store, self._days_ago = store, 0
        self.records = Records.of(store, now=self._now)

    def _now(self) -> dt.datetime:
        return utc_now() - dt.timedelta(days=self._days_ago)

    def write(self, days_ago: int, draft: Draft) -> str:
        self._days_ago = days_ago
        return self.records.append(draft)[0].subject

    def issue(self, days_ago: int, question: str = WHY, to: Addressee = HEALTH, **more: Any) -> str:
        today = TODAY - dt.timedelta(days=days_ago)
        person = PEOPLE["scrutineer"]
        draft = challenges.issue(person, to, question, today=today, rules=RULES, **more)
        return self.write(days_ago, draft)

    def act(
        self, days_ago: int, one: str, who: str, action: Action, text: str, **more: Any
    ) -> None:
        today = TODAY - dt.timedelta(days=days_ago)
        held = self.challenge(one)
        draft = challenges.act(held, PEOPLE[who], action, text, today=today, rules=RULES, **more)
        self.write(days_ago, draft)

    def challenge(self, one: str) -> Challenge:
        return challenge_of(self.records.entries(subject=one))


@pytest.fixture
def written(empty: Path) -> Written:
    """Records of their own, before the first release: challenges do not wait for figures."""
    return Written(empty)


@pytest.fixture
def beside_figures(released: Path, tmp_path: Path) -> Written:
    """Records of their own beside the invented release."""
    return Written(shutil.copytree(released, tmp_path / "store"))


def opened(page: Page, written: Written, who: str, one: str | None = None) -> AppTest:
    address = {"person": f"invented-{who}"} | ({} if one is None else {"challenge": one})
    return page(written.store, PAGE, **address)


def said(running: AppTest) -> str:
    """All the words on a page, those that people wrote as they are marked up."""
    kinds = (running.title, running.header, running.markdown, running.caption, running.error)
    ours = [one.value for kind in (*kinds, running.success) for one in kind]
    theirs = [one.proto.body for one in running.get("html")]
    links = [one.proto.label for one in running.get("page_link")]
    return "\n".join([*ours, *theirs, *links])


def do(running: AppTest, who: str, one: str, action: Action, **fields: Any) -> AppTest:
    """Choose what to do, fill in the form and send it."""
    start = f"invented-{who} {one} "
    running.radio(key=f"{start}action").set_value(action).run()
    for name, value in fields.items():
        kind = {"text": "text_area", "actions": "text_area", "evidence": "text_area"}.get(
            name, "selectbox" if name == "outcome" else "date_input"
        )
        getattr(running, kind)(key=f"{start}{name}").set_value(value)
    [button] = [each for each in running.button if each.label == challenges.ACTION_WORDS[action]]
    button.click().run()
    assert not running.exception, [one.message for one in running.exception]
    return running


def may(running: AppTest) -> list[str]:
    return list(running.radio[0].options) if running.radio else []


def test_before_the_first_challenge_the_page_says_so_to_everybody(
    page: Page, written: Written
) -> None:
    for who in ("health", "lead-police", "scrutineer"):
        assert words.NOBODY_ASKED in said(opened(page, written, who)), who


def test_what_waits_for_a_reader_comes_first_then_the_open_then_the_closed(
    page: Page, written: Written
) -> None:
    mine = written.issue(60)
    others = written.issue(2, "What do the police do?", Addressee("police", "dsp"))
    over = written.issue(90, "What was that?")
    written.act(80, over, "scrutineer", Action.CLOSE, "Never mind.", outcome=Outcome.WITHDRAWN)
    running = opened(page, written, "health")
    assert [one.value for one in running.header] == ["Waiting for you", "Open", "Closed"]
    assert [one.proto.query_string for one in running.get("page_link")] == [
        f"person=invented-health&challenge={one}" for one in (mine, others, over)
    ]
    assert "1 challenge waits for you, and its day has passed. 2 challenges are open." in said(
        running
    )
    assert "days overdue" in said(running)


def test_a_challenge_shows_its_question_evidence_figures_and_release(
    page: Page, beside_figures: Written
) -> None:
    one = beside_figures.issue(
        3, background="I sat in.", measure=CONFERENCES, evidence=["Audit of 12 records"]
    )
    running = opened(page, beside_figures, "police", one)
    text = said(running)
    for words_on_it in (WHY, "I sat in.", "Audit of 12 records", "Skye Fabricatt issued"):
        assert words_on_it in text
    [_, figures] = running.get("page_link")
    assert figures.proto.page_script_hash
    assert f"measure={CONFERENCES}" in figures.proto.query_string


OF_PARTNERS = (
    "ACKNOWLEDGE",
    "RESPOND",
    "ACCEPT",
    "PARTLY_ACCEPT",
    "REJECT",
    "OFFER_EVIDENCE",
    "NOTE",
)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("health", OF_PARTNERS),
        ("lead-health", OF_PARTNERS),
        ("scrutineer", ("AMEND", "NOTE", "ASK_AGAIN", "CLOSE", "ESCALATE")),
        ("police", ()),
        ("analyst", ()),
    ],
)
def test_everybody_is_offered_what_they_may_do_and_nothing_else(
    page: Page, written: Written, who: str, expected: tuple[str, ...]
) -> None:
    running = opened(page, written, who, written.issue(3))
    assert may(running) == [challenges.ACTION_WORDS[Action[name]] for name in expected]
    if not expected:
        assert "You can read this challenge." in said(running)


def test_a_challenge_is_answered_evidenced_and_closed_on_the_page(
    page: Page, written: Written
) -> None:
    one = written.issue(10)
    running = opened(page, written, "health", one)
    do(running, "health", one, Action.ACKNOWLEDGE)
    assert "It is acknowledged." in running.success[0].value
    day = TODAY + dt.timedelta(days=40)
    do(running, "health", one, Action.ACCEPT, text="We agree.", actions="Train\n\nWrite", due=day)
    held = written.challenge(one)
    assert (held.actions, held.due) == (("Train", "Write"), day)
    do(running, "health", one, Action.OFFER_EVIDENCE, text="It is done.", evidence="Rota, March")
    running = opened(page, written, "scrutineer", one)
    do(running, "scrutineer", one, Action.CLOSE, text="It is.", outcome=Outcome.EVIDENCE_ACCEPTED)
    assert written.challenge(one).closed
    assert "The challenge is closed." in running.success[0].value
    assert may(running) == ["Add a note", "Open it again"]
    assert may(opened(page, written, "health", one)) == []
    do(running, "scrutineer", one, Action.REOPEN, text="It is not done after all.")
    assert not written.challenge(one).closed


def test_a_partner_rejects_with_the_reason_and_the_scrutineer_asks_again_and_escalates(
    page: Page, written: Written
) -> None:
    one = written.issue(10)
    running = opened(page, written, "health", one)
    do(running, "health", one, Action.REJECT, text="We see it otherwise.")
    assert "Rejected with reason. The next step is the scrutineer’s." in said(running)
    running = opened(page, written, "scrutineer", one)
    assert "Waiting for you" in said(opened(page, written, "scrutineer"))
    day = TODAY + dt.timedelta(days=9)
    do(running, "scrutineer", one, Action.ASK_AGAIN, text="Please think again.", **{"new day": day})
    assert written.challenge(one).due == day
    do(running, "scrutineer", one, Action.ESCALATE, text="No agreement.")
    assert written.challenge(one).escalated
    # It is before all lead partners now, whatever their agency.
    assert may(opened(page, written, "lead-police", one))


def test_of_two_who_reply_at_once_the_second_reads_the_first_and_keeps_the_own_text(
    page: Page, written: Written
) -> None:
    one = written.issue(5)
    first, second = (opened(page, written, who, one) for who in ("health", "lead-health"))
    # Both have the form before them when the first is sent.
    start = f"invented-lead-health {one} "
    second.radio(key=f"{start}action").set_value(Action.RESPOND).run()
    do(first, "health", one, Action.RESPOND, text="The first reply.")
    second.text_area(key=f"{start}text").set_value("The second reply.")
    second.button[0].click().run()
    assert "Ines Inventson wrote to challenge-1 while you were writing" in second.error[0].value
    assert "The first reply." in said(second)
    assert second.text_area(key=f"{start}text").value == "The second reply."
    assert [entry.body["text"] for entry in written.challenge(one).replies] == ["The first reply."]
    second.button[0].click().run()
    assert [entry.body["text"] for entry in written.challenge(one).replies] == [
        "The first reply.",
        "The second reply.",
    ]
    assert not second.error


def test_a_reply_to_what_was_closed_meanwhile_is_shown_to_its_writer_again(
    page: Page, written: Written
) -> None:
    one = written.issue(5)
    running = opened(page, written, "health", one)
    start = f"invented-health {one} "
    running.radio(key=f"{start}action").set_value(Action.RESPOND).run()
    running.text_area(key=f"{start}text").set_value("Long thought about.")
    written.act(0, one, "scrutineer", Action.CLOSE, "No need.", outcome=Outcome.WITHDRAWN)
    running.button[0].click().run()
    assert not running.exception
    assert "Skye Fabricatt wrote to challenge-1" in running.error[0].value
    assert "You wrote this, and it was not sent:" in said(running)
    assert "Long thought about." in said(running)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Your answer is empty"),
        ("x" * 50_000, "This text has 50,000 characters, and 20,000 fit"),
        ("a\x07b", "a character that cannot be kept"),
    ],
    ids=["empty", "long", "control"],
)
def test_a_text_that_cannot_be_kept_is_refused_in_words_and_stays_in_its_field(
    page: Page, written: Written, text: str, told: str
) -> None:
    one = written.issue(5)
    running = opened(page, written, "health", one)
    do(running, "health", one, Action.RESPOND, text=text)
    assert told in running.error[0].value
    assert running.text_area(key=f"invented-health {one} text").value == text
    assert written.challenge(one).number == 1


def test_a_change_of_mind_about_what_to_do_loses_no_text(page: Page, written: Written) -> None:
    one = written.issue(5)
    running = opened(page, written, "health", one)
    do(running, "health", one, Action.ACCEPT, text="We agree to all of it.")
    assert "Nobody can follow this up without a day." in running.error[0].value
    start = f"invented-health {one} "
    running.radio(key=f"{start}action").set_value(Action.ACKNOWLEDGE).run()
    running.radio(key=f"{start}action").set_value(Action.PARTLY_ACCEPT).run()
    assert running.text_area(key=f"{start}text").value == "We agree to all of it."


def test_marks_of_markup_in_what_people_write_are_only_text(page: Page, written: Written) -> None:
    one = written.issue(5, f"{SCRIPT}\nשלום", background=SCRIPT)
    text = said(opened(page, written, "health", one))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert 'dir="auto"' in text
    label = opened(page, written, "health").get("page_link")[0].proto.label
    assert "<script" not in label.replace("\\<", "")
    assert "\\*\\*not bold\\*\\*" in label


def test_the_scrutineer_issues_a_challenge_and_sees_it(page: Page, beside_figures: Written) -> None:
    running = opened(page, beside_figures, "scrutineer")
    running.toggle(key="write a challenge").set_value(True).run()
    [button] = [one for one in running.button if one.label == "Issue the challenge"]
    running.text_area(key="issue text").set_value(WHY)
    button.click().run()
    assert "A challenge is to somebody." in running.error[0].value
    assert running.text_area(key="issue text").value == WHY
    running.selectbox(key="issue addressee").set_value("Police, lead safeguarding partner")
    running.selectbox(key="issue measure").set_value(CONFERENCES)
    running.text_area(key="issue evidence").set_value("Audit of 12 records")
    [button] = [one for one in running.button if one.label == "Issue the challenge"]
    button.click().run()
    assert not running.exception
    assert running.title[0].value == "Challenge 1"
    held = beside_figures.challenge("challenge-1")
    assert (held.to, held.measure) == (Addressee("police", "lsp"), CONFERENCES)
    assert held.evidence == ("Audit of 12 records",)
    shown = held.entries[0].shown
    assert shown.release is not None
    assert shown.settings["period"] == "2024-25"


def test_the_sponsor_asks_for_the_young_scrutineers_and_partners_cannot_ask(
    page: Page, written: Written
) -> None:
    for who, asks in (("sponsor", True), ("care", False)):
        shown = [one.key for one in opened(page, written, who).toggle]
        assert ("write a challenge" in shown) is asks, who


def home_link(running: AppTest) -> tuple[str, str]:
    """The words of the line about challenges on the first page, and the end of its address."""
    [found] = [one.proto for one in running.get("page_link") if "Challenges:" in one.proto.label]
    return found.label, found.query_string.rpartition("&")[2]


def test_a_delegated_partners_home_says_what_waits_for_their_agency(
    page: Page, beside_figures: Written
) -> None:
    store = beside_figures.store
    one = beside_figures.issue(60)
    assert home_link(page(store, person="invented-health")) == (
        "**Challenges:** 1 waits for you, 1 overdue.",
        f"challenge={one}",
    )
    beside_figures.issue(3, "Second?")
    assert home_link(page(store, person="invented-health")) == (
        "**Challenges:** 2 wait for you, 1 overdue.",
        "period=2024-25",
    )
    assert home_link(page(store, person="invented-police"))[0].endswith("none waits for you.")


def test_a_lead_partners_home_says_what_is_overdue_and_what_is_before_them(
    page: Page, beside_figures: Written
) -> None:
    store = beside_figures.store
    assert home_link(page(store, person="invented-lead-police"))[0] == (
        "**Challenges:** none is overdue, and none is before the lead partners."
    )
    late = beside_figures.issue(40)
    assert home_link(page(store, person="invented-lead-police")) == (
        "**Challenges:** 1 is overdue; none is before the lead partners.",
        f"challenge={late}",
    )
    before = beside_figures.issue(3, "Who pays?", LEAD_HEALTH)
    beside_figures.act(1, before, "scrutineer", Action.ESCALATE, "At once, please.")
    assert home_link(page(store, person="invented-lead-police"))[0] == (
        "**Challenges:** 1 is overdue; 1 is before the lead partners."
    )


def test_an_entry_that_the_rules_do_not_allow_is_shown_as_without_effect(
    page: Page, written: Written
) -> None:
    one = written.issue(3)
    written.write(
        0,
        Draft(
            "challenge",
            one,
            "close",
            {"text": "Mine!", "outcome": "withdrawn"},
            PEOPLE["health"],
            1,
        ),
    )
    text = said(opened(page, written, "scrutineer", one))
    assert "Kept, and without effect" in text
    assert "Mine!" in text
    assert not written.challenge(one).closed


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (5, "in 5 days"),
        (1, "tomorrow"),
        (0, "today"),
        (-1, "1 day overdue"),
        (-47, "47 days overdue"),
    ],
)
def test_how_far_away_a_day_is_stands_in_words(days: int, expected: str) -> None:
    assert words.away(TODAY + dt.timedelta(days=days), TODAY) == expected


def test_a_long_question_is_cut_between_words_and_stands_in_one_line() -> None:
    assert words.short("One\ntwo  three") == "One two three"
    assert words.short("word " * 60, 12) == "word word …"
    assert words.short("x" * 300, 10) == "x" * 10 + " …"
