"""What a measure's declaration says: words, a table, a date and Polars expressions. Values, not code.

A measure gives every row of its journey frame one state, and nothing is ever null. `evaluate` counts
the states; it knows no particular measure.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import polars as pl


class State(StrEnum):
    """What became of one row under one measure."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_YET_DUE = "not_yet_due"
    OVERDUE = "overdue"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"
    DELAY_NOTIFIED = "delay_notified"
    TOO_RECENT = "too_recent"


@dataclass(frozen=True)
class WorkingTogether:
    """A place in *Working Together to Safeguard Children*: paragraphs, or the heading of a box."""

    edition: int
    paragraphs: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


Characteristic = Literal[
    "age_band",
    "sex",
    "ethnicity",
    "ethnicity_detailed",
    "disability",
    "locality",
    "deprivation_quintile",
    "referral_source",
    "primary_need",
    "social_care_status",
    "sen",
    "free_school_meals",
    "phase",
    "agency",
    "meeting_kind",
    "education_sector",
    "provider_kind",
    "workforce_sector",
    "ethnicity_and_sex",
    "ethnicity_and_age_band",
]
CHARACTERISTICS: tuple[Characteristic, ...] = Characteristic.__args__  # type: ignore[attr-defined]

OF_A_CHILD: tuple[Characteristic, ...] = (
    "age_band",
    "sex",
    "ethnicity",
    "ethnicity_detailed",
    "disability",
    "locality",
    "deprivation_quintile",
)

INTERSECTIONS: dict[Characteristic, tuple[Characteristic, Characteristic]] = {
    "ethnicity_and_sex": ("ethnicity", "sex"),
    "ethnicity_and_age_band": ("ethnicity", "age_band"),
}
"""Two characteristics at once. Their groups are small, so they are printed for three years together only."""


