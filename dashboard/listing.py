"""Frames as text for the command line: aligned for people, CSV and JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import rows, wording
from metrics.counts import AS_SENT, OWN, ROUNDED

if TYPE_CHECKING:
    from metrics.release import Release


class Form(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Kind(StrEnum):
    """Length of the periods that figures are asked for."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


def figures(
    release: Release, measures: list[str], by: str | None, kind: Kind, area: str | None
) -> pl.DataFrame:
    """The figures of some measures, one row each, in the order of the release, with mark and note.

    Groups come by financial year, and for three years together after them. A figure that cannot be
    shown has a null value, a mark ([c], [x], [z]) and a note that says why.
    """
    kinds = [kind.value, "three_years"] if by else [kind.value]
    # One area is its whole partnership: the same figures are not printed twice.
    alone = len(release.manifest["areas"]) == 1 and area is None
    wanted = release.figures.filter(
        pl.col("measure").is_in(measures),
        pl.col("characteristic") == (by or "all"),
        pl.col("period_kind").is_in(kinds),
        pl.lit(True) if area is None else pl.col("area") == area,
        pl.col("area") != rows.PARTNERSHIP if alone else pl.lit(True),
    )
    names = {rows.PARTNERSHIP: "Whole partnership"} | rows.areas(release)
    units = dict(release.catalogue.select("id", "unit").iter_rows())
    return wanted.with_columns(
        area_name=pl.col("area").replace_strict(names, default=pl.col("area")),
        unit=pl.col("measure").replace_strict(units, default=None),
        mark=pl.col("reason")
        .replace_strict(wording.MARKS, default="", return_dtype=pl.String)
        .fill_null(pl.when("few").then(pl.lit("[u]")).otherwise(pl.lit(""))),
        note=pl.col("reason")
        .replace_strict(wording.NOT_SHOWN, default=pl.col("reason"), return_dtype=pl.String)
        .fill_null(_beside_a_figure()),
        value=pl.col("value").round(2),
        lower=pl.col("lower").round(2),
        upper=pl.col("upper").round(2),
    ).select(
        "measure",
        "area",
        "area_name",
        "period_kind",
        "period_label",
        "period_start",
        "period_end",
        "part",
        "characteristic",
        "group",
        "group_label",
        "category",
        "category_label",
        "basis",
        "numerator",
        "denominator",
        "value",
        "unit",
        "lower",
        "upper",
        "mark",
        "note",
    )


def _beside_a_figure() -> pl.Expr:
    """What a reader must know of a figure that is shown: that it rests on few, or stands as it was sent."""
    few = pl.when("few").then(pl.lit("fewer than 20"))
    sent = pl.col("sent")
    as_sent = (
        pl.when((sent & AS_SENT != 0) & (sent & OWN != 0))
        .then(pl.lit("in part as sent"))
        .when(sent & AS_SENT != 0)
        .then(pl.lit("as sent"))
    )
    rounded = pl.when(sent & ROUNDED != 0).then(pl.lit("rounded by its sender"))
    return pl.concat_str(few, as_sent, rounded, separator="; ", ignore_nulls=True)


def for_people(listed: pl.DataFrame) -> pl.DataFrame:
    """Figures under the headings that a reader expects; a number not shown stands as its mark."""
    unit = pl.col("unit")
    whole = unit.is_in(["count", "pounds"])
    shown = listed.with_columns(
        figure=pl.format(
            "{}{}{}",
            pl.when(unit == "pounds").then(pl.lit("£")).otherwise(pl.lit("")),
            pl.when(whole)
            .then(pl.col("value").cast(pl.Int64).cast(pl.String))
            .otherwise(pl.col("value").round(1).cast(pl.String)),
            pl.when(unit == "percent").then(pl.lit("%")).otherwise(pl.lit("")),
        ),
        interval=pl.format("{} to {}", pl.col("lower").round(1), pl.col("upper").round(1)),
    )
    hidden = pl.when(pl.col("mark") == "[u]").then(pl.lit("")).otherwise("mark")
    headings = {
        "Area": pl.col("area_name"),
        "Period": pl.col("period_label"),
        "Group": pl.col("group_label"),
        "Part": pl.col("category_label"),
        "Basis": pl.col("basis").replace("completed", "finished"),
        "Children or events": pl.col("numerator").cast(pl.String).fill_null(hidden),
        "Of": pl.col("denominator").cast(pl.String).fill_null(hidden),
        "Figure": pl.col("figure").fill_null(hidden),
        "95% interval": pl.col("interval").fill_null(""),
        "Note": pl.concat_str(
            pl.when(pl.col("mark") == "[u]").then(pl.lit("[u] ")).otherwise(pl.lit("")), "note"
        ),
    }
    told = shown.select(expression.alias(heading) for heading, expression in headings.items())
    idle = [
        heading
        for heading, same in (("Group", "characteristic"), ("Part", "category"), ("Basis", "basis"))
        if set(listed[same]) <= {"", "all"}
    ]
    return told.drop(idle)


def aligned(frame: pl.DataFrame) -> str:
    """Columns set under their headings, for a screen. Numbers stand to the right."""
    columns = []
    for heading in frame.columns:
        cells = [_cell(value) for value in frame[heading]]
        width = max(len(text) for text in [heading, *cells])
        right = frame[heading].dtype.is_numeric()
        columns.append(
            [text.rjust(width) if right else text.ljust(width) for text in [heading, *cells]]
        )
    lines = ["  ".join(line).rstrip() for line in zip(*columns, strict=True)]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def csv(frame: pl.DataFrame) -> str:
    """Comma-separated values with a heading line.

    A text that a spreadsheet would take for a formula is given a leading apostrophe: codes and names
    of localities come from files that we did not write.
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(r"^[=+\-@\t\r]"))
        .then(pl.concat_str(pl.lit("'"), name))
        .otherwise(name)
        .alias(name)
        for name in texts
    ).write_csv()


def for_spreadsheets(frame: pl.DataFrame) -> str:
    """The same as a file that a spreadsheet program is told is UTF-8."""
    return "\ufeff" + csv(frame)


def as_json(value: Mapping[str, Any] | list[dict[str, Any]]) -> str:
    """JSON with dates written 2025-03-31."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)
