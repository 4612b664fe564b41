"""What people write, kept in SQL: one table of entries that only grows, on SQLite and PostgreSQL alike.

Nothing is edited and nothing deleted: triggers of the database refuse both, and each entry holds the
digest of the one before it, so that `verify` finds what was changed by other means. Who owns the database
could still make the whole chain anew: a release names the head that it was made at, and `verify` takes it.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from data.database import Database, why
from data.entries import (
    FIRST,
    Draft,
    Entry,
    OvertakenError,
    Person,
    Shown,
    as_json,
    checked,
    digest_of,
)
from data.problems import UserError
from data.record_tables import ENTRIES, NEWEST, bring_up_to_date, broken, check_guards, revision

FILE: Final = "records.sqlite"
"""The database in the store, where no other is named."""

_LOCK: Final = 7_203_118_455
"""Number of the lock by which PostgreSQL lets one writer in at a time: any, but always the same."""
_PATIENCE_SECONDS: Final = 20

_KINDS: Final = ("sqlite", "postgresql")

_FAULTS: Final = (
    (
        ("not a database", "malformed", "no such column"),
        "it is damaged, or is no database of records",
        "Put it back from its last sound copy. It was left as it is.",
    ),
    (
        ("locked", "lock timeout"),
        "somebody else is writing",
        "Try again in a moment. Your text is not lost.",
    ),
    (
        ("is full", "no space"),
        "there is no room left",
        "Make room and try again. Your text is not lost.",
    ),
    (
        ("readonly", "read-only", "permission denied"),
        "this account may only read it",
        "Ask whoever runs the database to let it add entries.",
    ),
)
"""Letters of a driver's message, what they mean, and what to do. The message itself is never shown."""


@dataclass(frozen=True)
class Head:
    """The newest entry: its position (0 before the first) and its digest."""

    position: int
    digest: str


NO_ENTRIES: Final = Head(0, FIRST)


def utc_now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


