"""Partners' returns as files: one subject, agency, area and period each, told as known on its last day.

A return has the rows of its period, and again those of earlier periods of which something new is known.
Northmere's partners write ISO dates and codes, Eastvale's British dates and words, its education
department the dates of the school census.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from data.codes import CODE_SETS
from data.demonstration.families import AUTHORITIES
from data.demonstration.faults import with_faults
from data.demonstration.returns_calendar import Period, received
from data.demonstration.workbook import write_workbook
from data.partner_codes import PARTNER_CODE_SETS
from data.returns.layout import COUNTS, Field
from data.returns.statement import LABELS, PARTNERSHIP, ColumnMapping, Statement
from data.returns.subjects import SUBJECTS

NAMES = {authority.code: authority.name for authority in AUTHORITIES} | {
    PARTNERSHIP: "Northmere and Eastvale"
}
_SENDERS = {
    "social_care": "Children's Services",
    "early_help": "Early Help",
    "health": "Integrated Care Board",
    "police": "Constabulary",
    "education": "Education Department",
    "housing": "Housing",
    "partnership": "Safeguarding Children Partnership",
    "establishment": "House",
}
_IN_A_WORKBOOK = frozenset(("money", "budgets", "providers", "health_contributions"))
_CLASSES_OF_DAYS = ("date", "moment")


@dataclass(frozen=True, eq=False)
class Told:
    """All that one agency ever tells of one subject in one area, before it is cut into periods.

    rows      typed columns under our names; of counts as `COUNTS` has them. With `known_from` and
              `known_to` a row is told in the periods between these days
    open_to   the column with the end of what goes on: told again each time until it has one
    whole     True where every row is told each time, as of a register
    only      names of the only periods of which it is told; all when empty
    after     column to the date that it hangs on: blank until that has come
    derived   column to what it follows from the others, as known on the day
    """

    subject: str
    agency: str
    area: str
    rows: pl.DataFrame
    open_to: str | None = None
    whole: bool = False
    only: tuple[str, ...] = ()
    after: dict[str, str] = field(default_factory=dict)
    derived: dict[str, pl.Expr] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        if (self.agency, self.area) == ("police", "991"):
            return "Eastvale Police"
        return f"{NAMES[self.area]} {_SENDERS[self.agency]}"


@dataclass(frozen=True, eq=False)
class ReturnFile:
    """One return as it is to be written. `mapping` where its sender has headings of its own."""

    told: Told
    period: Period
    totals: bool = False
    mapping: ColumnMapping | None = None

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        told = self.told
        return f"{told.agency}_{told.subject}_{told.area}_{self.period.name}"

    @property
    def received(self) -> dt.date:
        """The day on which it came."""
        return received(self.told.agency, self.told.subject, self.told.area, self.period)


def written(file: ReturnFile, folder: Path) -> Path:
    """Write one return, as CSV or as a workbook; its path. An existing file is replaced."""
    table = with_faults(file.name, {file.told.subject: as_text(file)})[file.told.subject]
    fields = {one.name: one.heading for one in _fields(file)}
    above = _statement(file)
    if file.mapping is None:
        table = table.rename(fields, strict=False)
    else:
        theirs = {ours: their for their, ours in file.mapping.columns.items()}
        table = table.rename({name: theirs.get(fields[name], name) for name in table.columns})
    if file.told.subject in _IN_A_WORKBOOK and not file.totals:
        path = folder / f"{file.name}.xlsx"
        write_workbook(path, {"Return": table}, above)
        return path
    path = folder / f"{file.name}.csv"
    with path.open("wb") as opened:
        opened.writelines(f"{label},{said}\n".encode() for label, said in above)
        table.write_csv(opened)
    return path


def _statement(file: ReturnFile) -> list[tuple[str, str]]:
    """What stands above the headings: all of it, or what the mapping does not say already."""
    told, period = file.told, file.period
    said = Statement(
        subject=told.subject,
        shape="counts" if file.totals else "rows",
        sender=told.sender,
        agency=told.agency,
        area=told.area,
        covers_from=period.first,
        covers_to=period.last,
        current_as_of=period.last,
    )
    known = file.mapping.says if file.mapping else Statement()
    return [
        (label, str(getattr(said, name)))
        for name, label in LABELS.items()
        if getattr(known, name) is None
    ]


def as_text(file: ReturnFile) -> pl.DataFrame:
    """The rows of a return as its sender writes them, in the order of the layout's columns."""
    rows = file.told.rows if file.totals else known_by(file.told, file.period)
    columns = {one.name: _written(one, file) for one in _fields(file) if one.name in rows.columns}
    return rows.select(**columns)


