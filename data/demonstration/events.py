"""What happens to a family from one referral to the next, drawn for all families at once."""

from dataclasses import dataclass

import numpy as np

from data.demonstration.days import (
    FIRST,
    NEVER,
    Days,
    Flags,
    Numbers,
    Seasons,
    financial_year,
    heard_by_schools,
    working_days_after,
)
from data.demonstration.families import AUTHORITIES, GROUPS, Families
from data.demonstration.planted import (
    DISPARITY,
    ENQUIRIES_BY_GROUP,
    LATE_QUARTER,
    RETURNS_BY_QUINTILE,
)
from data.demonstration.waits import assessed, by_year, conference, reviews


@dataclass(frozen=True)
class Source:
    """A kind of referrer: its share of referrals, and how much oftener each outcome follows."""

    code: str
    season: str
    share: float
    no_action: float
    not_in_need: float
    enquiry: float


SOURCES = (
    Source("1A", "others", 2.8, 1.6, 1.0, 0.8),
    Source("1B", "others", 1.6, 1.6, 1.0, 0.8),
    Source("1C", "others", 2.3, 1.6, 1.0, 0.8),
    Source("1D", "others", 1.2, 1.6, 1.0, 0.8),
    Source("2A", "schools", 18.6, 0.8, 1.1, 1.1),
    Source("2B", "schools", 2.0, 0.8, 1.1, 1.1),
    Source("3A", "health", 1.9, 0.7, 0.8, 1.0),
    Source("3B", "health", 2.2, 0.7, 0.8, 1.0),
    Source("3C", "health", 0.6, 0.7, 0.8, 1.0),
    Source("3D", "health", 3.6, 0.7, 0.8, 1.1),
    Source("3E", "health", 3.3, 0.7, 0.8, 1.1),
    Source("3F", "health", 3.6, 0.7, 0.8, 1.0),
    Source("4", "others", 1.1, 1.2, 1.0, 0.6),
    Source("5A", "others", 2.6, 0.6, 0.7, 0.9),
    Source("5B", "others", 5.2, 0.6, 0.7, 0.9),
    Source("5C", "others", 3.9, 0.6, 0.7, 0.9),
    Source("5D", "others", 2.4, 0.6, 0.7, 0.9),
    Source("6", "police", 28.3, 1.2, 1.1, 1.2),
    Source("7", "others", 3.4, 1.0, 0.9, 0.8),
    Source("8", "others", 5.3, 1.2, 1.0, 0.8),
    Source("9", "others", 2.3, 2.0, 1.2, 0.6),
    Source("10", "others", 1.8, 1.2, 1.0, 0.8),
)

# Need, its share, and how much oftener an enquiry follows.
NEEDS = {
    "N1": (0.580, 1.35),
    "N2": (0.080, 0.15),
    "N3": (0.030, 0.40),
    "N4": (0.090, 0.60),
    "N5": (0.145, 0.80),
    "N6": (0.020, 0.40),
    "N7": (0.005, 0.40),
    "N8": (0.025, 0.40),
    "N9": (0.015, 0.40),
    "N0": (0.010, 0.40),
}
NEED_CODES = np.array(list(NEEDS))

# Referrals of each financial year from 2000-01 on, against 2024-25.
LEVELS = (1.06,) * 20 + (1.010, 1.064, 1.036, 0.993, 1.000)

_NO_ACTION = {2020: 0.060, 2021: 0.076, 2022: 0.071, 2023: 0.063, 2024: 0.065}
_ENQUIRY = {2019: 0.85, 2020: 0.91, 2021: 0.92, 2022: 0.97, 2023: 0.99, 2024: 1.0}
_CONFERENCE = {2019: 0.38, 2020: 0.365, 2021: 0.339, 2022: 0.330, 2023: 0.322, 2024: 0.313}
_PLAN = 0.86
_TRANSFERRED_IN = 0.0026
_ENQUIRY_USUAL = 0.268
_NOT_IN_NEED_USUAL = 0.505
_MOVED_AWAY = 0.012

