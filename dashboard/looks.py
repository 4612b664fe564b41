"""What has been looked at, by what method and when; what is planned; and what nobody looks at.

Pure. A look by the figures is known from the investigations; looks by other methods (an audit, a focus
group) the scrutineer logs here, and what comes next. Working Together 2023, 95 to 97.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.investigations import EVIDENCE_WORDS, Investigation
from data.entries import NOTHING_SHOWN, Draft, Entry, Person, Shown, needed
from data.problems import UserError, day_in_words

KIND = "look"
PLANNED = "planned_look"
BY_FIGURES = "figures"

METHODS: dict[str, str] = {BY_FIGURES: "Figures", **EVIDENCE_WORDS}
"""How a topic can be looked at."""


@dataclass(frozen=True)
class Look:
    """One look at a topic.

    topic, method  keys; day: when it was looked at; found: what was found, in words
    by             who looked; next: the day by which it is to be looked at again, or None
    source         the id of the entry's subject: a look that was logged, or an investigation
    """

    topic: str
    method: str
    day: dt.date
    found: str
    by: str
    source: str
    next: dt.date | None = None


@dataclass(frozen=True)
class Planned:
    """A look that is planned: of which topic, how, by which day, and why; and the look that kept it."""

    id: str
    topic: str
    method: str
    by: dt.date
    why: str
    since: dt.date
    kept: Look | None = None

    def late(self, today: dt.date) -> bool:
        """Whether its day has passed without it."""
        return self.kept is None and self.by < today


def log(
    person: Person,
    *,
    topic: str,
    method: str,
    day: dt.date,
    found: str,
    today: dt.date,
    next_by: dt.date | None = None,
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry of a look by another method than the figures.

    Raises UserError where the person is no scrutineer, nothing was found, or the day is yet to come.
    """
    _may(person)
    _check_method(method)
    if day > today:
        raise UserError(
            f"{day_in_words(day)} is yet to come.\nA look that is planned goes into the plan."
        )
    body = {
        "topic": topic,
        "method": method,
        "day": day,
        "found": needed(found, "What was found"),
        "next": next_by,
    }
    return Draft(KIND, None, "log", body, person, 0, shown)


def plan(
    person: Person,
    *,
    topic: str,
    method: str,
    by: dt.date,
    why: str,
    today: dt.date,
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that plans a look. Raises UserError as `log` does, and where the day has passed."""
    _may(person)
    _check_method(method)
    if by < today:
        raise UserError(
            f"{day_in_words(by)} has passed.\nGive a day from {day_in_words(today)} on."
        )
    body = {"topic": topic, "method": method, "by": by, "why": needed(why, "The reason")}
    return Draft(PLANNED, None, "plan", body, person, 0, shown)


def _may(person: Person) -> None:
    if not person.holds("scrutineer"):
        raise UserError(
            f"{person.name} may not write the record of scrutiny.\nThe independent scrutineer may."
        )


def _check_method(method: str) -> None:
    if method not in METHODS:
        raise ValueError(f"{method!r} is none of {sorted(METHODS)}")


def looks_of(
    entries: Iterable[Entry],
    investigations: Iterable[Investigation],
    themes: Mapping[str, str],
) -> tuple[Look, ...]:
    """Every look at a topic, in the order of its day.

    entries         of the records; those logged by a scrutineer count
    themes          the topic of each measure, by its id: that of an investigation's measure is its topic
    """
    found = [
        Look(
            entry.body["topic"],
            entry.body["method"],
            dt.date.fromisoformat(entry.body["day"]),
            entry.body["found"],
            entry.person.name,
            entry.subject,
            None if entry.body["next"] is None else dt.date.fromisoformat(entry.body["next"]),
        )
        for entry in entries
        if entry.subject_kind == KIND and entry.number == 1 and entry.person.holds("scrutineer")
    ]
    for one in investigations:
        topic = themes.get(one.measure or "")
        if topic is not None:
            found += _of_investigation(one, topic)
    return tuple(sorted(found, key=lambda look: (look.day, look.topic, look.method)))


def _of_investigation(one: Investigation, topic: str) -> list[Look]:
    """An investigation is a look by the figures on the day of its newest one, and by what it attached."""
    by = one.author.name
    looks = [
        Look(topic, entry.body["kind"], entry.day, entry.body["says"], by, one.id)
        for entry in one.evidence
    ]
    if one.looks:
        found = one.conclusion.statement if one.conclusion else one.question
        looks.append(Look(topic, BY_FIGURES, one.looks[-1].day, found, by, one.id))
    return looks


def planned_of(entries: Iterable[Entry], looks: Sequence[Look]) -> tuple[Planned, ...]:
    """Every look that was planned, the earliest due first, with the first look since that kept it."""
    found = []
    for entry in entries:
        if (
            entry.subject_kind != PLANNED
            or entry.number != 1
            or not entry.person.holds("scrutineer")
        ):
            continue
        body = entry.body
        kept = next(
            (
                look
                for look in looks
                if (look.topic, look.method) == (body["topic"], body["method"])
                and look.day >= entry.day
            ),
            None,
        )
        by = dt.date.fromisoformat(body["by"])
        found.append(
            Planned(entry.subject, body["topic"], body["method"], by, body["why"], entry.day, kept)
        )
    return tuple(sorted(found, key=lambda one: (one.by, one.id)))


MAP = {
    "topic": pl.String,
    "topic_label": pl.String,
    "method": pl.String,
    "method_label": pl.String,
    "looks": pl.Int64,
    "last_looked": pl.Date,
    "next": pl.Date,
}


def scrutiny_map(
    topics: Mapping[str, str], looks: Sequence[Look], planned: Sequence[Planned]
) -> pl.DataFrame:
    """What has been looked at: one row for each topic and method, in the order of both.

    looks        how often; 0 where never
    last_looked  the day of the newest look, or null
    next         the earliest day by which it is to be looked at again, by the newest look or the plan; null
                 where nothing is planned
    """
    rows = [
        _cell(topic, label, method, words, looks, planned)
        for topic, label in topics.items()
        for method, words in METHODS.items()
    ]
    return pl.DataFrame(rows, schema=MAP)


def _cell(
    topic: str,
    label: str,
    method: str,
    words: str,
    looks: Sequence[Look],
    planned: Sequence[Planned],
) -> dict[str, Any]:
    theirs = [look for look in looks if (look.topic, look.method) == (topic, method)]
    ahead = [
        one.by for one in planned if (one.topic, one.method) == (topic, method) and one.kept is None
    ]
    if theirs and theirs[-1].next is not None:
        ahead.append(theirs[-1].next)
    return {
        "topic": topic,
        "topic_label": label,
        "method": method,
        "method_label": words,
        "looks": len(theirs),
        "last_looked": theirs[-1].day if theirs else None,
        "next": min(ahead, default=None),
    }


def gaps(mapped: pl.DataFrame) -> tuple[str, ...]:
    """Topics that nobody has looked at by any method, in the order of the map."""
    by_topic = mapped.group_by("topic", maintain_order=True).agg(pl.col("looks").sum())
    return tuple(by_topic.filter(pl.col("looks") == 0)["topic"])
