"""Which challenges wait too long, which the lead partners have before them, and how agencies answered.

Pure, like the rest here: a day is given, and nothing is stored.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import polars as pl

from dashboard.challenges.state import Challenge, Outcome, Rules
from dashboard.identity import agency_words


def overdue(challenges: Iterable[Challenge], today: dt.date) -> tuple[Challenge, ...]:
    """Those of which partners owe a step whose day has passed, the longest waiting first."""
    late = [challenge for challenge in challenges if challenge.overdue(today)]
    return tuple(sorted(late, key=lambda challenge: (challenge.due, challenge.id)))


def missed_dates(challenge: Challenge, today: dt.date, rules: Rules) -> int:
    """How many days passed without what was owed, since it was issued or last re-opened.

    Where nobody gave a new day after one that passed, the next is as many working days later as an
    answer usually has, so that a challenge which everybody forgets still comes before the lead partners.
    """
    missed = 0
    for wait in challenge.waits:
        due, until = wait.due, wait.ended or today
        while due < until:
            missed += 1
            due = rules.due(due)
    return missed


def before_lead_partners(
    challenges: Iterable[Challenge], today: dt.date, rules: Rules
) -> tuple[Challenge, ...]:
    """Open challenges that the lead partners have before them, the longest waiting first.

    Those that the scrutineer escalated, and those of which two dates (or as many as the rules say) were
    missed (Working Together 2023, 59 and 110 to 113).
    """
    theirs = [
        challenge
        for challenge in challenges
        if not challenge.closed
        and (challenge.escalated or missed_dates(challenge, today, rules) >= rules.missed_dates)
    ]
    return tuple(sorted(theirs, key=lambda challenge: (challenge.issued_on, challenge.id)))


BY_AGENCY = {
    "agency": pl.String,
    "agency_label": pl.String,
    "challenges": pl.Int64,
    "answered": pl.Int64,
    "median_days_to_answer": pl.Float64,
    "overdue": pl.Int64,
    "rejected": pl.Int64,
    "closed": pl.Int64,
    "closed_with_evidence": pl.Int64,
    "reopened": pl.Int64,
}


def by_agency(challenges: Sequence[Challenge], today: dt.date) -> pl.DataFrame:
    """How agencies answered scrutiny: one row an agency asked, in alphabetical order, and all ("all") last.

    challenges, answered, overdue (on `today`), rejected, closed, closed_with_evidence, reopened (at least
    once): numbers of challenges; median_days_to_answer: calendar days from issue to the first answer of
    those answered, null where none was. Shares are for the reader to take: all of them are small.
    """
    agencies = sorted({challenge.to.agency for challenge in challenges}, key=agency_words)
    rows = [
        _of_agency(agency, [one for one in challenges if one.to.agency == agency], today)
        for agency in agencies
    ]
    if rows:
        rows.append({**_of_agency("all", challenges, today), "agency_label": "All agencies"})
    return pl.DataFrame(rows, schema=BY_AGENCY)


def _of_agency(agency: str, theirs: Sequence[Challenge], today: dt.date) -> dict[str, Any]:
    days = [(one.responded_on - one.issued_on).days for one in theirs if one.responded_on]
    return {
        "agency": agency,
        "agency_label": agency_words(agency),
        "challenges": len(theirs),
        "answered": len(days),
        "median_days_to_answer": float(median(days)) if days else None,
        "overdue": sum(one.overdue(today) for one in theirs),
        "rejected": sum(bool(one.rejections) for one in theirs),
        "closed": sum(one.closed for one in theirs),
        "closed_with_evidence": sum(one.outcome is Outcome.EVIDENCE_ACCEPTED for one in theirs),
        "reopened": sum(one.reopened > 0 for one in theirs),
    }
