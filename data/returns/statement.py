"""What a return says of itself, and how a partner's own headings are read as ours."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from data.problems import UserError
from data.returns.subjects import SUBJECTS

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


@dataclass(frozen=True)
class ColumnMapping:
    """How one partner's file is read: saved once, used whenever its headings stand in a file.

    name     of the mapping
    columns  the partner's heading to ours
    values   our column name to the partner's word to our code
    says     what the partner's file does not say of itself
    """

    name: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    says: Statement = Statement()


_KEYS: Final = ("name", "columns", "values", *LABELS)


def mapping_in(text: str, file: str) -> ColumnMapping:
    """The column mapping in a text of TOML. Raises UserError that names what is wrong in it."""
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise UserError(
            f"{file} is not valid TOML.\nTexts stand in quotes, and each key stands once."
        ) from None
    unknown = sorted(set(written) - set(_KEYS))
    if unknown:
        raise UserError(f"{file}: {unknown[0]} is not known here.\nAllowed: {', '.join(_KEYS)}.")
    columns, values = written.get("columns", {}), written.get("values", {})
    told = {name: written[name] for name in LABELS if name in written}
    texts = [written.get("name"), *told.values(), *columns.values()]
    if not columns or not all(isinstance(text, str) and text for text in texts):
        raise UserError(
            f'{file}: name, subject and every line of [columns] must be texts, such as\n"MISPER ref" = '
            '"Episode reference".'
        )
    subject = told.get("subject")
    if subject not in SUBJECTS:
        raise UserError(f"{file}: subject must be one of {', '.join(SUBJECTS)}.")
    headings = {one.heading for one in SUBJECTS[subject].fields}
    wrong = sorted(set(columns.values()) - headings)
    if wrong:
        raise UserError(
            f"{file}: “{wrong[0]}” is no heading of {SUBJECTS[subject].title}.\n"
            f"Allowed: {', '.join(headings)}."
        )
    return ColumnMapping(written["name"], columns, values, Statement(**{"shape": "rows", **told}))


def as_toml(mapping: ColumnMapping) -> str:
    """A mapping as it is saved."""
    lines = [f"name = {_quoted(mapping.name)}"]
    lines += [
        f"{label} = {_quoted(str(said))}"
        for label in LABELS
        if (said := getattr(mapping.says, label)) is not None
    ]
    lines += [
        "",
        "[columns]",
        *(f"{_quoted(a)} = {_quoted(b)}" for a, b in mapping.columns.items()),
    ]
    for column, words in mapping.values.items():
        lines += [
            "",
            f"[values.{column}]",
            *(f"{_quoted(a)} = {_quoted(b)}" for a, b in words.items()),
        ]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter for letter in escaped if ord(letter) >= 32) + '"'
