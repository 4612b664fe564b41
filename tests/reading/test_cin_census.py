"""The census as DfE asks for it: what each part of a return becomes."""

import datetime as dt

import polars as pl
import pytest

from data.extracts import read_extract
from data.formats import cin_census
from data.tables import TABLES
from tests.reading import files
from tests.reading.conftest import KEY, rules_of
from tests.reading.files import assessment, child, element, enquiry, episode, plan


def test_a_return_says_itself_whose_it_is_and_of_which_day(census):
    extract = census(child(episode("2023-06-01")))
    assert (extract.area, extract.as_at) == ("990", dt.date(2024, 3, 31))
    assert extract.made_at == dt.datetime.fromisoformat("2024-05-01T12:00:00")
    assert (extract.covers_from, extract.covers_to) == (dt.date(2023, 4, 1), dt.date(2024, 3, 31))
    assert (extract.format, extract.file, extract.rows, extract.refused) == (
        "CIN census",
        "return.xml",
        2,
        0,
    )


def test_an_episode_is_a_referral_of_its_child(census):
    tables = census(
        child(
            episode(
                "2023-06-01",
                PrimaryNeedCode="N1",
                CINclosureDate="2023-09-01",
                ReasonForClosure="RC8",
            )
        )
    ).tables
    [referral] = tables["referrals"].to_dicts()
    [person] = tables["children"].to_dicts()
    assert referral["child"] == person["child"]
    assert referral["referral_date"] == dt.date(2023, 6, 1)
    assert (referral["source"], referral["primary_need"]) == ("6", "N1")
    assert (referral["closure_date"], referral["closure_reason"]) == (dt.date(2023, 9, 1), "RC8")
    assert referral["no_further_action"] is False


def test_a_child_is_known_by_month_of_birth_only(census):
    [person] = census(child(PersonBirthDate="2015-05-23")).tables["children"].to_dicts()
    assert person["birth_month"] == dt.date(2015, 5, 1)
    assert "2015-05-23" not in str(person)


def test_what_hangs_below_an_episode_belongs_to_its_referral(census):
    tables = census(
        child(episode("2022-01-01")),
        child(
            episode(
                "2023-06-01",
                assessment("2023-06-01", "3B", "4B", AssessmentAuthorisationDate="2023-07-01"),
                enquiry("2023-06-05", "2023-06-20"),
                plan("2023-06-20", "2023-09-01", "2024-02-01"),
                element("CINPlanDates", CINPlanStartDate="2023-06-02", CINPlanEndDate="2023-06-19"),
            ),
            LAchildID="B2",
        ),
    ).tables
    referral = tables["referrals"].filter(referral_date=dt.date(2023, 6, 1))["referral"].item()
    for table in ("assessments", "section_47_enquiries", "conferences", "plans"):
        assert tables[table]["referral"].to_list() == [referral], table
    assert tables["assessment_factors"]["factor"].to_list() == ["3B", "4B"]
    assert tables["reviews"]["review_date"].to_list() == [dt.date(2023, 9, 1), dt.date(2024, 2, 1)]
    assert tables["need_plans"]["end_date"].to_list() == [dt.date(2023, 6, 19)]
    assert tables["plans"].select("initial_category", "latest_category", "previous_plans").row(
        0
    ) == ("NEG", "EMO", 0)


def test_every_row_below_an_episode_has_the_child_of_that_episode(census):
    tables = census(
        *[
            child(
                episode(
                    f"2023-0{n}-01",
                    enquiry(f"2023-0{n}-03"),
                    plan(f"2023-0{n}-09", f"2023-1{n % 3}-01"),
                ),
                episode(f"2023-0{n}-20", assessment(f"2023-0{n}-21")),
                LAchildID=f"C{n}",
            )
            for n in range(1, 9)
        ]
    ).tables
    whose = dict(tables["referrals"].select("referral", "child").iter_rows())
    for table in ("assessments", "section_47_enquiries", "plans"):
        for referral, person in tables[table].select("referral", "child").iter_rows():
            assert whose[referral] == person
    plans = dict(tables["plans"].select("plan", "child").iter_rows())
    assert all(
        plans[of] == person for of, person in tables["reviews"].select("plan", "child").iter_rows()
    )


