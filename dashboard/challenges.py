"""Challenges of the scrutineer and the partners' replies: what state each is in, and who may do what.

Pure: a challenge is folded from its entries, and an action gives an entry to write. The rules are those
of Working Together 2023, paragraphs 59, 89 to 97 and 110 to 113, with the clocks as parameters.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import median
from typing import Any

import polars as pl

from dashboard.identity import agency_words
from data.entries import NOTHING_SHOWN, Draft, Entry, Person, Shown, by_subject, needed
from data.problems import UserError, day_in_words
from metrics.working_days import Calendar

KIND = "challenge"
YOUNG_SCRUTINEERS = "young_scrutineers"


class State(StrEnum):
    """Where a challenge stands."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    RESPONSE_RECEIVED = "response_received"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REJECTED = "rejected"
    EVIDENCE_OFFERED = "evidence_offered"
    ASKED_AGAIN = "asked_again"
    ESCALATED = "escalated"
    REOPENED = "reopened"
    CLOSED = "closed"


STATE_WORDS: dict[State, str] = {
    State.ISSUED: "Issued",
    State.ACKNOWLEDGED: "Acknowledged",
    State.RESPONSE_RECEIVED: "Response received",
    State.ACCEPTED: "Accepted",
    State.PARTLY_ACCEPTED: "Partly accepted",
    State.REJECTED: "Rejected with reason",
    State.EVIDENCE_OFFERED: "Evidence offered",
    State.ASKED_AGAIN: "Asked again by the scrutineer",
    State.ESCALATED: "Escalated to the lead partners",
    State.REOPENED: "Re-opened by the scrutineer",
    State.CLOSED: "Closed by the scrutineer",
}


class Action(StrEnum):
    """What somebody can do; the kind of the entry that it writes."""

    ISSUE = "issue"
    AMEND = "amend"
    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    ACCEPT = "accept"
    PARTLY_ACCEPT = "partly_accept"
    REJECT = "reject"
    OFFER_EVIDENCE = "offer_evidence"
    NOTE = "note"
    ASK_AGAIN = "ask_again"
    ESCALATE = "escalate"
    CLOSE = "close"
    REOPEN = "reopen"


ACTION_WORDS: dict[Action, str] = {
    Action.ISSUE: "Issue the challenge",
    Action.AMEND: "Put the question better",
    Action.ACKNOWLEDGE: "Acknowledge it",
    Action.RESPOND: "Respond, and decide later",
    Action.ACCEPT: "Accept it",
    Action.PARTLY_ACCEPT: "Accept it in part",
    Action.REJECT: "Reject it, with the reason",
    Action.OFFER_EVIDENCE: "Offer evidence",
    Action.NOTE: "Add a note",
    Action.ASK_AGAIN: "Ask again, with a new date",
    Action.ESCALATE: "Escalate it to the lead partners",
    Action.CLOSE: "Close it",
    Action.REOPEN: "Open it again",
}

REPLIES = (
    Action.RESPOND,
    Action.ACCEPT,
    Action.PARTLY_ACCEPT,
    Action.REJECT,
    Action.OFFER_EVIDENCE,
)
"""What partners answer with. A challenge is answered by the first of them."""
OF_PARTNERS = (Action.ACKNOWLEDGE, *REPLIES, Action.NOTE)
OF_THE_SCRUTINEER = (
    Action.NOTE,
    Action.ASK_AGAIN,
    Action.ESCALATE,
    Action.CLOSE,
)


class Outcome(StrEnum):
    """Why a challenge was closed."""

    EVIDENCE_ACCEPTED = "evidence_accepted"
    ANSWERED = "answered"
    NOT_RESOLVED = "not_resolved"
    WITHDRAWN = "withdrawn"


OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.EVIDENCE_ACCEPTED: "The evidence shows that it was done",
    Outcome.ANSWERED: "The answer is enough, without evidence",
    Outcome.NOT_RESOLVED: "Not resolved: partners and scrutiny disagree",
    Outcome.WITHDRAWN: "Withdrawn by the scrutineer",
}

LEVEL_WORDS = {
    "dsp": "delegated safeguarding partner",
    "lsp": "lead safeguarding partner",
    "partner": "relevant agency",
}
SAFEGUARDING_PARTNERS = ("social_care", "health", "police")
"""Agencies that have a delegated and a lead partner; all others are relevant agencies."""


