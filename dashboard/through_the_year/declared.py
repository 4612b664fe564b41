"""How a kind of record is declared: its fields, what can be done with it, by whom, and where it may stand.

A kind is a value of words. Folding, rights, writing and pages read the declaration and know no kind by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Is(StrEnum):
    """What a field holds."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    DAY = "day"
    YEAR = "year"
    CHOICE = "choice"
    AGENCY = "agency"
    AGENCIES = "agencies"
    MEASURE = "measure"
    MEASURES = "measures"
    LINKS = "links"


SEVERAL = frozenset({Is.LINES, Is.AGENCIES, Is.MEASURES, Is.LINKS})
"""Fields that hold a list."""


@dataclass(frozen=True)
class Field:
    """Something that is asked when somebody writes.

    key, label    its name in the entry, and what the reader is asked
    kind          what it holds
    needed        whether nothing is stored without it
    help          what stands under the label
    choices       CHOICE: what can be chosen, with its words
    of            LINKS: the kinds of record that can be linked
    ahead         DAY: whether it may not lie in the past
    working_days  DAY: so many working days from today, where nobody says another
    """

    key: str
    label: str
    kind: Is = Is.TEXT
    needed: bool = True
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    ahead: bool = False
    working_days: int | None = None


@dataclass(frozen=True)
class Who:
    """Who may: `every` of these roles, and those in `own` where it is their own agency's.

    A scrutineer never may, whatever is declared: scrutiny reads all of this and writes none of it (63).
    """

    every: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """Something that can be done with a record; its key is the kind of the entry that it writes.

    words      on the button;  deed  in the history: who did what
    when       the states in which it can be done;  then  the state it leads to, "" for the same
    climbs     the level to which it brings a record that stands one level below, "" for none
    prefilled  whether the form begins with what holds now
    """

    key: str
    words: str
    deed: str
    who: Who
    fields: tuple[Field, ...] = ()
    when: tuple[str, ...] = ()
    then: str = ""
    climbs: str = ""
    prefilled: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    guidance  why it is kept, with the paragraph of Working Together 2023
    states    where a record may stand, with words;  over  those in which nothing is owed any more
    begins    the acts that begin one;  acts  what can be done then
    title     the field that a record is known by
    agency    the field that says whose it is, "" where it is everybody's
    tells     fields that stand in its line beside where it stands
    due       the field of the day by which something is owed, "" where nothing is
    due_is, due_was  what is said of that day before and after it
    ladder    levels to which it can be escalated, the lowest first, with words
    check     what else must hold of the fields of an act: raises UserError
    """

    key: str
    one: str
    many: str
    guidance: str
    states: Mapping[str, str]
    begins: tuple[Act, ...]
    title: str
    acts: tuple[Act, ...] = ()
    over: tuple[str, ...] = ()
    agency: str = ""
    tells: tuple[str, ...] = ()
    due: str = ""
    due_is: str = "Due"
    due_was: str = "Was due"
    ladder: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[Mapping[str, Any]], None] | None = None

    def act(self, key: str) -> Act | None:
        """What an entry of this kind does, or None where nothing here is called so."""
        return next((one for one in (*self.begins, *self.acts) if one.key == key), None)

    @property
    def fields(self) -> dict[str, Field]:
        """Every field by its key, as first declared."""
        found: dict[str, Field] = {}
        for act in (*self.begins, *self.acts):
            for one in act.fields:
                found.setdefault(one.key, one)
        return found


REASON = Field("reason", "The reason")
NOTE = Field("note", "The note", help="Of groups and of work, never of one child.")
EVERYBODY = Who(("chair", "dsp", "lsp", "analyst"), ("partner",))
"""Whoever takes part in the work of the partnership; a relevant agency for itself."""
PARTNERS = Who(("chair", "dsp", "lsp"))
LEADERS = Who(("chair", "lsp"))
KEEPERS = Who(("chair", "dsp", "lsp", "analyst"))
"""Those who keep the partnership's papers."""


def note(when: tuple[str, ...], who: Who = EVERYBODY) -> Act:
    """The act that adds a note and changes nothing."""
    return Act("note", "Add a note", "added a note", who, (NOTE,), when)
