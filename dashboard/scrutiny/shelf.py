"""The list of investigations: the scrutineer's own to go on with, and for partners what was concluded."""

from collections.abc import Sequence

import streamlit as st

from dashboard import exchange, figure, investigations, quoting, session
from dashboard.challenges import words as challenge_words
from dashboard.investigations import STEPS, Investigation
from dashboard.scrutiny import choosing, words
from data.entries import Person
from metrics.release import Release

PAGE = "views/scrutineer_workspace.py"


def every() -> tuple[Investigation, ...]:
    """All investigations, the oldest first."""
    return investigations.investigations_of(session.entries(investigations.KIND))


def readable(person: Person) -> tuple[Investigation, ...]:
    """Those that a person may read, the newest first: a scrutineer all, others what was concluded."""
    return tuple(
        one for one in reversed(every()) if person.holds("scrutineer") or one.conclusion is not None
    )


def listed(held: Release, found: Sequence[Investigation]) -> None:
    """Each as a link, those still open before the concluded ones."""
    for told in words.signals_that_came(found, held, session.today()):
        st.info(quoting.plain(told))
    for title, some in (
        ("Under way", [one for one in found if one.conclusion is None]),
        ("Concluded", [one for one in found if one.conclusion is not None]),
    ):
        if some:
            st.header(title, anchor=False)
        for one in some:
            with st.container(gap="xxsmall"):
                link(one)


def link(one: Investigation) -> None:
    """An investigation as a link to where it was left: its next step, area and period."""
    last = choosing.last_settings(one)
    where = {name: str(last[name]) for name in ("area", "period") if last.get(name)}
    st.page_link(
        PAGE,
        label=f"**{quoting.plain(challenge_words.short(one.question))}**",
        query_params=session.link(**where, investigation=one.id, step=_next_step(one)),
    )
    figure.say(quoting.plain(words.standing(one)), grey=True)


def _next_step(one: Investigation) -> str:
    """The first step that was not taken; the first of all where all were."""
    taken = investigations.done(one)
    return next((step.key for step in STEPS if not taken[step.key]), STEPS[0].key)


def whole(held: Release, one: Investigation) -> None:
    """A concluded investigation for whoever reads only."""
    title = quoting.plain(challenge_words.short(one.question, 100))
    figure.heading(title, quoting.plain(words.standing(one)))
    question(one)
    conclusion(one)
    evidence(one)
    challenges_of(one)
    watches(held, one)


def question(one: Investigation) -> None:
    """The question as posed and what was expected, before any figure was shown."""
    figure.say("The question", grey=True)
    quoting.quote(one.question)
    figure.say("Expected, before any figure was shown", grey=True)
    quoting.quote(one.expectation)
    if one.falsifier:
        figure.say("What would change the author’s mind", grey=True)
        quoting.quote(one.falsifier)


def conclusion(one: Investigation) -> None:
    """The newest conclusion, and that there were others."""
    found = one.conclusion
    if found is None:
        return
    st.header("What was concluded", anchor=False)
    figure.say(words.concluded(found))
    quoting.quote(found.statement)
    quoting.quote_list("What else could explain it", list(found.alternatives))
    figure.say("What would change the author’s mind", grey=True)
    quoting.quote(found.falsifier)
    if len(one.conclusions) > 1:
        figure.say(
            f"It is the newest of {len(one.conclusions)} conclusions; all are kept.", grey=True
        )


def evidence(one: Investigation) -> None:
    """Evidence from elsewhere: the table of agreement, then what each piece says."""
    if not one.evidence:
        return
    st.header("Evidence from elsewhere", anchor=False)
    figure.table(
        words.evidence_rows(one), "Evidence, and whether it says the same as the figures", ""
    )
    for entry in one.evidence:
        quoting.quote(entry.body["says"])
        if entry.body["where"]:
            figure.say(f"Where: {quoting.plain(entry.body['where'])}", grey=True)


def challenges_of(one: Investigation) -> None:
    """The challenges that came of it, each as a link."""
    found = [each for each in exchange.every() if each.id in one.challenges]
    if found:
        exchange.section("Challenges that came of it", found)


def watches(held: Release, one: Investigation) -> None:
    """What is watched, and what became of it."""
    if not one.watches:
        return
    st.header("What is watched", anchor=False)
    found = investigations.watched_by(one, held.signals, held.comparisons, session.today())
    figure.table(words.watch_rows(found, held, session.today()), "Watched signals", "")
