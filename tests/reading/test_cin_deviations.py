"""What suppliers and councils really send: every deviation that a census file is known to have."""

import datetime as dt
import time

import pytest

from data.extracts import read_extract
from tests.reading import files
from tests.reading.conftest import KEY, rules_of
from tests.reading.files import assessment, child, element, enquiry, episode, message, plan


def read(tmp_path, text, encoding="utf-8"):
    return read_extract(files.write(tmp_path / "return.xml", text, encoding), key=KEY)


WHOLE = message(
    child(
        "<Disabilities><Disability>LD</Disability></Disabilities>",
        episode(
            "2023-06-01",
            assessment("2023-06-01", "3B", "4B", AssessmentAuthorisationDate="2023-07-01"),
            enquiry("2023-06-05", "2023-06-20"),
            plan("2023-06-20", "2023-09-01"),
        ),
    )
)


def contents(extract):
    return {table: frame.drop("extract").to_dicts() for table, frame in extract.tables.items()}


@pytest.fixture
def expected(tmp_path):
    return contents(read(tmp_path, WHOLE))


def test_a_default_namespace_changes_nothing(tmp_path, expected):
    text = WHOLE.replace("<Message>", '<Message xmlns="http://example.invalid/cin">')
    assert contents(read(tmp_path, text)) == expected


def test_a_prefixed_namespace_changes_nothing(tmp_path, expected):
    text = WHOLE.replace("</", "</c:").replace("<", "<c:").replace("<c:/c:", "</c:")
    text = text.replace("<c:Message>", '<c:Message xmlns:c="http://example.invalid/cin">')
    extract = read(tmp_path, text)
    assert contents(extract) == expected
    assert rules_of(extract) == {}


def test_the_order_of_elements_changes_nothing(tmp_path, expected):
    def reversed_within(parent):
        for each in parent:
            reversed_within(each)
        # Reviews and factors keep the order in which they came: it is no part of what they mean.
        parent[:] = reversed(list(parent))

    from lxml import etree

    root = etree.fromstring(WHOLE)
    reversed_within(root)
    for each in root.iter("FactorsIdentifiedAtAssessment"):
        each[:] = reversed(list(each))
    assert contents(read(tmp_path, etree.tostring(root, encoding="unicode"))) == expected


def test_blank_space_and_capitals_of_tags_change_nothing(tmp_path, expected):
    text = WHOLE.replace("CINclosureDate", "CINClosureDate").replace("CPPstartDate", "CPPStartDate")
    assert contents(read(tmp_path, text)) == expected
    assert contents(read(tmp_path, WHOLE.replace("\n", ""))) == expected


def test_spellings_of_other_tools_are_known(tmp_path, expected):
    text = WHOLE.replace("DateOfInitialCPC", "DateofInitialICPC").replace(
        "<ICPCnotRequired>false</ICPCnotRequired>", "<ICPCRequired>true</ICPCRequired>"
    )
    assert contents(read(tmp_path, text)) == expected


def test_a_collection_without_header_needs_area_and_date(tmp_path, expected):
    inside = WHOLE.partition("<Children>")[2].partition("</Children>")[0]
    path = files.write(
        tmp_path / "made.xml", f"<CINdetailsCollection>{inside}</CINdetailsCollection>"
    )
    extract = read_extract(path, key=KEY, area="990", as_at=dt.date(2024, 3, 31))
    assert contents(extract) == expected
    assert extract.made_at is None


@pytest.mark.parametrize(
    "written", ["01/06/2023", "1/6/2023", "2023-06-01T00:00:00", " 2023-06-01 ", "2023-06-01Z"]
)
def test_dates_in_other_renderings_are_read(census, written):
    extract = census(child(episode(written)))
    assert extract.tables["referrals"]["referral_date"].to_list() == [dt.date(2023, 6, 1)]
    assert rules_of(extract) == {}


def test_a_british_date_is_never_read_as_an_american_one(census):
    extract = census(child(episode("05/04/2023")))
    assert extract.tables["referrals"]["referral_date"].to_list() == [dt.date(2023, 4, 5)]


@pytest.mark.parametrize(
    "written", ["PlaceholderStr", "2012", "01/06/23", "31/02/2023", "2023-13-01", "soon"]
)
def test_what_is_no_date_is_said_and_never_guessed(census, written):
    extract = census(child(episode("2023-06-01", CINclosureDate=written)))
    assert extract.tables["referrals"]["closure_date"].to_list() == [None]
    assert rules_of(extract) == {"date_unreadable": 1}


def test_a_birth_date_of_a_year_only_is_said(census):
    extract = census(child(episode("2023-06-01"), PersonBirthDate="2012"))
    assert extract.tables["referrals"]["age_years"].to_list() == [None]
    assert rules_of(extract) == {"date_unreadable": 1, "birth_date_missing": 1}


def test_a_date_of_the_middle_ages_is_left_out_and_one_of_the_seventies_kept(census):
    extract = census(child(episode("1066-10-14"), episode("1975-06-01")))
    assert extract.tables["referrals"]["referral_date"].to_list() == [dt.date(1975, 6, 1)]
    assert rules_of(extract) == {
        "date_out_of_range": 1,
        "key_date_missing": 1,
        "long_before_birth": 1,
    }


