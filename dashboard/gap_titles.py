"""Titles of pages about gaps, and what is said beside them: who is flagged, how much can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import group_words, wording
from dashboard.gap_numbers import ratio, times
from dashboard.gap_rows import COMPARED, FLAGGED
from dashboard.gap_words import step_name, step_title, tally
from metrics.characteristics import NOT_RECORDED

Row = Mapping[str, Any]


POOLING = (
    "Groups with too few children cannot be compared. Three years together reach further than one, "
    "and the whole partnership further than one area: choose both at the left. Detailed ethnicities "
    "add up to the broad ones."
)


def how_many_compared(found: Sequence[Row]) -> str:
    """Of how many groups something can be said."""
    groups = [row for row in found if row["group"] != NOT_RECORDED]
    some = sum(row["verdict"] in COMPARED for row in groups)
    return f"{wording.number(some)} of {wording.number(len(groups))} groups can be compared"


def many_groups(found: Sequence[Row]) -> str:
    """A warning where so many groups are scanned that some stand out by chance."""
    some = sum(row["verdict"] in COMPARED for row in found)
    if some <= MANY:
        return ""
    return (
        f"{some} groups are looked at here at once. The more are scanned, the likelier one stands out "
        "by chance: a gap found so is a question for the next year’s figures, not an answer."
    )


MANY = 10
MOST_NAMED = 3
"""So many flagged groups are named in a title, and said in full before the reader asks for all."""


def chain_title(whom: str, widest: Row | None) -> str:
    """The title of one group's chain."""
    if widest is None:
        return f"{group_words.upper(whom)}: no step is flagged"
    return (
        f"{group_words.upper(whom)}: the largest flagged gap opens {step_name(widest['measure'])}"
    )


def at_home(widest: Row | None, every: Sequence[Row]) -> str:
    """The same for the block of a first page, as short as can be."""
    if widest is None:
        return f"No step is flagged by ethnicity. {tally(every)}"
    return (
        f"**By ethnicity, {step_name(widest['measure'])}**: {group_words.group(widest)}, "
        f"{ratio(widest)} times the rate of all others"
    )


def groups_title(found: Sequence[Row], measure: Row) -> str:
    """The title of one measure by group: who is flagged."""
    what = group_words.characteristic_words(found[0]["characteristic"])
    flagged = [
        f"{group_words.group(row)} ({times(row['ratio'])} times)"
        if row["ratio"] is not None
        else group_words.group(row)
        for row in found
        if row["verdict"] == FLAGGED
    ]
    title = f"{measure['title']} by {what}"
    if len(flagged) > MOST_NAMED:
        return f"{title}: flagged for {len(flagged)} groups"
    return (
        f"{title}: flagged for {wording.listed(flagged)}" if flagged else f"{title}: none flagged"
    )


def stages(found: Sequence[str]) -> str:
    """The stages of the chain by number, for whoever has no room for their names in the chart."""
    told = (f"{number}. {step_title(step)}" for number, step in enumerate(found, 1))
    return f"Stages: {' · '.join(told)}. The first counts other children than those after it."
