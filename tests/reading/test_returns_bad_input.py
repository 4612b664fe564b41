"""Returns that are wrong, broken, or made to do harm: what is at fault is said, and nothing is guessed."""

import datetime as dt
import time
import zipfile

import pytest

from data.problems import UserError
from data.returns.mapping import checked, mapping_in, read_mappings
from data.returns.statement import ColumnMapping, Statement
from tests.reading import files
from tests.reading.conftest import rules_of
from tests.reading.returns import above, held, read, table, upn, workbook, written

ROW = "Episode reference | Recorded by | Missing since\nM-1 | police | 2025-01-02 22:30"
HEADINGS = "Episode reference,Recorded by,Missing since\n"
PLAIN = above() + "\n" + HEADINGS + "M-1,police,2025-01-02 22:30\n"


def refused(path, **given):
    """The message with which a file is refused."""
    with pytest.raises(UserError) as error:
        read(path, **given)
    text = str(error.value)
    assert text.count("\n") >= 1, "it says what is wrong, and on the next line what to do"
    return text


# What it says of itself


def test_a_return_for_the_wrong_period_says_nothing_of_the_right_one(tmp_path):
    extract = read(written(tmp_path, ROW, Period_from="2024-01-01", Period_to="2024-01-31"))
    assert rules_of(extract) == {"outside_period": 1, "period_not_in_return": 1}
    assert extract.coverage.is_empty(), "its silence is no zero"


def test_rows_from_before_the_period_stay_and_rows_after_it_are_noted(tmp_path):
    rows = ROW + "\nM-2 | police | 2024-11-02 10:00\nM-3 | police | 2025-02-02 10:00"
    extract = read(written(tmp_path, rows))
    assert rules_of(extract) == {"outside_period": 1}
    assert extract.rows == 3
    assert extract.refused == 0


@pytest.mark.parametrize(
    ("label", "said", "given"),
    [
        ("Local authority", "990", {"area": "991"}),
        ("Return", "missing", {"says": Statement(subject="encompass")}),
        ("Agency", "police", {"says": Statement(agency="health")}),
        ("Period from", "2025-01-01", {"says": Statement(covers_from=dt.date(2025, 1, 2))}),
    ],
)
def test_a_file_that_contradicts_what_was_given_is_refused_with_both(tmp_path, label, said, given):
    message = refused(written(tmp_path, ROW), **given)
    assert f"says “{label}: {said}”" in message


@pytest.mark.parametrize("left_out", ["Agency", "Local_authority", "Period_from", "Period_to"])
def test_a_return_that_does_not_say_whose_or_of_when_is_refused(tmp_path, left_out):
    assert left_out.replace("_", " ") in refused(written(tmp_path, ROW, **{left_out: None}))


@pytest.mark.parametrize(
    ("label", "said", "hint"),
    [
        ("Return", "sightings of ghosts", "Give one of: characteristics"),
        ("Layout", "sideways", "rows (one an event) or counts"),
        ("Agency", "ghost hunters", "Give one of: social_care"),
        ("Local_authority", "Northmere", "three digits"),
        ("Local_authority", "9901", "three digits"),
        ("Period_from", "last spring", "a day such as"),
    ],
)
def test_what_cannot_be_read_above_the_headings_is_named_with_what_is_allowed(
    tmp_path, label, said, hint
):
    message = refused(written(tmp_path, ROW, **{label: said}))
    assert label.replace("_", " ") in message
    assert hint in message


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"Period_to": "2024-12-01"}, "ends before it begins"),
        ({"Period_from": "1925-01-01"}, "longer than 20 years"),
        ({"Current_as_of": "2025-01-15"}, "days to come"),
        ({"Local_authority": "partnership"}, "is of one local authority"),
        ({"Return": "feedback", "Agency": "partnership"}, "is of the whole partnership"),
    ],
)
def test_a_statement_that_cannot_be_true_is_refused(tmp_path, said, message):
    rows = "Reference | Date received\nF-1 | 2025-01-02" if "Return" in said else ROW
    assert message in refused(written(tmp_path, rows, **said))


