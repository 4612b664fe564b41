"""What partners agree changes the measures that say so, and no others."""

import datetime as dt
from dataclasses import fields, replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from data.agreement import Conventions
from metrics.catalogue import CONVENTIONS, OF_EVERY_MEASURE
from metrics.evaluate import judged
from metrics.journeys import Journeys
from metrics.measure import Duration, Measure, Ratio, Share
from metrics.measures import MEASURES
from tests.measures.invented import LAST, partnership
from tests.measures.specification import DEFAULT, MEASURE, journeys_of

CLOSED = tuple(
    dt.date(year, month, day)
    for year in range(2020, 2025)
    for month in range(1, 13)
    for day in range(3, 29, 3)
)
OTHERWISE: dict[str, tuple[Any, Conventions]] = {
    "clock_day_zero": ("day_before", DEFAULT),
    "due_date_is_in_time": (False, DEFAULT),
    "local_closure_days": (CLOSED, DEFAULT),
    # With our own limits no day by which something is due moves past the last known day, or a quarter's end.
    "start_on_non_working_day": (
        "next_working_day",
        Conventions(feedback_working_days=5, visit_working_days=9),
    ),
    "assessment_working_days": (30, DEFAULT),
    "conference_working_days": (9, DEFAULT),
    "review_rule": ("days", DEFAULT),
    "first_review_months": (2, DEFAULT),
    "later_review_months": (5, DEFAULT),
    "first_review_days": (80, Conventions(review_rule="days")),
    "later_review_days": (150, Conventions(review_rule="days")),
    "next_review_from": ("due", DEFAULT),
    "two_years_in_days": (729, DEFAULT),
    "merge_reopened_within_days": (2, DEFAULT),
    "re_referral_months": (6, DEFAULT),
    "repeat_plan_months": (3, DEFAULT),
    "count_those_over_18": (False, DEFAULT),
    "open_on_its_last_day": (True, DEFAULT),
    "transfers_in_count_as_starts": (False, DEFAULT),
    # Care.
    "decision_working_days": (3, DEFAULT),
    "core_group_working_days": (3, DEFAULT),
    "contact_to_referral_working_days": (4, DEFAULT),
    "feedback_working_days": (1, DEFAULT),
    "strategy_discussion_working_days": (3, DEFAULT),
    "child_seen_working_days": (2, DEFAULT),
    "child_seen_enquiry_working_days": (4, DEFAULT),
    "enquiry_working_days": (4, DEFAULT),
    "plan_end_notice_working_days": (2, DEFAULT),
    "information_sent_working_days": (2, DEFAULT),
    "visit_working_days": (40, DEFAULT),
    "consent_working_days": (5, DEFAULT),
    "review_before_18_months": (12, DEFAULT),
    "quiet_weeks_on_a_plan": (20, DEFAULT),
    "quiet_weeks_in_need": (20, DEFAULT),
    "early_help_follow_up_months": (3, DEFAULT),
    "repeat_enquiry_months": (3, DEFAULT),
    "short_plan_months": (12, DEFAULT),
    "homelessness_days": (10, DEFAULT),
    "seen_alone_from_age": (12, DEFAULT),
    "participation_from_age": (12, DEFAULT),
    "advocacy_from_age": (12, DEFAULT),
    # Meetings.
    "report_working_days_before_first_conference": (1, DEFAULT),
    "report_working_days_before_review": (1, DEFAULT),
    "quorum_other_agencies": (1, DEFAULT),
    # Schools.
    "education_status_on": ("any_time_in_term", DEFAULT),
    "part_time_weeks": (30, DEFAULT),
    "governors_told_within_months": (1, DEFAULT),
    "lead_trained_within_months": (6, DEFAULT),
    # Harm.
    "school_starts_at_minutes": (660, DEFAULT),
    "return_conversation_hours": (24, DEFAULT),
    # Business.
    "incident_notification_working_days": (2, DEFAULT),
    "rapid_review_clock_start": ("incident", DEFAULT),
    "rapid_review_working_days": (4, DEFAULT),
    "practice_review_months": (2, DEFAULT),
    "review_sent_working_days_before": (2, DEFAULT),
    "death_notification_working_days": (2, DEFAULT),
    "allegation_working_days": (3, DEFAULT),
    "information_request_working_days": (4, DEFAULT),
    "agreement_review_months": (6, DEFAULT),
    "complete_return_percent": (50, DEFAULT),
    "contact_to_referral_days": (3, DEFAULT),
    "referral_to_assessment_days": (5, DEFAULT),
    "assessment_to_enquiry_days": (5, DEFAULT),
    "enquiry_to_conference_days": (15, DEFAULT),
    "conference_to_plan_days": (1, DEFAULT),
    "plan_to_looked_after_days": (30, DEFAULT),
}
"""Each convention with another value, and the agreement in which it matters."""


@cache
def journeys_under(conventions: Conventions) -> Journeys:
    return journeys_of(partnership(returns=400), LAST, conventions)


def said(measure: Measure, conventions: Conventions) -> pl.DataFrame:
    """What is judged of each row, and what it adds."""
    rows = judged(measure, journeys_under(conventions))
    more: list[pl.Expr] = []
    if isinstance(measure, Share):
        category = pl.col(measure.category)
        more = [category.list.sort().list.join(" ") if measure.several else category]
    elif isinstance(measure, Duration):
        more = [measure.took.alias("took")]
    elif isinstance(measure, Ratio):
        more = [measure.top.alias("top"), measure.bottom.alias("bottom")]
    if "social_care_status" in measure.breakdowns:
        more.append(pl.col("social_care_status"))
    return rows.select("row", "state", "due_date", *more).sort(pl.all())


def test_every_convention_is_tried_here():
    assert set(OTHERWISE) == set(CONVENTIONS)
    assert {name.name for name in fields(Conventions)} == {*OTHERWISE, "events_in_a_usual_month"}


def names(measure: Measure, convention: str) -> bool:
    """Whether a measure names a convention, or it is of every measure and somebody here is of that age."""
    if convention in OF_EVERY_MEASURE:
        rows = judged(measure, journeys_under(DEFAULT))
        return bool((rows["age_years"] >= 18).any())
    return convention in measure.conventions


@pytest.mark.parametrize("convention", OTHERWISE)
def test_a_convention_changes_the_measures_that_name_it_and_no_others(convention: str):
    value, agreed = OTHERWISE[convention]
    other = replace(agreed, **{convention: value})
    changed = {
        measure.id for measure in MEASURES if not said(measure, agreed).equals(said(measure, other))
    }
    naming = {measure.id for measure in MEASURES if names(measure, convention)}
    assert changed == naming


def test_what_is_met_within_another_measure_is_met_there_too():
    for measure in MEASURES:
        if measure.within is None:
            continue
        met = [
            set(rows.filter(pl.col("state") == "met")["row"])
            for rows in (
                judged(one, journeys_under(DEFAULT)) for one in (measure, MEASURE[measure.within])
            )
        ]
        assert met[0] <= met[1], measure.id


def test_the_bands_within_the_limit_hold_just_those_who_were_in_time():
    for measure in MEASURES:
        if not isinstance(measure, Share) or measure.part_of is None:
            continue
        outer, codes = measure.part_of
        timed = judged(MEASURE[outer], journeys_under(DEFAULT))
        banded = judged(measure, journeys_under(DEFAULT))
        in_time = set(timed.filter(pl.col("state") == "met")["row"])
        assert set(banded.filter(pl.col(measure.category).is_in(codes))["row"]) == in_time, (
            measure.id
        )
