"""Education: do children with a social worker go to school?"""

import pytest

from data.agreement import Conventions

MISSED = "sessions_missed"
PERSISTENT = "pupils_persistently_absent"
SUSPENSIONS = "suspensions_per_100_pupils"
MISSING = "children_missing_education_per_1000_pupils"
AT_HOME = "children_educated_at_home"
NEITHER = "young_people_without_education_or_not_known"
SEN = "children_with_special_educational_needs"

ONE_YEAR = """
    child | school | covers_from | covers_to  | possible | authorised | unauthorised | part_time
    ------+--------+-------------+------------+----------+------------+--------------+----------
    A     | S      | 2023-09-04  | 2024-03-28 | 200      | 20         | 0            | 7
"""


# Sessions missed (EDC-01)


def test_part_time_sessions_are_among_those_missed_and_stand_in_a_line_of_their_own(spec):
    spec(measure=MISSED, attendance=ONE_YEAR, expected="20 of 200, 1 rows")
    spec(
        measure="sessions_missed_for_part_time_timetables",
        attendance=ONE_YEAR,
        expected="7 of 200, 1 rows",
    )


def test_a_pupil_of_two_schools_counts_at_both_unless_one_is_known_not_to_be_the_main_one(spec):
    attendance = """
        child | school | covers_from | covers_to  | possible | authorised | unauthorised
        A     | S      | 2023-09-04  | 2024-03-28 | 200      | 20         | 0
        A     | T      | 2023-09-04  | 2024-03-28 | 100      | 90         | 0
    """
    spec(measure=MISSED, attendance=attendance, expected="110 of 300, 1 rows")
    spec(
        measure=MISSED,
        attendance=attendance,
        pupils="""
            child | school | census_date | registration
            A     | S      | 2024-01-18  | main
            A     | T      | 2024-01-18  | subsidiary
        """,
        expected="20 of 200, 1 rows",
    )


def test_a_month_that_lies_within_a_term_told_of_is_not_counted_twice(spec):
    spec(
        measure=MISSED,
        attendance="""
            child | school | covers_from | covers_to  | possible | authorised | unauthorised
            A     | S      | 2023-09-04  | 2023-12-20 | 100      | 10         | 0
            A     | S      | 2023-10-01  | 2023-10-31 | 40       | 9          | 0
            A     | S      | 2024-01-04  | 2024-01-31 | 40       | 1          | 0
            A     | S      | 2024-02-01  | 2024-02-29 | 30       | 1          | 0
        """,
        expected="12 of 170, 1 rows",
    )


def test_more_sessions_missed_than_there_were_is_left_out_of_the_sums_and_unknown_of_the_pupil(
    spec,
):
    attendance = """
        child | school | covers_from | covers_to  | possible | authorised | unauthorised | part_time
        A     | S      | 2023-09-04  | 2024-03-28 | 10       | 6          | 5            | 0
        B     | S      | 2023-09-04  | 2024-03-28 | 10       | 4          | 0            | 5
        C     | S      | 2023-09-04  | 2024-03-28 | 0        | 0          | 0            | 0
        D     | S      | 2023-09-04  | 2024-03-28 | 10       | 5          | 0            |
    """
    spec(measure=MISSED, attendance=attendance, expected="5 of 10, 1 rows")
    spec(measure="pupils_severely_absent", attendance=attendance, expected="1 of 1, 2 unknown")


def test_the_day_before_september_belongs_to_the_school_year_before(spec):
    attendance = """
        child | school | covers_from | covers_to  | possible | authorised | unauthorised
        A     | S      | 2023-08-31  | 2023-08-31 | 2        | 2          | 0
        A     | S      | 2023-09-01  | 2023-09-30 | 40       | 1          | 0
    """
    spec(measure=MISSED, year=2022, attendance=attendance, expected="2 of 2, 1 rows")
    spec(measure=MISSED, year=2023, attendance=attendance, expected="1 of 40, 1 rows")


