"""Values of one column, from a file or a database, brought to the same plain text."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from data.formats.ssd_json import flags
from data.formats.ssd_tables import BY_NAME, Column, Kind, Table

ROWS_AT_ONCE: Final = 50_000
ROWS_HASHED_AT_ONCE: Final = 100_000
_NOTHING: Final = ("", "NULL", "(NULL)", "[NULL]", "PLACEHOLDER_DATA", "SSD_PH")
"""What exports write for an empty cell, and what the dataset's own scripts put into tables not yet filled."""


def column_as_text(column: Column, values: Sequence[Any]) -> pl.Series:
    """Text or null: trimmed, an identifier without decimals, a flag or JSON column cut to its flags."""
    trimmed = _as_text(values, column.kind).str.strip_chars()
    kept = trimmed.set(trimmed.str.to_uppercase().is_in(list(_NOTHING)), None)
    if column.kind == "flags":
        unique = kept.unique().drop_nulls()
        said = pl.Series([flags(text) for text in unique], dtype=pl.String)
        kept = kept.replace_strict(unique, said, default=None, return_dtype=pl.String)
    if column.ours == "child" or column.ours.endswith("_id"):
        # A column of another type in one table than in the next still names the same row.
        kept = kept.str.replace(r"^(\d{1,15})\.0+$", "$1")
    return kept.alias(column.ours)


def _as_text(values: Sequence[Any], kind: Kind) -> pl.Series:
    types = {type(value) for value in values} - {type(None)}
    if types == {dt.datetime}:
        # The time of day as it stands there, whatever zone it is told in.
        wall = values
        if any(value is not None and value.tzinfo is not None for value in values):
            wall = [value and value.replace(tzinfo=None) for value in values]
        written = "%Y-%m-%d %H:%M:%S" if kind == "moment" else "%Y-%m-%d"
        return pl.Series(wall, dtype=pl.Datetime("us")).dt.to_string(written)
    if types == {dt.date}:
        return pl.Series(values, dtype=pl.Date).dt.to_string("%Y-%m-%d")
    if types <= {str}:
        return pl.Series(values, dtype=pl.String)
    return pl.Series([_told(value) for value in values], dtype=pl.String)


def _told(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def frame_of(table: Table, fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows of a table as text columns under our names.

    fields  the dataset's names of what stands in each row, in its order
    """
    by_field = {column.field: column for column in table.columns}
    values = zip(*rows, strict=True) if rows else [()] * len(fields)
    return pl.DataFrame(
        [column_as_text(by_field[field], each) for field, each in zip(fields, values, strict=True)]
    )


def digest_of(tables: Mapping[str, pl.DataFrame]) -> str:
    """SHA-256 over all that was read, in an order of its own.

    The same rows have the same digest in a folder, in a zip file and in a database that gives them in
    another order.
    """
    hashed = hashlib.sha256()
    for name in sorted(tables):
        frame = tables[name].select(
            column.ours for column in BY_NAME[name].columns if column.ours in tables[name].columns
        )
        ordered = frame.sort(pl.all())
        hashed.update(f"{name}\0{frame.columns}\0{frame.height}\0".encode())
        for part in ordered.iter_slices(ROWS_HASHED_AT_ONCE):
            hashed.update(part.write_csv(include_header=False).encode())
    return hashed.hexdigest()
