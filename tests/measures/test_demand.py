"""Demand: who is referred, who is assessed, whose safety is enquired into."""

from datetime import date

import polars as pl
import pytest

from data.agreement import Conventions
from tests.measures.specification import journeys_of, tables_of

REFERRALS = "referrals_per_10000_children"
NO_FURTHER_ACTION = "referrals_with_no_further_action"
NOT_IN_NEED = "assessed_and_not_in_need"
OF_THOSE_DECIDED = "assessed_and_not_in_need_of_those_decided"
CLOSED = "assessed_and_closed_with_no_further_action"
EARLY_HELP = "assessed_and_referred_to_early_help"
FACTORS = "factors_at_end_of_assessment"
ENQUIRIES = "section_47_enquiries_per_10000_children"
WITH_CONFERENCE = "section_47_enquiries_with_conference"
WITH_PLAN = "conferences_with_plan"
IN_NEED = "children_in_need_per_10000_children"
ON_PLANS = "children_on_plans_per_10000_children"


# Referrals (DEM-01)


def test_each_child_of_a_family_is_a_referral_and_a_child_may_have_several(spec):
    spec(
        measure=REFERRALS,
        referrals="""
            child | referral_date | closure_date
            ------+---------------+-------------
            A     | 2023-05-01    | 2023-06-01
            B     | 2023-05-01    | 2023-06-01
            A     | 2024-05-01    |
        """,
        expected="3 counted",
    )


def test_a_child_not_yet_born_and_a_person_of_18_count_as_referrals(spec):
    """Ruling 12: totals that are set beside England's count them, as DfE does."""
    children = """
        child | birth_month | expected_birth_month
        U     |             | 2024-08-01
        G     | 2006-04-01  |
        H     | 2006-05-01  |
        X     |             |
    """
    referrals = """
        child | referral_date
        U     | 2024-04-10
        G     | 2024-04-10
        H     | 2024-04-10
        X     | 2024-04-10
    """
    spec(measure=REFERRALS, children=children, referrals=referrals, expected="4 counted")
    spec(
        measure=REFERRALS,
        children=children,
        referrals=referrals,
        by="age_band",
        expected=(
            "Not yet born: 1 counted; 16 to 17: 1 counted; 18 and over: 1 counted; "
            "Not recorded: 1 counted"
        ),
    )
    spec(
        measure=REFERRALS,
        children=children,
        referrals=referrals,
        agreement=Conventions(count_those_over_18=False),
        expected="3 counted",
    )


def test_two_requests_on_one_day_are_one_referral(spec):
    """Ruling 21: the first is kept and the rest are flagged when the file is read."""
    spec(
        measure=REFERRALS,
        referrals="child | referral_date\nA | 2024-05-01\nA | 2024-05-01",
        expected="1 counted",
    )


@pytest.mark.parametrize(
    ("closure", "counted"),
    [
        ("", "1 counted"),  # still open
        ("2024-05-02", "1 counted"),  # closed after the second request
        ("2024-05-01", "2 counted"),  # closed on its day: no longer open
        ("2024-04-30", "2 counted"),
    ],
)
def test_a_request_for_a_child_who_is_open_already_is_not_a_referral(spec, closure, counted):
    """Ruling 15."""
    spec(
        measure=REFERRALS,
        referrals=f"""
            child | referral_date | closure_date
            A     | 2024-03-01    | {closure}
            A     | 2024-05-01    |
        """,
        expected=counted,
    )


def test_a_referral_that_ended_in_no_further_action_was_never_open(spec):
    """Ruling 8: it needs no closure date."""
    spec(
        measure=REFERRALS,
        referrals="""
            child | referral_date | no_further_action
            A     | 2024-03-01    | yes
            A     | 2024-05-01    | no
        """,
        expected="2 counted",
    )


def test_an_older_open_episode_still_counts_though_a_younger_one_has_closed(spec):
    """Ruling 15 asks for any earlier episode, not only the one just before."""
    spec(
        measure=REFERRALS,
        referrals="""
            child | referral_date | closure_date | no_further_action
            A     | 2023-03-01    |              | no
            A     | 2023-05-01    | 2023-06-01   | no
            A     | 2023-07-01    |              | yes
            A     | 2024-05-01    |              | no
        """,
        covers_from="2023-01-01",
        expected="1 counted",
    )


