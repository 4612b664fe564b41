"""A record as its entries leave it, and what each of them did."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.through_the_year.declared import Act
from data.entries import Entry, Person


@dataclass(frozen=True)
class Version:
    """What one entry did: the entry, its act, and what it set."""

    entry: Entry
    act: Act
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """A record as its entries leave it.

    kind       key of its kind;  id  "action-3";  number  of its newest entry: what a writer has `seen`
    values     what its fields hold now: days as dates, lists as tuples, None where nothing was given
    state      a key of the kind's states;  level  of its ladder, or None
    begun_by, begun_on, changed_on  who began it, when, and the day of the newest entry that counts
    due, due_first  the day by which it is owed, and the one that was set first, or None
    history    what each entry that counts did, in order: every version of every field
    entries    everything ever written, in order;  irregular  those of them without effect
    """

    kind: str
    id: str
    values: Mapping[str, Any]
    state: str
    number: int
    begun_by: Person
    begun_on: dt.date
    changed_on: dt.date
    level: str | None = None
    due: dt.date | None = None
    due_first: dt.date | None = None
    history: tuple[Version, ...] = field(default=(), repr=False)
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    irregular: tuple[Entry, ...] = field(default=(), repr=False)

    @property
    def agency(self) -> str | None:
        """Whose it is, or None."""
        return self.values.get("agency")

    @property
    def redated(self) -> bool:
        """Whether it was given another day than the first."""
        return self.due != self.due_first

    @property
    def reason(self) -> str:
        """The reason given with the newest act that led to another state, "" where none was."""
        led = [version for version in self.history if version.act.then]
        return str(led[-1].given.get("reason") or "") if led else ""

    @property
    def climbs(self) -> tuple[Version, ...]:
        """Every escalation, in order: its entry has the day and the reason."""
        return tuple(version for version in self.history if version.act.climbs)

    def versions(self, key: str) -> tuple[tuple[Entry, Any], ...]:
        """Every value that a field ever had, with the entry that set it, the newest last."""
        return tuple(
            (version.entry, version.given[key]) for version in self.history if key in version.given
        )

    def done(self, act: str) -> Version | None:
        """The newest time that something was done, by the key of the act, or None."""
        return next((one for one in reversed(self.history) if one.act.key == act), None)
