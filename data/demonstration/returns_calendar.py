"""When partners owe their returns, and when these came: some late, and one never."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from data.demonstration.known_people import YEARS
from data.demonstration.planted import LATE_QUARTERS, LATE_RETURNS
from data.returns.statement import PARTNERSHIP

_QUARTERLY = frozenset((("police", "missing"),))
_TERMLY = frozenset((("education", "attendance"),))
_MONTHLY = frozenset((("establishment", "establishment_months"),))
_OFTENER_SINCE = 2024
"""Before it what is sent by month or quarter was sent by year."""

NEVER_SENT = ("housing", "homelessness", "991", "2023-24")
"""The one return that was owed and never came: agency, subject, area and period."""

_LATE = {
    **{
        ("police", "missing", LATE_RETURNS.area, quarter): days
        for quarter, days in LATE_QUARTERS.items()
    },
    ("health", "health_contributions", "990", "2022-23"): 23,
    ("education", "attendance", "990", "2023-24_summer"): 9,
    ("social_care", "visits", "990", "2023-24"): 31,
    ("education", "exclusions", "991", "2022-23"): 12,
    ("establishment", "establishment_months", "990", "2024-06"): 4,
}
"""Days after the due day on which a return came, where it was late."""


@dataclass(frozen=True)
class Period:
    """The time of which one return tells, and the day by which it is due."""

    name: str
    first: dt.date
    last: dt.date

    @property
    def due(self) -> dt.date:
        """The last day of the month after."""
        following = self.last + dt.timedelta(days=1)
        return _month_end(following.year, following.month)


def periods(agency: str, subject: str) -> Iterator[Period]:
    """The periods of which an agency owes a subject's returns: years unless agreed otherwise."""
    for year in YEARS:
        name = _year_name(year)
        if (agency, subject) in _QUARTERLY and year >= _OFTENER_SINCE:
            for quarter, month in enumerate((4, 7, 10, 1), start=1):
                yield _months(f"{name}_Q{quarter}", year + (month == 1), month, 3)
        elif (agency, subject) in _TERMLY:
            yield _months(f"{name}_summer", year, 4, 5)
            yield _months(f"{name}_autumn", year, 9, 4)
            yield _months(f"{name}_spring", year + 1, 1, 3)
        elif (agency, subject) in _MONTHLY and year >= _OFTENER_SINCE:
            for month in (*range(4, 13), 1, 2, 3):
                of = year + (month < 4)
                yield _months(f"{of}-{month:02d}", of, month, 1)
        else:
            yield financial_year(year)


def financial_year(year: int) -> Period:
    """The financial year that begins in a calendar year."""
    return Period(_year_name(year), dt.date(year, 4, 1), dt.date(year + 1, 3, 31))


def received(agency: str, subject: str, area: str, period: Period) -> dt.date:
    """The day on which a return came: some days before it was due, unless it was late."""
    late = _LATE.get((agency, subject, area, period.name))
    early = (len(agency) * 3 + len(subject) * 5 + period.last.month) % 19 + 2
    return period.due + dt.timedelta(days=-early if late is None else late)


def owed(agency: str, subject: str, area: str) -> pl.DataFrame:
    """What is owed of one subject by one agency for one area, as rows of `returns_due`."""
    of = list(periods(agency, subject))
    return pl.DataFrame(
        {
            "period_start": [period.first for period in of],
            "period_end": [period.last for period in of],
            "due_date": [period.due for period in of],
        }
    ).with_columns(
        agency=pl.lit(agency),
        subject=pl.lit(subject),
        for_area=pl.lit(None if area == PARTNERSHIP else area, dtype=pl.String),
    )


def _year_name(year: int) -> str:
    return f"{year}-{(year + 1) % 100}"


def _months(name: str, year: int, month: int, length: int) -> Period:
    return Period(name, dt.date(year, month, 1), _month_end(year, month + length - 1))


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
