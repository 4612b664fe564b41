"""A reader with a computer and nothing but the printed release. Shares no code with the protection.

The reader knows what adds up to what (groups and totals, months and years, areas and the partnership,
parts and their denominators, measures that speak of the same children), each printed number, and that
0 is always printed. A linear program then gives the least and the most that a hidden count can be.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from metrics import release
from metrics.characteristics import GROUPINGS
from tests.measures.specification import MEASURE

AS_AT = dt.date(2025, 3, 31)
OPEN, IN_NEED = "children_on_plans_per_10000_children", "children_in_need_per_10000_children"
STARTED, ENDED = "plans_started_per_10000_children", "plans_ended_per_10000_children"
PLANNED, MOVED = "conferences_with_plan", "transfer_in_conference_within_15_working_days"
RATES = ("referrals_per_10000_children", OPEN, IN_NEED, STARTED, ENDED)
CONFERENCES, BANDS = "icpc_within_15_working_days", "icpc_days_in_bands"
AGAIN, SOON = "repeat_plans_ever", "repeat_plans_within_24_months"
RECORDED = ["ethnicity_recorded", "sex_recorded"]
CHOSEN = {
    CONFERENCES: ("sex", "ethnicity"),
    BANDS: ("sex",),
    AGAIN: ("sex", "age_band"),
    SOON: ("sex", "age_band"),
    "referrals_per_10000_children": ("ethnicity", "ethnicity_detailed"),
    "re_referrals_within_12_months": ("ethnicity", "locality"),
    **dict.fromkeys(RECORDED, ("disability",)),
    **dict.fromkeys((OPEN, STARTED, ENDED, PLANNED), ("sex", "disability")),
    MOVED: ("sex",),
    IN_NEED: ("age_band", "sex", "ethnicity"),
}
PLACE = ["measure", "basis", "category", "characteristic", "group", "area", "period_kind"]
BAND_CODES, IN_TIME = list(MEASURE[BANDS].categories), ("0-10", "11-15")


@pytest.fixture(scope="module")
def built(demonstrated):
    tables, agreement = demonstrated
    measures = [replace(MEASURE[name], breakdowns=by) for name, by in CHOSEN.items()]
    return release.build(tables, agreement, AS_AT, measures=measures)


class Reader:
    """Everything printed, as numbers by what they count, and the sums between them."""

    def __init__(self, figures: pl.DataFrame):
        self.known: dict[tuple, int] = {}
        self.least: dict[tuple, int] = {}
        self.sums: list[tuple[list[tuple], list[tuple]]] = []
        for row in figures.iter_rows(named=True):
            place = (*(row[name] for name in PLACE), row["period_start"])
            for what in ("met",) if row["measure"] in RATES else ("met", "of"):
                number = row["numerator" if what == "met" else "denominator"]
                cell = self.same((what, *place))
                if number is not None:
                    self.known[cell] = number
                self.least[cell] = int(row["reason"] == "protected")
        self.places = {cell[1:] for cell in self.least if cell[0] == "met"}
        for place in self.places:
            if self.same(("of", *place)) in self.least:
                rest = ("rest", *place)
                self.least[rest] = 0
                self.sums.append(([self.same(("of", *place))], [self.same(("met", *place)), rest]))
        self.add_up()
        self.know_the_definitions()

    @staticmethod
    def same(cell: tuple) -> tuple:
        """One name for counts of the same children."""
        what, measure, basis, category, *rest = cell
        if what == "of" and measure == BANDS:
            return ("of", CONFERENCES, "completed", "", *rest)
        if what == "of" and measure in RECORDED:
            return ("of", RECORDED[0], basis, category, *rest)
        return cell

    def add_up(self):
        parts = defaultdict(set)
        for cell in [cell for cell in self.least if cell[0] != "rest"]:
            for how, whole in wholes(*cell):
                if whole in self.least:
                    parts[how, whole].add(cell)
        self.sums += [([whole], sorted(found, key=str)) for (_, whole), found in parts.items()]

    def know_the_definitions(self):
        for what, measure, basis, category, *place in list(self.least):
            if what == "of" and measure == CONFERENCES and basis == "completed":
                bands = {code: ("met", BANDS, "", code, *place) for code in BAND_CODES}
                if self.least.keys() >= set(bands.values()):
                    self.sums.append(
                        ([(what, measure, basis, category, *place)], [*bands.values()])
                    )
                    met = ("met", measure, basis, category, *place)
                    self.sums.append(([met], [bands[code] for code in IN_TIME]))
            if what == "met" and measure == SOON:
                left = ("left", measure, basis, category, *place)
                self.least[left] = 0
                ever = ("met", AGAIN, basis, category, *place)
                self.sums.append(([ever], [(what, measure, basis, category, *place), left]))
            if (what, measure) == ("met", OPEN):
                by, group, area, kind, day = place
                before = months_later(day, -12 if kind == "year" else -3)
                opened = ("met", OPEN, "", "", by, group, area, kind, before)
                started, ended = (("met", name, "", "", *place) for name in (STARTED, ENDED))
                if by != "age_band":
                    self.put([(what, OPEN, "", "", *place), ended], [opened, started])
            if (what, measure) == ("met", STARTED):
                planned, moved = ("met", PLANNED, "", ""), ("of", MOVED, "completed", "")
                self.put([(what, STARTED, "", "", *place)], [(*planned, *place), (*moved, *place)])
            if what == "of" and measure == RECORDED[0] and place[0] == "all":
                total, unborn = (("met", IN_NEED, "", "", *by) for by in born(*place))
                self.put([total], [(what, measure, "", "", *place), unborn])
            if what == "met" and measure in RECORDED and place[0] == "all":
                by = measure.removesuffix("_recorded")
                missing = ("met", IN_NEED, "", "", by, "not_recorded", *place[2:])
                of = self.same(("of", measure, "", "", *place))
                self.put([of], [(what, measure, "", "", *place), missing])

    def put(self, left: list[tuple], right: list[tuple]):
        if self.least.keys() >= {*left, *right}:
            self.sums.append((left, right))

    def trust(self, truth: dict[tuple, int]):
        """Drop sums that are not true of the counts: a reader who believed them would be misled."""
        self.sums = [
            (left, right)
            for left, right in self.sums
            if not truth.keys() >= {*left, *right}
            or sum(truth[cell] for cell in left) == sum(truth[cell] for cell in right)
        ]

    def works_out(self, asked: list[tuple]) -> list[tuple]:
        """The asked counts of which no other value agrees with what is printed."""
        return [cell for cell, (least, most) in self.ranges(asked).items() if most <= least]

    def ranges(self, asked: list[tuple]) -> dict[tuple, tuple[float, float]]:
        """The least and the most that each of the asked counts can be."""
        unknown = [cell for cell in self.least if cell not in self.known]
        number = {cell: place for place, cell in enumerate(unknown)}
        rows, columns, values, right = [], [], [], []
        for row, (wholes_of, parts) in enumerate(self.sums):
            right.append(0)
            for cell, sign in [*((one, -1) for one in wholes_of), *((part, 1) for part in parts)]:
                if cell in number:
                    rows.append(row)
                    columns.append(number[cell])
                    values.append(sign)
                else:
                    right[-1] -= sign * self.known[cell]
        size = (len(self.sums), len(unknown))
        sums, right = csr_array((values, (rows, columns)), shape=size), np.array(right)
        _, group = connected_components(sums.T @ sums, directed=False)
        found = {cell: (self.known[cell],) * 2 for cell in asked if cell in self.known}
        for label in sorted({group[number[cell]] for cell in asked if cell in number}):
            cells = np.flatnonzero(group == label)
            inside = sums[:, cells]
            touched = np.flatnonzero(np.diff(inside.indptr))
            bounds = [(self.least[unknown[cell]], None) for cell in cells]
            for place, cell in enumerate(cells):
                if unknown[cell] in asked:
                    ends = []
                    for sign in (1, -1):
                        aim = np.zeros(len(cells))
                        aim[place] = sign
                        best = linprog(
                            aim, A_eq=inside[touched], b_eq=right[touched], bounds=bounds
                        )
                        assert best.status in (0, 3), best.message
                        ends.append(sign * best.fun if best.status == 0 else np.inf)
                    found[unknown[cell]] = np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)
        return found


def months_later(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    return dt.date(day.year + month // 12, month % 12 + 1, 1)


def born(by, group, area, kind, start):
    """Where children in need stand, and those of them who are not yet born."""
    return (by, group, area, kind, start), ("age_band", "unborn", area, kind, start)


def wholes(what, measure, basis, category, by, group, area, kind, start):
    """What a printed count is a part of, each with the kind of sum."""

    def of(by=by, group=group, area=area, kind=kind, start=start):
        return (what, measure, basis, category, by, group, area, kind, start)

    if by == "ethnicity_detailed":
        yield by, of("ethnicity", GROUPINGS[by].part_of[0][1][group])
    elif by != "all":
        yield by, of("all", "all")
    if area != "partnership" and by != "locality":
        yield "areas", of(area="partnership")
    if measure in (*RECORDED, OPEN, IN_NEED):  # a day, not a period
        return
    if kind == "month":
        month = (start.month - 1) // 3 * 3 + 1
        yield kind, of(kind="quarter", start=dt.date(start.year, month, 1))
    year = dt.date(start.year - (start.month < 4), 4, 1)
    if kind == "quarter" and by == "all":
        yield kind, of(kind="year", start=year)
    for back in (0, 1, 2) if kind == "year" else ():
        yield kind, of(kind="three_years", start=dt.date(year.year - back, 4, 1))


def protected(counts: pl.DataFrame) -> list[tuple]:
    """Counts of 1 to 5 children, and in groups those of who did not."""
    people = counts.filter(
        pl.col("measure").replace_strict({name: MEASURE[name].of for name in CHOSEN}) != "nobody"
    )
    found = []
    for row in people.iter_rows(named=True):
        place = (*(row[name] for name in PLACE), row["period_start"])
        found += [
            Reader.same((what, *place))
            for what in ("met", "of")
            if row[what] is not None and 1 <= row[what] <= 5
        ]
        if row["characteristic"] != "all" and row["of"] and 1 <= row["of"] - row["met"] <= 5:
            found.append(("rest", *place))
    return sorted(set(found), key=str)


@pytest.fixture(scope="module")
def truth(built):
    """What was counted, by the reader's names."""
    found = {}
    for row in built.counts["figures"].iter_rows(named=True):
        place = (*(row[name] for name in PLACE), row["period_start"])
        found |= {Reader.same((what, *place)): row[what] for what in ("met", "of")}
    return {cell: number for cell, number in found.items() if number is not None}


