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
