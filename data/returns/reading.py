"""From a return's text columns to its table: each cell typed, each identifier a pseudonym, faults noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from data import rules, spelling
from data.formats.partner_returns import Return
from data.pseudonyms import Key, pseudonyms
from data.returns.identifiers import checked_nhs_numbers, checked_upns
from data.returns.layout import OF_A_CHILD, PERSON, TOLD_BY, Field
from data.returns.mapping import fields_of
from data.returns.statement import Statement
from data.returns.template import template_of
from data.returns.totals import Totals, read_counts
from data.tables import TABLES

_OF_THE_AREA: Final = frozenset(("child", "family", "household"))
"""Identifiers that an area gives itself: the same text of another area names another child."""

_KIND: Final[dict[str, tuple[spelling.Reader, spelling.PolarsType]]] = {
    "date": (spelling.read_workbook_date, pl.Date),
    "month": (spelling.read_month, pl.Date),
    "moment": (spelling.read_date_and_time, pl.Datetime),
    "flag": (spelling.read_yes_or_no, pl.Boolean),
    "count": (spelling.read_number, pl.Int64),
    "pounds": (spelling.read_number, pl.Int64),
    "identifier": (spelling.read_reference, pl.String),
    "name": (spelling.read_name_or_place, pl.String),
}
_OWN_READER: Final[dict[str, spelling.Reader]] = {"deprivation_quintile": spelling.read_quintile}
_CHECKED: Final = {"upn": checked_upns, "nhs_number": checked_nhs_numbers}
_DATES: Final = ("date", "month", "moment")
_DAY_OR_MONTH_FIRST: Final = r"^(\d{1,2})/(\d{1,2})/\d{4}"


@dataclass
class ReturnReading:
    """One return on its way from text to its table.

    found      the faults so far
    refused    rows left out so far
    table      the finished table, validated
    wanted, given  cells that should be filled in, and those of them that are
    lost       True where its silence is no zero: nothing in it is of the period that it states
    """

    returned: Return
    says: Statement
    key: Key
    area: str
    extract: str
    found: list[pl.DataFrame] = field(default_factory=list)
    refused: int = 0
    table: pl.DataFrame = field(default_factory=pl.DataFrame)
    wanted: int = 0
    given: int = 0
    lost: bool = False

    @property
    def name(self) -> str:
        """The table that is filled."""
        counts = self.returned.shape == "counts"
        return "sent_counts" if counts else self.returned.subject.table

    def fault_of_file(self, rule: str) -> None:
        """Note that nothing in the return is of its period: its silence is no zero."""
        self.found.append(rules.of_the_file(rule, self.name, ""))
        self.lost = True

    def fault(
        self, rows: pl.DataFrame, rule: str | pl.Expr, column: str, *, refused: bool = False
    ) -> None:
        """Note rows at fault; `column` is ours."""
        if rows.height:
            heading = self.returned.headings.get(column, "")
            self.found.append(rules.faults(rows, rule, self.name, heading, refused=refused))
            self.refused += rows.height if refused else 0

    def refuse(self, rows: pl.DataFrame, broken: pl.Expr, rule: str, column: str) -> pl.DataFrame:
        """The rows that are not at fault; those that are, noted and left out."""
        self.fault(rows.filter(broken), rule, column, refused=True)
        return rows.filter(~broken)


def read_return(reading: ReturnReading, totals: Totals | None = None) -> None:
    """Fill `reading.table`, noting faults on the way.

    totals  what is known of the measures that may be sent as totals
    """
    rows = _typed(reading, totals or {})
    if reading.returned.shape == "counts":
        reading.table = read_counts(reading, rows, totals or {})
    else:
        reading.table = _events(reading, rows)


def _typed(reading: ReturnReading, totals: Totals) -> pl.DataFrame:
    """Every column typed, each unreadable text noted; a column that the file lacks is null."""
    returned = reading.returned
    rows = returned.frame
    if "sheet" not in rows.columns:
        rows = rows.with_columns(sheet=pl.lit(returned.sheet))
    if _begins_with_the_example(returned, rows, totals):
        first = pl.int_range(pl.len()) == 0
        heading = fields_of(returned.subject, returned.shape)[0].name
        rows = reading.refuse(rows, first, "example_left_in", heading)
    columns: dict[str, pl.Series | pl.Expr] = {}
    for one in fields_of(returned.subject, returned.shape):
        if one.name not in rows.columns:
            columns[one.name] = pl.lit(None, _reader(one)[1])
            continue
        texts = _in_our_words(rows[one.name], returned.values.get(one.name, {}))
        if not one.blank and one.kind in ("code", "flag", "count", "name"):
            reading.wanted += rows.height
            reading.given += rows.height - texts.null_count()
        if returned.shape == "counts" and one.name in ("met", "of"):
            texts, columns[f"{one.name}_mark"] = _without_marks(texts)
        columns[one.name], broken = _read(one, texts)
        at_fault = rows.with_columns(broken).filter(pl.col("rule").is_not_null())
        reading.fault(at_fault, pl.col("rule"), one.name)
    for mark in ("met_mark", "of_mark"):
        columns.setdefault(mark, pl.lit(None, pl.String))
    return rows.with_columns(**columns)


def _begins_with_the_example(returned: Return, rows: pl.DataFrame, totals: Totals) -> bool:
    """Whether the first row is the template's example, every cell of it: no child is meant by it."""
    subject, shape = returned.subject, returned.shape
    fields = fields_of(subject, shape)
    has_one = shape == "rows" or bool(subject.totals)
    if not has_one or rows.is_empty() or any(one.name not in rows.columns for one in fields):
        return False
    example = template_of(subject, shape, totals).example
    return all(
        _read(one, rows[one.name].head(1))[0].equals(
            _read(one, pl.Series([text or None], dtype=pl.String))[0], null_equal=True
        )
        for one, text in zip(fields, example, strict=True)
    )


