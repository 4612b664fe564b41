# ruff: noqa: E501  (tables are easier to read wide)
"""An invented release in the shape that `metrics.release` gives, for tests of what is drawn and said.

No child stands behind these numbers: each is drawn from a seeded generator around England's
published figure. Every state a reader can meet is in it: protected, not in this extract,
population not known, history not loaded, too few to break down, no events, a part period.
"""

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from typing import Any

import polars as pl

from metrics import funnel
from metrics import release as releases
from metrics.counts import OWN
from metrics.release import Release, digest_of_frame
from tests.screens import invented_partners, invented_scrutiny

AS_AT = dt.date(2025, 3, 31)
AREAS = {"990": "Northmere", "991": "Eastvale"}
PERCENT, RATE = "percent", "per_10_000"
TARGETS = {"icpc_within_15_working_days": 90.0}


@dataclass(frozen=True)
class Invented:
    """One measure to invent: usual value, usual number of children a quarter in the partnership."""

    id: str
    catalogue: str
    theme: str
    title: str
    value: float
    of: int
    unit: str = PERCENT
    better: str = "context"
    core: bool = True
    snapshot: bool = False
    comparator: str | None = None
    categories: tuple[tuple[str, str, float], ...] = ()


BANDS_ICPC = (
    ("0-10", "0 to 10 working days", 38.0),
    ("11-15", "11 to 15 working days", 42.0),
    ("16-20", "16 to 20 working days", 11.0),
    ("21+", "21 working days or more", 9.0),
)
BANDS_ASSESSMENT = (
    ("0-10", "0 to 10 working days", 13.0),
    ("11-20", "11 to 20 working days", 14.0),
    ("21-30", "21 to 30 working days", 18.0),
    ("31-45", "31 to 45 working days", 40.0),
    ("46+", "46 working days or more", 15.0),
)
ABUSE = (
    ("NEG", "Neglect", 49.0),
    ("EMO", "Emotional abuse", 40.0),
    ("PHY", "Physical abuse", 6.0),
    ("SAB", "Sexual abuse", 3.0),
    ("MUL", "More than one kind", 2.0),
)
FACTORS = (
    ("3B", "Domestic abuse of a parent", 31.7),
    ("4B", "Mental health of a parent", 33.5),
    ("1B", "Alcohol misuse by a parent", 14.0),
    ("2B", "Drug misuse by a parent", 14.5),
    ("16A", "Neglect", 19.0),
    ("17A", "Emotional abuse", 21.0),
    ("18B", "Physical abuse by an adult", 12.0),
    ("4A", "Mental health of the child", 15.0),
    ("7A", "Young carer", 3.0),
    ("10A", "Child goes missing", 3.4),
    ("11A", "Child sexual exploitation", 2.1),
    ("21", "No factors identified", 9.0),
)

