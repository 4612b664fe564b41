"""Annex A workbooks: lists found by their headings, cells read as they stand, people's names never."""

import datetime as dt

import pytest

from data.extracts import read_extract
from data.formats import annex_a
from data.formats.annex_a_lists import LISTS, plain
from data.problems import UserError
from data.tables import TABLES
from tests.reading import files
from tests.reading.conftest import AS_AT, KEY, rules_of
from tests.reading.files import OFSTED, row, workbook

NEW_YEAR = dt.datetime.fromisoformat("2024-01-02")


def read(path, as_at=AS_AT, **given):
    return read_extract(path, key=KEY, area="990", as_at=as_at, **given)


def contents(extract):
    return {table: frame.drop("extract").to_dicts() for table, frame in extract.tables.items()}


EVERY_LIST = {
    "List_1": [row("List 1", Date_of_Contact=NEW_YEAR, Contact_Source="q) 6: Police")],
    "List_2": [row("List 2", Assessment_start="2024-01-03", Assessment_completion="2024-02-03")],
    "List_3": [
        row(
            "List 3",
            Date_of_referral="02/01/2024",
            Referral_Source="a) 1A: Individual",
            Referral_NFA="b) No",
        )
    ],
    "List_4": [
        row(
            "List 4",
            Does_the_Child="b) No",
            Continuous_Assessment_Start_Date="2024-01-02",
            Continuous_Assessment_Date="2024-02-28",
            Child_Seen="a) Yes",
            Was_the_child_assessed="No",
        )
    ],
    "List_5": [
        row(
            "List 5",
            Strategy_discussion="2024-01-05",
            Was_an_Initial="b) No",
            Date_of_Initial="2024-01-22",
            Did_the_Initial="a) Yes",
        )
    ],
    "List_7": [
        row(
            "List 7",
            Child_Protection_Plan_Start="2024-01-22",
            Initial_Category="a) Neglect",
            Latest_Category="Emotional abuse",
            Date_of_latest_review="2024-03-20",
            Number_of_Previous="0",
        )
    ],
}


def test_every_list_becomes_its_table(annex_a):
    extract = annex_a(**EVERY_LIST)
    tables = extract.tables
    [person] = tables["children"].to_dicts()
    assert (person["sex"], person["ethnicity"], person["disabled"]) == ("F", "WBRI", False)
    assert person["birth_month"] == dt.date(2015, 5, 1)
    assert tables["contacts"].select("contact_date", "source").row(0) == (dt.date(2024, 1, 2), "6")
    assert tables["early_help_episodes"]["end_date"].to_list() == [dt.date(2024, 2, 3)]
    [referral] = tables["referrals"].to_dicts()
    assert (referral["referral_date"], referral["source"]) == (dt.date(2024, 1, 2), "1A")
    assert (referral["no_further_action"], referral["closure_date"]) == (False, None)
    [assessment] = tables["assessments"].to_dicts()
    assert (assessment["referral"], assessment["not_in_need"], assessment["child_seen"]) == (
        None,
        True,
        True,
    )
    assert assessment["authorised_date"] == dt.date(2024, 2, 28)
    [enquiry] = tables["section_47_enquiries"].to_dicts()
    [conference] = tables["conferences"].to_dicts()
    assert conference["enquiry"] == enquiry["enquiry"]
    assert (conference["plan_made"], conference["transfer_in"]) == (True, False)
    [plan] = tables["plans"].to_dicts()
    assert (plan["initial_category"], plan["latest_category"], plan["previous_plans"]) == (
        "NEG",
        "EMO",
        0,
    )
    assert tables["reviews"].select("plan", "review_date").row(0) == (
        plan["plan"],
        dt.date(2024, 3, 20),
    )
    assert rules_of(extract) == {}
    assert (extract.format, extract.rows, extract.refused) == ("Annex A", 6, 0)


def test_the_six_months_that_end_with_its_day_are_covered(annex_a):
    for as_at, first in (
        (dt.date(2024, 3, 31), dt.date(2023, 10, 1)),
        (dt.date(2024, 9, 30), dt.date(2024, 4, 1)),
        (dt.date(2024, 8, 15), dt.date(2024, 2, 16)),
        (dt.date(2024, 8, 30), dt.date(2024, 2, 29)),
    ):
        extract = annex_a(as_at=as_at, List_3=[row("List 3", Date_of_referral=str(as_at))])
        assert (extract.covers_from, extract.covers_to) == (first, as_at)
        assert set(extract.coverage["covers_from"]) == {first}


