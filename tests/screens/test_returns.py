"""Partners' returns on the analyst's page: what a file does not say is asked, its headings are learnt."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import partnership
from dashboard.settings import ROLES
from data.warehouse import Store
from tests.screens import invented
from tests.screens.conftest import Page
from tests.screens.test_loading import button
from tests.screens.test_views import said

CSV = "text/csv"
STATED = """Return,missing
Agency,police
Local authority,990
Period from,2025-01-01
Period to,2025-01-31

Episode reference,Recorded by,Missing since
M1,Police,2025-01-02 10:00
"""
UNSTATED = "Episode reference,Recorded by,Missing since\nM1,Police,2025-01-02 10:00\n"
IN_ITS_OWN_WORDS = "MISPER ref,Source,Went\nM1,Police,2025-01-02 10:00\n"


@pytest.fixture
def analyst(page: Page, empty: Path) -> AppTest:
    """The analyst's first page on an empty store."""
    return page(empty, role="analyst")


def upload(running: AppTest, name: str, text: str) -> AppTest:
    running.file_uploader[0].set_value([(name, text.encode(), CSV)])
    return button(running, "Load")


def choose(running: AppTest, label: str, value: object) -> None:
    for kind in ("selectbox", "text_input", "date_input", "radio"):
        for one in getattr(running, kind):
            if one.label == label:
                one.set_value(value)
                return
    raise AssertionError(f"the page asks nothing called {label}")


def tell_what_it_is(running: AppTest) -> AppTest:
    for label, value in (
        ("Which return", "missing"),
        ("Agency", "police"),
        ("Sender", "Eastvale Police"),
        ("Local authority", "990"),
        ("First day", "2025-01-01"),
        ("Last day", "2025-01-31"),
    ):
        choose(running, label, _day(value) if value[0] == "2" else value)
    return button(running, "Load it as this")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def stored(folder: Path) -> list[tuple[str, str | None]]:
    return [
        (row["subject"], row["sender"]) for row in Store(folder).extracts().iter_rows(named=True)
    ]


def test_a_return_that_says_what_it_is_is_loaded_at_once(analyst: AppTest, empty: Path) -> None:
    running = upload(analyst, "missing.csv", STATED)
    assert "**missing.csv** is loaded: 1 row" in said(running)
    assert stored(empty) == [("missing", "Police")]


def test_a_file_that_says_nothing_is_asked_what_it_is(analyst: AppTest, empty: Path) -> None:
    running = upload(analyst, "missing.csv", UNSTATED)
    assert "missing.csv is not an extract we can read" in running.error[0].value
    running = tell_what_it_is(running)
    assert not running.error
    assert "**missing.csv** is loaded: 1 row" in said(running)
    assert stored(empty) == [("missing", "Eastvale Police")]


def test_unknown_headings_are_asked_once_and_kept(analyst: AppTest, empty: Path) -> None:
    running = tell_what_it_is(upload(analyst, "january.csv", IN_ITS_OWN_WORDS))
    assert "Which of its headings is which of ours?" in said(running)
    for ours, theirs in (
        ("Episode reference", "MISPER ref"),
        ("Recorded by (needed)", "Source"),
        ("Missing since (needed)", "Went"),
    ):
        choose(running, ours, theirs)
    running = button(running, "Save and load")
    assert "**january.csv** is loaded: 1 row" in said(running)
    (kept,) = Store(empty).mappings()
    assert kept.name == "Eastvale Police"
    assert kept.columns["Went"] == "Missing since"
    again = IN_ITS_OWN_WORDS.replace("M1", "M2")
    running = tell_what_it_is(upload(running, "february.csv", again))
    assert "**february.csv** is loaded: 1 row" in said(running)


def test_a_heading_chosen_twice_is_refused_in_words(analyst: AppTest, empty: Path) -> None:
    running = tell_what_it_is(upload(analyst, "january.csv", IN_ITS_OWN_WORDS))
    for ours in ("Episode reference", "Recorded by (needed)", "Missing since (needed)"):
        choose(running, ours, "Went")
    running = button(running, "Save and load")
    assert "chosen twice" in running.error[-1].value
    assert Store(empty).mappings() == ()


