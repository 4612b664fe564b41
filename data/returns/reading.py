"""From a return's text columns to its table: each cell typed, each identifier a pseudonym, faults noted."""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from data import rules, spelling
from data.formats.partner_returns import Return
from data.pseudonyms import Key, pseudonyms
from data.returns.layout import COUNTS, OF_A_CHILD, PERSON, TOLD_BY, Field
from data.returns.statement import Statement
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
    "identifier": (spelling.read_identifier, pl.String),
    "name": (spelling.read_name_or_place, pl.String),
}
_OWN_READER: Final[dict[str, spelling.Reader]] = {
    "upn": spelling.read_upn,
    "nhs_number": spelling.read_nhs_number,
    "deprivation_quintile": spelling.read_quintile,
}


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


def read_return(reading: ReturnReading) -> None:
    """Fill `reading.table`, noting faults on the way."""
    rows = _typed(reading)
    if reading.returned.shape == "counts":
        reading.table = _counts(reading, rows)
    else:
        reading.table = _events(reading, rows)


def _typed(reading: ReturnReading) -> pl.DataFrame:
    """Every column typed, each unreadable text noted; a column that the file lacks is null."""
    counts = reading.returned.shape == "counts"
    fields = COUNTS if counts else reading.returned.subject.fields
    rows = reading.returned.frame.with_columns(sheet=pl.lit(reading.returned.sheet))
    columns: dict[str, pl.Series | pl.Expr] = {}
    for one in fields:
        reader, dtype = _reader(one)
        if one.name not in rows.columns:
            columns[one.name] = pl.lit(None, dtype)
            continue
        texts = _in_our_words(rows[one.name], reading.returned.values.get(one.name, {}))
        if counts and one.name in ("met", "of"):
            hidden = texts.str.strip_chars().str.to_uppercase().is_in(list(spelling.HIDDEN))
            columns[f"{one.name}_mark"] = pl.select(
                pl.when(hidden).then(pl.lit("hidden"))
            ).to_series()
            texts = texts.to_frame().select(pl.when(~hidden).then(one.name)).to_series()
        columns[one.name], broken = spelling.read_all(texts, reader, dtype)
        at_fault = rows.with_columns(broken).filter(pl.col("rule").is_not_null())
        reading.fault(at_fault, pl.col("rule"), one.name)
        if not one.blank and one.kind in ("code", "flag", "count", "name"):
            reading.wanted += rows.height
            reading.given += rows.height - texts.null_count()
    return rows.with_columns(**columns)


def _reader(one: Field) -> tuple[spelling.Reader, spelling.PolarsType]:
    if one.name in _OWN_READER:
        return _OWN_READER[one.name], _KIND[one.kind][1]
    if one.kind == "code":
        return spelling.reader_of_code(one.codes), pl.String
    return _KIND[one.kind]


def _in_our_words(texts: pl.Series, words: object) -> pl.Series:
    """The sender's own words replaced by our codes, in any case."""
    ours = {str(theirs).strip().lower(): code for theirs, code in dict(words).items()}  # type: ignore[call-overload]
    if not ours:
        return texts
    return (
        texts.to_frame()
        .select(
            pl.coalesce(
                pl.col(texts.name)
                .str.strip_chars()
                .str.to_lowercase()
                .replace_strict(ours, default=None, return_dtype=pl.String),
                texts.name,
            )
        )
        .to_series()
    )


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
            continue
        rule = "identifier_missing" if one.kind == "identifier" else "key_date_missing"
        rule = (
            "needed_missing" if one.kind not in ("identifier", "date", "moment", "month") else rule
        )
        rows = reading.refuse(rows, pl.col(name).is_null(), rule, name)
    _check_period(reading, rows)
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


def _check_period(reading: ReturnReading, rows: pl.DataFrame) -> None:
    """Rows after the period, and a period of which the return has no row at all."""
    subject, says = reading.returned.subject, reading.says
    if not subject.date or rows.is_empty():
        return
    day = pl.col(subject.date).cast(pl.Date)
    reading.fault(rows.filter(day > says.covers_to), "outside_period", subject.date)
    if not rows.select(day.is_between(says.covers_from, says.covers_to).any()).item():
        reading.found.append(rules.of_the_file("period_not_in_return", reading.name, ""))
        reading.lost = True


def _counts(reading: ReturnReading, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of counts: of measures that the subject may be told in, in whole periods."""
    known = {_plain(name): name for name in reading.returned.subject.totals}
    names = pl.Series(
        [known.get(_plain(text)) for text in rows["measure"].fill_null("").to_list()],
        dtype=pl.String,
    )
    rows = rows.with_columns(measure=names)
    rows = reading.refuse(rows, pl.col("measure").is_null(), "measure_unknown", "measure")
    undated = pl.col("period_start").is_null() | pl.col("period_end").is_null()
    rows = reading.refuse(rows, undated, "key_date_missing", "period_start")
    above = (pl.col("met") > pl.col("of")).fill_null(False)
    rows = reading.refuse(rows, above, "count_above_whole", "met")
    schema = TABLES["sent_counts"]
    rows = rows.with_columns(
        pl.col("category").fill_null(""),
        characteristic=pl.col("characteristic").fill_null("all").str.replace_all(" ", "_"),
        group=pl.col("group").fill_null("all"),
        area=pl.lit(reading.area),
        extract=pl.lit(reading.extract),
    )
    keys = [key for key in schema.primary_key() if key != "area"]
    once = pl.struct(keys).is_first_distinct()
    reading.fault(rows.filter(~once), "row_given_twice", "measure")
    kept = rows.filter(once).with_columns(
        pl.lit(None, dtype=pl.String).alias(mark)
        for mark in ("met_mark", "of_mark")
        if mark not in rows.columns
    )
    return schema.validate(kept.select(schema.column_names()), cast=True)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
