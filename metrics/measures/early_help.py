"""Early help: are families helped before they need more?"""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import (
    Characteristic,
    Duration,
    Measure,
    Proportion,
    Rate,
    Share,
    WorkingTogether,
)

_WHO: tuple[Characteristic, ...] = ("age_band", "sex", "ethnicity", "disability", "locality")
_SHARED = WorkingTogether(2023, paragraphs=("118", "120", "139"))
_DECLINED = WorkingTogether(2023, paragraphs=("133",))
_HELD = WorkingTogether(2023, paragraphs=("133", "137"))
_AGENCIES = codes.labels("agency") | {NOT_RECORDED: NOT_RECORDED_LABEL}
_LOCAL = "What counts as early help differs from area to area: do not compare areas."
_AFTER = (
    "early_help_records.start_date",
    "early_help_records.end_date",
    "early_help_records.end_reason",
    "referrals.referral_date",
)
_ENDED = pl.col("end_date").is_not_null()

MEASURES: tuple[Measure, ...] = (
    Rate(
        id="early_help_started_per_10000_children",
        catalogue="EHP-01",
        theme="early_help",
        title="Early help begun",
        question="Are families reached before they need social care?",
        definition=(
            "Early help episodes of children that began in the period, for every 10,000 children "
            "aged 0 to 17 who live here. What every family can use without asking is not counted."
        ),
        why_it_matters="It stands beside referrals: more early help should in time mean fewer of them.",
        source=WorkingTogether(2023, paragraphs=("118", "120", "131", "137")),
        of="children",
        rows="early_help",
        counted_on="start_date",
        needs=("early_help_records.start_date",),
        better="context",
        unit="per_10_000",
        breakdowns=_WHO,
        caution=_LOCAL,
    ),
    Share(
        id="early_help_by_lead_agency",
        catalogue="EHP-02",
        theme="early_help",
        title="Early help by lead agency",
        question="Is early help shared, or does the council carry it alone?",
        definition=(
            "Early help episodes open on the last day of the period by the agency that leads, "
            "those without a recorded lead too."
        ),
        why_it_matters="Early help is meant to be the work of all agencies.",
        source=_SHARED,
        of="children",
        rows="early_help_open",
        counted_on="day",
        needs=("early_help_records.end_date", "early_help_records.lead_agency"),
        better="context",
        unit="percent",
        breakdowns=(),
        conventions=("open_on_its_last_day",),
        snapshot=True,
        category="agency",
        categories=_AGENCIES,
    ),
    Share(
        id="early_help_by_source",
        catalogue="EHP-02",
        theme="early_help",
        title="Early help by who asked for it",
        question="Which agencies ask for early help?",
        definition=(
            "Early help episodes open on the last day of the period by the agency that asked for "
            "them, those without a recorded source too."
        ),
        why_it_matters="An agency that never asks may not know what help there is.",
        source=_SHARED,
        of="children",
        rows="early_help_open",
        counted_on="day",
        needs=("early_help_records.end_date", "early_help_records.source"),
        better="context",
        unit="percent",
        breakdowns=(),
        conventions=("open_on_its_last_day",),
        snapshot=True,
        category="source",
        categories=_AGENCIES,
    ),
    Proportion(
        id="early_help_offers_declined",
        catalogue="EHP-03",
        theme="early_help",
        title="Offers of early help that families declined",
        question="How often do families say no?",
        definition=(
            "Early help assessments offered in the period that the family declined, as a share of "
            "those answered. An offer without an answer is counted beside it as still open, and "
            "after 20 working days as not known."
        ),
        why_it_matters="Help that families do not want may not be the help they need.",
        source=_DECLINED,
        of="children",
        rows="early_help_requests",
        counted_on="offered_date",
        needs=("early_help_records.offered_date", "early_help_records.consent"),
        better="context",
        unit="percent",
        breakdowns=("ethnicity", "locality"),
        conventions=(
            "consent_working_days",
            "clock_day_zero",
            "due_date_is_in_time",
            "local_closure_days",
            "start_on_non_working_day",
        ),
        eligible=pl.col("offered_date").is_not_null(),
        unknown=pl.col("undecided") & (pl.col("answer_due") < pl.col("known_to")),
        pending=pl.col("undecided"),
        met=(pl.col("consent") == "declined").fill_null(False),
    ),
    Proportion(
        id="declined_offers_understood",
        catalogue="EHP-03",
        theme="early_help",
        title="Declined offers where the reason is understood",
        question="And what do we do then?",
        definition=(
            "Offers of early help made in the period and declined where it is recorded why, and "
            "that the child's needs are met in another way, as a share of those declined."
        ),
        why_it_matters="A no is the start of a talk, not the end of care.",
        source=_DECLINED,
        of="children",
        rows="early_help_requests",
        counted_on="offered_date",
        needs=(
            "early_help_records.offered_date",
            "early_help_records.consent",
            "early_help_records.declined_understood",
        ),
        better="context",
        unit="percent",
        breakdowns=(),
        eligible=pl.col("offered_date").is_not_null()
        & (pl.col("consent") == "declined").fill_null(False),
        unknown=pl.col("declined_understood").is_null(),
        met=pl.col("declined_understood"),
    ),
    Proportion(
        id="early_help_closed_with_needs_met",
        catalogue="EHP-04",
        theme="early_help",
        title="Early help that ended with needs met",
        question="When early help ends, were the family's needs met?",
        definition=(
            "Early help episodes that ended in the period because the needs were met, as a share "
            "of those that ended. Children who moved away or died are left out. Where it is not "
            "recorded how it ended, it is counted as not known."
        ),
        why_it_matters="It is what early help is for.",
        source=WorkingTogether(2023, paragraphs=("134", "137")),
        of="children",
        rows="early_help",
        counted_on="end_date",
        needs=("early_help_records.end_date", "early_help_records.end_reason"),
        better="higher",
        unit="percent",
        breakdowns=(*_WHO, "agency"),
        core=True,
        caution=_LOCAL,
        eligible=_ENDED,
        excluded=pl.col("end_reason").is_in(["moved", "died"]).fill_null(False),
        unknown=pl.col("end_reason").is_null(),
        met=pl.col("end_reason") == "met",
    ),
    Proportion(
        id="early_help_then_referred_within_12_months",
        catalogue="EHP-05",
        theme="early_help",
        title="Referred to social care within a year of early help",
        question="Did early help hold, or did risk grow?",
        definition=(
            "Early help episodes that ended in the period after which the child was referred to "
            "social care, on the last day or within 12 months, as a share of those that ended. "
            "Referrals that led to no further action count. Episodes that ended less than 12 "
            "months ago are too recent to say and are left out."
        ),
        why_it_matters="A family that comes back soon may have lost its help too early.",
        source=_HELD,
        of="children",
        rows="early_help",
        counted_on="end_date",
        needs=_AFTER,
        better="lower",
        unit="percent",
        breakdowns=(*_WHO, "agency"),
        conventions=("early_help_follow_up_months",),
        core=True,
        caution="It also rises where early help notices danger that others did not.",
        eligible=_ENDED,
        unknown=pl.col("not_followed"),
        too_recent=pl.col("too_recent"),
        met=pl.col("referred"),
    ),
    Proportion(
        id="early_help_then_referred_with_no_further_action",
        catalogue="EHP-05",
        theme="early_help",
        title="Referred within a year of early help, with no further action",
        question="How many of these referrals came to nothing?",
        definition=(
            "The same, counting only those whose first referral after early help ended in no "
            "further action."
        ),
        why_it_matters="A referral that comes to nothing is not a sign that early help failed.",
        source=_HELD,
        of="children",
        rows="early_help",
        counted_on="end_date",
        needs=(*_AFTER, "referrals.no_further_action"),
        better="context",
        unit="percent",
        breakdowns=(),
        conventions=("early_help_follow_up_months",),
        within="early_help_then_referred_within_12_months",
        eligible=_ENDED,
        unknown=pl.col("not_followed"),
        too_recent=pl.col("too_recent"),
        met=pl.col("referred_nfa"),
    ),
    Proportion(
        id="early_help_stepped_up",
        catalogue="EHP-05",
        theme="early_help",
        title="Referred to social care during early help",
        question="How often is a child referred while early help is going on?",
        definition=(
            "Early help episodes that ended in the period during which, before their last day, the "
            "child was referred to social care, as a share of those that ended."
        ),
        why_it_matters="Early help that notices danger and acts on it does its work.",
        source=_HELD,
        of="children",
        rows="early_help",
        counted_on="end_date",
        needs=_AFTER,
        better="context",
        unit="percent",
        breakdowns=(),
        history=True,
        eligible=_ENDED,
        unknown=pl.col("stepped_up").is_null(),
        met=pl.col("stepped_up"),
    ),
    Duration(
        id="working_days_to_early_help",
        catalogue="EHP-06",
        theme="early_help",
        title="Working days until early help began",
        question="How long do families wait?",
        definition=(
            "Working days from the day early help was asked for to the day it began, of the "
            "episodes that began in the period. Those still waiting are not in it."
        ),
        why_it_matters="Help that comes late is no longer early.",
        source=WorkingTogether(2023, paragraphs=("118", "120")),
        of="children",
        rows="early_help_requests",
        counted_on="start_date",
        needs=("early_help_records.request_date", "early_help_records.start_date"),
        better="lower",
        unit="working_days",
        breakdowns=("ethnicity", "locality"),
        conventions=("local_closure_days",),
        took=pl.col("waited"),
    ),
)
