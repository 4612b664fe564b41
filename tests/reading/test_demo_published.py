"""The invented published figures: in the department's layout, near to our own, and clearly invented."""

from pathlib import Path

import polars as pl
import pytest

from data.comparators import load_published, published_tables
from data.demo import DEFAULT_SEED, demonstration_facts
from data.demonstration.families import AUTHORITIES
from data.demonstration.published import ELSEWHERE, write_published
from data.formats.published import read_published
from data.reference import residents
from data.warehouse import Store
from tests.reading import naive

SCALE = 0.25


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("published")
    facts = demonstration_facts(DEFAULT_SEED, SCALE)
    return write_published(folder, facts, DEFAULT_SEED, SCALE, naive.YEARS)


@pytest.fixture(scope="module")
def tables(
    written: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, pl.DataFrame]:
    store = Store(tmp_path_factory.mktemp("store"))
    for path in written:
        load_published(store, path)
    return published_tables(store)


def test_every_file_is_read_as_it_was_written(written: tuple[Path, ...]):
    kinds = [read_published(path).table for path in written]
    assert sorted(kinds) == [
        "B1", "C1", "C2", "C4", "D1", "D3", "D5", "D6", "D7",
        "mid-year population estimates", "statistical neighbours",
    ]  # fmt: skip


def test_every_file_says_that_it_is_invented(tables: dict[str, pl.DataFrame]):
    for name in ("published_figures", "populations", "statistical_neighbours"):
        assert tables[name]["source"].str.contains("invented").all()


def test_no_code_is_that_of_a_real_authority():
    codes = {one.code for one in (*AUTHORITIES, *ELSEWHERE)}
    assert len(codes) == len(AUTHORITIES) + len(ELSEWHERE) == 16
    assert all(residents(code, year) is None for code in codes for year in range(2012, 2024))


def test_our_own_published_figures_are_those_of_the_children(tables: dict[str, pl.DataFrame]):
    facts = demonstration_facts(DEFAULT_SEED, SCALE)
    found = tables["published_figures"].filter(pl.col("area").is_in(["990", "991"]))
    for year in naive.YEARS:
        expected = naive.figures(facts, year)
        for comparator in ("re_referrals", "assessments_45", "conferences_15", "repeat_plans"):
            both = found.filter(
                pl.col("comparator") == comparator,
                pl.col("year") == year,
                pl.col("numerator").is_not_null(),
            )
            if both.height == 2:
                share = 100 * both["numerator"].sum() / both["denominator"].sum()
                assert share == pytest.approx(expected[comparator], abs=0.01), (comparator, year)


def test_reviews_in_time_are_counted_as_a_second_count_does(tables: dict[str, pl.DataFrame]):
    facts = demonstration_facts(DEFAULT_SEED, SCALE)
    both = tables["published_figures"].filter(
        pl.col("comparator") == "plans_reviewed",
        pl.col("area").is_in(["990", "991"]),
        pl.col("year") == 2025,
    )
    share = 100 * both["numerator"].sum() / both["denominator"].sum()
    assert share == pytest.approx(naive.figures(facts, 2025)["plans_reviewed"], abs=0.01)


def test_counts_of_1_to_5_are_marked_as_the_department_marks_them(
    tables: dict[str, pl.DataFrame],
):
    shown = tables["published_figures"]["numerator"].drop_nulls()
    assert not shown.is_between(1, 5).any()
    assert "c" in set(tables["published_figures"]["marker"])


def test_one_neighbour_no_longer_exists(tables: dict[str, pl.DataFrame]):
    gone = tables["published_figures"].filter(pl.col("area") == "963")
    assert gone["year"].max() == 2023
    assert "963" in set(tables["statistical_neighbours"]["neighbour"])


def test_the_same_seed_writes_the_same_bytes(written: tuple[Path, ...], tmp_path: Path):
    facts = demonstration_facts(DEFAULT_SEED, SCALE)
    again = write_published(tmp_path, facts, DEFAULT_SEED, SCALE, naive.YEARS)
    for first, second in zip(written, again, strict=True):
        assert first.read_bytes() == second.read_bytes()
