"""Commentary on a measure or its signal: what it is, so what, and what next, by the agency that knows."""

from dashboard.through_the_year.declared import KEEPERS, REASON, Act, Field, Is, Kind, Who, note

WORKING_DAYS = 10
"""Until a commentary is due that was asked for (priorities, section 7: a local default)."""
LONGEST_IN_WORDS = 100
_ABOUT = f"About {LONGEST_IN_WORDS} words at most."
_TEXTS = (
    Field("what", "What: what the figures show", help=f"Do not repeat the number. {_ABOUT}"),
    Field("so_what", "So what: what it means for children", help=_ABOUT),
    Field("what_next", "What next: what will be done", help=_ABOUT),
)
_MEASURE = Field("measure", "On which measure", Is.MEASURE)
_AGENCY = Field("agency", "From which agency", Is.AGENCY)
_ASKERS = Who(("chair", "analyst"))
_OWN = Who((), ("dsp", "partner", "lsp", "chair"))

COMMENTARY = Kind(
    key="commentary",
    one="commentary",
    many="commentaries",
    guidance=(
        "Delegated partners review how practice works and respond where it does not (Working Together 2023, "
        "58); the yearly report says how data is used to learn (107)."
    ),
    states={"asked": "Asked for", "given": "Given", "withdrawn": "No longer asked for"},
    over=("given", "withdrawn"),
    title="measure",
    tells=("what_next",),
    agency="agency",
    due="due",
    begins=(
        Act(
            "ask",
            "Ask an agency for a commentary",
            "asked for it",
            _ASKERS,
            (
                _MEASURE,
                _AGENCY,
                Field("question", "What should be explained", needed=False),
                Field(
                    "due",
                    "By which day",
                    Is.DAY,
                    needed=False,
                    ahead=True,
                    working_days=WORKING_DAYS,
                ),
            ),
            then="asked",
        ),
        Act(
            "offer",
            "Write a commentary that nobody asked for",
            "wrote it unasked",
            _OWN,
            (_MEASURE, _AGENCY, *_TEXTS),
            then="given",
        ),
    ),
    acts=(
        Act(
            "give",
            "Give the commentary",
            "gave it",
            _OWN,
            _TEXTS,
            when=("asked", "given"),
            then="given",
            prefilled=True,
        ),
        Act(
            "become",
            "Say what came of it: an action or an insight",
            "said what came of it",
            Who(KEEPERS.every, ("partner",)),
            (Field("became", "What came of it", Is.LINKS, of=("action", "insight")),),
            when=("given",),
        ),
        Act(
            "redate",
            "Give it another day",
            "gave it another day",
            _ASKERS,
            (Field("due", "By which day now", Is.DAY, ahead=True), REASON),
            when=("asked",),
        ),
        Act(
            "withdraw",
            "Ask no longer",
            "asked no longer",
            _ASKERS,
            (REASON,),
            when=("asked",),
            then="withdrawn",
        ),
        note(("asked", "given")),
    ),
)
