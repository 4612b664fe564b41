"""Records in both kinds of database, people who do not exist, and a clock that tests set."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.challenges import Rules
from dashboard.identity import acting
from data.agreement import Agreement
from data.entries import FIRST, Draft, Entry, Person
from data.records import Records

SCRUTINEER = acting(chosen="invented-scrutineer")
SPONSOR = acting(chosen="invented-sponsor")
HEALTH = acting(chosen="invented-health")
POLICE = acting(chosen="invented-police")
CHAIR = acting(chosen="invented-care")
SCHOOLS = acting(chosen="invented-education")
LEAD_HEALTH = acting(chosen="invented-lead-health")
LEAD_POLICE = acting(chosen="invented-lead-police")
ANALYST = acting(chosen="invented-analyst")

RULES = Rules.of(Agreement("Invented", ()))


@dataclass
class Clock:
    """The time that entries get; tests move it."""

    at: dt.datetime = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at

    @property
    def today(self) -> dt.date:
        return self.at.date()

    def pass_days(self, days: int) -> None:
        self.at += dt.timedelta(days=days)


@dataclass
class Paper:
    """Entries without a database, written one after the other."""

    clock: Clock = field(default_factory=Clock)
    entries: list[Entry] = field(default_factory=list)

    def write(self, *drafts: Draft) -> Entry:
        """The last of the entries that these drafts become."""
        for draft in drafts:
            kinds = {
                entry.subject for entry in self.entries if entry.subject_kind == draft.subject_kind
            }
            subject = draft.subject or f"{draft.subject_kind}-{len(kinds) + 1}"
            number = sum(entry.subject == subject for entry in self.entries) + 1
            self.entries.append(
                Entry(
                    len(self.entries) + 1, draft.subject_kind, subject, number, self.clock(),
                    draft.person, str(draft.kind), plain(draft.body), draft.shown, FIRST, FIRST,
                )
            )  # fmt: skip
        return self.entries[-1]


def plain(value: object) -> object:
    """A body as it comes back from a database."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def noted(
    text: str = "A note", subject: str | None = None, seen: int = 0, person: Person = HEALTH
) -> Draft:
    """A draft of a subject of no meaning."""
    return Draft("paper", subject, "note", {"text": text}, person, seen)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paper(clock: Clock) -> Paper:
    return Paper(clock)


@pytest.fixture
def empty_postgres(postgres_server: sa.URL) -> sa.URL:
    """The address of a database of our own on the server, emptied: quicker than a new one."""
    server = sa.create_engine(postgres_server, poolclass=sa.NullPool)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        known = "SELECT datname FROM pg_database WHERE datname = 'records'"
        if connection.exec_driver_sql(known).first() is None:
            connection.exec_driver_sql("CREATE DATABASE records")
    url = postgres_server.set(database="records")
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        connection.exec_driver_sql("GRANT USAGE ON SCHEMA public TO public")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> sa.URL:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return sa.URL.create("sqlite", database=str(tmp_path / "records.sqlite"))
    url: sa.URL = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
def records(address: sa.URL, clock: Clock) -> Records:
    """Empty records in each kind of database."""
    return Records(address, clock)


@pytest.fixture
def by_hand(address: sa.URL) -> Callable[..., None]:
    """Statements given to the database as its owner gives them, without our program."""

    def give(*statements: str) -> None:
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    return give