def test_a_school_census_is_asked_for_its_term(
    analyst: AppTest, empty: Path, tmp_path: Path
) -> None:
    path = tmp_path / "census.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(
            "2025_spring_pupilonroll.csv",
            "pupilonrolltableid,nativeid,upn,termlysessionspossible,termlysessionsauthorised,"
            "termlysessionsunauthorised\n1,100001,H801200001001,133,4,2\n",
        )
    analyst.file_uploader[0].set_value([(path.name, path.read_bytes(), "application/zip")])
    running = button(analyst, "Load")
    assert "does not say of which term" in running.error[0].value
    for label, day in (
        ("First day", "2024-09-02"),
        ("Last day", "2024-12-20"),
        ("Records read on, or census day", "2025-01-16"),
    ):
        choose(running, label, _day(day))
    choose(running, "Local authority", "990")
    running = button(running, "Load it as this")
    assert "**census.zip** is loaded: 2 rows" in said(running)
    assert stored(empty) == [(None, "Schools and education")]


def test_a_damaged_workbook_said_to_be_a_return_is_only_refused(analyst: AppTest) -> None:
    analyst.file_uploader[0].set_value([("broken.xlsx", b"PK\x03\x04 and no more", CSV)])
    running = button(analyst, "Load")
    choose(running, "Which return", "missing")
    running = button(running, "Load it as this")
    assert "damaged or incomplete" in running.error[0].value


def test_a_file_can_be_left_out(analyst: AppTest, empty: Path) -> None:
    running = upload(analyst, "letter.csv", "Dear all,\nplease find attached\n")
    running = button(running, "Leave this file out")
    assert not running.error
    assert stored(empty) == []


# The page of returns


@pytest.fixture
def sent(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a release, a return without a fault, and one with a fault in its second row."""
    fault = "M2,Ghosts,2025-01-03 10:00\n"
    for name, text in (("sound.csv", STATED), ("faulty.csv", STATED + fault)):
        path = tmp_path_factory.mktemp("sent") / name
        path.write_text(text)
        partnership.load(Store(empty), path)
    held = invented.release()
    Store(empty).save_release(held.frames, held.manifest, {})
    return empty


def letter(running: AppTest) -> str:
    """The letter that the page shows."""
    (shown,) = [one.value for one in running.text if one.value.startswith("To: ")]
    return str(shown)


def test_the_analyst_chooses_a_file_and_sees_the_letter_to_its_sender(
    page: Page, sent: Path
) -> None:
    running = page(sent, "views/returns.py", role="analyst")
    assert "Write back to a sender" in said(running)
    digests = {row["file"]: row["extract"] for row in Store(sent).extracts().to_dicts()}
    asked = running.selectbox(key="letter of")
    asked.set_value(digests["sound.csv"]).run()
    assert "File: sound.csv" in letter(running)
    assert "Nothing has to be put right." in letter(running)
    running.selectbox(key="letter of").set_value(digests["faulty.csv"]).run()
    assert not running.exception
    assert "File: faulty.csv" in letter(running)
    assert "“Recorded by”" in letter(running)
    assert "What to do: " in letter(running)
    assert "M2" not in letter(running)
    assert "Download the letter" in [one.proto.label for one in running.get("download_button")]


def test_before_a_file_is_loaded_there_is_nobody_to_write_to(page: Page, released: Path) -> None:
    running = page(released, "views/returns.py", role="analyst")
    assert "Nothing is loaded yet." in said(running)
    assert not running.text


@pytest.mark.parametrize("role", [role for role in ROLES if role != "analyst"])
def test_only_the_analyst_writes_back_to_senders(page: Page, sent: Path, role: str) -> None:
    running = page(sent, "views/returns.py", role=role)
    assert "Write back to a sender" not in said(running)
    assert not running.text


def test_the_page_says_first_how_many_returns_came_in_time(page: Page, released: Path) -> None:
    running = page(released, "views/returns.py", role="dsp")
    assert "Of 3 returns due so far, 1 came in time, 1 came late and 1 has not come." in said(
        running
    )
    late = next(
        one.value for one in running.table if "Health contributions" in one.value.to_string()
    )
    assert "Children reported missing" in late.to_string()
    assert "Early help" not in late.to_string()
