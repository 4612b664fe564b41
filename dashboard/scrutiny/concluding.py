"""The steps after the figures: evidence, conclusion, challenge, the signal to watch, and the note."""

import datetime as dt

import streamlit as st

from dashboard import (
    challenges,
    exchange,
    figure,
    group_words,
    investigations,
    quoting,
    rows,
    sending,
    session,
)
from dashboard.download import FORM_WORDS, MIME
from dashboard.investigations import (
    AGREEMENT_WORDS,
    CONFIDENCE_WORDS,
    EVIDENCE_WORDS,
    FINDING_WORDS,
    GRADING_WORDS,
    Finding,
    Investigation,
)
from dashboard.report.note import note_docx, note_pdf
from dashboard.scrutiny import choosing, shelf, words
from dashboard.scrutiny.choosing import Compared
from data.entries import Draft, Person
from data.problems import UserError
from metrics.release import Release

A_YEAR = 365
SIMILAR, HIGH, LOW = "similar", "high", "low"


def evidence(person: Person, one: Investigation, compared: Compared | None) -> None:
    """What else is known: attach it, with how good it is and whether it says the same."""
    shelf.evidence(one)
    fields = f"{one.id} attach "
    with st.form(fields):
        _select("What kind of evidence", EVIDENCE_WORDS, f"{fields}kind")
        sending.text_area("What it says, of groups and never of one child", fields, height=120)
        _select("How good it is", GRADING_WORDS, f"{fields}grading")
        _select("Beside the figures", AGREEMENT_WORDS, f"{fields}agreement")
        st.text_input("Where it can be read", key=f"{fields}where")
        st.form_submit_button(
            "Attach it", type="primary", on_click=_attach, args=(person, one, compared)
        )


def _select(label: str, options: dict[str, str], key: str) -> None:
    st.selectbox(
        label,
        list(options),
        index=None,
        format_func=options.__getitem__,
        placeholder="Choose one",
        key=key,
    )


def _attach(person: Person, one: Investigation, compared: Compared | None) -> None:
    fields = f"{one.id} attach "

    def draft() -> Draft:
        chosen = {name: sending.given(fields, name) for name in ("kind", "grading", "agreement")}
        if None in chosen.values():
            raise UserError(
                "Something is not chosen yet.\nChoose the kind, how good it is, and what it says "
                "beside the figures."
            )
        return investigations.attach(
            one,
            person,
            says=str(sending.given(fields, "text") or ""),
            where=str(sending.given(fields, "where") or ""),
            shown=choosing.shown(compared),
            **chosen,
        )

    sending.send(draft, fields, "The evidence is attached.")


def conclusion(person: Person, one: Investigation, compared: Compared | None) -> None:
    """What is concluded, how surely, what else could explain it, and what would change the author's mind."""
    shelf.conclusion(one)
    figure.say("You expected, before any figure was shown:", grey=True)
    quoting.quote(one.expectation)
    figure.say(words.not_taken(one), grey=True)
    fields = f"{one.id} conclude "
    with st.form(fields):
        st.radio(
            "What do you conclude?",
            list(FINDING_WORDS),
            index=None,
            format_func=FINDING_WORDS.__getitem__,
            key=f"{fields}finding",
        )
        sending.text_area("Your conclusion, in your words", fields, height=140)
        st.radio(
            "How sure are you?",
            list(CONFIDENCE_WORDS),
            index=None,
            format_func=CONFIDENCE_WORDS.__getitem__,
            key=f"{fields}confidence",
            horizontal=True,
        )
        st.text_area(
            "What else could explain it? At least one, each on a line of its own",
            key=f"{fields}alternatives",
            height=100,
        )
        st.text_area(
            "What would change your mind?"
            + (" Leave it empty to keep what you wrote at the beginning" if one.falsifier else ""),
            key=f"{fields}falsifier",
            height=80,
        )
        st.form_submit_button(
            "Conclude", type="primary", on_click=_conclude, args=(person, one, compared)
        )


