"""Challenges as recommendations of scrutiny, one to an agency: what a release counts of them (GOV-04)."""

import datetime as dt
from collections.abc import Iterable

import polars as pl

from dashboard.challenges.folding import challenges_of
from dashboard.challenges.state import Action, Challenge, State
from data.entries import Entry

_STATES = {
    State.ACCEPTED: "accepted",
    State.PARTLY_ACCEPTED: "part",
    State.REJECTED: "rejected",
    State.EVIDENCE_OFFERED: "evidence_offered",
    State.CLOSED: "closed",
}
"""Codes of the code set "recommendation_state"."""

_SCHEMA = {
    "recommendation": pl.String,
    "agency": pl.String,
    "theme": pl.String,
    "made_date": pl.Date,
    "response_due_date": pl.Date,
    "response_date": pl.Date,
    "state": pl.String,
    "due_date": pl.Date,
    "implemented_date": pl.Date,
    "closed_date": pl.Date,
}


def recommendations(entries: Iterable[Entry], as_at: dt.date) -> pl.DataFrame:
    """One row a challenge as it stood on `as_at`; nothing of what was written later.

    response_due_date  the day first set: a later one changes nothing (ambiguity H-10)
    due_date           the day by which evidence was first promised, else by which the answer was due
    implemented_date   the day on which evidence was first offered
    state              where it stands; where it was asked again or escalated, what was decided before
    """
    known = [entry for entry in entries if entry.day <= as_at]
    rows = [_row(challenge) for challenge in challenges_of(known)]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _row(challenge: Challenge) -> dict[str, object]:
    regular = [entry for entry in challenge.entries if entry not in challenge.irregular]
    promised = [entry for entry in regular if entry.kind in (Action.ACCEPT, Action.PARTLY_ACCEPT)]
    offered = [entry.day for entry in regular if entry.kind == Action.OFFER_EVIDENCE]
    response_due = dt.date.fromisoformat(challenge.entries[0].body["due"])
    decided = challenge.state if challenge.state in _STATES else challenge.decision
    return {
        "recommendation": challenge.id,
        "agency": challenge.to.agency,
        "theme": challenge.measure,
        "made_date": challenge.issued_on,
        "response_due_date": response_due,
        "response_date": challenge.responded_on,
        "state": "proposed" if decided is None else _STATES[decided],
        "due_date": dt.date.fromisoformat(promised[0].body["due"]) if promised else response_due,
        "implemented_date": offered[0] if offered else None,
        "closed_date": challenge.closed_on,
    }
