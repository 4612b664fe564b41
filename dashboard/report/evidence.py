"""What a release says of one year, as blocks of the yearly report: a chart with its sentence and its table.

Every figure goes through `publicly`: the report is read by anyone. What is kept back is said to be so.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import altair as alt

from dashboard import (
    cells,
    chain_chart,
    charts,
    gap_cells,
    gap_rows,
    gap_titles,
    gap_words,
    group_words,
    rows,
    wording,
)
from dashboard.report import drawing, publicly
from dashboard.report.paper import Block, Chart, Paragraph, Table, table
from dashboard.report.pins import newest_meaning
from metrics.release import Release

Row = rows.Row

FEWEST_DRAWN: Final = 3
"""Points or groups that must be shown for a drawing to say something."""
HEIGHT: Final = 240
"""Pixels of a run chart: two of them, each with its table, stand on a page."""


@dataclass
class Year:
    """One financial year of a release, and the measures that the report has named so far.

    key  "2024-25";  area: the whole partnership, or its only area
    """

    release: Release
    key: str
    named: dict[str, Row] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The code of the area whose figures are printed."""
        return next(iter(rows.areas(self.release)))

    @property
    def period(self) -> rows.Period:
        """The year as the release's rows name it."""
        end = dt.date(int(self.key[:4]) + 1, 3, 31)
        return rows.Period("year", end)

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in the year."""
        return self.period.end.replace(year=self.period.end.year - 1) < day <= self.period.end

    def measures(self, catalogue: Sequence[str]) -> list[Row]:
        """The release's measures of some catalogue numbers that have figures, in the order asked for."""
        every = rows.measures(self.release).values()
        found = [row for one in catalogue for row in every if row["catalogue"] == one]
        return [row for row in found if row["available"]]

    def of(self, name: str) -> Row | None:
        """A measure by its id, where the release has figures of it; it is named in the annex then."""
        row = rows.measures(self.release).get(name)
        if row is None or not row["available"]:
            return None
        self.named[name] = row
        return row


def in_the_year(year: Year, measure: Row) -> Row | None:
    """The figure of the whole year, as the public may see it."""
    area = rows.place(measure, year.area)
    category = rows.main_category(measure)
    found = rows.everyone(year.release, measure["id"], area, year.period, None, category)
    return None if found is None else publicly.row(found, measure["unit"])


def points_of(year: Year, measure: Row) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The points of a measure's run chart up to the year's end, and what the rules say of each."""
    area, category = rows.place(measure, year.area), rows.main_category(measure)
    for kind in rows.kinds(year.release, measure["id"], area, category):
        every = rows.totals(year.release, measure["id"], area, kind, category=category)
        signals = rows.signals(year.release, measure["id"], area, category=category, kind=kind)
        until = [one for one in every if one["period_end"] <= year.period.end]
        told = [one for one in signals if one["period_end"] <= year.period.end]
        points = publicly.rows(rows.settled(until, told), measure["unit"])
        if sum(one["value"] is not None for one in points) >= FEWEST_DRAWN:
            hidden = {one["period_end"] for one in points if one["value"] is None}
            return points, [one for one in told if one["period_end"] not in hidden]
    return [], []


def over_time(year: Year, name: str) -> list[Block]:
    """A measure's run chart with its finding; in words alone where too little can be shown."""
    measure = year.of(name)
    if measure is None:
        return []
    of_year, (points, signals) = in_the_year(year, measure), points_of(year, measure)
    if not points:
        return _alone(measure, of_year)
    newest = rows.newest(points)
    assert newest is not None
    signal = next((one for one in signals if one["period_end"] == newest["period_end"]), None)
    target = year.release.manifest["targets"].get(name)
    chart = charts.over_time(measure, points, signals, (), target).properties(height=HEIGHT)
    words = wording.over_time_in_words(measure, points, signals)
    title = wording.finding(measure, newest, signal)
    under = [f"{measure['definition']} {_whole(of_year, measure)}", _changed(signals)]
    return [_drawn(title, chart, words, _years(year, measure), under)]


def _whole(of_year: Row | None, measure: Row) -> str:
    if of_year is None:
        return ""
    return f"In {of_year['period_label']}: {wording.figure(of_year, measure['unit'])}."


def _changed(signals: Sequence[Row]) -> str:
    marked = [one["period_label"] for one in signals[-12:] if one["rule"]]
    return (
        f"Outside the usual range within the newest points: {', '.join(marked)}." if marked else ""
    )


def _alone(measure: Row, of_year: Row | None) -> list[Block]:
    if of_year is None:
        return []
    said = wording.figure(of_year, measure["unit"])
    return [Paragraph(f"{measure['title']}: {said} in {of_year['period_label']}.")]


def _years(year: Year, measure: Row) -> Table | None:
    """The measure year by year: the table behind a chart of months or quarters."""
    area, category = rows.place(measure, year.area), rows.main_category(measure)
    every = rows.totals(year.release, measure["id"], area, "year", category=category)
    found = publicly.rows(
        [one for one in every if one["period_end"] <= year.period.end], measure["unit"]
    )
    return _table(f"{measure['title']}, year by year", found, measure["unit"])


def _table(title: str, found: Sequence[Row], unit: str) -> Table | None:
    if not found:
        return None
    made = cells.filled([cells.table_row(one, unit) for one in found])
    return table(title, made)[0]


def _drawn(
    title: str,
    chart: alt.LayerChart,
    words: str,
    behind: Table | None,
    under: Sequence[str],
    width: int = drawing.WIDTH,
) -> Chart:
    lines = tuple(line.strip() for line in under if line.strip())
    return Chart(title, drawing.as_svg(chart, width), words, behind, lines)


