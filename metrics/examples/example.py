"""What a worked example is."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """What the source says of some children, and what the measure makes of it.

    given, then  in a reader's words
    as_at        the last day known, "2024-06-30"
    tables       table name to rows, written as text: names, a rule of dashes, one row a line
    expected     the count in the words of `tests/measures` ("completed basis: 1 of 2 in time")
    """

    given: str
    then: str
    as_at: str
    tables: Mapping[str, str]
    expected: str


def example(
    given: str, then: str, expected: str, as_at: str = "2024-06-30", **tables: str
) -> Example:
    """An example whose tables are named by keyword."""
    return Example(given, then, as_at, tables, expected)
