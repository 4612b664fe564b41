"""The fields of an act as they are stored, and as they are read back."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from dashboard.through_the_year.declared import SEVERAL, Act, Field, Is, Kind
from data import codes
from data.problems import UserError

YEAR = re.compile(r"20(\d\d)-(\d\d)")


def given_in(kind: Kind, act: Act, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What an entry sets, days as dates and lists as tuples; None where it is not of this act's shape.

    An entry that names anything besides the fields of its act is of no shape: nothing can be slipped in,
    a status least of all.
    """
    if set(body) != {one.key for one in act.fields}:
        return None
    found: dict[str, Any] = {}
    for one in act.fields:
        if body[one.key] in (None, "", []):
            if one.needed:
                return None
            found[one.key] = None
            continue
        value = _read(one, body[one.key])
        if value is None:
            return None
        found[one.key] = value
    return found if _holds_together(kind, found) else None


def _holds_together(kind: Kind, found: Mapping[str, Any]) -> bool:
    if kind.check is None:
        return True
    try:
        kind.check(found)
    except UserError:
        return False
    return True


def _read(one: Field, value: Any) -> Any:
    """A stored value as it is worked with, or None where it is none of the field's."""
    if one.kind in SEVERAL:
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            return None
        known = one.kind is not Is.AGENCIES or set(value) <= set(codes.labels("agency"))
        return tuple(value) if known else None
    if not isinstance(value, str):
        return None
    if one.kind is Is.DAY:
        return _day(value)
    fits = {
        Is.CHOICE: lambda: value in one.choices,
        Is.AGENCY: lambda: value in codes.labels("agency"),
        Is.YEAR: lambda: is_year(value),
    }.get(one.kind, lambda: bool(value.strip()))()
    return value if fits else None


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def is_year(text: str) -> bool:
    """Whether a text names a financial year: "2025-26"."""
    found = YEAR.fullmatch(text)
    return found is not None and int(found[2]) == (int(found[1]) + 1) % 100