def test_only_the_lists_that_are_there_are_covered(annex_a):
    covered = set(annex_a(List_3=EVERY_LIST["List_3"]).coverage["field"])
    assert covered == {
        "children.sex",
        "children.ethnicity",
        "children.birth_month",
        "referrals.referral_date",
        "referrals.source",
        "referrals.no_further_action",
    }


def test_what_the_lists_cannot_say_is_not_covered(annex_a):
    covered = set(annex_a(**EVERY_LIST).coverage["field"])
    assert covered <= {
        f"{table}.{c}" for table, columns in annex_a_fills().items() for c in columns
    }
    assert covered.isdisjoint(
        {
            # Only the latest review is there.
            "reviews.review_date",
            "referrals.closure_date",
            "assessments.referral",
            "conferences.transfer_in",
            "assessment_factors.factor",
        }
    )
    assert {
        "plans.previous_plans",
        "conferences.conference_date",
        "assessments.child_seen",
    } <= covered


def annex_a_fills():
    return annex_a.FILLS


def test_every_declared_column_is_one_of_ours():
    for table, columns in annex_a.FILLS.items():
        assert set(columns) <= set(TABLES[table].column_names())
        assert len(set(columns)) == len(columns)


def test_names_and_order_of_sheets_and_columns_change_nothing(tmp_path, annex_a):
    expected = contents(annex_a(**EVERY_LIST))
    sheets = {}
    for name, rows in EVERY_LIST.items():
        headings = OFSTED[name.replace("_", " ")]
        order = sorted(range(len(headings)), key=lambda n: (n * 7) % 11)
        sheets[f"Our sheet {name[-1]}"] = [[each[n] for n in order] for each in (headings, *rows)]
    book = workbook(tmp_path / "other.xlsx", dict(reversed(sheets.items())))
    found = contents(read(book))
    assert {table: found[table] for table in expected} == expected


def test_headings_are_found_below_a_banner_with_merged_cells(tmp_path):
    import xlsxwriter

    path = tmp_path / "banner.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Referrals")
    sheet.merge_range("B1:H2", "Annex A: List 3, Referrals")
    # A heading over two rows, and one over two columns: the text stands in the first cell of each.
    for place, heading in enumerate(OFSTED["List 3"][:-1], start=1):
        sheet.merge_range(4, place, 5, place, heading)
    sheet.merge_range(4, 11, 5, 12, OFSTED["List 3"][-1])
    for place, cell in enumerate(row("List 3", Date_of_referral="2024-01-02"), start=1):
        sheet.write(7, place, cell)
    sheet.write(8, 1, "B2")
    book.close()
    extract = read(path)
    assert extract.tables["referrals"]["referral_date"].to_list() == [dt.date(2024, 1, 2)]
    assert [problem.position for problem in extract.problems.first] == ["Referrals, row 9"]


def test_headings_deeper_than_twenty_rows_are_not_looked_for(tmp_path):
    rows = [[f"remark {n}"] for n in range(20)]
    book = workbook(
        tmp_path / "deep.xlsx",
        {"S": [*rows[:19], OFSTED["List 3"], row("List 3", Date_of_referral="2024-01-02")]},
    )
    assert read(book).tables["referrals"].height == 1
    book = workbook(tmp_path / "deep.xlsx", {"S": [*rows, OFSTED["List 3"], row("List 3")]})
    with pytest.raises(UserError, match="no sheet in it"):
        read(book)


