"""Delegated partners: who is protected, and for how long?"""

from dashboard import figure, rows, session, wording

held = figure.release_or_stop()
measures = figure.theme_measures(held, "views/dsp_child_protection.py")
signals = rows.of_measures(rows.newest_signals(held, session.area()), measures)
figure.heading(
    "Child protection",
    wording.page_answer(
        "Enquiries, conferences and plans: are more or fewer children being protected?", signals
    ),
)
figure.glance(held, measures)
figure.story(held, figure.choose_measure(measures))
