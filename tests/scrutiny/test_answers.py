"""The closed list of answers, whole: what is in it, and what a scrutineer can have added."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Agreement, Area
from data.reference import bank_holidays
from metrics import audit, release
from metrics.journeys import journeys
from metrics.ledger import EMPTY, NO_ANSWERS
from metrics.measures import named
from metrics.release import Built
from metrics.scrutiny import REQUESTS
from metrics.scrutiny.adjustments import adjustments
from metrics.scrutiny.given_back import ANSWER, CUBE, crossed, printed_in
from metrics.working_days import calendar
from tests.measures.invented import partnership

AS_AT = dt.date(2024, 3, 31)
AGREEMENT = Agreement("Invented", (Area("990", "One"), Area("991", "Two")))
ENQUIRY, AGAIN = "assessed_children_with_an_enquiry", "re_referrals_within_12_months"
CLOCK, BEFORE = "icpc_within_15_working_days", "plans_ended_within_three_months"
CHOSEN = (ENQUIRY, "referred_children_assessed", AGAIN, CLOCK, BEFORE)

ANSWERS = ("comparisons", "cumulative", "adjustments", "waits", "sensitivities", "intersections")


def made(requests: pl.DataFrame | None = None, measures: tuple[str, ...] = CHOSEN) -> Built:
    chosen = [measure for name in measures for measure in named(name)]
    return release.build(partnership(), AGREEMENT, AS_AT, None, chosen, requests)


@pytest.fixture(scope="module")
def built() -> Built:
    return made()


def test_every_answer_is_in_the_release_and_can_be_opened_again(built):
    again = release.open(built.release.frames, built.release.manifest)
    for name in ANSWERS:
        assert getattr(again, name).equals(built.release.frames[name])
        assert built.release.frames[name].height, name


def test_an_answer_about_a_group_rests_on_counts_that_are_printed(built):
    """Rule 8: met, not met, in the group and in the reference."""
    frames = built.release.frames
    printed = frames["comparisons"].filter(
        pl.col("reference") == "others",
        pl.col("met").is_not_null() & pl.col("of").is_not_null(),
        pl.col("reference_met").is_not_null() & pl.col("reference_of").is_not_null(),
    )
    key = ["measure", "characteristic", "group", "area", "period_kind", "period_start"]
    said = frames["adjustments"].filter(pl.col("adjusted").is_not_null())
    assert said.height
    assert said.join(printed, on=key, how="anti").is_empty()


def test_the_life_tables_stay_on_the_analysts_side(built):
    assert "life_tables" in built.counts
    assert "life_tables" not in built.release.frames


def audited(built: Built, adjustments: pl.DataFrame, **behind: pl.DataFrame | None) -> audit.Audit:
    frames = {**built.release.frames, "adjustments": adjustments}
    counts = {**built.counts, **behind}
    counts = {name: frame for name, frame in counts.items() if frame is not None}
    chosen = [measure for name in CHOSEN for measure in named(name)]
    return audit.audit(frames, counts, chosen, [], EMPTY, counts["known"], {})


def without_looking(built: Built) -> pl.DataFrame:
    """The adjusted answers as they would be, did nobody ask what they give away."""
    compared = built.release.comparisons
    strata, members = built.counts["strata"], ("990", "991")
    return adjustments(strata, compared, members, NO_ANSWERS, 0, crossed([], NO_ANSWERS))


def test_strata_stay_on_the_analysts_side(built):
    assert built.counts["strata"].height
    assert "strata" not in built.release.frames


def test_an_audit_finds_adjusted_answers_that_give_back_a_small_count(built):
    assert audited(built, built.release.adjustments).passed
    found = audited(built, without_looking(built))
    (said,) = found.faults
    assert said.startswith("adjustments give back small counts of strata: ")
    assert not found.passed


def test_what_is_printed_by_two_characteristics_is_not_adjusted_by_either(built):
    chosen = [measure for name in CHOSEN for measure in named(name)]
    both = crossed(chosen, built.counts["strata"])
    assert (ENQUIRY, "ethnicity", "age_band") in both.rows()
    answers = built.release.adjustments
    assert not answers.join(both, on=CUBE, how="semi").is_empty()
    assert printed_in(answers).join(both, on=CUBE, how="semi").is_empty()


def test_adjusted_answers_whose_strata_were_not_kept_cannot_be_audited(built):
    found = audited(built, built.release.adjustments, strata=None)
    assert found.faults == (
        "What its adjusted answers give away cannot be told: an earlier version made them.",
    )
    none = built.release.adjustments.clear()
    assert audited(built, none, strata=None).passed


def test_what_an_earlier_release_answered_cannot_be_kept_back_any_more(built):
    """It would be kept back for the first time: readers have it already."""
    every = without_looking(built)
    kept = printed_in(every).join(printed_in(built.release.adjustments), on=ANSWER, how="anti")
    assert kept.height
    strata, compared = built.counts["strata"], built.release.comparisons
    again = adjustments(
        strata, compared, ("990", "991"), printed_in(every), 5, crossed([], NO_ANSWERS)
    )
    assert printed_in(again).height == printed_in(every).height


def test_a_request_adds_the_measure_and_the_adjuster_that_were_asked_for(built):
    asked = pl.DataFrame(
        [("r1", BEFORE, "ethnicity", "sex"), ("r2", AGAIN, "ethnicity", "")],
        schema=REQUESTS,
        orient="row",
    )
    more = made(asked, (AGAIN, BEFORE)).release
    assert BEFORE not in built.release.comparisons["measure"]
    assert BEFORE in more.comparisons["measure"]
    added = more.adjustments.filter(pl.col("measure") == BEFORE, pl.col("adjuster") == "sex")
    assert set(added["characteristic"]) == {"ethnicity"}
    assert more.adjustments.filter(pl.col("adjuster") == "").is_empty()


def test_a_request_for_what_cannot_be_compared_adds_nothing():
    asked = pl.DataFrame(
        [("r1", "referrals_per_10000_children", "ethnicity", "")], schema=REQUESTS, orient="row"
    )
    chosen = (AGAIN, "referrals_per_10000_children")
    assert set(made(asked, chosen).release.comparisons["measure"]) == {AGAIN}


def test_other_conventions_are_tried_on_the_same_tables(built):
    said = built.release.sensitivities.filter(
        pl.col("convention") == "re_referral_months", pl.col("change").is_not_null()
    ).row(0, named=True)
    agreed = replace(AGREEMENT, conventions=replace(AGREEMENT.conventions, re_referral_months=6))
    days = calendar(bank_holidays()["date"].to_list(), agreed.conventions)
    rows = {
        months: _yearly(here, said)
        for months, here in {
            12: journeys(partnership(), AGREEMENT, AS_AT, days),
            6: journeys(partnership(), agreed, AS_AT, days),
        }.items()
    }
    assert said["change"] == round(100 * (rows[6] - rows[12]))


def _yearly(here, said) -> float:
    """The share of referrals of a year that were repeats, from the frame itself."""
    rows = here.frames["referrals"].filter(
        ~pl.col("open_already"),
        pl.col("history_known"),
        pl.col("referral_date").is_between(said["period_start"], said["period_end"]),
        pl.lit(said["area"] == "partnership") | (pl.col("area") == said["area"]),
    )
    return rows["re_referral"].mean()


def test_a_release_of_measures_without_groups_has_no_answers_and_no_fault():
    found = made(measures=("GOV-02",)).release
    assert found.comparisons.is_empty()
    assert found.adjustments.is_empty()
    assert found.waits.is_empty()
