"""Commands about files, given to a real store with real files."""

import contextlib
import csv
import json
import os
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from tests.commands.census import write_census
from tests.commands.conftest import Partnership, give


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A census with two faults: an unknown ethnicity, and a child without an id."""
    path = write_census(tmp_path)
    text = path.read_text(encoding="utf-8")
    text = text.replace("<Ethnicity>APKN<", "<Ethnicity>=ZZZ<", 1)
    path.write_text(text.replace("<LAchildID>C7</LAchildID>", "", 1), encoding="utf-8")
    return path


def test_a_new_store_holds_an_agreement_and_a_key_that_only_its_owner_reads(tmp_path: Path):
    store = tmp_path / "ours"
    done = give(
        "--store", store, "init", "--name", 'The "Mere" partnership', "--area", "990 Northmere",
        "--area", "991 Eastvale", "--region", "North West",
    )  # fmt: skip
    assert done.exit_code == 0
    assert 'name = "The \\"Mere\\" partnership"' in (store / "agreement.toml").read_text()
    assert "Keep the file 'key' safe" in done.output
    if os.name == "posix":
        assert (store / "key").stat().st_mode & 0o077 == 0


def test_a_store_is_never_made_over_another(partnership: Partnership, tmp_path: Path):
    before = (tmp_path / "store" / "key").read_text()
    done = partnership("init", "--name", "Another", "--area", "991 Eastvale")
    assert done.exit_code == 2
    assert "kept as it is" in done.stderr
    assert (tmp_path / "store" / "key").read_text() == before


@pytest.mark.parametrize("area", ["Northmere", "99 Northmere", "990"])
def test_an_area_is_a_code_of_three_digits_and_a_name(tmp_path: Path, area: str):
    done = give("--store", tmp_path / "new", "init", "--name", "Ours", "--area", area)
    assert done.exit_code == 2
    assert "three-digit code and its name" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--name", "Ours", "--area", "990 A", "--region", "Nowhere"), "must be one of East Midl"),
        (("--name", " ", "--area", "990 A"), "name must be a text"),
        (("--name", "Ours", "--area", "990 A", "--area", "990 B"), "each code once"),
    ],
)
def test_a_store_whose_agreement_could_not_be_read_is_not_made(
    tmp_path: Path, given: tuple[str, ...], said: str
):
    done = give("--store", tmp_path / "new", "init", *given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "new").exists()


def test_without_a_store_every_command_says_how_to_make_one(tmp_path: Path):
    for command in ("extracts", "release", "serve"):
        done = give("--store", tmp_path / "nowhere", command)
        assert done.exit_code == 2
        assert "partnership init" in done.stderr


def test_check_of_a_faultless_file_ends_well_and_stores_nothing(tmp_path: Path):
    done = give("--store", tmp_path / "nowhere", "check", write_census(tmp_path))
    assert done.exit_code == 0
    assert "No problems found" in done.output
    assert not (tmp_path / "nowhere").exists()


def test_check_says_where_what_and_what_to_do_and_ends_with_three(faulty: Path):
    done = give("check", faulty)
    assert done.exit_code == 3
    assert "line " in done.output
    assert "Ethnicity" in done.output
    assert "left out" in done.output


def test_check_writes_every_problem_as_csv_and_no_cell_is_a_formula(faulty: Path, tmp_path: Path):
    out = tmp_path / "problems.csv"
    done = give("check", faulty, "--csv", out)
    assert done.exit_code == 3
    with out.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert {"file", "position", "field", "rule", "message", "what_to_do"} <= rows[0].keys()
    assert {"Ethnicity", "LAchildID"} <= {row["field"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_check_gives_json_to_a_program(faulty: Path):
    done = give("check", faulty, "--json")
    (file,) = json.loads(done.stdout)
    assert file["area"] == "990"
    assert file["as_at"] == "2024-03-31"
    assert file["problems"]


def test_a_file_that_is_not_there_is_a_mistake_of_the_reader():
    assert give("check", "nowhere.xml").exit_code == 2


def test_a_file_of_another_kind_is_refused_with_the_kinds_we_read(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    done = give("check", path)
    assert done.exit_code == 2
    assert "not an extract we can read" in done.stderr
    assert "Traceback" not in done.output


def test_loading_the_same_file_twice_changes_nothing(partnership: Partnership, tmp_path: Path):
    census = write_census(tmp_path)
    first = partnership("load", census)
    assert first.exit_code == 0
    assert "Stored, as" in first.output
    again = partnership("load", census, "--json")
    assert [file["new"] for file in json.loads(again.stdout)] == [False]
    assert len(json.loads(partnership("extracts", "--json").stdout)) == 1


def test_a_file_of_an_area_that_is_not_in_the_agreement_is_not_stored(
    partnership: Partnership, tmp_path: Path
):
    done = partnership("load", write_census(tmp_path, area="991"))
    assert done.exit_code == 2
    assert "not in the agreement (990 Northmere)" in done.stderr
    assert "Nothing is loaded yet" in partnership("extracts").output


def test_without_its_key_nothing_is_loaded(partnership: Partnership, tmp_path: Path):
    (tmp_path / "store" / "key").unlink()
    done = partnership("load", write_census(tmp_path))
    assert done.exit_code == 2
    assert "key" in done.stderr


def test_a_wrong_file_is_taken_out_again_by_the_beginning_of_its_name(
    partnership: Partnership, tmp_path: Path
):
    for year in (2023, 2024):
        partnership("load", write_census(tmp_path, year=year))
    held = json.loads(partnership("extracts", "--json").stdout)
    asked = partnership("withdraw", held[0]["extract"][:12])
    assert asked.exit_code == 2
    assert "partnership withdraw EXTRACT --yes" in asked.stderr
    done = partnership("withdraw", held[0]["extract"][:12], "--yes")
    assert done.exit_code == 0
    left = json.loads(partnership("extracts", "--json").stdout)
    assert [row["extract"] for row in left] == [held[1]["extract"]]
    assert partnership("withdraw", "nonsense", "--yes").exit_code == 2


def test_a_file_is_not_taken_out_when_the_answer_is_no(partnership: Partnership, tmp_path: Path):
    partnership("load", write_census(tmp_path))
    (held,) = json.loads(partnership("extracts", "--json").stdout)
    words = ("--store", tmp_path / "store", "withdraw", held["extract"])
    asked = CliRunner().invoke(app, [str(word) for word in words], input="n\n")
    assert asked.exit_code == 1
    assert "Take out census 990 2024.xml of area 990 as at 2024-03-31" in asked.output
    assert len(json.loads(partnership("extracts", "--json").stdout)) == 1
    done = CliRunner().invoke(app, [str(word) for word in words], input="y\n")
    assert "Taken out: census 990 2024.xml of area 990" in done.output


@pytest.mark.parametrize("lost", ["extract.json", "referrals.parquet"])
def test_a_damaged_file_stops_every_figure_and_can_be_taken_out(
    partnership: Partnership, tmp_path: Path, lost: str
):
    for year in (2023, 2024):
        partnership("load", write_census(tmp_path, year=year))
    whole, damaged = (
        row["extract"] for row in json.loads(partnership("extracts", "--json").stdout)
    )
    (tmp_path / "store" / "extracts" / damaged / lost).unlink()
    for words in (["release"], ["load", write_census(tmp_path, year=2022)]):
        done = partnership(*words)
        assert done.exit_code == 2
        assert f"partnership withdraw {damaged[:12]}" in done.stderr
    listed = partnership("extracts")
    assert listed.exit_code == 2
    assert whole[:12] in listed.stdout
    assert f"Extract {damaged[:12]} is damaged: its {lost} is missing" in listed.stderr
    done = partnership("withdraw", damaged[:12], "--yes")
    assert done.exit_code == 0
    assert f"Taken out: the damaged extract {damaged[:12]}" in done.output
    assert partnership("extracts").exit_code == 0
    assert partnership("load", write_census(tmp_path, year=2024)).exit_code == 0


@pytest.mark.parametrize(
    "given", [(), ("--name", "Ours"), ("--area", "990 Northmere")], ids=["none", "name", "area"]
)
def test_where_nobody_can_be_asked_a_new_store_names_the_options_it_needs(
    tmp_path: Path, given: tuple[str, ...]
):
    done = give("--store", tmp_path / "new", "init", *given)
    assert done.exit_code == 2
    assert 'partnership init --name "Our partnership" --area "301 Barking' in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_new_store_asks_for_what_was_not_given(tmp_path: Path):
    words = ["--store", str(tmp_path / "new"), "init"]
    done = CliRunner().invoke(app, words, input="Ours\n990 Northmere\n")
    assert done.exit_code == 0, done.output
    assert 'name = "Ours"' in (tmp_path / "new" / "agreement.toml").read_text()


def test_every_sample_of_other_publishers_can_be_checked_loaded_and_released(
    samples: Path, tmp_path: Path
):
    files = [*(samples / "cin_xml").glob("*.xml"), *(samples / "annex_a").glob("*.xlsx")]
    assert files
    for number, path in enumerate(files):
        # A workbook says neither its area nor its day.
        said = [] if path.suffix == ".xml" else ["--area", "990", "--extract-date", "2024-01-31"]
        checked = give("check", path, *said, "--json")
        assert checked.exit_code in (0, 3), checked.output
        (facts,) = json.loads(checked.stdout)
        store = tmp_path / str(number)
        give("--store", store, "init", "--name", "Ours", "--area", f"{facts['area']} Somewhere")
        for words in (("load", path, *said), ("release",), ("figures", "--measure", "DEM-01")):
            done = give("--store", store, *words)
            assert done.exit_code == 0, done.output


PERSONS = "pers_person_id,pers_surname,pers_sex,pers_dob\nC1,Nobody,F,05/04/2015\n"
EPISODES = """cine_person_id,cine_referral_id,cine_referral_date,cine_close_date
C1,R1,2024-01-10 00:00:00.000,NULL
"""
OF_AREA = ("--area", "990", "--extract-date", "2024-03-31")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder with two tables of the Standard Safeguarding Dataset."""
    folder = tmp_path / "exported"
    folder.mkdir()
    (folder / "person.csv").write_text(PERSONS, encoding="utf-8")
    (folder / "cin_episodes.csv").write_text(EPISODES, encoding="utf-8")
    return folder


