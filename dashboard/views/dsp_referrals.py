"""Delegated partners: who comes to us, and what do we find?"""

from dashboard import story

story.theme_page(
    "views/dsp_referrals.py",
    "Referrals and assessments",
    "Who is referred to us, and what do we find?",
)