def test_a_file_that_says_two_things_of_itself_is_refused_with_the_row(tmp_path):
    says = above() + "Local authority,991\n"
    path = files.write(tmp_path / "return.csv", says + HEADINGS + "M-1,police,2025-01-02 22:30\n")
    assert "row 6: “Local authority” stands twice" in refused(path)
    path = files.write(tmp_path / "return.csv", above() + PLAIN)
    assert read(path).area == "990", "the same thing twice does no harm"


def test_a_return_cannot_tell_of_days_after_it_came(tmp_path):
    came = dt.date(2025, 1, 30)
    assert "came on 30 January 2025, and says that it is current as of 31 January 2025" in refused(
        written(tmp_path, ROW), received=came
    )
    term = written(
        tmp_path,
        "Day | Open\n2025-01-31 | yes",
        Return="term_dates",
        Agency="education",
    )
    assert read(term, received=came).rows == 1, "term dates lie ahead"


def test_a_file_that_says_it_is_a_return_and_has_not_its_headings(tmp_path):
    message = refused(written(tmp_path, "Ref | When\n1 | 2025-01-02"))
    assert "is said to be a return of “Children reported missing”" in message
    assert "partnership template missing" in message


def test_a_file_that_says_nothing_is_no_return(tmp_path):
    message = refused(files.write(tmp_path / "list.csv", table(ROW)))
    assert "not an extract we can read" in message
    assert "partnership template SUBJECT" in message


# Headings


def test_a_heading_given_twice_is_refused_with_its_row(tmp_path):
    rows = ROW.replace("Recorded by", "Recorded by | RECORDED_BY").replace("police", "police | la")
    assert "row 7: 'Recorded by' and 'RECORDED_BY' are headings of the same column" in refused(
        written(tmp_path, rows)
    )


@pytest.mark.parametrize(
    ("subject", "headings", "lacking"),
    [
        ("missing", "Episode reference | Kind", "“Recorded by”, “Missing since”"),
        ("missing", "Recorded by | Missing since", "“Episode reference”"),
        (
            "looked_after",
            "Date the spell began | Date the spell ended",
            "“Local authority child id”",
        ),
        ("exclusions", "School | Start date", "“Unique pupil number”"),
    ],
)
def test_headings_without_which_no_row_could_be_kept_are_named(
    tmp_path, subject, headings, lacking
):
    message = refused(written(tmp_path, f"{headings}\nA | B", Return=subject))
    assert lacking in message


# Cells


def test_percentages_where_counts_belong_are_not_read_as_counts(tmp_path):
    rows = f"""
        UPN      | School | From       | To         | Possible | Authorised | Unauthorised
        {upn(1)} | 100001 | 2025-01-01 | 2025-01-31 | 40       | 12%        | 0
        {upn(2)} | 100001 | 2025-01-01 | 2025-01-31 | 40       | 0.12       | 0
    """
    extract = read(written(tmp_path, rows, Return="attendance", Agency="education"))
    assert rules_of(extract) == {
        "percentage_for_count": 1,
        "number_unreadable": 1,
        "needed_missing": 2,
    }
    assert not extract.tables


def days(tmp_path, *texts):
    rows = "".join(f"\nC-{number} | A{number} | {text}" for number, text in enumerate(texts))
    said = {"Return": "front_door", "Agency": "social_care"}
    return read(written(tmp_path, f"Contact reference | Child id | Date of contact{rows}", **said))


def test_dates_in_three_styles_in_one_column_are_all_read(tmp_path):
    extract = days(
        tmp_path, "2025-01-02", "02/01/2025", "2 Jan 2025", "2025-Jan-02 00:00:00", "45659"
    )
    assert extract.problems.rows.is_empty()
    assert {day for (day,) in held(extract, "contact_date")} == {dt.date(2025, 1, 2)}


