"""Voice of the child: was the child seen and heard?"""

import polars as pl

from metrics.measure import Measure, Proportion, WorkingTogether

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
)
