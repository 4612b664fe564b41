"""Who may do what with the yearly report: its texts have writers, and each lead partner signs once."""

from collections.abc import Sequence

from dashboard.report.requirements import BY_ID
from dashboard.signoff.state import (
    REPLY,
    SCRUTINEER,
    STATEMENT,
    SUMMARY,
    Act,
    Report,
    Signatory,
    State,
)
from data.entries import Person


def allowed(report: Report | None, person: Person, places: Sequence[Signatory]) -> tuple[Act, ...]:
    """What a person may do with a report, or without one. Empty: they may read it."""
    leads = person.holds("chair", "analyst")
    if report is None:
        return (Act.BEGIN,) if leads else ()
    places = asked_of(report, places)
    may: list[Act] = []
    if report.state is not State.PUBLISHED and writable(report, person, places):
        may.append(Act.WRITE)
    if person.holds("chair") and report.state is not State.PUBLISHED:
        may += [Act.LEAVE_OUT, Act.TAKE_UP]
    if leads:
        may += [Act.SET_DAY, Act.REACH]
    if person.holds("chair") and report.state is State.DRAFT:
        may.append(Act.SUBMIT)
    if report.state is State.SUBMITTED and place_of(person, places) is not None:
        may.append(Act.RETURN)
        if not has_signed(report, person, places):
            may.append(Act.SIGN)
    if leads and report.state is State.SIGNED:
        may.append(Act.PUBLISH)
    if leads and report.state is State.PUBLISHED:
        may += [Act.SEND_COPY, Act.CORRECT]
    return tuple(may)


def asked_of(report: Report, places: Sequence[Signatory]) -> Sequence[Signatory]:
    """Who is to sign: as it was when the report was submitted, else as the agreement names them now."""
    return places if report.submission is None else report.submission.places


def writable(report: Report, person: Person, places: Sequence[Signatory]) -> tuple[str, ...]:
    """The keys of the texts that a person may write now.

    The scrutineer's statement is the scrutineer's alone, a lead partner's that partner's; all else is the
    chair's, and while it is a draft the delegated partners' and the analyst's too.
    """
    if person.holds("scrutineer"):
        return (SCRUTINEER,)
    if report.state is State.PUBLISHED:
        return ()
    asked = asked_of(report, places)
    own = [STATEMENT + place.key for place in asked if place.is_of(person)]
    drafting = report.state is State.DRAFT and person.holds("dsp", "analyst", "partner")
    if person.holds("chair") or drafting:
        own += [SUMMARY, REPLY, *BY_ID]
    return tuple(own)


def place_of(person: Person, places: Sequence[Signatory]) -> Signatory | None:
    """The place in which a person signs, or None: of several, the one that names them most closely."""
    theirs = [place for place in places if place.is_of(person)]
    return max(theirs, key=lambda one: (one.person is not None, one.area is not None), default=None)


def unsigned(report: Report, places: Sequence[Signatory]) -> tuple[Signatory, ...]:
    """Those whose signature is still missing."""
    signed = {one.signatory for one in report.signatures}
    return tuple(place for place in asked_of(report, places) if place.key not in signed)


def has_signed(report: Report, person: Person, places: Sequence[Signatory]) -> bool:
    """Whether a person has signed, or somebody in their place."""
    place = place_of(person, asked_of(report, places))
    return any(
        one.entry.person.id == person.id or (place is not None and one.signatory == place.key)
        for one in report.signatures
    )