class Records:
    """What people wrote, in one database. It is made, and brought up to date, by the first who writes.

    Of the address nothing but the database's name is ever shown: it may hold a password.
    """

    def __init__(self, address: str | sa.URL, now: Callable[[], dt.datetime] = utc_now) -> None:
        """`address` as SQLAlchemy writes them. Raises UserError where it is none that can be used."""
        self._database = Database(address)
        self._now = now
        if self._database.kind not in _KINDS:
            raise UserError(
                f"The records cannot be kept in a database of the kind {self._database.kind}.\n"
                "Use SQLite (leave PARTNERSHIP_RECORDS unset) or PostgreSQL."
            )
        self._name = self._database.name
        self._file = self._database.file
        if self._database.kind == "sqlite" and self._file is None:
            raise UserError(
                "The records need a file: what stands in memory only is gone when the program ends.\n"
                "Write the address as sqlite:///folder/records.sqlite, or leave PARTNERSHIP_RECORDS unset."
            )

    @classmethod
    def of(
        cls, store: Path, address: str | None = None, now: Callable[[], dt.datetime] = utc_now
    ) -> "Records":
        """The records of a store: in its own file, or at the address given."""
        return cls(address or sa.URL.create("sqlite", database=str(store / FILE)), now)

    def __repr__(self) -> str:
        return f"Records({self._name!r})"

    def entries(self, kind: str | None = None, subject: str | None = None) -> tuple[Entry, ...]:
        """Entries in the order in which they were written: all, of a kind of subject, or of one subject.

        None before the first is written. Raises UserError where the database cannot be read, or is none
        of ours.
        """
        wanted = sa.select(ENTRIES).order_by(ENTRIES.c.position)
        if kind is not None:
            wanted = wanted.where(ENTRIES.c.subject_kind == kind)
        if subject is not None:
            wanted = wanted.where(ENTRIES.c.subject == subject)
        with self._reading() as connection:
            return () if connection is None else _entries(connection, wanted)

    def head(self) -> Head:
        """The newest entry: it changes when anything was written, and is cheap to ask for."""
        with self._reading() as connection:
            return NO_ENTRIES if connection is None else _head(connection)

    def append(self, *drafts: Draft) -> tuple[Entry, ...]:
        """Write entries, all or none, and give them as they were written.

        Raises OvertakenError where somebody wrote to the subject since the writer had read it, and UserError
        where a text cannot be kept, there is no such subject, or the database cannot be written; then
        nothing is stored.
        """
        ready = [checked(draft) for draft in drafts]
        with self._writing() as connection:
            return tuple(self._put(connection, draft) for draft in ready)

    def prepare(self) -> None:
        """Make the tables, or bring them up to date, as whoever writes first does too.

        For the account that owns a database in which all others may only add and read.
        """
        with self._writing():
            pass

    def _put(self, connection: Connection, draft: Draft) -> Entry:
        subject, newest = _place(connection, draft)
        head = _head(connection)
        facts: dict[str, Any] = {
            "position": head.position + 1,
            "subject_kind": draft.subject_kind,
            "subject": subject,
            "number": newest + 1,
            "written_at": self._now().astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "person": draft.person.id,
            "person_name": draft.person.name,
            "roles": as_json(draft.person.roles),
            "agency": draft.person.agency,
            "area": draft.person.area,
            "kind": str(draft.kind),
            "body": as_json(draft.body),
            "release_digest": draft.shown.release,
            "method_version": draft.shown.method_version,
            "settings": as_json(draft.shown.settings),
            "previous": head.digest,
        }
        row = {**facts, "digest": digest_of(list(facts.values()))}
        connection.execute(ENTRIES.insert(), row)
        return _entry(row)

    def verify(self, named: Collection[str] = ()) -> Head:
        """Read everything and check that it is as it was written; gives the newest entry.

        named  digests that releases name as that of the newest entry when they were made
        Raises UserError naming the first entry that was changed, is missing, or was put in since.
        """
        lacking = set(named) - {FIRST}
        numbers: dict[str, int] = {}
        head = NO_ENTRIES
        with self._reading() as connection:
            if connection is not None:
                check_guards(connection)
                every = sa.select(ENTRIES).order_by(ENTRIES.c.position)
                for row in connection.execute(every).mappings():
                    _check_row(row, head, numbers.get(row["subject"], 0))
                    head = Head(row["position"], row["digest"])
                    numbers[row["subject"]] = row["number"]
                    lacking.discard(head.digest)
        if lacking:
            raise broken("the newest entry that a release was made after is no longer there")
        return head

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        """A connection to tables that are up to date; None before the first entry is written."""
        if self._file is not None and not self._file.is_file():
            yield None
            return
        with self._connected(writing=False) as connection:
            held = revision(connection, self._name)
            if held in (None, NEWEST):
                yield None if held is None else connection
                return
        # Of an earlier version: brought up to date as for writing, and only then read.
        with self._writing() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction with nobody else writing, on tables that are up to date."""
        if self._file is not None:
            self._make_file(self._file)
        with self._connected(writing=True) as connection:
            if self._file is None:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            held = revision(connection, self._name)
            if held != NEWEST:
                bring_up_to_date(connection, held, self._name)
            yield connection

    @contextmanager
    def _connected(self, *, writing: bool) -> Iterator[Connection]:
        with (
            _told(self._name, "written" if writing else "read"),
            self._engine.connect() as connected,
        ):
            connection = connected.execution_options(writing=writing)
            with connection.begin():
                yield connection

    @cached_property
    def _engine(self) -> Engine:
        engine = self._database.engine()
        if self._file is not None:
            sa.event.listen(engine, "connect", _settings_of_sqlite)
            sa.event.listen(engine, "begin", _begin_in_sqlite)
        return engine

    def _make_file(self, file: Path) -> None:
        """An empty file that only its owner can read, where there is none: SQLite would let all read it."""
        try:
            file.touch(mode=0o600)
        except OSError:
            raise UserError(
                f"{file} cannot be written: nothing was stored.\n"
                "Check that the folder is there and that you may write in it."
            ) from None


def _settings_of_sqlite(connection: Any, _: object) -> None:
    # Python's own transactions begin late and leave changes of tables outside: ours begin below.
    connection.isolation_level = None
    # Without it, INSERT OR REPLACE deletes a row and no trigger is asked.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_in_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _place(connection: Connection, draft: Draft) -> tuple[str, int]:
    """The subject of a draft and the number of its newest entry.

    Raises OvertakenError where the writer has not read all of it.
    """
    if draft.subject is None:
        counted = sa.select(sa.func.count(sa.distinct(ENTRIES.c.subject))).where(
            ENTRIES.c.subject_kind == draft.subject_kind
        )
        return f"{draft.subject_kind}-{connection.execute(counted).scalar_one() + 1}", 0
    theirs = _entries(
        connection,
        sa.select(ENTRIES).where(ENTRIES.c.subject == draft.subject).order_by(ENTRIES.c.number),
    )
    if len(theirs) < max(draft.seen, 1) or theirs[0].subject_kind != draft.subject_kind:
        raise UserError(
            f"There is no {draft.subject_kind} {draft.subject} here as you read it. Nothing was stored.\n"
            "Open it again: the records may have been put back from an earlier copy."
        )
    if len(theirs) > draft.seen:
        raise OvertakenError(draft, theirs[draft.seen :])
    return draft.subject, len(theirs)


def _head(connection: Connection) -> Head:
    newest = sa.select(ENTRIES.c.position, ENTRIES.c.digest).order_by(ENTRIES.c.position.desc())
    row = connection.execute(newest.limit(1)).first()
    return NO_ENTRIES if row is None else Head(row.position, row.digest)


def _entries(connection: Connection, wanted: sa.Select[Any]) -> tuple[Entry, ...]:
    return tuple(_entry(row) for row in connection.execute(wanted).mappings())


def _entry(row: Mapping[Any, Any]) -> Entry:
    try:
        return Entry(
            position=row["position"],
            subject_kind=row["subject_kind"],
            subject=row["subject"],
            number=row["number"],
            at=dt.datetime.fromisoformat(row["written_at"]),
            person=Person(
                row["person"],
                row["person_name"],
                tuple(json.loads(row["roles"])),
                row["agency"],
                row["area"],
            ),
            kind=row["kind"],
            body=json.loads(row["body"]),
            shown=Shown(row["release_digest"], row["method_version"], json.loads(row["settings"])),
            previous=row["previous"],
            digest=row["digest"],
        )
    except ValueError:
        raise broken(f"entry {row['position']} is not as it was written") from None


def _check_row(row: Mapping[Any, Any], before: Head, number_before: int) -> None:
    """Raises UserError where a row does not follow what stood before it."""
    named = f"entry {row['position']} ({row['subject']}, number {row['number']})"
    *facts, digest = row.values()
    if row["position"] != before.position + 1:
        raise broken(f"entry {before.position + 1} is missing")
    if row["previous"] != before.digest:
        raise broken(f"{named} does not follow the one before it")
    if digest != digest_of(facts):
        raise broken(f"{named} is not as it was written")
    if row["number"] != number_before + 1:
        raise broken(f"{named} has a number out of turn")


@contextmanager
def _told(name: str, doing: str) -> Iterator[None]:
    """What the database refuses, in our words. What is a fault of ours stays one."""
    try:
        yield
    except sa.exc.DBAPIError as fault:
        said = str(fault.orig).lower()
        for letters, what, to_do in _FAULTS:
            if any(each in said for each in letters):
                raise UserError(
                    f"{name} cannot be {doing}: {what}. Nothing was stored.\n{to_do}"
                ) from None
        if isinstance(fault, sa.exc.OperationalError):
            raise UserError(
                f"{name} cannot be {doing}: {why(fault)}. Nothing was stored.\n"
                "Check PARTNERSHIP_RECORDS, and that this machine may reach the database."
            ) from None
        raise
