"""Files refused as they are: asked what they are, and which of their headings is which of ours."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from dashboard import figure, loading
from data import codes
from data.problems import UserError
from data.returns import mapping
from data.returns.statement import PARTNERSHIP, ColumnMapping, Statement
from data.returns.subjects import SUBJECTS
from data.warehouse import Store

_LAYOUTS = {"rows": "A row for each event", "counts": "Totals"}


@dataclass(frozen=True)
class Unread:
    """An upload that was refused: why, and what was said of it so far."""

    upload: loading.Upload
    why: str
    says: Statement


def remember(upload: loading.Upload, why: str, area: str | None, as_at: dt.date | None) -> None:
    """Keep a refused upload until it is read or given up."""
    says = Statement(area=area, current_as_of=as_at)
    _held()[upload.name] = Unread(upload, why, says)


def forget(name: str) -> None:
    """It is read, or given up."""
    _held().pop(name, None)


def ask(store: Store, areas: dict[str, str]) -> None:
    """For each refused upload: why it was refused, what it is, and where needed what its headings mean."""
    for name, one in list(_held().items()):
        with st.container(border=True):
            st.error(figure.lines(UserError(one.why)))
            figure.say(
                f"If **{name}** is a partner's return or a school census, say what it does not."
            )
            _what_it_is(store, areas, name, one)
            unmatched = loading.unmatched(store, one.upload, one.says)
            if unmatched is not None:
                _headings(store, name, one, unmatched)
            st.button("Leave this file out", key=f"leave {name}", on_click=forget, args=(name,))


def _held() -> dict[str, Unread]:
    held: dict[str, Unread] = st.session_state.setdefault("unread", {})
    return held


def _what_it_is(store: Store, areas: dict[str, str], name: str, one: Unread) -> None:
    """What a file does not say: which return, whose, of where, of when."""
    where = {**areas, PARTNERSHIP: "The whole partnership"}
    with st.form(f"what {name}"):
        subject = st.selectbox(
            "Which return",
            ["", *SUBJECTS],
            ["", *SUBJECTS].index(one.says.subject or ""),
            format_func=lambda key: SUBJECTS[key].title if key else "As the file says",
        )
        layout = st.radio("What it holds", list(_LAYOUTS), format_func=_LAYOUTS.__getitem__)
        left, right = st.columns(2)
        agency = left.selectbox(
            "Agency", ["", *codes.labels("agency")], format_func=_agency_or_file
        )
        sender = right.text_input("Sender", placeholder="Such as Eastvale Police")
        area = st.selectbox(
            "Local authority",
            ["", *where],
            ["", *where].index(one.says.area or ""),
            format_func=lambda code: where[code] if code else "As the file says",
        )
        first, last, read = st.columns(3)
        covers_from = first.date_input("First day", None, format="DD/MM/YYYY")
        covers_to = last.date_input("Last day", None, format="DD/MM/YYYY")
        current = read.date_input(
            "Records read on, or census day", one.says.current_as_of, format="DD/MM/YYYY"
        )
        asked = st.form_submit_button("Load it as this")
    if asked:
        says = Statement(
            subject=subject or None,
            shape="counts" if layout == "counts" else None,
            sender=sender.strip() or None,
            agency=agency or None,
            area=area or None,
            covers_from=covers_from,
            covers_to=covers_to,
            current_as_of=current,
        )
        _try(store, name, replace(one, says=says))


def _agency_or_file(code: str) -> str:
    return codes.label("agency", code) if code else "As the file says"


def _headings(store: Store, name: str, one: Unread, unmatched: loading.Unmatched) -> None:
    """Each of our headings beside a choice of theirs; saved once, for all files with these headings."""
    figure.say("Which of its headings is which of ours? This is asked once and kept.")
    with st.form(f"headings {name}"):
        called = st.text_input("Name of this mapping", one.says.sender or Path(name).stem)
        choice = ["", *unmatched.headings]
        chosen = {
            field.heading: st.selectbox(
                f"{field.heading} (needed)" if field.needed else field.heading,
                choice,
                choice.index(unmatched.read_as.get(field.name, "")),
                format_func=lambda theirs: theirs or "Not in the file",
                help=field.says,
            )
            for field in sorted(unmatched.fields, key=lambda field: not field.needed)
        }
        asked = st.form_submit_button("Save and load")
    if asked:
        columns = {theirs: ours for ours, theirs in chosen.items() if theirs}
        told = replace(one.says, covers_from=None, covers_to=None, current_as_of=None)
        try:
            if len(columns) < sum(map(bool, chosen.values())):
                raise UserError("One of its headings was chosen twice.\nChoose each once.")
            store.save_mapping(
                mapping.checked(ColumnMapping(called, columns, says=told), f"“{called}”")
            )
        except UserError as error:
            st.error(figure.lines(error))
        else:
            _try(store, name, one)


def _try(store: Store, name: str, one: Unread) -> None:
    """Read it again with what was said; where it is refused again, with the new reason."""
    try:
        # Area and day are in what was said.
        kept = loading.keep_upload(store, one.upload, None, None, lambda _: None, one.says)
    except UserError as error:
        _held()[name] = replace(one, why=str(error))
    else:
        st.session_state.setdefault("loaded", {})[name] = kept
        forget(name)
    st.rerun()
