"""The demonstration: made once, kept for the next run, and never made over anything else."""

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from dashboard import challenges, demonstration, partnership, releasing, through_the_year
from dashboard.entering import with_what_people_wrote
from dashboard.investigations import investigations_of
from dashboard.through_the_year import KINDS, status
from data.problems import UserError
from data.records import Records
from data.tables import OWN_RECORDS
from data.warehouse import Store
from tests.commands.conftest import give

MEASURES = ["icpc_within_15_working_days", "re_referrals_within_12_months"]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of fewer children and two measures, finished as the command does it.

    Tests only read it.
    """
    folder = tmp_path_factory.mktemp("demonstration") / "store"
    files = demonstration.write(folder, children_scale=0.1)
    agreement = folder / "agreement.toml"
    agreement.write_text(
        agreement.read_text(encoding="utf-8").replace(
            "key_file", f"measures = {MEASURES}\nkey_file"
        ),
        encoding="utf-8",
    )
    store = Store(folder)
    case_files = [file for file in files if file.received is None]
    for file in (*case_files[-4:], next(file for file in files if file.received is not None)):
        partnership.load(store, file.path, area=file.area, as_at=file.as_at, received=file.received)
    releasing.keep(store, releasing.build(store))
    return folder


def test_a_second_run_uses_what_the_first_one_made(small: Path):
    before = {path: path.stat().st_mtime_ns for path in small.rglob("*")}
    done = give("demo", "--folder", small, "--no-serve")
    assert done.exit_code == 0, done.output
    assert {path: path.stat().st_mtime_ns for path in small.rglob("*")} == before


def test_the_invented_partnership_says_that_it_is_invented(small: Path):
    manifest = releasing.current(Store(small)).manifest
    assert "invented" in manifest["partnership"]
    # Nobody has written anything there yet that a release could rest on.
    assert manifest["records"] is None
    assert (small / demonstration.MARK).exists()


def test_the_invented_people_have_written_something_to_begin_with(small: Path, tmp_path: Path):
    folder = tmp_path / "store"
    shutil.copytree(small, folder)
    store = Store(folder)
    demonstration.write_their_records(store)
    records = Records.of(folder)
    held = challenges.challenges_of(records.entries())
    assert [one.closed for one in held] == [True, False]
    assert challenges.overdue(held, partnership.today()) == held[1:]
    (investigation,) = investigations_of(records.entries())
    assert investigation.conclusion is not None
    kept = through_the_year.items(records.entries())
    assert {item.kind for item in kept} == set(KINDS)
    assert not through_the_year.never_begun(records.entries())
    assert not any(item.irregular for item in kept)
    actions = through_the_year.of("action", records.entries())
    assert any(item.redated for item in actions)
    assert {item.state for item in actions} >= {"completed", "impact_evidenced", "cancelled"}
    assert status.overdue(kept, partnership.today())
    before = records.verify()
    demonstration.write_their_records(store)
    assert records.verify() == before


def test_of_what_they_write_only_the_request_enters_a_release_of_its_day(
    small: Path, tmp_path: Path
):
    folder = tmp_path / "store"
    shutil.copytree(small, folder)
    store = Store(folder)
    demonstration.write_their_records(store)
    entries = Records.of(folder).entries()
    assert {entry.subject_kind for entry in entries} >= {"challenge", "action", "feedback"}
    as_at = dt.date.fromisoformat(releasing.current(store).manifest["as_at"])
    assert all(entry.day > as_at for entry in entries)
    before = store.tables()
    after = with_what_people_wrote(before, entries, as_at)
    assert all(after[name].equals(before[name]) for name in before if name != "extracts")
    own = after["extracts"].filter(pl.col("format") == OWN_RECORDS)
    (request,) = [entry for entry in entries if entry.subject_kind == "request"]
    assert own["extract"].to_list() == [request.digest]


def test_what_a_stopped_run_left_is_cleared_and_made_anew(tmp_path: Path):
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / demonstration.MARK).touch()
    (folder / "leftover").touch()
    assert not demonstration.is_ready(folder)
    written = demonstration.write(folder, children_scale=0.01)
    assert not (folder / "leftover").exists()
    assert all(file.path.exists() for file in written)


def test_a_demonstration_that_lost_a_file_is_made_anew(small: Path, tmp_path: Path):
    folder = tmp_path / "store"
    shutil.copytree(small, folder)
    assert demonstration.is_ready(folder)
    next(folder.glob("extracts/*/referrals.parquet")).unlink()
    assert not demonstration.is_ready(folder)


def test_a_folder_that_holds_anything_else_is_never_cleared(tmp_path: Path):
    (tmp_path / "agreement.toml").write_text('name = "Ours"')
    done = give("demo", "--folder", tmp_path, "--no-serve")
    assert done.exit_code == 2
    assert "--folder" in done.stderr
    with pytest.raises(UserError, match="kept as it is"):
        demonstration.write(tmp_path)
    assert (tmp_path / "agreement.toml").read_text() == 'name = "Ours"'
