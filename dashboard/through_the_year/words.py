"""What readers are told of records: where each stands, what is owed, who did what, and what figures say."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import wording
from dashboard.challenges.words import away, short
from dashboard.identity import agency_words
from dashboard.through_the_year.declared import SEVERAL, Field, Is
from dashboard.through_the_year.item import Item
from dashboard.through_the_year.kinds import KINDS
from dashboard.through_the_year.priorities import ROLES
from dashboard.through_the_year.status import (
    FEWEST_BASELINE_POINTS,
    OfMeasure,
    OfPriority,
    Status,
    is_overdue,
    overdue_by_agency,
)
from dashboard.through_the_year.triggers import Trigger
from data.entries import LONDON, Entry
from data.problems import day_in_words

STATUS_WORDS = {
    Status.IMPROVING: "Improving signal",
    Status.SAME: "No clear change",
    Status.WORSENING: "Worsening signal",
    Status.TOO_LITTLE: "Too little data",
}
MEANING = {
    Status.IMPROVING: "better",
    Status.SAME: "no clear change",
    Status.WORSENING: "worse",
    Status.TOO_LITTLE: "",
}
"""The meaning whose icon a status has (`dashboard.charts.icon`)."""
COMPUTED = (
    "Each status comes from the figures alone. Nobody writes it and nobody can change it: what is written "
    "beside it explains it."
)
ONE = {key: f"{'an' if kind.one[0] in 'aeiou' else 'a'} {kind.one}" for key, kind in KINDS.items()}
"""A kind in the singular with its article: "an action"."""
NONE = {
    "decision": "No decision is written down yet.",
    "risk": "No risk and no dispute is on the register.",
    "insight": "Nothing is written down yet.",
    "contribution": "No partner’s contribution is described yet. The sums stand on the page “Money”.",
    "arrangements_change": "No change is written down yet.",
    "reform": "No national reform is written down yet.",
}
TRIGGERS = (
    "These come from the figures, the returns and what is written here, by thresholds that are local. They "
    "stand here until what caused them is over."
)
NO_TRIGGERS = "Nothing has crossed a threshold."
LETTERS_TOLD = 120
"""So much of a text stands in a record's line."""
Titles = Mapping[str, str]
"""The titles of a release's measures by their ids."""


def called(id: str) -> str:
    """ "Action 3", "Change to the arrangements 1"."""
    kind, _, number = id.rpartition("-")
    one = KINDS[kind].one if kind in KINDS else kind
    return f"{one[:1].upper()}{one[1:]} {number}"


def title(item: Item, titles: Titles) -> str:
    """What a record is known by, as its writers put it; of a measure or an agency, its name."""
    value = item.values[KINDS[item.kind].title]
    if item.kind == "contribution":
        return f"{agency_words(value)}, {item.values['year']}"
    return titles.get(value, value)


def standing(item: Item, today: dt.date) -> str:
    """Where a record stands, whose it is, and what is owed by when."""
    kind = KINDS[item.kind]
    said = [kind.states[item.state]]
    if item.level is not None and item.state not in kind.over:
        since = f" since {day_in_words(item.climbs[-1].entry.day)}" if item.climbs else ""
        said.append(f"{kind.ladder[item.level]}{since}")
    if item.agency and kind.title != kind.agency:
        person = f", {item.values['person']}" if item.values.get("person") else ""
        said.append(f"{agency_words(item.agency)}{person}")
    said += [
        short(each, LETTERS_TOLD).rstrip(".")
        for key in kind.tells
        for each in value(kind.fields[key], item.values.get(key), {})
    ]
    return ". ".join(part for part in (*said, due(item, today)) if part) + "."


def due(item: Item, today: dt.date) -> str:
    """ "Due on 3 March 2026: in 5 days; first due on 1 February 2026", or nothing where nothing is owed."""
    if item.due is None or item.due_first is None:
        return ""
    kind = KINDS[item.kind]
    first = f"; first due on {day_in_words(item.due_first)}" if item.redated else ""
    if item.state in kind.over:
        return f"{kind.due_was} on {day_in_words(item.due)}{first}"
    verb = kind.due_was if is_overdue(item, today) else kind.due_is
    return f"{verb} on {day_in_words(item.due)}: {away(item.due, today)}{first}"


