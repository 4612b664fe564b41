"""The pieces of the page on which lead partners sign: what it is, what changed, who signed, what is next."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard import exchange, figure, index, quoting, sending, session, signoff
from dashboard.download import FORM_WORDS, MIME
from dashboard.report import assembly, evidence, folder, pins
from dashboard.report import records as kept
from dashboard.report.evidence import Year
from dashboard.report.html import as_html, fragment
from dashboard.report.requirements import BY_ID
from dashboard.report.seal import digest_of
from dashboard.reporting import Office
from dashboard.signoff import ADDRESSES, COPIES, STATE_WORDS, Act, Change, Report, State
from data.entries import LONDON, Entry
from data.problems import UserError, day_in_words
from metrics.release import Release

MOST_NOT_IMPROVED = 10


def answer(report: Report, office: Office) -> str:
    """The one sentence on top: where it stands, and who is still to sign."""
    said = f"The report of {report.year} is {STATE_WORDS[report.state]}."
    missing = signoff.unsigned(report, office.places)
    if report.state is State.SUBMITTED and missing:
        said += f" Still to sign: {', '.join(one.words for one in missing)}."
    return said


def what_it_is(report: Report, office: Office) -> None:
    """What is signed, in words: the version, the day, the release."""
    asked = report.submission
    if asked is None:
        figure.say(
            "Nothing is submitted, so there is nothing to sign. What stands below is the draft as it is now."
        )
        return
    content = office.content(report)
    figure.say(
        f"Submitted by {quoting.plain(asked.entry.person.name)} on {_when(asked.entry)}. Its figures are "
        f"those of the release of {day_in_words(content.paper.written)} ({asked.release[:12]}). Words and "
        f"figures together have the digest {asked.digest[:12]}: a signature holds for these alone.",
        grey=True,
    )


def _when(entry: Entry) -> str:
    at = entry.at.astimezone(LONDON)
    return f"{day_in_words(at.date())} at {at:%H:%M}"


def who(report: Report, office: Office) -> None:
    """Everybody who is to sign, and who returned it."""
    signed = {one.signatory: one for one in report.signatures}
    st.header("Who has signed", anchor=False)
    cells = []
    for place in signoff.asked_of(report, office.places):
        one = signed.get(place.key)
        cells.append(
            {
                "Lead partner": place.words,
                "Name": "" if one is None else quoting.plain(one.entry.person.name),
                "Signed": "not yet" if one is None else _when(one.entry),
            }
        )
    figure.table(cells, "Who has signed", "")
    for returned in report.returns[-3:]:
        name = quoting.plain(returned.person.name)
        figure.say(f"Returned by {name} on {_when(returned)}:", grey=True)
        quoting.quote(returned.body["text"])


def changed(report: Report, office: Office) -> None:
    """What changed since this reader last signed, returned or submitted it, word by word."""
    mine = [
        one
        for one in report.entries
        if one.person.id == session.person().id and one.kind in (Act.SIGN, Act.RETURN, Act.SUBMIT)
    ]
    if not mine:
        return
    found = signoff.changes_since(report, mine[-1].number)
    anew = office.printed_anew(report, mine[-1].number)
    st.header("What changed since you last saw it", anchor=False)
    if not found and not anew:
        figure.say(f"Nothing has changed since {_when(mine[-1])}.")
    if anew:
        figure.say(
            f"Printed otherwise than then, in words, figures or the year’s records: {'; '.join(anew)}."
        )
    for one in found:
        figure.say(f"**{quoting.plain(called(one.key, office))}**")
        st.html(f'<div class="said">{compared(one, office)}</div>')


def called(key: str, office: Office) -> str:
    """What a text or a reason is called."""
    out, _, requirement = key.partition("left out ")
    if requirement and not out:
        return f"{requirement} {BY_ID[requirement].title}: the reason for leaving it out"
    if key in BY_ID:
        return f"{key} {BY_ID[key].title}"
    return assembly.texts(office.places).get(key, key)


def compared(one: Change, office: Office) -> str:
    """Two versions of a text, sentence by sentence, as HTML: what went is struck, what came underlined."""
    before, now = (_SENTENCES.findall(_printed(text, office)) for text in (one.before, one.now))
    made = []
    for what, a, b, c, d in difflib.SequenceMatcher(
        None, before, now, autojunk=False
    ).get_opcodes():
        went, came = escape("".join(before[a:b])), escape("".join(now[c:d]))
        if what == "equal":
            made.append(went)
            continue
        made.append(f"<del>{went}</del> " if went else "")
        made.append(f"<ins>{came}</ins> " if came else "")
    return "".join(made)


_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+$")


def _printed(text: str, office: Office) -> str:
    """A text with its pins as they are printed, so that nobody has to read them as they are stored."""
    assert office.release is not None
    release = office.release

    def put(found: re.Match[str]) -> str:
        read = pins.read(found[1].strip(), release)
        return read.words if isinstance(read, pins.Pin) else found[0]

    return pins.PIN.sub(put, text)


def not_improved(report: Report, office: Office) -> None:
    """What did not improve: the same list that the report prints, and that nobody can shorten."""
    assert office.release is not None
    st.header("What did not improve", anchor=False)
    for said in _worse(office.release.digest, report.year, office.release)[:MOST_NOT_IMPROVED]:
        figure.say(f"* {said}")
    year, sources = Year(office.release, report.year), office.sources()
    st.html(fragment(tuple(kept.no_progress(sources.items, year, sources.today))))


@st.cache_resource(max_entries=index.RELEASES_KEPT, show_spinner=False)
def _worse(digest: str, key: str, _release: Release) -> list[str]:
    """Keyed by the digest: every run chart is read for it, which takes longer than a redraw may."""
    return evidence.moved(Year(_release, key))[1]


def challenges() -> None:
    """The scrutineer's open challenges."""
    open_ones = [one for one in exchange.every() if not one.closed]
    exchange.section("Open challenges of the scrutineer", open_ones, "None is open.")


