"""What every format gives: text columns under our names, with the position of each row in the file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Progress = Callable[[float], None]
"""Told how far a long step has come, from 0 to 1."""


@dataclass(frozen=True)
class Sighting:
    """Something amiss that only the reader of the file can see (text outside any field, a formula).

    refused  a row was left out for it
    """

    rule: str
    field: str
    position: int
    table: str = ""
    sheet: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Raw:
    """One file as text: nothing typed, spelt, checked or pseudonymised yet.

    tables     by our table name. Every frame has `position` (line of the file, or row of the sheet), and
               `sheet` where there are sheets. `child_row`, `referral_row`, `plan_row` count the rows of those
               frames from 0. All other columns are text or null.
    style      how its values are written: as the census asks, as people type in a workbook, or as a database
               keeps them
    fills      "table.column" of all that this file can fill
    names      "table.column" to the field's name as the sender knows it
    area       three-digit local authority code, where the file says it
    as_at      date of the extract, as text, where the file says it
    made_at    when the file was made, as text, where the file says it
    year       the collection year, as text, where the file says it; the date of the extract decides
    sightings  what was amiss already while reading
    digest     of what was read, where that is not one file whose bytes say it
    rows       rows of the file, for people: children and events, or rows of the lists
    """

    tables: dict[str, pl.DataFrame]
    style: Literal["census", "workbook", "database"]
    fills: tuple[str, ...]
    names: dict[str, str]
    rows: int
    area: str | None = None
    as_at: str | None = None
    made_at: str | None = None
    year: str | None = None
    sightings: tuple[Sighting, ...] = field(default=())
    digest: str | None = None
