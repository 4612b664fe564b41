"""The rows of the tables of comparisons: every cell in words, or with the mark that says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import gap_numbers, gap_words, group_words, probe_words, wording
from dashboard.gap_rows import COMPARED, RESIDENTS, Chain

Row = Mapping[str, Any]
Cells = list[dict[str, str]]


def of_measure(found: Sequence[Row]) -> Cells:
    """Every group of one measure beside its reference."""
    return [
        {
            "Group": row["group_label"],
            "Rate": _marked(row, gap_numbers.share(row)),
            "Set beside": gap_numbers.share(row, of_reference=True)
            if row["verdict"] in COMPARED
            else "",
            "Ratio (95% interval)": gap_numbers.ratio(row) if row["verdict"] in COMPARED else "",
            "What may be said": gap_words.VERDICTS[row["verdict"]],
        }
        for row in found
    ]


def _marked(row: Row, said: str) -> str:
    if not said:
        return "[c]"
    return f"{said} [u]" if row["few"] and row["verdict"] in COMPARED else said


def of_chain(found: Chain, group: str) -> Cells:
    """One group at every step of the chain."""
    return [
        {
            "Step": f"{number} · {gap_words.step_title(step)}",
            "Rate": _marked(row, gap_numbers.share(row)),
            "Set beside": gap_numbers.share(row, of_reference=True)
            if row["verdict"] in COMPARED
            else "",
            "Ratio (95% interval)": gap_numbers.ratio(row) if row["verdict"] in COMPARED else "",
            "What may be said": gap_words.VERDICTS[row["verdict"]],
        }
        for number, (step, table) in enumerate(found.items(), 1)
        for row in table
        if row["group"] == group
    ]


def of_years(found: Sequence[Row]) -> Cells:
    """One group year by year."""
    return [
        {
            "Period": row["period_label"],
            "Rate": _marked(row, gap_numbers.share(row)),
            "Ratio (95% interval)": gap_numbers.ratio(row) if row["verdict"] in COMPARED else "",
            "What may be said": gap_words.VERDICTS[row["verdict"]],
        }
        for row in found
    ]


def of_recording(found: Chain, shares: Mapping[str, float | None]) -> Cells:
    """How many children have no group on record, step by step."""
    return [
        {
            "Step": f"{number} · {gap_words.step_title(step)}",
            "Not recorded": _not_recorded(table),
            "Share": _percent(shares.get(step)),
        }
        for number, (step, table) in enumerate(found.items(), 1)
    ]


def _not_recorded(table: Sequence[Row]) -> str:
    row = next((row for row in table if row["verdict"] == "not recorded"), None)
    if row is None:
        return "0"
    number = row["met"] if row["base"] == RESIDENTS else row["of"]
    return "[c]" if number is None else wording.number(number)


def _percent(share: float | None) -> str:
    return "" if share is None else wording.amount(share, "percent")


def counts(found: Sequence[Row]) -> Cells:
    """How many children each group has, and whether anything can be said of them."""
    return [
        {
            "Group": row["group_label"],
            "Number": "[c]" if row["met"] is None else wording.number(row["met"]),
            "Out of": "[c]" if row["of"] is None else wording.number(row["of"]),
            "Can be compared": "yes"
            if row["verdict"] in COMPARED
            else gap_words.VERDICTS[row["verdict"]],
        }
        for row in found
    ]


def adjusted(found: Sequence[Row]) -> Cells:
    """One group's ratio as it stands beside the adjusted ones."""
    return [
        {
            "Adjusted for": group_words.upper(group_words.differences(row["adjuster"])),
            "As it stands": _limits(row, "crude"),
            "Adjusted": _limits(row, "adjusted"),
            "What may be said": probe_words.ADJUSTED_VERDICTS[row["verdict"]],
        }
        for row in found
    ]


def _limits(row: Row, which: str) -> str:
    limits = gap_numbers.between(row[f"{which}_lower"], row[f"{which}_upper"])
    value = row[which]
    return limits if value is None else f"{gap_numbers.times(value)} ({limits})"


def waits(found: Sequence[Row]) -> Cells:
    """How long each group waited."""
    return [
        {
            "Group": row["group_label"],
            "In time, those waiting counted in": ""
            if row["in_time"] is None
            else f"{row['in_time']:g}% ({row['lower']:g}% to {row['upper']:g}%)"
            if row["lower"] is not None and row["upper"] is not None
            else f"{row['in_time']:g}%",
            "Finished ones alone": ""
            if row["completed_only"] is None
            else f"{row['completed_only']:g}%",
            "Half had it after": "" if row["median"] is None else wording.number(row["median"]),
            "Number": wording.about(row["children"]),
            "Still waiting": wording.about(row["still_waiting"]),
            "What may be said": gap_words.VERDICTS.get(row["verdict"], row["verdict"]),
        }
        for row in found
    ]


def otherwise(found: Sequence[Row]) -> Cells:
    """What other readings of the rules would change."""
    return [
        {
            "Other reading": row["choice"],
            "Change": "too close to show"
            if row["change"] is None
            else f"{row['change']:+d} points".replace("-", "−"),
            "So the figure": row["verdict"],
        }
        for row in found
    ]


def estimates(found: Sequence[Row]) -> Cells:
    """Estimated rates of groups of two characteristics."""
    return [
        {
            "Group": row["group_label"],
            "Estimated rate": "[c]"
            if row["estimate"] is None
            else f"{row['estimate']:g}% ({row['estimate_lower']:g}% to {row['estimate_upper']:g}%)",
            "Out of": "" if row["of"] is None else wording.number(row["of"]),
            "Chance that it is above the rate of all": ""
            if row["chance_above"] is None
            else probe_words.chance(row["chance_above"]),
        }
        for row in found
    ]