def whole(report: Report, office: Office) -> None:
    """The report to read here, and its three forms to take along, drawn only when asked for."""
    st.header("The report itself", anchor=False)
    if not st.toggle("Show the whole report", key=f"whole {report.id}"):
        return
    paper = _paper(office, report)
    st.iframe(as_html(paper), height=800)
    with st.container(horizontal=True):
        for form, words in FORM_WORDS.items():
            st.download_button(
                words,
                partial(folder.FORM[form], paper),
                file_name=f"yearly-report-{report.year}.{form}",
                mime=MIME[form],
                key=f"download {form}",
                on_click="ignore",
            )


def _paper(office: Office, report: Report) -> Any:
    """The paper of a report, made once for each state of the records and the release."""
    key = (
        report.id,
        report.number,
        office.entries[-1].digest,
        office.release and office.release.digest,
    )
    held = st.session_state.get("paper")
    if held is None or held[0] != key:
        with st.spinner("Putting the report together: some ten seconds"):
            content = office.content(report)
            digest = digest_of(folder.packed(content))
            held = (key, folder.finished(content, report, digest))
        st.session_state["paper"] = held
    return held[1]


def sign(report: Report, office: Office) -> None:
    """Sign it, or return it with a comment."""
    may, fields = signoff.allowed(report, session.person(), office.places), f"sign {report.id} "
    if Act.RETURN not in may:
        return
    st.header("Sign or return", anchor=False)
    asked = report.submission
    assert asked is not None
    if Act.SIGN in may:
        sure = st.checkbox(
            "I have read this report. I sign the same words and figures as the other lead partners.",
            key=f"{fields}sure",
        )
        st.button(
            "Sign the report",
            type="primary",
            disabled=not sure,
            on_click=_sign,
            args=(office, report, asked.digest),
        )
    else:
        figure.say("You have signed it. You can still return it: then all signatures are void.")
    with st.form(f"{fields}form"):
        sending.text_area("Or return it. What should be changed?", fields, height=120)
        st.form_submit_button("Return it", on_click=_return, args=(office, report, fields))


