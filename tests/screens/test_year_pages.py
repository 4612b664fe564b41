"""The year on the page: what each reader finds and may do, and that no text is lost or misread."""

import datetime as dt
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from dashboard import identity, year_page
from dashboard.through_the_year import KINDS, Item, of, words
from data.entries import Draft
from data.records import Records, utc_now
from tests.records.year import acted, begun
from tests.screens.conftest import Page, serving
from tests.screens.test_challenges import SCRIPT, said
from tests.screens.test_journeys import NARROW, WIDE, settled, without_fault

PEOPLE = {person.id.removeprefix("invented-"): person for person in identity.INVENTED}
WHO = ("care", "lead-police", "scrutineer", "analyst")
"""Somebody of each role that has pages of its own."""
PAGES = (
    year_page.PRIORITIES, year_page.ACTIONS, year_page.FAMILIES, year_page.COMMENTARY, year_page.LOG,
)  # fmt: skip
TODAY = utc_now().date()
NEGLECT = "Children who are neglected get help early"


ADDRESSES = ("priorities", "actions", "actions?record=action-1")


class Year:
    """Records of a store, written as if so many days ago."""

    def __init__(self, store: Path) -> None:
        self.store, self._days_ago = store, 0
        self.records = Records.of(store, now=lambda: utc_now() - dt.timedelta(self._days_ago))

    def begin(self, days_ago: int, who: str, kind: str, name: str = "", **given: Any) -> Item:
        day = TODAY - dt.timedelta(days_ago)
        return self._write(days_ago, begun(kind, PEOPLE[who], day, name, **given))

    def act(self, days_ago: int, who: str, item: Item, act: str, **given: Any) -> Item:
        day = TODAY - dt.timedelta(days_ago)
        return self._write(days_ago, acted(item, act, PEOPLE[who], day, **given))

    def _write(self, days_ago: int, draft: Draft) -> Item:
        self._days_ago = days_ago
        [entry] = self.records.append(draft)
        return self.item(entry.subject)

    def item(self, id: str) -> Item:
        [item] = of(id.rpartition("-")[0], self.records.entries(subject=id))
        return item


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days)


