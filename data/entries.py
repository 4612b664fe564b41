"""What people write, as entries that are only ever added: their shape, the rules of texts, and the chain.

A subject (a challenge, an investigation, a request) is nothing but its entries, in order. Nothing is
edited: a correction is one more entry. No database is known here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from data.problems import UserError

LONGEST_TEXT: Final = 20_000
"""Characters of one text. Longer ones are papers: they belong beside the record, and are named in it."""

FIRST: Final = "0" * 64
"""What the first entry holds as the digest of the one before it."""

LONDON: Final = ZoneInfo("Europe/London")
_KIND: Final = re.compile("[a-z][a-z_]{0,39}")
_MAY_STAND: Final = frozenset("\n\t")


@dataclass(frozen=True)
class Person:
    """Who acts, as an entry keeps it for good.

    id      of the account; the same person has the same one for ever
    name    as others read it
    roles   what they are in the partnership, the main one first: keys of `dashboard.identity.ROLES`
    agency  a code of the code set "agency", or None (a scrutineer belongs to none)
    area    three-digit code of a local authority, or None: the whole partnership
    """

    id: str
    name: str
    roles: tuple[str, ...]
    agency: str | None = None
    area: str | None = None

    def holds(self, *roles: str) -> bool:
        """Whether they have one of these roles."""
        return not set(roles).isdisjoint(self.roles)


@dataclass(frozen=True)
class Shown:
    """What was on the screen when somebody wrote: the release, its method, and what was chosen there.

    release         digest of the release, or None
    method_version  of the release, or None
    settings        what was chosen: measure, area, period, characteristic, reference and so on
    """

    release: str | None = None
    method_version: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


NOTHING_SHOWN: Final = Shown()


@dataclass(frozen=True)
class Draft:
    """An entry that somebody wants to write.

    subject_kind  "challenge", "investigation", "request" and so on
    subject       its id, or None for a new one, whose id is given when it is written: "challenge-7"
    kind          of the entry: "issue", "respond" and so on
    body          texts, numbers, flags, and lists and mappings of them
    person        who writes it
    seen          number of the newest entry of the subject that the writer had read; 0 for a new subject
    shown         what was on the screen
    """

    subject_kind: str
    subject: str | None
    kind: str
    body: Mapping[str, Any]
    person: Person
    seen: int = 0
    shown: Shown = NOTHING_SHOWN


@dataclass(frozen=True)
class Entry:
    """One entry as it was written.

    position  1, 2, 3 and so on over all entries; number: the same within its subject
    at        when it was written, in UTC
    previous  digest of the entry before it; digest: of this one, `previous` included
    The rest is as in `Draft`.
    """

    position: int
    subject_kind: str
    subject: str
    number: int
    at: dt.datetime
    person: Person
    kind: str
    body: Mapping[str, Any]
    shown: Shown
    previous: str
    digest: str

    @property
    def day(self) -> dt.date:
        """The day in England on which it was written."""
        return self.at.astimezone(LONDON).date()


class OvertakenError(UserError):
    """Somebody else wrote to the subject first. Nothing was stored, and the draft is kept here.

    draft  what was to be written; since: the entries that its writer had not read
    """

    def __init__(self, draft: Draft, since: Sequence[Entry]) -> None:
        self.draft = draft
        self.since = tuple(since)
        names = list(dict.fromkeys(entry.person.name for entry in since))
        if all(entry.person.id == draft.person.id for entry in since):
            names = ["You yourself"]
        who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        super().__init__(
            f"{who} wrote to {draft.subject} while you were writing: read that first.\n"
            "Your own text is not lost, and not sent either. Send it again when you have read that."
        )


def by_subject(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The entries of each subject in order, the oldest subject first."""
    found: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.position):
        found.setdefault(entry.subject, []).append(entry)
    return {subject: tuple(theirs) for subject, theirs in found.items()}


def needed(text: str, what: str) -> str:
    """A text that must be there, without blanks around it. Raises UserError where it says nothing."""
    if not text.strip():
        raise UserError(f"{what} is empty.\nWrite it in a few words: nothing was stored yet.")
    return text.strip()


def checked(draft: Draft) -> Draft:
    """The draft with its texts as they are stored. Raises UserError where one cannot be.

    Line ends of Windows become plain ones; all else stays: other scripts, emoji, marks of markup, which
    is text here and nothing else.
    """
    if not _KIND.fullmatch(draft.subject_kind) or not _KIND.fullmatch(draft.kind):
        raise ValueError(f"{draft.subject_kind!r} and {draft.kind!r} are to be plain words")
    return Draft(
        draft.subject_kind,
        draft.subject,
        draft.kind,
        _texts(draft.body),
        draft.person,
        draft.seen,
        Shown(draft.shown.release, draft.shown.method_version, _texts(draft.shown.settings)),
    )


def _texts(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {str(key): _texts(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise UserError(
            f"This text has {len(text):,} characters, and {LONGEST_TEXT:,} fit. Nothing was stored, and "
            "nothing of it is lost.\nShorten it, send it in parts, or keep the long paper where your papers "
            "are and name it here."
        )
    for place, letter in enumerate(text):
        # Control characters print nothing and can hide what a text says; half a character is no text.
        if unicodedata.category(letter) in ("Cc", "Cs") and letter not in _MAY_STAND:
            raise UserError(
                f"This text holds a character that cannot be kept (number {place + 1} of {len(text):,}): "
                "a control character, often copied along from a terminal or a PDF. Nothing was stored.\n"
                f"Delete what stands after “{text[max(0, place - 20) : place]}” and type it again."
            )
    return text


def as_json(value: Any) -> str:
    """A value in the one form in which it is stored and goes into the chain.

    Raises ValueError for a number that is none, TypeError for what JSON does not hold.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest_of(facts: Sequence[int | str | None]) -> str:
    """The digest of an entry's facts, that of the entry before it among them."""
    return hashlib.sha256(as_json(list(facts)).encode()).hexdigest()
