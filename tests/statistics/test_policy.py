"""Which counts are protected."""

import polars as pl
import pytest

from metrics.disclosure.policy import (
    count_is_protected,
    counts_people,
    difference_is_protected,
    is_small,
)


def answers(expression: pl.Expr, **columns) -> list[bool]:
    return pl.DataFrame(columns).select(answer=expression)["answer"].to_list()


COUNT, OF, BY = pl.col("count"), pl.col("of"), pl.col("by")


def test_one_to_five_children_are_protected_and_none_or_six_are_not():
    found = answers(is_small(COUNT), count=[0, 1, 5, 6, 7, None])
    assert found == [False, True, True, False, False, False]


@pytest.mark.parametrize(
    ("of", "by", "people"),
    [
        ("children", "all", True),
        ("families", "all", True),
        ("adults", "referral_source", True),
        ("nobody", "all", False),
        ("nobody", "referral_source", False),
        ("nobody", "ethnicity", True),
        ("nobody", "locality", True),
    ],
)
def test_meetings_count_as_children_only_where_they_are_broken_down_by_what_the_children_are(
    of, by, people
):
    assert answers(counts_people(OF, BY), of=[of], by=[by]) == [people]
    assert answers(count_is_protected(COUNT, OF, BY), count=[3], of=[of], by=[by]) == [people]


def test_three_late_of_a_hundred_are_protected_in_a_group_and_printed_in_a_total():
    columns = {
        "met": [97, 97, 94, 100, 97],
        "all": [100] * 5,
        "of": ["children"] * 4 + ["nobody"],
        "by": ["sex", "all", "sex", "sex", "referral_source"],
    }
    met, whole = pl.col("met"), pl.col("all")
    assert answers(difference_is_protected(met, whole, OF, BY), **columns) == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert answers(difference_is_protected(met, whole, OF, BY, "everywhere"), **columns) == [
        True,
        True,
        False,
        False,
        False,
    ]
