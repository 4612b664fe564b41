"""The analyst's page: from a file to a release, with a real file and a real store."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.warehouse import Store
from tests.commands.census import write_census
from tests.reading.published_files import c1_of_2024
from tests.reading.safeguarding import one_child, packed
from tests.screens.conftest import Page
from tests.screens.test_views import said

XML = "text/xml"


def button(running: AppTest, label: str) -> AppTest:
    """The page after a button was pressed."""
    next(one for one in running.button if one.label == label).click().run()
    assert not running.exception
    return running


@pytest.fixture
def analyst(page: Page, empty: Path) -> AppTest:
    """The analyst's first page on an empty store."""
    return page(empty, role="analyst")


def upload(running: AppTest, *paths: Path) -> AppTest:
    """The page after files were loaded."""
    running.file_uploader[0].set_value([(path.name, path.read_bytes(), XML) for path in paths])
    return button(running, "Load")


def test_a_zip_file_of_tables_is_loaded_with_its_area_and_day(
    analyst: AppTest, tmp_path: Path
) -> None:
    path = packed(tmp_path / "march.zip", one_child())
    analyst.selectbox[0].set_value("990")
    analyst.date_input[0].set_value(dt.date(2024, 3, 31))
    running = upload(analyst, path)
    assert "**march.zip** is loaded: 27 rows" in said(running)


def test_before_the_first_file_each_step_says_what_to_do(analyst: AppTest) -> None:
    assert analyst.title[0].value == "Load files"
    assert "No file is loaded yet" in said(analyst)
    assert "nothing to release yet" in said(analyst)


def test_load_without_a_file_says_to_choose_one(analyst: AppTest) -> None:
    assert "Choose a file first" in said(button(analyst, "Load"))


def test_from_a_file_to_figures_that_everybody_sees(
    analyst: AppTest, page: Page, empty: Path, tmp_path: Path
) -> None:
    running = upload(analyst, write_census(tmp_path, year=2024), write_census(tmp_path, year=2025))
    assert "**census 990 2024.xml** is loaded: 240 rows" in said(running)
    assert "2 files are loaded, from 1 April 2023 to 31 March 2025." in said(running)
    running = button(running, "See what would change")
    assert "true counts" in said(running)
    changes = next(one.value for one in running.table if "In the new one" in one.value.columns)
    conferences = changes[
        changes["Measure"] == "Child protection conferences held within 15 working days"
    ]
    assert conferences["In the last release"].item() == "no figure"
    assert conferences["In the new one"].item() == "50 of 60"
    running = button(running, "Make this release")
    assert "The release is made" in said(running)
    assert Store(empty).newest_digest() is not None
    home = page(empty, role="dsp")
    assert home.title[0].value == "What changed"


def test_the_same_file_twice_changes_nothing(analyst: AppTest, tmp_path: Path) -> None:
    census = write_census(tmp_path)
    running = upload(upload(analyst, census), census)
    assert "is loaded already: nothing was changed" in said(running)