MEASURES: tuple[Invented, ...] = (
    Invented("referrals_per_10000_children", "DEM-01", "demand", "Referrals to children's social care", 520, 900, RATE, comparator="referrals_rate"),
    Invented("referrals_with_no_further_action", "DEM-03", "demand", "Referrals that end with no further action", 6.5, 900, comparator="referrals_no_further_action"),
    Invented("assessed_and_not_in_need", "DEM-05", "demand", "Referrals assessed and found not to be in need", 30.8, 900, comparator="assessed_not_in_need"),
    Invented("section_47_enquiries_per_10000_children", "DEM-06", "demand", "Section 47 enquiries started", 189, 330, RATE, comparator="section_47_rate"),
    Invented("section_47_enquiries_with_conference", "DEM-08", "demand", "Section 47 enquiries that lead to a child protection conference", 31, 330),
    Invented("children_in_need_per_10000_children", "DEM-10", "demand", "Children in need", 330, 2300, RATE, snapshot=True, comparator="children_in_need_rate"),
    Invented("children_on_plans_per_10000_children", "DEM-11", "demand", "Children on child protection plans", 40.6, 280, RATE, snapshot=True, comparator="plans_open_rate"),
    Invented("factors_at_end_of_assessment", "DEM-12", "demand", "Factors found at the end of assessments", 100, 800, categories=FACTORS, comparator="factors"),
    Invented("assessment_within_45_working_days_of_referral", "TIM-03", "timeliness", "Assessments finished within 45 working days of referral", 85.7, 800, better="higher", comparator="assessments_45"),
    Invented("assessment_within_45_working_days_of_its_start", "TIM-03", "timeliness", "Assessments finished within 45 working days of their start", 89, 800, better="higher", core=False),
    Invented("icpc_within_15_working_days", "TIM-05", "timeliness", "Child protection conferences held within 15 working days", 81.4, 110, better="higher", comparator="conferences_15"),
    Invented("plans_reviewed_on_time", "TIM-08", "timeliness", "Child protection plans with every review on time", 90.6, 240, better="higher", snapshot=True, comparator="plans_reviewed"),
    Invented("transfer_in_conference_within_15_working_days", "TIM-12", "timeliness", "Conferences for children who moved in, held within 15 working days", 75, 7, better="higher", core=False),
    Invented("assessment_days_in_bands", "TIM-03", "timeliness", "Working days from referral to the end of the assessment", 100, 800, core=False, categories=BANDS_ASSESSMENT),
    Invented("icpc_days_in_bands", "TIM-05", "timeliness", "Working days from strategy discussion to conference", 100, 110, core=False, categories=BANDS_ICPC, comparator="conference_bands"),
    Invented("re_referrals_within_12_months", "REP-01", "repeat", "Re-referrals within 12 months", 22.6, 900, better="lower", comparator="re_referrals"),
    Invented("repeat_plans_ever", "REP-03", "repeat", "Child protection plans that are a second or later plan", 24.5, 90, better="lower", comparator="repeat_plans"),
    Invented("repeat_plans_within_24_months", "REP-04", "repeat", "Child protection plans that start within 24 months of an earlier one", 11, 90, better="lower"),
    Invented("plans_started_per_10000_children", "CPP-01", "plans", "Child protection plans started", 52, 90, RATE, comparator="plans_started_rate"),
    Invented("plans_ended_per_10000_children", "CPP-01", "plans", "Child protection plans ended", 53, 92, RATE, comparator="plans_ended_rate"),
    Invented("plans_by_latest_category", "CPP-02", "plans", "Child protection plans by kind of harm", 100, 280, snapshot=True, categories=ABUSE, comparator="latest_category"),
    Invented("plans_open_two_years_or_more", "CPP-03", "plans", "Child protection plans open two years or more", 2.3, 280, better="lower", snapshot=True, comparator="plans_open_two_years"),
    Invented("child_seen_in_assessment", "VOI-01", "voice", "Children seen during their assessment", 94, 800, better="higher"),
    Invented("ethnicity_recorded", "EQY-02", "recording", "Children whose ethnicity is recorded", 96, 2300, better="higher", snapshot=True),
    Invented("disability_recorded", "EQY-02", "recording", "Children whose disability is recorded", 88, 2300, better="higher", snapshot=True),
    Invented("sex_recorded", "EQY-02", "recording", "Children whose sex is recorded", 99.4, 2300, better="higher", snapshot=True),
)  # fmt: skip

GROUPS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "age_band": (
        ("unborn", "Not yet born", 0.03), ("0", "Under 1", 0.08), ("1-4", "1 to 4", 0.22), ("5-9", "5 to 9", 0.27),
        ("10-15", "10 to 15", 0.29), ("16-17", "16 and 17", 0.095), ("18+", "18 and over", 0.005), ("not_recorded", "Not recorded", 0.01),
    ),
    "sex": (("F", "Girls", 0.48), ("M", "Boys", 0.5), ("I", "Indeterminate", 0.002), ("not_recorded", "Not recorded", 0.018)),
    "ethnicity": (
        ("white", "White", 0.68), ("mixed", "Mixed", 0.09), ("asian", "Asian", 0.09), ("black", "Black", 0.07),
        ("other", "Other ethnic group", 0.03), ("not_recorded", "Not recorded", 0.04),
    ),
    "disability": (("yes", "Disabled", 0.12), ("no", "Not disabled", 0.76), ("not_recorded", "Not recorded", 0.12)),
    "locality": (("North", "North", 0.3), ("South", "South", 0.3), ("Coast", "Coast", 0.35), ("not_recorded", "Not recorded", 0.05)),
}  # fmt: skip

SOURCE = {"level": ("England", "region"), "geography": ("England", "North West")}


