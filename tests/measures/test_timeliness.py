"""Timeliness: assessments in 45 working days, conferences in 15, reviews in three months and six."""

import datetime as dt

import pytest

from data.agreement import Conventions

CONFERENCES = "icpc_within_15_working_days"
FROM_REFERRAL = "assessment_within_45_working_days_of_referral"
FROM_START = "assessment_within_45_working_days_of_its_start"
REVIEWS = "plans_reviewed_on_time"
TRANSFERS = "transfer_in_conference_within_15_working_days"


# The conference: fifteen working days from the strategy discussion (TIM-05)


def test_a_conference_on_the_fifteenth_working_day_is_in_time_and_on_the_sixteenth_late(spec):
    spec(
        measure=CONFERENCES,
        section_47_enquiries="""
            child | start_date | conference_not_required
            ------+------------+------------------------
            A     | 2024-05-01 | no
            B     | 2024-05-01 | no
        """,
        conferences="""
            child | conference_date
            ------+----------------
            A     | 2024-05-23
            B     | 2024-05-24
        """,
        expected="completed basis: 1 of 2 in time; due basis: 1 of 2 in time",
    )


@pytest.mark.parametrize(
    ("discussion", "last_day", "too_late"),
    [
        ("2024-12-12", "2025-01-07", "2025-01-08"),  # Christmas, Boxing Day, New Year's Day
        ("2024-03-15", "2024-04-09", "2024-04-10"),  # Good Friday and Easter Monday
        ("2022-05-16", "2022-06-08", "2022-06-09"),  # two days for the Platinum Jubilee
        ("2022-09-05", "2022-09-27", "2022-09-28"),  # the Queen's funeral
        ("2023-04-20", "2023-05-15", "2023-05-16"),  # early May, and the coronation
        ("2020-04-23", "2020-05-15", "2020-05-18"),  # early May, moved to VE Day
    ],
)
def test_bank_holidays_do_not_count_as_working_days(spec, discussion, last_day, too_late):
    spec(
        measure=CONFERENCES,
        extract_date="2025-03-31",
        covers_from="2019-04-01",
        section_47_enquiries=f"""
            child | start_date   | conference_not_required
            A     | {discussion} | no
            B     | {discussion} | no
        """,
        conferences=f"""
            child | conference_date
            A     | {last_day}
            B     | {too_late}
        """,
        expected="completed basis: 1 of 2 in time",
    )


@pytest.mark.parametrize("discussion", ["2024-06-01", "2024-06-02"])
def test_a_discussion_at_a_weekend_makes_the_next_monday_day_one(spec, discussion):
    spec(
        measure=CONFERENCES,
        section_47_enquiries=f"""
            child | start_date   | conference_not_required
            A     | {discussion} | no
            B     | {discussion} | no
        """,
        conferences="""
            child | conference_date
            A     | 2024-06-21
            B     | 2024-06-24
        """,
        expected="completed basis: 1 of 2 in time",
    )


def test_a_discussion_on_a_bank_holiday_is_day_0_too(spec):
    spec(
        measure=CONFERENCES,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-03-29 | no
            B     | 2024-03-29 | no
        """,
        conferences="""
            child | conference_date
            A     | 2024-04-22
            B     | 2024-04-23
        """,
        expected="completed basis: 1 of 2 in time",
    )


def test_a_conference_on_the_day_of_the_discussion_is_in_time(spec):
    spec(
        measure=CONFERENCES,
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-01 | no",
        conferences="child | conference_date\nA | 2024-05-01",
        expected="completed basis: 1 of 1 in time; due basis: 1 of 1 in time",
    )


def test_a_conference_at_a_weekend_is_still_timed(spec):
    """Ruling 17: it is flagged when the file is read, and counted all the same."""
    spec(
        measure=CONFERENCES,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-06-01 | no
            B     | 2024-06-01 | no
        """,
        conferences="""
            child | conference_date
            A     | 2024-06-15
            B     | 2024-06-22
        """,
        expected="completed basis: 1 of 2 in time",
    )


def test_a_conference_before_its_discussion_is_unknown(spec):
    spec(
        measure=CONFERENCES,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-05-01 | no
        """,
        conferences="""
            child | enquiry    | conference_date
            A     | 2024-05-01 | 2024-04-30
        """,
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time, 1 unknown",
    )


def test_a_conference_dated_after_the_extract_is_unknown(spec):
    """Ruling 10: it is said to have happened on a day that has not come."""
    spec(
        measure=CONFERENCES,
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-01 | no",
        conferences="child | conference_date\nA | 2024-07-01",
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time, 1 unknown",
    )


def test_an_enquiry_begun_days_before_the_extract_is_not_yet_late(spec):
    spec(
        measure=CONFERENCES,
        extract_date="2024-06-30",
        section_47_enquiries="""
            child | start_date | conference_not_required
            ------+------------+------------------------
            A     | 2024-05-01 | no
            B     | 2024-06-20 | no
        """,
        expected="due basis: 0 of 1 in time, 1 overdue, 1 not yet due",
    )


def test_what_is_due_on_the_day_of_the_extract_is_not_overdue_and_the_day_after_it_is(spec):
    """Ruling 10: overdue means that the due date has passed."""
    for extract_date, expected in (
        ("2024-06-28", "due basis: 0 of 0 in time, 1 not yet due"),
        ("2024-06-29", "due basis: 0 of 1 in time, 1 overdue"),
    ):
        spec(
            measure=CONFERENCES,
            extract_date=extract_date,
            section_47_enquiries="""
                child | start_date | conference_not_required
                A     | 2024-06-07 | no
            """,
            expected=expected,
        )


def test_a_release_for_an_earlier_day_knows_nothing_of_what_came_after_it(spec):
    enquiries = """
        child | start_date | conference_not_required
        A     | 2024-05-01 | no
        B     | 2024-05-31 | no
    """
    conferences = """
        child | conference_date
        A     | 2024-05-20
        B     | 2024-06-14
    """
    spec(
        measure=CONFERENCES,
        as_at="2024-05-31",
        section_47_enquiries=enquiries,
        conferences=conferences,
        expected="completed basis: 1 of 1 in time; due basis: 1 of 1 in time, 1 not yet due",
    )


def test_an_enquiry_that_needs_no_conference_is_left_out(spec):
    spec(
        measure=CONFERENCES,
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-01 | yes",
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time, 1 excluded",
    )


def test_a_conference_held_though_not_required_counts_as_held(spec):
    """Ruling 4: the flag says none was needed, the date says one was held."""
    spec(
        measure=CONFERENCES,
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-01 | yes",
        conferences="child | conference_date\nA | 2024-05-10",
        expected="completed basis: 1 of 1 in time; due basis: 1 of 1 in time",
    )


def test_where_the_flag_is_blank_a_held_conference_counts_and_none_held_is_unknown(spec):
    """Ruling 4: blank is never a guess, however young the enquiry is."""
    spec(
        measure=CONFERENCES,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-05-01 |
            B     | 2024-05-01 |
            C     | 2024-06-25 |
        """,
        conferences="child | conference_date\nA | 2024-05-10",
        expected="completed basis: 1 of 1 in time; due basis: 1 of 1 in time, 2 unknown",
    )


