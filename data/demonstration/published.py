"""Published figures of the invented partnership and of fourteen invented authorities, as DfE lays them out.

The figures of Northmere and Eastvale are counted from what happened to their children, so that they lie near
to ours. The other authorities lie around England's published figures, further apart than chance would put
them, as real ones do. England and its regions are not in the files: theirs are real, and come with the
program.
"""

import csv
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from data.demonstration.families import AUTHORITIES
from data.demonstration.journeys import Facts
from data.reference import bank_holidays, england_figures

Cells = Mapping[str, int | float | str]
Counts = Callable[[int], dict[str, int]]
"""The counts of one area in the year ended 31 March of a year."""

REGION: Final = ("E12000002", "North West")
_SUPPRESSED: Final = range(1, 6)


@dataclass(frozen=True)
class Elsewhere:
    """An invented authority that is not ours. `ends`: the last year of which anything is published."""

    code: str
    name: str
    residents: int
    ends: int = 9999


ELSEWHERE: Final = (
    Elsewhere("950", "Alderwick", 28_400),
    Elsewhere("951", "Brackenshaw", 51_900),
    Elsewhere("952", "Calder Moss", 74_100),
    Elsewhere("953", "Dunmarsh", 39_300),
    Elsewhere("954", "Elmcastle", 118_600),
    Elsewhere("955", "Fenholme", 63_500),
    Elsewhere("956", "Gritstone Bay", 33_800),
    Elsewhere("957", "Hawksey", 45_200),
    Elsewhere("958", "Inglebury", 88_700),
    Elsewhere("959", "Kestrelford", 57_300),
    Elsewhere("960", "Larkhaven", 24_900),
    Elsewhere("961", "Marlstead", 69_800),
    Elsewhere("962", "Otterbridge", 148_000),
    Elsewhere("963", "Pennyfield", 41_600, ends=2023),
)
_NEIGHBOURS: Final = {
    "990": ("955", "959", "961", "951", "952", "957", "963", "958", "953", "954"),
    "991": ("957", "963", "953", "951", "959", "956", "955", "950", "960", "961"),
}
_CLOSE: Final = ("Very close", "Close ", "Somewhat close")

_ASSESSED: Final = {
    "Same_day": (0, 0),
    "1-10_days": (1, 10),
    "11-20_days": (11, 20),
    "21-30_days": (21, 30),
    "31-40_days": (31, 40),
    "41-45_days": (41, 45),
    "46-50_days": (46, 50),
    "51-60_days": (51, 60),
    "61+_days": (61, 9_999),
}
_MET: Final = {
    "Duration_0-10_days": (0, 10),
    "Duration_11-15_days": (11, 15),
    "Duration_16-20_days": (16, 20),
    "Duration_21+_days": (21, 9_999),
}
_USUAL_WAITS: Final = {"in_time": (0.02, 0.14, 0.2, 0.19, 0.24, 0.21), "late": (0.39, 0.29, 0.32)}

_TABLES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "b1": (
        "children_in_need",
        "Children in Need",
        ("Anypoint_episodes", "Started_episodes", "Ended_episodes", "At31_episodes"),
    ),
    "c1": (
        "children_in_need_referrals_and_rereferrals",
        "Referrals and Re-referrals",
        (
            "referral_count",
            "rereferral_count",
            "rereferral_percent",
            "no_further_action_count",
            "no_further_action_percent",
            "not_in_need_count",
            "not_in_need_percent",
        ),
    ),
    "c2": (
        "children_in_need_assessments_duration",
        "Duration of assessment",
        ("Assessments_completed", *_ASSESSED),
    ),
    "c4": (
        "children_in_need_section_47s_and_icpcs",
        "Section 47s and Initial Child Protection Conferences",
        ("Section47", "ICPC", *_MET),
    ),
    "d1": (
        "child_protection_plans",
        "Child Protection Plans",
        ("CPP_start", "CPP_end", "CPP_anypoint", "CPP_At31"),
    ),
    "d3": (
        "cpps_subsequent_plan",
        "Child Protection Plans which are a second or subsequent plan",
        ("CPP_start", "CPP_subsequent", "CPP_subsequent_percent"),
    ),
    "d5": (
        "cpps_at31march_by_duration",
        "Child Protection Plans by length of time",
        ("CPP_At31", "3_months_or_less", "2_years_or_more", "2_years_or_more_percent"),
    ),
    "d6": (
        "cpps_reviewed_within_timescales",
        "Child Protection Plans reviewed within timescales",
        ("CPP_At31_3Months", "Reviewed_within_timescales", "Reviewed_within_timescales_percent"),
    ),
    "d7": (
        "cpps_ending_by_duration",
        "Child Protection Plans ending by length of time",
        ("CPP_End", "3_months_or_less", "2_years_or_more", "2_years_or_more_percent"),
    ),
}
"""Each table's part of the file's name, its category, and those of its columns that are written."""