def test_a_file_we_cannot_read_is_refused_in_words_and_leaves_nothing(
    analyst: AppTest, empty: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "letter.xml"
    wrong.write_text("Dear all, please find attached", encoding="utf-8")
    running = upload(analyst, wrong)
    assert "letter.xml" in running.error[0].value
    assert Store(empty).extracts().is_empty()


def test_a_file_of_an_area_outside_the_agreement_is_refused(
    analyst: AppTest, empty: Path, tmp_path: Path
) -> None:
    running = upload(analyst, write_census(tmp_path, area="301"))
    assert "not in the agreement" in running.error[0].value
    assert Store(empty).extracts().is_empty()


def test_problems_are_shown_by_what_to_do_about_them(analyst: AppTest, tmp_path: Path) -> None:
    census = write_census(tmp_path)
    text = census.read_text(encoding="utf-8")
    census.write_text(text.replace("<PrimaryNeedCode>N1<", "<PrimaryNeedCode>N99<"), "utf-8")
    running = upload(analyst, census)
    problems = running.table[0].value
    assert problems["Rows"][0] == "60"
    assert problems["Children"][0] == "60"
    assert problems["What to do"][0]
    assert problems["What became of them"][0] == "kept"


def test_a_wrong_file_is_withdrawn_only_when_confirmed(
    analyst: AppTest, empty: Path, tmp_path: Path
) -> None:
    running = upload(analyst, write_census(tmp_path))
    next(one for one in running.toggle if one.label == "Withdraw a wrong file").set_value(
        True
    ).run()
    withdraw = next(one for one in running.button if one.label == "Withdraw the file")
    assert withdraw.disabled
    running.checkbox[0].set_value(True).run()
    button(running, "Withdraw the file")
    assert Store(empty).extracts().is_empty()


def test_a_damaged_file_is_named_stops_the_release_and_can_be_withdrawn(
    analyst: AppTest, page: Page, empty: Path, tmp_path: Path
) -> None:
    upload(analyst, write_census(tmp_path))
    digest = Store(empty).extracts()["extract"].item()
    (empty / "extracts" / digest / "extract.json").write_text("{")
    running = page(empty, role="analyst")
    assert f"Extract {digest[:12]} is damaged" in running.error[0].value
    assert "No release can be made with a damaged extract" in said(running)
    next(one for one in running.toggle if one.label == "Withdraw a wrong file").set_value(
        True
    ).run()
    running.checkbox[0].set_value(True).run()
    running = button(running, "Withdraw the file")
    assert Store(empty).damaged() == {}
    assert "No file is loaded yet" in said(running)


def test_a_release_is_offered_only_for_month_ends_that_the_files_reach(
    analyst: AppTest, tmp_path: Path
) -> None:
    running = upload(analyst, write_census(tmp_path))
    days = next(one for one in running.selectbox if one.label == "As at").options
    assert (days[0], days[-1], len(days)) == ("31 March 2024", "30 April 2023", 12)


def test_files_without_the_end_of_a_month_are_no_release_yet(
    analyst: AppTest, tmp_path: Path
) -> None:
    census = write_census(tmp_path)
    text = census.read_text(encoding="utf-8")
    census.write_text(text.replace("Date>2024-03-31<", "Date>2024-04-10<"), "utf-8")
    assert "no end of a month that every area reaches" in said(upload(analyst, census))


def test_published_figures_are_loaded_listed_and_taken_out(
    analyst: AppTest, empty: Path, tmp_path: Path
) -> None:
    assert "England and its regions come with the program" in said(analyst)
    running = upload(analyst, c1_of_2024(tmp_path))
    assert "C1: referrals and re-referrals (Children in need, 2024 release)" in said(running)
    assert "Cumbria (909) 2023" in said(running)
    toggles = {one.label: one for one in running.toggle}
    toggles["Show the published figures (1 file)"].set_value(True).run()
    assert any("Release" in one.value.columns for one in running.table)
    {one.label: one for one in running.toggle}["Take out published figures"].set_value(True).run()
    running = button(running, "Take them out")
    assert "England and its regions come with the program" in said(running)
    assert not list(empty.glob("published/*"))


def test_a_published_file_that_cannot_be_read_is_told_on_the_page(
    analyst: AppTest, tmp_path: Path
) -> None:
    path = c1_of_2024(tmp_path)
    path.write_text(path.read_text().replace("Re_referrals_percent", "share"))
    assert "re_referrals_percent or rereferral_percent" in said(upload(analyst, path))


def test_damaged_published_figures_can_be_taken_out_on_the_page(
    analyst: AppTest, empty: Path, tmp_path: Path
) -> None:
    running = upload(analyst, c1_of_2024(tmp_path))
    next(empty.glob("published/*/facts.json")).write_text("{}")
    running.run()
    assert "are damaged" in said(running)
    {one.label: one for one in running.toggle}["Take out published figures"].set_value(True).run()
    assert "are damaged" not in said(button(running, "Take them out"))
