"""Published facts that figures are set against. Each file in `data/reference` says its source."""

from functools import cache
from importlib.resources import files

import polars as pl

_COLUMNS: dict[str, dict[str, pl.DataType]] = {
    "bank_holidays.csv": {"date": pl.Date(), "name": pl.String(), "made_by": pl.String()},
    "residents.csv": {"area": pl.String(), "mid_year": pl.Int32(), "children": pl.Int64()},
    "england_figures.csv": {
        "comparator": pl.String(),
        "category": pl.String(),
        "geography_level": pl.String(),
        "geography": pl.String(),
        "year": pl.Int32(),
        "school_year": pl.Boolean(),
        "value": pl.Float64(),
        "unit": pl.String(),
        "release": pl.String(),
        "source": pl.String(),
    },
    "guidance.csv": {
        "edition": pl.Int32(),
        "kind": pl.String(),
        "reference": pl.String(),
        "topic": pl.String(),
    },
}

RESIDENTS_SOURCE = "ONS mid-{mid_year} population estimates, as published by DfE"


def bank_holidays() -> pl.DataFrame:
    """The bank holidays of England, 2010 to 2030, in order.

    One row a day: `date`, its `name`, and what made it a holiday (`made_by`). A holiday that falls
    at a weekend stands under its substitute day, so every date is a Monday to Friday.
    """
    return _facts("bank_holidays.csv")


def residents(area: str, mid_year: int) -> tuple[int, str] | None:
    """Children aged 0 to 17 who live in a local authority (its code) at 30 June of `mid_year`.

    The number and its source in words; None where the estimates hold no such authority and year.
    """
    children = _residents().get((area, mid_year))
    return None if children is None else (children, RESIDENTS_SOURCE.format(mid_year=mid_year))


def england_figures() -> pl.DataFrame:
    """What DfE published for England and its regions, as rows that a measure names as `comparator`.

    comparator  key that a measure names; category a code within it (factor, category of abuse,
                band of working days, social care group, phase of school), "" for all children
    geography_level  "England" or "region"; geography spelled as DfE does
    year        the year ended, or the day, 31 March; where school_year, the school year that ended in it
    value       0 to 100 where unit is "percent", otherwise per 10,000 children aged 0 to 17 or per 100 pupils
    release     the publication that the value stands in: values of a year differ between releases
    """
    return _facts("england_figures.csv")


def guidance() -> pl.DataFrame:
    """Places in *Working Together to Safeguard Children* that measures may name as their source.

    One row a place: `edition` (year), `kind` ("paragraph" or "box"), `reference` (the number, or
    the heading as printed) and a few words of our own on its `topic`.
    """
    return _facts("guidance.csv")


@cache
def _residents() -> dict[tuple[str, int], int]:
    estimates = _facts("residents.csv")
    return {(area, mid_year): children for area, mid_year, children in estimates.iter_rows()}


@cache
def _facts(file: str) -> pl.DataFrame:
    # Read as bytes through importlib, so that it also works where the package lies in a zip.
    return pl.read_csv(
        files("data").joinpath("reference", file).read_bytes(),
        comment_prefix="#",
        schema=_COLUMNS[file],
    ).with_columns(pl.col(pl.String).fill_null(""))