def test_an_episode_reopened_within_agreed_days_may_be_the_same_one(spec):
    """Ambiguity B-02: by default nothing is merged."""
    referrals = """
        child | referral_date | closure_date | no_further_action
        A     | 2024-03-01    | 2024-04-01   | no
        A     | 2024-04-03    | 2024-05-01   | no
        A     | 2024-05-04    |              | no
        B     | 2024-03-01    |              | yes
        B     | 2024-03-02    |              | no
    """
    spec(measure=REFERRALS, referrals=referrals, expected="5 counted")
    spec(
        measure=REFERRALS,
        referrals=referrals,
        agreement=Conventions(merge_reopened_within_days=2),
        expected="4 counted",
    )


def test_where_no_file_tells_when_episodes_close_nobody_is_taken_to_be_open(spec):
    """An Annex A workbook lists referrals without their closure: each is one, as its sender says."""
    referrals = """
        child | referral_date | no_further_action
        A     | 2023-09-01    | no
        A     | 2024-05-01    | no
    """
    without = ("referrals.closure_date", "referrals.closure_reason")
    spec(measure=REFERRALS, referrals=referrals, without=without, expected="2 counted")
    spec(
        measure="re_referrals_within_12_months",
        referrals=referrals,
        without=without,
        expected="1 of 2",
    )


def test_an_episode_open_before_a_year_that_was_not_loaded_may_have_closed_in_it(spec):
    """It is open still where a later file returns it, as a census does each year."""
    covers = [("2020-04-01", "2021-03-31"), ("2022-04-01", "2024-06-30")]
    for file, referred, in_need in (
        ("file 0 of 990", "2 counted", "0 counted"),
        ("file 1 of 990", "1 counted", "1 counted"),
    ):
        spec(
            measure=REFERRALS,
            covers=covers,
            referrals=f"""
                child | referral_date | extract
                A     | 2021-01-10    | {file}
                A     | 2022-05-01    | file 1 of 990
            """,
            expected=referred,
        )
        spec(
            measure=IN_NEED,
            covers=covers,
            on="2022-06-30",
            referrals=f"child | referral_date | extract\nA | 2021-01-10 | {file}",
            expected=in_need,
        )
        spec(
            measure=ON_PLANS,
            covers=covers,
            on="2022-06-30",
            plans=f"child | start_date | extract\nA | 2021-01-10 | {file}",
            expected=in_need,
        )


def test_a_workbook_before_the_census_years_leaves_nobody_open_in_them():
    """The workbook (file 0) holds no closures, the census (file 1) does."""
    covers = [(date(2019, 10, 1), date(2020, 3, 31)), (date(2020, 4, 1), date(2024, 6, 30))]
    tables = tables_of(
        {
            "referrals": """
                child | referral_date | extract
                A     | 2019-11-01    | file 0 of 990
                A     | 2022-05-02    | file 1 of 990
                B     | 2019-11-01    | file 1 of 990
                B     | 2022-05-02    | file 1 of 990
                C     | 2021-11-01    | file 0 of 990
                C     | 2022-05-02    | file 1 of 990
            """
        },
        covers[-1][1],
        covers,
    )
    coverage = tables["coverage"].filter(
        (pl.col("extract") == "file 1 of 990") | (pl.col("field") != "referrals.closure_date")
    )
    here = journeys_of(tables | {"coverage": coverage}, covers[-1][1])
    referrals = here.frames["referrals"]
    # The census returned B's first referral and held C's year, so both of those are open still.
    assert sorted(referrals.filter("open_already")["child"]) == ["B", "C"]


def test_a_referral_on_31_march_belongs_to_the_year_that_ends_on_it(spec):
    referrals = "child | referral_date\nA | 2024-03-31\nB | 2024-04-01"
    spec(measure=REFERRALS, referrals=referrals, year=2023, expected="1 counted")
    spec(measure=REFERRALS, referrals=referrals, year=2024, expected="1 counted")


def test_referrals_go_by_who_made_them(spec):
    spec(
        measure=REFERRALS,
        by="referral_source",
        referrals="""
            child | referral_date | source
            A     | 2024-05-01    | 1A
            B     | 2024-05-01    | 2B
            C     | 2024-05-01    | 3E
            D     | 2024-05-01    | 4
            E     | 2024-05-01    | 5D
            F     | 2024-05-01    | 6
            G     | 2024-05-01    | 7
            H     | 2024-05-01    | 8
            I     | 2024-05-01    | 9
            J     | 2024-05-01    | 10
            K     | 2024-05-01    |
        """,
        expected=(
            "Family or individuals: 1 counted; Schools and education: 1 counted; "
            "Health services: 1 counted; Housing: 1 counted; "
            "Local authority services: 1 counted; Police: 1 counted; "
            "Other legal agencies: 1 counted; Others: 1 counted; Anonymous: 1 counted; "
            "Not recorded: 2 counted"
        ),
    )