_ENQUIRY_AFTER_A_PLAN = 1.5
_CONFERENCE_AFTER_A_PLAN = 1.45

_SOON = 0.42
_LATER = 11.0
_ROUNDS = 40


@dataclass(frozen=True)
class Events:
    """One entry a referral of a family. Days that do not come are NEVER.

    outcome   what it came to: one of OUTCOMES
    decided   the day on which it was settled whether an enquiry needs a conference
    later_*   a second enquiry, while help went on
    plan_start, plan_end, held (reviews)  where a plan was made
    """

    family: Days
    date: Days
    source: Days
    need: Days
    outcome: Days
    assessment_start: Days
    authorised: Days
    enquiry: Days
    decided: Days
    conference: Days
    later_enquiry: Days
    later_decided: Days
    later_conference: Days
    plan_start: Days
    plan_end: Days
    held: Days
    closure: Days


OUTCOMES = ("no action", "not in need", "support", "enquiry", "moved in", "moved away")
_NO, _NOT_IN_NEED, _SUPPORT, _ENQUIRED, _MOVED_IN, _MOVED = range(len(OUTCOMES))


def family_events(rng: np.random.Generator, families: Families, seasons: Seasons) -> Events:
    """All that happens to the families up to the end of the last year."""
    rounds: list[Events] = []
    family = np.arange(len(families.area))
    time = families.arrival
    earliest = np.full(len(family), FIRST)
    had_plan = np.zeros(len(family), dtype=bool)
    for _ in range(_ROUNDS):
        source = rng.choice(len(SOURCES), len(family), p=_shares_of_sources())
        date = np.maximum(_date(seasons, source, time), earliest)
        heard = rng.random(len(family)) < np.where(
            _of_kind("schools")[source], heard_by_schools(date), 1
        )
        events = _followed(rng, families, family, date, source, had_plan[family])
        rounds.append(_taken(events, heard))
        had_plan[family] |= heard & (events.plan_start < NEVER)
        closed = np.where(heard, np.where(events.closure < NEVER, events.closure, date), date)
        soon = (
            rng.random(len(family)) < np.array(RETURNS_BY_QUINTILE)[families.quintile[family] - 1]
        )
        gap = np.where(
            soon, rng.exponential(_SOON, len(family)), rng.exponential(_LATER, len(family))
        )
        time = np.maximum(seasons.time(closed), time) + gap
        goes_on = time < seasons.length
        family, time, earliest = family[goes_on], time[goes_on], closed[goes_on] + 1
    return _joined(rounds)


def _shares_of_sources() -> Numbers:
    shares = np.array([source.share for source in SOURCES])
    of_all: Numbers = shares / shares.sum()
    return of_all


def _of_kind(season: str) -> Flags:
    return np.array([source.season == season for source in SOURCES])


def _date(seasons: Seasons, source: Days, time: Numbers) -> Days:
    kinds = np.array([Seasons.KINDS.index(known.season) for known in SOURCES])[source]
    return np.choose(kinds, [seasons.day(kind, time) for kind in Seasons.KINDS])


