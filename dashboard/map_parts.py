"""The parts of the scrutiny map: the plan, what was found, what was asked, and what the scrutineer adds."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import figure, looks, map_words, quoting, sending, session, wording
from dashboard.data_requests import Request
from dashboard.looks import BY_FIGURES, METHODS, Look, Planned
from dashboard.scrutiny_plan import Item
from data.entries import Draft
from data.problems import UserError

FIRST = 5
"""So many topics of the plan, and so many looks, are shown before anybody asks for more."""
OTHER_METHODS = [method for method in METHODS if method != BY_FIGURES]


def ranked(items: Sequence[Item]) -> None:
    """The plan by evidence: topics with the reasons to look at them, the first of them first."""
    for place, item in enumerate(_first(items, "topics"), 1):
        with st.container(gap="xxsmall"):
            figure.say(f"**{map_words.item_line(place, item)}**")
            for line in map_words.reason_lines(item):
                figure.say(line, grey=True)


def planned(found: Sequence[Planned], topics: Mapping[str, str]) -> None:
    """Looks that are planned and not yet taken, with the reasons in the scrutineer's words."""
    for one in found:
        with st.container(gap="xxsmall"):
            figure.say(quoting.plain(map_words.planned_line(one, topics)), grey=True)
            quoting.quote(one.why)


def found(looked: Sequence[Look], topics: Mapping[str, str]) -> None:
    """What was found, the newest look first."""
    figure.say("" if looked else "No look is kept yet.")
    for look in _first(looked[::-1], "looks"):
        with st.container(gap="xxsmall"):
            figure.say(quoting.plain(map_words.looked_line(look, topics)), grey=True)
            quoting.quote(look.found)


def _first(every: Sequence[Any], what: str) -> Sequence[Any]:
    if len(every) > FIRST and not st.toggle(f"Show all {len(every)} {what}", key=f"all {what}"):
        return every[:FIRST]
    return every


def asked(requests: Sequence[Request], titles: Mapping[str, str]) -> None:
    """What was asked of the analyst and what was answered, the newest first."""
    figure.say(map_words.requests_answer(requests))
    for request in reversed(requests):
        with st.container(gap="xxsmall"):
            said = map_words.asked_line(request, titles, wording.CHARACTERISTIC_WORDS)
            figure.say(quoting.plain(said), grey=True)
            quoting.quote(request.question)
            figure.say(map_words.answered_line(request))
            if request.why:
                quoting.quote(request.why)


def log(topics: Mapping[str, str]) -> None:
    """Ask for a look by another method than the figures, and keep it."""
    with st.form("log"):
        _topic_and_method("log ", topics, OTHER_METHODS)
        st.date_input("On which day", session.today(), key="log day", format="DD/MM/YYYY")
        sending.text_area("What was found, of groups and never of one child", "log ", height=140)
        st.date_input("Look again by, if you know", None, key="log next", format="DD/MM/YYYY")
        st.form_submit_button("Keep this look", type="primary", on_click=_log)


def plan(topics: Mapping[str, str]) -> None:
    """Ask for a look that is planned, and keep it."""
    with st.form("plan"):
        _topic_and_method("plan ", topics, list(METHODS))
        st.date_input("By which day", None, key="plan by", format="DD/MM/YYYY")
        sending.text_area("Why this, and why then", "plan ", height=100)
        st.form_submit_button("Plan this look", type="primary", on_click=_plan)


def _topic_and_method(fields: str, topics: Mapping[str, str], methods: list[str]) -> None:
    for label, options, words, name in (
        ("Topic", list(topics), topics, "topic"),
        ("How", methods, METHODS, "method"),
    ):
        st.selectbox(
            label,
            options,
            index=None,
            format_func=words.__getitem__,
            placeholder="Choose one",
            key=f"{fields}{name}",
        )


def _chosen(fields: str, day: str) -> dict[str, str]:
    """The topic and the method. Raises UserError where either, or the day, is lacking."""
    found = {name: sending.given(fields, name) for name in ("topic", "method")}
    if None in found.values() or sending.given(fields, day) is None:
        raise UserError("Something is not chosen yet.\nChoose the topic, how, and the day.")
    return found


def _log() -> None:
    def draft() -> Draft:
        return looks.log(
            session.person(),
            **_chosen("log ", "day"),
            day=sending.given("log ", "day"),
            found=sending.given("log ", "text") or "",
            today=session.today(),
            next_by=sending.given("log ", "next"),
            shown=session.shown(),
        )

    sending.send(draft, "log ", "The look is on the map.")


def _plan() -> None:
    def draft() -> Draft:
        return looks.plan(
            session.person(),
            **_chosen("plan ", "by"),
            by=sending.given("plan ", "by"),
            why=sending.given("plan ", "text") or "",
            today=session.today(),
            shown=session.shown(),
        )

    sending.send(draft, "plan ", "The look is planned.")
