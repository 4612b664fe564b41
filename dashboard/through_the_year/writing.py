"""The entry that an act writes, or in words why it may not be written."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.challenges import Rules
from dashboard.identity import agency_words
from dashboard.through_the_year.declared import SEVERAL, Act, Field, Is, Kind
from dashboard.through_the_year.item import Item
from dashboard.through_the_year.kinds import KINDS
from dashboard.through_the_year.rights import allowed, may_begin_for
from dashboard.through_the_year.values import is_year
from data import codes
from data.entries import NOTHING_SHOWN, Draft, Person, Shown, needed
from data.problems import UserError, day_in_words

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Around:
    """What a writer has round them: the day, the clocks, the release's measures, and the ids of records."""

    today: dt.date
    rules: Rules
    measures: Collection[str] = ()
    records: Collection[str] = ()


def begin(
    kind: str, act: str, person: Person, given: Given, around: Around, shown: Shown = NOTHING_SHOWN
) -> Draft:
    """The entry that begins a record.

    given  what the writer put in the fields, by their keys: texts, dates, and lists of texts
    Raises UserError where the person may not, or a field says nothing or what cannot be.
    """
    declared = KINDS[kind]
    doing = _the_act(declared, declared.begins, act)
    # Who may for no agency at all is told so, and not first which field is empty.
    if not may_begin_for(doing, person, person.agency if declared.agency else None):
        raise _not_allowed(declared, doing, person)
    body = _body(declared, doing, given, around)
    if not may_begin_for(doing, person, body.get(declared.agency)):
        raise UserError(
            f"{person.name} can do “{doing.words}” for {agency_words(person.agency or '')} only.\n"
            "Choose your own agency, or ask the chair."
        )
    return Draft(kind, None, doing.key, body, person, 0, shown)


def act(
    item: Item,
    act: str,
    person: Person,
    given: Given,
    around: Around,
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry by which somebody does something with a record. Raises UserError as `begin` does."""
    declared = KINDS[item.kind]
    doing = _the_act(declared, declared.acts, act)
    if not allowed(declared, item, doing, person):
        raise _not_allowed(declared, doing, person, item)
    body = _body(declared, doing, given, around)
    return Draft(item.kind, item.id, doing.key, body, person, item.number, shown)


def usual_day(working_days: int, rules: Rules, today: dt.date) -> dt.date:
    """The day so many working days from today, on the working days that the partners agreed."""
    return replace(rules, response_working_days=working_days).due(today)


def _the_act(kind: Kind, acts: tuple[Act, ...], key: str) -> Act:
    for one in acts:
        if one.key == key:
            return one
    raise UserError(
        f"Nobody can do “{key}” with {kind.many}.\n"
        f"What can be done: {', '.join(one.words.lower() for one in acts)}."
    )


def _body(kind: Kind, act: Act, given: Given, around: Around) -> dict[str, Any]:
    strange = sorted(set(given) - {one.key for one in act.fields})
    if strange:
        raise UserError(
            f"“{strange[0]}” cannot be written by “{act.words}”.\n"
            f"What can be: {', '.join(one.label for one in act.fields) or 'nothing'}."
        )
    body = {one.key: _value(one, given.get(one.key), around) for one in act.fields}
    if kind.check is not None:
        kind.check(body)
    return body


def _value(one: Field, value: Any, around: Around) -> Any:
    """What a field holds as it is stored, None where it holds nothing and need not."""
    what = f"“{one.label}”"
    if one.kind is Is.DAY and value is None and one.working_days is not None:
        value = usual_day(one.working_days, around.rules, around.today)
    if one.kind in SEVERAL:
        value = [each.strip() for each in value or () if each.strip()]
    elif isinstance(value, str):
        value = value.strip()
    if not value:
        if one.needed:
            _say_what_is_missing(one, what)
        return None
    if one.kind is Is.DAY:
        return _day(one, value, what, around.today)
    _check_known(one, value, what, around)
    return value


def _say_what_is_missing(one: Field, what: str) -> None:
    if one.kind in (Is.LINE, Is.TEXT, Is.LINES):
        needed("", what)
    if one.kind is Is.DAY:
        raise UserError(f"{what} has no day.\nGive one: nothing was stored yet.")
    many = "one or more" if one.kind in SEVERAL else "one"
    raise UserError(f"{what} is not chosen yet.\nChoose {many}: nothing was stored yet.")


def _day(one: Field, value: Any, what: str, today: dt.date) -> str:
    if not isinstance(value, dt.date):
        raise UserError(f"{what} is no day.\nGive one, such as {day_in_words(today)}.")
    if one.ahead and value < today:
        raise UserError(
            f"{what}: {day_in_words(value)} has passed.\nGive a day from {day_in_words(today)} on."
        )
    return value.isoformat()


def _check_known(one: Field, value: Any, what: str, around: Around) -> None:
    """Raises UserError where what was chosen is not among what can be."""
    several = value if one.kind in SEVERAL else [value]
    known: Collection[str]
    if one.kind in (Is.MEASURE, Is.MEASURES):
        known, to_do = around.measures, "Choose a measure of this release: see “Every measure”."
    elif one.kind is Is.LINKS:
        known, to_do = around.records, "Choose from what is written down already."
    elif one.kind in (Is.AGENCY, Is.AGENCIES):
        known, to_do = codes.labels("agency"), "Choose an agency from the list."
    elif one.kind is Is.CHOICE:
        known, to_do = one.choices, f"Choose from: {', '.join(one.choices.values())}."
    elif one.kind is Is.YEAR:
        known, to_do = [value] if is_year(value) else [], "Write it as 2025-26."
    else:
        return
    for each in several:
        if each not in known:
            raise UserError(f"{what}: “{each}” is not known here.\n{to_do}")


def _not_allowed(kind: Kind, act: Act, person: Person, item: Item | None = None) -> UserError:
    if person.holds("scrutineer"):
        return UserError(
            f"{person.name} reads {kind.many} and writes none: scrutiny is apart from the work it looks "
            "at (Working Together, paragraph 63).\nIssue a challenge, or ask for data."
        )
    if item is None:
        return UserError(
            f"{person.name} may not do “{act.words}”.\n"
            "Ask the partnership chair, or somebody whose work it is."
        )
    return UserError(
        f"{person.name} may not do “{act.words}” with {item.id} as it stands "
        f"({kind.states[item.state].lower()}).\n"
        "Read it again: somebody may have changed it, or it is another agency’s."
    )
