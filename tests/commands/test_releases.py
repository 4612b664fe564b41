"""Releases one after another on a real store: made again, corrected, audited, taken back."""

import datetime as dt
import json
import shutil
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from dashboard import releasing
from data import releases
from data.problems import UserError
from data.warehouse import Store
from metrics import release
from metrics.figures import KEY
from metrics.scrutiny.given_back import printed_in
from tests.commands.census import write_census
from tests.commands.conftest import Partnership, give

MEASURES = (
    "icpc_within_15_working_days",
    "re_referrals_within_12_months",
    "assessment_within_45_working_days_of_referral",
)


@pytest.fixture(scope="module")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one release of sixty children, of few measures. Tests only read it."""
    folder = tmp_path_factory.mktemp("first")
    ours = partial(give, "--store", folder / "store")
    assert ours("init", "--name", "Invented", "--area", "990 Northmere").exit_code == 0
    agreement = folder / "store" / "agreement.toml"
    agreement.write_text(
        f"measures = {json.dumps(MEASURES)}\n" + agreement.read_text("utf-8"), "utf-8"
    )
    assert ours("load", write_census(folder)).exit_code == 0
    assert ours("release").exit_code == 0
    return folder / "store"


@pytest.fixture(scope="module")
def second_release(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a second release, of the census sent again: two more children, and one late less."""
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(first_release, folder / "store")
    corrected(Store(folder / "store"), folder)
    done = give("--store", folder / "store", "release")
    assert done.exit_code == 0, done.stderr
    return folder / "store"


@pytest.fixture
def store(first_release: Path, tmp_path: Path) -> Store:
    """A store of one's own with one release."""
    shutil.copytree(first_release, tmp_path / "own")
    return Store(tmp_path / "own")


@pytest.fixture
def two(second_release: Path, tmp_path: Path) -> Store:
    """A store of one's own with two releases."""
    shutil.copytree(second_release, tmp_path / "own")
    return Store(tmp_path / "own")


def give_to(store: Store) -> Partnership:
    """Commands to it."""
    return partial(give, "--store", store.folder)


def corrected(store: Store, folder: Path) -> None:
    """The census sent again."""
    (wrong,) = store.extracts()["extract"].to_list()
    assert give_to(store)("withdraw", wrong, "--yes").exit_code == 0
    assert give_to(store)("load", write_census(folder, children=62, late=9)).exit_code == 0


def both_of(store: Store) -> tuple[str, str]:
    """The digests of its two releases, oldest first."""
    second = str(store.newest_digest())
    (first,) = releases.printed(store, second)[1]["ledger"]
    return first, second


def test_the_same_release_made_again_is_the_same_release(store: Store):
    before = store.newest_digest()
    assert give_to(store)("release").exit_code == 0
    assert store.newest_digest() == before
    assert releases.kept(store) == [before]


def test_a_corrected_release_stands_beside_the_first_and_knows_of_it(two: Store):
    first, second = both_of(two)
    manifest = releases.printed(two, second)[1]
    assert manifest["ledger"] == [first]
    assert manifest["audit"]["passed"]
    figures = releasing.current(two).figures
    # Two children more: of neither sex is it said by how little it rose.
    old = releases.printed(two, first)[0]["figures"]
    both = figures.join(old, on=list(KEY), suffix="_old").filter(pl.col("characteristic") == "sex")
    assert both.height
    assert not (both["denominator"] - both["denominator_old"]).abs().is_between(1, 5).any()


def test_that_a_figure_changed_is_said_and_not_by_how_much(two: Store):
    revised = releasing.current(two).revisions
    assert not revised.is_empty()
    assert set(revised["since"]) == {dt.date(2024, 3, 31)}
    assert not revised.schema.keys() & {"numerator", "denominator", "value"}


def test_a_release_that_was_damaged_is_made_again_whole_from_the_same_files(two: Store):
    first, second = both_of(two)
    (two.folder / "counts" / second / "figures.parquet").write_text("cut")
    done = give_to(two)("release")
    assert done.exit_code == 0, done.stderr
    assert two.newest_digest() == second
    assert releases.kept(two) == sorted([first, second])
    assert releases.counts(two, second)


