"""What a scrutineer asks for, and what the analyst answers: both are kept."""

import pytest

from dashboard import data_requests
from dashboard.data_requests import ANSWER_WORDS, Answer, accepted_requests, request_of, requests_of
from data.entries import Draft, Person
from data.problems import UserError
from tests.records.conftest import ANALYST, HEALTH, SCRUTINEER

ASKED = {
    "question": "Is it so for children with a disability too?",
    "expectation": "Yes.",
    "measure": "referred_children_assessed",
    "characteristic": "disability",
    "reason": "Parents said so in the focus group.",
}
KNOWN = {"measures": {"referred_children_assessed"}, "characteristics": {"disability", "age_band"}}


def asked(paper, **more):
    paper.write(data_requests.ask(SCRUTINEER, **(ASKED | more)))
    return requests_of(paper.entries)[-1]


def answered(paper, draft):
    paper.write(draft)
    return next(one for one in requests_of(paper.entries) if one.id == draft.subject)


def refused(act):
    with pytest.raises(UserError) as error:
        act()
    assert "\n" in str(error.value)
    return str(error.value)


def test_what_the_analyst_adds_is_a_row_for_the_next_release(paper):
    request = asked(paper, adjuster="age_band", investigation="investigation-1")
    assert (request.answer, request.number) == (Answer.WAITING, 1)
    assert accepted_requests(paper.entries).is_empty()
    request = answered(paper, data_requests.add(request, ANALYST, **KNOWN))
    assert (request.answer, request.answered_by) == (Answer.ADDED, ANALYST)
    asked(paper)
    assert accepted_requests(paper.entries).rows() == [
        ("request-1", "referred_children_assessed", "disability", "age_band")
    ]
    assert accepted_requests(paper.entries).columns == [
        "request", "measure", "characteristic", "adjuster",
    ]  # fmt: skip


def test_what_the_analyst_declines_keeps_the_question_and_the_reason(paper):
    request = answered(paper, data_requests.decline(asked(paper), ANALYST, "Not recorded here."))
    assert (request.answer, request.why) == (Answer.DECLINED, "Not recorded here.")
    assert request.question == ASKED["question"]
    assert accepted_requests(paper.entries).is_empty()


def test_an_answer_that_is_changed_is_kept_beside_the_new_one(paper):
    request = answered(paper, data_requests.decline(asked(paper), ANALYST, "Not yet recorded."))
    request = answered(paper, data_requests.add(request, ANALYST, **KNOWN))
    assert (request.answer, request.why) == (Answer.ADDED, "")
    assert [entry.kind for entry in request.entries] == ["ask", "decline", "add"]


def test_whoever_asked_may_no_longer_ask_and_then_nobody_answers(paper):
    request = answered(paper, data_requests.add(asked(paper), ANALYST, **KNOWN))
    assert "only theirs to withdraw" in refused(lambda: data_requests.withdraw(request, ANALYST))
    request = answered(paper, data_requests.withdraw(request, SCRUTINEER))
    assert request.answer is Answer.WITHDRAWN
    assert accepted_requests(paper.entries).is_empty()
    assert "was withdrawn by" in refused(lambda: data_requests.add(request, ANALYST, **KNOWN))
    paper.write(Draft("request", request.id, "add", {}, ANALYST))
    assert request_of(paper.entries).answer is Answer.WITHDRAWN


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measure": "happiness"}, "the measure “happiness”"),
        ({"characteristic": "religion"}, "the characteristic “religion”"),
        ({"adjuster": "postcode"}, "the characteristic “postcode”"),
    ],
)
def test_what_no_release_can_count_is_not_added_but_can_be_declined(paper, wrong, said):
    request = asked(paper, **wrong)
    message = refused(lambda: data_requests.add(request, ANALYST, **KNOWN))
    assert said in message
    assert 'partnership answer request-1 --decline "..."' in message
    assert data_requests.decline(request, ANALYST, "No.").kind == "decline"


def test_a_scrutineer_asks_and_an_analyst_answers_and_nobody_else(paper):
    assert "may not ask" in refused(lambda: data_requests.ask(HEALTH, **ASKED))
    request = asked(paper)
    for person in (HEALTH, SCRUTINEER):
        assert "may not answer" in refused(
            lambda who=person: data_requests.decline(request, who, "No")
        )
        paper.write(Draft("request", request.id, "add", {}, person))
    paper.write(
        Draft("request", request.id, "withdraw", {}, Person("x", "X", ("scrutineer",))),
        Draft("request", request.id, "unheard_of", {}, ANALYST),
    )
    found = request_of(paper.entries)
    assert (found.answer, found.number) == (Answer.WAITING, 5)


@pytest.mark.parametrize("text", ["question", "expectation", "measure", "characteristic", "reason"])
def test_a_request_says_all_that_the_analyst_needs(paper, text):
    with pytest.raises(UserError, match="is empty"):
        asked(paper, **{text: " "})
    with pytest.raises(UserError, match="The reason is empty"):
        data_requests.decline(asked(paper), ANALYST, "")


def test_what_asks_for_nothing_is_no_request(paper):
    paper.write(Draft("request", None, "add", {}, ANALYST))
    with pytest.raises(ValueError, match="does not begin with a request"):
        request_of(paper.entries)


def test_every_answer_has_words():
    assert set(ANSWER_WORDS) == set(Answer)