def test_a_return_that_covers_only_some_of_the_year_counts_what_it_covers(spec):
    spec(
        measure=MISSED,
        covers=[("2023-09-04", "2023-12-20")],
        extract_date="2023-12-20",
        attendance="""
            child | school | covers_from | covers_to  | possible | authorised | unauthorised
            A     | S      | 2023-09-04  | 2023-12-20 | 100      | 10         | 0
            A     | S      | 2023-02-01  | 2023-02-28 | 100      | 10         | 0
        """,
        expected="10 of 100, 1 rows",
    )


# Persistent absence (EDC-02)


def test_just_a_tenth_is_persistent_and_a_session_less_is_not(spec):
    spec(
        measure=PERSISTENT,
        attendance="""
            child | school | covers_from | covers_to  | possible | authorised | unauthorised
            A     | S      | 2023-09-04  | 2024-03-28 | 339      | 34         | 0
            B     | S      | 2023-09-04  | 2024-03-28 | 340      | 34         | 0
            C     | S      | 2023-09-04  | 2024-03-28 | 341      | 0          | 34
        """,
        expected="2 of 3",
    )


def test_just_a_half_is_severe(spec):
    spec(
        measure="pupils_severely_absent",
        attendance="""
            child | school | covers_from | covers_to  | possible | authorised | unauthorised
            A     | S      | 2023-09-04  | 2024-03-28 | 340      | 170        | 0
            B     | S      | 2023-09-04  | 2024-03-28 | 341      | 170        | 0
        """,
        expected="1 of 2",
    )


# Social care status


ABSENT_BY_STATUS = """
    child   | school | covers_from | covers_to  | possible | authorised | unauthorised
    --------+--------+-------------+------------+----------+------------+-------------
    Care    | S      | 2023-09-04  | 2024-03-28 | 100      | 1          | 0
    Short   | S      | 2023-09-04  | 2024-03-28 | 100      | 2          | 0
    Plan    | S      | 2023-09-04  | 2024-03-28 | 100      | 3          | 0
    Need    | S      | 2023-09-04  | 2024-03-28 | 100      | 4          | 0
    Ended   | S      | 2023-09-04  | 2024-03-28 | 100      | 5          | 0
    NoNeed  | S      | 2023-09-04  | 2024-03-28 | 100      | 6          | 0
    Nfa     | S      | 2023-09-04  | 2024-03-28 | 100      | 7          | 0
    Later   | S      | 2023-09-04  | 2024-03-28 | 100      | 8          | 0
"""
SOCIAL_CARE = {
    "referrals": """
        child  | referral_date | closure_date | closure_reason | no_further_action
        -------+---------------+--------------+----------------+------------------
        Care   | 2022-04-01    |              |                | no
        Plan   | 2024-03-31    |              |                | no
        Need   | 2023-10-01    | 2024-04-01   | RC1            | no
        Ended  | 2023-10-01    | 2024-03-31   | RC1            | no
        NoNeed | 2023-10-01    |              | RC8            | no
        Nfa    | 2023-10-01    |              |                | yes
        Later  | 2024-04-01    |              |                | no
    """,
    "plans": """
        child | start_date | end_date
        Plan  | 2024-03-31 |
    """,
    "looked_after_periods": """
        child | start_date | end_date
        Care  | 2023-03-31 |
        Short | 2023-04-01 |
    """,
}
PUPIL_OF_NOBODY = """
    upn | school | covers_from | covers_to  | possible | authorised | unauthorised
    U   | S      | 2023-09-04  | 2024-03-28 | 100      | 9          | 0
"""


def test_a_pupil_stands_in_the_first_group_that_is_true_on_31_march(spec):
    spec(
        measure=MISSED,
        by="social_care_status",
        attendance=ABSENT_BY_STATUS,
        **SOCIAL_CARE,
        expected=(
            "Looked after: 1 of 100, 1 rows; On a child protection plan: 3 of 100, 1 rows; Other "
            "children in need: 6 of 200, 2 rows; Known to social care before, not now: 18 of 300, 3 "
            "rows; Not recorded: 8 of 100, 1 rows"
        ),
    )


def test_it_may_be_agreed_that_any_day_of_autumn_and_spring_counts(spec):
    spec(
        measure=MISSED,
        by="social_care_status",
        agreement=Conventions(education_status_on="any_time_in_term"),
        attendance=ABSENT_BY_STATUS,
        **SOCIAL_CARE,
        expected=(
            "Looked after: 1 of 100, 1 rows; On a child protection plan: 3 of 100, 1 rows; Other "
            "children in need: 11 of 300, 3 rows; Known to social care before, not now: 13 of 200, 2 "
            "rows; Not recorded: 8 of 100, 1 rows"
        ),
    )