def _conclude(person: Person, one: Investigation, compared: Compared | None) -> None:
    fields = f"{one.id} conclude "

    def draft() -> Draft:
        finding = sending.given(fields, "finding")
        if finding is None:
            raise UserError("What you conclude is not chosen yet.\nChoose one of the three.")
        return investigations.conclude(
            one,
            person,
            finding=Finding(finding),
            statement=str(sending.given(fields, "text") or ""),
            confidence=sending.given(fields, "confidence"),
            alternatives=quoting.lines(sending.given(fields, "alternatives")),
            falsifier=str(sending.given(fields, "falsifier") or ""),
            shown=choosing.shown(compared),
        )

    sending.send(draft, fields, "Your conclusion is kept. Partners can read it now.")


def challenge(held: Release, person: Person, one: Investigation, compared: Compared | None) -> None:
    """Ask a named partner for an answer by a day; what was asked before stands above."""
    shelf.challenges_of(one)
    st.header("Ask a partner", anchor=False)
    if compared is not None:
        st.session_state.setdefault("issue measure", compared.found)
    exchange.issue(held, one.id)


def follow_up(held: Release, person: Person, one: Investigation, compared: Compared | None) -> None:
    """The signal that would show that it has got better, and the day by which it should."""
    shelf.watches(held, one)
    if compared is None:
        figure.say(words.NO_FIGURES)
        return
    fields = f"{one.id} watch "
    signals = {
        SIMILAR: f"The rate for {compared.whom} is similar to that of all other known children"
    }
    if rows.signals(held, compared.found, rows.place(dict(compared.measure), compared.asked.area)):
        signals |= {
            LOW: f"{compared.measure['title']}, all children: a signal below the usual range",
            HIGH: f"{compared.measure['title']}, all children: a signal above the usual range",
        }
    area = rows.areas(held).get(compared.asked.area, figure.WHOLE)
    with st.form(fields):
        figure.say(
            f"{compared.measure['title']} by {group_words.characteristic_words(compared.asked.by)}, {area}.",
            grey=True,
        )
        st.radio(
            "What would show that it has got better?",
            list(signals),
            format_func=signals.__getitem__,
            key=f"{fields}signal",
        )
        st.date_input(
            "By which day should it have come?",
            session.today() + dt.timedelta(days=A_YEAR),
            key=f"{fields}by",
            format="DD/MM/YYYY",
        )
        st.form_submit_button(
            "Watch for it", type="primary", on_click=_watch, args=(person, one, compared)
        )


def _watch(person: Person, one: Investigation, compared: Compared) -> None:
    fields = f"{one.id} watch "

    def draft() -> Draft:
        signal, by = sending.given(fields, "signal"), sending.given(fields, "by")
        if by is None:
            raise UserError("The day is lacking.\nGive the day by which it should have come.")
        of_group = signal == SIMILAR
        return investigations.watch(
            one,
            person,
            measure=compared.found,
            area=compared.asked.area,
            by=by,
            today=session.today(),
            direction=None if of_group else signal,
            characteristic=compared.asked.by if of_group else None,
            group=compared.group if of_group else None,
            shown=choosing.shown(compared),
        )

    sending.send(draft, fields, "It is watched from the next release on.")


def note(held: Release, person: Person, one: Investigation, writes: bool) -> None:
    """The investigation note as PDF and Word: for whoever may read it."""
    figure.say(
        "The note holds the question as posed, each look with its figures as its release prints "
        "them, the evidence, the conclusion, the challenge and its answer, and what is watched. It "
        "can go into the yearly report as it stands."
    )
    if one.conclusion is None:
        figure.say("Nothing is concluded yet: the note will say so.", grey=True)
    entries = session.entries(challenges.KIND)
    with st.container(horizontal=True):
        for form, make in (("pdf", note_pdf), ("docx", note_docx)):
            st.download_button(
                f"Download as {FORM_WORDS[form]}",
                lambda make=make: make(one, entries, held, session.earlier_release),
                file_name=f"{one.id}.{form}",
                mime=MIME[form],
                key=f"{one.id} {form}",
                on_click=_exported if writes else "ignore",
                args=(person, one, form),
            )


def _exported(person: Person, one: Investigation, form: str) -> None:
    sending.send(
        lambda: investigations.exported(one, person, form, session.shown()),
        f"{one.id} export ",
        "The record says that the note was written out.",
    )
