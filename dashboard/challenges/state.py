"""What a challenge is: its states, what can be done with it, and its clocks as parameters."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import polars as pl

from dashboard.identity import agency_words
from data.agreement import Agreement
from data.entries import Entry, Person
from data.problems import UserError
from data.reference import bank_holidays
from metrics.working_days import Calendar, calendar

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

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """The clocks that the partners agreed, on their working days."""
        working = calendar(bank_holidays()["date"].to_list(), agreement.conventions)
        agreed = agreement.scrutiny
        return cls(working, agreed.response_working_days, agreed.missed_dates)

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
