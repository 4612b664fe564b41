"""The files of facts: complete, with a source each, and as published."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import holidays
import polars as pl
import pytest

from data.reference import bank_holidays, england_figures, guidance, residents

ESTIMATES = "dfe_published/ons_mid-year_population_estimates_2012_to_2023.csv"
BANDS = ("0-10", "11-15", "16-20", "21+")
COMPARATORS = {
    "referrals_rate",
    "referrals_no_further_action",
    "assessed_not_in_need",
    "section_47_rate",
    "children_in_need_rate",
    "plans_open_rate",
    "factors",
    "assessments_45",
    "conferences_15",
    "plans_reviewed",
    "re_referrals",
    "repeat_plans",
    "plans_started_rate",
    "plans_ended_rate",
    "plans_open_two_years",
    "plans_ended_two_years",
    "conference_bands",
    "latest_category",
    "referrals_by_source",
    "looked_after_rate",
    "ethnicity_recorded",
    *(
        SCHOOL_YEARS := {
            "absence",
            "persistent_absence",
            "severe_absence",
            "suspensions",
            "pupils_suspended",
            "permanent_exclusions",
            "neet",
            "activity_not_known",
            "neet_or_not_known",
            "september_offers",
        }
    ),
}


@pytest.fixture
def samples() -> Path:
    if "PARTNERSHIP_SAMPLES" not in os.environ:
        pytest.skip("PARTNERSHIP_SAMPLES does not name the folder of published files")
    return Path(os.environ["PARTNERSHIP_SAMPLES"])


@pytest.fixture
def working_together(samples: Path) -> str:
    return (samples.parent / "reference" / "working_together_2023.txt").read_text("utf-8")


def england(comparator: str, year: int, category: str = "") -> float:
    return (
        england_figures()
        .filter(
            pl.col("comparator") == comparator,
            pl.col("year") == year,
            pl.col("category") == category,
            pl.col("geography_level") == "England",
        )["value"]
        .item()
    )


def test_every_file_of_facts_states_its_source() -> None:
    for file in files("data").joinpath("reference").iterdir():
        assert "\n# Source: " in file.read_text("utf-8"), file.name


def test_bank_holidays_are_those_that_another_calendar_knows() -> None:
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=range(2010, 2031))
    assert bank_holidays()["date"].to_list() == sorted(d for d in theirs if d.weekday() < 5)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2011, 4, 29),
        dt.date(2012, 6, 4),
        dt.date(2012, 6, 5),
        dt.date(2020, 5, 8),
        dt.date(2022, 6, 2),
        dt.date(2022, 6, 3),
        dt.date(2022, 9, 19),
        dt.date(2023, 5, 8),
        dt.date(2027, 12, 28),
    ],
)
def test_a_holiday_given_or_moved_once_is_a_bank_holiday(day: dt.date) -> None:
    assert day in bank_holidays()["date"]


@pytest.mark.parametrize("day", [dt.date(2012, 5, 28), dt.date(2020, 5, 4), dt.date(2022, 5, 30)])
def test_the_monday_that_a_holiday_was_moved_from_is_a_working_day(day: dt.date) -> None:
    assert day not in bank_holidays()["date"]


def test_no_bank_holiday_falls_at_a_weekend_or_twice_on_one_day() -> None:
    days = bank_holidays()["date"]
    assert days.is_sorted()
    assert days.n_unique() == days.len()
    assert days.dt.weekday().max() <= 5  # type: ignore[operator]


def test_residents_come_with_their_source() -> None:
    assert residents("841", 2023) == (
        22411,
        "ONS mid-2023 population estimates, as published by DfE",
    )


@pytest.mark.parametrize(("area", "mid_year"), [("990", 2023), ("841", 2024), ("837", 2018)])
def test_residents_nobody_published_are_none(area: str, mid_year: int) -> None:
    assert residents(area, mid_year) is None


def test_residents_are_the_published_estimates(samples: Path) -> None:
    published = pl.read_csv(samples / ESTIMATES, infer_schema=False).filter(
        pl.col("geographic_level") == "Local authority",
        pl.col("population_estimate").str.contains(r"^\d+$"),
    )
    assert published.height > 1_000
    for row in published.iter_rows(named=True):
        held = residents(row["old_la_code"], int(row["time_period"]))
        assert held is not None
        assert held[0] == int(row["population_estimate"])


def test_every_comparator_has_a_figure_of_england_and_no_figure_stands_twice() -> None:
    figures = england_figures()
    key = ["comparator", "category", "geography_level", "geography", "year"]
    assert figures.select(key).is_duplicated().sum() == 0
    assert figures.null_count().sum_horizontal().item() == 0
    of_england = figures.filter(pl.col("geography_level") == "England")
    assert set(of_england["comparator"]) == COMPARATORS == set(figures["comparator"])
    assert set(of_england["geography"]) == {"England"}


def test_every_figure_of_england_carries_its_release_and_source() -> None:
    releases = england_figures()["release"].unique().str.extract(r"^.+, (20\d\d) release$")
    assert releases.null_count() == 0
    assert england_figures()["source"].str.starts_with("DfE ").all()


def test_figures_of_schools_are_of_school_years_and_all_others_are_not() -> None:
    by_comparator = england_figures().group_by("comparator").agg(pl.col("school_year").unique())
    for comparator, kinds in by_comparator.iter_rows():
        assert kinds == [comparator in SCHOOL_YEARS]


def test_regions_are_spelled_as_dfe_spells_them() -> None:
    regions = england_figures().filter(pl.col("geography_level") == "region")["geography"]
    assert set(regions) == {
        "North East",
        "North West",
        "Yorkshire and The Humber",
        "East Midlands",
        "West Midlands",
        "East of England",
        "London",
        "Inner London",
        "Outer London",
        "South East",
        "South West",
    }


@pytest.mark.parametrize(
    ("comparator", "year", "category", "value"),
    [
        ("referrals_rate", 2025, "", 519.4),
        ("referrals_no_further_action", 2025, "", 6.5),
        ("assessments_45", 2024, "", 84.5),
        ("conferences_15", 2025, "", 81.4),
        ("repeat_plans", 2023, "", 23.6),
        ("factors", 2025, "4B", 33.47),
        ("latest_category", 2024, "NEG", 49.2),
        ("plans_ended_two_years", 2025, "", 4.4),
        ("referrals_by_source", 2025, "police", 28.3),
        ("looked_after_rate", 2025, "", 67.0),
        ("ethnicity_recorded", 2024, "", 98.7),
        ("absence", 2025, "", 6.78),
        ("persistent_absence", 2025, "secondary", 23.37),
        ("persistent_absence", 2025, "cppo", 55.4),
        ("severe_absence", 2025, "cla", 6.4),
        ("suspensions", 2024, "", 11.3074),
        ("pupils_suspended", 2024, "cla", 14.55),
        ("neet_or_not_known", 2025, "", 5.6),
        # The September of 2025 is in the school year that ends in 2026.
        ("september_offers", 2026, "", 94.08),
    ],
)
def test_figures_of_england_are_those_published(
    comparator: str, year: int, category: str, value: float
) -> None:
    assert england(comparator, year, category) == value


def test_the_bands_of_conferences_add_up_and_agree_with_those_held_in_time() -> None:
    for year in range(2016, 2026):
        shares = [england("conference_bands", year, band) for band in BANDS]
        assert sum(shares) == pytest.approx(100, abs=0.03)
        # DfE's own percentage also counts conferences dated before the enquiry: in no band.
        in_time = sum(shares[:2])
        assert in_time == pytest.approx(england("conferences_15", year), abs=0.1)


def test_the_guidance_index_names_each_place_once() -> None:
    assert guidance().select("edition", "kind", "reference").is_duplicated().sum() == 0
    assert set(guidance()["edition"]) == {2023}
    assert set(guidance()["kind"]) == {"paragraph", "box"}


def test_every_place_in_the_index_is_in_the_guidance(working_together: str) -> None:
    lines = working_together.splitlines()
    numbers = {found[1] for line in lines if (found := re.match(r"(\d+)\. ", line))}
    for kind, reference in guidance().select("kind", "reference").iter_rows():
        assert reference in (numbers if kind == "paragraph" else lines)


def test_no_topic_repeats_the_sentences_of_the_guidance(working_together: str) -> None:
    theirs = set(_runs_of_words(working_together))
    for topic in guidance()["topic"]:
        assert theirs.isdisjoint(_runs_of_words(topic)), topic


def _runs_of_words(text: str, length: int = 6) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    edges = [words[start : start + length] for start in range(len(words) - length + 1)]
    return (tuple(run) for run in edges)
