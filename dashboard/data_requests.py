"""Requests of the scrutineer for analyses that a release does not print yet, and the analyst's answers.

Pure: a request is folded from its entries. An accepted one is a row that the next release reads; a
declined one keeps its reason. Both stay in the scrutineer's record.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from data.entries import NOTHING_SHOWN, Draft, Entry, Person, Shown, by_subject, needed
from data.problems import UserError

KIND = "request"


class Answer(StrEnum):
    """Where a request stands; all but WAITING are kinds of entries."""

    WAITING = "waiting"
    ADDED = "add"
    DECLINED = "decline"
    WITHDRAWN = "withdraw"


ANSWER_WORDS: dict[Answer, str] = {
    Answer.WAITING: "Waiting for the analyst",
    Answer.ADDED: "In the next release",
    Answer.DECLINED: "Not added",
    Answer.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True)
class Request:
    """What a scrutineer asks for that the releases do not print.

    number          of the newest entry: what a writer has `seen`
    measure, characteristic, adjuster  ids; adjuster None: the crude comparison alone
    answer, answered_by, why  the newest answer; None and "" while it waits
    entries         all of them: an answer that was changed is kept
    """

    id: str
    number: int
    asked_by: Person
    question: str
    expectation: str
    measure: str
    characteristic: str
    adjuster: str | None
    reason: str
    investigation: str | None = None
    answer: Answer = Answer.WAITING
    answered_by: Person | None = None
    why: str = ""
    entries: tuple[Entry, ...] = field(default=(), repr=False)


def ask(
    person: Person,
    *,
    question: str,
    expectation: str,
    measure: str,
    characteristic: str,
    reason: str,
    adjuster: str | None = None,
    investigation: str | None = None,
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that asks. Raises UserError where the person is no scrutineer or a text is empty."""
    if not person.holds("scrutineer"):
        raise UserError(
            f"{person.name} may not ask for an analysis here.\n"
            "The independent scrutineer may: tell them what you would like to know."
        )
    body = {
        "question": needed(question, "The question"),
        "expectation": needed(expectation, "What you expect to find"),
        "measure": needed(measure, "The measure"),
        "characteristic": needed(characteristic, "The characteristic"),
        "adjuster": adjuster,
        "reason": needed(reason, "The reason"),
        "investigation": investigation,
    }
    return Draft(KIND, None, "ask", body, person, 0, shown)


def add(
    request: Request, person: Person, *, measures: Collection[str], characteristics: Collection[str]
) -> Draft:
    """The analyst's entry that adds it to the next release.

    measures, characteristics  ids of those that a release can count
    Raises UserError where the person is no analyst, it was withdrawn, or a release cannot count it.
    """
    _may_answer(request, person)
    for what, asked, known in (
        ("measure", request.measure, measures),
        ("characteristic", request.characteristic, characteristics),
        ("characteristic", request.adjuster, characteristics),
    ):
        if asked is not None and asked not in known:
            raise UserError(
                f"{request.id} asks for the {what} “{asked}”, which no release can count.\n"
                "Decline it, and say what could be asked for instead: "
                f'partnership answer {request.id} --decline "..."'
            )
    return Draft(KIND, request.id, Answer.ADDED, {}, person, request.number)


def decline(request: Request, person: Person, why: str) -> Draft:
    """The analyst's entry that says why not. Raises UserError where it says nothing, or as `add` does."""
    _may_answer(request, person)
    return Draft(
        KIND,
        request.id,
        Answer.DECLINED,
        {"why": needed(why, "The reason")},
        person,
        request.number,
    )


def withdraw(request: Request, person: Person) -> Draft:
    """The entry by which whoever asked no longer does. Raises UserError for anybody else."""
    if person.id != request.asked_by.id:
        raise UserError(
            f"{request.id} is {request.asked_by.name}'s, and only theirs to withdraw.\n"
            "The analyst can decline it, with a reason."
        )
    return Draft(KIND, request.id, Answer.WITHDRAWN, {}, person, request.number)


def _may_answer(request: Request, person: Person) -> None:
    if not person.holds("analyst"):
        raise UserError(f"{person.name} may not answer a request.\nThe partnership's analyst may.")
    if request.answer is Answer.WITHDRAWN:
        raise UserError(
            f"{request.id} was withdrawn by {request.asked_by.name}.\nThere is nothing to answer."
        )


def request_of(entries: Sequence[Entry]) -> Request:
    """A request from its entries. Raises ValueError where the first asks for nothing."""
    first, *later = sorted(entries, key=lambda entry: entry.number)
    if first.kind != "ask":
        raise ValueError(f"{first.subject} does not begin with a request")
    request = Request(first.subject, first.number, first.person, entries=(first,), **first.body)
    for entry in later:
        request = replace(request, number=entry.number, entries=(*request.entries, entry))
        if _counts(request, entry):
            request = replace(
                request,
                answer=Answer(entry.kind),
                answered_by=entry.person,
                why=entry.body.get("why", ""),
            )
    return request


def _counts(request: Request, entry: Entry) -> bool:
    """Whether an entry is one that these rules allow; any other is kept without effect."""
    if request.answer is Answer.WITHDRAWN:
        return False
    if entry.kind == Answer.WITHDRAWN:
        return entry.person.id == request.asked_by.id
    return entry.kind in (Answer.ADDED, Answer.DECLINED) and entry.person.holds("analyst")


def requests_of(entries: Iterable[Entry]) -> tuple[Request, ...]:
    """Every request among some entries, the oldest first."""
    theirs = (entry for entry in entries if entry.subject_kind == KIND)
    return tuple(request_of(each) for each in by_subject(theirs).values())


ACCEPTED = {
    "request": pl.String,
    "measure": pl.String,
    "characteristic": pl.String,
    "adjuster": pl.String,
}


def accepted_requests(entries: Iterable[Entry]) -> pl.DataFrame:
    """What the next release computes besides its own list: one row a request that the analyst added.

    request (its id), measure, characteristic (ids), adjuster (id of a characteristic, or null)
    """
    added = [one for one in requests_of(entries) if one.answer is Answer.ADDED]
    return pl.DataFrame(
        [(one.id, one.measure, one.characteristic, one.adjuster) for one in added],
        schema=ACCEPTED,
        orient="row",
    )
