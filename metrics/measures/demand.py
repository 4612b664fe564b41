"""Demand: who is referred, who is assessed, whose safety is enquired into."""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import (
    OF_A_CHILD,
    Clock,
    Duration,
    Measure,
    Proportion,
    Rate,
    Share,
    Timeliness,
    WorkingTogether,
)

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
_CLOCKS = (
    "clock_day_zero",
    "due_date_is_in_time",
    "local_closure_days",
    "start_on_non_working_day",
)
_IMMEDIATE = WorkingTogether(2023, boxes=("Immediate protection",))
_THE_OTHERS = "What happened to one child may be happening to a brother or sister."
_WITH_OTHERS = (pl.col("other_children") > 0).fill_null(True)
# What is not written down was not done.
_ALL_CONSIDERED = pl.col("other_children_considered").fill_null(0) >= pl.col("other_children")

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
        settles_in_months=12,
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
    Share(
        id="enquiries_by_outcome",
        catalogue="DEM-07",
        theme="demand",
        title="How section 47 enquiries ended",
        question="What do enquiries find?",
        definition=(
            "Section 47 enquiries that ended in the period by what they found, those where it is "
            "not recorded too. Enquiries still open are not counted."
        ),
        why_it_matters="Where most find nothing, families may be put through them too soon.",
        source=WorkingTogether(2023, boxes=("Outcome of section 47 enquiries",)),
        of="children",
        rows="enquiries_and_endings",
        counted_on="end_date",
        needs=("enquiry_endings.end_date", "enquiry_endings.outcome"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "primary_need", "referral_source"),
        category="outcome",
        categories=codes.labels("enquiry_outcome") | {NOT_RECORDED: NOT_RECORDED_LABEL},
        eligible=pl.col("end_date").is_not_null(),
    ),
    Share(
        id="open_enquiries_by_age",
        catalogue="DEM-07",
        theme="demand",
        title="Open section 47 enquiries by how long they have been open",
        question="How long have open enquiries been going on?",
        definition=(
            "Section 47 enquiries open on the last day of the period by the working days since "
            "they started."
        ),
        why_it_matters="A family under enquiry for weeks lives in fear, and a child may not be safe.",
        source=WorkingTogether(2023, boxes=("Outcome of section 47 enquiries",)),
        of="children",
        rows="enquiries_open",
        counted_on="day",
        needs=("section_47_enquiries.start_date", "enquiry_endings.end_date"),
        better="context",
        unit="percent",
        breakdowns=(),
        conventions=("local_closure_days", "open_on_its_last_day"),
        snapshot=True,
        category="open_band",
        categories={
            "0_to_15": "Up to 15 days",
            "16_to_30": "16 to 30 days",
            "31_and_over": "31 days or more",
        },
    ),
    Rate(
        id="immediate_protections_per_10000_children",
        catalogue="DEM-13",
        theme="demand",
        title="Children protected at once",
        question="How often are children taken into safety without planning?",
        definition=(
            "Uses of police protection, and emergency protection orders granted, in the period, "
            "for every 10,000 children aged 0 to 17 who live here."
        ),
        why_it_matters="Each one is a crisis that nobody saw coming in time.",
        source=WorkingTogether(2023, paragraphs=("154", "248"), boxes=("Immediate protection",)),
        of="children",
        rows="immediate_protections",
        counted_on="started_date",
        needs=("immediate_protections.started_at",),
        better="lower",
        unit="per_10_000",
        breakdowns=("age_band", "sex", "ethnicity", "locality"),
        caution="A child in danger must be protected at once: fewer is not better if children are left.",
    ),
    Share(
        id="immediate_protections_by_kind",
        catalogue="DEM-13",
        theme="demand",
        title="Police protection and emergency protection orders",
        question="Who decided: the police, or a court?",
        definition=(
            "Children protected at once in the period by police protection or by an emergency "
            "protection order, as shares of both together."
        ),
        why_it_matters="Wherever there is time, a court should decide to take a child from a parent.",
        source=WorkingTogether(2023, paragraphs=("154", "248"), boxes=("Immediate protection",)),
        of="children",
        rows="immediate_protections",
        counted_on="started_date",
        needs=("immediate_protections.started_at", "immediate_protections.kind"),
        better="context",
        unit="percent",
        breakdowns=(),
        category="kind",
        categories=codes.labels("protection_kind"),
    ),
    Timeliness(
        id="strategy_discussion_after_police_protection",
        catalogue="DEM-13",
        theme="demand",
        title="Strategy discussions within one working day of police protection",
        question="When the police act alone, do the agencies talk soon after?",
        definition=(
            "Uses of police protection followed by a strategy discussion on the day or the working "
            "day after, as a share of those with a discussion in the period (or, on the due basis, "
            "due in it). The guidance says as soon as possible; the limit is local."
        ),
        why_it_matters="Police protection lasts 72 hours at most: what comes next must be agreed in them.",
        source=WorkingTogether(
            2023, paragraphs=("154", "248"), boxes=("Immediate protection", "Strategy discussion")
        ),
        of="children",
        rows="immediate_protections",
        needs=(
            "immediate_protections.started_at",
            "immediate_protections.kind",
            "immediate_protections.discussion_at",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("strategy_discussion_working_days", *_CLOCKS),
        eligible=pl.col("kind") == "police_protection",
        clock=Clock("started_date", "discussion_date", "strategy_discussion_working_days"),
    ),
    Duration(
        id="hours_from_police_protection_to_discussion",
        catalogue="DEM-13",
        theme="demand",
        title="Hours from police protection to the strategy discussion",
        question="How soon do the agencies talk?",
        definition=(
            "Hours from the start of police protection to the strategy discussion, of those that "
            "began in the period and where the times of day are known."
        ),
        why_it_matters="Police protection lasts 72 hours at most: what comes next must be agreed in them.",
        source=WorkingTogether(
            2023, paragraphs=("154", "248"), boxes=("Immediate protection", "Strategy discussion")
        ),
        of="children",
        rows="immediate_protections",
        counted_on="started_date",
        needs=(
            "immediate_protections.started_at",
            "immediate_protections.kind",
            "immediate_protections.discussion_at",
        ),
        better="lower",
        unit="hours",
        breakdowns=(),
        eligible=pl.col("kind") == "police_protection",
        took=pl.col("hours"),
    ),
    Proportion(
        id="other_children_considered_in_enquiries",
        catalogue="DEM-14",
        theme="demand",
        title="Other children at home considered in section 47 enquiries",
        question="When we enquire about one child, do we think of the others at home?",
        definition=(
            "Section 47 enquiries that began in the period about a child with other children at "
            "home, each of whom is recorded as considered within one working day, as a share of "
            "all such enquiries. Where nobody wrote how many others there are, it is counted as "
            "not known."
        ),
        why_it_matters=_THE_OTHERS,
        source=_IMMEDIATE,
        of="children",
        rows="enquiries_and_endings",
        counted_on="start_date",
        needs=("enquiry_endings.other_children", "enquiry_endings.other_children_considered"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity"),
        eligible=pl.col("returned") & _WITH_OTHERS,
        unknown=pl.col("other_children").is_null(),
        met=_ALL_CONSIDERED,
    ),
    Proportion(
        id="other_children_considered_in_protection",
        catalogue="DEM-14",
        theme="demand",
        title="Other children at home considered when a child is protected at once",
        question="When a child is taken into safety, do we think of the others at home?",
        definition=(
            "Children protected at once in the period who have other children at home, each of "
            "whom is recorded as considered within one working day, as a share of all such "
            "children. Where nobody wrote how many others there are, it is counted as not known."
        ),
        why_it_matters=_THE_OTHERS,
        source=_IMMEDIATE,
        of="children",
        rows="immediate_protections",
        counted_on="started_date",
        needs=(
            "immediate_protections.other_children",
            "immediate_protections.other_children_considered",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        eligible=_WITH_OTHERS,
        unknown=pl.col("other_children").is_null(),
        met=_ALL_CONSIDERED,
    ),
    Timeliness(
        id="families_referred_to_housing_in_time",
        catalogue="DEM-17",
        theme="demand",
        title="Families referred to housing before they lose their home",
        question="Is housing told in time?",
        definition=(
            "Families and young people known to be threatened with homelessness of whom housing "
            "was told by the day the home was expected to be lost, as a share of those of whom it "
            "was told in the period (or, on the due basis, whose day fell in it). Housing told "
            "more than 56 days before is left out: the duty to refer does not apply yet."
        ),
        why_it_matters="Told early, housing can often save the home.",
        source=WorkingTogether(2023, paragraphs=("257", "258")),
        of="families",
        rows="homelessness",
        needs=(
            "homelessness_referrals.identified_date",
            "homelessness_referrals.expected_date",
            "homelessness_referrals.referred_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=("locality",),
        conventions=("homelessness_days",),
        caution="Housing is told with the family's consent, and without it only to keep somebody safe.",
        clock=Clock("identified_date", "referred_date", due="expected_date"),
        excluded=pl.col("too_early"),
    ),
    Proportion(
        id="young_people_assessed_jointly_when_homeless",
        catalogue="DEM-17",
        theme="demand",
        title="Homeless young people of 16 and 17 assessed by housing and social care together",
        question="Do housing and social care look at a homeless young person together?",
        definition=(
            "Young people of 16 or 17 at risk of homelessness who became known in the period and "
            "whom housing and social care assessed together, as a share of all of them."
        ),
        why_it_matters="A homeless child of 16 is a child in need before anything else.",
        source=WorkingTogether(2023, paragraphs=("258", "261")),
        of="children",
        rows="homelessness",
        counted_on="identified_date",
        needs=(
            "homelessness_referrals.identified_date",
            "homelessness_referrals.kind",
            "homelessness_referrals.joint_assessment_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=("sex", "ethnicity", "locality"),
        eligible=(pl.col("kind") == "young_person").fill_null(False),
        met=pl.col("joint_assessment_date").is_not_null(),
    ),
    Rate(
        id="children_looked_after_per_10000_children",
        catalogue="CLA-01",
        theme="demand",
        title="Children looked after",
        question="How many children are in care?",
        definition=(
            "Children looked after on the last day of the period, for every 10,000 children aged 0 "
            "to 17 who live here."
        ),
        why_it_matters="It is the number of children to whom the council is a parent.",
        source=WorkingTogether(2023, paragraphs=("46", "167")),
        of="children",
        rows="children_looked_after",
        counted_on="day",
        needs=("looked_after_periods.start_date", "looked_after_periods.end_date"),
        better="context",
        unit="per_10_000",
        breakdowns=("age_band", "sex", "ethnicity", "disability", "locality"),
        comparator="looked_after_rate",
        conventions=("open_on_its_last_day",),
        snapshot=True,
        caution="Published figures leave out children who are only in short breaks.",
    ),
)
