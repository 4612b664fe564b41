"""Child protection plans: how many, for what harm, for how long."""

import pytest

from data.agreement import Conventions

STARTED = "plans_started_per_10000_children"
ENDED = "plans_ended_per_10000_children"
CATEGORIES = "plans_by_latest_category"
OPEN_TWO_YEARS = "plans_open_two_years_or_more"
ENDED_AFTER = "plans_ended_after_two_years_or_more"

TWO_PLANS = """
    child | start_date | end_date
    ------+------------+-----------
    A     | 2023-05-01 | 2024-03-31
    A     | 2024-04-01 |
    B     | 2021-03-31 | 2024-04-01
"""


# Plans started and ended (CPP-01)


def test_each_plan_counts_on_the_day_it_starts_and_on_the_day_it_ends(spec):
    spec(measure=STARTED, expected="2 counted", plans=TWO_PLANS)
    spec(measure=ENDED, expected="2 counted", plans=TWO_PLANS)


def test_a_plan_that_ends_on_31_march_ended_in_the_year_that_ends_on_it(spec):
    spec(measure=ENDED, year=2023, expected="1 counted", plans=TWO_PLANS)
    spec(measure=ENDED, year=2024, expected="1 counted", plans=TWO_PLANS)


def test_an_end_after_the_day_of_the_release_has_not_happened(spec):
    spec(measure=ENDED, as_at="2024-03-31", expected="1 counted", plans=TWO_PLANS)
    spec(measure=STARTED, as_at="2024-03-31", expected="1 counted", plans=TWO_PLANS)


def test_a_plan_of_a_child_who_moved_here_counts_as_a_start_unless_agreed_otherwise(spec):
    """Ambiguity B-17."""
    tables = {
        "plans": "child | start_date\nA | 2024-05-01\nB | 2024-05-01",
        "conferences": """
            child | transfer_in | conference_date
            A     | yes         | 2024-05-01
            B     | no          | 2024-05-01
        """,
    }
    spec(measure=STARTED, expected="2 counted", **tables)
    agreed = Conventions(transfers_in_count_as_starts=False)
    spec(measure=STARTED, agreement=agreed, expected="1 counted", **tables)


def test_an_unborn_child_may_have_a_plan(spec):
    spec(
        measure=STARTED,
        by="age_band",
        children="child | birth_month | expected_birth_month\nA | 2024-07-01 | 2024-07-01\nB | | 2024-07-01",
        plans="child | start_date\nA | 2024-05-01\nB | 2024-05-01",
        expected="Not yet born: 2 counted",
    )


# For what harm (CPP-02)


def test_open_plans_go_by_the_latest_category_recorded(spec):
    spec(
        measure=CATEGORIES,
        plans="""
            child | start_date | end_date   | initial_category | latest_category
            A     | 2024-01-10 |            | EMO              | NEG
            B     | 2024-01-10 |            | EMO              | EMO
            C     | 2024-01-10 |            | EMO              | EMO
            D     | 2024-01-10 |            | EMO              |
            E     | 2024-01-10 | 2024-06-30 | EMO              | SAB
        """,
        expected="NEG 1, EMO 2, not_recorded 1 of 4",
    )


def test_the_harm_of_a_plan_that_ends_on_the_day_may_be_agreed_to_count(spec):
    spec(
        measure=CATEGORIES,
        agreement=Conventions(open_on_its_last_day=True),
        plans="child | start_date | end_date | latest_category\nA | 2024-01-10 | 2024-06-30 | SAB",
        expected="SAB 1 of 1",
    )


# Two years (CPP-03): 730 days, the first and the last both counted


@pytest.mark.parametrize(
    ("start", "expected"), [("2022-07-03", "0 of 1"), ("2022-07-02", "1 of 1")]
)
def test_an_open_plan_is_of_two_years_on_its_730th_day_and_not_on_its_729th(spec, start, expected):
    """Ruling 24. For an open plan the day itself is the last."""
    spec(
        measure=OPEN_TWO_YEARS,
        extract_date="2024-06-30",
        plans=f"child | start_date\nA | {start}",
        expected=expected,
    )


@pytest.mark.parametrize(("end", "expected"), [("2024-04-28", "0 of 1"), ("2024-04-29", "1 of 1")])
def test_a_plan_that_ended_had_lasted_two_years_on_its_730th_day(spec, end, expected):
    """From 1 May 2022 over a 29 February: two years and 730 days are not the same day."""
    spec(
        measure=ENDED_AFTER,
        plans=f"child | start_date | end_date\nA | 2022-05-01 | {end}",
        expected=expected,
    )


