"""A challenge and the partners' replies, as scrutineers and partners live through them."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import challenges, identity
from dashboard.challenges import (
    Action,
    Addressee,
    Outcome,
    Rules,
    State,
    act,
    allowed,
    challenge_of,
    issue,
)
from data.agreement import Agreement, Conventions, Scrutiny
from data.entries import Draft, Shown
from data.problems import UserError
from tests.records.conftest import (
    ANALYST,
    CHAIR,
    HEALTH,
    LEAD_HEALTH,
    LEAD_POLICE,
    POLICE,
    RULES,
    SCHOOLS,
    SCRUTINEER,
    SPONSOR,
    Clock,
    Paper,
)

TO_HEALTH = Addressee("health", "dsp")
WHY = "Why are Black and Mixed heritage children more often the subject of an enquiry?"
DUE = dt.date(2026, 3, 30)
"""Twenty working days after 2 March 2026."""


@pytest.fixture
def told(paper):
    """Write an action of somebody, and give the challenge as it is then."""

    def tell(person, action, text="Because", **given):
        challenge = challenge_of(paper.entries)
        paper.write(
            act(challenge, person, action, text, today=paper.clock.today, rules=RULES, **given)
        )
        return challenge_of(paper.entries)

    return tell


def issued(paper, person=SCRUTINEER, to=TO_HEALTH, question=WHY, **given):
    paper.write(issue(person, to, question, today=paper.clock.today, rules=RULES, **given))
    return challenge_of(paper.entries)


def refused(act):
    with pytest.raises(UserError) as error:
        act()
    assert "\n" in str(error.value)
    return str(error.value)


def test_a_challenge_is_answered_acted_on_and_closed_with_evidence(paper, told, clock):
    challenge = issued(paper, investigation="investigation-1", evidence=["Audit of 12 records"])
    assert (challenge.state, challenge.due) == (State.ISSUED, DUE)
    assert challenge.awaited.what == "response"
    clock.pass_days(2)
    assert told(HEALTH, Action.ACKNOWLEDGE, "").state is State.ACKNOWLEDGED
    clock.pass_days(10)
    challenge = told(
        HEALTH, Action.ACCEPT, "We agree.", due=dt.date(2026, 6, 30), actions=["Train triage staff"]
    )
    assert (challenge.state, challenge.decision) == (State.ACCEPTED, State.ACCEPTED)
    assert challenge.responded_on == dt.date(2026, 3, 14)
    assert (challenge.awaited.what, challenge.due) == ("evidence", dt.date(2026, 6, 30))
    assert challenge.actions == ("Train triage staff",)
    clock.pass_days(90)
    challenge = told(HEALTH, Action.OFFER_EVIDENCE, "38 of 40 trained.", evidence=["Training log"])
    assert (challenge.state, challenge.awaited) == (State.EVIDENCE_OFFERED, None)
    challenge = told(SCRUTINEER, Action.CLOSE, "Seen.", outcome=Outcome.EVIDENCE_ACCEPTED)
    assert challenge.closed
    assert (challenge.outcome, challenge.assessment) == (Outcome.EVIDENCE_ACCEPTED, "Seen.")
    assert challenge.closed_on == clock.today
    assert challenge.question == WHY
    assert [entry.kind for entry in challenge.entries] == [
        "issue", "acknowledge", "accept", "offer_evidence", "close",
    ]  # fmt: skip
    assert challenge.irregular == ()


def test_a_response_can_come_before_the_decision(paper, told):
    issued(paper)
    challenge = told(HEALTH, Action.RESPOND, "We are looking into it.")
    assert (challenge.state, challenge.decision) == (State.RESPONSE_RECEIVED, None)
    assert challenge.awaited is None
    assert told(HEALTH, Action.PARTLY_ACCEPT, "In part.", due=DUE).state is State.PARTLY_ACCEPTED


def test_a_rejected_challenge_keeps_its_reasons_whatever_comes_after(paper, told):
    issued(paper)
    challenge = told(HEALTH, Action.REJECT, "The figures are of another area.")
    assert (challenge.state, challenge.awaited) == (State.REJECTED, None)
    told(SCRUTINEER, Action.ESCALATE, "They are not.")
    challenge = told(LEAD_POLICE, Action.ACCEPT, "We asked again.", due=DUE)
    assert challenge.reason == "We asked again."
    challenge = told(SCRUTINEER, Action.CLOSE, "Settled.", outcome=Outcome.ANSWERED)
    assert [entry.body["text"] for entry in challenge.rejections] == [
        "The figures are of another area."
    ]
    assert [entry.kind for entry in challenge.replies] == ["reject", "accept"]


def test_only_the_scrutineer_closes_and_opens_again(paper, told):
    challenge = issued(paper)
    for person in (HEALTH, LEAD_HEALTH, CHAIR, SPONSOR, ANALYST, POLICE):
        assert not {Action.CLOSE, Action.REOPEN} & set(allowed(challenge, person))
        for action in (Action.CLOSE, Action.REOPEN):
            said = refused(lambda who=person, what=action: told(who, what))
            assert "is for the independent scrutineer alone" in said
    told(SCRUTINEER, Action.CLOSE, "No longer asked.", outcome=Outcome.WITHDRAWN)
    assert allowed(challenge_of(paper.entries), HEALTH) == ()
    assert "is closed" in refused(lambda: told(HEALTH, Action.NOTE))
    challenge = told(SCRUTINEER, Action.REOPEN, "It happened again.")
    assert (challenge.state, challenge.reopened, challenge.closed_on) == (State.REOPENED, 1, None)
    assert challenge.due == DUE


def test_evidence_that_was_never_offered_cannot_have_been_accepted(paper, told):
    issued(paper)
    said = refused(
        lambda: told(SCRUTINEER, Action.CLOSE, "Fine", outcome=Outcome.EVIDENCE_ACCEPTED)
    )
    assert "No evidence was offered" in said
    assert "closed for a reason" in refused(lambda: told(SCRUTINEER, Action.CLOSE, "Fine"))
    told(HEALTH, Action.OFFER_EVIDENCE, "Here it is.")
    told(SCRUTINEER, Action.CLOSE, "Fine", outcome=Outcome.EVIDENCE_ACCEPTED)
    # What was found wanting when it was opened again counts no more.
    told(SCRUTINEER, Action.REOPEN, "Not so.")
    assert "No evidence was offered" in refused(
        lambda: told(SCRUTINEER, Action.CLOSE, "Fine", outcome=Outcome.EVIDENCE_ACCEPTED)
    )


def test_a_promise_keeps_its_day_until_the_scrutineer_gives_another(paper, told, clock):
    issued(paper)
    told(HEALTH, Action.ACCEPT, "By June.", due=dt.date(2026, 6, 30))
    assert told(HEALTH, Action.ACCEPT, "By October.", due=dt.date(2026, 10, 30)).due == dt.date(
        2026, 6, 30
    )
    # Words are no evidence either.
    challenge = told(HEALTH, Action.RESPOND, "Nearly there.")
    assert (challenge.state, challenge.awaited.what) == (State.ACCEPTED, "evidence")
    clock.pass_days(150)
    assert challenge_of(paper.entries).overdue(clock.today)
    challenge = told(SCRUTINEER, Action.ASK_AGAIN, "And now?", due=dt.date(2026, 9, 1))
    assert (challenge.state, challenge.due) == (State.ASKED_AGAIN, dt.date(2026, 9, 1))
    assert Action.ACKNOWLEDGE in allowed(challenge, HEALTH)


def test_an_acceptance_without_a_day_is_asked_for_one(paper, told):
    issued(paper)
    assert "Give the day by which" in refused(lambda: told(HEALTH, Action.ACCEPT, "Yes."))
    assert "1 March 2026 has passed" in refused(
        lambda: told(HEALTH, Action.ACCEPT, "Yes.", due=dt.date(2026, 3, 1))
    )


@pytest.mark.parametrize(
    "action", [one for one in Action if one not in (Action.ISSUE, Action.ACKNOWLEDGE)]
)
def test_every_action_but_an_acknowledgement_says_something(paper, told, action):
    issued(paper)
    if action is Action.REOPEN:
        told(SCRUTINEER, Action.CLOSE, "Done", outcome=Outcome.ANSWERED)
    challenge = challenge_of(paper.entries)
    person = next(one for one in (HEALTH, SCRUTINEER) if action in allowed(challenge, one))
    assert "is empty" in refused(lambda: told(person, action, " "))
    assert "The question is empty" in refused(lambda: issued(paper, question=" "))


def test_only_those_of_the_agency_asked_answer_until_it_is_escalated(paper, told):
    challenge = issued(paper)
    assert challenges.answers(challenge, HEALTH)
    assert challenges.answers(challenge, LEAD_HEALTH)
    assert not challenges.answers(challenge, SCRUTINEER)
    for person in (POLICE, LEAD_POLICE, CHAIR, SCHOOLS, ANALYST, SPONSOR):
        assert allowed(challenge, person) == ()
    assert "It is to Health services, delegated safeguarding partner" in refused(
        lambda: told(POLICE, Action.RESPOND)
    )
    challenge = told(SCRUTINEER, Action.ESCALATE, "No answer")
    assert (challenge.state, challenge.escalated) == (State.ESCALATED, True)
    assert challenges.answers(challenge, LEAD_POLICE)
    assert not challenges.answers(challenge, POLICE)
    assert Action.ESCALATE not in allowed(challenge, SCRUTINEER)


def test_what_is_put_to_a_lead_partner_is_not_answered_by_the_delegate(paper):
    challenge = issued(paper, to=Addressee("health", "lsp"))
    assert not challenges.answers(challenge, HEALTH)
    assert challenges.answers(challenge, LEAD_HEALTH)


def test_a_relevant_agency_answers_for_itself(paper):
    challenge = issued(paper, to=Addressee("education", "partner"))
    assert challenges.answers(challenge, SCHOOLS)
    assert not challenges.answers(challenge, HEALTH)


@pytest.mark.parametrize("to", [Addressee("education", "dsp"), Addressee("police", "partner")])
def test_nobody_is_asked_as_what_they_are_not(paper, to):
    assert "cannot be asked as" in refused(lambda: issued(paper, to=to))


def test_young_scrutineers_challenge_through_their_sponsor_and_the_scrutineer_closes(paper, told):
    challenge = issued(paper, person=SPONSOR, question="Why does nobody tell us what was decided?")
    assert challenge.raised_for == challenges.YOUNG_SCRUTINEERS
    assert allowed(challenge, SPONSOR) == (Action.NOTE,)
    assert Action.AMEND not in allowed(challenge, SCRUTINEER)
    told(SPONSOR, Action.NOTE, "They asked again today.")
    told(HEALTH, Action.RESPOND, "We shall tell you.")
    assert told(SCRUTINEER, Action.CLOSE, "Told.", outcome=Outcome.ANSWERED).closed


@pytest.mark.parametrize("person", [HEALTH, LEAD_HEALTH, CHAIR, ANALYST, SCHOOLS])
def test_nobody_else_issues_a_challenge(paper, person):
    assert "may not issue a challenge" in refused(lambda: issued(paper, person=person))


def test_a_question_is_put_better_before_the_answer_only_and_every_wording_is_kept(paper, told):
    issued(paper)
    challenge = told(SCRUTINEER, Action.AMEND, "Why, and since when?")
    assert challenge.question == "Why, and since when?"
    assert [entry.kind for entry in challenge.wordings] == ["issue", "amend"]
    assert challenge.wordings[0].body["question"] == WHY
    told(HEALTH, Action.RESPOND)
    assert Action.AMEND not in allowed(challenge_of(paper.entries), SCRUTINEER)


def test_a_challenge_keeps_what_was_on_the_screen(paper):
    shown = Shown("a" * 64, "3", {"measure": "enquiries", "characteristic": "ethnicity"})
    assert issued(paper, shown=shown, measure="enquiries").entries[0].shown == shown


def test_an_entry_that_the_rules_do_not_allow_is_kept_and_has_no_effect(paper, told):
    challenge = issued(paper)
    paper.write(
        Draft("challenge", challenge.id, "close", {"text": "", "outcome": "answered"}, HEALTH),
        Draft("challenge", challenge.id, "unheard_of", {}, SCRUTINEER),
    )
    challenge = challenge_of(paper.entries)
    assert challenge.state is State.ISSUED
    assert [entry.kind for entry in challenge.irregular] == ["close", "unheard_of"]
    assert challenge.number == 3
    assert len(challenge.entries) == 3


def test_what_does_not_begin_with_a_challenge_is_none(paper):
    paper.write(Draft("challenge", None, "note", {"text": "?"}, HEALTH))
    with pytest.raises(ValueError, match="does not begin with a challenge"):
        challenge_of(paper.entries)


def test_challenges_stand_in_the_order_of_their_issue_apart_from_other_records(paper):
    paper.write(Draft("request", None, "ask", {}, SCRUTINEER))
    for to in (TO_HEALTH, Addressee("police", "dsp")):
        paper.write(issue(SCRUTINEER, to, WHY, today=paper.clock.today, rules=RULES))
    assert [one.to.agency for one in challenges.challenges_of(paper.entries)] == [
        "health", "police",
    ]  # fmt: skip


# Clocks


def test_the_answer_is_due_after_twenty_working_days_bank_holidays_left_out(paper):
    paper.clock.at = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    # Good Friday (3 April) and Easter Monday (6 April) are no working days.
    assert issued(paper).due == dt.date(2026, 4, 21)


def test_the_partners_can_agree_on_other_clocks(paper):
    closed = Conventions(local_closure_days=(dt.date(2026, 3, 4),))
    rules = Rules.of(
        Agreement("Invented", (), scrutiny=Scrutiny(10, missed_dates=1), conventions=closed)
    )
    challenge = issued(paper)
    assert rules.due(paper.clock.today) == dt.date(2026, 3, 17)
    after = DUE + dt.timedelta(days=1)
    assert challenges.before_lead_partners([challenge], after, rules) == (challenge,)
    assert challenges.before_lead_partners([challenge], after, RULES) == ()


def test_a_day_beyond_the_known_bank_holidays_has_to_be_given(paper):
    paper.clock.at = dt.datetime(2030, 12, 20, 9, tzinfo=dt.UTC)
    assert "bank holidays of that time are not known" in refused(lambda: issued(paper))
    assert issued(paper, due=dt.date(2031, 1, 31)).due == dt.date(2031, 1, 31)


def test_an_answer_on_its_day_is_in_time_and_the_day_after_it_is_overdue(paper):
    challenge = issued(paper)
    assert not challenge.overdue(DUE)
    assert challenge.overdue(DUE + dt.timedelta(days=1))
    assert challenges.overdue([challenge], DUE) == ()
    assert challenges.overdue([challenge], DUE + dt.timedelta(days=1)) == (challenge,)


def test_after_two_missed_days_the_lead_partners_have_it_before_them_even_if_all_forgot(paper):
    challenge = issued(paper)
    # The second day, twenty working days after the first: 29 April, Easter and all.
    second = RULES.due(DUE)
    assert second == dt.date(2026, 4, 29)
    for day, missed in ((DUE, 0), (second, 1), (second + dt.timedelta(days=1), 2)):
        assert challenges.missed_dates(challenge, day, RULES) == missed
        before = challenges.before_lead_partners([challenge], day, RULES)
        assert before == ((challenge,) if missed == 2 else ())


def test_a_new_day_given_by_the_scrutineer_is_the_one_that_counts(paper, told, clock):
    issued(paper)
    clock.pass_days(30)
    challenge = told(SCRUTINEER, Action.ASK_AGAIN, "Please.", due=dt.date(2026, 6, 1))
    assert challenges.missed_dates(challenge, dt.date(2026, 6, 1), RULES) == 1
    assert challenges.missed_dates(challenge, dt.date(2026, 6, 2), RULES) == 2
    challenge = told(HEALTH, Action.RESPOND, "At last.")
    assert challenges.missed_dates(challenge, dt.date(2026, 9, 1), RULES) == 1


def test_what_is_closed_or_answered_in_time_is_before_nobody(paper, told, clock):
    issued(paper)
    challenge = told(HEALTH, Action.RESPOND, "So.")
    assert challenges.before_lead_partners([challenge], dt.date(2027, 1, 4), RULES) == ()
    challenge = told(SCRUTINEER, Action.ESCALATE, "Not good enough.")
    assert challenges.before_lead_partners([challenge], clock.today, RULES) == (challenge,)
    challenge = told(SCRUTINEER, Action.CLOSE, "Now it is.", outcome=Outcome.ANSWERED)
    assert challenges.before_lead_partners([challenge], clock.today, RULES) == ()
    # Opened again, it begins anew with the partner that was asked.
    challenge = told(SCRUTINEER, Action.REOPEN, "Once more.")
    assert challenges.before_lead_partners([challenge], clock.today, RULES) == ()


def test_agencies_are_told_of_by_how_they_answered(told, paper, clock):
    def lived(to, *acts):
        own = Paper(Clock())
        own.write(issue(SCRUTINEER, to, WHY, today=own.clock.today, rules=RULES))
        for days, person, action, more in acts:
            own.clock.pass_days(days)
            challenge = challenge_of(own.entries)
            own.write(
                act(challenge, person, action, "So.", today=own.clock.today, rules=RULES, **more)
            )
        return challenge_of(own.entries)

    police = Addressee("police", "dsp")
    lived_through = [
        lived(
            TO_HEALTH,
            (4, HEALTH, Action.OFFER_EVIDENCE, {}),
            (1, SCRUTINEER, Action.CLOSE, {"outcome": Outcome.EVIDENCE_ACCEPTED}),
        ),
        lived(
            TO_HEALTH,
            (10, HEALTH, Action.REJECT, {}),
            (1, SCRUTINEER, Action.CLOSE, {"outcome": Outcome.NOT_RESOLVED}),
            (1, SCRUTINEER, Action.REOPEN, {}),
        ),
        lived(TO_HEALTH, (9, HEALTH, Action.RESPOND, {})),
        lived(police),
    ]
    assert challenges.by_agency(lived_through, dt.date(2026, 5, 1)).rows() == [
        ("health", "Health services", 3, 3, 9.0, 1, 1, 1, 1, 1),
        ("police", "Police", 1, 0, None, 1, 0, 0, 0, 0),
        ("all", "All agencies", 4, 3, 9.0, 2, 1, 1, 1, 1),
    ]
    assert challenges.by_agency([], clock.today).is_empty()


# Whatever people do

PARTNERS = (HEALTH, POLICE, CHAIR, SCHOOLS, LEAD_HEALTH, LEAD_POLICE, ANALYST, SPONSOR)
EVERYBODY = (*PARTNERS, SCRUTINEER)
LATER = dt.date(2026, 12, 31)
a_text = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(
    str.strip
)
any_outcome = st.sampled_from(Outcome)


def begun(person=SCRUTINEER):
    paper = Paper()
    paper.write(issue(person, TO_HEALTH, WHY, today=paper.clock.today, rules=RULES))
    return paper


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_sequence_of_allowed_actions_by_partners_closes_a_challenge_or_changes_its_question(
    data,
):
    paper = begun()
    if data.draw(st.booleans(), "escalated"):
        paper.write(
            act(
                challenge_of(paper.entries),
                SCRUTINEER,
                Action.ESCALATE,
                "!",
                today=LATER,
                rules=RULES,
            )
        )
    for _ in range(data.draw(st.integers(1, 8), "steps")):
        challenge = challenge_of(paper.entries)
        assert not challenge.closed
        assert challenge.question == WHY
        person = data.draw(st.sampled_from(PARTNERS), "who")
        may = allowed(challenge, person)
        assert not {Action.CLOSE, Action.REOPEN, Action.AMEND, Action.ASK_AGAIN} & set(may)
        if may:
            action = data.draw(st.sampled_from(may), "what")
            paper.write(act(challenge, person, action, "So.", today=LATER, rules=RULES, due=LATER))
    assert not challenge_of(paper.entries).closed


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARTNERS), st.sampled_from(Action)), max_size=12))
def test_not_even_entries_put_in_by_hand_in_a_partners_name_close_it(entries):
    paper = begun()
    body = {
        "text": "closed", "question": "?", "due": "2026-12-31", "outcome": "answered", "actions": [],
        "evidence": [],
    }  # fmt: skip
    for person, action in entries:
        paper.write(Draft("challenge", "challenge-1", action, body, person))
    challenge = challenge_of(paper.entries)
    assert not challenge.closed
    assert (challenge.question, challenge.reopened, challenge.escalated) == (WHY, 0, False)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_path_loses_a_version_and_the_same_entries_give_the_same_challenge(data):
    paper = begun(data.draw(st.sampled_from([SCRUTINEER, SPONSOR]), "raised by"))
    said, closed, reopened = [], False, 0
    for _ in range(data.draw(st.integers(0, 10), "steps")):
        challenge = challenge_of(paper.entries)
        who = [person for person in EVERYBODY if allowed(challenge, person)]
        person = data.draw(st.sampled_from(who), "who")
        action = data.draw(st.sampled_from(allowed(challenge, person)), "what")
        outcomes = [
            one
            for one in Outcome
            if one is not Outcome.EVIDENCE_ACCEPTED or challenge.evidence_offered
        ]
        text = data.draw(a_text, "words")
        draft = act(
            challenge, person, action, text, today=LATER, rules=RULES, due=LATER,
            outcome=data.draw(st.sampled_from(outcomes)),
        )  # fmt: skip
        assert draft.seen == len(paper.entries)
        paper.write(draft)
        said.append(text.strip())
        closed = action is Action.CLOSE or (closed and action is not Action.REOPEN)
        reopened += action is Action.REOPEN
    challenge = challenge_of(paper.entries)
    assert challenge.entries == tuple(paper.entries)
    assert [entry.body["text"] for entry in challenge.entries[1:]] == said
    assert challenge.irregular == ()
    assert (challenge.closed, challenge.reopened) == (closed, reopened)
    assert challenge.wordings[0].body["question"] == WHY
    assert challenge == challenge_of(tuple(reversed(paper.entries)))
    # Whoever is waited for is waited for with a day, and nobody is once it is closed.
    assert (challenge.awaited is None) == (challenge.due is None)
    assert not (challenge.closed and challenge.awaited)


def test_every_state_action_and_outcome_has_words():
    assert set(challenges.STATE_WORDS) == set(State)
    assert set(challenges.ACTION_WORDS) == set(Action)
    assert set(challenges.OUTCOME_WORDS) == set(Outcome)
    assert set(challenges.LEVEL_WORDS) <= set(identity.ROLES)