# No further action (DEM-03)


def test_a_referral_without_a_decision_is_still_open_and_not_a_no(spec):
    """Ruling 15: a blank flag is a decision pending."""
    spec(
        measure=NO_FURTHER_ACTION,
        referrals="""
            child | referral_date | no_further_action
            A     | 2024-05-01    | yes
            B     | 2024-05-01    | no
            C     | 2024-05-01    |
        """,
        expected="1 of 2, 1 still open",
    )


def test_a_request_for_a_child_open_already_is_in_neither_number(spec):
    spec(
        measure=NO_FURTHER_ACTION,
        referrals="""
            child | referral_date | no_further_action
            A     | 2024-04-01    | no
            A     | 2024-05-01    | yes
        """,
        expected="0 of 1",
    )


def test_reopened_within_the_agreed_days_it_is_no_referral_here_either(spec):
    referrals = """
        child | referral_date | closure_date | no_further_action
        A     | 2024-03-01    | 2024-04-01   | no
        A     | 2024-04-02    |              | yes
    """
    spec(measure=NO_FURTHER_ACTION, referrals=referrals, expected="1 of 2")
    agreed = Conventions(merge_reopened_within_days=1)
    spec(measure=NO_FURTHER_ACTION, agreement=agreed, referrals=referrals, expected="0 of 1")


# Assessed and not in need (DEM-05)

ASSESSED = {
    "referrals": """
        child | referral_date | closure_date | closure_reason | no_further_action
        ------+---------------+--------------+----------------+------------------
        A     | 2024-04-02    | 2024-06-01   | RC8            | no
        B     | 2024-04-02    | 2024-06-01   | RC9            | no
        C     | 2024-04-02    | 2024-06-01   | RC7            | no
        D     | 2024-04-02    | 2024-06-01   | RC8            | yes
        E     | 2024-04-02    | 2024-06-01   | RC8            | no
        F     | 2024-04-02    | 2024-06-01   | RC8            | no
        G     | 2024-04-02    | 2024-06-01   | RC8            | no
        H     | 2024-04-02    |              |                | no
    """,
    # Nobody assessed E.
    "assessments": """
        child | start_date | authorised_date
        A     | 2024-04-03 | 2024-05-20
        B     | 2024-04-03 | 2024-05-20
        C     | 2024-04-03 | 2024-05-20
        D     | 2024-04-03 | 2024-05-20
        F     | 2024-04-03 | 2024-05-20
        G     | 2024-04-03 | 2024-05-20
        H     | 2024-04-03 |
    """,
    "section_47_enquiries": "child | start_date\nF | 2024-04-20",
    "plans": "child | start_date\nG | 2024-05-01",
}


def test_not_in_need_is_closed_after_assessment_with_no_enquiry_and_no_plan(spec):
    """Ruling 15: RC8 or RC9, not no further action at once, assessed, no enquiry or plan."""
    spec(measure=NOT_IN_NEED, expected="2 of 8", **ASSESSED)


def test_a_second_line_leaves_out_the_referrals_that_are_still_open(spec):
    spec(measure=OF_THOSE_DECIDED, expected="2 of 7, 1 still open", **ASSESSED)


def test_those_who_left_with_nothing_and_those_sent_to_early_help_are_shown_apart(spec):
    spec(measure=CLOSED, expected="1 of 8", **ASSESSED)
    spec(measure=EARLY_HELP, expected="1 of 8", **ASSESSED)


def test_an_enquiry_in_another_episode_of_the_child_says_nothing_of_this_one(spec):
    spec(
        measure=NOT_IN_NEED,
        referrals="""
            child | referral_date | closure_date | closure_reason | no_further_action
            A     | 2023-04-03    | 2023-06-01   | RC8            | no
            A     | 2024-04-02    |              |                | no
        """,
        assessments="child | start_date\nA | 2023-04-04\nA | 2024-04-04",
        section_47_enquiries="child | start_date\nA | 2024-05-01",
        expected="1 of 2",
    )


def test_a_closure_after_the_day_of_the_release_has_not_happened_yet(spec):
    spec(
        measure=OF_THOSE_DECIDED,
        as_at="2024-05-31",
        expected="0 of 1, 7 still open",
        **{**ASSESSED, "section_47_enquiries": "child | start_date", "plans": "child | start_date"},
    )


# Factors (DEM-12)


