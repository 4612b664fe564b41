"""Timeliness: is each step taken in time?"""

import polars as pl

from metrics.measure import (
    OF_A_CHILD,
    Clock,
    Measure,
    Proportion,
    Share,
    Timeliness,
    WorkingTogether,
)

_CLOCKS = (
    "clock_day_zero",
    "due_date_is_in_time",
    "local_closure_days",
    "start_on_non_working_day",
)
_ASSESSMENT = WorkingTogether(
    2023, paragraphs=("155",), boxes=("Assessment, support and planning", "Strategy discussion")
)
_CONFERENCE = WorkingTogether(2023, boxes=("Outcome of section 47 enquiries",))
_OF_AN_ASSESSMENT = (*OF_A_CHILD, "referral_source", "primary_need")

MEASURES: tuple[Measure, ...] = (
    Timeliness(
        id="assessment_within_45_working_days_of_referral",
        catalogue="TIM-03",
        theme="timeliness",
        title="Assessments finished within 45 working days of referral",
        question="Do families know the outcome of an assessment within nine weeks?",
        definition=(
            "Assessments that a manager authorised within 45 working days of the referral, as a "
            "share of those finished in the period (or, on the due basis, due in it). A later "
            "assessment of a child already open is timed from its own start."
        ),
        why_it_matters="Until the assessment is finished a family does not know what help will come.",
        source=_ASSESSMENT,
        of="children",
        rows="assessments",
        needs=("assessments.authorised_date", "assessments.referral", "referrals.referral_date"),
        better="higher",
        unit="percent",
        breakdowns=_OF_AN_ASSESSMENT,
        conventions=("assessment_working_days", *_CLOCKS),
        core=True,
        caution="A very short assessment is not a better one: look at the days taken as well.",
        within="assessment_within_45_working_days_of_its_start",
        clock=Clock("clock_start", "authorised_date", "assessment_working_days"),
        excluded=pl.col("abandoned"),
        unknown=pl.col("out_of_order"),
    ),
    Timeliness(
        id="assessment_within_45_working_days_of_its_start",
        catalogue="TIM-03",
        theme="timeliness",
        title="Assessments finished within 45 working days of their start",
        question="And if the clock starts when the assessment does?",
        definition=(
            "The same, timed from the recorded start of the assessment, which may be later than "
            "the referral. The Department for Education's figures are compared with this line."
        ),
        why_it_matters="The gap between the two lines is time that a family waited before anyone began.",
        source=_ASSESSMENT,
        of="children",
        rows="assessments",
        needs=("assessments.start_date", "assessments.authorised_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        comparator="assessments_45",
        conventions=("assessment_working_days", *_CLOCKS),
        clock=Clock("start_date", "authorised_date", "assessment_working_days"),
        excluded=pl.col("abandoned"),
    ),
    Share(
        id="assessment_days_in_bands",
        catalogue="TIM-03",
        theme="timeliness",
        title="Working days from referral to the end of the assessment",
        question="How long do assessments take?",
        definition=(
            "Assessments finished in the period by the working days they took from the referral; "
            "the limit is day 45."
        ),
        why_it_matters="Work that gathers at the limit is work done to the limit.",
        source=_ASSESSMENT,
        of="children",
        rows="assessments",
        counted_on="authorised_date",
        needs=("assessments.authorised_date", "assessments.referral", "referrals.referral_date"),
        better="context",
        unit="percent",
        breakdowns=(),
        conventions=("local_closure_days",),
        category="days_band",
        categories={
            "0": "The same day",
            "1_to_10": "1 to 10 days",
            "11_to_20": "11 to 20 days",
            "21_to_30": "21 to 30 days",
            "31_to_40": "31 to 40 days",
            "41_to_45": "41 to 45 days",
            "46_to_50": "46 to 50 days",
            "51_to_60": "51 to 60 days",
            "61_and_over": "61 days or more",
        },
        part_of=(
            "assessment_within_45_working_days_of_referral",
            ("0", "1_to_10", "11_to_20", "21_to_30", "31_to_40", "41_to_45"),
        ),
        eligible=pl.col("working_days").is_not_null()
        & ~pl.col("out_of_order")
        & (pl.col("authorised_date") <= pl.col("known_to")),
    ),
    Timeliness(
        id="icpc_within_15_working_days",
        catalogue="TIM-05",
        theme="timeliness",
        title="Child protection conferences held within 15 working days",
        question="When harm is likely, is the conference held within three weeks?",
        definition=(
            "Initial child protection conferences held within 15 working days of the strategy "
            "discussion that began the enquiry, as a share of those held in the period (or, on "
            "the due basis, due in it). Children who moved here on a plan are counted apart."
        ),
        why_it_matters=(
            "Until the conference meets, no plan of all the agencies protects a child whom they "
            "already believe to be at risk of significant harm."
        ),
        source=_CONFERENCE,
        of="children",
        rows="conferences_due",
        needs=(
            "section_47_enquiries.start_date",
            "section_47_enquiries.conference_not_required",
            "conferences.conference_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=_OF_AN_ASSESSMENT,
        comparator="conferences_15",
        conventions=("conference_working_days", *_CLOCKS),
        core=True,
        clock=Clock("start_date", "conference_date", "conference_working_days"),
        excluded=pl.col("not_required") | pl.col("superseded"),
        unknown=pl.col("undecided"),
    ),
    Share(
        id="icpc_days_in_bands",
        catalogue="TIM-05",
        theme="timeliness",
        title="Working days from strategy discussion to conference",
        question="How long do children wait for the conference?",
        definition=(
            "Initial child protection conferences held in the period by the working days since "
            "the strategy discussion; the limit is day 15."
        ),
        why_it_matters="Most conferences are held on the last days allowed: a small delay makes many late.",
        source=_CONFERENCE,
        of="children",
        rows="conferences_due",
        counted_on="conference_date",
        needs=("section_47_enquiries.start_date", "conferences.conference_date"),
        better="context",
        unit="percent",
        breakdowns=(),
        comparator="conference_bands",
        conventions=("local_closure_days",),
        category="days_band",
        categories={
            "0-10": "Up to 10 days",
            "11-15": "11 to 15 days",
            "16-20": "16 to 20 days",
            "21+": "21 days or more",
        },
        part_of=("icpc_within_15_working_days", ("0-10", "11-15")),
        eligible=pl.col("working_days").is_not_null()
        & (pl.col("conference_date") <= pl.col("known_to")),
    ),
    Proportion(
        id="plans_reviewed_on_time",
        catalogue="TIM-08",
        theme="timeliness",
        title="Child protection plans with every review on time",
        question="Are plans reviewed when they should be?",
        definition=(
            "Children on a plan for at least three months on the last day of the period whose "
            "every review was on time: the first within three months, each later one within six "
            "months of the one before. One late or missed review and the plan does not count."
        ),
        why_it_matters="A plan that is not reviewed can drift while a child stays at risk.",
        source=WorkingTogether(
            2023, boxes=("The child protection plan", "Child protection review conference")
        ),
        of="children",
        rows="plans_to_review",
        counted_on="day",
        needs=("plans.start_date", "plans.end_date", "reviews.review_date"),
        better="higher",
        unit="percent",
        comparator="plans_reviewed",
        conventions=(
            "review_rule",
            "first_review_months",
            "later_review_months",
            "first_review_days",
            "later_review_days",
            "next_review_from",
            "open_on_its_last_day",
        ),
        core=True,
        snapshot=True,
        met=pl.col("reviewed_in_time"),
    ),
    Timeliness(
        id="transfer_in_conference_within_15_working_days",
        catalogue="TIM-12",
        theme="timeliness",
        title="Conferences for children who moved here on a plan, within 15 working days",
        question="When a child on a plan moves here, do we take over in time?",
        definition=(
            "Conferences for children who moved here on a plan, held within 15 working days of "
            "the day we were told, as a share of those held in the period. Those not yet held are "
            "not in the census."
        ),
        why_it_matters="A child who moves must not fall between two areas.",
        source=WorkingTogether(2023, boxes=("Discontinuing the child protection plan",)),
        of="children",
        rows="conferences",
        needs=("conferences.notification_date", "conferences.conference_date"),
        better="higher",
        unit="percent",
        conventions=("conference_working_days", *_CLOCKS),
        eligible=pl.col("transfer_in"),
        clock=Clock("notification_date", "conference_date", "conference_working_days"),
        bases=("completed",),
    ),
)
