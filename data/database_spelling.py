"""What databases and their exports write, read as `data/spelling.py` reads: a value, or the rule it breaks.

The same field reads 2023-04-05 00:00:00.000, 05/04/2023 00:00 or Apr  5 2023 12:00AM, depending on who
exported it. Each is read by its own form, and no form can be taken for another.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from data import codes, spelling
from data.spelling import Read

_TIME: Final = (
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.:,]\d{1,9})?)?"
    r"\s*([AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_MONTHS: Final = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
_FORMS: Final = tuple(
    re.compile(form + _TIME)
    for form in (
        r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[- ](?P<name>[A-Z]{3})[A-Z]*[- ](?P<year>\d{4})",
        r"(?P<name>[A-Z]{3})[A-Z]* +(?P<day>\d{1,2}),? +(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<name>[A-Z]{3})-(?P<day>\d{1,2})",
    )
)
# What scripts and servers put where nothing is: an empty text becomes this day in SQL Server.
_NO_DAY: Final = dt.date(1900, 1, 1)
_NOT_APPLICABLE: Final = frozenset(("NA", "N/A", "NOT APPLICABLE"))
UNREADABLE: Final = "?"
"""What stands in place of a JSON text that cannot be read."""
_FACTOR: Final = spelling.reader_of_code("factor")


def read_date(text: str) -> Read:
    """The day of a date with or without a time, as a database or a spreadsheet writes it."""
    moment, fault = read_moment(text)
    return (moment.date() if moment else None), fault


def read_moment(text: str) -> Read:
    """A day and time of day, as written; midnight where no time is given."""
    written = next((m for form in _FORMS if (m := form.fullmatch(text.upper()))), None)
    if written is None:
        return None, "date_unreadable"
    parts = written.groupdict()
    hour, minute, second, half = written.groups()[-4:]
    try:
        month = _MONTHS.index(parts["name"]) + 1 if parts.get("name") else int(parts["month"])
        moment = dt.datetime.combine(
            dt.date(int(parts["year"]), month, int(parts["day"])),
            dt.time(_hour(hour, half), int(minute or 0), int(second or 0)),
        )
    except ValueError:
        return None, "date_unreadable"
    if moment.date() == _NO_DAY:
        return None, None
    in_range = spelling.EARLIEST <= moment.date() <= spelling.LATEST
    return (moment, None) if in_range else (None, "date_out_of_range")


def _hour(hour: str | None, half: str | None) -> int:
    if half is None:
        return int(hour or 0)
    if not 1 <= int(hour or 0) <= 12:
        raise ValueError(half)
    return int(hour or 0) % 12 + (12 if half == "PM" else 0)


def read_flag(text: str) -> Read:
    """Yes or no as databases hold it: Y, N, 1, 0, true, false; unknown and not applicable are null."""
    value = text.upper().removesuffix(".0")
    if value in ("T", "F"):
        return value == "T", None
    return (None, None) if value in _NOT_APPLICABLE else spelling.read_yes_or_no(value)


def read_due(text: str) -> Read:
    """Whether a return conversation was offered, Y, N or NA: whether one was due."""
    if text.upper() in _NOT_APPLICABLE:
        return False, None
    offered, fault = read_flag(text)
    return (None if offered is None else True), fault


def flags_of(text: str) -> dict[str, bool] | None:
    """Flags as `data.formats.ssd_json` writes them; None where the JSON could not be read."""
    if text == UNREADABLE:
        return None
    return {token[:-1]: token[-1] == "+" for token in text.split()}


def read_factor(text: str) -> Read:
    """One factor of an assessment, or the mark of a text in which no code could be read."""
    return (None, "json_unreadable") if text == UNREADABLE else _FACTOR(text)


def reader_of_flags(
    decide: Callable[[dict[str, bool]], str | bool | None], *, tells: bool = True
) -> spelling.Reader:
    """A reader of JSON flags: what the flags together say.

    tells  False for the second reader of one column: what cannot be read is told of once
    """

    def read(text: str) -> Read:
        flags = flags_of(text)
        if flags is None:
            return None, "json_unreadable" if tells else None
        return decide(flags), None

    return read


def contact_outcome(flags: dict[str, bool]) -> str | None:
    """What came of a contact: the furthest step of those flagged; null where none is."""
    flagged = {name for name, answer in flags.items() if answer}
    if "NEW_REFERRAL" in flagged:
        return "referral"
    if flagged - {"ADVICE", "NFA"}:
        return "other"
    if "ADVICE" in flagged:
        return "advice"
    return "no_further_action" if flagged else None


def enquiry_outcome(flags: dict[str, bool]) -> str | None:
    """Only a conference tells which of the guidance's three outcomes it was; all else stays unknown."""
    return "continuing_risk" if flags.get("CP_CONFERENCE") else None


def conference_not_required(flags: dict[str, bool]) -> bool | None:
    """False where a conference was the outcome, True where others were and it was not."""
    if flags.get("CP_CONFERENCE"):
        return False
    return True if any(flags.values()) else None


def plan_made(flags: dict[str, bool]) -> bool | None:
    """Whether a conference made a plan; null where its outcomes say nothing of one."""
    return flags.get("CP")


_ENDINGS: Final = {
    "met": "met|needs met|needs fully met|outcomes? met|outcomes? achieved|goals? achieved",
    "partly": "(needs |outcomes? )?(partly|partially) (met|achieved)",
    "disengaged": "(family )?disengaged|did not engage|non[- ]engagement|consent withdrawn|declined",
    "stepped_up": "step(ped)?[- ]?up( to .*)?|escalated( to .*)?|referred to (children'?s )?social care",
    "moved": "(family |child )?moved( away| out of area)?",
    "died": "died|deceased|death",
    "other": "other|nfa|no further action|duplicate|opened in error|step(ped)?[- ]?down( to .*)?",
}
_AGENCIES: Final = {
    "early_help": r"early help|family help|family hub",
    "police": r"police|constabulary",
    "health": r"nhs|health|hospital|gp|surgery|midwifery|camhs|icb",
    "education": r"school|academy|college|nursery|early years|education|pru",
    "housing": r"housing",
    "voluntary": r"voluntary|vcs|charity|home-start|barnardo'?s|nspcc",
    "probation": r"probation",
    "youth_justice": r"youth (offending|justice).*|yot|yjs",
    "social_care": r"social care|local authority|council|csc|la",
}


def read_ending(text: str) -> Read:
    """Why early help ended, in the words that systems offer."""
    value = " ".join(text.lower().split())
    found = next((code for code, words in _ENDINGS.items() if re.fullmatch(words, value)), None)
    return found, None if found else "code_unknown"


def read_agency(text: str) -> Read:
    """The kind of organisation that led, by a word in its name. The name itself is not kept."""
    value = text.lower()
    found = [code for code, words in _AGENCIES.items() if re.search(rf"\b(?:{words})\b", value)]
    return (found[0], None) if found else (None, "code_unknown")


def read_participation(text: str) -> Read:
    """How the child took part in a review, PN0 to PN7."""
    value = codes.without_letter(text)[:3]
    return (value, None) if re.fullmatch("PN[0-7]", value) else (None, "code_unknown")


def read_kind_of_absence(text: str) -> Read:
    """Missing, or away from placement without authorisation, by letter or in words."""
    value = text.upper()
    if value.startswith("M"):
        return "missing", None
    return ("away", None) if value.startswith("A") else (None, "code_unknown")
