"""`make bench`: how long the work takes here, beside other ways of doing it, as tables of ratios.

Every measurement is a process of its own, so that memory and warm caches of one do not help another.
This process imports nothing heavy: a child's memory would otherwise be counted from ours.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CHILDREN, FEWER_CHILDREN, REFERRALS, EVENTS = 100_000, 10_000, 1_000_000, 1_000_000
PUPILS = 30_000


def measured(function: str, *arguments: object) -> Any:
    """What a function of these modules gives, in a process of its own, and the peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", function, *map(json.dumps, arguments)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def one(function: str, arguments: list[str]) -> None:
    """The child's part: run it and print its result and peak memory."""
    module, _, name = function.partition(".")
    run = getattr(importlib.import_module(f"tests.benchmarks.{module}"), name)
    values = [
        Path(value) if isinstance(value, str) else value for value in map(json.loads, arguments)
    ]
    print(json.dumps([run(*values), peak_megabytes()]))


def peak_megabytes() -> float:
    """The most memory this process has held; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Rows under a title, columns aligned."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        print(
            "  "
            + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    sys.stdout.flush()


def reading(folder: Path) -> None:
    """The parsing step beside other readers, then the whole load."""
    large, small = folder / "large.xml", folder / "small.xml"
    measured("reading.write", str(large), CHILDREN)
    measured("reading.write", str(small), FEWER_CHILDREN)
    (ours, counts), _ = measured("reading.parse", str(large))
    rows: list[tuple[str, ...]] = [
        ("reader", "seconds", "times ours", "places of rows", "asked for")
    ]
    rows.append(("ours (lxml, Polars)", f"{ours:.1f}", "1.0", "yes", ""))
    for name, label, asked in (
        ("parse_with_xml_etree", "xml.etree", "1.5 or more"),
        ("parse_with_pandas", "pandas.read_xml", "10 or more"),
    ):
        (seconds, theirs), _ = measured(f"reading.{name}", str(large))
        assert theirs["CINdetails"] == counts["referrals"], (theirs, counts)
        rows.append((label, f"{seconds:.1f}", f"{seconds / ours:.1f}", "no", asked))
    size = large.stat().st_size / 1e6
    table(f"Parsing a census of {CHILDREN:,} children ({size:.0f} MB) to text columns", rows)
    rows = [("children", "seconds", "peak MB", "asked for")]
    for path, children, asked in (
        (large, CHILDREN, "12 s, 500 MB"),
        (small, FEWER_CHILDREN, "1.5 s"),
    ):
        (seconds, _), peak = measured("reading.load", str(path))
        rows.append((f"{children:,}", f"{seconds:.1f}", f"{peak:.0f}", asked))
    table("Loading it: read, pseudonymise, check, store", rows)


def safeguarding() -> None:
    """The Standard Safeguarding Dataset from PostgreSQL, beside pandas."""
    from tests.benchmarks import safeguarding as tables

    with tables.filled(EVENTS) as address:
        os.environ[tables.ADDRESS] = address
        results = [
            (label, *measured(f"safeguarding.{function}"), asked)
            for function, label, asked in (
                ("read", "ours: columns to checked text", ""),
                ("read_with_pandas", "pandas.read_sql, as it comes", ""),
                ("load", "whole load: read, pseudonymise, check, store", "30 s, 2,000 MB"),
            )
        ]
    ours = results[0][1]["seconds"]
    rows: list[tuple[str, ...]] = [("what", "seconds", "times ours", "peak MB", "asked for")]
    rows += [
        (label, f"{found['seconds']:.1f}", f"{found['seconds'] / ours:.1f}", f"{peak:.0f}", asked)
        for label, found, peak, asked in results
    ]
    table(f"The Standard Safeguarding Dataset from PostgreSQL, {EVENTS:,} events", rows)


def returning(folder: Path) -> None:
    """Twelve monthly attendance returns, beside pandas."""
    year = folder / "attendance"
    measured("returning.write", str(year), PUPILS)
    (loaded, rows), peak = measured("returning.load", str(year))
    (ours, _), _ = measured("returning.read", str(year))
    (theirs, same), _ = measured("returning.read_with_pandas", str(year))
    assert rows == same, (rows, same)
    table(
        f"A year of attendance, twelve files of {PUPILS:,} pupils (peak {peak:.0f} MB)",
        [
            ("what", "seconds", "times ours", "asked for"),
            ("loaded: read, checked, stored", f"{loaded:.1f}", "", "5 s"),
            ("read and checked", f"{ours:.1f}", "1.0", ""),
            ("read and checked with pandas", f"{theirs:.1f}", f"{theirs / ours:.1f}", ""),
        ],
    )


def counting() -> None:
    """A million referrals, beside pandas."""
    seconds, peak = measured("counting.run", REFERRALS)
    asked = {"all measures, every breakdown and period": "60 s"}
    rows: list[tuple[str, ...]] = [("what", "seconds", "asked for")]
    rows += [(what, f"{taken:.1f}", asked.get(what, "")) for what, taken in seconds.items()]
    table(f"Counting {REFERRALS:,} referrals (figures equal to pandas; peak {peak:.0f} MB)", rows)


def releasing(folder: Path) -> None:
    """The invented partnership from files to pages."""
    store = folder / "demonstration"
    written, _ = measured("releasing.demonstration", str(store))
    released, peak = measured("releasing.release", str(store))
    drawn, _ = measured("releasing.redraws", str(store))
    first, _ = measured("releasing.first_page", str(store))
    table(
        f"The invented partnership, two areas, five years (peak {peak:.0f} MB)",
        [
            ("what", "seconds", "asked for"),
            ("files written and loaded", f"{written:.1f}", ""),
            ("release: read and counted", f"{released['counted']:.1f}", "10 s"),
            ("release: with protection", f"{released['with protection']:.1f}", "180 s"),
            ("page redrawn, median", f"{drawn['median']:.3f}", "0.300 s"),
            ("page redrawn, longest", f"{drawn['longest']:.3f}", "0.300 s"),
            ("first page in Chromium", f"{first['cold']:.1f}", "4 s"),
            ("first page, reloaded", f"{first['reload']:.1f}", "1.5 s"),
        ],
    )


def after_another(folder: Path) -> None:
    """A release that adds a quarter, and one that completes a year, beside one without any before it."""
    store = str(folder / "demonstration")
    first, _ = measured("after.made", store, "2024-09-30", True)
    quarter, _ = measured("after.made", store, "2024-12-31", False)
    year, _ = measured("after.made", store, "2025-03-31", False)
    rows: list[tuple[str, ...]] = [
        ("what", "first", "adds a quarter", "to first", "completes a year", "to first")
    ]
    for name, what in (
        ("protected", "protected, with its own audit, seconds"),
        ("audited", "audited from what it prints, seconds"),
        ("hidden", "counts hidden"),
    ):
        cells = [f"{first[name]:,.0f}"]
        for later in (quarter, year):
            cells += [f"{later[name]:,.0f}", f"{later[name] / first[name]:.2f}"]
        rows.append((what, *cells))
    table("Releases at level cover (asked for: first in 300 s, a quarter in 60 s)", rows)


def solving() -> None:
    """The programs of protection by either door to the solver."""
    found, _ = measured("solving.by_either_door", 20, 10)
    rows: list[tuple[str, ...]] = [("door", "seconds", "times ours")]
    for name, label in (("ours", "highspy"), ("scipy", "scipy.optimize.linprog")):
        rows.append((label, f"{found[name]:.2f}", f"{found[name] / found['ours']:.1f}"))
    table(f"{found['programs']:,} linear programs of protection, with equal answers", rows)


def hiding() -> None:
    """What to hide in one table: the cheapest choice, beside others' ways to it."""
    rows: list[tuple[str, ...]] = [("table", "way", "seconds", "times ours", "cost", "asked for")]
    for shape, others, asked in (
        ((20, 10), {"one_at_a_time": "a count at a time, not proven"}, "1.5 s"),
        ((8, 6), {"one_program": "one program for all, proven"}, ""),
    ):
        ours, _ = measured("hiding.by_cuts", *shape)
        name = f"{shape[0]} by {shape[1]}"
        rows.append(
            (
                name,
                "ours: by cuts, proven",
                f"{ours['seconds']:.2f}",
                "1.0",
                f"{ours['cost']:.0f}",
                asked,
            )
        )
        for function, way in others.items():
            found, _ = measured(f"hiding.{function}", *shape)
            times = f"{found['seconds'] / ours['seconds']:.1f}"
            rows.append((name, way, f"{found['seconds']:.2f}", times, f"{found['cost']:.0f}", ""))
    table("What to hide in a table (slowest of three)", rows)


def flagging() -> None:
    """How often comparisons are flagged where no group differs, and where one does."""
    rows, _ = measured("flagging.simulate")
    heading = ("what is so", "children of each group", "share", "flagged", "asked for")
    table("How often a comparison, or a screen of them, is flagged", [heading, *map(tuple, rows)])


def main() -> None:
    """All of it."""
    flagging()
    hiding()
    solving()
    with tempfile.TemporaryDirectory() as folder:
        reading(Path(folder))
        safeguarding()
        returning(Path(folder))
        counting()
        releasing(Path(folder))
        after_another(Path(folder))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(sys.argv[1], sys.argv[2:])
    else:
        main()
