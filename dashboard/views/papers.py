"""Delegated and lead partners: what do we take to the meeting?"""

import streamlit as st

from dashboard import figure, session
from dashboard.download import FORM_WORDS, MIME
from dashboard.report import folder, meeting
from dashboard.report.paper import Paper
from dashboard.reporting import Office
from dashboard.through_the_year import rhythm
from data.problems import day_in_words

PACK = (
    "Six items: what changed, the clocks, priorities, education, fairness, and risks with all that is owed. "
    "For the delegated partners’ meeting, about six weeks after the quarter."
)
BRIEF = (
    "How sure you can be in one sentence, ten lines, what is not improving, what waits for you, and the "
    "yearly report. For the lead partners, on two sides of paper."
)


def pack(office: Office) -> Paper:
    """The delegated partners' pack."""
    return meeting.pack(office.agenda())


def brief(office: Office) -> Paper:
    """The lead partners' two pages."""
    return meeting.brief(office.agenda(), office.how_far())


held, office = figure.release_or_stop(), session.office()
figure.heading(
    "Papers for meetings", "Made from this release and from what people wrote, as you ask."
)
for title, name, told, made in (
    ("The meeting pack", "meeting-pack", PACK, pack),
    ("Two pages for lead partners", "lead-partners-brief", BRIEF, brief),
):
    st.header(title, anchor=False)
    figure.say(told)
    with st.container(horizontal=True):
        for form, words in FORM_WORDS.items():
            st.download_button(
                f"{title} as {words}",
                lambda form=form, made=made: folder.FORM[form](made(office)),
                file_name=f"{name}.{form}",
                mime=MIME[form],
                key=f"{name} {form}",
                on_click="ignore",
            )
    if st.toggle("Read it here", key=f"read {name}"):
        with st.spinner("Putting it together"):
            st.iframe(folder.FORM["html"](made(office)).decode(), height=800)

today = session.today()
ended = day_in_words(rhythm.quarter_before(today))
st.header("The rhythm of a quarter", anchor=False)
figure.say(f"After the quarter that ended on {ended}. The weeks are a suggestion.", grey=True)
figure.table(rhythm.rhythm(today), "Who does what by when after a quarter", "")
