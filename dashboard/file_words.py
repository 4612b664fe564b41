"""What is said of files: what came, from whom, what is owed, and how far figures can be trusted for it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboard import wording
from data import codes
from data.problems import day_in_words as date

if TYPE_CHECKING:
    from data.extracts import Extract

Row = Mapping[str, Any]

TOLD_DIFFERENTLY = "Both are kept. A figure uses what one of them says, the same one every time."
NO_EXTRACTS = "The release names no file."
TRUE_COUNTS = (
    "These are true counts, before small numbers are protected. They are for you alone: do not pass them on. "
    "What readers will see is the release."
)


def returns_answer(owed: Sequence[Row]) -> str:
    """The first sentence of the page of returns."""
    if not owed:
        return "Do the partners send what they agreed to send?"
    due = [row for row in owed if row["state"] != "not yet due"]
    in_time = sum(row["state"] == "in time" for row in due)
    missing = sum(row["state"] == "owed" for row in due)
    late = sum(row["state"] == "late" for row in due)
    return (
        f"Of {wording.number(len(due))} returns due so far, {wording.number(in_time)} came in time, "
        f"{wording.number(late)} came late and {wording.number(missing)} "
        f"{'has' if missing == 1 else 'have'} not come."
    )


def files_loaded(count: int, first: dt.date, last: dt.date) -> str:
    """How many files the store holds, and the days they cover."""
    files = "1 file is" if count == 1 else f"{count} files are"
    return f"{files} loaded, from {date(first)} to {date(last)}."


def trusted(
    as_at: dt.date, extracts: Sequence[Row], areas: Sequence[Row], ethnicity: Row | None
) -> str:
    """The line under the first sentence: how far the figures can be trusted."""
    return f"As at {date(as_at)} · {sent(extracts, areas)} · {not_recorded(ethnicity, 'ethnicity')}"


def trust_answer(extracts: Sequence[Row], areas: Sequence[Row], missing: Sequence[Row]) -> str:
    """The one sentence on top of the trust page."""
    absent = {row["subject"] for row in missing}
    ending = (
        f"{len(absent)} {'measure' if len(absent) == 1 else 'measures'} could not be computed"
        if absent
        else "every measure could be computed"
    )
    return f"{sent(extracts, areas)}; {ending}. Below: what came, what is wrong in it, and what it lacks."


def sent(extracts: Sequence[Row], areas: Sequence[Row]) -> str:
    """Whether every area sent data."""
    having = {row["area"] for row in extracts}
    missing = [area["name"] for area in areas if area["code"] not in having]
    if missing:
        return f"No file from {wording.listed(missing)}"
    if len(areas) == 1:
        return f"{areas[0]['name']} sent data"
    return "Both areas sent data" if len(areas) == 2 else f"All {len(areas)} areas sent data"


def not_recorded(row: Row | None, what: str) -> str:
    """ "4% ethnicity not recorded" from the share that is recorded."""
    if row is None or row["value"] is None:
        return f"{what} recorded: {'kept back' if row else 'not known'}"
    return f"{what} recorded for {wording.amount(row['value'], 'percent')}"


def loaded_line(
    file: str, rows: int, refused: int, covers: tuple[dt.date, dt.date], new: bool
) -> str:
    """What became of one uploaded file."""
    if not new:
        return f"**{file}** is loaded already: nothing was changed."
    left_out = f"{wording.number(refused)} left out" if refused else "none left out"
    return (
        f"**{file}** is loaded: {wording.number(rows)} rows, {left_out}, from {date(covers[0])} to "
        f"{date(covers[1])}."
    )


def sent_too(others: Sequence[str]) -> str:
    """That other returns of the same sender and days are loaded, and what to do if one is replaced."""
    if not others:
        return ""
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return (
        f"\nLoaded too, of the same sender and days: {', '.join(others[:3])}{more}. All of them count; of "
        "what two tell differently, the newest. If this file replaces one of them, withdraw that one."
    )


def kind_of_file(extract: "Extract") -> str:
    """What a file is: its format, and of a partner's return of what, from whom, for which days."""
    if extract.sender is None:
        return extract.format
    what = f" of “{codes.label('subject', extract.subject)}”" if extract.subject else ""
    totals = " as totals" if extract.totals else ""
    return (
        f"{extract.format}{what}{totals} from {extract.sender}, {date(extract.covers_from)} to "
        f"{date(extract.covers_to)}"
    )


def stored_file(row: Row, names: Mapping[str, str]) -> str:
    """One file in the store, for a list to choose from."""
    return f"{row['file']}, {names.get(row['area'], row['area'])}, as at {date(row['as_at'])}"
