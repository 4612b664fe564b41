"""Sentences about published figures beside ours: each with its year and where it was printed.

A place above or below a limit is said of one area against the average, and never as an order of areas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import beside, rows, wording
from dashboard.beside import Funnel
from data.formats.published import Published
from metrics import funnel

if TYPE_CHECKING:
    from metrics.release import Release

Row = Mapping[str, Any]

PLACES = {
    funnel.INSIDE: "inside the 95% limits",
    funnel.ABOVE: "above the 95% limit",
    funnel.FAR_ABOVE: "above the 99.8% limit",
    funnel.BELOW: "below the 95% limit",
    funnel.FAR_BELOW: "below the 99.8% limit",
}
_CHANCE = {
    funnel.INSIDE: "chance alone could put it there",
    funnel.ABOVE: "chance alone would put one area in 40 so high",
    funnel.FAR_ABOVE: "chance alone would put one area in 1,000 so high",
    funnel.BELOW: "chance alone would put one area in 40 so low",
    funnel.FAR_BELOW: "chance alone would put one area in 1,000 so low",
}
MARKER_WORDS = {
    "c": "kept back, because the number is small",
    "x": "not available",
    "z": "not applicable",
    "u": "of low reliability",
    "k": "rounds to 0",
    "low": "above 0, and rounds to 0",
    ":": "not available for so old a year",
    "blank": "left blank",
}
FUNNEL_CONTROL = "Compare with every authority (funnel plot)"
ADJUST_CONTROL = "Widen the limits by how much authorities differ anyway"


def when(row: Row, snapshot: bool) -> str:
    """The period of a published figure: "year to March 2024", "31 March 2024", "school year 2023-24"."""
    year = wording.published_year(row)
    if row["school_year"]:
        return f"school year {year}"
    return f"31 March {year}" if snapshot else f"year to March {year}"


def wide(found: Sequence[Row], measure: Row) -> str:
    """England and the region beside the figure, with their year and where they were printed."""
    known = [row for row in found if row["value"] is not None]
    if not known:
        return ""
    said = [f"{row['geography']} {_figure(row, measure)}" for row in known]
    return f"To compare: {wording.listed(said)}. {sources(known)}"


def groups(found: Sequence[Row], ours: Sequence[Row], measure: Row) -> str:
    """What was published of the groups that we show, by place: its year, and where it was printed."""
    shown = {row["group"] for row in ours}
    by_place: dict[str, dict[str, Row]] = {}
    for row in found:
        if row["group"] in shown:
            by_place.setdefault(row["geography"], {})[row["group"]] = row
    said = []
    for place, held in by_place.items():
        values = [
            f"{wording.label_inside(row)} {wording.exact(held[row['group']]['value'], measure['unit'])}"
            for row in ours
            if row["group"] in held
        ]
        year = when(next(iter(held.values())), measure["snapshot"])
        said.append(f"{place}, {year}: {', '.join(values)}.")
    return f"To compare: {' '.join(said)} {sources(found)}" if said else ""


def neighbours(found: Sequence[Row], measure: Row, chosen: Mapping[str, Row], names: Row) -> str:
    """The statistical neighbours of each area: how many, the middle one, the range, who is missing."""
    said = []
    for row in found:
        code, unit = row["of_area"], measure["unit"]
        many = (
            f"The {row['of']} statistical neighbours"
            if row["known"] == row["of"]
            else f"{row['known']} of the {row['of']} statistical neighbours"
        )
        whose = f" of {names[code]}" if code in names else ""
        by = f", chosen by {chosen[code]['chosen_by']}" if code in chosen else ""
        said.append(
            f"{many}{whose} (in the {when(row, measure['snapshot'])}{by}): the middle one "
            f"{wording.exact(row['median'], unit)}, from {wording.exact(row['lowest'], unit)} to "
            f"{wording.exact(row['highest'], unit)}.{_missing(row['without'])}"
        )
    return " ".join(said).replace("in the 31 March", "on 31 March")


def _missing(without: Sequence[Row]) -> str:
    if not without:
        return ""
    said = [
        f"{row['geography']} ({MARKER_WORDS.get(row['marker'], 'marked')})"
        if row["marker"]
        else f"{row['geography']} (none since {row['last']}: it may no longer exist)"
        for row in without
    ]
    return f" Without a figure: {wording.listed(said)}."


def _figure(row: Row, measure: Row) -> str:
    return f"{wording.exact(row['value'], measure['unit'])} ({when(row, measure['snapshot'])})"


def sources(found: Sequence[Row]) -> str:
    """Where figures were printed, each publication once."""
    said = dict.fromkeys(f"{_plain_source(row['source'])}, {row['release']}" for row in found)
    return f"Source: {'; '.join(said)}."


def _plain_source(source: str) -> str:
    """Without the name of a file or of a table in it: those are for whoever keeps them, not for readers."""
    return re.sub(r" \(\w*_\w*\)|, [\w.-]+\.csv", "", source)


def funnel_finding(held: Funnel) -> str:
    """The title of a funnel plot: where each of our areas lies."""
    period = when({"year": held.year, "school_year": held.school_year}, held.measure["snapshot"])
    unit = held.measure["unit"]
    said = [
        f"{row['name']} {wording.amount(row['value'], unit)}, {PLACES[row['place']]}"
        if row["place"]
        else f"{row['name']} cannot be placed"
        for row in held.ours
    ]
    ending = f": {'; '.join(said)}" if said else ""
    return f"{held.measure['title']} beside {len(held.shown)} authorities, {period}{ending}"


def funnel_in_words(held: Funnel) -> str:
    """The funnel plot for somebody who does not see it."""
    unit = held.measure["unit"]
    around = (
        f"Limits are drawn around {held.centre_of} ({wording.exact(held.centre, unit)}): the smaller an "
        "area, the further chance alone can move its figure, so the limits are wide at the left and narrow "
        "at the right."
    )
    ours = " ".join(_ours(row, unit, held.adjusted) for row in held.ours)
    return " ".join(part for part in (ours, around, _all(held)) if part)


def _ours(row: Row, unit: str, adjusted: bool) -> str:
    if row["place"] is None:
        why = wording.NOT_SHOWN.get(row["reason"] or "", "not known")
        return f"{row['name']} cannot be placed: its figure is {why}."
    lies = (
        f"{row['name']}, by our own figure {wording.figure(row, unit)}, lies {PLACES[row['place']]}"
    )
    if not adjusted:
        return f"{lies}: {_CHANCE[row['place']]}."
    return f"{lies} as widened, and {PLACES[row['by_chance']]} of chance alone."


def _all(held: Funnel) -> str:
    outside, many = sum(row["place"] != funnel.INSIDE for row in held.shown), len(held.shown)
    by_chance = sum(row["by_chance"] != funnel.INSIDE for row in held.shown)
    if held.adjusted:
        return (
            "These limits allow for how much authorities differ anyway, so that only an unusual figure is "
            f"outside them: {outside} of {many} are outside the 95% limits, and {by_chance} outside those of "
            "chance alone."
        )
    return (
        f"Of {many} authorities, {outside} lie outside the 95% limits; chance alone would put about "
        f"{max(1, round(many * 0.05))} there."
    )


def scattered(held: Funnel) -> str:
    """Whether authorities differ by more than chance: said before limits are widened for it."""
    if held.scatter is None:
        return (
            "So few authorities cannot tell whether they differ by more than chance: the limits stay those "
            "of chance alone."
        )
    if held.scatter <= 1:
        return "Authorities differ no more than chance alone would make them."
    return (
        "There is more variation than chance: with the oddest tenth at either end drawn in, authorities "
        f"still vary {held.scatter:,.1f} times as much as chance alone would make them. They differ in need, "
        "in practice and in recording. So to be outside these limits is a question to ask, and neither "
        "praise nor blame."
    )


def funnel_caption(held: Funnel) -> str:
    """What the lines and marks are, for the grey line under the plot."""
    lines = "Solid lines: 99.8% limits. Dashed lines: 95% limits."
    if held.adjusted:
        lines += " Grey lines: the same limits of chance alone."
    marks = "Circles: other authorities, as published. Diamond: our own figure."
    first = {"source": held.source, "release": held.release}
    return f"{lines} {marks} {sources([first])}"


def funnel_rows(held: Funnel) -> list[dict[str, str]]:
    """The funnel as a table, by name: no order of figures."""
    unit = held.measure["unit"]
    of = "Out of" if unit == "percent" else "Resident children"
    ours = [
        {
            "Authority": f"{row['name']} (our own figure)",
            "Figure": wording.exact(row["value"], unit) or wording.MARKS.get(row["reason"], ""),
            of: wording.number(row["denominator"]) if row["denominator"] is not None else "",
            **_lies(row, held.adjusted),
        }
        for row in held.ours
    ]
    return ours + [
        {
            "Authority": row["geography"],
            "Figure": wording.exact(row["value"], unit) or f"[{row['marker']}]",
            of: wording.number(row["denominator"]) if row["denominator"] is not None else "",
            **_lies(row, held.adjusted),
        }
        for row in held.points
    ]


def _lies(row: Row, adjusted: bool) -> dict[str, str]:
    place = PLACES.get(row["place"], "cannot be placed")
    if not adjusted:
        return {"Where it lies": place}
    by_chance = PLACES.get(row["by_chance"], "cannot be placed")
    return {"By the widened limits": place, "By those of chance alone": by_chance}


def all_in_words(held: Release, measure: Row, area: str) -> list[str]:
    """Everything that was published beside a measure without categories, a sentence each."""
    name = measure["id"]
    chosen, names = held.manifest.get("neighbours", {}), rows.areas(held)
    told = [
        wide(beside.wide(held, name, area), measure),
        neighbours(beside.neighbours(held, name, area), measure, chosen, names),
    ]
    return [one for one in told if one]


def groups_in_words(held: Release, measure: Row, area: str, by: str) -> str:
    """What was published beside the groups of the newest year that has some."""
    name = measure["id"]
    for period in rows.periods(held).values():
        ours = rows.groups(held, name, area, by, period)
        if ours:
            theirs = beside.groups(held, name, area, by, ours[0]["period_end"].year)
            return groups(theirs, ours, measure)
    return ""


def newest_published(measure: str, comparators: pl.DataFrame) -> str:
    """What a list of measures says of the published figure beside one: place, year and release."""
    found = comparators.filter(
        pl.col("measure") == measure, pl.col("level") == "England", pl.col("value").is_not_null()
    ).sort(pl.col("characteristic") == "all", "year")
    if found.is_empty():
        return ""
    row = found.row(-1, named=True)
    return f"England {wording.published_year(row)} ({row['release']})"


NOTHING_LOADED = (
    "No published figures are loaded: England and its regions come with the program. For neighbours and "
    "every authority, load the Department for Education's files as downloaded, in step 1."
)


def loaded(file: Published, new: bool) -> str:
    """What became of one uploaded file of published figures."""
    if not new:
        return f"**{file.file}** is loaded already: nothing was changed."
    what = f"{file.kind} ({file.release}), {_years(vars(file))}, {file.areas} authorities."
    told = [f"**{file.file}** is loaded: {what}", *file.notes, "Make a new release to see it."]
    return " ".join(told)


def _years(row: Row) -> str:
    first, last = row["first_year"], row["last_year"]
    return f"{first}" if first == last else f"{first} to {last}"


def files_line(found: Sequence[Row]) -> str:
    """The control that lists the files of published figures."""
    files = "1 file" if len(found) == 1 else f"{len(found)} files"
    return f"Show the published figures ({files})"


def file_rows(found: Sequence[Row]) -> list[dict[str, str]]:
    """The table of files of published figures."""
    return [
        {
            "What": row["kind"],
            "Release": row["release"],
            "Years": _years(row),
            "Authorities": wording.number(row["areas"]),
            "File": row["file"],
        }
        for row in found
    ]