def _sign(office: Office, report: Report, digest: str) -> None:
    try:
        office.sign(report, session.person(), digest)
    except UserError as error:
        st.session_state["refused"] = figure.lines(error)
        return
    st.session_state["sent"] = "You have signed the report."


def _return(office: Office, report: Report, fields: str) -> None:
    comment = sending.given(fields, "text") or ""
    sending.send(
        lambda: signoff.send_back(office.desk(report, session.person()), comment),
        fields,
        "It is returned to the chair, with your comment.",
    )


def after(report: Report, office: Office) -> None:
    """Publication, copies and corrections, and who does them."""
    may = signoff.allowed(report, session.person(), office.places)
    if Act.PUBLISH in may:
        st.header("Publish it", anchor=False)
        figure.say(
            "`partnership publish` writes the folder that goes on the web. Once it is there, say so here."
        )
        _form(
            office,
            report,
            "publish ",
            "Where it can be read",
            "Say that it is published",
            _published,
        )
    if report.published is None:
        return
    st.header("Since it was published", anchor=False)
    last = signoff.copies_due(report)
    assert last is not None
    cells = [
        {
            "Copy to": COPIES[to],
            "Address": ADDRESSES[to],
            "Sent": _sent(report, to, last),
        }
        for to in COPIES
    ]
    figure.table(cells, "Copies that the law asks for", "")
    figure.say(
        f"Copies go out by {day_in_words(last)}: within 7 days of publication (Working Together 2023, 109). "
        "This program sends nothing. Check the addresses before you do.",
        grey=True,
    )
    for one in report.errata:
        figure.say(f"Correction of {_when(one)}:", grey=True)
        quoting.quote(one.body["text"])
    if Act.SEND_COPY in may and signoff.copies_missing(report):
        names = {to: COPIES[to] for to in signoff.copies_missing(report)}
        st.selectbox("Copy to", list(names), format_func=names.__getitem__, key="copy to")
        _form(office, report, "copy ", "How it was sent", "Write down that it was sent", _copied)
    if Act.CORRECT in may:
        with st.form("correct form"):
            sending.text_area(
                "A correction: what was wrong, and what is right", "correct ", height=100
            )
            st.form_submit_button("Add the correction", on_click=_correct, args=(office, report))


def _sent(report: Report, to: str, last: dt.date) -> str:
    found = [one for one in report.copies if one.body["to"] == to]
    if not found:
        return "Not yet: late" if session.today() > last else "Not yet"
    day = dt.date.fromisoformat(found[0].body["on"])
    late = " (late)" if day > last else ""
    who, how = quoting.plain(found[0].person.name), quoting.plain(found[0].body["how"])
    return f"{day_in_words(day)}{late}, by {who}: {how}"


def _form(
    office: Office, report: Report, fields: str, label: str, button: str, does: Callable[..., None]
) -> None:
    """A form that asks for a day and a line."""
    with st.form(f"{fields}form"):
        st.date_input("On which day", session.today(), key=f"{fields}on", format="DD/MM/YYYY")
        st.text_input(label, key=f"{fields}what")
        st.form_submit_button(button, type="primary", on_click=does, args=(office, report))


def _published(office: Office, report: Report) -> None:
    on, where = sending.given("publish ", "on"), sending.given("publish ", "what") or ""
    sending.send(
        lambda: signoff.publish(office.desk(report, session.person()), on, where),
        "publish ",
        "It is published.",
    )


def _copied(office: Office, report: Report) -> None:
    to, on = sending.given("copy ", "to"), sending.given("copy ", "on")
    how = sending.given("copy ", "what") or ""
    sending.send(
        lambda: signoff.send_copy(office.desk(report, session.person()), to, on, how),
        "copy ",
        "It is written down.",
    )


def _correct(office: Office, report: Report) -> None:
    text = sending.given("correct ", "text") or ""
    sending.send(
        lambda: signoff.correct(office.desk(report, session.person()), text),
        "correct ",
        "The correction stands beside the report.",
    )


def begun(years: Sequence[str]) -> str | None:
    """Which year's report to look at; None where none is begun."""
    if not years:
        return None
    return session.choose("report", list(years), "Which year’s report", where=st.sidebar)
