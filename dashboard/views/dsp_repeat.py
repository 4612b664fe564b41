"""Delegated partners: do children come back?"""

from dashboard import figure, rows, session, wording

held = figure.release_or_stop()
measures = figure.theme_measures(held, "views/dsp_repeat.py")
signals = rows.of_measures(rows.newest_signals(held, session.area()), measures)
figure.heading("Repeat activity", wording.page_answer("Do children come back?", signals))
figure.glance(held, measures)
figure.story(held, figure.choose_measure(measures))
