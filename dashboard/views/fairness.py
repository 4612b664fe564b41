"""Everybody: where does the largest gap between groups open?"""

import streamlit as st

from dashboard import figure, gap_page, gap_rows, gap_words, rows, session
from dashboard.gap_rows import Asked

held = figure.release_or_stop()
st.title("Fairness", anchor=False)
answer = st.container()
if gap_page.nothing_compared(held):
    st.stop()
measures, compared = rows.measures(held), gap_rows.compared(held)
steps = gap_rows.steps(held)
looks = {gap_page.CHAIN_OF_DECISIONS: "The chain of decisions"} if steps else {}
looks |= {name: measures[name]["title"] for name in compared if name not in steps}
left, middle, right = st.columns(3)
with left:
    look = session.choose("look", looks, "Look at")
with middle:
    by = gap_page.choose_characteristic(held, steps if look not in measures else [look])
asked = Asked(session.area(), session.period(held), by)
if look in measures:
    found = gap_rows.table(held, look, asked)
    widest = gap_rows.widest(found)
    answer.markdown(gap_words.answer(widest, found, by, measures))
    gap_page.step(held, measures[look], asked, f"groups {look}")
else:
    chain = gap_rows.chain(held, asked)
    every = gap_rows.conditional(row for table in chain.values() for row in table)
    widest = gap_rows.widest(every)
    with answer:
        figure.say(gap_words.answer(widest, every, by, measures))
    with right:
        group = gap_page.choose_group(chain, by, widest["group"] if widest else None)
    gap_page.chain(held, asked, chain, group)
    with st.container(border=True):
        first = gap_rows.widest(gap_rows.conditional(gap_rows.of_group(chain, group).values()))
        names = {step: gap_words.step_title(step) for step in chain}
        chosen = session.choose(
            "measure", names, "Stage to look into", default=first["measure"] if first else None
        )
        gap_page.step(held, measures[chosen], asked, f"groups {chosen}")
