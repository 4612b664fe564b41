"""What holds of every extract: ages, problems, and the samples of other publishers."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import spelling
from data.events import age_in_years
from data.extracts import read_extract
from data.rules import PROBLEM_COUNTS, PROBLEM_ROWS, PROBLEMS_SHOWN, RULES
from tests.reading.conftest import KEY, rules_of
from tests.reading.files import assessment, child, element, enquiry, episode, plan

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


@given(st.none() | DAYS, st.none() | DAYS, DAYS)
def test_ages_are_whole_years_on_the_day(birth, expected, on):
    frame = pl.DataFrame(
        {"b": [birth], "e": [expected], "o": [on]}, schema=dict.fromkeys("beo", pl.Date)
    )
    age = frame.select(age_in_years(pl.col("b"), pl.col("e"), pl.col("o"))).item()
    if birth is None:
        assert age == (-1 if expected and on <= expected else None)
    elif on < birth:
        assert age == -1
    else:
        # The number of birthdays since, that of a child of 29 February being on 1 March.
        assert age == sum(
            dt.date(year, birth.month, birth.day) <= on
            if (birth.month, birth.day) != (2, 29)
            else dt.date(year, 3, 1) <= on or (dt.date(year, 2, 28) + dt.timedelta(1) == on)
            for year in range(birth.year + 1, on.year + 1)
        )


def test_ages_stand_beside_each_event(census):
    tables = census(
        child(
            episode(
                "2023-04-30",
                assessment("2023-05-01"),
                enquiry("2023-04-30", "2023-05-01"),
                plan("2024-01-01"),
            ),
            PersonBirthDate="2015-05-01",
        )
    ).tables
    assert tables["referrals"]["age_years"].to_list() == [7]
    assert tables["assessments"]["age_years"].to_list() == [8]
    assert tables["section_47_enquiries"]["age_years"].to_list() == [7]
    assert tables["conferences"]["age_years"].to_list() == [8]
    assert tables["plans"]["age_years"].to_list() == [8]


def test_a_child_not_yet_born_is_minus_one(census):
    unborn = child(
        episode("2023-06-01"),
        PersonBirthDate="absent",
        ExpectedPersonBirthDate="2024-01-10",
        Sex="U",
    )
    tables = census(unborn).tables
    assert tables["referrals"]["age_years"].to_list() == [-1]
    assert tables["children"]["expected_birth_month"].to_list() == [dt.date(2024, 1, 1)]
    born = census(child(episode("2023-06-01"), PersonBirthDate="2023-12-24")).tables
    assert born["referrals"]["age_years"].to_list() == [-1]


def test_an_age_without_any_birth_date_is_not_known(census):
    extract = census(child(episode("2023-06-01"), PersonBirthDate="absent"))
    assert extract.tables["referrals"]["age_years"].to_list() == [None]
    assert rules_of(extract) == {"birth_date_missing": 1}


# Faults within and between rows


def test_a_child_without_an_identifier_takes_all_its_rows_with_it(census):
    nobody = child(
        episode("2023-06-01", assessment("2023-06-01"), plan("2023-07-01", "2023-09-01")),
        LAchildID="absent",
    )
    extract = census(nobody, child(episode("2023-06-01"), LAchildID="B2"))
    assert {table: frame.height for table, frame in extract.tables.items()} == {
        "children": 1,
        "referrals": 1,
    }
    assert rules_of(extract) == {"child_id_missing": 1, "row_of_refused_child": 4}
    assert (extract.rows, extract.refused) == (7, 5)
    assert extract.problems.first[0].refused


def test_an_episode_without_its_date_leaves_what_hangs_below(census):
    extract = census(
        child(
            episode(
                None,
                assessment("2023-06-01"),
                enquiry("2023-06-05", "2023-06-20"),
                plan("2023-06-20"),
            )
        )
    )
    assert "referrals" not in extract.tables
    for table in ("assessments", "section_47_enquiries", "plans", "conferences"):
        assert extract.tables[table]["referral"].to_list() == [None], table
    assert rules_of(extract) == {"key_date_missing": 1}
    assert extract.refused == 1


def test_a_plan_without_its_start_takes_its_reviews_with_it(census):
    extract = census(
        child(episode("2023-06-01", plan(None, "2023-09-01"), plan("2023-10-01", "2023-12-01")))
    )
    assert extract.tables["reviews"].height == 1
    assert rules_of(extract) == {"key_date_missing": 1, "row_of_refused_plan": 1}
    assert extract.refused == 2


def test_an_enquiry_without_its_start_is_refused(census):
    extract = census(child(episode("2023-06-01", enquiry(None, "2023-06-20"))))
    assert set(extract.tables) == {"children", "referrals"}
    assert rules_of(extract) == {"key_date_missing": 1}


@pytest.mark.parametrize(
    ("inside", "leaves", "rule", "field"),
    [
        ((), {"CINclosureDate": "2023-05-01"}, "end_before_start", "CINclosureDate"),
        ((), {"CINclosureDate": "2024-05-01"}, "date_in_future", "CINclosureDate"),
        (
            (assessment("2023-06-02", AssessmentAuthorisationDate="2023-06-01"),),
            {},
            "end_before_start",
            "AssessmentAuthorisationDate",
        ),
        ((plan("2023-06-10", CPPendDate="2023-06-09"),), {}, "end_before_start", "CPPendDate"),
        ((plan("2023-06-10", "2023-06-10"),), {}, "review_before_plan", "CPPreviewDate"),
        (
            (element("CINPlanDates", CINPlanStartDate="2023-06-10", CINPlanEndDate="2023-06-09"),),
            {},
            "end_before_start",
            "CINPlanEndDate",
        ),
        (
            (enquiry("2023-06-08", "2023-06-07"),),
            {},
            "conference_before_enquiry",
            "DateOfInitialCPC",
        ),
        ((enquiry("2023-06-02", "2023-06-10"),), {}, "conference_at_weekend", "DateOfInitialCPC"),
        ((), {"DateOfInitialCPC": "2023-05-31"}, "conference_before_referral", "DateOfInitialCPC"),
        ((), {"DateOfInitialCPC": "2023-06-10"}, "conference_at_weekend", "DateOfInitialCPC"),
        ((), {"ReferralSource": "77"}, "code_unknown", "ReferralSource"),
        ((), {"ReferralNFA": "Y"}, "yes_or_no", "ReferralNFA"),
        (
            (plan("2023-06-10", InitialCategoryOfAbuse="XXX"),),
            {},
            "code_unknown",
            "InitialCategoryOfAbuse",
        ),
        (
            (
                plan("2023-06-10", CPPendDate="2023-08-01"),
                plan("2023-07-01", NumberOfPreviousCPP="1"),
            ),
            {},
            "plans_overlap",
            "CPPstartDate",
        ),
        (
            (assessment("2023-06-02"), assessment("2023-06-02")),
            {},
            "row_given_twice",
            "AssessmentActualStartDate",
        ),
    ],
)
def test_a_fault_is_said_with_its_field_and_the_row_is_kept(census, inside, leaves, rule, field):
    extract = census(child(episode("2023-06-01", *inside, **leaves)))
    assert rules_of(extract) == {rule: 1}
    [problem] = extract.problems.first
    assert (problem.field, problem.refused) == (field, False)
    assert problem.message == RULES[rule].message
    assert problem.what_to_do == RULES[rule].what_to_do
    assert problem.position.startswith("line ")
    assert extract.refused == 0


@pytest.mark.parametrize(
    ("leaves", "rule"),
    [
        ({"LAchildID": "A" * 21}, "child_id_format"),
        ({"LAchildID": "A-1"}, "child_id_format"),
        ({"UPN": "A123456789012", "UPNunknown": "UN1"}, "upn_and_reason_without"),
        ({"PersonBirthDate": "1998-03-31"}, "older_than_25"),
        ({"PersonBirthDate": "2024-04-01"}, "date_in_future"),
        ({"PersonDeathDate": "2024-04-01"}, "date_in_future"),
        ({"PersonDeathDate": "2015-04-30"}, "end_before_start"),
    ],
)
def test_a_fault_of_a_child_is_said_and_the_child_kept(census, leaves, rule):
    extract = census(child(**leaves))
    assert rules_of(extract) == {rule: 1}
    assert extract.tables["children"].height == 1


def test_a_child_of_25_is_not_older_than_25(census):
    assert rules_of(census(child(PersonBirthDate="1998-04-01"))) == {}


def test_an_event_long_before_birth_is_said(census):
    born = "2023-12-01"
    assert rules_of(census(child(episode("2023-02-24"), PersonBirthDate=born))) == {}
    assert rules_of(census(child(episode("2023-02-23"), PersonBirthDate=born))) == {
        "long_before_birth": 1
    }


def test_a_referral_on_an_open_one_is_said(census):
    def read(*episodes):
        return rules_of(census(child(*episodes)))

    later = episode("2023-08-01")
    assert read(episode("2023-06-01"), later) == {"referral_while_open": 1}
    assert read(episode("2023-06-01", CINclosureDate="2023-08-01"), later) == {}
    assert read(episode("2023-06-01", CINclosureDate="2023-08-02"), later) == {
        "referral_while_open": 1
    }
    assert read(episode("2023-06-01", ReferralNFA="true"), later) == {}
    # Not only the one just before it counts.
    between = episode("2023-07-01", CINclosureDate="2023-07-02")
    assert read(episode("2023-06-01", CINclosureDate="2023-09-01"), between, later) == {
        "referral_while_open": 2
    }


def test_of_two_referrals_on_one_day_the_first_is_kept_with_what_hangs_below_both(census):
    extract = census(
        child(
            episode("2023-06-01", assessment("2023-06-02"), ReferralSource="1A"),
            episode("2023-06-01", assessment("2023-07-02"), PrimaryNeedCode="N1", ReferralNFA="1"),
        )
    )
    kept = extract.tables["referrals"].select("source", "primary_need", "no_further_action")
    assert kept.rows() == [("1A", None, False)]
    referral = extract.tables["referrals"]["referral"].item()
    assert extract.tables["assessments"]["referral"].to_list() == [referral, referral]
    assert rules_of(extract) == {"row_given_twice": 1}


def test_a_child_that_is_given_twice_is_one_child(census):
    extract = census(
        child(episode("2023-06-01"), Ethnicity="absent"),
        child(episode("2023-09-01", ReferralNFA="1"), Sex="M"),
    )
    [person] = extract.tables["children"].to_dicts()
    assert (person["sex"], person["ethnicity"]) == ("F", "WBRI")
    assert extract.tables["referrals"]["child"].n_unique() == 1
    assert rules_of(extract) == {
        "child_given_twice": 1,
        "child_facts_differ": 1,
        "referral_while_open": 1,
    }


# Counting and showing problems


def test_all_problems_are_counted_and_the_first_twenty_shown(census):
    children = [
        child(episode("2023-06-01", CINclosureDate="2023-05-01"), LAchildID=f"C{n}")
        for n in range(30)
    ]
    late = child(episode(None), episode("2023-07-01", CINclosureDate="2023-05-01"),
                 episode("2023-08-01", CINclosureDate="2023-05-01"), LAchildID="D1")  # fmt: skip
    extract = census(*children, late)
    problems = extract.problems
    assert problems.counts.schema == PROBLEM_COUNTS
    assert problems.rows.schema == PROBLEM_ROWS
    assert problems.rows.height == 33
    assert len(problems.first) == PROBLEMS_SHOWN == 20
    # What was left out of the load comes first.
    assert problems.first[0].rule == "key_date_missing"
    assert problems.counts.select("rule", "rows", "children").rows() == [
        ("key_date_missing", 1, 1),
        ("end_before_start", 32, 31),
    ]


def test_a_problem_says_where_it_is(census, tmp_path):
    extract = census(
        child(episode("2023-06-01"), LAchildID="B2"),
        child(episode("2023-06-01", CINclosureDate="soon")),
    )
    [problem] = extract.problems.first
    lines = (tmp_path / "return.xml").read_text().splitlines()
    line = int(problem.position.removeprefix("line "))
    assert lines[line - 1] == "<CINreferralDate>2023-06-01</CINreferralDate>"
    assert lines[:line].count("<Child>") == 2
    assert problem.file == "return.xml"


def test_lines_are_right_in_long_files_too(census, tmp_path):
    padding = [child(LAchildID=f"C{n}") for n in range(7000)]
    extract = census(*padding, child(episode("2023-06-01", CINclosureDate="soon")))
    [problem] = extract.problems.first
    line = int(problem.position.removeprefix("line "))
    assert line > 65_535
    lines = (tmp_path / "return.xml").read_text().splitlines()
    assert lines[line - 1] == "<CINreferralDate>2023-06-01</CINreferralDate>"


def test_no_message_holds_a_value(census):
    extract = census(
        child(
            episode("2023-06-01", CINclosureDate="QQ-1", ReferralSource="QQ-2", ReferralNFA="QQ-3"),
            LAchildID="QQ-4",
            PersonBirthDate="QQ-5",
            Ethnicity="QQ-6",
            UPN="QQ-7",
            UPNunknown="QQ-8",
            Sex="QQ-9",
        )
    )
    assert extract.problems.rows.height == 9
    assert "QQ" not in str(extract.problems.rows.to_dicts()) + str(extract.problems.first)


def test_every_rule_says_what_is_wrong_and_what_to_do():
    for words in RULES.values():
        assert words.message[0].islower() or words.message[0] == "'"
        assert words.what_to_do[0].isupper()
        assert words.what_to_do.endswith(".")
        assert not words.message.endswith(".")


def test_blanks_around_a_value_of_any_kind_mean_nothing():
    texts = pl.Series("child", ["  A1\n", "\u00a0A1\u00a0", "A1", " ", None])
    read, broken = spelling.read_all(texts, spelling.read_identifier, pl.String)
    assert read.to_list() == ["A1", "A1", "A1", None, None]
    assert broken.null_count() == 5


# Files of other publishers


def test_the_sample_census_returns_are_read(samples: Path):
    found = {}
    for path in sorted((samples / "cin_xml").glob("*.xml")):
        extract = read_extract(path, key=KEY)
        found[path.name] = {table: frame.height for table, frame in extract.tables.items()}
        assert extract.refused == 0
    assert found["fake_CIN_data.xml"] == {"children": 332, "referrals": 402}
    assert found["CIN_Census_2024.xml"] == {
        "children": 2,
        "referrals": 2,
        "assessments": 2,
        "assessment_factors": 2,
        "section_47_enquiries": 1,
        "conferences": 2,
        "plans": 1,
        "reviews": 1,
        "need_plans": 1,
    }


def test_the_sample_workbook_is_read(samples: Path):
    [path] = (samples / "annex_a").glob("*.xlsx")
    extract = read_extract(path, key=KEY, area="990", as_at=dt.date(2021, 3, 16))
    assert {table: frame.height for table, frame in extract.tables.items()} == {
        "children": 48,
        "contacts": 5,
        "referrals": 6,
        "assessments": 5,
        "section_47_enquiries": 5,
        "conferences": 3,
        "plans": 7,
        "reviews": 5,
        "looked_after_periods": 5,
        "early_help_episodes": 5,
    }
    assert (extract.rows, extract.refused) == (54, 0)
