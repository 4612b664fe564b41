"""Which counts are protected: the rules of DfE and of NHS England, as Polars expressions.

Counts of 1 to 5 people are never shown; a count of nothing is shown, because nobody is a finding. In a
breakdown the difference of two counts is protected in the same way: 97 of 100 in time tells of 3 who
were not. For an area's own total DfE prints both counts, and so do we, unless the partners choose
otherwise. Counts of meetings, returns or money are printed as they are.

NHS England hides 1 to 7 and rounds every other count to 5. In tables that share totals these two alone do
not protect: some hidden counts can still be worked out. So under its rule more is hidden beside them too,
as under that of DfE, until the unrounded counts would be safe; rounding then tells less still.
"""

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from data.agreement import Complement, Level, PolicyName, Protection

SMALLEST_COUNT_SHOWN = 6
"""Of people, but for 0. DfE, children in need statistics: 1 to 5 are replaced by c."""

FEWEST_FOR_AN_AMOUNT = 10
FEWEST_FOR_NINE_IN_TEN = 20
"""Children or events behind a median or a quotient, and behind what nine in ten took: of fewer, it would be
the amount of one child or nearly so. Our choice."""


@dataclass(frozen=True)
class Policy:
    """How counts of people are printed.

    smallest_shown  below it they are hidden, but for 0
    rounded_to      what is shown is the nearest multiple of this number; of 1, the count itself
    complement      where the difference of a count and what it is part of is protected: in breakdowns
                    ("groups"), or in totals too ("everywhere")
    level           what a reader must not be able to do to a hidden count (data.agreement)
    """

    name: PolicyName
    smallest_shown: int
    rounded_to: int
    complement: Complement = "groups"
    level: Level = "exact"

    def as_shown(self, count: pl.Expr) -> pl.Expr:
        """A count that is not hidden, as it is printed; null where there is none."""
        if self.rounded_to == 1:
            return count
        return (count + self.rounded_to // 2) // self.rounded_to * self.rounded_to

    def surely(self, shown: pl.Expr) -> pl.Expr:
        """The least that a printed count stands for."""
        return shown - self.rounded_to // 2


DFE_LOCAL: Final = Policy("dfe_local", SMALLEST_COUNT_SHOWN, 1)
NHS_STYLE: Final = Policy("nhs_style", 8, 5)
POLICIES: Final[dict[PolicyName, Policy]] = {one.name: one for one in (DFE_LOCAL, NHS_STYLE)}
"""NHS England, disclosure control of mental health statistics: 1 to 7 hidden, the rest rounded to 5."""


def chosen(protection: Protection) -> Policy:
    """What the partners agreed."""
    return replace(
        POLICIES[protection.policy], complement=protection.complement, level=protection.level
    )


TOTAL = "all"
"""The characteristic of a figure that is not broken down."""


def is_small(count: pl.Expr, policy: Policy = DFE_LOCAL) -> pl.Expr:
    """True for 1 to 5 (or to 7); False for 0, for more and where there is no count."""
    return count.is_between(1, policy.smallest_shown - 1).fill_null(False)
