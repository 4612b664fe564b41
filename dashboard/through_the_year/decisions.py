"""Decisions of the partners: what was chosen from, why, who disagreed, and what came of it."""

from dashboard.through_the_year.declared import KEEPERS, REASON, Act, Field, Is, Kind

_FIELDS = (
    Field("decision", "What was decided"),
    Field("meeting", "At which meeting", Is.LINE),
    Field("held_on", "On which day", Is.DAY),
    Field("options", "What could have been decided", Is.LINES, help="Each option on a line."),
    Field("reasons", "Why it was decided so"),
    Field(
        "dissent",
        "Who disagreed, and why",
        needed=False,
        help="Leave it empty where nobody did.",
    ),
    Field(
        "links",
        "What it is about",
        Is.LINKS,
        needed=False,
        of=("priority", "action", "risk", "dispute", "commentary", "insight", "challenge"),
    ),
)

DECISION = Kind(
    key="decision",
    one="decision",
    many="decisions",
    guidance=(
        "The yearly report holds a record of key decisions and of the impact they had (Working Together "
        "2023, 107)."
    ),
    states={"taken": "Taken", "effect_known": "Taken, and its effect is known"},
    title="decision",
    tells=("meeting", "held_on"),
    begins=(
        Act("minute", "Write down a decision", "wrote it down", KEEPERS, _FIELDS, then="taken"),
    ),
    acts=(
        Act(
            "effect",
            "Say what came of it",
            "said what came of it",
            KEEPERS,
            (Field("effect", "What came of it for children and families"),),
            when=("taken", "effect_known"),
            then="effect_known",
        ),
        Act(
            "correct",
            "Correct the minute",
            "corrected the minute",
            KEEPERS,
            (*_FIELDS, REASON),
            when=("taken", "effect_known"),
            prefilled=True,
        ),
    ),
)
