"""The files of the invented partnership: what a real one would tell, the wrong rows, and no more."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from lxml import etree

from data.demo import (
    FAULTS,
    WrittenFile,
    demonstration_facts,
    write_cin_census_for_benchmark,
    write_demonstration,
)
from data.demonstration.journeys import Facts
from data.demonstration.workbook import write_workbook
from data.extracts import Extract, read_extract
from data.pseudonyms import Key

A_FEW = 0.12
"""The scale of the partnership that is written here: some 700 referrals a year."""

# The order that the census asks for, of all the elements that we write.
IN_ORDER = {
    "Child": ["ChildIdentifiers", "ChildCharacteristics", "CINdetails"],
    "ChildIdentifiers": [
        "LAchildID",
        "UPN",
        "UPNunknown",
        "PersonBirthDate",
        "ExpectedPersonBirthDate",
        "GenderCurrent",
        "Sex",
    ],
    "ChildCharacteristics": ["Ethnicity", "Disabilities"],
    "CINdetails": [
        "CINreferralDate",
        "ReferralSource",
        "PrimaryNeedCode",
        "CINclosureDate",
        "ReasonForClosure",
        "DateOfInitialCPC",
        "Assessments",
        "CINPlanDates",
        "Section47",
        "ReferralNFA",
        "ChildProtectionPlans",
    ],
    "Assessments": [
        "AssessmentActualStartDate",
        "AssessmentAuthorisationDate",
        "FactorsIdentifiedAtAssessment",
    ],
    "Section47": ["S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired"],
    "ChildProtectionPlans": [
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
        "Reviews",
    ],
}


@pytest.fixture(scope="session")
def facts() -> Facts:
    return demonstration_facts(children_scale=A_FEW)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, WrittenFile]:
    folder = tmp_path_factory.mktemp("demonstration")
    every = write_demonstration(folder, children_scale=A_FEW)
    return {file.path.stem: file for file in every if file.received is None}


@pytest.fixture(scope="session")
def census(written: dict[str, WrittenFile]):
    @cache
    def parsed(name: str) -> etree._Element:
        return etree.parse(str(written[name].path)).getroot()

    return parsed


def test_a_return_says_whose_it_is_and_of_which_year(census) -> None:
    header = census("CIN_991_2022-23").find("Header")
    assert header.findtext("CollectionDetails/Collection") == "CIN"
    assert header.findtext("CollectionDetails/Year") == "2023"
    assert header.findtext("CollectionDetails/ReferenceDate") == "2023-03-31"
    assert header.findtext("Source/LEA") == "991"
    assert header.findtext("Source/DateTime") == "2023-06-24T09:30:00"


@pytest.mark.parametrize("name", ["CIN_990_2020-21", "CIN_991_2024-25"])
def test_elements_stand_in_the_order_that_the_census_asks_for(name: str, census) -> None:
    for parent, order in IN_ORDER.items():
        found = list(census(name).iter(parent))
        assert found
        for element in found:
            places = [order.index(part.tag) for part in element]
            assert places == sorted(places)


def test_each_year_has_the_shape_of_its_collection(census) -> None:
    for year in range(2021, 2026):
        tags = {part.tag for part in census(f"CIN_990_{year - 1}-{year % 100}").iter()}
        assert ("Sex" in tags) == (year >= 2025)
        assert ("GenderCurrent" in tags) == (year < 2025)
        assert ("CINPlanDates" in tags) == (year >= 2022)
        reasons = {
            e.text for e in census(f"CIN_990_{year - 1}-{year % 100}").iter("ReasonForClosure")
        }
        assert ("RC9" in reasons) == (year >= 2023)


def test_systems_differ_in_how_they_say_yes(census) -> None:
    assert {e.text for e in census("CIN_990_2021-22").iter("ReferralNFA")} == {"true", "false"}
    assert {e.text for e in census("CIN_991_2021-22").iter("ReferralNFA")} == {"1", "0"}


def test_of_an_unborn_child_next_to_nothing_is_told(census) -> None:
    unborn = [
        child
        for child in census("CIN_990_2023-24").iter("Child")
        if child.find("ChildIdentifiers/ExpectedPersonBirthDate") is not None
    ]
    assert unborn
    for child in unborn:
        assert child.find("ChildIdentifiers/PersonBirthDate") is None
        assert child.findtext("ChildIdentifiers/GenderCurrent") == "0"
        assert child.findtext("ChildCharacteristics/Ethnicity") == "NOBT"
        assert child.find("ChildCharacteristics/Disabilities") is None


def test_pupil_numbers_have_their_right_check_letter(census) -> None:
    numbers = [element.text for element in census("CIN_990_2023-24").iter("UPN")]
    assert len(numbers) > 100
    for number in numbers:
        total = sum(int(digit) * place for place, digit in enumerate(number[1:], start=2))
        assert number[0] == "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23]


def _episodes(root: etree._Element) -> Iterator[tuple[tuple[str, str], etree._Element]]:
    for child in root.iter("Child"):
        for episode in child.iter("CINdetails"):
            yield (
                (child.findtext("ChildIdentifiers/LAchildID"), episode.findtext("CINreferralDate")),
                episode,
            )


def test_a_return_tells_only_of_what_was_going_on_in_its_year(census) -> None:
    for _, episode in _episodes(census("CIN_991_2023-24")):
        assert episode.findtext("CINreferralDate") <= "2024-03-31"
        if episode.findtext("ReferralNFA") == "1":
            assert episode.findtext("CINreferralDate") >= "2023-04-01"
        for end in ("Assessments/AssessmentAuthorisationDate", "ChildProtectionPlans/CPPendDate"):
            for element in episode.iterfind(end):
                assert "2023-04-01" <= element.text <= "2024-03-31"


def test_an_episode_that_stays_open_is_told_of_again_the_next_year(census) -> None:
    this_year = dict(_episodes(census("CIN_991_2021-22")))
    next_year = dict(_episodes(census("CIN_991_2022-23")))
    still_open = {
        key
        for key, episode in this_year.items()
        if episode.find("CINclosureDate") is None and episode.findtext("ReferralNFA") == "0"
    }
    assert len(still_open) > 50
    assert still_open <= set(next_year)
    assert not (set(this_year) - still_open) & set(next_year)


def test_a_plan_comes_with_the_reviews_of_the_year_and_the_last_before(census) -> None:
    plans = list(census("CIN_990_2023-24").iter("ChildProtectionPlans"))
    before = [
        sum(review.text < "2023-04-01" for review in plan.iter("CPPreviewDate")) for plan in plans
    ]
    assert set(before) == {0, 1}
    begun_long_before = [
        count
        for count, plan in zip(before, plans, strict=True)
        if plan.findtext("CPPstartDate") < "2022-10-01"
    ]
    assert set(begun_long_before) == {1}


@pytest.mark.parametrize("name", ["Annex_A_990_2023-09-30", "Annex_A_991_2023-09-30"])
def test_a_workbook_opens_as_a_workbook_with_all_its_lists(
    name: str, written: dict[str, WrittenFile]
) -> None:
    workbook = openpyxl.load_workbook(written[name].path)
    assert len(workbook.worksheets) == 11
    for sheet in workbook.worksheets[:10]:
        headings = [cell.value for cell in sheet[1]]
        assert headings[0] == "Child Unique ID"
        assert "Date of Birth" in headings
    of_children = workbook.worksheets[5]
    birth = next(row[3].value for row in of_children.iter_rows(min_row=2) if row[3].value)
    assert isinstance(birth, dt.datetime if "990" in name else str)
    assert of_children["A2"].data_type == ("n" if "990" in name else "s")


def test_teams_and_workers_stand_in_the_workbook_to_be_left_there(
    written: dict[str, WrittenFile],
) -> None:
    sheet = openpyxl.load_workbook(written["Annex_A_991_2023-09-30"].path)["Referrals"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[-2:] == ["Allocated Team", "Allocated Worker"]
    assert sheet["M2"].value.startswith("Worker ")


def test_text_is_escaped_and_any_number_of_columns_fits(tmp_path: Path) -> None:
    rows = pl.DataFrame({f"A & B {n}": ["<x> & y", None] for n in range(60)})
    write_workbook(tmp_path / "wide.xlsx", {"R & D": rows})
    sheet = openpyxl.load_workbook(tmp_path / "wide.xlsx")["R & D"]
    assert sheet.max_column == 60
    assert (sheet["BH1"].value, sheet["BH2"].value) == ("A & B 59", "<x> & y")


@pytest.fixture(scope="session")
def extracts(written: dict[str, WrittenFile]) -> dict[str, Extract]:
    return {
        name: read_extract(file.path, key=Key(bytes(32)), area=file.area, as_at=file.as_at)
        for name, file in written.items()
    }


# What a reader says of the rows that hang on a wrong one.
FOLLOWING = {"row_of_refused_child", "long_before_birth", "end_before_start"}


def test_every_file_loads_with_the_planted_problems_and_no_others(
    extracts: dict[str, Extract],
) -> None:
    planted: defaultdict[str, int] = defaultdict(int)
    for fault in (each for each in FAULTS if not each.rules):
        planted[fault.file] += fault.rows
    for name, extract in extracts.items():
        counts = extract.problems.counts
        direct = counts.filter(~pl.col("rule").is_in(FOLLOWING - {"end_before_start"}))
        assert (counts.height > 0) == (name in planted), name
        assert direct["rows"].sum() >= planted[name], name
        assert direct["rows"].sum() <= planted[name] + 2, name
    assert set(planted) <= set(extracts)


def test_what_was_read_is_what_happened(extracts: dict[str, Extract], facts: Facts) -> None:
    last = dt.date(2024, 3, 31)
    tables = extracts["CIN_991_2023-24"].tables
    of_area = facts.children.filter(pl.col("area") == "991")
    referrals = facts.referrals.join(of_area, on="child", how="semi")
    of_year = pl.col("referral_date").is_between(dt.date(2023, 4, 1), last)
    told = tables["referrals"].filter(of_year)
    assert told.height == referrals.filter(of_year).height
    assert told["no_further_action"].sum() == referrals.filter(of_year)["no_action"].sum()
    plans = facts.plans.join(of_area, on="child", how="semi").filter(
        pl.col("start_date") <= last, pl.col("end_date") >= dt.date(2023, 4, 1)
    )
    assert tables["plans"]["start_date"].sort().equals(plans["start_date"].sort())
    open_ones = tables["plans"].filter(pl.col("end_date").is_null())
    assert open_ones.height == plans.filter(pl.col("end_date") > last).height
    assert tables["plans"]["previous_plans"].sum() == plans["previous_plans"].sum()


def test_both_kinds_of_file_tell_of_the_same_events(extracts: dict[str, Extract]) -> None:
    from_census = extracts["CIN_990_2022-23"].tables
    since, last = dt.date(2022, 10, 1), dt.date(2023, 3, 31)
    from_lists = extracts["Annex_A_990_2023-03-31"].tables
    for table, date in (("referrals", "referral_date"), ("section_47_enquiries", "start_date")):
        ids = table.removesuffix("s").replace("section_47_enquirie", "enquiry")
        of_half_year = from_census[table].filter(pl.col(date).is_between(since, last))
        assert set(of_half_year[ids]) <= set(from_lists[table][ids])


def test_locality_and_quintile_come_with_the_lists(extracts: dict[str, Extract]) -> None:
    children = extracts["Annex_A_990_2023-03-31"].tables["children"]
    assert {"Harbourside", "Fellside"} <= set(children["locality"].drop_nulls())
    assert set(children["deprivation_quintile"].drop_nulls()) == {1, 2, 3, 4, 5}
    assert children["locality"].null_count() > 0


def test_a_benchmark_file_has_as_many_children_as_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "benchmark.xml"
    write_cin_census_for_benchmark(path, 9_000)
    identifiers = [element.text for element in etree.parse(str(path)).getroot().iter("LAchildID")]
    assert len(identifiers) == len(set(identifiers)) == 9_000
    assert path.stat().st_size / 9_000 == pytest.approx(1_500, rel=0.1)
