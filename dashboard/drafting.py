"""The pieces of the page on which the yearly report is written: parts, evidence, texts, what is missing."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import figure, quoting, rows, sending, session, signoff, wording
from dashboard.report import assembly, evidence, milestones, pins, prose
from dashboard.report.assembly import Assembled
from dashboard.report.evidence import Year
from dashboard.report.html import fragment
from dashboard.report.requirements import (
    BY_ID,
    REQUIREMENTS,
    SECTION_TITLES,
    STRENGTH_WORDS,
    Requirement,
    Strength,
)
from dashboard.reporting import Office
from dashboard.signoff import SCRUTINEER, Act, Report
from data.entries import LONDON, Entry
from data.problems import UserError, day_in_words

STATE_WORDS = {"written": "written", "left out": "left out", "missing": "still to write"}
MARKDOWN = (
    "Plain text, or with Markdown: **two stars** for bold, a line that begins with * for a list, # for a "
    "heading. Markup of web pages is printed as it stands. Never type a figure: put it in from the list."
)
UNCUT = "It is printed as you write it. Nobody else can change a word of it."


def begin(office: Office, year: str) -> None:
    """Before anybody began a year's report: who can."""
    if Act.BEGIN not in signoff.allowed(None, session.person(), office.places):
        figure.say("Nobody has begun this report. The chair or the analyst begins it.")
        return
    st.button(
        f"Begin the report of {year}",
        type="primary",
        on_click=_send,
        args=(
            lambda: signoff.begin(session.person(), year, office.places),
            "begin report",
            "The report is begun.",
        ),
    )


def _send(draft: Any, fields: str, told: str) -> None:
    sending.send(draft, fields, told)


def way(office: Office, report: Report | None, year: str) -> None:
    """The milestones; the chair or the analyst may set other days."""
    as_at = None if office.release is None else rows.as_at(office.release)
    found, today = milestones.due(report, year, as_at), session.today()
    if not st.toggle("Show the milestones", key="show milestones"):
        return
    figure.table(milestones.cells(found, today), "Milestones of the yearly report", "")
    figure.say(milestones.IF_NOT, grey=True)
    if report is None or Act.SET_DAY not in signoff.allowed(
        report, session.person(), office.places
    ):
        return
    with st.form("milestone "):
        words = {one.milestone.key: one.milestone.words for one in found}
        st.selectbox("Milestone", list(words), format_func=words.__getitem__, key="milestone which")
        st.date_input("By which day", None, key="milestone day", format="DD/MM/YYYY")
        st.form_submit_button("Set this day", on_click=_set_day, args=(office, report))
    left = {
        one.milestone.key: one.milestone.words
        for one in found
        if one.milestone.key in milestones.ONLY_PEOPLE_KNOW and not one.reached
    }
    for key, words in left.items():
        st.button(
            f"Reached: {words[:1].lower()}{words[1:]}",
            key=f"reached {key}",
            on_click=_send,
            args=(
                lambda key=key: signoff.reach(office.desk(report, session.person()), key),
                f"reached {key}",
                "It is reached.",
            ),
        )


def _set_day(office: Office, report: Report) -> None:
    which, day = sending.given("milestone ", "which"), sending.given("milestone ", "day")

    def draft() -> Any:
        if day is None:
            raise UserError("No day was given.\nChoose the day by which it is to be done.")
        milestones.may_be(report, which, day)
        return signoff.set_day(office.desk(report, session.person()), which, day)

    sending.send(draft, "milestone ", "The day is set.")


def parts(office: Office, checked: Assembled) -> dict[str, str]:
    """Every text of the report, in its order: key to name, with where it stands."""
    states = {one.requirement.id: one for one in checked.checks}
    named: dict[str, str] = {}
    for one in REQUIREMENTS:
        check = states[one.id]
        state = "to put right" if check.faults else STATE_WORDS[check.state]
        named[one.id] = f"{one.id} {one.title}: {state}"
    return {**named, **assembly.texts(office.places)}


