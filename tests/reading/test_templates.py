"""Blank templates: what is written there can be filled in, and loads."""

import datetime as dt

import openpyxl
import pytest

from data import codes
from data.problems import UserError
from data.returns import template
from data.returns.layout import COUNTS
from data.returns.statement import LABELS, Statement
from data.returns.subjects import SUBJECTS
from data.returns.totals import Total
from tests.reading.returns import read

EVERY = [
    (subject.key, shape)
    for subject in SUBJECTS.values()
    for shape in ("rows", "counts")
    if shape == "rows" or subject.totals
]
KNOWN = {
    "pupils_persistently_absent": Total(
        "Pupils persistently absent", {}, {"sex": {"F": "Girls", "M": "Boys"}, "locality": {}}
    ),
    "pupils_severely_absent": Total("Pupils severely absent", {"main": "Main school"}),
}


def written(folder, subject, shape="rows", kind="xlsx", totals=None):
    path = folder / f"{subject}.{kind}"
    template.write(template.template_of(SUBJECTS[subject], shape, totals or {}), path)
    return path


def filled_in(path, subject):
    """The template with the lines above the headings filled in as a partner would, in Excel.

    The example is copied to the row below it, as if it were told of somebody.
    """
    said = {
        "Agency": SUBJECTS[subject].senders[0],
        "Local authority": "partnership" if SUBJECTS[subject].of == "partnership" else 990,
        "Period from": dt.datetime.fromisoformat("2023-04-01"),
        "Period to": dt.datetime.fromisoformat("2025-03-31"),
    }
    book = openpyxl.load_workbook(path)
    for row in book["Return"].iter_rows(max_row=len(LABELS)):
        if row[0].value in said:
            row[1].value = said[row[0].value]
    (example,) = book["Return"].iter_rows(min_row=len(LABELS) + 3, max_row=len(LABELS) + 3)
    for cell in example:
        book["Return"].cell(cell.row + 1, cell.column, cell.value)
    book.save(path)
    return path


def with_its_example_again(path):
    """The same of a text."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("subject", "shape"), EVERY)
def test_the_example_row_of_every_template_is_left_out_and_one_like_it_loads(
    tmp_path, subject, shape
):
    told = SUBJECTS[subject]
    says = Statement(
        agency=told.senders[0],
        area="partnership" if told.of == "partnership" else "990",
        covers_from=dt.date(2023, 4, 1),
        covers_to=dt.date(2025, 3, 31),
    )
    for path, given in (
        (with_its_example_again(written(tmp_path, subject, shape, "csv")), {"says": says}),
        (filled_in(written(tmp_path, subject, shape), subject), {}),
    ):
        extract = read(path, **given)
        assert extract.problems.rows["rule"].to_list() == ["example_left_in"]
        assert (extract.subject, extract.totals) == (subject, shape == "counts")
        (frame,) = extract.tables.values()
        assert frame.height == 1
        if shape == "rows":
            empty = [name for name in frame.columns if frame[name].null_count()]
            blank = {one.name for one in told.fields if not _example(told, one)}
            assert set(empty) & {one.name for one in told.fields} <= blank


def _example(subject, one):
    filled = template.template_of(subject, "rows", {})
    return dict(zip((each.name for each in filled.fields), filled.example, strict=True))[one.name]


def test_a_template_says_what_is_known_of_its_sender():
    said = dict(template.template_of(SUBJECTS["feedback"], "rows", {}).statement)
    assert said["Return"] == "feedback"
    assert said["Agency"] == "partnership"
    assert said["Local authority"] == "partnership"
    said = dict(template.template_of(SUBJECTS["missing"], "rows", {}).statement)
    assert said["Agency"] == said["Local authority"] == "", "police or social care, of any area"


def test_a_workbook_holds_every_code_with_its_words(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, "missing"))
    assert book.sheetnames == ["Return", "Codes", "Columns"]
    cells = {tuple(cell.value for cell in row) for row in book["Codes"].iter_rows()}
    for name in ("missing_source", "missing_from", "missing_kind", "risk_grade", "agency"):
        assert set(codes.labels(name).items()) <= cells
    headings = {row[0].value: row[1].value for row in book["Columns"].iter_rows(min_row=2)}
    assert headings == {one.heading: one.says for one in SUBJECTS["missing"].fields}


def test_cells_of_a_workbook_take_codes_days_and_yes_or_no(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, "missing"))
    rules = {
        str(rule.sqref): (rule.type, rule.formula1)
        for rule in book["Return"].data_validations.dataValidation
    }
    page = book["Return"]
    (headings,) = page.iter_rows(min_row=len(LABELS) + 2, max_row=len(LABELS) + 2)
    at = {cell.value: cell.column_letter for cell in headings}
    listed = {where.split(":")[0].rstrip("0123456789"): rule for where, rule in rules.items()}
    assert listed[at["Missing since"]][0] == "date"
    kind, cells = listed[at["Kind"]]
    assert kind == "list"
    first, last = cells.replace("Codes!", "").replace("$", "").split(":")
    chosen = [row[0].value for row in book["Codes"][first:last]]
    assert chosen == list(codes.labels("missing_kind"))
    assert listed[at["Conversation accepted"]][0] == "list"
    assert at["Episode reference"] not in listed


def test_a_pupil_number_stays_a_text_in_excel(tmp_path):
    page = openpyxl.load_workbook(written(tmp_path, "attendance"))["Return"]
    (example,) = page.iter_rows(min_row=len(LABELS) + 3, max_row=len(LABELS) + 3)
    assert example[0].number_format == "@"
    assert example[0].value == "H801200001001"


def test_a_template_of_totals_lists_the_measures_and_their_groups(tmp_path):
    path = written(tmp_path, "attendance", "counts", totals=KNOWN)
    cells = {
        tuple(cell.value for cell in row)
        for row in openpyxl.load_workbook(path)["Codes"].iter_rows()
    }
    assert {
        ("pupils_persistently_absent", "Pupils persistently absent"),
        ("main", "Main school"),
        ("sessions_missed", "sessions missed"),
        ("sex", "sex"),
        ("F", "Girls"),
        (None, "Your own names"),
    } <= cells
    filled = template.template_of(SUBJECTS["attendance"], "counts", KNOWN)
    assert filled.fields == COUNTS


def test_the_example_of_totals_names_a_part_where_the_measure_has_parts():
    known = {"pupils_persistently_absent": KNOWN["pupils_severely_absent"]}
    filled = template.template_of(SUBJECTS["attendance"], "counts", known)
    assert filled.example[:2] == ("pupils_persistently_absent", "main")


def test_a_subject_that_no_measure_counts_alone_has_no_template_of_totals():
    with pytest.raises(UserError, match="cannot be sent as totals"):
        template.template_of(SUBJECTS["feedback"], "counts", {})


def test_a_file_that_is_there_already_is_kept(tmp_path):
    path = written(tmp_path, "missing")
    before = path.read_bytes()
    with pytest.raises(UserError, match="is there already, and was kept"):
        written(tmp_path, "missing")
    assert path.read_bytes() == before


def test_a_subject_is_known_by_its_name_or_its_title():
    for said in ("looked_after", "looked-after", "Looked_After", "Children looked after"):
        assert template.subject_of(said).key == "looked_after"
    with pytest.raises(UserError, match="Choose one of: characteristics"):
        template.subject_of("ghosts")