@pytest.mark.parametrize(
    "headings",
    [
        [
            "Child ID",
            "gender ",
            "ETHNICITY",
            "Date  of\nbirth",
            "Age",
            "Date of the referral",
            "Referral source",
        ],
        [
            "Unique identifier of child",
            "Gender",
            "Ethnicity",
            "DOB",
            "Age",
            "Date of Referral",
            "Source of referral",
        ],
        [
            "ChildUniqueID",
            "Gender",
            "Ethnicity",
            "DateOfBirth",
            "Age",
            "ReferralDate",
            "ReferralSource",
        ],
    ],
)
def test_headings_are_known_in_many_spellings(tmp_path, headings):
    cells = ["A1", "Male", "k) APKN", "2015-05-01", 8.5, "2024-01-02", "6"]
    if "Source of referral" in headings:
        headings = [*headings[:-1], "Referral's source"]
    book = workbook(tmp_path / "spelt.xlsx", {"S": [headings, cells]})
    extract = read(book)
    assert extract.tables["children"].select("sex", "ethnicity").row(0) == ("M", "APKN")
    assert extract.tables["referrals"].select("referral_date", "source").row(0) == (
        dt.date(2024, 1, 2),
        "6",
    )


def test_headings_of_other_tools_are_known(tmp_path):
    heads = {
        "4": [
            "ChildUniqueID",
            "HasDisability",
            "ContinuousAssessmentStart",
            "ContinuousAssessmentChildSeen",
            "ContinuousAssessmentAuthDate",
            "CSCSupportRequired",
            "AllocatedWorker",
        ],
        "5": [
            "ChildUniqueID",
            "StratDiscussionDate",
            "InitialCPConfUnnecessary",
            "InitialCPConfDate",
            "CPConfResultInCPPlan",
            "NumberS47s12m",
            "NumberICPCs12m",
        ],
        "7": [
            "ChildUniqueID",
            "ChildProtectionPlanStartDate",
            "InitialCategoryOfAbuse",
            "LatestCategoryOfAbuse",
            "DateOfLatestReviewConf",
            "ChildProtectionPlanEndDate",
            "NumberOfPreviousChildProtectionPlans",
        ],
        "6": [
            "ChildUniqueID",
            "CINStartDate",
            "PrimaryNeedCode",
            "CINClosureDate",
            "CaseStatus",
            "Gender",
        ],
    }
    cells = {
        "4": ["A1", "Y", "02/01/2024", "Yes", "28/02/2024", "Yes", "J Smith"],
        "5": ["A1", "05/01/2024", "N", "22/01/2024", "Y", 1, 1],
        "7": ["A1", "22/01/2024", "a) Neglect", "a) Neglect", "20/03/2024", None, 1],
        "6": [
            "A1",
            "02/01/2024",
            "N1 - Abuse or neglect",
            None,
            "b) Child Protection plan",
            "Female",
        ],
    }
    tables = read(workbook(tmp_path / "ssd.xlsx", {n: [heads[n], cells[n]] for n in heads})).tables
    assert tables["assessments"].select("not_in_need", "child_seen").row(0) == (False, True)
    assert tables["conferences"]["plan_made"].to_list() == [True]
    assert tables["plans"]["previous_plans"].to_list() == [1]
    assert tables["reviews"].height == 1
    assert tables["children"].select("sex", "disabled").row(0) == ("F", True)


def test_a_heading_of_the_age_is_no_heading_of_a_stage():
    from data.formats import annex_a_lists

    headings = {plain(column.heading) for each in LISTS for column in each.columns}
    assert plain("Date Stage 1 started") not in headings
    assert annex_a_lists.LIST_OF_ADULTS.matches(plain("Individual adopter identifier"))


def test_the_list_of_adults_is_never_read(tmp_path):
    adults = [
        ["Individual adopter identifier", "Gender", "Ethnicity", "Date enquiry received"],
        ["X1", "Male", "WBRI", "2024-01-02"],
    ]
    book = workbook(
        tmp_path / "a.xlsx",
        {"L11": adults, "L3": [OFSTED["List 3"], row("List 3", Date_of_referral="2024-01-02")]},
    )
    extract = read(book)
    assert extract.tables["children"].height == 1
    assert rules_of(extract) == {}


def test_workers_teams_and_postcodes_never_enter(annex_a):
    extract = annex_a(
        List_3=[
            row(
                "List 3",
                Date_of_referral="2024-01-02",
                Allocated_Worker="Jane Doe",
                Allocated_Team="North 4",
            )
        ]
    )
    everything = str([frame.to_dicts() for frame in extract.tables.values()]) + str(
        extract.problems
    )
    assert "Jane Doe" not in everything
    assert "North 4" not in everything