def _followed(
    rng: np.random.Generator,
    families: Families,
    family: Days,
    date: Days,
    source: Days,
    had_plan: Flags,
) -> Events:
    count, years = len(family), financial_year(date)
    late_area = _is_area(families, family, LATE_QUARTER.area)
    need = rng.choice(len(NEED_CODES), count, p=[share for share, _ in NEEDS.values()])
    outcome = _outcome(rng, years, source, need, had_plan, _disparity(families, family))
    start = np.maximum(date, working_days_after(date, rng.choice(3, count, p=[0.78, 0.17, 0.05])))
    authorised = np.maximum(assessed(rng, date, years), start)
    enquiry = np.where(outcome == _ENQUIRED, date + rng.choice(5, count, p=_ENQUIRY_DAYS), NEVER)
    decided, held = _conferred(rng, enquiry, years, late_area, had_plan)
    moved_in = outcome == _MOVED_IN
    held = np.where(moved_in, conference(rng, date, years, np.zeros(count, dtype=bool)), held)
    planned = (held < NEVER) & (moved_in | (rng.random(count) < _PLAN))
    plan_start = np.where(planned, held, NEVER)
    review_days, plan_end = reviews(rng, plan_start, years)
    closure = _closure(
        rng, outcome, need, date, authorised, held, np.where(planned, plan_end, NEVER)
    )
    later = _later(rng, authorised, closure, plan_start, late_area, had_plan)
    newly = later.planned
    plan_start = np.where(newly, later.conference, plan_start)
    review_days = np.where(newly[:, None], later.held, review_days)
    plan_end = np.where(newly, later.plan_end, np.where(planned, plan_end, NEVER))
    closure = np.where(newly, np.maximum(closure, plan_end + rng.integers(0, 240, count)), closure)
    assessed_at_all = (outcome != _NO) & (outcome != _MOVED)
    return Events(
        family=family,
        date=date,
        source=source,
        need=need,
        outcome=outcome,
        assessment_start=np.where(outcome == _NO, NEVER, start),
        authorised=np.where(assessed_at_all, authorised, NEVER),
        enquiry=enquiry,
        decided=decided,
        conference=held,
        later_enquiry=later.enquiry,
        later_decided=later.decided,
        later_conference=later.conference,
        plan_start=plan_start,
        plan_end=plan_end,
        held=review_days,
        closure=closure,
    )


_ENQUIRY_DAYS = (0.55, 0.22, 0.10, 0.08, 0.05)


def _disparity(families: Families, family: Days) -> Numbers:
    by_group = np.array([ENQUIRIES_BY_GROUP.get(group, 1.0) for group in GROUPS])
    unequal = _is_area(families, family, DISPARITY.area)
    return np.where(unequal, by_group[families.group[family]], 1.0)


def _is_area(families: Families, family: Days, code: str) -> Flags:
    areas = np.array([authority.code for authority in AUTHORITIES])
    found: Flags = areas[families.area[family]] == code
    return found


def _outcome(
    rng: np.random.Generator,
    years: Days,
    source: Days,
    need: Days,
    had_plan: Flags,
    disparity: Numbers,
) -> Days:
    """What each referral comes to: first whether anything is done, then whether it is urgent."""
    count = len(source)
    no_action = by_year(_NO_ACTION, years) * np.array([s.no_action for s in SOURCES])[source]
    of_need = np.array([oftener for _, oftener in NEEDS.values()])[need]
    enquired = (
        _ENQUIRY_USUAL
        * by_year(_ENQUIRY, years)
        * np.array([s.enquiry for s in SOURCES])[source]
        * of_need
        * disparity
        * np.where(had_plan, _ENQUIRY_AFTER_A_PLAN, 1)
    )
    not_in_need = (
        _NOT_IN_NEED_USUAL
        * np.array([s.not_in_need for s in SOURCES])[source]
        * np.where(had_plan, 0.6, 1)
    )
    return np.select(
        [
            rng.random(count) < _TRANSFERRED_IN,
            rng.random(count) < no_action * (~had_plan * 0.25 + 0.8),
            rng.random(count) < np.minimum(enquired, 0.95),
            rng.random(count) < not_in_need,
            rng.random(count) < _MOVED_AWAY,
        ],
        [_MOVED_IN, _NO, _ENQUIRED, _NOT_IN_NEED, _MOVED],
        default=_SUPPORT,
    )


def _conferred(
    rng: np.random.Generator, enquiry: Days, years: Days, late_area: Flags, had_plan: Flags
) -> tuple[Days, Days]:
    """When it was settled whether a conference is needed, and when it was held, if one was."""
    chance = by_year(_CONFERENCE, years) * np.where(had_plan, _CONFERENCE_AFTER_A_PLAN, 1)
    needed = (enquiry < NEVER) & (rng.random(len(enquiry)) < chance)
    settled = working_days_after(enquiry, rng.integers(3, 13, len(enquiry)))
    held = np.where(needed, conference(rng, enquiry, years, late_area), NEVER)
    return np.where(enquiry < NEVER, settled, NEVER), held


