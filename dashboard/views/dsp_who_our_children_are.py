"""Everybody: who are the children behind a figure?"""

import streamlit as st

from dashboard import figure, rows, session, story

held = figure.release_or_stop()
measures = {
    name: row
    for name, row in rows.measures(held).items()
    if row["available"] and rows.breakdowns(held, name, session.area())
}
figure.heading(
    "Who our children are",
    "Who are the children behind a figure? Choose a measure, and how to look at it.",
)
if not measures:
    st.info(
        "The release holds no figures by group. Load files with children's details, and release again."
    )
    st.stop()
measure = story.choose_measure(measures, "Measure")
story.by_group(held, measure, "Look by")
st.header("How well the details are recorded", anchor=False)
figure.say("A group can only be seen if it is recorded. Newest quarter, all children:")
figure.glance(
    held, {name: row for name, row in rows.measures(held).items() if row["theme"] == "recording"}
)