def test_a_conference_beside_the_referral_is_of_a_child_who_moved_in(census):
    tables = census(
        child(
            episode(
                "2023-06-01", enquiry("2023-12-01", "2023-12-15"), DateOfInitialCPC="2023-06-20"
            )
        )
    ).tables
    moved, held = tables["conferences"].sort("conference_date").to_dicts()
    assert (moved["transfer_in"], moved["enquiry"]) == (True, None)
    assert moved["notification_date"] == dt.date(2023, 6, 1)
    assert moved["conference_date"] == dt.date(2023, 6, 20)
    assert (held["transfer_in"], held["notification_date"]) == (False, None)
    assert held["enquiry"] == tables["section_47_enquiries"]["enquiry"].item()


def test_a_referral_with_no_further_action_brings_no_transfer(census):
    extract = census(
        child(episode("2023-06-01", DateOfInitialCPC="2023-06-20", ReferralNFA="true"))
    )
    assert "conferences" not in extract.tables
    assert rules_of(extract) == {"transfer_of_closed_referral": 1}


def test_the_same_conference_on_both_is_one_of_the_enquiry(census):
    extract = census(
        child(
            episode(
                "2023-06-01", enquiry("2023-06-05", "2023-06-20"), DateOfInitialCPC="2023-06-20"
            )
        )
    )
    assert extract.tables["conferences"]["transfer_in"].to_list() == [False]
    assert rules_of(extract) == {"conference_on_both": 1}


def test_one_conference_under_two_enquiries_is_one_of_the_later(census):
    tables = census(
        child(
            episode(
                "2023-06-01",
                enquiry("2023-06-12", "2023-06-20"),
                enquiry("2023-06-05", "2023-06-20"),
            )
        )
    ).tables
    later = tables["section_47_enquiries"].filter(start_date=dt.date(2023, 6, 12))["enquiry"].item()
    assert tables["conferences"]["enquiry"].to_list() == [later]


@pytest.mark.parametrize(
    ("flag", "conference", "stored", "broken"),
    [
        ("true", None, True, {}),
        ("false", "2023-06-20", False, {}),
        ("false", None, False, {}),
        # A conference that was held was needed.
        ("true", "2023-06-20", False, {"held_though_not_required": 1}),
        (None, None, None, {}),
        ("Y", None, None, {"yes_or_no": 1}),
        ("N", "2023-06-20", None, {"yes_or_no": 1}),
        ("1", None, True, {}),
        (" TRUE ", None, True, {}),
        ("0", None, False, {}),
        ("perhaps", None, None, {"flag_unreadable": 1}),
    ],
)
def test_whether_a_conference_was_required(census, flag, conference, stored, broken):
    extract = census(
        child(episode("2023-06-01", enquiry("2023-06-05", conference, ICPCnotRequired=flag)))
    )
    [row] = extract.tables["section_47_enquiries"].to_dicts()
    assert row["conference_not_required"] is stored
    assert ("conferences" in extract.tables) == (conference is not None)
    assert rules_of(extract) == broken


@pytest.mark.parametrize(
    ("leaves", "stored", "broken"),
    [
        ({"Sex": "absent", "GenderCurrent": "1"}, "M", {}),
        ({"Sex": "absent", "GenderCurrent": "2"}, "F", {}),
        ({"Sex": "absent", "GenderCurrent": "0"}, "U", {}),
        ({"Sex": "absent", "GenderCurrent": "9"}, "I", {}),
        ({"Sex": "M"}, "M", {}),
        ({"Sex": "U"}, "U", {}),
        ({"Sex": "1"}, "M", {"sex_as_digit": 1}),
        ({"Sex": "9"}, "I", {"sex_as_digit": 1}),
        ({"Sex": "X"}, None, {"code_unknown": 1}),
        ({"Sex": None}, None, {}),
    ],
)
@pytest.mark.parametrize("year", [2017, 2024, 2025])
def test_sex_is_read_by_the_element_that_is_there_in_any_year(census, year, leaves, stored, broken):
    extract = census(child(**leaves), reference_date=f"{year}-03-31")
    assert extract.tables["children"]["sex"].to_list() == [stored]
    assert rules_of(extract) == broken


def disabilities(*codes: str) -> str:
    return (
        "<Disabilities>"
        + "".join(f"<Disability>{c}</Disability>" for c in codes)
        + "</Disabilities>"
    )


