"""The children in need census as XML, of every collection year since 2017, and as suppliers really write it.

One `CINdetails` is one episode of need, which is one referral. Elements are known by their local name in any
case, so that a namespace or a supplier's spelling loses nothing, and an element's order never matters.
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

# Our column, and the census's name for it. The first column of each is the one that a row is found by.
_LEAVES: Final[dict[str, dict[str, str]]] = {
    "children": {
        "child": "LAchildID",
        "upn": "UPN",
        "upn_unknown": "UPNunknown",
        "birth_date": "PersonBirthDate",
        "expected_birth_date": "ExpectedPersonBirthDate",
        "death_date": "PersonDeathDate",
        "gender": "GenderCurrent",
        "sex": "Sex",
        "ethnicity": "Ethnicity",
        "disabilities": "Disability",
    },
    "referrals": {
        "referral_date": "CINreferralDate",
        "source": "ReferralSource",
        "primary_need": "PrimaryNeedCode",
        "closure_date": "CINclosureDate",
        "closure_reason": "ReasonForClosure",
        "no_further_action": "ReferralNFA",
        "transfer_conference_date": "DateOfInitialCPC",
    },
    "assessments": {
        "start_date": "AssessmentActualStartDate",
        "authorised_date": "AssessmentAuthorisationDate",
        "factors": "AssessmentFactors",
    },
    "need_plans": {"start_date": "CINPlanStartDate", "end_date": "CINPlanEndDate"},
    "section_47_enquiries": {
        "start_date": "S47ActualStartDate",
        "conference_not_required": "ICPCnotRequired",
        "conference_required": "ICPCRequired",
        "conference_date": "DateOfInitialCPC",
    },
    "plans": {
        "start_date": "CPPstartDate",
        "end_date": "CPPendDate",
        "initial_category": "InitialCategoryOfAbuse",
        "latest_category": "LatestCategoryOfAbuse",
        "previous_plans": "NumberOfPreviousCPP",
    },
    "reviews": {"review_date": "CPPreviewDate"},
}
_OPENS: Final = {
    "CINdetails": "referrals",
    "Assessments": "assessments",
    "CINPlanDates": "need_plans",
    "Section47": "section_47_enquiries",
    "ChildProtectionPlans": "plans",
}
_PARENT: Final = {
    "referrals": "children",
    "assessments": "referrals",
    "need_plans": "referrals",
    "section_47_enquiries": "referrals",
    "plans": "referrals",
    "reviews": "plans",
}
_PARENT_ROW: Final = {"children": "child_row", "referrals": "referral_row", "plans": "plan_row"}
# Spellings met in files that suppliers and councils made.
_ALIASES: Final = {
    "upnunknowntype": "upnunknown",
    "dateofinitialicpc": "dateofinitialcpc",
    "factor": "assessmentfactors",
}
# In the census, and of no use to any measure, or holding what other elements hold.
_NOT_READ: Final = (
    "FormerUPN",
    "InitialCPCtarget",
    "AssessmentInternalReviewDate",
    "PreProceedingsandFGDM",
    "PPStartDate",
    "LBPSentDate",
    "FGDMMeetingOffer",
    "FGDMMeetingFac",
    "InitialPPMeetingDate",
    "ReviewMeetingsCount",
    "StepDecisionDate",
    "PPOutcome",
    "CourtAppDate",
    "LetterInitCPDate",
)
_HOLDERS: Final = ("Child", "ChildIdentifiers", "ChildCharacteristics", "Reviews", "CPPreviews")
# One of these written once for each code, or with the codes as its own text.
_HOLDERS_OF_CODES: Final = {
    "Disabilities": "Disability",
    "FactorsIdentifiedAtAssessment": "AssessmentFactors",
}

_SET, _KEY, _ADD, _OPEN, _REVIEW, _CONFERENCE, _HOLD, _SKIP, _UNKNOWN = range(9)
_Row = list[str | int | None]
_Step = tuple[int, str, int, str]
"""What to do at an element: the kind of step, the table whose open row it belongs to, the place in that row,
and the table that it opens a row of. What belongs to no row belongs to the table "", which is always open."""


def _steps() -> dict[str, _Step]:
    """The step at each element, by its local name in small letters."""
    steps: dict[str, _Step] = dict.fromkeys(map(str.lower, _NOT_READ), (_SKIP, "", 0, ""))
    steps |= dict.fromkeys(map(str.lower, _HOLDERS), (_HOLD, "", 0, ""))
    for table, leaves in _LEAVES.items():
        # Places 0 and 1 of a row are its parent's row and its line.
        for place, name in enumerate(leaves.values(), start=2):
            steps[name.lower()] = (_KEY if place == 2 else _SET, table, place, "")
    for name, table in _OPENS.items():
        steps[name.lower()] = (_OPEN, _PARENT[table], 0, table)
    for holder, code in _HOLDERS_OF_CODES.items():
        _, table, place, _ = steps[code.lower()]
        steps[holder.lower()] = steps[code.lower()] = (_ADD, table, place, "")
    steps["cppreviewdate"] = (_REVIEW, "plans", 2, "reviews")
    steps["dateofinitialcpc"] = (_CONFERENCE, "", 0, "")
    return steps


_STEPS: Final = _steps()
_WIDTH: Final = {table: 2 + len(leaves) for table, leaves in _LEAVES.items()}
_CONFERENCE_PLACE: Final = {
    table: 2 + list(leaves.values()).index("DateOfInitialCPC")
    for table, leaves in _LEAVES.items()
    if "DateOfInitialCPC" in leaves.values()
}


def local_name(tag: str) -> str:
    """A tag's name in small letters, without its namespace and in the census's own spelling."""
    name = tag.rpartition("}")[2].lower()
    return _ALIASES.get(name, name)


class _StepOf(dict[str, _Step]):
    """Steps by the tag as lxml gives it, so that a namespace is taken off once, not for every element."""

    def __missing__(self, tag: str) -> _Step:
        step = _STEPS.get(local_name(tag), (_UNKNOWN, "", 0, ""))
        self[tag] = step
        return step


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

    rows: dict[str, list[_Row]] = field(default_factory=lambda: {table: [] for table in _LEAVES})
    frames: dict[str, list[pl.DataFrame]] = field(
        default_factory=lambda: {table: [] for table in _LEAVES}
    )
    before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LEAVES, 0))
    sightings: list[Sighting] = field(default_factory=list)

    def open(self, table: str, parent: str, line: int | None) -> _Row:
        """A new row below the newest one of its parent's table."""
        row: _Row = [None] * _WIDTH[table]
        row[0] = self.before[parent] + len(self.rows[parent]) - 1
        row[1] = line
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


