"""What people kept through the year, as blocks of the yearly report: priorities, decisions, feedback.

A status is what the figures say. The list of little or no progress is made from them: nobody can hide it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dashboard import rows, wording
from dashboard.identity import agency_words
from dashboard.report import evidence
from dashboard.report.evidence import Year
from dashboard.report.paper import Block, Heading, Paragraph, Quotation, table
from dashboard.report.requirements import Requirement
from dashboard.through_the_year import KINDS, Item, status
from dashboard.through_the_year.words import STATUS_WORDS
from data.problems import day_in_words

Cells = dict[str, str]


def priorities(items: Sequence[Item], year: Year) -> Iterable[Block]:
    """Each priority: its status from the figures, why it was chosen, its measures, what explains them."""
    found = status.priorities(items, year.release, year.period.end)
    every = [one for one in found if one.priority.state == "current"]
    if not every:
        yield Paragraph("No priority is on record.")
    for one in every:
        values = one.priority.values
        yield Heading(values["title"], 2)
        yield Paragraph(
            f"{STATUS_WORDS[one.status]}, by the run charts of its measures. Led by "
            f"{agency_words(values['agency'])}."
        )
        yield Paragraph("Why it was chosen:", grey=True)
        yield Quotation(values["why"])
        yield Paragraph("What would show that it is not working:", grey=True)
        yield Quotation(values["falsifier"])
        made = [
            {
                "Measure": _title(year, measure.measure),
                "What it is for": measure.role.capitalize(),
                "What the run chart says": STATUS_WORDS[measure.status],
                year.key: _figure(year, measure.measure),
            }
            for measure in one.measures
        ]
        yield from table(f"Measures of “{values['title']}”", made)
        for name in (values["leading"][0], values["lagging"][0]):
            yield from evidence.over_time(year, name)
        if values.get("narrative"):
            yield Paragraph("What the partners say stands behind the figures:", grey=True)
            yield Quotation(values["narrative"])


def _title(year: Year, measure: str) -> str:
    row = rows.measures(year.release).get(measure)
    return measure if row is None else str(row["title"])


def _figure(year: Year, name: str) -> str:
    measure = year.of(name)
    found = None if measure is None else evidence.in_the_year(year, measure)
    return "" if found is None or measure is None else wording.figure(found, measure["unit"])


def no_progress(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Block]:
    """Where there was little or no progress (YR-07): computed, whole, and not to be hidden."""
    found = status.no_progress(items, year.release, today, year.period.end)
    yield Paragraph(
        "This list is made from the figures and the calendar alone. Nobody can change or shorten it."
    )
    made = [
        {
            "Priority": priority.values["title"],
            "Measure": _title(year, one.measure),
            "What the run chart says": STATUS_WORDS[one.status],
        }
        for priority, one in found.measures
    ]
    late = [
        {
            "Action": item.values["description"],
            "Whose": agency_words(item.agency or ""),
            "Was due": _day(item.due),
        }
        for item in found.actions
    ]
    yield from table("Measures of priorities without an improving signal", made)
    yield from table("Actions that are overdue", late)
    if not any(one.kind == "priority" and one.state == "current" for one in items):
        yield Paragraph("No priority is on record, so no progress on one can be shown.")
    elif not made and not late:
        yield Paragraph(
            "Every measure of every priority shows an improving signal; no action is overdue."
        )


def _day(day: dt.date | None) -> str:
    return "" if day is None else day_in_words(day)


def _actions(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        late = status.is_overdue(item, today)
        yield {
            "Action": item.values["description"],
            "Whose": agency_words(item.agency or ""),
            "Where it stands": "Overdue" if late else KINDS["action"].states[item.state],
            "What changed for children": str(item.values.get("impact") or "not shown yet"),
        }


def _decisions(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        if year.holds(item.values["held_on"]):
            yield {
                "Day": day_in_words(item.values["held_on"]),
                "Decision": item.values["decision"],
                "Why": item.values["reasons"],
                "What came of it": str(item.values.get("effect") or "not known yet"),
            }


def _feedback(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        if year.holds(item.values["heard_on"]):
            answer = item.values.get("did") or item.values.get("reason")
            yield {"You said": item.values["said"], "We did": str(answer or "not answered yet")}


def _contributions(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        if item.values["year"] == year.key:
            yield {
                "Partner": agency_words(item.agency or ""),
                "In money": item.values["money"],
                "In kind": item.values["in_kind"],
                "What changed": str(item.values.get("change") or ""),
            }


def _insights(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        yield {
            "Question": item.values["question"],
            "Figure": _title(year, item.values["measure"]),
            "What was found": item.values["finding"],
            "What was decided": str(item.values.get("decided") or "nothing yet"),
            "What changed": str(item.values.get("effect") or "not known yet"),
        }


def _changes(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        yield {
            "What changes": item.values["change"],
            "Why": item.values["why"],
            "In force by": _day(item.due),
            "Where it stands": KINDS[item.kind].states[item.state],
        }


def _reforms(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        yield {
            "Reform": item.values["reform"],
            "Where we are": KINDS[item.kind].states[item.state],
            "What was done": str(item.values.get("evidence") or item.values.get("progress") or ""),
            "What worries us": str(item.values.get("concerns") or ""),
        }


def _commentaries(items: Sequence[Item], year: Year, today: dt.date) -> Iterable[Cells]:
    for item in items:
        if item.state == "given":
            yield {
                "Measure": _title(year, item.values["measure"]),
                "By": agency_words(item.agency or ""),
                "What": item.values["what"],
                "So what": item.values["so_what"],
                "What next": item.values["what_next"],
            }


_TABLES: Final[
    dict[str, tuple[str, Callable[[Sequence[Item], Year, dt.date], Iterable[Cells]]]]
] = {
    "action": ("Actions, and what changed for children", _actions),
    "decision": ("Key decisions of the year", _decisions),
    "feedback": ("You said, we did", _feedback),
    "contribution": ("What each partner contributed, in their words", _contributions),
    "insight": ("Where data led to a decision", _insights),
    "arrangements_change": ("Changes to the published arrangements", _changes),
    "reform": ("National reforms", _reforms),
    "commentary": ("What agencies say of the figures", _commentaries),
}


def of_requirement(
    one: Requirement, items: Sequence[Item], year: Year, today: dt.date
) -> Iterable[Block]:
    """The records that bear on a requirement, each kind as a table; nothing where there is none."""
    for kind in one.records:
        if kind in _TABLES:
            title, cells = _TABLES[kind]
            theirs = [item for item in items if item.kind == kind]
            yield from table(title, list(cells(theirs, year, today)))