@pytest.fixture(scope="module")
def whole_year(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year with something of every kind. Tests only read it."""
    year = Year(shutil.copytree(released, tmp_path_factory.mktemp("year") / "store"))
    year.begin(200, "lead-health", "priority", title=NEGLECT)
    late = year.begin(90, "care", "action", description="Train nurses", due=day(-20))
    year.act(40, "health", late, "redate", due=day(-5), reason="Staff are ill.")
    done = year.begin(90, "care", "action", description="Agree a form", agency="police")
    year.act(30, "police", done, "complete")
    year.begin(80, "analyst", "decision", decision="One form for all", dissent="Police")
    risk = year.begin(70, "care", "risk", description="Visits may be missed")
    year.act(60, "care", year.act(65, "care", risk, "to_dsp"), "to_lsp")
    year.begin(50, "health", "dispute", description="Who pays for the nurse")
    heard = year.begin(45, "analyst", "feedback", said="We told it three times")
    year.act(20, "health", heard, "do", did="One summary")
    year.begin(40, "analyst", "commentary", "ask", due=day(-2))
    year.begin(2, "care", "commentary", "ask", agency="police")
    for kind in ("insight", "contribution", "arrangements_change", "reform"):
        agency = {"agency": "social_care"} if KINDS[kind].agency else {}
        year.begin(30, "care", kind, **agency)
    return year


@pytest.fixture
def empty_year(released: Path, tmp_path: Path) -> Year:
    """A release, and nothing written yet; a test may write."""
    return Year(shutil.copytree(released, tmp_path / "store"))


def opened(page: Page, year: Year, path: str, who: str, **address: str) -> AppTest:
    return page(year.store, path, person=f"invented-{who}", **address)


def record(page: Page, year: Year, who: str, id: str) -> AppTest:
    kind = id.rpartition("-")[0]
    return opened(page, year, year_page.PAGE_OF[kind], who, record=id)


def everything(running: AppTest) -> str:
    text = said(running) + "\n".join(one.value for one in running.subheader)
    return text.replace("\\", "")  # what keeps Markdown from reading it stands before signs


def press(running: AppTest, label: str) -> AppTest:
    [button] = [one for one in running.button if one.label == label]
    button.click().run()
    assert not running.exception, [one.message for one in running.exception]
    return running


@pytest.mark.parametrize("who", WHO)
def test_every_page_opens_for_every_role_and_only_the_scrutineer_finds_nothing_to_write(
    page: Page, whole_year: Year, who: str
) -> None:
    offered = []
    for path in PAGES:
        running = opened(page, whole_year, path, who)
        assert not running.error
        offered += [one.label for one in running.toggle]
    assert bool(offered) is (who != "scrutineer")


def test_every_kind_of_record_stands_whole_on_a_page_of_its_own(
    page: Page, whole_year: Year
) -> None:
    for kind in KINDS:
        running = record(page, whole_year, "care", f"{kind}-1")
        assert running.title[0].value.startswith(f"{words.called(f'{kind}-1')}: ")
        assert running.radio, kind


def test_the_scrutineer_reads_a_record_and_is_offered_no_form(page: Page, whole_year: Year) -> None:
    running = record(page, whole_year, "scrutineer", "risk-1")
    assert "You can read this." in said(running)
    assert not running.radio
    assert not running.toggle


@pytest.mark.parametrize("path", PAGES)
def test_before_anything_is_written_and_before_the_first_release_pages_say_so(
    page: Page, empty: Path, path: str
) -> None:
    text = everything(page(empty, path, role="dsp"))
    assert re.search(r"not agreed a priority|No|Nobody|Nothing", text)


def test_a_priority_shows_its_computed_status_its_measures_and_what_would_show_failure(
    page: Page, whole_year: Year
) -> None:
    running = opened(page, whole_year, year_page.PRIORITIES, "care")
    text = everything(running)
    for told in (
        "Neglected get help early".lower(), "![no clear change]", "nobody can change it",
        "leading: **re-referrals within 12 months**", "balancing: **children whose ethnicity",
        "we will know it is not working if",
    ):  # fmt: skip
        assert told.lower() in text.lower(), told
    stories = [
        one.proto.query_string for one in running.get("page_link") if "Leading" in one.proto.label
    ]
    assert stories
    assert all("measure=re_referrals_within_12_months" in one for one in stories)
    form = record(page, whole_year, "lead-health", "priority-1")
    assert not [one for one in form.radio[0].options if "status" in one.lower()]


def test_overdue_actions_stand_first_under_their_agency_with_the_first_day_beside(
    page: Page, whole_year: Year
) -> None:
    running = opened(page, whole_year, year_page.ACTIONS, "education")
    assert running.header[0].value == "Health services: 1 action overdue"
    text = everything(running)
    assert "5 days overdue; first due on" in text
    assert text.index("Train nurses") < text.index("Agree a form")
    assert "Done, impact not shown yet" in text
    assert "The lead partners have it" in text
    assert "16 overdue. Not on the register of risks yet" in text


def test_the_first_page_says_in_a_line_each_how_priorities_and_actions_stand(
    page: Page, whole_year: Year
) -> None:
    lines = [one.proto.label for one in page(whole_year.store, role="dsp").get("page_link")]
    assert "**Priorities:** none of 1 worsening, none improving." in lines
    assert "**Actions:** 1 overdue: Health services 1." in lines


def test_what_families_said_stands_beside_what_was_done(page: Page, whole_year: Year) -> None:
    text = everything(opened(page, whole_year, year_page.FAMILIES, "scrutineer"))
    assert text.index("We told it three times") < text.index("One summary")
    assert "families not told yet" in text


def test_commentary_is_told_as_overdue_asked_for_and_given_and_a_story_leads_to_it(
    page: Page, whole_year: Year
) -> None:
    running = opened(page, whole_year, year_page.COMMENTARY, "health")
    assert [one.value for one in running.header] == ["Overdue", "Asked for"]
    story = opened(
        page, whole_year, "views/dsp_repeat.py", "health", measure="re_referrals_within_12_months"
    )
    assert "2 days overdue" in said(story)
    [link] = [one.proto for one in story.get("page_link") if one.proto.label.startswith("Comment")]
    assert "about=re_referrals_within_12_months" in link.query_string


def test_a_record_keeps_every_version_on_its_page(page: Page, whole_year: Year) -> None:
    text = said(record(page, whole_year, "scrutineer", "action-1"))
    first, second = (words.day_in_words(day(days)) for days in (-20, -5))
    assert text.index("Cara Notreal agreed it") < text.index("Ines Inventson gave it another day")
    for told in (first, second, "Staff are ill."):
        assert f">{told}</dd>" in text, told


def test_an_action_is_agreed_from_a_priority_and_stands_under_it(
    page: Page, empty_year: Year
) -> None:
    empty_year.begin(9, "lead-health", "priority", title=NEGLECT)
    running = record(page, empty_year, "health", "priority-1")
    fields = "invented-health priority-1 action agree "
    running.toggle(key=f"{fields}open").set_value(True).run()
    running.text_input(key=f"{fields}description").set_value("Train nurses")
    running.text_input(key=f"{fields}person").set_value("Designated nurse")
    running.selectbox(key=f"{fields}agency").set_value("health")
    press(running, "Agree an action")
    # The day was forgotten: nothing is stored, and nothing typed is lost.
    assert "“By which day” has no day" in running.error[0].value
    assert running.text_input(key=f"{fields}description").value == "Train nurses"
    running.date_input(key=f"{fields}due").set_value(day(9))
    press(running, "Agree an action")
    assert running.title[0].value == "Action 1: Train nurses"
    assert empty_year.item("action-1").values["links"] == ("priority-1",)
    assert "Train nurses" in said(opened(page, empty_year, year_page.PRIORITIES, "scrutineer"))


def test_an_agency_gives_its_commentary_and_the_writing_keeps_what_was_on_the_screen(
    page: Page, empty_year: Year
) -> None:
    empty_year.begin(3, "analyst", "commentary", "ask")
    running = record(page, empty_year, "health", "commentary-1")
    fields = "invented-health commentary-1 do "
    give = KINDS["commentary"].act("give")
    running.radio(key=f"{fields}act").set_value(give).run()
    for key in ("what", "so_what", "what_next"):
        running.text_area(key=f"{fields}give {key}").set_value(SCRIPT)
    press(running, "Give the commentary")
    held = empty_year.item("commentary-1")
    assert (held.state, held.values["what"]) == ("given", SCRIPT)
    assert held.entries[-1].shown.release is not None
    theirs = "".join(one.proto.body for one in running.get("html") if "facts" in one.proto.body)
    assert "<script>" not in theirs
    assert "&lt;script&gt;" in theirs
    assert SCRIPT not in said(running)


def test_whoever_is_overtaken_reads_that_first_and_keeps_what_they_typed(
    page: Page, empty_year: Year
) -> None:
    item = empty_year.begin(9, "care", "action")
    running = record(page, empty_year, "health", item.id)
    fields = "invented-health action-1 do "
    running.radio(key=f"{fields}act").set_value(KINDS["action"].act("complete")).run()
    running.text_area(key=f"{fields}complete completion").set_value("38 of 40 are trained.")
    empty_year.act(0, "care", item, "cancel")
    press(running, "Say that it is done")
    assert "Cara Notreal wrote to action-1" in running.error[0].value
    assert "38 of 40 are trained." in said(running)
    assert empty_year.item(item.id).state == "cancelled"


def test_what_the_rules_do_not_allow_is_shown_as_without_effect(
    page: Page, empty_year: Year
) -> None:
    item = empty_year.begin(9, "care", "action")
    wrong = Draft("action", item.id, "complete", {"completion": "Mine!"}, PEOPLE["police"], 1)
    empty_year.records.append(wrong)
    empty_year.records.append(Draft("reform", None, "note_reform", {"reform": "?"}, PEOPLE["care"]))
    text = said(record(page, empty_year, "scrutineer", item.id))
    assert "Kept, and without effect" in text
    assert "Mine!" in text
    assert "Not started" in text
    assert "Kept, and without effect" in said(opened(page, empty_year, year_page.LOG, "analyst"))


def test_the_pages_have_no_fault_of_access_and_fit_a_phone(
    whole_year: Year, browser: Browser
) -> None:
    with contextmanager(serving)(whole_year.store) as address:
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{address}/what-changed?person=invented-care")
        settled(page)
        home = page.get_by_test_id("stMain")
        assert home.evaluate("area => area.scrollHeight") <= WIDE["height"]
        for name in ADDRESSES:
            joint = "&" if "?" in name else "?"
            page.goto(f"{address}/{name}{joint}person=invented-care")
            settled(page)
            if "record" in name:
                page.get_by_text("Give it another day", exact=True).first.click()
                page.get_by_role("textbox", name="The reason").wait_for()
            settled(page)
            without_fault(page)
            page.set_viewport_size(NARROW)
            main = page.get_by_test_id("stMain")
            assert main.evaluate("area => area.scrollWidth - area.clientWidth") <= 1, name
            page.set_viewport_size(WIDE)
        page.close()
