# ruff: noqa: E501  (tables are easier to read wide)
"""Invented answers to a scrutineer's questions: what the metrics say of invented counts, with two gaps planted.

Children of Black heritage come to a section 47 enquiry more often in Northmere (990), at that step and
no other. Asian children are referred again more often in Eastvale (991), and live in more deprived
neighbourhoods: within a fifth of deprivation there is nothing to see.
"""

import datetime as dt
from itertools import product
from typing import Any

import polars as pl

from metrics.counts import OWN
from metrics.coverage import Span
from metrics.ledger import NO_ANSWERS
from metrics.measure import THEMES, Measure, Rate
from metrics.measures import MEASURES
from metrics.measures.chain import CHAIN, REFERRED
from metrics.scrutiny.adjustments import STRATUM, adjustments
from metrics.scrutiny.along_the_chain import cumulative
from metrics.scrutiny.comparisons import beside_everyone, comparisons
from metrics.scrutiny.given_back import crossed
from metrics.scrutiny.intersections import intersections
from metrics.scrutiny.life_tables import with_sums
from metrics.scrutiny.pairs import beside_largest, beside_others, printed
from metrics.scrutiny.sensitivities import SENSITIVITIES
from metrics.scrutiny.siblings import FAMILY
from metrics.scrutiny.waits import WAITS

RE_REFERRALS = "re_referrals_within_12_months"
CONFERENCES = "icpc_within_15_working_days"
ENQUIRY = "assessed_children_with_an_enquiry"
COMPARED = (*CHAIN, RE_REFERRALS, CONFERENCES)
AREAS = {"990": 1.0, "991": 0.6}
YEARS = range(2020, 2025)
POOLED = (2022, 2023, 2024)
PLANTED = 1.6
"""How many times as likely an enquiry is for children of Black heritage in Northmere."""

GROUPS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "ethnicity": (
        ("white", "White", 0.68),
        ("mixed", "Mixed", 0.09),
        ("asian", "Asian", 0.09),
        ("black", "Black", 0.08),
        ("other", "Other ethnic group", 0.03),
        ("not_recorded", "Not recorded", 0.03),
    ),
    "sex": (("F", "Girls", 0.48), ("M", "Boys", 0.5), ("not_recorded", "Not recorded", 0.02)),
    "disability": (
        ("disabled", "Disabled", 0.12),
        ("not_disabled", "Not disabled", 0.75),
        ("not_recorded", "Not recorded", 0.13),
    ),
    "referral_source": (
        ("police", "Police", 0.3),
        ("education", "Schools and education", 0.25),
        ("health", "Health services", 0.2),
        ("individual", "Family or individuals", 0.25),
    ),
}
CROSSED = {"ethnicity_and_sex": ("ethnicity", "sex")}
USUAL = {
    "contacted_children_referred": 0.6,
    "referred_children_assessed": 0.94,
    ENQUIRY: 0.29,
    "children_with_an_enquiry_to_a_conference": 0.34,
    "children_of_a_conference_on_a_plan": 0.86,
    "children_on_a_plan_looked_after": 0.13,
}
CONTACTS, REFERRALS, RESIDENTS_TIMES = 4200, 2600, 22
LABELS = {code: label for groups in GROUPS.values() for code, label, _ in groups}


def chain() -> tuple[Measure, ...]:
    """The measures of the chain of decisions, as they are declared."""
    return tuple(measure for measure in MEASURES if measure.id in CHAIN)


def catalogue() -> list[dict[str, Any]]:
    """Their rows in the catalogue."""
    return [
        {
            "id": m.id, "catalogue": m.catalogue, "theme": m.theme, "theme_label": THEMES[m.theme], "title": m.title,
            "question": m.question, "definition": m.definition, "why_it_matters": m.why_it_matters,
            "guidance": "Working Together 2023, paragraph 16", "better": m.better, "unit": m.unit, "unit_label": m.unit,
            "of": m.of, "core": True, "kind": "rate" if isinstance(m, Rate) else "proportion", "snapshot": False,
            "whole": False, "academic": False, "comparator": None, "conventions": "", "caution": m.caution,
            "examples": [{"given": "One child.", "then": "One counted."}], "breakdowns": list(m.breakdowns),
            "available": True, "why_not": "",
        }
        for m in chain()
    ]  # fmt: skip


