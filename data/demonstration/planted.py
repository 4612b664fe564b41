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
    Planted(
        kind="an empty chair",
        area="990",
        first=dt.date(2024, 10, 1),
        last=dt.date(2025, 3, 31),
        measures=("PAR-01", "PAR-02"),
        by="agency",
        finding="In Northmere health services took part in far fewer strategy discussions from "
        "October 2024 than before, so that fewer had the three agencies; police and social care "
        "took part as ever.",
    ),
    Planted(
        kind="absence by phase",
        area="990",
        first=dt.date(2022, 4, 1),
        last=dt.date(2025, 3, 31),
        measures=("EDC-02",),
        by="phase",
        finding="In Northmere children on child protection plans are persistently absent far more "
        "often in secondary schools than in primary schools; in Eastvale about as often in both.",
    ),
    Planted(
        kind="after weekends",
        area="991",
        first=dt.date(2022, 4, 1),
        last=dt.date(2025, 3, 31),
        measures=("DAB-02",),
        by="all",
        finding="Of incidents from Friday evening to Sunday Eastvale's schools are told before the "
        "next school day far less often than of those on other days; Northmere's are told of both.",
    ),
    Planted(
        kind="late returns",
        area="991",
        first=dt.date(2024, 4, 1),
        last=dt.date(2024, 9, 30),
        measures=("INF-01",),
        by="agency",
        finding="Eastvale Police sent its returns of missing children weeks late for two quarters "
        "in a row.",
    ),
)

LATE_QUARTER, DISPARITY, EXPLAINED, RECORDING_GAP = PLANTED[:4]
EMPTY_CHAIR, ABSENCE_BY_PHASE, AFTER_WEEKENDS, LATE_RETURNS = PLANTED[4:]

IN_TIME_IN_THE_LATE_QUARTER = 0.50
"""Share of conferences due in the late quarter that are held in time."""

ENQUIRIES_BY_GROUP = {"black": 1.55, "mixed": 1.40}
"""How much oftener an enquiry follows a referral, at the same need and source, where it is unequal."""

RETURNS_BY_QUINTILE = (0.50, 0.35, 0.25, 0.18, 0.12)
"""Share of families that return soon, the most deprived first. It hangs on nothing else."""

HEALTH_TAKES_PART = {"990": 0.83, "991": 0.94}
HEALTH_TAKES_PART_LATELY = 0.52
"""Share of strategy discussions with a health practitioner; in Northmere lately, of the empty chair."""

ABSENT_ON_A_PLAN = {
    "990": {"primary": 0.42, "secondary": 0.76},
    "991": {"primary": 0.55, "secondary": 0.55},
}
"""Share of pupils on plans who are persistently absent, by area and phase."""

TOLD_AFTER_A_WEEKEND = {"990": 0.87, "991": 0.46}
"""Share of incidents of weekends of which the school is told in time."""

LATE_QUARTERS = {"2024-25_Q1": 43, "2024-25_Q2": 33}
"""Days by which the returns of missing children were late, by quarter."""
