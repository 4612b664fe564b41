"""From a file to an extract: recognise, read, name by pseudonym, type, check. The only door for case data.

No identifier, no date of birth and no free text leaves this module; messages and logs never quote a value.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import polars as pl

from data import codes, database_coverage, expectations, spelling
from data.database import Database
from data.events import read_events
from data.formats import (
    Progress,
    Raw,
    Sighting,
    annex_a,
    cin_census,
    partner_returns,
    school_census,
    ssd,
)
from data.formats.partner_returns import Return
from data.formats.ssd_database import read_database
from data.problems import UserError, day_in_words
from data.pseudonyms import Key
from data.reading import Reading
from data.returns.reading import ReturnReading, read_return
from data.returns.statement import ColumnMapping, Statement
from data.returns.totals import Totals
from data.returns.whole import whole_statement
from data.rules import FAULTS, Problems, problems
from data.tables import Coverage

LONGEST_CODE_SHOWN: Final = 12


class Format(Protocol):
    """What a module of `data/formats` gives. A return says more of itself than a `Raw` holds."""

    @property
    def NAME(self) -> str: ...  # noqa: N802
    @property
    def FILLS(self) -> Mapping[str, tuple[str, ...]]: ...  # noqa: N802

    def recognises(self, path: Path) -> bool:
        """Whether the file looks like this format."""
        ...


class CaseFormat(Format, Protocol):
    """A format that tells of children and what happened to them."""

    def read(self, path: Path, progress: Progress | None = None) -> Raw:
        """The file as text columns."""
        ...

    def covers_from(self, as_at: dt.date) -> dt.date:
        """First day of which a file holds all events."""
        ...


CASE_FORMATS: Final[tuple[CaseFormat, ...]] = (ssd, cin_census, annex_a)
FORMATS: Final[tuple[Format, ...]] = (school_census, ssd, cin_census, partner_returns, annex_a)
"""In the order in which a file is tried: any other workbook may be an Annex A."""
_OF_RETURNS: Final = (partner_returns, school_census)


@dataclass(frozen=True)
class Extract:
    """One loaded file.

    digest      of the file's bytes: the same file has the same digest wherever it lies. Of tables, of all
                that was read of them
    format      name of the format
    file        name of the file as the user knows it
    area        three-digit local authority code
    covers_from, covers_to  first and last day of which all events are in it
    as_at       the day on which its open episodes are open
    made_at     when it was made, or None
    key_mark    the mark of the key that its pseudonyms were made with
    tables      case tables by name, validated; only those that hold rows
    coverage    one row per column that it fills (`data.tables.Coverage`)
    problems    what was amiss in it
    rows        rows in the file; `refused` of them were left out
    subject, agency, sender, totals  of a partner's return: what it is of, who sent it, whether it is of
                counts; None and False of a case extract
    received    the day on which it came
    wanted, given  cells of a return that should be filled in, and those of them that are
    """

    digest: str
    format: str
    file: str
    area: str
    covers_from: dt.date
    covers_to: dt.date
    as_at: dt.date
    made_at: dt.datetime | None
    key_mark: str
    tables: dict[str, pl.DataFrame]
    coverage: pl.DataFrame
    problems: Problems
    rows: int
    refused: int
    subject: str | None = None
    agency: str | None = None
    sender: str | None = None
    totals: bool = False
    received: dt.date | None = None
    wanted: int = 0
    given: int = 0


def read_extract(
    path: Path,
    *,
    key: Key,
    area: str | None = None,
    as_at: dt.date | None = None,
    name: str | None = None,
    progress: Progress | None = None,
    mappings: tuple[ColumnMapping, ...] = (),
    says: Statement | None = None,
    received: dt.date | None = None,
    totals: Totals | None = None,
) -> Extract:
    """Read, name, type and check one file, or one folder of tables.

    area, as_at  needed where the file does not say them; where it does, they must agree with it
    name         the file's name as the user knows it, where `path` is a copy of an upload
    progress     told how far the reading has come, 0 to 1
    mappings     how partners' own headings are read; says: what a return does not say of itself
    received     the day on which it came
    totals       what is known of the measures that may be sent as totals
    Raises UserError if the file is none that we can read, or cannot be read whole.
    """
    file = name or path.name
    format_ = recognised(path, file, mappings, says)
    try:
        if format_ in _OF_RETURNS:
            stated = replace(says or Statement(), **_beside(area, as_at))
            returned = (
                school_census.read(path, progress, stated)
                if format_ is school_census
                else (partner_returns.read(path, progress, mappings, stated),)
            )
            return _of_returns(returned, format_.NAME, key, _digest(path), file, received, totals)
        case = next(one for one in CASE_FORMATS if one is format_)
        raw = case.read(path, progress)
    except UserError as fault:
        # A copy of an upload has a name that its sender has never seen.
        raise UserError(str(fault).replace(path.name, file)) from None
    return _extract(raw, case, raw.digest or _digest(path), file, key, area, as_at, received)


def read_database_extract(
    database: Database,
    *,
    key: Key,
    area: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    received: dt.date | None = None,
) -> Extract:
    """The same from the tables of the Standard Safeguarding Dataset in a database.

    Raises UserError if it cannot be reached or read whole.
    """
    # A wrong area or day should not be told after minutes of reading.
    _area(None, area, database.name)
    _as_at(None, as_at, database.name)
    raw = ssd.as_raw(read_database(database, progress))
    return _extract(raw, ssd, raw.digest or "", database.name, key, area, as_at, received)


def _extract(
    raw: Raw,
    case: CaseFormat,
    digest: str,
    file: str,
    key: Key,
    area: str | None,
    as_at: dt.date | None,
    received: dt.date | None,
) -> Extract:
    area = _area(raw.area, area, file)
    as_at = _as_at(raw.as_at, as_at, file)
    reading = Reading(raw, key, area, digest, as_at)
    _note_sightings(reading)
    read_events(reading)
    covers_from = case.covers_from(as_at)
    if raw.style == "census":
        expectations.every_kind(reading)
    else:
        expectations.dates_that_fit(reading, annex_a.covers_from(as_at))
    if raw.style == "database":
        covers_from = database_coverage.of_the_whole(reading.tables, covers_from)
    return Extract(
        digest=digest,
        format=case.NAME,
        file=file,
        area=area,
        covers_from=covers_from,
        covers_to=as_at,
        as_at=as_at,
        made_at=spelling.read_moment(raw.made_at) if raw.made_at else None,
        key_mark=key.mark,
        tables={table: frame for table, frame in reading.tables.items() if frame.height},
        coverage=_coverage(reading, covers_from),
        problems=problems(reading.found, reading.people["child"], file),
        rows=raw.rows,
        refused=reading.refused,
        received=received,
    )


def _beside(area: str | None, as_at: dt.date | None) -> dict[str, Any]:
    """What is given for any file, as a return states it."""
    given = {"area": area, "current_as_of": as_at}
    return {name: value for name, value in given.items() if value is not None}


def _digest(path: Path) -> str:
    """Of a file's bytes; of a folder, of the names and bytes of all the files that are read of it."""
    if path.is_dir():
        each = (f"{one.name}\0{_digest(one)}\n" for one in school_census.tables_in(path))
        return hashlib.sha256("".join(each).encode()).hexdigest()
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _of_returns(
    returned: tuple[Return, ...],
    format_: str,
    key: Key,
    digest: str,
    file: str,
    received: dt.date | None,
    totals: Totals | None,
) -> Extract:
    """One file's returns: a partner's one, or the several subjects of a school census."""
    readings = []
    for each in returned:
        said = whole_statement(each, file, received)
        reading = ReturnReading(each, said, key, said.area or "", digest)
        reading.found.append(_sightings(each.sightings))
        read_return(reading, totals)
        readings.append(reading)
    first, says = returned[0], readings[0].says
    assert says.area is not None
    assert says.covers_from is not None
    assert says.covers_to is not None
    assert says.current_as_of is not None
    return Extract(
        digest=digest,
        format=format_,
        file=file,
        area=says.area,
        covers_from=says.covers_from,
        covers_to=says.covers_to,
        as_at=says.current_as_of,
        made_at=None,
        key_mark=key.mark,
        tables={each.name: each.table for each in readings if each.table.height},
        coverage=pl.concat([_covered_by_return(each) for each in readings]),
        problems=problems(
            [found for each in readings for found in each.found],
            pl.Series([], dtype=pl.String),
            file,
        ),
        rows=sum(each.returned.frame.height for each in readings),
        refused=sum(each.refused for each in readings),
        subject=first.subject.key if len(returned) == 1 else None,
        agency=says.agency,
        sender=spelling.read_name(says.sender or "")[0]
        or codes.label("agency", says.agency or "other"),
        totals=first.shape == "counts",
        received=received,
        wanted=sum(each.wanted for each in readings),
        given=sum(each.given for each in readings),
    )