def figures() -> list[dict[str, Any]]:
    """Counts of the chain by year and over three years, of all children and of groups, small ones hidden."""
    return [
        row
        for measure, area in product(CHAIN, ("partnership", *AREAS))
        for row in _of_all(measure, area) + _of_groups(measure, area)
    ]


def _of_all(measure: str, area: str) -> list[dict[str, Any]]:
    found = []
    for period in _periods():
        met = of = 0
        for code, _, _ in GROUPS["ethnicity"]:
            a, n = _counts(measure, area, "ethnicity", code, period)
            met, of = met + a, of + n
        found.append(_figure(measure, area, period, ("all", "all", "All children", 0), (met, of)))
    return found


def _of_groups(measure: str, area: str) -> list[dict[str, Any]]:
    found = []
    for by, groups in GROUPS.items():
        if by == "referral_source" and measure in CHAIN[:2]:
            continue
        for period, (order, (code, label, _)) in product(_periods(), enumerate(groups)):
            counts = _counts(measure, area, by, code, period)
            found.append(_figure(measure, area, period, (by, code, label, order), counts))
    if measure == ENQUIRY:
        found += _crossed(measure, area)
    return found


def _crossed(measure: str, area: str) -> list[dict[str, Any]]:
    """Ethnicity and sex at once, three years together."""
    period = _periods()[-1]
    cells = product(GROUPS["ethnicity"][:5], GROUPS["sex"][:2])
    return [
        _figure(
            measure,
            area,
            period,
            ("ethnicity_and_sex", f"{one[0]}|{two[0]}", f"{one[1]}, {two[1].lower()}", order),
            tuple(
                round(count * two[2])
                for count in _counts(measure, area, "ethnicity", one[0], period)
            ),
        )
        for order, (one, two) in enumerate(cells)
    ]


Period = tuple[str, dt.date, dt.date, str, tuple[int, ...]]


def _periods() -> list[Period]:
    years: list[Period] = [
        (
            "year",
            dt.date(year, 4, 1),
            dt.date(year + 1, 3, 31),
            f"{year}-{(year + 1) % 100:02}",
            (year,),
        )
        for year in YEARS
    ]
    together = ("three_years", dt.date(2022, 4, 1), dt.date(2025, 3, 31), "2022-23 to 2024-25")
    return [*years, (*together, POOLED)]


def _counts(measure: str, area: str, by: str, code: str, period: Period) -> tuple[int, int]:
    """Children of a group at a step of an area, or of both, and how many of them went on."""
    met = of = 0
    for place, year in product([area] if area in AREAS else AREAS, period[4]):
        a, n = _of_a_year(measure, place, by, code, year)
        met, of = met + a, of + n
    return met, of


def _of_a_year(measure: str, area: str, by: str, code: str, year: int) -> tuple[int, int]:
    share = next(share for each, _, share in GROUPS[by] if each == code)
    if measure == CHAIN[0]:
        of = round(CONTACTS * AREAS[area] * share)
        return round(of * _rate(measure, area, code, year)), of
    of = round(REFERRALS * AREAS[area] * share)
    if measure == REFERRED:
        return of, 0 if code == "not_recorded" else of * RESIDENTS_TIMES
    for step in CHAIN[2:]:
        met = round(of * _rate(step, area, code, year))
        if step == measure:
            return met, of
        of = met
    raise ValueError(measure)


