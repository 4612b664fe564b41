"""Blank templates of partners' returns: lines to fill in, headings, one example row, codes to choose from."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from data import codes
from data.problems import UserError
from data.returns.layout import Field, Subject
from data.returns.mapping import fields_of
from data.returns.statement import LABELS, PARTNERSHIP, Shape
from data.returns.subjects import SUBJECTS
from data.returns.totals import Total, Totals

# xlsxwriter tells no types.
CellFormat = Any
Worksheet = Any

ROWS_TO_FILL: Final = 5_000
"""So many rows below the headings choose from lists."""

_EXAMPLE_DAY: Final = dt.date(2025, 3, 12)
_EXAMPLES: Final = {
    "date": "2025-03-12",
    "moment": "2025-03-12 14:30",
    "month": "2025-03-01",
    "flag": "Yes",
    "count": "1",
    "pounds": "1000",
    "name": "Northmere",
    "identifier": "",
}
_YES_NO: Final = {"Yes": "Yes", "No": "No"}
_HOW: Final = {
    "date": "Day, such as 2025-03-31",
    "moment": "Day and time, such as 2025-03-31 14:30",
    "month": "Any day of the month",
    "code": "A code of the sheet Codes",
    "flag": "Yes or No; blank where it is not known",
    "count": "Whole number",
    "pounds": "Whole pounds",
    "identifier": "Your own reference; we keep a pseudonym only",
    "name": "At most 60 letters; never a person",
    "listed": "Codes, parted by commas",
}


@dataclass(frozen=True)
class Template:
    """What a template of a subject holds.

    statement  the lines above the headings: what each says, and what stands beside it already
    fields     the columns
    example    one text for each of them
    codes      the lists to choose from: column heading to code to words
    """

    subject: Subject
    shape: Shape
    statement: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    example: tuple[str, ...]
    codes: dict[str, dict[str, str]]


def subject_of(key: str) -> Subject:
    """A subject by its key or title. Raises UserError naming all where there is none."""
    found = codes.read_code("subject", key.replace("-", "_"))
    if found is None:
        raise UserError(f"There is no return “{key}”.\nChoose one of: {', '.join(SUBJECTS)}.")
    return SUBJECTS[found]


def template_of(subject: Subject, shape: Shape, totals: Totals) -> Template:
    """The template of a subject. Raises UserError where totals of it cannot be sent.

    totals  what is known of the measures that may be sent as totals
    """
    if shape == "counts" and not subject.totals:
        raise UserError(
            f"“{subject.title}” cannot be sent as totals: no measure is counted from it alone.\n"
            f"Take the template with a row for each event: partnership template {subject.key}"
        )
    known = {"subject": subject.key, "shape": shape}
    if len(subject.senders) == 1:
        known["agency"] = subject.senders[0]
    if subject.of == "partnership":
        known["area"] = PARTNERSHIP
    fields = fields_of(subject, shape)
    counted = {name: totals.get(name, Total(name.replace("_", " "))) for name in subject.totals}
    return Template(
        subject=subject,
        shape=shape,
        statement=tuple((label, known.get(name, "")) for name, label in LABELS.items()),
        fields=fields,
        example=_example_of_counts(counted)
        if shape == "counts"
        else tuple(_example(one) for one in fields),
        codes=_codes_of_counts(counted)
        if shape == "counts"
        else {one.heading: _codes(one) for one in fields if _codes(one)},
    )


def _codes(one: Field) -> dict[str, str]:
    if one.codes:
        return codes.labels(one.codes)
    return _YES_NO if one.kind == "flag" else {}


def _example(one: Field) -> str:
    if one.example or not one.codes:
        return one.example or _EXAMPLES[one.kind]
    return next(iter(codes.labels(one.codes)))


def _example_of_counts(counted: Totals) -> tuple[str, ...]:
    """All children of the first measure, in a month."""
    measure, total = next(iter(counted.items()))
    category = next(iter(total.categories), "")
    return (measure, category, "", "", "2025-03-01", "2025-03-31", "12", "20", "")


def _codes_of_counts(counted: Totals) -> dict[str, dict[str, str]]:
    """The measures, their parts, the ways to group them, and the groups of each way."""
    listed = {"Measure": {name: total.title for name, total in counted.items()}}
    parts = {code: said for total in counted.values() for code, said in total.categories.items()}
    if parts:
        listed["Category"] = parts
    groups = {
        characteristic: dict(known)
        for total in counted.values()
        for characteristic, known in total.groups.items()
    }
    if groups:
        listed["Grouped by"] = {name: name.replace("_", " ") for name in groups}
    return listed | {
        f"Group, by {name.replace('_', ' ')}": known or {"": "Your own names"}
        for name, known in groups.items()
    }


def as_csv(template: Template) -> str:
    """The template as text: the statement, an empty line, the headings, the example."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerows(template.statement)
    lines.writerow(())
    lines.writerow(one.heading for one in template.fields)
    lines.writerow(template.example)
    return text.getvalue()


