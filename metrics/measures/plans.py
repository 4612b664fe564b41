"""Child protection plans: how many, for what harm, for how long."""

import polars as pl

from data import codes
from metrics.characteristics import NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.measure import Measure, Proportion, Rate, Share, WorkingTogether

_PLAN = WorkingTogether(2023, boxes=("The child protection plan",))
_TWO_YEARS = "two years is 730 days or more, the first and the last day both counted"

MEASURES: tuple[Measure, ...] = (
    Rate(
        id="plans_started_per_10000_children",
        catalogue="CPP-01",
        theme="plans",
        title="Child protection plans started",
        question="How many plans begin?",
        definition=(
            "Child protection plans started in the period, for every 10,000 children aged 0 to 17 "
            "who live here."
        ),
        why_it_matters="Set beside the plans that ended, it shows which way the work is going.",
        source=_PLAN,
        of="children",
        rows="plans",
        counted_on="start_date",
        needs=("plans.start_date",),
        better="context",
        unit="per_10_000",
        comparator="plans_started_rate",
        conventions=("transfers_in_count_as_starts",),
        eligible=pl.col("counts_as_start"),
    ),
    Rate(
        id="plans_ended_per_10000_children",
        catalogue="CPP-01",
        theme="plans",
        title="Child protection plans ended",
        question="How many plans come to an end?",
        definition=(
            "Child protection plans that ended in the period, for every 10,000 children aged 0 to "
            "17 who live here."
        ),
        why_it_matters="Set beside the plans that started, it shows which way the work is going.",
        source=WorkingTogether(2023, boxes=("Discontinuing the child protection plan",)),
        of="children",
        rows="plans",
        counted_on="end_date",
        needs=("plans.end_date",),
        better="context",
        unit="per_10_000",
        comparator="plans_ended_rate",
        eligible=pl.col("end_date").is_not_null(),
    ),
    Share(
        id="plans_by_latest_category",
        catalogue="CPP-02",
        theme="plans",
        title="The harm that plans are for",
        question="From what kinds of harm do plans protect children?",
        definition=(
            "Child protection plans open on the last day of the period by the latest category of "
            "abuse recorded, those without one too."
        ),
        why_it_matters=(
            "Sexual abuse is seldom the category recorded: a very small share is a question to ask."
        ),
        source=WorkingTogether(
            2023, paragraphs=("124",), boxes=("Initial child protection conferences",)
        ),
        of="children",
        rows="plans_open",
        counted_on="day",
        needs=("plans.latest_category", "plans.end_date"),
        better="context",
        unit="percent",
        breakdowns=("age_band", "sex", "ethnicity"),
        comparator="latest_category",
        conventions=("open_on_its_last_day",),
        snapshot=True,
        category="latest_category",
        categories=codes.labels("category_of_abuse") | {NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    Proportion(
        id="plans_open_two_years_or_more",
        catalogue="CPP-03",
        theme="plans",
        title="Plans that have lasted two years or more",
        question="How many children have had a plan for two years?",
        definition=(
            "Child protection plans open on the last day of the period for two years or more, as a "
            f"share of those open; {_TWO_YEARS}."
        ),
        why_it_matters="A plan of two years can mean that nothing has changed for the child.",
        source=_PLAN,
        of="children",
        rows="plans_open",
        counted_on="day",
        needs=("plans.start_date", "plans.end_date"),
        better="lower",
        unit="percent",
        comparator="plans_open_two_years",
        conventions=("two_years_in_days", "open_on_its_last_day"),
        core=True,
        caution="It is about few children: look at the numbers first.",
        snapshot=True,
        met=pl.col("two_years"),
    ),
    Proportion(
        id="plans_ended_after_two_years_or_more",
        catalogue="CPP-03",
        theme="plans",
        title="Plans that ended after two years or more",
        question="How many plans that ended had lasted two years?",
        definition=(
            "Child protection plans that ended in the period after two years or more, as a share "
            f"of those that ended; {_TWO_YEARS}."
        ),
        why_it_matters="It sees the long plans that a count on one day has missed.",
        source=_PLAN,
        of="children",
        rows="plans",
        counted_on="end_date",
        needs=("plans.start_date", "plans.end_date"),
        better="lower",
        unit="percent",
        breakdowns=(),
        comparator="plans_ended_two_years",
        conventions=("two_years_in_days",),
        eligible=pl.col("end_date").is_not_null(),
        unknown=pl.col("end_date") < pl.col("start_date"),
        met=pl.col("two_years"),
    ),
)
