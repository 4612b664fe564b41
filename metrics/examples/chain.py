"""Worked examples of the chain of decisions."""

from collections.abc import Mapping

from metrics.examples.example import Example, example

_REFERRED = """
    child | referral_date
    ------+--------------
    Ada   | 2023-05-01
    Ben   | 2023-05-01
    Cara  | 2023-05-01
"""
_ASSESSED = """
    child | start_date
    ------+-----------
    Ada   | 2023-05-03
    Ben   | 2023-05-03
"""
_ENQUIRED = """
    child | start_date
    ------+-----------
    Ada   | 2023-05-02
    Ben   | 2023-05-02
"""
_CONFERRED = """
    child | conference_date
    ------+----------------
    Ada   | 2023-05-22
    Ben   | 2023-05-22
"""
_PROTECTED = """
    child | start_date
    ------+-----------
    Ada   | 2023-05-22
    Ben   | 2023-05-22
"""

EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "contacted_children_referred": (
        example(
            "In May 2023 somebody was worried about Ada, and again in June. The front door made a "
            "referral of the first contact. About Ben there was one contact, which ended with "
            "advice.",
            "One of two children is referred. Ada counts once.",
            "1 of 2",
            front_door_contacts="""
                contact | child | contact_date | outcome  | decision_date
                --------+-------+--------------+----------+--------------
                1       | Ada   | 2023-05-02   | referral | 2023-05-03
                2       | Ada   | 2023-06-02   | advice   | 2023-06-03
                3       | Ben   | 2023-05-02   | advice   | 2023-05-03
            """,
        ),
    ),
    "children_referred_per_10000_children": (
        example(
            "Ada was referred in May and in September 2023, Ben in May.",
            "Two children were referred. Ada counts once.",
            "2 counted",
            referrals="""
                child | referral_date | closure_date
                ------+---------------+-------------
                Ada   | 2023-05-01    | 2023-06-01
                Ada   | 2023-09-01    | 2023-10-01
                Ben   | 2023-05-01    |
            """,
        ),
    ),
    "referred_children_assessed": (
        example(
            "Ada, Ben and Cara were referred on 1 May 2023. The assessments of Ada and Ben began "
            "two days later.",
            "Two of three children went on to an assessment.",
            "2 of 3",
            referrals=_REFERRED,
            assessments=_ASSESSED,
        ),
    ),
    "assessed_children_with_an_enquiry": (
        example(
            "Ada and Ben were assessed. About Ada a section 47 enquiry began on the day after the referral.",
            "One of two went on to an enquiry. Cara was not assessed, so she is not asked about.",
            "1 of 2",
            referrals=_REFERRED,
            assessments=_ASSESSED,
            section_47_enquiries="""
                child | start_date
                ------+-----------
                Ada   | 2023-05-02
            """,
        ),
    ),
    "children_with_an_enquiry_to_a_conference": (
        example(
            "About Ada and Ben an enquiry began on 2 May 2023. A conference was held for Ada on 22 May.",
            "One of two went on to a conference.",
            "1 of 2",
            referrals=_REFERRED,
            assessments=_ASSESSED,
            section_47_enquiries=_ENQUIRED,
            conferences="""
                child | conference_date
                ------+----------------
                Ada   | 2023-05-22
            """,
        ),
    ),
    "children_of_a_conference_on_a_plan": (
        example(
            "Conferences were held for Ada and Ben on 22 May 2023. Ada's plan began on the same day.",
            "One of two went on to a plan.",
            "1 of 2",
            referrals=_REFERRED,
            assessments=_ASSESSED,
            section_47_enquiries=_ENQUIRED,
            conferences=_CONFERRED,
            plans="""
                child | start_date
                ------+-----------
                Ada   | 2023-05-22
            """,
        ),
    ),
    "children_on_a_plan_looked_after": (
        example(
            "The plans of Ada and Ben began on 22 May 2023. Ada began to be looked after in August.",
            "One of two children on a plan was looked after soon after.",
            "1 of 2",
            referrals=_REFERRED,
            assessments=_ASSESSED,
            section_47_enquiries=_ENQUIRED,
            conferences=_CONFERRED,
            plans=_PROTECTED,
            looked_after_periods="""
                child | start_date
                ------+-----------
                Ada   | 2023-08-01
            """,
        ),
    ),
}
"""Measure id to its examples."""