def _covered_by_return(reading: ReturnReading) -> pl.DataFrame:
    """The columns that a return fills for its period; none where its silence is no zero."""
    returned, says = reading.returned, reading.says
    if returned.shape == "counts":
        filled = ["sent_counts.met", "sent_counts.of"]
    else:
        table = partner_returns.FILLS_AS.get(returned.subject.table, returned.subject.table)
        filled = [f"{table}.{column}" for column in [*returned.headings, *returned.subject.fixed]]
    frame = pl.DataFrame({"field": [] if reading.lost else filled}, schema={"field": pl.String})
    return Coverage.validate(
        frame.with_columns(
            extract=pl.lit(reading.extract),
            area=pl.lit(reading.area),
            covers_from=pl.lit(says.covers_from),
            covers_to=pl.lit(says.covers_to),
        ),
        cast=True,
    ).select(Coverage.column_names())


def recognised(
    path: Path,
    file: str,
    mappings: tuple[ColumnMapping, ...] = (),
    says: Statement | None = None,
) -> Format:
    """The format of a file. Raises UserError if it is missing, empty, or none that we can read."""
    try:
        if path.is_file() and not path.stat().st_size:
            raise UserError(f"{file} is empty.\nExport it again and check its size.")
        for known in FORMATS:
            if known is partner_returns:
                if partner_returns.recognises(path, mappings, says):
                    return known
            elif known.recognises(path):
                return known
    except OSError:
        raise UserError(
            f"{file} cannot be opened.\nCheck that it is there and that you may read it."
        ) from None
    raise UserError(
        f"{file} is not an extract we can read.\n"
        f"We can read: {', '.join(known.NAME for known in FORMATS)}.\n"
        "If it is an Annex A workbook or a list as CSV, open it in Excel and save it as .xlsx. If it is a "
        "partner's return, its first line must say which (partnership template SUBJECT)."
    )