def test_where_some_dates_have_the_month_first_none_that_could_is_believed(tmp_path):
    extract = days(tmp_path, "01/13/2025", "02/01/2025", "01/01/2025", "25/01/2025", "2025-01-09")
    assert rules_of(extract) == {
        "date_unreadable": 1,
        "date_order_unclear": 1,
        "key_date_missing": 2,
    }
    assert sorted(day.day for (day,) in held(extract, "contact_date") if day) == [1, 9, 25]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("31/02/2025", "date_unreadable"),
        ("soon", "date_unreadable"),
        ("2025-01-02 25:00", "date_unreadable"),
        ("1066-10-14 10:00", "date_out_of_range"),
        ("12345.5", "date_out_of_range"),
    ],
)
def test_a_day_that_is_none_leaves_its_row_out(tmp_path, cell, rule):
    extract = read(written(tmp_path, ROW.replace("2025-01-02 22:30", cell)))
    assert rules_of(extract) == {rule: 1, "key_date_missing": 1}


def test_a_day_without_a_time_is_midnight_with_a_problem(tmp_path):
    extract = read(written(tmp_path, ROW.replace(" 22:30", "")))
    assert rules_of(extract) == {"time_missing": 1}
    assert held(extract, "started_at") == [(dt.datetime.fromisoformat("2025-01-02"),)]


def test_national_numbers_that_do_not_fit_are_not_used(tmp_path):
    rows = f"""
        Episode reference | Recorded by | Missing since    | UPN          | NHS number
        M-1               | police      | 2025-01-02 22:30 | {upn(1)}     | 943 476 5919
        M-2               | police      | 2025-01-02 22:30 | I{upn(1)[1:]} | 9434765918
        M-3               | police      | 2025-01-02 22:30 | 12           | none
        M-4               | police      | 2025-01-02 22:30 |              |
    """
    extract = read(written(tmp_path, rows))
    assert rules_of(extract) == {"check_digit_does_not_fit": 4}
    assert [bool(person) for (person,) in held(extract, "person")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("heading", "number"),
    [("NHS number", "0000000000"), ("NHS number", "999 999 9999"), ("UPN", "A000000000000")],
)
def test_what_stands_for_an_unknown_number_makes_no_two_children_one(tmp_path, heading, number):
    rows = f"""
        Episode reference | Recorded by | Missing since    | {heading}
        M-1               | police      | 2025-01-02 22:30 | {number}
        M-2               | police      | 2025-01-03 22:30 | {number}
    """
    extract = read(written(tmp_path, rows))
    assert rules_of(extract) == {"check_digit_does_not_fit": 2}
    assert held(extract, "person") == [(None,), (None,)]


@pytest.mark.parametrize(
    "written_there", ["unknown", "N/A", "Not known", "-", "NULL", "#REF!", "#N/A", "1.2E+11"]
)
def test_what_stands_for_an_unknown_child_makes_no_two_children_one(tmp_path, written_there):
    rows = f"""
        Episode reference | Recorded by | Missing since    | Child id
        M-1               | police      | 2025-01-02 22:30 | {written_there}
        M-2               | police      | 2025-01-03 22:30 | {written_there}
        M-3               | police      | 2025-01-03 22:30 | 0012
    """
    extract = read(written(tmp_path, rows))
    assert rules_of(extract) == {"identifier_nobodys": 2}
    assert [bool(person) for (person,) in held(extract, "person")] == [False, False, True]


def test_rows_that_nobody_can_be_known_by_are_left_out(tmp_path):
    rows = """
        Child id | Date of visit | Kind
                 | 2025-01-02    | cp
        A1       |               | cp
        A1       | 2025-01-02    |
        A1       | 2025-01-02    | cin
    """
    extract = read(written(tmp_path, rows, Return="visits", Agency="social_care"))
    assert rules_of(extract) == {"person_missing": 1, "key_date_missing": 1}
    assert held(extract, "kind") == [("",), ("need",)], "a blank kind is one of its own"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (" | police | 2025-01-02 22:30", "identifier_missing"),
        ("M-1 |  | 2025-01-02 22:30", "needed_missing"),
        ("M-1 | ghost | 2025-01-02 22:30", "code_unknown"),
    ],
)
def test_a_row_without_what_it_is_known_by_is_left_out(tmp_path, row, rule):
    extract = read(written(tmp_path, ROW.splitlines()[0] + "\n" + row))
    assert rule in rules_of(extract)
    assert extract.refused == 1


