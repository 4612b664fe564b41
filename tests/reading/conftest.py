"""Fixtures of reading: a key that protects nobody, and files read with it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.extracts import Extract, read_extract
from data.pseudonyms import Key
from data.warehouse import Store
from tests.reading import files

KEY = Key(bytes(32))
AS_AT = dt.date(2024, 3, 31)


@pytest.fixture
def census(tmp_path: Path) -> Callable[..., Extract]:
    """Read a census of these children: `census(child(...), reference_date="2020-03-31")`."""

    def read(*children: str, **header: str | None) -> Extract:
        path = files.write(tmp_path / "return.xml", files.message(*children, **header))  # type: ignore[arg-type]
        return read_extract(path, key=KEY)

    return read


@pytest.fixture
def annex_a(tmp_path: Path) -> Callable[..., Extract]:
    """Read a workbook of Ofsted's lists, of area 990 as at 31 March 2024 unless another day is given."""

    def read(as_at: dt.date = AS_AT, **lists: files.Cells) -> Extract:
        path = files.lists(tmp_path / "annex.xlsx", **lists)
        return read_extract(path, key=KEY, area="990", as_at=as_at)

    return read


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


def rules_of(extract: Extract) -> dict[str, int]:
    """Each rule that an extract breaks, and how many rows break it."""
    counts = extract.problems.counts.group_by("rule").agg(rows="rows")
    return {rule: sum(rows) for rule, rows in counts.iter_rows()}


@pytest.fixture
def in_postgres(postgres_server: sa.URL) -> sa.Engine:
    """An empty database of its own on the server."""
    engine = sa.create_engine(postgres_server, poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS safeguarding WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE safeguarding"))
    return sa.create_engine(postgres_server.set(database="safeguarding"), poolclass=sa.NullPool)
