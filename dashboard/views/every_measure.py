"""Everybody: every measure, what it counts and why."""

import streamlit as st

from dashboard import cells, figure, rows, session, story, wording

held = figure.release_or_stop()
measures = rows.measures(held)
figure.heading("Every measure", wording.catalogue_answer(list(measures.values())))
themes = {row["theme"]: row["theme_label"] for row in measures.values()}
theme = session.choose("theme", {"": "Choose a theme", **themes}, "Theme")
sought = st.text_input(
    "Words to look for", key="sought", placeholder="For example: conference, TIM-05, review"
)
asked = bool(theme or sought)
found = rows.searched(measures, theme, sought) if asked else []
if not asked:
    figure.table(cells.theme_rows([*measures.values()]), "Measures by theme", "")
elif not found:
    st.info("No measure has these words. Try fewer, or choose no theme.")
for measure in found:
    with st.container(border=True, gap="xsmall"):
        st.header(measure["title"], anchor=False)
        figure.say(wording.catalogue_line(measure), grey=True)
        figure.say(measure["question"])
        with st.container(horizontal=True, vertical_alignment="center"):
            opened = st.toggle(
                "Definition and examples", key=f"open {measure['id']}", value=len(found) == 1
            )
            if measure["available"]:
                st.page_link(
                    figure.place(measure),
                    label="See the figures",
                    query_params=session.link(measure=measure["id"]),
                )
        if opened:
            story.what_is_this(measure)
        if not measure["available"]:
            figure.say(f"{measure['why_not']}.")

if not asked:
    st.header("What we do not compute", anchor=False)
    figure.say(wording.NOT_COMPUTED)
    if st.toggle("Show the list", key="not computed"):
        figure.table(
            cells.undefined_rows(), "Measures of the catalogue without a figure, and why", ""
        )
