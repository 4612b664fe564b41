"""The store: whole or not at all, the same file once, forgotten on request."""

import datetime as dt
import json
import resource
import signal
import subprocess
import sys
import textwrap
import time

import polars as pl
import pytest

from data.extracts import read_extract
from data.problems import UserError
from data.pseudonyms import Key, create_key
from data.warehouse import Store
from tests.reading import files
from tests.reading.conftest import AS_AT, KEY
from tests.reading.files import child, episode, message, row

AGREEMENT = 'name = "Northmere"\n[[areas]]\ncode = "990"\nname = "Northmere"\n'


def extract_of(tmp_path, *children, key=KEY, **header):
    path = files.write(tmp_path / "return.xml", message(*children, **header))
    return read_extract(path, key=key)


@pytest.fixture
def extract(tmp_path):
    return extract_of(tmp_path, child(episode("2023-06-01"), Sex="1"))


def contents(folder):
    """Every file of a store but the lock, with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_an_extract_comes_back_as_it_went_in(store, extract):
    assert store.save_extract(extract)
    [stored] = store.extracts().to_dicts()
    assert stored == {
        "extract": extract.digest,
        "area": "990",
        "format": "CIN census",
        "file": "return.xml",
        "covers_from": dt.date(2023, 4, 1),
        "covers_to": AS_AT,
        "as_at": AS_AT,
        "made_at": dt.datetime.fromisoformat("2024-05-01T12:00:00"),
        "rows": 2,
        "refused": 0,
        "subject": None,
        "agency": None,
        "sender": None,
        "totals": False,
        "received": None,
        "wanted": 0,
        "given": 0,
    }
    tables = store.tables()
    for table, frame in extract.tables.items():
        assert tables[table].equals(frame)
    assert tables["coverage"].equals(extract.coverage)


def test_the_same_file_twice_changes_nothing(store, extract):
    assert store.save_extract(extract)
    before = contents(store.folder)
    assert not store.save_extract(extract)
    assert contents(store.folder) == before


def test_the_same_file_under_another_name_is_the_same_file(store, extract, tmp_path):
    store.save_extract(extract)
    copy = tmp_path / "copy.xml"
    copy.write_bytes((tmp_path / "return.xml").read_bytes())
    assert not store.save_extract(read_extract(copy, key=KEY))
    assert store.extracts()["file"].to_list() == ["return.xml"]


def test_the_same_workbook_for_another_day_is_refused(store, tmp_path):
    path = files.lists(tmp_path / "a.xlsx", List_3=[row("List 3", Date_of_referral="2024-01-02")])
    store.save_extract(read_extract(path, key=KEY, area="990", as_at=AS_AT))
    again = read_extract(path, key=KEY, area="990", as_at=dt.date(2024, 2, 29))
    with pytest.raises(
        UserError, match=r"loaded already, as of area 990 and 2024-03-31\.\n.*withdraw"
    ):
        store.save_extract(again)
    assert store.extracts()["as_at"].to_list() == [AS_AT]


def test_extracts_under_two_keys_are_refused(store, extract, tmp_path):
    store.save_extract(extract)
    other = extract_of(tmp_path, child(LAchildID="B2"), key=Key(b"x" * 32))
    with pytest.raises(UserError, match="not the one that earlier extracts were loaded with"):
        store.save_extract(other)
    assert store.extracts().height == 1
    store.withdraw(extract.digest)
    assert store.save_extract(other)


def test_problems_are_kept_with_their_extract(store, extract, tmp_path):
    assert store.problems().height == 0
    assert store.problem_counts().height == 0
    store.save_extract(extract)
    store.save_extract(extract_of(tmp_path, child(LAchildID="B2", Sex="2"), area="991"))
    assert store.problems().height == 2
    [problem] = store.problems(extract.digest[:8]).to_dicts()
    assert problem["extract"] == extract.digest
    assert problem["rule"] == "sex_as_digit"
    [count] = store.problem_counts(extract.digest).to_dicts()
    assert (count["rows"], count["children"]) == (1, 1)


def test_an_extract_is_withdrawn_by_the_first_letters_of_its_digest(store, extract, tmp_path):
    store.save_extract(extract)
    other = extract_of(tmp_path, child(LAchildID="B2"))
    store.save_extract(other)
    assert store.withdraw(extract.digest[:10]) == extract.digest
    assert store.extracts()["extract"].to_list() == [other.digest]
    assert store.tables()["children"].height == 1
    assert store.save_extract(extract)


def test_a_digest_that_fits_none_or_several_withdraws_nothing(store, extract):
    for prefix in ("", "zz"):
        with pytest.raises(UserError, match="no extract matches"):
            store.withdraw(prefix)
    store.save_extract(extract)
    last = "1" if extract.digest.endswith("0") else "0"
    twin = store.folder / "extracts" / (extract.digest[:-1] + last)
    twin.mkdir()
    with pytest.raises(UserError, match="2 extracts match"):
        store.withdraw(extract.digest[:5])
    assert store.folder.joinpath("extracts", extract.digest).is_dir()


# Damage


def remove(path):
    path.unlink()


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-1])


def change_one_byte(path):
    content = path.read_bytes()
    path.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])


def put_another_in_its_place(path):
    path.write_bytes((path.parent / "children.parquet").read_bytes())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (remove, "is missing"),
        (cut_off, "is not as it was stored"),
        (change_one_byte, "is not as it was stored"),
        (put_another_in_its_place, "is not as it was stored"),
    ],
)
@pytest.mark.parametrize("table", ["referrals", "coverage", "problem_counts"])
def test_a_table_that_was_lost_or_changed_is_never_read_as_no_rows(
    store, extract, table, damage, said
):
    store.save_extract(extract)
    damage(store.folder / "extracts" / extract.digest / f"{table}.parquet")
    with pytest.raises(UserError) as error:
        store.tables()
    name = extract.digest[:12]
    assert str(error.value) == (
        f"Extract {name} is damaged: its {table}.parquet {said}.\n"
        f"Withdraw it (partnership withdraw {name}) and load its file again."
    )
    assert store.withdraw(extract.digest) == extract.digest
    assert store.tables()["referrals"].height == 0
    assert store.save_extract(extract)
    assert store.tables()["referrals"].height == 1


def test_problems_that_were_lost_are_not_read_as_none(store, extract):
    store.save_extract(extract)
    (store.folder / "extracts" / extract.digest / "problems.parquet").unlink()
    for wanted in (None, extract.digest[:5]):
        with pytest.raises(UserError, match=r"its problems\.parquet is missing"):
            store.problems(wanted)


def edited(**changes):
    """Change some facts of an extract.json, or take them out."""

    def change(text):
        facts = json.loads(text) | changes
        return json.dumps({name: value for name, value in facts.items() if value != "out"})

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "{",
        lambda text: "{}",
        lambda text: "[]",
        lambda text: "",
        lambda text: text[:-10],
        edited(as_at="yesterday"),
        edited(rows="many"),
        edited(area="out"),
        edited(key_mark=None),
        edited(digest="0" * 64),
        edited(tables=None),
        edited(tables=["coverage", "problems", "problem_counts"]),
        edited(tables={}),
    ],
)
def test_facts_of_an_extract_that_cannot_be_read_are_said(store, extract, change):
    store.save_extract(extract)
    path = store.folder / "extracts" / extract.digest / "extract.json"
    path.write_text(change(path.read_text()))
    for read in (store.tables, store.extracts, lambda: store.save_extract(extract)):
        with pytest.raises(UserError, match=f"Extract {extract.digest[:12]} is damaged"):
            read()
    assert store.withdraw(extract.digest) == extract.digest


def test_damaged_extracts_are_listed_apart_from_the_sound_ones(store, extract, tmp_path):
    assert store.damaged() == {}
    assert store.sound_extracts().height == 0
    other = extract_of(tmp_path, child(LAchildID="B2"))
    for each in (extract, other):
        store.save_extract(each)
    (store.folder / "extracts" / extract.digest / "extract.json").write_text("{")
    [(digest, said)] = store.damaged().items()
    assert digest == extract.digest
    assert "its extract.json is not as it was stored" in said
    assert store.sound_extracts()["extract"].to_list() == [other.digest]
    assert store.named(extract.digest[:12]) == extract.digest


def test_a_table_without_its_size_in_the_list_is_said(store, extract):
    store.save_extract(extract)
    path = store.folder / "extracts" / extract.digest / "extract.json"
    facts = json.loads(path.read_text())
    facts["tables"]["referrals"] = {"rows": 1}
    path.write_text(json.dumps(facts))
    with pytest.raises(UserError, match=r"its referrals\.parquet is not as it was stored"):
        store.tables()


def test_an_extract_without_a_list_of_its_tables_is_refused(store, extract):
    store.save_extract(extract)
    path = store.folder / "extracts" / extract.digest / "extract.json"
    path.write_text(edited(tables="out")(path.read_text()))
    with pytest.raises(UserError, match=r"stored by an earlier version.*\nWithdraw it \(partn"):
        store.tables()


def test_the_list_of_tables_says_how_many_rows_each_has(store, extract):
    store.save_extract(extract)
    folder = store.folder / "extracts" / extract.digest
    listed = json.loads((folder / "extract.json").read_text())["tables"]
    assert {f"{name}.parquet" for name in listed} == {
        each.name for each in folder.glob("*.parquet")
    }
    assert listed["referrals"]["rows"] == 1
    assert listed["referrals"]["bytes"] == (folder / "referrals.parquet").stat().st_size


def test_a_table_that_is_not_in_the_list_is_not_read(store, extract, tmp_path):
    store.save_extract(extract)
    folder = store.folder / "extracts" / extract.digest
    (folder / "plans.parquet").write_bytes((folder / "children.parquet").read_bytes())
    assert store.tables()["plans"].height == 0


def test_what_explorers_and_copying_programs_leave_beside_the_extracts_is_passed_over(
    store, extract
):
    store.save_extract(extract)
    beside = store.folder / "extracts"
    (beside / "desktop.ini").write_text("[.ShellClassInfo]")
    (beside / "Thumbs.db").write_bytes(b"\xd0\xcf")
    (beside / ("0" * 64)).write_text("a file with the name of a folder")
    for folder in ("New folder", extract.digest.upper(), f"{extract.digest} - Copy"):
        (beside / folder).mkdir(exist_ok=True)
    assert store.extracts()["extract"].to_list() == [extract.digest]
    assert store.tables()["referrals"].height == 1
    assert store.withdraw(extract.digest[:6]) == extract.digest


# A load that ends before its time

LOADER = """
    import sys, time
    from pathlib import Path
    import polars as pl
    from data.extracts import read_extract
    from data.pseudonyms import Key
    from data.warehouse import Store

    extract = read_extract(Path(sys.argv[1]), key=Key(bytes(32)))
    write = pl.DataFrame.write_parquet
    def slowly(*args, **kwargs):
        write(*args, **kwargs)
        print("written", flush=True)
        time.sleep(60)
    pl.DataFrame.write_parquet = slowly
    Store(Path(sys.argv[2])).save_extract(extract)
