"""Voice of the child: was the child seen and heard?"""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import Characteristic, Measure, Proportion, Share, WorkingTogether

_FEEDBACK = WorkingTogether(2023, paragraphs=("60", "64", "107", "120"))

_A_FEW: tuple[Characteristic, ...] = ("age_band", "sex", "ethnicity", "disability", "locality")
_CONFERENCE = pl.col("kind").is_in(["icpc", "review"])
_TOO_YOUNG_FOR_AN_ADVOCATE = (pl.col("age_years") < pl.col("advocacy_from_age")).fill_null(False)
_OF_CONFERENCES = WorkingTogether(
    2023, paragraphs=("13",), boxes=("Initial child protection conferences",)
)
_ADVOCACY = WorkingTogether(2023, paragraphs=("13", "131"))
_FAMILY = WorkingTogether(
    2023, paragraphs=("18", "184", "185"), boxes=("Initial child protection conferences",)
)

MEASURES: tuple[Measure, ...] = (
    Proportion(
        id="child_seen_in_assessment",
        catalogue="VOI-01",
        theme="voice",
        title="Children seen during their assessment",
        question="Did we see the child?",
        definition=(
            "Assessments finished in the period in which the child was seen, as a share of those "
            "where it was recorded whether the child was seen. Children not yet born are left "
            "out. Whether the child was seen alone is not in an Annex A workbook."
        ),
        why_it_matters="Reviews of children's deaths find again and again a child whom nobody had seen.",
        source=WorkingTogether(
            2023, paragraphs=("13", "14", "153"), boxes=("Initiating section 47 enquiries",)
        ),
        of="children",
        rows="assessments",
        counted_on="authorised_date",
        needs=("assessments.authorised_date", "assessments.child_seen"),
        better="higher",
        unit="percent",
        core=True,
        eligible=pl.col("authorised_date") <= pl.col("known_to"),
        excluded=pl.col("unborn"),
        unknown=pl.col("child_seen").is_null(),
        met=pl.col("child_seen"),
    ),
    Share(
        id="feedback_by_source",
        catalogue="VOI-06",
        theme="voice",
        title="Who gave feedback",
        question="Do we ask children and families?",
        definition="Items of feedback received in the period, by who gave them.",
        why_it_matters="Children see other things than their parents do, and are asked less often.",
        source=_FEEDBACK,
        of="families",
        rows="feedback",
        counted_on="received_date",
        needs=("feedback.received_date", "feedback.source"),
        better="context",
        unit="percent",
        breakdowns=(),
        whole=True,
        core=True,
        category="source",
        categories=codes.labels("feedback_source") | {NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    Proportion(
        id="feedback_answered",
        catalogue="VOI-06",
        theme="voice",
        title="Feedback with an answer or an action",
        question="Does anybody answer?",
        definition=(
            "Items of feedback received in the period that were answered, or for which an action is "
            "recorded, as a share of all of them."
        ),
        why_it_matters="Whoever never hears back will not speak a second time.",
        source=_FEEDBACK,
        of="families",
        rows="feedback",
        counted_on="received_date",
        needs=("feedback.received_date", "feedback.response_date", "feedback.action_due_date"),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        met=pl.any_horizontal(
            pl.col("response_date", "action_due_date", "action_done_date").is_not_null()
        ),
    ),
    Proportion(
        id="feedback_acted_on",
        catalogue="VOI-06",
        theme="voice",
        title="Feedback that changed something",
        question="Do we change something because of what families say?",
        definition=(
            "Items of feedback received in the period whose action was done, as a share of all of "
            "them. Those with an action that is not yet due are left out; those without an action "
            "are not."
        ),
        why_it_matters="Asking without acting teaches families that it is no use to speak.",
        source=_FEEDBACK,
        of="families",
        rows="feedback",
        counted_on="received_date",
        needs=("feedback.received_date", "feedback.action_due_date", "feedback.action_done_date"),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        within="feedback_answered",
        core=True,
        caution="Not all feedback asks for an action: praise counts here as not acted on.",
        unknown=pl.col("action_done_date") > pl.col("known_to"),
        pending=pl.col("action_done_date").is_null()
        & (pl.col("action_due_date") >= pl.col("known_to")).fill_null(False),
        met=pl.col("action_done_date").is_not_null(),
    ),
    Proportion(
        id="child_seen_alone_in_assessment",
        catalogue="VOI-01",
        theme="voice",
        title="Children seen alone during their assessment",
        question="Did the child have a chance to speak to us alone?",
        definition=(
            "Assessments finished in the period in which the child was seen alone, as a share of "
            "those where it is recorded whether the child was. Children under three are left out, "
            "and children who did not want to be seen alone or for whom it was not right."
        ),
        why_it_matters="Some things a child can only say when nobody else listens.",
        source=WorkingTogether(
            2023, paragraphs=("13", "14", "153"), boxes=("Initiating section 47 enquiries",)
        ),
        of="children",
        rows="children_seen_alone",
        counted_on="authorised_date",
        needs=("assessment_practice.child_seen_alone",),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=("seen_alone_from_age",),
        core=True,
        excluded=(pl.col("age_years") < pl.col("from_age")).fill_null(False)
        | pl.col("child_seen_alone").is_in(["refused", "not_appropriate"]).fill_null(False),
        unknown=pl.col("age_years").is_null() | pl.col("child_seen_alone").is_null(),
        met=pl.col("child_seen_alone") == "yes",
    ),
    Proportion(
        id="children_taking_part_in_conferences",
        catalogue="VOI-03",
        theme="voice",
        title="Children who took part in their conference",
        question="Was the child part of the conference, in whichever way suited them?",
        definition=(
            "Child protection conferences held in the period, counted for each child of four or "
            "older, in which the child spoke, showed their views without words, had an advocate, "
            "or had their views told in another way, as a share of those where it is recorded. A "
            "child who came and said nothing did not take part."
        ),
        why_it_matters="The conference is about the child's life: the child's view belongs in it.",
        source=_OF_CONFERENCES,
        of="children",
        rows="children_at_meetings",
        counted_on="meeting_date",
        needs=("meeting_children.meeting_date", "meeting_children.participation"),
        better="higher",
        unit="percent",
        breakdowns=_A_FEW,
        conventions=("participation_from_age",),
        core=True,
        eligible=_CONFERENCE,
        excluded=(pl.col("participation") == "PN0").fill_null(False)
        | (pl.col("age_years") < pl.col("participation_from_age")).fill_null(False),
        unknown=pl.col("participation").is_null(),
        met=pl.col("participation").is_in(["PN1", "PN2", "PN3", "PN5", "PN6"]),
    ),
    Proportion(
        id="advocacy_offered_before_conference",
        catalogue="VOI-04",
        theme="voice",
        title="Children offered an advocate before their conference",
        question="Were children offered somebody to speak for them?",
        definition=(
            "Child protection conferences held in the period, counted for each child of five or "
            "older, before whose day the child was offered an advocate, as a share of all of them. "
            "An offer that is not recorded counts as no."
        ),
        why_it_matters="An advocate can say what a child does not dare to.",
        source=_ADVOCACY,
        of="children",
        rows="children_at_meetings",
        counted_on="meeting_date",
        needs=("meeting_children.meeting_date", "meeting_children.advocacy_offered_date"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "ethnicity", "disability", "locality"),
        conventions=("advocacy_from_age",),
        eligible=_CONFERENCE,
        excluded=_TOO_YOUNG_FOR_AN_ADVOCATE,
        unknown=pl.col("age_years").is_null(),
        met=(pl.col("advocacy_offered_date") < pl.col("meeting_date")).fill_null(False),
    ),
    Proportion(
        id="advocacy_received_at_conference",
        catalogue="VOI-04",
        theme="voice",
        title="Children with an advocate at their conference",
        question="And did an advocate come?",
        definition=(
            "Child protection conferences held in the period, counted for each child of five or "
            "older, in which an advocate took part, as a share of all of them. What is not "
            "recorded counts as no."
        ),
        why_it_matters="An offer helps only where somebody comes.",
        source=_ADVOCACY,
        of="children",
        rows="children_at_meetings",
        counted_on="meeting_date",
        needs=("meeting_children.meeting_date", "meeting_children.advocacy_received"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("advocacy_from_age",),
        eligible=_CONFERENCE,
        excluded=_TOO_YOUNG_FOR_AN_ADVOCATE,
        unknown=pl.col("age_years").is_null(),
        met=pl.col("advocacy_received").fill_null(False),
    ),
    Proportion(
        id="parents_at_conferences",
        catalogue="VOI-05",
        theme="voice",
        title="Conferences with a parent or carer",
        question="Did parents take part?",
        definition=(
            "Child protection conferences held in the period, counted for each child, with at "
            "least one parent or carer, as a share of those where it is recorded."
        ),
        why_it_matters="A plan made without the parents is hard for them to own.",
        source=_FAMILY,
        of="children",
        rows="children_at_meetings",
        counted_on="meeting_date",
        needs=("meeting_children.meeting_date", "meeting_children.parent_attended"),
        better="higher",
        unit="percent",
        breakdowns=("ethnicity", "disability"),
        eligible=_CONFERENCE,
        unknown=pl.col("parent_attended").is_null(),
        met=pl.col("parent_attended"),
    ),
    Proportion(
        id="wider_family_at_conferences",
        catalogue="VOI-05",
        theme="voice",
        title="Conferences with the wider family",
        question="Did grandparents, aunts, uncles or friends of the family take part?",
        definition=(
            "Child protection conferences held in the period, counted for each child, with at "
            "least one person of the wider family network, as a share of those where it is "
            "recorded."
        ),
        why_it_matters="The family network may keep a child safe where parents alone cannot.",
        source=_FAMILY,
        of="children",
        rows="children_at_meetings",
        counted_on="meeting_date",
        needs=("meeting_children.meeting_date", "meeting_children.family_attended"),
        better="higher",
        unit="percent",
        breakdowns=(),
        eligible=_CONFERENCE,
        unknown=pl.col("family_attended").is_null(),
        met=pl.col("family_attended"),
    ),
    Proportion(
        id="interpreter_present_when_needed",
        catalogue="VOI-07",
        theme="voice",
        title="Interpreters present when needed",
        question="Could families understand what was said?",
        definition=(
            "Meetings about children held in the period, counted for each child, at which an "
            "interpreter was present, as a share of those where one was needed. Where it is not "
            "recorded whether one was needed, or was there, it is counted as not known."
        ),
        why_it_matters="Nobody can agree to a plan that they do not understand.",
        source=WorkingTogether(2023, paragraphs=("18",)),
        of="children",
        rows="children_at_meetings",
        counted_on="meeting_date",
        needs=(
            "meeting_children.meeting_date",
            "meeting_children.interpreter_needed",
            "meeting_children.interpreter_present",
        ),
        better="higher",
        unit="percent",
        breakdowns=("meeting_kind",),
        eligible=pl.col("interpreter_needed").fill_null(True),
        unknown=pl.col("interpreter_needed").is_null() | pl.col("interpreter_present").is_null(),
        met=pl.col("interpreter_present"),
    ),
)
