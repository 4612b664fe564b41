"""The chair, and all who write: how far is the yearly report, and what is still missing?"""

import streamlit as st

from dashboard import drafting, figure, rows, sending, session
from dashboard.report import milestones
from dashboard.report.requirements import BY_ID
from dashboard.signoff import STATE_WORDS, State

held = figure.release_or_stop()
office, today = session.office(), session.today()
years = [key for key, one in rows.periods(held).items() if one.kind == "year"]
begun = list(office.reports)
year = session.choose(
    "report", list(dict.fromkeys([*begun, *years])), "Which year’s report", where=st.sidebar
)
report = office.reports.get(year)
found = milestones.due(report, year, rows.as_at(held))

figure.heading("Yearly report", milestones.answer(year, report, found, today))
sending.tell()
drafting.way(office, report, year)
if report is None:
    drafting.begin(office, year)
    st.stop()

checked = office.checked(report)
done = sum(one.state == "written" for one in checked.checks)
out = sum(one.state == "left out" for one in checked.checks)
figure.say(
    f"It is {STATE_WORDS[report.state]}. Of {len(checked.checks)} requirements: {done} written, {out} left "
    "out."
)
st.page_link(
    "views/report_signatures.py",
    label="Read the whole report, sign it, or see who has signed",
    query_params=session.link(report=year),
)
parts = drafting.parts(office, checked)
key = session.choose("part", parts, "Which part")
fields = f"{report.id} {session.person().id} {key} "
if report.state is not State.DRAFT and report.state is not State.PUBLISHED:
    st.warning("Whatever is changed now makes every signature void: all have to sign again.")
if key in BY_ID:
    drafting.asked(BY_ID[key])
    drafting.evidence_for(office, report, BY_ID[key], fields)
drafting.write(office, report, key, fields)
drafting.theirs(fields)
drafting.preview(office, report, key)
drafting.history(report, key)
if key in BY_ID:
    drafting.leave_out(office, report, BY_ID[key], fields)
if report.state is State.DRAFT:
    drafting.missing(office, report, checked)
