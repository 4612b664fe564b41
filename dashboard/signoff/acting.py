"""The entries that acts on the yearly report write, or why they may not."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dashboard.report.requirements import BY_ID, Strength
from dashboard.signoff.rights import allowed, asked_of, has_signed, place_of, unsigned, writable
from dashboard.signoff.state import (
    COPIES,
    DAYS_TO_SEND,
    KIND,
    STATE_WORDS,
    YEAR,
    Act,
    Report,
    Signatory,
    State,
)
from data.entries import LONDON, NOTHING_SHOWN, Draft, Person, Shown, needed
from data.problems import UserError, day_in_words


def begin(person: Person, year: str, places: Sequence[Signatory]) -> Draft:
    """The entry that begins a year's report. Raises UserError where the person may not, or it is no year."""
    if Act.BEGIN not in allowed(None, person, places):
        raise UserError("The chair or the analyst begins the yearly report.\nAsk one of them.")
    if not YEAR.fullmatch(year) or (int(year[2:4]) + 1) % 100 != int(year[5:]):
        raise UserError(f"“{year}” is no financial year.\nWrite it as 2024-25.")
    return Draft(KIND, None, Act.BEGIN, {"year": year}, person)


@dataclass(frozen=True)
class Desk:
    """Who acts on which report, when: what all acts below need.

    places  who is to sign;  now: the time in UTC
    """

    report: Report
    person: Person
    places: tuple[Signatory, ...]
    now: dt.datetime
    shown: Shown = NOTHING_SHOWN

    def draft(self, act: Act, **body: Any) -> Draft:
        """The entry of an act. Raises UserError where the person may not, or the clock was set back."""
        if act not in allowed(self.report, self.person, self.places):
            raise UserError(_why_not(self.report, self.person, act, self.places))
        if self.now < self.report.entries[-1].at:
            raise UserError(
                "The clock of this computer is behind the report: its newest entry is of "
                f"{day_in_words(self.report.entries[-1].day)}, {self.report.entries[-1].at:%H:%M} "
                "(universal time). Nothing was stored.\nHave the clock set right, and try again."
            )
        return Draft(KIND, self.report.id, act, body, self.person, self.report.number, self.shown)


def write(desk: Desk, key: str, text: str) -> Draft:
    """The entry that puts a text in the place of the one before it."""
    draft = desk.draft(Act.WRITE, text_of=key, text=text.strip())
    if key not in writable(desk.report, desk.person, desk.places):
        raise UserError(
            "This text is somebody else's: the scrutineer's statement is the scrutineer's, each lead "
            "partner writes their own.\nSend a comment to its writer instead."
        )
    return draft


def leave_out(desk: Desk, requirement: str, reason: str) -> Draft:
    """The entry that leaves out a requirement, with the reason that is printed."""
    if BY_ID[requirement].strength is Strength.MUST:
        raise UserError(
            f"{requirement} is asked for by law and cannot be left out.\nWrite its text."
        )
    why = "" if BY_ID[requirement].strength is Strength.EXPECTED else needed(reason, "The reason")
    return desk.draft(Act.LEAVE_OUT, requirement=requirement, reason=why or reason.strip())


def take_up(desk: Desk, requirement: str) -> Draft:
    """The entry that takes a requirement up again."""
    return desk.draft(Act.TAKE_UP, requirement=requirement)


def reach(desk: Desk, milestone: str) -> Draft:
    """The entry that says a milestone is reached which no record shows."""
    return desk.draft(Act.REACH, milestone=milestone)


def set_day(desk: Desk, milestone: str, day: dt.date) -> Draft:
    """The entry that sets another day for a milestone."""
    return desk.draft(Act.SET_DAY, milestone=milestone, day=day)


def submit(desk: Desk, digest: str, release: str, records: int) -> Draft:
    """The entry that asks the lead partners to sign one digest."""
    places = [asdict(place) for place in desk.places]
    return desk.draft(Act.SUBMIT, digest=digest, release=release, records=records, places=places)


