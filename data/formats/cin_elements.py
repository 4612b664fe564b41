"""The elements of the children in need census: what each fills, and where it may stand.

Elements are known by their local name in any case, so that a namespace or a supplier's spelling loses
nothing, and an element's order never matters.
"""

from typing import Final, NamedTuple

# Our column, and the census's name for it. The first column of each is the one that a row is found by.
LEAVES: Final[dict[str, dict[str, str]]] = {
    "children": {
        "child": "LAchildID",
        "upn": "UPN",
        "upn_unknown": "UPNunknown",
        "birth_date": "PersonBirthDate",
        "expected_birth_date": "ExpectedPersonBirthDate",
        "death_date": "PersonDeathDate",
        "gender": "GenderCurrent",
        "sex": "Sex",
        "ethnicity": "Ethnicity",
        "disabilities": "Disability",
    },
    "referrals": {
        "referral_date": "CINreferralDate",
        "source": "ReferralSource",
        "primary_need": "PrimaryNeedCode",
        "closure_date": "CINclosureDate",
        "closure_reason": "ReasonForClosure",
        "no_further_action": "ReferralNFA",
        "transfer_conference_date": "DateOfInitialCPC",
    },
    "assessments": {
        "start_date": "AssessmentActualStartDate",
        "authorised_date": "AssessmentAuthorisationDate",
        "factors": "AssessmentFactors",
    },
    "need_plans": {"start_date": "CINPlanStartDate", "end_date": "CINPlanEndDate"},
    "section_47_enquiries": {
        "start_date": "S47ActualStartDate",
        "conference_not_required": "ICPCnotRequired",
        "conference_required": "ICPCRequired",
        "conference_date": "DateOfInitialCPC",
    },
    "plans": {
        "start_date": "CPPstartDate",
        "end_date": "CPPendDate",
        "initial_category": "InitialCategoryOfAbuse",
        "latest_category": "LatestCategoryOfAbuse",
        "previous_plans": "NumberOfPreviousCPP",
    },
    "reviews": {"review_date": "CPPreviewDate"},
}
_ROWS: Final = {
    "children": "Child",
    "referrals": "CINdetails",
    "assessments": "Assessments",
    "need_plans": "CINPlanDates",
    "section_47_enquiries": "Section47",
    "plans": "ChildProtectionPlans",
    "reviews": "CPPreviewDate",
}
PARENT: Final = {
    "referrals": "children",
    "assessments": "referrals",
    "need_plans": "referrals",
    "section_47_enquiries": "referrals",
    "plans": "referrals",
    "reviews": "plans",
}
PARENT_ROW: Final = {"children": "child_row", "referrals": "referral_row", "plans": "plan_row"}
# Spellings met in files that suppliers and councils made.
_ALIASES: Final = {
    "upnunknowntype": "upnunknown",
    "dateofinitialicpc": "dateofinitialcpc",
    "factor": "assessmentfactors",
}
# In the census, and of no use to any measure, or holding what other elements hold.
_NOT_READ: Final = frozenset(
    name.lower()
    for name in (
        "FormerUPN",
        "InitialCPCtarget",
        "AssessmentInternalReviewDate",
        "PreProceedingsandFGDM",
        "PPStartDate",
        "LBPSentDate",
        "FGDMMeetingOffer",
        "FGDMMeetingFac",
        "InitialPPMeetingDate",
        "ReviewMeetingsCount",
        "StepDecisionDate",
        "PPOutcome",
        "CourtAppDate",
        "LetterInitCPDate",
    )
)
# What only holds others: it may be there or not, and may hold the codes as its own text.
_HOLDERS: Final = {
    "children": ("ChildIdentifiers", "ChildCharacteristics", "Disabilities"),
    "assessments": ("FactorsIdentifiedAtAssessment",),
    "plans": ("Reviews", "CPPreviews"),
}
_CODES: Final = {
    "Disabilities": "disabilities",
    "Disability": "disabilities",
    "FactorsIdentifiedAtAssessment": "factors",
    "AssessmentFactors": "factors",
}

WIDTH: Final = {table: 2 + len(leaves) for table, leaves in LEAVES.items()}

Row = list[str | int | None]
SET, KEY, ADD, OPEN, HOLD, SKIP, MISPLACED, UNKNOWN = range(8)


class Step(NamedTuple):
    """What to do at an element: which place of the row it fills, or which table's row it opens."""

    kind: int
    place: int = 0
    opens: str = ""


def local_name(tag: str) -> str:
    """A tag's name in small letters, without its namespace and in the census's own spelling."""
    name = tag.rpartition("}")[2].lower()
    return _ALIASES.get(name, name)


def _known_steps(table: str) -> dict[str, Step]:
    """What may stand in a row of a table, by local name."""
    # Places 0 and 1 of a row are its parent's row and its line.
    place_of = {column: place for place, column in enumerate(LEAVES[table], start=2)}
    steps = {
        name.lower(): Step(KEY if place_of[column] == 2 else SET, place_of[column])
        for column, name in LEAVES[table].items()
    }
    steps |= {name.lower(): Step(HOLD) for name in _HOLDERS.get(table, ())}
    steps |= {
        name.lower(): Step(ADD, place_of[column])
        for name, column in _CODES.items()
        if column in place_of
    }
    steps |= {
        _ROWS[below].lower(): Step(OPEN, opens=below)
        for below, above in PARENT.items()
        if above == table
    }
    return steps


_KNOWN: Final = {table: _known_steps(table) for table in LEAVES}
_KNOWN_SOMEWHERE: Final = frozenset(name for steps in _KNOWN.values() for name in steps)


class StepsIn(dict[str, Step]):
    """Steps in the rows of one table, by the tag as lxml gives it: each tag is looked up in full once."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.known = _KNOWN[table]

    def __missing__(self, tag: str) -> Step:
        name = local_name(tag)
        elsewhere = MISPLACED if name in _KNOWN_SOMEWHERE else UNKNOWN
        step = self.known.get(name, Step(SKIP if name in _NOT_READ else elsewhere))
        self[tag] = step
        return step
