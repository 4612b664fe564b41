"""Risks, and disputes between partners: how far each was taken, on which day and why."""

from dashboard.through_the_year.declared import (
    EVERYBODY,
    LEADERS,
    PARTNERS,
    REASON,
    Act,
    Field,
    Is,
    Kind,
    Who,
    note,
)

LIKELIHOOD = {
    "1": "Very unlikely (1 of 5)",
    "2": "Unlikely (2 of 5)",
    "3": "May happen (3 of 5)",
    "4": "Likely (4 of 5)",
    "5": "Almost certain (5 of 5)",
}
IMPACT = {
    "1": "Very small impact (1 of 5)",
    "2": "Small impact (2 of 5)",
    "3": "Some harm to the help children get (3 of 5)",
    "4": "Much harm to the help children get (4 of 5)",
    "5": "Children could be seriously harmed (5 of 5)",
}
RULES = {
    "worse_twice": "A worsening signal twice in a row",
    "many_overdue": "Many children overdue in one clock",
    "day_in_law_missed": "A day in law or guidance was missed",
    "returns_missed": "An agency owes two returns",
    "challenge_overdue": "A challenge was not answered in time",
}
"""The rules that suggest a risk (`triggers`), in words."""
_LEAD_PARTNERS = Who(("lsp",))
_WEIGHED = (
    Field("likelihood", "How likely it is", Is.CHOICE, choices=LIKELIHOOD),
    Field("impact", "How much it would matter", Is.CHOICE, choices=IMPACT),
)
_REVIEW = Field("review_on", "To be looked at again by", Is.DAY, ahead=True)
_DECIDED = (
    Field("lsp_decision", "What the lead partners decided"),
    Field("review_on", "To be looked at again by", Is.DAY, needed=False, ahead=True),
)
_REVIEWED = (
    Field("progress", "What was found"),
    _REVIEW,
)

RISK = Kind(
    key="risk",
    one="risk",
    many="risks",
    guidance=(
        "Delegated partners take risks and issues that they cannot resolve to the lead partners (Working "
        "Together 2023, 59); the chair takes collective risk there (62)."
    ),
    states={"open": "Open", "closed": "Closed"},
    over=("closed",),
    title="description",
    agency="agency",
    tells=("likelihood", "impact"),
    due="review_on",
    due_is="To be looked at again",
    due_was="Was to be looked at again",
    ladder={
        "subgroup": "A subgroup has it",
        "dsp": "The delegated partners have it",
        "lsp": "The lead partners have it",
    },
    begins=(
        Act(
            "raise_risk",
            "Put a risk on the register",
            "put it on the register",
            EVERYBODY,
            (
                Field("description", "What could happen, and to which children"),
                Field("measure", "The measure that shows it", Is.MEASURE, needed=False),
                Field(
                    "rule", "Which of our rules brought it", Is.CHOICE, needed=False, choices=RULES
                ),
                *_WEIGHED,
                Field("mitigation", "What is done about it"),
                Field("agency", "Which agency owns it", Is.AGENCY),
                Field("person", "Who there", Is.LINE),
                Field(
                    "level",
                    "Who has it now",
                    Is.CHOICE,
                    choices={"subgroup": "A subgroup", "dsp": "The delegated partners"},
                ),
                _REVIEW,
                Field(
                    "links",
                    "What it is about",
                    Is.LINKS,
                    needed=False,
                    of=("priority", "challenge"),
                ),
            ),
            then="open",
        ),
    ),
    acts=(
        Act(
            "weigh",
            "Weigh it anew",
            "weighed it anew",
            Who(("chair", "dsp", "lsp"), ("partner",)),
            (*_WEIGHED, Field("mitigation", "What is done about it"), _REVIEW, REASON),
            when=("open",),
            prefilled=True,
        ),
        Act(
            "to_dsp",
            "Take it to the delegated partners",
            "took it to the delegated partners",
            EVERYBODY,
            (REASON,),
            when=("open",),
            climbs="dsp",
        ),
        Act(
            "to_lsp",
            "Take it to the lead partners",
            "took it to the lead partners",
            PARTNERS,
            (REASON,),
            when=("open",),
            climbs="lsp",
        ),
        Act(
            "decide",
            "Say what the lead partners decided",
            "said what the lead partners decided",
            _LEAD_PARTNERS,
            _DECIDED,
            when=("open",),
        ),
        Act("close", "Close it", "closed it", PARTNERS, (REASON,), when=("open",), then="closed"),
        Act(
            "reopen",
            "Open it again",
            "opened it again",
            PARTNERS,
            (REASON, _REVIEW),
            when=("closed",),
            then="open",
        ),
        note(("open", "closed")),
    ),
)

DISPUTE = Kind(
    key="dispute",
    one="dispute",
    many="disputes",
    guidance=(
        "Partners resolve differences of view locally, with help from whoever can bring them together "
        "(Working Together 2023, 110 to 112). What they and their networks cannot resolve goes to the "
        "Secretary of State (113)."
    ),
    states={"open": "Not resolved", "resolved": "Resolved"},
    over=("resolved",),
    title="description",
    due="review_on",
    due_is="To be looked at again",
    due_was="Was to be looked at again",
    ladder={
        "dsp": "Between the delegated partners",
        "lsp": "Before the lead partners",
        "secretary_of_state": "With the Secretary of State",
    },
    begins=(
        Act(
            "raise_dispute",
            "Write down a dispute",
            "wrote it down",
            PARTNERS,
            (
                Field("description", "What the partners do not agree on"),
                Field("agencies", "Between which agencies", Is.AGENCIES),
                Field("positions", "What each of them says", Is.LINES, help="Each on a line."),
                Field("effect", "What it means for children while it lasts"),
                _REVIEW,
                Field("links", "What it is about", Is.LINKS, needed=False, of=("priority", "risk")),
            ),
            then="open",
        ),
    ),
    acts=(
        Act(
            "review",
            "Say how talks go",
            "said how talks go",
            PARTNERS,
            _REVIEWED,
            when=("open",),
        ),
        Act(
            "to_lsp",
            "Take it to the lead partners",
            "took it to the lead partners",
            PARTNERS,
            (REASON,),
            when=("open",),
            climbs="lsp",
        ),
        Act(
            "decide",
            "Say what the lead partners decided",
            "said what the lead partners decided",
            _LEAD_PARTNERS,
            _DECIDED,
            when=("open",),
        ),
        Act(
            "to_secretary_of_state",
            "Take it to the Secretary of State",
            "took it to the Secretary of State",
            LEADERS,
            (
                REASON,
                Field(
                    "networks",
                    "Who was brought to the table first",
                    help="For example the commissioner for police and crime, the mayor, or lead members.",
                ),
            ),
            when=("open",),
            climbs="secretary_of_state",
        ),
        Act(
            "resolve",
            "Say how it was resolved",
            "said how it was resolved",
            PARTNERS,
            (Field("resolution", "How it was resolved"),),
            when=("open",),
            then="resolved",
        ),
        note(("open", "resolved"), PARTNERS),
    ),
)
