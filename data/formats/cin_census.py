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
_Step = tuple[int, str, int]


def _steps() -> dict[str, _Step]:
    """What to do at an element, by its local name in small letters: (kind, table, slot in the row)."""
    steps: dict[str, _Step] = dict.fromkeys(map(str.lower, _NOT_READ), (_SKIP, "", 0))
    steps |= dict.fromkeys(map(str.lower, _HOLDERS), (_HOLD, "", 0))
    for table, leaves in _LEAVES.items():
        # Slots 0 and 1 of a row are its parent's row and its line.
        for slot, name in enumerate(leaves.values(), start=2):
            steps[name.lower()] = (_KEY if slot == 2 else _SET, table, slot)
    for name, table in _OPENS.items():
        steps[name.lower()] = (_OPEN, table, 0)
    for code in _HOLDERS_OF_CODES.values():
        steps[code.lower()] = (_ADD, *steps[code.lower()][1:])
    for holder, code in _HOLDERS_OF_CODES.items():
        steps[holder.lower()] = steps[code.lower()]
    steps["cppreviewdate"] = (_REVIEW, "reviews", 2)
    steps["dateofinitialcpc"] = (_CONFERENCE, "", 0)
    return steps


_STEPS: Final = _steps()
_WIDTH: Final = {table: 2 + len(leaves) for table, leaves in _LEAVES.items()}
_CONFERENCE_SLOT: Final = {
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
        step = _STEPS.get(local_name(tag), (_UNKNOWN, "", 0))
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
            _refuse_other_roots(file, path.name)
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


def _refuse_other_roots(file: BinaryIO, name: str) -> None:
    """Look at the first element only."""
    _, root = next(iter(etree.iterparse(file, events=("start",), **_parser_options())))
    if root.getroottree().docinfo.internalDTD is not None:
        raise UserError(
            f"{name} declares a document type (DOCTYPE), which a CIN census never does and which can do harm.\n"
            "Ask your supplier for a file without it."
        )
    if local_name(root.tag) not in ("message", "cindetailscollection"):
        raise UserError(
            f"{name} is XML, but not a CIN census: it begins with <{etree.QName(root).localname}>, not <Message>.\n"
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

    rows: dict[str, list[list[str | int | None]]] = field(
        default_factory=lambda: {table: [] for table in _LEAVES}
    )
    frames: dict[str, list[pl.DataFrame]] = field(
        default_factory=lambda: {table: [] for table in _LEAVES}
    )
    before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LEAVES, 0))
    sightings: list[Sighting] = field(default_factory=list)

    def flush(self) -> None:
        """Move the lists into frames."""
        for table, rows in self.rows.items():
            self.frames[table].append(_frame(table, rows))
            self.before[table] += len(rows)
            rows.clear()


def _frame(table: str, rows: list[list[str | int | None]]) -> pl.DataFrame:
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
    tables, before = gathered.rows, gathered.before
    current: dict[str, list[str | int | None]] = {}
    row: list[str | int | None] = [None] * _WIDTH["children"]
    row[1] = child.sourceline
    current["children"] = row
    tables["children"].append(row)
    for element in child.iter():
        kind, table, slot = step_of[element.tag]
        if kind == _SET:
            if table in current:
                current[table][slot] = element.text
            else:
                _misplaced(element, gathered)
        elif kind == _KEY:
            if table in current:
                row = current[table]
                row[slot] = element.text
                # lxml knows the line of a text exactly, but that of an element that holds others
                # only as far as line 65,535.
                row[1] = element.sourceline
            else:
                _misplaced(element, gathered)
        elif kind == _ADD:
            text = element.text
            if text:
                if table in current:
                    row = current[table]
                    row[slot] = f"{row[slot]} {text}" if row[slot] else text
                else:
                    _misplaced(element, gathered)
        elif kind == _OPEN:
            parent = _PARENT[table]
            if parent in current:
                row = [None] * _WIDTH[table]
                row[0] = before[parent] + len(tables[parent]) - 1
                row[1] = element.sourceline
                tables[table].append(row)
                current[table] = row
                if table == "referrals":
                    current = {"children": current["children"], "referrals": row}
            else:
                _misplaced(element, gathered)
            if element.text:
                _stray(element.text, element, gathered)
        elif kind == _REVIEW:
            if "plans" in current:
                plan_row = before["plans"] + len(tables["plans"]) - 1
                tables["reviews"].append([plan_row, element.sourceline, element.text])
            else:
                _misplaced(element, gathered)
        elif kind == _CONFERENCE:
            # The one field that stands in two places: of the enquiry, or of a child who moved in with a plan.
            holder = step_of[element.getparent().tag][1]
            if holder in _CONFERENCE_SLOT and holder in current:
                current[holder][_CONFERENCE_SLOT[holder]] = element.text
            else:
                _misplaced(element, gathered)
        elif kind == _HOLD:
            if element.text:
                _stray(element.text, element, gathered)
        elif kind == _UNKNOWN:
            gathered.sightings.append(
                Sighting("element_unknown", etree.QName(element).localname, element.sourceline or 0)
            )
        if element.tail:
            _stray(element.tail, element, gathered)


def _misplaced(element: etree._Element, gathered: _Gathered) -> None:
    name = etree.QName(element).localname
    gathered.sightings.append(Sighting("element_misplaced", name, element.sourceline or 0))


def _stray(text: str, element: etree._Element, gathered: _Gathered) -> None:
    # Beside other text, the parser keeps blank text too.
    if text.strip():
        name = etree.QName(element).localname
        gathered.sightings.append(Sighting("stray_text", name, element.sourceline or 0))


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