@pytest.fixture
def database(exported: Path, tmp_path: Path) -> str:
    """The address of a SQLite database that holds the same two tables."""
    with contextlib.closing(sqlite3.connect(tmp_path / "tables.db")) as connection:
        for path in exported.iterdir():
            headings, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
            connection.execute(f"CREATE TABLE ssd_{path.stem} ({', '.join(headings)})")
            marks = ", ".join("?" * len(headings))
            connection.executemany(f"INSERT INTO ssd_{path.stem} VALUES ({marks})", rows)
        connection.commit()
    return f"sqlite:///{tmp_path / 'tables.db'}"


def test_a_folder_of_tables_is_loaded(partnership: Partnership, exported: Path):
    done = partnership("load", exported, *OF_AREA)
    assert done.exit_code == 0, done.output
    assert "exported: Standard Safeguarding Dataset, area 990, as at 31 March 2024" in done.output
    assert "2 rows read, 0 left out. No problems found." in done.output


def test_a_database_is_loaded_and_is_the_same_extract_as_its_export(
    partnership: Partnership, exported: Path, database: str
):
    assert partnership("load", "--database", database, *OF_AREA).exit_code == 0
    again = partnership("load", exported, *OF_AREA)
    assert "Stored before; nothing changed" in again.output
    [listed] = json.loads(partnership("extracts", "--json").output)
    assert listed["file"] == "database tables.db"


def test_a_database_is_checked_without_a_store(tmp_path: Path, database: str):
    done = give("--store", tmp_path / "none", "check", "--database", database, *OF_AREA)
    assert done.exit_code == 0, done.output
    assert "No problems found" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "There is nothing to read"),
        (("--schema", "dbo"), "go with a database"),
        (("--ask-password",), "go with a database"),
        (("--database", "postgresql+psycopg2://me:SECRET@host/d", *OF_AREA), "is not installed"),
        (("--database", "SECRET"), "not the address of a database"),
    ],
)
def test_what_is_missing_for_a_load_is_said_and_no_password_shown(
    partnership: Partnership, words: tuple[str, ...], said: str
):
    done = partnership("load", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "SECRET" not in done.output + done.stderr


def test_a_password_is_asked_for_unseen(tmp_path: Path, database: str):
    store = tmp_path / "store"
    give("--store", store, "init", "--name", "Invented", "--area", "990 Northmere")
    words = ["--store", str(store), "load", "--database", database, "--ask-password", *OF_AREA]
    done = CliRunner().invoke(app, words, input="SECRET\n", catch_exceptions=False)
    assert "SECRET" not in done.output + done.stderr
    assert "Password" in done.stderr
