"""Sentences about run charts: which chart it is, where its usual range begins anew, targets, rare events.

As in `wording`, nothing here is a new figure: limits, signals and the word on a target are the release's.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import wording

Row = Mapping[str, Any]

ASSURANCE_WORDS = {
    "meets": "Consistently meets the local target",
    "hit and miss": "Hit and miss: the local target is inside the usual range",
    "misses": "Consistently misses the local target",
}
ASSURANCE_SHORT = {
    "meets": "Consistently met",
    "hit and miss": "Hit and miss",
    "misses": "Consistently missed",
}
_VARIANTS = {
    "XmR": "XmR chart: the usual range comes from how far the figure jumps from one point to the next.",
    "p": (
        "p chart, because one of its two answers is rare: the usual range is what chance alone would give at "
        "each point, so it is wider where fewer were counted."
    ),
    "u": (
        "u chart, because these are rare: the usual range is what chance alone would give at each point's "
        "own number of children and days."
    ),
    "c": "c chart, because these are rare: the usual range is what chance alone would give.",
    "t": (
        "t chart, because these are too rare to count by quarter: each point is one of them, and its height "
        "the days since the one before."
    ),
    "g": (
        "g chart, because these are too rare to count by quarter: each point is one of them, and its height "
        "how many went the other way since the one before."
    ),
}


def variant(signals: Sequence[Row]) -> str:
    """Which chart the limits are of, whether they are on trial, and whether the partners fixed them."""
    if not signals or not signals[-1]["chart"]:
        return ""
    newest = signals[-1]
    said = [_VARIANTS[newest["chart"]]]
    if newest["frozen"]:
        said.append("The partners agreed to keep the usual range that its first points set.")
    if newest["trial"]:
        said.append(
            "These are trial limits, from fewer than 12 points: they will move as points are added."
        )
    return " ".join(said)


def steps(signals: Sequence[Row]) -> str:
    """The numbered steps of a chart: from when the usual range is worked out anew, and the reason given."""
    declared = [row for row in signals if row["step"]]
    if not declared:
        return ""
    said = [
        f"Mark **{number}**, from {wording.date(row['step_first'])}: {plain(row['step'])}"
        for number, row in enumerate(declared, start=1)
    ]
    ending = (
        ""
        if signals[-1]["chart"]
        else " Since the last one there are too few points for a usual range."
    )
    change = "a change" if len(declared) == 1 else f"{len(declared)} changes"
    return (
        f"The partners declared {change}, from which on the usual range is worked out anew. "
        f"{'. '.join(said)}.{ending}"
    )


def plain(text: str) -> str:
    """What somebody wrote, as text only: no link, picture or mark-up, and no full stop of its own."""
    return re.sub(r"([][\\`*_<>$#~|])", r"\\\1", text.strip().rstrip("."))


def against_target(measure: Row, signals: Sequence[Row]) -> str:
    """What the usual range says of the local target; empty where there is none, or it cannot be judged."""
    if not signals or signals[-1]["target"] is None or measure["better"] == "context":
        return ""
    newest, unit = signals[-1], measure["unit"]
    target = f"Local target {wording.with_unit(newest['target'], unit)}"
    if not newest["assurance"]:
        return (
            f"{target}: whether it is met consistently cannot be told until 12 points or more set the usual "
            "range."
        )
    low, high = wording.usual_edges(newest, unit)
    best, worst = (high, low) if measure["better"] == "higher" else (low, high)
    return {
        "meets": (f"{target}: consistently met. Even the worst that is usual, {worst}, meets it."),
        "hit and miss": (
            f"{target}: hit and miss. The usual range, {low} to {high}, has it inside: some points will "
            "meet it and others not, though nothing has changed."
        ),
        "misses": (
            f"{target}: consistently missed. Even the best that is usual, {best}, does not meet it: as "
            "things are done now, it will not be met."
        ),
    }[newest["assurance"]]


def assurance_icons_mean(icons: Mapping[str, str]) -> str:
    """What the icons beside a local target mean."""
    return (
        f"Local target consistently {icons['meets']} met · {icons['misses']} missed · "
        f"{icons['hit and miss']} hit and miss."
    )


_GAP_UNITS = {"row": ("day", "days"), "not met": ("time", "times"), "met": ("time", "times")}
_LAST_GAP = {
    "row": "the last on {day}, {gap} after the one before",
    "not met": "last not so on {day}, after {gap} in a row when it was",
    "met": "last so on {day}, after {gap} in a row when it was not",
}


def gap(row: Row) -> str:
    """ "61 days", "1 time": what went by before one event."""
    one, many = _GAP_UNITS[row["event"]]
    return f"1 {one}" if row["value"] == 1 else f"{wording.number(row['value'])} {many}"


def _last_gap(row: Row) -> str:
    return _LAST_GAP[row["event"]].format(day=row["period_label"], gap=gap(row))


def gaps_finding(measure: Row, points: Sequence[Row]) -> str:
    """The title of a chart of days, or opportunities, between rare events."""
    newest = points[-1]
    return f"{measure['title']}: {_last_gap(newest)}; {wording.change(newest)}"


def gaps_line(measure: Row, point: Row) -> str:
    """One change of such a chart on the home page."""
    back = ". Usual again now" if point["back"] else ""
    how, _, _ = wording.change(point).partition(", a change")
    return f"**{measure['title']}**: {_last_gap(point)}; {how}{back}"


def gaps_in_words(points: Sequence[Row]) -> str:
    """Such a chart for somebody who does not see it."""
    newest = points[-1]
    low, high = (choose(points, key=lambda row: row["value"]) for choose in (min, max))
    said = [
        (
            f"{_many_gaps(points)}. Shortest {gap(low)} ({low['period_label']}), longest {gap(high)} "
            f"({high['period_label']})."
        )
    ]
    if newest["centre"] is not None:
        said.append(
            f"Half are usually no longer than {whole(newest['centre'])}; up to "
            f"{whole(newest['upper_limit'])} is usual."
        )
    marked = [row["period_label"] for row in points if row["rule"]]
    if marked:
        said.append(f"Marked as unusual: {wording.listed(marked)}.")
    return " ".join(said)


def whole(edge: float) -> str:
    """A limit of whole numbers: what is just above it is beyond it, so it is never rounded up."""
    return wording.number(int(edge))


def _many_gaps(points: Sequence[Row]) -> str:
    last = points[-1]["period_label"]
    if len(points) == 1:
        return f"One gap between two events, the second on {last}"
    return f"{len(points)} gaps between events, up to that of {last}"


GAPS_AXIS = {
    "row": "Days since the one before",
    "not met": "How many were so since the last that was not",
    "met": "How many were not so since the last that was",
}
NO_CHART_OF_CHILDREN = (
    "Only what befalls no child is drawn day by day. The days on which something befell a child are never "
    "shown."
)
