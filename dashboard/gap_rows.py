"""The rows of a release's comparisons that a page asks for: groups beside others, step by step of the chain.

Only choosing and sorting: every ratio, limit and verdict stands in the release.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import index, rows
from metrics.characteristics import NOT_RECORDED
from metrics.measure import CHARACTERISTICS, INTERSECTIONS
from metrics.measures.chain import CHAIN, REFERRED
from metrics.scrutiny.given_back import FAMILY

if TYPE_CHECKING:
    from metrics.release import Release

Row = Mapping[str, Any]

OTHERS, LARGEST, EVERYONE = "others", "largest", "everyone"
FLAGGED, CANNOT_TELL, SIMILAR = "flagged", "cannot tell", "similar"
TOO_FEW, PROTECTED, UNRECORDED = "too few", "protected", "not recorded"
COMPARED = (FLAGGED, CANNOT_TELL, SIMILAR)
"""Verdicts of rows that hold a ratio, or its limits where none of the reference had the outcome."""
UNRECORDED_GROUP = NOT_RECORDED
RESIDENTS = "residents"
"""The base of a rate: all children who live here."""


@dataclass(frozen=True)
class Asked:
    """What is compared: in which area and period, by which characteristic, and beside whom.

    reference  OTHERS (all other known children), LARGEST (the largest known group) or EVERYONE (all known
               children, the group among them)
    """

    area: str
    period: rows.Period
    by: str
    reference: str = OTHERS


def compared(release: Release) -> list[str]:
    """Measures whose groups are compared, in the catalogue's order; the steps of the chain among them."""
    held = set(release.comparisons["measure"].unique())
    return [name for name in rows.measures(release) if name in held]


def steps(release: Release) -> list[str]:
    """The steps of the chain of decisions that the release compares, in order."""
    held = set(compared(release))
    return [step for step in CHAIN if step in held]


def characteristics(release: Release, measures: Sequence[str], area: str) -> list[str]:
    """By what some measures are compared in an area, in one fixed order."""
    held = {
        name
        for measure in measures
        for name in index.of(release).answers("comparisons", measure, area)["characteristic"]
    }
    return [name for name in CHARACTERISTICS if name in held]


def table(release: Release, measure: str, asked: Asked) -> list[Row]:
    """Every group of one measure in the code list's order, children not recorded last."""
    found = _of_period(release, measure, asked).filter(pl.col("reference") == asked.reference)
    return found.sort(pl.col("group") == NOT_RECORDED, "group_order").to_dicts()


def not_recorded(release: Release, measure: str, asked: Asked) -> Row | None:
    """The row of the children whose group is not recorded, or None."""
    others = Asked(asked.area, asked.period, asked.by)
    return next(
        (row for row in table(release, measure, others) if row["group"] == NOT_RECORDED), None
    )


def _of_period(
    release: Release, measure: str, asked: Asked, name: str = "comparisons"
) -> pl.DataFrame:
    """What a release says of one measure by one characteristic, in an area and a yearly period.

    A count of children on a day is never added over years: three years give their last day.
    """
    of = rows.measures(release).get(measure)
    kind = "year" if of and of["snapshot"] else asked.period.kind
    return (
        index.of(release)
        .answers(name, measure, asked.area)
        .filter(
            pl.col("characteristic") == asked.by,
            pl.col("period_kind") == kind,
            pl.col("period_end") == asked.period.end,
        )
    )


Chain = dict[str, list[Row]]


def chain(release: Release, asked: Asked) -> Chain:
    """Each step of the chain that has groups, with them, in the order of a child's journey."""
    every = {step: table(release, step, asked) for step in steps(release)}
    return {step: found for step, found in every.items() if found}


def groups(tables: Iterable[Sequence[Row]]) -> dict[str, str]:
    """Code to label of the known groups of some tables, in the code list's order."""
    every = sorted(
        (row for table in tables for row in table if row["group"] != NOT_RECORDED),
        key=lambda row: row["group_order"],
    )
    return {row["group"]: row["group_label"] for row in every}


