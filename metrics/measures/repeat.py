"""Repeat activity: do children come back?"""

import polars as pl

from metrics.measure import OF_A_CHILD, Measure, Proportion, WorkingTogether

_PLAN_AGAIN = WorkingTogether(2023, paragraphs=("181",), boxes=("The child protection plan",))

MEASURES: tuple[Measure, ...] = (
    Proportion(
        id="re_referrals_within_12_months",
        catalogue="REP-01",
        theme="repeat",
        title="Children referred again within 12 months",
        question="Do families come back within a year?",
        definition=(
            "Referrals received in the period for a child who had another referral in the 12 "
            "months before, as a share of all referrals received in it."
        ),
        why_it_matters="A family who must come back may not have had the right help the first time.",
        source=WorkingTogether(2023, paragraphs=("151", "174", "181")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=("referrals.referral_date",),
        better="lower",
        unit="percent",
        breakdowns=(*OF_A_CHILD, "referral_source", "primary_need"),
        comparator="re_referrals",
        conventions=("re_referral_months", "merge_reopened_within_days"),
        core=True,
        caution="It also rises when families come forward sooner, or recording improves.",
        history=True,
        eligible=~pl.col("open_already"),
        unknown=~pl.col("history_known"),
        met=pl.col("re_referral"),
    ),
    Proportion(
        id="repeat_plans_ever",
        catalogue="REP-03",
        theme="repeat",
        title="Child protection plans that were not the child's first",
        question="How many plans are a second or later one?",
        definition=(
            "Child protection plans started in the period for a child who had one before in the "
            "same area, however long ago, as a share of plans started."
        ),
        why_it_matters="It shows over years whether protection lasts.",
        source=_PLAN_AGAIN,
        of="children",
        rows="plans",
        counted_on="start_date",
        needs=("plans.start_date", "plans.previous_plans"),
        better="lower",
        unit="percent",
        comparator="repeat_plans",
        conventions=("transfers_in_count_as_starts",),
        core=True,
        caution="Plans in other areas are not in these extracts.",
        eligible=pl.col("counts_as_start"),
        unknown=pl.col("repeat").is_null(),
        met=pl.col("repeat"),
    ),
    Proportion(
        id="repeat_plans_within_24_months",
        catalogue="REP-04",
        theme="repeat",
        title="Child protection plans that came back within two years",
        question="Did a child need a plan again soon after one ended?",
        definition=(
            "Child protection plans started in the period for a child whose last plan ended at "
            "most 24 months before, as a share of plans started. Where an earlier plan is known "
            "of but its dates were not loaded, the plan is counted as not known."
        ),
        why_it_matters="It speaks of recent work, where 'ever' speaks of many years.",
        source=_PLAN_AGAIN,
        of="children",
        rows="plans",
        counted_on="start_date",
        needs=("plans.start_date", "plans.end_date", "plans.previous_plans"),
        better="lower",
        unit="percent",
        conventions=("repeat_plan_months", "transfers_in_count_as_starts"),
        core=True,
        within="repeat_plans_ever",
        history=True,
        eligible=pl.col("counts_as_start"),
        unknown=pl.col("repeat_soon").is_null(),
        met=pl.col("repeat_soon"),
    ),
    Proportion(
        id="stepped_down_then_referred_within_12_months",
        catalogue="REP-02",
        theme="repeat",
        title="Referred again within a year of stepping down to early help",
        question="Does it hold when a child moves from social care to early help?",
        definition=(
            "Children who came to early help in the period from a social care plan that had just "
            "ended and who were referred to social care again, that day or within 12 months, as a "
            "share of all who came so. Those of the last 12 months are too recent to say and are "
            "left out."
        ),
        why_it_matters="A step down that comes too soon is a step back later.",
        source=WorkingTogether(2023, paragraphs=("134", "137")),
        of="children",
        rows="step_downs",
        counted_on="request_date",
        needs=(
            "early_help_records.request_date",
            "early_help_records.stepped_down",
            "referrals.referral_date",
        ),
        better="lower",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "agency"),
        conventions=("early_help_follow_up_months",),
        unknown=pl.col("not_followed"),
        too_recent=pl.col("too_recent"),
        met=pl.col("referred"),
    ),
    Proportion(
        id="repeat_enquiries_within_12_months",
        catalogue="REP-05",
        theme="repeat",
        title="Section 47 enquiries repeated within 12 months",
        question="Is the same child enquired into again and again?",
        definition=(
            "Section 47 enquiries that started in the period about a child with another one that "
            "started in the 12 months before, as a share of all that started in it."
        ),
        why_it_matters="A second enquiry asks what the first one changed.",
        source=WorkingTogether(2023, boxes=("Initiating section 47 enquiries",)),
        of="children",
        rows="enquiries_and_earlier",
        counted_on="start_date",
        needs=("section_47_enquiries.start_date",),
        better="lower",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=("repeat_enquiry_months",),
        caution="New danger needs a new enquiry: fewer is not always safer.",
        history=True,
        unknown=pl.col("repeat").is_null(),
        met=pl.col("repeat"),
    ),
)
