"""Stores to look at, pages without a browser, and a server with one."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from streamlit.testing.v1 import AppTest

from dashboard import launcher
from data.pseudonyms import create_key
from data.warehouse import Store
from metrics.release import Release
from tests.conftest import missing
from tests.screens import invented, yearly
from tests.screens.yearly import Bureau

AGREEMENT = """
name = "Northmere and Eastvale (invented)"
key_file = "key"

[[areas]]
code = "990"
name = "Northmere"
region = "North West"

[[areas]]
code = "991"
name = "Eastvale"
region = "North West"
"""
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SECONDS_TO_START = 60

Page = Callable[..., AppTest]


def _found(folder: Path) -> Path:
    (folder / "agreement.toml").write_text(AGREEMENT, encoding="utf-8")
    create_key(folder / "key")
    return folder


@pytest.fixture(scope="session")
def invented_release() -> Release:
    """The invented release: it is never changed, so it is made once."""
    return invented.release()


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, invented_release: Release) -> Path:
    """A store with the invented release. Tests only read it."""
    folder = _found(tmp_path_factory.mktemp("released"))
    Store(folder).save_release(invented_release.frames, invented_release.manifest, {})
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A store with an agreement and a key, and nothing loaded."""
    return _found(tmp_path)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Open a page of a store as somebody: `page(store, "views/trust.py", role="dsp", area="990")`."""

    def opened(store: Path, path: str | None = None, **address: str) -> AppTest:
        monkeypatch.setenv("PARTNERSHIP_STORE", str(store))
        running = AppTest.from_file(str(launcher.APP), default_timeout=60)
        for name, value in address.items():
            running.query_params[name] = value
        running.run()
        if path is not None:
            running.switch_page(path).run()
        assert not running.exception, [one.message for one in running.exception]
        return running

    return opened


def soffice() -> str:
    """The path of a LibreOffice that converts files."""
    found = shutil.which("soffice")
    if found is None:
        missing("LibreOffice Writer is not installed")
    assert found is not None
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server(released: Path) -> Iterator[str]:
    """The real server on the invented release; gives its address."""
    yield from serving(released)


@pytest.fixture(scope="session")
def writing(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server on a store of its own, in which people may write; gives its address."""
    yield from serving(shutil.copytree(released, tmp_path_factory.mktemp("writing") / "store"))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield running
        running.close()


def serving(store: Path) -> Iterator[str]:
    """Serve a store by the launcher, from a folder that is not ours, until the test is done."""
    port = _free_port()
    start = (
        "from dashboard.launcher import serve; from dashboard.settings import Settings; "
        "serve(Settings.from_environ(), open_browser=False)"
    )
    environ = os.environ | {"PARTNERSHIP_STORE": str(store), "PARTNERSHIP_PORT": str(port)}
    running = subprocess.Popen(
        [sys.executable, "-c", start],
        env=environ,
        cwd=store,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def _wait(address: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def submitted(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A yearly report with records of the year behind it, written and submitted. Only read it."""
    bureau = Bureau(shutil.copytree(released, tmp_path_factory.mktemp("submitted") / "store"))
    bureau.keep("priority", yearly.PRIORITY, "lead-police")
    bureau.keep("action", yearly.ACTION, "health")
    bureau.clock.pass_days(30)
    return bureau.begin().write_all().submit()


@pytest.fixture(scope="session")
def signed(submitted: Bureau, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """The same, signed by all. Only read it."""
    return submitted.copied(tmp_path_factory.mktemp("signed") / "store").sign()


@pytest.fixture(scope="session")
def written(signed: Bureau, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that report. Only read it."""
    folder = tmp_path_factory.mktemp("written") / "yearly-report"
    signed.office.write(signed.report, folder)
    return folder


@pytest.fixture
def bureau(released: Path, tmp_path: Path) -> Bureau:
    """A report that is begun, in a store of its own."""
    return Bureau(shutil.copytree(released, tmp_path / "store")).begin()
