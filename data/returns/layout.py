"""The words in which a return is declared: its subject, its columns, and what each of them holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import dataframely as dy

Kind = Literal[
    "date", "moment", "month", "code", "flag", "count", "pounds", "identifier", "name", "listed"
]


@dataclass(frozen=True)
class Field:
    """One column of a return.

    name     of the column in our table
    kind     how it is written: "moment" is a date with a time, "month" any day of it, "flag" yes or no,
             "listed" several codes parted by commas, "name" a place or a theme and never a person
    heading  as the template has it
    says     what belongs there, in one line
    needed   a row without it is refused
    blank    True where a blank is an answer ("not yet"), so that it is not counted as incomplete
    ahead    True for a day that lies ahead by its nature (a due date)
    codes    name of the code set
    of       what an identifier names ("child", "meeting"): the same text under two names has two
             pseudonyms
    also     other headings under which partners send it
    example  what the template's example row holds
    """

    name: str
    kind: Kind
    heading: str
    says: str
    needed: bool = False
    blank: bool = False
    ahead: bool = False
    codes: str = ""
    of: str = ""
    also: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Subject:
    """One kind of return: one row is what `row` says.

    key      its name in commands and files
    title    its name for people
    row      what one row is
    senders  the agencies that usually send it
    table    our table that it fills; two subjects may fill one, told apart by `fixed`
    date     the column that says when; a return covers the rows of its period by it
    keys     columns that tell one row from another ("person" for a child, however identified): a row
             without one of them is refused; a blank code or name is one of its own
    of       whose it is: one local authority's, the whole partnership's, or (by the file) either
    fields   its columns in the order of the template
    fixed    columns that every row of this subject has the same
    totals   ids of the measures that a sender of totals may give instead of rows
    """

    key: str
    title: str
    row: str
    senders: tuple[str, ...]
    table: str
    date: str
    keys: tuple[str, ...]
    fields: tuple[Field, ...]
    of: Literal["area", "partnership", "either"] = "area"
    fixed: Mapping[str, str] = field(default_factory=dict)
    totals: tuple[str, ...] = ()

    @property
    def of_a_child(self) -> bool:
        """Whether a row is about a child, who may be known by any of three identifiers."""
        return any(one.name in OF_A_CHILD for one in self.fields)


def date(name: str, heading: str, says: str, *, needed: bool = False, **more: Any) -> Field:
    """A day."""
    return Field(name, "date", heading, says, needed, **more)


def moment(name: str, heading: str, says: str, *, needed: bool = False, **more: Any) -> Field:
    """A day with a time of day."""
    return Field(name, "moment", heading, says, needed, **more)


def code(name: str, codes: str, heading: str, says: str, **more: Any) -> Field:
    """One code of a set."""
    return Field(name, "code", heading, says, codes=codes, **more)


def flag(name: str, heading: str, says: str, **more: Any) -> Field:
    """Yes or no; blank where it is not known."""
    return Field(name, "flag", heading, says, **more)


def count(name: str, heading: str, says: str, **more: Any) -> Field:
    """A whole number."""
    return Field(name, "count", heading, says, **more)


def identifier(name: str, of: str, heading: str, says: str, **more: Any) -> Field:
    """A reference of the sender's own. We keep a pseudonym of it only."""
    return Field(name, "identifier", heading, says, of=of, **more)


def name(name: str, heading: str, says: str, **more: Any) -> Field:
    """The name of a place, a theme or a course; never of a person."""
    return Field(name, "name", heading, says, **more)


def child() -> tuple[Field, ...]:
    """The three identifiers by which a child may be known."""
    return (
        Field(
            "child",
            "identifier",
            "Local authority child id",
            "The identifier that the local authority uses for the child, if you hold it.",
            of="child",
            also=("child id", "la child id", "lachildid", "child unique id", "person id"),
            example="100234",
        ),
        Field(
            "upn",
            "identifier",
            "Unique pupil number",
            "Thirteen characters, if you hold it.",
            of="upn",
            also=("upn", "pupil number"),
            example="H801200001001",
        ),
        Field(
            "nhs_number",
            "identifier",
            "NHS number",
            "Ten digits, if you hold it.",
            of="nhs_number",
            also=("nhs no", "nhs"),
            example="9434765919",
        ),
    )


OF_A_CHILD = ("child", "upn", "nhs_number")
PERSON = "person"
"""The column with the first of those that a row has."""

TOLD_BY = "told_by"
"""The column with the agency that says so: two partners may tell of the same meeting differently."""

_COLUMNS = {
    "date": dy.Date,
    "month": dy.Date,
    "moment": dy.Datetime,
    "code": dy.String,
    "name": dy.String,
    "identifier": dy.String,
    "listed": dy.String,
    "flag": dy.Bool,
    "count": dy.Int64,
    "pounds": dy.Int64,
}


def table_of(subjects: tuple[Subject, ...]) -> type[dy.Schema]:
    """The table that some subjects fill, one row as their `row` says, as one agency (`told_by`) tells it.

    A row about a child has `person`: the first of the child's identifiers that the sender gave.
    """
    first = subjects[0]
    keys = {"area", *first.keys, *first.fixed}
    columns: dict[str, dy.Column] = {
        "area": dy.String(primary_key=True),
        TOLD_BY: dy.String(primary_key=True),
        "extract": dy.String(),
    }
    if any(one.of_a_child for one in subjects):
        columns[PERSON] = (
            dy.String(primary_key=True) if PERSON in keys else dy.String(nullable=True)
        )
    columns |= {name: dy.String(primary_key=True) for one in subjects for name in one.fixed}
    for one in [one for subject in subjects for one in subject.fields]:
        column = _COLUMNS[one.kind]
        if one.name not in columns:
            key = one.name in keys
            columns[one.name] = column(primary_key=key, nullable=not (key or one.needed))
    name = "".join(word.capitalize() for word in first.table.split("_"))
    rows = ", or ".join(dict.fromkeys(subject.row for subject in subjects))
    return type(name, (dy.Schema,), {"__doc__": f"One row: {rows}.", **columns})


COUNTS: tuple[Field, ...] = (
    Field("measure", "name", "Measure", "What is counted, by its code.", needed=True),
    Field("category", "name", "Category", "If it has parts: which.", blank=True),
    Field("characteristic", "name", "Grouped by", "Such as sex; blank for all children.", blank=True),
    Field("group", "name", "Group", "The code of the group; blank for all children.", blank=True),
    Field("period_start", "date", "Period from", "The first day counted.", needed=True),
    Field("period_end", "date", "Period to", "The last day counted.", needed=True),
    Field("met", "count", "Count", "How many; c where you hide it.", also=("number", "numerator")),
    Field("of", "count", "Out of", "Of how many; else blank.", also=("denominator",), blank=True),
    Field("rounded_to", "count", "Rounded to", "5 or 10, if you rounded; else blank.", blank=True),
)  # fmt: skip
"""The columns of the layout for partners who send totals."""
