"""Front door: what becomes of a contact, how fast, and who hears of it."""

import polars as pl

from metrics.characteristics import GROUPINGS
from metrics.measure import (
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
_OF_A_CONTACT: tuple[Characteristic, ...] = (
    "age_band",
    "sex",
    "ethnicity",
    "disability",
    "locality",
    "referral_source",
)
_DECISION = WorkingTogether(2023, paragraphs=("153",))
_FEEDBACK = WorkingTogether(
    2023, paragraphs=("151", "153"), boxes=("Assessment, support and planning",)
)

MEASURES: tuple[Measure, ...] = (
    Proportion(
        id="contacts_that_become_referrals",
        catalogue="DEM-02",
        theme="front_door",
        title="Contacts that become referrals",
        question="Do agencies bring the right worries to the front door?",
        definition=(
            "Contacts received in the period that became a referral at most one working day after "
            "it was decided what they are, as a share of those with a decision. Contacts without a "
            "recorded decision are counted beside it as not known."
        ),
        why_it_matters="It shows whether agencies and social care see the same worries in the same way.",
        source=WorkingTogether(2023, paragraphs=("116", "117", "118", "149")),
        of="children",
        rows="front_door_contacts",
        counted_on="contact_date",
        needs=(
            "front_door_contacts.contact_date",
            "front_door_contacts.outcome",
            "front_door_contacts.decision_date",
        ),
        better="context",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality", "referral_source"),
        conventions=("contact_to_referral_working_days", *_CLOCKS),
        caution="There is no national definition of a contact: do not compare areas.",
        unknown=pl.col("outcome").is_null() | ~pl.col("decided"),
        met=pl.col("became_referral"),
    ),
    Timeliness(
        id="decision_within_one_working_day_of_referral",
        catalogue="TIM-01",
        theme="front_door",
        title="Decisions on a referral within one working day",
        question="Is it decided within one working day what happens next?",
        definition=(
            "Referrals for which the next steps were decided on the day they came or the working "
            "day after, as a share of those decided in the period (or, on the due basis, due in "
            "it). Decisions of somebody who is not a qualified manager count too."
        ),
        why_it_matters="A child in danger cannot wait in a queue.",
        source=_DECISION,
        of="children",
        rows="front_door_referrals",
        needs=(
            "front_door_contacts.referral_received_at",
            "front_door_contacts.next_steps_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=_OF_A_CONTACT,
        conventions=("decision_working_days", *_CLOCKS),
        core=True,
        clock=Clock("received_date", "next_steps_date", "decision_working_days"),
    ),
    Proportion(
        id="decision_by_qualified_manager",
        catalogue="TIM-01",
        theme="front_door",
        title="Decisions in time by a qualified manager",
        question="And who decided?",
        definition=(
            "Of the referrals decided in the period within one working day, the share decided by a "
            "manager or practice supervisor who is a qualified social worker."
        ),
        why_it_matters="The guidance asks for a qualified social worker's judgement, not only for speed.",
        source=_DECISION,
        of="children",
        rows="front_door_referrals",
        counted_on="next_steps_date",
        needs=(
            "front_door_contacts.referral_received_at",
            "front_door_contacts.next_steps_date",
            "front_door_contacts.decided_by_qualified",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("decision_working_days", *_CLOCKS),
        within="decision_within_one_working_day_of_referral",
        eligible=pl.col("in_time"),
        unknown=pl.col("decided_by_qualified").is_null(),
        met=pl.col("decided_by_qualified"),
    ),
    Timeliness(
        id="referral_acknowledged_within_one_working_day",
        catalogue="TIM-02",
        theme="front_door",
        title="Referrals answered within one working day",
        question="Do those who refer hear that we have it?",
        definition=(
            "Referrals by professionals that were acknowledged on the day they came or the working "
            "day after, as a share of those acknowledged in the period (or, on the due basis, due "
            "in it). Where the source is not recorded, it is counted as not known."
        ),
        why_it_matters="Whoever hears nothing does not know whether the child is safe.",
        source=_FEEDBACK,
        of="children",
        rows="front_door_referrals",
        needs=(
            "front_door_contacts.referral_received_at",
            "front_door_contacts.acknowledged_date",
            "front_door_contacts.source",
        ),
        better="higher",
        unit="percent",
        breakdowns=("referral_source",),
        conventions=("decision_working_days", *_CLOCKS),
        clock=Clock("received_date", "acknowledged_date", "decision_working_days"),
        eligible=pl.col("professional").fill_null(True),
        unknown=pl.col("professional").is_null(),
    ),
    Proportion(
        id="outcome_fed_back_to_referrer",
        catalogue="TIM-02",
        theme="front_door",
        title="Referrers told what was decided",
        question="Do those who refer hear what came of it?",
        definition=(
            "Referrals by professionals decided in the period of which the referrer was told the "
            "decision, as a share of those decided. While there is still time to tell them (three "
            "working days, unless the partners agreed others) they are counted beside it."
        ),
        why_it_matters="Partners who hear back learn which worries to bring.",
        source=_FEEDBACK,
        of="children",
        rows="front_door_referrals",
        counted_on="next_steps_date",
        needs=(
            "front_door_contacts.next_steps_date",
            "front_door_contacts.fed_back_date",
            "front_door_contacts.source",
        ),
        better="higher",
        unit="percent",
        breakdowns=("referral_source",),
        conventions=("feedback_working_days", *_CLOCKS),
        eligible=pl.col("next_steps_date").is_not_null() & pl.col("professional").fill_null(True),
        unknown=pl.col("professional").is_null(),
        pending=pl.col("fed_back_date").is_null() & (pl.col("feedback_due") >= pl.col("known_to")),
        met=pl.col("fed_back_date").is_not_null(),
    ),
    Duration(
        id="working_days_to_feedback",
        catalogue="TIM-02",
        theme="front_door",
        title="Working days until the referrer was told",
        question="How long do they wait?",
        definition=(
            "Working days from the decision on a referral by a professional until the referrer was "
            "told of it, of those told in the period."
        ),
        why_it_matters="An answer that comes weeks later is of little use.",
        source=_FEEDBACK,
        of="children",
        rows="front_door_referrals",
        counted_on="fed_back_date",
        needs=(
            "front_door_contacts.next_steps_date",
            "front_door_contacts.fed_back_date",
            "front_door_contacts.source",
        ),
        better="lower",
        unit="working_days",
        breakdowns=(),
        conventions=("local_closure_days",),
        eligible=pl.col("professional").fill_null(False),
        took=pl.col("feedback_days"),
    ),
    Share(
        id="referrals_by_source",
        catalogue="DEM-04",
        theme="front_door",
        title="Who refers",
        question="Which agencies refer, and is that changing?",
        definition=(
            "Referrals received in the period by who made them, those without a recorded source "
            "too. A new request for a child whose earlier referral is still open is not counted."
        ),
        why_it_matters="An agency that stops referring may have stopped seeing.",
        source=WorkingTogether(2023, paragraphs=("64", "150")),
        of="children",
        rows="referrals",
        counted_on="referral_date",
        needs=("referrals.referral_date", "referrals.source"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "locality"),
        comparator="referrals_by_source",
        conventions=("merge_reopened_within_days",),
        category="referral_source",
        categories=GROUPINGS["referral_source"].groups,
        caution="Published figures of schools leave out education services: none stands beside ours.",
        eligible=~pl.col("open_already"),
    ),
)
