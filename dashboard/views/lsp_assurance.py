"""Lead partners: how sure can we be, what is not improving, and what waits for us?"""

import streamlit as st

from dashboard import exchange, figure, quoting, release_words, rows, session
from dashboard.report import evidence, meeting
from dashboard.report.evidence import Year

held, office = figure.release_or_stop(), session.office()
agenda = office.agenda(session.area())
figure.heading("Assurance", meeting.assurance(agenda))
figure.say(release_words.release_line(held.manifest, held.digest), grey=True)
st.page_link(
    "views/report_signatures.py",
    label=f"**The yearly report:** {office.how_far().replace('**', '')}",
    query_params=session.link(),
)

st.header("Ten lines", anchor=False)
for measure, _, _ in meeting.ten_lines(agenda):
    figure.clock(held, measure)
figure.icons_mean(held)

st.header("What is not improving", anchor=False)
found = meeting.not_improving(agenda)
figure.say("The yearly report will print this list. Nobody can shorten it.", grey=True)
st.markdown("\n".join(f"* {quoting.plain(one)}" for one in found) or "Nothing.")

st.header("What waits for you", anchor=False)
exchange.at_home()
for one in meeting.before_leads(agenda):
    figure.say(f"* {quoting.plain(one)}")

st.header("What each partner gives", anchor=False)
year = next(key for key, one in rows.periods(held).items() if one.kind == "year")
for given in evidence.contributions(Year(held, year), "contributions_in_money"):
    figure.table(
        [dict(zip(given.headings, row, strict=True)) for row in given.rows], given.title, ""
    )
st.page_link("views/lsp_money.py", label="All about money", query_params=session.link())
st.page_link(
    "views/papers.py", label="These lines on two sides of paper", query_params=session.link()
)