def done(entry: Entry, deed: str) -> str:
    """Who did what and when: "2 March 2026, 10:32: Ines Inventson agreed it"."""
    at = entry.at.astimezone(LONDON)
    return f"{day_in_words(at.date())}, {at:%H:%M}: {entry.person.name} {deed}"


def value(field: Field, held: Any, titles: Titles) -> list[str]:
    """What a field holds, as lines of text that people wrote or that name what they chose."""
    if held is None:
        return []
    each = held if field.kind in SEVERAL else [held]
    return [_one(field, one, titles) for one in each]


def _one(field: Field, held: Any, titles: Titles) -> str:
    if isinstance(held, dt.date):
        return day_in_words(held)
    if field.kind is Is.CHOICE:
        return field.choices[held]
    if field.kind in (Is.AGENCY, Is.AGENCIES):
        return agency_words(held)
    if field.kind in (Is.MEASURE, Is.MEASURES):
        return titles.get(held, held)
    return called(held) if field.kind is Is.LINKS else str(held)


def of_priority(found: OfPriority) -> str:
    """The status of a priority, and how many measures stand behind it."""
    aims = [one for one in found.measures if one.role != "balancing"]
    beside = [one for one in found.measures if one.role == "balancing"]
    moved = sum(one.changed for one in beside)
    harm = f" {moved} of them changed: look whether it does harm." if moved else ""
    return (
        f"{STATUS_WORDS[found.status]}. Leading and lagging measures: {_counted(aims)}. "
        f"Balancing measures: {_counted(beside)}.{harm}"
    )


def _counted(measures: Sequence[OfMeasure]) -> str:
    """ "1 worsening signal, 2 no clear change"."""
    return _each_status([one.status for one in measures])


def _each_status(statuses: Sequence[Status]) -> str:
    return ", ".join(
        f"{number} {STATUS_WORDS[status].lower()}"
        for status in (Status.WORSENING, Status.IMPROVING, Status.SAME, Status.TOO_LITTLE)
        if (number := statuses.count(status))
    )


def of_measure(one: OfMeasure, measure: Mapping[str, Any] | None) -> str:
    """A measure of a priority in one line: what it is for, its newest point, and what the chart says."""
    role = ROLES[one.role]
    if measure is None:
        return f"{role}: {one.measure}. This release does not have it"
    said = f"{role}: **{measure['title']}**"
    if one.signal is None:
        return f"{said}: {measure['why_not'] or 'no run chart yet'}"
    point = one.signal
    if point["value"] is not None:
        said += f": {wording.with_unit(point['value'], measure['unit'])} {_when(point, measure)}"
    said += f"; {wording.change(point)}"
    if one.worse_in:
        said += f". A worsening signal in {wording.listed(list(one.worse_in))}"
    if one.baseline_points < FEWEST_BASELINE_POINTS:
        points = f"{one.baseline_points} {'point' if one.baseline_points == 1 else 'points'}"
        said += f". Its baseline has {points}, and {FEWEST_BASELINE_POINTS} are wanted"
    return said


def _when(point: Mapping[str, Any], measure: Mapping[str, Any]) -> str:
    if measure["snapshot"]:
        return f"on {day_in_words(point['period_end'])}"
    return f"in {point['period_label']}"


def priorities_at_home(found: Sequence[OfPriority]) -> str:
    """One short sentence on the first page: how many priorities, and what the figures say of them."""
    current = [one for one in found if one.priority.state == "current"]
    if not current:
        return "none is agreed yet."
    statuses = [one.status for one in current]
    worse, better = statuses.count(Status.WORSENING), statuses.count(Status.IMPROVING)
    return f"{worse or 'none'} of {len(current)} worsening, {better or 'none'} improving."


def overdue_at_home(items: Sequence[Item], today: dt.date) -> str:
    """One short sentence on the first page: actions overdue, by agency."""
    by_agency = overdue_by_agency(items, today, ("action",))
    if not by_agency:
        return "none is overdue."
    each = [f"{agency_words(agency)} {number}" for agency, number in by_agency.items()]
    return f"{sum(by_agency.values())} overdue: {', '.join(each)}."


