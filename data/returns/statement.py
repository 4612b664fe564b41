"""What a return says of itself, and how a partner's own headings are read as ours."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from data.problems import UserError

PARTNERSHIP: Final = "partnership"
"""What stands for the area where a return is of the whole partnership."""

Shape = Literal["rows", "counts"]

LABELS: Final[dict[str, str]] = {
    "subject": "Return",
    "shape": "Layout",
    "sender": "Sent by",
    "agency": "Agency",
    "area": "Local authority",
    "covers_from": "Period from",
    "covers_to": "Period to",
    "current_as_of": "Current as of",
}
"""Field of a statement to the words before it in a file."""


@dataclass(frozen=True)
class Statement:
    """Who sends what, of where, of when. A field is None where it was not said.

    subject        key of `SUBJECTS`
    shape          "rows" (one an event) or "counts" (totals of a period and group)
    sender         the sender's name as readers see it
    agency         code of the agency
    area           three digits of the local authority, or "partnership"
    covers_from, covers_to  the period of which all events are in it
    current_as_of  the day on which the sender's records were read
    """

    subject: str | None = None
    shape: Shape | None = None
    sender: str | None = None
    agency: str | None = None
    area: str | None = None
    covers_from: dt.date | None = None
    covers_to: dt.date | None = None
    current_as_of: dt.date | None = None

    def over(self, other: "Statement", file: str) -> "Statement":
        """Both together. Raises UserError where they contradict each other."""
        for name, label in LABELS.items():
            mine, others = getattr(self, name), getattr(other, name)
            if mine is not None and others is not None and mine != others:
                raise UserError(
                    f"{file} says “{label}: {others}”, and “{mine}” was given.\n"
                    "Check the file, or leave it out of what you give."
                )
        said = {name: getattr(self, name) for name in LABELS if getattr(self, name) is not None}
        return replace(other, **said)

    def contradicts(self, other: "Statement") -> bool:
        """Whether the two say different things of the same return."""
        both = ((getattr(self, name), getattr(other, name)) for name in LABELS)
        return any(mine is not None and theirs not in (None, mine) for mine, theirs in both)

    def or_else(self, other: "Statement") -> "Statement":
        """What this says, and for what it does not say what the other does."""
        missing = {name: getattr(other, name) for name in LABELS if getattr(self, name) is None}
        return replace(self, **missing)


@dataclass(frozen=True)
class ColumnMapping:
    """How one partner's file is read: saved once, used whenever its headings stand in a file.

    name     of the mapping
    columns  the partner's heading to ours
    values   our column name to the partner's word to our code
    says     what the partner's file does not say of itself; always its subject and layout
    """

    name: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    says: Statement = Statement()