def test_a_factor_counts_once_for_an_episode_assessed_twice_in_a_year(spec):
    spec(
        measure=FACTORS,
        referrals="child | referral_date\nA | 2024-04-02\nB | 2024-04-02\nC | 2024-04-02",
        assessments="""
            child | start_date | authorised_date
            A     | 2024-04-02 | 2024-05-01
            A     | 2024-05-10 | 2024-06-20
            B     | 2024-04-02 | 2024-05-01
            C     | 2024-04-02 | 2024-05-01
        """,
        assessment_factors="""
            child | assessment | factor
            A     | 2024-04-02 | 3B
            A     | 2024-05-10 | 3B
            A     | 2024-05-10 | 4B
            B     |            | 3B
        """,
        expected="3B 2, 4B 1 of 2",
    )


def test_the_episodes_without_a_factor_are_told_by_how_many_have_one(spec):
    spec(
        measure="assessments_with_a_factor",
        referrals="child | referral_date\nA | 2024-04-02\nB | 2024-04-02\nC | 2024-04-02",
        assessments="""
            child | start_date | authorised_date
            A     | 2024-04-02 | 2024-05-01
            B     | 2024-04-02 | 2024-05-01
            C     | 2024-04-02 |
        """,
        assessment_factors="child | factor\nA | 3B\nC | 3B",
        expected="1 of 2",
    )


def test_an_episode_assessed_in_two_years_counts_in_both(spec):
    tables = {
        "referrals": "child | referral_date\nA | 2024-03-01",
        "assessments": """
            child | start_date | authorised_date
            A     | 2024-03-01 | 2024-03-31
            A     | 2024-04-10 | 2024-05-01
        """,
        "assessment_factors": """
            child | assessment | factor
            A     | 2024-03-01 | 3B
            A     | 2024-04-10 | 4B
        """,
    }
    spec(measure=FACTORS, year=2023, expected="3B 1 of 1", **tables)
    spec(measure=FACTORS, year=2024, expected="4B 1 of 1", **tables)


def test_an_assessment_that_names_no_referral_is_an_episode_of_its_own(spec):
    spec(
        measure=FACTORS,
        assessments="""
            child | start_date | authorised_date
            A     | 2024-04-02 | 2024-05-01
            A     | 2024-05-10 | 2024-06-20
        """,
        assessment_factors="""
            child | assessment | factor
            A     | 2024-04-02 | 3B
            A     | 2024-05-10 | 3B
        """,
        expected="3B 2 of 2",
    )


# Section 47 enquiries (DEM-06, DEM-08)


def test_each_enquiry_counts_though_a_child_has_several(spec):
    spec(
        measure=ENQUIRIES,
        section_47_enquiries="child | start_date\nA | 2024-04-02\nA | 2024-06-03\nB | 2024-04-02",
        expected="3 counted",
    )


def test_an_enquiry_has_an_outcome_once_a_conference_was_held_or_was_not_required(spec):
    """Rulings 4 and 15: owed and not held is still open, blank and not held is unknown."""
    spec(
        measure=WITH_CONFERENCE,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-05-01 | no
            B     | 2024-05-01 | yes
            C     | 2024-05-01 | no
            D     | 2024-05-01 |
            E     | 2024-05-01 |
            F     | 2024-05-01 | yes
        """,
        conferences="""
            child | conference_date
            A     | 2024-05-20
            E     | 2024-05-20
            F     | 2024-05-20
        """,
        expected="3 of 4, 1 unknown, 1 still open",
    )


def test_an_enquiry_whose_conference_came_under_a_later_one_is_left_out(spec):
    spec(
        measure=WITH_CONFERENCE,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-04-02 | no
            A     | 2024-05-01 | no
            B     | 2024-04-02 | yes
            B     | 2024-05-01 | no
            C     | 2024-05-01 | no
            C     | 2024-06-03 | no
        """,
        conferences="""
            child | enquiry    | conference_date
            A     |            | 2024-05-23
            B     |            | 2024-05-23
            C     | 2024-05-01 | 2024-05-15
        """,
        expected="3 of 4, 1 still open, 1 excluded",
    )


def test_a_conference_of_a_child_who_moved_here_is_no_outcome_of_an_enquiry(spec):
    """Ruling 2: both may stand in one record, for an enquiry begun later."""
    spec(
        measure=WITH_CONFERENCE,
        referrals="child | referral_date\nA | 2024-05-01",
        section_47_enquiries="child | start_date | conference_not_required\nA | 2024-05-02 | no",
        conferences="""
            child | transfer_in | notification_date | conference_date
            A     | yes         | 2024-05-01        | 2024-05-10
        """,
        expected="0 of 0, 1 still open",
    )


# Conferences and plans (DEM-09)


