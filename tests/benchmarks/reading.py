"""Reading a children in need census: the parsing step beside other readers, and the whole load."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard import partnership
from data.agreement import Area
from data.demo import write_cin_census_for_benchmark
from data.formats import cin_census
from tests.benchmarks import other_readers


def write(path: Path, children: int) -> None:
    """A census of so many children."""
    write_cin_census_for_benchmark(path, children)


def parse(path: Path) -> tuple[float, dict[str, int]]:
    """Seconds from the file to text columns with positions, and the rows of each table."""
    begun = time.perf_counter()
    raw = cin_census.read(path)
    return time.perf_counter() - begun, {name: rows.height for name, rows in raw.tables.items()}


def parse_with_xml_etree(path: Path) -> tuple[float, dict[str, int]]:
    """The same with the standard library, without positions."""
    begun = time.perf_counter()
    found = other_readers.with_xml_etree(path)
    return time.perf_counter() - begun, {name: rows.height for name, rows in found.items()}


def parse_with_pandas(path: Path) -> tuple[float, dict[str, int]]:
    """The same with pandas, without positions and without the child that a row belongs to."""
    begun = time.perf_counter()
    found = other_readers.with_pandas(path)
    return time.perf_counter() - begun, {name: len(rows) for name, rows in found.items()}


def load(path: Path) -> tuple[float, dict[str, int]]:
    """Seconds from the file to stored, checked, pseudonymised tables."""
    with TemporaryDirectory() as folder:
        store = partnership.found(Path(folder) / "store", "Benchmark", (Area("990", "Northmere"),))
        begun = time.perf_counter()
        extract, _ = partnership.load(store, path)
        return time.perf_counter() - begun, {
            name: rows.height for name, rows in extract.tables.items()
        }
