"""Timeliness: is each step taken in time?"""

import polars as pl

from metrics.measure import (
    OF_A_CHILD,
    Characteristic,
    Clock,
    Duration,
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
_A_FEW: tuple[Characteristic, ...] = ("age_band", "sex", "ethnicity", "disability", "locality")
_DISCUSSION = WorkingTogether(2023, paragraphs=("154",), boxes=("Strategy discussion",))
_REVIEW = WorkingTogether(
    2023, boxes=("The child protection plan", "Child protection review conference")
)
_ENDING = WorkingTogether(2023, boxes=("Discontinuing the child protection plan",))
_DRIFT = WorkingTogether(2023, paragraphs=("174", "181"))
_SEEN = WorkingTogether(
    2023,
    paragraphs=("153",),
    boxes=("Assessment, support and planning", "Initiating section 47 enquiries"),
)
_SEEN_FIELDS = (
    "assessment_practice.referral_date",
    "assessment_practice.child_seen_date",
    "assessment_practice.kind",
)
_UNDER_ENQUIRY = (
    "While it goes on a family lives with a question over it, and a child may not be safe."
)
_UNBORN = (pl.col("age_years") < 0).fill_null(False)
_ON_A_PLAN = (pl.col("status") == "protection").fill_null(False)

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
    Proportion(
        id="overrun_reason_recorded",
        catalogue="TIM-04",
        theme="timeliness",
        title="A reason recorded where an assessment took too long",
        question="When an assessment takes more than 45 working days, do we say why?",
        definition=(
            "Assessments whose 45 working days ran out in the period and that were not finished by "
            "then, with a recorded reason, as a share of all such assessments."
        ),
        why_it_matters="The guidance asks for the reason; without it nobody can put right what held it up.",
        source=WorkingTogether(2023, paragraphs=("155",)),
        of="children",
        rows="assessment_practice",
        counted_on="limit_date",
        needs=("assessment_practice.authorised_date", "assessment_practice.overrun_reason"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=("assessment_working_days", *_CLOCKS),
        eligible=pl.col("overran"),
        met=pl.col("overrun_reason").is_not_null(),
    ),
    Timeliness(
        id="strategy_discussion_within_one_working_day",
        catalogue="TIM-06",
        theme="timeliness",
        title="Strategy discussions within one working day of the concern",
        question="How quickly do the agencies talk after a worry about serious harm?",
        definition=(
            "Strategy discussions held on the day the worry was known or the working day after, as "
            "a share of those held in the period. The guidance says as soon as possible; the limit "
            "is local. Discussions that were never held are not in the return."
        ),
        why_it_matters="Until they talk, each agency holds only its own piece of the picture.",
        source=_DISCUSSION,
        of="nobody",
        rows="calls_for_discussion",
        needs=("attendances.concern_at", "attendances.started_at", "attendances.kind"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("strategy_discussion_working_days", *_CLOCKS),
        clock=Clock("concern_date", "discussion_date", "strategy_discussion_working_days"),
        bases=("completed",),
    ),
    Duration(
        id="hours_to_strategy_discussion",
        catalogue="TIM-06",
        theme="timeliness",
        title="Hours from the concern to the strategy discussion",
        question="And in hours?",
        definition=(
            "Hours from the time the worry was known to the start of the strategy discussion, of "
            "those held in the period where both times of day are known."
        ),
        why_it_matters="Until they talk, each agency holds only its own piece of the picture.",
        source=_DISCUSSION,
        of="nobody",
        rows="calls_for_discussion",
        counted_on="discussion_date",
        needs=("attendances.concern_at", "attendances.started_at", "attendances.kind"),
        better="lower",
        unit="hours",
        breakdowns=(),
        took=pl.col("hours"),
    ),
    Timeliness(
        id="core_group_within_10_working_days",
        catalogue="TIM-07",
        theme="timeliness",
        title="First core groups within 10 working days of the conference",
        question="Does the group that works on the plan meet within two weeks?",
        definition=(
            "Child protection plans whose first core group met within 10 working days of the "
            "conference, as a share of those whose first met in the period (or, on the due basis, "
            "was due in it). A plan that ended before it was due is left out."
        ),
        why_it_matters="A plan protects nobody until the people in it meet and begin.",
        source=WorkingTogether(2023, boxes=("The child protection plan",)),
        of="children",
        rows="core_groups",
        needs=("plans.start_date", "plans.end_date", "meeting_children.meeting_date"),
        better="higher",
        unit="percent",
        breakdowns=_A_FEW,
        conventions=("core_group_working_days", *_CLOCKS),
        core=True,
        clock=Clock("clock_start", "core_group_date", "core_group_working_days"),
        excluded=pl.col("ended_before_due"),
        unknown=pl.col("untold"),
    ),
    Timeliness(
        id="first_review_within_three_months",
        catalogue="TIM-09",
        theme="timeliness",
        title="First reviews of a plan within three months",
        question="Is the first review on time?",
        definition=(
            "First review conferences of child protection plans held within three months of the "
            "start of the plan, as a share of those held in the period (or, on the due basis, due "
            "in it)."
        ),
        why_it_matters="The first months show whether a plan works.",
        source=_REVIEW,
        of="children",
        rows="reviews_due",
        needs=("plans.start_date", "plans.end_date", "reviews.review_date"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        conventions=("review_rule", "first_review_months", "first_review_days"),
        clock=Clock("previous_date", "review_date", due="review_due"),
        eligible=pl.col("first"),
        unknown=pl.col("untold"),
    ),
    Timeliness(
        id="later_reviews_within_six_months",
        catalogue="TIM-09",
        theme="timeliness",
        title="Later reviews of a plan within six months",
        question="And are the later reviews on time?",
        definition=(
            "Later review conferences of child protection plans held within six months of the one "
            "before, as a share of those held in the period (or, on the due basis, due in it)."
        ),
        why_it_matters="A plan that is not looked at again can drift.",
        source=_REVIEW,
        of="children",
        rows="reviews_due",
        needs=("plans.start_date", "plans.end_date", "reviews.review_date"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        conventions=("review_rule", "later_review_months", "later_review_days", "next_review_from"),
        clock=Clock("previous_date", "review_date", due="review_due"),
        eligible=~pl.col("first"),
    ),
    Timeliness(
        id="child_seen_within_five_working_days",
        catalogue="TIM-10",
        theme="timeliness",
        title="Children seen within five working days of referral, section 17",
        question="Once we decide to assess, how soon is the child seen?",
        definition=(
            "Assessments under section 17 in which the child was first seen within five working "
            "days of the referral, as a share of those first seen in the period (or, on the due "
            "basis, due in it). Children not yet born are left out. The limit is local."
        ),
        why_it_matters="Nobody can judge how a child is without seeing the child.",
        source=_SEEN,
        of="children",
        rows="assessment_practice",
        needs=_SEEN_FIELDS,
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=("child_seen_working_days", *_CLOCKS),
        clock=Clock("clock_start", "child_seen_date", "child_seen_working_days"),
        eligible=(pl.col("kind") == "s17").fill_null(False),
        excluded=_UNBORN,
    ),
    Timeliness(
        id="child_seen_within_one_working_day_in_enquiries",
        catalogue="TIM-10",
        theme="timeliness",
        title="Children seen within one working day, section 47",
        question="And where we fear serious harm?",
        definition=(
            "Assessments under section 47 in which the child was first seen within one working day "
            "of the referral, as a share of those first seen in the period (or, on the due basis, "
            "due in it). Children not yet born are left out. The limit is local."
        ),
        why_it_matters="Nobody can judge how a child is without seeing the child.",
        source=_SEEN,
        of="children",
        rows="assessment_practice",
        needs=_SEEN_FIELDS,
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=("child_seen_enquiry_working_days", *_CLOCKS),
        clock=Clock("clock_start", "child_seen_date", "child_seen_enquiry_working_days"),
        eligible=(pl.col("kind") == "s47").fill_null(False),
        excluded=_UNBORN,
    ),
    Duration(
        id="working_days_until_child_seen",
        catalogue="TIM-10",
        theme="timeliness",
        title="Working days until the child was first seen",
        question="How long do children wait to be seen?",
        definition=(
            "Working days from the referral until the child was first seen, of those first seen in "
            "the period. A later assessment without a referral is timed from its own start."
        ),
        why_it_matters="Nobody can judge how a child is without seeing the child.",
        source=_SEEN,
        of="children",
        rows="assessment_practice",
        counted_on="child_seen_date",
        needs=_SEEN_FIELDS,
        better="lower",
        unit="working_days",
        breakdowns=("age_band", "ethnicity"),
        conventions=("local_closure_days",),
        eligible=~_UNBORN,
        took=pl.col("seen_after"),
    ),
    Timeliness(
        id="enquiries_within_15_working_days",
        catalogue="TIM-11",
        theme="timeliness",
        title="Section 47 enquiries that took 15 working days at most",
        question="Do enquiries end within three weeks?",
        definition=(
            "Section 47 enquiries that ended within 15 working days of their start, as a share of "
            "those that ended in the period. No national limit says so; the limit is local."
        ),
        why_it_matters=_UNDER_ENQUIRY,
        source=_CONFERENCE,
        of="children",
        rows="enquiries_and_endings",
        needs=("enquiry_endings.end_date",),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        conventions=("enquiry_working_days", *_CLOCKS),
        caution="A very short enquiry is not a better one.",
        clock=Clock("start_date", "end_date", "enquiry_working_days"),
        eligible=pl.col("end_is_told"),
        bases=("completed",),
    ),
    Duration(
        id="working_days_of_enquiries",
        catalogue="TIM-11",
        theme="timeliness",
        title="Working days that section 47 enquiries took",
        question="How long are families under enquiry?",
        definition=(
            "Working days from the start of a section 47 enquiry to its end, of those that ended "
            "in the period."
        ),
        why_it_matters=_UNDER_ENQUIRY,
        source=_CONFERENCE,
        of="children",
        rows="enquiries_and_endings",
        counted_on="end_date",
        needs=("enquiry_endings.end_date",),
        better="lower",
        unit="working_days",
        breakdowns=(),
        conventions=("local_closure_days",),
        caution="A very short enquiry is not a better one.",
        took=pl.col("working_days"),
    ),
    Timeliness(
        id="transfer_in_conference_due_within_15_working_days",
        catalogue="TIM-12",
        theme="timeliness",
        title="Conferences owed to children who moved here on a plan",
        question="And how many of those owed were held in time?",
        definition=(
            "Children who moved here on a plan whose conference was held within 15 working days of "
            "the day we were told, as a share of those whose conference was due in the period. "
            "Moves that did not happen are left out."
        ),
        why_it_matters="A conference that nobody holds is in no count of conferences held.",
        source=_ENDING,
        of="children",
        rows="transfers",
        needs=("transfers.notified_date", "transfers.conference_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("conference_working_days", *_CLOCKS),
        clock=Clock("notified_date", "conference_date", "conference_working_days"),
        eligible=_ON_A_PLAN & (pl.col("direction") == "in"),
        excluded=pl.col("cancelled"),
        bases=("due",),
    ),
    Proportion(
        id="plan_kept_until_receiving_conference",
        catalogue="TIM-13",
        theme="timeliness",
        title="Plans kept until the other area had met",
        question="When a child moves away, do we keep the plan until the other area has met?",
        definition=(
            "Child protection plans that ended in the period because the child moved away, where "
            "the other area had held its conference by that day, as a share of all such plans. "
            "Where its day is not known, it counts as no."
        ),
        why_it_matters="A child who moves must not fall between two areas.",
        source=_ENDING,
        of="children",
        rows="transfers",
        counted_on="plan_end_date",
        needs=("transfers.plan_end_date", "transfers.conference_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        eligible=_ON_A_PLAN
        & (pl.col("direction") == "out")
        & ~pl.col("cancelled")
        & pl.col("plan_end_date").is_not_null(),
        met=(pl.col("conference_date") <= pl.col("plan_end_date")).fill_null(False),
    ),
    Proportion(
        id="agencies_all_told_that_plan_ended",
        catalogue="TIM-14",
        theme="timeliness",
        title="Plans of whose end every agency was told",
        question="Do all agencies learn that a plan has ended?",
        definition=(
            "Child protection plans that ended in the period of whose end every agency invited to "
            "the conference was told within five working days, as a share of those that ended. "
            "While there is still time they are counted beside it. The limit is local."
        ),
        why_it_matters="An agency that does not know may think that others still watch over the child.",
        source=_ENDING,
        of="children",
        rows="plans_ended_and_told",
        counted_on="plan_end_date",
        needs=("plan_ending_notices.plan_end_date", "plan_ending_notices.notified_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("plan_end_notice_working_days", *_CLOCKS),
        pending=pl.col("still_time"),
        met=pl.col("all_told"),
    ),
    Timeliness(
        id="agency_told_that_plan_ended",
        catalogue="TIM-14",
        theme="timeliness",
        title="Agencies told within five working days that a plan ended",
        question="Which agencies are not told?",
        definition=(
            "Agencies to be told of the end of a child's plan that were told within five working "
            "days, as a share of those told in the period (or, on the due basis, due to be). Each "
            "agency of each child counts once. The limit is local."
        ),
        why_it_matters="An agency that does not know may think that others still watch over the child.",
        source=_ENDING,
        of="children",
        rows="plan_end_notices",
        needs=("plan_ending_notices.plan_end_date", "plan_ending_notices.notified_date"),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        conventions=("plan_end_notice_working_days", *_CLOCKS),
        clock=Clock("plan_end_date", "notified_date", "plan_end_notice_working_days"),
    ),
    Proportion(
        id="review_before_18th_birthday",
        catalogue="TIM-15",
        theme="timeliness",
        title="A review before the 18th birthday",
        question="Is the end of a plan at 18 prepared?",
        definition=(
            "Young people on a child protection plan whose 18th birthday fell in the period, with "
            "a review in the three months before it, as a share of all of them. We keep only the "
            "month of birth: where the day would decide, it is counted as not known."
        ),
        why_it_matters="At 18 the plan ends by law, and the danger may not.",
        source=WorkingTogether(
            2023, paragraphs=("186",), boxes=("Discontinuing the child protection plan",)
        ),
        of="children",
        rows="turning_18_on_a_plan",
        counted_on="month_of_birthday",
        needs=("children.birth_month", "plans.start_date", "plans.end_date", "reviews.review_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("review_before_18_months",),
        history=True,
        pending=pl.col("still_time"),
        unknown=~pl.col("surely") & (pl.col("perhaps") | pl.col("untold")) & ~pl.col("still_time"),
        met=pl.col("surely"),
    ),
    Timeliness(
        id="information_sent_when_child_in_need_moves",
        catalogue="TIM-16",
        theme="timeliness",
        title="Information sent on within five working days when a child in need moves",
        question="When a child in need moves away, is what we know sent on soon?",
        definition=(
            "Children in need who moved away of whom the information was sent within five working "
            "days of telling the other area, as a share of those of whom it was sent in the period "
            "(or, on the due basis, due). Moves that did not happen are left out. The limit is "
            "local."
        ),
        why_it_matters="The new area cannot help with what it does not know.",
        source=WorkingTogether(2023, boxes=("Assessment, support and planning",)),
        of="children",
        rows="transfers",
        needs=("transfers.notified_date", "transfers.information_sent_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("information_sent_working_days", *_CLOCKS),
        clock=Clock("notified_date", "information_sent_date", "information_sent_working_days"),
        eligible=(pl.col("direction") == "out") & (pl.col("status") == "need").fill_null(False),
        excluded=pl.col("cancelled"),
    ),
    Proportion(
        id="children_on_plans_without_recent_activity",
        catalogue="TIM-17",
        theme="timeliness",
        title="Children on plans with nothing recorded for four weeks",
        question="Which children on a plan has nobody seen or reviewed for weeks?",
        definition=(
            "Children on a child protection plan on the last day of the period with no visit, "
            "review or new plan in the four weeks before it, as a share of all of them. The number "
            "of weeks is local."
        ),
        why_it_matters="Where nothing happens for weeks a child is waiting.",
        source=_DRIFT,
        of="children",
        rows="quiet_on_a_plan",
        counted_on="day",
        needs=("plans.end_date", "visits.visit_date", "reviews.review_date"),
        better="lower",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        conventions=("quiet_weeks_on_a_plan", "open_on_its_last_day"),
        snapshot=True,
        history=True,
        unknown=pl.col("untold"),
        met=pl.col("quiet"),
    ),
    Proportion(
        id="children_in_need_without_recent_activity",
        catalogue="TIM-17",
        theme="timeliness",
        title="Other children in need with nothing recorded for six weeks",
        question="And which other children in need?",
        definition=(
            "Children in need without a child protection plan on the last day of the period, with "
            "no visit or new plan, and no new referral, in the six weeks before it, as a share of "
            "all of them. The number of weeks is local."
        ),
        why_it_matters="Where nothing happens for weeks a child is waiting.",
        source=_DRIFT,
        of="children",
        rows="quiet_in_need",
        counted_on="day",
        needs=("referrals.closure_date", "plans.end_date", "visits.visit_date"),
        better="lower",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        conventions=("quiet_weeks_in_need", "open_on_its_last_day"),
        snapshot=True,
        history=True,
        unknown=pl.col("untold"),
        met=pl.col("quiet"),
    ),
)
