"""Everybody: what does each partner owe, what came, and how complete is it?"""

import streamlit as st

from dashboard import cells, figure, file_words, rows, session, steps, story

held = figure.release_or_stop()
owed = rows.returns(held)
figure.heading("Returns", file_words.returns_answer(owed))
if not owed:
    st.info(rows.NOTHING_OWED)
else:
    st.header("Each agency in the last year", anchor=False)
    figure.table(cells.agency_rows(owed), "Returns owed and received, by agency", "")
    st.header("What is missing or late", anchor=False)
    wanting = [row for row in owed if row["state"] in ("late", "owed")]
    figure.table(
        cells.return_rows(wanting, rows.areas(held)),
        "Returns that came late or not at all",
        "Nothing is missing, and nothing came late.",
    )
    if st.toggle("Show every return"):
        figure.table(cells.return_rows(owed, rows.areas(held)), "Every return owed", "")

measures = figure.theme_measures(held, "views/returns.py")
if figure.shown(measures, list(measures)):
    st.header("Is it getting better?", anchor=False)
    figure.glance(held, measures)
    story.story_of_one(held, measures)

if session.role() == "analyst":
    st.header("Write back to a sender", anchor=False)
    steps.letter(session.store())