def test_a_conference_led_to_a_plan_when_one_starts_on_the_same_day(spec):
    spec(
        measure=WITH_PLAN,
        section_47_enquiries="""
            child | start_date | conference_not_required
            A     | 2024-05-01 | no
            B     | 2024-05-01 | no
            C     | 2024-05-01 | no
        """,
        conferences="""
            child | transfer_in | conference_date
            A     | no          | 2024-05-20
            B     | no          | 2024-05-20
            C     | no          | 2024-05-20
            D     | yes         | 2024-05-20
        """,
        plans="child | start_date\nA | 2024-05-20\nB | 2024-05-21\nD | 2024-05-20",
        expected="1 of 3",
    )


# Children in need on a day (DEM-10)


@pytest.mark.parametrize(
    ("closure", "counted"),
    [
        ("", "1 counted"),
        ("2024-04-01", "1 counted"),
        ("2024-03-31", "0 counted"),
        ("2024-03-30", "0 counted"),
    ],
)
def test_who_is_open_on_31_march_has_closed_on_1_april_or_later_or_not_at_all(
    spec, closure, counted
):
    """Ruling 13."""
    spec(
        measure=IN_NEED,
        on="2024-03-31",
        referrals=f"child | referral_date | closure_date\nA | 2024-01-10 | {closure}",
        expected=counted,
    )


def test_a_child_referred_on_the_day_is_in_need_on_it(spec):
    spec(
        measure=IN_NEED,
        on="2024-03-31",
        referrals="child | referral_date\nA | 2024-03-31\nB | 2024-04-01",
        expected="1 counted",
    )


def test_what_closes_on_the_day_may_be_agreed_to_be_open_on_it(spec):
    """Ambiguity B-11."""
    spec(
        measure=IN_NEED,
        on="2024-03-31",
        agreement=Conventions(open_on_its_last_day=True),
        referrals="""
            child | referral_date | closure_date
            A     | 2024-01-10    | 2024-03-31
            B     | 2024-01-10    | 2024-03-30
        """,
        expected="1 counted",
    )


def test_no_further_action_and_closed_after_assessment_are_not_in_need(spec):
    """Rulings 8 and 15."""
    spec(
        measure=IN_NEED,
        on="2024-06-30",
        referrals="""
            child | referral_date | no_further_action | closure_reason
            A     | 2024-05-01    | yes               |
            B     | 2024-05-01    | no                | RC8
            C     | 2024-05-01    | no                | RC9
            D     | 2024-05-01    | no                | RC7
            E     | 2024-05-01    |                   |
        """,
        expected="2 counted",
    )


def test_a_child_who_was_being_assessed_on_a_past_day_was_in_need_on_it(spec):
    """A reason given later says nothing of that day: else each newest quarter would look the highest."""
    spec(
        measure=IN_NEED,
        on="2024-03-31",
        referrals="""
            child | referral_date | closure_date | closure_reason
            A     | 2024-03-01    | 2024-05-01   | RC8
        """,
        expected="1 counted",
    )


def test_a_release_for_an_earlier_day_does_not_know_how_an_episode_closed_later(spec):
    spec(
        measure=IN_NEED,
        as_at="2024-03-31",
        referrals="""
            child | referral_date | closure_date | closure_reason
            A     | 2024-03-01    | 2024-05-01   | RC8
        """,
        expected="1 counted",
    )


def test_a_child_counts_once_though_two_episodes_are_open(spec):
    spec(
        measure=IN_NEED,
        on="2024-06-30",
        referrals="child | referral_date\nA | 2024-04-02\nA | 2024-05-01",
        expected="1 counted",
    )


def test_ages_are_those_of_the_day_itself(spec):
    """Children in need of 18 and over are in the total and under their own age (ruling 12)."""
    spec(
        measure=IN_NEED,
        on="2024-03-31",
        by="age_band",
        children="""
            child | birth_month | expected_birth_month
            A     | 2024-05-01  | 2024-04-01
            B     |             | 2024-07-01
            C     | 2024-03-01  |
            D     | 2023-03-01  |
            E     | 2019-03-01  |
            F     | 2014-03-01  |
            G     | 2008-03-01  |
            H     | 2006-03-01  |
            I     | 2006-04-01  |
            J     |             | 2024-02-01
        """,
        referrals="""
            child | referral_date
            A     | 2024-02-01
            B     | 2024-02-01
            C     | 2024-02-01
            D     | 2024-02-01
            E     | 2024-02-01
            F     | 2024-02-01
            G     | 2024-02-01
            H     | 2024-02-01
            I     | 2024-02-01
            J     | 2024-02-01
        """,
        expected=(
            "Not yet born: 2 counted; Under 1: 1 counted; 1 to 4: 1 counted; 5 to 9: 1 counted; "
            "10 to 15: 1 counted; 16 to 17: 2 counted; 18 and over: 1 counted; "
            "Not recorded: 1 counted"
        ),
    )


