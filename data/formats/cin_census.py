"""The children in need census as XML, of every collection year since 2017, and as suppliers really write it.

One `CINdetails` is one episode of need, which is one referral.
"""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl
from lxml import etree

from data.formats import Progress, Raw, Sighting
from data.formats.cin_elements import (
    ADD,
    HOLD,
    KEY,
    LEAVES,
    MISPLACED,
    OPEN,
    PARENT,
    PARENT_ROW,
    SET,
    SKIP,
    WIDTH,
    Row,
    StepsIn,
    local_name,
)
from data.problems import UserError

NAME: Final = "CIN census"
FILLS: Final[dict[str, tuple[str, ...]]] = {
    "children": (
        "birth_month",
        "expected_birth_month",
        "death_date",
        "sex",
        "ethnicity",
        "disabled",
        "upn",
    ),
    "referrals": (
        "referral_date",
        "source",
        "primary_need",
        "no_further_action",
        "closure_date",
        "closure_reason",
    ),
    "assessments": ("referral", "start_date", "authorised_date"),
    "assessment_factors": ("factor",),
    "section_47_enquiries": ("referral", "start_date", "conference_not_required"),
    "conferences": (
        "enquiry",
        "referral",
        "transfer_in",
        "notification_date",
        "conference_date",
    ),
    "plans": (
        "referral",
        "start_date",
        "end_date",
        "initial_category",
        "latest_category",
        "previous_plans",
    ),
    "reviews": ("review_date",),
    "need_plans": ("start_date", "end_date"),
}
LARGEST_BYTES: Final = 2_000_000_000
CHILDREN_AT_ONCE: Final = 10_000
BYTES_SEARCHED_FOR_A_DOCTYPE: Final = 65_536


def recognises(path: Path) -> bool:
    """Whether the file looks like XML, in any encoding. What kind of XML, `read` finds out."""
    with path.open("rb") as file:
        head = file.read(200)
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def covers_from(as_at: dt.date) -> dt.date:
    """The first day of which a file holds all events: the 1 April on or before its date."""
    first = dt.date(as_at.year, 4, 1)
    return first if first <= as_at else first.replace(year=as_at.year - 1)


def read(path: Path, progress: Progress | None = None) -> Raw:
    """Every child of the file with all that hangs below, as text.

    Raises UserError if the file is no well-formed CIN census, holds a DOCTYPE, or ends before it is finished.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise UserError(
            f"{path.name} is larger than {LARGEST_BYTES // 1_000_000:,} MB.\n"
            "A council's return is far smaller: check that it is the right file."
        )
    try:
        with path.open("rb") as file:
            _look_at_the_beginning(file, path.name)
            file.seek(0)
            with _no_garbage_collection():
                return _read(file, path, progress)
    except etree.XMLSyntaxError as fault:
        raise UserError(_not_well_formed(path.name, fault)) from None


def _parser_options() -> dict[str, bool]:
    # Nothing outside the file is fetched and no entity is ever put in the place of its name.
    # Blank text between elements is dropped while parsing, which makes what is left easy to notice.
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
        "remove_blank_text": True,
    }


def _look_at_the_beginning(file: BinaryIO, name: str) -> None:
    """Refuse a DOCTYPE and a foreign root before anything else is read."""
    # Before the parser meets it, as a bomb would only show as an error of some kind.
    doctype = b"<!doctype" in file.read(BYTES_SEARCHED_FOR_A_DOCTYPE).replace(b"\0", b"").lower()
    if not doctype:
        file.seek(0)
        _, root = next(iter(etree.iterparse(file, events=("start",), **_parser_options())))
        _refuse_other_roots(root, name)
        doctype = root.getroottree().docinfo.internalDTD is not None
    if doctype:
        raise UserError(
            f"{name} declares a document type (DOCTYPE), which a CIN census never does.\n"
            "It can be used to do harm, so the file was not read. Ask your supplier for one without it."
        )


def _refuse_other_roots(root: etree._Element, name: str) -> None:
    if local_name(root.tag) not in ("message", "cindetailscollection"):
        raise UserError(
            f"{name} is XML, but not a CIN census: it begins with <{etree.QName(root).localname}>,"
            " not <Message>.\n"
            "Check that it is the file that goes to COLLECT."
        )


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    # Millions of small lists that are all still needed: looking through them again and again costs a tenth.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class _Gathered:
    """Rows read so far: those of the last children as lists, the earlier ones as frames."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in LEAVES})
    frames: dict[str, list[pl.DataFrame]] = field(
        default_factory=lambda: {table: [] for table in LEAVES}
    )
    before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEAVES, 0))
    sightings: list[Sighting] = field(default_factory=list)
    steps: dict[str, StepsIn] = field(
        default_factory=lambda: {table: StepsIn(table) for table in LEAVES}
    )

    def open(self, table: str, above: str, element: etree._Element) -> Row:
        """A new row below the newest one of the table above. A review has no more than its own text."""
        row: Row = [None] * WIDTH[table]
        row[0] = self.before[above] + len(self.rows[above]) - 1
        row[1] = element.sourceline
        if table == "reviews":
            row[2] = element.text
        elif element.text:
            _stray(element.text, element, self)
        self.rows[table].append(row)
        return row

    def see(self, rule: str, element: etree._Element) -> None:
        """Note that something is amiss at an element, by its name and never by its text."""
        name = etree.QName(element).localname
        self.sightings.append(Sighting(rule, name, element.sourceline or 0))

    def flush(self) -> None:
        """Move the lists into frames."""
        for table, rows in self.rows.items():
            self.frames[table].append(_frame(table, rows))
            self.before[table] += len(rows)
            rows.clear()


