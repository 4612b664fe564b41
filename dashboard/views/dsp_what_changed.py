"""Delegated partners' home: what changed, and can I trust it?"""

import streamlit as st

from dashboard import exchange, figure, file_words, gap_page, rows, session, wording, year_page

CLOCKS = (
    "decision_within_one_working_day_of_referral",
    "assessment_within_45_working_days_of_referral",
    "icpc_within_15_working_days",
    "first_core_group_within_10_working_days",
    "plans_reviewed_on_time",
)
AT_A_GLANCE = (
    "re_referrals_within_12_months",
    "repeat_plans_ever",
    "children_on_plans_per_10000_children",
)
EDUCATION = (
    "pupils_persistently_absent",
    "pupils_severely_absent",
    "suspensions_per_100_pupils",
    "safeguarding_audits_returned_by_deadline",
)
PEOPLE = ("strategy_discussions_with_three_agencies", "conference_attendance_by_agency")
MOST_SHOWN = 3

held = figure.release_or_stop()
measures = rows.measures(held)
area = session.area()
signals = rows.newest_signals(held, area)
changed = rows.to_look_into(held, area)
now = [row for row in changed if row["area"] == area and not row["back"]]
figure.heading("What changed", wording.latest_signals(signals, len(changed) - len(now)))
figure.say(
    file_words.trusted(
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
    exchange.at_home()
    year_page.at_home(held)
    for signal in changed[:MOST_SHOWN]:
        figure.change(held, signal)
    if not changed:
        figure.say(wording.NOTHING_CHANGED)
    if len(changed) > MOST_SHOWN and st.toggle(wording.and_more(len(changed) - MOST_SHOWN)):
        for signal in changed[MOST_SHOWN:]:
            figure.change(held, signal)
with right.container(border=True, gap="xsmall"):
    st.header("Clocks: in time, and overdue now", anchor=False)
    for name in figure.shown(measures, CLOCKS):
        figure.clock(held, measures[name])
blocks = [
    (title, some)
    for title, names in (
        ("Education", EDUCATION),
        ("People at the table", PEOPLE),
        ("Also worth a look", AT_A_GLANCE),
    )
    if (some := figure.shown(measures, names))
]
*places, last = st.columns(len(blocks) + 1)
for place, (title, some) in zip(places, blocks, strict=True):
    with place.container(border=True, gap="xxsmall"):
        st.header(title, anchor=False)
        for name in some:
            figure.in_brief(held, measures[name])
with last.container(border=True, gap="xxsmall"):
    gap_page.at_home(held)
figure.icons_mean(held)
