"""Ratios, rates and gaps as sentences, charts and tables carry them: never one without what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard import group_words, wording
from dashboard.gap_rows import COMPARED, RESIDENTS

Row = Mapping[str, Any]


def times(value: float | None) -> str:
    """A ratio: 1.7, 0.74, 12. As many digits as keep it on its own side of 1; "" for none."""
    if value is None:
        return ""
    if value == 0 or value >= 9.95:
        return f"{value:.0f}"
    if value >= 1.05:
        return f"{value:.1f}"
    for digits in (2, 3, 4):
        said = f"{value:.{digits}f}"
        if float(said) != 0 and (float(said) != 1 or value == 1):
            return "1" if value == 1 else said
    return "just above 1" if value > 1 else "just below 1" if value > 0.5 else "under 0.0001"


def between(lower: float | None, upper: float | None) -> str:
    """The limits of a ratio: "1.5 to 1.8", "2.9 or more" without an upper one."""
    if lower is None:
        return f"up to {times(upper)}" if upper is not None else ""
    return f"{times(lower)} or more" if upper is None else f"{times(lower)} to {times(upper)}"


def ratio(row: Row) -> str:
    """A ratio with its limits, for charts and tables: "1.7 (1.5 to 1.8)"; "" where there is none."""
    if row["ratio_lower"] is None:
        return ""
    limits = between(row["ratio_lower"], row["ratio_upper"])
    return f"{times(row['ratio'])} ({limits})" if row["ratio"] is not None else limits


def share(row: Row, *, of_reference: bool = False) -> str:
    """A rate with the count behind it: "49% (429 of 883)", "676 (1,009 in all)" for every 10,000."""
    value, met, of = _rate(row, of_reference)
    if row["base"] == RESIDENTS:
        rate = "" if value is None else wording.amount(value, "per_10_000")
        return rate if met is None else f"{rate} ({wording.number(met)} in all)".strip()
    count = "" if met is None or of is None else f"{wording.number(met)} of {wording.number(of)}"
    if value is None:
        return count
    percent = wording.amount(value, "percent")
    return f"{count} ({percent})" if of is not None and of < 20 else f"{percent} ({count})"


def _rate(row: Row, of_reference: bool) -> tuple[float | None, int | None, int | None]:
    prefix = "reference_" if of_reference else ""
    return row[f"{prefix}value"], row[f"{prefix}met"], row[f"{prefix}of"]


def excess(row: Row) -> str:
    """The gap in points and in children; nothing where nothing may be said of the row."""
    if row["verdict"] not in COMPARED or row["more"] is None:
        return ""
    more = (
        f"about {_signed(row['more'], _children, _MORE)} than at the rate of "
        f"{group_words.reference(row)} ({_range(row, 'more', _children, _MORE)})"
    )
    if row["base"] == RESIDENTS:
        return f"That is {more}."
    gap = f"{_points(abs(row['gap']))} percentage points {_way(row['gap'], _HIGHER)}"
    return f"That is {gap} ({_range(row, 'gap', _points, _HIGHER)}), or {more}."


_MORE, _HIGHER = ("more", "fewer"), ("higher", "lower")


def _way(number: float, words: tuple[str, str]) -> str:
    return words[number < 0]


def _children(many: float) -> str:
    return wording.number(abs(many))


def _points(points: float) -> str:
    size = abs(points)
    return f"{size:.0f}" if size >= 10 else f"{size:.1f}"


def _signed(number: float, say: Callable[[float], str], words: tuple[str, str]) -> str:
    return f"{say(number)} {_way(number, words)}"


def _range(row: Row, name: str, say: Callable[[float], str], words: tuple[str, str]) -> str:
    """Limits: "9.0 to 13" both on one side, else "16 lower to 2.0 higher"."""
    low, high = row[f"{name}_lower"], row[f"{name}_upper"]
    if low < 0 < high:
        return f"{_signed(low, say, words)} to {_signed(high, say, words)}"
    near, far = sorted((abs(low), abs(high)))
    return f"{say(near)} to {say(far)}"
