"""The catalogue as readers meet it: each measure's words, and whether it could be computed here."""

from collections.abc import Sequence

import polars as pl

from data.agreement import Agreement
from metrics.areas import PARTNERSHIP
from metrics.examples import EXAMPLES
from metrics.journeys import Journeys
from metrics.measure import THEMES, Measure, Timeliness, WorkingTogether

UNIT_LABELS = {
    "percent": "%",
    "per_10_000": "for every 10,000 children",
    "per_1000": "for every 1,000 children",
    "per_100": "for every 100",
    "each": "for each",
    "count": "in all",
    "pounds": "pounds",
    "working_days": "working days",
    "days": "days",
    "hours": "hours",
    "weeks": "weeks",
}

_BASIS = {
    "completed": "steps finished in the period, as the Department for Education counts",
    "due": "steps due in the period, so that what nobody finished counts as late",
}

CONVENTIONS: dict[str, str] = {
    "clock_day_zero": "Day on which a clock starts counting",
    "due_date_is_in_time": "The due date itself is in time",
    "local_closure_days": "Days the council is closed that are not working days",
    "start_on_non_working_day": "A clock that starts on a day that is no working day",
    "assessment_working_days": "Working days for an assessment",
    "conference_working_days": "Working days until a conference",
    "review_rule": "How review dates are counted",
    "first_review_months": "Months until the first review",
    "later_review_months": "Months between later reviews",
    "first_review_days": "Days until the first review, where they are counted in days",
    "later_review_days": "Days between later reviews, where they are counted in days",
    "next_review_from": "The next review is counted from the day the last one was",
    "two_years_in_days": "Days that make two years",
    "merge_reopened_within_days": "Days within which a reopened episode is the same one",
    "re_referral_months": "Months within which a referral is a re-referral",
    "repeat_plan_months": "Months within which a plan comes back soon",
    "count_those_over_18": "People aged 18 and over are counted in totals",
    "open_on_its_last_day": "What ends on a day is still open on it",
    "transfers_in_count_as_starts": "A plan that moved here with a child counts as a start",
    # Care.
    "decision_working_days": "Working days to decide on a referral and to answer whoever made it",
    "core_group_working_days": "Working days until the first core group",
    "contact_to_referral_working_days": "Working days in which a contact becomes a referral",
    "feedback_working_days": "Working days to tell the referrer what was decided (local)",
    "strategy_discussion_working_days": "Working days until the strategy discussion (local)",
    "child_seen_working_days": "Working days until a child is seen, section 17 (local)",
    "child_seen_enquiry_working_days": "Working days until a child is seen, section 47 (local)",
    "enquiry_working_days": "Working days after which an enquiry is a long one (local)",
    "plan_end_notice_working_days": "Working days to tell agencies that a plan ended (local)",
    "information_sent_working_days": "Working days to send a child's information on (local)",
    "visit_working_days": "Working days between visits to a child on a plan (local)",
    "consent_working_days": "Working days after which an offer without an answer is not known",
    "review_before_18_months": "Months before the 18th birthday in which a review is held (local)",
    "quiet_weeks_on_a_plan": "Weeks without anything recorded, for a child on a plan (local)",
    "quiet_weeks_in_need": "Weeks without anything recorded, for other children in need (local)",
    "early_help_follow_up_months": "Months after early help, or after a step down to it, looked at",
    "repeat_enquiry_months": "Months within which an enquiry is a repeated one",
    "short_plan_months": "Months that make a short plan",
    "contact_to_referral_days": "Days after a contact in which a referral follows it (local)",
    "referral_to_assessment_days": "Days after a referral in which an assessment follows it (local)",
    "assessment_to_enquiry_days": "Days after an assessment began in which an enquiry follows (local)",
    "enquiry_to_conference_days": "Days after an enquiry began in which a conference follows (local)",
    "conference_to_plan_days": "Days after a conference in which a plan follows it (local)",
    "plan_to_looked_after_days": "Days after a plan began in which being looked after follows (local)",
    "homelessness_days": "Days before the home is lost in which the duty to refer applies",
    "seen_alone_from_age": "Age from which a child is seen alone (local)",
    "participation_from_age": "Age from which a child takes part in conferences (local)",
    "advocacy_from_age": "Age from which a child is offered an advocate (local)",
    # Meetings.
    "report_working_days_before_first_conference": (
        "Working days before a first conference by which reports are due"
    ),
    "report_working_days_before_review": "Working days before a review by which reports are due",
    "quorum_other_agencies": "Agencies beside social care without whom no conference can decide",
    # Schools.
    "education_status_on": "Day on which a pupil's social care status is taken",
    "part_time_weeks": "Weeks after which a part-time timetable is long",
    "governors_told_within_months": "Months within which governors see a safeguarding audit",
    "lead_trained_within_months": "Months within which a safeguarding lead is trained again",
    # Harm.
    "school_starts_at_minutes": "Minute of the day at which school starts (525 is 08:45)",
    "return_conversation_hours": "Hours until a return conversation",
    # Business.
    "incident_notification_working_days": "Working days to notify a serious incident",
    "rapid_review_clock_start": "The clock of a rapid review starts at",
    "rapid_review_working_days": "Working days for a rapid review",
    "practice_review_months": "Months until a local review is published",
    "review_sent_working_days_before": "Working days before publication to send a review",
    "death_notification_working_days": (
        "Working days to notify the death of a looked-after child or care leaver (a local limit)"
    ),
    "allegation_working_days": "Working days to tell the designated officer of an allegation",
    "information_request_working_days": (
        "Working days to answer a request for information (a local limit)"
    ),
    "agreement_review_months": "Months for which a sharing agreement is in date",
    "complete_return_percent": "Share of a return that must be filled in (%)",
}
"""Every convention that changes what a measure counts, in a reader's words."""

