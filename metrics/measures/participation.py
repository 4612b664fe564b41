"""Participation: who was in the room?"""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import Amount, Duration, Measure, Proportion, Share, WorkingTogether

_DISCUSSION = WorkingTogether(2023, boxes=("Strategy discussion",))
_SCHOOLS = WorkingTogether(2023, paragraphs=("77", "78"), boxes=("Strategy discussion",))
_CONFERENCE = WorkingTogether(
    2023,
    paragraphs=("276", "280", "303"),
    boxes=("Initial child protection conferences", "Child protection review conference"),
)
_CHALLENGE = WorkingTogether(2023, paragraphs=("27", "110", "151"))
_SAT_IN = "Taking part is coming, being on the line or on the telephone; a view sent before is not."
_INVITED = (
    "A deputy counts. An agency that the chair marked as having no involvement is left out, and an "
    "invitation of which nobody wrote down whether it was taken up is not known."
)
_IS_CONFERENCE = pl.col("kind").is_in(["icpc", "review"]).fill_null(False)
_NOT_KNOWN = pl.col("invited").is_null() | pl.col("present").is_null()
_ATTENDANCES = ("attendances.agency", "attendances.attended")
_INVITATIONS = (*_ATTENDANCES, "attendances.invited")
_REPORTS = ("attendances.agency", "attendances.invited", "attendances.report_date")

