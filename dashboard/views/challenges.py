"""Everybody: what does the scrutineer ask, what do partners answer, and what waits for me?"""

import streamlit as st

from dashboard import challenges, exchange, figure, session
from dashboard.challenges import Action, words

held, person, today = session.release(), session.person(), session.today()
found = exchange.every()
asked = st.query_params.get("challenge")
one = next((each for each in found if each.id == asked), None)
if one is not None:
    st.page_link(exchange.PAGE, label="All challenges", query_params=session.link())
    exchange.whole(held, one)
else:
    rules = session.rules()
    figure.heading("Challenges", words.page_answer(found, person, today, rules))
    mine = words.waits_for(found, person, today, rules)
    exchange.section("Waiting for you", mine)
    exchange.section("Open", [each for each in found if not each.closed and each not in mine])
    exchange.section("Closed", [each for each in reversed(found) if each.closed])
    if Action.ISSUE in challenges.allowed(None, person):
        st.header("Ask the partners", anchor=False)
        if st.toggle("Write a challenge", key="write a challenge"):
            exchange.issue(held)
