"""Published figures in a release: England, region, neighbours, our own, and every authority of a year."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.agreement import Agreement, Area, Residents
from data.comparators import load_published, published_tables
from data.formats.published_tables import TABLES
from data.problems import UserError
from data.reference import england_figures
from data.warehouse import Store
from metrics import comparators, release
from metrics.funnel import INSIDE
from metrics.measures import MEASURES
from tests.measures.invented import partnership
from tests.measures.specification import MEASURE
from tests.reading.published_files import (
    PLACE,
    absence,
    authority,
    c1_of_2024,
    c1_of_2025,
    england,
    neighbours,
    populations,
    write,
)

AGAIN, RATE = "re_referrals_within_12_months", "referrals_per_10000_children"
ABSENT = "pupils_persistently_absent"
OURS = Agreement("Invented", (Area("990", "Northmere", "North West"), Area("991", "Eastvale")))
CHOSEN = [MEASURE[AGAIN], MEASURE[RATE]]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Two releases of referrals, populations and neighbours."""
    folder = tmp_path_factory.mktemp("published")
    store = Store(folder / "store")
    for path in (c1_of_2024(folder), c1_of_2025(folder), populations(folder), neighbours(folder)):
        load_published(store, path)
    return published_tables(store)


def beside(
    tables: dict[str, pl.DataFrame], agreement: Agreement = OURS, ours: bool = True
) -> pl.DataFrame:
    figures = comparators.published_figures(tables)
    if not ours:
        figures = comparators.without_ours(agreement, figures)
    theirs = comparators.neighbours_of(agreement, tables)
    return comparators.comparators(CHOSEN, agreement, figures, theirs)


def only(found: pl.DataFrame, **wanted: object) -> dict:
    rows = found.filter(*(pl.col(name) == value for name, value in wanted.items()))
    assert rows.height == 1, rows
    return rows.row(0, named=True)


def test_a_loaded_figure_wins_over_the_packaged_one_and_names_its_release(tables):
    row = only(beside(tables), measure=AGAIN, level="England", year=2024)
    assert (row["printed"], row["value"]) == ("22.3", 22.3)
    assert row["release"] == "Children in need, 2025 release"
    assert row["source"] == "table C1, c1_2025.csv"


def test_where_nothing_is_loaded_the_packaged_figure_stands(tables):
    row = only(beside(tables), measure=AGAIN, level="England", year=2019)
    packaged = england_figures().filter(
        pl.col("comparator") == "re_referrals",
        pl.col("geography") == "England",
        pl.col("year") == 2019,
    )
    assert (row["value"], row["printed"]) == (packaged["value"].item(), "")
    empty = comparators.published_figures({})
    alone = comparators.comparators(CHOSEN, OURS, empty, {})
    assert set(alone["geography"]) == {"England", "North West"}


def test_a_region_comes_only_where_an_area_is_compared_with_it(tables):
    assert only(beside(tables), measure=AGAIN, level="region", year=2024)["value"] == 21.2
    nowhere = replace(OURS, areas=(Area("991", "Eastvale"),))
    assert beside(tables, nowhere).filter(pl.col("level") == "region").is_empty()


def test_a_neighbour_that_was_not_shown_keeps_its_mark(tables):
    found = beside(tables).filter(pl.col("level") == "neighbour", pl.col("measure") == AGAIN)
    marks = dict(found.filter(pl.col("of_area") == "990").select("area", "marker").iter_rows())
    assert marks == {"955": "x", "959": "u"}


def test_neighbours_come_from_the_agreement_where_it_names_some(tables):
    chosen = replace(OURS, areas=(replace(OURS.areas[0], neighbours=("961", "909")),))
    found = comparators.neighbours_of(chosen, tables)
    assert found["990"].codes == ("961", "909")
    assert found["990"].chosen_by == "the partnership's agreement"
    assert comparators.neighbours_of(OURS, tables)["991"].chosen_by == "the 2025 model of the DfE"
    assert comparators.neighbours_of(OURS, {}) == {}


