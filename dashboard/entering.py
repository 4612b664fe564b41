"""What a release reads from the records, and the entries that it rests on by that."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from dashboard import challenges, data_requests
from dashboard.through_the_year import told
from data.combine import Tables
from data.entries import Entry, by_subject
from data.formats.own_records import Written, day_of, with_own_records


@dataclass(frozen=True)
class _Read:
    """How a table is read: the kind of the records that are its rows, and its rows as they stood on a day."""

    kind: str
    rows: Callable[[Iterable[Entry], dt.date], pl.DataFrame]


_TABLES = {
    "recommendations": _Read(challenges.KIND, challenges.recommendations),
    "actions": _Read("action", told.actions),
    "feedback": _Read("feedback", told.feedback),
}


def with_what_people_wrote(tables: Tables, entries: Sequence[Entry], as_at: dt.date) -> Tables:
    """The tables with challenges, actions and feedback in them as they stood on the day of a release.

    A release rests on the entries by which they stand as they do, and on all requests. What else people
    write changes no release.
    """
    known = [entry for entry in entries if entry.day <= as_at]
    rests_on = {
        entry.position: entry for entry in entries if entry.subject_kind == data_requests.KIND
    }
    written: dict[str, Written] = {}
    for table, read in _TABLES.items():
        subjects = list(
            by_subject(entry for entry in known if entry.subject_kind == read.kind).values()
        )
        first = _first(read, subjects, as_at)
        if first is not None:
            written[table] = Written(read.rows(known, as_at), first.day)
            counted = pl.col(day_of(table)) >= first.day
            entering = (_entering(read, theirs, as_at, counted) for theirs in subjects)
            # The first one says from when on a return is not asked, whether or not its own row counts.
            rests_on |= {entry.position: entry for entry in chain([first], *entering)}
    if not rests_on:
        return tables
    newest = rests_on[max(rests_on)]
    return with_own_records(tables, written, digest=newest.digest, rows=len(rests_on), as_at=as_at)


def _first(read: _Read, subjects: Iterable[Sequence[Entry]], as_at: dt.date) -> Entry | None:
    """The entry that began the first record of a kind, or None where none was begun."""
    begun = [theirs[0] for theirs in subjects if not read.rows(theirs[:1], as_at).is_empty()]
    return min(begun, key=lambda entry: (entry.day, entry.position), default=None)


def _entering(
    read: _Read, theirs: Sequence[Entry], as_at: dt.date, counted: pl.Expr
) -> Iterator[Entry]:
    """The entries of a record that change its row in the table: a note does not."""
    before = read.rows((), as_at)
    for number, entry in enumerate(theirs, start=1):
        after = read.rows(theirs[:number], as_at).filter(counted)
        if not after.equals(before):
            yield entry
        before = after
