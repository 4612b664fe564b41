"""The figures that an author had before them at a step, from the release that it names: words and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import gap_cells, gap_rows, gap_words, group_words, probe_words, rows, wording
from dashboard.gap_rows import Asked
from dashboard.report.paper import Block, Paragraph, table
from metrics.release import Release

Row = Mapping[str, Any]

NOTHING = "The release prints no figure for this choice."


@dataclass(frozen=True)
class Chosen:
    """What was on the screen: of which measure, by which characteristic, of which group (or None: all)."""

    measure: Row
    asked: Asked
    group: str | None = None


def chosen(release: Release, settings: Mapping[str, Any]) -> Chosen | None:
    """What the settings of an entry choose; None where they name no measure of this release.

    What they leave open is the whole partnership, the newest year, and all other known children.
    """
    measure = rows.measures(release).get(str(settings.get("measure")))
    if measure is None:
        return None
    areas, periods = rows.areas(release), rows.periods(release)
    area = str(settings.get("area"))
    period = periods.get(str(settings.get("period"))) or next(iter(periods.values()))
    asked = Asked(
        rows.place(measure, area if area in areas else next(iter(areas))),
        period,
        str(settings.get("characteristic") or "all"),
        str(settings.get("reference") or gap_rows.OTHERS),
    )
    return Chosen(measure, asked, settings.get("group"))


def in_words(release: Release, what: Chosen) -> str:
    """What was chosen, as a sentence."""
    area = rows.areas(release).get(what.asked.area, "Whole partnership")
    said = f"{what.measure['title']}. {area}, "
    said += wording.financial_years(what.asked.period.kind, what.asked.period.end)
    if what.asked.by == "all":
        return f"{said}, all children."
    said += f", by {group_words.characteristic_words(what.asked.by)}"
    if what.group is not None:
        said += f" ({group_label(release, what)})"
    beside = group_words.BESIDE.get(what.asked.reference, group_words.BESIDE[gap_rows.OTHERS])
    return f"{said}, set beside {beside}."


def group_label(release: Release, what: Chosen) -> str:
    """The chosen group as the release labels it, else by its code."""
    labels = {row["group"]: row["group_label"] for row in _groups(release, what)}
    return str(labels.get(what.group, what.group))


def figures(release: Release, step: str, what: Chosen) -> list[Block]:
    """The words and the table of one step; a sentence where the release prints nothing for it."""
    made = _STEPS.get(step, _of_groups)(release, what)
    return made or [Paragraph(NOTHING)]


def _groups(release: Release, what: Chosen) -> list[Row]:
    return gap_rows.table(release, what.measure["id"], what.asked)


def _title(what: Chosen, ending: str) -> str:
    return f"{what.measure['title']}, {ending}"


def _of_groups(release: Release, what: Chosen) -> list[Block]:
    """Every group beside its reference; the finding of the one that was chosen, else of all."""
    found = _groups(release, what)
    if not found:
        return _of_all(release, what)
    told = [row for row in found if row["group"] == what.group] or found
    said = [gap_words.finding(row, what.measure) for row in told]
    if what.group is not None:
        said += [gap_words.unknown(row) for row in told]
    said.append(gap_words.family(found[0]))
    by = group_words.characteristic_words(what.asked.by)
    return [*_said(said), *table(_title(what, f"by {by}"), gap_cells.of_measure(found))]


def _of_all(release: Release, what: Chosen) -> list[Block]:
    row = rows.everyone(release, what.measure["id"], what.asked.area, what.asked.period)
    if row is None:
        return []
    return [Paragraph(f"All children: {wording.figure(row, what.measure['unit'])}.")]


def _said(sentences: list[str]) -> list[Block]:
    return [Paragraph(sentence) for sentence in sentences if sentence]


def _recording(release: Release, what: Chosen) -> list[Block]:
    """For how many children the characteristic is not recorded: along the chain, and of the measure."""
    found = gap_rows.chain(release, what.asked)
    shares = {step: _share(each) for step, each in found.items()}
    row = gap_rows.not_recorded(release, what.measure["id"], what.asked)
    said = [gap_words.of_not_recorded(row)] if row is not None else []
    if found:
        said.append(probe_words.recording(list(shares.values()), what.asked.by))
    by = group_words.characteristic_words(what.asked.by)
    cells = gap_cells.of_recording(found, shares)
    return [*_said(said), *table(f"Children for whom {by} is not recorded, step by step", cells)]


def _share(found: list[Row]) -> float | None:
    return next((row["unknown_share"] for row in found if row["unknown_share"] is not None), None)


def _path(release: Release, what: Chosen) -> list[Block]:
    """The chain of decisions for the group that was chosen, else for the one whose gap is widest."""
    found, widest = _chain(release, what)
    group = what.group or (widest["group"] if widest is not None else None)
    if group is None:
        return _widest(release, what)
    label = gap_rows.groups(found.values()).get(group, group)
    whom = group_words.children(what.asked.by, group, label)
    multiplied = gap_rows.cumulative(release, what.measure["id"], what.asked, group)
    cells = gap_cells.of_chain(found, group)
    if not cells:
        return []
    return [
        *_said([gap_words.cumulative(row) for row in multiplied]),
        *table(f"The chain of decisions for {whom}", cells),
        *_said([gap_words.SELECTED, gap_words.SIBLINGS]),
    ]


def _widest(release: Release, what: Chosen) -> list[Block]:
    """The step at which the largest flagged gap opens, of the group that was chosen or of any."""
    found, widest = _chain(release, what)
    every = [row for each in found.values() for row in gap_rows.conditional(each)]
    if not every:
        return []
    return _said([gap_words.answer(widest, every, what.asked.by, rows.measures(release))])


def _chain(release: Release, what: Chosen) -> tuple[gap_rows.Chain, Row | None]:
    found = gap_rows.chain(release, what.asked)
    decisions = (
        row
        for each in found.values()
        for row in gap_rows.conditional(each)
        if what.group in (None, row["group"])
    )
    return found, gap_rows.widest(decisions)


def _adjusted(release: Release, what: Chosen) -> list[Block]:
    """The ratio as it stands beside the adjusted ones, of one group or of every flagged one."""
    made: list[Block] = []
    for row in _groups(release, what):
        if row["group"] != what.group and (what.group or row["verdict"] != gap_rows.FLAGGED):
            continue
        found = gap_rows.adjustments(release, what.measure["id"], what.asked, row["group"])
        made += _said([probe_words.adjusted(each, row) for each in found])
        whom = group_words.group(row)
        made += table(_title(what, f"adjusted, {whom}"), gap_cells.adjusted(found))
    return [*made, Paragraph(probe_words.ADJUSTING)] if made else []


def _over_time(release: Release, what: Chosen) -> list[Block]:
    """A group year by year; without one, all children year by year."""
    if what.group is None:
        points = rows.totals(release, what.measure["id"], what.asked.area, "year")
        unit = what.measure["unit"]
        cells = [
            {"Year": row["period_label"], "Figure": wording.figure(row, unit)} for row in points
        ]
        return list(table(_title(what, "year by year"), cells))
    found = gap_rows.years(release, what.measure["id"], what.asked, what.group)
    if not found:
        return []
    whom = group_words.group(found[0])
    return [
        *_said([gap_words.over_years(found), gap_words.YEARS_CAUTION]),
        *table(_title(what, f"year by year, {whom}"), gap_cells.of_years(found)),
    ]


def _rule(release: Release, what: Chosen) -> list[Block]:
    """What other readings of the rule would change."""
    found = gap_rows.sensitivities(release, what.measure["id"], what.asked)
    title = _title(what, "under other readings of its rule")
    return [*_said([probe_words.rule(found)]), *table(title, gap_cells.otherwise(found))]


def _published(release: Release, what: Chosen) -> list[Block]:
    """What is published of England and the region, of the same groups where that is so."""
    measure, area = what.measure, what.asked.area
    found = rows.comparators(release, measure["id"], area, "", what.asked.by)
    found = found or rows.comparators(release, measure["id"], area)
    newest = {(row["geography"], row["group"]): row for row in found}
    cells = [
        {
            "Where": row["geography"],
            "Year": wording.published_year(row),
            "Group": "All children" if row["group"] == "all" else row["group"].replace("_", " "),
            "Figure": wording.exact(row["value"], measure["unit"]),
            "From": row["release"],
        }
        for row in newest.values()
    ]
    if not cells:
        return [Paragraph("Nothing is published that this can be set beside.")]
    return list(table(_title(what, "as published elsewhere"), cells))


_STEPS: dict[str, Callable[[Release, Chosen], list[Block]]] = {
    "recording": _recording,
    "pathway": _path,
    "widest": _widest,
    "adjustment": _adjusted,
    "time": _over_time,
    "rule": _rule,
    "national": _published,
}
"""Of the steps that show more than the groups of one measure, what they show."""
