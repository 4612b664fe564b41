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