"""


def test_a_load_that_is_killed_leaves_nothing_and_the_next_one_works(store, extract, tmp_path):
    loading = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LOADER), tmp_path / "return.xml", store.folder],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert loading.stdout is not None
    assert loading.stdout.readline() == "written\n"
    assert [path for path in store.folder.glob("extracts/.*") if path.is_dir()]
    loading.send_signal(signal.SIGKILL)
    loading.wait()
    loading.stdout.close()
    # Nobody sees what it left, and the next load sweeps it away.
    assert store.extracts().height == 0
    assert store.tables()["children"].height == 0
    assert store.save_extract(extract)
    assert [path.name for path in (store.folder / "extracts").iterdir()] == [extract.digest]


def test_two_loads_at_once_wait_for_each_other(store, extract, tmp_path):
    quick = textwrap.dedent(LOADER).replace("time.sleep(60)", "time.sleep(0.02)")
    loads = [
        subprocess.Popen(
            [sys.executable, "-c", quick, tmp_path / "return.xml", store.folder],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    assert [load.wait() for load in loads] == [0, 0]
    assert store.extracts().height == 1


def test_a_full_disk_is_said_and_nothing_is_half_stored(store, tmp_path):
    small = extract_of(tmp_path, child())
    store.save_extract(small)
    before = contents(store.folder)
    large = extract_of(
        tmp_path, *[child(episode("2023-06-01"), LAchildID=f"C{n}") for n in range(200)]
    )
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limit[1]))
    try:
        with pytest.raises(UserError, match=r"There is no room left in .*: nothing was stored"):
            store.save_extract(large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert contents(store.folder) == before
    assert not list(store.folder.glob("extracts/.*"))
    assert store.save_extract(large)


def test_a_folder_that_may_not_be_written_to_is_said(tmp_path, extract):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="Nothing can be written"):
        Store(tmp_path / "file").save_extract(extract)


def test_a_fault_of_ours_leaves_nothing_either(store, extract, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("ours")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fail)
    with pytest.raises(RuntimeError, match="ours"):
        store.save_extract(extract)
    assert list((store.folder / "extracts").iterdir()) == []


def test_only_its_owner_may_look_into_the_store(store, extract):
    store.save_extract(extract)
    for folder in ("extracts", "counts", "releases", f"extracts/{extract.digest}"):
        assert (store.folder / folder).stat().st_mode & 0o077 == 0


# Releases

FRAMES = {"figures": pl.DataFrame({"value": [1.5, None]}), "states": pl.DataFrame({"count": [7]})}
COUNTS = {"figures": pl.DataFrame({"count": [1]})}


def test_before_the_first_release_there_is_none(store):
    assert store.newest_release() is None
    assert store.newest_counts() is None
    assert store.newest_digest() is None


def test_a_release_comes_back_with_its_manifest_and_its_counts_apart(store):
    manifest = {"as_at": "2024-03-31", "areas": [{"code": "990"}], "passed": True}
    digest = store.save_release(FRAMES, manifest, COUNTS)
    held = store.newest_release()
    assert held is not None
    frames, found = held
    assert found == manifest
    assert {name: frame.to_dicts() for name, frame in frames.items()} == {
        name: frame.to_dicts() for name, frame in FRAMES.items()
    }
    counts = store.newest_counts()
    assert counts is not None
    assert counts["figures"].equals(COUNTS["figures"])
    assert store.newest_digest() == digest
    assert not list((store.folder / "releases" / digest).glob("counts*"))


def test_the_newest_release_is_the_one_saved_last(store):
    first = store.save_release(FRAMES, {"as_at": dt.date(2024, 3, 31)}, COUNTS)
    second = store.save_release(FRAMES, {"as_at": dt.date(2024, 6, 30)}, COUNTS)
    assert first != second
    assert store.newest_release()[1] == {"as_at": "2024-06-30"}
    # The same release again is the same folder, and the newest once more.
    assert store.save_release(FRAMES, {"as_at": dt.date(2024, 3, 31)}, COUNTS) == first
    assert store.newest_digest() == first


def test_an_earlier_release_comes_back_by_its_digest_while_it_is_kept_whole(store):
    first = store.save_release(FRAMES, {"as_at": "2024-03-31"}, COUNTS)
    store.save_release(FRAMES, {"as_at": "2024-06-30"}, COUNTS)
    frames, manifest = store.earlier_release(first)
    assert manifest == {"as_at": "2024-03-31"}
    assert frames["figures"].equals(FRAMES["figures"])
    for other in ("f" * 64, f"../releases/{first}", ""):
        assert store.earlier_release(other) is None
    (store.folder / "releases" / first / "manifest.json").write_text("{")
    assert store.earlier_release(first) is None


def test_a_manifest_of_what_json_cannot_hold_is_our_fault(store):
    with pytest.raises(TypeError, match="cannot hold a set"):
        store.save_release(FRAMES, {"areas": {"990"}}, COUNTS)
    assert store.newest_release() is None


@pytest.mark.parametrize("damage", ["manifest.json", "figures.parquet"])
def test_a_damaged_release_is_said(store, damage):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    (store.folder / "releases" / digest / damage).write_text("{")
    with pytest.raises(UserError, match="damaged or incomplete"):
        store.newest_release()


@pytest.mark.parametrize("kind", ["releases", "counts"])
@pytest.mark.parametrize("damage", [remove, cut_off])
@pytest.mark.parametrize("file", ["manifest.json", "figures.parquet"])
def test_a_damaged_release_is_whole_again_when_it_is_made_again(store, kind, damage, file):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    before = contents(store.folder)
    damage(store.folder / kind / digest / file)
    assert store.save_release(FRAMES, {"a": 1}, COUNTS) == digest
    assert contents(store.folder) == before


def test_damaged_counts_are_said(store):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    cut_off(store.folder / "counts" / digest / "figures.parquet")
    with pytest.raises(UserError, match=r"counts behind the newest release are damaged\.\nMake"):
        store.newest_counts()


def test_a_pointer_to_nothing_is_said(store):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    (store.folder / "releases" / digest).rename(store.folder / "elsewhere")
    with pytest.raises(UserError, match="damaged or incomplete"):
        store.newest_release()


def test_a_pointer_that_was_half_written_is_swept(store):
    store.save_release(FRAMES, {"a": 1}, COUNTS)
    leftover = store.folder / "releases" / ".unfinished-1234"
    leftover.write_text("half")
    store.save_release(FRAMES, {"a": 2}, COUNTS)
    assert not leftover.exists()


# The agreement and the key


def test_the_store_names_what_is_missing(store):
    with pytest.raises(UserError, match="no agreement"):
        store.agreement()
    with pytest.raises(UserError, match="no agreement"):
        store.key()


def test_no_key_no_load(store):
    store.folder.mkdir()
    (store.folder / "agreement.toml").write_text(AGREEMENT)
    assert store.agreement().name == "Northmere"
    with pytest.raises(UserError, match="There is no key"):
        store.key()
    made = create_key(store.folder / "key")
    assert store.key() == made


def test_the_agreement_may_name_another_key(store):
    store.folder.mkdir()
    (store.folder / "agreement.toml").write_text('key_file = "keys/ours"\n' + AGREEMENT)
    (store.folder / "keys").mkdir()
    made = create_key(store.folder / "keys" / "ours")
    assert store.key() == made


def test_facts_of_an_extract_hold_no_secret(store, extract):
    store.save_extract(extract)
    facts = json.loads((store.folder / "extracts" / extract.digest / "extract.json").read_text())
    assert KEY.secret.hex() not in str(facts)
    assert set(facts) == {
        "digest", "format", "file", "area", "covers_from", "covers_to", "as_at", "made_at", "key_mark",
        "rows", "refused", "subject", "agency", "sender", "totals", "received", "wanted", "given",
        "tables",
    }  # fmt: skip


def test_years_of_two_areas_combine_in_two_seconds(store, tmp_path):
    children = [
        child(
            episode(f"20{y}-06-0{1 + n % 9}"),
            LAchildID=f"C{n}",
        )
        for n in range(300)
        for y in (20, 21, 22)
    ]
    for area in ("990", "991"):
        for year in range(2021, 2026):
            store.save_extract(
                extract_of(tmp_path, *children, area=area, reference_date=f"{year}-03-31")
            )
    started = time.perf_counter()
    tables = store.tables()
    assert time.perf_counter() - started < 2
    assert tables["children"].height == 600
    assert tables["referrals"].height == 1800
