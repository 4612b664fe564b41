"""What no release is made of: measures that we do not have, and days that the files do not reach."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Agreement, Area, Baseline, Step
from data.problems import UserError
from metrics import release
from metrics.release import Release
from tests.measures.invented import AREAS, LAST, partnership
from tests.measures.specification import MEASURE

NORTH, EAST = AREAS
AGREEMENT = Agreement("Invented", (Area(NORTH, "Northmere"), Area(EAST, "Eastvale")))
CONFERENCES = "icpc_within_15_working_days"
RATE = "referrals_per_10000_children"
QUICK = [replace(MEASURE["sex_recorded"], breakdowns=())]


def build(agreement=AGREEMENT, tables=None, as_at=LAST) -> Release:
    """A release of one measure, as the invented partnership of a few children gives it."""
    held = tables or partnership(children=60)
    return release.build(held, agreement, as_at, measures=QUICK).release


# Targets


def test_a_target_of_a_measure_we_do_not_have_is_refused():
    with pytest.raises(UserError, match=r"sets a target for a measure .* no_such_measure\.\nSee"):
        build(replace(AGREEMENT, targets={"no_such_measure": 5.0}))


def test_a_step_or_a_baseline_of_a_measure_we_do_not_have_is_refused():
    step = Step("no_such_measure", dt.date(2024, 4, 1), "A new form")
    with pytest.raises(UserError, match=r"declares a step of a measure .* no_such_measure\.\nSee"):
        build(replace(AGREEMENT, steps=(step,)))
    with pytest.raises(UserError, match=r"fixes a baseline of a measure .* no_such_measure\.\nSee"):
        build(replace(AGREEMENT, baselines=(Baseline("no_such_measure", 12),)))


def test_a_target_of_a_percentage_ends_at_100_and_one_of_a_rate_does_not():
    with pytest.raises(UserError, match=f"targets.{CONFERENCES} must be a number from 0 to 100"):
        build(replace(AGREEMENT, targets={CONFERENCES: 850.0}))
    agreed = {CONFERENCES: 100.0, RATE: 550.0}
    assert build(replace(AGREEMENT, targets=agreed)).manifest["targets"] == agreed


# Days


def reaching(**until: str):
    """The invented partnership with the files of each area ending on a day: `reaching(n="2024-03-31")`."""
    last = {
        area: dt.date.fromisoformat(day) for area, day in zip(AREAS, until.values(), strict=True)
    }
    held = partnership(children=60)
    files = held["extracts"].with_columns(covers_to=pl.col("area").replace_strict(last))
    return held | {"extracts": files}


@pytest.mark.parametrize("as_at", ["2024-07-31", "2030-03-31"])
def test_no_release_is_made_for_a_day_that_the_files_do_not_reach(as_at):
    day = dt.date.fromisoformat(as_at)
    with pytest.raises(UserError) as error:
        build(as_at=day)
    assert f"as at {day.day} {day:%B %Y}: the last month end" in str(error.value)
    assert "every area reach is 30 June 2024 (area 990 to 30 June 2024, 991 to" in str(error.value)


def test_no_release_is_made_beyond_the_area_whose_files_end_first_and_it_is_named():
    tables = reaching(north="2024-06-30", east="2024-04-29")
    with pytest.raises(UserError) as error:
        build(tables=tables)
    assert str(error.value) == (
        "A release cannot be made as at 30 June 2024: the last month end that the files of every area "
        "reach is 31 March 2024 (area 991 to 29 April 2024).\n"
        "Give that day or an earlier one, or load newer files."
    )
    assert build(tables=tables, as_at=dt.date(2024, 3, 31)).manifest["as_at"] == "2024-03-31"


@pytest.mark.parametrize("as_at", ["2020-03-31", "1990-03-31"])
def test_no_release_is_made_for_a_day_before_the_files_begin(as_at):
    with pytest.raises(UserError) as error:
        build(as_at=dt.date.fromisoformat(as_at))
    assert "the first month end that the files loaded cover is 30 April 2020" in str(error.value)


def test_a_release_is_made_for_any_month_end_between():
    for as_at in (dt.date(2020, 4, 30), dt.date(2022, 2, 28)):
        assert build(as_at=as_at).manifest["as_at"] == as_at.isoformat()


def test_files_without_the_end_of_a_month_make_no_release():
    held = reaching(north="2024-06-10", east="2024-06-10")
    begun = held["extracts"].with_columns(covers_from=dt.date(2024, 6, 1))
    tables = held | {"extracts": begun}
    for as_at in (release.latest_as_at(tables), release.earliest_as_at(tables)):
        with pytest.raises(UserError, match=r"begin after 31 May 2024.*\nLoad files that reach"):
            build(tables=tables, as_at=as_at)


def test_without_an_extract_there_is_no_first_day_either():
    with pytest.raises(UserError, match="no extract"):
        release.earliest_as_at({"extracts": partnership()["extracts"].clear()})
