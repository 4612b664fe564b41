"""Delegated partners: is each step taken in time?"""

from dashboard import figure, rows, session, wording

held = figure.release_or_stop()
measures = figure.theme_measures(held, "views/dsp_timeliness.py")
signals = rows.of_measures(rows.newest_signals(held, session.area()), measures)
figure.heading("Timeliness", wording.page_answer("Is each step taken in time?", signals))
figure.glance(held, measures)
figure.story(held, figure.choose_measure(measures))