@pytest.mark.parametrize(
    ("written", "stored", "broken"),
    [
        ("", None, {}),
        ("<Disabilities/>", None, {}),
        (disabilities(""), None, {}),
        (disabilities("NONE"), False, {}),
        (disabilities("LD", "AUT"), True, {}),
        (disabilities("NONE", "AUT"), True, {"none_with_others": 1}),
        (disabilities("XX"), None, {"code_unknown": 1}),
        # One holder for each code, and a holder that is the code, as some exports have it.
        (disabilities("LD") + disabilities("AUT"), True, {}),
        (
            "<Disabilities>LD</Disabilities><Disabilities>none</Disabilities>",
            True,
            {"none_with_others": 1},
        ),
    ],
)
def test_whether_a_child_is_disabled(census, written, stored, broken):
    extract = census(child(written) if written else child())
    assert extract.tables["children"]["disabled"].to_list() == [stored]
    assert rules_of(extract) == broken


@pytest.mark.parametrize("year", range(2017, 2028))
def test_every_collection_year_is_read(census, year):
    extract = census(
        child(
            episode(
                f"{year - 1}-06-01",
                assessment(f"{year - 1}-06-01", "16A"),
                enquiry(f"{year - 1}-06-05", f"{year - 1}-06-20"),
                plan(f"{year - 1}-06-20"),
            ),
        ),
        reference_date=f"{year}-03-31",
    )
    assert set(extract.tables) >= {"referrals", "assessments", "conferences", "plans"}
    fields = extract.coverage["field"].to_list()
    # Child in need plans are part of the census since 2022.
    assert ("need_plans.start_date" in fields) == (year >= 2022)


@pytest.mark.parametrize(("code", "first_year"), [("18B", 2021), ("19C", 2021), ("24A", 2022)])
def test_a_factor_before_its_time_is_kept_and_said(census, code, first_year):
    def read(year):
        return census(
            child(episode(f"{year - 1}-06-01", assessment(f"{year - 1}-06-01", code))),
            reference_date=f"{year}-03-31",
        )

    assert rules_of(read(first_year)) == {}
    early = read(first_year - 1)
    assert rules_of(early) == {"code_of_another_year": 1}
    assert early.tables["assessment_factors"]["factor"].to_list() == [code]


def test_old_factors_are_still_read(census):
    extract = census(child(episode("2023-06-01", assessment("2023-06-01", "18A", "19A"))))
    assert extract.tables["assessment_factors"]["factor"].to_list() == ["18A", "19A"]


def test_a_code_of_a_later_year_for_source_and_closure_is_said(census):
    extract = census(
        child(
            episode(
                "2021-06-01",
                ReferralSource="5D",
                CINclosureDate="2021-07-01",
                ReasonForClosure="RC9",
            )
        ),
        reference_date="2022-03-31",
    )
    assert rules_of(extract) == {"code_of_another_year": 2}


def test_the_pre_proceedings_block_of_2027_is_passed_over(census):
    extract = census(
        child(
            episode(
                "2026-06-01",
                element("PreProceedingsandFGDM", PPStartDate="2026-09-01", PPOutcome="1"),
                plan("2026-07-01"),
            )
        ),
        reference_date="2027-03-31",
    )
    assert rules_of(extract) == {}
    assert extract.tables["plans"].height == 1


def test_all_that_the_census_fills_is_declared_and_of_our_tables(census):
    extract = census(
        child(
            disabilities("LD"),
            episode(
                "2023-06-01",
                assessment("2023-06-01", "3B", AssessmentAuthorisationDate="2023-07-01"),
                enquiry("2023-06-05", "2023-06-20"),
                plan("2023-06-20", "2023-09-01", CPPendDate="2023-12-01"),
                element("CINPlanDates", CINPlanStartDate="2023-06-02", CINPlanEndDate="2023-06-19"),
                PrimaryNeedCode="N1",
                CINclosureDate="2024-01-01",
                ReasonForClosure="RC7",
            ),
            UPN="A123456789012",
            PersonDeathDate="2024-02-01",
        ),
        child(
            episode("2023-08-01", DateOfInitialCPC="2023-08-15"),
            LAchildID="B2",
            PersonBirthDate="absent",
            ExpectedPersonBirthDate="2024-01-01",
        ),
    )
    declared = {f"{t}.{c}" for t, columns in cin_census.FILLS.items() for c in columns}
    assert set(extract.coverage["field"]) == declared
    for table, columns in cin_census.FILLS.items():
        assert set(columns) <= set(TABLES[table].column_names())
        # Every column that is declared does hold something for these two children.
        for column in columns:
            assert extract.tables[table][column].null_count() < extract.tables[table].height
    about = {"area", "extract", "child", "age_years"}
    for table, frame in extract.tables.items():
        ids = set(TABLES[table].primary_key()) - set(cin_census.FILLS[table])
        filled = {c for c in frame.columns if frame[c].null_count() < frame.height}
        assert filled - about - ids == set(cin_census.FILLS[table]), table


