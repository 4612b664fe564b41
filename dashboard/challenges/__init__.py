"""Challenges of the scrutineer and the partners' replies: what state each is in, and who may do what.

Pure: a challenge is folded from its entries, and an action gives an entry to write. The rules are those
of Working Together 2023, paragraphs 59, 89 to 97 and 110 to 113, with the clocks as parameters.
"""

from dashboard.challenges.clocks import (
    before_lead_partners,
    by_agency,
    missed_dates,
    overdue,
)
from dashboard.challenges.folding import challenge_of, challenges_of
from dashboard.challenges.rights import allowed, answers
from dashboard.challenges.state import (
    ACTION_WORDS,
    KIND,
    LEVEL_WORDS,
    OUTCOME_WORDS,
    REPLIES,
    SAFEGUARDING_PARTNERS,
    STATE_WORDS,
    YOUNG_SCRUTINEERS,
    Action,
    Addressee,
    Challenge,
    Outcome,
    Rules,
    State,
    Wait,
)
from dashboard.challenges.told import recommendations
from dashboard.challenges.writing import act, issue

__all__ = [
    "ACTION_WORDS",
    "KIND",
    "LEVEL_WORDS",
    "OUTCOME_WORDS",
    "REPLIES",
    "SAFEGUARDING_PARTNERS",
    "STATE_WORDS",
    "YOUNG_SCRUTINEERS",
    "Action",
    "Addressee",
    "Challenge",
    "Outcome",
    "Rules",
    "State",
    "Wait",
    "act",
    "allowed",
    "answers",
    "before_lead_partners",
    "by_agency",
    "challenge_of",
    "challenges_of",
    "issue",
    "missed_dates",
    "overdue",
    "recommendations",
]
