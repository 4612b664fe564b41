"""Secure establishments in the area."""

RATE = "restraints_per_100_children_a_month"
REASON = "restraints_by_reason"
TECHNIQUE = "restraints_by_technique"

RESTRAINED = """
    incident | establishment | child | incident_date | reason     | technique         | ethnicity | sen
    ---------+---------------+-------+---------------+------------+-------------------+-----------+-----
    R1       | House         | A     | 2024-04-02    | good_order | pain_inducing     | BCRB      | plan
    R1       | House         | B     | 2024-04-02    | good_order | not_pain_inducing | WBRI      | none
    R2       | House         | A     | 2024-05-02    | damage     |                   | BCRB      | plan
    R3       | House         |       | 2024-05-02    |            |                   |           |
"""
LIVED_THERE = """
    establishment | month      | children_at_start | children_at_end
    House         | 2024-04-01 | 10                | 11
    House         | 2024-05-01 | 11                | 12
    House         | 2024-06-01 | 12                | 12
    Other         | 2024-04-01 | 1                 | 0
"""


def test_each_child_of_an_incident_is_one_and_children_are_the_mean_of_a_months_first_and_last_day(
    spec,
):
    # Ten and a half, eleven and a half and twelve children are 34 for a month. One who lived half a month
    # in the other house is not yet a whole one.
    spec(
        measure=RATE,
        restraints=RESTRAINED,
        establishment_months=LIVED_THERE,
        expected="4 for 34",
    )


def test_months_without_a_restraint_count_too(spec):
    spec(measure=RATE, establishment_months=LIVED_THERE, expected="0 for 34")


def test_reasons_and_techniques_are_told_apart(spec):
    spec(
        measure=REASON,
        restraints=RESTRAINED,
        expected="damage 1, good_order 2, not_recorded 1 of 4",
    )
    spec(
        measure=TECHNIQUE,
        restraints=RESTRAINED,
        expected="not_pain_inducing 1, pain_inducing 1, not_recorded 2 of 4",
    )


def test_the_groups_are_those_that_the_establishment_tells_of(spec):
    spec(
        measure=TECHNIQUE,
        restraints=RESTRAINED,
        by="sen",
        expected=(
            "No special educational needs: not_pain_inducing 1 of 1; Education, health and care plan: "
            "pain_inducing 1, not_recorded 1 of 2; Not recorded: not_recorded 1 of 1"
        ),
    )
    spec(
        measure=TECHNIQUE,
        restraints=RESTRAINED,
        by="ethnicity",
        expected=(
            "White: not_pain_inducing 1 of 1; "
            "Black, Black British, Caribbean or African: pain_inducing 1, not_recorded 1 of 2; "
            "Not recorded: not_recorded 1 of 1"
        ),
    )