def _rate(step: str, area: str, code: str, year: int) -> float:
    planted = step == ENQUIRY and (area, code) == ("990", "black")
    # A little up and down from year to year and from group to group, the same at every run.
    wave = 1 + 0.02 * ((year * 7 + len(code) * 3) % 5 - 2)
    return min(0.97, USUAL[step] * wave * (PLANTED if planted else 1))


def _figure(
    measure: str,
    area: str,
    period: Period,
    group: tuple[str, str, str, int],
    counts: tuple[int, ...],
) -> dict[str, Any]:
    kind, start, end, label, _ = period
    met, of = counts
    small = 0 < met < 6 or (measure != REFERRED and (0 < of < 6 or 0 < of - met < 6))
    rate = measure == REFERRED
    shown = None if small or not of else (10_000 if rate else 100) * met / of
    reason = "protected" if small else "no events" if not of and not rate else None
    return {
        "measure": measure, "area": area, "characteristic": group[0], "group": group[1], "group_label": group[2],
        "group_order": group[3], "category": "", "category_label": "", "category_order": 0, "basis": "",
        "period_kind": kind, "period_start": start, "period_end": end, "period_label": label, "part": False,
        "numerator": None if small else met, "denominator": None if small else of, "value": shown,
        "lower": None if shown is None else max(0.0, 0.9 * shown), "upper": None if shown is None else 1.1 * shown,
        "reason": reason, "few": met < 20, "sent": OWN,
    }  # fmt: skip