def actions_under(number: int, late: int, over: int) -> str:
    """How many actions stand under a priority, how many are overdue, and how many are over."""
    if not number:
        return "No action is written under this priority yet."
    said = [
        many(number, "action"),
        f"{late or 'none'} overdue",
        f"{over or 'none'} done or cancelled",
    ]
    return f"{', '.join(said)}."


def priorities_answer(found: Sequence[OfPriority]) -> str:
    """The sentence on top of the page of priorities."""
    current = [one for one in found if one.priority.state == "current"]
    if not current:
        return "The lead partners have not agreed a priority yet."
    number = f"{len(current)} {'priority' if len(current) == 1 else 'priorities'}"
    return f"What the figures say of {number}: {_each_status([one.status for one in current])}."


def actions_answer(items: Sequence[Item], today: dt.date) -> str:
    """The sentence on top of the page of actions: how many are open, and whose are overdue."""
    still = [one for one in items if one.kind == "action" and not is_over(one)]
    late = overdue_at_home(items, today)
    return f"{many(len(still), 'action').capitalize()} open; {late}"


def commentary_answer(items: Sequence[Item], today: dt.date) -> str:
    """The sentence on top of the page of commentary: what is asked for, given and overdue."""
    found = [one for one in items if one.kind == "commentary"]
    if not found:
        return "Nobody has asked for a commentary yet."
    asked = sum(one.state == "asked" for one in found)
    given = sum(one.state == "given" for one in found)
    late = sum(is_overdue(one, today) for one in found)
    return f"{asked or 'None'} asked for and not given yet, {late or 'none'} of them overdue; {given} given."


def feedback_answer(items: Sequence[Item]) -> str:
    """The sentence on top of what families told us."""
    found = [one for one in items if one.kind == "feedback"]
    if not found:
        return "Nothing that children or families said is written down yet."
    acted = sum(bool(one.values.get("did")) for one in found)
    told = sum(one.state == "told_back" for one in found)
    return (
        f"{many(len(found), 'feedback').capitalize()} from children and families: "
        f"{acted or 'none'} acted on, {told or 'none'} told back to them."
    )


def log_answer(items: Sequence[Item]) -> str:
    """The sentence on top of the logs: how much each of them holds."""
    counted = [
        many(sum(item.kind == kind for item in items), kind)
        for kind in ("insight", "contribution", "arrangements_change", "reform")
    ]
    return f"Kept here: {wording.listed(counted)}."


def agency_heading(agency: str, late: int) -> str:
    """ "Police: 2 actions overdue", "Health services: open actions"."""
    told = f"{many(late, 'action')} overdue" if late else "open actions"
    return f"{agency_words(agency)}: {told}"


def trigger(one: Trigger) -> str:
    """What a rule brings before somebody, and whether it is on the register of risks."""
    if one.on_register:
        held = wording.listed([called(id) for id in one.on_register])
        return f"{one.words}. On the register: {held}."
    return f"{one.words}. {'Not on the register of risks yet.' if one.risk else ''}".rstrip()


def said_and_did(item: Item) -> list[tuple[str, list[str]]]:
    """What families said, what was done or why not, what is different, and how they were told."""
    held = item.values
    said = KINDS["feedback"].fields["said_by"].choices[held["said_by"]]
    declined = item.done("decline")
    answer = held.get("did") or (None if declined is None else declined.given["reason"])
    each = (
        (f"You said ({said.lower()})", held["said"]),
        ("We did" if held.get("did") else "Why nothing will change", answer),
        ("What is different now", held.get("difference")),
        ("How families were told", held.get("told")),
    )
    return [(what, [text]) for what, text in each if text]


def is_over(item: Item) -> bool:
    """Whether nothing is owed of it any more."""
    return item.state in KINDS[item.kind].over


def many(number: int, kind: str) -> str:
    """ "3 actions", "1 priority", "no decisions"; of other kinds of subject too: "2 challenges"."""
    if kind in KINDS:
        one, several = KINDS[kind].one, KINDS[kind].many
    else:
        one = kind.replace("_", " ")
        several = f"{one}s"
    return f"{number or 'no'} {one if number == 1 else several}"
