"""Repeat activity: do children come back?"""

import pytest

from data.agreement import Conventions

AGAIN = "re_referrals_within_12_months"
EVER = "repeat_plans_ever"
SOON = "repeat_plans_within_24_months"


# Referred again within 12 months (REP-01)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2023-05-01", "2024-05-01", "1 of 2"),  # exactly twelve months
        ("2023-04-30", "2024-05-01", "0 of 2"),  # a day more
        ("2024-04-30", "2024-05-01", "1 of 2"),
        # 29 February and twelve months end on 28 February.
        ("2024-02-29", "2025-02-28", "1 of 2"),
        ("2024-02-29", "2025-03-01", "0 of 2"),
        ("2023-02-28", "2024-02-28", "1 of 2"),
        ("2023-02-28", "2024-02-29", "0 of 2"),
    ],
)
def test_a_re_referral_comes_at_most_12_months_after_an_earlier_referral(
    spec, first, second, expected
):
    spec(
        measure=AGAIN,
        extract_date="2025-03-31",
        covers_from="2020-04-01",
        referrals=f"""
            child | referral_date | closure_date
            ------+---------------+-------------
            A     | {first}       | {first}
            A     | {second}      |
        """,
        expected=expected,
    )


def test_a_second_request_on_the_same_day_is_no_re_referral(spec):
    """Rulings 11 and 21: both are starts, so the first is kept and the day does not count."""
    spec(
        measure=AGAIN,
        referrals="""
            child | referral_date | closure_date
            A     | 2024-05-01    | 2024-05-01
            A     | 2024-05-01    | 2024-05-01
        """,
        expected="0 of 1",
    )


def test_referrals_that_ended_in_no_further_action_count_before_and_after(spec):
    """Ruling 21."""
    spec(
        measure=AGAIN,
        referrals="""
            child | referral_date | no_further_action
            A     | 2023-09-01    | yes
            A     | 2024-05-01    | yes
        """,
        expected="1 of 2",
    )


def test_a_request_on_an_open_episode_counts_neither_before_nor_after(spec):
    """Ruling 21: only the referral of March is one; it is thirteen months before the next."""
    spec(
        measure=AGAIN,
        referrals="""
            child | referral_date | closure_date
            A     | 2023-03-01    | 2023-12-01
            A     | 2023-10-01    | 2023-12-01
            A     | 2024-04-02    |
        """,
        expected="0 of 2",
    )


def test_the_latest_earlier_referral_is_what_counts_and_each_return_counts_once(spec):
    spec(
        measure=AGAIN,
        referrals="""
            child | referral_date | closure_date
            A     | 2022-05-01    | 2022-06-01
            A     | 2023-10-01    | 2023-11-01
            A     | 2024-04-02    | 2024-05-01
        """,
        expected="1 of 3",
    )


def test_another_childs_referral_and_another_areas_say_nothing(spec):
    spec(
        measure=AGAIN,
        referrals="""
            area | child | referral_date | closure_date
            990  | A     | 2023-10-01    | 2023-11-01
            990  | B     | 2024-04-02    | 2024-05-01
            991  | A     | 2024-04-02    | 2024-05-01
        """,
        expected="0 of 3",
    )


@pytest.mark.parametrize(
    ("day", "expected"), [("2023-03-31", "0 of 0, 1 unknown"), ("2023-04-01", "0 of 1")]
)
def test_the_first_loaded_year_is_unknown_because_the_year_before_it_is_not_loaded(
    spec, day, expected
):
    spec(
        measure=AGAIN,
        covers_from="2022-04-01",
        referrals=f"child | referral_date\nA | {day}",
        expected=expected,
    )


def test_it_is_unknown_too_where_an_earlier_referral_happens_to_be_loaded(spec):
    """Counting only those found would make the first year look too high."""
    spec(
        measure=AGAIN,
        covers_from="2022-04-01",
        referrals="""
            child | referral_date | closure_date
            A     | 2022-05-01    | 2022-06-01
            A     | 2022-09-01    |
        """,
        expected="0 of 0, 2 unknown",
    )


def test_a_year_that_was_not_loaded_breaks_the_history(spec):
    spec(
        measure=AGAIN,
        covers=[("2020-04-01", "2021-03-31"), ("2022-04-01", "2024-06-30")],
        referrals="""
            child | referral_date
            A     | 2022-05-01
            B     | 2023-05-01
        """,
        expected="0 of 1, 1 unknown",
    )


def test_files_of_years_that_touch_are_one_history(spec):
    spec(
        measure=AGAIN,
        covers=[("2021-04-01", "2022-03-31"), ("2022-04-01", "2023-03-31")],
        extract_date="2023-03-31",
        referrals="child | referral_date\nA | 2022-05-01",
        expected="0 of 1",
    )


