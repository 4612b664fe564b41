"""Secure establishments in the area."""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import Measure, Ratio, Share, WorkingTogether

_RESTRAINT = WorkingTogether(2023, paragraphs=("108", "295"))
_EACH = "A child restrained by several people is one, two children in one incident are two."


def _by(name: str, title: str, question: str, column: str, why: str) -> Share:
    return Share(
        id=name,
        catalogue="RES-01",
        theme="secure",
        title=title,
        question=question,
        definition=(
            "Restraints of children in secure establishments of the area in the period, by "
            f"{column}, those without one recorded too. {_EACH}"
        ),
        why_it_matters=why,
        source=_RESTRAINT,
        of="children",
        rows="restraints",
        counted_on="incident_date",
        needs=("restraints.incident_date", f"restraints.{column}"),
        better="context",
        unit="percent",
        breakdowns=("ethnicity", "sen") if column == "technique" else (),
        category=column,
        categories=codes.labels(f"restraint_{column}") | {NOT_RECORDED: NOT_RECORDED_LABEL},
    )


MEASURES: tuple[Measure, ...] = (
    Ratio(
        id="restraints_per_100_children_a_month",
        catalogue="RES-01",
        theme="secure",
        title="Restraints of children in secure establishments",
        question="How often is force used on children?",
        definition=(
            "Restraints of children in secure establishments of the area in the period, for every "
            f"100 children who lived there for a month. {_EACH} The children of a month are half "
            "of those there on its first and on its last day."
        ),
        why_it_matters="Force harms children, and where much is used something else is lacking.",
        source=_RESTRAINT,
        of="children",
        rows="restraint_months",
        counted_on="day_counted",
        needs=(
            "restraints.incident_date",
            "establishment_months.children_at_start",
            "establishment_months.children_at_end",
        ),
        better="lower",
        unit="per_100",
        breakdowns=(),
        core=True,
        caution="It counts the establishments that send a return, wherever their children come from.",
        top=pl.col("restrained"),
        bottom=pl.col("children"),
    ),
    _by(
        "restraints_by_reason",
        "Why children were restrained",
        "What is force used for?",
        "reason",
        "Keeping good order is a weaker reason than keeping a child from harm.",
    ),
    _by(
        "restraints_by_technique",
        "How children were restrained",
        "Is pain used on children?",
        "technique",
        "What is meant to cause pain needs the strongest reasons of all.",
    ),
)