MEASURES: tuple[Measure, ...] = (
    Proportion(
        id="strategy_discussions_with_three_agencies",
        catalogue="PAR-01",
        theme="participation",
        title="Strategy discussions with social care, health and police",
        question="Do social care, health and police all take part?",
        definition=(
            "Strategy discussions held in the period in which social care, health and the police "
            "all took part, as a share of those where it is recorded who did. Each discussion "
            f"counts, one that goes on from another too. {_SAT_IN} Where the attendance of anybody "
            "is recorded, an agency of the three that is not named was absent."
        ),
        why_it_matters="No agency alone has the whole picture: decisions without one of them miss part.",
        source=_DISCUSSION,
        of="nobody",
        rows="strategy_discussions",
        counted_on="meeting_date",
        needs=_ATTENDANCES,
        better="higher",
        unit="percent",
        breakdowns=(),
        core=True,
        caution="It counts meetings, not children: one meeting can be about several.",
        unknown=pl.col("three_present").is_null(),
        met=pl.col("three_present"),
    ),
    Share(
        id="agencies_missing_from_strategy_discussions",
        catalogue="PAR-01",
        theme="participation",
        title="Which agency was missing from strategy discussions",
        question="Which of the three was not there?",
        definition=(
            "Strategy discussions held in the period where it is known whether all three took "
            "part, by which of social care, health and police did not. Several can be missing from "
            "one, so the shares do not add up to 100."
        ),
        why_it_matters="It names whom to talk with.",
        source=_DISCUSSION,
        of="nobody",
        rows="strategy_discussions",
        counted_on="meeting_date",
        needs=_ATTENDANCES,
        better="lower",
        unit="percent",
        breakdowns=(),
        core=True,
        eligible=pl.col("three_present").is_not_null(),
        category="missing",
        categories={
            "social_care": "Social care was missing",
            "health": "Health was missing",
            "police": "The police were missing",
        },
        several=True,
    ),
    Proportion(
        id="strategy_discussion_participation_by_agency",
        catalogue="PAR-02",
        theme="participation",
        title="Agencies taking part in strategy discussions",
        question="Who was missing?",
        definition=(
            "Places at strategy discussions held in the period that were taken, as a share of those "
            "where it is known. Social care, health and police have a place at each, asked or not; "
            f"other agencies where they were asked. {_SAT_IN}"
        ),
        why_it_matters="An agency that was not there could not say what it knew.",
        source=_DISCUSSION,
        of="nobody",
        rows="strategy_places",
        counted_on="meeting_date",
        needs=_INVITATIONS,
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        excluded=~pl.col("required") & pl.col("no_involvement"),
        unknown=pl.col("present").is_null() | (~pl.col("required") & pl.col("invited").is_null()),
        met=pl.col("present"),
    ),
    *(
        Proportion(
            id=f"education_in_strategy_discussions_{line}",
            catalogue="PAR-03",
            theme="participation",
            title=f"Schools in strategy discussions, {when}",
            question=f"Is education in the room {when}?",
            definition=(
                f"Strategy discussions held {when} about a child of 4 to 16 who is at a school, "
                "in which a school or nursery took part, as a share of those where it is recorded "
                "who did. A child is as old as on the last day of the month. Where no school is "
                "recorded, or not which child it was, it is not known."
            ),
            why_it_matters="A school sees a child nearly every day: nobody knows more of how things go.",
            source=_SCHOOLS,
            of="nobody",
            rows="strategy_discussions",
            counted_on="meeting_date",
            needs=(
                *_ATTENDANCES,
                "meeting_children.school",
                "children.birth_month",
                "school_days.open",
            ),
            better="higher",
            unit="percent",
            breakdowns=(),
            eligible=pl.col("pupil").fill_null(True) & eligible,
            unknown=pl.col("pupil").is_null()
            | pl.col("in_term").is_null()
            | pl.col("education_present").is_null(),
            met=pl.col("education_present"),
        )
        for line, when, eligible in (
            ("in_term", "in term time", pl.col("in_term").fill_null(True)),
            ("out_of_term", "out of term", ~pl.col("in_term").fill_null(True)),
        )
    ),
    Proportion(
        id="conference_attendance_by_agency",
        catalogue="PAR-04",
        theme="participation",
        title="Agencies attending child protection conferences",
        question="Do the agencies who should be there turn up?",
        definition=(
            "Invitations to first and review child protection conferences held in the period that "
            "an agency took up, in person or from afar, as a share of those where it is known. "
            f"{_INVITED}"
        ),
        why_it_matters="A plan that an agency helped to make is one that it can keep.",
        source=_CONFERENCE,
        of="nobody",
        rows="invitations",
        counted_on="meeting_date",
        needs=_INVITATIONS,
        better="higher",
        unit="percent",
        breakdowns=("agency", "meeting_kind"),
        core=True,
        eligible=_IS_CONFERENCE,
        excluded=pl.col("no_involvement"),
        unknown=_NOT_KNOWN,
        met=pl.col("present"),
    ),
    Proportion(
        id="conference_reports_received",
        catalogue="PAR-05",
        theme="participation",
        title="Reports for conferences that came",
        question="Did each agency send a report?",
        definition=(
            "Invitations to first and review child protection conferences held in the period for "
            "which the agency's report came, early or late, as a share of all. No report by the "
            "time of the conference is none. Agencies marked as having no involvement are left out."
        ),
        why_it_matters="Where nobody can come, the report is what the agency gives.",
        source=_CONFERENCE,
        of="nobody",
        rows="invitations",
        counted_on="meeting_date",
        needs=_REPORTS,
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        eligible=_IS_CONFERENCE,
        excluded=pl.col("no_involvement"),
        unknown=pl.col("invited").is_null(),
        met=pl.col("report_date").is_not_null(),
    ),
    Proportion(
        id="conference_reports_in_time",
        catalogue="PAR-05",
        theme="participation",
        title="Reports for conferences that came in time",
        question="Could the family read each report beforehand?",
        definition=(
            "Invitations to first and review child protection conferences held in the period for "
            "which the agency's report came the agreed number of working days before, as a share "
            "of all invitations. A report that never came was not in time. Agencies marked as "
            "having no involvement are left out."
        ),
        why_it_matters="A family that reads a report in the room cannot prepare for what it says.",
        source=WorkingTogether(
            2023, paragraphs=("18",), boxes=("Initial child protection conferences",)
        ),
        of="nobody",
        rows="invitations",
        counted_on="meeting_date",
        needs=_REPORTS,
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        conventions=(
            "report_working_days_before_first_conference",
            "report_working_days_before_review",
            "local_closure_days",
        ),
        caution="The guidance gives no number of days: the limit is a local one.",
        eligible=_IS_CONFERENCE,
        excluded=pl.col("no_involvement"),
        unknown=pl.col("invited").is_null() | pl.col("report_in_time").is_null(),
        met=pl.col("report_in_time"),
    ),
    Proportion(
        id="quorate_conferences",
        catalogue="PAR-06",
        theme="participation",
        title="Conferences with enough agencies to decide",
        question="Did several agencies decide together?",
        definition=(
            "First and review child protection conferences held in the period that social care "
            "and at least the agreed number of other agencies attended, as a share of those where "
            "it is known. The family is no agency, nor is the partnership's own office."
        ),
        why_it_matters="A decision to protect a child should not be one agency's alone.",
        source=WorkingTogether(
            2023,
            boxes=("Initial child protection conferences", "Child protection review conference"),
        ),
        of="nobody",
        rows="conferences_attended",
        counted_on="meeting_date",
        needs=_ATTENDANCES,
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("quorum_other_agencies",),
        caution="The guidance sets no number of agencies: the limit is a local one.",
        unknown=pl.col("quorate").is_null(),
        met=pl.col("quorate"),
    ),
    Proportion(
        id="core_group_attendance_by_agency",
        catalogue="PAR-07",
        theme="participation",
        title="Agencies attending core groups",
        question="Do agencies stay with the plan?",
        definition=(
            "Invitations to core groups held in the period that an agency took up, in person or "
            f"from afar, as a share of those where it is known. {_INVITED}"
        ),
        why_it_matters="The core group turns a plan into help: who stays away leaves it to others.",
        source=WorkingTogether(2023, paragraphs=("276",), boxes=("The child protection plan",)),
        of="nobody",
        rows="invitations",
        counted_on="meeting_date",
        needs=_INVITATIONS,
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        eligible=(pl.col("kind") == "core_group").fill_null(False),
        excluded=pl.col("no_involvement"),
        unknown=_NOT_KNOWN,
        met=pl.col("present"),
    ),
    Amount(
        id="escalations_raised",
        catalogue="PAR-09",
        theme="participation",
        title="Disagreements between practitioners that were escalated",
        question="Are disagreements raised?",
        definition=(
            "Disagreements between practitioners of different agencies that were taken to the next "
            "level in the period, by the agency that raised them."
        ),
        why_it_matters="Challenge protects children: very few may mean that people keep silent.",
        source=_CHALLENGE,
        of="nobody",
        rows="escalations",
        counted_on="raised_date",
        needs=("escalations.raised_date",),
        better="context",
        unit="count",
        breakdowns=("agency",),
    ),
    Proportion(
        id="escalations_resolved",
        catalogue="PAR-09",
        theme="participation",
        title="Escalated disagreements that were resolved",
        question="Are disagreements resolved?",
        definition=(
            "Disagreements escalated in the period that have been resolved since, as a share of all "
            "escalated in it. What is open counts as not resolved."
        ),
        why_it_matters="A disagreement left open is a decision about a child left open.",
        source=_CHALLENGE,
        of="nobody",
        rows="escalations",
        counted_on="raised_date",
        needs=("escalations.raised_date", "escalations.resolved_date"),
        better="context",
        unit="percent",
        breakdowns=(),
        settles_in_months=3,
        unknown=(pl.col("resolved_date") < pl.col("raised_date"))
        | (pl.col("resolved_date") > pl.col("known_to")),
        met=pl.col("resolved_date").is_not_null(),
    ),
    Share(
        id="escalations_by_stage",
        catalogue="PAR-09",
        theme="participation",
        title="How far disagreements went before they were resolved",
        question="At which stage are disagreements resolved?",
        definition=(
            "Escalated disagreements resolved in the period by the highest stage that they reached, "
            "those without a stage recorded too."
        ),
        why_it_matters="Most should be settled close to the family, at the first stage.",
        source=_CHALLENGE,
        of="nobody",
        rows="escalations",
        counted_on="resolved_date",
        needs=("escalations.resolved_date", "escalations.stage"),
        better="context",
        unit="percent",
        breakdowns=(),
        eligible=pl.col("resolved_date") <= pl.col("known_to"),
        category="highest_stage",
        categories={
            "1": "First stage",
            "2": "Second stage",
            "3": "Third stage",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    Duration(
        id="working_days_to_resolve_escalations",
        catalogue="PAR-09",
        theme="participation",
        title="Working days until a disagreement was resolved",
        question="How long do disagreements last?",
        definition=(
            "Working days from the day a disagreement was escalated to the day it was resolved, for "
            "those resolved in the period."
        ),
        why_it_matters="A child waits while those who should help disagree.",
        source=_CHALLENGE,
        of="nobody",
        rows="escalations",
        counted_on="resolved_date",
        needs=("escalations.raised_date", "escalations.resolved_date"),
        better="context",
        unit="working_days",
        breakdowns=(),
        conventions=("local_closure_days",),
        took=pl.col("working_days"),
    ),
    Share(
        id="enquiries_by_kind",
        catalogue="PAR-10",
        theme="participation",
        title="Who carries out section 47 enquiries",
        question="Do police and social care look into harm together?",
        definition=(
            "Children at strategy discussions held in the period that decided on a section 47 "
            "enquiry, by who was to carry it out. Those of whom no decision is recorded are shown "
            "as such; a discussion that decided on no enquiry is left out."
        ),
        why_it_matters=(
            "Whether police and social care act together is decided at the strategy discussion."
        ),
        source=WorkingTogether(
            2023, boxes=("Strategy discussion", "Initiating section 47 enquiries")
        ),
        of="children",
        rows="enquiries_decided",
        counted_on="meeting_date",
        needs=("attendances.enquiry_kind", "meeting_children.meeting_date"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "sex", "ethnicity"),
        category="enquiry_kind",
        categories={
            "joint": "Police and social care together",
            "social_care": "Social care alone",
            "police": "Police alone",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    Proportion(
        id="education_at_strategic_meetings",
        catalogue="EDP-04",
        theme="participation",
        title="Education at the table where strategy is decided",
        question="Is education there when strategy is decided?",
        definition=(
            "Meetings of lead and delegated safeguarding partners and of the executive held in the "
            "period at which somebody came for schools and education, a deputy too, as a share of "
            "those where it is recorded who came."
        ),
        why_it_matters="What schools see should reach those who decide for the whole area.",
        source=WorkingTogether(2023, paragraphs=("77", "78", "107")),
        of="nobody",
        rows="strategic_meetings",
        counted_on="meeting_date",
        needs=_ATTENDANCES,
        better="higher",
        unit="percent",
        breakdowns=("meeting_kind",),
        whole=True,
        dated=True,
        core=True,
        unknown=pl.col("education_present").is_null(),
        met=pl.col("education_present"),
    ),
    Share(
        id="education_sectors_at_strategic_meetings",
        catalogue="EDP-04",
        theme="participation",
        title="Parts of education at the table where strategy is decided",
        question="Which parts of education are there?",
        definition=(
            "Meetings of lead and delegated safeguarding partners and of the executive held in the "
            "period where it is recorded whether education came, by the part of education that "
            "did. Several can come to one meeting, so the shares do not add up to 100."
        ),
        why_it_matters="A secondary school cannot speak for a nursery, nor a college for either.",
        source=WorkingTogether(2023, paragraphs=("77", "78", "107")),
        of="nobody",
        rows="strategic_meetings",
        counted_on="meeting_date",
        needs=(*_ATTENDANCES, "attendances.sector"),
        better="higher",
        unit="percent",
        breakdowns=(),
        whole=True,
        core=True,
        eligible=pl.col("education_present").is_not_null(),
        category="sectors",
        categories=codes.labels("education_sector") | {NOT_RECORDED: NOT_RECORDED_LABEL},
        several=True,
    ),
    Proportion(
        id="education_attendance_at_working_groups",
        catalogue="EDP-05",
        theme="participation",
        title="Education attending working groups",
        question="Do schools take part in working groups?",
        definition=(
            "Invitations of schools and education to the partnership's working groups that met in "
            f"the period that were taken up, as a share of those where it is known. {_INVITED}"
        ),
        why_it_matters="Working groups write what practitioners then do: schools should help write it.",
        source=WorkingTogether(2023, paragraphs=("78", "107")),
        of="nobody",
        rows="invitations",
        counted_on="meeting_date",
        needs=_INVITATIONS,
        better="higher",
        unit="percent",
        breakdowns=("education_sector",),
        whole=True,
        eligible=((pl.col("kind") == "subgroup") & (pl.col("agency") == "education")).fill_null(
            False
        ),
        excluded=pl.col("no_involvement"),
        unknown=_NOT_KNOWN,
        met=pl.col("present"),
    ),
    Proportion(
        id="leaders_meetings_with_all_three_partners",
        catalogue="GOV-01",
        theme="participation",
        title="Leaders' meetings with all three safeguarding partners",
        question="Do leaders attend?",
        definition=(
            "Meetings of lead and of delegated safeguarding partners held in the period at which "
            "social care, health and the police were all there, deputies counted, as a share of "
            "those where it is known."
        ),
        why_it_matters="The three answer together for the arrangements, and decide them together.",
        source=WorkingTogether(2023, paragraphs=("50", "57", "60", "107")),
        of="nobody",
        rows="strategic_meetings",
        counted_on="meeting_date",
        needs=_ATTENDANCES,
        better="higher",
        unit="percent",
        breakdowns=("meeting_kind",),
        whole=True,
        dated=True,
        eligible=pl.col("kind").is_in(["lsp", "dsp"]).fill_null(False),
        unknown=pl.col("three_present").is_null(),
        met=pl.col("three_present"),
    ),
    Share(
        id="who_came_to_leaders_meetings",
        catalogue="GOV-01",
        theme="participation",
        title="Who came for each safeguarding partner",
        question="Do leaders come themselves?",
        definition=(
            "Places of social care, health and the police at meetings of lead and of delegated "
            "safeguarding partners held in the period, by whether the partner came, a deputy or "
            "nobody. Somebody of whom nobody wrote that it was a deputy counts as the partner."
        ),
        why_it_matters="A deputy can be in the room without being able to decide.",
        source=WorkingTogether(2023, paragraphs=("50", "57", "60", "107")),
        of="nobody",
        rows="leaders_places",
        counted_on="meeting_date",
        needs=(*_ATTENDANCES, "attendances.deputy"),
        better="context",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        category="place",
        categories={
            "partner": "The partner came",
            "deputy": "A deputy came",
            "nobody": "Nobody came",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
)