_SHARES: Final = {
    "rereferral_percent": ("rereferral_count", "referral_count"),
    "no_further_action_percent": ("no_further_action_count", "referral_count"),
    "not_in_need_percent": ("not_in_need_count", "referral_count"),
    "CPP_subsequent_percent": ("CPP_subsequent", "CPP_start"),
    "d5 2_years_or_more_percent": ("d5 2_years_or_more", "CPP_At31"),
    "d7 2_years_or_more_percent": ("d7 2_years_or_more", "CPP_End"),
    "Reviewed_within_timescales_percent": ("Reviewed_within_timescales", "CPP_At31_3Months"),
}
_PLACE: Final = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)


def write_published(
    folder: Path, facts: Facts, seed: int, scale: float, years: range
) -> tuple[Path, ...]:
    """Write the published figures of these years; the files. The same seed and scale give the same bytes."""
    rng = np.random.default_rng([seed, 2])
    waits = _waits(facts)
    counted: dict[str, tuple[str, int, Counts]] = {
        area.code: (area.name, 9999, _counts_of(facts, waits, area.code)) for area in AUTHORITIES
    }
    for area in ELSEWHERE:
        counted[area.code] = (area.name, area.ends, _around_england(rng, area, scale))
    every = {
        (code, year): counts(year)
        for code, (_, ends, counts) in sorted(counted.items())
        for year in years
        if year <= ends
    }
    names = {code: name for code, (name, _, _) in counted.items()}
    span = f"{years[0]}_to_{years[-1]}"
    written = []
    for table, (part, category, columns) in _TABLES.items():
        path = folder / f"invented_{table}_{part}_{span}.csv"
        rows = [
            {
                **_place(names, code, year),
                "category": f"{category} (invented)",
                **_cells(table, columns, counts),
            }
            for (code, year), counts in sorted(every.items(), key=lambda one: (-one[0][1], one[0]))
        ]
        _write(path, (*_PLACE, "category", *columns), rows)
        written.append(path)
    return (*written, _write_populations(folder, names, scale, years), _write_neighbours(folder))


def _place(names: Mapping[str, str], code: str, year: int) -> dict[str, int | float | str]:
    return {
        "time_period": year,
        "time_identifier": "Reporting year",
        "geographic_level": "Local authority",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": REGION[0],
        "region_name": REGION[1],
        "old_la_code": code,
        "new_la_code": f"E99000{code}",
        "la_name": names[code],
    }


def _cells(table: str, columns: tuple[str, ...], counts: Mapping[str, int]) -> Cells:
    """Counts and percentages as DfE prints them: 1 to 5 as c, and their percentage with them."""

    def count(name: str) -> int:
        return counts.get(f"{table} {name}", counts.get(name, 0))

    cells: dict[str, int | float | str] = {}
    for name in columns:
        share = _SHARES.get(f"{table} {name}") or _SHARES.get(name)
        if share is None:
            cells[name] = "c" if count(name) in _SUPPRESSED else count(name)
        else:
            met, of = (counts.get(one, 0) for one in share)
            hidden = met in _SUPPRESSED or of in _SUPPRESSED
            cells[name] = (
                "c" if hidden else f"{100 * met / of:.1f}".removesuffix(".0") if of else "z"
            )
    return cells


