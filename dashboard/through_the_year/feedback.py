"""What children and families told us, what we did, and whether we told them: "you said, we did"."""

from dashboard.through_the_year.declared import Act, Field, Is, Kind, Who, note

SAID_BY = {
    "children": "Children and young people",
    "parents": "Parents and carers",
    "family": "The wider family",
    "group": "A group of children or parents",
}
HOW = {
    "conversation": "In a conversation",
    "survey": "In a survey",
    "participation": "In a participation group",
    "advocate": "Through an advocate",
    "complaint": "In a complaint",
    "review": "In a review or audit",
    "other": "In another way",
}
CONSENT = {
    "agreed": "They agreed that it is told here",
    "many": "Many said it, and nobody can be known by it",
}
_AGENCY = Who(("chair", "lsp"), ("dsp", "partner"))

FEEDBACK = Kind(
    key="feedback",
    one="piece of feedback",
    many="pieces of feedback",
    guidance=(
        "Partners seek and respond to feedback from children and families (Working Together 2023, 60), and "
        "the yearly report says how it shaped services (107)."
    ),
    states={
        "heard": "Heard, not answered yet",
        "acted": "Acted on, families not told yet",
        "not_acted": "Not acted on, families not told yet",
        "told_back": "Families were told",
    },
    over=("told_back",),
    title="said",
    agency="agency",
    begins=(
        Act(
            "hear",
            "Write down what families said",
            "wrote it down",
            Who(("chair", "dsp", "lsp", "analyst"), ("partner",)),
            (
                Field(
                    "said",
                    "What they said, in their words",
                    help="No name, no place and nothing else by which a child or family could be known.",
                ),
                Field("said_by", "Who said it", Is.CHOICE, choices=SAID_BY),
                Field("how", "How we heard it", Is.CHOICE, choices=HOW),
                Field("consent", "Why it may be told here", Is.CHOICE, choices=CONSENT),
                Field("heard_on", "When we heard it", Is.DAY),
                Field("agency", "Which agency answers", Is.AGENCY),
                Field("measure", "A measure that it is about", Is.MEASURE, needed=False),
            ),
            then="heard",
        ),
    ),
    acts=(
        Act(
            "do",
            "Say what we did",
            "said what was done",
            _AGENCY,
            (
                Field("did", "What we did"),
                Field("links", "The actions", Is.LINKS, needed=False, of=("action",)),
            ),
            when=("heard", "acted", "not_acted"),
            then="acted",
        ),
        Act(
            "decline",
            "Say why nothing will change",
            "said why nothing will change",
            _AGENCY,
            (Field("reason", "Why nothing will change"),),
            when=("heard",),
            then="not_acted",
        ),
        Act(
            "tell_back",
            "Say how families were told",
            "said how families were told",
            _AGENCY,
            (Field("told", "How and when families were told"),),
            when=("acted", "not_acted"),
            then="told_back",
        ),
        Act(
            "difference",
            "Say what is different now",
            "said what is different now",
            _AGENCY,
            (Field("difference", "What is different for families, and how we know"),),
            when=("acted", "told_back"),
        ),
        note(("heard", "acted", "not_acted", "told_back")),
    ),
)
