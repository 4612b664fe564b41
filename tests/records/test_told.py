"""Actions and feedback as rows of a release's tables, and the entries that a release rests on."""

import datetime as dt

import polars as pl
import pytest

from dashboard import data_requests
from dashboard.challenges import Action as Step
from dashboard.challenges import Addressee, Outcome, act, challenges_of, issue
from dashboard.entering import with_what_people_wrote
from dashboard.through_the_year import items, told
from data import codes
from data.tables import TABLES, Coverage, Extracts
from tests.records.conftest import CHAIR, HEALTH, RULES, SCRUTINEER
from tests.records.year import acted, begun, write

LATER = dt.date(2027, 3, 31)
EMPTY = {name: TABLES[name].create_empty() for name in ("recommendations", "actions", "feedback")}
EMPTY |= {"extracts": Extracts.create_empty(), "coverage": Coverage.create_empty()}


@pytest.fixture
def does(paper, clock):
    """Do something with a record; what it is then."""

    def do(item, name, person=CHAIR, **given):
        (now,) = [one for one in items(paper.entries) if one.id == item.id]
        return write(paper, acted(now, name, person, clock.today, **given))

    return do


@pytest.fixture
def agree(paper, clock):
    """Agree an action of health, due in 30 days."""

    def agree(**given):
        given = {"agency": "health", "links": []} | given
        return write(paper, begun("action", CHAIR, clock.today, **given))

    return agree


@pytest.fixture
def hear(paper, clock):
    """Write down what somebody said, on the day it was heard."""

    def hear(**given):
        given = {"agency": "health", "heard_on": clock.today} | given
        return write(paper, begun("feedback", HEALTH, clock.today, **given))

    return hear


def days(row, *names):
    """Days of a row as text, "" where it has none."""
    return [str(row[name] or "") for name in names]


def action_days(paper, as_at=LATER):
    (row,) = told.actions(paper.entries, as_at).iter_rows(named=True)
    assert row["agreed_date"] == dt.date(2026, 3, 2)
    return days(row, "original_due_date", "revised_due_date", "completed_date", "withdrawn_date")


def feedback_days(paper, as_at=LATER):
    (row,) = told.feedback(paper.entries, as_at).iter_rows(named=True)
    return days(row, "response_date", "action_due_date", "action_done_date")


def test_an_action_is_due_on_the_day_first_set_whatever_came_after(paper, clock, agree, does):
    action = agree()
    assert action_days(paper) == ["2026-04-01", "", "", ""]
    clock.pass_days(10)
    does(action, "redate", due=dt.date(2026, 6, 1))
    assert action_days(paper) == ["2026-04-01", "2026-06-01", "", ""]
    clock.pass_days(10)
    does(action, "complete", HEALTH)
    does(action, "evidence_impact", HEALTH)
    assert action_days(paper) == ["2026-04-01", "2026-06-01", "2026-03-22", ""]


def test_an_action_that_was_opened_again_is_neither_done_nor_dropped(paper, clock, agree, does):
    action = agree()
    for over in ("complete", "cancel"):
        does(action, over)
        clock.pass_days(1)
        does(action, "reopen", due=dt.date(2026, 6, 1))
        assert action_days(paper) == ["2026-04-01", "2026-06-01", "", ""]
    does(action, "complete")
    assert action_days(paper)[2] == "2026-03-04"


def test_a_cancelled_action_is_dropped_on_the_day_of_cancelling(paper, clock, agree, does):
    action = agree()
    clock.pass_days(5)
    does(action, "cancel")
    assert action_days(paper) == ["2026-04-01", "", "", "2026-03-07"]


def test_a_day_knows_nothing_of_what_was_written_after_it(paper, clock, agree, hear, does):
    before = clock.today - dt.timedelta(days=1)
    action, feedback, today = agree(), hear(), clock.today
    clock.pass_days(1)
    does(action, "complete")
    does(feedback, "do", HEALTH, links=[])
    assert action_days(paper, today) == ["2026-04-01", "", "", ""]
    assert feedback_days(paper, today) == ["", "", ""]
    assert told.actions(paper.entries, before).is_empty()
    assert told.feedback(paper.entries, before).is_empty()


@pytest.mark.parametrize(
    ("said_by", "source"),
    [("children", "children"), ("parents", "parents"), ("family", "others"), ("group", None)],
)
def test_who_said_it_is_told_in_the_codes_of_a_return_where_it_has_one(
    paper, hear, said_by, source
):
    hear(said_by=said_by, heard_on=dt.date(2026, 2, 20))
    (row,) = told.feedback(paper.entries, LATER).iter_rows(named=True)
    assert (row["source"], row["received_date"]) == (source, dt.date(2026, 2, 20))
    assert source is None or source in codes.labels("feedback_source")


