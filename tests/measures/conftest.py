"""`spec`: children in a table, a measure, and what it should say of them."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from data.agreement import Conventions
from data.demo import write_demonstration
from data.extracts import read_extract
from data.pseudonyms import create_key
from data.warehouse import Store
from tests.measures.specification import (
    DEFAULT,
    MEASURE,
    agrees,
    first_covered,
    in_words,
    journeys_of,
    tables_of,
)

Spec = Callable[..., None]


def _specification(
    *,
    measure: str,
    expected: str,
    extract_date: str = "2024-06-30",
    covers_from: str | None = None,
    covers: Sequence[tuple[str, str]] | None = None,
    without: Sequence[str] = (),
    agreement: Conventions = DEFAULT,
    by: str | None = None,
    year: int | None = None,
    on: str | None = None,
    as_at: str | None = None,
    **tables: str,
) -> None:
    """Compute a measure from written tables and compare what it says.

    covers_from  first day that the files speak of: three whole years before the extract's year
    covers       instead: the first and last day of each file
    as_at        the day of the release, where it is before the extract
    """
    last = dt.date.fromisoformat(extract_date)
    first = dt.date.fromisoformat(covers_from) if covers_from else first_covered(last)
    spans = [(first, last)]
    if covers:
        spans = [(dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in covers]
    here = journeys_of(
        tables_of(tables, last, spans, without),
        dt.date.fromisoformat(as_at) if as_at else last,
        agreement,
    )
    day = dt.date.fromisoformat(on) if on else None
    found = in_words(MEASURE[measure], here, by=by, year=year, on=day)
    assert agrees(found, expected), f"{measure} says: {found}"


@pytest.fixture
def spec() -> Spec:
    """Check what a measure says of children written in tables (see `_specification`)."""
    return _specification


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """The store of the invented partnership, a tenth of its size, and the files written for it."""
    folder = tmp_path_factory.mktemp("demonstrated")
    files = write_demonstration(folder, children_scale=0.1)
    create_key(folder / "key")
    return Store(folder), files


@pytest.fixture(scope="session")
def demonstrated(demonstration):
    """Its tables and agreement, through the ordinary door.

    Its case extracts alone: what is tried on them is not of partners' returns.
    """
    store, files = demonstration
    for file in [one for one in files if one.received is None]:
        store.save_extract(
            read_extract(file.path, key=store.key(), area=file.area, as_at=file.as_at)
        )
    return store.tables(), store.agreement()
