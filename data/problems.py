"""Two kinds of wrong: a Problem is a fault in a row, a UserError stops the work."""

import datetime as dt
from dataclasses import dataclass


def day_in_words(day: dt.date) -> str:
    """A day as messages and labels have it: "14 March 2025"."""
    return f"{day.day} {day:%B %Y}"


class UserError(Exception):
    """Something the reader can put right, shown to them as its own text.

    The text says what is wrong, where, and what to do, and never holds the value of
    an identifying field. The command line ends with `exit_code`.
    """

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """A fault in one row of a file.

    file      name of the file as the user knows it
    position  where to look: "line 812", or "List 5, row 14"
    table     our table, or "" for the file as a whole
    field     the field's name in the file (DfE's or Ofsted's spelling)
    rule      short code of the rule, the same for all faults of a kind
    message   what is wrong, in plain words, without identifying values
    what_to_do  how the sender can put it right
    refused   True when the row was left out, False when it was kept
    """

    file: str
    position: str
    table: str
    field: str
    rule: str
    message: str
    what_to_do: str
    refused: bool