@pytest.mark.parametrize("written", ["1A, 2B", "1a;2b", " 1A 2B ", "1A,2B,"])
def test_several_factors_in_one_element_are_told_apart(census, written):
    extract = census(child(episode("2023-06-01", assessment("2023-06-01", written))))
    assert extract.tables["assessment_factors"]["factor"].to_list() == ["1A", "2B"]
    assert rules_of(extract) == {}


def test_factors_without_their_wrapper_are_read(census):
    bare = element(
        "Assessments",
        "<AssessmentFactors>1A</AssessmentFactors><AssessmentFactors>2B</AssessmentFactors>",
        AssessmentActualStartDate="2023-06-01",
    )
    text = element(
        "Assessments",
        "<FactorsIdentifiedAtAssessment>3B 4B</FactorsIdentifiedAtAssessment>",
        AssessmentActualStartDate="2023-07-01",
    )
    extract = census(child(episode("2023-06-01", bare, text)))
    assert extract.tables["assessment_factors"]["factor"].to_list() == ["1A", "2B", "3B", "4B"]


def test_an_empty_wrapper_of_factors_is_no_factor(census):
    empty = element(
        "Assessments", "<FactorsIdentifiedAtAssessment/>", AssessmentActualStartDate="2023-06-01"
    )
    extract = census(child(episode("2023-06-01", empty)))
    assert "assessment_factors" not in extract.tables
    assert rules_of(extract) == {}


def test_an_unknown_factor_is_said_and_the_others_kept(census):
    extract = census(child(episode("2023-06-01", assessment("2023-06-01", "1C", "RB", "6B"))))
    assert extract.tables["assessment_factors"]["factor"].to_list() == ["1C", "6B"]
    assert rules_of(extract) == {"code_unknown": 1}


def test_no_factor_beside_factors_is_said(census):
    extract = census(
        child(
            episode(
                "2023-06-01", assessment("2023-06-01", "21"), assessment("2023-07-01", "21", "3B")
            )
        )
    )
    assert rules_of(extract) == {"none_with_others": 1}


def test_reviews_under_their_own_name_and_several_in_one_are_read(census):
    text = plan("2023-06-01", "2023-08-01", "2024-01-01")
    for written in (text, text.replace("Reviews>", "CPPreviews>")):
        extract = census(child(episode("2023-05-01", written)))
        assert extract.tables["reviews"].height == 2
        assert rules_of(extract) == {}


@pytest.mark.parametrize(
    "written", ["2024-05-01 12:00:00", "2024-05-01T12:00:00Z", "2024-05-01T12:00:00.123"]
)
def test_the_time_a_file_was_made_has_many_renderings(census, written):
    assert census(child(), made_at=written).made_at == dt.datetime.fromisoformat(
        "2024-05-01T12:00:00"
    )


@pytest.mark.parametrize("written", [None, "", "yesterday"])
def test_a_file_need_not_say_when_it_was_made(census, written):
    assert census(child(), made_at=written).made_at is None


def test_lower_case_codes_are_read(census):
    extract = census(
        child(
            episode("2023-06-01", ReferralSource="1a", PrimaryNeedCode="n1"),
            Ethnicity="wbri",
            Sex="f",
        )
    )
    assert extract.tables["referrals"].select("source", "primary_need").row(0) == ("1A", "N1")
    assert extract.tables["children"].select("sex", "ethnicity").row(0) == ("F", "WBRI")
    assert rules_of(extract) == {}


def test_empty_tags_are_nothing(census):
    extract = census(
        child(
            episode("2023-06-01", CINclosureDate=None, ReasonForClosure="", PrimaryNeedCode=" "),
            UPN=None,
        )
    )
    row = extract.tables["referrals"].row(0, named=True)
    assert (row["closure_date"], row["closure_reason"], row["primary_need"]) == (None, None, None)
    assert rules_of(extract) == {}


@pytest.mark.parametrize("missing", ["ChildIdentifiers", "ChildCharacteristics", "CINdetails"])
def test_a_child_may_lack_any_part(census, missing):
    import re

    text = re.sub(f"<{missing}>.*</{missing}>", "", child(episode("2023-06-01")), flags=re.DOTALL)
    extract = census(text, child(LAchildID="B2"))
    expected = {
        "ChildIdentifiers": (
            1,
            {"child_id_missing": 1, "row_of_refused_child": 1, "birth_date_missing": 1},
        )
    }
    children, broken = expected.get(missing, (2, {}))
    assert extract.tables["children"].height == children
    assert rules_of(extract) == broken


def test_text_between_elements_is_said_with_its_line(census):
    text = child(episode("2023-06-01")).replace("</Sex>", "</Sex>Sex")
    extract = census(
        text.replace("<CINdetails>", "<CINdetails>loose").replace(
            "<ChildIdentifiers>", "<ChildIdentifiers>loose"
        )
    )
    assert rules_of(extract) == {"stray_text": 3}
    assert {problem.field for problem in extract.problems.first} == {
        "Sex",
        "CINdetails",
        "ChildIdentifiers",
    }
    assert extract.tables["referrals"].height == 1
    assert "loose" not in str(extract.problems)


