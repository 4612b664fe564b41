"""How long steps take: drawn so that England's published bands and its cluster at the limit appear."""

import numpy as np

from data.demonstration.days import Days, Flags, Numbers, day, months_after, working_days_after
from data.demonstration.planted import IN_TIME_IN_THE_LATE_QUARTER, LATE_QUARTER

# Percentages of England by the year the financial year begins; earlier years as 2020.
_ASSESSED_IN_TIME = {2020: 0.876, 2021: 0.845, 2022: 0.825, 2023: 0.845, 2024: 0.857}
_CONFERENCE_IN_TIME = {2020: 0.830, 2021: 0.792, 2022: 0.784, 2023: 0.797, 2024: 0.814}


def by_year(table: dict[int, float], years: Days) -> Numbers:
    """The table's value for the financial year that begins in each of `years`, nearest year for others."""
    known = np.array(list(table))
    values = np.array(list(table.values()))
    found: Numbers = values[np.clip(years, known.min(), known.max()) - known.min()]
    return found


def _spread(bands: dict[tuple[int, int], float]) -> tuple[Days, Numbers]:
    days = np.concatenate([np.arange(low, high + 1) for low, high in bands])
    shares = np.concatenate(
        [np.full(high - low + 1, share / (high - low + 1)) for (low, high), share in bands.items()]
    )
    return days, shares / shares.sum()


# The last working days before the limit are the fullest.
_ASSESSED_EARLY = _spread(
    {(0, 0): 1.8, (1, 10): 11.7, (11, 20): 17.3, (21, 30): 15.8, (31, 40): 20.2}
    | {(41, 42): 3.9, (43, 44): 7.2, (45, 45): 7.8}
)
_ASSESSED_LATE = _spread({(46, 50): 5.8, (51, 60): 4.3, (61, 100): 4.2})
_CONFERENCE_EARLY = _spread(
    {(2, 10): 8.7, (11, 12): 14.0, (13, 13): 15.0, (14, 14): 20.0, (15, 15): 23.7}
)
_CONFERENCE_LATE = _spread({(16, 20): 8.9, (21, 30): 6.4, (31, 50): 3.3})


def assessed(rng: np.random.Generator, start: Days, years: Days) -> Days:
    """The day on which an assessment is authorised whose clock begins on `start`."""
    in_time = rng.random(len(start)) < by_year(_ASSESSED_IN_TIME, years)
    return working_days_after(start, _waits(rng, in_time, _ASSESSED_EARLY, _ASSESSED_LATE))


def conference(rng: np.random.Generator, start: Days, years: Days, late_area: Flags) -> Days:
    """The day of the conference after an enquiry that began on `start`."""
    due = working_days_after(start, np.full(len(start), 15))
    late_quarter = late_area & (due >= day(LATE_QUARTER.first)) & (due <= day(LATE_QUARTER.last))
    chance = np.where(
        late_quarter, IN_TIME_IN_THE_LATE_QUARTER, by_year(_CONFERENCE_IN_TIME, years)
    )
    in_time = rng.random(len(start)) < chance
    return working_days_after(start, _waits(rng, in_time, _CONFERENCE_EARLY, _CONFERENCE_LATE))


def _waits(
    rng: np.random.Generator,
    in_time: Flags,
    early: tuple[Days, Numbers],
    late: tuple[Days, Numbers],
) -> Days:
    return np.where(
        in_time,
        rng.choice(early[0], len(in_time), p=early[1]),
        rng.choice(late[0], len(in_time), p=late[1]),
    )


REVIEWS = 8
"""The most reviews that a plan has."""

# The review at which a plan ends, first to eighth, and how often it ends between reviews instead.
_ENDS_AT_REVIEW = (0.150, 0.450, 0.245, 0.092, 0.042, 0.012, 0.007, 0.002)
_ENDS_BETWEEN_REVIEWS = 0.08
_REVIEW_IN_TIME = {2020: 0.966, 2021: 0.942, 2022: 0.936, 2023: 0.943, 2024: 0.945}


def reviews(rng: np.random.Generator, start: Days, years: Days) -> tuple[Days, Days]:
    """When the reviews of a plan are held (one column each) and the day on which the plan ends.

    Columns after the end hold days that do not count.
    """
    count = len(start)
    held = np.empty((count, REVIEWS), dtype="int64")
    last = start
    for place in range(REVIEWS):
        due = months_after(last, 3 if place == 0 else 6)
        early = rng.choice(np.arange(1, 26), count)
        late = rng.integers(1, 40, count)
        in_time = rng.random(count) < by_year(_REVIEW_IN_TIME, years + place // 2)
        last = _weekday_before(np.where(in_time, due - early, due + late + 2))
        held[:, place] = last
    ends_at = rng.choice(REVIEWS, count, p=_ENDS_AT_REVIEW)
    end = held[np.arange(count), ends_at]
    cut_short = rng.random(count) < _ENDS_BETWEEN_REVIEWS
    shortened = start + ((end - start) * rng.uniform(0.3, 0.98, count)).astype("int64")
    return held, np.where(cut_short, _weekday_before(shortened), end)


def _weekday_before(days: Days) -> Days:
    return days - np.maximum((days + 3) % 7 - 4, 0)