def test_a_day_that_no_file_covers_has_no_count(spec):
    spec(
        measure=IN_NEED,
        covers=[("2022-04-01", "2023-03-31"), ("2024-01-01", "2024-06-30")],
        on="2023-06-30",
        referrals="child | referral_date\nA | 2022-05-01",
        expected="0 counted",
    )


# Children on plans on a day (DEM-11)


def test_a_plan_is_open_on_the_day_it_starts_and_not_on_the_day_it_ends(spec):
    spec(
        measure=ON_PLANS,
        on="2024-03-31",
        plans="""
            child | start_date | end_date
            A     | 2024-03-31 |
            B     | 2024-01-10 | 2024-03-31
            C     | 2024-01-10 | 2024-04-01
            D     | 2024-04-01 |
        """,
        expected="2 counted",
    )


def test_a_child_with_two_open_plans_counts_once(spec):
    spec(
        measure=ON_PLANS,
        on="2024-03-31",
        plans="child | start_date\nA | 2024-01-10\nA | 2024-02-10",
        expected="1 counted",
    )


def test_a_plan_may_be_agreed_to_be_open_on_its_last_day(spec):
    spec(
        measure=ON_PLANS,
        on="2024-03-31",
        agreement=Conventions(open_on_its_last_day=True),
        plans="child | start_date | end_date\nA | 2024-01-10 | 2024-03-31",
        expected="1 counted",
    )


# How enquiries ended (DEM-07)

OUTCOMES = "enquiries_by_outcome"
OPEN_ENQUIRIES = "open_enquiries_by_age"


def test_an_enquiry_counts_when_it_ends_by_what_it_found(spec):
    spec(
        measure=OUTCOMES,
        enquiry_endings="""
            child | start_date | end_date   | outcome
            A     | 2024-05-01 | 2024-05-20 | continuing_risk
            B     | 2024-05-01 | 2024-05-20 |
            C     | 2024-05-01 |            | not_substantiated
            D     | 2024-05-01 | 2024-07-01 | not_substantiated
        """,
        expected="continuing_risk 1, not_recorded 1 of 2",
    )


def test_what_a_return_says_of_an_enquirys_end_goes_before_the_extract(spec):
    spec(
        measure=OUTCOMES,
        section_47_enquiries="""
            child | start_date | end_date   | outcome
            A     | 2024-05-01 | 2024-05-20 | continuing_risk
            B     | 2024-05-01 | 2024-05-20 | continuing_risk
            C     | 2024-05-01 |            |
        """,
        enquiry_endings="""
            child | upn | start_date | end_date   | outcome
            A     |     | 2024-05-01 | 2024-05-22 | no_continuing_risk
            C     |     | 2024-05-01 | 2024-05-22 | no_continuing_risk
                  | X1  | 2024-05-01 | 2024-05-22 | not_substantiated
        """,
        expected="not_substantiated 1, no_continuing_risk 2, continuing_risk 1 of 4",
    )


def test_the_extract_alone_may_tell_how_enquiries_ended(spec):
    spec(
        measure=OUTCOMES,
        without=("enquiry_endings.end_date", "enquiry_endings.outcome"),
        section_47_enquiries="""
            child | start_date | end_date   | outcome
            A     | 2024-05-01 | 2024-05-20 | continuing_risk
        """,
        expected="continuing_risk 1 of 1",
    )


def test_a_census_that_knows_no_ends_gives_no_outcomes(spec):
    spec(
        measure=OUTCOMES,
        without=(
            "section_47_enquiries.end_date",
            "section_47_enquiries.outcome",
            "enquiry_endings.end_date",
            "enquiry_endings.outcome",
        ),
        section_47_enquiries="child | start_date\nA | 2024-05-01",
        expected="none of 0",
    )


@pytest.mark.parametrize(
    ("start", "band"),
    [
        ("2024-06-07", "0_to_15"),  # 15 working days to Friday 28 June
        ("2024-06-06", "16_to_30"),
        ("2024-05-16", "16_to_30"),
        ("2024-05-15", "31_and_over"),
        ("2024-06-30", "0_to_15"),
    ],
)
def test_open_enquiries_go_by_the_working_days_since_they_began(spec, start, band):
    """The snapshot is Sunday 30 June: its working days end on the Friday."""
    spec(
        measure=OPEN_ENQUIRIES,
        section_47_enquiries=f"child | start_date\nA | {start}\nB | 2024-07-01",
        expected=f"{band} 1 of 1",
    )


