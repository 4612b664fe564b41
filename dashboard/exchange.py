"""A challenge on the page: what was asked, what was said since, and what this reader may do."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from dashboard import challenges, figure, investigations, quoting, rows, sending, session
from dashboard.challenges import ACTION_WORDS, OUTCOME_WORDS, Action, Challenge, words
from data.entries import Draft, Entry, Person
from data.problems import UserError
from metrics.release import Release

PAGE = "views/challenges.py"

ASKS: dict[Action, str] = {
    Action.AMEND: "The question, put better",
    Action.RESPOND: "Your response",
    Action.ACCEPT: "What you accept, in your words",
    Action.PARTLY_ACCEPT: "What you accept, and the reason for the rest",
    Action.REJECT: "The reason",
    Action.OFFER_EVIDENCE: "What the evidence shows, of groups and never of one child",
    Action.NOTE: "The note",
    Action.ASK_AGAIN: "What is still asked",
    Action.ESCALATE: "Why it goes to the lead partners",
    Action.CLOSE: "Your assessment of the answer",
    Action.REOPEN: "Why it is opened again",
}
PROMISES = (Action.ACCEPT, Action.PARTLY_ACCEPT)
NEW_DAY = (Action.ASK_AGAIN, Action.ESCALATE, Action.REOPEN)
SENT: dict[Action, str] = {
    Action.ISSUE: "Your challenge was issued.",
    Action.ACKNOWLEDGE: "It is acknowledged. The day by which an answer is due stays.",
    Action.CLOSE: "The challenge is closed.",
    Action.REOPEN: "The challenge is open again.",
}
NOTHING_TO_DO = (
    "You can read this challenge. {who} answers it, and the independent scrutineer closes it."
)


def every() -> tuple[Challenge, ...]:
    """All challenges, the oldest first."""
    return challenges.challenges_of(session.entries(challenges.KIND))


def link(challenge: Challenge) -> None:
    """A challenge as a link to its page: the beginning of the question, to whom, and where it stands."""
    st.page_link(
        PAGE,
        label=f"**{quoting.plain(words.short(challenge.question))}**",
        query_params=session.link(challenge=challenge.id),
    )
    figure.say(f"To {challenge.to.words}. {words.standing(challenge, session.today())}", grey=True)


def section(title: str, found: Iterable[Challenge], empty: str = "") -> None:
    """A heading and the challenges under it; nothing where there is none and nothing to say of that."""
    each = tuple(found)
    if not each and not empty:
        return
    st.header(title, anchor=False)
    figure.say("" if each else empty)
    for one in each:
        with st.container(gap="xxsmall"):
            link(one)


def at_home() -> None:
    """The line of a first page: what waits for this reader, and for lead partners what is overdue.

    It leads to the one challenge that waits, or to all of them.
    """
    found, person, today = every(), session.person(), session.today()
    rules = session.rules()
    mine = words.waits_for(found, person, today, rules)
    if person.holds("lsp"):
        mine += tuple(one for one in challenges.overdue(found, today) if one not in mine)
    alone = {"challenge": mine[0].id} if len(mine) == 1 else {}
    st.page_link(
        PAGE,
        label=f"**Challenges:** {words.home_answer(found, person, today, rules)}",
        query_params=session.link(**alone),
    )


def whole(held: Release | None, challenge: Challenge) -> None:
    """A challenge with its evidence and history, and what this reader may do."""
    today = session.today()
    figure.heading(words.called(challenge), words.standing(challenge, today))
    figure.say(f"To {challenge.to.words}. {words.asked(challenge)}", grey=True)
    quoting.quote(challenge.question)
    if challenge.background:
        figure.say("Background", grey=True)
        quoting.quote(challenge.background)
    _rests_on(held, challenge)
    st.header("What was said", anchor=False)
    for entry in challenge.entries:
        _said(challenge, entry)
    st.header("What you can do", anchor=False)
    reply(challenge, session.person())


def _rests_on(held: Release | None, challenge: Challenge) -> None:
    """The measure, the release and the papers that a challenge points to."""
    shown = challenge.entries[0].shown
    if held is not None and challenge.measure in rows.measures(held):
        measure = rows.measures(held)[challenge.measure]
        chosen = {
            key: shown.settings[name]
            for key, name in (("area", "area"), ("period", "period"), ("by", "characteristic"))
            if shown.settings.get(name)
        }
        st.page_link(
            figure.place(measure),
            label=f"See the figures: {measure['title']}",
            query_params=session.link(measure=measure["id"], **chosen),
        )
    if challenge.investigation:
        figure.say(f"It came of {quoting.plain(challenge.investigation)}.", grey=True)
    figure.say(_release(held, shown.release), grey=True)


def _release(held: Release | None, digest: str | None) -> str:
    if digest is None:
        return ""
    if held is not None and held.digest == digest:
        return f"The figures are those of this release ({digest[:12]})."
    return (
        f"It was written on an earlier release ({digest[:12]}). The figures may have changed since."
    )


def _said(challenge: Challenge, entry: Entry) -> None:
    """One entry of the history. The question stands above already, unless it was put better since."""
    aside = ""
    if entry in challenge.irregular:
        aside = ". Kept, and without effect: nobody may do that as it then stood"
    with st.container(gap="xsmall"):
        figure.say(f"{quoting.plain(words.done(entry))}{aside}", grey=True)
        text = words.text_of(entry)
        if text and not (entry.number == 1 and text == challenge.question):
            quoting.quote(text)
        for what, found in words.particulars(entry):
            quoting.quote_list(what, found)
        for line in words.days_and_outcome(entry):
            figure.say(line)


def reply(challenge: Challenge, person: Person) -> None:
    """Ask for what a person may do, and send it. What was written stays until it is sent."""
    fields = f"{person.id} {challenge.id} "
    may = challenges.allowed(challenge, person)
    sending.tell()
    if not may:
        figure.say(NOTHING_TO_DO.format(who=challenge.to.words))
        sending.show_kept(fields)
        return
    action = st.radio(
        "What would you like to do?",
        may,
        format_func=ACTION_WORDS.__getitem__,
        index=None,
        key=f"{fields}action",
    )
    if action is None:
        sending.show_kept(fields)
        return
    with st.form(fields):
        _fields(fields, action)
        st.form_submit_button(
            ACTION_WORDS[action],
            type="primary",
            on_click=_reply,
            args=(challenge, fields, action),
        )


def _fields(fields: str, action: Action) -> None:
    """The fields of an action. The text's key is the same for all, so that a change of mind loses nothing."""
    if action in ASKS:
        sending.text_area(ASKS[action], fields, height=180)
    if action in PROMISES:
        st.text_area("What will be done, each on a line of its own", key=f"{fields}actions")
        st.date_input(
            "By which day will you show that it was done?",
            None,
            key=f"{fields}due",
            format="DD/MM/YYYY",
        )
    if action is Action.OFFER_EVIDENCE:
        st.text_area(
            "Where it can be read, each paper on a line of its own", key=f"{fields}evidence"
        )
    if action in NEW_DAY:
        usual = session.rules().due(session.today())
        st.date_input(
            "By which day is an answer due?", usual, key=f"{fields}new day", format="DD/MM/YYYY"
        )
    if action is Action.CLOSE:
        st.selectbox(
            "Why is it closed?",
            list(OUTCOME_WORDS),
            format_func=OUTCOME_WORDS.__getitem__,
            index=None,
            placeholder="Choose one of the four",
            key=f"{fields}outcome",
        )


