"""What databases write, value by value: read by its own form, or told of, and never guessed."""

import datetime as dt
import random

import pytest

from data import database_spelling as spelling
from data import spelling as numbers
from data.formats.ssd_json import flags
from data.formats.ssd_tables import Column
from data.formats.ssd_text import column_as_text


@pytest.mark.parametrize(
    "written",
    [
        "2023-04-05",
        "2023-04-05 00:00:00",
        "2023-04-05 00:00:00.000",
        "2023-04-05T00:00:00",
        "2023-04-05T00:00:00.0000000Z",
        "2023-04-05 00:00:00+01:00",
        "2023/04/05",
        "2023/4/5 0:00",
        "05/04/2023",
        "5/4/2023 00:00",
        "05/04/2023 23:59:59",
        "05-Apr-2023",
        "5 April 2023",
        "05-APR-2023 00:00:00",
        "Apr  5 2023 12:00AM",
        "April 5, 2023",
        "2023-Apr-05 00:00:00",
    ],
)
def test_every_rendering_of_a_day(written):
    assert spelling.read_date(written) == (dt.date(2023, 4, 5), None)


@pytest.mark.parametrize(
    "written",
    ["04/25/2023", "05/04/23", "2023-13-01", "2023-02-30", "05.04.2023", "45021", "soon", "2023-04/05",
     "05-Xyz-2023", "2023-04-05 25:00", "2023-04-05 13:00PM", "2023-04-05 0:00AM", "20230405"],
)  # fmt: skip
def test_what_is_no_day_is_told_and_never_guessed(written):
    assert spelling.read_date(written) == (None, "date_unreadable")


def test_a_day_before_all_children_is_told_but_the_day_that_means_nothing_is_not():
    assert spelling.read_date("1830-01-01") == (None, "date_out_of_range")
    assert spelling.read_date("1900/01/01") == (None, None)
    assert spelling.read_date("1900-01-01 00:00:00.000") == (None, None)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2024-02-20 21:30:15.997", "21:30:15"),
        ("20/02/2024 09:05", "09:05:00"),
        ("Feb 20 2024  9:05PM", "21:05:00"),
        ("Feb 20 2024 12:10AM", "00:10:00"),
        ("2024-02-20", "00:00:00"),
    ],
)
def test_a_moment_keeps_its_time_of_day(written, time):
    moment, fault = spelling.read_moment(written)
    assert fault is None
    assert moment.isoformat() == f"2024-02-20T{time}"


@pytest.mark.parametrize(
    ("written", "value"),
    [("Y", True), ("n", False), ("1", True), ("0.0", False), ("TRUE", True), ("f", False), ("t", True),
     ("No", False), ("NA", None), ("n/a", None), ("Unknown", None)],
)  # fmt: skip
def test_a_flag_in_every_form(written, value):
    assert spelling.read_flag(written) == (value, None)


def test_what_is_no_flag_is_told():
    assert spelling.read_flag("perhaps") == (None, "answer_unknown")
    assert spelling.read_due("perhaps") == (None, "answer_unknown")


@pytest.mark.parametrize("written", ["H801200001001", " h8012 00001001", "A123456789012"])
def test_a_pupil_number_whose_letter_fits(written):
    assert numbers.read_upn(written) == (written.replace(" ", "").upper(), None)