def test_an_enquiry_is_open_until_its_last_day_or_on_it_if_agreed(spec):
    enquiries = "child | start_date | end_date\nA | 2024-06-20 | 2024-06-30"
    spec(measure=OPEN_ENQUIRIES, section_47_enquiries=enquiries, expected="none of 0")
    spec(
        measure=OPEN_ENQUIRIES,
        agreement=Conventions(open_on_its_last_day=True),
        section_47_enquiries=enquiries,
        expected="0_to_15 1 of 1",
    )


def test_an_enquiry_of_which_no_source_tells_the_end_is_not_taken_to_be_open(spec):
    spec(
        measure=OPEN_ENQUIRIES,
        without=("section_47_enquiries.end_date",),
        section_47_enquiries="""
            extract        | child | start_date
            no such return | A     | 2020-06-20
        """,
        enquiry_endings="child | start_date | end_date\nB | 2024-06-20 |",
        expected="0_to_15 1 of 1",
    )


# Protection without planning (DEM-13)

PROTECTED = "immediate_protections_per_10000_children"
PROTECTED_BY = "immediate_protections_by_kind"
TALKED = "strategy_discussion_after_police_protection"
TALKED_AFTER = "hours_from_police_protection_to_discussion"


def protection(started: str, discussed: str, kind: str = "police_protection") -> str:
    return f"child | kind | started_at | discussion_at\nA | {kind} | {started} | {discussed}"


def test_each_child_taken_into_safety_counts_and_what_two_agencies_tell_counts_once(spec):
    tables = {
        "immediate_protections": """
            told_by     | child | upn | kind              | started_at
            police      | A     |     | police_protection | 2024-06-03T22:00
            social_care | A     |     | police_protection | 2024-06-03T22:00
            police      |       | X1  | police_protection | 2024-06-03T22:00
            social_care | B     |     | emergency_order   | 2024-06-03T22:00
        """
    }
    spec(measure=PROTECTED, expected="3 counted", **tables)
    spec(measure=PROTECTED_BY, expected="police_protection 2, emergency_order 1 of 3", **tables)


@pytest.mark.parametrize(
    ("discussed", "expected"),
    [
        ("2024-05-03T23:00", "1 of 1 in time"),
        ("2024-05-07T23:59", "1 of 1 in time"),  # Friday, a bank holiday on Monday, Tuesday
        ("2024-05-08T00:01", "0 of 1 in time"),
        ("2024-05-02T09:00", "0 of 0 in time, 1 unknown"),
        ("", "0 of 1 in time, 1 overdue"),
    ],
)
def test_the_agencies_talk_by_the_working_day_after_police_protection(spec, discussed, expected):
    spec(
        measure=TALKED,
        immediate_protections=protection("2024-05-03T22:00", discussed),
        expected=f"due basis: {expected}",
    )


def test_a_courts_order_needs_no_discussion_after_it(spec):
    order = protection("2024-05-03T22:00", "2024-05-03T23:30", "emergency_order")
    spec(
        measure=TALKED,
        immediate_protections=order,
        expected="completed basis: 0 of 0 in time; due basis: 0 of 0 in time",
    )
    spec(measure=TALKED_AFTER, immediate_protections=order, expected="0 finished")


def test_the_day_of_the_discussion_may_be_agreed(spec):
    spec(
        measure=TALKED,
        agreement=Conventions(strategy_discussion_working_days=2),
        immediate_protections=protection("2024-05-03T22:00", "2024-05-08T23:00"),
        expected="completed basis: 1 of 1 in time",
    )


@pytest.mark.parametrize(
    ("started", "discussed", "expected"),
    [
        ("2024-06-03T22:00", "2024-06-03T23:00", "1 finished: half 1, nine in ten 1"),
        ("2024-06-03T22:00", "2024-06-03T23:01", "1 finished: half 2, nine in ten 2"),
        ("2024-06-03T22:00", "2024-06-03T22:00", "1 finished: half 0, nine in ten 0"),
        ("2024-06-03T22:00", "2024-06-03T21:00", "0 finished"),
        # Midnight is what a source writes that holds no time of day.
        ("2024-06-03T00:00", "2024-06-03T21:00", "0 finished"),
        ("2024-06-03T22:00", "2024-06-04T00:00", "0 finished"),
        ("2024-06-03T22:00", "", "0 finished"),
    ],
)
def test_hours_are_counted_where_both_times_of_day_are_known(spec, started, discussed, expected):
    spec(
        measure=TALKED_AFTER,
        immediate_protections=protection(started, discussed),
        expected=expected,
    )


# Other children at home (DEM-14)


