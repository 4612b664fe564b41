"""A year of attendance returns: loaded, and read and cleaned beside pandas."""

import calendar
import datetime as dt
import hashlib
import hmac
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from dashboard import partnership
from data.agreement import Area
from data.extracts import read_extract
from data.pseudonyms import Key
from data.returns.identifiers import UPN_LETTERS

MONTHS = 12
ABOVE = 7
HEADINGS = (
    "Unique pupil number,School,From,To,Possible sessions,Authorised absence,Unauthorised absence"
)


def upn(number: int) -> str:
    """A unique pupil number that fits."""
    digits = f"{801200000000 + number:012d}"
    total = sum(place * int(digit) for place, digit in enumerate(digits, start=2))
    return UPN_LETTERS[total % 23] + digits


def write(folder: Path, pupils: int) -> None:
    """A file for each month of a school year, a row for each pupil."""
    folder.mkdir()
    chance = random.Random(1)
    numbers = [upn(each) for each in range(pupils)]
    for month in range(MONTHS):
        year, number = divmod(8 + month, 12)
        first = dt.date(2023 + year, number + 1, 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        lines = [
            "Return,attendance",
            "Agency,education",
            "Local authority,990",
            f"Period from,{first}",
            f"Period to,{last}",
            "",
            HEADINGS,
        ]
        lines += [
            f"{each},{100001 + place % 120},{first:%d/%m/%Y},{last:%d/%m/%Y},40,"
            f"{chance.choice((0, 0, 0, 1, 2, 5))},{chance.choice((0, 0, 0, 2))}"
            for place, each in enumerate(numbers)
        ]
        (folder / f"{first:%Y-%m}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def load(folder: Path) -> tuple[float, int]:
    """Seconds from all files to stored, checked, pseudonymised tables, and their rows."""
    with TemporaryDirectory() as place:
        store = partnership.found(Path(place) / "store", "Benchmark", (Area("990", "Northmere"),))
        begun = time.perf_counter()
        rows = sum(
            partnership.load(store, path)[0].tables["attendance"].height
            for path in sorted(folder.iterdir())
        )
        return time.perf_counter() - begun, rows


def read(folder: Path) -> tuple[float, int]:
    """The same without storing."""
    key = Key(bytes(32))
    begun = time.perf_counter()
    rows = sum(
        read_extract(path, key=key).tables["attendance"].height for path in sorted(folder.iterdir())
    )
    return time.perf_counter() - begun, rows


def read_with_pandas(folder: Path) -> tuple[float, int]:
    """Reading, typing, checking numbers and naming by pseudonym as one would write it in pandas."""
    begun = time.perf_counter()
    rows = 0
    for path in sorted(folder.iterdir()):
        frame = pd.read_csv(path, skiprows=ABOVE - 1, dtype=str)
        frame = frame.apply(lambda column: column.str.strip())
        for name in ("From", "To"):
            frame[name] = pd.to_datetime(frame[name], dayfirst=True)
        for name in ("Possible sessions", "Authorised absence", "Unauthorised absence"):
            frame[name] = pd.to_numeric(frame[name])
        frame = frame[frame["Unique pupil number"].map(_fits)]
        frame["Unique pupil number"] = frame["Unique pupil number"].map(_named)
        frame["School"] = frame["School"].map(_named)
        frame = frame.drop_duplicates(["Unique pupil number", "School", "From"])
        rows += len(frame)
    return time.perf_counter() - begun, rows


def _fits(number: str) -> bool:
    total = sum(place * int(digit) for place, digit in enumerate(number[1:], start=2))
    return UPN_LETTERS[total % 23] == number[0]


def _named(value: str) -> str:
    return hmac.digest(bytes(32), value.encode(), hashlib.sha256)[:12].hex()
