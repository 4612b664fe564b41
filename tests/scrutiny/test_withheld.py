"""What is hidden on another basis, or in a state, keeps back the answers that rest on it."""

import datetime as dt

import polars as pl

from metrics.scrutiny.withheld import left_over, withheld, without

CLOCK = "icpc_within_15_working_days"
YEAR, POOL = dt.date(2024, 4, 1), dt.date(2022, 4, 1)


def places(*rows: tuple[str, str, str | None], **more: object) -> pl.DataFrame:
    """Rows of an area, a kind of period and a reason for what is not printed."""
    return pl.DataFrame(
        [
            {
                "measure": CLOCK,
                "area": area,
                "period_kind": kind,
                "period_start": YEAR if kind == "year" else POOL,
                "reason": reason,
                **more,
            }
            for area, kind, reason in rows
        ],
        schema_overrides={"reason": pl.String},
    )


SHOWN = places(("990", "year", None), characteristic="all", group="all")
NO_STATE = places(("990", "year", None)).clear()
ASKED = places(("990", "year", None), ("990", "three_years", None), ("991", "year", None))


def test_an_answer_about_all_children_needs_every_basis_of_its_figure():
    """Who finished is printed, who was due is not: the share in time would give it back."""
    due = places(("990", "year", "protected"), characteristic="all", group="all")
    assert withheld(ASKED, SHOWN, NO_STATE).to_list() == [False, False, False]
    assert withheld(ASKED, pl.concat([SHOWN, due]), NO_STATE).to_list() == [True, False, False]


def test_a_hidden_state_of_a_year_keeps_its_answers_back_and_those_of_three_years():
    overdue = places(("990", "year", "protected"), ("990", "year", "protected"))
    assert withheld(ASKED, SHOWN, overdue).to_list() == [True, True, False]
    quarter = overdue.with_columns(period_kind=pl.lit("quarter"))
    assert withheld(ASKED, SHOWN, quarter).to_list() == [False, False, False]


def test_a_group_needs_its_own_figure_and_not_that_of_another():
    groups = pl.concat([ASKED.head(1)] * 2).with_columns(
        characteristic=pl.lit("sex"), group=pl.Series(["F", "M"])
    )
    few = places(("990", "year", "too few to break down"), characteristic="sex", group="M")
    assert withheld(groups, pl.concat([SHOWN, few]), NO_STATE).to_list() == [False, True]


def test_what_is_kept_back_has_no_answer_and_says_so():
    rows = pl.DataFrame({"change": [1, 2], "verdict": ["robust", "robust"]})
    found = without(rows, pl.Series([True, False]), ["change"], "too close to show")
    assert found.rows() == [(None, "too close to show"), (2, "robust")]


def test_a_change_of_the_partnership_is_kept_back_where_that_of_one_area_is():
    """Of 13 children in all and 10 of the other area, three would be left over."""
    rows = pl.DataFrame(
        [
            (CLOCK, convention, YEAR, area, change)
            for convention, changes in (("one", (None, 25, 18)), ("other", (3, 25, 18)))
            for area, change in zip(("990", "991", "partnership"), changes, strict=True)
        ],
        schema=["measure", "convention", "period_start", "area", "change"],
        orient="row",
    )
    assert left_over(rows, ("990", "991")).to_list() == [False, False, True, False, False, False]
