"""The register of returns: what each agency owes, what came, and when."""

import datetime as dt

import polars as pl
import pytest

from metrics.owed import STATES, owed
from tests.measures.specification import first_covered, journeys_of, tables_of

AS_AT = dt.date(2024, 6, 30)
DUE = """
    agency | subject    | for_area | period_start | period_end | due_date
    police | missing    | 990      | 2024-01-01   | 2024-03-31 | 2024-04-30
    police | encompass  | 990      | 2024-01-01   | 2024-03-31 | 2024-04-30
    health | visits     | 990      | 2024-01-01   | 2024-03-31 | 2024-06-29
    health | training   |          | 2024-01-01   | 2024-03-31 | 2024-06-30
    health | budgets    |          | 2024-01-01   | 2024-03-31 | 2024-04-30
"""
CAME = """
    subject   | agency | area        | covers_from | covers_to  | received   | wanted | given
    missing   | police | 990         | 2024-01-01  | 2024-03-31 | 2024-04-30 | 200    | 150
    encompass | police | 990         | 2024-01-01  | 2024-03-31 | 2024-05-01 | 0      | 0
    budgets   | health | partnership | 2024-01-01  | 2024-02-29 | 2024-04-01 | 10     | 10
"""


@pytest.fixture(scope="module")
def register() -> pl.DataFrame:
    tables = tables_of(
        {"returns_due": DUE, "extracts": CAME}, AS_AT, [(first_covered(AS_AT), AS_AT)]
    )
    return owed(journeys_of(tables, AS_AT).frames["returns_owed"], AS_AT)


def of(register: pl.DataFrame, subject: str) -> dict[str, object]:
    return register.row(by_predicate=pl.col("subject") == subject, named=True)


@pytest.mark.parametrize(
    ("subject", "state", "received"),
    [
        ("missing", "in time", dt.date(2024, 4, 30)),
        ("encompass", "late", dt.date(2024, 5, 1)),
        ("visits", "owed", None),
        ("training", "not yet due", None),
    ],
)
def test_a_return_is_in_time_late_owed_or_not_yet_due(register, subject, state, received):
    row = of(register, subject)
    assert (row["state"], row["received"]) == (state, received)


def test_a_file_of_part_of_the_period_is_not_the_return_that_is_owed(register):
    assert of(register, "budgets")["state"] == "owed"


def test_the_share_filled_in_is_of_what_should_be_filled_in(register):
    assert of(register, "missing")["complete"] == 75.0


@pytest.mark.parametrize("subject", ["encompass", "visits"])
def test_nothing_is_said_to_be_filled_in_where_nothing_came_or_nothing_must_be(register, subject):
    assert of(register, subject)["complete"] is None


def test_agencies_and_returns_are_told_in_words(register):
    row = of(register, "missing")
    assert row["agency_label"] == "Police"
    assert row["title"] == "Children reported missing"


def test_the_register_is_in_order_whatever_the_order_of_the_rows(register):
    tables = tables_of(
        {"returns_due": DUE, "extracts": CAME}, AS_AT, [(first_covered(AS_AT), AS_AT)]
    )
    frame = journeys_of(tables, AS_AT).frames["returns_owed"]
    assert owed(frame.reverse(), AS_AT).equals(register)
    assert set(register["state"]) == set(STATES)