def _write(path: Path, names: tuple[str, ...], rows: list[dict[str, int | float | str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_populations(folder: Path, names: Mapping[str, str], scale: float, years: range) -> Path:
    first, last = years[0] - 1, years[-1] - 1
    path = folder / f"invented_ons_mid-year_population_estimates_{first}_to_{last}.csv"
    known = {
        area.code: {year: round(area.residents[year] * scale) for year in range(first, last + 1)}
        for area in AUTHORITIES
    } | {
        area.code: {
            year: round(area.residents * scale)
            for year in range(first, min(last, area.ends - 1) + 1)
        }
        for area in ELSEWHERE
    }
    rows = [
        {
            **_place(names, code, year),
            "age_group": "Children aged 0 to 17 years",
            "population_estimate": by_year[year],
        }
        for year in range(last, first - 1, -1)
        for code, by_year in sorted(known.items())
        if year in by_year
    ]
    _write(path, (*_PLACE, "age_group", "population_estimate"), rows)
    return path


def _write_neighbours(folder: Path) -> Path:
    """In the layout of the 2025 model: each neighbour beside a word for how close it is."""
    path = folder / "invented_sn_model_wide.csv"
    names = ["old_la_code", "la_name", "region_ind", "region_name"]
    names += [f"SN_{n}{p}" for n in range(1, 11) for p in ("", "P")]
    rows = []
    for area in AUTHORITIES:
        row: dict[str, int | float | str] = dict(
            zip(names, (area.code, area.name, 5, REGION[1]), strict=False)
        )
        for place, code in enumerate(_NEIGHBOURS[area.code], start=1):
            row |= {f"SN_{place}": code, f"SN_{place}P": _CLOSE[(place - 1) // 4]}
        rows.append(row)
    _write(path, tuple(names), rows)
    return path


def _around_england(rng: np.random.Generator, area: Elsewhere, scale: float) -> Counts:
    """Counts of an authority whose level of everything stays about the same from year to year."""
    residents = area.residents * scale
    level = {name: float(rng.normal()) for name in _SPREAD}

    def rate(name: str, year: int) -> int:
        expected = _england(name, year) * np.exp(level[name] * _SPREAD[name])
        return int(rng.poisson(expected * residents / 10_000))

    def share(name: str, year: int, of: int) -> int:
        odds = _england(name, year) / (100 - _england(name, year))
        odds *= np.exp(level[name] * _SPREAD[name])
        return int(rng.binomial(of, odds / (1 + odds)))

    def counts(year: int) -> dict[str, int]:
        referrals, starts = rate("referrals_rate", year), rate("plans_started_rate", year)
        ended, going_on = rate("plans_ended_rate", year), rate("plans_open_rate", year)
        in_need, assessed = rate("children_in_need_rate", year), round(referrals * 0.98)
        conferences = round(starts * 1.16)
        met = share("conferences_15", year, conferences)
        reviewed = round(going_on * 0.7)
        in_time = share("assessments_45", year, assessed)
        return {
            "referral_count": referrals,
            "rereferral_count": share("re_referrals", year, referrals),
            "no_further_action_count": share("referrals_no_further_action", year, referrals),
            "not_in_need_count": share("assessed_not_in_need", year, referrals),
            "Anypoint_episodes": round(in_need * 1.9),
            "Started_episodes": in_need,
            "Ended_episodes": in_need,
            "At31_episodes": in_need,
            "Assessments_completed": assessed,
            **dict(zip(_ASSESSED, _shared_out(rng, in_time, assessed - in_time), strict=True)),
            "Section47": rate("section_47_rate", year),
            "ICPC": conferences,
            "Duration_0-10_days": round(met * 0.12),
            "Duration_11-15_days": met - round(met * 0.12),
            "Duration_16-20_days": (conferences - met) // 2,
            "Duration_21+_days": conferences - met - (conferences - met) // 2,
            "CPP_start": starts,
            "CPP_end": ended,
            "CPP_End": ended,
            "CPP_anypoint": starts + going_on,
            "CPP_At31": going_on,
            "CPP_subsequent": share("repeat_plans", year, starts),
            "d5 2_years_or_more": share("plans_open_two_years", year, going_on),
            "d7 2_years_or_more": share("plans_ended_two_years", year, ended),
            "d5 3_months_or_less": round(going_on * 0.3),
            # Where many plans end, more of them end early.
            "d7 3_months_or_less": round(ended * 0.16 * np.exp(level["plans_ended_rate"] / 4)),
            "CPP_At31_3Months": reviewed,
            "Reviewed_within_timescales": share("plans_reviewed", year, reviewed),
        }

    return counts


_SPREAD: Final = {
    "referrals_rate": 0.24,
    "re_referrals": 0.2,
    "referrals_no_further_action": 0.7,
    "assessed_not_in_need": 0.35,
    "assessments_45": 0.5,
    "section_47_rate": 0.28,
    "conferences_15": 0.45,
    "children_in_need_rate": 0.2,
    "plans_started_rate": 0.25,
    "plans_ended_rate": 0.25,
    "plans_open_rate": 0.25,
    "repeat_plans": 0.18,
    "plans_open_two_years": 0.5,
    "plans_ended_two_years": 0.4,
    "plans_reviewed": 0.5,
}
"""How far authorities differ beyond chance: the standard deviation of the logarithm of a rate or of odds."""


def _shared_out(rng: np.random.Generator, in_time: int, late: int) -> list[int]:
    return [
        *map(int, rng.multinomial(in_time, _USUAL_WAITS["in_time"])),
        *map(int, rng.multinomial(late, _USUAL_WAITS["late"])),
    ]


def _england(comparator: str, year: int) -> float:
    found = england_figures().filter(
        pl.col("comparator") == comparator,
        pl.col("geography_level") == "England",
        pl.col("category") == "",
        pl.col("year") == year,
    )
    return float(found["value"].item())


@dataclass(frozen=True)
class _Waits:
    """Assessments authorised and conferences held, each with its area, date and working days waited."""

    assessments: pl.DataFrame
    conferences: pl.DataFrame


def _waits(facts: Facts) -> _Waits:
    first = pl.col("start_date") == pl.col("start_date").min().over("referral")
    assessed = facts.assessments.join(
        facts.referrals.select("referral", "referral_date"), on="referral"
    ).filter(pl.col("authorised_date").is_not_null())
    assessed = assessed.with_columns(
        clock=pl.when(first).then("referral_date").otherwise("start_date")
    )
    held = facts.enquiries.filter(pl.col("conference_date").is_not_null())
    areas = facts.children.select("child", "area")
    return _Waits(
        assessed.join(areas, on="child", maintain_order="left").with_columns(
            waited=_working_days(assessed["clock"], assessed["authorised_date"])
        ),
        held.join(areas, on="child", maintain_order="left").with_columns(
            waited=_working_days(held["start_date"], held["conference_date"])
        ),
    )


def _working_days(start: pl.Series, stop: pl.Series) -> pl.Series:
    """Working days between, the start being day 0."""
    day = np.timedelta64(1, "D")
    return pl.Series(
        np.busday_count(
            start.to_numpy().astype("datetime64[D]") + day,
            stop.to_numpy().astype("datetime64[D]") + day,
            holidays=bank_holidays()["date"].to_numpy().astype("datetime64[D]"),
        )
    )


def _counts_of(facts: Facts, waits: _Waits, area: str) -> Counts:
    """The true counts of one of our areas, as an authority returns them."""
    ours = facts.children.filter(pl.col("area") == area).select("child")

    def of(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.join(ours, on="child", how="semi")

    referrals = of(facts.referrals).sort("child", "referral_date")
    referrals = referrals.with_columns(earlier=pl.col("referral_date").shift().over("child"))
    plans, enquiries = of(facts.plans), of(facts.enquiries)
    assessed = waits.assessments.filter(pl.col("area") == area)
    held = waits.conferences.filter(pl.col("area") == area)

    def counts(year: int) -> dict[str, int]:
        last = dt.date(year, 3, 31)
        made = _within(referrals, "referral_date", year)
        episodes = referrals.filter(~pl.col("no_action"))
        in_need = _open_on(episodes, "referral_date", "closure_date", last)
        started, ended = _within(plans, "start_date", year), _within(plans, "end_date", year)
        going_on = _open_on(plans, "start_date", "end_date", last)
        lasted = (ended["end_date"] - ended["start_date"]).dt.total_days() + 1
        open_for = (last - going_on["start_date"]).dt.total_days() + 1
        due, in_time = _reviewed(going_on, facts.reviews, last)
        done, conferences = (
            _within(assessed, "authorised_date", year),
            _within(held, "conference_date", year),
        )
        soon = made["earlier"] >= made["referral_date"].dt.offset_by("-12mo")
        return {
            "referral_count": made.height,
            "rereferral_count": int(soon.sum()),
            "no_further_action_count": int(made["no_action"].sum()),
            "not_in_need_count": int(made["closure_reason"].is_in(["RC8", "RC9"]).sum()),
            "Anypoint_episodes": in_need.height + _within(episodes, "closure_date", year).height,
            "Started_episodes": _within(episodes, "referral_date", year).height,
            "Ended_episodes": _within(episodes, "closure_date", year).height,
            "At31_episodes": in_need.height,
            "Assessments_completed": done.height,
            **_banded(done["waited"], _ASSESSED),
            "Section47": _within(enquiries, "start_date", year).height,
            "ICPC": conferences.height,
            **_banded(conferences["waited"], _MET),
            "CPP_start": started.height,
            "CPP_end": ended.height,
            "CPP_End": ended.height,
            "CPP_anypoint": going_on.height + ended.height,
            "CPP_At31": going_on.height,
            "CPP_subsequent": int((started["previous_plans"] > 0).sum()),
            "d5 2_years_or_more": int((open_for >= 730).sum()),
            "d7 2_years_or_more": int((lasted >= 730).sum()),
            "d5 3_months_or_less": int((open_for <= 91).sum()),
            "d7 3_months_or_less": int((lasted <= 91).sum()),
            "CPP_At31_3Months": due,
            "Reviewed_within_timescales": in_time,
        }

    return counts


def _within(rows: pl.DataFrame, date: str, year: int) -> pl.DataFrame:
    return rows.filter(pl.col(date).is_between(dt.date(year - 1, 4, 1), dt.date(year, 3, 31)))


def _open_on(rows: pl.DataFrame, start: str, end: str, day: dt.date) -> pl.DataFrame:
    return rows.filter(pl.col(start) <= day, pl.col(end).is_null() | (pl.col(end) > day))


def _banded(waited: pl.Series, bands: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    return {name: int(waited.is_between(*edges).sum()) for name, edges in bands.items()}


def _reviewed(plans: pl.DataFrame, reviews: pl.DataFrame, last: dt.date) -> tuple[int, int]:
    """Plans open for three months or longer, and those of them with every review in time."""
    due = plans.filter(pl.col("start_date").dt.offset_by("3mo") <= last)
    dates = pl.concat(
        [
            due.select("plan", day="start_date", months=pl.lit(3)),
            reviews.filter(pl.col("review_date") <= last)
            .join(due.select("plan"), on="plan", how="semi")
            .select("plan", day="review_date", months=pl.lit(6)),
        ]
    ).sort("plan", "day")
    limit = (
        pl.when(pl.col("months") == 3)
        .then(pl.col("day").dt.offset_by("3mo"))
        .otherwise(pl.col("day").dt.offset_by("6mo"))
    )
    following = pl.col("day").shift(-1).over("plan").fill_null(last)
    late = dates.filter(following > limit)["plan"].n_unique()
    return due.height, due.height - late
