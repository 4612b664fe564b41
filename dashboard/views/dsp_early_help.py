"""Delegated partners: are families helped before they need more?"""

from dashboard import story

story.theme_page(
    "views/dsp_early_help.py", "Early help", "Are families helped before they need more?"
)
