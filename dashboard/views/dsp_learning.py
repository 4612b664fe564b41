"""Delegated partners: do we learn from what went wrong?"""

from dashboard import story

story.theme_page(
    "views/dsp_learning.py",
    "Learning from reviews",
    "When something went badly wrong, do we act in time and learn from it?",
)
