"""Nothing is declared by halves: every measure is specified, sourced, placed, explained and fed."""

import ast
import importlib
import pkgutil
from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest

import data.formats
from data.agreement import Conventions
from data.extracts import FORMATS
from data.formats import published_tables
from data.reference import england_figures, guidance
from data.returns.subjects import SUBJECTS
from data.tables import TABLES
from metrics import measures as measure_files
from metrics.catalogue import CONVENTIONS
from metrics.characteristics import GROUPINGS
from metrics.examples import EXAMPLES
from metrics.measure import (
    CHARACTERISTICS,
    OF_A_CHILD,
    THEMES,
    Amount,
    Clock,
    Measure,
    Proportion,
    Share,
    Timeliness,
)
from metrics.measures import MEASURES
from metrics.undefined import NOT_COMPUTED

SPECIFICATIONS = Path(__file__).parent / "measures"
COLUMNS = {
    f"{table}.{column}" for table, schema in TABLES.items() for column in schema.column_names()
}
NOT_OF_A_MEASURE = {"events_in_a_usual_month"}
"""Conventions that say which periods are printed, and not what a measure counts."""

each_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)


def specified(file: Path) -> set[str]:
    """Every text in a file of specifications, where the ids of measures stand."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@each_measure
def test_every_measure_has_a_specification(measure: Measure):
    written = {text for file in SPECIFICATIONS.glob("test_*.py") for text in specified(file)}
    assert measure.id in written


def test_every_file_of_measures_has_a_file_of_specifications():
    for module in pkgutil.iter_modules(measure_files.__path__):
        assert (SPECIFICATIONS / f"test_{module.name}.py").is_file(), module.name


@each_measure
def test_every_measure_has_a_worked_example(measure: Measure):
    assert EXAMPLES[measure.id]


def test_no_worked_example_is_of_a_measure_that_does_not_exist():
    assert set(EXAMPLES) == {measure.id for measure in MEASURES}


@each_measure
def test_every_measure_names_real_places_of_the_guidance(measure: Measure):
    places = guidance().filter(pl.col("edition") == measure.source.edition)
    held = {
        kind: set(places.filter(pl.col("kind") == kind)["reference"])
        for kind in ("paragraph", "box")
    }
    assert measure.source.paragraphs or measure.source.boxes
    assert set(measure.source.paragraphs) <= held["paragraph"]
    for box in measure.source.boxes:
        # A long heading may be cut short.
        assert any(heading.startswith(box) for heading in held["box"]), box


@each_measure
def test_every_measure_has_a_place_in_a_page(measure: Measure):
    assert measure.theme in THEMES


@each_measure
def test_every_measure_needs_fields_that_exist(measure: Measure):
    assert measure.needs
    assert set(measure.needs) <= COLUMNS


@each_measure
def test_every_measure_breaks_down_by_characteristics_that_exist(measure: Measure):
    assert set(measure.breakdowns) <= set(CHARACTERISTICS)
    assert len(set(measure.breakdowns)) == len(measure.breakdowns)


def test_every_characteristic_has_its_groups_and_needs_a_field_that_exists():
    assert set(GROUPINGS) == set(CHARACTERISTICS)
    assert {field for grouping in GROUPINGS.values() for field in grouping.needs} <= COLUMNS


@each_measure
def test_every_comparator_is_published_for_the_categories_that_the_measure_has(measure: Measure):
    if measure.comparator is None:
        return
    packaged = england_figures().select("comparator", "category", "unit").unique().rows()
    loaded = [
        (line.comparator, line.category, line.unit)
        for table in published_tables.TABLES
        for line in table.lines
    ]
    found = [row for row in packaged + loaded if row[0] == measure.comparator]
    assert found
    unit = {"percent": "percent", "per_10_000": "per 10,000", "per_100": "per 100"}[measure.unit]
    parts = set(measure.categories) if isinstance(measure, Share) else {""}
    groups = {theirs for by in measure.breakdowns for theirs in GROUPINGS[by].published}
    for _, category, of_unit in found:
        assert of_unit == unit
        assert category in parts | groups


def test_every_group_that_is_published_is_one_of_ours():
    for grouping in GROUPINGS.values():
        assert set(grouping.published.values()) <= set(grouping.groups)
    assert set(published_tables.SOCIAL_CARE_GROUPS) == set(
        GROUPINGS["social_care_status"].published
    )


@each_measure
def test_every_convention_that_a_measure_names_exists_and_has_words(measure: Measure):
    assert set(measure.conventions) <= {convention.name for convention in fields(Conventions)}
    assert set(measure.conventions) <= set(CONVENTIONS)
    assert len(set(measure.conventions)) == len(measure.conventions)
    if isinstance(measure, Timeliness):
        assert isinstance(measure.clock, Clock)
        assert measure.clock.due or measure.clock.limit in measure.conventions


def test_every_convention_has_words_and_a_specification():
    names = {convention.name for convention in fields(Conventions)} - NOT_OF_A_MEASURE
    assert names == set(CONVENTIONS)
    files = [file for file in SPECIFICATIONS.glob("test_*.py") if file.name != "test_release.py"]
    changed = {
        keyword.arg
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Conventions"
        for keyword in node.keywords
    }
    assert names <= changed


@each_measure
def test_every_measure_is_told_in_whole_sentences(measure: Measure):
    assert measure.question.endswith("?")
    for text in (measure.definition, measure.why_it_matters, measure.caution or "."):
        assert text.endswith(".")
    words = " ".join((measure.title, measure.question, measure.definition, measure.why_it_matters))
    assert " cases" not in words


def test_ids_of_measures_are_unique_and_those_they_name_exist():
    ids = [measure.id for measure in MEASURES]
    assert len(set(ids)) == len(ids)
    for measure in MEASURES:
        assert measure.within is None or measure.within in ids
        if isinstance(measure, Share) and measure.part_of:
            assert measure.part_of[0] in ids
            assert set(measure.part_of[1]) <= set(measure.categories)


def test_every_number_of_the_catalogue_is_computed_or_said_not_to_be():
    computed = {measure.catalogue for measure in MEASURES}
    assert not computed & set(NOT_COMPUTED)
    # 186 in the catalogue, and one that was added to it since (PAR-10).
    assert len(computed | set(NOT_COMPUTED)) == 187


def test_what_is_counted_of_nobody_is_not_broken_down_by_what_children_are():
    for measure in MEASURES:
        if measure.of == "nobody":
            assert not set(measure.breakdowns) & set(OF_A_CHILD), measure.id


def test_a_day_is_printed_only_of_what_is_counted_of_nobody_and_of_no_area():
    for measure in MEASURES:
        if measure.dated:
            assert (measure.of, measure.whole) == ("nobody", True), measure.id
            assert isinstance(measure, Proportion | Amount), measure.id


def test_totals_that_a_partner_may_send_are_of_measures_that_exist():
    ids = {measure.id for measure in MEASURES}
    for subject in SUBJECTS.values():
        assert set(subject.totals) <= ids, subject.key


def test_every_format_is_listed():
    modules = [
        importlib.import_module(f"data.formats.{module.name}")
        for module in pkgutil.iter_modules(data.formats.__path__)
    ]
    whole = [module for module in modules if hasattr(module, "recognises")]
    assert set(FORMATS) == set(whole)


def test_every_format_says_which_fields_it_fills_and_they_exist():
    for known in FORMATS:
        assert known.NAME
        filled = {
            f"{table}.{column}" for table, columns in known.FILLS.items() for column in columns
        }
        assert filled
        assert filled <= COLUMNS, filled - COLUMNS
