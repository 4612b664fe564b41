"""What was put into the invented partnership for readers to find. The tests look for it here."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """Something to be found: in one authority, between two dates, by certain measures.

    kind      short name;  area  code of the authority;  first, last  the days between which it is
    measures  numbers in the catalogue of the measures that show it;  by  the breakdown to look at
    finding   what a reader should come to say
    """

    kind: str
    area: str
    first: dt.date
    last: dt.date
    measures: tuple[str, ...]
    by: str
    finding: str


PLANTED = (
    Planted(
        kind="late quarter",
        area="990",
        first=dt.date(2024, 10, 1),
        last=dt.date(2024, 12, 31),
        measures=("TIM-05",),
        by="all",
        finding="In Northmere far fewer conferences due from October to December 2024 were held in "
        "time than in any quarter before, and the next quarter was as usual again.",
    ),
    Planted(
        kind="disparity",
        area="990",
        first=dt.date(2020, 4, 1),
        last=dt.date(2025, 3, 31),
        measures=("DEM-05", "DEM-06", "EQY-01"),
        by="ethnicity",
        finding="In Northmere an enquiry follows the referral of a Black or Mixed heritage child "
        "more often than that of other children with the same need and referrer, in every quintile "
        "of deprivation. In Eastvale it does not.",
    ),
    Planted(
        kind="explained by deprivation",
        area="991",
        first=dt.date(2020, 4, 1),
        last=dt.date(2025, 3, 31),
        measures=("REP-01",),
        by="ethnicity",
        finding="In Eastvale Asian children are re-referred more often. Most of them live in the "
        "most deprived fifth of places; within each quintile there is no difference.",
    ),
    Planted(
        kind="recording gap",
        area="991",
        first=dt.date(2023, 4, 1),
        last=dt.date(2023, 12, 31),
        measures=("EQY-02",),
        by="referral_source",
        finding="In Eastvale the ethnicity of children whom the police were the first to refer was "
        "not recorded from April to December 2023.",
    ),
)

LATE_QUARTER, DISPARITY, EXPLAINED, RECORDING_GAP = PLANTED

IN_TIME_IN_THE_LATE_QUARTER = 0.50
"""Share of conferences due in the late quarter that are held in time."""

ENQUIRIES_BY_GROUP = {"black": 1.55, "mixed": 1.40}
"""How much oftener an enquiry follows a referral, at the same need and source, where it is unequal."""

RETURNS_BY_QUINTILE = (0.50, 0.35, 0.25, 0.18, 0.12)
"""Share of families that return soon, the most deprived first. It hangs on nothing else."""
