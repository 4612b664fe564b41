"""Published figures beside ours: which are chosen, what is said of them, and what a funnel plot draws."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard import beside, cells, charts, comparing, funnels, layers, rows
from metrics import funnel
from metrics.release import Release
from tests.screens import invented
from tests.screens.conftest import Page
from tests.screens.test_charts import values
from tests.screens.test_views import said

CONFERENCES = "icpc_within_15_working_days"
RATE = "referrals_per_10000_children"
OPEN = "children_on_plans_per_10000_children"
ABSENT = "pupils_persistently_absent"


@pytest.fixture(scope="module")
def held() -> Release:
    """The invented release."""
    return invented.release()


def measure(held: Release, name: str = CONFERENCES) -> dict[str, Any]:
    return rows.measures(held)[name]


def words(held: Release, area: str, name: str = CONFERENCES) -> str:
    return " ".join(comparing.all_in_words(held, measure(held, name), area))


# In words


def test_england_and_the_region_are_named_with_their_year_and_source(held: Release) -> None:
    assert words(held, "990").startswith(
        "To compare: England 82.2% (year to March 2025) and North West 84.6% (year to March 2025). "
        "Source: Department for Education, Children in need 2025."
    )


def test_neighbours_are_told_by_their_middle_and_range_and_who_chose_them(held: Release) -> None:
    told = words(held, "990")
    assert (
        "9 of the 10 statistical neighbours of Northmere (in the year to March 2025, chosen by the "
        "2025 model of the DfE): the middle one 79.8%, from 65.1% to 97.7%."
    ) in told
    assert (
        "Without a figure: Fenholme (of low reliability) and Pennyfield (none since 2023: it may no longer "
        "exist)."
    ) in told


def test_a_state_on_a_day_is_told_by_that_day(held: Release) -> None:
    told = words(held, "990", OPEN)
    assert "England 41.4 (31 March 2025)" in told
    assert "(on 31 March 2025, chosen by" in told


def test_a_school_year_is_told_by_both_its_years() -> None:
    assert comparing.when({"year": 2024, "school_year": True}, False) == "school year 2023-24"


def test_england_is_told_of_the_year_of_our_newest_figure(held: Release) -> None:
    assert words(held, "990", ABSENT).startswith("To compare: England 20.0% (school year 2023-24)")


def test_a_year_that_has_only_begun_waits_for_its_whole_figure(held: Release) -> None:
    figures = held.figures.with_columns(
        part=pl.col("part")
        | ((pl.col("measure") == ABSENT) & (pl.col("period_end") == dt.date(2024, 8, 31)))
    )
    begun = Release(held.manifest, **{**held.frames, "figures": figures})
    assert "England 19.0% (school year 2022-23)" in words(begun, "990", ABSENT)
    # The chart ends with the same year as the words.
    drawn = beside.of_our_years(begun, ABSENT, "990")
    assert max(row["year"] for row in drawn if row["geography"] == "England") == 2023


def test_england_is_told_of_its_newest_year_where_we_have_no_figure_so_early(
    held: Release,
) -> None:
    figures = held.figures.filter(pl.col("measure") != ABSENT)
    without = Release(held.manifest, **{**held.frames, "figures": figures})
    assert "England 21.0% (school year 2024-25)" in words(without, "990", ABSENT)


def of_groups(held: Release, year: int, area: str = "990") -> list[dict[str, Any]]:
    return beside.groups(held, ABSENT, area, "social_care_status", year)


def absent(held: Release) -> list[dict[str, Any]]:
    """Our own figures by social care status: 2024-25 has the school year that ended in it."""
    period = rows.periods(held)["2024-25"]
    return rows.groups(held, ABSENT, "990", "social_care_status", period)


def test_groups_are_told_of_the_same_school_year_as_ours(held: Release) -> None:
    ours = absent(held)
    last = ours[0]["period_end"].year
    assert comparing.groups(of_groups(held, last), ours, measure(held, ABSENT)) == (
        "To compare: England, school year 2023-24: looked after 21.0%, on a child protection plan 56.4%. "
        "North West, school year 2023-24: looked after 22.5%, on a child protection plan 57.9%. "
        "Source: Department for Education, Absence, 2025 release."
    )


def test_groups_have_the_newest_year_before_where_theirs_is_not_published(held: Release) -> None:
    assert {row["year"] for row in of_groups(held, 2026)} == {2025}
    assert of_groups(held, 2022) == []
    assert comparing.groups([], absent(held), measure(held, ABSENT)) == ""


def test_a_published_group_that_we_do_not_show_is_not_told(held: Release) -> None:
    ours = [row for row in absent(held) if row["group"] == "in_need"]
    assert comparing.groups(of_groups(held, 2024), ours, measure(held, ABSENT)) == ""


def test_the_command_line_tells_of_groups_in_the_newest_year_that_has_them(held: Release) -> None:
    told = comparing.groups_in_words(held, measure(held, ABSENT), "990", "social_care_status")
    assert told.startswith("To compare: England, school year 2023-24: looked after 21.0%")
    assert comparing.groups_in_words(held, measure(held, ABSENT), "990", "locality") == ""
    assert comparing.groups_in_words(held, measure(held), "990", "ethnicity") == ""


def test_england_is_a_grey_mark_with_its_year_beside_each_group(held: Release) -> None:
    ours, theirs = absent(held), of_groups(held, 2024)
    chart = charts.between_groups(measure(held, ABSENT), ours, None, theirs)
    known = {
        row["name"].split("|")[0]: round(row["england"], 1)
        for row in values(chart)
        if row.get("england") is not None
    }
    assert known == {"Looked after": 21.0, "On a child protection": 56.4}
    assert "England 2023-24" in {row.get("text") for row in values(chart)}
    ticks = [one["mark"] for one in charts.spec(chart)["layer"] if one["mark"]["type"] == "tick"]
    assert [tick["color"] for tick in ticks] == [layers.GREY]


def test_a_group_far_below_englands_leaves_room_for_its_mark(held: Release) -> None:
    theirs = [{**row, "value": 97.0} for row in of_groups(held, 2024)]
    chart = charts.between_groups(measure(held, ABSENT), absent(held), None, theirs)
    assert 100.0 in [
        one["encoding"]["x"]["scale"]["domain"][1]
        for one in charts.spec(chart)["layer"]
        if "scale" in one["encoding"].get("x", {})
    ]


def test_the_table_of_groups_has_a_column_for_each_place_and_year(held: Release) -> None:
    theirs = of_groups(held, 2024)
    table = [cells.table_row(row, "percent", theirs) for row in absent(held)]
    assert [row["England 2023-24"] for row in table] == ["21.0%", "56.4%", "", ""]
    assert [row["North West 2023-24"] for row in table] == ["22.5%", "57.9%", "", ""]


def test_a_line_of_a_school_year_goes_from_september_to_august(held: Release) -> None:
    found = [row for row in rows.comparators(held, ABSENT, "990") if row["year"] == 2024]
    (drawn,) = layers.comparator_lines(found, dt.date(2020, 9, 1), measure(held, ABSENT))
    line = next(row for row in values(drawn) if row["place"] == "England")
    assert (line["from"], line["to"]) == ("2023-09-01", "2024-08-31")
    labels = layers.right_labels([], [], found, None, "percent")
    assert [words for _, words, _ in labels] == [
        "England 20% (2023-24)",
        "North West 22% (2023-24)",
    ]


def test_the_whole_partnership_is_told_of_the_neighbours_of_each_area(held: Release) -> None:
    told = words(held, "partnership")
    assert "statistical neighbours of Northmere" in told
    assert "statistical neighbours of Eastvale" in told


def test_all_neighbours_with_a_figure_are_told_without_a_remainder() -> None:
    row = {
        "of_area": "990",
        "known": 10,
        "of": 10,
        "median": 20.0,
        "lowest": 15.0,
        "highest": 30.0,
        "year": 2024,
        "school_year": False,
        "without": [],
    }
    assert comparing.neighbours([row], {"unit": "percent", "snapshot": False}, {}, {}) == (
        "The 10 statistical neighbours (in the year to March 2024): the middle one 20.0%, from 15.0% to "
        "30.0%."
    )


def test_where_nothing_was_published_nothing_is_said(held: Release) -> None:
    assert comparing.all_in_words(held, measure(held, "sex_recorded"), "990") == []
    assert comparing.newest_published("sex_recorded", held.comparators) == ""


def test_the_middle_of_the_neighbours_stands_beside_the_run_chart(held: Release) -> None:
    found = rows.comparators(held, CONFERENCES, "990")
    assert [row["geography"] for row in found if row["year"] == 2025] == [
        "England",
        "North West",
        "Neighbours’ middle",
    ]


# The funnel


def drawn(held: Release, area: str = "990", name: str = CONFERENCES, **more: bool) -> beside.Funnel:
    return beside.funnel_of(held, measure(held, name), area, 2025, **more)


def test_a_funnel_is_offered_for_the_years_that_were_published(held: Release) -> None:
    assert beside.years(held, CONFERENCES, 2025) == [2024, 2025]
    assert beside.years(held, CONFERENCES, 2024) == [2024]
    assert beside.years(held, "sex_recorded", 2025) == []


def test_every_authority_has_the_same_plain_mark_and_our_area_its_name(held: Release) -> None:
    spec = charts.spec(funnels.chart(drawn(held)))
    marks = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert [mark["shape"] for mark in marks] == ["circle", "diamond"]
    text = json.dumps(spec)
    assert "Northmere" in text
    # No mark has a colour by its value: nothing is good or bad.
    assert all("color" not in layer["encoding"] for layer in spec["layer"])


def test_axes_have_titles_with_their_units(held: Release) -> None:
    titles = {
        name: json.dumps(charts.spec(funnels.chart(drawn(held, name=name))))
        for name in (CONFERENCES, RATE)
    }
    assert "How many the percentage is of" in titles[CONFERENCES]
    assert "Per cent" in titles[CONFERENCES]
    assert "Resident children aged 0 to 17" in titles[RATE]
    assert "Per 10,000 children" in titles[RATE]


def test_a_figure_that_was_not_shown_is_not_drawn(held: Release) -> None:
    names = {row.get("name") for row in values(funnels.chart(drawn(held)))}
    assert "Authority 2" in names
    assert "Authority 3" not in names


def test_our_own_hidden_figure_is_not_placed_and_not_drawn(held: Release) -> None:
    figures = held.figures.with_columns(
        value=pl.when(pl.col("area") == "990").then(None).otherwise("value"),
        reason=pl.when(pl.col("area") == "990").then(pl.lit("protected")).otherwise("reason"),
    )
    hidden = Release(held.manifest, **{**held.frames, "figures": figures})
    found = drawn(hidden)
    assert "Northmere cannot be placed: its figure is kept back." in comparing.funnel_in_words(
        found
    )
    assert "Northmere cannot be placed" in comparing.funnel_finding(found)
    assert comparing.funnel_rows(found)[0]["Figure"] == "[c]"
    assert "Northmere" not in {row.get("name") for row in values(funnels.chart(found))}


def test_the_lines_drawn_are_those_that_place_the_points(held: Release) -> None:
    found = drawn(held)
    lines = [row for row in values(funnels.chart(found)) if row.get("level") == 0.95]
    assert len(lines) == 2 * funnels.STEPS
    for row in found.shown:
        near = min(
            (line for line in lines if line["side"] == "upper"),
            key=lambda line: abs(line["base"] - row["denominator"]),
        )
        if row["place"] in (funnel.ABOVE, funnel.FAR_ABOVE):
            assert row["value"] > near["value"] - 0.5
        else:
            assert row["value"] < near["value"] + 0.5


def test_the_finding_places_our_area_and_names_the_year(held: Release) -> None:
    told = comparing.funnel_finding(drawn(held))
    assert told.startswith(
        "Child protection conferences held within 15 working days beside 29 authorities"
    )
    assert "year to March 2025: Northmere" in told
    assert any(place in told for place in comparing.PLACES.values())


def test_the_words_say_around_whom_the_limits_are_and_how_many_are_outside(held: Release) -> None:
    told = comparing.funnel_in_words(drawn(held))
    assert "Limits are drawn around England (81.4%)" in told
    assert "chance alone would put about 1 there" in told


def test_more_variation_than_chance_is_said_before_limits_are_widened_for_it(held: Release) -> None:
    found = drawn(held)
    told = comparing.scattered(found)
    assert told.startswith("There is more variation than chance")
    assert "authorities still vary 4.2 times as much as chance alone would make them" in told
    assert "neither praise nor blame" in told

    def with_scatter(scatter: float | None) -> str:
        return comparing.scattered(beside.Funnel(**{**vars(found), "scatter": scatter}))

    assert with_scatter(1.0) == "Authorities differ no more than chance alone would make them."
    assert "the limits stay those of chance alone" in with_scatter(None)


def test_adjusted_limits_say_that_they_are(held: Release) -> None:
    plain, adjusted = drawn(held), drawn(held, adjusted=True)
    assert "allow for how much authorities differ anyway" in comparing.funnel_in_words(adjusted)
    wide = [row["value"] for row in values(funnels.chart(adjusted)) if row.get("side") == "upper"]
    narrow = [row["value"] for row in values(funnels.chart(plain)) if row.get("side") == "upper"]
    # The limits of chance alone stay in the plot, in grey, beside the widened ones.
    assert sum(wide) > 2 * sum(narrow)
    assert set(narrow) < set(wide)
    colours = {
        layer["mark"]["color"]
        for layer in charts.spec(funnels.chart(adjusted))["layer"]
        if layer["mark"]["type"] == "line"
    }
    assert colours == {layers.GREY, layers.INK}
    assert "Grey lines: the same limits of chance alone." in comparing.funnel_caption(adjusted)
    assert "Grey" not in comparing.funnel_caption(plain)


def test_widened_limits_tell_of_both(held: Release) -> None:
    adjusted = drawn(held, adjusted=True)
    for row, same in zip(adjusted.points, drawn(held).points, strict=True):
        assert row["by_chance"] == same["place"]
    [ours] = adjusted.ours
    told = comparing.funnel_in_words(adjusted)
    assert f"{comparing.PLACES[ours['place']]} as widened" in told
    assert f"{comparing.PLACES[ours['by_chance']]} of chance alone." in told
    assert {"By the widened limits", "By those of chance alone"} < set(
        comparing.funnel_rows(adjusted)[0]
    )


def test_the_table_goes_by_name_and_keeps_the_marks(held: Release) -> None:
    found = comparing.funnel_rows(drawn(held))
    assert found[0]["Authority"] == "Northmere (our own figure)"
    names = [row["Authority"] for row in found[1:]]
    assert names == sorted(names)
    assert next(row for row in found if row["Authority"] == "Authority 3")["Figure"] == "[c]"


def test_the_whole_partnership_has_each_of_its_areas_in_the_funnel(held: Release) -> None:
    assert [row["name"] for row in drawn(held, "partnership").ours] == ["Northmere", "Eastvale"]


def test_a_year_without_figures_of_ours_has_the_others_alone(held: Release) -> None:
    figures = held.figures.filter(pl.col("period_kind") != "year")
    alone = Release(held.manifest, **{**held.frames, "figures": figures})
    found = drawn(alone)
    assert found.ours == []
    assert comparing.funnel_finding(found).endswith("year to March 2025")
    assert charts.spec(funnels.chart(found))["layer"]


# On the page


def test_the_funnel_comes_when_asked_for_with_its_table(page: Page, released: Path) -> None:
    running = page(released, "views/dsp_timeliness.py", area="990", measure=CONFERENCES)
    before = len(running.get("vega_lite_chart"))
    toggles = {one.label: one for one in running.toggle}
    toggles[comparing.FUNNEL_CONTROL].set_value(True).run()
    assert len(running.get("vega_lite_chart")) == before + 1
    assert "Limits are drawn around England" in said(running)
    assert "There is more variation than chance" in said(running)
    {one.label: one for one in running.toggle}[comparing.ADJUST_CONTROL].set_value(True).run()
    assert "allow for how much authorities differ anyway" in said(running)
    {one.label: one for one in running.toggle}["Show the table of authorities"].set_value(
        True
    ).run()
    assert any("Authority" in one.value.columns for one in running.table)
    assert not running.exception


def test_parts_on_the_page_say_where_the_marks_of_england_were_printed(
    page: Page, released: Path
) -> None:
    running = page(released, "views/dsp_child_protection.py", measure="plans_by_latest_category")
    assert "Source: Department for Education" in said(running)
    assert "Children in need 2025" in said(running)
    assert not running.exception


def test_groups_on_the_page_are_set_beside_englands_in_words_and_in_the_table(
    page: Page, released: Path
) -> None:
    running = page(released, "views/dsp_education.py", area="990", measure=ABSENT, period="2024-25")
    assert "To compare: England, school year 2023-24: looked after 21.0%" in said(running)
    toggles = [one for one in running.toggle if one.label == "Show the table"]
    toggles[-1].set_value(True).run()
    assert any("England 2023-24" in one.value.columns for one in running.table)
    assert not running.exception