def test_one_conference_under_two_enquiries_is_timed_from_the_later_one(spec):
    """Ruling 17: it is one conference. The enquiry before it is left out, and not overdue."""
    spec(
        measure=CONFERENCES,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-04-02 | no
            A     | 2024-05-01 | no
        """,
        conferences="child | conference_date\nA | 2024-05-23",
        expected="completed basis: 1 of 1 in time; due basis: 1 of 1 in time, 1 excluded",
    )


def test_a_conference_in_a_later_episode_does_not_excuse_one_that_was_never_held(spec):
    spec(
        measure=CONFERENCES,
        referrals="""
            child | referral_date | closure_date
            A     | 2023-04-03    | 2023-09-01
            A     | 2024-04-02    |
        """,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2023-05-02 | no
            A     | 2024-05-01 | no
        """,
        conferences="child | conference_date\nA | 2024-05-23",
        expected="completed basis: 1 of 1 in time; due basis: 1 of 2 in time, 1 overdue",
    )


def test_a_conference_for_a_child_who_moved_here_is_not_one_of_these(spec):
    spec(
        measure=CONFERENCES,
        conferences="""
            child | transfer_in | notification_date | conference_date
            A     | yes         | 2024-05-01        | 2024-05-10
        """,
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time",
    )


def test_a_step_counts_in_the_year_it_was_finished_and_in_the_year_it_was_due(spec):
    """Ambiguity C-02: what happens on 31 March belongs to the year that ends on it."""
    tables = {
        "section_47_enquiries": """
            child | start_date | conference_not_required
            A     | 2023-03-09 | no
            B     | 2023-03-13 | no
        """,
        "conferences": """
            child | conference_date
            A     | 2023-04-04
            B     | 2023-03-31
        """,
    }
    # A was due on 30 March and held in April; B was due on 3 April and held in March.
    spec(
        measure=CONFERENCES,
        year=2022,
        expected="completed basis: 1 of 1 in time; due basis: 0 of 1 in time",
        **tables,
    )
    spec(
        measure=CONFERENCES,
        year=2023,
        expected="completed basis: 0 of 1 in time; due basis: 1 of 1 in time",
        **tables,
    )


def test_what_lies_outside_the_loaded_years_is_not_counted(spec):
    spec(
        measure=CONFERENCES,
        covers_from="2024-04-01",
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-03-01 | no
            B     | 2024-03-25 | no
        """,
        conferences="""
            child | conference_date
            A     | 2024-03-15
            B     | 2024-04-12
        """,
        expected="completed basis: 1 of 1 in time; due basis: 1 of 1 in time",
    )


def test_conferences_go_into_bands_that_end_on_day_10_15_and_20(spec):
    spec(
        measure="icpc_days_in_bands",
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-05-01 | no
            B     | 2024-05-01 | no
            C     | 2024-05-01 | no
            D     | 2024-05-01 | no
            E     | 2024-05-01 | no
            F     | 2024-05-01 | no
            G     | 2024-05-01 | no
            H     | 2024-05-01 | no
        """,
        conferences="""
            child | enquiry    | conference_date
            A     |            | 2024-05-01
            B     |            | 2024-05-16
            C     |            | 2024-05-17
            D     |            | 2024-05-23
            E     |            | 2024-05-24
            F     |            | 2024-05-31
            G     |            | 2024-06-03
            H     | 2024-05-01 | 2024-04-30
        """,
        expected="0-10 2, 11-15 2, 16-20 2, 21+ 1 of 7",
    )


def test_a_conference_on_the_saturday_after_day_15_is_late_and_in_the_band_after_it(spec):
    """What is due on Friday is late on Saturday. So the day it took is Monday's, the sixteenth."""
    tables = {
        "section_47_enquiries": "child | start_date | conference_not_required\nA | 2024-06-01 | no",
        "conferences": "child | conference_date\nA | 2024-06-22",
    }
    spec(measure=CONFERENCES, expected="completed basis: 0 of 1 in time", **tables)
    spec(measure="icpc_days_in_bands", expected="16-20 1 of 1", **tables)


# The assessment: 45 working days from the referral (TIM-03)


def test_an_assessment_is_in_time_on_working_day_45_and_late_on_46(spec):
    spec(
        measure=FROM_REFERRAL,
        referrals="""
            child | referral_date
            A     | 2024-02-01
            B     | 2024-02-01
        """,
        assessments="""
            child | start_date | authorised_date
            A     | 2024-02-02 | 2024-04-08
            B     | 2024-02-02 | 2024-04-09
        """,
        expected="completed basis: 1 of 2 in time; due basis: 1 of 2 in time",
    )


def test_a_referral_at_a_weekend_makes_the_next_working_day_day_one(spec):
    spec(
        measure=FROM_REFERRAL,
        referrals="""
            child | referral_date
            A     | 2024-03-02
            B     | 2024-03-02
        """,
        assessments="""
            child | start_date | authorised_date
            A     | 2024-03-04 | 2024-05-08
            B     | 2024-03-04 | 2024-05-09
        """,
        expected="completed basis: 1 of 2 in time",
    )


def test_the_first_assessment_runs_from_the_referral_and_its_own_line_from_its_start(spec):
    """Ruling 16: both clocks are shown, the referral's first."""
    tables = {
        "referrals": "child | referral_date\nA | 2024-02-01",
        "assessments": "child | start_date | authorised_date\nA | 2024-02-08 | 2024-04-15",
    }
    spec(measure=FROM_REFERRAL, expected="completed basis: 0 of 1 in time", **tables)
    spec(measure=FROM_START, expected="completed basis: 1 of 1 in time", **tables)


def test_a_later_assessment_of_an_open_child_runs_from_its_own_start(spec):
    spec(
        measure=FROM_REFERRAL,
        referrals="child | referral_date\nA | 2023-06-01",
        assessments="""
            child | start_date | authorised_date
            A     | 2023-06-01 | 2023-07-03
            A     | 2024-02-01 | 2024-04-08
            A     | 2024-02-02 | 2024-04-10
        """,
        expected="completed basis: 2 of 3 in time",
    )


def test_where_the_referral_is_before_the_loaded_years_the_clock_is_the_assessments_own(spec):
    """Ruling 16: an earlier assessment of the episode may be in a file that was not loaded."""
    tables = {
        "referrals": "child | referral_date\nA | 2023-03-31",
        "assessments": "child | start_date | authorised_date\nA | 2024-02-01 | 2024-04-08",
    }
    spec(
        measure=FROM_REFERRAL,
        covers_from="2023-04-01",
        expected="completed basis: 1 of 1 in time",
        **tables,
    )
    spec(
        measure=FROM_REFERRAL,
        covers_from="2023-03-31",
        expected="completed basis: 0 of 1 in time",
        **tables,
    )


def test_an_assessment_whose_source_names_no_referral_runs_from_its_own_start(spec):
    spec(
        measure=FROM_REFERRAL,
        assessments="child | start_date | authorised_date\nA | 2024-02-01 | 2024-04-08",
        expected="completed basis: 1 of 1 in time",
    )


def test_a_source_that_links_no_assessment_to_a_referral_has_the_second_line_only(spec):
    """Ruling 9: an Annex A workbook holds six months of referrals, and no links."""
    tables = {"assessments": "child | start_date | authorised_date\nA | 2024-02-01 | 2024-04-08"}
    without = ("assessments.referral",)
    spec(
        measure=FROM_REFERRAL,
        without=without,
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time",
        **tables,
    )
    spec(measure=FROM_START, without=without, expected="completed basis: 1 of 1 in time", **tables)


def test_an_assessment_never_authorised_is_left_out_once_its_episode_has_closed(spec):
    """Ruling 16: while the episode is open it waits, and may be overdue."""
    spec(
        measure=FROM_REFERRAL,
        referrals="""
            child | referral_date | closure_date
            A     | 2024-02-01    | 2024-06-30
            B     | 2024-02-01    |
            C     | 2024-04-26    |
            D     | 2024-02-01    | 2024-07-01
        """,
        assessments="""
            child | start_date | authorised_date
            A     | 2024-02-01 |
            B     | 2024-02-01 |
            C     | 2024-04-26 |
            D     | 2024-02-01 |
        """,
        expected="due basis: 0 of 2 in time, 2 overdue, 1 not yet due, 1 excluded",
    )


