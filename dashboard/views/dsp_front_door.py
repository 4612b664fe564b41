"""Delegated partners: what becomes of a contact, and how soon?"""

from dashboard import story

story.theme_page(
    "views/dsp_front_door.py", "Front door", "What becomes of a call for help, and how soon?"
)
