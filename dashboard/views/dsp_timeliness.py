"""Delegated partners: is each step taken in time?"""

from dashboard import story

story.theme_page("views/dsp_timeliness.py", "Timeliness", "Is each step taken in time?")
