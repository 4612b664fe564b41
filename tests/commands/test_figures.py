"""Commands about figures: what a release shows, and what it keeps to itself."""

import csv
import io
import json
from pathlib import Path

import pytest

from data.warehouse import Store
from metrics.measures import MEASURES
from tests.commands.conftest import Partnership


def listed(released: Partnership, *words: str) -> list[dict[str, str]]:
    done = released("figures", "--format", "csv", *words)
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_a_measure_is_found_by_the_catalogue_and_by_our_own_id(released: Partnership):
    ours = listed(released, "--measure", "icpc_within_15_working_days")
    lines = listed(released, "--measure", "tim-05")
    assert [row for row in lines if row["measure"] == "icpc_within_15_working_days"] == ours


def test_a_conference_on_day_16_is_late_in_the_printed_figure(released: Partnership):
    (row,) = [
        row
        for row in listed(released, "--measure", "icpc_within_15_working_days")
        if row["basis"] == "completed"
    ]
    assert (row["numerator"], row["denominator"], row["value"]) == ("50", "60", "83.33")


def test_a_few_children_of_a_group_are_shown_as_a_mark_and_in_words(released: Partnership):
    done = released("figures", "--measure", "icpc_within_15_working_days", "--by", "ethnicity")
    assert done.exit_code == 0
    assert "[c]" in done.output
    assert "kept back" in done.output
    rows = listed(released, "--measure", "icpc_within_15_working_days", "--by", "ethnicity")
    # Ten conferences were late, two or fewer of them in any small group.
    for row in rows:
        if row["mark"] == "[c]":
            assert row["value"] == ""
            assert row["numerator"] == ""
    assert any(row["mark"] == "[c]" for row in rows)


def test_what_is_not_known_is_said_and_never_shown_as_nought(released: Partnership):
    (row,) = listed(released, "--measure", "DEM-01")
    assert row["value"] == ""
    assert row["numerator"] == "60"
    assert row["note"] == "number of resident children not known"


def test_a_quarter_has_totals_only(released: Partnership):
    rows = listed(released, "--measure", "DEM-01", "--period", "quarter")
    assert [row["period_label"] for row in rows][1] == "July to September 2023"
    done = released("figures", "--measure", "DEM-01", "--by", "sex", "--period", "quarter")
    assert done.exit_code == 2
    assert "by year only" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--measure", "TIM-5"), "TIM-05"),
        (("--measure", "DEM-01", "--by", "shoe_size"), "age_band, sex"),
        (("--measure", "DEM-01", "--area", "301"), "partnership, 990"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    released: Partnership, words: tuple[str, ...], said: str
):
    done = released("figures", *words)
    assert done.exit_code == 2
    assert done.stderr.count(said) == 1


def test_json_carries_the_day_and_the_name_under_which_the_release_is_kept(
    released: Partnership, released_store: Path
):
    said = json.loads(released("figures", "--measure", "DEM-01", "--format", "json").stdout)
    assert said["as_at"] == "2024-03-31"
    assert said["release"] == Store(released_store).newest_digest()
    assert said["figures"][0]["period_label"] == "2023-24"


def test_before_the_first_release_there_are_no_figures(partnership: Partnership):
    done = partnership("figures", "--measure", "DEM-01")
    assert done.exit_code == 2
    assert "partnership release" in done.stderr


def test_a_release_of_nothing_says_to_load_first(partnership: Partnership):
    done = partnership("release")
    assert done.exit_code == 2
    assert "partnership load" in done.stderr


def test_a_release_is_made_for_a_month_end_only(released: Partnership):
    done = released("release", "--as-at", "2024-03-30")
    assert done.exit_code == 2
    assert "last day of a month" in done.stderr


@pytest.mark.parametrize(
    ("as_at", "said"), [("2030-03-31", "31 March 2024"), ("1990-03-31", "30 April 2023")]
)
def test_a_release_that_the_files_do_not_reach_leaves_the_good_one(
    released: Partnership, released_store: Path, as_at: str, said: str
):
    before = Store(released_store).newest_digest()
    done = released("release", "--as-at", as_at)
    assert done.exit_code == 2
    assert said in done.stderr
    assert Store(released_store).newest_digest() == before


def test_every_measure_is_listed_with_both_ids(released: Partnership):
    done = released("measures", "--format", "json")
    said = json.loads(done.stdout)
    assert [row["id"] for row in said] == [measure.id for measure in MEASURES]
    listing = released("measures").output
    assert all(row["catalogue"] in listing for row in said)
    assert released("measures", "--format", "csv").stdout.startswith("id,catalogue,")
