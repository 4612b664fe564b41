"""Code sets: every code in plain words, found under every spelling met."""

import pytest

from data import codes
from data.partner_codes import PARTNER_CODE_SETS


def test_every_set_has_the_codes_that_dfe_lists():
    ours = {*PARTNER_CODE_SETS, "subject"}
    sizes = {name: len(codes_) for name, codes_ in codes.CODE_SETS.items() if name not in ours}
    assert sizes == {
        "sex": 4,
        "ethnicity": 20,
        "disability": 13,
        "referral_source": 22,
        "primary_need": 10,
        "closure_reason": 9,
        "category_of_abuse": 5,
        "factor": 44,
    }


@pytest.mark.parametrize("set_name", codes.CODE_SETS)
def test_every_code_is_found_by_code_label_and_spelling(set_name):
    for code in codes.CODE_SETS[set_name].values():
        for spelling in (
            code.code,
            code.code.lower(),
            code.label,
            f" {code.label.upper()} ",
            *code.spellings,
        ):
            assert codes.read_code(set_name, spelling) == code.code
        assert codes.label(set_name, code.code) == codes.labels(set_name.upper())[code.code]


@pytest.mark.parametrize("set_name", codes.CODE_SETS)
def test_no_two_codes_share_a_label_or_a_spelling(set_name):
    told = [
        word
        for code in codes.CODE_SETS[set_name].values()
        for word in {each.upper() for each in (code.code, code.label, *code.spellings)}
    ]
    assert len(told) == len(set(told))


def test_every_ethnicity_has_its_group():
    assert list(codes.ETHNICITY_TO_GROUP) != []
    assert set(codes.ETHNICITY_TO_GROUP) == set(codes.ETHNICITY)
    assert set(codes.ETHNICITY_TO_GROUP.values()) == {*codes.ETHNIC_GROUPS, None}
    assert codes.ETHNICITY_TO_GROUP["CHNE"] == "asian"
    assert codes.ETHNICITY_TO_GROUP["REFU"] is None


@pytest.mark.parametrize("text", ["", "XX", "z) 11: Nobody", "a)", "#MULTIVALUE", "N1x"])
def test_what_is_no_code_is_none(text):
    assert codes.read_code("primary_need", text) is None


def test_a_letter_before_a_code_means_nothing():
    assert codes.read_code("ethnicity", "z) WBRI") == "WBRI"
    assert codes.read_code("referral_source", "p1) 5D: LA services") == "5D"
    assert codes.read_code("primary_need", "N1 – Abuse or neglect") == "N1"


def test_some_words_say_that_nothing_is_recorded():
    assert codes.says_not_recorded("ethnicity", "u) Unknown")
    assert not codes.says_not_recorded("ethnicity", "WBRI")
    assert not codes.says_not_recorded("sex", "unknown")


def test_codes_have_their_years():
    assert not codes.in_use("closure_reason", "RC9", 2022)
    assert codes.in_use("closure_reason", "RC9", 2023)
    assert codes.in_use("closure_reason", "RC8", 2017)


def test_a_code_that_does_not_exist_has_no_label():
    with pytest.raises(KeyError):
        codes.label("sex", "X")