def test_the_middle_of_neighbours_is_told_from_three_on(tables):
    four = replace(
        OURS, areas=(replace(OURS.areas[0], neighbours=("839", "961", "955", "991", "909")),)
    )
    assert beside(tables, four).filter(pl.col("level") == "neighbours").is_empty()
    figures = comparators.published_figures(tables)
    more = pl.concat(
        [figures, figures.filter(pl.col("area") == "961").with_columns(area=pl.lit("991"))]
    )
    theirs = comparators.neighbours_of(four, tables)
    found = comparators.comparators(CHOSEN, four, more, theirs).filter(
        pl.col("level") == "neighbours", pl.col("measure") == AGAIN
    )
    assert dict(found.select("statistic", "value").iter_rows()) == {
        "median": 15.0,
        "lowest": 15.0,
        "highest": 25.2,
    }
    assert set(found.select("numerator", "denominator").iter_rows()) == {(3.0, 5.0)}


def test_a_rate_that_is_not_printed_is_divided_by_the_residents_of_the_mid_year_before(tables):
    figures = comparators.published_figures(tables)
    row = only(figures, comparator="referrals_rate", area="990", year=2025)
    assert row["value"] == round(3400 / 60_000 * 10_000, 1)
    assert row["denominator"] == 60_000
    assert row["source"].endswith("divided by residents of mid-2024")
    of_england = only(beside(tables), measure=RATE, level="England", year=2025)
    assert of_england["value"] == 519.4


def test_a_rate_without_residents_is_left_to_the_packaged_figure(tables):
    alone = {"published_figures": tables["published_figures"]}
    figures = comparators.published_figures(alone)
    rates = figures.filter(pl.col("comparator") == "referrals_rate", pl.col("year") == 2025)
    assert rates.is_empty()
    found = comparators.comparators(CHOSEN, OURS, figures, {})
    row = only(found, measure=RATE, level="England", year=2025)
    assert (row["value"], row["source"]) == (519.4, "DfE LAIT (bds_long)")


def test_the_residents_of_an_authority_come_with_the_program_where_none_are_loaded(tables):
    figures = comparators.published_figures({"published_figures": tables["published_figures"]})
    row = only(figures, comparator="referrals_rate", area="839", year=2024)
    assert row["denominator"] == 74_285


def test_residents_are_the_agreements_then_the_loaded_then_the_packaged(tables):
    stated = replace(
        OURS,
        areas=(
            replace(OURS.areas[0], residents=(Residents(2024, 61_000, "our own"),)),
            Area("839", "Bournemouth, Christchurch and Poole"),
        ),
    )
    known = comparators.residents_of(stated, tables)
    assert known("990", 2024) == (61_000, "our own")
    assert known("990", 2023) == (59_999, "mid-2023 population estimate, ons_2024.csv")
    assert known("839", 2023)[0] == 74_285
    assert known("955", 2024) is None


# Groups of children, and parts of a share


def of_groups(tables: dict[str, pl.DataFrame], by: str, name: str = ABSENT) -> pl.DataFrame:
    """What stands beside the groups of one characteristic."""
    theirs = comparators.neighbours_of(OURS, tables)
    figures = comparators.published_figures(tables)
    found = comparators.comparators([MEASURE[name]], OURS, figures, theirs)
    return found.filter(pl.col("characteristic") == by, pl.col("category") == "")


def england_by_group(found: pl.DataFrame, year: int) -> dict[str, float]:
    wanted = found.filter(pl.col("level") == "England", pl.col("year") == year)
    return dict(wanted.select("group", "value").iter_rows())


def test_a_figure_of_children_on_a_plan_stands_beside_our_group_of_the_same_children():
    assert england_by_group(of_groups({}, "social_care_status"), 2025) == {
        "looked_after": 20.3,
        "on_a_plan": 55.4,
        "in_need": 46.0,
    }
    assert england_by_group(of_groups({}, "all"), 2025) == {"all": 18.14}
    assert england_by_group(of_groups({}, "phase"), 2025) == {
        "primary": 12.99,
        "secondary": 23.37,
        "special": 35.26,
    }


def test_figures_of_schools_are_of_school_years():
    found = comparators.comparators(MEASURES, OURS, comparators.published_figures({}), {})
    academic = {measure.id for measure in MEASURES if measure.academic and measure.comparator}
    assert set(found.filter(pl.col("school_year"))["measure"]) == academic
    assert academic.isdisjoint(found.filter(~pl.col("school_year"))["measure"])


def test_a_measure_without_a_breakdown_has_no_figures_of_its_groups():
    plain = replace(MEASURE[ABSENT], breakdowns=("sex",))
    found = comparators.comparators([plain], OURS, comparators.published_figures({}), {})
    assert set(found["characteristic"]) == {"all"}