def frames(figures: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The frames of answers that belong to some invented figures."""
    chosen = [measure for measure in MEASURES if measure.id in COMPARED]
    groups = _with_residents(
        printed(figures.filter(pl.col("measure").is_in(COMPARED)), chosen), figures
    )
    pairs = beside_others(groups)
    compared = comparisons(pl.concat([pairs, beside_largest(pairs)]), chosen)
    compared = pl.concat([compared, beside_everyone(compared)])
    strata = _strata()
    return {
        "comparisons": compared,
        "cumulative": cumulative(compared),
        "adjustments": _with_families(
            adjustments(strata, compared, (), NO_ANSWERS, 5, crossed([], strata))
        ),
        "waits": pl.DataFrame(_waits(), schema=WAITS, orient="row"),
        "sensitivities": pl.DataFrame(_otherwise(), schema=SENSITIVITIES),
        "intersections": intersections(figures, chosen),
    }


def _with_families(adjusted: pl.DataFrame) -> pl.DataFrame:
    """Besides, the enquiries with limits that allow for brothers and sisters: a little wider."""
    families = adjusted.filter(
        pl.col("measure") == ENQUIRY, pl.col("adjuster") == "age_band"
    ).with_columns(
        adjuster=pl.lit(FAMILY),
        adjusted_lower=pl.col("crude_lower") * 0.9,
        adjusted_upper=pl.col("crude_upper") * 1.1,
    )
    return pl.concat([adjusted, families])


def _with_residents(groups: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Of the rate, the residents as its denominator."""
    key = ["measure", "characteristic", "area", "group", "period_kind", "period_start"]
    residents = figures.filter(pl.col("measure") == REFERRED).select(*key, residents="denominator")
    return (
        groups.join(residents, on=key, how="left")
        .with_columns(
            of=pl.when(pl.col("measure") != REFERRED)
            .then("of")
            .when(pl.col("residents") > 0)
            .then("residents")
        )
        .select(groups.columns)
    )


WITHIN = (0.40, 0.32, 0.24, 0.18, 0.12)
"""Referred again, in each fifth of deprivation, whatever the group: the most deprived first."""
LIVE = {"asian": (0.56, 0.24, 0.1, 0.06, 0.04), "others": (0.12, 0.16, 0.22, 0.25, 0.25)}


def _strata() -> pl.DataFrame:
    """Deprivation accounts for the re-referrals of Asian children in Eastvale, and for no enquiry in Northmere."""
    rows = []
    for year, stratum in product(YEARS, range(5)):
        again = {
            code: (LIVE["asian" if code == "asian" else "others"], 0.43 * share * 3600)
            for code, _, share in GROUPS["ethnicity"][:5]
        }
        for code, (live, children) in again.items():
            of = round(children * live[stratum])
            rows.append((RE_REFERRALS, "991", code, year, stratum, round(of * WITHIN[stratum]), of))
        for code, _, _ in GROUPS["ethnicity"][:5]:
            met, of = _of_a_year(ENQUIRY, "990", "ethnicity", code, year)
            rows.append((ENQUIRY, "990", code, year, stratum, round(met / 5), round(of / 5)))
    every = pl.DataFrame(
        [
            (measure, "ethnicity", code, area, "year", dt.date(year, 4, 1), adjuster, str(stratum + 1), met, of)
            for measure, area, code, year, stratum, met, of in rows
            for adjuster in ("deprivation_quintile", "age_band")
            # Ages are alike in all groups, so that adjusting for them changes nothing.
            if adjuster == "deprivation_quintile" or measure == ENQUIRY
        ],
        schema={**dict.fromkeys(STRATUM, pl.String), "period_start": pl.Date, "stratum": pl.String, "met": pl.Int64, "of": pl.Int64},
        orient="row",
    )  # fmt: skip
    summed = with_sums(
        every, [], [Span(dt.date(year, 4, 1), dt.date(year + 1, 3, 31)) for year in YEARS]
    )
    of_stratum = [name for name in STRATUM if name != "group"] + ["stratum"]
    return summed.with_columns(
        reference_met=pl.col("met").sum().over(of_stratum) - pl.col("met"),
        reference_of=pl.col("of").sum().over(of_stratum) - pl.col("of"),
    )


def _waits() -> list[dict[str, Any]]:
    """Waits for a conference: those of one group look shorter when who still waits is left out."""
    shown = {"white": (84.0, 79.0, 88.0, 84.0, 12, 411, 0, False), "mixed": (80.0, 70.0, 89.0, 81.0, 13, 57, 0, False), "black": (67.0, 55.0, 79.0, 76.0, 14, 51, 9, True)}  # fmt: skip
    rows = []
    for order, (code, label, _) in enumerate(GROUPS["ethnicity"][:5]):
        numbers = shown.get(code)
        values = numbers or (None,) * 8
        rows += [
            {
                "measure": CONFERENCES, "characteristic": "ethnicity", "group": code, "group_label": label,
                "group_order": order, "area": area, "period_kind": period[0], "period_start": period[1],
                "period_end": period[2], "period_label": period[3], "unit": "working_days", "limit": 15,
                **dict(zip(("in_time", "lower", "upper", "completed_only", "median", "children", "still_waiting", "flatters"), values, strict=True)),
                "p": 0.02 if code == "black" else 0.4 if numbers else None, "p_all": 0.03 if numbers else None, "p_stratified": None,
                "verdict": "shown" if numbers else "protected",
            }
            for area in ("990", "991") for period in _periods()
        ]  # fmt: skip
    return rows


def _otherwise() -> list[dict[str, Any]]:
    """Other readings of two rules: one that holds, one that depends, one too close to show."""
    of = {ENQUIRY: (("assessment_to_enquiry_days", "An enquiry within 45 days of the assessment", -1, "robust"),),
          RE_REFERRALS: (("re_referral_months", "Referred again within 6 months", -7, "depends on the definition"),
                         ("unknown", "What is not known counts as not done", None, "too close to show"))}  # fmt: skip
    return [
        {
            "measure": measure, "area": area, "period_kind": period[0], "period_start": period[1], "period_end": period[2],
            "period_label": period[3], "convention": convention, "choice": choice, "change": change, "verdict": verdict,
        }
        for measure, readings in of.items() for convention, choice, change, verdict in readings
        for area in ("partnership", *AREAS) for period in _periods()[:-1]
    ]  # fmt: skip
