"""The chain of decisions: of the children of one step, how many went on to the next?"""

import pytest

from data.agreement import Conventions

CONTACT = "contacted_children_referred"
REFERRED = "children_referred_per_10000_children"
ASSESSED = "referred_children_assessed"
ENQUIRY = "assessed_children_with_an_enquiry"
CONFERENCE = "children_with_an_enquiry_to_a_conference"
PLAN = "children_of_a_conference_on_a_plan"
CARE = "children_on_a_plan_looked_after"

WHOLE_WAY = {
    "referrals": """
        child | referral_date
        A     | 2023-05-01
        B     | 2023-05-01
        C     | 2023-05-01
        D     | 2023-05-01
        E     | 2023-05-01
    """,
    "assessments": """
        child | start_date
        A     | 2023-05-03
        B     | 2023-05-03
        C     | 2023-05-03
        D     | 2023-05-03
    """,
    "section_47_enquiries": """
        child | start_date
        A     | 2023-05-02
        B     | 2023-05-02
        C     | 2023-05-02
    """,
    "conferences": """
        child | conference_date
        A     | 2023-05-20
        B     | 2023-05-20
    """,
    "plans": """
        child | start_date
        A     | 2023-05-20
    """,
    "looked_after_periods": """
        child | start_date
        A     | 2023-08-01
    """,
}


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (ASSESSED, "4 of 5"),
        (ENQUIRY, "3 of 4"),
        (CONFERENCE, "2 of 3"),
        (PLAN, "1 of 2"),
        (CARE, "1 of 1"),
    ],
)
def test_each_step_is_a_share_of_those_who_came_to_the_step_before(spec, measure, expected):
    spec(measure=measure, year=2023, expected=expected, **WHOLE_WAY)


def test_a_child_counts_once_a_year_however_often_it_is_referred(spec):
    referrals = """
        child | referral_date | closure_date
        A     | 2023-05-01    | 2023-06-01
        A     | 2023-09-01    | 2023-10-01
        B     | 2023-05-01    |
    """
    spec(measure=REFERRED, year=2023, referrals=referrals, expected="2 counted")
    spec(
        measure=ASSESSED,
        year=2023,
        referrals=referrals,
        assessments="""
            child | start_date
            A     | 2023-09-03
        """,
        expected="0 of 2",
    )


@pytest.mark.parametrize(
    ("began", "expected"),
    [("2023-06-30", "1 of 1"), ("2023-07-01", "0 of 1"), ("2023-04-30", "0 of 1")],
)
def test_the_next_step_counts_within_its_days_and_not_before(spec, began, expected):
    """An assessment within 60 days of 1 May 2023: until 30 June."""
    spec(
        measure=ASSESSED,
        year=2023,
        referrals="""
            child | referral_date
            A     | 2023-05-01
        """,
        assessments=f"""
            child | start_date
            A     | {began}
        """,
        expected=expected,
    )


def test_the_partners_may_agree_other_days(spec):
    spec(
        measure=ASSESSED,
        year=2023,
        agreement=Conventions(referral_to_assessment_days=10),
        referrals="""
            child | referral_date
            A     | 2023-05-01
        """,
        assessments="""
            child | start_date
            A     | 2023-05-12
        """,
        expected="0 of 1",
    )


def test_a_child_whose_days_are_not_over_is_neither_a_yes_nor_a_no(spec):
    """Ruling 29. Ada was assessed already, but others of her day may yet be: she waits with them."""
    spec(
        measure=ASSESSED,
        extract_date="2024-06-30",
        referrals="""
            child | referral_date
            A     | 2024-05-10
            B     | 2024-05-10
            C     | 2024-05-01
        """,
        assessments="""
            child | start_date
            A     | 2024-05-11
        """,
        expected="0 of 1, 2 too recent",
    )


def test_a_step_is_reached_only_by_way_of_each_step_before_it(spec):
    """Nobody enquired about A's referral: the conference is no step of this chain."""
    spec(
        measure=PLAN,
        year=2023,
        **WHOLE_WAY
        | {
            "section_47_enquiries": """
                child | start_date
                B     | 2023-05-02
            """
        },
        expected="0 of 1",
    )


