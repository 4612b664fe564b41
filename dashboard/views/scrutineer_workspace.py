"""The scrutineer's investigations, from a question to what became of it; partners read what was concluded."""

import streamlit as st

from dashboard import figure, sending, session
from dashboard.scrutiny import beginning, concluding, path, shelf, words

held, person = figure.release_or_stop(), session.person()
writes = person.holds("scrutineer")
found = shelf.readable(person)
asked = st.query_params.get("investigation")
one = next((each for each in found if each.id == asked), None)
if one is not None:
    st.page_link(shelf.PAGE, label="All investigations", query_params=session.link())
    if writes:
        path.walk(held, person, one)
    else:
        shelf.whole(held, one)
        concluding.note(held, person, one, writes=False)
else:
    figure.heading("Investigations", words.answer(found, writes))
    sending.tell()
    if writes:
        st.header("Begin with a question", anchor=False)
        if not found or st.toggle("Write a question", key="write a question"):
            beginning.begin(held, person)
    shelf.listed(held, found)
