"""Brothers and sisters are decided about together."""

import datetime as dt

import polars as pl
import pytest

from metrics.areas import PARTNERSHIP
from metrics.coverage import Span
from metrics.measures import named
from metrics.scrutiny.adjustments import in_years
from metrics.scrutiny.comparisons import comparisons
from metrics.scrutiny.pairs import beside_others, printed
from metrics.scrutiny.siblings import SIBLINGS, siblings, with_families
from tests.measures.specification import journeys_of, tables_of

AGAIN, ENDED, INCIDENTS = (
    "re_referrals_within_12_months",
    "plans_open_two_years_or_more",
    "serious_incidents_notified_in_time",
)
YEARS = [Span(dt.date(year, 4, 1), dt.date(year + 1, 3, 31)) for year in (2021, 2022, 2023)]
LAST = dt.date(2024, 3, 31)


def counted(children, referrals, *, years=YEARS, measure=AGAIN) -> pl.DataFrame:
    written = {
        "children": "\n".join(["child | ethnicity | family", *children]),
        "referrals": "\n".join(["child | referral_date | closure_date", *referrals]),
    }
    here = journeys_of(tables_of(written, LAST, [(dt.date(2019, 4, 1), LAST)]), LAST)
    (measure,) = named(measure)
    return siblings(measure, in_years(measure, here, years), ("990",), years)


CHILDREN = ["a | WBRI | F1", "b | WBRI | F1", "c | BCRB | F2"]
REFERRALS = [
    *(f"{child} | 2023-05-02 | 2023-05-03" for child in "abc"),
    "a | 2023-06-10 | 2023-06-11",
]


def test_the_children_of_a_family_are_added_up_before_they_are_compared():
    found = counted(CHILDREN, REFERRALS).filter(
        pl.col("group") == "white", pl.col("period_kind") == "year", pl.col("area") == "990"
    )
    # Three referrals of one family, one of them a repeat.
    row = found.row(0, named=True)
    assert [row[name] for name in ("families", "met", "of", "met_squared", "met_of", "of_squared")] == [
        1, 1, 3, 1, 3, 9,
    ]  # fmt: skip
    assert (row["reference_families"], row["reference_of"]) == (1, 1)


def test_a_family_of_three_years_is_one_family():
    every = [f"a | {year}-05-02 | {year}-05-03" for year in (2021, 2022, 2023)]
    found = counted(["a | WBRI | F1"], every).filter(pl.col("area") == "990")
    pooled = found.filter(pl.col("period_kind") == "three_years").row(0, named=True)
    assert (pooled["families"], pooled["of"]) == (1, 3)
    assert PARTNERSHIP in counted(["a | WBRI | F1"], every)["area"]
    two = counted(["a | WBRI | F1"], every, years=YEARS[1:])
    assert set(two["period_kind"]) == {"year"}


def test_an_area_that_does_not_name_nearly_every_family_has_no_such_answer():
    some = [*CHILDREN, "d | WBRI | "]
    found = counted(some, [*REFERRALS, "d | 2023-05-02 | 2023-05-03"])
    assert found.is_empty()


def test_a_measure_without_these_groups_has_none():
    assert counted(CHILDREN, REFERRALS, measure=INCIDENTS).is_empty()


def sums(group: tuple[int, ...], reference: tuple[int, ...]) -> pl.DataFrame:
    """A group of families and its reference: families, met, of, and the three sums of products."""
    place = (AGAIN, "ethnicity", "black", "990", "year", dt.date(2023, 4, 1), "family")
    return pl.DataFrame([(*place, *group, *reference)], schema=SIBLINGS, orient="row")


def answered(figures, group, reference, shown=True) -> dict:
    groups = {
        "black": group[1:3] if shown else (None, None),
        "white": reference[1:3],
        "not_recorded": (0, 0),
    }
    total = (group[1] + reference[1], group[2] + reference[2])
    frame = figures(AGAIN, groups, total=total)
    crude = comparisons(beside_others(printed(frame, named(AGAIN))), named(AGAIN))
    return with_families(sums(group, reference), crude).row(0, named=True)


# 40 families of two children, decided about alike; and the same children one by one.
ALIKE = (40, 32, 80, 64, 64, 160)
ONE_BY_ONE = (80, 32, 80, 32, 32, 80)
OTHERS = (300, 90, 300, 90, 90, 300)


def test_families_decided_about_together_make_the_limits_wider(figures):
    together, apart = answered(figures, ALIKE, OTHERS), answered(figures, ONE_BY_ONE, OTHERS)
    assert together["adjusted"] == apart["adjusted"] == together["crude"] == 1.3
    assert together["adjusted_lower"] < apart["adjusted_lower"]
    assert together["adjusted_upper"] > apart["adjusted_upper"]
    assert (together["adjuster"], together["uneven"]) == ("family", None)


@pytest.mark.parametrize(
    ("group", "verdict"),
    [
        (ALIKE, "cannot tell"),
        ((80, 64, 80, 64, 64, 80), "remains"),
        ((9, 16, 40, 60, 60, 200), "too few"),
    ],
)
def test_what_may_be_said(figures, group, verdict):
    assert answered(figures, group, OTHERS)["verdict"] == verdict


def test_a_comparison_that_is_not_printed_has_no_such_answer_either(figures):
    found = answered(figures, ALIKE, OTHERS, shown=False)
    assert (found["verdict"], found["adjusted"]) == ("protected", None)


def test_without_sums_there_are_no_answers(figures):
    none = counted(CHILDREN, REFERRALS, measure=INCIDENTS)
    crude = comparisons(
        beside_others(printed(figures(AGAIN, {"white": (1, 20)}), named(AGAIN))), named(AGAIN)
    )
    assert with_families(none, crude).is_empty()
