"""Commands about what people write, and what a release takes from it."""

import datetime as dt
import json

import polars as pl
import pytest

from dashboard import data_requests, investigations, releasing
from dashboard.challenges import Action, Addressee, Outcome, act, challenge_of, issue
from dashboard.demonstration import MARK
from dashboard.through_the_year import items
from dashboard.through_the_year.feedback import SAID_BY
from data.formats.own_records import with_own_records
from data.records import FILE, Records
from data.tables import Coverage, Extracts
from data.warehouse import Store
from metrics.measures import MEASURES
from tests.commands.census import write_census
from tests.commands.conftest import give
from tests.records.conftest import ANALYST, CHAIR, HEALTH, RULES, SCRUTINEER, Clock
from tests.records.year import acted, begun

ASKED = {
    "question": "Is it so for children with a disability?",
    "expectation": "Yes.",
    "measure": "re_referrals_within_12_months",
    "characteristic": "disability",
    "reason": "Parents said so.",
}
WHY = "Why do children wait?"


@pytest.fixture
def records(partnership, tmp_path):
    """The records of the store of `partnership`."""
    return Records.of(tmp_path / "store", now=Clock())


@pytest.fixture
def asked(records):
    records.append(data_requests.ask(SCRUTINEER, **ASKED))
    return records


def test_before_anything_is_asked_or_written_the_commands_say_so(partnership, tmp_path):
    assert partnership("requests").output == "The scrutineer has asked for nothing yet.\n"
    assert partnership("records").output == "Nothing is written yet.\n"
    assert json.loads(partnership("requests", "--json").output) == []
    assert not (tmp_path / "store" / FILE).exists()


def test_the_owner_of_the_database_can_make_its_tables_before_anybody_writes(partnership, tmp_path):
    assert partnership("records", "--prepare").output == "Nothing is written yet.\n"
    assert (tmp_path / "store" / FILE).stat().st_size > 0
    assert partnership("records", "--prepare", "--json").exit_code == 0


def test_the_analyst_reads_a_request_and_adds_it(partnership, asked):
    listed = partnership("requests").output
    for words in (*ASKED.values(), "request-1", "Waiting for the analyst", "partnership answer"):
        assert words in listed
    said = partnership("answer", "request-1", "--add", "--name", "Jo Real")
    assert said.exit_code == 0, said.output
    assert "request-1 is in the next release" in said.output
    assert data_requests.accepted_requests(asked.entries()).height == 1
    [told] = json.loads(partnership("requests", "--json").output)
    assert told["answer"] == "added"
    assert told["answered_by"] == "Jo Real"
    assert told["asked_on"] == "2026-03-02"
    assert "partnership answer" not in partnership("requests").output


