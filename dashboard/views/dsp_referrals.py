"""Delegated partners: who comes to us, and what do we find?"""

from dashboard import figure, rows, session, wording

held = figure.release_or_stop()
measures = figure.theme_measures(held, "views/dsp_referrals.py")
signals = rows.of_measures(rows.newest_signals(held, session.area()), measures)
figure.heading(
    "Referrals and assessments",
    wording.page_answer("Who is referred to us, and what do we find?", signals),
)
figure.glance(held, measures)
figure.story(held, figure.choose_measure(measures))
