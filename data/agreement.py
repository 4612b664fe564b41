"""agreement.toml: what the partners agreed about their dataset, every convention with its default."""

import datetime as dt
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from data.problems import UserError


@dataclass(frozen=True)
class Residents:
    """Resident children aged 0 to 17 of one area in one mid-year, as the partnership states them."""

    mid_year: int
    children: int
    source: str


@dataclass(frozen=True)
class Area:
    """A local authority of the partnership. `region` names the DfE region to compare with."""

    code: str
    name: str
    region: str | None = None
    residents: tuple[Residents, ...] = ()


@dataclass(frozen=True)
class Conventions:
    """Every choice that the guidance leaves open, with the reading we take when nobody says otherwise.

    The letter and number at each name the entry that argues it (ambiguities A-01 to B-17). A change
    makes a new series: it is printed with every figure and never edits what was released.
    """

    # the start date is day 0, and the next working day is day 1.
    clock_day_zero: Literal["start", "next_working_day"] = "start"
    # a step taken on the due date is in time.
    due_date_is_in_time: bool = True
    # days on which the council is closed still count as working days, unless listed here.
    local_closure_days: tuple[dt.date, ...] = ()
    # a clock that starts at a weekend starts on that day, not on the next working day.
    start_on_non_working_day: Literal["as_is", "next_working_day"] = "as_is"
    # The limits of Working Together 2023, in working days.
    assessment_working_days: int = 45
    conference_working_days: int = 15
    # reviews are due by calendar months, or by 91 and 183 days.
    review_rule: Literal["calendar_months", "days"] = "calendar_months"
    first_review_months: int = 3
    later_review_months: int = 6
    first_review_days: int = 91
    later_review_days: int = 183
    # the next review is counted from the day the last one was held, or was due.
    next_review_from: Literal["held", "due"] = "held"
    # a plan of two years has lasted this many days, first and last day both counted.
    two_years_in_days: int = 730
    # B-02: an episode reopened within so many days of closing is the same episode (0: never merged).
    merge_reopened_within_days: int = 0
    # B-03, B-04: a re-referral comes within so many calendar months of an earlier referral.
    re_referral_months: int = 12
    # B-05: a soon-repeated plan starts within so many calendar months of the end of the one before.
    repeat_plan_months: int = 24
    # B-09: children aged 18 and over are counted in totals, as DfE does, under their own age band.
    count_those_over_18: bool = True
    # B-11: what ends on the day itself is not open on that day.
    open_on_its_last_day: bool = False
    # B-17: a plan of a child who moved in with one counts as a start.
    transfers_in_count_as_starts: bool = True
    # Totals go by month where a usual month of the area has at least so many events.
    events_in_a_usual_month: int = 20


@dataclass(frozen=True)
class Agreement:
    """What a partnership agreed: its areas, key, measures, local targets and conventions.

    measures  ids of the measures chosen; empty means all
    targets   measure id to local target, in the measure's own unit (a percentage is 0 to 100)
    """

    name: str
    areas: tuple[Area, ...]
    key_file: str = "key"
    measures: tuple[str, ...] = ()
    targets: dict[str, float] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
