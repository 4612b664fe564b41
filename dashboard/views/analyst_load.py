"""Analyst: load files, see what is wrong in them, make a release, withdraw a wrong file."""

import streamlit as st

from dashboard import figure, session, steps

store = session.store()
areas = {area.code: area.name for area in store.agreement().areas}
figure.heading(
    "Load files",
    "Three steps: choose the files, look at their problems, make the release that everybody sees.",
)
st.header("1. Choose files", anchor=False)
steps.load(store, areas)
st.header("2. Files in the store", anchor=False)
stored, damaged = store.sound_extracts(), store.damaged()
steps.withdraw(store, stored, damaged, areas)
steps.published(store)
st.header("3. Make a release", anchor=False)
steps.release(store, stored, damaged)