def asked(one: Requirement) -> None:
    """What a requirement asks for, how strongly, and where it will stand."""
    figure.say(f"{one.asks} **{one.write}**")
    figure.say(
        f"Working Together {one.edition}, paragraph {one.paragraph}. {STRENGTH_WORDS[one.strength]} It "
        f"stands under “{SECTION_TITLES[one.section]}”.",
        grey=True,
    )


def evidence_for(office: Office, report: Report, one: Requirement, fields: str) -> None:
    """What the release and the year's records hold for a requirement; a figure is put into the text."""
    assert office.release is not None
    year = Year(office.release, report.year)
    kept = assembly.evidence_of(one, report, office.sources())
    figures = {
        pins.of_figure(row["id"], year.area, report.year): _told(year, row)
        for row in year.measures(one.measures)
        if evidence.in_the_year(year, row) is not None
    }
    if kept:
        st.header("What the year’s records hold: it is printed with your text", anchor=False)
        st.html(fragment(kept))
    if not figures:
        return
    st.header("What the figures show", anchor=False)
    for said in figures.values():
        figure.say(f"* {said}")
    if report.state is signoff.State.PUBLISHED:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Put a figure into the text",
            list(figures),
            format_func=lambda pin: figures[pin].replace("**", ""),
            key=f"{fields}pin",
        )
        st.button("Put it in", key=f"{fields}put", on_click=_put, args=(one.id, fields))


def _told(year: Year, measure: rows.Row) -> str:
    found = evidence.in_the_year(year, measure)
    assert found is not None
    _, signals = evidence.points_of(year, measure)
    said = {
        "better": "the run chart shows a change for the better",
        "worse": "the run chart shows a change for the worse",
        "changed": "the run chart shows a change",
        "no clear change": "no clear change",
    }.get(pins.newest_meaning(signals), "too few points to say whether it changed")
    return f"**{measure['title']}**: {wording.figure(found, measure['unit'])}; {said}"


def _put(key: str, fields: str) -> None:
    """A pin at the end of the text that is being written; it is kept at once, as what is typed is."""
    state, field = st.session_state, f"{fields}text"
    state[field] = f"{state.get(field, '').rstrip()} {state[f'{fields}pin']}"
    _keep(key, fields)


