"""Records of the year on the page, of every kind alike: as links, as a list, and whole with their history."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from dashboard import charts, exchange, figure, quoting, rows, session, through_the_year, year_forms
from dashboard.challenges.words import short
from dashboard.through_the_year import KINDS, Is, Item, Version, status, triggers, words
from dashboard.through_the_year.priorities import ROLES
from dashboard.through_the_year.status import OfMeasure, OfPriority
from data.entries import Entry
from metrics.release import Release

PRIORITIES, ACTIONS = "views/priorities.py", "views/actions.py"
FAMILIES, COMMENTARY, LOG = (
    "views/what_families_told_us.py",
    "views/commentary.py",
    "views/year_log.py",
)
LETTERS_OF_A_HEADING = 90
PAGE_OF = {
    "priority": PRIORITIES,
    **dict.fromkeys(("action", "decision", "risk", "dispute"), ACTIONS),
    "feedback": FAMILIES,
    "commentary": COMMENTARY,
    **dict.fromkeys(("insight", "contribution", "arrangements_change", "reform"), LOG),
}
"""The page on which a kind of record stands."""


def every() -> tuple[Item, ...]:
    """All records of the year, the oldest first."""
    return through_the_year.items(session.entries())


def titles(held: Release | None) -> dict[str, str]:
    """The titles of the release's measures by their ids; none before the first release."""
    return {} if held is None else {id: row["title"] for id, row in rows.measures(held).items()}


def asked(found: Iterable[Item]) -> Item | None:
    """The record that the address names, or None."""
    wanted = st.query_params.get("record")
    return next((item for item in found if item.id == wanted), None)


def of(found: Iterable[Item], *kinds: str) -> list[Item]:
    """Those of some kinds, the oldest first."""
    return [item for item in found if item.kind in kinds]


def still(found: Iterable[Item], *kinds: str) -> list[Item]:
    """Those of some kinds that are not over, what is overdue first, then by what is due first."""
    some = [item for item in of(found, *kinds) if not words.is_over(item)]
    return sorted(some, key=lambda item: (item.due is None, item.due or item.begun_on))


def over(found: Iterable[Item], *kinds: str) -> list[Item]:
    """Those of some kinds that are over, the newest first."""
    return [item for item in of(found, *kinds) if words.is_over(item)][::-1]


def link(item: Item, held: Release | None) -> None:
    """A record as a link to itself: the beginning of its title, and where it stands."""
    with st.container(gap="xxsmall"):
        st.page_link(
            PAGE_OF[item.kind],
            label=f"**{quoting.plain(short(words.title(item, titles(held))))}**",
            query_params=session.link(record=item.id),
        )
        figure.say(quoting.plain(words.standing(item, session.today())), grey=True)


def section(title: str, found: Sequence[Item], held: Release | None, empty: str = "") -> None:
    """A heading and the records under it; nothing where there is none and nothing to say of that."""
    if not found and not empty:
        return
    st.header(title, anchor=False)
    figure.say("" if found else empty)
    for item in found:
        link(item, held)


def offers(held: Release | None, found: Sequence[Item], *kinds: str) -> None:
    """What a reader may begin, each behind its own switch; why a kind is kept stands with it."""
    for kind in kinds:
        year_forms.offer(kind, held, found)


def by_agency(held: Release | None, found: Sequence[Item]) -> None:
    """Open actions by agency: the agency with most overdue first, and of each what is overdue first."""
    late = status.overdue_by_agency(found, session.today(), ("action",))
    opened = still(found, "action")
    agencies = dict.fromkeys([*late, *(item.agency or "" for item in opened)])
    for agency in agencies:
        theirs = [item for item in opened if item.agency == agency]
        section(words.agency_heading(agency, late.get(agency, 0)), theirs, held)


def fired(found: Iterable[triggers.Trigger]) -> None:
    """What the rules bring before somebody, under whom it is for. Nobody can take any of it away."""
    each = tuple(found)
    figure.say(words.TRIGGERS if each else words.NO_TRIGGERS, grey=True)
    for to, whom in triggers.TO.items():
        theirs = [one for one in each if one.to == to]
        if theirs:
            st.subheader(f"For {whom}", anchor=False)
            figure.say("\n".join(f"- {quoting.plain(words.trigger(one))}" for one in theirs))


def said_and_did(item: Item) -> None:
    """You said, we did: one beside the other, and what is different."""
    with st.container(border=True, gap="xsmall"):
        quoting.facts(words.said_and_did(item))
        st.page_link(
            FAMILIES,
            label=f"{words.called(item.id)}: {quoting.plain(words.standing(item, session.today()))}",
            query_params=session.link(record=item.id),
        )


def at_home(held: Release) -> None:
    """The lines of a first page: what the figures say of the priorities, and actions overdue by agency."""
    found, today = every(), session.today()
    told = words.priorities_at_home(status.priorities(found, held))
    st.page_link(PRIORITIES, label=f"**Priorities:** {told}", query_params=session.link())
    late = words.overdue_at_home(found, today)
    st.page_link(ACTIONS, label=f"**Actions:** {late}", query_params=session.link())


