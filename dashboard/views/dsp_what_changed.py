"""Delegated partners' home: what changed, and can I trust it?"""

import streamlit as st

from dashboard import charts, figure, rows, session, wording

CLOCKS = (
    "assessment_within_45_working_days_of_referral",
    "icpc_within_15_working_days",
    "plans_reviewed_on_time",
    "transfer_in_conference_within_15_working_days",
)
AT_A_GLANCE = (
    "re_referrals_within_12_months",
    "repeat_plans_ever",
    "children_on_plans_per_10000_children",
)
MOST_SHOWN = 4

held = figure.release_or_stop()
measures = rows.measures(held)
area = session.area()
signals = rows.newest_signals(held, area)
changed = rows.to_look_into(held, area)
now = [row for row in changed if row["area"] == area and not row["back"]]
figure.heading("What changed", wording.latest_signals(signals, len(changed) - len(now)))
figure.say(
    wording.trusted(
        rows.as_at(held),
        rows.quality(held, "extract"),
        held.manifest["areas"],
        figure.latest(held, measures["ethnicity_recorded"])[0],
    ),
    grey=True,
)

left, right = st.columns(2, gap="medium")
with left.container(border=True, gap="xsmall"):
    st.header("Look into these", anchor=False)
    for signal in changed[:MOST_SHOWN]:
        figure.change(held, signal)
    if not changed:
        figure.say(wording.NOTHING_CHANGED)
    if len(changed) > MOST_SHOWN:
        st.page_link(
            "views/every_measure.py",
            label=wording.and_more(len(changed[MOST_SHOWN:])),
            query_params=session.link(),
        )
with right.container(border=True, gap="xsmall"):
    st.header("Clocks: in time, and overdue now", anchor=False)
    for name in CLOCKS:
        figure.clock(held, measures[name])
with st.container(border=True, gap="xsmall"):
    st.header("Also worth a look", anchor=False)
    for place, name in zip(st.columns(len(AT_A_GLANCE)), AT_A_GLANCE, strict=True):
        with place:
            figure.clock(held, measures[name], stacked=True)
figure.say(wording.icons_mean({word: charts.icon(word) for word in wording.ICON_ORDER}), grey=True)