def test_the_months_that_make_a_re_referral_may_be_agreed(spec):
    spec(
        measure=AGAIN,
        agreement=Conventions(re_referral_months=6),
        referrals="""
            child | referral_date | closure_date
            A     | 2023-09-01    | 2023-10-01
            A     | 2024-04-02    |
        """,
        expected="0 of 2",
    )


def test_an_episode_reopened_within_agreed_days_is_no_re_referral(spec):
    referrals = """
        child | referral_date | closure_date
        A     | 2023-09-01    | 2023-10-01
        A     | 2023-10-02    |
    """
    spec(measure=AGAIN, referrals=referrals, expected="1 of 2")
    agreed = Conventions(merge_reopened_within_days=1)
    spec(measure=AGAIN, agreement=agreed, referrals=referrals, expected="0 of 1")


# A plan that is not the first (REP-03)


def test_a_plan_is_a_repeat_when_the_child_had_one_before_however_long_ago(spec):
    """Ruling 22: an earlier plan is loaded, or the file says how many there were."""
    spec(
        measure=EVER,
        plans="""
            child | start_date | end_date   | previous_plans
            ------+------------+------------+---------------
            A     | 2021-05-01 | 2021-09-01 | 0
            A     | 2024-05-01 |            | 0
            B     | 2024-05-01 |            | 2
            C     | 2024-05-01 |            | 0
            D     | 2024-05-01 |            |
        """,
        expected="2 of 4, 1 unknown",
    )


def test_a_plan_loaded_from_before_the_first_year_makes_the_next_one_a_repeat(spec):
    spec(
        measure=EVER,
        covers_from="2023-04-01",
        plans="""
            child | start_date | end_date   | previous_plans
            A     | 2019-05-01 | 2023-05-01 | 0
            A     | 2024-05-01 |            |
        """,
        expected="1 of 1",
    )


def test_a_file_that_never_says_how_many_plans_there_were_has_no_such_figure(spec):
    """Ruling 22: a file without a single 0 counts the current plan, and is refused for this."""
    spec(
        measure=EVER,
        without=("plans.previous_plans",),
        plans="child | start_date\nA | 2024-05-01",
        expected="0 of 0",
    )


# A plan again within 24 months (REP-04)


@pytest.mark.parametrize(
    ("ended", "started", "expected"),
    [
        ("2023-05-01", "2025-05-01", "1 of 2"),  # exactly 24 months
        ("2023-04-30", "2025-05-01", "0 of 2"),  # a day more
        ("2023-05-01", "2023-05-01", "1 of 2"),  # a gap of no day counts, for the end comes first
        ("2023-05-01", "2023-05-02", "1 of 2"),
        ("2024-02-29", "2026-02-28", "1 of 2"),
        ("2024-02-29", "2026-03-01", "0 of 2"),
        ("2022-02-28", "2024-02-29", "0 of 2"),
    ],
)
def test_a_plan_comes_back_soon_at_most_24_months_after_the_last_one_ended(
    spec, ended, started, expected
):
    """Rulings 11 and 23."""
    spec(
        measure=SOON,
        extract_date="2026-03-31",
        covers_from="2019-04-01",
        plans=f"""
            child | start_date | end_date | previous_plans
            A     | 2021-05-01 | {ended}  | 0
            A     | {started}  |          | 1
        """,
        expected=expected,
    )


def test_the_plan_just_before_is_what_counts(spec):
    spec(
        measure=SOON,
        covers_from="2018-04-01",
        plans="""
            child | start_date | end_date   | previous_plans
            A     | 2018-05-01 | 2018-09-01 | 0
            A     | 2019-05-01 | 2019-09-01 | 1
            A     | 2024-05-01 |            | 2
        """,
        expected="1 of 3",
    )


def test_plans_that_overlap_are_an_error_and_the_later_is_unknown(spec):
    """Ruling 23."""
    spec(
        measure=SOON,
        plans="""
            child | start_date | end_date   | previous_plans
            A     | 2023-05-01 | 2024-05-02 | 0
            A     | 2024-05-01 |            | 1
            B     | 2023-05-01 |            | 0
            B     | 2024-05-01 |            | 1
        """,
        expected="0 of 2, 2 unknown",
    )


@pytest.mark.parametrize(
    ("started", "expected"),
    [("2023-04-01", "0 of 1"), ("2023-03-31", "0 of 0, 1 unknown")],
)
def test_an_earlier_plan_known_of_but_not_loaded_was_not_in_the_24_months_that_are(
    spec, started, expected
):
    """Ruling 23: known where the files cover the 24 months before the start."""
    spec(
        measure=SOON,
        covers_from="2021-04-01",
        plans=f"child | start_date | previous_plans\nA | {started} | 1",
        expected=expected,
    )


