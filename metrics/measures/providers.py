"""Education providers as relevant agencies."""

import polars as pl

from metrics.measure import (
    Amount,
    Clock,
    Duration,
    Measure,
    Proportion,
    Timeliness,
    WorkingTogether,
)

_AUDIT = WorkingTogether(2023, paragraphs=("74", "79", "80"))
_DISAGREEMENT = WorkingTogether(2023, paragraphs=("78", "151"))
_SENT = (
    "A provider of a kind to which the audit was sent, and that was in scope that day, owes it even if "
    "it was not sent to it. Providers that closed, merged or were excused are left out. What came "
    "incomplete counts as not come."
)

MEASURES: tuple[Measure, ...] = (
    *(
        Timeliness(
            id=name,
            catalogue="EDP-01",
            theme="providers",
            title=title,
            question=question,
            definition=(
                "Education providers whose complete safeguarding audit came on or before "
                f"{what}. Completed basis: of those that came in the period. Due basis: of those due "
                f"in it. {_SENT}"
            ),
            why_it_matters=(
                "An audit that nobody returns tells the partners nothing of how safe a school is."
            ),
            source=_AUDIT,
            of="nobody",
            rows="provider_audits",
            counted_on="returned_date",
            needs=(
                "provider_audits.issued_date",
                "provider_audits.received_date",
                "provider_audits.complete",
                column,
            ),
            better="higher",
            unit="percent",
            breakdowns=("provider_kind", "phase"),
            core=core,
            clock=Clock("issued_date", "returned_date", unit="days", due=due),
            bases=("due",),
            excluded=pl.col("gone"),
            unknown=~pl.col("said_complete"),
        )
        for name, title, question, what, column, due, core in (
            (
                "safeguarding_audits_returned_by_deadline",
                "Safeguarding audits returned by the deadline",
                "Did every provider return its safeguarding audit?",
                "the deadline",
                "provider_audits.deadline_date",
                "deadline_date",
                True,
            ),
            (
                "safeguarding_audits_returned_by_close",
                "Safeguarding audits returned before the round closed",
                "And how many came in the end?",
                "the last day on which late ones were taken",
                "provider_audits.close_date",
                "close_date",
                False,
            ),
        )
    ),
    Proportion(
        id="audit_findings_told_to_governors",
        catalogue="EDP-03",
        theme="providers",
        title="Safeguarding audits that governors saw",
        question="Did the governors see it?",
        definition=(
            "Safeguarding audits received in the period whose governing body or owner saw it within a "
            "term, taken as four months, as a share of those of which the day is told. Where no day is "
            "told after that time it is not known."
        ),
        why_it_matters="Governors answer for safeguarding, and can act only on what they have seen.",
        source=WorkingTogether(2023, paragraphs=("79",)),
        of="nobody",
        rows="provider_audits",
        counted_on="returned_date",
        needs=("provider_audits.received_date", "provider_audits.governors_told_date"),
        better="higher",
        unit="percent",
        breakdowns=("provider_kind",),
        conventions=("governors_told_within_months",),
        caution="A provider whose governors never saw it seldom says so: look at those not known.",
        eligible=pl.col("returned_date").is_not_null() & ~pl.col("gone"),
        unknown=pl.col("not_said"),
        pending=pl.col("governors_told_date").is_null(),
        met=pl.col("governors_told_date") <= pl.col("governors_due"),
    ),
    Proportion(
        id="safeguarding_leads_trained_within_two_years",
        catalogue="EDP-06",
        theme="providers",
        title="Safeguarding leads whose training is up to date",
        question="Is the training of safeguarding leads up to date?",
        definition=(
            "Education providers in scope on the last day of the period whose designated safeguarding "
            "lead was last trained at most two years before, as a share of those of which the day is "
            "known."
        ),
        why_it_matters="The lead is the one to whom every worry about a pupil goes.",
        source=WorkingTogether(2023, paragraphs=("79", "123")),
        of="nobody",
        rows="providers_in_scope",
        counted_on="day",
        needs=("providers.in_scope_from", "providers.closed_date", "providers.lead_trained_date"),
        better="higher",
        unit="percent",
        breakdowns=("provider_kind",),
        conventions=("lead_trained_within_months",),
        snapshot=True,
        caution=(
            "A register tells of the last training alone, so that only the newest days can be judged."
        ),
        unknown=pl.col("trained").is_null(),
        met=pl.col("up_to_date"),
    ),
    Amount(
        id="escalations_raised_by_education",
        catalogue="EDP-07",
        theme="providers",
        title="Disagreements that education raised",
        question="When schools disagree with a decision, do they say so?",
        definition=(
            "Disagreements with another agency that schools, colleges or early years settings raised "
            "in the period under the local procedure."
        ),
        why_it_matters="None at all may mean that schools do not know how to raise one.",
        source=_DISAGREEMENT,
        of="nobody",
        rows="education_escalations",
        counted_on="raised_date",
        needs=("escalations.raised_date", "escalations.raised_by"),
        better="context",
        unit="count",
        breakdowns=("education_sector",),
        core=True,
    ),
    Proportion(
        id="education_escalations_resolved",
        catalogue="EDP-07",
        theme="providers",
        title="Disagreements that education raised and that are resolved",
        question="And are they settled?",
        definition=(
            "Disagreements that education raised in the period and that are resolved by now, as a "
            "share of all that it raised."
        ),
        why_it_matters="A disagreement left open leaves a child between two opinions.",
        source=_DISAGREEMENT,
        of="nobody",
        rows="education_escalations",
        counted_on="raised_date",
        needs=("escalations.raised_date", "escalations.raised_by", "escalations.resolved_date"),
        better="context",
        unit="percent",
        breakdowns=(),
        settles_in_months=2,
        met=pl.col("resolved_date").is_not_null(),
    ),
    Duration(
        id="working_days_to_resolve_education_escalations",
        catalogue="EDP-07",
        theme="providers",
        title="Working days until education's disagreements are resolved",
        question="How long does it take?",
        definition=(
            "Working days from the day education raised a disagreement to the day it was resolved, "
            "of those resolved in the period."
        ),
        why_it_matters="The child waits as long as the adults disagree.",
        source=_DISAGREEMENT,
        of="nobody",
        rows="education_escalations",
        counted_on="resolved_date",
        needs=("escalations.raised_date", "escalations.raised_by", "escalations.resolved_date"),
        better="context",
        unit="working_days",
        breakdowns=(),
        conventions=("local_closure_days",),
        took=pl.col("working_days"),
    ),
    Proportion(
        id="education_referrals_not_in_need",
        catalogue="EDP-08",
        theme="providers",
        title="Referrals by education that ended in nothing or found no need",
        question="Do schools refer the children who need social care?",
        definition=(
            "Referrals by schools and education services received in the period that ended in no "
            "further action, or that were assessed and found the child not in need, as a share of "
            "theirs that were decided on."
        ),
        why_it_matters=(
            "It shows whether schools and social care see the same need in the same child."
        ),
        source=WorkingTogether(2023, paragraphs=("79", "117")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=(
            "referrals.source",
            "referrals.no_further_action",
            "referrals.closure_date",
            "referrals.closure_reason",
            "assessments.referral",
            "section_47_enquiries.referral",
            "plans.referral",
        ),
        better="context",
        unit="percent",
        breakdowns=("age_band", "sex", "ethnicity", "locality"),
        conventions=("merge_reopened_within_days",),
        settles_in_months=6,
        caution="A high share may also mean that schools are asked to refer before they offer help.",
        eligible=~pl.col("open_already") & (pl.col("referral_source") == "education"),
        pending=pl.col("no_further_action").is_null(),
        met=pl.col("nfa")
        | (pl.col("closed_not_in_need") & pl.col("assessed") & ~pl.col("protected_later")),
    ),
)
