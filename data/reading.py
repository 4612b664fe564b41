"""One file on its way from text to our tables: typing, noting faults, naming by pseudonym."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from data import database_spelling, rules, spelling
from data.formats import Raw
from data.pseudonyms import Key
from data.returns.layout import PERSON, TOLD_BY
from data.tables import TABLES

_Readers = dict[str, tuple[spelling.Reader, spelling.PolarsType]]


def _readers(style: str, year: int) -> _Readers:
    """How each text column is read, by "table.column" of the raw tables."""
    workbook = style == "workbook"
    reads_date, reads_flag = {
        "census": (spelling.read_date, spelling.read_census_flag),
        "workbook": (spelling.read_workbook_date, spelling.read_yes_or_no),
        "database": (database_spelling.read_date, database_spelling.read_flag),
    }[style]
    date, flag = (reads_date, pl.Date), (reads_flag, pl.Boolean)
    # Only a census says which year's codes it uses.
    census_year = year if style == "census" else None
    text = pl.String

    def code(set_name: str) -> tuple[spelling.Reader, spelling.PolarsType]:
        return spelling.reader_of_code(set_name, census_year), text

    return {
        "children.child": (spelling.read_identifier, text),
        "children.upn": (spelling.read_upn, text),
        "children.upn_unknown": (spelling.read_name, text),
        "children.birth_date": date,
        "children.expected_birth_date": date,
        "children.death_date": date,
        "children.gender": code("sex"),
        "children.sex": ((spelling.read_sex, text) if style == "census" else code("sex")),
        "children.ethnicity": code("ethnicity"),
        "children.disabilities": (
            spelling.read_disabled if workbook else spelling.read_disabilities,
            pl.Boolean,
        ),
        "children.locality": (spelling.read_name, text),
        "children.deprivation_quintile": (spelling.read_quintile, pl.Int8),
        "contacts.contact_date": date,
        "contacts.source": code("referral_source"),
        "referrals.referral_date": date,
        "referrals.source": code("referral_source"),
        "referrals.primary_need": code("primary_need"),
        "referrals.no_further_action": (
            (spelling.read_no_further_action, pl.Boolean) if workbook else flag
        ),
        "referrals.closure_date": date,
        "referrals.closure_reason": code("closure_reason"),
        "referrals.transfer_conference_date": date,
        "assessments.start_date": date,
        "assessments.authorised_date": date,
        "assessments.in_need": flag,
        "assessments.child_seen": flag,
        "assessment_factors.factor": (
            (database_spelling.read_factor, text) if style == "database" else code("factor")
        ),
        "section_47_enquiries.start_date": date,
        "section_47_enquiries.conference_not_required": flag,
        "section_47_enquiries.conference_required": flag,
        "section_47_enquiries.conference_date": date,
        "section_47_enquiries.plan_made": flag,
        "plans.start_date": date,
        "plans.end_date": date,
        "plans.initial_category": code("category_of_abuse"),
        "plans.latest_category": code("category_of_abuse"),
        "plans.previous_plans": (spelling.read_count, pl.Int16),
        "reviews.review_date": date,
        "need_plans.start_date": date,
        "need_plans.end_date": date,
        "looked_after_periods.start_date": date,
        "looked_after_periods.end_date": date,
        "looked_after_periods.unaccompanied": flag,
        "early_help_episodes.start_date": date,
        "early_help_episodes.end_date": date,
    } | _of_databases(date, flag)


def _of_databases(
    date: tuple[spelling.Reader, spelling.PolarsType],
    flag: tuple[spelling.Reader, spelling.PolarsType],
) -> _Readers:
    """Columns that only databases hold."""
    text = pl.String
    flags = database_spelling.reader_of_flags
    identifier = (spelling.read_identifier, text)
    moment = (database_spelling.read_moment, pl.Datetime("us"))
    return {
        "children.nhs_number": (spelling.read_nhs_number, text),
        "children.family": identifier,
        "contacts.outcome": (flags(database_spelling.contact_outcome), text),
        "section_47_enquiries.end_date": date,
        "section_47_enquiries.no_further_action": flag,
        "section_47_enquiries.outcome": (flags(database_spelling.enquiry_outcome), text),
        "section_47_enquiries.conference_decided": (
            flags(database_spelling.conference_not_required, tells=False),
            pl.Boolean,
        ),
        "conferences.conference_date": date,
        "conferences.transfer_in": flag,
        "conferences.plan_made": flag,
        "conferences.outcome": (flags(database_spelling.plan_made), pl.Boolean),
        "conferences.meeting": identifier,
        "plans.held_elsewhere": flag,
        "reviews.due_date": date,
        "reviews.meeting": identifier,
        "reviews.participation": (database_spelling.read_participation, text),
        "early_help_episodes.end_reason": (database_spelling.read_ending, text),
        "early_help_episodes.lead_agency": (database_spelling.read_agency, text),
        "missing_episodes.started_at": moment,
        "missing_episodes.returned_at": moment,
        "missing_episodes.kind": (database_spelling.read_kind_of_absence, text),
        "missing_episodes.conversation_due": (database_spelling.read_due, pl.Boolean),
        "missing_episodes.accepted": flag,
        "visits.visit_date": date,
        "visits.seen": flag,
        "visits.seen_alone": flag,
    }


_IN_AN_ID: Final[dict[pl.DataType, str]] = {pl.Date(): "%Y%m%d", pl.Datetime("us"): "%Y%m%d%H%M"}
"""How a day, and a moment, stand in an id."""


@dataclass
class Reading:
    """What is known of the file, and what was found in it so far.

    as_at    date of the extract
    found    the faults so far
    refused  rows left out so far
    lost     "table.column" that the format fills and that this file cannot be trusted for
    tables   our tables so far, validated
    people   every raw row of children in the file's order: its pseudonym, and the facts of all rows
             of that child
    """

    raw: Raw
    key: Key
    area: str
    extract: str
    as_at: dt.date
    found: list[pl.DataFrame] = field(default_factory=list)
    refused: int = 0
    lost: set[str] = field(default_factory=set)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    people: pl.DataFrame = field(default_factory=pl.DataFrame)
    readers: _Readers = field(init=False)

    def __post_init__(self) -> None:
        self.readers = _readers(self.raw.style, self.year)

    @property
    def year(self) -> int:
        """The collection year: the year in which the next 31 March falls."""
        return self.as_at.year + (self.as_at.month > 3)

    def fault(
        self,
        rows: pl.DataFrame,
        rule: str | pl.Expr,
        table: str,
        column: str,
        *,
        refused: bool = False,
    ) -> None:
        """Note rows at fault. `rows` has position, and sheet and child_row where they are known."""
        if rows.height:
            name = self.raw.names.get(f"{table}.{column}", "")
            self.found.append(rules.faults(rows, rule, table, name, refused=refused))
            self.refused += rows.height if refused else 0

    def fault_of_file(self, rule: str, table: str, column: str) -> None:
        """Note a fault of the file as a whole."""
        name = self.raw.names.get(f"{table}.{column}", "")
        self.found.append(rules.of_the_file(rule, table, name))

    def typed(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Every text column typed, each unreadable text noted; a column that the file lacks is null."""
        columns: dict[str, pl.Series | pl.Expr] = {}
        for name, (reader, dtype) in self.readers.items():
            of, _, column = name.partition(".")
            if of == table and column not in frame.columns:
                columns[column] = pl.lit(None, dtype)
            elif of == table:
                columns[column], broken = spelling.read_all(frame[column], reader, dtype)
                at_fault = frame.with_columns(broken).filter(pl.col("rule").is_not_null())
                self.fault(at_fault, pl.col("rule"), table, column)
        return frame.with_columns(**columns)

    def named(self, frame: pl.DataFrame, kind: str, *columns: str) -> pl.Series:
        """An id for each row, named after its kind: the child's pseudonym, and what tells its events apart.

        The pseudonym is keyed, so the id is; the dates in it stand in the row as well.
        """
        parts = (
            pl.col(column).dt.to_string(_IN_AN_ID[frame.schema[column]]).fill_null("")
            if frame.schema[column] in _IN_AN_ID
            else pl.col(column).fill_null("")
            for column in columns
        )
        return frame.select(pl.concat_str("child", *parts, separator="-").alias(kind)).to_series()

    def once(self, table: str, date: str, frame: pl.DataFrame, *keys: str) -> pl.DataFrame:
        """Each event once: of rows of the same event the first is kept, the others are noted."""
        first = pl.struct(keys).is_first_distinct()
        self.fault(frame.filter(first.not_()), "row_given_twice", table, date)
        return frame.filter(first)

    def keep(self, table: str, frame: pl.DataFrame) -> None:
        """Store a finished table: area and extract added, its own columns only, validated.

        A column that the format knows nothing of is null; what a partner's return tells too, is told by
        social care.
        """
        schema = TABLES[table]
        added = {"area": self.area, "extract": self.extract}
        if TOLD_BY in schema.column_names():
            added[TOLD_BY] = "social_care"
            frame = frame.with_columns(pl.col("child").alias(PERSON))
        whole = frame.with_columns(
            pl.lit(None).alias(name)
            for name, column in schema.columns().items()
            if column.nullable and name not in frame.columns
        ).with_columns(pl.lit(value).alias(name) for name, value in added.items())
        self.tables[table] = schema.validate(whole.select(schema.column_names()), cast=True)