Unit = Literal[
    "percent",
    "per_10_000",
    "per_1000",
    "per_100",
    "each",
    "count",
    "pounds",
    "working_days",
    "days",
    "hours",
    "weeks",
]
PER: dict[str, int] = {
    "percent": 100,
    "per_10_000": 10_000,
    "per_1000": 1_000,
    "per_100": 100,
    "each": 1,
}
"""What a share or rate of a unit is multiplied with."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure:
    """What every kind of measure declares.

    id           ours: event, condition, limit with unit; never used again for something else
    catalogue    the catalogue's number, "TIM-05"; several measures may share one (lines of it)
    theme        the page it stands on: a key of THEMES
    title        what is counted, in plain words
    question     the question it answers, as a reader would ask it
    definition   numerator and denominator in plain words, complete
    why_it_matters  one sentence
    source       paragraph or box of the guidance that asks for it
    of           whom it counts: only counts of people are protected
    rows         name of the journey frame; one row of it is one event counted
    counted_on   date column that puts a row into a period
    needs        "table.column" of all that must be in an extract for the figure to be true
    better       "higher", "lower" or "context" (neither is good)
    breakdowns   characteristics that make sense
    comparator   key of published figures, or None: of all children, of each part of a share, and of each
                 group of a breakdown that is published too (`published` in metrics.characteristics)
    conventions  names of the agreement's conventions that change it
    snapshot     True when rows are states on a day (a quarter's end), not events in a period
    settles_in_months  months that a period takes to show its true figure, because what is still open
                 counts as no: so long it is left out of run charts, where it would look like a change
    whole        True where the partnership is counted as one, and no area of it
    yearly       True where only years can be counted (a child that is counted once a year)
    academic     True where its year is the school's, from 1 September; such a measure is yearly
    dated        True where the day of a single row may be printed, which a chart of rare events needs: a
                 meeting of leaders, a dispute. Only of what is counted of nobody and of the whole partnership
    within       id of a measure whose numerator holds this one's: their difference is protected too.
                 Several within the same measure have no row in common.
    """

    id: str
    catalogue: str
    theme: str
    title: str
    question: str
    definition: str
    why_it_matters: str
    source: WorkingTogether
    of: Literal["children", "families", "adults", "nobody"]
    rows: str
    counted_on: str
    needs: tuple[str, ...]
    better: Literal["higher", "lower", "context"]
    unit: Unit
    breakdowns: tuple[Characteristic, ...] = OF_A_CHILD
    comparator: str | None = None
    conventions: tuple[str, ...] = ()
    snapshot: bool = False
    whole: bool = False
    yearly: bool = False
    academic: bool = False
    dated: bool = False
    within: str | None = None
    settles_in_months: int = 0
    core: bool = False
    caution: str = ""
    eligible: pl.Expr = field(default_factory=lambda: pl.lit(True))


THEMES: dict[str, str] = {
    "front_door": "Front door",
    "early_help": "Early help",
    "demand": "Demand",
    "timeliness": "Timeliness",
    "participation": "Who was in the room",
    "repeat": "Repeat activity",
    "plans": "Child protection plans",
    "voice": "Voice of the child",
    "education": "Children's education",
    "providers": "Education providers",
    "exploitation": "Exploitation and missing",
    "learning": "Learning from reviews",
    "workforce": "People who work with children",
    "money": "Money",
    "governance": "Governance",
    "secure": "Secure establishments",
    "chain": "From one step to the next",
    "recording": "Recording",
}
"""Measure themes in the order of a child's journey, with the words that readers see."""


@dataclass(frozen=True)
class Clock:
    """From one date of a row to another, within a limit.

    start, stop  date columns, or columns of date and time for hours; a missing stop is open
    limit        name of the convention that holds the limit; "" where each row has its own due date
    unit         of the limit; months and days are of the calendar
    due          the column with a row's own due date (or its date and time)
    """

    start: str
    stop: str
    limit: str = ""
    unit: Literal["working_days", "days", "months", "hours"] = "working_days"
    due: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Timeliness(Measure):
    """A share of steps taken in time, on the completed basis and on the due basis.

    bases  the bases that the source can show: what is not in it until finished has no due basis
    delay_notified  rows late or open with a permitted reason: a state of their own
    """

    clock: Clock
    excluded: pl.Expr = field(default_factory=lambda: pl.lit(False))
    unknown: pl.Expr = field(default_factory=lambda: pl.lit(False))
    delay_notified: pl.Expr = field(default_factory=lambda: pl.lit(False))
    bases: tuple[Literal["completed", "due"], ...] = ("completed", "due")
    counted_on: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Proportion(Measure):
    """A share of rows that meet a condition; the rest follows from what else is declared.

    Where several are true of a row the first counts: excluded, unknown, too_recent, pending, met.
    history  True when `unknown` can mean that earlier years were not loaded
    """

    met: pl.Expr
    excluded: pl.Expr = field(default_factory=lambda: pl.lit(False))
    unknown: pl.Expr = field(default_factory=lambda: pl.lit(False))
    too_recent: pl.Expr = field(default_factory=lambda: pl.lit(False))
    pending: pl.Expr = field(default_factory=lambda: pl.lit(False))
    history: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Share(Measure):
    """The share of rows in each category.

    category    column with a row's category, or with the list of its categories
    categories  code to label, in the order shown
    several     True when a row can be in several categories: then the shares do not add to 100
    part_of     id of a measure whose numerator is the sum of the categories named
    """

    category: str
    categories: dict[str, str]
    several: bool = False
    part_of: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Rate(Measure):
    """Events, or children on a day, for every 10,000 (or 1,000) children who live in the area."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Ratio(Measure):
    """A sum over a sum: suspensions for every 100 pupils, sessions missed of those possible.

    top, bottom  what each row adds to either sum, whole numbers and never null
    amounts      True where the sums are of amounts (sessions, pounds) and not of people or events: then the
                 quotient and the number of rows are printed, and neither sum
    """

    top: pl.Expr
    bottom: pl.Expr
    amounts: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Duration(Measure):
    """How long a step took: the middle of all, and what nine in ten took at most.

    took  whole units; null while it is not finished
    """

    took: pl.Expr


@dataclass(frozen=True, eq=False, kw_only=True)
class Amount(Measure):
    """A sum of whole pounds, or (with `pounds` 1) a plain count. No row of it counts a child apart."""

    amount: pl.Expr = field(default_factory=lambda: pl.lit(1))


@dataclass(frozen=True)
class Term:
    """A count in a sum, of each group, area and period that the sum's other counts have too.

    cell     "met" or "of" of a figure, or the name of a state beside it (a state of 0 is not printed)
    of       a group that stands for the total: its characteristic and code
    earlier  True for the same count a period before: on the last day of the year or quarter before
    """

    coefficient: int
    measure: str
    cell: str = "met"
    basis: str = ""
    of: tuple[str, str] | None = None
    earlier: bool = False


@dataclass(frozen=True)
class Identity:
    """Counts that add up to nothing. `groups` False: of totals alone; `without`: not by these."""

    terms: tuple[Term, ...]
    kinds: tuple[str, ...] = ("quarter", "year")
    groups: bool = False
    without: tuple[str, ...] = ()
