"""Our own records among the tables of a release: they stand in place of a return's rows of the same."""

import datetime as dt

import polars as pl
import pytest

from data.formats.own_records import FILLS, Written, day_of, with_own_records
from data.returns.subjects import BY_TABLE
from data.tables import TABLES, Coverage, Extracts

AS_AT = dt.date(2024, 3, 31)
SINCE = dt.date(2023, 6, 1)
DAYS = [SINCE - dt.timedelta(days=1), SINCE, SINCE + dt.timedelta(days=1)]


def rows(table, name, **more):
    """Rows of a table on the days around the first record, called name-0 and so on."""
    needed = {
        one.name: DAYS if one.kind == "date" else ["health"] * 3
        for one in BY_TABLE[table][0].fields
        if one.needed
    }
    own = {BY_TABLE[table][0].keys[0]: [f"{name}-{number}" for number in range(3)]}
    filled = pl.DataFrame(needed | own).with_columns(
        pl.lit(value).alias(column) for column, value in more.items()
    )
    return pl.concat([TABLES[table].create_empty(), filled], how="diagonal")


def given(table, *frames):
    tables = {"extracts": Extracts.create_empty(), "coverage": Coverage.create_empty()}
    return tables | {table: pl.concat([TABLES[table].create_empty(), *frames])}


def made(table, tables):
    ours = rows(table, "ours").select(set(FILLS[table].columns) - set(FILLS[table].fixed))
    written = {table: Written(ours, SINCE)}
    return with_own_records(tables, written, digest="a" * 64, rows=3, as_at=AS_AT)


def names(table, tables):
    return tables[table][BY_TABLE[table][0].keys[0]].to_list()


def of_a_return(table, name, **more):
    return rows(table, name, area="partnership", told_by="partnership", extract="file", **more)


@pytest.mark.parametrize("table", FILLS)
def test_from_the_first_record_on_ours_stand_in_place_of_a_returns(table):
    theirs = of_a_return(table, "theirs", **FILLS[table].fixed)
    assert names(table, made(table, given(table, theirs))) == ["theirs-0", "ours-1", "ours-2"]


def test_recommendations_of_others_than_scrutiny_stay():
    review = of_a_return("recommendations", "review", origin="rapid_review")
    nobody = of_a_return("recommendations", "nobody")
    found = names(
        "recommendations", made("recommendations", given("recommendations", review, nobody))
    )
    assert len(found) == 8
    assert {"review-2", "nobody-2", "ours-2"} <= set(found)


def test_a_table_of_which_nobody_wrote_anything_stays_as_it_is():
    theirs = of_a_return("actions", "theirs")
    tables = given("actions", theirs) | {"feedback": TABLES["feedback"].create_empty()}
    found = made("feedback", tables)
    assert found["actions"].equals(tables["actions"])
    assert set(found["coverage"]["field"].str.split(".").list.first()) == {"feedback"}


@pytest.mark.parametrize("table", FILLS)
def test_what_our_records_fill_is_covered_from_the_first_of_them_on(table):
    found = made(table, given(table))
    assert found["coverage"].rows() == [
        ("a" * 64, f"{table}.{column}", "partnership", SINCE, AS_AT)
        for column in FILLS[table].columns
    ]
    (read,) = found["extracts"].iter_rows(named=True)
    assert (read["format"], read["covers_from"], read["rows"]) == ("Own records", SINCE, 3)


@pytest.mark.parametrize("table", FILLS)
def test_they_fill_columns_of_a_return_and_the_day_that_it_goes_by(table):
    assert set(FILLS[table].columns) <= {one.name for one in BY_TABLE[table][0].fields}
    assert day_of(table) in FILLS[table].columns