def test_it_may_be_agreed_that_what_ends_on_a_day_is_still_open_on_it(spec):
    spec(
        measure=MISSED,
        by="social_care_status",
        agreement=Conventions(open_on_its_last_day=True),
        attendance=ABSENT_BY_STATUS,
        referrals="""
            child | referral_date | closure_date
            Ended | 2023-10-01    | 2024-03-31
            Nfa   | 2023-10-01    | 2024-03-30
        """,
        expected=(
            "Other children in need: 5 of 100, 1 rows; Known to social care before, not now: 7 of "
            "100, 1 rows; Not recorded: 24 of 600, 6 rows"
        ),
    )


def test_a_pupil_who_matches_no_child_is_counted_and_its_status_is_not_known(spec):
    spec(measure=MISSED, attendance=PUPIL_OF_NOBODY, expected="9 of 100, 1 rows")
    spec(
        measure=MISSED,
        by="social_care_status",
        attendance=PUPIL_OF_NOBODY,
        expected=("Not recorded: 9 of 100, 1 rows"),
    )


def test_a_child_is_known_by_its_pupil_number_too(spec):
    spec(
        measure=MISSED,
        by="social_care_status",
        children="child | upn\nN | U",
        referrals="child | referral_date\nN | 2023-10-01",
        attendance=PUPIL_OF_NOBODY,
        expected="Other children in need: 9 of 100, 1 rows",
    )


def test_where_no_file_tells_of_31_march_there_is_no_status(spec):
    spec(
        measure=MISSED,
        by="social_care_status",
        without=("referrals.closure_date",),
        attendance=ABSENT_BY_STATUS,
        expected="",
    )


def test_a_school_year_whose_31_march_is_known_has_its_status_before_the_summer_is_told(spec):
    spec(
        measure=MISSED,
        by="social_care_status",
        extract_date="2024-03-31",
        attendance=ABSENT_BY_STATUS,
        referrals="child | referral_date\nNeed | 2023-10-01",
        expected=("Other children in need: 4 of 100, 1 rows; Not recorded: 32 of 700, 7 rows"),
    )


# Suspensions and exclusions (EDC-04, EDC-05)


def test_suspensions_are_counted_for_the_pupils_of_the_census_nearest_to_january(spec):
    spec(
        measure=SUSPENSIONS,
        pupils="""
            child | school | census_date | phase
            A     | S      | 2023-10-05  | primary
            B     | S      | 2023-10-05  | primary
            A     | S      | 2024-01-18  | primary
            C     | S      | 2024-01-18  | primary
            D     | S      | 2024-01-18  | secondary
        """,
        suspensions="""
            child | school | start_date | kind       | status
            A     | S      | 2023-09-20 | suspension |
            A     | S      | 2024-03-20 | lunchtime  | upheld
            A     | S      | 2024-03-21 | permanent  | upheld
            B     | S      | 2023-10-20 | suspension | upheld
            C     | S      | 2023-10-20 | suspension | rescinded
            C     | S      | 2023-08-31 | suspension | upheld
        """,
        by="phase",
        expected="Primary: 2 for 2; Secondary: 0 for 1; Not recorded: 1 for 0",
    )


def test_pupils_suspended_are_those_of_the_roll_alone(spec):
    spec(
        measure="pupils_suspended",
        pupils="""
            child | school | census_date
            A     | S      | 2024-01-18
            C     | S      | 2024-01-18
        """,
        suspensions="""
            child | school | start_date | kind
            A     | S      | 2023-09-20 | suspension
            B     | S      | 2023-10-20 | suspension
        """,
        expected="1 of 2",
    )


def test_a_pupil_on_two_rolls_stands_once_and_one_whose_main_school_is_elsewhere_not_at_all(spec):
    spec(
        measure=SUSPENSIONS,
        pupils="""
            child | school | census_date | registration
            A     | S      | 2024-01-18  | main
            A     | T      | 2024-01-18  |
            B     | S      | 2024-01-18  | subsidiary
            C     | S      | 2024-01-18  | guest
            D     | S      | 2024-01-18  |
        """,
        expected="0 for 2",
    )


