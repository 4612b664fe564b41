"""The tables that DfE publishes, and what each of their columns is to us: declarations, no reading.

Source: the open data files of "Children in need" (Explore Education Statistics), releases of 2023 to 2025, of
"Outcomes for children in need" for absence, and the mid-year population estimates published beside them. Some
columns were renamed in 2025, and rates left out of tables B1 to C4: every name that we know of is listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Aliases = tuple[str, ...]
"""The names that a column has had, in small letters."""

PLACE_COLUMNS: Final = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "region_code",
    "region_name",
    "old_la_code",
    "la_name",
)
"""What every file of this layout has, in any order."""

MARKERS: Final = ("c", "x", "z", "u", "k", "low", ":")
"""Suppressed, not available, not applicable, of low reliability, rounds to 0, low but above 0, too old."""


@dataclass(frozen=True)
class Line:
    """A figure that a row of a table holds.

    comparator, category  what a measure asks for
    printed      the column that prints it; empty where we work it out from the counts
    may_lack     the printed column may be missing: releases since 2025 print no rates
    numerator    columns that are added up
    denominator  the column that it is a share of; empty for a rate, which residents divide
    """

    comparator: str
    numerator: tuple[Aliases, ...]
    denominator: Aliases = ()
    printed: Aliases = ()
    category: str = ""
    may_lack: bool = False

    @property
    def unit(self) -> Literal["percent", "per 10,000"]:
        """Percent of a denominator, or events for every 10,000 resident children."""
        return "percent" if self.denominator else "per 10,000"

    @property
    def needed(self) -> tuple[Aliases, ...]:
        """Columns without which the line cannot be read."""
        printed = () if self.may_lack or not self.printed else (self.printed,)
        denominator = (self.denominator,) if self.denominator else ()
        return (*printed, *self.numerator, *denominator)


@dataclass(frozen=True)
class Table:
    """A table of a publication.

    code      the publisher's letter and number
    told_by   columns by which it is known, each among the table's own
    only      a column and the values of it that are read; other rows are left out
    category  a column whose words give each row's category
    """

    code: str
    dataset: str
    about: str
    told_by: tuple[Aliases, ...]
    lines: tuple[Line, ...]
    only: dict[str, Aliases] = field(default_factory=dict)
    category: str = ""

    @property
    def needed(self) -> tuple[Aliases, ...]:
        """Every column that must be there, each once."""
        own = ((name,) for name in (*self.only, *((self.category,) if self.category else ())))
        return tuple(dict.fromkeys((*own, *(one for line in self.lines for one in line.needed))))


def _rate(comparator: str, count: str) -> Line:
    return Line(comparator, ((count,),), printed=(f"{count}_rate",), may_lack=True)


def _parts(comparator: str, of: Aliases, columns: Mapping[str, Aliases]) -> tuple[Line, ...]:
    return tuple(
        Line(comparator, (names,), of, category=category) for category, names in columns.items()
    )


_REFERRALS: Final = ("referrals", "referral_count")
_ABUSE: Final = {
    "NEG": "neglect",
    "PHY": "physical",
    "SAB": "sexual",
    "EMO": "emotional",
    "MUL": "multiple",
}
_FACTORS: Final = {
    "1": "alcohol_misuse",
    "2": "drug_misuse",
    "3": "domestic_abuse",
    "4": "mental_health",
    "5": "learning_disability",
    "6": "physical_disability",
}
_WHOSE: Final = {"A": "child", "B": "parent", "C": "person"}
_MORE_FACTORS: Final = {
    "7A": "young_carer",
    "9A": "unaccompanied_asylum_seeker",
    "10A": "going_missing",
    "11A": "child_sexual_exploitation",
    "12A": "trafficking",
    "13A": "gangs",
    "14A": "socially_unacceptable_behaviour",
    "15A": "self_harm",
    "16A": "neglect",
    "17A": "emotional_abuse",
    "18A": "physical_abuse_unknown",
    "18B": "physical_abuse_child_on_child",
    "18C": "physical_abuse_adult_on_child",
    "19A": "sexual_abuse_unknown",
    "19B": "sexual_abuse_child_on_child",
    "19C": "sexual_abuse_adult_on_child",
    "20": "other",
    "22A": "female_genital_mutilation",
    "23A": "faith_linked_abuse",
    "24A": "child_criminal_exploitation",
}
FACTOR_COLUMNS: Final[dict[str, str]] = {
    **{f"{n}{a}": f"{what}_{of}" for n, what in _FACTORS.items() for a, of in _WHOSE.items()},
    **_MORE_FACTORS,
}
"""Our code of a factor to its column in C3. Private fostering is one column of several codes: not read."""

_NEED: Final = "Children in need"
_DAYS_IN_TIME: Final = (
    ("same_day",),
    ("1-10_days",),
    ("11-20_days",),
    ("21-30_days",),
    ("31-40_days",),
    ("41-45_days",),
)
_BANDS: Final = {
    "0-10": ("duration_0-10_days",),
    "11-15": ("duration_11-15_days",),
    "16-20": ("duration_16-20_days",),
    "21+": ("duration_21+_days",),
}
_TWO_YEARS: Final = (("2_years_or_more",),)
_TWO_YEARS_PRINTED: Final = ("2_years_or_more_percent",)

TABLES: Final = (
    Table(
        "B1",
        _NEED,
        "children in need",
        (("at31_episodes",), ("anypoint_episodes",)),
        (_rate("children_in_need_rate", "at31_episodes"),),
    ),
    Table(
        "C1",
        _NEED,
        "referrals and re-referrals",
        (_REFERRALS, ("re_referrals", "rereferral_count")),
        (
            Line("referrals_rate", (_REFERRALS,), printed=("referrals_rate",), may_lack=True),
            Line(
                "re_referrals",
                (("re_referrals", "rereferral_count"),),
                _REFERRALS,
                ("re_referrals_percent", "rereferral_percent"),
            ),
            Line(
                "referrals_no_further_action",
                (("no_further_action", "no_further_action_count"),),
                _REFERRALS,
                ("no_further_action_percent",),
            ),
            Line(
                "assessed_not_in_need",
                (("not_in_need", "not_in_need_count"),),
                _REFERRALS,
                ("not_in_need_percent",),
            ),
        ),
    ),
    Table(
        "C2",
        _NEED,
        "duration of assessments",
        (("assessments_completed",), ("same_day",)),
        (Line("assessments_45", _DAYS_IN_TIME, ("assessments_completed",)),),
    ),
    Table(
        "C3",
        _NEED,
        "factors at the end of assessment",
        (("episodes_with_assessment_factor",),),
        _parts(
            "factors",
            ("episodes_with_assessment_factor",),
            {code: (column,) for code, column in FACTOR_COLUMNS.items()},
        ),
    ),
    Table(
        "C4",
        _NEED,
        "section 47 enquiries and initial conferences",
        (("section47",), ("icpc",)),
        (
            _rate("section_47_rate", "section47"),
            Line("conferences_15", (_BANDS["0-10"], _BANDS["11-15"]), ("icpc",)),
            *_parts("conference_bands", ("icpc",), _BANDS),
        ),
    ),
    Table(
        "D1",
        _NEED,
        "child protection plans",
        (("cpp_start",), ("cpp_end",), ("cpp_anypoint",)),
        (
            _rate("plans_started_rate", "cpp_start"),
            _rate("plans_ended_rate", "cpp_end"),
            _rate("plans_open_rate", "cpp_at31"),
        ),
    ),
    Table(
        "D2",
        _NEED,
        "plans started by category of abuse",
        (("cpp_start",), ("neglect_initial",)),
        _parts(
            "initial_category_of_plans_started",
            ("cpp_start",),
            {code: (f"{column}_initial",) for code, column in _ABUSE.items()},
        ),
    ),
    Table(
        "D3",
        _NEED,
        "second or later plans",
        (("cpp_subsequent",),),
        (
            Line(
                "repeat_plans", (("cpp_subsequent",),), ("cpp_start",), ("cpp_subsequent_percent",)
            ),
        ),
    ),
    Table(
        "D4",
        _NEED,
        "plans at 31 March by category of abuse",
        (("cpp_at31",), ("neglect_latest",)),
        _parts(
            "latest_category",
            ("cpp_at31",),
            {code: (f"{column}_latest",) for code, column in _ABUSE.items()},
        ),
    ),
    Table(
        "D5",
        _NEED,
        "plans at 31 March by length",
        (("cpp_at31",), ("3_months_or_less",)),
        (Line("plans_open_two_years", _TWO_YEARS, ("cpp_at31",), _TWO_YEARS_PRINTED),),
    ),
    Table(
        "D6",
        _NEED,
        "plans reviewed in time",
        (("cpp_at31_3months",),),
        (
            Line(
                "plans_reviewed",
                (("reviewed_within_timescales",),),
                ("cpp_at31_3months",),
                ("reviewed_within_timescales_percent",),
            ),
        ),
    ),
    Table(
        "D7",
        _NEED,
        "plans ended by length",
        (("cpp_end",), ("3_months_or_less",)),
        (
            Line("plans_ended_three_months", (("3_months_or_less",),), ("cpp_end",)),
            Line("plans_ended_two_years", _TWO_YEARS, ("cpp_end",), _TWO_YEARS_PRINTED),
        ),
    ),
    Table(
        "absence",
        "Absence by social care group",
        "absence of children with a social worker",
        (("social_care_group",), ("t_pupils_pa_10_exact",)),
        (
            Line(
                "absence",
                (("t_sess_overall", "sess_overall"),),
                ("t_sess_possible", "sess_possible"),
                ("pt_sess_overall", "pt_overall"),
            ),
            Line(
                "persistent_absence",
                (("t_pupils_pa_10_exact",),),
                ("t_pupils",),
                ("pt_pupils_pa_10_exact",),
            ),
            Line(
                "severe_absence",
                (("t_pupils_pa_50_exact",),),
                ("t_pupils",),
                ("pt_pupils_pa_50_exact",),
            ),
        ),
        only={"phase_type_grouping": ("total",)},
        category="social_care_group",
    ),
)

POPULATIONS: Final = Table(
    "mid-year population estimates",
    "ONS",
    "children aged 0 to 17",
    (("population_estimate",),),
    (Line("residents", (("population_estimate",),)),),
    only={"age_group": ("children aged 0 to 17 years",)},
)

SOCIAL_CARE_GROUPS: Final = ("cino", "cppo", "cla")
"""First words of the social care groups in the absence file: our codes of them. Others keep their words."""

REGIONS: Final = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
    "E13000001": "Inner London",
    "E13000002": "Outer London",
}
"""DfE's names of the regions by their codes: some files spell a name another way."""