def write(template: Template, path: Path) -> None:
    """Write the template as CSV or, where the name ends so, as a workbook.

    Raises UserError where a file is there already: it may be one that somebody filled in.
    """
    if path.exists():
        raise UserError(f"{path} is there already, and was kept.\nName another file: --out FILE")
    if path.suffix.lower() == ".xlsx":
        _write_workbook(template, path)
    else:
        # A spreadsheet program must be told that the text is UTF-8.
        path.write_text("\ufeff" + as_csv(template), encoding="utf-8")


def _write_workbook(template: Template, path: Path) -> None:
    """Three sheets: the return, its codes, and what belongs in each column."""
    with xlsxwriter.Workbook(str(path)) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "month": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "count": book.add_format({"num_format": "0"}),
            "pounds": book.add_format({"num_format": "0"}),
            "text": book.add_format({"num_format": "@"}),
        }
        page = book.add_worksheet("Return")
        ranges = _write_codes(book.add_worksheet("Codes"), template, bold)
        _write_columns(book.add_worksheet("Columns"), template, bold, wrapped)
        _write_statement(page, template, bold, formats, ranges)
        _write_page(page, template, bold, formats, ranges)


def _write_codes(sheet: Worksheet, template: Template, bold: CellFormat) -> dict[str, str]:
    """Every list under its heading; gives the cells of each, for the columns that choose from it."""
    sheet.set_column(0, 1, 44)
    ranges: dict[str, str] = {}
    row = 0
    lists = {**template.codes, LABELS["agency"]: codes.labels("agency")}
    for heading, listed in lists.items():
        sheet.write_row(row, 0, (heading, "What it means"), bold)
        for place, (code, words) in enumerate(listed.items(), start=row + 1):
            sheet.write_row(place, 0, (code, words))
        ranges[heading] = f"=Codes!$A${row + 2}:$A${row + 1 + len(listed)}"
        row += len(listed) + 2
    return ranges


def _write_columns(
    sheet: Worksheet, template: Template, bold: CellFormat, wrapped: CellFormat
) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 52)
    sheet.set_column(3, 3, 12)
    sheet.write_row(0, 0, ("Column", "What belongs there", "How it is written", "Needed"), bold)
    for row, one in enumerate(template.fields, start=1):
        needed = "Always" if one.needed else ""
        sheet.write_row(row, 0, (one.heading, one.says, _HOW[one.kind], needed), wrapped)


def _write_statement(
    page: Worksheet,
    template: Template,
    bold: CellFormat,
    formats: dict[str, CellFormat],
    ranges: dict[str, str],
) -> None:
    for row, (label, said) in enumerate(template.statement):
        dated = label.startswith(("Period", "Current"))
        page.write_string(row, 0, label, bold)
        page.write(row, 1, said or None, formats["date" if dated else "text"])
        if dated:
            page.data_validation(row, 1, row, 1, _DAYS)
        elif label == LABELS["agency"]:
            page.data_validation(row, 1, row, 1, _choice(ranges[label]))


def _write_page(
    page: Worksheet,
    template: Template,
    bold: CellFormat,
    formats: dict[str, CellFormat],
    ranges: dict[str, str],
) -> None:
    """Headings, the example, and below them cells that take only what belongs there."""
    row = len(template.statement) + 1
    for place, (one, said) in enumerate(zip(template.fields, template.example, strict=True)):
        kept = formats.get(one.kind, formats["text"])
        page.set_column(place, place, max(16, len(one.heading) + 2))
        page.write_string(row, place, one.heading, bold)
        page.write_comment(row, place, one.says)
        page.write(row + 1, place, _as_cell(one, said), kept)
        for below in range(row + 2, row + 2 + _ROWS_FORMATTED):
            page.write_blank(below, place, None, kept)
        rule = _validation(one, ranges)
        if rule is not None:
            page.data_validation(row + 1, place, row + ROWS_TO_FILL, place, rule)
    page.write_comment(row + 1, 0, "An example: write over it, or delete the row.")
    page.freeze_panes(row + 1, 0)


_ROWS_FORMATTED: Final = 200


def _as_cell(one: Field, said: str) -> Any:
    """An example as a workbook holds it: days and numbers are no texts there."""
    if one.kind in ("date", "month", "moment") and said:
        return dt.datetime.fromisoformat(said)
    return int(said) if one.kind in ("count", "pounds") and said else said or None


_DAYS: Final = {
    "validate": "date",
    "criteria": "between",
    "minimum": dt.date(1980, 1, 1),
    "maximum": dt.date(2100, 12, 31),
    "error_type": "warning",
    "error_title": "Day",
    "error_message": "Write a day, such as 2025-03-31.",
}
_NUMBER: Final = {
    "validate": "integer",
    "criteria": ">=",
    "value": 0,
    "error_type": "warning",
    "error_title": "Number",
    "error_message": "Write a whole number.",
}


def _choice(cells: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": cells,
        "error_type": "warning",
        "error_title": "Code",
        "error_message": "Choose a code of the list. The sheet Codes says what they mean.",
    }


def _validation(one: Field, ranges: dict[str, str]) -> dict[str, Any] | None:
    if one.heading in ranges:
        return _choice(ranges[one.heading])
    if one.kind in ("date", "month", "moment"):
        return dict(_DAYS)
    # A sender of totals may write that a count is hidden.
    return (
        dict(_NUMBER) if one.kind in ("count", "pounds") and one.name not in ("met", "of") else None
    )
