"""What every test rests on: no network, no real key, no settings of the machine it runs on."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import postgres

# Read when Polars is first imported. Tables of a few rows gain nothing from threads, and two test workers
# whose threads share two processors take twice as long.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

ON_CI = os.environ.get("PARTNERSHIP_CI") == "1"
"""On CI nothing that a laptop may lack is skipped: its absence is a failure there."""

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own store and settings never reach a test."""
    for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
        monkeypatch.delenv(name)
    for name in ("STORE", "PORT", "ROLE", "RECORDS"):
        monkeypatch.delenv(f"PARTNERSHIP_{name}", raising=False)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A connection to any machine but this one fails the test that makes it."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else str(address)
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test asked the network for {host}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def missing(what: str) -> None:
    """End a test that cannot run here: skipped on a laptop, failed on CI."""
    if ON_CI:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of other publishers' sample files, named in PARTNERSHIP_SAMPLES.

    They are not ours to copy. CI sets the variable where the folder exists.
    """
    named = os.environ.get("PARTNERSHIP_SAMPLES")
    if named is None:
        pytest.skip("PARTNERSHIP_SAMPLES names no folder")
    folder = Path(named)
    if not folder.is_dir():
        missing("PARTNERSHIP_SAMPLES names a folder that is not there")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing("Chromium is not installed")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """A PostgreSQL server, never skipped: one for all tests of a process."""
    with postgres.server() as url:
        yield url
