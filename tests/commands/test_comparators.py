"""Commands about published figures: what is loaded, what a release says of it, and taking it out again."""

import json
from pathlib import Path

import pytest

from tests.commands.census import write_census
from tests.commands.conftest import Partnership
from tests.reading.published_files import c1_of_2024, c1_of_2025, neighbours, populations


def test_before_any_file_the_command_says_what_to_do(partnership: Partnership):
    done = partnership("comparators")
    assert done.exit_code == 0
    assert "partnership comparators load FILE" in done.output


def test_loaded_files_are_reported_and_listed(partnership: Partnership, tmp_path: Path):
    done = partnership("comparators", "load", c1_of_2024(tmp_path), neighbours(tmp_path))
    assert done.exit_code == 0, done.output
    assert "Children in need, 2024 release, 2023 to 2024, 6 authorities" in done.output
    assert "Cumbria (909) 2023" in done.output
    again = partnership("comparators", "load", c1_of_2024(tmp_path))
    assert "Stored before; nothing changed" in again.output
    for words in (("comparators",), ("comparators", "list")):
        listed = partnership(*words)
        assert "c1_2024.csv" in listed.output
        assert "sn_model_2025_wide.csv" in listed.output
    told = json.loads(partnership("comparators", "list", "--json").stdout)
    assert [one["release_year"] for one in told] == [2024, 2025]


def test_a_report_can_be_read_by_a_program(partnership: Partnership, tmp_path: Path):
    done = partnership("comparators", "load", populations(tmp_path), "--json")
    (told,) = json.loads(done.stdout)
    assert (told["kind"], told["new"]) == ("children aged 0 to 17", True)
    assert isinstance(told["notes"], list)


def test_a_file_that_cannot_be_read_ends_with_2(partnership: Partnership, tmp_path: Path):
    path = tmp_path / "figures.csv"
    path.write_text("a,b\n1,2\n")
    done = partnership("comparators", "load", path)
    assert done.exit_code == 2
    assert "not a file of published figures" in done.stderr


def test_load_tells_which_command_takes_published_figures(partnership: Partnership, tmp_path: Path):
    done = partnership("load", c1_of_2024(tmp_path))
    assert done.exit_code == 2
    assert "partnership comparators load c1_2024.csv" in done.stderr


def test_a_file_is_withdrawn_after_asking(partnership: Partnership, tmp_path: Path):
    (told,) = json.loads(partnership("comparators", "load", c1_of_2024(tmp_path), "--json").stdout)
    refused = partnership("comparators", "withdraw", told["digest"][:12])
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    done = partnership("comparators", "withdraw", told["digest"][:12], "--yes")
    assert done.exit_code == 0, done.output
    assert "No published figures are loaded" in partnership("comparators").output


def test_a_damaged_file_is_told_by_the_list(partnership: Partnership, tmp_path: Path):
    (told,) = json.loads(partnership("comparators", "load", c1_of_2024(tmp_path), "--json").stdout)
    (path,) = tmp_path.glob("store/published/*/published_figures.parquet")
    path.write_bytes(b"changed")
    done = partnership("comparators", "list")
    assert done.exit_code == 2
    assert f"withdraw {told['digest'][:12]}" in done.stderr


@pytest.fixture
def with_published(partnership: Partnership, tmp_path: Path) -> Partnership:
    """A store with a census, published figures, and a release that rests on both."""
    for words in (
        ("load", write_census(tmp_path)),
        ("comparators", "load", c1_of_2024(tmp_path), c1_of_2025(tmp_path), populations(tmp_path)),
        ("release",),
    ):
        done = partnership(*words)
        assert done.exit_code == 0, done.output
    return partnership


def test_figures_stand_beside_what_was_published_with_year_and_release(
    with_published: Partnership,
):
    done = with_published("figures", "--measure", "REP-01")
    # The census is of the year to March 2024: a year later is not yet set beside it.
    assert "To compare: England 22.3% (year to March 2024)" in done.output
    assert "table C1, Children in need, 2025 release" in done.output
    told = json.loads(with_published("figures", "--measure", "REP-01", "--format", "json").stdout)
    england = [row for row in told["comparators"] if row["area"] == "England"]
    assert "22.6" in [row["printed"] for row in england if row["year"] == 2025]


def test_what_was_published_of_our_own_areas_is_not_repeated(with_published: Partnership):
    done = with_published("figures", "--measure", "REP-01", "--format", "json")
    told = json.loads(done.stdout)
    assert told["comparators"]
    assert "990" not in [row["area"] for row in told["comparators"]]
    assert "itself" not in with_published("figures", "--measure", "REP-01").output


def test_every_measure_is_listed_with_the_published_figure_beside_it(
    with_published: Partnership, tmp_path: Path
):
    told = {
        row["id"]: row["published"]
        for row in json.loads(with_published("measures", "--format", "json").stdout)
    }
    assert told["re_referrals_within_12_months"] == "England 2025 (Children in need, 2025 release)"
    assert told["sex_recorded"] == ""
