"""The scrutineer: what has been looked at, what has not, and what should be next?"""

import streamlit as st

from dashboard import (
    data_requests,
    exchange,
    figure,
    investigations,
    looks,
    map_parts,
    map_words,
    rows,
    scrutiny_plan,
    sending,
    session,
)

held, person, today = figure.release_or_stop(), session.person(), session.today()
measures = rows.measures(held)
topics = {row["theme"]: row["theme_label"] for row in measures.values()}
begun = investigations.investigations_of(session.entries(investigations.KIND))
written = (*session.entries(looks.KIND), *session.entries(looks.PLANNED))
looked = looks.looks_of(written, begun, {key: row["theme"] for key, row in measures.items()})
planned = looks.planned_of(written, looked)
mapped = looks.scrutiny_map(topics, looked, planned)

figure.heading("Scrutiny map and plan", map_words.answer(mapped, today))
figure.say(map_words.late_plans(planned, topics, today))
figure.table(map_words.map_rows(mapped, today), "What scrutiny has looked at", "")
if person.holds("scrutineer"):
    sending.tell()
    # Their keys begin as those of their forms' fields do, so that a form closes once it is sent.
    if st.toggle("Write down a look by another method", key="log a look"):
        map_parts.log(topics)
    if st.toggle("Plan a look", key="plan a look"):
        map_parts.plan(topics)

st.header("What the evidence says should be next", anchor=False)
figure.say("Ranked by kind of evidence, one after the other. There is no score.", grey=True)
reasons = scrutiny_plan.reasons_of(
    held.catalogue,
    challenges=exchange.every(),
    comparisons=held.comparisons,
    signals=held.signals,
    never=looks.gaps(mapped),
    today=today,
)
map_parts.ranked(scrutiny_plan.plan(topics, mapped, reasons))

still = [one for one in planned if one.kept is None]
if still:
    st.header("What is planned", anchor=False)
    map_parts.planned(still, topics)

st.header("What was found", anchor=False)
map_parts.found(looked, topics)

st.header("What was asked of the analyst", anchor=False)
titles = {key: row["title"] for key, row in measures.items()}
map_parts.asked(data_requests.requests_of(session.entries(data_requests.KIND)), titles)
