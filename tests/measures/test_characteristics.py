"""The groups that figures are broken down by."""

import polars as pl
import pytest

from metrics.characteristics import GROUPINGS, NOT_RECORDED, age_band

MEASURE = "section_47_enquiries_per_10000_children"
ENQUIRIES = """
    child | start_date
    A     | 2024-05-01
    B     | 2024-05-01
    C     | 2024-05-01
    D     | 2024-05-01
"""


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (-1, "unborn"),
        (0, "under_1"),
        (1, "1_to_4"),
        (4, "1_to_4"),
        (5, "5_to_9"),
        (9, "5_to_9"),
        (10, "10_to_15"),
        (15, "10_to_15"),
        (16, "16_to_17"),
        (17, "16_to_17"),
        (18, "18_and_over"),
        (25, "18_and_over"),
        (None, NOT_RECORDED),
    ],
)
def test_ages_go_into_bands(age, band):
    found = pl.DataFrame({"age": [age]}, schema={"age": pl.Int16}).select(age_band(pl.col("age")))
    assert found.item() == band


def test_sex_is_girls_boys_indeterminate_or_not_recorded(spec):
    spec(
        measure=MEASURE,
        by="sex",
        children="child | sex\nA | F\nB | M\nC | I\nD | U",
        section_47_enquiries=ENQUIRIES,
        expected="Girls: 1 counted; Boys: 1 counted; Indeterminate: 1 counted; Not recorded: 1 counted",
    )


def test_chinese_is_an_asian_group_and_refused_is_not_recorded(spec):
    spec(
        measure=MEASURE,
        by="ethnicity",
        children="child | ethnicity\nA | CHNE\nB | MWBC\nC | REFU\nD |",
        section_47_enquiries=ENQUIRIES,
        expected=(
            "Mixed or multiple ethnic groups: 1 counted; Asian or Asian British: 1 counted; "
            "Not recorded: 2 counted"
        ),
    )


def test_ethnicity_in_detail_keeps_the_codes(spec):
    spec(
        measure=MEASURE,
        by="ethnicity_detailed",
        children="child | ethnicity\nA | CHNE\nB | MWBC\nC | REFU\nD |",
        section_47_enquiries=ENQUIRIES,
        expected=(
            "White and Black Caribbean: 1 counted; Chinese: 1 counted; Refused to say: 1 counted; "
            "Not recorded: 1 counted"
        ),
    )


def test_every_detailed_ethnicity_belongs_to_one_group(spec):
    ((coarser, mapping),) = GROUPINGS["ethnicity_detailed"].part_of
    assert set(mapping) == set(GROUPINGS["ethnicity_detailed"].groups)
    assert set(mapping.values()) == set(GROUPINGS[coarser].groups)


def test_disability_is_yes_no_or_not_recorded(spec):
    spec(
        measure=MEASURE,
        by="disability",
        children="child | disabled\nA | yes\nB | no\nC |",
        section_47_enquiries=ENQUIRIES,
        expected="Disabled: 1 counted; Not disabled: 1 counted; Not recorded: 2 counted",
    )


def test_localities_are_the_areas_own_and_quintiles_go_from_most_to_least_deprived(spec):
    children = """
        child | locality | deprivation_quintile
        A     | North    | 1
        B     | East     | 5
        C     | North    | 3
        D     |          |
    """
    spec(
        measure=MEASURE,
        by="locality",
        children=children,
        section_47_enquiries=ENQUIRIES,
        expected="Not recorded: 1 counted; East: 1 counted; North: 2 counted",
    )
    spec(
        measure=MEASURE,
        by="deprivation_quintile",
        children=children,
        section_47_enquiries=ENQUIRIES,
        expected=(
            "Most deprived fifth: 1 counted; Middle fifth: 1 counted; "
            "Least deprived fifth: 1 counted; Not recorded: 1 counted"
        ),
    )


def test_a_later_step_goes_by_the_source_and_need_of_its_referral(spec):
    tables = {
        "referrals": """
            child | referral_date | source | primary_need
            A     | 2024-04-30    | 6      | N1
            B     | 2024-04-30    | 2A     | N0
            C     | 2024-04-30    | 10     | N4
        """,
        "section_47_enquiries": ENQUIRIES,
    }
    spec(
        measure=MEASURE,
        by="referral_source",
        expected="Schools and education: 1 counted; Police: 1 counted; Not recorded: 2 counted",
        **tables,
    )
    spec(
        measure=MEASURE,
        by="primary_need",
        expected=(
            "Abuse, neglect or exploitation: 1 counted; Family in acute stress: 1 counted; "
            "Not recorded: 2 counted"
        ),
        **tables,
    )


def test_groups_add_up_to_the_total(spec):
    spec(
        measure="repeat_plans_ever",
        by="sex",
        children="child | sex\nA | F\nB | M\nC | M",
        plans="child | start_date | previous_plans\nA | 2024-05-01 | 1\nB | 2024-05-01 | 0\nC | 2024-05-01 |",
        expected="Girls: 1 of 1; Boys: 0 of 1",
    )