def test_no_release_is_made_beside_one_that_cannot_be_read(store: Store, tmp_path: Path):
    """What readers know is never passed over in silence."""
    digest = str(store.newest_digest())
    (store.folder / "counts" / digest / "ledger_cells.parquet").unlink()
    corrected(store, tmp_path)
    done = give_to(store)("release")
    assert done.exit_code == 2
    assert f"Release {digest[:12]} is damaged" in done.stderr
    assert "take-back" in done.stderr
    assert store.newest_digest() == digest


def test_no_release_is_made_beside_one_that_the_newest_does_not_know(store: Store, tmp_path: Path):
    stranger = "f" * 64
    (store.folder / "releases" / stranger).mkdir()
    corrected(store, tmp_path)
    done = give_to(store)("release")
    assert done.exit_code == 2
    assert f"without knowing of {stranger[:12]}" in done.stderr


def test_a_release_is_not_kept_where_another_was_made_meanwhile(two: Store):
    first, _ = both_of(two)
    frames, manifest = releases.printed(two, first)
    slow = release.Built(release.open(frames, manifest), releases.counts(two, first))
    with pytest.raises(UserError, match="Another release was made"):
        releasing.keep(two, slow)


def test_releases_are_listed_oldest_first_with_the_newest_marked(two: Store):
    rows = json.loads(give_to(two)("releases", "--json").stdout)
    first, second = both_of(two)
    assert [row["release"] for row in rows] == [first, second]
    assert [row["newest"] for row in rows] == [False, True]
    assert [row["as_at"] for row in rows] == ["2024-03-31"] * 2
    assert second[:12] in give_to(two)("releases").stdout


def test_before_the_first_release_there_is_none_to_list_or_audit(partnership: Partnership):
    assert "No release has been made yet" in partnership("releases").stdout
    done = partnership("audit")
    assert done.exit_code == 2
    assert "There is no release" in done.stderr


# Taking back


def test_a_release_that_nobody_has_seen_is_taken_back(two: Store):
    first, second = both_of(two)
    done = give_to(two)("take-back", second[:12], "--never-seen")
    assert done.exit_code == 0
    assert f"Readers see release {first[:12]} as at 31 March 2024 again" in done.stdout
    assert two.newest_digest() == first
    assert releases.taken_back(two) == [second]


def test_a_release_that_a_later_one_rests_on_is_not_taken_back(two: Store):
    first, _ = both_of(two)
    done = give_to(two)("take-back", first, "--never-seen")
    assert done.exit_code == 2
    assert "was made after it" in done.stderr
    assert len(releases.kept(two)) == 2


def test_taking_back_asks_whether_really_nobody_has_seen_it(store: Store):
    digest = str(store.newest_digest())
    done = give_to(store)("take-back", digest[:12])
    assert done.exit_code != 0
    assert store.newest_digest() == digest
    taken = give_to(store)("take-back", digest[:12], "--never-seen")
    assert "There is no release any more" in taken.stdout


# The audit


def test_a_release_that_leaks_nothing_passes_its_audit(first_release: Path):
    ours = give_to(Store(first_release))
    done = ours("audit")
    assert done.exit_code == 0, done.stdout + done.stderr
    said = done.stdout
    digest = str(Store(first_release).newest_digest())
    assert f"Release {digest[:12]} as at 31 March 2024: the audit passed." in said
    for line in ("Policy", "Protected", "Hidden", "Narrowest", "Earlier", "Published", "Took"):
        assert f"\n{line}" in said
    report = json.loads(ours("audit", digest[:12], "--json").stdout)
    assert report["passed"]
    assert report["release"] == digest
    assert report["protected"] > 0
    assert report["narrowest"] >= 2
    assert report["leaks"] == report["faults"] == []