def test_an_assessment_due_on_the_day_of_the_extract_is_not_overdue(spec):
    spec(
        measure=FROM_START,
        extract_date="2024-06-28",
        referrals="child | referral_date\nA | 2024-04-24\nB | 2024-04-23",
        assessments="child | start_date\nA | 2024-04-24\nB | 2024-04-23",
        expected="due basis: 0 of 1 in time, 1 overdue, 1 not yet due",
    )


def test_an_assessment_authorised_before_it_started_is_unknown(spec):
    spec(
        measure=FROM_START,
        referrals="child | referral_date\nA | 2024-02-01",
        assessments="child | start_date | authorised_date\nA | 2024-02-08 | 2024-02-07",
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time, 1 unknown",
    )


def test_dates_that_contradict_each_other_leave_the_clock_from_the_referral_unknown(spec):
    """Begun before the referral, or authorised before it began: one of the dates is wrong."""
    tables = {
        "referrals": "child | referral_date\nA | 2024-02-01\nB | 2024-02-01",
        "assessments": """
            child | referral   | start_date | authorised_date
            A     | 2024-02-01 | 2024-01-31 | 2024-03-01
            B     | 2024-02-01 | 2024-03-01 | 2024-02-29
        """,
    }
    expected = "completed basis: 0 of 0 in time; due basis: 0 of 0 in time, 2 unknown"
    spec(measure=FROM_REFERRAL, expected=expected, **tables)
    spec(measure="assessment_days_in_bands", expected="none of 0", **tables)
    # From its own start the first is in time: nothing contradicts that clock.
    spec(measure=FROM_START, expected="due basis: 1 of 1 in time, 1 unknown", **tables)


def test_each_assessment_counts_though_they_are_of_one_child(spec):
    spec(
        measure=FROM_START,
        referrals="child | referral_date\nA | 2024-02-01",
        assessments="""
            child | start_date | authorised_date
            A     | 2024-02-01 | 2024-02-10
            A     | 2024-04-02 | 2024-04-30
        """,
        expected="completed basis: 2 of 2 in time",
    )


def test_assessments_go_into_bands_and_day_45_ends_one_of_them(spec):
    spec(
        measure="assessment_days_in_bands",
        referrals="""
            child | referral_date
            A     | 2024-02-01
            B     | 2024-02-01
            C     | 2024-02-01
            D     | 2024-02-01
            E     | 2024-02-01
        """,
        assessments="""
            child | start_date | authorised_date
            A     | 2024-02-01 | 2024-02-01
            B     | 2024-02-01 | 2024-04-08
            C     | 2024-02-01 | 2024-04-09
            D     | 2024-02-01 | 2024-06-28
            E     | 2024-02-01 |
        """,
        expected="0 1, 41_to_45 1, 46_to_50 1, 61_and_over 1 of 4",
    )


# Children who moved here on a plan (TIM-12)


def test_a_child_who_moved_here_has_a_conference_in_15_working_days_of_our_being_told(spec):
    spec(
        measure=TRANSFERS,
        conferences="""
            child | transfer_in | notification_date | conference_date
            A     | yes         | 2024-05-01        | 2024-05-23
            B     | yes         | 2024-05-01        | 2024-05-24
            C     | yes         |                   | 2024-05-24
            D     | yes         | 2024-06-03        | 2024-05-24
            E     | no          |                   | 2024-05-24
        """,
        expected="completed basis: 1 of 2 in time, 2 unknown",
    )


# Reviews of plans (TIM-08)


def plan(start: str, *reviews: str) -> dict[str, str]:
    tables = {"plans": f"child | start_date\nA | {start}"}
    if reviews:
        held = "\n".join(f"A | {day}" for day in reviews)
        tables["reviews"] = f"child | review_date\n{held}"
    return tables


ON_TIME, NOT_ON_TIME, NOT_COUNTED = "1 of 1", "0 of 1", "0 of 0"


@pytest.mark.parametrize(
    ("start", "counted"),
    [("2024-03-29", "0 of 1"), ("2024-03-30", "1 of 1"), ("2024-04-01", "0 of 0")],
)
def test_a_plan_is_judged_once_it_is_three_months_old(spec, start, counted):
    """Ruling 19: what is due on the day itself and not held is in time so far."""
    spec(measure=REVIEWS, extract_date="2024-06-30", expected=counted, **plan(start))


@pytest.mark.parametrize(
    ("start", "review", "expected"),
    [
        ("2024-01-15", "2024-04-15", ON_TIME),
        ("2024-01-15", "2024-04-16", NOT_ON_TIME),
        # November has 30 days and February 29 or 28: three months end with the month.
        ("2023-11-30", "2024-02-29", ON_TIME),
        ("2023-11-30", "2024-03-01", NOT_ON_TIME),
        ("2022-11-30", "2023-02-28", ON_TIME),
        ("2022-11-30", "2023-03-01", NOT_ON_TIME),
    ],
)
def test_the_first_review_is_due_three_calendar_months_after_the_start(
    spec, start, review, expected
):
    later = "2023-08-28" if start < "2023" else "2024-06-30"
    extract_date = "2023-06-30" if start < "2023" else later
    spec(measure=REVIEWS, extract_date=extract_date, expected=expected, **plan(start, review))


@pytest.mark.parametrize(
    ("second", "expected"), [("2024-03-10", ON_TIME), ("2024-03-11", NOT_ON_TIME)]
)
def test_each_later_review_is_due_six_months_after_the_one_before_it(spec, second, expected):
    spec(
        measure=REVIEWS,
        extract_date="2024-06-30",
        expected=expected,
        **plan("2023-06-20", "2023-09-10", second),
    )


def test_a_review_that_is_due_and_not_held_fails_the_plan_the_day_after(spec):
    held = plan("2023-09-30", "2023-12-30")
    spec(measure=REVIEWS, extract_date="2024-06-30", expected=ON_TIME, **held)
    spec(
        measure=REVIEWS,
        extract_date="2024-06-30",
        expected=NOT_ON_TIME,
        **plan("2023-09-28", "2023-12-28"),
    )


def test_one_late_review_fails_a_plan_for_good(spec):
    spec(
        measure=REVIEWS,
        expected=NOT_ON_TIME,
        **plan("2023-01-10", "2023-04-20", "2023-09-01", "2024-02-01"),
    )


def test_a_plan_with_several_reviews_all_on_time_is_on_time(spec):
    spec(
        measure=REVIEWS,
        expected=ON_TIME,
        **plan("2023-01-10", "2023-03-30", "2023-09-01", "2024-02-01"),
    )


def test_a_review_on_the_day_the_plan_begins_is_none(spec):
    """Ruling 19: a review counts when it is after the start."""
    spec(measure=REVIEWS, expected=NOT_ON_TIME, **plan("2023-12-01", "2023-12-01"))


def test_a_review_after_the_day_says_nothing_of_that_day(spec):
    held = plan("2024-01-02", "2024-04-02")
    spec(measure=REVIEWS, extract_date="2024-06-30", on="2024-03-31", expected=NOT_COUNTED, **held)
    late = plan("2023-12-29", "2024-04-02")
    spec(measure=REVIEWS, extract_date="2024-06-30", on="2024-03-31", expected=NOT_ON_TIME, **late)


def test_a_plan_that_has_ended_by_the_day_is_not_judged(spec):
    spec(
        measure=REVIEWS,
        plans="""
            child | start_date | end_date
            A     | 2023-12-01 | 2024-06-30
            B     | 2023-12-01 | 2024-07-01
        """,
        reviews="child | review_date\nA | 2024-02-01\nB | 2024-02-01",
        expected="1 of 1",
    )


