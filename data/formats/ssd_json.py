"""JSON in a text column, cut down to its flags the moment it is read: remarks in it go no further.

`{"NFA_FLAG": "Y", "CP_FLAG": "N", "COMMENTS": "..."}` becomes "CP- NFA+"; `["1A", "2B"]` becomes "1A+ 2B+".
"""

import json
import re
from functools import lru_cache
from typing import Any, Final

from data.database_spelling import UNREADABLE, read_flag

_CODE: Final = re.compile("[0-9]{1,2}[A-Z]?")
_KEY: Final = re.compile("([A-Z0-9_]{1,40})_FLAG|([0-9]{1,2}[A-Z]?)")


def flags(text: str) -> str | None:
    """The flags that a JSON text answers, in order; null for none, "?" where it cannot be read.

    Text that is no JSON is taken for codes parted by commas, as some systems write them.
    """
    if text[:1] not in ("{", "["):
        return _codes(re.split(r"[\s,;]+", text))
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return UNREADABLE
    return _codes(held) if isinstance(held, list) else _answers(held)


def _codes(listed: list[Any]) -> str | None:
    """Codes of a list. What cannot be a code is only marked, so that it is told of and never kept."""
    texts = {str(code).strip().upper() for code in listed} - {""}
    return " ".join(sorted({f"{t if _CODE.fullmatch(t) else UNREADABLE}+" for t in texts})) or None


def _answers(held: dict[str, Any]) -> str | None:
    """What stands beside each flag or code, where it is a yes or a no."""
    found = {}
    for key, value in held.items():
        name = _name(key)
        answer = _answer(value) if name and isinstance(value, str | int) else None
        if name and answer is not None:
            found[name] = answer
    return " ".join(f"{name}{'+' if found[name] else '-'}" for name in sorted(found)) or None


@lru_cache(maxsize=200)
def _name(key: str) -> str | None:
    """The name of a flag, or a code; None for any other key."""
    named = _KEY.fullmatch(key.strip().upper())
    return named and (named.group(1) or named.group(2))


@lru_cache(maxsize=200)
def _answer(value: str | int) -> bool | None:
    """A yes or a no, beside a flag or a code; None for any other word."""
    answer: bool | None = read_flag(str(value).strip())[0]
    return answer
