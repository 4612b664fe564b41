"""What a release says of itself: which figures these are, how they are protected, what was revised."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import wording

Row = Mapping[str, Any]


def release_line(manifest: Mapping[str, Any], digest: str) -> str:
    """Which figures these are: as-at date, release, guidance edition."""
    day = dt.date.fromisoformat(manifest["as_at"])
    edition = manifest["edition"]
    return (
        f"Figures as at {wording.date(day)}, release {digest[:8]}, by Working Together {edition}. "
        f"{_rule(manifest)}"
    )


def _rule(manifest: Mapping[str, Any]) -> str:
    """Which counts are hidden, and whether the others are rounded."""
    hidden = f"Counts of 1 to {manifest['smallest_count_shown'] - 1} children are never shown"
    to = manifest["rounded_to"]
    if to == 1:
        return f"{hidden}."
    return (
        f"{hidden}. All others are rounded to the nearest {to}: they may not add up, and percentages are "
        "those of rounded counts."
    )


def protection(manifest: Mapping[str, Any]) -> str:
    """How small numbers are protected, and that it was checked."""
    audit = manifest["audit"]
    checked = (
        "Before release, a program tried to work them out from all that is printed, and could not"
        if audit.get("passed")
        else "The check of this release did not pass"
    )
    hidden, cells = wording.number(audit.get("hidden", 0)), wording.number(audit.get("cells", 0))
    return (
        f"{_rule(manifest)} Nor is any number from which a hidden one could be worked out. {checked}. "
        f"{hidden} of {cells} numbers are hidden."
    )


MOST_REVISIONS_NAMED = 4


def revised(found: Sequence[tuple[Row, Row]], unit: str) -> str:
    """That figures have changed since the release before, and roughly by how much; never by both numbers.

    found  each figure with its revision. The newest are named, for a reader asks of those first.
    """
    if not found:
        return ""
    size = {
        "more": "by more than 1 point" if unit == "percent" else "by more than one in a hundred",
        "less": "by 1 point at most" if unit == "percent" else "by one in a hundred at most",
    }
    named = [
        f"{_of_what(row)}, {size[revision['size']]}"
        for row, revision in list(reversed(found))[:MOST_REVISIONS_NAMED]
    ]
    others = len(found) - len(named)
    if others:
        named.append(f"{others} {'other' if others == 1 else 'others'}")
    since = wording.date(found[0][1]["since"])
    return f"Revised since the release of {since}: {'; '.join(named)}."


def _of_what(row: Row) -> str:
    """What tells a figure from those drawn beside it."""
    if row["category"] and row["characteristic"] == "all":
        return f"{row['category_label']}, {row['period_label']}"
    return str(row["period_label"] if row["characteristic"] == "all" else row["group_label"])
