"""What the yearly report is: its states, what can be done with it, and who is to sign."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dashboard.identity import agency_words
from data.agreement import Agreement
from data.entries import Entry, Person

KIND: Final = "report"
SCRUTINEER, REPLY, SUMMARY = "scrutineer", "reply", "summary"
STATEMENT: Final = "statement "
"""Begins the key of a lead partner's statement; the signatory's key follows."""
DAYS_TO_SEND: Final = 7
"""Calendar days after publication within which the copies go out (Working Together 2023, 109)."""
COPIES: Final = {
    "panel": "Child Safeguarding Practice Review Panel",
    "foundations": "Foundations",
}
ADDRESSES: Final = {
    "panel": "Mailbox.NationalReviewPanel@education.gov.uk",
    "foundations": "policy@foundations.org.uk",
}
"""As Working Together 2023, 109 prints them. To be checked each year."""
YEAR: Final = re.compile(r"20\d\d-\d\d")


class State(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    PUBLISHED = "published"


STATE_WORDS: Final = {
    State.DRAFT: "being written",
    State.SUBMITTED: "submitted, and waiting for signatures",
    State.SIGNED: "signed by all lead safeguarding partners",
    State.PUBLISHED: "published",
}


class Act(StrEnum):
    """What somebody can do; the kind of the entry that it writes."""

    BEGIN = "begin"
    WRITE = "write"
    LEAVE_OUT = "leave_out"
    TAKE_UP = "take_up"
    SET_DAY = "set_day"
    REACH = "reach"
    SUBMIT = "submit"
    RETURN = "return"
    SIGN = "sign"
    PUBLISH = "publish"
    SEND_COPY = "send_copy"
    CORRECT = "correct"


CHANGES: Final = (Act.WRITE, Act.LEAVE_OUT, Act.TAKE_UP)
"""What makes the report another one, so that no signature holds any longer."""


@dataclass(frozen=True)
class Signatory:
    """A lead safeguarding partner who is to sign.

    agency  social_care, health or police;  area: code of the authority, or None
    organisation, title  as the report prints them;  person: id of the account, or None: any of that agency
    """

    agency: str
    organisation: str
    title: str
    area: str | None = None
    person: str | None = None

    @property
    def key(self) -> str:
        """By which entries and texts name it: "social_care", or "social_care 991"."""
        return " ".join(part for part in (self.agency, self.area, self.person) if part)

    @property
    def words(self) -> str:
        """ "Chief executive, Northmere Council"."""
        return f"{self.title}, {self.organisation}"

    def is_of(self, person: Person) -> bool:
        """Whether a person may sign in this place."""
        return (
            person.holds("lsp")
            and person.agency == self.agency
            and (self.area is None or self.area == person.area)
            and (self.person is None or self.person == person.id)
        )


_TITLES: Final = {
    "social_care": "Chief executive of the local authority",
    "health": "Chief executive of the integrated care board",
    "police": "Chief constable",
}


def signatories(agreement: Agreement) -> tuple[Signatory, ...]:
    """Everybody named in the agreement; where nobody is, one for each safeguarding partner."""
    named = tuple(
        Signatory(one.agency, one.organisation, one.title, one.area, one.account)
        for one in agreement.lead_partners
    )
    return named or tuple(
        Signatory(agency, agency_words(agency), title) for agency, title in _TITLES.items()
    )


@dataclass(frozen=True)
class Text:
    """One text of the report as it stands, by whom and when; `number` is that of its entry."""

    text: str
    entry: Entry


@dataclass(frozen=True)
class Submission:
    """What the lead partners are asked to sign.

    digest   of the report's words and figures;  release: of the figures
    records  position of the newest entry of the records that the report was made from
    places   who is asked to sign: whoever comes or goes later changes nothing about it
    """

    digest: str
    release: str
    records: int
    places: tuple[Signatory, ...]
    entry: Entry


@dataclass(frozen=True)
class Signature:
    """A lead partner's signature: of whom, for which place, of which digest; seal: the service's, in hex."""

    signatory: str
    digest: str
    seal: str
    entry: Entry


@dataclass(frozen=True)
class Report:
    """The report of one year as its entries leave it.

    number      of its newest entry: what a writer has `seen`
    texts       key to text: a requirement's id, SUMMARY, SCRUTINEER, REPLY, or STATEMENT and a signatory
    left_out    requirement to the reason that is printed
    days        milestone to the day that the partners set instead of the usual one
    reached     milestones that somebody said are reached, of those that no record shows
    signatures  those that hold; void: those that a change or a new submission ended
    returns, copies, errata  entries, in order
    irregular   entries that these rules do not allow: kept, and without effect
    """

    id: str
    year: str
    state: State
    number: int
    texts: Mapping[str, Text] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, dt.date] = field(default_factory=dict)
    reached: frozenset[str] = frozenset()
    submission: Submission | None = None
    signatures: tuple[Signature, ...] = ()
    void: tuple[Signature, ...] = ()
    returns: tuple[Entry, ...] = ()
    published: Entry | None = None
    copies: tuple[Entry, ...] = ()
    errata: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    irregular: tuple[Entry, ...] = field(default=(), repr=False)

    def text(self, key: str) -> str:
        """A text as it stands; "" where nobody wrote one."""
        return self.texts[key].text if key in self.texts else ""

    @property
    def published_on(self) -> dt.date | None:
        """The day of publication, or None."""
        return None if self.published is None else day_of(self.published.body["on"])


def day_of(text: str) -> dt.date:
    """A day as an entry holds it."""
    return dt.date.fromisoformat(text)