@pytest.mark.parametrize(
    ("others", "considered", "expected"),
    [
        ("2", "2", "1 of 1"),
        ("2", "1", "0 of 1"),
        ("2", "", "0 of 1"),  # what is not written down was not done
        ("0", "", "0 of 0"),
        ("", "", "0 of 0, 1 unknown"),
    ],
)
def test_all_other_children_at_home_are_considered_or_not(spec, others, considered, expected):
    columns = "other_children | other_children_considered"
    spec(
        measure="other_children_considered_in_enquiries",
        enquiry_endings=f"""
            child | start_date | {columns}
            A     | 2024-05-01 | {others} | {considered}
        """,
        # Of an enquiry that no return tells of, nothing is said.
        section_47_enquiries="child | start_date\nB | 2024-05-01",
        expected=expected,
    )
    spec(
        measure="other_children_considered_in_protection",
        immediate_protections=f"""
            child | kind              | started_at       | {columns}
            A     | police_protection | 2024-06-03T22:00 | {others} | {considered}
        """,
        expected=expected,
    )


# At risk of losing the home (DEM-17)

HOUSING = "families_referred_to_housing_in_time"
TOGETHER = "young_people_assessed_jointly_when_homeless"


def homeless(referred: str, expected_date: str = "2024-05-31") -> str:
    return f"""
        child | kind   | identified_date | expected_date   | referred_date
        A     | family | 2024-04-02      | {expected_date} | {referred}
    """


@pytest.mark.parametrize(
    ("referred", "said"),
    [
        ("2024-04-05", "1 of 1 in time"),  # 56 days before
        ("2024-04-04", "0 of 0 in time, 1 excluded"),
        ("2024-05-31", "1 of 1 in time"),
        ("2024-06-01", "0 of 1 in time"),
        ("", "0 of 1 in time, 1 overdue"),
    ],
)
def test_housing_is_told_in_the_56_days_before_the_home_is_lost(spec, referred, said):
    spec(measure=HOUSING, homelessness_referrals=homeless(referred), expected=f"due basis: {said}")


def test_a_home_not_lost_yet_leaves_time_and_one_without_a_day_is_unknown(spec):
    spec(
        measure=HOUSING,
        homelessness_referrals="""
            child | identified_date | expected_date | referred_date
            A     | 2024-06-10      | 2024-07-31    |
            B     | 2024-06-10      |               | 2024-06-12
        """,
        expected="due basis: 0 of 0 in time, 1 not yet due, 1 unknown",
    )


def test_the_days_of_the_duty_to_refer_may_be_agreed(spec):
    spec(
        measure=HOUSING,
        agreement=Conventions(homelessness_days=57),
        homelessness_referrals=homeless("2024-04-04"),
        expected="completed basis: 1 of 1 in time",
    )


def test_young_people_are_assessed_together_and_families_are_not_asked_for(spec):
    spec(
        measure=TOGETHER,
        homelessness_referrals="""
            child | kind         | identified_date | joint_assessment_date
            A     | young_person | 2024-06-10      | 2024-06-20
            B     | young_person | 2024-06-10      |
            C     | family       | 2024-06-10      | 2024-06-20
            D     |              | 2024-06-10      | 2024-06-20
        """,
        expected="1 of 2",
    )


# Looked after (CLA-01)

LOOKED_AFTER = "children_looked_after_per_10000_children"
SPELLS = """
    child | start_date | end_date
    A     | 2023-05-01 | 2024-02-01
    A     | 2024-02-01 |
    B     | 2024-06-30 |
    C     | 2024-05-01 | 2024-06-30
    D     | 2024-05-01 | 2024-07-01
    E     | 2024-07-01 |
"""


def test_a_child_looked_after_on_the_day_counts_once(spec):
    spec(measure=LOOKED_AFTER, looked_after_periods=SPELLS, expected="3 counted")
    spec(measure=LOOKED_AFTER, on="2024-03-31", looked_after_periods=SPELLS, expected="1 counted")


def test_who_leaves_care_on_the_day_may_be_agreed_to_count(spec):
    spec(
        measure=LOOKED_AFTER,
        agreement=Conventions(open_on_its_last_day=True),
        looked_after_periods=SPELLS,
        expected="4 counted",
    )


def test_a_spell_of_which_nothing_more_is_told_is_not_taken_to_go_on(spec):
    spec(
        measure=LOOKED_AFTER,
        covers=[("2021-04-01", "2022-03-31"), ("2023-04-01", "2024-06-30")],
        looked_after_periods="""
            extract       | child | start_date
            file 0 of 990 | A     | 2021-06-01
        """,
        expected="0 counted",
    )
