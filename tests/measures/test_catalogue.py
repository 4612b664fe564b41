"""The catalogue, in a reader's words: sources, conventions, and why a measure has no figure."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Agreement, Area, Conventions
from metrics.catalogue import catalogue, conventions, guidance, why_not
from metrics.measure import WorkingTogether
from metrics.measures import MEASURES, named
from tests.measures.specification import MEASURE, journeys_of, tables_of

AGREEMENT = Agreement("One area", (Area("990", "Northmere"),), targets={"repeat_plans_ever": 20.0})
FIRST, LAST = dt.date(2022, 4, 1), dt.date(2024, 3, 31)


def here(covers=((FIRST, LAST),), without=()):
    return journeys_of(tables_of({}, LAST, covers, without), LAST)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            WorkingTogether(2023, paragraphs=("155",)),
            "Working Together 2023, paragraph 155",
        ),
        (
            WorkingTogether(2023, paragraphs=("16", "40"), boxes=("Strategy discussion",)),
            "Working Together 2023, paragraphs 16, 40; box “Strategy discussion”",
        ),
        (
            WorkingTogether(2023, boxes=("The child protection plan", "Strategy discussion")),
            "Working Together 2023, box “The child protection plan”, box “Strategy discussion”",
        ),
    ],
)
def test_the_place_in_the_guidance_is_told_in_words(source, words):
    assert guidance(source) == words


def test_the_conventions_of_a_measure_are_told_with_their_values():
    said = conventions(MEASURE["icpc_within_15_working_days"], AGREEMENT)
    assert "Working days until a conference: 15" in said
    assert "The due date itself is in time: yes" in said
    assert "Days the council is closed that are not working days: none" in said
    assert "A clock that starts on a day that is no working day: as is" in said
    assert "People aged 18 and over are counted in totals: yes" in said
    assert "Completed basis: steps finished in the period" in said
    assert "Due basis: steps due in the period" in said


def test_agreed_closure_days_are_told_one_by_one():
    agreed = Conventions(local_closure_days=(dt.date(2024, 12, 27), dt.date(2024, 12, 30)))
    said = conventions(
        MEASURE["icpc_within_15_working_days"],
        Agreement("One area", AGREEMENT.areas, conventions=agreed),
    )
    assert "2024-12-27, 2024-12-30" in said


def test_a_measure_that_can_be_computed_has_nothing_to_explain():
    assert why_not(MEASURE["repeat_plans_ever"], here(), ["990"]) == ""


def test_a_measure_of_which_a_partner_sent_counts_has_nothing_to_explain():
    lacking = here(without=("plans.previous_plans",))
    sent = pl.DataFrame({"measure": ["repeat_plans_ever"]})
    assert why_not(MEASURE["repeat_plans_ever"], replace(lacking, sent=sent), ["990"]) == ""


def test_a_field_that_no_file_holds_is_named():
    lacking = here(without=("plans.previous_plans",))
    assert why_not(MEASURE["repeat_plans_ever"], lacking, ["990"]) == (
        "Not in this extract: needs previous plans (plans)."
    )


def test_fields_that_were_never_loaded_for_the_same_days_are_told_apart():
    tables = tables_of({}, LAST, [(FIRST, dt.date(2023, 3, 31)), (dt.date(2023, 4, 1), LAST)])
    field, file = "plans.previous_plans", "file 0 of 990"
    coverage = tables["coverage"].filter(
        (tables["coverage"]["extract"] == file) == (tables["coverage"]["field"] == field)
    )
    apart = journeys_of(tables | {"coverage": coverage}, LAST)
    assert why_not(MEASURE["repeat_plans_ever"], apart, ["990"]) == (
        "Not in this extract: what it needs was never loaded for the same days."
    )


def test_the_catalogue_has_a_row_for_each_measure_with_its_examples():
    rows = catalogue(MEASURES, here(), ["990"], AGREEMENT)
    assert rows["id"].to_list() == [measure.id for measure in MEASURES]
    assert rows["examples"].list.len().min() >= 1
    assert rows["available"].all()
    targets = dict(rows.select("id", "target").drop_nulls().iter_rows())
    assert targets == {"repeat_plans_ever": 20.0}


def test_a_measure_is_found_by_its_own_name_or_by_the_catalogues():
    assert named("repeat_plans_ever") == (MEASURE["repeat_plans_ever"],)
    assert [measure.id for measure in named("tim-05")] == [
        "icpc_within_15_working_days",
        "icpc_days_in_bands",
    ]
    assert named("TIM-99") == ()
