"""Days as whole numbers since 1 January 1970, so that a simulation can count on them.

Counted here a second time, and in another way than `metrics` does, so that the demonstration does
not repeat a mistake of the measures it is there to show.
"""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data.reference import bank_holidays

Days = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NEVER = 1_000_000
"""A day that does not come: in the place of a date that there is none of."""

EPOCH = dt.date(1970, 1, 1)


def day(date: dt.date) -> int:
    """The number of a date."""
    return (date - EPOCH).days


FIRST = day(dt.date(2000, 4, 1))
"""The first referral that can happen: a childhood before the first file, so that as many children
are open, on plans and known from before as there would be. (No bank holidays are kept before 2010.)"""

_LAST = day(dt.date(2030, 12, 31))
_EVERY = np.arange(FIRST, _LAST + 1)
_WEEKDAY = (_EVERY + 3) % 7
_HOLIDAY = np.isin(_EVERY, [day(date) for date in bank_holidays()["date"]])
_WORKING = (_WEEKDAY < 5) & ~_HOLIDAY
_WORKING_DAYS = _EVERY[_WORKING]
_COUNT_SO_FAR = np.cumsum(_WORKING)


def working_days_after(start: Days, waits: Days) -> Days:
    """The day that is so many working days after `start`, which is day 0; `start` itself for none."""
    place = _COUNT_SO_FAR[np.clip(start, FIRST, _LAST) - FIRST] + waits - 1
    found = _WORKING_DAYS[np.clip(place, 0, len(_WORKING_DAYS) - 1)]
    return np.where(waits == 0, start, found)


def months_after(start: Days, months: int) -> Days:
    """The same day of the month so many months on, or the last of that month where it is shorter."""
    dates = start.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    of_month = dates - month.astype("datetime64[D]")
    later = (month + months).astype("datetime64[D]")
    longest = (month + months + 1).astype("datetime64[D]") - later - 1
    days: Days = (later + np.minimum(of_month, longest)).astype("int64")
    return days


def financial_year(days: Days) -> Days:
    """The calendar year in which the financial year of each day begins."""
    years: Days = (days.astype("datetime64[D]").astype("datetime64[M]") - 3).astype(
        "datetime64[Y]"
    ).astype("int64") + 1970
    return years


class Seasons:
    """When referrals come: from each kind of referrer more on some days than on others.

    Time is counted in usual years: in one unit of it the partnership gets the referrals of a usual
    year. Each kind of referrer spends that unit on its own days: schools in term, the police at
    weekends as well.
    """

    KINDS = ("police", "schools", "health", "others")

    def __init__(self, levels: Sequence[float]) -> None:
        """`levels`: referrals in each financial year from 2000-01, against a usual year's."""
        years = financial_year(_EVERY) - financial_year(_EVERY[:1])
        known = years < len(levels)
        self._passed = {
            kind: np.concatenate([[0.0], np.cumsum(self._spent(kind, years, known, levels))])
            for kind in self.KINDS
        }
        self.length = float(sum(levels))

    def day(self, kind: str, time: Numbers) -> Days:
        """The day on which a referral at that time comes from that kind of referrer."""
        return FIRST - 1 + np.searchsorted(self._passed[kind], time, side="left").astype("int64")

    def time(self, days: Days) -> Numbers:
        """The time at the end of a day."""
        passed = self._passed["others"]
        return passed[np.clip(days - FIRST + 1, 0, len(passed) - 1)]

    @staticmethod
    def _spent(kind: str, years: Days, known: Flags, levels: Sequence[float]) -> Numbers:
        weights = _weights(kind)
        usual = np.bincount(years, weights)[years]
        level = np.where(known, np.asarray(levels)[np.minimum(years, len(levels) - 1)], 0)
        return weights / usual * level


_AT_WEEKENDS = {"police": 0.55, "schools": 0.02, "health": 0.35, "others": 0.12}


def _weights(kind: str) -> Numbers:
    usual = np.where((_WEEKDAY >= 5) | _HOLIDAY, _AT_WEEKENDS[kind], 1.0)
    if kind == "schools":
        return np.where(_school_holiday(), usual * 0.12, usual)
    if kind == "police":
        return usual * np.where(np.isin(_month_and_day() // 100, (5, 6, 7, 8, 12)), 1.08, 1)
    return usual


def _month_and_day() -> Days:
    dates = _EVERY.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    of_month = (dates - month.astype("datetime64[D]")).astype("int64") + 1
    of_year: Days = (month.astype("int64") % 12 + 1) * 100 + of_month
    return of_year


def _school_holiday() -> Flags:
    """Roughly the school holidays of England: the same weeks each year, and those about Easter."""
    of_year = _month_and_day()
    weeks = ((722, 831), (901, 903), (1220, 1231), (101, 104), (212, 220), (525, 531), (1025, 1031))
    held: Flags = np.zeros(len(_EVERY), dtype=bool)
    for first, last in weeks:
        held |= (of_year >= first) & (of_year <= last)
    names = bank_holidays()
    for friday in names["date"].filter(names["name"] == "Good Friday"):
        held |= (day(friday) - 7 <= _EVERY) & (day(friday) + 10 >= _EVERY)
    return held


def heard_by_schools(days: Days) -> Numbers:
    """The share of their usual referrals that schools made: less while children were at home."""
    spring = (day(dt.date(2020, 3, 23)) <= days) & (day(dt.date(2020, 7, 20)) >= days)
    winter = (day(dt.date(2021, 1, 5)) <= days) & (day(dt.date(2021, 3, 7)) >= days)
    return np.select([spring, winter], [0.3, 0.6], 1.0)
