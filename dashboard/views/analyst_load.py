"""Analyst: load an extract, see what is wrong in it, make a release, withdraw a wrong file."""

import streamlit as st

from dashboard import figure, session, steps

store = session.store()
areas = {area.code: area.name for area in store.agreement().areas}
figure.heading(
    "Load an extract",
    "Three steps: load the files, look at their problems, make the release that everybody sees.",
)
st.header("1. Load files", anchor=False)
steps.load(store, areas)
st.header("2. Files in the store", anchor=False)
stored, damaged = store.sound_extracts(), store.damaged()
steps.withdraw(store, stored, damaged, areas)
steps.published(store)
st.header("3. Make a release", anchor=False)
steps.release(store, stored, damaged)