def _without_marks(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Counts without those that the sender hides; and "hidden" for these."""
    said = pl.col(texts.name).str.to_uppercase()
    hidden = said.is_in(list(spelling.HIDDEN)) | said.str.contains(spelling.HIDDEN_BELOW)
    read = texts.to_frame().select(
        texts=pl.when(~hidden).then(texts.name), mark=pl.when(hidden).then(pl.lit("hidden"))
    )
    return read["texts"].alias(texts.name), read["mark"]


def _read(one: Field, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A column typed, and beside it the rule that each text breaks."""
    if one.name in _CHECKED:
        return _CHECKED[one.name](texts)
    reader, dtype = _reader(one)
    if one.kind not in _DATES:
        return spelling.read_all(texts, reader, dtype)
    unclear = _in_an_unclear_order(texts)
    known = texts.to_frame().select(pl.when(~unclear).then(texts.name)).to_series()
    typed, broken = spelling.read_all(known, reader, dtype)
    rule = pl.select(pl.when(unclear).then(pl.lit("date_order_unclear")).otherwise(broken))
    return typed, rule.to_series().alias("rule")


def _in_an_unclear_order(texts: pl.Series) -> pl.Series:
    """Dates that may be day/month or month/day, in a column where some date is month/day. Never null."""
    parts = (
        texts.str.extract(_DAY_OR_MONTH_FIRST, group).cast(pl.Int32).fill_null(0)
        for group in (1, 2)
    )
    first, second = parts
    if not (second > 12).any():
        return pl.Series([False]).new_from_index(0, len(texts))
    return (second >= 1) & (second <= 12) & (first <= 12) & (first != second)


def _reader(one: Field) -> tuple[spelling.Reader, spelling.PolarsType]:
    if one.name in _OWN_READER:
        return _OWN_READER[one.name], _KIND[one.kind][1]
    if one.kind == "code":
        return spelling.reader_of_code(one.codes), pl.String
    return _KIND[one.kind]


def _in_our_words(texts: pl.Series, words: Mapping[str, str]) -> pl.Series:
    """The sender's own words replaced by our codes, in any case."""
    ours = {theirs.strip().lower(): code for theirs, code in words.items()}
    said = pl.col(texts.name).str.strip_chars()
    replaced = said.str.to_lowercase().replace_strict(ours, default=None, return_dtype=pl.String)
    return texts.to_frame().select(pl.coalesce(replaced, said)).to_series() if ours else texts


def _events(reading: ReturnReading, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of events: those without what they are known by refused, identifiers as pseudonyms."""
    subject = reading.returned.subject
    for one in subject.fields:
        if one.kind == "identifier":
            area = reading.area if one.of in _OF_THE_AREA else ""
            rows = rows.with_columns(pseudonyms(rows[one.name], reading.key, one.of, area))
    if subject.of_a_child:
        own = [name for name in OF_A_CHILD if name in rows.columns]
        rows = rows.with_columns(pl.coalesce(own).alias(PERSON))
        if PERSON in subject.keys:
            rows = reading.refuse(rows, pl.col(PERSON).is_null(), "person_missing", own[0])
    by_name = {one.name: one for one in subject.fields}
    for name in dict.fromkeys([*subject.keys, *(n for n, one in by_name.items() if one.needed)]):
        if name not in by_name:
            continue
        one = by_name[name]
        if not one.needed and one.kind in ("code", "name"):
            rows = rows.with_columns(pl.col(name).fill_null(""))
        else:
            rows = reading.refuse(rows, pl.col(name).is_null(), _missing(one), name)
    _check_period(reading, rows)
    rows = _at_one_school(reading, rows)
    schema = TABLES[subject.table]
    added = {**subject.fixed, "area": reading.area, "extract": reading.extract}
    if TOLD_BY in schema.column_names():
        added[TOLD_BY] = reading.says.agency or ""
    rows = rows.with_columns(pl.lit(value).alias(name) for name, value in added.items())
    keys = [key for key in schema.primary_key() if key not in added]
    once = pl.struct(keys).is_first_distinct()
    reading.fault(rows.filter(~once), "row_given_twice", keys[0])
    kept = rows.filter(once).with_columns(
        pl.lit(None, dtype=schema.columns()[name].dtype).alias(name)
        for name in schema.column_names()
        if name not in rows.columns
    )
    return schema.validate(kept.select(schema.column_names()), cast=True)


def _missing(one: Field) -> str:
    """The rule that a row breaks without this column."""
    if one.kind in _DATES:
        return "key_date_missing"
    return "identifier_missing" if one.kind == "identifier" else "needed_missing"


def _check_period(reading: ReturnReading, rows: pl.DataFrame) -> None:
    """Rows after the period, days after the records were read, and a period without any row."""
    subject, says = reading.returned.subject, reading.says
    for one in subject.fields:
        if one.kind in _DATES and not one.ahead and one.name != subject.date:
            late = pl.col(one.name).cast(pl.Date) > says.current_as_of
            reading.fault(rows.filter(late), "date_in_future", one.name)
    if not subject.date or rows.is_empty():
        return
    day = pl.col(subject.date).cast(pl.Date)
    reading.fault(rows.filter(day > says.covers_to), "outside_period", subject.date)
    if not rows.select(day.is_between(says.covers_from, says.covers_to).any()).item():
        reading.fault_of_file("period_not_in_return")


_DOUBLED: Final = {
    "pupils": (PERSON, "census_date"),
    "attendance": (PERSON, "covers_from", "covers_to", "possible", "authorised", "unauthorised"),
}
"""What a row has in common with the same pupil's row under the other number of a school that merged."""


def _at_one_school(reading: ReturnReading, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without those that tell of a pupil again under another school, as when schools merged.

    A pupil of two schools is registered at one as subsidiary; a pupil who moved has other sessions at each.
    """
    if reading.name not in _DOUBLED:
        return rows
    first = pl.col("school").first().over(_DOUBLED[reading.name])
    again = pl.col("school") != first
    if reading.name == "pupils":
        main = pl.col("registration").fill_null("main") == "main"
        of_main = pl.when(main).then("school").drop_nulls().first().over(_DOUBLED["pupils"])
        again = main & (pl.col("school") != of_main)
    return reading.refuse(rows, again, "pupil_at_two_schools", "school")
