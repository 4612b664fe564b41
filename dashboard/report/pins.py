"""Figures pinned into a text: `{{ figure MEASURE AREA YEAR }}`, and documents: `{{ document NAME }}`.

A pin is picked from a list and never typed as a number, so that text and data cannot disagree. What it
prints comes from the release that the report is made of.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dashboard import rows, wording
from dashboard.report import publicly
from metrics.release import Release

Row = Mapping[str, Any]

PIN: Final = re.compile(r"\{\{([^{}]*)\}\}")
"""A pin wherever it stands; what is inside is checked by `read`."""
BROKEN: Final = re.compile(r"\{\{|\}\}")
"""What is left of a pin that was not closed, or not opened."""
FIGURE, DOCUMENT = "figure", "document"


@dataclass(frozen=True)
class Pin:
    """A pin that can be printed.

    words    what stands in the text in its place
    measure  id of the measure, and `signal` what the run chart says of its newest point ("better", "worse",
             "changed", "no clear change" or ""); both empty for a document
    way      "high" or "low" where the run chart shows a change, else ""
    """

    words: str
    measure: str = ""
    signal: str = ""
    way: str = ""


@dataclass(frozen=True)
class Fault:
    """A pin that cannot be printed: as it was written, and what to do."""

    written: str
    why: str


def in_text(text: str) -> Iterator[str]:
    """The insides of all pins of a text, in order."""
    for found in PIN.finditer(text):
        yield found[1].strip()


def of_figure(measure: str, area: str, year: str, basis: str = "") -> str:
    """A pin as it stands in a text."""
    return f"{{{{ {' '.join(part for part in (FIGURE, measure, area, year, basis) if part)} }}}}"


def read(inside: str, release: Release) -> Pin | Fault:
    """What a pin prints, or why it prints nothing."""
    kind, _, rest = inside.partition(" ")
    if kind == DOCUMENT:
        named = " ".join(rest.split())
        return Pin(f"(source: {named})") if named else Fault(inside, "Name the document.")
    if kind != FIGURE:
        return Fault(inside, "A pin begins with “figure” or “document”. Pick one from the list.")
    return _figure(inside, rest.split(), release)


def _figure(inside: str, parts: list[str], release: Release) -> Pin | Fault:
    if len(parts) not in (3, 4):
        return Fault(
            inside, "A figure has a measure, an area and a year. Pick it from the list again."
        )
    name, area, year = parts[:3]
    measure = rows.measures(release).get(name)
    if measure is None:
        return Fault(inside, f"This release has no measure “{name}”. Pick another from the list.")
    if area not in rows.areas(release):
        return Fault(inside, f"This release has no area “{area}”. Pick another from the list.")
    period = rows.periods(release).get(year)
    if period is None:
        return Fault(inside, f"This release has no year “{year}”. Pick another from the list.")
    place = rows.place(measure, area)
    basis = parts[3] if len(parts) == 4 else None
    category = rows.main_category(measure)
    row = rows.everyone(release, name, place, period, basis, category)
    if row is None:
        return Fault(inside, f"The release has no figure of “{measure['title']}” in {year}.")
    points = rows.signals(release, name, place, category=category)
    within = [one for one in points if one["period_end"] <= period.end]
    words = wording.figure(publicly.row(row, measure["unit"]), measure["unit"])
    return Pin(words, name, *_newest(within))


def newest_meaning(points: list[dict[str, Any]]) -> str:
    """What the run chart says of the last year of its points: the newest change, else "no clear change".

    "" where there are no points, or none of which anything can be told.
    """
    return _newest(points)[0]


def _newest(points: list[dict[str, Any]]) -> tuple[str, str]:
    if not points:
        return "", ""
    last = points[-1]["period_end"]
    year = [one for one in points if one["period_end"] > last.replace(year=last.year - 1)]
    changed = [one for one in year if one["meaning"] in rows.SERIOUS]
    if changed:
        return str(changed[-1]["meaning"]), str(changed[-1]["direction"])
    return ("no clear change" if any(one["meaning"] for one in year) else ""), ""
