"""Delegated partners: who is protected, and for how long?"""

from dashboard import story

story.theme_page(
    "views/dsp_child_protection.py",
    "Child protection",
    "Enquiries, conferences and plans: are more or fewer children being protected?",
)
