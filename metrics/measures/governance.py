"""Governance: decisions, data and agreements."""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import (
    Amount,
    Clock,
    Duration,
    Measure,
    Proportion,
    Share,
    Timeliness,
    WorkingTogether,
)

_SCRUTINY = WorkingTogether(2023, paragraphs=("89", "91", "97", "107"))
_OF_SCRUTINY = (pl.col("origin") == "scrutiny").fill_null(False)
_DATA = WorkingTogether(2023, paragraphs=("40", "50", "60", "64", "88", "107"))
_IDENTIFIERS = WorkingTogether(2023, paragraphs=("28", "32"))
_REQUESTS = WorkingTogether(2023, paragraphs=("84", "86"))
_DISPUTES = WorkingTogether(2023, paragraphs=("110", "113"))
_NOT_YET = pl.col("due_date") >= pl.col("known_to")
_OWED = (
    "returns_due.agency",
    "returns_due.subject",
    "returns_due.due_date",
    "returns_due.period_end",
)
_NUMBERS = (
    "Numbers in the census are taken as they stand; those in partners' returns are used only where "
    "their check digit or letter fits."
)

MEASURES: tuple[Measure, ...] = (
    Timeliness(
        id="actions_completed_on_time",
        catalogue="GOV-02",
        theme="governance",
        title="Actions done by the day first agreed",
        question="Do we do what we said?",
        definition=(
            "Actions done by the day that was first agreed, as a share of those done in the period "
            "(or, on the due basis, due in it). A later day agreed since changes nothing. An action "
            "that was dropped is left out."
        ),
        why_it_matters="It shows where decisions turn into work, and where they drift.",
        source=WorkingTogether(2023, paragraphs=("107",)),
        of="nobody",
        rows="actions",
        needs=("actions.original_due_date", "actions.completed_date"),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        clock=Clock("agreed_date", "completed_date", due="original_due_date"),
        excluded=pl.col("withdrawn_date").is_not_null(),
    ),
    Proportion(
        id="scrutiny_recommendations_closed",
        catalogue="GOV-04",
        theme="governance",
        title="Scrutiny's recommendations closed with evidence",
        question="Does scrutiny change anything?",
        definition=(
            "Recommendations of independent scrutiny, to one agency each, due in the period that the "
            "scrutineer has closed, having accepted the evidence, as a share of those due in it. One "
            "that is not yet due is left out; one without a due date is not known. A rejected one "
            "counts as not closed unless the scrutineer closed it."
        ),
        why_it_matters="Only the scrutineer can say that what was asked for has been shown.",
        source=_SCRUTINY,
        of="nobody",
        rows="recommendations",
        counted_on="due_date",
        needs=(
            "recommendations.origin",
            "recommendations.due_date",
            "recommendations.closed_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        eligible=_OF_SCRUTINY,
        unknown=pl.col("due_date").is_null() | (pl.col("closed_date") > pl.col("known_to")),
        pending=pl.col("closed_date").is_null() & _NOT_YET,
        met=pl.col("closed_date").is_not_null(),
    ),
    Timeliness(
        id="scrutiny_recommendations_answered_on_time",
        catalogue="GOV-04",
        theme="governance",
        title="Scrutiny's recommendations answered in time",
        question="Do agencies answer the scrutineer?",
        definition=(
            "Recommendations of independent scrutiny, to one agency each, answered by the day the "
            "answer was due, as a share of those answered in the period (or, on the due basis, due "
            "an answer in it). One without such a day is not known."
        ),
        why_it_matters="An answer, even a no with its reason, is where scrutiny begins to work.",
        source=_SCRUTINY,
        of="nobody",
        rows="recommendations",
        needs=(
            "recommendations.origin",
            "recommendations.response_due_date",
            "recommendations.response_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        clock=Clock("made_date", "response_date", due="response_due_date"),
        eligible=_OF_SCRUTINY,
    ),
    Duration(
        id="days_to_answer_scrutiny_recommendations",
        catalogue="GOV-04",
        theme="governance",
        title="Days until scrutiny's recommendations were answered",
        question="How long does the scrutineer wait?",
        definition=(
            "Days from the day a recommendation of independent scrutiny was made to the day it was "
            "answered, for those answered in the period."
        ),
        why_it_matters="A late answer is a late start.",
        source=_SCRUTINY,
        of="nobody",
        rows="recommendations",
        counted_on="response_date",
        needs=("recommendations.origin", "recommendations.response_date"),
        better="lower",
        unit="days",
        breakdowns=(),
        whole=True,
        eligible=_OF_SCRUTINY,
        took=pl.col("days_to_answer"),
    ),
    Share(
        id="scrutiny_recommendations_by_state",
        catalogue="GOV-04",
        theme="governance",
        title="What became of scrutiny's recommendations",
        question="Were they accepted, acted on, closed?",
        definition=(
            "Recommendations of independent scrutiny made in the period, to one agency each, by what "
            "has become of them since."
        ),
        why_it_matters="A recommendation that was refused should be seen, with those that were not.",
        source=_SCRUTINY,
        of="nobody",
        rows="recommendations",
        counted_on="made_date",
        needs=("recommendations.origin", "recommendations.state"),
        better="context",
        unit="percent",
        breakdowns=(),
        whole=True,
        core=True,
        eligible=_OF_SCRUTINY,
        category="state_told",
        categories=codes.labels("recommendation_state") | {NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    Proportion(
        id="audits_graded_good_or_better",
        catalogue="GOV-05",
        theme="governance",
        title="Audits by several agencies graded good or better",
        question="What do audits say?",
        definition=(
            "Children whose records several agencies audited in the period and graded good or "
            "outstanding, as a share of those graded. One without a grade is not known."
        ),
        why_it_matters="An audit reads what figures cannot: whether the work was good.",
        source=WorkingTogether(2023, paragraphs=("94", "95", "104", "107", "141")),
        of="children",
        rows="practice_audits",
        counted_on="audit_date",
        needs=("practice_audits.audit_date", "practice_audits.grade"),
        better="context",
        unit="percent",
        breakdowns=(),
        whole=True,
        caution="Audits pick whom they look at, and by theme: two periods cannot be compared by them.",
        unknown=pl.col("grade").is_null(),
        met=pl.col("grade").is_in(["outstanding", "good"]),
    ),
    Proportion(
        id="report_milestones_met",
        catalogue="GOV-07",
        theme="governance",
        title="Milestones of the yearly report met",
        question="Will we publish lawfully and on time?",
        definition=(
            "Milestones of the yearly report due in the period that were met by their day, as a "
            "share of those due: signed by each of the three, published, sent on within seven days, "
            "and accessible. One that is not yet due is left out; one that is overdue is not met."
        ),
        why_it_matters="The report is how families see what was done: it is due by 30 September.",
        source=WorkingTogether(2023, paragraphs=("102", "109")),
        of="nobody",
        rows="report_milestones",
        counted_on="due_date",
        needs=("report_milestones.due_date", "report_milestones.done_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        whole=True,
        unknown=pl.col("done_date") > pl.col("known_to"),
        pending=pl.col("done_date").is_null() & _NOT_YET,
        met=(pl.col("done_date") <= pl.col("due_date")).fill_null(False),
    ),
    Share(
        id="disputes_by_stage",
        catalogue="GOV-09",
        theme="governance",
        title="How far disputes between partners went",
        question="Do we resolve disagreements?",
        definition=(
            "Disputes between safeguarding partners or relevant agencies raised in the period, each "
            "once, by the highest stage that it has reached."
        ),
        why_it_matters="Partners are expected to settle their differences among themselves.",
        source=_DISPUTES,
        of="nobody",
        rows="disputes",
        counted_on="raised_date",
        needs=("disputes.raised_date", "disputes.stage"),
        better="context",
        unit="percent",
        breakdowns=(),
        whole=True,
        category="stage",
        categories=codes.labels("dispute_stage") | {NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    Amount(
        id="disputes_raised",
        catalogue="GOV-09",
        theme="governance",
        title="Disputes raised between partners",
        question="How often do we fall out?",
        definition=(
            "Disputes between safeguarding partners or relevant agencies raised in the period, each "
            "once."
        ),
        why_it_matters="A dispute holds a partner to account, and costs time: it is neither good nor bad.",
        source=_DISPUTES,
        of="nobody",
        rows="disputes",
        counted_on="raised_date",
        needs=("disputes.raised_date",),
        better="context",
        unit="count",
        breakdowns=(),
        whole=True,
        dated=True,
    ),
    Proportion(
        id="disputes_resolved_locally",
        catalogue="GOV-09",
        theme="governance",
        title="Disputes between partners settled locally",
        question="Do we settle disputes ourselves?",
        definition=(
            "Disputes raised in the period that were settled by delegated or lead partners, as a "
            "share of those that were settled or went to the Secretary of State. One that is open "
            "is left out; one without a stage is not known."
        ),
        why_it_matters="What goes to the Secretary of State could not be settled by those who work here.",
        source=_DISPUTES,
        of="nobody",
        rows="disputes",
        counted_on="raised_date",
        needs=("disputes.raised_date", "disputes.stage", "disputes.resolved_date"),
        better="context",
        unit="percent",
        breakdowns=(),
        whole=True,
        unknown=pl.col("stage").is_null(),
        pending=pl.col("resolved_date").is_null() & (pl.col("stage") != "secretary_of_state"),
        met=pl.col("stage") != "secretary_of_state",
    ),
    Proportion(
        id="returns_received_on_time",
        catalogue="INF-01",
        theme="governance",
        title="Partners' returns that came in time",
        question="Do partners send the data they agreed to send?",
        definition=(
            "Returns owed by an agency and due in the period that came by their day and speak of "
            "the whole time they are owed for, as a share of those due. One that is not yet due is "
            "left out; one that is overdue did not come in time."
        ),
        why_it_matters="What is missing looks like good news: nothing can be said without the data.",
        source=_DATA,
        of="nobody",
        rows="returns_owed",
        counted_on="due_date",
        needs=_OWED,
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        unknown=pl.col("came") & pl.col("in_time").is_null(),
        pending=pl.col("in_time").is_null(),
        met=pl.col("in_time"),
    ),
    Proportion(
        id="returns_received_on_time_and_complete",
        catalogue="INF-01",
        theme="governance",
        title="Partners' returns that came in time and complete",
        question="And was everything filled in?",
        definition=(
            "Returns owed by an agency and due in the period that came by their day, speak of the "
            "whole time they are owed for, and have the agreed share of what should be filled in, as "
            "a share of those due. Of several files for the same return the last in time counts."
        ),
        why_it_matters="A return half empty tells of half the children.",
        source=_DATA,
        of="nobody",
        rows="returns_owed",
        counted_on="due_date",
        needs=_OWED,
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        conventions=("complete_return_percent",),
        whole=True,
        within="returns_received_on_time",
        core=True,
        unknown=pl.col("came") & pl.col("in_time").is_null(),
        pending=pl.col("in_time").is_null(),
        met=pl.col("in_time") & pl.col("complete").fill_null(False),
    ),
    Timeliness(
        id="information_requests_answered_in_time",
        catalogue="INF-02",
        theme="governance",
        title="Requests for information answered in time",
        question="Do agencies answer when they are asked?",
        definition=(
            "Requests to an agency for information about a child that were answered within the "
            "agreed working days, as a share of those answered in the period (or, on the due basis, "
            "due in it)."
        ),
        why_it_matters="Whoever is asked must answer: a child's safety may hang on one fact.",
        source=_REQUESTS,
        of="children",
        rows="information_requests",
        needs=(
            "information_requests.asked_date",
            "information_requests.answered_date",
            "information_requests.agency",
        ),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        conventions=(
            "information_request_working_days",
            "clock_day_zero",
            "due_date_is_in_time",
            "local_closure_days",
            "start_on_non_working_day",
        ),
        caution="The guidance gives no number of days: the limit is a local one.",
        clock=Clock("asked_date", "answered_date", "information_request_working_days"),
    ),
    Duration(
        id="days_to_answer_information_requests",
        catalogue="INF-02",
        theme="governance",
        title="Days until requests for information were answered",
        question="How long do answers take?",
        definition=(
            "Days from the day an agency was asked for information about a child to the day it "
            "answered, for requests answered in the period."
        ),
        why_it_matters="It needs no limit to show where people wait.",
        source=_REQUESTS,
        of="children",
        rows="information_requests",
        counted_on="answered_date",
        needs=("information_requests.asked_date", "information_requests.answered_date"),
        better="lower",
        unit="days",
        breakdowns=(),
        took=pl.col("days_to_answer"),
    ),
    *(
        Proportion(
            id=f"children_in_need_with_{line}",
            catalogue="INF-03",
            theme="governance",
            title=f"Children in need of whom we hold the {number}",
            question=f"Can we find a child by the {number}?",
            definition=(
                f"Children in need on the last day of the period{whose} of whom the {number} is "
                f"held, as a share of all of them. {_NUMBERS}"
            ),
            why_it_matters="Without a number that partners share nobody can put a child's story together.",
            source=_IDENTIFIERS,
            of="children",
            rows="children_in_need",
            counted_on="day",
            needs=(
                "referrals.referral_date",
                "referrals.closure_date",
                "children.birth_month",
                f"children.{field}",
            ),
            better="higher",
            unit="percent",
            breakdowns=(),
            conventions=("open_on_its_last_day",),
            snapshot=True,
            eligible=eligible,
            met=pl.col(f"has_{field}"),
        )
        for line, field, number, whose, eligible in (
            (
                "pupil_number",
                "upn",
                "unique pupil number",
                ", aged 5 to 15,",
                pl.col("age_years").is_between(5, 15),
            ),
            (
                "nhs_number",
                "nhs_number",
                "NHS number",
                ", those not yet born left out,",
                (pl.col("age_years") >= 0).fill_null(True),
            ),
        )
    ),
    Proportion(
        id="sharing_agreements_in_date",
        catalogue="INF-04",
        theme="governance",
        title="Sharing agreements and impact assessments in date",
        question="Is sharing lawful and up to date?",
        definition=(
            "Information sharing agreements and data protection impact assessments in force on the "
            "last day of the period that were made or last reviewed within the agreed months, as a "
            "share of all in force. Where only a later review is recorded, an earlier one may have "
            "been lost: it is not known."
        ),
        why_it_matters="Sharing that nobody has looked at for years may be neither safe nor enough.",
        source=WorkingTogether(2023, paragraphs=("32", "88")),
        of="nobody",
        rows="sharing_on_days",
        counted_on="day",
        needs=("sharing_agreements.made_date", "sharing_agreements.reviewed_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("agreement_review_months",),
        whole=True,
        snapshot=True,
        unknown=pl.col("in_date").is_null(),
        met=pl.col("in_date"),
    ),
)