def test_a_plan_begun_before_the_loaded_years_chains_from_its_last_review_before_them(spec):
    """Ruling 19: what came before that review is not held against it."""
    spec(
        measure=REVIEWS,
        covers_from="2023-04-01",
        extract_date="2023-12-31",
        expected=ON_TIME,
        **plan("2021-01-10", "2022-09-01", "2023-01-20", "2023-07-20"),
    )
    spec(
        measure=REVIEWS,
        covers_from="2023-04-01",
        extract_date="2023-12-31",
        expected=NOT_ON_TIME,
        **plan("2021-01-10", "2022-09-01", "2023-01-20", "2023-07-21"),
    )


def test_a_plan_begun_before_them_without_such_a_review_chains_from_its_start_if_that_is_near(spec):
    """Ruling 19: within twelve months before the first loaded day."""
    spec(
        measure=REVIEWS,
        covers_from="2023-04-01",
        extract_date="2023-06-30",
        expected=ON_TIME,
        **plan("2023-03-01", "2023-05-31"),
    )
    spec(
        measure=REVIEWS,
        covers_from="2023-04-01",
        extract_date="2023-06-30",
        expected=NOT_ON_TIME,
        **plan("2022-04-01", "2023-04-03"),
    )
    spec(
        measure=REVIEWS,
        covers_from="2023-04-01",
        extract_date="2023-06-30",
        expected=NOT_ON_TIME,
        **plan("2022-03-31", "2023-04-03"),
    )


def test_a_plan_begun_long_before_them_without_a_review_fails_even_if_its_clock_is_long(spec):
    """Twelve months and a day before: it fails, though an agreed first review of 18 months is not due."""
    agreed = Conventions(first_review_months=14)
    for start, expected in (("2022-04-01", ON_TIME), ("2022-03-31", NOT_ON_TIME)):
        spec(
            measure=REVIEWS,
            covers_from="2023-04-01",
            extract_date="2023-06-30",
            agreement=agreed,
            expected=expected,
            **plan(start, "2023-04-20"),
        )


# What the partners may agree otherwise


def test_the_start_may_be_day_one_or_the_day_after_it_day_0(spec):
    """Ambiguity A-01."""
    for day_zero, expected in (
        ("day_before", "completed basis: 1 of 3 in time"),
        ("start", "completed basis: 2 of 3 in time"),
        ("next_working_day", "completed basis: 3 of 3 in time"),
    ):
        spec(
            measure=CONFERENCES,
            agreement=Conventions(clock_day_zero=day_zero),
            section_47_enquiries="""
                child | start_date | conference_not_required
                A     | 2024-05-01 | no
                B     | 2024-05-01 | no
                C     | 2024-05-01 | no
            """,
            conferences="""
                child | conference_date
                A     | 2024-05-22
                B     | 2024-05-23
                C     | 2024-05-24
            """,
            expected=expected,
        )


def test_the_due_date_itself_may_be_agreed_to_be_late(spec):
    """Ambiguity A-02."""
    spec(
        measure=CONFERENCES,
        agreement=Conventions(due_date_is_in_time=False),
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-01 | no",
        conferences="child | conference_date\nA | 2024-05-23",
        expected="completed basis: 0 of 1 in time",
    )


def test_days_on_which_the_council_is_closed_may_be_left_out(spec):
    """Ambiguity A-03: by default the days between Christmas and New Year are working days."""
    closed = (dt.date(2024, 12, 27), dt.date(2024, 12, 30), dt.date(2024, 12, 31))
    tables = {
        "section_47_enquiries": "child | start_date | conference_not_required\nA | 2024-12-12 | no",
        "conferences": "child | conference_date\nA | 2025-01-10",
    }
    spec(
        measure=CONFERENCES,
        extract_date="2025-03-31",
        expected="completed basis: 0 of 1 in time",
        **tables,
    )
    spec(
        measure=CONFERENCES,
        extract_date="2025-03-31",
        agreement=Conventions(local_closure_days=closed),
        expected="completed basis: 1 of 1 in time",
        **tables,
    )


def test_a_clock_that_starts_at_a_weekend_may_be_agreed_to_start_on_monday(spec):
    """Ambiguity A-04: one more day for a start on a day that is no working day, none for another."""
    for started, held, expected in (
        ("2024-06-01", "2024-06-24", "completed basis: 1 of 1 in time"),
        ("2024-06-01", "2024-06-25", "completed basis: 0 of 1 in time"),
        ("2024-06-03", "2024-06-25", "completed basis: 0 of 1 in time"),
    ):
        spec(
            measure=CONFERENCES,
            agreement=Conventions(start_on_non_working_day="next_working_day"),
            section_47_enquiries=f"child | start_date | conference_not_required\nA | {started} | no",
            conferences=f"child | conference_date\nA | {held}",
            expected=expected,
        )


def test_the_limits_themselves_may_be_agreed(spec):
    spec(
        measure=CONFERENCES,
        agreement=Conventions(conference_working_days=10),
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-01 | no",
        conferences="child | conference_date\nA | 2024-05-17",
        expected="completed basis: 0 of 1 in time",
    )
    spec(
        measure=FROM_START,
        agreement=Conventions(assessment_working_days=35),
        referrals="child | referral_date\nA | 2024-02-01",
        assessments="child | start_date | authorised_date\nA | 2024-02-01 | 2024-04-08",
        expected="completed basis: 0 of 1 in time",
    )


def test_reviews_may_be_due_after_91_and_183_days(spec):
    """Ambiguity A-11: from 10 October, 91 days are a day less than three months."""
    by_days = Conventions(review_rule="days")
    for start, first, expected in (
        ("2023-10-10", "2024-01-09", ON_TIME),
        ("2023-10-10", "2024-01-10", NOT_ON_TIME),
    ):
        spec(measure=REVIEWS, agreement=by_days, expected=expected, **plan(start, first))
        spec(measure=REVIEWS, expected=ON_TIME, **plan(start, first))
    for second, expected in (("2024-03-02", ON_TIME), ("2024-03-03", NOT_ON_TIME)):
        spec(
            measure=REVIEWS,
            agreement=by_days,
            expected=expected,
            **plan("2023-06-20", "2023-09-01", second),
        )
    shorter = Conventions(review_rule="days", first_review_days=80)
    spec(
        measure=REVIEWS, agreement=shorter, expected=NOT_ON_TIME, **plan("2023-10-10", "2024-01-09")
    )
    shorter = Conventions(review_rule="days", later_review_days=90)
    spec(
        measure=REVIEWS,
        agreement=shorter,
        expected=NOT_ON_TIME,
        **plan("2023-06-20", "2023-09-01", "2024-03-01"),
    )


def test_the_months_between_reviews_may_be_agreed(spec):
    held = plan("2023-10-10", "2024-01-10")
    spec(measure=REVIEWS, expected=ON_TIME, **held)
    sooner = Conventions(first_review_months=2)
    spec(measure=REVIEWS, agreement=sooner, expected=NOT_ON_TIME, **held)
    sooner = Conventions(later_review_months=5)
    spec(measure=REVIEWS, agreement=sooner, expected=NOT_ON_TIME, **held)