def _area(said: str | None, given: str | None, file: str) -> str:
    if said is not None and not _is_code(said):
        raise UserError(
            f"{file} says that it is of area {_short(said)}, and a local authority's code is three digits.\n"
            "Correct the code in its header (in a census: LEA), such as 301, and send the file again."
        )
    if given is not None and not _is_code(given):
        raise UserError(
            f"{file} was given the area {_short(given)}, and a local authority's code is three digits.\n"
            "Give a code such as 301 (on the command line: --area 301)."
        )
    if said and given and said != given:
        raise UserError(
            f"{file} says that it is of area {said}, and {given} was given.\n"
            "Check the file, or leave the area out."
        )
    area = said or given
    if area is None:
        raise UserError(
            f"{file} does not say which local authority it is of.\n"
            "Give the area's three-digit code (on the command line: --area)."
        )
    return area


def _is_code(area: str) -> bool:
    return len(area) == 3 and area.isascii() and area.isdigit()


def _short(text: str) -> str:
    """What stands where a code should, in quotes: enough of it to be recognised."""
    shown = text if len(text) <= LONGEST_CODE_SHOWN else f"{text[:LONGEST_CODE_SHOWN]}..."
    return f'"{shown}"' if shown.isprintable() else ascii(shown)


def _as_at(written: str | None, given: dt.date | None, file: str) -> dt.date:
    said, fault = spelling.read_date(written) if written else (None, None)
    if fault and given is None:
        raise UserError(
            f"{file}: the reference date in its header cannot be read.\n"
            "Correct it, or give the extract's date (on the command line: --extract-date)."
        )
    if said and given and said != given:
        raise UserError(
            f"{file} says that it is as at {day_in_words(said)}, and {day_in_words(given)} was given.\n"
            "Check the file, or leave the date out."
        )
    as_at = said or given
    if as_at is None:
        raise UserError(
            f"{file} does not say what day it shows.\n"
            "Give the extract's date (on the command line: --extract-date)."
            " It is never taken from a file's name."
        )
    return as_at


def _sightings(sightings: tuple[Sighting, ...]) -> pl.DataFrame:
    seen = [
        (
            sighting.rule,
            sighting.table,
            sighting.field,
            sighting.sheet,
            sighting.position,
            None,
            sighting.refused,
        )
        for sighting in sightings
    ]
    return pl.DataFrame(seen, schema=FAULTS, orient="row")


def _note_sightings(reading: Reading) -> None:
    reading.refused += sum(sighting.refused for sighting in reading.raw.sightings)
    reading.found.append(_sightings(reading.raw.sightings))
    if reading.raw.style == "census" and (reading.as_at.month, reading.as_at.day) != (3, 31):
        reading.fault_of_file("not_end_of_year", "", "reference_date")
    # A date after 31 March is of the next collection, or of the one just ended and told late.
    if reading.raw.year not in (None, str(reading.year), str(reading.as_at.year)):
        reading.fault_of_file("year_differs", "", "year")


def _coverage(reading: Reading, covers_from: dt.date) -> pl.DataFrame:
    filled = [each for each in reading.raw.fills if each not in reading.lost]
    since: dict[str, dt.date] = {}
    if reading.raw.style == "database":
        since = database_coverage.of_each(reading.tables, covers_from)
    return Coverage.validate(
        pl.DataFrame(
            [(each, since.get(each.partition(".")[0], covers_from)) for each in filled],
            schema={"field": pl.String, "covers_from": pl.Date},
            orient="row",
        ).with_columns(
            extract=pl.lit(reading.extract),
            area=pl.lit(reading.area),
            covers_to=pl.lit(reading.as_at),
        ),
        cast=True,
    ).select(Coverage.column_names())
