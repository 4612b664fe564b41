"""A small store, and a way to give commands to it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dashboard.cli import app
from tests.commands.census import write_census

Partnership = Callable[..., Result]


def give(*words: object) -> Result:
    """Run `partnership` with these words; a fault of the program fails the test."""
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def partnership(tmp_path: Path) -> Partnership:
    """`partnership` on an empty store of the invented area 990."""
    store = tmp_path / "store"
    made = give("--store", store, "init", "--name", "Invented", "--area", "990 Northmere")
    assert made.exit_code == 0, made.output
    return lambda *words: give("--store", store, *words)


@pytest.fixture(scope="session")
def released_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one census of sixty children, and a release. Tests only read it."""
    folder = tmp_path_factory.mktemp("released")
    store = folder / "store"
    census = write_census(folder)
    for words in (
        ("init", "--name", "Invented", "--area", "990 Northmere"),
        ("load", census),
        ("release",),
    ):
        done = give("--store", store, *words)
        assert done.exit_code == 0, done.output
    return store


@pytest.fixture
def released(released_store: Path) -> Partnership:
    """`partnership` on a store with a release."""
    return lambda *words: give("--store", released_store, *words)