@pytest.mark.parametrize(
    ("reviews", "from_held", "from_due"),
    [
        # Due 20 September, then 20 March. An early first review brings the next one forward.
        (("2023-08-01", "2024-03-20"), NOT_ON_TIME, ON_TIME),
        (("2023-08-01", "2024-02-01"), ON_TIME, ON_TIME),
        (("2023-09-20", "2024-03-21"), NOT_ON_TIME, NOT_ON_TIME),
    ],
)
def test_the_next_review_may_run_from_when_the_last_was_due(spec, reviews, from_held, from_due):
    """Ambiguity A-12."""
    held = plan("2023-06-20", *reviews)
    spec(measure=REVIEWS, expected=from_held, **held)
    agreed = Conventions(next_review_from="due")
    spec(measure=REVIEWS, agreement=agreed, expected=from_due, **held)


def test_counted_from_when_due_and_by_days_the_chain_goes_on_in_steps_of_183_days(spec):
    agreed = Conventions(next_review_from="due", review_rule="days")
    # Start 20 June: due 19 September 2023, then 20 March 2024.
    for second, expected in (("2024-03-20", ON_TIME), ("2024-03-21", NOT_ON_TIME)):
        spec(
            measure=REVIEWS,
            agreement=agreed,
            expected=expected,
            **plan("2023-06-20", "2023-08-01", second),
        )


def test_a_plan_that_ends_on_the_day_may_be_agreed_to_be_open_on_it(spec):
    spec(
        measure=REVIEWS,
        agreement=Conventions(open_on_its_last_day=True),
        plans="child | start_date | end_date\nA | 2023-12-01 | 2024-06-30",
        reviews="child | review_date\nA | 2024-02-01",
        expected="1 of 1",
    )


# A reason for taking too long (TIM-04)

REASON = "overrun_reason_recorded"


@pytest.mark.parametrize(
    ("authorised", "reason", "expected"),
    [
        ("2024-06-06", "", "0 of 0"),  # 45 working days from 2 April
        ("2024-06-07", "", "0 of 1"),
        ("2024-06-07", "other", "1 of 1"),
        ("", "", "0 of 1"),
        ("", "family", "1 of 1"),
    ],
)
def test_a_reason_is_asked_for_where_45_working_days_have_passed(
    spec, authorised, reason, expected
):
    spec(
        measure=REASON,
        assessment_practice=f"""
            child | referral_date | start_date | authorised_date | overrun_reason
            A     | 2024-04-02    | 2024-04-05 | {authorised}    | {reason}
            B     | 2024-06-02    | 2024-06-05 |                 |
            C     |               | 2024-04-29 | 2024-07-01      | family
        """,
        expected=expected,
    )


def test_an_assessment_without_a_referral_is_late_by_its_own_start(spec):
    practice = "child | start_date | authorised_date\nA | 2024-04-02 | 2024-06-07"
    spec(measure=REASON, assessment_practice=practice, expected="0 of 1")
    agreed = Conventions(assessment_working_days=46)
    spec(measure=REASON, assessment_practice=practice, agreement=agreed, expected="0 of 0")


# Strategy discussions (TIM-06)

DISCUSSED = "strategy_discussion_within_one_working_day"
DISCUSSED_AFTER = "hours_to_strategy_discussion"


def discussion(concern: str, began: str, held: str = "", day: str = "2024-05-07") -> str:
    return f"""
        meeting | kind                | meeting_date | concern_at | started_at | agency | held
        m1      | strategy_discussion | {day}        | {concern}  | {began}    | police | {held}
        m1      | strategy_discussion | {day}        |            |            | health | {held}
        m2      | icpc                | {day}        | {concern}  | {began}    | health |
    """


@pytest.mark.parametrize(
    ("concern", "began", "held", "expected"),
    [
        ("2024-05-03T23:00", "2024-05-07T01:00", "", "1 of 1 in time"),
        ("2024-05-03T23:00", "2024-05-08T01:00", "", "0 of 1 in time"),
        ("2024-05-03T23:00", "", "yes", "1 of 1 in time"),  # the day of the meeting
        ("", "2024-05-07T01:00", "", "0 of 0 in time, 1 unknown"),
        ("2024-05-03T23:00", "2024-05-07T01:00", "no", "0 of 0 in time"),
        ("2024-05-08T23:00", "2024-05-07T01:00", "", "0 of 0 in time, 1 unknown"),
    ],
)
def test_a_discussion_counts_once_and_is_in_time_on_the_next_working_day(
    spec, concern, began, held, expected
):
    spec(
        measure=DISCUSSED,
        attendances=discussion(concern, began, held),
        expected=f"completed basis: {expected}",
    )


def test_the_days_until_a_discussion_may_be_agreed(spec):
    spec(
        measure=DISCUSSED,
        agreement=Conventions(strategy_discussion_working_days=2),
        attendances=discussion("2024-05-03T23:00", "2024-05-08T01:00"),
        expected="completed basis: 1 of 1 in time",
    )


def test_what_social_care_tells_of_a_discussion_stands_behind_what_the_office_tells(spec):
    """They tell of the same meeting; the partnership's office is listened to first."""
    spec(
        measure=DISCUSSED_AFTER,
        attendances="""
            told_by     | meeting | kind                | meeting_date | concern_at       | started_at
            social_care | m1      | strategy_discussion | 2024-05-07   | 2024-05-07T01:00 | 2024-05-07T02:00
            partnership | m1      | strategy_discussion | 2024-05-07   | 2024-05-07T01:00 | 2024-05-07T05:30
        """,
        expected="1 finished: half 5, nine in ten 5",
    )


def test_hours_to_a_discussion_need_both_times(spec):
    for concern, began in (("", "2024-05-07T01:00"), ("2024-05-07T00:00", "2024-05-07T01:00")):
        spec(
            measure=DISCUSSED_AFTER,
            attendances=discussion(concern, began),
            expected="0 finished",
        )


# Core groups (TIM-07, ruling 18)

CORE_GROUPS = "core_group_within_10_working_days"


def core_group(*days: str, kind: str = "core_group") -> str:
    rows = "\n".join(f"m{n} | A | {kind} | {day}" for n, day in enumerate(days))
    return f"meeting | child | kind | meeting_date\n{rows}"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2024-05-01",), "1 of 1 in time"),  # the day of the conference counts
        (("2024-05-16",), "1 of 1 in time"),  # ten working days, one bank holiday
        (("2024-05-17",), "0 of 1 in time"),
        (("2024-05-17", "2024-05-10"), "1 of 1 in time"),  # the first
        (("2024-04-30",), "0 of 1 in time, 1 overdue"),  # of an earlier plan
    ],
)
def test_the_first_core_group_meets_within_10_working_days_of_the_conference(spec, days, expected):
    spec(
        measure=CORE_GROUPS,
        plans="child | start_date\nA | 2024-05-01",
        meeting_children=core_group(*days),
        expected=f"due basis: {expected}",
    )


@pytest.mark.parametrize(
    ("end", "days", "expected"),
    [
        ("2024-05-16", (), "0 of 0 in time, 1 excluded"),
        ("2024-05-17", (), "0 of 1 in time, 1 overdue"),
        ("2024-05-10", ("2024-05-09",), "1 of 1 in time"),
        ("2024-05-17", ("2024-05-20",), "0 of 1 in time, 1 overdue"),  # after the plan
    ],
)
def test_a_plan_that_ended_before_its_core_group_was_due_is_left_out(spec, end, days, expected):
    spec(
        measure=CORE_GROUPS,
        plans=f"child | start_date | end_date\nA | 2024-05-01 | {end}",
        meeting_children=core_group(*days),
        expected=f"due basis: {expected}",
    )


def test_the_clock_starts_at_the_conference_that_is_linked_to_the_plan(spec):
    spec(
        measure=CORE_GROUPS,
        plans="child | start_date | conference\nA | 2024-05-02 | the one",
        conferences="child | conference_date | conference\nA | 2024-05-01 | the one",
        meeting_children=core_group("2024-05-17"),
        expected="completed basis: 0 of 1 in time",
    )