def test_long_text_in_a_column_of_names_is_not_kept(tmp_path):
    story = "The child said that nobody had ever listened to him before " * 2
    rows = f"Reference | Date received | Theme\nF-1 | 2025-01-02 | {story}"
    extract = read(written(tmp_path, rows, Return="feedback", Agency=None, Local_authority=None))
    assert rules_of(extract) == {"name_too_long": 1}
    kept = "".join(frame.write_csv() for frame in (*extract.tables.values(), extract.problems.rows))
    assert "listened" not in kept


@pytest.mark.parametrize(
    ("theme", "kept"),
    [
        ("![x](http://elsewhere/x.png)", "! x (http://elsewhere/x.png)"),
        ("<script>alert(1)</script>", "script alert(1) /script"),
        (":red[Hi] $x$ `y`", ":red Hi x y"),
        ("Mill\u202efields", "Mill fields"),
        ("Children's rights & St. Mary's (0-4)", "Children's rights & St. Mary's (0-4)"),
        ("**", ""),
    ],
)
def test_a_name_is_only_words_on_a_page(tmp_path, theme, kept):
    rows = f"Reference | Date made | Agency | Theme\nF-1 | 2025-01-02 | police | {theme}"
    said = {"Return": "learning", "Agency": None, "Local_authority": None}
    extract = read(written(tmp_path, rows, **said, Sent_by=f"The office {theme}"))
    assert held(extract, "theme") == [(kept or None,)]
    assert extract.sender == f"The office {kept}".strip()


def test_no_problem_quotes_what_stands_in_a_cell(tmp_path):
    extract = read(
        written(tmp_path, ROW.replace("police", "Kowalski").replace("2025-01-02", "Anna"))
    )
    told = extract.problems.rows.write_csv() + repr(extract.problems.first)
    assert "Kowalski" not in told
    assert "Anna" not in told


def test_the_same_event_twice_is_counted_once(tmp_path):
    extract = read(written(tmp_path, ROW + "\n" + ROW.splitlines()[1]))
    assert rules_of(extract) == {"row_given_twice": 1}
    assert extract.tables["missing_episodes"].height == 1


# The file


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252", "utf-8"])
def test_letters_of_any_usual_encoding_are_read(tmp_path, encoding):
    text = PLAIN.replace("Agency", "Sent by,Zoë’s team\nAgency")
    assert read(files.write(tmp_path / "r.csv", text, encoding)).sender == "Zoë’s team"


def test_a_letter_on_the_edge_of_what_is_looked_at_first_does_no_harm(tmp_path):
    rows = "".join(f"M-é{number},police,2025-01-02 22:30\n" for number in range(8_000))
    text = above() + "\n" + HEADINGS + rows
    for shift in range(3):
        path = files.write(tmp_path / "r.csv", text.replace("M-é0,", f"M-é{'x' * shift},"))
        assert read(path).rows == 8_000


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_lines_may_end_in_any_way(tmp_path, ending):
    path = tmp_path / "r.csv"
    path.write_bytes(PLAIN.replace("\n", ending).encode())
    assert read(path).rows == 1


def test_semicolons_and_empty_cells_at_the_ends_of_rows_are_usual(tmp_path):
    text = PLAIN.replace(",", ";").replace("22:30\n", "22:30;;;\n")
    assert read(files.write(tmp_path / "r.csv", text)).rows == 1


def test_blank_rows_are_no_rows(tmp_path):
    text = PLAIN + "\n,,\n   ,  ,\nM-2,police,2025-01-03 10:00\n\n"
    extract = read(files.write(tmp_path / "r.csv", text))
    assert extract.rows == 2
    assert extract.problems.rows.is_empty()


def test_the_line_of_a_fault_is_the_line_of_the_file(tmp_path):
    text = PLAIN.replace("\n\n", "\n\n\n") + "\n\nM-2,police,never\n"
    extract = read(files.write(tmp_path / "r.csv", text))
    line = text.splitlines().index("M-2,police,never") + 1
    assert set(extract.problems.rows["position"]) == {f"line {line}"}