def _frame(table: str, rows: list[Row]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * WIDTH[table]
    parent = PARENT_ROW[PARENT[table]] if table in PARENT else "child_row"
    names = (parent, "position", *LEAVES[table])
    types = (pl.UInt32, pl.UInt32, *[pl.String] * (len(names) - 2))
    frame = pl.DataFrame(
        [
            pl.Series(name, column, dtype=dtype)
            for name, column, dtype in zip(names, columns, types, strict=True)
        ]
    )
    return frame if table in PARENT else frame.drop("child_row")


def _read(file: BinaryIO, path: Path, progress: Progress | None) -> Raw:
    gathered = _Gathered()
    header: dict[str, str] = {}
    children = 0
    size = path.stat().st_size
    for _, element in etree.iterparse(
        file, events=("end",), tag=("{*}Child", "{*}Header"), **_parser_options()
    ):
        if local_name(element.tag) == "header":
            header = {local_name(part.tag): (part.text or "").strip() for part in element.iter()}
            _refuse_other_collections(header, path.name)
            continue
        row: Row = [None] * WIDTH["children"]
        row[1] = element.sourceline
        gathered.rows["children"].append(row)
        _fill(element, row, "children", gathered)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
        children += 1
        if children % CHILDREN_AT_ONCE == 0:
            gathered.flush()
            if progress:
                progress(file.tell() / size)
    gathered.flush()
    if not children:
        raise UserError(f"{path.name} holds no children.\nExport it again and check its size.")
    return _raw(gathered, header)


def _refuse_other_collections(header: dict[str, str], name: str) -> None:
    collection = header.get("collection", "")
    if collection and collection.upper() != "CIN":
        raise UserError(
            f"{name} is another DfE collection, not the CIN census: its header names another collection.\n"
            "Check that it is the children in need return."
        )


def _fill(parent: etree._Element, row: Row, table: str, gathered: _Gathered) -> None:
    """Fill a row, and open rows below it, from all that stands in an element.

    A load spends most of its time here.
    """
    steps = gathered.steps[table]
    for element in parent:
        kind, place, opens = steps[element.tag]
        if kind == SET:
            row[place] = element.text
        elif kind == KEY:
            row[place] = element.text
            # lxml knows the line of a text exactly, but that of an element that holds others
            # only as far as line 65,535.
            row[1] = element.sourceline
        elif kind == OPEN:
            below = gathered.open(opens, table, element)
            _fill(element, below, opens, gathered)
        elif kind == ADD:
            if element.text:
                row[place] = f"{row[place]} {element.text}" if row[place] else element.text
            _fill(element, row, table, gathered)
        elif kind == HOLD:
            if element.text:
                _stray(element.text, element, gathered)
            _fill(element, row, table, gathered)
        elif kind != SKIP:
            gathered.see("element_misplaced" if kind == MISPLACED else "element_unknown", element)
        if element.tail:
            _stray(element.tail, element, gathered)


def _stray(text: str, element: etree._Element, gathered: _Gathered) -> None:
    # Beside other text, the parser keeps blank text too.
    if text.strip():
        gathered.see("stray_text", element)


def _raw(gathered: _Gathered, header: dict[str, str]) -> Raw:
    tables = {table: pl.concat(frames) for table, frames in gathered.frames.items()}
    return Raw(
        tables=tables,
        style="census",
        fills=tuple(f"{table}.{column}" for table, columns in FILLS.items() for column in columns),
        names={
            f"{table}.{column}": name
            for table, leaves in LEAVES.items()
            for column, name in leaves.items()
        }
        | {
            ".reference_date": "ReferenceDate",
            ".year": "Year",
            "assessment_factors.factor": "AssessmentFactors",
        },
        rows=sum(frame.height for frame in tables.values()),
        area=header.get("lea") or None,
        as_at=header.get("referencedate") or None,
        made_at=header.get("datetime") or None,
        year=header.get("year") or None,
        sightings=tuple(gathered.sightings),
    )


def _not_well_formed(name: str, fault: etree.XMLSyntaxError) -> str:
    """What is wrong in our words: the parser's own could quote the file."""
    line = fault.lineno or 1
    codes = etree.ErrorTypes
    if fault.code in (
        codes.ERR_INVALID_ENCODING,
        codes.ERR_INVALID_CHAR,
        codes.ERR_UNSUPPORTED_ENCODING,
        codes.ERR_ENCODING_NAME,
        codes.ERR_UNKNOWN_ENCODING,
    ):
        return (
            f"{name}, line {line}: there are characters that the file's encoding does not allow.\n"
            "The file says it is written in one encoding and is written in another. Export it as UTF-8."
        )
    return (
        f"{name}, line {line}: the file is not complete, well-formed XML.\n"
        "It may have been cut off while it was copied. Export or copy it again."
    )