def _quarters() -> list[tuple[dt.date, dt.date, str]]:
    names = ("April to June", "July to September", "October to December", "January to March")
    found = []
    for year in range(2020, 2025):
        for quarter in range(4):
            month = 4 + 3 * quarter
            start = dt.date(year + (month > 12), (month - 1) % 12 + 1, 1)
            after = dt.date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
            end = after - dt.timedelta(days=1)
            found.append((start, end, f"{names[quarter]} {end.year}"))
    return found


def _years() -> list[tuple[dt.date, dt.date, str]]:
    return [
        (dt.date(year, 4, 1), dt.date(year + 1, 3, 31), f"{year}-{(year + 1) % 100:02d}")
        for year in range(2020, 2025)
    ]


def _interval(value: float, base: float, unit: str) -> tuple[float, float]:
    spread = (
        196 * ((value / 100 * (1 - value / 100)) / base) ** 0.5
        if unit == PERCENT
        else 1.96 * value / base**0.5
    )
    high = min(100.0, value + spread) if unit == PERCENT else value + spread
    return max(0.0, value - spread), high


def _figure(
    measure: Invented, area: str, period: tuple[str, dt.date, dt.date, str], of: float, value: float,
    group: tuple[str, str, str, int] = ("all", "all", "All children", 0), category: tuple[str, str, int] = ("", "", 0),
    reason: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    kind, start, end, label = period
    characteristic, code, group_label, order = group
    whole = max(0, round(of))
    met = whole if measure.unit == RATE else round(whole * value / 100)
    complement = characteristic != "all" and measure.unit == PERCENT and 0 < whole - met < 6
    if reason is None and (0 < met < 6 or 0 < whole < 6 or complement):
        reason = "protected"
    if reason is None and whole == 0:
        reason = "no events"
    timed = measure.theme == "timeliness" and not measure.categories and not measure.snapshot
    shown = value if measure.unit == RATE else (100 * met / whole if whole else None)
    lower, upper = (
        _interval(shown, max(1, whole), measure.unit)
        if reason is None and shown is not None
        else (None, None)
    )
    hidden = reason not in (None, "population not known")
    return {
        "measure": measure.id, "area": area, "characteristic": characteristic, "group": code, "group_label": group_label, "group_order": order,
        "category": category[0], "category_label": category[1], "category_order": category[2],
        "basis": "completed" if timed else "", "period_kind": kind, "period_start": start, "period_end": end,
        "period_label": f"{end.day} {end:%B %Y}" if measure.snapshot else label, "part": False, "numerator": None if hidden else met,
        "denominator": (None if hidden else 70_000) if measure.unit == RATE else (whole if reason in (None, "protected") and whole >= 6 else None),
        "value": shown if reason is None else None, "lower": lower, "upper": upper, "reason": reason, "few": reason is None and whole < 20,
        "sent": OWN,
    }  # fmt: skip


FIGURES_SCHEMA: dict[str, Any] = {
    "measure": pl.String, "area": pl.String, "characteristic": pl.String, "group": pl.String, "group_label": pl.String, "group_order": pl.Int32,
    "category": pl.String, "category_label": pl.String, "category_order": pl.Int32, "basis": pl.String, "period_kind": pl.String,
    "period_start": pl.Date, "period_end": pl.Date, "period_label": pl.String, "part": pl.Boolean, "numerator": pl.Int64, "denominator": pl.Int64,
    "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64, "reason": pl.String, "few": pl.Boolean,
    "sent": pl.UInt8,
}  # fmt: skip


def figures(seed: int = 7) -> pl.DataFrame:
    """All figures: totals by quarter and year, groups by year and three years together."""
    chance = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        for area, weight in (("partnership", 1.0), ("990", 0.57), ("991", 0.43)):
            rows += _totals(measure, area, weight, chance)
            rows += _groups(measure, area, weight, chance)
    beside = [*invented_partners.figures(), *invented_scrutiny.figures()]
    return pl.DataFrame([*rows, *beside], schema=FIGURES_SCHEMA)


def _totals(
    measure: Invented, area: str, weight: float, chance: random.Random
) -> list[dict[str, Any]]:
    rows = []
    periods = [("quarter", *quarter) for quarter in _quarters()] + [
        ("year", *year) for year in _years()
    ]
    for number, period in enumerate(periods):
        of = measure.of * weight * (1 if period[0] == "quarter" or measure.snapshot else 4)
        value = measure.value * (1 + chance.gauss(0, 0.03 if period[0] == "quarter" else 0.015))
        if measure.id == "icpc_within_15_working_days" and area != "991" and number == 19:
            value = 62.0
        if measure.id == "re_referrals_within_12_months" and period[0] == "quarter" and number > 12:
            value -= 3.5
        reason = "population not known" if measure.unit == RATE and area == "991" else None
        if measure.id.startswith("repeat_plans_within") and period[1] < dt.date(2022, 4, 1):
            reason = "history not loaded"
        for order, category in enumerate(measure.categories or (("", "", 100.0),)):
            share = (
                min(100.0, value * category[2] / 100)
                if measure.categories
                else min(100.0, value)
                if measure.unit == PERCENT
                else value
            )
            rows.append(
                _figure(
                    measure,
                    area,
                    period,
                    of,
                    share,
                    category=(category[0], category[1], order),
                    reason=reason,
                )
            )
    return rows


def _groups(
    measure: Invented, area: str, weight: float, chance: random.Random
) -> list[dict[str, Any]]:
    rows = []
    three = ("three_years", dt.date(2022, 4, 1), dt.date(2025, 3, 31), "2022-23 to 2024-25")
    for characteristic, groups in GROUPS.items():
        if characteristic == "locality" and area == "991":
            continue
        for period in [("year", *year) for year in _years()] + (
            [] if measure.snapshot else [three]
        ):
            for order, (code, label, share) in enumerate(groups):
                of = (
                    measure.of
                    * weight
                    * share
                    * (12 if period[0] == "three_years" else 1 if measure.snapshot else 4)
                )
                value = measure.value * (1 + chance.gauss(0, 0.05))
                if (measure.id, area, code) == (invented_scrutiny.RE_REFERRALS, "991", "asian"):
                    value *= 1.5
                reason = (
                    "too few to break down"
                    if measure.id.startswith("transfer") and period[0] == "year"
                    else None
                )
                if measure.unit == RATE and (
                    area == "991" or characteristic not in ("age_band", "sex")
                ):
                    reason = "population not known"
                if measure.id.startswith("repeat_plans_within") and period[1] < dt.date(2022, 4, 1):
                    reason = "history not loaded"
                for rank, category in enumerate(measure.categories or (("", "", 100.0),)):
                    part = value * category[2] / 100 if measure.categories else value
                    part = min(100.0, part) if measure.unit == PERCENT else part
                    rows.append(
                        _figure(
                            measure,
                            area,
                            period,
                            of,
                            part,
                            (characteristic, code, label, order),
                            (category[0], category[1], rank),
                            reason,
                        )
                    )
    return rows  # fmt: skip


def states() -> pl.DataFrame:
    """Outcome states of the clocks: yearly, quarterly and now."""
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        if measure.theme != "timeliness" or measure.categories:
            continue
        for area in ("partnership", *AREAS):
            small = area == "991"
            for kind, start, end, label in [("quarter", *q) for q in _quarters()] + [
                ("year", *y) for y in _years()
            ]:
                for state, count in (
                    ("met", measure.of),
                    ("not_met", measure.of // 6),
                    ("excluded", 7),
                    ("unknown", 3 if small else 9),
                ):
                    hidden = 0 < count < 6
                    rows.append(
                        {
                            "measure": measure.id,
                            "area": area,
                            "basis": "completed",
                            "period_kind": kind,
                            "period_start": start,
                            "period_end": end,
                            "period_label": label,
                            "state": state,
                            "count": None if hidden else count,
                            "reason": "protected" if hidden else None,
                        }
                    )
            for state, count in (
                ("overdue", 3 if small else 16),
                ("not_yet_due", 41),
                ("unknown", 0),
            ):
                hidden = 0 < count < 6
                rows.append(
                    {
                        "measure": measure.id,
                        "area": area,
                        "basis": "due",
                        "period_kind": "now",
                        "period_start": AS_AT,
                        "period_end": AS_AT,
                        "period_label": "31 March 2025",
                        "state": state,
                        "count": None if hidden else count,
                        "reason": "protected" if hidden else None,
                    }
                )
    schema: dict[str, Any] = {
        "measure": pl.String,
        "area": pl.String,
        "basis": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "period_label": pl.String,
        "state": pl.String,
        "count": pl.Int64,
        "reason": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)  # fmt: skip


def children() -> pl.DataFrame:
    """Distinct children behind each yearly figure."""
    rows = [
        {"measure": m.id, "area": area, "period_kind": "year", "period_start": start, "period_label": label,
         "children": None if (n := round(m.of * share * (1 if m.snapshot else 3.4))) < 6 else n, "reason": "protected" if n < 6 else None}
        for m in MEASURES for area, share in (("partnership", 1.0), ("990", 0.57), ("991", 0.43)) for start, _, label in _years()
    ]  # fmt: skip
    schema: dict[str, Any] = {
        "measure": pl.String,
        "area": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_label": pl.String,
        "children": pl.Int64,
        "reason": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)  # fmt: skip


def signals(drawn: pl.DataFrame) -> pl.DataFrame:
    """A naive XmR reading of the quarterly totals: enough to draw; the real one is `metrics.spc`."""
    better = {m.id: m.better for m in MEASURES}
    rows: list[dict[str, Any]] = []
    quarterly = drawn.filter(
        pl.col("characteristic") == "all",
        pl.col("period_kind") == "quarter",
        pl.col("value").is_not_null(),
    )
    for (measure, area, category, basis), series in quarterly.sort("period_start").group_by(
        "measure", "area", "category", "basis", maintain_order=True
    ):
        values = series["value"].to_list()
        centre = sum(values) / len(values)
        moving = [abs(b - a) for a, b in pairwise(values)]
        step = 2.66 * sum(moving) / max(1, len(moving))
        for row in series.iter_rows(named=True):
            rule = "beyond a limit" if abs(row["value"] - centre) > step else ""
            direction = "" if not rule else "high" if row["value"] > centre else "low"
            good = {"higher": "high", "lower": "low"}.get(better[str(measure)])
            meaning = (
                "no clear change"
                if not rule
                else "changed"
                if good is None
                else "better"
                if direction == good
                else "worse"
            )
            rows.append(
                {
                    "measure": measure,
                    "area": area,
                    "category": category,
                    "basis": basis,
                    "period_kind": "quarter",
                    "period_start": row["period_start"],
                    "period_end": row["period_end"],
                    "period_label": row["period_label"],
                    "value": row["value"],
                    "centre": centre,
                    "lower_limit": centre - step,
                    "upper_limit": centre + step,
                    "rule": rule,
                    "direction": direction,
                    "meaning": meaning,
                    "trial": len(values) < 12,
                    "chart": "XmR",
                    "frozen": False,
                    "points": len(values),
                    "segment": 0,
                    "step": None,
                    "step_first": None,
                    "why": "",
                    "event": "",
                    "target": TARGETS.get(str(measure)),
                    "assurance": "hit and miss" if str(measure) in TARGETS else "",
                }
            )
    kinds = {"points": pl.Int32, "segment": pl.Int32, "step": pl.String, "step_first": pl.Date}
    more: dict[str, Any] = {**kinds, "target": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=more, infer_schema_length=None)  # fmt: skip


def comparators() -> pl.DataFrame:
    """England, region and neighbours, yearly; of one measure the groups too."""

    def row(
        m: Invented, code: str, year: int, level: str, place: str, value: float, **more: Any
    ) -> dict[str, Any]:
        return {
            "measure": m.id, "category": code, "characteristic": "all", "group": "all", "of_area": "", "level": level, "statistic": "value", "area": place, "geography": place, "year": year,
            "school_year": False, "printed": f"{value:.1f}", "value": value, "marker": None, "numerator": None, "denominator": None, "derived": False,
            "unit": m.unit, "release": "Children in need 2025", "source": "Department for Education",
        } | more  # fmt: skip

    rows = [
        row(m, code, year, level, place, usual * factor + (year - 2023) * 0.4)
        for m in MEASURES if m.comparator for code, _, usual in (m.categories or (("", "", m.value),))
        for level, place, factor in (("England", "England", 1.0), ("region", "North West", 1.03)) for year in range(2019, 2026)
    ]  # fmt: skip
    absent = next(m for m in invented_partners.MEASURES if m.catalogue == "EDC-02")
    rows += [
        row(absent, "", year, level, place, value + (year - 2024), characteristic=by, group=group, school_year=True, release="Absence, 2025 release")
        for level, place, more in (("England", "England", 0.0), ("region", "North West", 1.5)) for year in (2023, 2024, 2025)
        for by, group, value in (("all", "all", 20.0 + more), ("social_care_status", "looked_after", 21.0 + more), ("social_care_status", "on_a_plan", 56.4 + more))
    ]  # fmt: skip
    for m in MEASURES:
        if not m.comparator or m.categories:
            continue
        for code in AREAS:
            rows += [
                row(m, "", 2025, "neighbours", "Statistical neighbours", m.value * factor, of_area=code, statistic=what, numerator=9.0, denominator=10.0)
                for what, factor in (("median", 0.98), ("lowest", 0.8), ("highest", 1.2))
            ]  # fmt: skip
            rows += [
                row(m, "", 2025, "neighbour", "Fenholme", m.value, of_area=code, area="955") | {"value": None, "marker": "u"},
                row(m, "", 2023, "neighbour", "Pennyfield", m.value, of_area=code, area="963"),
            ]  # fmt: skip
    return pl.DataFrame(
        rows,
        schema_overrides={
            "year": pl.Int32,
            "marker": pl.String,
            "numerator": pl.Float64,
            "denominator": pl.Float64,
        },
        infer_schema_length=None,
    )


def published() -> pl.DataFrame:
    """Thirty authorities of two years around England's figure, one of them kept back."""
    rows = []
    for m in MEASURES:
        if not m.comparator or m.categories:
            continue
        for year, number in product((2024, 2025), range(30)):
            base = 600.0 + 150 * number if m.unit == PERCENT else 20_000.0 + 3_000 * number
            value = None if number == 3 else m.value * (0.85 + 0.3 * ((number * 7) % 10) / 10)
            rows.append(
                {"measure": m.id, "area": str(700 + number), "geography": f"Authority {number}", "year": year, "school_year": False, "value": value,
                 "marker": "c" if value is None else None, "denominator": base, "centre": m.value, "centre_of": "England", "beyond": 0.06,
                 "scatter": 4.2, "release": "Children in need, 2025 release", "source": "table C1, c1.csv"}
            )  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides={"year": pl.Int32, "marker": pl.String})
    units = {m.id: m.unit for m in MEASURES}
    return pl.concat(
        of_measure.with_columns(
            place=funnel.placed(of_measure, units[of_measure["measure"][0]]),
            place_adjusted=funnel.placed(
                of_measure, units[of_measure["measure"][0]], of_measure["beyond"][0]
            ),
        )
        for of_measure in frame.partition_by("measure", maintain_order=True)
    )


def catalogue() -> pl.DataFrame:
    """One row a measure, in the words a reader meets."""
    themes = {
        "demand": "Demand",
        "timeliness": "Timeliness",
        "repeat": "Repeat activity",
        "plans": "Child protection plans",
        "voice": "Voice of the child",
        "recording": "Recording",
        "front_door": "Front door",
        "early_help": "Early help",
        "participation": "Who was in the room",
        "education": "Children's education",
        "providers": "Education providers",
        "exploitation": "Exploitation and missing",
        "learning": "Learning from reviews",
        "money": "Money",
        "governance": "Governance",
    }
    rows = [
        {"id": m.id, "catalogue": m.catalogue, "theme": m.theme, "theme_label": themes[m.theme], "title": m.title, "question": f"What about this: {m.title.lower()}?",
         "definition": f"{m.title}, counted as the Department for Education counts them.", "why_it_matters": "Because a child waits.",
         "guidance": "Working Together 2023, paragraph 155; box “Outcome of section 47 enquiries”", "better": m.better, "unit": m.unit,
         "unit_label": "per cent" if m.unit == PERCENT else "per 10,000 resident children aged 0 to 17", "of": "children", "core": m.core, "kind": "share" if m.categories else "rate" if m.unit == RATE else "proportion", "snapshot": m.snapshot, "whole": False, "academic": False,
         "comparator": m.comparator, "conventions": "The start date is day 0; a step on the due date is in time.", "caution": "",
         "examples": [{"given": "Discussion on 1 May 2024, conference on 23 May 2024.", "then": "Day 15: in time."}],
         "breakdowns": list(GROUPS), "available": m.id != "child_seen_in_assessment",
         "why_not": "Not in this extract: needs the date on which the child was seen" if m.id == "child_seen_in_assessment" else ""}
        for m in MEASURES
    ]  # fmt: skip
    return pl.DataFrame(
        [*rows, *invented_partners.catalogue(themes), *invented_scrutiny.catalogue()]
    )


def quality() -> pl.DataFrame:
    """What can be trusted: recording, problems, extracts, protected characteristics, not computed."""

    def row(
        topic: str,
        subject: str,
        detail: str,
        count: int | None = None,
        of: int | None = None,
        area: str = "partnership",
        reason: str | None = None,
    ) -> dict[str, Any]:
        return {"topic": topic, "area": area, "subject": subject, "detail": detail, "count": count, "of": of,
                "value": 100 * count / of if count is not None and of else None, "reason": reason}  # fmt: skip

    rows = [
        row("recorded", "Ethnicity", "ethnicity", 9610, 10010), row("recorded", "Disability", "disability", 8810, 10010), row("recorded", "Sex", "sex", 9980, 10010),
        row("problem", "A conference before its enquiry", "Kept; its time is not known. Correct the dates and send again.", 23, 9120, "990"),
        row("problem", "A code never seen", "The value was left out. Use the codes of the census guide.", None, None, "991", "protected"),
        row("extract", "cin_2025.xml", "CIN census, 1 April 2024 to 31 March 2025", 41230, None, "990"),
        row("extract", "annex_a_2025.xlsx", "Annex A, 1 October 2024 to 31 March 2025", 6120, None, "991"),
        row("protected characteristic", "Age", "Held: month of birth.", 9990, 10010), row("protected characteristic", "Disability", "Held: disability codes.", 8810, 10010),
        row("protected characteristic", "Gender reassignment", "Not in any loaded source."), row("protected characteristic", "Marriage and civil partnership", "Not in any loaded source."),
        row("protected characteristic", "Pregnancy and maternity", "Not in any loaded source."), row("protected characteristic", "Race", "Held: ethnicity.", 9610, 10010),
        row("protected characteristic", "Religion or belief", "Not in any loaded source."), row("protected characteristic", "Sex", "Held: sex.", 9980, 10010),
        row("protected characteristic", "Sexual orientation", "Not in any loaded source."),
        row("sent in totals", "return_conversation_within_72_hours", "Eastvale Police", area="991"),
        row("not computed", "Children seen during their assessment", "Not in this extract: needs the date on which the child was seen"),
    ]  # fmt: skip
    return pl.DataFrame(
        rows,
        schema_overrides={
            "count": pl.Int64,
            "of": pl.Int64,
            "value": pl.Float64,
            "reason": pl.String,
        },
    )


def frames() -> dict[str, pl.DataFrame]:
    """All frames of a release by name."""
    drawn = figures()
    return {
        "figures": drawn,
        "states": states(),
        "children": children(),
        "signals": signals(drawn),
        "comparators": comparators(),
        "published": published(),
        "quality": quality(),
        "catalogue": catalogue(),
        "returns": pl.DataFrame(invented_partners.returns()),
        **invented_scrutiny.frames(drawn),
    }


def manifest(held: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """What the release says of itself."""
    return {
        "partnership": "Northmere and Eastvale (invented)",
        "areas": [
            {
                "code": code,
                "name": name,
                "region": "North West",
                "known_to": AS_AT.isoformat(),
                "left": None,
            }
            for code, name in AREAS.items()
        ],
        "as_at": AS_AT.isoformat(),
        "edition": 2023,
        "method_version": "1",
        "smallest_count_shown": 6,
        "conventions": {"conference_working_days": 15, "assessment_working_days": 45},
        "targets": TARGETS,
        "extracts": ["a1b2", "c3d4"],
        "published": ["e5f6"],
        "neighbours": {
            "990": {"codes": ["955", "963"], "chosen_by": "the 2025 model of the DfE"},
            "991": {"codes": ["955"], "chosen_by": "the partnership's agreement"},
        },
        "frames": {name: digest_of_frame(frame) for name, frame in held.items()},
        "audit": {"passed": True, "cells": 5400, "hidden": 310},
    }


@cache
def release() -> Release:
    """An invented release, taken up through the door that every release goes through."""
    held = frames()
    return releases.open(held, manifest(held))
