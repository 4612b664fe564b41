"""Totals that a partner sends instead of rows: of what measures, for which groups, over which periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from data.returns.layout import TOLD_BY
from data.tables import TABLES

if TYPE_CHECKING:
    from data.returns.reading import ReturnReading

ALL = "all"
"""What stands for a total over all groups."""


@dataclass(frozen=True)
class Total:
    """What is known of a measure that may be sent as totals.

    title       in plain words
    categories  its parts: code to words; none where it has no parts
    groups      characteristic to code to words; any group where none is listed (localities)
    """

    title: str
    categories: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Totals = Mapping[str, Total]
"""By the measure's id. Of a measure that is not in it any group is taken."""


def read_counts(reading: ReturnReading, rows: pl.DataFrame, totals: Totals) -> pl.DataFrame:
    """Rows of counts: of measures that the subject may be told in, of known groups, in whole periods."""
    known = {_plain(name): name for name in reading.returned.subject.totals}
    rows = rows.with_columns(
        measure=rows["measure"].map_elements(
            lambda text: known.get(_plain(text)), return_dtype=pl.String
        )
    )
    rows = reading.refuse(rows, pl.col("measure").is_null(), "measure_unknown", "measure")
    rows = _in_known_groups(rows, totals)
    rows = reading.refuse(rows, pl.col("known").not_(), "group_unknown", "group")
    undated = pl.col("period_start").is_null() | pl.col("period_end").is_null()
    rows = reading.refuse(rows, undated, "key_date_missing", "period_start")
    rows = reading.refuse(rows, ~_of_a_kind(), "period_of_no_kind", "period_end")
    late = pl.col("period_end") > reading.says.covers_to
    rows = reading.refuse(rows, late, "outside_period", "period_end")
    if (
        rows.height
        and not rows.select((pl.col("period_end") >= reading.says.covers_from).any()).item()
    ):
        reading.fault_of_file("period_not_in_return")
    uncounted = pl.col("met").is_null() & pl.col("met_mark").is_null()
    rows = reading.refuse(rows, uncounted, "needed_missing", "met")
    above = (pl.col("met") > pl.col("of")).fill_null(False)
    rows = reading.refuse(rows, above, "count_above_whole", "met")
    rows = rows.with_columns(
        pl.lit(reading.area).alias("area"),
        pl.lit(reading.says.agency or "").alias(TOLD_BY),
        pl.lit(reading.extract).alias("extract"),
    )
    schema = TABLES["sent_counts"]
    keys = [key for key in schema.primary_key() if key not in ("area", TOLD_BY)]
    once = pl.struct(keys).is_first_distinct()
    reading.fault(rows.filter(~once), "row_given_twice", "measure")
    return schema.validate(rows.filter(once).select(schema.column_names()), cast=True)


def _of_a_kind() -> pl.Expr:
    """Whether a period is a whole month, a quarter (of the year from April), or a year from April."""
    start, end = pl.col("period_start"), pl.col("period_end")
    month = start.dt.month()
    months = (end.dt.year() - start.dt.year()) * 12 + end.dt.month() - month + 1
    whole = (start.dt.day() == 1) & (end == end.dt.month_end())
    quarter = (months == 3) & (month % 3 == 1)
    return whole & ((months == 1) | quarter | ((months == 12) & (month == 4)))


def _in_known_groups(rows: pl.DataFrame, totals: Totals) -> pl.DataFrame:
    """Category, characteristic and group in our codes, and `known`: whether the measure has them."""
    names = ("measure", "category", "characteristic", "group")
    told = rows.select(names).unique()
    read = [(*row, *_group(totals, *row)) for row in told.iter_rows()]
    ours = pl.DataFrame(
        read,
        schema={**dict.fromkeys((*names, "c", "h", "g"), pl.String), "known": pl.Boolean},
        orient="row",
    )
    joined = rows.join(ours, on=names, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(category="c", characteristic="h", group="g")


def _group(
    totals: Totals,
    measure: str,
    category: str | None,
    characteristic: str | None,
    group: str | None,
) -> tuple[str, str, str, bool]:
    """The category, characteristic and group that a sender's words stand for, and whether they are known."""
    total = totals.get(measure)
    part = category or ""
    told = _plain(characteristic or ALL), _plain(group or ALL)
    if total is None:
        named = "_".join((characteristic or ALL).lower().split())
        return part, named, group or ALL, (told[0] == ALL) == (told[1] == ALL)
    found = _code(part, total.categories) if part or total.categories else ""
    if found is None:
        return part, ALL, ALL, False
    if told == (ALL, ALL):
        return found, ALL, ALL, True
    name = next((one for one in total.groups if _plain(one) == told[0]), None)
    if name is None or told[1] == ALL:
        return found, ALL, ALL, False
    known = total.groups[name]
    code = _code(group or "", known) if known else group
    return found, name, code or ALL, code is not None


def _code(text: str, known: Mapping[str, str]) -> str | None:
    """The code that a text is, or whose words it is."""
    spelt = {_plain(words): code for code, words in known.items()} | {
        _plain(code): code for code in known
    }
    return spelt.get(_plain(text))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