def test_feedback_is_answered_when_families_are_told_and_done_when_it_was_said_what(
    paper, clock, hear, does
):
    feedback = hear()
    clock.pass_days(1)
    does(feedback, "decline", HEALTH)
    assert feedback_days(paper) == ["", "", ""]
    clock.pass_days(1)
    does(feedback, "do", HEALTH, links=[])
    clock.pass_days(1)
    does(feedback, "do", HEALTH, links=[])
    does(feedback, "tell_back", HEALTH)
    assert feedback_days(paper) == ["2026-03-05", "", "2026-03-04"]


def test_feedback_has_the_days_of_the_actions_that_came_of_it(paper, clock, agree, hear, does):
    feedback = hear()
    agree(links=["priority-1"])
    first = agree(links=[feedback.id])
    second = agree(links=[feedback.id], due=dt.date(2026, 5, 1))
    clock.pass_days(1)
    does(first, "complete")
    assert feedback_days(paper) == ["", "2026-05-01", ""]
    does(second, "redate", due=dt.date(2026, 8, 1))
    clock.pass_days(1)
    does(second, "complete")
    assert feedback_days(paper) == ["", "2026-05-01", "2026-03-04"]
    # What was dropped is no action that follows.
    does(second, "reopen", due=dt.date(2026, 8, 1))
    does(second, "cancel")
    assert feedback_days(paper) == ["", "2026-04-01", "2026-03-03"]


def newest(paper, as_at=LATER):
    """The entry that a release names, by its place, and how many it rests on; None where it has none."""
    entries = [
        # On paper all have one digest.
        type(entry)(**vars(entry) | {"digest": str(entry.position)})
        for entry in paper.entries
    ]
    own = with_what_people_wrote(EMPTY, entries, as_at)["extracts"]
    return None if own.is_empty() else (int(own["extract"].item()), own["rows"].item())


def test_a_release_rests_on_the_entries_that_change_a_row(paper, clock, agree, hear, does):
    assert newest(paper) is None
    action, feedback = agree(), hear()
    assert newest(paper) == (2, 2)
    does(action, "start")
    does(action, "note")
    does(feedback, "note")
    does(action, "reword", agency="health")
    assert newest(paper) == (2, 2)
    does(action, "reword", agency="police")
    assert newest(paper) == (7, 3)
    does(action, "complete")
    does(feedback, "do", HEALTH, links=[])
    does(feedback, "do", HEALTH, links=[])
    assert newest(paper) == (9, 5)
    assert newest(paper, clock.today - dt.timedelta(days=1)) is None


def test_a_release_rests_on_challenges_and_requests_too(paper, clock):
    to = Addressee("health", "dsp")
    paper.write(issue(SCRUTINEER, to, "Why?", today=clock.today, rules=RULES))
    (challenge,) = challenges_of(paper.entries)
    noted = act(challenge, HEALTH, Step.NOTE, "So.", today=clock.today, rules=RULES)
    paper.write(noted)
    assert newest(paper) == (1, 1)
    (challenge,) = challenges_of(paper.entries)
    closing = {"outcome": Outcome.WITHDRAWN, "today": clock.today, "rules": RULES}
    paper.write(act(challenge, SCRUTINEER, Step.CLOSE, "So.", **closing))
    assert newest(paper) == (3, 2)
    paper.write(
        data_requests.ask(
            SCRUTINEER, question="?", expectation="!", reason="So.",
            measure="repeat_plans_ever", characteristic="disability",
        )
    )  # fmt: skip
    # A request counts whenever it was written.
    assert newest(paper, clock.today - dt.timedelta(days=1)) == (4, 1)


def test_what_was_heard_before_the_first_was_written_is_left_to_returns(paper, clock, hear, does):
    early = hear(heard_on=clock.today - dt.timedelta(days=20))
    does(early, "do", HEALTH, links=[])
    # It is from that day on that a return is not asked.
    assert newest(paper) == (1, 1)
    clock.pass_days(1)
    hear()
    made = with_what_people_wrote(EMPTY, paper.entries, LATER)
    assert made["feedback"]["feedback"].to_list() == ["feedback-2"]
    assert made["coverage"]["covers_from"].unique().to_list() == [dt.date(2026, 3, 2)]
    assert newest(paper) == (3, 2)


def test_an_entry_that_begins_nothing_enters_no_table(paper, clock):
    draft = begun("action", CHAIR, clock.today, links=[])
    paper.write(type(draft)(**vars(draft) | {"person": SCRUTINEER}))
    assert newest(paper) is None
    assert with_what_people_wrote(EMPTY, paper.entries, LATER)["actions"].equals(EMPTY["actions"])


def test_rows_fill_the_columns_that_they_are_said_to(paper, agree, hear):
    agree()
    hear()
    made = with_what_people_wrote(EMPTY, paper.entries, LATER)
    assert set(made["coverage"]["field"].str.split(".").list.first()) == {"actions", "feedback"}
    for field in made["coverage"]["field"]:
        table, column = field.split(".")
        assert column in (told.actions if table == "actions" else told.feedback)([], LATER).columns
    assert made["actions"].select("area", "told_by").row(0) == ("partnership", "partnership")
    assert pl.concat([made["feedback"], EMPTY["feedback"]]).height == 1
