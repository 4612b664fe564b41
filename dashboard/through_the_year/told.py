"""Actions and feedback as rows of a release's tables: what it counts of them (GOV-02, VOI-06)."""

import datetime as dt
from collections.abc import Iterable, Sequence

import polars as pl

from dashboard.through_the_year.folding import of
from dashboard.through_the_year.item import Item
from data.entries import Entry

_DONE = ("completed", "impact_evidenced")
_SOURCES = {"children": "children", "parents": "parents", "family": "others"}
"""Codes of the code set "feedback_source". A group may be of children or of parents: nobody wrote which."""

_ACTIONS = {
    "action": pl.String,
    "agency": pl.String,
    "agreed_date": pl.Date,
    "original_due_date": pl.Date,
    "revised_due_date": pl.Date,
    "completed_date": pl.Date,
    "withdrawn_date": pl.Date,
}
_FEEDBACK = {
    "feedback": pl.String,
    "received_date": pl.Date,
    "source": pl.String,
    "response_date": pl.Date,
    "action_due_date": pl.Date,
    "action_done_date": pl.Date,
}


def actions(entries: Iterable[Entry], as_at: dt.date) -> pl.DataFrame:
    """One row an action as it stood on `as_at`; nothing of what was written later.

    agreed_date        the day on which it was written down
    original_due_date  the day first set: a later one changes nothing (ambiguity H-10)
    revised_due_date   the day by which it is due now, where that is another one
    completed_date     the day on which it was last said to be done, null where it was opened again since
    withdrawn_date     the day on which it was cancelled, null where it was opened again since
    """
    rows = [
        {
            "action": item.id,
            "agency": item.agency,
            "agreed_date": item.begun_on,
            "original_due_date": item.due_first,
            "revised_due_date": item.due if item.redated else None,
            "completed_date": _completed(item),
            "withdrawn_date": _day_of(item, "cancel") if item.state == "cancelled" else None,
        }
        for item in of("action", _known(entries, as_at))
    ]
    return pl.DataFrame(rows, schema=_ACTIONS)


def feedback(entries: Iterable[Entry], as_at: dt.date) -> pl.DataFrame:
    """One row a piece of feedback as it stood on `as_at`; nothing of what was written later.

    received_date     the day on which it was heard, which may be before it was written down
    source            null for a group, which may be of children or of parents
    response_date     the day on which it was written that families were told
    action_due_date   the last day first set for the actions that came of it, null where none did
    action_done_date  the day on which the agency first said what it did, or else the day on which the last
                      of the actions that came of it was done
    """
    known = _known(entries, as_at)
    agreed = [item for item in of("action", known) if item.state != "cancelled"]
    rows = [
        _row(item, [one for one in agreed if item.id in (one.values["links"] or ())])
        for item in of("feedback", known)
    ]
    return pl.DataFrame(rows, schema=_FEEDBACK)


def _row(item: Item, came_of_it: Sequence[Item]) -> dict[str, object]:
    due = [one.due_first for one in came_of_it if one.due_first]
    done = [day for one in came_of_it if (day := _completed(one)) is not None]
    all_done = max(done, default=None) if len(done) == len(came_of_it) else None
    did = [version.entry.day for version in item.history if version.act.key == "do"]
    return {
        "feedback": item.id,
        "received_date": item.values["heard_on"],
        "source": _SOURCES.get(item.values["said_by"]),
        "response_date": _day_of(item, "tell_back"),
        "action_due_date": max(due, default=None),
        "action_done_date": did[0] if did else all_done,
    }


def _known(entries: Iterable[Entry], as_at: dt.date) -> list[Entry]:
    return [entry for entry in entries if entry.day <= as_at]


def _completed(action: Item) -> dt.date | None:
    return _day_of(action, "complete") if action.state in _DONE else None


def _day_of(item: Item, act: str) -> dt.date | None:
    """The day on which something was last done with a record, by the key of the act, or None."""
    version = item.done(act)
    return None if version is None else version.entry.day
