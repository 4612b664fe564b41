"""Recording: can we see who is affected?"""

import pytest

REFERRALS = """
    child | referral_date
    ------+--------------
    A     | 2024-05-01
    B     | 2024-05-01
    C     | 2024-05-01
    D     | 2024-05-01
    U     | 2024-05-01
"""


@pytest.mark.parametrize("code", ["REFU", "NOBT", ""])
def test_ethnicity_refused_or_not_yet_obtained_is_not_recorded(spec, code):
    spec(
        measure="ethnicity_recorded",
        children=f"""
            child | ethnicity
            A     | WBRI
            B     | CHNE
            C     | OOTH
            D     | {code}
        """,
        referrals=REFERRALS,
        expected="3 of 5",
    )


def test_children_not_yet_born_leave_the_denominators_of_sex_ethnicity_and_disability(spec):
    """Ruling 29. A child of unknown age stays."""
    children = """
        child | birth_month | expected_birth_month | sex | ethnicity | disabled
        A     | 2015-01-01  |                      | F   | BCRB      | yes
        B     | 2015-01-01  |                      | M   | WBRI      | no
        C     |             |                      | I   | NOBT      |
        D     | 2015-01-01  |                      | U   |           |
        U     |             | 2024-08-01           | U   |           |
    """
    for measure, expected in (
        ("sex_recorded", "3 of 4"),
        ("ethnicity_recorded", "2 of 4"),
        ("disability_recorded", "2 of 4"),
        ("age_recorded", "3 of 4"),
    ):
        spec(measure=measure, children=children, referrals=REFERRALS, expected=expected)


def test_recording_is_asked_of_children_in_need_on_the_day(spec):
    spec(
        measure="sex_recorded",
        on="2024-03-31",
        children="child | sex\nA | F\nB | M",
        referrals="""
            child | referral_date | closure_date
            A     | 2024-01-10    | 2024-03-31
            B     | 2024-01-10    | 2024-04-01
        """,
        expected="1 of 1",
    )


def test_a_field_that_no_file_holds_has_no_such_figure(spec):
    spec(
        measure="disability_recorded",
        without=("children.disabled",),
        referrals=REFERRALS,
        expected="0 of 0",
    )


def test_a_child_is_matched_by_any_number_that_both_sides_hold(spec):
    spec(
        measure="children_named_by_partners_matched",
        children="""
            child | upn | nhs_number
            A     | U1  |
            B     |     | N2
            C     | U3  |
            D     | U3  |
        """,
        missing_episodes="""
            child | upn | nhs_number | started_at
            A     |     |            | 2024-05-01 10:00
                  | U1  |            | 2024-05-02 10:00
                  |     | N2         | 2024-05-03 10:00
                  | U9  |            | 2024-05-04 10:00
                  | U3  |            | 2024-05-05 10:00
        """,
        # A stands there in two ways and is one child; a number that two children have is nobody's.
        expected="2 of 4",
        year=2024,
    )


def test_a_child_counts_once_for_each_partner_kind_of_return_and_year(spec):
    spec(
        measure="children_named_by_partners_matched",
        missing_episodes="""
            child | started_at       | told_by
            A     | 2023-05-01 10:00 | police
            A     | 2024-05-01 10:00 | police
            A     | 2024-05-08 10:00 | police
            A     | 2024-05-08 10:00 | social_care
        """,
        early_help_records="child | request_date\nA | 2024-04-09",
        expected="Children's social care: 1 of 1; Early help: 1 of 1; Police: 1 of 1",
        year=2024,
        by="agency",
    )


def test_a_plan_that_another_authority_holds_is_not_counted_here(spec):
    spec(
        measure="plans_started_per_10000_children",
        plans="""
            child | start_date | held_elsewhere
            A     | 2024-05-01 | yes
            B     | 2024-05-01 | no
            C     | 2024-05-01 |
        """,
        expected="2 counted",
        year=2024,
    )


@pytest.mark.parametrize("measure", ["religion_recorded", "language_recorded"])
def test_whether_something_is_recorded_is_all_that_is_held(spec, measure):
    spec(
        measure=measure,
        children=f"""
            child | {measure} | expected_birth_month
            A     | yes             |
            B     | no              |
            C     |                 |
            D     | yes             | 2024-08-01
        """,
        referrals="""
            child | referral_date
            A     | 2024-05-01
            B     | 2024-05-01
            C     | 2024-05-01
            D     | 2024-05-01
        """,
        expected="1 of 3",
    )