def test_without_a_census_nobody_is_on_roll(spec):
    spec(
        measure=SUSPENSIONS,
        suspensions="child | school | start_date | kind\nA | S | 2023-09-20 | suspension",
        expected="0 for 0",
    )


def test_a_permanent_exclusion_counts_until_it_is_withdrawn(spec):
    tables = {
        "pupils": """
            child | school | census_date
            A     | S      | 2024-01-18
            B     | S      | 2024-01-18
            C     | S      | 2024-01-18
        """,
        "suspensions": """
            child | school | start_date | kind      | status
            A     | S      | 2024-02-20 | permanent | pending
            B     | S      | 2024-02-20 | permanent | rescinded
            C     | S      | 2024-02-20 | permanent | upheld
            D     | S      | 2023-10-20 | permanent |
        """,
    }
    spec(measure="permanent_exclusions_per_100_pupils", **tables, expected="3 for 3")
    spec(measure="pupils_permanently_excluded", **tables, expected="2 of 3")
    spec(
        measure="permanent_exclusions_not_yet_confirmed",
        **tables,
        expected="1 of 2, 1 unknown",
    )


def test_a_census_speaks_of_its_whole_school_year(spec):
    spec(
        measure=SUSPENSIONS,
        covers=[("2024-01-18", "2024-01-18")],
        extract_date="2024-01-18",
        pupils="child | school | census_date\nA | S | 2024-01-18",
        suspensions="child | school | start_date | kind\nA | S | 2024-01-18 | suspension",
        expected="1 for 1",
    )


# Missing education, and education at home (EDC-06, EDC-07, EDC-08)


ROLL = "child | school | census_date\nP | S | 2024-01-18\nQ | S | 2024-01-18"


def test_a_child_is_missing_education_on_the_census_day_or_not_counted(spec):
    spells = """
        child | kind              | start_date | end_date
        A     | missing_education | 2024-01-18 |
        B     | missing_education | 2024-01-01 | 2024-01-19
        C     | missing_education | 2024-01-01 | 2024-01-18
        D     | missing_education | 2024-01-19 |
        E     | home_education    | 2024-01-01 |
        A     | missing_education | 2023-12-01 |
    """
    spec(measure=MISSING, pupils=ROLL, out_of_school_spells=spells, expected="2 for 2")
    spec(
        measure=MISSING,
        agreement=Conventions(open_on_its_last_day=True),
        pupils=ROLL,
        out_of_school_spells=spells,
        expected="3 for 2",
    )


def test_whoever_is_missing_education_is_not_also_educated_at_home(spec):
    spec(
        measure=AT_HOME,
        pupils=ROLL,
        out_of_school_spells="""
            child | kind              | start_date | end_date
            A     | home_education    | 2023-09-01 |
            B     | home_education    | 2023-09-01 |
            B     | missing_education | 2024-01-01 |
            C     | home_education    | 2023-09-01 | 2024-01-18
        """,
        expected="1 counted",
    )


def test_of_children_at_home_who_match_nobody_it_is_not_known_whether_they_are_in_need(spec):
    spec(
        measure="educated_at_home_and_in_need",
        pupils=ROLL,
        out_of_school_spells="""
            child | upn | kind           | start_date
            A     |     | home_education | 2023-09-01
            B     |     | home_education | 2023-09-02
            C     |     | home_education | 2023-09-03
                  | U   | home_education | 2023-09-04
        """,
        referrals="""
            child | referral_date | closure_date
            A     | 2024-01-18    |
            B     | 2024-01-01    | 2024-01-18
        """,
        looked_after_periods="child | start_date | end_date\nC | 2024-01-10 |",
        expected="2 of 3, 1 unknown",
    )


