"""Which counts are hidden, and how the others are printed."""

import polars as pl

from metrics.disclosure.policy import DFE_LOCAL, NHS_STYLE, is_small


def answers(expression: pl.Expr, **columns) -> list[object]:
    return pl.DataFrame(columns).select(answer=expression)["answer"].to_list()


COUNT = pl.col("count")


def test_one_to_five_children_are_protected_and_none_or_six_are_not():
    found = answers(is_small(COUNT), count=[0, 1, 5, 6, 7, None])
    assert found == [False, True, True, False, False, False]


def test_under_the_rule_of_nhs_england_one_to_seven_are():
    found = answers(is_small(COUNT, NHS_STYLE), count=[0, 1, 7, 8, None])
    assert found == [False, True, True, False, False]


def test_counts_are_printed_as_they_are_or_as_the_nearest_five():
    counts = [0, 8, 12, 13, 100, None]
    assert answers(DFE_LOCAL.as_shown(COUNT), count=counts) == counts
    assert answers(NHS_STYLE.as_shown(COUNT), count=counts) == [0, 10, 10, 15, 100, None]


def test_a_printed_ten_stands_for_eight_at_least_and_ten_that_is_no_rounding_for_ten():
    assert answers(NHS_STYLE.surely(COUNT), count=[10]) == [8]
    assert answers(DFE_LOCAL.surely(COUNT), count=[10]) == [10]
