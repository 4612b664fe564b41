"""Everybody: who does what by when, what was decided, and what has to be told to whom?"""

import streamlit as st

from dashboard import exchange, figure, session, year_page
from dashboard.through_the_year import triggers, words

held, found, today = session.release(), year_page.every(), session.today()
one = year_page.asked(found)
if one is not None:
    year_page.whole(held, found, one)
else:
    figure.heading("Actions and decisions", words.actions_answer(found, today))
    year_page.by_agency(held, found)
    year_page.section("Actions done or cancelled", year_page.over(found, "action"), held)
    year_page.offers(held, found, "action")
    year_page.section(
        "Decisions", year_page.of(found, "decision")[::-1], held, words.NONE["decision"]
    )
    year_page.offers(held, found, "decision")
    year_page.section(
        "Risks and disputes", year_page.still(found, "dispute", "risk"), held, words.NONE["risk"]
    )
    year_page.section(
        "Risks and disputes that are over", year_page.over(found, "dispute", "risk"), held
    )
    year_page.offers(held, found, "risk", "dispute")
    st.header("What our own rules bring before somebody", anchor=False)
    year_page.fired(triggers.fired(found, exchange.every(), held, today))