def test_a_row_with_a_comma_too_many_is_refused_with_its_line(tmp_path):
    for text, line in ((PLAIN + "M-2,police,x,y\n", 9), (PLAIN + "M-2" + ",x" * 40 + "\n", 9)):
        message = refused(files.write(tmp_path / "r.csv", text))
        assert f"line {line} has more cells than there are headings" in message


def test_a_quotation_mark_that_is_never_closed_is_found(tmp_path):
    message = refused(files.write(tmp_path / "r.csv", PLAIN + 'M-2,"police,2025-01-03\n' * 3))
    assert "a quotation mark is not closed" in message


@pytest.mark.parametrize("kept", ["M-2,police", "M-2", "M-2,pol"])
def test_half_a_row_at_the_end_is_a_file_cut_off(tmp_path, kept):
    message = refused(files.write(tmp_path / "r.csv", PLAIN + kept))
    assert "cut off in line 9" in message


def test_a_whole_last_row_needs_no_line_end(tmp_path):
    assert read(files.write(tmp_path / "r.csv", PLAIN.rstrip("\n"))).rows == 1


def test_a_short_row_in_the_middle_is_blank_where_it_ends(tmp_path):
    text = PLAIN.replace("M-1,police", "M-2,police\nM-1,police")
    extract = read(files.write(tmp_path / "r.csv", text))
    assert rules_of(extract) == {"key_date_missing": 1}


def test_a_return_with_headings_and_no_rows_says_that_nothing_happened(tmp_path):
    extract = read(files.write(tmp_path / "r.csv", above() + "\n" + HEADINGS))
    assert extract.rows == 0
    assert extract.tables == {}
    assert extract.problems.rows.is_empty()
    assert not extract.coverage.is_empty(), "a partner to whom nothing happened says so"


def test_an_empty_file(tmp_path):
    assert "is empty" in refused(files.write(tmp_path / "r.csv", ""))


@pytest.mark.parametrize("head", ["", PLAIN])
def test_a_line_of_two_hundred_megabytes_is_refused_at_once(tmp_path, head):
    path = tmp_path / "r.csv"
    with path.open("wb") as file:
        file.write(head.encode())
        for _ in range(201):
            file.write(b"x" * 1_000_000)
    began = time.perf_counter()
    refused(path)
    assert time.perf_counter() - began < 5


def test_a_line_that_is_far_too_long_is_no_table(tmp_path):
    path = files.write(tmp_path / "r.csv", "x" * 1_000_000)
    assert "not an extract we can read" in refused(path)