def write(office: Office, report: Report, key: str, fields: str) -> None:
    """The text itself: kept as soon as its writer leaves the field, every version of it."""
    person = session.person()
    held = report.texts.get(key)
    if report.state is signoff.State.PUBLISHED:
        figure.say("It is published, so that no text changes any more.", grey=True)
        return
    if key not in signoff.writable(report, person, office.places):
        figure.say("You can read this text. Somebody else writes it.", grey=True)
        return
    shown, field = f"{fields}number", f"{fields}text"
    if field not in st.session_state:
        st.session_state[field] = report.text(key)
        st.session_state[shown] = 0 if held is None else held.entry.number
    st.text_area(
        "The text",
        key=field,
        height=260,
        help=UNCUT if key == SCRUTINEER else MARKDOWN,
        on_change=_keep,
        args=(key, fields),
    )
    if key == SCRUTINEER:
        figure.say(UNCUT, grey=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Keep the text", key=f"{fields}keep", on_click=_keep, args=(key, fields))
        if held is not None:
            figure.say(f"Kept: {_by(held.entry)}.", grey=True)


def _by(entry: Entry) -> str:
    at = entry.at.astimezone(LONDON)
    return f"{quoting.plain(entry.person.name)}, {day_in_words(at.date())} at {at:%H:%M}"


def _keep(key: str, fields: str) -> None:
    """Keep what stands in the field, unless it is kept already or somebody else wrote the same text."""
    state, office = st.session_state, session.office()
    text = state.get(f"{fields}text", "")
    report = next(one for one in office.reports.values() if fields.startswith(f"{one.id} "))
    held = report.texts.get(key)
    if text.strip() == report.text(key):
        return
    if held is not None and held.entry.number > state.get(f"{fields}number", 0):
        state["refused"] = (
            f"{_by(held.entry)} wrote this text while you were writing. Your own is not lost: it stands in "
            "the field still, and is not kept yet.  \nRead theirs below, bring the two together, and press "
            "“Keep the text”."
        )
        state[f"{fields}number"] = held.entry.number
        state[f"{fields}theirs"] = held.text
        return
    try:
        office.save(report, session.person(), key, text)
    except UserError as error:
        state["refused"] = figure.lines(error)
        return
    kept = session.office().report(report.year).texts[key]
    state[f"{fields}number"] = kept.entry.number
    state.pop(f"{fields}theirs", None)
    state["sent"] = "Your text is kept."


def theirs(fields: str) -> None:
    """What somebody else wrote in the same place meanwhile."""
    if other := st.session_state.get(f"{fields}theirs"):
        figure.say("What the other person wrote:", grey=True)
        quoting.quote(other)


def preview(office: Office, report: Report, key: str) -> None:
    """The text as it will be printed, and what must be put right in it."""
    text = report.text(key)
    if not text or office.release is None:
        return
    release = office.release
    read = prose.read(text, lambda inside: pins.read(inside, release), 1, check=key != SCRUTINEER)
    for fault in read.faults:
        st.warning(quoting.plain(fault))
    st.header("As it will be printed", anchor=False)
    st.html(fragment(read.blocks))


def history(report: Report, key: str) -> None:
    """Every version of a text, the newest first."""
    every = [
        one
        for one in report.entries
        if one.kind == Act.WRITE and one.body["text_of"] == key and one not in report.irregular
    ]
    if len(every) > 1 and st.toggle(f"Show all {len(every)} versions", key=f"versions {key}"):
        for one in reversed(every):
            figure.say(_by(one), grey=True)
            quoting.quote(one.body["text"])


def leave_out(office: Office, report: Report, one: Requirement, fields: str) -> None:
    """The chair leaves out what need not be there, with the reason that is printed."""
    may = signoff.allowed(report, session.person(), office.places)
    reason = report.left_out.get(one.id)
    if reason is not None:
        figure.say("Left out. The reason that is printed:", grey=True)
        quoting.quote(reason or "None is needed.")
        if Act.TAKE_UP in may:
            st.button(
                "Take it up again",
                on_click=_send,
                args=(
                    lambda: signoff.take_up(office.desk(report, session.person()), one.id),
                    f"{fields}why",
                    "It is taken up again.",
                ),
            )
        return
    if Act.LEAVE_OUT not in may or one.strength is Strength.MUST or report.text(one.id):
        return
    with st.form(f"{fields}leave out"):
        st.text_input("Or leave it out. The reason, which is printed", key=f"{fields}why")
        st.form_submit_button(
            "Leave it out", on_click=_leave_out, args=(office, report, one.id, fields)
        )


def _leave_out(office: Office, report: Report, requirement: str, fields: str) -> None:
    why = sending.given(fields, "why") or ""
    sending.send(
        lambda: signoff.leave_out(office.desk(report, session.person()), requirement, why),
        f"{fields}why",
        f"{requirement} is left out: {BY_ID[requirement].title.lower()}.",
    )


def missing(office: Office, report: Report, checked: Assembled) -> None:
    """What must be put right before the report can be submitted, and the button that submits it."""
    stops = checked.stops
    st.header("Before it can be submitted", anchor=False)
    if stops:
        many = "1 thing has" if len(stops) == 1 else f"{len(stops)} things have"
        figure.say(f"{many} to be put right:")
        _listed(stops)
    else:
        figure.say("Nothing is missing.")
    if checked.unexplained:
        figure.say(
            f"Short forms that nobody spells out: {', '.join(checked.unexplained)}. Write each in full where "
            "it first stands, with the short form in brackets."
        )
    if Act.SUBMIT in signoff.allowed(report, session.person(), office.places):
        st.button(
            "Submit it to the lead partners",
            type="primary",
            disabled=bool(stops),
            on_click=_submit,
            args=(office, report),
        )


def _listed(sentences: Sequence[str]) -> None:
    st.markdown("\n".join(f"* {quoting.plain(one)}" for one in sentences))


def _submit(office: Office, report: Report) -> None:
    try:
        office.submit(report, session.person())
    except UserError as error:
        st.session_state["refused"] = figure.lines(error)
        return
    st.session_state["sent"] = "It is submitted. Each lead partner can sign it, or return it."
