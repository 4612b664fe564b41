"""Demand: who is referred, who is assessed, whose safety is enquired into."""

import polars as pl

from data import codes
from metrics.measure import OF_A_CHILD, Measure, Proportion, Rate, Share, WorkingTogether

OF_A_REFERRAL = (*OF_A_CHILD, "referral_source", "primary_need")

_REFERRAL_FIELDS = (
    "referrals.referral_date",
    "referrals.no_further_action",
    "referrals.closure_date",
)
_NEW = ~pl.col("open_already")
_NOT_IN_NEED = (
    pl.col("closed_not_in_need") & ~pl.col("nfa") & pl.col("assessed") & ~pl.col("protected_later")
)
_NOT_IN_NEED_FIELDS = (
    *_REFERRAL_FIELDS,
    "referrals.closure_reason",
    "assessments.referral",
    "section_47_enquiries.referral",
    "plans.referral",
)

MEASURES: tuple[Measure, ...] = (
    Rate(
        id="referrals_per_10000_children",
        catalogue="DEM-01",
        theme="demand",
        title="Referrals to children's social care",
        question="How many requests for help reach children's social care?",
        definition=(
            "Referrals received in the period, for every 10,000 children aged 0 to 17 who live "
            "here. Each child of a family is a referral. A new request for a child whose earlier "
            "referral is still open is not counted."
        ),
        why_it_matters=(
            "It is the front door. Every later step is a share of the children who come through it."
        ),
        source=WorkingTogether(2023, paragraphs=("116", "117", "149", "150")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=("referrals.referral_date",),
        better="context",
        unit="per_10_000",
        breakdowns=OF_A_REFERRAL,
        comparator="referrals_rate",
        conventions=("merge_reopened_within_days",),
        core=True,
        eligible=_NEW,
    ),
    Proportion(
        id="referrals_with_no_further_action",
        catalogue="DEM-03",
        theme="demand",
        title="Referrals that ended in no further action",
        question="How many referrals end without an assessment or a service?",
        definition=(
            "Referrals received in the period that ended in no further action, as a share of all "
            "referrals received in it. Those with no decision recorded are left out, and counted "
            "beside it."
        ),
        why_it_matters=(
            "Agencies learn from it whether the concerns they bring are the ones that need social care."
        ),
        source=WorkingTogether(2023, paragraphs=("64", "151", "153")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=("referrals.no_further_action",),
        better="context",
        unit="percent",
        breakdowns=OF_A_REFERRAL,
        comparator="referrals_no_further_action",
        conventions=("merge_reopened_within_days",),
        core=True,
        eligible=_NEW,
        pending=pl.col("no_further_action").is_null(),
        met=pl.col("nfa"),
    ),
    Proportion(
        id="assessed_and_not_in_need",
        catalogue="DEM-05",
        theme="demand",
        title="Referrals assessed where the child was not in need",
        question="How often does a family go through an assessment that finds the child not in need?",
        definition=(
            "Referrals received in the period that were assessed and then closed, with no further "
            "action or with a referral to early help, and no enquiry or plan in between; as a "
            "share of all referrals received in it, those still open included, as the Department "
            "for Education counts."
        ),
        why_it_matters=(
            "An assessment is an intrusion. By group it is a first test of whether some families "
            "are referred who need not be."
        ),
        source=WorkingTogether(2023, paragraphs=("117", "151", "157")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=_NOT_IN_NEED_FIELDS,
        better="lower",
        unit="percent",
        settles_in_months=6,
        breakdowns=OF_A_REFERRAL,
        comparator="assessed_not_in_need",
        conventions=("merge_reopened_within_days",),
        core=True,
        caution=(
            "The newest six months are not on the chart: assessments that are still open count as "
            "no, so they would look low."
        ),
        eligible=_NEW,
        met=_NOT_IN_NEED,
    ),
    Proportion(
        id="assessed_and_not_in_need_of_those_decided",
        catalogue="DEM-05",
        theme="demand",
        title="Assessed and not in need, of referrals no longer open",
        question="And if the referrals that are still open are left out?",
        definition=(
            "The same, as a share of the referrals received in the period that are no longer open."
        ),
        why_it_matters="It does not make the newest months look better than they are.",
        source=WorkingTogether(2023, paragraphs=("117", "151", "157")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=_NOT_IN_NEED_FIELDS,
        better="lower",
        unit="percent",
        settles_in_months=6,
        breakdowns=(),
        conventions=("merge_reopened_within_days",),
        eligible=_NEW,
        pending=pl.col("still_open"),
        met=_NOT_IN_NEED,
    ),
    Proportion(
        id="assessed_and_closed_with_no_further_action",
        catalogue="DEM-05",
        theme="demand",
        title="Assessed, then closed with no further action",
        question="How many of them left with nothing?",
        definition=(
            "Referrals received in the period that were assessed and closed with no further action "
            "(reason RC8), as a share of all referrals received in it."
        ),
        why_it_matters="It sets those who left with nothing apart from those who were sent on to help.",
        source=WorkingTogether(2023, paragraphs=("117", "151", "157")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=_NOT_IN_NEED_FIELDS,
        better="context",
        unit="percent",
        settles_in_months=6,
        breakdowns=(),
        conventions=("merge_reopened_within_days",),
        within="assessed_and_not_in_need",
        eligible=_NEW,
        met=_NOT_IN_NEED & (pl.col("closure_reason") == "RC8").fill_null(False),
    ),
    Proportion(
        id="assessed_and_referred_to_early_help",
        catalogue="DEM-05",
        theme="demand",
        title="Assessed, then referred to early help",
        question="How many of them were sent on to early help?",
        definition=(
            "Referrals received in the period that were assessed and closed with a referral to "
            "early help (reason RC9, from April 2022), as a share of all referrals received in it."
        ),
        why_it_matters="Early help is help: these children were not found to need nothing.",
        source=WorkingTogether(2023, paragraphs=("117", "151", "157")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=_NOT_IN_NEED_FIELDS,
        better="context",
        unit="percent",
        settles_in_months=6,
        breakdowns=(),
        conventions=("merge_reopened_within_days",),
        within="assessed_and_not_in_need",
        eligible=_NEW,
        met=_NOT_IN_NEED & (pl.col("closure_reason") == "RC9").fill_null(False),
    ),
    Share(
        id="factors_at_end_of_assessment",
        catalogue="DEM-12",
        theme="demand",
        title="Factors identified at the end of assessment",
        question="What harms and pressures do assessments find?",
        definition=(
            "Children's episodes assessed in the period in which a factor was recorded, as a share "
            "of those in which any factor was recorded. A child can have several factors. It tells "
            "what was recorded, not how common something is."
        ),
        why_it_matters="It shows what the partners' priorities should answer to.",
        source=WorkingTogether(2023, paragraphs=("124", "155")),
        of="children",
        rows="assessed_episodes",
        counted_on="authorised_date",
        needs=("assessments.authorised_date", "assessment_factors.factor"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "sex", "ethnicity"),
        comparator="factors",
        core=True,
        category="factors",
        categories=codes.labels("factor"),
        several=True,
        eligible=pl.col("factors").list.len() > 0,
    ),
    Rate(
        id="section_47_enquiries_per_10000_children",
        catalogue="DEM-06",
        theme="demand",
        title="Section 47 enquiries started",
        question="How often do we enquire whether a child is suffering significant harm?",
        definition=(
            "Enquiries under section 47 of the Children Act 1989 that started in the period, for "
            "every 10,000 children aged 0 to 17 who live here. A child may have several."
        ),
        why_it_matters="It is the point at which police, health and social care must act as one.",
        source=WorkingTogether(
            2023, paragraphs=("153",), boxes=("Initiating section 47 enquiries",)
        ),
        of="children",
        rows="enquiries",
        counted_on="start_date",
        needs=("section_47_enquiries.start_date",),
        better="context",
        unit="per_10_000",
        breakdowns=OF_A_REFERRAL,
        comparator="section_47_rate",
        core=True,
    ),
    Proportion(
        id="section_47_enquiries_with_conference",
        catalogue="DEM-08",
        theme="demand",
        title="Section 47 enquiries that led to a conference",
        question="Of the enquiries we start, how many lead to a child protection conference?",
        definition=(
            "Section 47 enquiries started in the period that led to an initial child protection "
            "conference, as a share of those whose outcome is known: the conference was held, or "
            "was not required."
        ),
        why_it_matters=(
            "A change tells of a change in the threshold that police, health and social care apply."
        ),
        source=WorkingTogether(2023, boxes=("Outcome of section 47 enquiries",)),
        of="children",
        rows="enquiries",
        counted_on="start_date",
        needs=(
            "section_47_enquiries.conference_not_required",
            "conferences.conference_date",
        ),
        better="context",
        unit="percent",
        breakdowns=OF_A_REFERRAL,
        core=True,
        settles_in_months=2,
        caution="A very low share can mean that families are investigated who need not be.",
        excluded=pl.col("superseded"),
        unknown=pl.col("conference_not_required").is_null() & pl.col("conference_date").is_null(),
        pending=pl.col("conference_date").is_null() & ~pl.col("conference_not_required"),
        met=pl.col("conference_date").is_not_null(),
    ),
    Proportion(
        id="conferences_with_plan",
        catalogue="DEM-09",
        theme="demand",
        title="Conferences that led to a child protection plan",
        question="How often does a conference decide on a plan?",
        definition=(
            "Initial child protection conferences held in the period with a child protection plan "
            "that starts on the same day, as a share of those held. Conferences for children who "
            "moved here on a plan are left out."
        ),
        why_it_matters="It shows whether the partners bring the right children to a conference.",
        source=WorkingTogether(2023, boxes=("Initial child protection conferences",)),
        of="children",
        rows="conferences",
        counted_on="conference_date",
        needs=("conferences.conference_date", "plans.start_date"),
        better="context",
        unit="percent",
        breakdowns=OF_A_REFERRAL,
        eligible=~pl.col("transfer_in"),
        met=pl.col("plan_started"),
    ),
    Rate(
        id="children_in_need_per_10000_children",
        catalogue="DEM-10",
        theme="demand",
        title="Children in need",
        question="How many children do we support under the Children Act today?",
        definition=(
            "Children with an open episode of need on the last day of the period, for every "
            "10,000 children aged 0 to 17 who live here. Children on protection plans and looked "
            "after children are among them."
        ),
        why_it_matters="It is the number of children for whom agencies must work together today.",
        source=WorkingTogether(2023, paragraphs=("138", "177")),
        of="children",
        rows="children_in_need",
        counted_on="day",
        needs=("referrals.referral_date", "referrals.closure_date"),
        better="context",
        unit="per_10_000",
        breakdowns=OF_A_REFERRAL,
        comparator="children_in_need_rate",
        conventions=("open_on_its_last_day",),
        snapshot=True,
    ),
    Rate(
        id="children_on_plans_per_10000_children",
        catalogue="DEM-11",
        theme="demand",
        title="Children on child protection plans",
        question="How many children have a protection plan today?",
        definition=(
            "Children with an open child protection plan on the last day of the period, for every "
            "10,000 children aged 0 to 17 who live here."
        ),
        why_it_matters="These are the children whom the partners believe to be at most risk.",
        source=WorkingTogether(2023, boxes=("The child protection plan",)),
        of="children",
        rows="children_on_plans",
        counted_on="day",
        needs=("plans.start_date", "plans.end_date"),
        better="context",
        unit="per_10_000",
        breakdowns=OF_A_CHILD,
        comparator="plans_open_rate",
        conventions=("open_on_its_last_day",),
        core=True,
        snapshot=True,
    ),
)
