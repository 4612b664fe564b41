"""The invented schools' terms: which days they are open, and what the next of these is."""

import datetime as dt
from bisect import bisect_right

import polars as pl

from data.reference import bank_holidays

_HALF_TERMS = (
    ("2022-04-01", "2022-04-08"), ("2022-04-25", "2022-05-27"), ("2022-06-06", "2022-07-22"),
    ("2022-09-05", "2022-10-21"), ("2022-10-31", "2022-12-16"), ("2023-01-03", "2023-02-10"),
    ("2023-02-20", "2023-03-31"), ("2023-04-17", "2023-05-26"), ("2023-06-05", "2023-07-21"),
    ("2023-09-04", "2023-10-20"), ("2023-10-30", "2023-12-20"), ("2024-01-04", "2024-02-09"),
    ("2024-02-19", "2024-03-28"), ("2024-04-15", "2024-05-24"), ("2024-06-03", "2024-07-19"),
    ("2024-09-03", "2024-10-25"), ("2024-11-04", "2024-12-20"), ("2025-01-06", "2025-02-14"),
    ("2025-02-24", "2025-04-04"),
)  # fmt: skip
"""First and last day of each half term: both areas' schools keep the same ones."""

_CENSUS_DAYS = {2022: "2023-01-19", 2023: "2024-01-18", 2024: "2025-01-16"}
"""The third Thursday in January of the school year that begins in each calendar year."""


def census_day(year: int) -> dt.date:
    """The day of the January census in the school year that begins in `year`."""
    return dt.date.fromisoformat(_CENSUS_DAYS[year])


def _open_days() -> list[dt.date]:
    closed = set(bank_holidays()["date"])
    days = []
    for first, last in _HALF_TERMS:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        every = (start + dt.timedelta(days=n) for n in range((end - start).days + 1))
        days += [day for day in every if day.weekday() < 5 and day not in closed]
    return days


OPEN_DAYS = _open_days()
"""Every day from April 2022 to April 2025 on which schools are open."""


def days_open(first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of a time on which schools are open."""
    return [day for day in OPEN_DAYS if first <= day <= last]


def next_open_day(dates: pl.Series) -> pl.Series:
    """The first open day after each date."""
    return pl.Series([OPEN_DAYS[bisect_right(OPEN_DAYS, date)] for date in dates], dtype=pl.Date)


def calendar_days(first: dt.date, last: dt.date) -> pl.DataFrame:
    """One row: a day, and whether schools are open on it."""
    days = pl.select(day=pl.date_range(first, last))
    return days.with_columns(open=pl.col("day").is_in(OPEN_DAYS))
