"""Forms of the records of the year, drawn from their declarations. What was typed stays until it is sent."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import exchange, figure, quoting, rows, sending, session, through_the_year
from dashboard.challenges.words import short
from dashboard.identity import agency_words
from dashboard.through_the_year import KINDS, Act, Around, Field, Is, Item, words
from dashboard.through_the_year.declared import SEVERAL
from data import codes
from data.entries import Draft
from metrics.release import Release

FROM = "sent from"
NOTHING_TO_DO = (
    "You can read this. Nothing of it waits for you, or it is another agency’s to write."
)


def comes_of(kind: str) -> tuple[str, ...]:
    """The kinds of record that one of this kind can be said to come of, as it is begun."""
    return tuple(
        name
        for act in KINDS[kind].begins
        for field in act.fields
        if field.key == "links"
        for name in field.of
    )


def offer(kind: str, held: Release | None, found: Sequence[Item], of: Item | None = None) -> None:
    """What a reader may begin of a kind, each act behind a switch. Nothing for who may begin none.

    of  the record that it comes of
    """
    declared, person = KINDS[kind], session.person()
    for act in through_the_year.may_begin(declared, person):
        fields = f"{person.id} {'' if of is None else of.id} {kind} {act.key} "
        label = act.words if of is None else f"From this: {act.words[:1].lower()}{act.words[1:]}"
        if not st.toggle(label, key=f"{fields}open"):
            continue
        if of is None:
            figure.say(declared.guidance, grey=True)
        if st.session_state.get(FROM) == fields:
            sending.tell()
        now = {
            # Who may for any agency chooses one; who may for their own finds it there.
            "agency": None if person.holds(*act.who.every) else person.agency,
            "links": [] if of is None else [of.id],
            "measure": (st.query_params.get("about") if of is None else of.values.get("measure")),
        }
        with st.form(fields):
            for field in act.fields:
                _field(fields, field, now.get(field.key), held, found)
            st.form_submit_button(
                act.words, type="primary", on_click=_begin, args=(kind, act, fields, held, found)
            )


def reply(held: Release | None, found: Sequence[Item], item: Item) -> None:
    """Ask for what a reader may do with a record, and send it."""
    person = session.person()
    fields = f"{person.id} {item.id} do "
    may = through_the_year.may_act(KINDS[item.kind], item, person)
    sending.tell()
    act = (
        st.radio(
            "What would you like to do?",
            may,
            format_func=lambda one: one.words,
            index=None,
            key=f"{fields}act",
        )
        if may
        else None
    )
    if act is None:
        figure.say("" if may else NOTHING_TO_DO)
        sending.show_kept(fields)
        return
    with st.form(fields):
        for field in act.fields:
            now = item.values.get(field.key) if act.prefilled else None
            _field(f"{fields}{act.key} ", field, now, held, found)
        st.form_submit_button(
            act.words, type="primary", on_click=_act, args=(item, act, fields, held, found)
        )


def _label(field: Field) -> str:
    """What is asked, with what helps to answer it: seen by all, and read out with the field."""
    asked = field.label if field.needed else f"{field.label} (optional)"
    if not field.help:
        return asked
    return f"{asked}{'' if asked[-1] in '.?…' else '.'} {field.help}"


def _field(
    fields: str, field: Field, now: Any, held: Release | None, found: Sequence[Item]
) -> None:
    """The control of a field, with what holds now in it where there is any."""
    label, key = _label(field), f"{fields}{field.key}"
    if field.kind in (Is.LINE, Is.YEAR):
        st.text_input(label, now or "", key=key)
    elif field.kind is Is.TEXT:
        st.text_area(label, now or "", key=key, height=100)
    elif field.kind is Is.LINES:
        st.text_area(label, "\n".join(now or ()), key=key, height=100)
    elif field.kind is Is.DAY:
        st.date_input(label, now or _usual(field), key=key, format="DD/MM/YYYY")
    else:
        _choice(label, key, field.kind, now, _options(field, held, found))


def _choice(label: str, key: str, kind: Is, now: Any, options: dict[str, str]) -> None:
    if kind in SEVERAL:
        st.multiselect(
            label,
            list(options),
            [one for one in now or () if one in options],
            format_func=options.__getitem__,
            placeholder="Choose one or more",
            key=key,
        )
        return
    st.selectbox(
        label,
        list(options),
        list(options).index(now) if now in options else None,
        format_func=options.__getitem__,
        placeholder="Choose one",
        key=key,
    )


def _usual(field: Field) -> dt.date | None:
    if field.working_days is None:
        return None
    return through_the_year.usual_day(field.working_days, session.rules(), session.today())


def _options(field: Field, held: Release | None, found: Sequence[Item]) -> dict[str, str]:
    """What can be chosen, with its words, in the order in which it is offered."""
    titles = {} if held is None else {id: row["title"] for id, row in rows.measures(held).items()}
    if field.kind is Is.CHOICE:
        return dict(field.choices)
    if field.kind in (Is.MEASURE, Is.MEASURES):
        return titles
    if field.kind in (Is.AGENCY, Is.AGENCIES):
        return {code: agency_words(code) for code in codes.labels("agency")}
    of_year = {
        one.id: f"{words.called(one.id)}: {short(words.title(one, titles), 80)}"
        for one in reversed(found)
        if one.kind in field.of
    }
    if "challenge" not in field.of:
        return of_year
    return of_year | {
        one.id: f"{words.called(one.id)}: {short(one.question, 80)}" for one in exchange.every()
    }


def _around(held: Release | None, found: Sequence[Item]) -> Around:
    return Around(
        session.today(),
        session.rules(),
        frozenset() if held is None else frozenset(rows.measures(held)),
        frozenset([one.id for one in found] + [one.id for one in exchange.every()]),
    )


def _given(fields: str, act: Act) -> dict[str, Any]:
    """What the reader put in the form of an act."""
    given = {field.key: sending.given(fields, field.key) for field in act.fields}
    for field in act.fields:
        if field.kind is Is.LINES:
            given[field.key] = quoting.lines(given[field.key])
    return given


def _begin(kind: str, act: Act, fields: str, held: Release | None, found: Sequence[Item]) -> None:
    def draft() -> Draft:
        given = _given(fields, act)
        shown = session.shown(measure=given.get("measure"))
        around = _around(held, found)
        return through_the_year.begin(kind, act.key, session.person(), given, around, shown)

    st.session_state[FROM] = fields
    written = sending.send(draft, fields, f"It is written down as {words.ONE[kind]}.")
    if written is not None:
        st.query_params["record"] = written


def _act(item: Item, act: Act, fields: str, held: Release | None, found: Sequence[Item]) -> None:
    given = _given(f"{fields}{act.key} ", act)
    written = sending.send(
        lambda: through_the_year.act(
            item,
            act.key,
            session.person(),
            given,
            _around(held, found),
            session.shown(measure=item.values.get("measure")),
        ),
        fields,
        f"Sent: {act.words[:1].lower()}{act.words[1:]}.",
    )
    if written is None:
        # Where the form cannot be drawn any more, all that was typed stands there to be copied.
        typed = [str(value) for value in given.values() if value and isinstance(value, str)]
        st.session_state[f"{fields}kept"] = "\n\n".join(typed)