@pytest.mark.parametrize(
    "cell",
    [
        NEW_YEAR,
        "2024-01-02",
        "02/01/2024",
        "2/1/2024",
        45293,
        45293.0,
        "45293",
        "2024-01-02 00:00:00",
        NEW_YEAR.replace(hour=9, minute=30),
    ],
)
def test_a_date_in_any_rendering(annex_a, cell):
    extract = annex_a(List_3=[row("List 3", Date_of_referral=cell)])
    assert extract.tables["referrals"]["referral_date"].to_list() == [dt.date(2024, 1, 2)]
    assert rules_of(extract) == {}


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("soon", "date_unreadable"),
        ("02/01/24", "date_unreadable"),
        (2012, "date_out_of_range"),
        (99999, "date_out_of_range"),
        ("31/02/2024", "date_unreadable"),
    ],
)
def test_what_is_no_date_is_said(annex_a, cell, rule):
    extract = annex_a(
        List_3=EVERY_LIST["List_3"],
        List_7=[
            row("List 7", Child_Protection_Plan_Start="2024-01-22", Child_Protection_Plan_End=cell)
        ],
    )
    assert extract.tables["plans"]["end_date"].to_list() == [None]
    assert rules_of(extract) == {rule: 1}
    [problem] = extract.problems.first
    assert (problem.position, problem.field) == ("List 7, row 2", "Child Protection Plan End Date")


def test_an_identifier_is_the_text_of_a_whole_number(annex_a):
    def child(cell):
        extract = annex_a(
            List_3=[row("List 3", Date_of_referral="2024-01-02", Child_Unique_ID=cell)]
        )
        return extract.tables["children"]["child"].item()

    assert child(6217392) == child("6217392") == child("6217392.0") == child(6217392.0)
    assert child("0062") != child("62")
    assert child("A.1") != child("A1")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("a) Male", "M"),
        ("Female", "F"),
        ("b) female", "F"),
        ("c) Not stated/recorded", "U"),
        ("d) Neither", "I"),
        ("F", "F"),
        (1, "M"),
    ],
)
def test_sex_in_words(annex_a, written, code):
    extract = annex_a(List_3=[row("List 3", Date_of_referral="2024-01-02", Gender=written)])
    assert extract.tables["children"]["sex"].to_list() == [code]
    assert rules_of(extract) == {}


@pytest.mark.parametrize(
    ("written", "code", "rule"),
    [
        ("s) NOBT", "NOBT", None),
        ("t) NOBT", "NOBT", None),
        ("q) CHNE", "CHNE", None),
        ("cnhe", "CHNE", None),
        ("u) UNKNOWN", None, None),
        ("White British", "WBRI", None),
        ("#MULTIVALUE", None, "code_unknown"),
        ("", None, None),
    ],
)
def test_ethnicity_goes_by_the_code_and_never_by_the_letter(annex_a, written, code, rule):
    extract = annex_a(List_3=[row("List 3", Date_of_referral="2024-01-02", Ethnicity=written)])
    assert extract.tables["children"]["ethnicity"].to_list() == [code]
    assert rules_of(extract) == ({rule: 1} if rule else {})


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("q) 6: Police", "6"),
        ("p1) 5D: LA services", "5D"),
        ("u) 10: Unknown", "10"),
        ("6", "6"),
        (6, "6"),
        ("1A", "1A"),
        ("Police", "6"),
    ],
)
def test_sources_of_referrals(annex_a, written, code):
    extract = annex_a(
        List_3=[row("List 3", Date_of_referral="2024-01-02", Referral_Source=written)]
    )
    assert extract.tables["referrals"]["source"].to_list() == [code]


@pytest.mark.parametrize(
    ("written", "value", "rule"),
    [
        ("a) Yes", True, None),
        ("Yes", True, None),
        ("y", True, None),
        (1, True, None),
        ("1 - Yes", True, None),
        ("NFA", True, None),
        ("b) No", False, None),
        ("Further action", False, None),
        ("FA", False, None),
        ("c) Unknown", None, None),
        (None, None, None),
        ("perhaps", None, "answer_unknown"),
    ],
)
def test_referrals_with_no_further_action(annex_a, written, value, rule):
    extract = annex_a(List_3=[row("List 3", Date_of_referral="2024-01-02", Referral_NFA=written)])
    assert extract.tables["referrals"]["no_further_action"].to_list() == [value]
    assert rules_of(extract) == ({rule: 1} if rule else {})