def send_back(desk: Desk, comment: str) -> Draft:
    """The entry of a lead partner who returns it, with a comment."""
    return desk.draft(Act.RETURN, text=needed(comment, "The comment"))


def sign(desk: Desk, digest: str, seal: Callable[[Mapping[str, Any]], str]) -> Draft:
    """The entry of a lead partner's signature.

    digest  of what stood before the signer's eyes;  seal  signs a statement with the service's key
    Raises UserError where that is not what was submitted, or the person may not sign, or has signed.
    """
    asked = desk.report.submission
    place = place_of(desk.person, asked_of(desk.report, desk.places))
    draft = desk.draft(Act.SIGN, digest=digest)
    assert asked is not None
    assert place is not None
    if digest != asked.digest:
        raise UserError(
            "The report has changed since you opened it. Nothing was signed.\nRead what changed, then sign."
        )
    said = statement(desk.report, place, desk.person.name, desk.now)
    return replace(
        draft, body={"digest": digest, "signatory": place.key, "said": said, "seal": seal(said)}
    )


def statement(report: Report, place: Signatory, name: str, at: dt.datetime) -> dict[str, str]:
    """What a signature says and binds: who, in what role, when, and which words and figures."""
    asked = report.submission
    assert asked is not None
    return {
        "year": report.year,
        "report": asked.digest,
        "release": asked.release,
        "name": name,
        "role": place.words,
        "agency": place.agency,
        "signatory": place.key,
        "at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }


def publish(desk: Desk, on: dt.date, where: str) -> Draft:
    """The entry of the publication: the day, and where it can be read."""
    draft = desk.draft(Act.PUBLISH, on=on, where=needed(where, "Where it was published"))
    signed = max(one.entry.day for one in desk.report.signatures)
    _within("published", on, signed, "the last signature", desk)
    return draft


def send_copy(desk: Desk, to: str, on: dt.date, how: str) -> Draft:
    """The entry of a copy that was sent to one of COPIES."""
    draft = desk.draft(Act.SEND_COPY, to=to, on=on, how=needed(how, "How it was sent"))
    since = desk.report.published_on
    assert since is not None
    _within("sent", on, since, "its publication", desk)
    return draft


def correct(desk: Desk, text: str) -> Draft:
    """The entry of an erratum: what was wrong in the published report, and what is right."""
    return desk.draft(Act.CORRECT, text=needed(text, "The correction"))


def _within(what: str, day: dt.date, since: dt.date, then: str, desk: Desk) -> None:
    if not since <= day <= desk.now.astimezone(LONDON).date():
        raise UserError(
            f"It cannot have been {what} on {day_in_words(day)}: that is before {then} "
            f"({day_in_words(since)}) or still to come.\nGive the day on which it was."
        )


def copies_due(report: Report) -> dt.date | None:
    """The last day on which copies are in time, or None before publication."""
    day = report.published_on
    return None if day is None else day + dt.timedelta(days=DAYS_TO_SEND)


def copies_missing(report: Report) -> tuple[str, ...]:
    """To whom no copy was sent yet."""
    sent = {entry.body["to"] for entry in report.copies}
    return tuple(to for to in COPIES if to not in sent)


def _why_not(report: Report, person: Person, act: Act, places: Sequence[Signatory]) -> str:
    """Why somebody may not do what they tried, and what to do."""
    if act is Act.SIGN and has_signed(report, person, places):
        return "You have signed this report already, or somebody has in your place.\nNothing more is needed."
    if act is Act.SIGN and place_of(person, asked_of(report, places)) is None:
        return "Only a lead safeguarding partner whom the agreement names can sign.\nAsk the chair who."
    if act is Act.PUBLISH and report.state is not State.SIGNED:
        missing = ", ".join(place.words for place in unsigned(report, places))
        return (
            f"It cannot be published before all have signed. Still missing: {missing or 'a submission'}.\n"
            "Ask them to sign, and publish then."
        )
    return (
        f"The report of {report.year} is {STATE_WORDS[report.state]}: what you tried cannot be done now, or "
        "not by you.\nRead on the page who does what next."
    )
