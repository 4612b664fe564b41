"""Sending what a reader wrote: stored whole, or refused with words and nothing of it lost."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import figure, quoting, session
from data.entries import Draft, OvertakenError
from data.problems import UserError


def send(drafts: Callable[[], Draft | Sequence[Draft]], fields: str, told: str) -> str | None:
    """Write what somebody sends, and empty the fields whose keys begin so; else keep all that was written.

    To be called as a form's button is pressed, before the page is drawn anew: then what `drafts` closes over
    is what its writer had on the screen, and whoever wrote in between is not overlooked.

    drafts  gives one draft or several, of which all are written or none
    fields  the beginning of the keys of the form's fields; the text's own key ends in "text"
    told    what the reader is told by `tell` once it is written
    Gives the id of what was written to (the last of several), or None where it was refused.
    """
    state = st.session_state
    try:
        made = drafts()
        entries = session.records().append(*([made] if isinstance(made, Draft) else made))
    except UserError as error:
        state["refused"] = figure.lines(error)
        if isinstance(error, OvertakenError):
            state["refused"] += "  \nWhat they wrote stands on this page."
        state[f"{fields}kept"] = state.get(f"{fields}text") or state.get(f"{fields}kept", "")
        return None
    for key in [key for key in state if str(key).startswith(fields)]:
        del state[key]
    state["sent"] = told
    return entries[-1].subject


def tell() -> None:
    """What became of what was sent last. It is said once, where it stands on the page."""
    if refused := st.session_state.pop("refused", None):
        st.error(refused)
    if sent := st.session_state.pop("sent", None):
        st.success(sent)


def text_area(label: str, fields: str, **more: Any) -> None:
    """The field of a form's text. What was refused before stands in it again."""
    key, kept = f"{fields}text", f"{fields}kept"
    # Streamlit forgets a field that was not drawn, as when the form changed meanwhile.
    if key not in st.session_state and kept in st.session_state:
        st.session_state[key] = st.session_state[kept]
    st.text_area(label, key=key, **more)


def show_kept(fields: str) -> None:
    """What was written and not sent, where there is no field for it any more."""
    if text := st.session_state.get(f"{fields}kept"):
        figure.say("You wrote this, and it was not sent:")
        quoting.quote(text)


def given(fields: str, name: str) -> Any:
    """What a field of a form holds, or None where the form has no such field."""
    return st.session_state.get(f"{fields}{name}")