@dataclass(frozen=True)
class Rules:
    """The clocks, which are local parameters: the guidance gives no number.

    working               the working days of England, as the partners agreed
    response_working_days until an answer is due, from the day of issue
    missed_dates          after so many missed dates the lead partners have it before them
    """

    working: Calendar
    response_working_days: int = 20
    missed_dates: int = 2

    def due(self, day: dt.date) -> dt.date:
        """The day by which an answer is due to what is asked on `day`."""
        found = pl.select(self.working.after(pl.lit(day), self.response_working_days)).item()
        if not isinstance(found, dt.date):
            raise UserError(
                "The bank holidays of that time are not known yet, so no date can be reckoned.\n"
                "Give the day by which the answer is due."
            )
        return found


@dataclass(frozen=True)
class Addressee:
    """Whom a challenge is to: one agency, at one level. Several addressees are several challenges.

    agency  code of the code set "agency"
    level   "dsp" or "lsp" of a safeguarding partner, "partner" of a relevant agency
    """

    agency: str
    level: str

    @property
    def words(self) -> str:
        """ "Health services, delegated safeguarding partner"."""
        return f"{agency_words(self.agency)}, {LEVEL_WORDS[self.level]}"


@dataclass(frozen=True)
class Wait:
    """What was waited for: the "response" or the "evidence", since and until which day, due when.

    ended  the day on which it came or was asked for anew, or None while it is waited for
    """

    what: str
    since: dt.date
    due: dt.date
    ended: dt.date | None = None


@dataclass(frozen=True)
class Challenge:
    """A challenge as its entries leave it.

    number       of its newest entry: what a writer has `seen`
    wordings     the question as first put and as put better since, the newest last
    question, background  the newest wording
    raised_by    who issued it; raised_for: YOUNG_SCRUTINEERS where a sponsor raised it for them
    investigation, measure, priority, evidence  what it rests on, by their ids and in words
    responded_on the day of the first reply, or None
    decision     ACCEPTED, PARTLY_ACCEPTED, REJECTED or None; reason: in the partner's words, ""
    actions      what partners said they would do, in words or by ids
    escalated    whether it is before the lead partners since it was issued or last re-opened
    outcome, assessment, closed_on  of the closing, None and "" while it is open
    reopened     how often
    waits        what was waited for since it was issued or last re-opened, in order
    entries      everything ever written, in order; nothing is lost
    irregular    entries that these rules do not allow: kept and shown, and without effect
    """

    id: str
    to: Addressee
    raised_by: Person
    issued_on: dt.date
    state: State
    number: int
    question: str
    background: str = ""
    wordings: tuple[Entry, ...] = ()
    raised_for: str | None = None
    investigation: str | None = None
    measure: str | None = None
    priority: str | None = None
    evidence: tuple[str, ...] = ()
    responded_on: dt.date | None = None
    decision: State | None = None
    reason: str = ""
    actions: tuple[str, ...] = ()
    evidence_offered: bool = False
    escalated: bool = False
    outcome: Outcome | None = None
    assessment: str = ""
    closed_on: dt.date | None = None
    reopened: int = 0
    waits: tuple[Wait, ...] = ()
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    irregular: tuple[Entry, ...] = field(default=(), repr=False)

    @property
    def closed(self) -> bool:
        """Whether the scrutineer has closed it."""
        return self.state is State.CLOSED

    @property
    def awaited(self) -> Wait | None:
        """What partners owe now, or None where the next step is the scrutineer's."""
        last = self.waits[-1]
        return None if self.closed or last.ended is not None else last

    @property
    def due(self) -> dt.date | None:
        """The day by which partners owe their next step, or None."""
        return None if self.awaited is None else self.awaited.due

    @property
    def replies(self) -> tuple[Entry, ...]:
        """What partners answered, in order, every version."""
        return tuple(
            entry for entry in self.entries if entry.kind in REPLIES and entry not in self.irregular
        )

    @property
    def rejections(self) -> tuple[Entry, ...]:
        """Every rejection with its reasons, whatever was decided since."""
        return tuple(entry for entry in self.replies if entry.kind == Action.REJECT)

    def overdue(self, today: dt.date) -> bool:
        """Whether partners owe a step whose day has passed."""
        return self.due is not None and self.due < today