def test_referrals_by_source_are_told_of_the_sources_that_are_counted_alike():
    figures = comparators.published_figures({})
    found = comparators.comparators([MEASURE["referrals_by_source"]], OURS, figures, {})
    newest = found.filter(pl.col("level") == "England", pl.col("year") == 2025)
    assert dict(newest.select("category", "value").iter_rows()) == {"police": 28.3, "health": 15.2}


@pytest.fixture(scope="module")
def with_absence(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Absence by social care group of England, the region, and three neighbours."""
    folder = tmp_path_factory.mktemp("absence")
    store = Store(folder / "store")
    load_published(store, absence(folder))
    return published_tables(store)


def test_loaded_absence_by_social_care_group_wins_over_the_packaged_one(with_absence):
    found = of_groups(with_absence, "social_care_status")
    row = only(found, group="in_need", level="England", year=2025)
    assert (row["printed"], row["school_year"]) == ("45.7", True)
    assert row["source"] == "absence.csv"
    assert only(found, group="on_a_plan", level="England", year=2025)["marker"] == "c"
    assert only(found, group="looked_after", level="England", year=2025)["value"] == 20.3
    # What the file says of all pupils is of another kind of file: the packaged figure stands.
    assert england_by_group(of_groups(with_absence, "all"), 2025) == {"all": 18.14}


def test_neighbours_stand_beside_a_group_too(with_absence):
    chosen = replace(OURS, areas=(replace(OURS.areas[0], neighbours=("961", "955", "959")),))
    theirs = comparators.neighbours_of(chosen, with_absence)
    figures = comparators.published_figures(with_absence)
    found = comparators.comparators([MEASURE[ABSENT]], chosen, figures, theirs)
    row = only(found, group="in_need", level="neighbours", statistic="median")
    assert (row["value"], row["numerator"], row["of_area"]) == (45.0, 3.0, "990")


def test_authorities_figures_of_a_group_make_no_funnel_of_all_children(with_absence):
    figures = comparators.published_figures(with_absence)
    found = comparators.comparators([MEASURE[ABSENT]], OURS, figures, {})
    assert comparators.authorities([MEASURE[ABSENT]], found, figures, [2025]).is_empty()


def test_plans_that_ended_within_three_months_come_with_the_table_of_plans_ended(tmp_path: Path):
    path = write(
        tmp_path,
        f"{PLACE},category,CPP_End,3_months_or_less,2_years_or_more,2_years_or_more_percent",
        f"{england(2024)},x,62000,12400,2700,4.4",
        f"{authority(2024, '700', 'A')},x,200,60,10,5",
    )
    store = Store(tmp_path / "store")
    load_published(store, path)
    figures = comparators.published_figures(published_tables(store))
    measure = MEASURE["plans_ended_within_three_months"]
    found = comparators.comparators([measure], OURS, figures, {})
    assert only(found, level="England")["value"] == 20.0
    row = only(comparators.authorities([measure], found, figures, [2024]), area="700")
    assert (row["value"], row["centre"], row["centre_of"]) == (30.0, 20.0, "England")


# Every authority of a year


def _authorities(tables: dict[str, pl.DataFrame], years: list[int]) -> pl.DataFrame:
    figures = comparators.published_figures(tables)
    return comparators.authorities(CHOSEN, beside(tables), figures, years)


def test_every_authority_of_the_years_asked_for_stands_in_the_funnel(tables):
    found = _authorities(tables, [2024]).filter(pl.col("measure") == AGAIN)
    assert set(found["area"]) == {"839", "990", "955", "959", "961"}
    row = only(found, area="961")
    assert (row["value"], row["denominator"], row["centre"]) == (15.0, 2000.0, 22.3)
    assert (row["centre_of"], row["place"]) == ("England", "below 99.8%")
    assert only(found, area="955")["place"] is None


def test_a_handful_of_authorities_has_no_adjusted_limits(tables):
    found = _authorities(tables, [2024])
    assert found["beyond"].null_count() == found.height
    assert found["place_adjusted"].null_count() == found.height


def test_many_authorities_have_limits_widened_by_how_much_they_differ(tmp_path: Path):
    names = "CPP_At31_3Months,Reviewed_within_timescales,Reviewed_within_timescales_percent"
    path = write(
        tmp_path,
        f"{PLACE},category,{names}",
        *(f"{authority(2024, str(700 + n), 'A')},x,400,{4 * (80 + n)},{80 + n}" for n in range(16)),
    )
    store = Store(tmp_path / "store")
    load_published(store, path)
    figures = comparators.published_figures(published_tables(store))
    measure = MEASURE["plans_reviewed_on_time"]
    found = comparators.authorities([measure], beside({}), figures, [2024])
    assert set(found["centre_of"]) == {"all authorities"}
    assert found["centre"][0] == pytest.approx(87.5)
    assert found["scatter"][0] > 1
    assert found["beyond"][0] > 0
    plain, adjusted = ((found[name] == INSIDE).sum() for name in ("place", "place_adjusted"))
    assert plain < adjusted


def test_where_no_authority_has_a_figure_nothing_is_placed(tmp_path: Path):
    names = "CPP_At31_3Months,Reviewed_within_timescales,Reviewed_within_timescales_percent"
    path = write(tmp_path, f"{PLACE},category,{names}", f"{authority(2024, '700', 'A')},x,c,c,c")
    store = Store(tmp_path / "store")
    load_published(store, path)
    figures = comparators.published_figures(published_tables(store))
    measure = MEASURE["plans_reviewed_on_time"]
    found = comparators.authorities([measure], beside({}), figures, [2024])
    assert found.select("marker", "centre", "place").rows() == [("c", None, None)]


def test_measures_without_a_comparator_have_no_funnel(tables):
    figures = comparators.published_figures(tables)
    assert comparators.authorities(
        [MEASURE["sex_recorded"]], beside({}), figures, [2024]
    ).is_empty()


# In a release


@pytest.fixture(scope="module")
def built(tables):
    few = [replace(MEASURE[name], breakdowns=()) for name in (AGAIN, RATE)]
    return release.build(partnership() | tables, OURS, dt.date(2024, 3, 31), measures=few)


def test_a_release_carries_what_was_published_and_names_its_files(built, tables):
    held = built.release
    assert_frame_equal(held.comparators, beside(tables, ours=False), check_row_order=True)
    assert set(held.published["year"]) == {2023, 2024}
    assert held.manifest["published"] == sorted(tables["published_files"]["digest"])
    assert held.manifest["neighbours"]["990"]["codes"] == ("955", "959")
    assert release.open(held.frames, held.manifest).digest == held.digest


def test_a_release_of_an_earlier_version_says_to_make_a_new_one(built):
    manifest = built.release.manifest
    older = {name: seal for name, seal in manifest["frames"].items() if name != "published"}
    with pytest.raises(UserError, match="an earlier version"):
        release.open(built.release.frames, manifest | {"frames": older})


def test_a_release_made_before_groups_were_set_beside_ours_says_to_make_a_new_one(built):
    older = built.release.frames
    older |= {"comparators": older["comparators"].drop("characteristic", "group")}
    with pytest.raises(UserError, match="an earlier version"):
        release.open(older, built.release.manifest)


def test_a_release_made_before_charts_stated_their_variant_says_to_make_a_new_one(built):
    older = built.release.frames
    older |= {"signals": older["signals"].drop("chart", "assurance")}
    with pytest.raises(UserError, match="an earlier version"):
        release.open(older, built.release.manifest)


def test_loaded_residents_divide_our_own_rates(built):
    row = only(
        built.release.figures,
        measure=RATE,
        area="990",
        period_kind="year",
        characteristic="all",
        period_label="2023-24",
    )
    assert row["denominator"] == 59_999


def test_without_published_files_a_release_has_the_packaged_figures_alone():
    few = [replace(MEASURE["sex_recorded"], breakdowns=())]
    held = release.build(partnership(), OURS, dt.date(2024, 3, 31), measures=few).release
    assert held.published.is_empty()
    assert held.manifest["published"] == []
    assert held.manifest["neighbours"] == {}


# What was published of us is known to readers


def test_all_measures_with_a_comparator_find_it_in_the_loaded_keys():
    keys = {measure.comparator for measure in MEASURES if measure.comparator}
    packaged = set(england_figures()["comparator"])
    assert packaged <= keys
    assert keys <= packaged | {line.comparator for table in TABLES for line in table.lines}