def test_a_first_plan_needs_no_history(spec):
    spec(
        measure=SOON,
        covers_from="2024-04-01",
        plans="""
            child | start_date | previous_plans
            A     | 2024-05-01 | 0
            B     | 2024-05-01 |
        """,
        expected="0 of 1, 1 unknown",
    )


def test_the_months_of_a_soon_repeated_plan_may_be_agreed(spec):
    spec(
        measure=SOON,
        agreement=Conventions(repeat_plan_months=12),
        plans="""
            child | start_date | end_date   | previous_plans
            A     | 2022-05-01 | 2022-09-01 | 0
            A     | 2024-05-01 |            | 1
        """,
        expected="0 of 2",
    )


def test_a_plan_of_a_child_who_moved_here_may_be_agreed_not_to_be_a_start(spec):
    """Ambiguity B-17: it still is an earlier plan of the next one."""
    tables = {
        "plans": """
            child | start_date | end_date   | previous_plans
            A     | 2023-05-01 | 2023-09-01 | 1
            A     | 2024-05-01 |            | 1
        """,
        "conferences": "child | transfer_in | conference_date\nA | yes | 2023-05-01",
    }
    agreed = Conventions(transfers_in_count_as_starts=False)
    for measure in (EVER, SOON):
        spec(measure=measure, agreement=agreed, expected="1 of 1", **tables)
    spec(measure=EVER, expected="2 of 2", **tables)
    spec(measure=SOON, expected="1 of 2", **tables)


# After stepping down to early help (REP-02)

STEPPED_DOWN = "stepped_down_then_referred_within_12_months"


@pytest.mark.parametrize(
    ("referred", "expected"),
    [
        ("2022-05-31", "0 of 1"),
        ("2022-06-01", "1 of 1"),  # an end came before it: the day counts
        ("2023-06-01", "1 of 1"),
        ("2023-06-02", "0 of 1"),
    ],
)
def test_a_step_down_does_not_hold_where_a_referral_comes_within_12_months(
    spec, referred, expected
):
    spec(
        measure=STEPPED_DOWN,
        early_help_records="""
            child | request_date | stepped_down
            A     | 2022-06-01   | yes
            B     | 2022-06-01   | no
            C     | 2022-06-01   |
        """,
        referrals=f"child | referral_date\nA | {referred}\nB | 2022-07-01",
        expected=expected,
    )


def test_a_step_down_is_too_recent_or_of_an_unknown_child(spec):
    spec(
        measure=STEPPED_DOWN,
        early_help_records="""
            child | upn | request_date | stepped_down
            A     |     | 2023-07-01   | yes
                  | X1  | 2022-06-01   | yes
        """,
        referrals="child | referral_date\nA | 2023-07-10",
        expected="0 of 0, 1 unknown, 1 too recent",
    )


def test_the_months_after_a_step_down_may_be_agreed(spec):
    spec(
        measure=STEPPED_DOWN,
        agreement=Conventions(early_help_follow_up_months=13),
        early_help_records="child | request_date | stepped_down\nA | 2022-06-01 | yes",
        referrals="child | referral_date\nA | 2023-07-01",
        expected="1 of 1",
    )


# Enquiries again (REP-05)

ENQUIRED_AGAIN = "repeat_enquiries_within_12_months"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2023-05-01", "2024-05-01", "1 of 2"),
        ("2023-04-30", "2024-05-01", "0 of 2"),
        ("2024-05-01", "2024-05-01", "0 of 1"),  # two starts on one day are one
        ("2023-02-28", "2024-02-29", "0 of 2"),
    ],
)
def test_an_enquiry_is_repeated_within_12_months_of_an_earlier_start(spec, first, second, expected):
    spec(
        measure=ENQUIRED_AGAIN,
        section_47_enquiries=f"child | start_date\nA | {first}\nA | {second}",
        expected=expected,
    )


def test_two_enquiries_of_one_day_are_both_repeated_or_neither(spec):
    spec(
        measure=ENQUIRED_AGAIN,
        section_47_enquiries="""
            child | start_date | enquiry
            A     | 2023-06-01 | one
            A     | 2024-05-01 | two
            A     | 2024-05-01 | three
        """,
        expected="2 of 3",
    )


def test_an_enquiry_of_the_first_loaded_year_is_unknown(spec):
    spec(
        measure=ENQUIRED_AGAIN,
        covers_from="2022-04-01",
        section_47_enquiries="child | start_date\nA | 2023-03-31\nB | 2023-04-01",
        expected="0 of 1, 1 unknown",
    )


def test_the_months_between_enquiries_may_be_agreed(spec):
    spec(
        measure=ENQUIRED_AGAIN,
        agreement=Conventions(repeat_enquiry_months=6),
        section_47_enquiries="child | start_date\nA | 2023-05-01\nA | 2024-05-01",
        expected="0 of 2",
    )
