"""Logs for the yearly report: insights, contributions, changes to the arrangements, national reforms."""

from dashboard.through_the_year.declared import (
    EVERYBODY,
    KEEPERS,
    REASON,
    Act,
    Field,
    Is,
    Kind,
    Who,
    note,
)

INSIGHT = Kind(
    key="insight",
    one="insight",
    many="insights",
    guidance=(
        "The yearly report says how data is used to encourage learning, and what that improved (Working "
        "Together 2023, 107)."
    ),
    states={
        "found": "Found, nothing decided yet",
        "decided": "Decided, effect not known yet",
        "effect_known": "Its effect is known",
    },
    over=("effect_known",),
    title="question",
    tells=("finding",),
    begins=(
        Act(
            "find",
            "Write down what the data taught us",
            "wrote it down",
            EVERYBODY,
            (
                Field("question", "What was asked"),
                Field("measure", "Which measure answered it", Is.MEASURE),
                Field("finding", "What was found"),
                Field(
                    "links",
                    "What it comes of",
                    Is.LINKS,
                    needed=False,
                    of=("commentary", "priority", "challenge", "feedback"),
                ),
            ),
            then="found",
        ),
    ),
    acts=(
        Act(
            "decide",
            "Say what was decided",
            "said what was decided",
            KEEPERS,
            (
                Field("decided", "What was decided"),
                Field(
                    "decided_by",
                    "The decision or action",
                    Is.LINKS,
                    needed=False,
                    of=("decision", "action"),
                ),
            ),
            when=("found", "decided"),
            then="decided",
        ),
        Act(
            "effect",
            "Say what came of it",
            "said what came of it",
            KEEPERS,
            (Field("effect", "What changed, and how we know"),),
            when=("decided", "effect_known"),
            then="effect_known",
        ),
        note(("found", "decided", "effect_known")),
    ),
)

_GIVEN = (
    Field("agency", "Which partner", Is.AGENCY),
    Field("year", "In which year, such as 2025-26", Is.YEAR),
    Field("money", "Given in money", help="In words. The sums come from the partners’ returns."),
    Field("in_kind", "Given in kind", help="People’s time, rooms, training, analysis."),
    Field("change", "What is different from the year before", needed=False),
    Field("value", "What it made possible", needed=False),
)

CONTRIBUTION = Kind(
    key="contribution",
    one="contribution",
    many="contributions",
    guidance=(
        "The yearly report says what each partner contributed, and what changed in the funding (Working "
        "Together 2023, 107); lead partners agree the funding needed (98)."
    ),
    states={"given": "Written down"},
    title="agency",
    agency="agency",
    tells=("money", "in_kind"),
    begins=(
        Act(
            "give",
            "Write down what a partner gives",
            "wrote it down",
            Who(("chair", "analyst"), ("dsp", "lsp", "partner")),
            _GIVEN,
            then="given",
        ),
    ),
    acts=(
        Act(
            "revise",
            "Change it, with the reason",
            "changed it",
            Who(("chair", "analyst"), ("dsp", "lsp", "partner")),
            (*_GIVEN[2:], REASON),
            when=("given",),
            prefilled=True,
        ),
    ),
)

ARRANGEMENTS_CHANGE = Kind(
    key="arrangements_change",
    one="change to the arrangements",
    many="changes to the arrangements",
    guidance=(
        "Published arrangements are updated when there are key changes, and every update is sent to the "
        "Department for Education (Working Together 2023, 105). The yearly report lists them (107)."
    ),
    states={
        "proposed": "Proposed",
        "agreed": "Agreed, not published yet",
        "published": "Published, not sent to the Department for Education yet",
        "sent": "Published and sent",
        "dropped": "Dropped",
    },
    over=("sent", "dropped"),
    title="change",
    due="due",
    begins=(
        Act(
            "propose",
            "Write down a change to the arrangements",
            "wrote it down",
            KEEPERS,
            (
                Field("change", "What changes"),
                Field("why", "Why"),
                Field("due", "By which day it is to be in force", Is.DAY),
            ),
            then="proposed",
        ),
    ),
    acts=(
        Act(
            "agree",
            "Say that the lead partners agreed it",
            "said that the lead partners agreed it",
            Who(("lsp", "chair")),
            (Field("agreed_on", "Agreed on", Is.DAY),),
            when=("proposed",),
            then="agreed",
        ),
        Act(
            "publish",
            "Say that it is published",
            "said that it is published",
            KEEPERS,
            (Field("published_on", "Published on", Is.DAY), Field("where", "Where", Is.LINE)),
            when=("agreed",),
            then="published",
        ),
        Act(
            "send",
            "Say that it was sent to the Department for Education",
            "said that it was sent",
            KEEPERS,
            (Field("sent_on", "Sent on", Is.DAY),),
            when=("published",),
            then="sent",
        ),
        Act(
            "redate",
            "Give it another day",
            "gave it another day",
            KEEPERS,
            (Field("due", "By which day now", Is.DAY), REASON),
            when=("proposed", "agreed"),
        ),
        Act(
            "drop",
            "Drop it",
            "dropped it",
            Who(("lsp", "chair")),
            (REASON,),
            when=("proposed", "agreed"),
            then="dropped",
        ),
    ),
)

REFORM = Kind(
    key="reform",
    one="national reform",
    many="national reforms",
    guidance=(
        "The yearly report gives evidence that national reforms were put in place, with decisions, issues "
        "and concerns (Working Together 2023, 107)."
    ),
    states={
        "known": "Known, not begun",
        "in_progress": "In progress",
        "implemented": "In place",
        "not_ours": "Does not concern us",
    },
    over=("implemented", "not_ours"),
    title="reform",
    due="due",
    agency="agency",
    begins=(
        Act(
            "note_reform",
            "Add a national reform",
            "added it",
            KEEPERS,
            (
                Field("reform", "What it is called", Is.LINE),
                Field("asks", "What it asks of us"),
                Field("source", "Where it stands, with its paragraph or section", Is.LINE),
                Field("agency", "Which agency leads", Is.AGENCY),
                Field("due", "By which day, if there is one", Is.DAY, needed=False),
            ),
            then="known",
        ),
    ),
    acts=(
        Act(
            "progress",
            "Say how far we are",
            "said how far we are",
            KEEPERS,
            (
                Field("progress", "What was done"),
                Field("concerns", "Issues or concerns", needed=False),
            ),
            when=("known", "in_progress"),
            then="in_progress",
        ),
        Act(
            "implement",
            "Say that it is in place",
            "said that it is in place",
            KEEPERS,
            (Field("evidence", "What shows it"),),
            when=("known", "in_progress"),
            then="implemented",
        ),
        Act(
            "leave",
            "Say why it does not concern us",
            "said why it does not concern us",
            KEEPERS,
            (REASON,),
            when=("known", "in_progress"),
            then="not_ours",
        ),
        note(("known", "in_progress", "implemented", "not_ours"), KEEPERS),
    ),
)
