"""Education: do children with a social worker go to school, and do schools work with us?"""

import streamlit as st

from dashboard import figure, story, wording

PAGE = "views/dsp_education.py"

held = figure.release_or_stop()
measures = figure.theme_measures(held, PAGE)
children = {name: row for name, row in measures.items() if row["theme"] == "education"}
providers = {name: row for name, row in measures.items() if row["theme"] == "providers"}
figure.heading(
    "Education",
    "Do children with a social worker go to school like all other pupils, and do schools, colleges and "
    "nurseries work with us?",
)
figure.say(wording.SOCIAL_CARE_AND_SCHOOL, grey=True)
st.header("Children's education", anchor=False)
figure.glance(held, children)
st.header("Schools, colleges and nurseries as partners", anchor=False)
figure.glance(held, providers)
story.not_to_be_shown(measures)
story.story_of_one(held, measures)
