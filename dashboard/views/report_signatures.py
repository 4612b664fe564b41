"""Lead partners: what am I signing, what changed, what did not improve, and who has signed?"""

import streamlit as st

from dashboard import countersigning, figure, sending, session
from dashboard.signoff import State

held = figure.release_or_stop()
office = session.office()
year = countersigning.begun(list(reversed(office.reports)))
if year is None:
    figure.heading("Sign the report", "No yearly report is begun yet.")
    st.stop()
report = office.report(year)
figure.heading("Sign the report", countersigning.answer(report, office))
sending.tell()
countersigning.what_it_is(report, office)
countersigning.who(report, office)
countersigning.changed(report, office)
countersigning.whole(report, office)
if report.state in (State.DRAFT, State.SUBMITTED):
    countersigning.not_improved(report, office)
    countersigning.challenges()
countersigning.sign(report, office)
countersigning.after(report, office)