def test_reading_tells_how_far_it_is(tmp_path, monkeypatch):
    from data.extracts import read_extract
    from tests.reading import files
    from tests.reading.conftest import KEY

    monkeypatch.setattr(cin_census, "CHILDREN_AT_ONCE", 10)
    told: list[float] = []
    children = [child(episode("2023-06-01"), LAchildID=f"C{n}") for n in range(35)]
    path = files.write(tmp_path / "many.xml", files.message(*children))
    extract = read_extract(path, key=KEY, progress=told.append)
    assert extract.tables["children"].height == 35
    assert told == sorted(told)
    assert len(told) >= 3
    assert all(0 < share <= 1 for share in told)


def test_rows_of_many_parts_keep_their_parents(tmp_path, monkeypatch):
    from data.formats.cin_census import read
    from tests.reading import files

    monkeypatch.setattr(cin_census, "CHILDREN_AT_ONCE", 3)
    children = [
        child(
            *[
                episode(f"2023-0{e + 1}-0{n + 1}", plan(f"2023-0{e + 1}-1{n}", f"2023-1{e}-1{n}"))
                for e in range(n % 3)
            ],
            LAchildID=f"C{n}",
        )
        for n in range(9)
    ]
    raw = read(files.write(tmp_path / "many.xml", files.message(*children)))
    tables = raw.tables
    for review in tables["reviews"].to_dicts():
        its_plan = tables["plans"].row(review["plan_row"], named=True)
        referral = tables["referrals"].row(its_plan["referral_row"], named=True)
        whose = tables["children"].row(referral["child_row"], named=True)["child"]
        assert referral["referral_date"][-1] == str(int(whose[1:]) + 1)
        assert review["review_date"][-1] == whose[1:] == its_plan["start_date"][-1]


def test_a_child_without_episodes_is_a_child(census):
    assert census(child()).tables["children"].height == 1
    assert list(census(child()).tables) == ["children"]


def test_nothing_of_a_child_leaves_reading_but_the_pseudonym(census):
    extract = census(
        child(
            episode("2023-06-01"),
            LAchildID="JONES1",
            UPN="Z987654321098",
            PersonBirthDate="2015-05-23",
        )
    )
    everything = "".join(str(frame.to_dicts()) for frame in extract.tables.values())
    everything += str(extract.problems.rows.to_dicts())
    for secret in ("JONES1", "Z987654321098", "2015, 5, 23", "2015-05-23"):
        assert secret not in everything


def test_pseudonyms_are_of_the_key_the_area_and_the_child(census):
    def name(area="990", identifier="A1"):
        return census(child(LAchildID=identifier), area=area).tables["children"]["child"].item()

    assert name() == name(identifier=" A1 ")
    assert name() != name(area="991")
    assert name() != name(identifier="A2")


@pytest.mark.parametrize("year", ["1999", "2023", "2025", "2O24"])
def test_a_collection_year_that_is_not_the_reference_dates_is_told_and_not_used(census, year):
    extract = census(child(), year=year)
    assert extract.as_at == dt.date(2024, 3, 31)
    assert rules_of(extract) == {"year_differs": 1}
    [problem] = extract.problems.first
    assert (problem.position, problem.field, problem.refused) == ("whole file", "Year", False)
    assert year not in problem.message + problem.what_to_do


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_a_return_of_the_middle_of_a_year_may_call_itself_after_either_end(census, year):
    extract = census(child(), reference_date="2023-09-30", year=year)
    assert rules_of(extract) == {"not_end_of_year": 1}


def test_a_return_need_not_name_its_year(tmp_path):
    text = files.message(child()).replace("<Year>2024</Year>", "")
    path = files.write(tmp_path / "return.xml", text)
    assert rules_of(read_extract(path, key=KEY)) == {}


def test_the_year_is_covered_from_the_april_before(census):
    extract = census(child(), reference_date="2022-07-21")
    assert extract.covers_from == dt.date(2022, 4, 1)
    assert rules_of(extract) == {"not_end_of_year": 1}
    [problem] = extract.problems.first
    assert (problem.position, problem.field) == ("whole file", "ReferenceDate")
    assert census(child(), reference_date="2022-04-01").covers_from == dt.date(2022, 4, 1)
    assert isinstance(extract.coverage, pl.DataFrame)
