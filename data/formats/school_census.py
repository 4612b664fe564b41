"""School census extracts as education departments hold them: one CSV for each table, in a folder or a zip.

Tables of pupils on roll and no longer on roll, of sessions by reason and of exclusions belong together by
the internal number of the pupil's row. Names and addresses are never read. The tables do not say of which
term they are, so it is given beside them: its first and last day, and the day of the census.
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from data import spelling
from data.formats import Progress, Sighting, delimited
from data.formats.partner_returns import Return
from data.formats.workbooks import LARGEST_UNPACKED_BYTES, refuse_what_unpacks_too_far
from data.problems import UserError
from data.returns.statement import Statement
from data.returns.subjects import SUBJECTS

NAME: Final = "School census"
FILLS: Final[dict[str, tuple[str, ...]]] = {
    "pupils": (
        "upn",
        "school",
        "census_date",
        "registration",
        "birth_month",
        "sex",
        "ethnicity",
        "sen",
        "free_school_meals",
    ),
    "attendance": (
        "upn",
        "school",
        "covers_from",
        "covers_to",
        "possible",
        "authorised",
        "unauthorised",
        "part_time",
    ),
    "suspensions": ("upn", "school", "start_date", "kind", "sessions", "reason"),
}

# Working together to improve school attendance (DfE, from August 2024), and the codes of earlier years.
PRESENT: Final = frozenset(("/", "\\", "B", "J", "K", "L", "P", "V", "W"))
AUTHORISED: Final = frozenset(("C", "C1", "C2", "E", "F", "H", "I", "J1", "M", "R", "S", "T"))
UNAUTHORISED: Final = frozenset(("G", "N", "O", "U"))
NOT_POSSIBLE: Final = frozenset(("D", "Q", "X", "Y", *(f"Y{n}" for n in range(1, 8)), "Z", "#"))
PART_TIME: Final = "C2"
PART_TIME_SINCE: Final = dt.date(2024, 8, 19)
"""Before, no code told absence for a part-time timetable apart."""

_NAME_OF_TABLE: Final = re.compile(
    r"(?P<term>(?:.*_)?)"
    r"(?P<table>pupilonroll|pupilnolongeronroll|fsmperiods(?:onroll|offroll)?"
    r"|(?:termly|summerhalfterm2)sessiondetails(?:onroll|offroll)?"
    r"|termlyexclusions(?:onroll|offroll)?)(?P<of>(?:_(?:acad|la))?)\.csv",
    re.IGNORECASE,
).fullmatch
_PUPILS: Final = ("pupilonroll", "pupilnolongeronroll")
_LINK: Final = ("pupilonrolltableid", "pupilnolongeronrolltableid", "pupiloffrolltableid")
_PERIODS: Final = ("termly", "summerhalfterm2")
_SESSIONS: Final = ("possible", "authorised", "unauthorised")
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "link": _LINK,
    "upn": ("upn",),
    "school": ("nativeid", "urn", "estab", "laestab"),
    "birth_month": ("dob",),
    "sex": ("sex", "gender"),
    "ethnicity": ("ethnicity",),
    "registration": ("enrolstatus",),
    "sen": ("senprovision",),
    **{
        f"{period} {kind}": (f"{period}sessions{kind}",)
        for period in _PERIODS
        for kind in _SESSIONS
    },
    "reason": ("attendancereason", "reason1"),
    "sessions": ("sessions",),
    "start_date": ("startdate",),
    "kind": ("category",),
    "meals_from": ("fsmstartdate",),
    "meals_to": ("fsmenddate",),
}
"""Our name to the headings under which the tables have it. No other column is read."""

_TEXTS: Final = ("sheet", "pupil", *_COLUMNS)


@dataclass(frozen=True)
class _Table:
    """One CSV of a census.

    kind      which table it is
    file      its name
    frame     `position`, `sheet` (the file), text columns under our names, all of them, and `pupil`: what
              the tables of the same pupils have in common
    headings  our names to the headings that it has
    """

    kind: str
    file: str
    frame: pl.DataFrame
    headings: Mapping[str, str]


def recognises(path: Path) -> bool:
    """Whether a folder or a zip holds a table of pupils under the name that the census gives it."""
    if path.is_dir():
        names = [each.name for each in tables_in(path)]
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            names = [_last(name) for name in packed.namelist()]
    else:
        return False
    return any(
        found["table"].lower() in _PUPILS for name in names if (found := _NAME_OF_TABLE(name))
    )


def tables_in(folder: Path) -> list[Path]:
    """The files of a folder that are read, by name."""
    return sorted(each for each in folder.iterdir() if _NAME_OF_TABLE(each.name))


def read(
    path: Path, progress: Progress | None = None, given: Statement | None = None
) -> tuple[Return, ...]:
    """Attendance, pupils and suspensions: one return each, as text, in that order.

    given  the area, the term (its first and last day) and the day of the census, which no table says
    Raises UserError where these are not given, a table is damaged, or there are tables of two terms.
    """
    says = replace(given or Statement(), subject=None, shape=None)
    if None in (says.covers_from, says.covers_to, says.current_as_of):
        raise UserError(
            f"{path.name} is a school census, and does not say of which term.\n"
            "Give the first and last day of the term of its sessions and the day of the census (on the "
            "command line: --from, --to, --extract-date)."
        )
    says = says.or_else(Statement(agency="education"))
    tables = [_table(name, data) for name, data in _files(path)]
    _refuse_two_terms(path.name, tables)
    if progress:
        progress(0.5)
    returned = (_attendance(tables, says), _pupils(tables, says), _suspensions(tables, says))
    if progress:
        progress(1.0)
    return returned


def _files(path: Path) -> list[tuple[str, bytes]]:
    """The name and bytes of each table of a folder or zip."""
    if path.is_dir():
        return [(each.name, each.read_bytes()) for each in tables_in(path)]
    try:
        with zipfile.ZipFile(path) as packed:
            refuse_what_unpacks_too_far(
                packed.infolist(), path.name, LARGEST_UNPACKED_BYTES, "a school census holds"
            )
            return [
                (_last(name), packed.read(name))
                for name in sorted(packed.namelist())
                if _NAME_OF_TABLE(_last(name))
            ]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise UserError(
            f"{path.name} is damaged, or protected with a password.\n"
            "Copy it again, or unpack it and give the folder."
        ) from None


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _table(name: str, data: bytes) -> _Table:
    """A table as text. Raises UserError where it is damaged or lacks what ties it to a pupil."""
    found = _NAME_OF_TABLE(name)
    assert found is not None
    kind = found["table"].lower()
    text = delimited.decoded(data)
    lines = delimited.top(text, 1)
    line = lines[0] if lines else (1, [])
    cells = [cell.strip().lower() for cell in line[1]]
    at = {
        ours: next(cells.index(heading) for heading in headings if heading in cells)
        for ours, headings in _COLUMNS.items()
        if set(headings) & set(cells)
    }
    lacking = {"upn", "school"} - set(at) if kind in _PUPILS else {"link"} - set(at)
    if lacking:
        raise UserError(
            f"{name} lacks the column {_COLUMNS[min(lacking)][0]}.\n"
            "Export the whole table of the school census again."
        )
    frame = delimited.below(text, line, at, 1, name)
    off_roll = kind == "pupilnolongeronroll" or kind.endswith("offroll")
    # Each file of academies and of the authority's own schools counts its pupils from one.
    side = f"{found['of']} {'off' if off_roll else 'on'} "
    return _Table(
        kind,
        name,
        frame.with_columns(
            *(pl.lit(None, pl.String).alias(ours) for ours in _COLUMNS if ours not in at),
            sheet=pl.lit(name),
        ).with_columns(pupil=side + pl.col("link").str.replace(r"\.0+$", "")),
        {ours: line[1][place].strip() for ours, place in at.items()},
    )


def _refuse_two_terms(file: str, tables: list[_Table]) -> None:
    terms = {found["term"].lower() for each in tables if (found := _NAME_OF_TABLE(each.file))}
    if len(terms) > 1:
        first, second = sorted(terms)[:2]
        raise UserError(
            f"{file} holds tables of more than one term: “{first}” and “{second}”.\n"
            "Load the tables of each term by themselves."
        )


def _of_kind(tables: list[_Table], *kinds: str) -> pl.DataFrame:
    """The rows of some tables, one after another."""
    frames = [each.frame for each in tables if each.kind.startswith(kinds)]
    empty = pl.DataFrame(schema={"position": pl.UInt32, **dict.fromkeys(_TEXTS, pl.String)})
    return pl.concat([empty, *(frame.select(empty.columns) for frame in frames)])


def _headings(tables: list[_Table], *kinds: str) -> dict[str, str]:
    return {
        ours: heading
        for each in tables
        if each.kind.startswith(kinds)
        for ours, heading in each.headings.items()
    }


def _returned(
    subject: str,
    says: Statement,
    frame: pl.DataFrame,
    headings: Mapping[str, str],
    sightings: tuple[Sighting, ...] = (),
) -> Return:
    """A return with those columns of a frame that its subject has."""
    fields = [one.name for one in SUBJECTS[subject].fields if one.name in frame.columns]
    held = [name for name in fields if name in headings]
    return Return(
        says=replace(says, subject=subject),
        subject=SUBJECTS[subject],
        shape="rows",
        frame=frame.select("position", "sheet", *held),
        headings={name: headings[name] for name in held},
        values={},
        sightings=sightings,
    )


def _pupils(tables: list[_Table], says: Statement) -> Return:
    """Pupils on roll on the census day, and whether they have free school meals on it."""
    pupils = _of_kind(tables, "pupilonroll")
    headings = _headings(tables, "pupilonroll") | {"census_date": ""}
    frame = pupils.with_columns(census_date=pl.lit(str(says.current_as_of)))
    meals = _of_kind(tables, "fsmperiods")
    if "meals_from" in _headings(tables, "fsmperiods"):
        headings["free_school_meals"] = "fsmstartdate"
        begun, ended = (
            spelling.read_all(meals[name], spelling.read_date, pl.Date)[0]
            for name in ("meals_from", "meals_to")
        )
        day = says.current_as_of
        having = meals.filter((begun <= day) & (ended.is_null() | (ended >= day)))["pupil"]
        yes = pl.col("pupil").is_in(having.implode())
        frame = frame.with_columns(
            free_school_meals=pl.when(yes).then(pl.lit("Yes")).otherwise(pl.lit("No"))
        )
    of_the_day = replace(says, covers_from=says.current_as_of, covers_to=says.current_as_of)
    return _returned("pupils", of_the_day, frame, headings)


def _attendance(tables: list[_Table], says: Statement) -> Return:
    """Each pupil's sessions in the term: the pupil's totals, or where they are missing, by reason."""
    pupils = _of_kind(tables, *_PUPILS)
    period, sightings = _period(pupils, tables)
    totals = [f"{period} {kind}" for kind in _SESSIONS]
    reasons = _of_kind(tables, f"{period}sessiondetails")
    by_reason, amiss = _by_reason(reasons, says)
    told = reasons.height > 0
    frame = (
        pupils.join(by_reason, on="pupil", how="left", maintain_order="left")
        .with_columns(
            pl.col(name).str.replace(r"\.0+$", "").alias(kind)
            for name, kind in zip(totals, _SESSIONS, strict=True)
        )
        .filter(pl.any_horizontal(pl.col(*_SESSIONS, "told authorised").is_not_null()))
        .with_columns(
            pl.coalesce(kind, pl.when(told).then(pl.col(f"told {kind}").fill_null("0"))).alias(kind)
            for kind in ("authorised", "unauthorised")
        )
        .with_columns(
            possible=pl.coalesce("possible", "told"),
            part_time=pl.col("part_time").fill_null("0"),
            covers_from=pl.lit(str(says.covers_from)),
            covers_to=pl.lit(str(says.covers_to)),
        )
    )
    headings = _headings(tables, *_PUPILS) | {"covers_from": "", "covers_to": ""}
    headings |= {
        kind: headings.get(name, "attendancereason")
        for name, kind in zip(totals, _SESSIONS, strict=True)
    }
    assert says.covers_from is not None
    if told and says.covers_from >= PART_TIME_SINCE:
        headings["part_time"] = "attendancereason"
    return _returned("attendance", says, frame, headings, (*sightings, *amiss))


def _period(pupils: pl.DataFrame, tables: list[_Table]) -> tuple[str, tuple[Sighting, ...]]:
    """Whether the sessions are of the term, or of the second half of a summer term."""
    held = [
        period
        for period in _PERIODS
        if any(each.kind.startswith(f"{period}sessiondetails") for each in tables)
        or pupils.select(pl.col(f"^{period} .*$").is_not_null().any()).row(0) != (False,) * 3
    ]
    if held == list(_PERIODS):
        return _PERIODS[0], (Sighting("sessions_of_two_periods", "", 0, "attendance"),)
    return (held or list(_PERIODS))[0], ()


def _by_reason(reasons: pl.DataFrame, says: Statement) -> tuple[pl.DataFrame, tuple[Sighting, ...]]:
    """Sessions of each pupil by what their reasons mean, as text, and what was amiss.

    Out  pupil, told authorised, told unauthorised, part_time, and told: how many were possible, null
         where only absences are told of
    """
    code = pl.col("reason").str.to_uppercase()
    sessions, unreadable = spelling.read_all(reasons["sessions"], spelling.read_number, pl.Int64)
    rows = reasons.with_columns(code, count=sessions.fill_null(0), rule=unreadable)
    known = PRESENT | AUTHORISED | UNAUTHORISED | NOT_POSSIBLE
    rows = rows.with_columns(
        rule=pl.when(~pl.col("reason").is_in(list(known)).fill_null(False))
        .then(pl.lit("code_unknown"))
        .otherwise("rule")
    )

    def of(meaning: frozenset[str]) -> pl.Expr:
        return pl.col("count").filter(pl.col("reason").is_in(list(meaning))).sum()

    present = of(PRESENT)
    counted = rows.group_by("pupil", maintain_order=True).agg(
        of(AUTHORISED).alias("told authorised"),
        of(UNAUTHORISED).alias("told unauthorised"),
        of(frozenset((PART_TIME,))).alias("part_time"),
        pl.when(present > 0).then(present + of(AUTHORISED) + of(UNAUTHORISED)).alias("told"),
    )
    amiss = rows.filter(pl.col("rule").is_not_null())
    return (
        counted.with_columns(pl.exclude("pupil").cast(pl.String)),
        tuple(
            Sighting(rule, "attendancereason", position, "attendance", sheet)
            for rule, position, sheet in amiss.select("rule", "position", "sheet").iter_rows()
        ),
    )


def _suspensions(tables: list[_Table], says: Statement) -> Return:
    """Suspensions and exclusions, each with the number and school of its pupil."""
    pupils = (
        _of_kind(tables, *_PUPILS).select("pupil", "upn", "school").unique("pupil", keep="first")
    )
    rows = _of_kind(tables, "termlyexclusions").drop("upn", "school")
    frame = rows.join(pupils, on="pupil", how="left", maintain_order="left")
    headings = _headings(tables, *_PUPILS, "termlyexclusions")
    return _returned("exclusions", says, frame, headings)