@pytest.mark.parametrize(
    ("written", "value", "rule"),
    [
        ("a) Yes", True, None),
        ("No", False, None),
        ("AUT", True, None),
        ("ASPERGER SYNDROME", True, None),
        ("NONE", False, None),
        ("c) Unknown", None, None),
        ("something", None, "answer_unknown"),
    ],
)
def test_a_disability_code_in_place_of_a_yes(annex_a, written, value, rule):
    extract = annex_a(
        List_4=[
            row("List 4", Does_the_Child=written, Continuous_Assessment_Start_Date="2024-01-02")
        ]
    )
    assert extract.tables["children"]["disabled"].to_list() == [value]
    assert rules_of(extract) == ({rule: 1} if rule else {})


def test_locality_and_deprivation_are_read_from_any_list(tmp_path):
    headings = [*OFSTED["List 3"], "Locality", "IMD quintile"]
    rows = [
        [*row("List 3", Date_of_referral="2024-01-02"), " North  side ", "2.0"],
        [*row("List 3", Date_of_referral="2024-01-03", Child_Unique_ID="B2"), None, "9"],
    ]
    extract = read(workbook(tmp_path / "a.xlsx", {"S": [headings, *rows]}))
    assert extract.tables["children"].select("locality", "deprivation_quintile").rows() == [
        ("North side", 2),
        (None, None),
    ]
    assert rules_of(extract) == {"quintile_unknown": 1}
    assert {"children.locality", "children.deprivation_quintile"} <= set(extract.coverage["field"])


def test_what_the_rows_of_a_child_say_is_put_together(annex_a):
    extract = annex_a(
        List_3=[row("List 3", Date_of_referral="2024-01-02", Date_of_Birth=None, Ethnicity=None)],
        List_4=[
            row("List 4", Does_the_Child="a) Yes", Continuous_Assessment_Start_Date="2024-01-02"),
        ],
    )
    [person] = extract.tables["children"].to_dicts()
    assert (person["ethnicity"], person["disabled"]) == ("WBRI", True)
    # The age at the referral is known from the birth date in the other list.
    assert extract.tables["referrals"]["age_years"].to_list() == [8]


def test_rows_of_a_child_that_contradict_each_other_are_said(annex_a):
    extract = annex_a(
        List_3=[
            row("List 3", Date_of_referral="2024-01-02"),
            row("List 3", Date_of_referral="2024-02-02", Date_of_Birth="2015-05-02"),
        ]
    )
    assert rules_of(extract) == {"child_facts_differ": 1}
    assert extract.problems.first[0].position == "List 3, row 3"


def test_a_formula_counts_by_its_stored_result(tmp_path):
    import xlsxwriter

    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(path)
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("L7")
    # The first column of the sheet is empty.
    sheet.write_row(0, 1, OFSTED["List 7"])
    start, end, seen = 7, 13, 10
    for number, result in enumerate((45300, "", ""), start=1):
        sheet.write_row(
            number,
            1,
            row("List 7", Child_Unique_ID=f"C{number}", Child_Protection_Plan_Start="2024-01-02"),
        )
        sheet.write_formula(number, end, "=H2+5", dates, result)
    sheet.write_formula(2, start, "=NA()", None, "#N/A")
    # Cells that are not read may hold what they like.
    sheet.write_formula(3, seen, "=NA()", None, "#N/A")
    book.close()
    extract = read(path)
    assert extract.tables["plans"].select("start_date", "end_date").rows() == [
        (dt.date(2024, 1, 2), dt.date(2024, 1, 9)),
        (dt.date(2024, 1, 2), None),
    ]
    assert rules_of(extract) == {"formula_without_value": 2, "cell_error": 1, "key_date_missing": 1}
    assert {(p.rule, p.position) for p in extract.problems.first} == {
        ("formula_without_value", "L7, row 3"),
        ("formula_without_value", "L7, row 4"),
        ("cell_error", "L7, row 3"),
        ("key_date_missing", "L7, row 3"),
    }
    assert extract.refused == 1


