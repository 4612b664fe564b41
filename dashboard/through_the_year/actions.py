"""Actions: done by a day, and shown to have made a difference. The two are apart, and so is re-dating."""

from dashboard.through_the_year.declared import (
    REASON,
    Act,
    Field,
    Is,
    Kind,
    Who,
    note,
)

_OPEN = ("not_started", "in_progress")
_EVERY = (*_OPEN, "completed", "impact_evidenced", "cancelled")
_OWNERS = Who(("chair", "lsp"), ("dsp", "partner"))
"""The agency whose action it is, the chair and the lead partners."""
_AGREED = (
    Field(
        "description",
        "What will be done",
        Is.LINE,
        help="Begin with a verb: “Train …”, “Agree …”, “Change …”.",
    ),
    Field("agency", "Which agency", Is.AGENCY),
    Field("person", "Who there", Is.LINE, help="A post or a person at work."),
)

ACTION = Kind(
    key="action",
    one="action",
    many="actions",
    guidance=(
        "The yearly report holds a record of key actions and of the impact they had (Working Together 2023, "
        "107). That something was done does not yet say that it made a difference."
    ),
    states={
        "not_started": "Not started",
        "in_progress": "In progress",
        "completed": "Done, impact not shown yet",
        "impact_evidenced": "Done, and its impact is shown",
        "cancelled": "Cancelled",
    },
    over=("completed", "impact_evidenced", "cancelled"),
    title="description",
    agency="agency",
    due="due",
    begins=(
        Act(
            "agree",
            "Agree an action",
            "agreed it",
            Who(("chair", "dsp", "lsp"), ("partner",)),
            (
                *_AGREED,
                Field("due", "By which day", Is.DAY, ahead=True),
                Field(
                    "links",
                    "What it comes of",
                    Is.LINKS,
                    needed=False,
                    of=("priority", "commentary", "decision", "risk", "feedback", "challenge"),
                ),
                Field(
                    "source",
                    "Or in words, such as a review’s recommendation",
                    Is.LINE,
                    needed=False,
                ),
            ),
            then="not_started",
        ),
    ),
    acts=(
        Act(
            "start",
            "Say that work has begun",
            "began work on it",
            _OWNERS,
            when=("not_started",),
            then="in_progress",
        ),
        Act(
            "complete",
            "Say that it is done",
            "said that it is done",
            _OWNERS,
            (Field("completion", "What shows that it is done"),),
            when=_OPEN,
            then="completed",
        ),
        Act(
            "evidence_impact",
            "Show the difference it made",
            "showed the difference it made",
            _OWNERS,
            (
                Field(
                    "impact",
                    "What is different for children and families, and how we know",
                    help="Of groups, never of one child.",
                ),
            ),
            when=("completed", "impact_evidenced"),
            then="impact_evidenced",
        ),
        Act(
            "redate",
            "Give it another day",
            "gave it another day",
            _OWNERS,
            (Field("due", "By which day now", Is.DAY, ahead=True), REASON),
            when=_OPEN,
        ),
        Act(
            "reword",
            "Change the words or who does it",
            "changed the words or who does it",
            Who(("chair", "lsp")),
            (*_AGREED, REASON),
            when=_OPEN,
            prefilled=True,
        ),
        Act(
            "cancel",
            "Cancel it",
            "cancelled it",
            Who(("chair", "lsp"), ("dsp",)),
            (REASON,),
            when=_OPEN,
            then="cancelled",
        ),
        Act(
            "reopen",
            "Open it again",
            "opened it again",
            Who(("chair", "dsp", "lsp")),
            (REASON, Field("due", "By which day now", Is.DAY, ahead=True)),
            when=("completed", "impact_evidenced", "cancelled"),
            then="in_progress",
        ),
        note(_EVERY, Who(("chair", "dsp", "lsp"), ("partner",))),
    ),
)
