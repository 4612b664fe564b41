"""Releases of a store: named by their first letters, read, listed where damaged, taken back."""

import polars as pl
import pytest

from data import releases
from data.problems import UserError
from data.warehouse import Store

FRAMES = {"figures": pl.DataFrame({"value": [1.5, None]})}
COUNTS = {"figures": pl.DataFrame({"count": [1, 2]}), "states": pl.DataFrame({"count": [3]})}


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store")


def test_releases_are_listed_and_named_by_their_first_letters(store: Store):
    assert releases.kept(store) == []
    first = store.save_release(FRAMES, {"a": 1}, COUNTS)
    second = store.save_release(FRAMES, {"a": 2}, COUNTS)
    assert releases.kept(store) == sorted([first, second])
    assert releases.named(store, first[:12]) == first
    with pytest.raises(UserError, match="no release matches"):
        releases.named(store, "none")
    with pytest.raises(UserError, match="no release matches"):
        releases.named(store, "")


def test_letters_that_several_releases_begin_with_name_none(store: Store):
    for name in ("a" * 64, "a" * 63 + "b"):
        (store.folder / "releases" / name).mkdir(parents=True)
    with pytest.raises(UserError, match="2 releases match"):
        releases.named(store, "aa")


def test_a_release_and_the_counts_behind_it_are_read_apart(store: Store):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    frames, manifest = releases.printed(store, digest)
    assert manifest == releases.manifest(store, digest) == {"a": 1}
    assert frames["figures"].equals(FRAMES["figures"])
    counts = releases.counts(store, digest)
    assert set(counts) == {"figures", "states"}
    assert counts["figures"].equals(COUNTS["figures"])


@pytest.mark.parametrize("damage", ["manifest.json", "figures.parquet"])
def test_a_damaged_release_is_named_with_its_folder_and_what_to_do(store: Store, damage: str):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    (store.folder / "releases" / digest / damage).write_text("{")
    with pytest.raises(UserError) as told:
        releases.printed(store, digest)
    said = str(told.value)
    assert digest[:12] in said
    assert str(store.folder / "releases" / digest) in said
    assert "last copy of the store" in said
    assert f"partnership take-back {digest[:12]}" in said


def test_counts_that_were_changed_lost_or_taken_away_are_damaged(store: Store):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    folder = store.folder / "counts" / digest
    whole = (folder / "figures.parquet").read_bytes()
    # Another frame that can be read all the same.
    pl.DataFrame({"count": [9, 9]}).write_parquet(folder / "figures.parquet")
    with pytest.raises(UserError, match="the true counts behind it"):
        releases.counts(store, digest)
    (folder / "figures.parquet").write_bytes(whole)
    assert releases.counts(store, digest)
    (folder / "states.parquet").unlink()
    with pytest.raises(UserError, match="the true counts behind it"):
        releases.counts(store, digest)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    with pytest.raises(UserError, match="the true counts behind it"):
        releases.counts(store, digest)


def test_counts_whose_list_is_gone_are_not_believed(store: Store):
    """Without it nobody could tell whether they were changed by hand."""
    digest = store.save_release(FRAMES, {"protection": {}}, COUNTS)
    assert releases.counts(store, digest)
    (store.folder / "counts" / digest / "tables.json").unlink()
    with pytest.raises(UserError, match="the true counts behind it"):
        releases.counts(store, digest)


def test_a_release_is_not_kept_beside_one_that_it_does_not_know_of(store: Store):
    first = store.save_release(FRAMES, {"a": 1}, COUNTS, [])
    with pytest.raises(UserError, match="Another release was made while this one was being made"):
        store.save_release(FRAMES, {"a": 2}, COUNTS, [])
    assert releases.kept(store) == [first]
    assert store.save_release(FRAMES, {"a": 1}, COUNTS, []) == first
    second = store.save_release(FRAMES, {"a": 2}, COUNTS, [first])
    assert store.newest_digest() == second


@pytest.mark.parametrize("half", [(), ("releases",)])
def test_what_a_killed_writer_left_before_readers_were_shown_it_is_taken_away(store: Store, half):
    first = store.save_release(FRAMES, {"a": 1}, COUNTS, [])
    second = store.save_release(FRAMES, {"a": 2}, COUNTS, [first])
    (store.folder / "releases" / "newest").write_text(f"{first}\n")
    (store.folder / "releases" / "coming").write_text(f"{second}\n")
    for kind in half:
        store.take_out(kind, second)
    store.forget_unfinished()
    assert releases.kept(store) == [first]
    assert store.newest_digest() == first
    assert not (store.folder / "releases" / "coming").exists()


def test_a_release_that_readers_were_shown_stays_though_its_writer_was_killed(store: Store):
    first = store.save_release(FRAMES, {"a": 1}, COUNTS, [])
    assert not (store.folder / "releases" / "coming").exists()
    store.forget_unfinished()
    (store.folder / "releases" / "coming").write_text(f"{first}\n")
    store.forget_unfinished()
    assert releases.kept(store) == [first]
    assert store.newest_digest() == first


def test_a_damaged_manifest_is_read_from_beside_the_counts(store: Store):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    (store.folder / "releases" / digest / "manifest.json").write_text("{")
    assert releases.manifest(store, digest) == {"a": 1}
    (store.folder / "counts" / digest / "manifest.json").unlink()
    assert releases.manifest(store, digest) is None


def test_a_release_taken_back_leaves_a_note_and_the_one_before_it(store: Store):
    first = store.save_release(FRAMES, {"a": 1}, COUNTS)
    second = store.save_release(FRAMES, {"a": 2}, COUNTS)
    assert releases.taken_back(store) == []
    releases.take_back(store, second, first)
    assert store.newest_digest() == first
    assert releases.kept(store) == [first]
    assert releases.taken_back(store) == [second]
    releases.take_back(store, first, None)
    assert store.newest_digest() is None
    assert store.newest_release() is None
    assert releases.taken_back(store) == [second, first]


def test_half_of_a_release_can_be_taken_back(store: Store):
    digest = store.save_release(FRAMES, {"a": 1}, COUNTS)
    store.take_out("releases", digest)
    assert releases.kept(store) == [digest]
    releases.take_back(store, digest, None)
    assert releases.kept(store) == []