def _reply(challenge: Challenge, fields: str, action: Action) -> None:
    sending.send(
        lambda: challenges.act(
            challenge,
            session.person(),
            action,
            sending.given(fields, "text") or "",
            today=session.today(),
            rules=session.rules(),
            due=sending.given(fields, "new day" if action in NEW_DAY else "due"),
            outcome=sending.given(fields, "outcome"),
            actions=quoting.lines(sending.given(fields, "actions")),
            evidence=quoting.lines(sending.given(fields, "evidence")),
            shown=session.shown(measure=challenge.measure),
        ),
        fields,
        SENT.get(action, f"Sent: {ACTION_WORDS[action].lower()}."),
    )


def issue(held: Release | None, investigation: str | None = None) -> None:
    """Ask for a challenge, and issue it. Other pages may set it beside what they show.

    investigation  the id of the one that it comes of
    """
    sending.tell()
    titles = {} if held is None else {k: v["title"] for k, v in rows.measures(held).items()}
    with st.form("issue"):
        sending.text_area("The question", "issue ", height=120)
        st.text_area("Background: what you saw, and why it matters", key="issue background")
        st.selectbox(
            "To whom",
            list(words.addressees()),
            index=None,
            placeholder="Choose one",
            key="issue addressee",
        )
        usual = session.rules().due(session.today())
        st.date_input("Answer due by", usual, key="issue due", format="DD/MM/YYYY")
        st.selectbox(
            "Which measure it is about",
            list(titles),
            index=None,
            format_func=titles.__getitem__,
            placeholder="None in particular",
            key="issue measure",
        )
        st.text_area("Other evidence, each paper on a line of its own", key="issue evidence")
        st.form_submit_button(
            ACTION_WORDS[Action.ISSUE],
            type="primary",
            on_click=_issue,
            args=(investigation,),
        )


def _issue(investigation: str | None) -> None:
    def given(name: str) -> Any:
        return sending.given("issue ", name)

    def draft() -> Draft:
        if given("addressee") is None:
            raise UserError("A challenge is to somebody.\nChoose to whom it is.")
        return challenges.issue(
            session.person(),
            words.addressees()[given("addressee")],
            given("text") or "",
            today=session.today(),
            rules=session.rules(),
            background=given("background") or "",
            due=given("due"),
            investigation=investigation,
            measure=given("measure"),
            evidence=quoting.lines(given("evidence")),
            shown=session.shown(measure=given("measure")),
        )

    written = sending.send(draft, "issue ", SENT[Action.ISSUE])
    if written is None:
        return
    st.query_params["challenge"] = written
    if investigation is not None:
        sending.send(lambda: _came_of(investigation, written), "issue ", SENT[Action.ISSUE])


def _came_of(investigation: str, challenge: str) -> Draft:
    theirs = session.records().entries(subject=investigation)
    return investigations.link(investigations.investigation_of(theirs), session.person(), challenge)