def test_a_core_group_that_was_cancelled_or_another_meeting_is_none(spec):
    spec(
        measure=CORE_GROUPS,
        plans="child | start_date\nA | 2024-05-01",
        meeting_children=core_group("2024-05-02"),
        attendances="""
            meeting | kind       | meeting_date | agency | held
            m0      | core_group | 2024-05-02   | health | no
        """,
        expected="due basis: 0 of 1 in time, 1 overdue",
    )
    spec(
        measure=CORE_GROUPS,
        plans="child | start_date\nA | 2024-06-20",
        meeting_children=core_group("2024-06-21", kind="icpc"),
        expected="due basis: 0 of 0 in time, 1 not yet due",
    )


def test_a_plan_that_began_before_the_return_did_is_unknown(spec):
    spec(
        measure=CORE_GROUPS,
        covers_from="2024-05-02",
        plans="child | start_date\nA | 2024-05-01",
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time",
        year=2024,
    )


def test_the_days_until_a_core_group_may_be_agreed(spec):
    spec(
        measure=CORE_GROUPS,
        agreement=Conventions(core_group_working_days=11),
        plans="child | start_date\nA | 2024-05-01",
        meeting_children=core_group("2024-05-17"),
        expected="completed basis: 1 of 1 in time",
    )


# Each review on its own (TIM-09)

FIRST_REVIEWS = "first_review_within_three_months"
LATER_REVIEWS = "later_reviews_within_six_months"


def reviewed(*days: str, start: str = "2023-08-31", end: str = "") -> dict[str, str]:
    rows = "\n".join(f"A | {day}" for day in days)
    return {
        "plans": f"child | start_date | end_date\nA | {start} | {end}",
        "reviews": f"child | review_date\n{rows}",
    }


@pytest.mark.parametrize(
    ("days", "first", "later"),
    [
        # Due on 30 November, then six months from the day of the one before.
        (("2023-11-30", "2024-05-30"), "1 of 1 in time", "1 of 1 in time, 1 not yet due"),
        (("2023-12-01", "2024-06-01"), "0 of 1 in time", "1 of 1 in time, 1 not yet due"),
        (("2023-11-30", "2024-05-31"), "1 of 1 in time", "0 of 1 in time, 1 not yet due"),
        (("2023-11-30",), "1 of 1 in time", "0 of 1 in time, 1 overdue"),
        ((), "0 of 1 in time, 1 overdue", "0 of 0 in time"),
        # What is held on the first day of a plan is its conference, and no review.
        (("2023-08-31",), "0 of 1 in time, 1 overdue", "0 of 0 in time"),
    ],
)
def test_each_review_is_in_time_or_late_on_its_own(spec, days, first, later):
    spec(measure=FIRST_REVIEWS, expected=f"due basis: {first}", **reviewed(*days))
    spec(measure=LATER_REVIEWS, expected=f"due basis: {later}", **reviewed(*days))


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2023-11-30", "0 of 0 in time"),  # it ended on the day: none was owed
        ("2023-12-01", "0 of 1 in time, 1 overdue"),
    ],
)
def test_a_review_is_owed_by_a_plan_that_was_open_on_the_day_it_was_due(spec, end, expected):
    spec(measure=FIRST_REVIEWS, expected=f"due basis: {expected}", **reviewed(end=end))


def test_a_plan_of_which_nothing_more_is_told_owes_no_review(spec):
    spec(
        measure=FIRST_REVIEWS,
        covers=[("2021-04-01", "2022-03-31"), ("2023-04-01", "2024-06-30")],
        plans="extract | child | start_date\nfile 0 of 990 | A | 2022-02-01",
        expected="due basis: 0 of 0 in time",
    )


@pytest.mark.parametrize(
    ("start", "before", "first", "later"),
    [
        # The first loaded day is 1 April 2023: a chain goes on from the last review before it.
        ("2022-01-10", "2022-12-01", "0 of 0 in time", "1 of 1 in time, 1 not yet due"),
        ("2022-01-10", "2022-11-01", "0 of 0 in time", "0 of 1 in time, 1 not yet due"),
        ("2023-03-10", "", "1 of 1 in time", "0 of 0 in time, 1 not yet due"),
    ],
)
def test_reviews_of_a_plan_begun_before_the_first_loaded_day(spec, start, before, first, later):
    days = [day for day in (before, "2023-06-01") if day]
    tables = reviewed(*days, start=start)
    for measure, expected in ((FIRST_REVIEWS, first), (LATER_REVIEWS, later)):
        spec(
            measure=measure,
            covers=[("2023-04-01", "2023-11-30")],
            extract_date="2023-11-30",
            expected=f"due basis: {expected}",
            **tables,
        )


@pytest.mark.parametrize(("start", "of"), [("2022-04-01", 1), ("2022-03-31", 0)])
def test_of_a_plan_begun_a_year_before_the_first_loaded_day_the_first_review_is_not_judged(
    spec, start, of
):
    """Nobody can say which review the first one loaded is."""
    spec(
        measure=FIRST_REVIEWS,
        covers=[("2023-04-01", "2023-11-30")],
        extract_date="2023-11-30",
        expected=f"completed basis: 0 of {of} in time",
        **reviewed("2023-06-01", start=start),
    )


def test_how_reviews_are_counted_may_be_agreed(spec):
    days = reviewed("2023-12-01", "2024-06-01")
    for agreed, first, later in (
        (Conventions(review_rule="days"), 0, 1),
        (Conventions(review_rule="days", first_review_days=92, later_review_days=182), 1, 0),
        (Conventions(first_review_months=4, later_review_months=5), 1, 0),
        (Conventions(next_review_from="due"), 0, 0),
    ):
        said = "completed basis: {} of 1 in time"
        spec(measure=FIRST_REVIEWS, agreement=agreed, expected=said.format(first), **days)
        spec(measure=LATER_REVIEWS, agreement=agreed, expected=said.format(later), **days)


# Seen soon (TIM-10)

SEEN_IN_FIVE = "child_seen_within_five_working_days"
SEEN_IN_ONE = "child_seen_within_one_working_day_in_enquiries"
SEEN_AFTER = "working_days_until_child_seen"


def practice(kind: str, seen: str, referral: str = "2024-05-02") -> str:
    return f"""
        child | kind   | referral_date | start_date | child_seen_date
        A     | {kind} | {referral}    | 2024-05-03 | {seen}
    """


@pytest.mark.parametrize(
    ("kind", "seen", "expected"),
    [
        ("s17", "2024-05-10", "1 of 1 in time"),  # over a bank holiday
        ("s17", "2024-05-13", "0 of 1 in time"),
        ("s47", "2024-05-03", "1 of 1 in time"),
        ("s47", "2024-05-07", "0 of 1 in time"),
        ("s17", "2024-05-01", "0 of 0 in time, 1 unknown"),  # before the referral
        ("s47", "2024-05-01", "0 of 0 in time, 1 unknown"),
        ("s17", "", "0 of 1 in time, 1 overdue"),
        ("s47", "", "0 of 1 in time, 1 overdue"),
    ],
)
def test_a_child_is_seen_in_time_by_the_kind_of_assessment(spec, kind, seen, expected):
    measure, other = (SEEN_IN_FIVE, SEEN_IN_ONE) if kind == "s17" else (SEEN_IN_ONE, SEEN_IN_FIVE)
    rows = practice(kind, seen)
    spec(measure=measure, assessment_practice=rows, expected=f"due basis: {expected}")
    spec(measure=other, assessment_practice=rows, expected="due basis: 0 of 0 in time")


