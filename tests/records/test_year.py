"""What partners keep through the year, as they live through it: priorities, actions, risks and the rest."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import through_the_year as year
from dashboard.identity import INVENTED
from dashboard.through_the_year import KINDS, Is, words
from data.entries import Draft, Person
from data.problems import UserError
from tests.records.conftest import (
    ANALYST,
    CHAIR,
    HEALTH,
    LEAD_HEALTH,
    LEAD_POLICE,
    POLICE,
    SCHOOLS,
    SCRUTINEER,
    SPONSOR,
    Clock,
    Paper,
)
from tests.records.year import acted, answers, around, begun, theirs, write

TODAY = Clock().today
DAY = dt.timedelta(days=1)


def refused(act):
    with pytest.raises(UserError) as error:
        act()
    assert "\n" in str(error.value)
    return str(error.value)


# Priorities


def test_a_priority_names_what_moves_soon_later_and_elsewhere_and_what_would_show_failure(paper):
    item = write(paper, begun("priority", LEAD_HEALTH, TODAY))
    assert item.state == "current"
    assert item.values["leading"] == ("re_referrals_within_12_months",)
    for key in (
        "leading", "lagging", "balancing", "baseline_from", "baseline_to", "falsifier",
        "owner_social_care", "owner_health", "owner_police",
    ):  # fmt: skip
        label = KINDS["priority"].fields[key].label
        empty = [] if key in ("leading", "lagging", "balancing") else None
        said = refused(lambda given={key: empty}: begun("priority", LEAD_HEALTH, TODAY, **given))
        assert f"“{label}”" in said
        assert "nothing was stored yet" in said


def test_a_priority_cannot_name_a_measure_that_the_release_does_not_have(paper):
    said = refused(lambda: begun("priority", CHAIR, TODAY, lagging=["made_up"]))
    assert "“made_up” is not known here" in said


def test_a_measure_cannot_lead_and_balance_at_once_and_a_baseline_ends_after_it_begins():
    twice = {"balancing": ["re_referrals_within_12_months"]}
    assert "named twice" in refused(lambda: begun("priority", CHAIR, TODAY, **twice))
    backwards = {"baseline_from": TODAY, "baseline_to": TODAY - DAY}
    assert "ends before it begins" in refused(lambda: begun("priority", CHAIR, TODAY, **backwards))


def test_only_lead_partners_and_the_chair_set_priorities_and_delegated_partners_explain_them(paper):
    for person in (HEALTH, SCHOOLS, ANALYST, SPONSOR):
        assert "may not do" in refused(lambda who=person: begun("priority", who, TODAY))
    item = write(paper, begun("priority", CHAIR, TODAY))
    item = write(paper, acted(item, "narrate", HEALTH, TODAY, narrative="It is early."))
    assert item.values["narrative"] == "It is early."
    assert "may not do" in refused(lambda: acted(item, "review", HEALTH, TODAY))


def test_a_changed_priority_keeps_every_earlier_version_and_the_reason(paper):
    item = write(paper, begun("priority", CHAIR, TODAY, title="Neglect"))
    item = write(
        paper, acted(item, "review", LEAD_HEALTH, TODAY, title="Neglect and early help", aim=None)
    )
    assert item.values["aim"] is None
    assert [text for _, text in item.versions("title")] == ["Neglect", "Neglect and early help"]
    assert item.history[-1].given["reason"] == "Because families asked for it."
    assert "reason" not in item.values


def test_no_field_of_any_kind_holds_a_status_and_one_that_is_slipped_in_has_no_effect(paper):
    for kind in KINDS.values():
        assert not {"status", "state"} & set(kind.fields)
    act = KINDS["priority"].begins[0]
    full = answers(act, TODAY)
    said = refused(
        lambda: year.begin(
            "priority", "agree", CHAIR, {**full, "status": "improving"}, around(TODAY)
        )
    )
    assert "“status” cannot be written" in said
    item = write(paper, begun("priority", CHAIR, TODAY))
    slipped = {"narrative": "All is well.", "status": "improving"}
    paper.write(Draft("priority", item.id, "narrate", slipped, CHAIR, 1))
    (item,) = year.items(paper.entries)
    assert "narrative" not in item.values
    assert [entry.body for entry in item.irregular] == [slipped]


# Actions


def test_done_and_shown_to_matter_are_two_steps_of_an_action(paper):
    item = write(paper, begun("action", HEALTH, TODAY))
    assert item.state == "not_started"
    assert "as it stands" in refused(lambda: acted(item, "evidence_impact", HEALTH, TODAY))
    item = write(paper, acted(item, "complete", HEALTH, TODAY, completion="38 of 40 trained."))
    assert (item.state, item.values["completion"]) == ("completed", "38 of 40 trained.")
    assert "impact" not in item.values
    item = write(paper, acted(item, "evidence_impact", HEALTH, TODAY, impact="Fewer waits."))
    assert (item.state, item.values["impact"]) == ("impact_evidenced", "Fewer waits.")


def test_another_day_needs_a_reason_and_keeps_the_first_one(paper, clock):
    first = TODAY + 10 * DAY
    item = write(paper, begun("action", CHAIR, TODAY, due=first))
    assert not item.redated
    for later in (20, 40):
        item = write(paper, acted(item, "redate", HEALTH, TODAY, due=TODAY + later * DAY))
    assert (item.due_first, item.due, item.redated) == (first, TODAY + 40 * DAY, True)
    assert [day for _, day in item.versions("due")] == [first, TODAY + 20 * DAY, TODAY + 40 * DAY]
    assert "“The reason” is empty" in refused(
        lambda: acted(item, "redate", HEALTH, TODAY, reason=" ")
    )
    assert "has passed" in refused(lambda: acted(item, "redate", HEALTH, TODAY, due=TODAY - DAY))
    assert words.due(item, TODAY).endswith("; first due on 12 March 2026")


def test_an_agency_moves_its_own_actions_and_the_chair_any(paper):
    item = write(paper, begun("action", CHAIR, TODAY, agency="education"))
    for person in (HEALTH, POLICE, ANALYST, SPONSOR):
        assert "another agency’s" in refused(lambda who=person: acted(item, "start", who, TODAY))
    item = write(paper, acted(item, "start", SCHOOLS, TODAY))
    assert item.state == "in_progress"
    assert "may not do" in refused(lambda: acted(item, "cancel", SCHOOLS, TODAY))
    item = write(paper, acted(item, "cancel", CHAIR, TODAY, reason="Heads asked for another."))
    assert (item.state, item.reason) == ("cancelled", "Heads asked for another.")


def test_a_relevant_agency_agrees_actions_of_its_own_only():
    assert "for Schools and education only" in refused(lambda: begun("action", SCHOOLS, TODAY))
    assert begun("action", SCHOOLS, TODAY, agency="education").body["agency"] == "education"


def test_an_action_without_words_or_of_what_is_not_written_down_is_refused():
    assert "What will be done" in refused(lambda: begun("action", CHAIR, TODAY, description=" "))
    assert "“priority-99”" in refused(lambda: begun("action", CHAIR, TODAY, links=["priority-99"]))
    assert begun("action", CHAIR, TODAY, links=None).body["links"] is None


# Decisions, risks, disputes


def test_a_decision_keeps_its_options_reasons_and_who_disagreed(paper):
    item = write(paper, begun("decision", ANALYST, TODAY, dissent="Police: a trial first."))
    assert item.values["options"] == ("One way", "Another way")
    assert item.values["dissent"] == "Police: a trial first."
    item = write(paper, acted(item, "effect", CHAIR, TODAY, effect="Fewer waits."))
    assert item.state == "effect_known"
    item = write(paper, acted(item, "correct", ANALYST, TODAY, dissent=None))
    assert item.values["dissent"] is None
    assert [text for _, text in item.versions("dissent")] == ["Police: a trial first.", None]


def test_a_risk_climbs_one_step_at_a_time_each_with_its_day_and_reason(paper, clock):
    item = write(paper, begun("risk", HEALTH, TODAY))
    assert item.level == "subgroup"
    assert "as it stands" in refused(lambda: acted(item, "to_lsp", HEALTH, TODAY))
    item = write(paper, acted(item, "to_dsp", HEALTH, TODAY))
    clock.pass_days(3)
    item = write(paper, acted(item, "to_lsp", CHAIR, clock.today, reason="No money here."))
    assert item.level == "lsp"
    assert [(one.act.climbs, one.entry.day, one.given["reason"]) for one in item.climbs][1] == (
        "lsp", clock.today, "No money here.",
    )  # fmt: skip
    assert "may not do" in refused(lambda: acted(item, "decide", HEALTH, TODAY))
    item = write(paper, acted(item, "decide", LEAD_POLICE, clock.today, review_on=None))
    assert item.values["lsp_decision"]
    # No new day was given: the one before stays.
    assert item.due == TODAY + 30 * DAY


def test_a_risk_is_weighed_in_five_steps_and_weighing_anew_keeps_the_old(paper):
    item = write(paper, begun("risk", POLICE, TODAY, agency="police", likelihood="2"))
    assert "is not known here" in refused(lambda: begun("risk", POLICE, TODAY, likelihood="6"))
    item = write(paper, acted(item, "weigh", POLICE, TODAY, likelihood="5"))
    assert [held for _, held in item.versions("likelihood")] == ["2", "5"]


def test_a_dispute_goes_to_the_lead_partners_and_from_there_to_the_secretary_of_state(paper):
    item = write(paper, begun("dispute", HEALTH, TODAY))
    assert item.level == "dsp"
    assert "as it stands" in refused(
        lambda: acted(item, "to_secretary_of_state", LEAD_HEALTH, TODAY)
    )
    item = write(paper, acted(item, "to_lsp", POLICE, TODAY))
    assert "may not do" in refused(lambda: acted(item, "to_secretary_of_state", HEALTH, TODAY))
    item = write(paper, acted(item, "to_secretary_of_state", LEAD_HEALTH, TODAY))
    assert item.level == "secretary_of_state"
    assert item.history[-1].given["networks"]
    item = write(paper, acted(item, "resolve", LEAD_HEALTH, TODAY))
    assert "With the Secretary of State" not in words.standing(item, TODAY)


# What families said, commentary, logs


def test_you_said_we_did_needs_consent_and_says_whether_families_were_told(paper):
    assert "is not chosen yet" in refused(lambda: begun("feedback", HEALTH, TODAY, consent=None))
    item = write(paper, begun("feedback", HEALTH, TODAY, said="We told it three times."))
    assert "another agency’s" in refused(lambda: acted(item, "do", POLICE, TODAY))
    item = write(paper, acted(item, "do", HEALTH, TODAY, did="One summary."))
    item = write(paper, acted(item, "tell_back", HEALTH, TODAY, told="At the group."))
    item = write(
        paper, acted(item, "difference", HEALTH, TODAY, difference="29 of 40 told it once.")
    )
    assert item.state == "told_back"
    assert [text for _, (text,) in words.said_and_did(item)] == [
        "We told it three times.", "One summary.", "29 of 40 told it once.", "At the group.",
    ]  # fmt: skip


def test_what_will_not_change_says_why_to_families(paper):
    item = write(paper, begun("feedback", HEALTH, TODAY))
    item = write(paper, acted(item, "decline", HEALTH, TODAY, reason="The law asks for it."))
    item = write(paper, acted(item, "tell_back", HEALTH, TODAY))
    assert ("Why nothing will change", ["The law asks for it."]) in words.said_and_did(item)


def test_commentary_is_asked_for_within_ten_working_days_and_given_by_the_agency(paper):
    for person in (HEALTH, LEAD_HEALTH, SCHOOLS):
        assert "may not do" in refused(lambda who=person: begun("commentary", who, TODAY, "ask"))
    item = write(paper, begun("commentary", ANALYST, TODAY, "ask", due=None))
    assert item.due == dt.date(2026, 3, 16)
    assert "another agency’s" in refused(lambda: acted(item, "give", POLICE, TODAY))
    item = write(paper, acted(item, "give", HEALTH, TODAY, what="Nurses go home at four."))
    assert (item.state, item.values["what"]) == ("given", "Nurses go home at four.")
    item = write(paper, acted(item, "give", HEALTH, TODAY, what="Nurses go home at five."))
    assert len(item.versions("what")) == 2
    item = write(paper, acted(item, "become", HEALTH, TODAY, became=["action-1", "insight-1"]))
    assert item.values["became"] == ("action-1", "insight-1")


def test_commentary_can_be_written_unasked_and_is_then_never_overdue(paper):
    item = write(paper, begun("commentary", HEALTH, TODAY, "offer"))
    assert (item.state, item.due) == ("given", None)


def test_an_insight_goes_from_a_question_to_its_effect(paper):
    item = write(paper, begun("insight", SCHOOLS, TODAY))
    item = write(paper, acted(item, "decide", CHAIR, TODAY))
    item = write(paper, acted(item, "effect", ANALYST, TODAY))
    assert item.state == "effect_known"


def test_a_partner_says_in_words_what_it_gives_for_a_financial_year(paper):
    for year_said in ("2025", "2025-27", "25-26"):
        assert "Write it as 2025-26" in refused(
            lambda text=year_said: begun("contribution", HEALTH, TODAY, year=text)
        )
    item = write(paper, begun("contribution", HEALTH, TODAY))
    assert words.title(item, {}) == "Health services, 2025-26"
    assert "for Police only" in refused(lambda: begun("contribution", POLICE, TODAY))


def test_a_change_to_the_arrangements_is_agreed_published_and_sent(paper):
    item = write(paper, begun("arrangements_change", ANALYST, TODAY))
    assert "as it stands" in refused(lambda: acted(item, "publish", ANALYST, TODAY))
    assert "may not do" in refused(lambda: acted(item, "agree", ANALYST, TODAY))
    for act, person in (("agree", LEAD_POLICE), ("publish", ANALYST), ("send", ANALYST)):
        item = write(paper, acted(item, act, person, TODAY))
    assert item.state == "sent"


def test_a_national_reform_is_followed_with_its_concerns(paper):
    item = write(paper, begun("reform", ANALYST, TODAY, due=None))
    item = write(paper, acted(item, "progress", CHAIR, TODAY, concerns="Two systems."))
    item = write(paper, acted(item, "implement", ANALYST, TODAY))
    assert (item.state, item.values["concerns"]) == ("implemented", "Two systems.")


# What holds for every kind


def test_every_kind_says_why_it_is_kept_and_each_of_its_states_can_be_reached():
    for kind in KINDS.values():
        assert "Working Together" in kind.guidance, kind.key
        reached = {act.then for act in (*kind.begins, *kind.acts)} - {""}
        assert reached == set(kind.states), kind.key
        assert set(kind.over) < set(kind.states)
        assert {one for act in kind.acts for one in act.when} <= set(kind.states)
        assert {act.climbs for act in kind.acts} - {""} <= set(kind.ladder)
        for key in (kind.title, *kind.tells, *filter(None, (kind.agency, kind.due))):
            assert key in kind.fields, (kind.key, key)
        for field in kind.fields.values():
            assert set(field.of) <= {*KINDS, "challenge"}
            assert (field.kind is Is.CHOICE) == bool(field.choices)
    keys = [[act.key for act in (*kind.begins, *kind.acts)] for kind in KINDS.values()]
    assert all(len(set(one)) == len(one) for one in keys)


def test_the_scrutineer_reads_all_and_writes_none_of_it(paper):
    for kind in KINDS.values():
        assert year.may_begin(kind, SCRUTINEER) == ()
        for act in kind.begins:
            said = refused(lambda one=kind, doing=act: begun(one.key, SCRUTINEER, TODAY, doing.key))
            assert "scrutiny is apart" in said
        item = write(paper, begun(kind.key, CHAIR, TODAY, **theirs(kind.key, CHAIR)))
        assert year.may_act(kind, item, SCRUTINEER) == ()


def test_who_is_scrutineer_and_partner_at_once_writes_nothing_as_either(paper):
    both = Person("both", "Bo Both", ("scrutineer", "dsp", "chair"), "health")
    assert "scrutiny is apart" in refused(lambda: begun("action", both, TODAY))
    item = write(paper, begun("action", CHAIR, TODAY))
    assert year.may_act(KINDS["action"], item, both) == ()


def test_what_nobody_could_have_begun_is_kept_without_effect(paper):
    act = KINDS["action"].begins[0]
    body = begun("action", CHAIR, TODAY).body
    paper.write(Draft("action", None, act.key, body, SCRUTINEER))
    paper.write(Draft("action", None, act.key, {**body, "due": "tomorrow"}, CHAIR))
    paper.write(Draft("action", None, "complete", {"completion": "Done"}, CHAIR))
    assert year.items(paper.entries) == ()
    assert year.never_begun(paper.entries) == tuple(paper.entries)


PEOPLE = st.sampled_from(INVENTED)
ACTS = st.sampled_from(sorted({act.key for kind in KINDS.values() for act in kind.acts}))


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    path=st.lists(st.tuples(PEOPLE, ACTS, st.booleans(), st.integers(0, 40)), max_size=8),
)
def test_no_path_loses_a_version_moves_the_first_day_or_lets_a_scrutineer_write(kind, path):
    paper, declared = Paper(), KINDS[kind]
    item = write(paper, begun(kind, CHAIR, TODAY, **theirs(kind, CHAIR)))
    first = item.due_first
    for person, name, spoilt, days in path:
        act = declared.act(name)
        body = {} if act is None else answers(act, TODAY)
        if "due" in body:
            body["due"] = TODAY + days * DAY
        if spoilt:
            body["status"] = "improving"
        before = item
        item = write(paper, Draft(kind, item.id, name, body, person, item.number))
        assert item.number == len(item.entries) == len(item.history) + len(item.irregular)
        assert item.entries[:-1] == before.entries
        assert item.history[: len(before.history)] == before.history
        assert item.due_first == (first or item.due_first)
        assert item.state in declared.states
        if spoilt or act is None or person.holds("scrutineer"):
            assert (item.values, item.state, item.level) == (
                before.values, before.state, before.level,
            )  # fmt: skip
    assert year.items(paper.entries) == (item,)


def test_every_kind_comes_back_from_both_databases_as_it_was_written(records, paper):
    for kind in KINDS:
        draft = begun(kind, CHAIR, TODAY, **theirs(kind, CHAIR))
        records.append(draft)
        (item,) = year.of(kind, records.entries(kind))
        draft = next(
            acted(item, act.key, CHAIR, TODAY) for act in year.may_act(KINDS[kind], item, CHAIR)
        )
        records.append(draft)
        (item,) = year.of(kind, records.entries(kind))
        assert (item.id, item.number, item.irregular) == (f"{kind}-1", 2, ())
        assert len(item.history) == 2
    assert len(year.items(records.entries())) == len(KINDS)
    records.verify()