def test_a_plan_that_ends_before_it_starts_has_an_unknown_length(spec):
    spec(
        measure=ENDED_AFTER,
        plans="""
            child | start_date | end_date
            A     | 2024-05-01 | 2024-04-30
            B     | 2024-05-01 | 2024-05-01
        """,
        expected="0 of 1, 1 unknown",
    )


def test_plans_still_open_are_not_among_those_that_ended(spec):
    spec(measure=ENDED_AFTER, expected="1 of 2", plans=TWO_PLANS)


def test_the_days_that_make_two_years_may_be_agreed(spec):
    agreed = Conventions(two_years_in_days=731)
    spec(
        measure=OPEN_TWO_YEARS,
        agreement=agreed,
        plans="child | start_date\nA | 2022-07-02\nB | 2022-07-01",
        expected="1 of 2",
    )
    spec(
        measure=ENDED_AFTER,
        agreement=agreed,
        plans="child | start_date | end_date\nA | 2022-05-01 | 2024-04-29",
        expected="0 of 1",
    )


def test_a_long_plan_that_ends_on_the_day_may_be_agreed_to_be_open_on_it(spec):
    plans = "child | start_date | end_date\nA | 2021-07-01 | 2024-06-30\nB | 2024-01-10 |"
    spec(measure=OPEN_TWO_YEARS, expected="0 of 1", plans=plans)
    agreed = Conventions(open_on_its_last_day=True)
    spec(measure=OPEN_TWO_YEARS, agreement=agreed, expected="1 of 2", plans=plans)


# Short plans (CPP-04)

SHORT = "plans_ended_within_three_months"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-11-30", "2024-02-29", "1 of 1"),  # three months, clipped to the month's end
        ("2023-11-30", "2024-03-01", "0 of 1"),
        ("2024-03-10", "2024-06-10", "1 of 1"),  # 92 days, and three months
        ("2024-03-10", "2024-06-11", "0 of 1"),
        ("2024-03-10", "2024-03-09", "0 of 0, 1 unknown"),
    ],
)
def test_a_plan_is_short_until_the_same_day_three_months_on(spec, start, end, expected):
    """Ruling 24: calendar months, not 91 days."""
    spec(
        measure=SHORT,
        plans=f"child | start_date | end_date\nA | {start} | {end}\nB | 2024-03-10 |",
        expected=expected,
    )


def test_the_months_of_a_short_plan_may_be_agreed(spec):
    spec(
        measure=SHORT,
        agreement=Conventions(short_plan_months=4),
        plans="child | start_date | end_date\nA | 2024-02-10 | 2024-06-10",
        expected="1 of 1",
    )


# The same chair (CPP-05)

SAME_CHAIR = "reviews_with_the_same_chair"


def test_a_review_is_chaired_by_who_chaired_the_childs_latest_initial_conference(spec):
    spec(
        measure=SAME_CHAIR,
        meeting_children="""
            meeting | child | upn | kind   | meeting_date
            m1      | A     |     | icpc   | 2022-02-01
            m2      | A     |     | icpc   | 2024-02-01
            m3      | A     |     | review | 2024-05-01
            m4      |       | X1  | icpc   | 2024-02-01
            m5      |       | X1  | review | 2024-05-01
            m6      | B     |     | review | 2024-05-01
            m7      | C     |     | icpc   | 2024-02-01
            m8      | C     |     | review | 2024-05-01
            m9      | A     |     | review | 2024-06-01
        """,
        attendances="""
            meeting | kind   | meeting_date | agency | chair | held
            m1      | icpc   | 2022-02-01   | health | one   |
            m2      | icpc   | 2024-02-01   | health |       |
            m2      | icpc   | 2024-02-01   | police | two   |
            m3      | review | 2024-05-01   | health | one   |
            m4      | icpc   | 2024-02-01   | health | one   | yes
            m5      | review | 2024-05-01   | health | one   | yes
            m6      | review | 2024-05-01   | health | one   |
            m7      | icpc   | 2024-02-01   | health | one   |
            m9      | review | 2024-06-01   | health | two   | no
        """,
        expected="1 of 2, 2 unknown",
    )


# Before birth (CPP-07)

UNBORN = "unborn_children_with_conference"