def test_the_analyst_declines_a_request_by_its_number_and_the_reason_is_kept(partnership, asked):
    said = partnership("answer", "1", "--decline", "It is not recorded here.", "--name", "Jo Real")
    assert said.exit_code == 0, said.output
    assert "Not added: It is not recorded here. (Jo Real)" in partnership("requests").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("request-1", "--name", "Jo"), "An answer is one of two"),
        (("request-1", "--add", "--decline", "No", "--name", "Jo"), "An answer is one of two"),
        (("request-9", "--add", "--name", "Jo"), "There is no request-9"),
        (("request-1", "--add"), "Give your name"),
        (("request-1", "--decline", " ", "--name", "Jo"), "The reason is empty"),
        (("request-1", "--decline", "x" * 50_000, "--name", "Jo"), "50,000 characters"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused_with_what_to_do(partnership, asked, words, said):
    answered = partnership("answer", *words)
    assert answered.exit_code == 2
    assert said in answered.output
    assert len(asked.entries()) == 1


def test_a_measure_that_the_partners_did_not_choose_is_not_added(partnership, asked, tmp_path):
    agreement = tmp_path / "store" / "agreement.toml"
    text = agreement.read_text().replace("key_file", 'measures = ["new_referrals"]\nkey_file', 1)
    agreement.write_text(text)
    answered = partnership("answer", "1", "--add", "--name", "Jo")
    assert answered.exit_code == 2
    assert "which no release can count" in answered.output


def test_in_the_demonstration_the_invented_analyst_answers(partnership, asked, tmp_path):
    (tmp_path / "store" / MARK).touch()
    assert partnership("answer", "1", "--add").exit_code == 0
    assert asked.entries()[-1].person == ANALYST


def test_sound_records_are_said_to_be_and_changed_ones_are_told(partnership, asked, tmp_path):
    said = partnership("records")
    assert said.output.startswith("1 entries, the newest (")
    assert "of 2 March 2026. All are as they were written." in said.output
    assert said.output.endswith("They are of 1 request.\n")
    told = json.loads(partnership("records", "--json").output)
    assert (told["entries"], told["records"]) == (1, {"request": 1})
    release = tmp_path / "store" / "releases" / ("a" * 64)
    release.mkdir(parents=True)
    (release / "manifest.json").write_text('{"records": "of entries that were cut off"}')
    cut = partnership("records")
    assert cut.exit_code == 2
    assert "that a release was made after is no longer there" in cut.output


OF_SCRUTINY = [measure.id for measure in MEASURES if measure.catalogue == "GOV-04"]
OF_THE_YEAR = [measure.id for measure in MEASURES if measure.catalogue in ("GOV-02", "VOI-06")]


def loaded(folder, measures):
    """A store with files to the end of March 2024, whose partners chose these measures."""
    store = folder / "store"
    give("--store", store, "init", "--name", "Invented", "--area", "990 Northmere")
    agreement = store / "agreement.toml"
    chosen = f"measures = {measures}\nkey_file"
    agreement.write_text(agreement.read_text().replace("key_file", chosen, 1))
    assert give("--store", store, "load", write_census(folder)).exit_code == 0
    return store


def figure(store, measure, **of):
    """What its newest release says of a measure in the year to March 2024."""
    rows = releasing.current(Store(store)).figures.filter(
        pl.col("measure") == measure,
        pl.col("period_kind") == "year",
        pl.col("period_end") == dt.date(2024, 3, 31),
        *(pl.col(name) == value for name, value in of.items()),
    )
    return {
        (row["group"], row["category"], row["basis"]): (row["numerator"], row["denominator"])
        for row in rows.iter_rows(named=True)
    }


@pytest.fixture(scope="module")
def challenged(tmp_path_factory):
    """A store as at 31 March 2024 with challenges of that year, two of them answered, one also closed."""
    store = loaded(tmp_path_factory.mktemp("challenged"), OF_SCRUTINY)
    clock = Clock(dt.datetime(2023, 6, 1, 9, tzinfo=dt.UTC))
    records = Records.of(store, now=clock)

    def does(number, person, action, **given):
        challenge = challenge_of(records.entries(subject=f"challenge-{number}"))
        draft = act(challenge, person, action, "So.", today=clock.today, rules=RULES, **given)
        records.append(draft)

    for agency in ("health", "police", "health"):
        to = Addressee(agency, "dsp")
        records.append(issue(SCRUTINEER, to, WHY, today=clock.today, rules=RULES))
    clock.pass_days(10)
    does(1, HEALTH, Action.ACCEPT, due=dt.date(2023, 9, 1))
    does(3, HEALTH, Action.REJECT)
    clock.pass_days(40)
    does(1, HEALTH, Action.OFFER_EVIDENCE)
    does(1, SCRUTINEER, Action.CLOSE, outcome=Outcome.EVIDENCE_ACCEPTED)
    # After the day of the release: it knows nothing of that.
    clock.at = dt.datetime(2024, 6, 1, 9, tzinfo=dt.UTC)
    does(3, SCRUTINEER, Action.CLOSE, outcome=Outcome.NOT_RESOLVED)
    records.append(
        issue(SCRUTINEER, Addressee("police", "dsp"), WHY, today=clock.today, rules=RULES)
    )
    done = give("--store", store, "release")
    assert done.exit_code == 0, done.output
    return store


def test_a_release_counts_challenges_as_recommendations_of_scrutiny(challenged):
    closed = figure(challenged, "scrutiny_recommendations_closed", characteristic="all")
    assert closed[("all", "", "")] == (1, 3)
    answered = figure(challenged, "scrutiny_recommendations_answered_on_time", characteristic="all")
    assert answered[("all", "", "due")] == (2, 3)
    states = figure(challenged, "scrutiny_recommendations_by_state", characteristic="all")
    assert {category: met for (_, category, _), (met, _) in states.items() if met} == {
        "closed": 1, "proposed": 1, "rejected": 1,
    }  # fmt: skip


def test_a_release_names_the_newest_entry_that_it_rests_on(challenged):
    manifest = releasing.current(Store(challenged)).manifest
    entries = Records.of(challenged).entries()
    assert manifest["records"] in manifest["extracts"]
    assert manifest["records"] == entries[6].digest
    assert give("--store", challenged, "records").exit_code == 0


def test_a_note_of_somebody_makes_no_other_release(challenged):
    before = Store(challenged).newest_digest()
    posed = investigations.pose(SCRUTINEER, question="?", expectation="!")
    Records.of(challenged).append(posed)
    assert give("--store", challenged, "release").exit_code == 0
    assert Store(challenged).newest_digest() == before


def test_a_request_alone_is_named_by_a_release_and_covers_no_field():
    empty = {"extracts": Extracts.create_empty(), "coverage": Coverage.create_empty()}
    made = with_own_records(empty, {}, digest="a" * 64, rows=1, as_at=dt.date(2024, 3, 31))
    assert made["extracts"]["format"].to_list() == ["Own records"]
    assert made["coverage"].is_empty()


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A store as at 31 March 2024 in which partners agreed actions, and wrote down what families said."""
    store = loaded(tmp_path_factory.mktemp("lived"), OF_THE_YEAR)
    clock = Clock(dt.datetime(2023, 6, 1, 9, tzinfo=dt.UTC))
    records = Records.of(store, now=clock)

    def does(subject, name, person=CHAIR, **given):
        (item,) = items(records.entries(subject=subject))
        records.append(acted(item, name, person, clock.today, **given))

    for agency in ("health", "police", "health", "health"):
        due = dt.date(2023, 9, 1)
        records.append(begun("action", CHAIR, clock.today, agency=agency, due=due, links=[]))
    # Ten of each: fewer are not shown.
    said = {who: range(10 * n + 1, 10 * n + 11) for n, who in enumerate(SAID_BY)}
    for who in (who for who, numbers in said.items() for _ in numbers):
        given = {"agency": "health", "said_by": who, "heard_on": clock.today}
        records.append(begun("feedback", HEALTH, clock.today, **given))
    clock.pass_days(30)
    does("action-1", "complete", HEALTH)
    does("action-2", "redate", due=dt.date(2023, 12, 1))
    does("action-3", "complete", HEALTH)
    does("action-4", "cancel")
    for number in said["children"]:
        does(f"feedback-{number}", "do", HEALTH, links=[])
    for number in said["group"]:
        does(f"feedback-{number}", "decline", HEALTH)
    clock.pass_days(120)
    does("action-2", "complete")
    does("action-3", "reopen", due=dt.date(2024, 2, 1))
    for number in said["group"]:
        does(f"feedback-{number}", "tell_back", HEALTH)
    # After the day of the release: it knows nothing of that.
    clock.at = dt.datetime(2024, 6, 1, 9, tzinfo=dt.UTC)
    does("action-3", "complete", HEALTH)
    for number in said["parents"]:
        does(f"feedback-{number}", "do", HEALTH, links=[])
    done = give("--store", store, "release")
    assert done.exit_code == 0, done.output
    return store


def test_a_release_counts_actions_by_the_day_first_agreed(lived):
    found = figure(lived, "actions_completed_on_time", characteristic="all")
    # Of four one was cancelled, one was late by its first day, and one was opened again.
    assert found[("all", "", "due")] == (1, 3)


def test_a_release_counts_what_families_said_and_what_came_of_it(lived):
    sources = figure(lived, "feedback_by_source", characteristic="all")
    assert {category: met for (_, category, _), (met, _) in sources.items() if met} == {
        "children": 10, "parents": 10, "others": 10, "not_recorded": 10,
    }  # fmt: skip
    assert figure(lived, "feedback_answered", characteristic="all")[("all", "", "")] == (20, 40)
    assert figure(lived, "feedback_acted_on", characteristic="all")[("all", "", "")] == (10, 40)


def test_a_release_rests_on_the_newest_entry_of_its_day_whatever_kind_it_is_of(lived):
    manifest = releasing.current(Store(lived)).manifest
    known = [entry for entry in Records.of(lived).entries() if entry.day <= dt.date(2024, 3, 31)]
    assert (known[-1].subject_kind, known[-1].kind) == ("feedback", "tell_back")
    assert manifest["records"] == known[-1].digest


def test_what_does_not_enter_its_tables_makes_no_other_release(lived):
    before = Store(lived).newest_digest()
    records = Records.of(lived, now=Clock(dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)))
    (action,) = items(records.entries(subject="action-1"))
    records.append(acted(action, "note", HEALTH, dt.date(2024, 3, 1)))
    assert give("--store", lived, "release").exit_code == 0
    assert Store(lived).newest_digest() == before