def tampered(store: Store, change: pl.Expr, where: pl.Expr, frame: str = "figures") -> str:
    """Keep the newest release with some of its cells changed, sealed as if nothing had been."""
    digest = str(store.newest_digest())
    frames, manifest = releases.printed(store, digest)
    counts = releases.counts(store, digest)
    truth = counts["figures"].select(*KEY, "met", "of")
    name = change.meta.output_name()
    changed = (
        frames[frame]
        .join(truth, on=list(KEY), how="left", maintain_order="left")
        .with_columns(pl.when(where).then(change).otherwise(pl.col(name)).alias(name))
        .select(frames[frame].columns)
    )
    frames[frame] = changed
    manifest["frames"][frame] = release.digest_of_frame(changed)
    releases.take_back(store, digest, None)
    return store.save_release(frames, manifest, counts)


def test_a_protected_count_that_is_shown_fails_the_audit(store: Store):
    small = pl.col("met").is_between(1, 5) & pl.col("numerator").is_null()
    tampered(store, pl.col("met").alias("numerator"), small)
    done = give_to(store)("audit")
    assert done.exit_code == 3
    assert "the audit DID NOT PASS" in done.stdout
    assert "A protected count is shown." in done.stdout


def test_a_count_shown_that_gives_a_small_one_away_fails_the_audit(store: Store):
    large = (pl.col("met") > 5) & pl.col("numerator").is_null()
    tampered(store, pl.col("met").alias("numerator"), large)
    report = json.loads(give_to(store)("audit", "--json").stdout)
    assert not report["passed"]
    assert report["leaks"]


def test_a_percentage_whose_counts_are_hidden_fails_the_audit(store: Store):
    tampered(store, pl.lit(50.0).alias("value"), pl.col("reason") == "protected")
    done = give_to(store)("audit")
    assert done.exit_code == 3
    assert "figures are printed whose counts are hidden" in done.stdout


def test_a_number_that_nobody_counted_fails_the_audit(store: Store):
    tampered(store, (pl.col("numerator") + 1).alias("numerator"), pl.col("numerator") > 20)
    assert "counts are printed that nobody counted" in give_to(store)("audit").stdout


def test_no_release_is_made_after_one_whose_figures_were_changed_by_hand(
    store: Store, tmp_path: Path
):
    """What it hid would be unknown, and could be given away."""
    digest = store.newest_digest()
    path = store.folder / "releases" / str(digest) / "figures.parquet"
    pl.read_parquet(path).with_columns(numerator=pl.lit(None, dtype=pl.Int64)).write_parquet(path)
    corrected(store, tmp_path)
    refused = give_to(store)("release")
    assert refused.exit_code != 0
    assert "is damaged" in refused.output
    assert store.newest_digest() == digest


def test_a_release_changed_without_its_seal_fails_the_audit(store: Store):
    digest = str(store.newest_digest())
    path = store.folder / "releases" / digest / "figures.parquet"
    pl.read_parquet(path).with_columns(few=~pl.col("few")).write_parquet(path)
    done = give_to(store)("audit")
    assert done.exit_code == 3
    assert "has been changed since it was made" in done.stdout


def test_a_release_of_measures_that_are_gone_cannot_be_audited(store: Store):
    digest = str(store.newest_digest())
    frames, manifest = releases.printed(store, digest)
    counts = releases.counts(store, digest)
    other = frames["catalogue"].with_columns(pl.lit("a_measure_of_old").alias("id"))
    releases.take_back(store, digest, None)
    store.save_release(frames | {"catalogue": other}, manifest, counts)
    done = give_to(store)("audit")
    assert done.exit_code == 2
    assert "a_measure_of_old" in done.stderr
    assert "with the version that made it" in done.stderr


def test_the_audit_of_a_correction_checks_what_the_first_release_printed(two: Store):
    report = json.loads(give_to(two)("audit", "--json").stdout)
    assert report["passed"], report
    assert report["releases"] == 1
    assert report["ledger_entries"] > 100


def test_the_next_release_knows_which_adjusted_answers_those_before_it_printed(two: Store):
    """What is answered cannot be taken back: the next answers are looked at beside these."""
    every = [printed_in(releases.printed(two, one)[0]["adjustments"]) for one in both_of(two)]
    assert all(one.height for one in every)
    held = releasing.ledger_after(two, both_of(two)[1])
    assert set(held.answers.rows()) == set(pl.concat(every).rows())
