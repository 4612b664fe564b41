"""The entries that actions on a challenge write, or why they may not."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dashboard.challenges.rights import allowed
from dashboard.challenges.state import (
    ACTION_WORDS,
    KIND,
    LEVEL_WORDS,
    SAFEGUARDING_PARTNERS,
    STATE_WORDS,
    YOUNG_SCRUTINEERS,
    Action,
    Addressee,
    Challenge,
    Outcome,
    Rules,
)
from dashboard.identity import agency_words
from data.entries import NOTHING_SHOWN, Draft, Person, Shown, needed
from data.problems import UserError, day_in_words


def issue(
    person: Person,
    to: Addressee,
    question: str,
    *,
    today: dt.date,
    rules: Rules,
    background: str = "",
    due: dt.date | None = None,
    investigation: str | None = None,
    measure: str | None = None,
    priority: str | None = None,
    evidence: Sequence[str] = (),
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that issues a challenge to one addressee.

    due  the day by which an answer is due; else the usual number of working days from `today`
    Raises UserError where the person may not, the question says nothing, or the day has passed.
    """
    if Action.ISSUE not in allowed(None, person):
        raise _not_allowed(person, Action.ISSUE)
    if (to.level in ("dsp", "lsp")) != (to.agency in SAFEGUARDING_PARTNERS):
        raise UserError(
            f"{agency_words(to.agency)} cannot be asked as {LEVEL_WORDS[to.level]}.\n"
            "Social care, health and police have a delegated and a lead partner; every other agency is a "
            "relevant agency."
        )
    body = {
        "question": needed(question, "The question"),
        "background": background.strip(),
        "agency": to.agency,
        "level": to.level,
        "due": _due(due, today, rules),
        "investigation": investigation,
        "measure": measure,
        "priority": priority,
        "evidence": list(evidence),
        "raised_for": None if person.holds("scrutineer") else YOUNG_SCRUTINEERS,
    }
    return Draft(KIND, None, Action.ISSUE, body, person, 0, shown)


def act(
    challenge: Challenge,
    person: Person,
    action: Action,
    text: str = "",
    *,
    today: dt.date,
    rules: Rules,
    due: dt.date | None = None,
    outcome: Outcome | None = None,
    actions: Sequence[str] = (),
    evidence: Sequence[str] = (),
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that an action writes.

    text      the answer, reason, assessment or note; needed for all but ACKNOWLEDGE
    due       ACCEPT and PARTLY_ACCEPT: the day by which evidence will be offered (needed);
              ASK_AGAIN, ESCALATE and REOPEN: the new day for an answer, else the usual one
    outcome   CLOSE: why (needed)
    actions   ACCEPT and PARTLY_ACCEPT: what will be done, each in words or by its id
    evidence  OFFER_EVIDENCE: what shows it, each in words
    Raises UserError where the person may not, or something needed is missing.
    """
    if action not in allowed(challenge, person):
        raise _not_allowed(person, action, challenge)
    body: dict[str, Any] = {"text": text.strip()}
    if action is not Action.ACKNOWLEDGE:
        body["text"] = needed(text, _TEXT_OF.get(action, "Your answer"))
    if action in (Action.ACCEPT, Action.PARTLY_ACCEPT):
        if due is None:
            raise UserError(
                "Nobody can follow this up without a day.\n"
                "Give the day by which you will show that it was done."
            )
        body |= {"due": _due(due, today, rules), "actions": list(actions)}
    if action in (Action.ASK_AGAIN, Action.ESCALATE, Action.REOPEN):
        body["due"] = _due(due, today, rules)
    if action is Action.OFFER_EVIDENCE:
        body["evidence"] = list(evidence)
    if action is Action.CLOSE:
        body["outcome"] = _outcome(challenge, outcome)
    return Draft(KIND, challenge.id, action, body, person, challenge.number, shown)


_TEXT_OF = {
    Action.AMEND: "The question",
    Action.REJECT: "The reason",
    Action.PARTLY_ACCEPT: "What you accept, and the reason for the rest,",
    Action.NOTE: "The note",
    Action.OFFER_EVIDENCE: "What the evidence shows",
    Action.ASK_AGAIN: "What is still asked",
    Action.ESCALATE: "The reason",
    Action.CLOSE: "Your assessment",
    Action.REOPEN: "The reason",
}


def _due(given: dt.date | None, today: dt.date, rules: Rules) -> str:
    if given is not None and given < today:
        raise UserError(
            f"{day_in_words(given)} has passed.\nGive a day from {day_in_words(today)} on."
        )
    return (given or rules.due(today)).isoformat()


def _outcome(challenge: Challenge, outcome: Outcome | None) -> str:
    if outcome is None:
        raise UserError("A challenge is closed for a reason.\nChoose one of the four.")
    if outcome is Outcome.EVIDENCE_ACCEPTED and not challenge.evidence_offered:
        raise UserError(
            "No evidence was offered, so none can have been accepted.\n"
            "Ask for it, or close the challenge for another reason."
        )
    return outcome.value


def _not_allowed(person: Person, action: Action, challenge: Challenge | None = None) -> UserError:
    words = ACTION_WORDS[action]
    if challenge is None:
        return UserError(
            f"{person.name} may not issue a challenge.\nThe independent scrutineer may, and the sponsor "
            "of the young scrutineers for them."
        )
    if action in (Action.CLOSE, Action.REOPEN) and not person.holds("scrutineer"):
        return UserError(
            f"“{words}” is for the independent scrutineer alone.\n"
            "Offer evidence, or add a note that asks for it."
        )
    if challenge.closed:
        return UserError(
            f"{challenge.id} is closed, so “{words}” is not possible.\n"
            "Only the independent scrutineer can open it again."
        )
    return UserError(
        f"{person.name} may not do “{words}” with {challenge.id} as it stands "
        f"({STATE_WORDS[challenge.state].lower()}).\n"
        f"It is to {challenge.to.words}; the scrutineer asks, partners answer."
    )
