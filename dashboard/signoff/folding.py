"""A report from its entries, and what changed in it since one of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.signoff.rights import allowed, asked_of, place_of, unsigned, writable
from dashboard.signoff.state import (
    CHANGES,
    KIND,
    Act,
    Report,
    Signatory,
    Signature,
    State,
    Submission,
    Text,
    day_of,
)
from data.entries import Entry, by_subject


def report_of(entries: Sequence[Entry], places: Sequence[Signatory]) -> Report:
    """A report from its entries. The same entries and places give the same report.

    Raises ValueError where the first begins none.
    """
    first, *later = sorted(entries, key=lambda entry: entry.number)
    if first.kind != Act.BEGIN:
        raise ValueError(f"{first.subject} does not begin with a report")
    report = Report(first.subject, first.body["year"], State.DRAFT, 1, entries=(first,))
    for entry in later:
        regular = _regular(report, entry, places)
        if regular:
            report = _STEPS[Act(entry.kind)](report, entry)
            if entry.kind == Act.SIGN and not unsigned(report, places):
                report = replace(report, state=State.SIGNED)
        report = replace(
            report,
            number=entry.number,
            entries=(*report.entries, entry),
            irregular=report.irregular if regular else (*report.irregular, entry),
        )
    return report


def reports_of(entries: Iterable[Entry], places: Sequence[Signatory]) -> dict[str, Report]:
    """Year to report, the oldest first; of two that were begun for one year, the first."""
    found: dict[str, Report] = {}
    for theirs in by_subject(one for one in entries if one.subject_kind == KIND).values():
        report = report_of(theirs, places)
        found.setdefault(report.year, report)
    return found


def _regular(report: Report, entry: Entry, places: Sequence[Signatory]) -> bool:
    if entry.kind not in allowed(report, entry.person, places):
        return False
    if entry.kind == Act.WRITE:
        return entry.body["text_of"] in writable(report, entry.person, places)
    if entry.kind == Act.SIGN:
        asked, place = report.submission, place_of(entry.person, asked_of(report, places))
        return (
            asked is not None
            and place is not None
            and entry.body["digest"] == asked.digest
            and entry.body["signatory"] == place.key
            and entry.at >= asked.entry.at
        )
    return True


def _void(report: Report) -> Report:
    """The report as a draft again: what was signed holds no longer."""
    return replace(
        report,
        state=State.DRAFT,
        submission=None,
        signatures=(),
        void=(*report.void, *report.signatures),
    )


def _written(report: Report, entry: Entry) -> Report:
    texts = {**report.texts, entry.body["text_of"]: Text(entry.body["text"], entry)}
    return replace(_void(report), texts=texts)


def _left_out(report: Report, entry: Entry) -> Report:
    reasons = {**report.left_out, entry.body["requirement"]: entry.body["reason"]}
    return replace(_void(report), left_out=reasons)


def _taken_up(report: Report, entry: Entry) -> Report:
    kept = {key: why for key, why in report.left_out.items() if key != entry.body["requirement"]}
    return replace(_void(report), left_out=kept)


def _day_set(report: Report, entry: Entry) -> Report:
    return replace(report, days={**report.days, entry.body["milestone"]: day_of(entry.body["day"])})


def _milestone_reached(report: Report, entry: Entry) -> Report:
    return replace(report, reached=report.reached | {entry.body["milestone"]})


def _submitted(report: Report, entry: Entry) -> Report:
    body = entry.body
    places = tuple(Signatory(**one) for one in body["places"])
    asked = Submission(body["digest"], body["release"], body["records"], places, entry)
    return replace(report, state=State.SUBMITTED, submission=asked)


def _returned(report: Report, entry: Entry) -> Report:
    return replace(_void(report), returns=(*report.returns, entry))


def _signed(report: Report, entry: Entry) -> Report:
    body = entry.body
    one = Signature(body["signatory"], body["digest"], body["seal"], entry)
    return replace(report, signatures=(*report.signatures, one))


def _published(report: Report, entry: Entry) -> Report:
    return replace(report, state=State.PUBLISHED, published=entry)


def _copy_sent(report: Report, entry: Entry) -> Report:
    return replace(report, copies=(*report.copies, entry))


def _corrected(report: Report, entry: Entry) -> Report:
    return replace(report, errata=(*report.errata, entry))


_STEPS: Final[Mapping[Act, Callable[[Report, Entry], Report]]] = {
    Act.WRITE: _written,
    Act.LEAVE_OUT: _left_out,
    Act.TAKE_UP: _taken_up,
    Act.SET_DAY: _day_set,
    Act.REACH: _milestone_reached,
    Act.SUBMIT: _submitted,
    Act.RETURN: _returned,
    Act.SIGN: _signed,
    Act.PUBLISH: _published,
    Act.SEND_COPY: _copy_sent,
    Act.CORRECT: _corrected,
}


@dataclass(frozen=True)
class Change:
    """What one text or reason was, and what it is now; "" where there was none."""

    key: str
    before: str
    now: str


def changes_since(report: Report, number: int) -> tuple[Change, ...]:
    """What changed in texts and reasons since an entry of the report, in the order of its parts."""
    before: dict[str, str] = {}
    now: dict[str, str] = {}
    for entry in report.entries:
        if entry.kind not in CHANGES or entry in report.irregular:
            continue
        what, text = _part(entry)
        now[what] = text
        if entry.number <= number:
            before[what] = text
    return tuple(
        Change(what, before.get(what, ""), text)
        for what, text in now.items()
        if before.get(what, "") != text
    )


def _part(entry: Entry) -> tuple[str, str]:
    if entry.kind == Act.WRITE:
        return entry.body["text_of"], entry.body["text"]
    reason = entry.body["reason"] if entry.kind == Act.LEAVE_OUT else ""
    return f"left out {entry.body['requirement']}", reason