def test_bytes_that_are_no_text_are_no_return(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(bytes(range(256)) * 4)
    assert "not an extract we can read" in refused(path)


def test_formulas_without_a_result_and_errors_are_told_with_their_cell(tmp_path):
    path = workbook(
        tmp_path,
        [["Episode reference", "Recorded by", "Missing since"], ["M-1", "police", "=NOW()"]],
    )
    _without_results(path)
    extract = read(path)
    assert rules_of(extract) == {"formula_without_value": 1, "key_date_missing": 1}
    assert extract.problems.first[0].position == "Return, row 8"


def _without_results(path):
    """The workbook as a program saves it that does not calculate."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part.replace(b"</f><v>0</v>", b"</f>"))


def test_a_workbook_with_a_page_for_each_month_is_refused_with_both_sheets(tmp_path):
    page = [["Return", "missing"], ["Agency", "police"], ["Local authority", "990"],
            ["Period from", "2025-01-01"], ["Period to", "2025-01-31"],
            ["Episode reference", "Recorded by", "Missing since"],
            ["M-1", "Police", "2025-01-02 22:30"]]  # fmt: skip
    sheets = {"January": page, "Notes": [["Dear", "all"]], "February": page}
    message = refused(files.workbook(tmp_path / "r.xlsx", sheets))
    assert "the sheets “January” and “February” both have the headings" in message


def test_text_that_looks_like_a_formula_is_only_text(tmp_path):
    extract = read(written(tmp_path, ROW.replace("police", "=HYPERLINK(1)")))
    assert "code_unknown" in rules_of(extract)


def test_a_workbook_that_unpacks_too_far_is_not_opened(tmp_path):
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    assert "unpack to far more" in refused(path)


def test_a_damaged_workbook_is_refused(tmp_path):
    path = workbook(tmp_path, [["Episode reference", "Recorded by", "Missing since"]])
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or incomplete" in refused(path)


# Mappings written by hand


WHOLE = """
name = "Eastvale Police"
subject = "missing"
agency = "police"
area = "990"
[columns]
"MISPER ref" = "Episode reference"
[values.kind]
Misper = "missing"
[values.accepted]
J = "Yes"
"""


def test_a_mapping_written_by_hand_is_read():
    mapping = mapping_in(WHOLE, "mappings/police.toml")
    assert mapping == ColumnMapping(
        "Eastvale Police",
        {"MISPER ref": "Episode reference"},
        {"kind": {"Misper": "missing"}, "accepted": {"J": "Yes"}},
        Statement(subject="missing", shape="rows", agency="police", area="990"),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"police"', '"police', "not valid TOML (line 4)"),
        ('"police"', '"police', "each key stands once"),
        ('agency = "police"', 'colour = "blue"', "colour is not known here"),
        ('agency = "police"', 'covers_from = 2025-01-01', "covers_from is not known here"),
        ('agency = "police"', "agency = 7", "agency must be a text"),
        ('agency = "police"', 'agency = "ghosts"', "agency must be one of social_care"),
        ('agency = "police"', 'shape = "round"', "shape must be one of rows, counts"),
        ('area = "990"', 'area = "99"', "area must be three digits"),
        ('name = "Eastvale Police"', "", "name must be a text"),
        ('name = "Eastvale Police"', 'name = " "', "name must be a text"),
        ('subject = "missing"', "", "subject must be one of"),
        ('subject = "missing"', 'subject = "ghosts"', "subject must be one of"),
        ('[columns]\n"MISPER ref" = "Episode reference"', "", "columns must be a block"),
        ('"MISPER ref" = "Episode reference"', "", "columns is empty"),
        ('"MISPER ref" = "Episode reference"', '"MISPER ref" = 7', "columns.MISPER ref: this must"),
        ('"Episode reference"', '"Colour"', "columns.MISPER ref: “Colour” is no heading of Children"),
        ('reference"\n', 'reference"\nRef = "Episode reference"\n', "two headings are read as"),
        ('[values.kind]\nMisper = "missing"', '[values]\nkind = "missing"', "values.kind must be a block"),
        ("[values.kind]", "[values.colour]", "values.colour: this is no column with codes"),
        ("[values.kind]", "[values.started_at]", "values.started_at: this is no column with codes"),
        ('Misper = "missing"', 'Misper = "gone"', "values.kind.Misper: “gone” is no code of it"),
        ('J = "Yes"', 'J = "perhaps"', "values.accepted.J: “perhaps” is no code of it"),
    ],
)  # fmt: skip
def test_a_fault_in_a_mapping_is_told_with_its_file_and_key(old, new, message):
    assert old in WHOLE
    with pytest.raises(UserError) as error:
        mapping_in(WHOLE.replace(old, new), "mappings/police.toml")
    assert "mappings/police.toml" in str(error.value)
    assert message in str(error.value)
    assert "\n" in str(error.value)


def test_a_mapping_that_is_no_utf_8_is_named(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"mappings/a\.toml cannot be read"):
        read_mappings(tmp_path)


def test_nesting_without_end_is_no_mapping():
    with pytest.raises(UserError, match="not valid TOML"):
        mapping_in("a = " + "[" * 100_000, "mappings/a.toml")


def test_a_mapping_for_totals_names_the_headings_of_totals():
    mapping = ColumnMapping("x", {"N": "Count"}, says=Statement(subject="voice", shape="counts"))
    assert checked(mapping, "x").columns == {"N": "Count"}
