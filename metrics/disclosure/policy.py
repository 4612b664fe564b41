"""Which counts are protected: the rule that DfE follows for local figures, as Polars expressions.

Counts of 1 to 5 people are never shown; a count of nothing is shown, because nobody is a finding. In a
breakdown the difference of two counts is protected in the same way: 97 of 100 in time tells of 3 who
were not. For an area's own total DfE prints both counts, and so do we, unless the partners choose
otherwise. Counts of meetings, returns or money are printed as they are, but a meeting about children
counts as children in a breakdown by what the children are.
"""

from typing import Literal

import polars as pl

from metrics.measure import OF_A_CHILD

SMALLEST_COUNT_SHOWN = 6
"""Of people, but for 0. DfE, children in need statistics: 1 to 5 are replaced by c."""

FEWEST_FOR_AN_AMOUNT = 10
FEWEST_FOR_NINE_IN_TEN = 20
"""Children or events behind a median or a quotient, and behind what nine in ten took: of fewer, it would be
the amount of one child or nearly so. Our choice."""

Complement = Literal["groups", "everywhere"]

Level = Literal["exact", "cover", "insider"]
"""What a reader must not be able to do to a protected count.

exact    pin it to one number
cover    tell it from any other that the rule hides, as far as sums allow: it could still be 1, and still 5,
         or as near to either as if every count that may be hidden in its linked group were hidden
insider  pin it, even knowing one number: no sum hides fewer than three counts, or 5 people or fewer (again,
         as far as hiding all of the group would reach)
"""

TOTAL = "all"
"""The characteristic of a figure that is not broken down."""


def is_small(count: pl.Expr) -> pl.Expr:
    """True for 1 to 5; False for 0, for 6 or more and where there is no count."""
    return count.is_between(1, SMALLEST_COUNT_SHOWN - 1).fill_null(False)


def counts_people(of: pl.Expr, characteristic: pl.Expr) -> pl.Expr:
    """Whether a count is of people: by whom its measure counts, and what it is broken down by."""
    return (of != "nobody") | characteristic.is_in(OF_A_CHILD)


def count_is_protected(count: pl.Expr, of: pl.Expr, characteristic: pl.Expr) -> pl.Expr:
    """A printed count that readers must not be able to work out."""
    return is_small(count) & counts_people(of, characteristic)


def difference_is_protected(
    part: pl.Expr,
    whole: pl.Expr,
    of: pl.Expr,
    characteristic: pl.Expr,
    complement: Complement = "groups",
) -> pl.Expr:
    """Whether readers must not work out whole - part, though neither it nor they may be printed.

    part, whole   a numerator and its denominator, or the counts of a measure within another
    complement    "groups": in breakdowns only; "everywhere": in totals also
    """
    protected = count_is_protected(whole - part, of, characteristic)
    return protected if complement == "everywhere" else protected & (characteristic != TOTAL)
