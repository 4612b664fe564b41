"""How an investigation begins: a question and what is expected, kept before any figure is shown."""

import streamlit as st

from dashboard import (
    figure,
    gap_rows,
    group_words,
    investigations,
    rows,
    sending,
    session,
)
from dashboard.scrutiny import suggesting, words
from data.entries import Draft, Person
from metrics.release import Release

FIELDS = "pose "


def begin(held: Release, person: Person) -> None:
    """Ask for the question and the expectation, suggest where to begin, and keep it."""
    figure.say(words.FIRST_THINGS_FIRST)
    sending.text_area(
        "What do you want to know?",
        FIELDS,
        height=80,
        placeholder="For example: are disabled children less likely to come to a conference here, and why?",
    )
    st.text_area("What do you expect to find?", key=f"{FIELDS}expectation", height=80)
    st.text_area(
        "What would change your mind? You may leave this for later",
        key=f"{FIELDS}falsifier",
        height=80,
    )
    _where_to_begin(held)
    st.button("Keep these, then open the figures", type="primary", on_click=_pose, args=(person,))


def _where_to_begin(held: Release) -> None:
    """The measure and the characteristic to begin with, suggested by the words of the question."""
    question = str(sending.given(FIELDS, "text") or "")
    titles = {name: rows.measures(held)[name]["title"] for name in gap_rows.compared(held)}
    if not titles:
        return
    about = suggesting.measure(question, titles)
    offered = gap_rows.characteristics(held, list(titles), session.area())
    by = suggesting.characteristic(question, offered)
    if about is not None:
        figure.say(f"Your question seems to be about: {titles[about]}.", grey=True)
        figure.say(rows.measures(held)[about]["definition"], grey=True)
    left, right = st.columns(2)
    phrases = {name: group_words.upper(group_words.characteristic_words(name)) for name in offered}
    for where, label, options, first, name in (
        (left, "Begin with", titles, about, "measure"),
        (right, "Looked at by", phrases, by, "characteristic"),
    ):
        names = list(options)
        place = names.index(first) if first in options else 0
        # The key holds what is suggested, so that a new suggestion is taken up and a choice is kept.
        where.selectbox(
            label, names, place, format_func=options.__getitem__, key=f"{FIELDS}{name} {first}"
        )
        st.session_state[f"{FIELDS}chosen {name}"] = f"{FIELDS}{name} {first}"


def _chosen(name: str) -> str | None:
    key = st.session_state.get(f"{FIELDS}chosen {name}")
    return None if key is None else st.session_state.get(key)


def _pose(person: Person) -> None:
    def draft() -> Draft:
        measure, by = _chosen("measure"), _chosen("characteristic")
        return investigations.pose(
            person,
            question=str(sending.given(FIELDS, "text") or ""),
            expectation=str(sending.given(FIELDS, "expectation") or ""),
            falsifier=str(sending.given(FIELDS, "falsifier") or ""),
            measure=measure,
            characteristic=by,
            shown=session.shown(
                measure=measure,
                characteristic=by,
                area=session.area(),
                period=str(st.session_state["period"]),
            ),
        )

    written = sending.send(draft, FIELDS, "Your question and what you expect are kept.")
    if written is not None:
        st.query_params["investigation"] = written
        st.query_params["step"] = "recording"