# How long help goes on, in days: bounds and shares.
_HELP = ((30, 130, 0.60), (130, 360, 0.31), (360, 1_200, 0.09))
_HELP_IN_DISABILITY = ((200, 2_000, 1.0),)
_AFTER_AN_ENQUIRY = ((0, 15, 0.44), (30, 180, 0.37), (180, 520, 0.19))
_AFTER_A_PLAN = ((0, 1, 0.30), (60, 185, 0.45), (185, 430, 0.25))


def _closure(
    rng: np.random.Generator,
    outcome: Days,
    need: Days,
    date: Days,
    authorised: Days,
    held: Days,
    plan_end: Days,
) -> Days:
    """The day on which the episode closes. A referral with no further action has none."""
    count = len(outcome)
    settled = np.where(held < NEVER, np.maximum(held, authorised), authorised)
    disabled = NEED_CODES[need] == "N2"
    helped = np.where(
        disabled, _length(rng, count, _HELP_IN_DISABILITY), _length(rng, count, _HELP)
    )
    return np.select(
        [
            outcome == _NO,
            outcome == _MOVED,
            plan_end < NEVER,
            outcome == _NOT_IN_NEED,
            outcome == _ENQUIRED,
        ],
        [
            NEVER,
            date + rng.integers(5, 35, count),
            np.maximum(plan_end + _length(rng, count, _AFTER_A_PLAN), authorised),
            authorised + rng.integers(0, 6, count),
            settled + _length(rng, count, _AFTER_AN_ENQUIRY),
        ],
        default=settled + helped,
    )


def _length(
    rng: np.random.Generator, count: int, bands: tuple[tuple[int, int, float], ...]
) -> Days:
    low, high, shares = np.array(bands).T
    band = rng.choice(len(bands), count, p=shares)
    days: Days = (low[band] + rng.random(count) * (high - low)[band]).astype("int64")
    return days


@dataclass(frozen=True)
class _Later:
    enquiry: Days
    decided: Days
    conference: Days
    planned: Flags
    plan_end: Days
    held: Days


_LATER_ENQUIRIES_A_YEAR = 0.25


def _later(
    rng: np.random.Generator,
    authorised: Days,
    closure: Days,
    plan_start: Days,
    late_area: Flags,
    had_plan: Flags,
) -> _Later:
    """A second enquiry while help goes on, and the plan that it leads to where there is none yet."""
    count = len(closure)
    open_days = np.where((closure < NEVER) & (authorised < NEVER), closure - authorised, 0)
    chance = 1 - np.exp(-_LATER_ENQUIRIES_A_YEAR * open_days / 365)
    comes = (open_days > 60) & (rng.random(count) < chance)
    day_of_it = authorised + (rng.uniform(0.1, 0.85, count) * open_days).astype("int64")
    enquiry = np.where(comes, day_of_it, NEVER)
    years = financial_year(np.where(comes, day_of_it, FIRST))
    decided, held = _conferred(rng, enquiry, years, late_area, had_plan)
    held = np.where(plan_start < NEVER, NEVER, held)
    planned = (held < NEVER) & (rng.random(count) < _PLAN)
    review_days, plan_end = reviews(rng, np.where(planned, held, NEVER), years)
    return _Later(enquiry, decided, held, planned, plan_end, review_days)


def _taken(events: Events, kept: Flags) -> Events:
    return Events(**{name: column[kept] for name, column in vars(events).items()})


def _joined(rounds: list[Events]) -> Events:
    return Events(
        **{name: np.concatenate([vars(one)[name] for one in rounds]) for name in vars(rounds[0])}
    )
