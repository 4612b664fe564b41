"""Published files in the store: whole or not at all, the newest release first, taken out again."""

import json
from pathlib import Path

import polars as pl
import pytest

from data.agreement_file import agreement_in
from data.comparators import (
    damaged_published,
    load_published,
    named_published,
    published_files,
    published_tables,
    withdraw_published,
)
from data.problems import UserError
from data.tables import PUBLISHED, PublishedFiles
from data.warehouse import Store
from tests.reading.published_files import c1_of_2024, c1_of_2025, neighbours, populations, write


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_a_file_is_kept_once_with_its_digest_and_facts(store: Store, tmp_path: Path):
    path = c1_of_2024(tmp_path)
    read, new = load_published(store, path)
    assert new
    assert load_published(store, path)[1] is False
    kept = published_files(store)
    assert kept.height == 1
    row = kept.row(0, named=True)
    assert (row["digest"], row["file"], row["last_year"]) == (read.digest, "c1_2024.csv", 2024)
    assert (store.folder / "published" / read.digest / "facts.json").exists()
    assert damaged_published(store) == {}


def test_of_a_figure_in_two_releases_the_newest_release_wins(store: Store, tmp_path: Path):
    for path in (c1_of_2025(tmp_path), c1_of_2024(tmp_path)):
        load_published(store, path)
    figures = published_tables(store)["published_figures"]
    england = figures.filter(
        pl.col("comparator") == "re_referrals", pl.col("area") == "England", pl.col("year") == 2024
    )
    assert england.select("printed", "release").rows() == [
        ("22.3", "Children in need, 2025 release")
    ]
    # What only the older release holds stays.
    older = figures.filter(pl.col("area") == "909", pl.col("comparator") == "re_referrals")
    assert older["release"].to_list() == ["Children in need, 2024 release"]


def test_residents_come_from_the_newest_estimates(store: Store, tmp_path: Path):
    for newest in (2023, 2024):
        load_published(store, populations(tmp_path, newest))
    known = published_tables(store)["populations"].filter(pl.col("area") == "990")
    assert dict(known.select("mid_year", "source").iter_rows()) == {
        2022: "ons_2023.csv",
        2023: "ons_2024.csv",
        2024: "ons_2024.csv",
    }


def test_of_two_models_of_neighbours_the_newest_has_the_word(store: Store, tmp_path: Path):
    load_published(store, neighbours(tmp_path))
    old = write(
        tmp_path,
        "LA num,LA Name,LA number,SN1,SNP",
        "990,Northmere,990,970,Close",
        "971,Elsewhere,971,970,Close",
        name="2021.csv",
    )
    load_published(store, old)
    found = published_tables(store)["statistical_neighbours"]
    assert found.filter(pl.col("area") == "990")["neighbour"].to_list() == ["955", "959"]
    assert found.filter(pl.col("area") == "971")["neighbour"].to_list() == ["970"]


def test_another_file_of_the_same_table_and_release_is_refused(store: Store, tmp_path: Path):
    load_published(store, c1_of_2024(tmp_path))
    (tmp_path / "again").mkdir()
    other = c1_of_2024(tmp_path / "again", name="again.csv")
    other.write_text(other.read_text().replace("22.4", "22.9"))
    with pytest.raises(UserError, match="same table and release") as fault:
        load_published(store, other)
    assert "partnership comparators withdraw" in str(fault.value)
    assert published_files(store).height == 1


def test_a_file_that_cannot_be_read_leaves_nothing_behind(store: Store, tmp_path: Path):
    path = c1_of_2024(tmp_path)
    path.write_text(path.read_text()[:-5])
    with pytest.raises(UserError):
        load_published(store, path)
    assert published_files(store).is_empty()
    assert not list(store.folder.glob("published/*"))


def test_a_store_without_published_files_has_empty_tables(store: Store):
    tables = published_tables(store)
    assert set(tables) == {*PUBLISHED, "published_files"}
    assert all(frame.is_empty() for frame in tables.values())
    assert tables["published_files"].schema == PublishedFiles.create_empty().schema
    assert damaged_published(store) == {}


def test_a_file_is_taken_out_by_the_beginning_of_its_digest(store: Store, tmp_path: Path):
    read, _ = load_published(store, c1_of_2024(tmp_path))
    load_published(store, neighbours(tmp_path))
    assert named_published(store, read.digest[:12]) == read.digest
    assert withdraw_published(store, read.digest[:12]) == read.digest
    assert published_files(store)["kind"].to_list() == ["statistical neighbours"]
    for wrong in ("", "zzz"):
        with pytest.raises(UserError, match="what you gave"):
            withdraw_published(store, wrong)


def test_several_files_that_begin_alike_are_not_taken_out(store: Store, tmp_path: Path):
    for letter in ("a", "b"):
        store.put("published", "ab" * 31 + f"0{letter}", {}, {})
    with pytest.raises(UserError, match="2 files match"):
        named_published(store, "ab")


@pytest.mark.parametrize("harm", ["changed", "facts", "lost"])
def test_a_damaged_file_is_told_and_never_counted_from(store: Store, tmp_path: Path, harm: str):
    read, _ = load_published(store, c1_of_2024(tmp_path))
    folder = store.folder / "published" / read.digest
    if harm == "changed":
        (folder / "published_figures.parquet").write_bytes(b"changed")
    elif harm == "lost":
        (folder / "published_figures.parquet").unlink()
    else:
        facts = json.loads((folder / "facts.json").read_text())
        (folder / "facts.json").write_text(json.dumps(facts | {"digest": "another"}))
    assert list(damaged_published(store)) == [read.digest]
    with pytest.raises(UserError, match="damaged") as fault:
        published_tables(store)
    assert f"partnership comparators withdraw {read.digest[:12]}" in str(fault.value)
    withdraw_published(store, read.digest)
    assert published_tables(store)["published_figures"].is_empty()


# Neighbours that the partners chose


def _agreed(neighbours: str):
    return agreement_in(
        f'name = "N"\n[[areas]]\ncode = "990"\nname = "Northmere"\nneighbours = {neighbours}\n',
        "agreement.toml",
    )


def test_an_agreement_may_name_its_neighbours():
    assert _agreed('["955", "959"]').areas[0].neighbours == ("955", "959")


@pytest.mark.parametrize("wrong", ['["95"]', '["990"]', '["955", "955"]', "[955]", '"955"'])
def test_neighbours_are_codes_of_others_each_once(wrong: str):
    with pytest.raises(UserError, match=r"areas\[1\]\.neighbours"):
        _agreed(wrong)