def test_a_conference_before_birth_counts_for_a_referral_before_birth_with_an_enquiry(spec):
    spec(
        measure=UNBORN,
        children="""
            child | birth_month | expected_birth_month
            A     |             | 2024-08-01
            B     | 2024-05-01  | 2024-05-01
            C     |             | 2024-08-01
            D     | 2020-05-01  |
            E     |             | 2024-08-01
            F     |             | 2024-08-01
        """,
        referrals="""
            child | referral_date
            A     | 2024-04-02
            B     | 2024-04-02
            C     | 2024-04-02
            D     | 2024-04-02
            E     | 2024-04-02
            F     | 2024-04-02
        """,
        section_47_enquiries="""
            child | start_date
            A     | 2024-04-10
            A     | 2024-04-20
            B     | 2024-04-10
            D     | 2024-04-10
            E     | 2024-04-10
            F     | 2024-04-10
        """,
        conferences="""
            child | conference_date | transfer_in
            A     | 2024-04-29      |
            B     | 2024-05-02      |
            D     | 2024-04-29      |
            E     | 2024-04-29      | yes
            F     | 2024-07-01      |
        """,
        expected="1 of 4",
    )


# Visits (CPP-08)

VISITED = "children_on_plans_visited_on_time"


@pytest.mark.parametrize(
    ("visit", "kind", "seen", "expected"),
    [
        # Ten working days before Friday 28 June, the last one before the day.
        ("2024-06-14", "protection", "yes", "1 of 1"),
        ("2024-06-13", "protection", "yes", "0 of 1"),
        ("2024-06-27", "protection", "no", "0 of 1"),
        ("2024-06-27", "protection", "", "1 of 1"),
        ("2024-06-27", "", "yes", "1 of 1"),
        ("2024-06-27", "need", "yes", "0 of 1"),
        ("2024-07-01", "protection", "yes", "0 of 1"),
    ],
)
def test_a_child_on_a_plan_is_seen_in_the_ten_working_days_before_the_day(
    spec, visit, kind, seen, expected
):
    spec(
        measure=VISITED,
        extract_date="2024-07-05",
        on="2024-06-30",
        plans="child | start_date\nA | 2024-01-10",
        visits=f"child | visit_date | kind | seen\nA | {visit} | {kind} | {seen}",
        expected=expected,
    )


def test_a_child_never_visited_counts_as_no_and_nobody_is_asked_of_an_ended_plan(spec):
    spec(
        measure=VISITED,
        plans="child | start_date | end_date\nA | 2024-06-28 |\nB | 2024-01-10 | 2024-06-30",
        visits="upn | visit_date | kind\nX1 | 2024-06-27 | protection",
        expected="0 of 1",
    )
    spec(
        measure=VISITED,
        agreement=Conventions(open_on_its_last_day=True),
        plans="child | start_date | end_date\nA | 2024-06-28 |\nB | 2024-01-10 | 2024-06-30",
        expected="0 of 2",
    )


def test_whether_a_child_was_visited_is_unknown_in_the_first_days_of_the_return(spec):
    """A visit on Thursday 13 June would be too long ago, one on Friday the 14th would not."""
    for first, expected in (("2024-06-14", "0 of 1"), ("2024-06-17", "0 of 0, 1 unknown")):
        spec(
            measure=VISITED,
            covers_from=first,
            plans="child | start_date\nA | 2024-01-10",
            expected=expected,
        )


def test_the_days_between_visits_may_be_agreed(spec):
    spec(
        measure=VISITED,
        agreement=Conventions(visit_working_days=11),
        plans="child | start_date\nA | 2024-01-10",
        visits="child | visit_date | kind\nA | 2024-06-13 | protection",
        expected="1 of 1",
    )


# A family meeting before court (CPP-09)

OFFERED = "family_meeting_offered_before_court"


def test_an_offer_counts_until_the_day_of_the_letter_and_a_risk_leaves_the_child_out(spec):
    spec(
        measure=OFFERED,
        pre_proceedings="""
            child | upn | step_date  | step   | offered_date | exempt
            A     |     | 2024-06-03 | letter | 2024-06-03   | no
            B     |     | 2024-06-03 | care   | 2024-06-04   |
            C     |     | 2024-06-03 | letter |              |
            D     |     | 2024-06-03 | letter |              | yes
                  | X1  | 2024-06-03 | care   | 2024-05-03   |
        """,
        expected="2 of 4, 1 excluded",
    )