def whole(held: Release | None, found: Sequence[Item], item: Item) -> None:
    """A record with all it holds, what came of it, its history, and what this reader may do."""
    kind, known = KINDS[item.kind], titles(held)
    st.page_link(PAGE_OF[item.kind], label=f"All {kind.many}", query_params=session.link())
    name = short(words.title(item, known), LETTERS_OF_A_HEADING)
    figure.heading(
        f"{words.called(item.id)}: {quoting.plain(name)}",
        quoting.plain(words.standing(item, session.today())),
    )
    if item.kind == "priority":
        of_priority(held, *status.priorities([item], held))
    quoting.facts(
        [
            (field.label, words.value(field, item.values.get(key), known))
            for key, field in kind.fields.items()
            if item.values.get(key) is not None
            and field.kind is not Is.LINKS
            and key not in (kind.due, *ROLES, "level")
        ]
    )
    _measure(held, item)
    _linked(held, found, item)
    st.header("What was done", anchor=False)
    _history(item, known)
    st.header("What you can do", anchor=False)
    year_forms.reply(held, found, item)
    for child in ("action", "insight"):
        if item.kind in year_forms.comes_of(child):
            year_forms.offer(child, held, found, of=item)
    figure.say(kind.guidance, grey=True)


def _measure(held: Release | None, item: Item) -> None:
    """The measure that a record is about, as a link to its story."""
    name = item.values.get("measure")
    if held is not None and name in rows.measures(held):
        measure = rows.measures(held)[name]
        st.page_link(
            figure.place(measure),
            label=f"See the figures: {measure['title']}",
            query_params=session.link(measure=measure["id"]),
        )


def of_measure(held: Release, measure: rows.Row) -> None:
    """What agencies said of a measure, under its story, and the way to ask for more or write it."""
    said = [item for item in of(every(), "commentary") if item.values["measure"] == measure["id"]]
    for item in reversed(said):
        link(item, held)
    st.page_link(
        COMMENTARY,
        label="Commentary: what agencies say of this, and what was asked of them",
        query_params=session.link(about=measure["id"]),
    )


def _linked(held: Release | None, found: Sequence[Item], item: Item) -> None:
    """What a record comes of, and what came of it, whichever of the two names the other."""
    names = _links(item)
    forward = [one for one in found if one.id in names]
    came = [one for one in found if item.id in _links(one) and one not in forward]
    challenges = [one for one in exchange.every() if one.id in names]
    if forward or challenges:
        st.header("Goes with", anchor=False)
    for one in forward:
        link(one, held)
    for challenge in challenges:
        exchange.link(challenge)
    section("What came of it", came, held)


def _links(item: Item) -> list[str]:
    """The ids of all records that a record names."""
    fields = KINDS[item.kind].fields
    return [
        id
        for key, held in item.values.items()
        if fields[key].kind is Is.LINKS and held is not None
        for id in held
    ]


def _history(item: Item, known: dict[str, str]) -> None:
    """Everything ever done, in order, with every version of what was changed."""
    of_entry = {version.entry.number: version for version in item.history}
    for entry in item.entries:
        version = of_entry.get(entry.number)
        if version is None:
            _without_effect(entry)
            continue
        with st.container(gap="xsmall"):
            figure.say(quoting.plain(words.done(entry, version.act.deed)), grey=True)
            quoting.facts(_set(item, version, known))


def _set(item: Item, version: Version, known: dict[str, str]) -> list[tuple[str, list[str]]]:
    """What an entry gave that does not stand above: its reason, its note, and what was changed since."""
    return [
        (field.label, words.value(field, version.given[field.key], known))
        for field in version.act.fields
        if version.given[field.key] is not None
        and (field.key not in item.values or len(item.versions(field.key)) > 1)
    ]


def _without_effect(entry: Entry) -> None:
    figure.say(
        f"{quoting.plain(words.done(entry, 'wrote this'))}. Kept, and without effect: nobody may do that as "
        "it then stood",
        grey=True,
    )
    quoting.facts([(str(key), [str(value)]) for key, value in entry.body.items()])


def never_begun() -> None:
    """Entries that could have begun nothing: kept, shown, and without effect."""
    found = through_the_year.never_begun(session.entries())
    if found:
        st.header("Kept, and without effect", anchor=False)
    for entry in found:
        _without_effect(entry)


def of_priority(held: Release | None, found: OfPriority) -> None:
    """The status of a priority, computed, with its measures as links to their stories."""
    icon = charts.icon(words.MEANING[found.status])
    figure.say(f"{icon} **{words.of_priority(found)}**")
    with st.container(gap="xxsmall"):
        for one in found.measures:
            _of_measure(held, one)


def _of_measure(held: Release | None, one: OfMeasure) -> None:
    measure = None if held is None else rows.measures(held).get(one.measure)
    if measure is None:
        figure.say(words.of_measure(one, None))
    else:
        figure.line(measure, words.of_measure(one, measure), one.signal)


def priority(held: Release | None, found: Sequence[Item], one: OfPriority) -> None:
    """A priority in the list: its status and measures, what would show failure, its story, its actions."""
    item = one.priority
    with st.container(border=True, gap="small"):
        st.header(quoting.plain(item.values["title"]), anchor=False)
        of_priority(held, one)
        told: list[tuple[str, Any]] = [
            (KINDS["priority"].fields[key].label, [item.values[key]])
            for key in ("falsifier", "narrative")
            if item.values.get(key)
        ]
        quoting.facts(told)
        under = [each for each in of(found, "action") if item.id in _links(each)]
        late = status.overdue(under, session.today())
        order = [*late, *(each for each in under if each not in late and not words.is_over(each))]
        done = sum(words.is_over(each) for each in under)
        st.subheader("Actions", anchor=False)
        figure.say(words.actions_under(len(under), len(late), done))
        for each in order:
            link(each, held)
        st.page_link(
            PRIORITIES,
            label=f"All of “{quoting.plain(item.values['title'])}”: owners, baseline, history",
            query_params=session.link(record=item.id),
        )
