"""Everybody: are the priorities getting anywhere, and how would we know that they are not?"""

import streamlit as st

from dashboard import figure, session, year_page
from dashboard.through_the_year import status, words

held, found = session.release(), year_page.every()
one = year_page.asked(found)
if one is not None:
    year_page.whole(held, found, one)
else:
    each = status.priorities(found, held)
    figure.heading("Priorities", words.priorities_answer(each))
    figure.say(words.COMPUTED, grey=True)
    for current in [one for one in each if one.priority.state == "current"]:
        year_page.priority(held, found, current)
    year_page.section(
        "Ended", [one.priority for one in each if one.priority.state == "ended"], held
    )
    year_page.offers(held, found, "priority")
    if held is not None and each:
        st.divider()
        figure.icons_mean(held)
