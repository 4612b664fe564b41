"""What inspectorates found, beside the measures that show what became of it.

Pure, like the other records: a finding is recorded once, and what was done about it is added to it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from data.entries import NOTHING_SHOWN, Draft, Entry, Person, Shown, by_subject, needed
from data.problems import UserError

KIND = "finding"
INSPECTIONS: dict[str, str] = {
    "ilacs": "Inspection of local authority children's services (ILACS)",
    "jtai": "Joint targeted area inspection (JTAI)",
    "police_child_protection": "National child protection inspection of the police",
    "peel": "Police effectiveness, efficiency and legitimacy (PEEL)",
    "health": "Care Quality Commission",
    "probation": "Inspection of probation",
    "other": "Another inspection",
}
"""Working Together 2023, 92: what scrutiny contributes to, and may start from."""
WRITERS = ("scrutineer", "chair", "analyst")


@dataclass(frozen=True)
class InspectionFinding:
    """What an inspection found.

    number   of the newest entry; inspection: a key of INSPECTIONS; day: of its publication
    says     the finding in words; measure: id of the one that shows what became of it, or None
    updates  what was done since, in order; settled: whether the newest of them says that it is done
    """

    id: str
    number: int
    inspection: str
    day: dt.date
    says: str
    measure: str | None
    agency: str | None
    updates: tuple[Entry, ...] = ()
    settled: bool = False
    entries: tuple[Entry, ...] = field(default=(), repr=False)


def record(
    person: Person,
    *,
    inspection: str,
    day: dt.date,
    says: str,
    measure: str | None = None,
    agency: str | None = None,
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry of a finding. Raises UserError where the person may not, or it says nothing."""
    _may(person)
    if inspection not in INSPECTIONS:
        raise ValueError(f"{inspection!r} is none of {sorted(INSPECTIONS)}")
    body = {
        "inspection": inspection,
        "day": day,
        "says": needed(says, "The finding"),
        "measure": measure,
        "agency": agency,
    }
    return Draft(KIND, None, "record", body, person, 0, shown)


def update(finding: InspectionFinding, person: Person, text: str, *, settled: bool) -> Draft:
    """The entry of what was done about it; settled: whether nothing more is owed."""
    _may(person)
    body = {"text": needed(text, "What was done"), "settled": settled}
    return Draft(KIND, finding.id, "update", body, person, finding.number)


def _may(person: Person) -> None:
    if not person.holds(*WRITERS):
        raise UserError(
            f"{person.name} may not write to the register of inspection findings.\n"
            "The scrutineer, the chair and the analyst may."
        )


def finding_of(entries: Sequence[Entry]) -> InspectionFinding:
    """A finding from its entries. Raises ValueError where the first records none."""
    first, *later = sorted(entries, key=lambda entry: entry.number)
    if first.kind != "record":
        raise ValueError(f"{first.subject} does not begin with a finding")
    body = dict(first.body)
    day = dt.date.fromisoformat(body.pop("day"))
    found = InspectionFinding(first.subject, first.number, day=day, entries=(first,), **body)
    for entry in later:
        found = replace(found, number=entry.number, entries=(*found.entries, entry))
        if entry.kind == "update" and entry.person.holds(*WRITERS):
            found = replace(
                found, updates=(*found.updates, entry), settled=bool(entry.body["settled"])
            )
    return found


def findings_of(entries: Iterable[Entry]) -> tuple[InspectionFinding, ...]:
    """Every finding among some entries, the oldest first."""
    theirs = (entry for entry in entries if entry.subject_kind == KIND)
    return tuple(finding_of(each) for each in by_subject(theirs).values())
