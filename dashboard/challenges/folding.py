"""A challenge from its entries: the same entries give the same challenge always."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from dashboard.challenges.rights import allowed
from dashboard.challenges.state import (
    KIND,
    Action,
    Addressee,
    Challenge,
    Outcome,
    State,
    Wait,
)
from data.entries import Entry, by_subject


def challenge_of(entries: Sequence[Entry]) -> Challenge:
    """A challenge from its entries, in the order of their numbers.

    The same entries give the same challenge always. Raises ValueError where the first issues none.
    """
    first, *later = sorted(entries, key=lambda entry: entry.number)
    if first.kind != Action.ISSUE:
        raise ValueError(f"{first.subject} does not begin with a challenge")
    challenge = _issued(first)
    for entry in later:
        regular = entry.kind in allowed(challenge, entry.person)
        if regular:
            challenge = _STEPS[Action(entry.kind)](challenge, entry)
        challenge = replace(
            challenge,
            number=entry.number,
            entries=(*challenge.entries, entry),
            irregular=challenge.irregular if regular else (*challenge.irregular, entry),
        )
    return challenge


def challenges_of(entries: Iterable[Entry]) -> tuple[Challenge, ...]:
    """Every challenge among some entries, the oldest first."""
    theirs = (entry for entry in entries if entry.subject_kind == KIND)
    return tuple(challenge_of(each) for each in by_subject(theirs).values())


def _issued(entry: Entry) -> Challenge:
    body = entry.body
    return Challenge(
        id=entry.subject,
        to=Addressee(body["agency"], body["level"]),
        raised_by=entry.person,
        issued_on=entry.day,
        state=State.ISSUED,
        number=entry.number,
        question=body["question"],
        background=body["background"],
        wordings=(entry,),
        raised_for=body["raised_for"],
        investigation=body["investigation"],
        measure=body["measure"],
        priority=body["priority"],
        evidence=tuple(body["evidence"]),
        waits=(_wait(entry),),
        entries=(entry,),
    )


def _wait(entry: Entry, what: str = "response") -> Wait:
    return Wait(what, entry.day, dt.date.fromisoformat(entry.body["due"]))


def _over(waits: tuple[Wait, ...], day: dt.date) -> tuple[Wait, ...]:
    """The waits, the last of them at its end."""
    *earlier, last = waits
    return (*earlier, last if last.ended is not None else replace(last, ended=day))


def _evidence_owed(challenge: Challenge) -> bool:
    return challenge.awaited is not None and challenge.awaited.what == "evidence"


def _amended(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(challenge, question=entry.body["text"], wordings=(*challenge.wordings, entry))


def _acknowledged(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(challenge, state=State.ACKNOWLEDGED)


def _answered(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(challenge, responded_on=challenge.responded_on or entry.day)


def _replied(challenge: Challenge, entry: Entry) -> Challenge:
    # Words do not stand in for evidence that was promised.
    if _evidence_owed(challenge):
        return challenge
    return replace(
        _answered(challenge, entry),
        state=State.RESPONSE_RECEIVED,
        waits=_over(challenge.waits, entry.day),
    )


def _accepted(challenge: Challenge, entry: Entry) -> Challenge:
    # Who owes evidence already keeps the day first promised: only the scrutineer gives a new one.
    waits = challenge.waits
    if not _evidence_owed(challenge):
        waits = (*_over(waits, entry.day), _wait(entry, "evidence"))
    decision = State.ACCEPTED if entry.kind == Action.ACCEPT else State.PARTLY_ACCEPTED
    return replace(
        _answered(challenge, entry),
        state=decision,
        decision=decision,
        reason=entry.body["text"],
        actions=(*challenge.actions, *entry.body["actions"]),
        waits=waits,
    )


def _rejected(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(
        _answered(challenge, entry),
        state=State.REJECTED,
        decision=State.REJECTED,
        reason=entry.body["text"],
        waits=_over(challenge.waits, entry.day),
    )


def _offered(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(
        _answered(challenge, entry),
        state=State.EVIDENCE_OFFERED,
        evidence_offered=True,
        waits=_over(challenge.waits, entry.day),
    )


def _noted(challenge: Challenge, entry: Entry) -> Challenge:
    return challenge


def _asked_again(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(
        challenge,
        state=State.ASKED_AGAIN,
        waits=(*_over(challenge.waits, entry.day), _wait(entry)),
    )


def _escalated(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(_asked_again(challenge, entry), state=State.ESCALATED, escalated=True)


def _closed(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(
        challenge,
        state=State.CLOSED,
        outcome=Outcome(entry.body["outcome"]),
        assessment=entry.body["text"],
        closed_on=entry.day,
        waits=_over(challenge.waits, entry.day),
    )


def _reopened(challenge: Challenge, entry: Entry) -> Challenge:
    return replace(
        challenge,
        state=State.REOPENED,
        escalated=False,
        evidence_offered=False,
        outcome=None,
        assessment="",
        closed_on=None,
        reopened=challenge.reopened + 1,
        waits=(_wait(entry),),
    )


_STEPS: Mapping[Action, Callable[[Challenge, Entry], Challenge]] = {
    Action.AMEND: _amended,
    Action.ACKNOWLEDGE: _acknowledged,
    Action.RESPOND: _replied,
    Action.ACCEPT: _accepted,
    Action.PARTLY_ACCEPT: _accepted,
    Action.REJECT: _rejected,
    Action.OFFER_EVIDENCE: _offered,
    Action.NOTE: _noted,
    Action.ASK_AGAIN: _asked_again,
    Action.ESCALATE: _escalated,
    Action.CLOSE: _closed,
    Action.REOPEN: _reopened,
}
