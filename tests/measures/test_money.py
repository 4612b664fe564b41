"""Money: who pays for the arrangements?"""

import pytest

GIVEN = """
    year_start | agency      | kind    | basis    | pounds
    -----------+-------------+---------+----------+-------
    2023-04-01 | social_care | cash    | actual   | 90000
    2024-04-01 | social_care | cash    | forecast | 100000
    2024-04-01 | social_care | cash    | actual   | 95000
    2024-04-01 | health      | cash    | actual   | 60000
    2024-04-01 | police      | in_kind | actual   | 12000
    2024-04-01 | police      | in_kind | forecast | 15000
"""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("contributions_in_money", "155000 pounds"),
        ("contributions_in_kind", "12000 pounds"),
        ("contributions_in_money_forecast", "100000 pounds"),
        ("contributions_in_kind_forecast", "15000 pounds"),
    ],
)
def test_money_and_gifts_promised_and_given_are_summed_apart(spec, measure, expected):
    spec(measure=measure, contributions=GIVEN, year=2024, expected=expected)


def test_each_agency_is_seen(spec):
    spec(
        measure="contributions_in_money",
        contributions=GIVEN,
        year=2024,
        by="agency",
        expected="Children's social care: 95000 pounds; Health services: 60000 pounds",
    )


def test_a_year_is_the_financial_year(spec):
    spec(measure="contributions_in_money", contributions=GIVEN, year=2023, expected="90000 pounds")


def test_the_budget_is_the_one_agreed(spec):
    spec(
        measure="budget_agreed",
        budgets="year_start | pounds\n2023-04-01 | 300000\n2024-04-01 | 310000",
        year=2024,
        expected="310000 pounds",
    )