def test_an_element_that_nobody_knows_is_said(census):
    extract = census(child(episode("2023-06-01", CINcloseDate="2023-07-01")))
    assert rules_of(extract) == {"element_unknown": 1}
    assert extract.problems.first[0].field == "CINcloseDate"


def test_thousands_of_unknown_elements_take_no_time(census):
    started = time.process_time()
    unknown = "<Nobody/>" * 20_000
    extract = census(child(episode("2023-06-01", unknown)))
    assert rules_of(extract) == {"element_unknown": 20_000}
    assert time.process_time() - started < 2


def test_what_belongs_to_nothing_is_said(census):
    extract = census(
        child(
            episode(
                "2023-06-01",
                enquiry("2023-06-05"),
                "<AssessmentFactors>1A</AssessmentFactors>",
                "<CPPreviewDate>2024-01-01</CPPreviewDate>",
                "<S47ActualStartDate>2023-09-09</S47ActualStartDate>",
            ),
            "<Section47><S47ActualStartDate>2023-09-09</S47ActualStartDate></Section47>",
            "<DateOfInitialCPC>2023-06-20</DateOfInitialCPC>",
        )
    )
    assert rules_of(extract) == {"element_misplaced": 5}
    assert set(extract.tables) == {"children", "referrals", "section_47_enquiries"}
    # It is not put into a row that happens to stand before it.
    assert extract.tables["section_47_enquiries"]["start_date"].to_list() == [dt.date(2023, 6, 5)]


def test_comments_and_instructions_are_passed_over(tmp_path, expected):
    text = WHOLE.replace("<CINdetails>", "<!-- no <b>text</b> --><?sort by date?><CINdetails>")
    extract = read(tmp_path, text)
    assert contents(extract) == expected
    assert rules_of(extract) == {}


def test_cdata_and_character_references_are_text(census):
    extract = census(child(episode("2023-06-01"), LAchildID="<![CDATA[A1]]>", Sex="&#70;"))
    plain = census(child(episode("2023-06-01")))
    assert contents(extract) == contents(plain)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_encodings_with_a_byte_order_mark_are_read(tmp_path, expected, encoding):
    marked = WHOLE if encoding in ("utf-16", "utf-8-sig") else "\ufeff" + WHOLE
    assert contents(read(tmp_path, marked, encoding)) == expected


def test_windows_1252_that_says_so_is_read(tmp_path, expected):
    text = '<?xml version="1.0" encoding="windows-1252"?>' + WHOLE.replace(
        "<Message>", "<Message><!-- £ é -->"
    )
    assert contents(read(tmp_path, text, "windows-1252")) == expected


def test_previous_plans_that_are_never_none_count_the_plan_itself(census):
    def plans(*counts):
        return census(
            *[
                child(
                    episode("2023-05-01", plan("2023-06-01", NumberOfPreviousCPP=count)),
                    LAchildID=f"C{n}",
                )
                for n, count in enumerate(counts)
            ]
        )

    wrong = plans("1", "1", "2", "1", "1")
    assert wrong.tables["plans"]["previous_plans"].null_count() == 5
    assert rules_of(wrong) == {"previous_plans_never_zero": 1}
    assert "plans.previous_plans" not in wrong.coverage["field"].to_list()
    assert plans("1", "1", "2", "1", "0").tables["plans"]["previous_plans"].sum() == 5
    # So few plans may well all be second ones.
    assert plans("1", "1", "2", "1").tables["plans"]["previous_plans"].sum() == 5


@pytest.mark.parametrize(
    ("written", "stored", "rule"),
    [
        ("1.0", 1, None),
        ("", None, None),
        ("two", None, "number_unreadable"),
        ("-1", None, "number_unreadable"),
        ("999", None, "number_out_of_range"),
    ],
)
def test_the_number_of_previous_plans(census, written, stored, rule):
    extract = census(child(episode("2023-05-01", plan("2023-06-01", NumberOfPreviousCPP=written))))
    assert extract.tables["plans"]["previous_plans"].to_list() == [stored]
    assert rules_of(extract) == ({rule: 1} if rule else {})


def test_a_kind_of_row_that_is_missing_from_a_large_return_is_not_in_the_extract(census):
    referrals = [
        child(episode("2023-05-01", enquiry("2023-05-02")), LAchildID=f"C{n}") for n in range(100)
    ]
    extract = census(*referrals)
    covered = set(extract.coverage["field"])
    assert "section_47_enquiries.start_date" in covered
    assert "referrals.referral_date" in covered
    assert not any(
        field.startswith(("plans.", "reviews.", "assessment", "need_plans.")) for field in covered
    )
    assert rules_of(extract) == {"rows_of_a_kind_missing": 4}
    # Referrals with no further action carry nothing, and a small return may lack anything.
    closed = [child(episode("2023-05-01", ReferralNFA="1"), LAchildID=f"C{n}") for n in range(100)]
    assert rules_of(census(*closed)) == {}
    assert rules_of(census(*referrals[:99])) == {}
