"""The chain of decisions (EQY-01): of the children of one step, how many went on to the next."""

import polars as pl

from metrics.measure import (
    OF_A_CHILD,
    Characteristic,
    Measure,
    Proportion,
    Rate,
    WorkingTogether,
)

_SOURCE = WorkingTogether(2023, paragraphs=("16", "40", "95"))
_WHY = (
    "Where one group goes on more often than another, the gap opens at that step and not before it."
)
_BREAKDOWNS: tuple[Characteristic, ...] = (
    *OF_A_CHILD,
    "referral_source",
    "primary_need",
    "ethnicity_and_sex",
    "ethnicity_and_age_band",
)
_ONCE_A_YEAR = "Each child counts once a year. A child whose days are not over yet is left out."
_CAUTION = "After an unequal step the children are already chosen: never read one step alone."


def _step(
    id: str,
    title: str,
    question: str,
    definition: str,
    step: str,
    of: str | None,
    needs: tuple[str, ...],
    days: tuple[str, ...],
) -> Proportion:
    return Proportion(
        id=id,
        catalogue="EQY-01",
        theme="chain",
        title=title,
        question=question,
        definition=f"{definition} {_ONCE_A_YEAR}",
        why_it_matters=_WHY,
        source=_SOURCE,
        of="children",
        rows="referred_children",
        counted_on="referral_date",
        needs=("referrals.referral_date", *needs),
        better="context",
        unit="percent",
        breakdowns=_BREAKDOWNS,
        conventions=(*days, "merge_reopened_within_days"),
        core=True,
        caution=_CAUTION,
        yearly=True,
        eligible=pl.lit(True) if of is None else pl.col(of),
        too_recent=pl.col(f"recent_{step}"),
        met=pl.col(step),
    )


_ASSESSED = "assessments.start_date"
_ENQUIRED = "section_47_enquiries.start_date"
_CONFERRED = "conferences.conference_date"
_PROTECTED = "plans.start_date"

_DAYS = (
    "referral_to_assessment_days",
    "assessment_to_enquiry_days",
    "enquiry_to_conference_days",
    "conference_to_plan_days",
    "plan_to_looked_after_days",
)

REFERRED = "children_referred_per_10000_children"
"""The first step: children referred, of those who live here."""

MEASURES: tuple[Measure, ...] = (
    Proportion(
        id="contacted_children_referred",
        catalogue="EQY-01",
        theme="chain",
        title="From contact to referral",
        question="Of the children whom somebody was worried about, who is referred?",
        definition=(
            "Children about whom the front door had a contact in the year and who were referred within the "
            "agreed days of their first, as a share of all children with a contact in it. Each child counts "
            "once a year. A child whose days are not over yet is left out."
        ),
        why_it_matters=_WHY,
        source=_SOURCE,
        of="children",
        rows="contacted_children",
        counted_on="contact_date",
        needs=("front_door_contacts.contact_date", "front_door_contacts.outcome"),
        better="context",
        unit="percent",
        breakdowns=_BREAKDOWNS[:-3],
        conventions=("contact_to_referral_days",),
        core=True,
        caution="These are not the children of the next steps: a referral may come without a contact.",
        yearly=True,
        too_recent=pl.col("recent_referred"),
        met=pl.col("referred"),
    ),
    Rate(
        id=REFERRED,
        catalogue="EQY-01",
        theme="chain",
        title="Children referred at least once",
        question="Of all children who live here, who is referred?",
        definition=(
            "Children with a referral in the year that did not fall on an open episode, for every "
            "10,000 children who live here. Each child counts once a year, however often it is "
            "referred."
        ),
        why_it_matters="Who reaches children's social care at all is the first step where a gap can open.",
        source=_SOURCE,
        of="children",
        rows="referred_children",
        counted_on="referral_date",
        needs=("referrals.referral_date",),
        better="context",
        unit="per_10_000",
        breakdowns=OF_A_CHILD,
        conventions=("merge_reopened_within_days",),
        core=True,
        caution="Groups can be set beside those who live here only where their number is known.",
        yearly=True,
    ),
    _step(
        "referred_children_assessed",
        "From referral to assessment",
        "Of the children referred, who is assessed?",
        "Children referred in the year whose assessment began within the agreed days of their first"
        " referral, as a share of all children referred in it.",
        "assessed",
        None,
        (_ASSESSED,),
        _DAYS[:1],
    ),
    _step(
        "assessed_children_with_an_enquiry",
        "From assessment to section 47 enquiry",
        "Of the children assessed, about whom does an enquiry begin?",
        "Children referred in the year and assessed about whom a section 47 enquiry began, at the "
        "earliest on the day of the referral and within the agreed days of the assessment, as a "
        "share of those assessed.",
        "enquired",
        "assessed",
        (_ASSESSED, _ENQUIRED),
        _DAYS[:2],
    ),
    _step(
        "children_with_an_enquiry_to_a_conference",
        "From enquiry to child protection conference",
        "Of the children with an enquiry, for whom is a conference held?",
        "Children referred in the year, assessed and with an enquiry, for whom an initial child protection "
        "conference was held within the agreed days of its start, as a share of those with an enquiry.",
        "conferred",
        "enquired",
        (_ASSESSED, _ENQUIRED, _CONFERRED),
        _DAYS[:3],
    ),
    _step(
        "children_of_a_conference_on_a_plan",
        "From conference to child protection plan",
        "Of the children of a conference, who is protected by a plan?",
        "Children referred in the year who came to a conference by way of an assessment and an "
        "enquiry, and whose child protection plan began within the agreed days of it, as a share of"
        " those with a conference.",
        "protected",
        "conferred",
        (_ASSESSED, _ENQUIRED, _CONFERRED, _PROTECTED),
        _DAYS[:4],
    ),
    _step(
        "children_on_a_plan_looked_after",
        "From plan to being looked after",
        "Of the children on a plan, who is looked after soon after?",
        "Children referred in the year who came to a child protection plan by every step before it,"
        " and who began to be looked after within the agreed days of its start, as a share of those"
        " on a plan. Children who are looked after without a plan are not in it.",
        "looked_after",
        "protected",
        (_ASSESSED, _ENQUIRED, _CONFERRED, _PROTECTED, "looked_after_periods.start_date"),
        _DAYS,
    ),
)

CHAIN: tuple[str, ...] = tuple(measure.id for measure in MEASURES)
"""The steps in order; the first has a cohort of its own, the children with a contact."""
