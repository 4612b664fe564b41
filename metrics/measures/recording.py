"""Recording: can we see who is affected?"""

import polars as pl

from metrics.characteristics import NOT_RECORDED
from metrics.measure import Measure, Proportion, WorkingTogether


def _recorded(
    what: str,
    column: str,
    field: str,
    title: str,
    known: str,
    *,
    core: bool = True,
    comparator: str | None = None,
    is_flag: bool = False,
) -> Proportion:
    return Proportion(
        id=f"{what}_recorded",
        catalogue="EQY-02",
        theme="recording",
        title=title,
        question=f"Do we know the {what} of the children we work with?",
        definition=(
            f"Children in need on the last day of the period whose {what} is recorded, as a share "
            f"of all of them. {known} Children not yet born are left out."
        ),
        why_it_matters="What is not recorded cannot be compared: a gap here can hide unfairness.",
        source=WorkingTogether(2023, paragraphs=("16", "40")),
        of="children",
        rows="children_in_need",
        counted_on="day",
        needs=("referrals.referral_date", "referrals.closure_date", field),
        better="higher",
        unit="percent",
        # Not by age: beside the children in need of each age it would count those not yet born.
        breakdowns=("locality", "referral_source", "primary_need"),
        comparator=comparator,
        conventions=("open_on_its_last_day",),
        snapshot=True,
        core=core,
        eligible=(pl.col("age_years") >= 0).fill_null(True),
        met=pl.col(column) if column.endswith("_recorded") else pl.col(column) != NOT_RECORDED,
    )


MEASURES: tuple[Measure, ...] = (
    _recorded(
        "ethnicity",
        "ethnicity",
        "children.ethnicity",
        "Ethnicity recorded",
        "'Refused' and 'not yet obtained' count as not recorded.",
        comparator="ethnicity_recorded",
    ),
    _recorded(
        "disability",
        "disability",
        "children.disabled",
        "Disability recorded",
        "'No disability' counts as recorded.",
    ),
    _recorded(
        "age",
        "age_band",
        "children.birth_month",
        "Age recorded",
        "It takes a date of birth.",
        core=False,
    ),
    Proportion(
        id="assessments_with_a_factor",
        catalogue="DEM-12",
        theme="recording",
        title="Assessments with a factor recorded",
        question="How complete are the factors?",
        definition=(
            "Children's episodes assessed in the period in which at least one factor was recorded, "
            "as a share of all episodes assessed in it."
        ),
        why_it_matters="The factors speak only for the assessments that have one.",
        source=WorkingTogether(2023, paragraphs=("124", "155")),
        of="children",
        rows="assessed_episodes",
        counted_on="authorised_date",
        needs=("assessments.authorised_date", "assessment_factors.factor"),
        better="higher",
        unit="percent",
        breakdowns=("age_band", "sex", "ethnicity"),
        met=pl.col("factors").list.len() > 0,
    ),
    _recorded("sex", "sex", "children.sex", "Sex recorded", "'Not known' counts as not recorded."),
    Proportion(
        id="children_named_by_partners_matched",
        catalogue="INF-03",
        theme="recording",
        title="Children named by partners whom we could match",
        question="Do partners and the authority mean the same child?",
        definition=(
            "Children whom a partner told of in a return during the year, once for each partner and kind of "
            "return, who could be matched to a child that social care knows, as a share of all of them. "
            "They are matched by the authority's identifier, the unique pupil number or the NHS number, and "
            "never by name. Lists of all pupils are left out: most pupils are rightly not known."
        ),
        why_it_matters=(
            "What cannot be matched stays unknown wherever a figure is shown by social care status."
        ),
        source=WorkingTogether(2023, paragraphs=("28", "29", "30")),
        of="children",
        rows="children_named",
        counted_on="told_date",
        needs=("children.sex",),
        better="context",
        unit="percent",
        breakdowns=("agency",),
        yearly=True,
        met=pl.col("matched"),
    ),
    _recorded(
        "religion",
        "religion_recorded",
        "children.religion_recorded",
        "Religion recorded",
        "'None' counts as recorded; which it is we do not hold.",
        core=False,
        is_flag=True,
    ),
    _recorded(
        "language",
        "language_recorded",
        "children.language_recorded",
        "First language recorded",
        "Which it is we do not hold.",
        core=False,
        is_flag=True,
    ),
)
