"""Commands about what partners owe and send: the register of returns, and the letter back."""

import json
from pathlib import Path

import pytest

from dashboard import rows
from data.warehouse import Store
from tests.commands.census import write_census
from tests.commands.conftest import Partnership, give

OWED = """Agency,Subject,Local authority,Period from,Period to,Due
police,missing,990,2024-01-01,2024-01-31,2024-02-10
police,missing,990,2024-02-01,2024-02-29,2024-03-10
police,missing,990,2023-12-01,2023-12-31,2024-01-10
police,missing,990,2024-03-01,2024-03-31,2024-04-10
"""
MISSING = """Episode reference,Recorded by,Kind,Missing since
M-1,police,missing,2024-01-02 22:30
M-2,ghosts,,2024-01-05 20:00
M-3,police,,soon
"""
IN_TIME = (
    "Episode reference,Recorded by,Missing since,Returned\n"
    "M-0,police,2023-12-02 22:30,2023-12-03 01:15\n"
)
POLICE = ("--subject", "missing", "--agency", "police", "--sender", "Mere Police", "--area", "990")
OFFICE = ("--subject", "returns_due", "--from", "2023-12-01", "--to", "2024-04-30",
          "--extract-date", "2024-04-30")  # fmt: skip
JANUARY = ("--from", "2024-01-01", "--to", "2024-01-31", "--received", "2024-02-15")
DECEMBER = ("--from", "2023-12-01", "--to", "2023-12-31", "--received", "2024-01-09")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with what the police owe, what came of it, and a release. Tests only read it."""
    folder = tmp_path_factory.mktemp("register")
    census = write_census(folder)
    for name, text in (("owed", OWED), ("january", MISSING), ("december", IN_TIME)):
        (folder / f"{name}.csv").write_text(text)
    store = folder / "store"
    for words in (
        ("init", "--name", "Invented", "--area", "990 Northmere"),
        ("load", census),
        ("load", folder / "owed.csv", *OFFICE),
        ("load", folder / "january.csv", *POLICE, *JANUARY),
        ("load", folder / "december.csv", *POLICE, *DECEMBER),
        ("release",),
    ):
        done = give("--store", store, *words)
        assert done.exit_code == 0, done.output
    return store


def digest_of(store: Path, file: str) -> str:
    """The first letters of a stored file."""
    (found,) = [one for one in Store(store).extracts().to_dicts() if one["file"] == file]
    return str(found["extract"])[:12]


# The register


def test_each_return_owed_is_told_with_its_state_on_the_day_of_the_release(register: Path):
    done = give("--store", register, "returns", "--json")
    assert done.exit_code == 0, done.output
    told = {row["period_start"]: row for row in json.loads(done.stdout)}
    assert {day: (row["state"], row["received"]) for day, row in told.items()} == {
        "2023-12-01": ("in time", "2024-01-09"),
        "2024-01-01": ("late", "2024-02-15"),
        "2024-02-01": ("owed", None),
        "2024-03-01": ("not yet due", None),
    }
    assert told["2023-12-01"]["title"] == "Children reported missing"
    assert told["2023-12-01"]["agency_label"] == "Police"
    assert told["2024-01-01"]["complete"] == pytest.approx(100 * 4 / 6)
    assert told["2024-02-01"]["complete"] is None


def test_the_register_is_printed_aligned_for_people(register: Path):
    done = give("--store", register, "returns")
    assert done.exit_code == 0, done.output
    heading, *lines = done.stdout.splitlines()
    assert heading.split()[:3] == ["agency_label", "title", "for_area"]
    assert sum("Children reported missing" in line for line in lines) == 4
    assert sum(" late" in line for line in lines) == 1


def test_where_nobody_said_what_is_owed_the_command_says_how_to(released: Partnership):
    done = released("returns")
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == rows.NOTHING_OWED
    assert json.loads(released("returns", "--json").stdout) == []


def test_before_the_first_release_there_is_no_register(partnership: Partnership):
    done = partnership("returns")
    assert done.exit_code == 2
    assert "There is no release" in done.stderr


# The letter


def test_a_letter_names_the_file_its_faults_and_what_to_do_and_no_child(register: Path):
    done = give("--store", register, "letter", digest_of(register, "january.csv"))
    assert done.exit_code == 0, done.output
    said = done.stdout
    assert said.startswith("To: Mere Police\nFrom: Invented\nAbout: Children reported missing, ")
    assert "Northmere, 1 January 2024 to 31 January 2024" in said
    assert "File: january.csv" in said
    assert "which came on 15 February 2024. It holds 3 rows." in said
    assert "could not be used" in said
    assert "Please put this right, and send the file again:" in said
    assert "“Recorded by”" in said
    assert "   Where: line 3." in said
    assert "Of the cells that should be filled in, 67% are." in said
    assert "What to do: " in said
    assert not [name for name in ("M-1", "M-2", "M-3") if name in said]


def test_a_letter_about_a_file_without_faults_says_so(register: Path):
    said = give("--store", register, "letter", digest_of(register, "december.csv")).stdout
    assert "It holds 1 row. Every one was used." in said
    assert "Nothing has to be put right." in said
    assert "What to do" not in said


def test_a_letter_about_a_census_goes_to_the_area_that_sent_it(register: Path):
    said = give("--store", register, "letter", digest_of(register, "census 990 2024.xml")).stdout
    assert said.startswith("To: Northmere\nFrom: Invented\n")
    assert "Northmere, 1 April 2023 to 31 March 2024" in said


def test_a_letter_about_a_return_of_the_whole_partnership_says_so(register: Path):
    said = give("--store", register, "letter", digest_of(register, "owed.csv")).stdout
    assert "About: Returns that each agency owes, the whole partnership, " in said


def test_a_letter_is_written_where_it_is_asked_for(register: Path, tmp_path: Path):
    words = ("--store", register, "letter", digest_of(register, "january.csv"))
    path = tmp_path / "letter.txt"
    done = give(*words, "--out", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert path.read_text(encoding="utf-8").strip() == give(*words).stdout.strip()


def test_a_letter_about_a_file_that_is_not_in_the_store_is_refused(register: Path):
    done = give("--store", register, "letter", "ffffffffffff")
    assert done.exit_code == 2
    assert "no extract matches" in done.stderr