def test_a_child_not_yet_born_cannot_be_seen(spec):
    for kind, measure in (("s17", SEEN_IN_FIVE), ("s47", SEEN_IN_ONE)):
        tables = {
            "children": "child | expected_birth_month\nA | 2024-08-01",
            "assessment_practice": practice(kind, ""),
        }
        spec(measure=measure, expected="due basis: 0 of 0 in time, 1 excluded", **tables)


def test_the_days_until_a_child_is_seen_may_be_agreed(spec):
    spec(
        measure=SEEN_IN_FIVE,
        agreement=Conventions(child_seen_working_days=6),
        assessment_practice=practice("s17", "2024-05-13"),
        expected="completed basis: 1 of 1 in time",
    )
    spec(
        measure=SEEN_IN_ONE,
        agreement=Conventions(child_seen_enquiry_working_days=2),
        assessment_practice=practice("s47", "2024-05-07"),
        expected="completed basis: 1 of 1 in time",
    )


def test_the_wait_to_be_seen_is_counted_from_the_referral_else_from_the_start(spec):
    for referral, days in (("2024-05-02", 2), ("", 1)):
        spec(
            measure=SEEN_AFTER,
            assessment_practice=practice("", "2024-05-07", referral),
            expected=f"1 finished: half {days}, nine in ten {days}",
        )
    for seen in ("", "2024-05-01"):
        spec(measure=SEEN_AFTER, assessment_practice=practice("s17", seen), expected="0 finished")


# How long enquiries take (TIM-11)

ENQUIRIES_IN_15 = "enquiries_within_15_working_days"
ENQUIRIES_TOOK = "working_days_of_enquiries"


@pytest.mark.parametrize(
    ("end", "expected", "took"),
    [
        ("2024-05-23", "1 of 1 in time", 15),
        ("2024-05-24", "0 of 1 in time", 16),
        ("2024-05-01", "1 of 1 in time", 0),
    ],
)
def test_an_enquiry_that_ended_took_its_working_days(spec, end, expected, took):
    endings = f"child | start_date | end_date\nA | 2024-05-01 | {end}\nB | 2024-05-01 |"
    spec(
        measure=ENQUIRIES_IN_15,
        enquiry_endings=endings,
        expected=f"completed basis: {expected}",
    )
    spec(
        measure=ENQUIRIES_TOOK,
        enquiry_endings=endings,
        expected=f"1 finished: half {took}, nine in ten {took}",
    )


def test_an_enquiry_that_ended_before_it_began_is_unknown(spec):
    endings = "child | start_date | end_date\nA | 2024-05-01 | 2024-04-30"
    spec(
        measure=ENQUIRIES_IN_15,
        enquiry_endings=endings,
        expected="completed basis: 0 of 0 in time, 1 unknown",
    )
    spec(measure=ENQUIRIES_TOOK, enquiry_endings=endings, expected="0 finished")


def test_the_days_of_a_long_enquiry_may_be_agreed(spec):
    spec(
        measure=ENQUIRIES_IN_15,
        agreement=Conventions(enquiry_working_days=16),
        enquiry_endings="child | start_date | end_date\nA | 2024-05-01 | 2024-05-24",
        expected="completed basis: 1 of 1 in time",
    )


# Moves (TIM-12, TIM-13, TIM-16)

OWED_TO_MOVERS = "transfer_in_conference_due_within_15_working_days"
KEPT = "plan_kept_until_receiving_conference"
SENT_ON = "information_sent_when_child_in_need_moves"


def moved(direction: str, status: str, **columns: str) -> str:
    row = {"child": "A", "direction": direction, "status": status, "notified_date": "2024-05-01"}
    row |= columns
    return f"{' | '.join(row)}\n{' | '.join(row.values())}"


@pytest.mark.parametrize(
    ("held", "cancelled", "expected"),
    [
        ("2024-05-23", "", "1 of 1 in time"),
        ("2024-05-24", "no", "0 of 1 in time"),
        ("", "", "0 of 1 in time, 1 overdue"),
        ("", "yes", "0 of 0 in time, 1 excluded"),
        ("2024-04-30", "", "0 of 0 in time, 1 unknown"),
    ],
)
def test_a_conference_owed_to_a_child_who_moved_here_shows_when_nobody_holds_it(
    spec, held, cancelled, expected
):
    """Ruling 20: the census cannot show it."""
    dates = {"conference_date": held, "cancelled": cancelled}
    spec(
        measure=OWED_TO_MOVERS,
        transfers=moved("in", "protection", **dates),
        expected=f"due basis: {expected}",
    )
    for other in (("out", "protection"), ("in", "need"), ("in", "")):
        spec(
            measure=OWED_TO_MOVERS,
            transfers=moved(*other, **dates),
            expected="due basis: 0 of 0 in time",
        )


def test_the_days_of_a_conference_owed_are_those_of_any_conference(spec):
    spec(
        measure=OWED_TO_MOVERS,
        agreement=Conventions(conference_working_days=16),
        transfers=moved("in", "protection", conference_date="2024-05-24"),
        expected="due basis: 1 of 1 in time",
    )


@pytest.mark.parametrize(
    ("held", "expected"),
    [("2024-05-20", "1 of 1"), ("2024-05-21", "0 of 1"), ("", "0 of 1")],
)
def test_a_plan_is_kept_until_the_other_area_has_met(spec, held, expected):
    """Ambiguity A-17: what is not known is not evidenced."""
    dates = {"conference_date": held, "plan_end_date": "2024-05-20"}
    spec(measure=KEPT, transfers=moved("out", "protection", **dates), expected=expected)


@pytest.mark.parametrize(
    ("direction", "status", "end", "cancelled"),
    [
        ("in", "protection", "2024-05-20", ""),
        ("out", "need", "2024-05-20", ""),
        ("out", "protection", "", ""),
        ("out", "protection", "2024-05-20", "yes"),
    ],
)
def test_only_plans_that_ended_because_the_child_moved_away_are_asked_for(
    spec, direction, status, end, cancelled
):
    spec(
        measure=KEPT,
        transfers=moved(direction, status, plan_end_date=end, cancelled=cancelled),
        expected="0 of 0",
    )


@pytest.mark.parametrize(
    ("sent", "cancelled", "expected"),
    [
        ("2024-05-09", "", "1 of 1 in time"),
        ("2024-05-10", "", "0 of 1 in time"),
        ("", "", "0 of 1 in time, 1 overdue"),
        ("", "yes", "0 of 0 in time, 1 excluded"),
    ],
)
def test_what_is_known_of_a_child_in_need_is_sent_on_soon(spec, sent, cancelled, expected):
    dates = {"information_sent_date": sent, "cancelled": cancelled}
    spec(
        measure=SENT_ON,
        transfers=moved("out", "need", **dates),
        expected=f"due basis: {expected}",
    )
    for other in (("in", "need"), ("out", "protection"), ("out", "")):
        spec(
            measure=SENT_ON,
            transfers=moved(*other, **dates),
            expected="due basis: 0 of 0 in time",
        )


def test_the_days_to_send_on_what_is_known_may_be_agreed(spec):
    spec(
        measure=SENT_ON,
        agreement=Conventions(information_sent_working_days=6),
        transfers=moved("out", "need", information_sent_date="2024-05-10"),
        expected="completed basis: 1 of 1 in time",
    )


# Told that a plan ended (TIM-14)

ALL_TOLD = "agencies_all_told_that_plan_ended"
EACH_TOLD = "agency_told_that_plan_ended"


def notices(end: str, *told: str) -> str:
    agencies = ("health", "education", "police")
    rows = "\n".join(
        f"A | {end} | {agency} | {day}" for agency, day in zip(agencies, told, strict=False)
    )
    return f"child | plan_end_date | agency | notified_date\n{rows}"


