"""Tiny releases one after another, from children in rows, and a reader who has them all.

The reader shares no code with the protection: every printed count of every release is a variable, every
sum an equation between them, and a search in whole numbers gives the least and the most of each.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from metrics.disclosure.policy import DFE_LOCAL, Policy
from metrics.disclosure.protect import PROTECTED, Protected, protect
from metrics.ledger import EMPTY, NOTHING_PUBLISHED, Ledger
from tests.measures.specification import MEASURE

NAME = "re_referrals_within_12_months"
SEXES = ("F", "M", "not_recorded")
PLACE = ("characteristic", "group", "area", "period_kind", "period_start")


@dataclass(frozen=True)
class Child:
    """One referral: who, where, in which financial year, of which sex, and whether it was one again."""

    name: str
    area: str
    year: int
    sex: str
    again: bool


def counted(children: list[Child], areas: tuple[str, ...], years: range) -> pl.DataFrame:
    """The true counts of a release, in the columns that are protected."""
    pools = [range(years[-3], years[-1] + 1)] if len(years) >= 3 else []
    periods = [("year", range(year, year + 1)) for year in years]
    periods += [("three_years", pool) for pool in pools]
    places = [("all", "all"), *(("sex", sex) for sex in SEXES)]
    whole = (*areas, "partnership") if len(areas) > 1 else areas
    rows = []
    for (by, group), area, (kind, span) in product(places, whole, periods):
        here = [
            child
            for child in children
            if child.year in span
            and area in (child.area, "partnership")
            and group in ("all", child.sex)
        ]
        again = [child for child in here if child.again]
        rows.append(
            {
                "measure": NAME,
                "basis": "",
                "category": "",
                "characteristic": by,
                "group": group,
                "area": area,
                "period_kind": kind,
                "period_start": dt.date(span[0], 4, 1),
                "part": False,
                "snapshot": False,
                "met": len(again),
                "of": len(here),
                "met_fingerprint": sum(map(_mark, again)),
                "of_fingerprint": sum(map(_mark, here)),
            }
        )
    return pl.DataFrame(
        rows, schema_overrides={"met_fingerprint": pl.UInt64, "of_fingerprint": pl.UInt64}
    )


def _mark(child: Child) -> int:
    """A number of the row: of the child and the year, whatever else is said of it."""
    said = f"{child.name} {child.area} {child.year}".encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:5])


def released(
    figures: pl.DataFrame,
    ledger: Ledger = EMPTY,
    known: pl.DataFrame = NOTHING_PUBLISHED,
    policy: Policy = DFE_LOCAL,
) -> Protected:
    """What may leave of these counts, after the releases of the ledger."""
    states = pl.DataFrame(
        schema={
            **dict.fromkeys(("measure", "area", "basis", "period_kind"), pl.String),
            "period_start": pl.Date,
            "state": pl.String,
            "count": pl.Int64,
            "fingerprint": pl.UInt64,
            "snapshot": pl.Boolean,
        }
    )
    children = pl.DataFrame(
        schema={
            **dict.fromkeys(("measure", "area", "period_kind"), pl.String),
            "period_start": pl.Date,
            "children": pl.Int64,
            "snapshot": pl.Boolean,
        }
    )
    measure = replace(MEASURE[NAME], breakdowns=("sex",))
    return protect(figures, states, children, [measure], ledger=ledger, known=known, policy=policy)


def after(made: Protected, ledger: Ledger = EMPTY) -> Ledger:
    """The ledger once a release is out."""
    return replace(made.ledger, releases=(*ledger.releases, f"release {len(ledger.releases)}"))


def printed(made: Protected, **place: object) -> tuple[int | None, int | None]:
    """The two printed counts of one place."""
    found = made.figures.filter(*(pl.col(name) == value for name, value in place.items()))
    return found.select("met", "of").row(0)


Cell = tuple[object, ...]


class Reader:
    """Somebody who has every release, knows what adds up to what, and takes for unchanged what looks so."""

    def __init__(self) -> None:
        self.truth: dict[Cell, int] = {}
        self.known: set[Cell] = set()
        self.least: dict[Cell, int] = {}
        self.sums: list[dict[Cell, int]] = []
        self.asked: list[Cell] = []
        self.releases = 0

    def reads(self, figures: pl.DataFrame, made: Protected) -> None:
        """One more release: its true counts, and what it prints of them."""
        now, self.releases = self.releases, self.releases + 1
        both = figures.join(
            made.figures.select(*PLACE, "reason", p_met="met", p_of="of"), on=list(PLACE)
        )
        for row in both.iter_rows(named=True):
            place = (now, *(row[name] for name in PLACE))
            for what in ("met", "of"):
                cell = (*place, what)
                self.truth[cell] = row[what]
                hidden = row[f"p_{what}"] is None
                if not hidden:
                    self.known.add(cell)
                self.least[cell] = int(hidden and row["reason"] == PROTECTED and row[what] > 0)
                # A count of nothing is shown wherever its table is.
                if hidden and row["reason"] == PROTECTED and row[what] == 0:
                    self.known.add(cell)
            rest = (*place, "rest")
            self.truth[rest], self.least[rest] = row["of"] - row["met"], 0
            self.sums.append({(*place, "of"): -1, (*place, "met"): 1, rest: 1})
        mine = [cell for cell in self.truth if cell[0] == now]
        self._add_up(mine)
        self._protects(mine)
        for earlier in range(now):
            self._compare(mine, earlier)

    def _add_up(self, mine: list[Cell]) -> None:
        parts: dict[tuple[str, Cell], list[Cell]] = {}
        for now, by, group, area, kind, start, what in mine:
            cell = (now, by, group, area, kind, start, what)
            if by != "all":
                parts.setdefault(
                    ("groups", (now, "all", "all", area, kind, start, what)), []
                ).append(cell)
            if area != "partnership":
                whole = (now, by, group, "partnership", kind, start, what)
                parts.setdefault(("areas", whole), []).append(cell)
            for back in range(3) if kind == "year" else ():
                first = start.replace(year=start.year - back)
                whole = (now, by, group, area, "three_years", first, what)
                parts.setdefault(("years", whole), []).append(cell)
        for (_, whole), found in parts.items():
            if whole in self.truth:
                self.sums.append({whole: -1, **dict.fromkeys(found, 1)})

    def _protects(self, mine: list[Cell]) -> None:
        for cell in mine:
            small = 1 <= self.truth[cell] <= 5
            # Of a total, and of a group that is all of it, both counts are printed, and so their difference.
            total = self.truth[(cell[0], "all", "all", *cell[3:])]
            if small and (cell[-1] != "rest" or (cell[1] != "all" and self._parted(cell, total))):
                self.asked.append(cell)

    def _parted(self, cell: Cell, total: int) -> bool:
        place = cell[:-1]
        whole = (cell[0], "all", "all", *cell[3:-1])
        return any(self.truth[(*place, w)] != self.truth[(*whole, w)] for w in ("met", "of"))

    def _compare(self, mine: list[Cell], earlier: int) -> None:
        """Counts of the same place in an earlier release: the same, or apart by a count of children."""
        for cell in mine:
            old = (earlier, *cell[1:])
            if old not in self.truth:
                continue
            total, old_total = ((c[0], "all", "all", *c[3:]) for c in (cell, old))
            by = self.truth[cell] - self.truth[old]
            if by == 0 and self.truth[total] == self.truth[old_total]:
                self.sums.append({cell: 1, old: -1})
            group = cell[1] != "all" and self.truth[cell] != self.truth[total]
            if 1 <= abs(by) <= 5 and group and min(self.truth[cell], self.truth[old]) > 0:
                apart = (*cell, "since", earlier)
                self.truth[apart], self.least[apart] = abs(by), 0
                larger, smaller = (cell, old) if by > 0 else (old, cell)
                self.sums.append({larger: -1, smaller: 1, apart: 1})
                self.asked.append(apart)

    def works_out(self) -> list[Cell]:
        """The protected counts that can be only one number."""
        unknown = [cell for cell in self.truth if cell not in self.known]
        number = {cell: place for place, cell in enumerate(unknown)}
        terms = [
            (row, number[cell], sign)
            for row, sums in enumerate(self.sums)
            for cell, sign in sums.items()
            if cell in number
        ]
        rows, columns, signs = (list(one) for one in zip(*terms, strict=True))
        matrix = csr_array((signs, (rows, columns)), shape=(len(self.sums), len(unknown)))
        _, part = connected_components(abs(matrix).T @ abs(matrix), directed=False)
        found = [cell for cell in self.asked if cell in self.known]
        asked = [number[cell] for cell in self.asked if cell in number]
        for label in sorted({int(part[cell]) for cell in asked}):
            inside = np.flatnonzero(part == label)
            wanted = [cell for cell in asked if part[cell] == label]
            found += self._pinned(unknown, matrix, inside, wanted)
        return found

    def _pinned(
        self, unknown: list[Cell], matrix: csr_array, inside: np.ndarray, wanted: list[int]
    ) -> list[Cell]:
        """Those of the wanted cells, all of one part, that are the same in every list that agrees."""
        sums = matrix[:, inside]
        sums = sums[np.flatnonzero(np.diff(sums.indptr))]
        truth = np.array([self.truth[unknown[cell]] for cell in inside])
        least = np.array([self.least[unknown[cell]] for cell in inside], dtype=float)
        # What the unknown counts add up to is known, because all that is beside them is.
        agrees = LinearConstraint(sums, sums @ truth, sums @ truth)
        bounds = Bounds(least, np.full(len(inside), 500.0))
        differs = np.zeros(len(inside), dtype=bool)
        for cell in wanted:
            place = int(np.searchsorted(inside, cell))
            for sign in (1, -1) if not differs[place] else ():
                aim = np.zeros(len(inside))
                aim[place] = sign
                found = milp(
                    aim, constraints=agrees, bounds=bounds, integrality=np.ones(len(inside))
                )
                if found.x is not None:
                    differs |= np.rint(found.x).astype(int) != truth
        return [unknown[cell] for cell in wanted if not differs[np.searchsorted(inside, cell)]]
