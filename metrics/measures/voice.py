"""Voice of the child: was the child seen and heard?"""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import Measure, Proportion, Share, WorkingTogether

_FEEDBACK = WorkingTogether(2023, paragraphs=("60", "64", "107", "120"))

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
)
