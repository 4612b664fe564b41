"""Asking the analyst for what a release does not hold, and what became of what was asked."""

import streamlit as st

from dashboard import data_requests, group_words, quoting, rows, sending, session
from dashboard.data_requests import ANSWER_WORDS, Answer, Request
from dashboard.investigations import Investigation
from dashboard.scrutiny import choosing
from dashboard.scrutiny.choosing import Compared
from data.entries import Draft, Person
from metrics.measure import CHARACTERISTICS, INTERSECTIONS
from metrics.release import Release

FIELDS = "ask "
NOTHING = "nothing: as it stands"


def ask(
    held: Release, person: Person, investigation: Investigation, compared: Compared | None
) -> None:
    """Ask for an analysis, behind a control; what was asked before stands under it."""
    own = [each for each in every() if each.investigation == investigation.id]
    if st.toggle("Ask for what is missing here", key="ask for more"):
        _form(held, person, investigation, compared)
    for each in own:
        say(held, each)


def every() -> tuple[Request, ...]:
    """All requests, the oldest first."""
    return data_requests.requests_of(session.entries(data_requests.KIND))


def say(held: Release, request: Request) -> None:
    """One request, and what the analyst answered."""
    measure = rows.measures(held).get(request.measure)
    title = quoting.plain(request.measure if measure is None else measure["title"])
    by = group_words.characteristic_words(request.characteristic)
    more = f", adjusted for {group_words.differences(request.adjuster)}" if request.adjuster else ""
    st.caption(f"Asked for: {title} by {by}{more}. {ANSWER_WORDS[request.answer]}.")
    if request.answer is Answer.DECLINED:
        quoting.quote(request.why)


def _form(
    held: Release, person: Person, investigation: Investigation, compared: Compared | None
) -> None:
    titles = {
        name: row["title"] for name, row in rows.measures(held).items() if row["of"] == "children"
    }
    words = {
        name: group_words.upper(group_words.characteristic_words(name))
        for name in CHARACTERISTICS
        if name not in INTERSECTIONS
    }
    with st.form("ask"):
        sending.text_area("What you want to know", FIELDS, height=80)
        st.text_area("What you expect to find", key=f"{FIELDS}expectation", height=80)
        _select("What is counted", titles, "measure", None if compared is None else compared.found)
        by = None if compared is None else compared.asked.by
        _select("Looked at by", words, "characteristic", by)
        _select("Adjusted for", {"": NOTHING, **words}, "adjuster", "")
        st.text_area("Why it matters", key=f"{FIELDS}reason", height=80)
        st.form_submit_button(
            "Ask the analyst", on_click=_ask, args=(person, investigation, compared)
        )


def _select(label: str, options: dict[str, str], name: str, first: str | None) -> None:
    names = list(options)
    place = names.index(first) if first in options else 0
    st.selectbox(label, names, place, format_func=options.__getitem__, key=f"{FIELDS}{name}")


def _ask(person: Person, investigation: Investigation, compared: Compared | None) -> None:
    def given(name: str) -> str:
        return str(sending.given(FIELDS, name) or "")

    def draft() -> Draft:
        return data_requests.ask(
            person,
            question=given("text"),
            expectation=given("expectation"),
            measure=given("measure"),
            characteristic=given("characteristic"),
            adjuster=given("adjuster") or None,
            reason=given("reason"),
            investigation=investigation.id,
            shown=choosing.shown(compared),
        )

    sending.send(draft, FIELDS, "The analyst has your request. Its answer will stand here.")
