"""Valid answers to every field of every kind of record, and records written without a database."""

import datetime as dt
from typing import Any

from dashboard import through_the_year as year
from dashboard.through_the_year import KINDS, Act, Around, Field, Is, Item
from data.entries import Draft, Person
from tests.records.conftest import RULES, Paper

SOON, LATER, COUNT = "re_referrals_within_12_months", "repeat_plans_ever", "ethnicity_recorded"
MEASURES = {SOON, LATER, COUNT, "icpc_within_15_working_days"}
RECORDS = {f"{kind}-{number}" for kind in KINDS for number in range(1, 9)} | {"challenge-1"}
ROLES = {"leading": [SOON], "lagging": [LATER], "balancing": [COUNT]}
_EACH: dict[Is, Any] = {
    Is.LINE: "Train staff",
    Is.TEXT: "Because families asked for it.",
    Is.LINES: ["One way", "Another way"],
    Is.YEAR: "2025-26",
    Is.AGENCY: "health",
    Is.AGENCIES: ["health", "police"],
    Is.MEASURE: SOON,
    Is.MEASURES: [SOON],
}


def around(today: dt.date) -> Around:
    """Everything round a writer on a day."""
    return Around(today, RULES, MEASURES, RECORDS)


def answer(field: Field, today: dt.date) -> Any:
    """Something valid for a field."""
    if field.key in ROLES:
        return ROLES[field.key]
    if field.kind is Is.DAY:
        return (
            today - dt.timedelta(900) if field.key == "baseline_from" else today + dt.timedelta(30)
        )
    if field.kind is Is.CHOICE:
        return next(iter(field.choices))
    if field.kind is Is.LINKS:
        return [f"{field.of[0]}-1"]
    return _EACH[field.kind]


def answers(act: Act, today: dt.date, **given: Any) -> dict[str, Any]:
    """Something valid for every field of an act, or what is given."""
    return {field.key: answer(field, today) for field in act.fields} | given


def begun(kind: str, person: Person, today: dt.date, name: str = "", **given: Any) -> Draft:
    """The draft that begins a record; by the first way to begin one, or by its name."""
    act = next(one for one in KINDS[kind].begins if name in ("", one.key))
    return year.begin(kind, act.key, person, answers(act, today, **given), around(today))


def theirs(kind: str, person: Person) -> dict[str, Any]:
    """What makes a record one of the person's own agency, where records of its kind are an agency's."""
    return {"agency": person.agency} if KINDS[kind].agency else {}


def acted(item: Item, act: str, person: Person, today: dt.date, **given: Any) -> Draft:
    """The draft by which somebody does something with a record."""
    doing = KINDS[item.kind].act(act)
    assert doing is not None
    return year.act(item, act, person, answers(doing, today, **given), around(today))


def write(paper: Paper, draft: Draft) -> Item:
    """Write a draft on paper; the record as it is then."""
    entry = paper.write(draft)
    (item,) = [one for one in year.items(paper.entries) if one.id == entry.subject]
    return item