def test_an_enquiry_may_begin_before_the_assessment_but_not_before_the_referral(spec):
    spec(
        measure=ENQUIRY,
        year=2023,
        referrals="""
            child | referral_date
            A     | 2023-05-01
            B     | 2023-05-01
        """,
        assessments="""
            child | start_date
            A     | 2023-05-05
            B     | 2023-05-05
        """,
        section_47_enquiries="""
            child | start_date
            A     | 2023-05-01
            B     | 2023-04-30
        """,
        expected="1 of 2",
    )


def test_a_transfer_in_conference_is_no_step_of_the_chain(spec):
    spec(
        measure=CONFERENCE,
        year=2023,
        **WHOLE_WAY
        | {
            "conferences": """
                child | conference_date | transfer_in
                A     | 2023-05-20      | yes
                B     | 2023-05-20      | no
            """
        },
        expected="1 of 3",
    )


def test_a_contact_becomes_a_referral_by_what_the_front_door_says_or_the_files_show(spec):
    """A's contact says so; B has a referral in the files ten days later; C has neither; D's is too late."""
    spec(
        measure=CONTACT,
        year=2023,
        extract_date="2024-06-30",
        front_door_contacts="""
            contact | child | contact_date | outcome  | decision_date
            1       | A     | 2023-05-01   | referral | 2023-05-02
            2       | B     | 2023-05-01   | advice   | 2023-05-02
            3       | C     | 2023-05-01   | advice   | 2023-05-02
            4       | D     | 2023-05-01   | advice   | 2023-05-02
        """,
        referrals="""
            child | referral_date
            B     | 2023-05-11
            D     | 2023-06-01
        """,
        expected="2 of 4",
    )


def test_a_child_with_several_contacts_is_followed_from_the_first(spec):
    spec(
        measure=CONTACT,
        year=2023,
        front_door_contacts="""
            contact | child | contact_date | outcome  | decision_date
            1       | A     | 2023-05-01   | advice   | 2023-05-02
            2       | A     | 2023-07-01   | referral | 2023-07-01
        """,
        expected="0 of 1",
    )


@pytest.mark.parametrize(
    ("measure", "agreed", "expected"),
    [
        (ENQUIRY, Conventions(assessment_to_enquiry_days=1), "3 of 4"),
        (CONFERENCE, Conventions(enquiry_to_conference_days=17), "0 of 3"),
        (CONFERENCE, Conventions(enquiry_to_conference_days=18), "2 of 3"),
        (PLAN, Conventions(conference_to_plan_days=1), "1 of 2"),
        (CARE, Conventions(plan_to_looked_after_days=72), "0 of 1"),
        (CARE, Conventions(plan_to_looked_after_days=73), "1 of 1"),
    ],
)
def test_the_days_of_every_step_may_be_agreed(spec, measure, agreed, expected):
    spec(measure=measure, year=2023, agreement=agreed, expected=expected, **WHOLE_WAY)


def test_the_days_from_a_contact_to_a_referral_may_be_agreed(spec):
    spec(
        measure=CONTACT,
        year=2023,
        agreement=Conventions(contact_to_referral_days=31),
        front_door_contacts="""
            contact | child | contact_date | outcome | decision_date
            1       | A     | 2023-05-01   | advice  | 2023-05-02
        """,
        referrals="""
            child | referral_date
            A     | 2023-06-01
        """,
        expected="1 of 1",
    )


def test_a_referral_on_an_episode_that_was_reopened_is_no_new_start_of_the_chain(spec):
    referrals = """
        child | referral_date | closure_date
        A     | 2023-03-01    | 2023-04-10
        A     | 2023-04-20    |
    """
    spec(measure=REFERRED, year=2023, referrals=referrals, expected="1 counted")
    spec(
        measure=REFERRED,
        year=2023,
        agreement=Conventions(merge_reopened_within_days=20),
        referrals=referrals,
        expected="0 counted",
    )
