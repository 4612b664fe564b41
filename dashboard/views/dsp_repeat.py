"""Delegated partners: do children come back?"""

from dashboard import story

story.theme_page("views/dsp_repeat.py", "Repeat activity", "Do children come back?")