OF_EVERY_MEASURE = ("count_those_over_18",)
"""Conventions that change every measure, so that none names them."""


def guidance(source: WorkingTogether) -> str:
    """The place in the guidance, in words: edition, paragraphs, boxes."""
    parts = [f"Working Together {source.edition}"]
    if source.paragraphs:
        word = "paragraph" if len(source.paragraphs) == 1 else "paragraphs"
        parts.append(f"{word} {', '.join(source.paragraphs)}")
    parts += [f"box “{box}”" for box in source.boxes]
    return "; ".join([", ".join(parts[:2]), *parts[2:]]) if source.paragraphs else ", ".join(parts)


def conventions(measure: Measure, agreement: Agreement) -> str:
    """The agreement's conventions that a measure rests on, with their values."""
    said = [
        f"{CONVENTIONS[name]}: {_in_words(getattr(agreement.conventions, name))}"
        for name in (*measure.conventions, *OF_EVERY_MEASURE)
    ]
    bases = measure.bases if isinstance(measure, Timeliness) else ()
    said += [f"{basis.capitalize()} basis: {_BASIS[basis]}" for basis in bases]
    return "; ".join(said)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return str(value).replace("_", " ")


def why_not(measure: Measure, here: Journeys, areas: Sequence[str]) -> str:
    """Why a measure has no figure in any of the areas; "" where it has one."""
    areas = [PARTNERSHIP] if measure.whole else areas
    if measure.id in here.sent["measure"]:
        return ""
    if any(here.covered.days(area, measure.needs) for area in areas):
        return ""
    missing = here.covered.missing(areas, measure.needs)
    if not missing:
        return "Not in this extract: what it needs was never loaded for the same days."
    return f"Not in this extract: needs {', '.join(field_in_words(one) for one in missing)}."


def field_in_words(field: str) -> str:
    """ "plans.previous_plans" as "previous plans (plans)"."""
    table, column = field.split(".")
    return f"{column.replace('_', ' ')} ({table.replace('_', ' ')})"


def catalogue(
    measures: Sequence[Measure], here: Journeys, areas: Sequence[str], agreement: Agreement
) -> pl.DataFrame:
    """One row: a measure, in the order of a child's journey."""
    return pl.DataFrame(
        [
            {
                "id": measure.id,
                "catalogue": measure.catalogue,
                "theme": measure.theme,
                "theme_label": THEMES[measure.theme],
                "title": measure.title,
                "question": measure.question,
                "definition": measure.definition,
                "why_it_matters": measure.why_it_matters,
                "guidance": guidance(measure.source),
                "better": measure.better,
                "unit": measure.unit,
                "unit_label": UNIT_LABELS[measure.unit],
                "of": measure.of,
                "core": measure.core,
                "kind": type(measure).__name__.lower(),
                "snapshot": measure.snapshot,
                "whole": measure.whole,
                "academic": measure.academic,
                "comparator": measure.comparator,
                "conventions": conventions(measure, agreement),
                "caution": measure.caution,
                "examples": [
                    {"given": one.given, "then": one.then} for one in EXAMPLES.get(measure.id, ())
                ],
                "breakdowns": list(measure.breakdowns),
                "target": agreement.targets.get(measure.id),
                "available": not why_not(measure, here, areas),
                "why_not": why_not(measure, here, areas),
            }
            for measure in measures
        ],
        schema_overrides={
            "comparator": pl.String,
            "target": pl.Float64,
            "examples": pl.List(pl.Struct({"given": pl.String, "then": pl.String})),
            "breakdowns": pl.List(pl.String),
        },
    )