def allowed(challenge: Challenge | None, person: Person) -> tuple[Action, ...]:
    """What a person may do with a challenge, or without one (None). Empty: they may read it."""
    if challenge is None:
        return (Action.ISSUE,) if person.holds("scrutineer", "sponsor") else ()
    if person.holds("scrutineer"):
        if challenge.closed:
            return (Action.NOTE, Action.REOPEN)
        may = [action for action in OF_THE_SCRUTINEER if action is not Action.ESCALATE]
        if not challenge.escalated:
            may.append(Action.ESCALATE)
        # A question that was answered stays the question that was answered.
        unanswered = challenge.responded_on is None
        return (Action.AMEND, *may) if unanswered and _is_of(challenge, person) else tuple(may)
    if challenge.closed:
        return ()
    if answers(challenge, person):
        waiting = {State.ISSUED, State.ASKED_AGAIN, State.ESCALATED, State.REOPENED}
        return tuple(
            action
            for action in OF_PARTNERS
            if action is not Action.ACKNOWLEDGE or challenge.state in waiting
        )
    return (Action.NOTE,) if _is_of(challenge, person) else ()


def answers(challenge: Challenge, person: Person) -> bool:
    """Whether a person may answer: of the agency asked, or a lead partner once it is before them."""
    if person.holds("scrutineer"):
        return False
    if challenge.escalated and person.holds("lsp"):
        return True
    return person.agency == challenge.to.agency and (
        person.holds("lsp") or (challenge.to.level != "lsp" and person.holds("dsp", "partner"))
    )


def _is_of(challenge: Challenge, person: Person) -> bool:
    return challenge.raised_by.id == person.id


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


def overdue(challenges: Iterable[Challenge], today: dt.date) -> tuple[Challenge, ...]:
    """Those of which partners owe a step whose day has passed, the longest waiting first."""
    late = [challenge for challenge in challenges if challenge.overdue(today)]
    return tuple(sorted(late, key=lambda challenge: (challenge.due, challenge.id)))


def missed_dates(challenge: Challenge, today: dt.date, rules: Rules) -> int:
    """How many days passed without what was owed, since it was issued or last re-opened.

    Where nobody gave a new day after one that passed, the next is as many working days later as an
    answer usually has, so that a challenge which everybody forgets still comes before the lead partners.
    """
    missed = 0
    for wait in challenge.waits:
        due, until = wait.due, wait.ended or today
        while due < until:
            missed += 1
            due = rules.due(due)
    return missed


def before_lead_partners(
    challenges: Iterable[Challenge], today: dt.date, rules: Rules
) -> tuple[Challenge, ...]:
    """Open challenges that the lead partners have before them, the longest waiting first.

    Those that the scrutineer escalated, and those of which two dates (or as many as the rules say) were
    missed (Working Together 2023, 59 and 110 to 113).
    """
    theirs = [
        challenge
        for challenge in challenges
        if not challenge.closed
        and (challenge.escalated or missed_dates(challenge, today, rules) >= rules.missed_dates)
    ]
    return tuple(sorted(theirs, key=lambda challenge: (challenge.issued_on, challenge.id)))


BY_AGENCY = {
    "agency": pl.String,
    "agency_label": pl.String,
    "challenges": pl.Int64,
    "answered": pl.Int64,
    "median_days_to_answer": pl.Float64,
    "overdue": pl.Int64,
    "rejected": pl.Int64,
    "closed": pl.Int64,
    "closed_with_evidence": pl.Int64,
    "reopened": pl.Int64,
}


def by_agency(challenges: Sequence[Challenge], today: dt.date) -> pl.DataFrame:
    """How agencies answered scrutiny: one row an agency asked, in alphabetical order, and all ("all") last.

    challenges, answered, overdue (on `today`), rejected, closed, closed_with_evidence, reopened (at least
    once): numbers of challenges; median_days_to_answer: calendar days from issue to the first answer of
    those answered, null where none was. Shares are for the reader to take: all of them are small.
    """
    agencies = sorted({challenge.to.agency for challenge in challenges}, key=agency_words)
    rows = [
        _of_agency(agency, [one for one in challenges if one.to.agency == agency], today)
        for agency in agencies
    ]
    if rows:
        rows.append({**_of_agency("all", challenges, today), "agency_label": "All agencies"})
    return pl.DataFrame(rows, schema=BY_AGENCY)


def _of_agency(agency: str, theirs: Sequence[Challenge], today: dt.date) -> dict[str, Any]:
    days = [(one.responded_on - one.issued_on).days for one in theirs if one.responded_on]
    return {
        "agency": agency,
        "agency_label": agency_words(agency),
        "challenges": len(theirs),
        "answered": len(days),
        "median_days_to_answer": float(median(days)) if days else None,
        "overdue": sum(one.overdue(today) for one in theirs),
        "rejected": sum(bool(one.rejections) for one in theirs),
        "closed": sum(one.closed for one in theirs),
        "closed_with_evidence": sum(one.outcome is Outcome.EVIDENCE_ACCEPTED for one in theirs),
        "reopened": sum(one.reopened > 0 for one in theirs),
    }
