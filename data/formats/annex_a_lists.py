"""The lists of Ofsted's Annex A: the headings that we read, and how each is found.

Only the columns named here are ever taken from a workbook: workers, teams, schools, placements and
postcodes stay in it.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Column:
    """A column that we read: ours, Ofsted's heading, and how else the heading is found.

    Headings are compared trimmed, with single blanks, straight quotes and in any case; then by the patterns.
    """

    ours: str
    heading: str
    aliases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def matches(self, heading: str) -> bool:
        """Whether a heading names this column by name."""
        return heading in {plain(each) for each in (self.heading, *self.aliases)}

    def resembles(self, heading: str) -> bool:
        """Whether a heading names this column by a pattern."""
        return any(re.search(pattern, heading) for pattern in self.patterns)


def plain(heading: str) -> str:
    """A heading for comparing: small letters, single blanks, straight quotes, no double brackets."""
    straight = heading.translate({ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"'})
    return " ".join(straight.lower().split()).replace("))", ")")


OF_A_CHILD: Final = (
    Column(
        "child",
        "Child Unique ID",
        ("ChildUniqueID",),
        (r"\bchild\b.*\b(id|identifier)\b", r"\b(id|identifier)\b.*\bchild\b"),
    ),
    Column("sex", "Gender", ("Sex",)),
    Column("ethnicity", "Ethnicity"),
    Column("birth_date", "Date of Birth", ("DateOfBirth", "DOB"), (r"date.*birth",)),
    Column(
        "disabilities",
        "Does the Child have a Disability",
        ("HasDisability",),
        (r"child.*disability",),
    ),
    # Not Ofsted's: some partnerships add these two to any list.
    Column("locality", "Locality"),
    Column("deprivation_quintile", "IMD quintile", ("IMD_quintile", "Deprivation quintile")),
)


@dataclass(frozen=True)
class List:
    """One of the lists: our table for its events, and the columns read beside those of the child.

    table    "" where only what the list says of the children is read
    needed   how many of `columns`, from the first, a sheet must have to be this list
    """

    number: int
    title: str
    table: str
    needed: int
    columns: tuple[Column, ...]


LISTS: Final = (
    List(
        1,
        "Contacts",
        "contacts",
        2,
        (
            Column("contact_date", "Date of Contact", ("DateOfContact",), (r"date.*contact",)),
            Column("source", "Contact Source", ("ContactSource",), (r"contact.*source",)),
        ),
    ),
    List(
        2,
        "Early help assessments",
        "early_help_episodes",
        2,
        (
            Column(
                "start_date",
                "Assessment start date",
                ("AssessmentStartDate",),
                (r"^assessment.*start",),
            ),
            Column(
                "end_date",
                "Assessment completion date",
                ("AssessmentCompletionDate",),
                (r"^assessment.*complet",),
            ),
        ),
    ),
    List(
        3,
        "Referrals",
        "referrals",
        2,
        (
            Column("referral_date", "Date of referral", ("ReferralDate",), (r"date of.*referral",)),
            Column("source", "Referral Source", ("ReferralSource",), (r"referral.*source",)),
            Column("no_further_action", "Referral NFA?", ("ReferralNFA",), (r"referral.*nfa",)),
        ),
    ),
    List(
        4,
        "Assessments",
        "assessments",
        2,
        (
            Column(
                "start_date",
                "Continuous Assessment Start Date",
                ("ContinuousAssessmentStart",),
                (r"continuous assessment.*start",),
            ),
            Column(
                "authorised_date",
                "Continuous Assessment Date of Authorisation",
                ("ContinuousAssessmentAuthDate",),
                (r"continuous assessment.*authoris",),
            ),
            Column(
                "child_seen",
                "Child Seen During Continuous Assessment",
                ("ContinuousAssessmentChildSeen",),
                (r"child seen.*assessment",),
            ),
            Column(
                "in_need",
                "Was the child assessed as requiring LA children's social care support?",
                ("CSCSupportRequired",),
                (r"was the child assessed.*social care support",),
            ),
        ),
    ),
    List(
        5,
        "Section 47 enquiries and conferences",
        "section_47_enquiries",
        2,
        (
            Column(
                "start_date",
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                ("StratDiscussionDate",),
                (r"strategy discussion.*date",),
            ),
            Column(
                "conference_date",
                "Date of Initial Child Protection Conference",
                ("InitialCPConfDate",),
                (r"^date of.*initial child protection conference",),
            ),
            Column(
                "conference_not_required",
                "Was an Initial Child Protection Conference deemed unnecessary?",
                ("InitialCPConfUnnecessary",),
                (r"conference deemed unnecessary",),
            ),
            Column(
                "plan_made",
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                ("CPConfResultInCPPlan",),
                (r"conference result in a child protection plan",),
            ),
        ),
    ),
    # The start of a child in need case is neither its referral nor a child in need plan: of this list
    # only what it says of the children is used.
    List(
        6,
        "Children in need",
        "",
        2,
        (
            Column("start_date", "CIN Start Date", ("CINStartDate",)),
            Column("status", "Case Status", ("CaseStatus",)),
        ),
    ),
    List(
        7,
        "Child protection",
        "plans",
        2,
        (
            Column(
                "start_date",
                "Child Protection Plan Start Date",
                ("ChildProtectionPlanStartDate",),
                (r"child protection plan.*start",),
            ),
            Column("latest_category", "Latest Category of Abuse", ("LatestCategoryOfAbuse",)),
            Column("initial_category", "Initial Category of Abuse", ("InitialCategoryOfAbuse",)),
            Column(
                "end_date",
                "Child Protection Plan End Date",
                ("ChildProtectionPlanEndDate",),
                (r"child protection plan.*end date",),
            ),
            Column(
                "previous_plans",
                "Number of Previous Child Protection Plans",
                ("NumberOfPreviousChildProtectionPlans",),
                (r"number of previous.*plans",),
            ),
            Column(
                "review_date",
                "Date of latest review conference",
                ("DateOfLatestReviewConf",),
                (r"latest review conf",),
            ),
        ),
    ),
    List(
        8,
        "Children looked after",
        "looked_after_periods",
        1,
        (
            Column(
                "start_date",
                "Date Started to be Looked After",
                ("DateStartedLookedAfter",),
                (r"date started to be looked",),
            ),
            Column(
                "end_date",
                "Date Ceased to be Looked After",
                ("DateCeasedLookedAfter",),
                (r"date ceased to be looked",),
            ),
            Column(
                "unaccompanied",
                "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
                (),
                (r"unaccompanied.*within the last 12 months",),
            ),
        ),
    ),
    List(
        9,
        "Care leavers",
        "",
        1,
        (Column("status", "Eligibility Category", ("EligibilityCategory",)),),
    ),
    List(
        10,
        "Adoption",
        "",
        2,
        (
            Column("start_date", "Date the Child Entered Care", ("DateEnteredCare",)),
            Column(
                "status",
                "Date of Decision that Child Should be Placed for Adoption",
                (),
                (r"decision that child should be placed",),
            ),
        ),
    ),
)

LIST_OF_ADULTS: Final = Column("adopter", "Individual adopter identifier", ("AdopterIdentifier",))
"""List 11 is of adults who wish to adopt: it is known, so that its sheet is no surprise, and never read."""