@pytest.mark.parametrize(
    ("end", "told", "every", "each"),
    [
        ("2024-05-01", ("2024-05-01", "2024-05-09"), "1 of 1", "2 of 2 in time"),
        ("2024-05-01", ("2024-05-01", "2024-05-10"), "0 of 1", "1 of 2 in time"),
        ("2024-05-01", ("2024-05-01", ""), "0 of 1", "1 of 2 in time, 1 overdue"),
        ("2024-05-01", ("2024-05-01", "2024-04-30"), "0 of 1", "1 of 1 in time, 1 unknown"),
        # Due on 3 July, after the last day known.
        ("2024-06-26", ("2024-06-26", ""), "0 of 0, 1 still open", "0 of 0 in time, 1 not yet due"),
        ("2024-06-26", ("2024-06-26",), "1 of 1", "0 of 0 in time"),
    ],
)
def test_every_agency_is_told_within_five_working_days(spec, end, told, every, each):
    spec(measure=ALL_TOLD, plan_ending_notices=notices(end, *told), expected=every)
    spec(measure=EACH_TOLD, plan_ending_notices=notices(end, *told), expected=f"due basis: {each}")


def test_which_agencies_are_told_is_shown_by_agency(spec):
    spec(
        measure=EACH_TOLD,
        by="agency",
        plan_ending_notices=notices("2024-05-01", "2024-05-02", "2024-05-20"),
        expected="Health services: completed basis: 1 of 1 in time; due basis: 1 of 1 in time; "
        "Schools and education: completed basis: 0 of 1 in time; due basis: 0 of 1 in time",
    )


def test_the_days_to_tell_agencies_may_be_agreed(spec):
    agreed = Conventions(plan_end_notice_working_days=6)
    rows = notices("2024-05-01", "2024-05-01", "2024-05-10")
    spec(measure=ALL_TOLD, agreement=agreed, plan_ending_notices=rows, expected="1 of 1")
    spec(
        measure=EACH_TOLD,
        agreement=agreed,
        plan_ending_notices=rows,
        expected="completed basis: 2 of 2 in time",
    )


# Before the 18th birthday (TIM-15)

BEFORE_18 = "review_before_18th_birthday"


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ("2024-01-31", "0 of 1"),
        # Of the birthday in May only the month is kept: from 1 February it may have been in the window.
        ("2024-02-01", "0 of 0, 1 unknown"),
        ("2024-02-28", "0 of 0, 1 unknown"),
        ("2024-02-29", "1 of 1"),
        ("2024-05-01", "1 of 1"),
        ("2024-05-02", "0 of 0, 1 unknown"),
        ("2024-06-01", "0 of 1"),
    ],
)
def test_a_review_before_18_is_known_where_any_day_of_the_month_would_say_the_same(
    spec, review, expected
):
    spec(
        measure=BEFORE_18,
        children="child | birth_month\nA | 2006-05-01\nB |",
        plans="child | start_date\nA | 2023-11-01\nB | 2023-11-01",
        reviews=f"child | review_date\nA | {review}",
        expected=expected,
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-11-01", "2024-05-01", "0 of 1"),
        ("2023-11-01", "2024-04-30", "0 of 0"),
        ("2024-05-02", "", "0 of 0"),
    ],
)
def test_only_a_plan_in_the_month_of_the_birthday_is_asked_for(spec, start, end, expected):
    spec(
        measure=BEFORE_18,
        children="child | birth_month\nA | 2006-05-01",
        plans=f"child | start_date | end_date\nA | {start} | {end}",
        expected=expected,
    )


def test_a_birthday_of_this_month_is_still_open_and_one_before_the_reviews_began_unknown(spec):
    tables = {
        "children": "child | birth_month\nA | 2006-05-01",
        "plans": "child | start_date\nA | 2023-11-01",
    }
    spec(measure=BEFORE_18, extract_date="2024-05-30", expected="0 of 0, 1 still open", **tables)
    spec(measure=BEFORE_18, covers_from="2024-02-02", expected="0 of 0, 1 unknown", **tables)
    spec(measure=BEFORE_18, covers_from="2024-02-01", expected="0 of 1", **tables)


def test_the_months_before_the_birthday_may_be_agreed(spec):
    spec(
        measure=BEFORE_18,
        agreement=Conventions(review_before_18_months=4),
        children="child | birth_month\nA | 2006-05-01",
        plans="child | start_date\nA | 2023-11-01",
        reviews="child | review_date\nA | 2024-01-31",
        expected="1 of 1",
    )


# Nothing recorded for weeks (TIM-17)

QUIET_ON_A_PLAN = "children_on_plans_without_recent_activity"
QUIET_IN_NEED = "children_in_need_without_recent_activity"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"visits": "child | visit_date | kind\nA | 2024-06-02 | need"}, "0 of 1"),
        ({"visits": "child | visit_date | kind\nA | 2024-06-01 | protection"}, "1 of 1"),
        ({"visits": "child | visit_date | kind\nA | 2024-07-01 | protection"}, "1 of 1"),
        ({"reviews": "child | review_date\nA | 2024-06-02"}, "0 of 1"),
        ({"need_plans": "child | start_date\nA | 2024-06-02"}, "0 of 1"),
        ({"referrals": "child | referral_date\nA | 2024-06-02"}, "0 of 1"),
        ({}, "1 of 1"),
    ],
)
def test_a_child_on_a_plan_has_nothing_recorded_for_four_weeks(spec, tables, expected):
    spec(
        measure=QUIET_ON_A_PLAN,
        extract_date="2024-07-05",
        on="2024-06-30",
        plans="child | start_date\nA | 2024-01-10",
        expected=expected,
        **tables,
    )


def test_a_plan_that_has_just_begun_is_not_quiet_nor_one_that_ended_on_the_day(spec):
    plans = "child | start_date | end_date\nA | 2024-06-02 |\nB | 2024-01-10 | 2024-06-30"
    spec(measure=QUIET_ON_A_PLAN, plans=plans, expected="0 of 1")
    agreed = Conventions(open_on_its_last_day=True)
    spec(measure=QUIET_ON_A_PLAN, agreement=agreed, plans=plans, expected="1 of 2")


@pytest.mark.parametrize(("day", "expected"), [("2024-05-19", "0 of 1"), ("2024-05-18", "1 of 1")])
def test_another_child_in_need_has_nothing_recorded_for_six_weeks(spec, day, expected):
    spec(
        measure=QUIET_IN_NEED,
        referrals="child | referral_date\nA | 2024-01-10\nB | 2024-01-10",
        plans="child | start_date\nB | 2024-01-10",
        visits=f"child | visit_date | kind\nA | {day} | need",
        expected=expected,
    )


def test_whether_it_was_quiet_is_unknown_in_the_first_weeks_of_the_visits(spec):
    for first, expected in (("2024-06-02", "1 of 1"), ("2024-06-03", "0 of 0, 1 unknown")):
        spec(
            measure=QUIET_ON_A_PLAN,
            covers_from=first,
            plans="child | start_date\nA | 2024-01-10",
            expected=expected,
        )


def test_the_weeks_without_anything_recorded_may_be_agreed(spec):
    spec(
        measure=QUIET_ON_A_PLAN,
        agreement=Conventions(quiet_weeks_on_a_plan=5),
        plans="child | start_date\nA | 2024-01-10",
        visits="child | visit_date | kind\nA | 2024-06-01 | protection",
        expected="0 of 1",
    )
    spec(
        measure=QUIET_IN_NEED,
        agreement=Conventions(quiet_weeks_in_need=7),
        referrals="child | referral_date\nA | 2024-01-10",
        visits="child | visit_date | kind\nA | 2024-05-18 | need",
        expected="0 of 1",
    )
