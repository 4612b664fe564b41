"""The map and the plan of scrutiny: what was looked at, what should be next, and what was asked for."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data_requests, identity, looks, map_words
from dashboard.looks import Look, Planned
from dashboard.scrutiny_plan import Item, Reason
from data.entries import Draft
from data.problems import day_in_words
from data.records import Records, utc_now
from tests.screens.conftest import Page
from tests.screens.test_challenges import said

PAGE = "views/scrutineer_map.py"
SCRUTINEER = identity.acting(chosen="invented-scrutineer")
ANALYST = identity.acting(chosen="invented-analyst")
TODAY = dt.date(2026, 3, 2)
TOPICS = {"voice": "Voice of the child", "money": "Money", "demand": "Demand"}
AUDIT = Look("voice", "audit", dt.date(2026, 1, 9), "Found.", "Skye", "look-1", dt.date(2026, 2, 1))


@pytest.fixture
def store(released: Path, tmp_path: Path) -> Path:
    """The invented release, with records of its own."""
    return shutil.copytree(released, tmp_path / "store")


def opened(page: Page, store: Path, who: str = "scrutineer") -> AppTest:
    return page(store, PAGE, person=f"invented-{who}")


def press(running: AppTest, label: str) -> None:
    [button] = [one for one in running.button if one.label == label]
    button.click().run()
    assert not running.exception


def test_nobody_has_looked_yet_and_the_plan_says_why_what_comes_first(
    page: Page, store: Path
) -> None:
    running = opened(page, store, "lead-police")
    assert "Scrutiny has looked at none of " in said(running)
    assert "1. " in said(running)
    assert "No look is kept yet." in said(running)
    # Whoever is no scrutineer reads it and writes nothing.
    assert not [one for one in running.toggle if "look" in one.key and one.key != "all looks"]


def test_the_scrutineer_writes_down_a_look_and_plans_another(page: Page, store: Path) -> None:
    running = opened(page, store)
    running.toggle(key="log a look").set_value(True).run()
    running.text_area(key="log text").set_value("Nine young people were told by letter only.")
    press(running, "Keep this look")
    assert "Something is not chosen yet." in running.error[0].value
    assert running.text_area(key="log text").value.startswith("Nine")
    running.selectbox(key="log topic").set_value("voice")
    running.selectbox(key="log method").set_value("focus_group")
    press(running, "Keep this look")
    assert "The look is on the map." in said(running)
    assert not running.toggle(key="log a look").value
    table = running.table[0].value
    [row] = table[table["Topic"] == "Voice of the child"].to_dict("records")
    assert row["Looked at"].startswith("Focus group, ")
    assert "Nine young people" in said(running)
    day = utc_now().date() + dt.timedelta(days=400)
    running.toggle(key="plan a look").set_value(True).run()
    running.selectbox(key="plan topic").set_value("voice")
    running.selectbox(key="plan method").set_value("audit")
    running.date_input(key="plan by").set_value(day)
    running.text_area(key="plan text").set_value("The inspection asked for it.")
    press(running, "Plan this look")
    assert f"Voice of the child · Audit · by {day_in_words(day)}" in said(running).replace("\\", "")


def test_requests_are_shown_with_the_question_and_what_was_answered(
    page: Page, store: Path
) -> None:
    records = Records.of(store)

    def asked() -> data_requests.Request:
        return data_requests.requests_of(records.entries(data_requests.KIND))[0]

    def write(draft: Draft) -> None:
        records.append(draft)

    write(
        data_requests.ask(
            SCRUTINEER,
            question="Do <b>disabled</b> children wait longer?",
            expectation="Yes",
            measure="icpc_within_15_working_days",
            characteristic="disability",
            adjuster="age_band",
            reason="Parents say so.",
        )
    )
    text = said(opened(page, store)).replace("\\", "")
    assert "1 asked for, 1 still waiting for an answer." in text
    assert (
        "within 15 working days, by disability, adjusted for age. Asked by Skye Fabricatt" in text
    )
    assert "Do &lt;b&gt;disabled&lt;/b&gt; children wait longer?" in text
    write(data_requests.decline(asked(), ANALYST, "Too few children."))
    text = said(opened(page, store))
    assert "Not added: Ana Examplar, " in text
    assert "Too few children." in text


def test_the_map_names_methods_days_and_what_is_next_or_overdue() -> None:
    planned = [Planned("planned_look-1", "money", "survey", TODAY, "Why.", TODAY)]
    mapped = looks.scrutiny_map(TOPICS, [AUDIT], planned)
    assert map_words.map_rows(mapped, TODAY) == [
        {
            "Topic": "Voice of the child",
            "Looked at": "Audit, 9 January 2026",
            "Next": "Audit by 1 February 2026, overdue",
        },
        {"Topic": "Money", "Looked at": "Nobody yet", "Next": "Survey by 2 March 2026"},
        {"Topic": "Demand", "Looked at": "Nobody yet", "Next": ""},
    ]
    assert map_words.answer(mapped, TODAY) == (
        "Scrutiny has looked at 1 of 3 topics, at 1 of them within the last year. Nobody has looked at "
        "the other 2."
    )
    later = TODAY + dt.timedelta(days=400)
    assert "at 0 of them within the last year" in map_words.answer(mapped, later)
    assert map_words.late_plans(planned, TOPICS, later) == (
        "Planned and not done in time: Money (survey, by 2 March 2026)."
    )
    assert map_words.late_plans(planned, TOPICS, TODAY) == ""


def test_a_topic_of_the_plan_says_its_reasons_by_kind_and_counts_the_rest() -> None:
    reasons = (
        *(Reason("flagged", f"Measure {number}") for number in range(4)),
        Reason("never", "Nobody has looked at it"),
    )
    assert map_words.reason_lines(Item("money", "Money", reasons, None)) == [
        "A difference between groups is more than chance alone would make. Measure 0; Measure 1; and 2 more."
    ]
    alone = Item("money", "Money", reasons[-1:], None)
    assert map_words.reason_lines(alone) == ["Nobody has looked at it."]
    assert map_words.item_line(1, alone) == "1. Money: never looked at"
    assert map_words.item_line(2, Item("voice", "Voice", (), AUDIT.day)).endswith(
        "last looked at on 9 January 2026"
    )


def test_where_every_topic_was_looked_at_none_is_said_to_be_left_out() -> None:
    mapped = looks.scrutiny_map({"voice": "Voice of the child"}, [AUDIT], [])
    assert map_words.answer(mapped, TODAY).endswith("None was left out.")