def test_days_off_roll_end_when_the_child_is_found_and_never_before_they_began(spec):
    spells = """
        child | kind              | start_date | end_date   | off_roll_date
        A     | missing_education | 2024-01-10 | 2024-01-20 | 2024-01-10
        B     | missing_education | 2024-01-10 | 2024-01-20 | 2024-01-20
        C     | missing_education | 2024-01-10 | 2024-01-20 | 2024-01-21
        D     | missing_education | 2024-01-10 |            | 2024-01-01
        E     | missing_education | 2024-01-10 | 2024-01-20 |
        F     | home_education    | 2024-01-10 | 2024-01-20 | 2024-01-01
    """
    spec(
        measure="days_from_off_roll_to_found",
        out_of_school_spells=spells,
        expected="2 finished: half 5, nine in ten 10",
    )
    spec(
        measure="children_off_roll_still_missing",
        out_of_school_spells=spells,
        expected="1 counted",
    )


# At 16 and 17 (EDC-09, EDC-10)


def test_only_december_to_february_counts_and_each_month_once(spec):
    spec(
        measure=NEITHER,
        activity_16_17="""
            child | month      | status
            A     | 2023-11-01 | neet
            A     | 2023-12-01 | neet
            A     | 2024-02-01 | education_or_training
            A     | 2024-03-01 | neet
            B     | 2024-01-01 | not_known
            C     | 2024-01-01 |
        """,
        expected="2 of 3, 1 unknown",
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("young_people_without_education", "2 of 4"),
        ("young_people_not_known", "1 of 4"),
        (NEITHER, "3 of 4"),
    ],
)
def test_those_in_nothing_and_those_not_known_add_up(spec, line, expected):
    spec(
        measure=line,
        activity_16_17="""
            child | month      | status
            A     | 2023-12-01 | neet
            A     | 2024-01-01 | neet
            B     | 2024-01-01 | not_known
            C     | 2024-01-01 | education_or_training
        """,
        expected=expected,
    )


def test_an_offer_by_the_last_of_september_counts_and_one_of_the_year_before_does_not(spec):
    spec(
        measure="young_people_with_a_september_offer",
        activity_16_17="""
            child | month      | status | offer_date
            A     | 2023-09-01 |        | 2023-09-30
            B     | 2023-09-01 |        | 2023-10-01
            C     | 2023-09-01 |        | 2022-10-01
            D     | 2023-09-01 |        | 2022-09-30
            E     | 2023-09-01 |        |
            E     | 2023-10-01 |        | 2023-06-01
            F     | 2023-10-01 |        | 2023-06-01
        """,
        expected="3 of 5",
    )


# Part-time timetables (EDC-11) and special educational needs (EDC-13)


PART_TIME = """
    child | school | census_date | part_time_from
    A     | S      | 2024-01-18  | 2024-01-18
    B     | S      | 2024-01-18  | 2024-01-19
    C     | S      | 2024-01-18  | 2023-12-06
    D     | S      | 2024-01-18  | 2023-12-07
    E     | S      | 2024-01-18  |
"""


def test_a_part_time_timetable_counts_from_its_first_day(spec):
    spec(measure="pupils_on_part_time_timetables", pupils=PART_TIME, expected="3 of 5")


def test_more_than_six_weeks_is_long_or_what_was_agreed(spec):
    long = "pupils_on_long_part_time_timetables"
    spec(measure=long, pupils=PART_TIME, expected="1 of 5")
    spec(
        measure=long,
        pupils=PART_TIME,
        agreement=Conventions(part_time_weeks=5),
        expected="2 of 5",
    )


def test_special_needs_are_counted_among_children_in_need_whose_status_is_told(spec):
    tables = {
        "pupils": """
            child | school | census_date | sen
            A     | S      | 2024-01-18  | support
            B     | S      | 2024-01-18  | plan
            C     | S      | 2024-01-18  | none
            D     | S      | 2024-01-18  |
            E     | S      | 2024-01-18  | plan
        """,
        "referrals": """
            child | referral_date
            A     | 2023-10-01
            B     | 2023-10-01
            C     | 2023-10-01
            D     | 2023-10-01
        """,
    }
    spec(measure=SEN, **tables, expected="2 of 3, 1 unknown")
    spec(
        measure="children_with_an_education_health_and_care_plan",
        **tables,
        expected="1 of 3, 1 unknown",
    )
    spec(measure=SEN, **tables, extract_date="2024-03-30", expected="0 of 0")