@pytest.fixture
def reader(built, truth):
    found = Reader(built.release.figures)
    found.trust(truth)
    return found


def test_the_reader_adds_up_what_truly_adds_up(built, reader):
    believed = len(Reader(built.release.figures).sums)
    assert believed > 3_000
    # Only a child who moved in and a child without a conference can make a definition untrue.
    assert len(reader.sums) > 0.98 * believed


def test_no_protected_count_can_be_worked_out_from_all_that_is_printed(built, reader):
    asked = protected(built.counts["figures"])
    assert len(asked) > 200
    assert len(reader.known) > 1_000
    assert reader.works_out(asked) == []


def test_the_reader_would_find_what_is_not_protected_well_enough(built, reader, truth):
    """Hiding the small counts alone is not enough: sums give them away, and the attack finds it."""
    asked = protected(built.counts["figures"])
    reader.known |= {
        cell: number for cell, number in truth.items() if cell in reader.least and cell not in asked
    }
    assert len(reader.works_out(asked)) > 10


def test_no_protected_count_is_narrowed_further_than_hiding_all_of_its_breakdown_would(
    demonstrated,
):
    """By a reader of one measure, who knows all of its sums; a count that reaches 1 and 5 is not narrowed."""
    tables, agreement = demonstrated
    chosen = [replace(MEASURE[CONFERENCES], breakdowns=("sex", "ethnicity"))]
    built = release.build(tables, agreement, AS_AT, measures=chosen)
    assert built.release.manifest["protection"]["level"] == "cover"
    asked = [cell for cell in protected(built.counts["figures"]) if cell[4] != "all"]
    printed = Reader(built.release.figures)
    seen = printed.ranges(asked)
    counts = {}
    for row in built.counts["figures"].iter_rows(named=True):
        place = (*(row[name] for name in PLACE), row["period_start"])
        counts |= {("met", *place): row["met"], ("of", *place): row["of"]}
        counts["rest", *place] = row["of"] - row["met"]
    narrowed = narrowed_by_all = 0
    for breakdown in ("sex", "ethnicity"):
        all_hidden = Reader(built.release.figures)
        all_hidden.known = {
            cell: number for cell, number in counts.items() if cell[4] != breakdown or not number
        }
        for cell, (least, most) in all_hidden.ranges(
            [cell for cell in asked if cell[4] == breakdown]
        ).items():
            low, high = max(least, min(counts[cell], 1)), min(most, 5)
            assert seen[cell][0] <= low, cell
            assert seen[cell][1] >= high, cell
            narrowed += seen[cell][0] > 1 or seen[cell][1] < 5
            narrowed_by_all += low > 1 or high < 5
    assert len(asked) > 100
    assert narrowed <= narrowed_by_all