def by_group(year: Year, name: str, by: str) -> list[Block]:
    """A measure by one characteristic: dots and intervals, or bars of numbers and pounds."""
    measure = year.of(name)
    if measure is None:
        return []
    area, category = rows.place(measure, year.area), rows.main_category(measure)
    found = rows.groups(year.release, name, area, by, year.period)
    found = publicly.rows([one for one in found if one["category"] == category], measure["unit"])
    shown = [one for one in found if one["value"] is not None]
    if len(shown) < FEWEST_DRAWN:
        return []
    named = group_words.characteristic_words(by)
    words = wording.groups_in_words(measure, found)
    bars = measure["unit"] in ("count", "pounds")
    drawn = [one for one in found if one["value"] is not None or one["reason"] != "no events"]
    everyone = in_the_year(year, measure)
    chart = (
        charts.shares(measure, drawn) if bars else charts.between_groups(measure, drawn, everyone)
    )
    behind = _table(f"{measure['title']} by {named}, {year.key}", found, measure["unit"])
    title = wording.groups_finding(measure, found, by)
    under = ["" if bars else wording.GROUPS_CAUTION, wording.not_in_it([], found)]
    return [_drawn(title, chart, words, behind, under)]


def shares(year: Year, name: str) -> list[Block]:
    """The parts of a whole in the year."""
    measure = year.of(name)
    if measure is None:
        return []
    area = rows.place(measure, year.area)
    parts = publicly.rows(rows.categories(year.release, name, area, year.period), measure["unit"])
    if sum(one["value"] is not None for one in parts) < FEWEST_DRAWN:
        return []
    drawn = rows.largest(parts) if len(parts) > rows.MOST_PARTS else parts
    words = wording.shares_in_words(measure, parts)
    behind = _table(f"{measure['title']}, {year.key}", parts, measure["unit"])
    return [
        _drawn(
            wording.shares_finding(measure, parts),
            charts.shares(measure, drawn),
            words,
            behind,
            [measure["definition"], wording.not_in_it([], parts)],
        )
    ]


def chain(year: Year, by: str) -> list[Block]:
    """Where in a child's journey the largest flagged gap opens, of all groups of a characteristic."""
    asked = gap_rows.Asked(year.area, year.period, by)
    found = gap_rows.chain(year.release, asked)
    every = [row for each in found.values() for row in gap_rows.conditional(each)]
    widest = gap_rows.widest(every)
    if widest is None:
        said = "No gap between groups is flagged at any step of the journey this year."
        return [Paragraph(said)] if every else []
    group = widest["group"]
    label = gap_rows.groups(found.values())[group]
    whom = group_words.children(by, group, label)
    measures = rows.measures(year.release)
    own = gap_rows.of_group(found, group)
    for step in own:
        year.of(step)
    words = " ".join(gap_words.finding(row, measures[step]) for step, row in own.items())
    behind = table(f"The chain of decisions for {whom}", gap_cells.of_chain(found, group))
    return [
        _drawn(
            gap_titles.chain_title(whom, widest),
            chain_chart.chain(found, group, widest),
            words,
            behind[0] if behind else None,
            [gap_titles.stages(list(found)), gap_words.SELECTED, gap_words.SIBLINGS],
            drawing.WIDEST,
        )
    ]


def contributions(year: Year, name: str) -> list[Block]:
    """What each partner gave, this year and the year before, with the change."""
    measure = year.of(name)
    if measure is None:
        return []
    before = rows.Period("year", year.period.end.replace(year=year.period.end.year - 1))
    earlier = {
        one["group"]: one["value"]
        for one in rows.groups(year.release, name, rows.PARTNERSHIP, "agency", before)
    }
    now = rows.groups(year.release, name, rows.PARTNERSHIP, "agency", year.period)
    made = [
        {
            "Partner": one["group_label"],
            "Year before": wording.exact(earlier.get(one["group"]), measure["unit"]),
            year.key: wording.exact(one["value"], measure["unit"]),
            "Change": _change(earlier.get(one["group"]), one["value"]),
        }
        for one in now
        if one["value"] is not None
    ]
    return [*table(measure["title"], made)]


def _change(before: float | None, now: float | None) -> str:
    if not before or now is None:
        return ""
    share = 100 * (now - before) / before
    return "no change" if abs(share) < 0.05 else f"{share:+.1f}%"


def moved(year: Year) -> tuple[list[str], list[str]]:
    """What got better and what got worse, by the run charts of the whole partnership: a sentence each."""
    better: list[tuple[bool, bool, str]] = []
    worse: list[tuple[bool, bool, str]] = []
    for measure in rows.measures(year.release).values():
        if not measure["available"] or measure["kind"] == "share":
            continue
        points, signals = points_of(year, measure)
        meaning = newest_meaning(signals)
        if meaning not in ("better", "worse"):
            continue
        changed = [one for one in signals if one["meaning"] == meaning][-1]
        row = next(one for one in points if one["period_end"] == changed["period_end"])
        back = " Usual again since." if signals[-1]["meaning"] != meaning else ""
        said = f"{wording.finding(measure, row, changed)}.{back}"
        (better if meaning == "better" else worse).append((bool(back), not measure["core"], said))
        year.of(measure["id"])
    return [said for *_, said in sorted(better)], [said for *_, said in sorted(worse)]


def definitions(year: Year) -> list[Block]:
    """Every measure that the report names: what it counts, which paragraph asks for it, and how."""
    made = [
        {
            "Measure": f"{row['title']} ({row['catalogue']})",
            "What it counts": row["definition"],
            "Guidance": row["guidance"] or "",
        }
        for row in sorted(year.named.values(), key=lambda row: row["catalogue"])
    ]
    return [*table("Measures and their definitions", made)]
