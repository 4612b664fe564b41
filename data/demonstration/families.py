"""Invented families of two invented local authorities: who they are and where they live."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.demonstration.days import Days, Numbers, Seasons

YEAR = 365.25

Words = npt.NDArray[np.str_]

# Each detailed ethnic group's share within its group of five.
ETHNICITIES: dict[str, dict[str, float]] = {
    "white": {"WBRI": 0.88, "WOTH": 0.08, "WROM": 0.02, "WIRI": 0.012, "WIRT": 0.008},
    "mixed": {"MWBC": 0.36, "MOTH": 0.32, "MWAS": 0.18, "MWBA": 0.14},
    "asian": {"APKN": 0.40, "AOTH": 0.22, "ABAN": 0.20, "AIND": 0.13, "CHNE": 0.05},
    "black": {"BAFR": 0.62, "BOTH": 0.20, "BCRB": 0.18},
    "other": {"OOTH": 1.0},
}
GROUPS = tuple(ETHNICITIES)
_CODES = np.array([code for codes in ETHNICITIES.values() for code in codes])

DISABILITIES = {"AUT": 0.30, "LD": 0.24, "BEH": 0.14, "COMM": 0.10, "MOB": 0.07}
DISABILITIES |= {"CON": 0.04, "HEAR": 0.03, "VIS": 0.03, "HAND": 0.02, "DDA": 0.03}


@dataclass(frozen=True)
class Authority:
    """An invented local authority and what makes it different from the other.

    residents   children aged 0 to 17 by mid-year
    referred    referrals in a usual year per 10,000 children
    ethnic_mix  shares of the five groups among families referred
    deprivation shares of the five quintiles of deprivation, the most deprived first
    asian_deprivation  the same for families of Asian heritage
    localities  names, the most deprived first
    """

    code: str
    name: str
    residents: dict[int, int]
    referred: float
    ethnic_mix: tuple[float, float, float, float, float]
    deprivation: tuple[float, float, float, float, float]
    asian_deprivation: tuple[float, float, float, float, float]
    localities: tuple[str, str, str, str]


NORTHMERE = Authority(
    code="990",
    name="Northmere",
    residents={2019: 61_600, 2020: 61_700, 2021: 61_800, 2022: 62_000, 2023: 62_200, 2024: 62_300},
    referred=545,
    ethnic_mix=(0.675, 0.105, 0.060, 0.117, 0.043),
    deprivation=(0.40, 0.24, 0.16, 0.12, 0.08),
    asian_deprivation=(0.40, 0.24, 0.16, 0.12, 0.08),
    localities=("Harbourside", "Millfields", "Northmere Town", "Fellside"),
)
EASTVALE = Authority(
    code="991",
    name="Eastvale",
    residents={2019: 45_800, 2020: 45_900, 2021: 45_900, 2022: 46_000, 2023: 46_100, 2024: 46_200},
    referred=487,
    ethnic_mix=(0.730, 0.080, 0.095, 0.058, 0.037),
    deprivation=(0.24, 0.24, 0.21, 0.17, 0.14),
    asian_deprivation=(0.88, 0.08, 0.02, 0.01, 0.01),
    localities=("Riverbank", "Eastvale Central", "Castle Hill", "The Vale Villages"),
)
AUTHORITIES = (NORTHMERE, EASTVALE)

# How a family's quintile and locality go together: one row a quintile, one column a locality.
_LOCALITY_BY_QUINTILE = (
    (0.50, 0.30, 0.17, 0.03),
    (0.30, 0.35, 0.25, 0.10),
    (0.12, 0.28, 0.35, 0.25),
    (0.05, 0.15, 0.40, 0.40),
    (0.02, 0.08, 0.35, 0.55),
)

_FAMILY_SIZES = (0.38, 0.33, 0.17, 0.08, 0.04)
# Ages in years between which the child stands who brings a family to notice, and their shares.
_AGES = ((-0.5, 0.0), (0.0, 1.0), (1.0, 5.0), (5.0, 10.0), (10.0, 16.0), (16.0, 17.8))
_AGE_SHARES = (0.090, 0.085, 0.220, 0.260, 0.280, 0.065)


@dataclass(frozen=True)
class Families:
    """One entry a family; children of family i are those from first[i] up to first[i + 1].

    arrival   time (`Seasons`) of the first referral
    group     place in GROUPS;  ethnicity  the detailed code
    quintile  1 to 5, 1 the most deprived;  locality  name
    birth     day of birth of each child;  due  the day expected before birth
    """

    area: Days
    arrival: Numbers
    group: Days
    ethnicity: Words
    quintile: Days
    locality: Words
    first: Days
    birth: Days
    due: Days


def invented_families(rng: np.random.Generator, seasons: Seasons, scale: float) -> Families:
    """The families that come to notice in either authority, `scale` times as many as usual."""
    area = np.concatenate(
        [
            np.full(rng.poisson(_arrivals(authority) * seasons.length * scale), place)
            for place, authority in enumerate(AUTHORITIES)
        ]
    )
    count = len(area)
    arrival = rng.random(count) * seasons.length
    group = _drawn(rng, np.array([authority.ethnic_mix for authority in AUTHORITIES])[area])
    quintile = _drawn(
        rng,
        np.where(
            (group == GROUPS.index("asian"))[:, None],
            np.array([authority.asian_deprivation for authority in AUTHORITIES])[area],
            np.array([authority.deprivation for authority in AUTHORITIES])[area],
        ),
    )
    locality = _drawn(rng, np.array(_LOCALITY_BY_QUINTILE)[quintile])
    first, birth = _children(rng, seasons.day("others", arrival))
    return Families(
        area=area,
        arrival=arrival,
        group=group,
        ethnicity=_detailed(rng, group),
        quintile=quintile + 1,
        locality=np.array([authority.localities for authority in AUTHORITIES])[area, locality],
        first=first,
        birth=birth,
        due=birth + rng.normal(0, 9, len(birth)).astype("int64"),
    )


# Families that come to notice for the first time, for each referral of a child in a usual year.
_FIRST_TIMES = 0.221


def _arrivals(authority: Authority) -> float:
    return authority.residents[2024] / 10_000 * authority.referred * _FIRST_TIMES


def _children(rng: np.random.Generator, noticed: Days) -> tuple[Days, Days]:
    sizes = 1 + rng.choice(len(_FAMILY_SIZES), len(noticed), p=_FAMILY_SIZES)
    first = np.concatenate([[0], np.cumsum(sizes)])
    youngest, oldest = np.array(_AGES)[rng.choice(len(_AGES), len(noticed), p=_AGE_SHARES)].T
    age = youngest + rng.random(len(noticed)) * (oldest - youngest)
    # The others were born some years before or after the child who is noticed first.
    order = np.arange(first[-1]) - np.repeat(first[:-1], sizes)
    gap = rng.uniform(1.1, 3.6, first[-1])
    older = np.where(rng.random(first[-1]) < 0.62, 1, -1)
    ages = np.repeat(age, sizes) + np.where(order > 0, older * (gap + (order - 1) * 1.9), 0)
    return first, np.repeat(noticed, sizes) - (ages * YEAR).astype("int64")


def _detailed(rng: np.random.Generator, group: Days) -> Words:
    shares = np.zeros((len(GROUPS), len(_CODES)))
    start = 0
    for place, codes in enumerate(ETHNICITIES.values()):
        shares[place, start : start + len(codes)] = list(codes.values())
        start += len(codes)
    drawn: Words = _CODES[_drawn(rng, shares[group])]
    return drawn


def _drawn(rng: np.random.Generator, shares: Numbers) -> Days:
    """For each row of `shares`, which add up to 1, the place of one of them drawn by chance."""
    so_far = np.cumsum(shares, axis=1)
    so_far[:, -1] = 1
    places: Days = (rng.random(len(shares))[:, None] >= so_far).sum(axis=1)
    return places