def _frame(table: str, rows: list[_Row]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * _WIDTH[table]
    parent = _PARENT_ROW[_PARENT[table]] if table in _PARENT else "child_row"
    names = (parent, "position", *_LEAVES[table])
    types = (pl.UInt32, pl.UInt32, *[pl.String] * (len(names) - 2))
    frame = pl.DataFrame(
        [
            pl.Series(name, column, dtype=dtype)
            for name, column, dtype in zip(names, columns, types, strict=True)
        ]
    )
    return frame if table in _PARENT else frame.drop("child_row")


def _read(file: BinaryIO, path: Path, progress: Progress | None) -> Raw:
    gathered = _Gathered()
    step_of = _StepOf()
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
        _gather(element, step_of, gathered)
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


def _gather(child: etree._Element, step_of: _StepOf, gathered: _Gathered) -> None:
    """Add one `Child` with everything below it, in one walk through its elements.

    This walk takes most of the time that a load needs, which is why it is written out flat.
    """
    row: _Row = [None] * _WIDTH["children"]
    row[1] = child.sourceline
    gathered.rows["children"].append(row)
    open_rows: dict[str, _Row] = {"": row, "children": row}
    for element in child.iter():
        kind, table, place, opens = step_of[element.tag]
        at = open_rows.get(table)
        if at is None:
            gathered.see("element_misplaced", element)
        elif kind == _SET:
            at[place] = element.text
        elif kind == _KEY:
            at[place] = element.text
            # lxml knows the line of a text exactly, but that of an element that holds others
            # only as far as line 65,535.
            at[1] = element.sourceline
        elif kind == _ADD:
            if element.text:
                at[place] = f"{at[place]} {element.text}" if at[place] else element.text
        elif kind == _OPEN:
            if opens == "referrals":
                open_rows = {"": row, "children": row}
            open_rows[opens] = gathered.open(opens, table, element.sourceline)
            if element.text:
                _stray(element.text, element, gathered)
        else:
            _rarer(kind, element, step_of, open_rows, gathered)
        if element.tail:
            _stray(element.tail, element, gathered)


def _rarer(
    kind: int,
    element: etree._Element,
    step_of: _StepOf,
    open_rows: dict[str, _Row],
    gathered: _Gathered,
) -> None:
    if kind == _REVIEW:
        gathered.open("reviews", "plans", element.sourceline)[2] = element.text
    elif kind == _CONFERENCE:
        # The one field with two places: in an enquiry, or beside the referral of a child who moved in.
        holder = step_of[element.getparent().tag][3]
        if holder in _CONFERENCE_PLACE and holder in open_rows:
            open_rows[holder][_CONFERENCE_PLACE[holder]] = element.text
        else:
            gathered.see("element_misplaced", element)
    elif kind == _UNKNOWN:
        gathered.see("element_unknown", element)
    elif kind == _HOLD and element.text:
        _stray(element.text, element, gathered)


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
            for table, leaves in _LEAVES.items()
            for column, name in leaves.items()
        }
        | {"assessment_factors.factor": "AssessmentFactors"},
        rows=sum(frame.height for frame in tables.values()),
        area=header.get("lea") or None,
        as_at=header.get("referencedate") or None,
        made_at=header.get("datetime") or None,
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
