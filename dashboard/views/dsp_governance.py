"""Delegated partners: do we do what we agreed?"""

from dashboard import story

story.theme_page(
    "views/dsp_governance.py",
    "How we work together",
    "Do we do what we agreed, and share what we must?",
)
