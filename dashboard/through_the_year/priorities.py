"""Priorities of the lead partners: what is to change for children, and what would show that it does not.

No field holds a status: it is computed from the figures (`status`), and the narrative explains it.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.through_the_year.declared import (
    LEADERS,
    PARTNERS,
    REASON,
    Act,
    Field,
    Is,
    Kind,
    note,
)
from data.problems import UserError

ROLES = {"leading": "Leading", "lagging": "Lagging", "balancing": "Balancing"}
"""What a measure does for a priority, by the field that names it."""

_FIELDS = (
    Field("title", "The priority in plain words", Is.LINE, help="What is to change for children."),
    Field("why", "Why it was chosen", help="What the evidence is, and where it can be read."),
    Field("agency", "Which partner leads", Is.AGENCY),
    Field("leading", "Leading measures", Is.MEASURES, help="They move within months."),
    Field(
        "lagging",
        "Lagging measures",
        Is.MEASURES,
        help="What becomes of children; they move in a year or more.",
    ),
    Field(
        "balancing",
        "Balancing measures",
        Is.MEASURES,
        help="What could get worse elsewhere because of the work on this.",
    ),
    Field("aim", "The aim, if there is one", Is.LINE, needed=False, help="Which way, and how far."),
    Field("baseline_from", "The baseline begins on", Is.DAY, help="Twelve points or more."),
    Field("baseline_to", "The baseline ends on", Is.DAY),
    Field("starts_on", "Work began on", Is.DAY),
    Field("review_on", "To be reviewed by", Is.DAY),
    Field("owner_social_care", "Who owns it at children’s social care", Is.LINE),
    Field("owner_health", "Who owns it at health services", Is.LINE),
    Field("owner_police", "Who owns it at the police", Is.LINE),
    Field(
        "owners",
        "Who owns it at other agencies",
        Is.LINES,
        needed=False,
        help="One agency on each line, with the person’s post.",
    ),
    Field("falsifier", "We will know it is not working if …"),
    Field("risks", "What could go wrong", needed=False),
)


def _check(body: Mapping[str, Any]) -> None:
    named = [name for role in ROLES for name in body.get(role) or ()]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UserError(
            f"“{twice[0]}” is named twice among the measures of this priority.\n"
            "Name it once: as leading, as lagging or as balancing."
        )
    begins, ends = body.get("baseline_from"), body.get("baseline_to")
    if begins and ends and begins >= ends:
        raise UserError(
            "The baseline ends before it begins.\nGive a first day that is before the last one."
        )


PRIORITY = Kind(
    key="priority",
    one="priority",
    many="priorities",
    guidance=(
        "Lead partners agree and review shared priorities (Working Together 2023, 50). Delegated partners "
        "deliver and monitor them (60). The yearly report says where there was little or no progress (107)."
    ),
    states={"current": "Current", "ended": "Ended"},
    over=("ended",),
    title="title",
    agency="agency",
    begins=(Act("agree", "Agree a priority", "agreed it", LEADERS, _FIELDS, then="current"),),
    acts=(
        Act(
            "narrate",
            "Say what stands behind the figures",
            "explained it",
            PARTNERS,
            (
                Field(
                    "narrative",
                    "What stands behind the figures",
                    help="It explains the status. The status comes from the figures alone.",
                ),
            ),
            when=("current", "ended"),
        ),
        Act(
            "review",
            "Change the priority, with the reason",
            "changed it",
            LEADERS,
            (*_FIELDS, REASON),
            when=("current",),
            prefilled=True,
        ),
        Act("end", "End it", "ended it", LEADERS, (REASON,), when=("current",), then="ended"),
        note(("current", "ended"), PARTNERS),
    ),
    check=_check,
)
