"""The tables of a report as data: a CSV file of each, and one workbook with a sheet of each."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

import xlsxwriter

from dashboard.download import harmless
from dashboard.report.paper import Block, Table, tables
from dashboard.report.word import dated

LONGEST_NAME: Final = 60
LONGEST_SHEET: Final = 28
"""Letters of a sheet's name: Excel takes 31."""


def as_csv(table: Table) -> bytes:
    """A table as CSV: its headings, then its rows; text cannot run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(name) for name in table.headings])
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def named(blocks: Sequence[Block]) -> Iterator[tuple[str, Table]]:
    """The tables of a report with the name of each one's file: "07-money-given"."""
    for number, table in enumerate(tables(blocks), start=1):
        words = re.sub(r"[^a-z0-9]+", "-", table.title.lower()).strip("-")
        yield f"{number:02}-{words[:LONGEST_NAME].rstrip('-')}", table


def files(blocks: Sequence[Block]) -> dict[str, bytes]:
    """Name to contents of the CSV files."""
    return {f"data/{name}.csv": as_csv(table) for name, table in named(blocks)}


def workbook(blocks: Sequence[Block], title: str, day: dt.date) -> bytes:
    """One workbook: a list of its sheets, then one for each table. The same tables give the same bytes."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        midnight = dt.datetime.combine(day, dt.time())
        book.set_properties({"title": title, "created": midnight})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        listed = book.add_worksheet("Contents")
        listed.set_column(0, 0, 10)
        listed.set_column(1, 1, 90)
        listed.write_row(0, 0, ("Sheet", "Table"), bold)
        for number, (name, table) in enumerate(named(blocks), start=1):
            sheet = book.add_worksheet(name[:LONGEST_SHEET])
            listed.write_string(number, 0, name[:2])
            listed.write_url(number, 1, f"internal:'{sheet.name}'!A1", string=table.title[:200])
            sheet.write_string(0, 0, table.title, bold)
            sheet.freeze_panes(2, 0)
            sheet.set_column(0, len(table.headings) - 1, 24)
            for row, cells in enumerate((table.headings, *table.rows), start=1):
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell, bold if row == 1 else plain)
    return dated(held.getvalue())