def _fields(file: ReturnFile) -> tuple[Field, ...]:
    return COUNTS if file.totals else SUBJECTS[file.told.subject].fields


def _written(one: Field, file: ReturnFile) -> pl.Expr:
    told, value = file.told, pl.col(one.name)
    of_census = (told.agency, told.area) == ("education", "991")
    eastvale = told.area == "991"
    if one.kind in ("date", "month"):
        style = "%Y-%b-%d 00:00:00" if of_census else "%d/%m/%Y" if eastvale else "%Y-%m-%d"
        return value.dt.strftime(style)
    if one.kind == "moment":
        return value.dt.strftime("%d/%m/%Y %H:%M" if eastvale else "%Y-%m-%d %H:%M")
    if one.kind == "flag":
        yes, no = ("Y", "N") if eastvale else ("Yes", "No")
        return pl.when(value).then(pl.lit(yes)).when(value.not_()).then(pl.lit(no))
    own_words = file.mapping.values.get(one.name) if file.mapping else None
    if own_words:
        return value.replace_strict({code: word for word, code in own_words.items()})
    if one.kind == "code" and eastvale and one.codes in PARTNER_CODE_SETS:
        return value.replace_strict(
            {code.code: code.label for code in CODE_SETS[one.codes].values()}
        )
    return value.cast(pl.String)


def known_by(told: Told, period: Period) -> pl.DataFrame:
    """The rows that a return of the period has, each as known on the period's last day."""
    subject = SUBJECTS[told.subject]
    if "known_from" in told.rows.columns:
        return told.rows.filter(
            pl.col("known_from") <= period.last, pl.col("known_to") >= period.first
        )
    days = {
        one.name
        for one in subject.fields
        if one.kind in _CLASSES_OF_DAYS and not one.ahead and one.name in told.rows.columns
    } - {subject.date}
    last = pl.lit(period.last)
    rows = (
        told.rows.filter(pl.col(subject.date).cast(pl.Date) <= last)
        .with_columns(pl.when(pl.col(name).cast(pl.Date) <= last).then(name) for name in days)
        .with_columns(
            pl.when(pl.col(date).is_not_null()).then(name) for name, date in told.after.items()
        )
        .with_columns(**told.derived)
    )
    of_period = pl.col(subject.date).cast(pl.Date) >= period.first
    # A return in which nothing of its period happened says nothing, so nothing is told again in it.
    if told.whole or not rows.select(of_period.any()).item():
        return rows if told.whole else rows.filter(of_period)
    news = [pl.col(name).cast(pl.Date) >= period.first for name in sorted(days)]
    still = [pl.col(told.open_to).is_null()] if told.open_to else []
    return rows.filter(pl.any_horizontal(of_period, *news, *still).fill_null(False))


def in_its_own_words(
    told: Told, name: str, columns: dict[str, str], values: dict[str, dict[str, str]]
) -> ColumnMapping:
    """The mapping by which a partner's own headings are read.

    columns  our column to the partner's heading
    values   our column to the partner's word to our code
    """
    fields = {one.name: one.heading for one in SUBJECTS[told.subject].fields}
    says = Statement(
        subject=told.subject, shape="rows", sender=told.sender, agency=told.agency, area=told.area
    )
    return ColumnMapping(
        name, {theirs: fields[ours] for ours, theirs in columns.items()}, values, says
    )
