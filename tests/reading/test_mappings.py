"""Column mappings in the store: kept once, listed, replaced, removed."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.formats import partner_returns
from data.problems import UserError
from data.returns import mapping
from data.returns.statement import ColumnMapping, Statement
from data.returns.subjects import SUBJECTS
from tests.reading import files

POLICE = ColumnMapping(
    "Eastvale Police",
    {'MISPER "ref"': "Episode reference", "Went\\gone": "Missing since"},
    {"kind": {"Misper": "missing"}},
    Statement(
        subject="missing", shape="rows", sender="Eastvale Police", agency="police", area="990"
    ),
)


def test_a_mapping_is_kept_as_toml_and_read_again(store):
    path = store.save_mapping(POLICE)
    assert path.name == "eastvale-police.toml"
    assert store.mappings() == (POLICE,)
    assert 'subject = "missing"' in path.read_text(encoding="utf-8")


def test_a_store_without_mappings_has_none(store):
    assert store.mappings() == ()


def test_a_mapping_of_the_same_name_takes_the_place_of_the_earlier_one(store):
    store.save_mapping(POLICE)
    newer = dataclasses.replace(POLICE, columns={"Ref": "Episode reference"})
    store.save_mapping(newer)
    assert store.mappings() == (newer,)


def test_two_names_never_share_a_file(store):
    store.save_mapping(POLICE)
    with pytest.raises(UserError, match="would be kept in the same file"):
        store.save_mapping(dataclasses.replace(POLICE, name="Eastvale-Police!"))


def test_a_mapping_is_removed_by_its_name(store):
    store.save_mapping(POLICE)
    store.remove_mapping("Eastvale Police")
    assert store.mappings() == ()
    with pytest.raises(UserError, match="There is no mapping “Eastvale Police”"):
        store.remove_mapping("Eastvale Police")


def test_a_name_needs_letters_or_digits(store):
    with pytest.raises(UserError, match="letters or digits"):
        store.save_mapping(dataclasses.replace(POLICE, name="!?"))


def test_a_fault_written_by_hand_is_told_with_its_file(store):
    path = store.save_mapping(POLICE)
    path.write_text(path.read_text().replace("Missing since", "Missing until"))
    with pytest.raises(UserError, match=r"mappings/eastvale-police\.toml, columns\.Went"):
        store.mappings()


TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=' "\\='),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip())


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_any_heading_and_word_comes_back_as_it_was(name, heading, word):
    kept = ColumnMapping(
        name, {heading: "Episode reference"}, {"kind": {word: "missing"}}, POLICE.says
    )
    assert mapping.mapping_in(mapping.as_toml(kept), "mappings/any.toml") == kept


def test_what_is_read_already_and_what_is_still_needed_is_known_before_saving(tmp_path):
    path = files.write(tmp_path / "own.csv", 'MISPER "ref",Source\n1,police\n')
    headings = partner_returns.headings_in(path)
    read_as, lacking = partner_returns.matched(headings, SUBJECTS["missing"], "rows")
    assert read_as == {"source": "Source"}
    assert lacking == ["Missing since", "Episode reference"]


def test_a_file_that_says_nothing_is_not_read_as_any_return(tmp_path):
    path = files.write(tmp_path / "own.csv", "A,B\n1,2\n")
    with pytest.raises(UserError, match="does not say which return it is"):
        partner_returns.read(path)


def test_a_workbook_without_a_row_of_headings_has_none(tmp_path):
    book = files.workbook(tmp_path / "b.xlsx", {"One": [["Dear all"]], "Two": [[1, 2, 3]]})
    assert partner_returns.headings_in(book) == ()
