"""Charts of gaps: what they hold, at the extremes too, and nothing that is kept back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dashboard import chain_chart, charts, gap_charts, gap_rows, rows
from dashboard.gap_rows import Asked
from metrics.release import Release
from tests.screens.invented_scrutiny import CONFERENCES, ENQUIRY, RE_REFERRALS
from tests.screens.test_gap_words import one

Row = dict[str, Any]


@pytest.fixture
def held(invented_release: Release) -> Release:
    """The invented release."""
    return invented_release


@pytest.fixture
def asked(held: Release) -> Asked:
    """Ethnicity in Northmere over three years."""
    return Asked("990", rows.periods(held)["2022-25"], "ethnicity")


def marks(chart: Any) -> Iterator[dict[str, Any]]:
    """Every row of data in a chart."""
    for layer in charts.spec(chart)["layer"]:
        yield from json.loads(layer["data"]["values"])


def words(chart: Any) -> set[str]:
    return {str(value) for mark in marks(chart) for value in mark.values()}


def test_every_kind_of_chart_has_a_form_that_the_browser_draws(held: Release, asked: Asked) -> None:
    chain = gap_rows.chain(held, asked)
    widest = gap_rows.widest(gap_rows.of_group(chain, "black").values())
    for chart in (
        chain_chart.chain(chain, "black", widest),
        gap_charts.forest(gap_rows.table(held, ENQUIRY, asked)),
        gap_charts.waits(gap_rows.waits(held, CONFERENCES, asked)),
    ):
        assert chart.to_dict(validate=True)["layer"]


def test_the_chain_has_every_stage_with_its_share_and_its_ratio(
    held: Release, asked: Asked
) -> None:
    found = gap_rows.chain(held, asked)
    drawn = words(chain_chart.chain(found, "black", None))
    assert {"47%", "1.6", "1. Contact|to referral", "7. Plan|to looked after"} <= drawn
    assert not any("flagged gap" in each for each in drawn)


@pytest.mark.parametrize(
    ("reference", "whom"),
    [
        ("others", "all others"),
        ("largest", "the largest"),
        ("everyone", "everyone"),
    ],
)
def test_the_chain_says_beside_whom_a_group_is_set(
    held: Release, asked: Asked, reference: str, whom: str
) -> None:
    found = gap_rows.chain(held, replace(asked, reference=reference))
    said = json.dumps(chain_chart.chain(found, "black", None).to_dict())
    assert f"Times the rate of {whom}" in said


def test_the_stage_with_the_largest_flagged_gap_is_marked_in_words(
    held: Release, asked: Asked
) -> None:
    found = gap_rows.chain(held, asked)
    widest = gap_rows.widest(gap_rows.conditional(gap_rows.of_group(found, "black").values()))
    assert "largest|flagged gap" in words(chain_chart.chain(found, "black", widest))
    # Another group's chain is not marked with it.
    assert "largest|flagged gap" not in words(chain_chart.chain(found, "white", widest))


def test_what_is_kept_back_has_a_word_at_its_stage_and_no_number(
    held: Release, asked: Asked
) -> None:
    found = gap_rows.chain(held, asked)
    hidden = [
        row for row in gap_rows.of_group(found, "other").values() if row["verdict"] == "protected"
    ]
    assert hidden
    for mark in marks(chain_chart.chain(found, "other", None)):
        if mark.get("why") == "kept back":
            assert mark["value"] is None
            assert mark["ratio"] is None


def test_every_group_has_a_row_and_those_not_recorded_have_no_ratio(
    held: Release, asked: Asked
) -> None:
    found = gap_rows.table(held, ENQUIRY, asked)
    drawn = {mark["name"]: mark for mark in marks(gap_charts.forest(found)) if "name" in mark}
    assert list(drawn) == ["White", "Mixed", "Asian", "Black", "Other ethnic group", "Not recorded"]
    assert drawn["Not recorded"]["value"] is None
    assert drawn["Black"]["under"] == "47% (278 of 593) · flagged"
    # A verdict has a shape beside its word: nothing is told by a colour alone.
    shapes = {
        mark["under"].split(" · ")[-1]: (mark["shape"], mark["filled"]) for mark in drawn.values()
    }
    assert shapes["flagged"] == ("diamond", True)
    assert shapes["similar"] == ("circle", True)
    assert shapes["cannot tell"] == ("circle", False)


@pytest.mark.parametrize(
    "counts",
    [(0, 60, 400, 1500), (12, 50, 0, 400), (60, 60, 60, 90), (3, 5, 60, 90), (2900, 3000, 5, 900)],
)
def test_a_ratio_at_its_extremes_stays_on_the_chart(counts: tuple[int, ...]) -> None:
    for mark in marks(gap_charts.forest([one(*counts)])):
        for name in ("value", "from", "to"):
            if mark.get(name) is not None:
                assert gap_charts.WIDEST[0] <= mark[name] <= gap_charts.WIDEST[1]


def test_an_interval_that_goes_on_says_so_with_an_arrow() -> None:
    [unbounded] = [m for m in marks(gap_charts.forest([one(12, 50, 0, 400)])) if "beyond" in m][:1]
    assert unbounded["beyond"]
    assert not unbounded["before"]


def test_the_ratio_as_it_stands_is_drawn_above_the_adjusted_one(held: Release) -> None:
    asked = Asked("991", rows.periods(held)["2022-25"], "ethnicity")
    found = gap_rows.adjustments(held, RE_REFERRALS, asked, "asian")
    drawn = {m["name"]: m for m in marks(gap_charts.adjusted(found)) if "name" in m}
    assert list(drawn) == ["As it stands", "Among children of equally deprived neighbourhoods"]
    assert drawn["As it stands"]["value"] == 1.6
    assert list(drawn.values())[1]["under"] == "1.01 (0.86 to 1.2) · could account for it"


def test_years_stand_in_order_and_the_three_together_last(held: Release, asked: Asked) -> None:
    found = gap_rows.years(held, ENQUIRY, asked, "black")
    names = [m["name"] for m in marks(gap_charts.years(found)) if "name" in m]
    assert list(dict.fromkeys(names)) == [
        "2020-21", "2021-22", "2022-23", "2023-24", "2024-25", "2022-23 to 2024-25 together",
    ]  # fmt: skip


def test_waits_show_the_finished_ones_alone_only_where_they_flatter(
    held: Release, asked: Asked
) -> None:
    found = gap_rows.waits(held, CONFERENCES, asked)
    drawn = {m["name"]: m for m in marks(gap_charts.waits(found))}
    assert drawn["Black"]["flattered"] == 76.0
    assert drawn["White"]["flattered"] is None
    assert drawn["Asian"]["value"] is None
    assert drawn["Asian"]["under"] == "kept back"


def test_estimates_are_drawn_hollow_beside_the_rate_of_all(held: Release) -> None:
    found = gap_rows.intersections(held, ENQUIRY, "990", "ethnicity_and_sex")
    drawn = words(gap_charts.estimates(found))
    assert any(each.startswith("all together ") for each in drawn)
    assert any(each.endswith(", estimated") for each in drawn)
