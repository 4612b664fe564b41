"""Everybody: can we trust this?"""

import streamlit as st

from dashboard import cells, figure, file_words, release_words, rows, session, story, wording

held = figure.release_or_stop()
area = session.area()
figure.heading(
    "Can we trust this?",
    file_words.trust_answer(
        rows.quality(held, "extract"), held.manifest["areas"], rows.quality(held, "not computed")
    ),
)

st.header("What the partners sent", anchor=False)
extracts, names = rows.quality(held, "extract"), rows.areas(held)
figure.table(cells.area_rows(extracts, names), "Files by area", file_words.NO_EXTRACTS)
if st.toggle("Show each kind of file"):
    figure.table(cells.newest_extract_rows(extracts, names), "Newest files", file_words.NO_EXTRACTS)
if st.toggle("Show every file"):
    figure.table(cells.extract_rows(extracts, names), "Every file", file_words.NO_EXTRACTS)

st.header("Problems in the files", anchor=False)
problems = rows.quality(held, "problem")
figure.table(cells.problem_rows(problems, names), "Problems by rule", "No problems were found.")
if any(row["count"] is None for row in problems):
    figure.say("[c] kept back: too few rows to show.", grey=True)

differences = rows.quality(held, "told differently")
if differences:
    st.header("Where two partners say different things", anchor=False)
    figure.say(file_words.TOLD_DIFFERENTLY)
    figure.table(cells.difference_rows(differences, names), "Where two partners differ", "")

st.header("What is recorded of each child", anchor=False)
recording = figure.theme_measures(held, "views/trust.py")
figure.glance(held, recording)
if st.toggle("Look into one of them", key="look into recording"):
    story.story(held, story.choose_measure(recording, "Which one"))

st.header("The nine protected characteristics", anchor=False)
figure.say(wording.NINE_CHARACTERISTICS)
figure.table(
    cells.held_rows(rows.of_area(rows.quality(held, "protected characteristic"), area)),
    "Protected characteristics of the Equality Act 2010",
    "The release says nothing of them.",
)

st.header("What could not be computed", anchor=False)
figure.table(
    cells.not_computed_rows(rows.quality(held, "not computed"), rows.areas(held)),
    "Measures without figures, and why",
    "Every measure in the catalogue was computed.",
)

st.header("How small numbers are protected", anchor=False)
figure.say(release_words.protection(held.manifest))
