"""Child protection plans: how many, for what harm, for how long."""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import Measure, Proportion, Rate, Share, WorkingTogether

_PLAN = WorkingTogether(2023, boxes=("The child protection plan",))
_TWO_YEARS = "two years is 730 days or more, the first and the last day both counted"

MEASURES: tuple[Measure, ...] = (
    Rate(
        id="plans_started_per_10000_children",
        catalogue="CPP-01",
        theme="plans",
        title="Child protection plans started",
        question="How many plans begin?",
        definition=(
            "Child protection plans started in the period, for every 10,000 children aged 0 to 17 "
            "who live here."
        ),
        why_it_matters="Set beside the plans that ended, it shows which way the work is going.",
        source=_PLAN,
        of="children",
        rows="plans",
        counted_on="start_date",
        needs=("plans.start_date",),
        better="context",
        unit="per_10_000",
        comparator="plans_started_rate",
        conventions=("transfers_in_count_as_starts",),
        eligible=pl.col("counts_as_start"),
    ),
    Rate(
        id="plans_ended_per_10000_children",
        catalogue="CPP-01",
        theme="plans",
        title="Child protection plans ended",
        question="How many plans come to an end?",
        definition=(
            "Child protection plans that ended in the period, for every 10,000 children aged 0 to "
            "17 who live here."
        ),
        why_it_matters="Set beside the plans that started, it shows which way the work is going.",
        source=WorkingTogether(2023, boxes=("Discontinuing the child protection plan",)),
        of="children",
        rows="plans",
        counted_on="end_date",
        needs=("plans.end_date",),
        better="context",
        unit="per_10_000",
        comparator="plans_ended_rate",
        eligible=pl.col("end_date").is_not_null(),
    ),
    Share(
        id="plans_by_latest_category",
        catalogue="CPP-02",
        theme="plans",
        title="The harm that plans are for",
        question="From what kinds of harm do plans protect children?",
        definition=(
            "Child protection plans open on the last day of the period by the latest category of "
            "abuse recorded, those without one too."
        ),
        why_it_matters=(
            "Sexual abuse is seldom the category recorded: a very small share is a question to ask."
        ),
        source=WorkingTogether(
            2023, paragraphs=("124",), boxes=("Initial child protection conferences",)
        ),
        of="children",
        rows="plans_open",
        counted_on="day",
        needs=("plans.latest_category", "plans.end_date"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "sex", "ethnicity"),
        comparator="latest_category",
        conventions=("open_on_its_last_day",),
        snapshot=True,
        category="latest_category",
        categories=codes.labels("category_of_abuse") | {NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    Proportion(
        id="plans_open_two_years_or_more",
        catalogue="CPP-03",
        theme="plans",
        title="Plans that have lasted two years or more",
        question="How many children have had a plan for two years?",
        definition=(
            "Child protection plans open on the last day of the period for two years or more, as a "
            f"share of those open; {_TWO_YEARS}."
        ),
        why_it_matters="A plan of two years can mean that nothing has changed for the child.",
        source=_PLAN,
        of="children",
        rows="plans_open",
        counted_on="day",
        needs=("plans.start_date", "plans.end_date"),
        better="lower",
        unit="percent",
        comparator="plans_open_two_years",
        conventions=("two_years_in_days", "open_on_its_last_day"),
        core=True,
        caution="It is about few children: look at the numbers first.",
        snapshot=True,
        met=pl.col("two_years"),
    ),
    Proportion(
        id="plans_ended_after_two_years_or_more",
        catalogue="CPP-03",
        theme="plans",
        title="Plans that ended after two years or more",
        question="How many plans that ended had lasted two years?",
        definition=(
            "Child protection plans that ended in the period after two years or more, as a share "
            f"of those that ended; {_TWO_YEARS}."
        ),
        why_it_matters="It sees the long plans that a count on one day has missed.",
        source=_PLAN,
        of="children",
        rows="plans",
        counted_on="end_date",
        needs=("plans.start_date", "plans.end_date"),
        better="lower",
        unit="percent",
        breakdowns=(),
        comparator="plans_ended_two_years",
        conventions=("two_years_in_days",),
        eligible=pl.col("end_date").is_not_null(),
        unknown=pl.col("end_date") < pl.col("start_date"),
        met=pl.col("two_years"),
    ),
    Proportion(
        id="plans_ended_within_three_months",
        catalogue="CPP-04",
        theme="plans",
        title="Plans that ended within three months",
        question="Do we end plans before a change can show?",
        definition=(
            "Child protection plans that ended in the period at most three months after they "
            "started, as a share of those that ended."
        ),
        why_it_matters="Change that lasts takes time to show.",
        source=WorkingTogether(2023, boxes=("Discontinuing the child protection plan",)),
        of="children",
        rows="plans_ended",
        counted_on="end_date",
        needs=("plans.start_date", "plans.end_date"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        comparator="plans_ended_three_months",
        conventions=("short_plan_months",),
        unknown=pl.col("end_date") < pl.col("start_date"),
        met=pl.col("short"),
    ),
    Proportion(
        id="reviews_with_the_same_chair",
        catalogue="CPP-05",
        theme="plans",
        title="Review conferences with the same chair",
        question="Does the child meet the same chair again?",
        definition=(
            "Review conferences held in the period, counted for each child, that had the chair of "
            "the child's initial conference, as a share of those where both chairs are known."
        ),
        why_it_matters="A family should not have to tell its story again.",
        source=WorkingTogether(
            2023,
            boxes=("Initial child protection conferences", "Child protection review conference"),
        ),
        of="children",
        rows="review_chairs",
        counted_on="meeting_date",
        needs=("attendances.chair", "meeting_children.meeting_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        history=True,
        unknown=pl.col("same_chair").is_null(),
        met=pl.col("same_chair"),
    ),
    Proportion(
        id="unborn_children_with_conference",
        catalogue="CPP-07",
        theme="plans",
        title="Unborn children with a conference before birth",
        question="Do we plan before a birth?",
        definition=(
            "Referrals received in the period of children not yet born that led to a section 47 "
            "enquiry, with a child protection conference held before the birth, as a share of all "
            "such referrals."
        ),
        why_it_matters="A newborn cannot wait for a plan.",
        source=WorkingTogether(2023, boxes=("Initial child protection conferences",)),
        of="children",
        rows="unborn_referrals",
        counted_on="referral_date",
        needs=(
            "children.expected_birth_month",
            "referrals.referral_date",
            "section_47_enquiries.referral",
            "conferences.conference_date",
        ),
        better="context",
        unit="percent",
        breakdowns=(),
        met=pl.col("conference_before_birth"),
    ),
    Proportion(
        id="children_on_plans_visited_on_time",
        catalogue="CPP-08",
        theme="plans",
        title="Children on plans visited on time",
        question="Are children on plans seen as often as agreed?",
        definition=(
            "Children on a child protection plan on the last day of the period who were seen on a "
            "visit in the ten working days before it, as a share of all of them. A child never "
            "visited counts as no. The number of days is local."
        ),
        why_it_matters="A plan is only as good as the eyes on the child.",
        source=WorkingTogether(2023, paragraphs=("166",), boxes=("The child protection plan",)),
        of="children",
        rows="children_on_plans_visited",
        counted_on="day",
        needs=("plans.start_date", "plans.end_date", "visits.visit_date"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=(
            "visit_working_days",
            "open_on_its_last_day",
            "clock_day_zero",
            "due_date_is_in_time",
            "local_closure_days",
            "start_on_non_working_day",
        ),
        snapshot=True,
        history=True,
        unknown=pl.col("untold"),
        met=pl.col("visited"),
    ),
    Proportion(
        id="family_meeting_offered_before_court",
        catalogue="CPP-09",
        theme="plans",
        title="A family meeting offered before court",
        question="Are families offered a meeting to make their own plan before court?",
        definition=(
            "Children for whom the letter before court was sent, or who came into care, in the "
            "period, and whose family was offered a family group decision making meeting by that "
            "day, as a share of all of them. Where a recorded risk made an offer unsafe the child "
            "is left out."
        ),
        why_it_matters="A family may find within itself a safe home for the child.",
        source=WorkingTogether(
            2023, paragraphs=("184", "185"), boxes=("Initiating pre-proceedings",)
        ),
        of="children",
        rows="pre_proceedings",
        counted_on="step_date",
        needs=("pre_proceedings.step_date", "pre_proceedings.offered_date"),
        better="higher",
        unit="percent",
        breakdowns=("ethnicity", "locality"),
        excluded=pl.col("exempt").fill_null(False),
        met=(pl.col("offered_date") <= pl.col("step_date")).fill_null(False),
    ),
)