def test_an_empty_text_as_the_result_of_a_formula_is_empty(tmp_path):
    import zipfile

    path = files.lists(tmp_path / "a.xlsx", List_3=[row("List 3", Date_of_referral="2024-01-02")])
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert "</row></sheetData>" in sheet
    empty = '<c r="H2" t="str"><f>IF(A1="","",A1)</f><v></v></c>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        "</row></sheetData>", f"{empty}</row></sheetData>"
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert rules_of(read(path)) == {}


def test_a_row_without_a_child_is_refused_once(annex_a):
    extract = annex_a(
        List_3=[
            row("List 3", Date_of_referral="2024-01-02", Child_Unique_ID=None),
            row("List 3", Date_of_referral="2024-01-03", Child_Unique_ID="B2"),
            [None] * len(OFSTED["List 3"]),
            row("List 3", Child_Unique_ID="C3"),
        ]
    )
    assert extract.tables["referrals"].height == 1
    assert rules_of(extract) == {"child_id_missing": 1, "key_date_missing": 1}
    assert (extract.rows, extract.refused) == (3, 2)
    assert [p.position for p in extract.problems.first] == ["List 3, row 2", "List 3, row 5"]


def test_a_list_that_lacks_a_heading_is_said_and_not_read(tmp_path):
    short = [heading for heading in OFSTED["List 7"] if heading != "Latest Category of Abuse"]
    book = workbook(
        tmp_path / "a.xlsx",
        {
            "Plans": [["CP plans"], short, ["A1"]],
            "Refs": [OFSTED["List 3"], row("List 3", Date_of_referral="2024-01-02")],
        },
    )
    extract = read(book)
    assert "plans" not in extract.tables
    [problem] = extract.problems.first
    assert (problem.rule, problem.position, problem.field) == (
        "list_incomplete",
        "Plans, row 2",
        "Latest Category of Abuse",
    )


def test_two_headings_that_resemble_one_column_are_refused_only_without_its_name(tmp_path):
    resembling = [*OFSTED["List 3"], "Date of last referral"]
    book = workbook(
        tmp_path / "a.xlsx", {"S": [resembling, row("List 3", Date_of_referral="2024-01-02")]}
    )
    assert read(book).tables["referrals"].height == 1
    resembling[OFSTED["List 3"].index("Date of referral")] = "Date of this referral"
    book = workbook(tmp_path / "a.xlsx", {"S": [resembling, row("List 3")]})
    with pytest.raises(UserError, match="'Date of this referral' and 'Date of last referral'"):
        read(book)


def test_a_workbook_with_the_wrong_day_says_nothing_of_the_six_months_before(annex_a):
    extract = annex_a(as_at=dt.date(2025, 3, 31), **EVERY_LIST)
    assert rules_of(extract) == {"dates_do_not_fit": 1}
    assert extract.coverage.height == 0
    early = annex_a(as_at=dt.date(2023, 9, 30), List_3=EVERY_LIST["List_3"])
    assert rules_of(early) == {"dates_do_not_fit": 1, "date_in_future": 1}


def test_an_extract_with_headings_only_covers_its_months(annex_a):
    extract = annex_a(List_3=[])
    assert list(extract.tables) == []
    assert extract.rows == 0


def test_reading_a_workbook_tells_how_far_it_is(tmp_path):
    told: list[float] = []
    read(files.lists(tmp_path / "a.xlsx", **EVERY_LIST), progress=told.append)
    assert told[-1] == 1
    assert len(told) == len(EVERY_LIST)


def test_two_lists_of_a_kind_are_both_read(tmp_path):
    first = row("List 3", Date_of_referral="2024-01-02")
    second = row("List 3", Date_of_referral="2024-01-03")
    book = workbook(
        tmp_path / "a.xlsx",
        {"A": [OFSTED["List 3"], first], "B": [OFSTED["List 3"], first, second]},
    )
    extract = read(book)
    assert extract.tables["referrals"].height == 2
    assert rules_of(extract) == {"row_given_twice": 1}