def letter_for(digits, last_value):
    """The check letter by the national rule: weights 2 to 13, the remainder by 23, no I, O or S."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 13), strict=True))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[(total + last_value * 13) % 23]


def test_a_temporary_pupil_number_ends_in_a_letter_that_counts():
    letter = letter_for("80120000100", 1)
    assert numbers.read_upn(f"{letter}80120000100B") == (f"{letter}80120000100B", None)
    assert numbers.read_upn(f"{letter}80120000100C") == (None, "check_digit_does_not_fit")


@pytest.mark.parametrize(
    "written",
    [
        "H801200001002",
        "J801200001001",
        "I801200001001",
        "A000000000000",
        "H80120000100",
        "801200001001H",
        "UN1",
    ],
)
def test_a_pupil_number_that_nobody_has(written):
    assert numbers.read_upn(written) == (None, "check_digit_does_not_fit")


@pytest.mark.parametrize(
    "written", ["9434765919", "943 476 5919", "943-476-5919", "9434765919.0", "4010232137"]
)
def test_an_nhs_number_whose_last_digit_fits(written):
    number, fault = numbers.read_nhs_number(written)
    assert fault is None
    assert number.isdigit()
    assert len(number) == 10


def test_of_ten_nhs_numbers_that_differ_in_the_last_digit_at_most_one_is_right():
    draw = random.Random(7)
    for _ in range(200):
        nine = "".join(str(draw.randrange(10)) for _ in range(9))
        right = [last for last in range(10) if numbers.read_nhs_number(f"{nine}{last}")[0]]
        rest = 11 - sum(int(d) * (10 - place) for place, d in enumerate(nine)) % 11
        assert right == ([] if rest == 10 else [rest % 11])


@pytest.mark.parametrize(
    "written",
    ["9434765918", "0000000000", "9999999999", "94347659199", "943476591", "943476591X", "PATIENT"],
)
def test_an_nhs_number_that_nobody_has(written):
    assert numbers.read_nhs_number(written) == (None, "check_digit_does_not_fit")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('{"NFA_FLAG": "Y", "CP_FLAG": "N", "COMMENTS": "his name is"}', "CP- NFA+"),
        ('{"nfa_flag": true, "CP_FLAG": 0, "TOTAL_NO_OF_OUTCOMES": 1}', "CP- NFA+"),
        ('{"NFA_FLAG": "perhaps", "CP_FLAG": null}', None),
        ('{"his name": "Y", "A_REMARK": "Y"}', None),
        ('["1A", " 2b "]', "1A+ 2B+"),
        ('["his name"]', "?+"),
        ("[]", None),
        ('{"1A": "Yes", "2B": "No"}', "1A+ 2B-"),
        ('{"1A": ', "?"),
        ("1A,2B;3A", "1A+ 2B+ 3A+"),
        ("his name", "?+"),
    ],
)
def test_json_is_cut_to_its_flags_and_no_remark_passes(text, held):
    assert flags(text) == held


@pytest.mark.parametrize(
    ("written", "code"),
    [("Outcomes met", "met"), ("Partially met", "partly"), ("STEP UP", "stepped_up"), ("Deceased", "died"),
     ("Moved out of area", "moved"), ("Consent withdrawn", "disengaged"), ("Step-down", "other"),
     ("Outcomes not met", None)],
)  # fmt: skip
def test_the_end_of_early_help_in_usual_words(written, code):
    assert spelling.read_ending(written) == (code, None if code else "code_unknown")


@pytest.mark.parametrize(
    ("written", "code"),
    [("Northmere Primary School", "education"), ("Northmere NHS Trust", "health"),
     ("County Council", "social_care"), ("Early Help Team, Council", "early_help"), ("Mrs Smith", None)],
)  # fmt: skip
def test_the_lead_of_early_help_is_kept_as_a_kind_of_agency_only(written, code):
    assert spelling.read_agency(written) == (code, None if code else "code_unknown")


def test_participation_and_kinds_of_absence():
    assert spelling.read_participation("PN3 - symbols") == ("PN3", None)
    assert spelling.read_participation("PN9") == (None, "code_unknown")
    assert spelling.read_kind_of_absence("Absent") == ("away", None)
    assert spelling.read_kind_of_absence("x") == (None, "code_unknown")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([None, dt.datetime.fromisoformat("2023-04-05T22:00:00+01:00")], "2023-04-05"),
        ([dt.datetime.fromisoformat("2023-04-05T22:00:00")], "2023-04-05"),
        ([dt.date(2023, 4, 5)], "2023-04-05"),
        (["2023-04-05 "], "2023-04-05"),
        ([None, 1], "1"),
        ([True], "True"),
        ([1.0, "x"], "1.0"),
        ([b"\x01\xff"], "01ff"),
        ([memoryview(b"\x01")], "01"),
        ([" null "], None),
        (["(null)"], None),
        ([""], None),
        ([None], None),
        ([], None),
    ],
)
def test_whatever_type_a_column_has_it_becomes_text(values, text):
    texts = column_as_text(Column("contact_date", "cont_contact_date", "date"), values)
    assert texts.len() == len(values)
    assert ([each for each in texts if each is not None] or [None])[0] == text
