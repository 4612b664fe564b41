"""Would another reading of the rule change the figure?"""

import datetime as dt
from dataclasses import replace

import polars as pl

from data.agreement import Conventions
from metrics.areas import PARTNERSHIP
from metrics.measures import named
from metrics.scrutiny.sensitivities import sensitivities
from tests.measures.specification import DEFAULT, journeys_of, tables_of

AGAIN, SEEN, CLOCK, LONG = (
    "re_referrals_within_12_months",
    "child_seen_in_assessment",
    "icpc_within_15_working_days",
    "plans_open_two_years_or_more",
)
LAST = dt.date(2024, 3, 31)
COVERS = [(dt.date(2020, 4, 1), LAST)]


def printed(*measures: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (measure, area, dt.date(2023, 4, 1), LAST, "2023-24")
            for measure in measures
            for area in ("990", PARTNERSHIP)
        ],
        schema=["measure", "area", "period_start", "period_end", "period_label"],
        orient="row",
    )


def found(
    tables: dict[str, str], *measures: str, conventions: Conventions = DEFAULT
) -> pl.DataFrame:
    made = tables_of(tables, LAST, COVERS)
    return sensitivities(
        [measure for name in measures for measure in named(name)],
        journeys_of(made, LAST, conventions),
        lambda other: journeys_of(made, LAST, other),
        printed(*measures),
        ("990",),
    )


def came_back(after_days: list[int], first: str = "2023-04-03") -> dict[str, str]:
    """Children referred on one day and again so many days after it."""
    start = dt.date.fromisoformat(first)
    lines = ["child | referral_date | closure_date"]
    for number, days in enumerate(after_days):
        again = start + dt.timedelta(days=days)
        lines += [f"c{number} | {start} | {start}", f"c{number} | {again} | {again}"]
    return {"referrals": "\n".join(lines)}


def of(rows: pl.DataFrame, convention: str, area: str = "990") -> dict:
    return rows.filter(pl.col("convention") == convention, pl.col("area") == area).row(
        0, named=True
    )


def test_a_figure_that_another_reading_changes_depends_on_the_definition():
    """Ten came back within six months, ten later: half as many of 40 referrals are repeats."""
    said = of(found(came_back([30] * 10 + [250] * 10), AGAIN), "re_referral_months")
    assert (said["change"], said["verdict"]) == (-25, "depends on the definition")
    assert said["choice"] == "Referred again within 6 months"


def test_a_figure_that_it_leaves_alone_is_robust_and_the_partnership_is_the_sum_of_its_areas():
    rows = found(came_back([30] * 10), AGAIN)
    assert (of(rows, "re_referral_months")["change"], of(rows, "re_referral_months")["verdict"]) == (
        0, "robust",
    )  # fmt: skip
    assert of(rows, "re_referral_months", PARTNERSHIP)["change"] == 0


def test_readings_that_differ_by_one_to_five_children_are_not_told_apart():
    """Ruling 34: it would tell of single children."""
    said = of(found(came_back([30] * 10 + [250] * 5), AGAIN), "re_referral_months")
    assert (said["change"], said["verdict"]) == (None, "too close to show")
    six = of(found(came_back([30] * 10 + [250] * 6), AGAIN), "re_referral_months")
    assert six["change"] is not None


def test_the_reading_that_the_partners_agreed_is_no_alternative():
    rows = found(came_back([30] * 10), AGAIN, conventions=replace(DEFAULT, re_referral_months=6))
    assert "re_referral_months" not in rows["convention"]


def test_what_nobody_finished_counts_as_late_on_the_other_basis():
    enquiries = ["child | start_date | conference_not_required"]
    conferences = ["child | conference_date"]
    for number in range(12):
        enquiries.append(f"c{number} | 2023-06-05 | no")
        if number < 6:
            conferences.append(f"c{number} | 2023-06-12")
    rows = found(
        {"section_47_enquiries": "\n".join(enquiries), "conferences": "\n".join(conferences)}, CLOCK
    )
    said = of(rows, "basis")
    assert (said["change"], said["verdict"]) == (-50, "depends on the definition")


def test_what_is_not_known_may_count_as_not_done():
    """Of sixteen assessments ten say that the child was seen, and six say nothing."""
    assessments = ["child | start_date | authorised_date | child_seen"]
    for number in range(16):
        seen = "yes" if number < 10 else ""
        assessments.append(f"c{number} | 2023-06-05 | 2023-07-05 | {seen}")
    said = of(found({"assessments": "\n".join(assessments)}, SEEN), "unknown")
    assert (said["change"], said["verdict"]) == (-38, "depends on the definition")
    assert said["choice"] == "What is not known counts as not done"


def test_a_snapshot_is_that_of_31_march():
    plans = ["child | start_date | end_date"] + [f"c{n} | 2021-05-01 |" for n in range(10)]
    rows = found({"plans": "\n".join(plans)}, LONG)
    assert rows.filter(pl.col("convention") == "unknown").is_empty()


def test_measures_that_no_reading_touches_have_no_rows():
    assert found({"plans": "child | start_date\nA | 2022-05-01"}).is_empty()
