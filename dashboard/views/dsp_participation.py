"""Delegated partners: who was in the room, and was the child heard?"""

from dashboard import story

story.theme_page(
    "views/dsp_participation.py",
    "Who was in the room",
    "Do the agencies that should be there take part, and is the child heard?",
)