def of_group(found: Chain, group: str) -> dict[str, Row]:
    """The row of one group at each step that has it."""
    return {step: row for step, table in found.items() for row in table if row["group"] == group}


def conditional(found: Iterable[Row]) -> list[Row]:
    """The rows of decisions about children who came so far: all but the rate of those who live here."""
    return [row for row in found if row["base"] != RESIDENTS]


def widest(found: Iterable[Row]) -> Row | None:
    """The flagged row whose ratio lies furthest from 1 either way, the first of equals; None where none is.

    A half is as far as twice. A ratio without limit, where none of the reference went on, is the furthest.
    """
    flagged = [row for row in found if row["verdict"] == FLAGGED]
    return max(flagged, key=distance, default=None)


def distance(row: Row) -> float:
    """How far a ratio lies from 1, either way, on the logarithm; infinite at nothing or without limit."""
    return abs(math.log(row["ratio"])) if row["ratio"] else math.inf


def cumulative(release: Release, step: str, asked: Asked, group: str) -> list[Row]:
    """The ratios multiplied as far as a step: from those who live here, then from those referred."""
    found = _of_period(release, step, asked, "cumulative").filter(pl.col("group") == group)
    return found.sort(pl.col("base") != RESIDENTS).to_dicts()


def adjustments(release: Release, measure: str, asked: Asked, group: str) -> list[Row]:
    """One group's ratio adjusted for each other thing in turn, what is kept back last."""
    found = _of_period(release, measure, asked, "adjustments")
    own = found.filter(pl.col("group") == group, pl.col("adjuster") != FAMILY)
    return own.sort(pl.col("verdict") == PROTECTED, maintain_order=True).to_dicts()


def families(release: Release, measure: str, asked: Asked, group: str) -> Row | None:
    """One group's comparison with limits that allow for brothers and sisters; None without families."""
    found = _of_period(release, measure, asked, "adjustments")
    found = found.filter(pl.col("group") == group, pl.col("adjuster") == FAMILY)
    return found.row(0, named=True) if found.height else None


def years(release: Release, measure: str, asked: Asked, group: str) -> list[Row]:
    """One group's comparison in each year, and in the three years together last."""
    found = index.of(release).answers("comparisons", measure, asked.area)
    return (
        found.filter(
            pl.col("characteristic") == asked.by,
            pl.col("group") == group,
            pl.col("reference") == asked.reference,
        )
        .sort(pl.col("period_kind") == rows.THREE_YEARS, "period_end")
        .to_dicts()
    )


def waited(release: Release, area: str) -> list[str]:
    """Measures of which waits are printed, in the catalogue's order."""
    held = set(release.waits.filter(pl.col("area") == area)["measure"].unique())
    return [name for name in rows.measures(release) if name in held]


def waits(release: Release, measure: str, asked: Asked) -> list[Row]:
    """How long each group waited, in the code list's order, children not recorded last."""
    found = _of_period(release, measure, asked, "waits")
    return found.sort(pl.col("group") == NOT_RECORDED, "group_order").to_dicts()


def sensitivities(release: Release, measure: str, asked: Asked) -> list[Row]:
    """What other readings of the rules would change, in the year that ends the period."""
    found = index.of(release).answers("sensitivities", measure, asked.area)
    return found.filter(pl.col("period_end") == asked.period.end).to_dicts()


def crossed(release: Release, measure: str, area: str, by: str) -> list[str]:
    """Pairs of characteristics with estimates of a measure, those with `by` first."""
    held = set(index.of(release).answers("intersections", measure, area)["characteristic"])
    pairs = [name for name in INTERSECTIONS if name in held]
    return sorted(pairs, key=lambda name: by not in INTERSECTIONS[name])


def intersections(release: Release, measure: str, area: str, pair: str) -> list[Row]:
    """Estimates for every group of two characteristics, in the code list's order."""
    found = index.of(release).answers("intersections", measure, area)
    return found.filter(pl.col("characteristic") == pair).sort("group_order").to_dicts()


def goes_on(measure: str) -> bool:
    """Whether a measure is a step of the chain taken by children who came so far."""
    return measure in CHAIN and measure != REFERRED
