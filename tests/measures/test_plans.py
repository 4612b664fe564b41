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
