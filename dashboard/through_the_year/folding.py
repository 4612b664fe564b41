"""A record from its entries: the same entries give the same record always, and none of them is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from dashboard.through_the_year.declared import Act, Kind
from dashboard.through_the_year.item import Item, Version
from dashboard.through_the_year.kinds import KINDS
from dashboard.through_the_year.rights import allowed, may_begin_for
from dashboard.through_the_year.values import given_in
from data.entries import Entry, by_subject

OF_ONE_ENTRY = frozenset({"reason", "note"})
"""Fields that belong to what was done then, and say nothing of how the record stands."""


def items(entries: Iterable[Entry]) -> tuple[Item, ...]:
    """Every record of these kinds among some entries, the oldest first."""
    return tuple(
        item
        for theirs in _subjects(entries)
        if (item := item_of(KINDS[theirs[0].subject_kind], theirs)) is not None
    )


def of(kind: str, entries: Iterable[Entry]) -> tuple[Item, ...]:
    """Every record of one kind among some entries, the oldest first."""
    return items(entry for entry in entries if entry.subject_kind == kind)


def never_begun(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries of subjects that nobody could have begun so: kept, and without effect."""
    return tuple(
        entry
        for theirs in _subjects(entries)
        if item_of(KINDS[theirs[0].subject_kind], theirs) is None
        for entry in theirs
    )


def _subjects(entries: Iterable[Entry]) -> list[tuple[Entry, ...]]:
    return list(by_subject(entry for entry in entries if entry.subject_kind in KINDS).values())


def item_of(kind: Kind, entries: Sequence[Entry]) -> Item | None:
    """A record from its entries; None where its first entry is none that could have begun it."""
    first, *later = sorted(entries, key=lambda entry: entry.number)
    item = _begun(kind, first)
    if item is None:
        return None
    for entry in later:
        version = _version(kind, kind.acts, entry)
        if version is None or not allowed(kind, item, version.act, entry.person):
            item = replace(item, irregular=(*item.irregular, entry))
        else:
            item = _acted(kind, item, version)
        item = replace(item, number=entry.number, entries=(*item.entries, entry))
    return item


def _begun(kind: Kind, entry: Entry) -> Item | None:
    version = _version(kind, kind.begins, entry)
    if version is None:
        return None
    if not may_begin_for(version.act, entry.person, version.given.get(kind.agency)):
        return None
    lowest = next(iter(kind.ladder), None)
    bare = Item(
        kind=kind.key,
        id=entry.subject,
        values=MappingProxyType({}),
        state=version.act.then,
        number=entry.number,
        begun_by=entry.person,
        begun_on=entry.day,
        changed_on=entry.day,
        level=version.given.get("level", lowest) if kind.ladder else None,
        entries=(entry,),
    )
    return _acted(kind, bare, version)


def _version(kind: Kind, acts: Sequence[Act], entry: Entry) -> Version | None:
    """What an entry does; None where it does nothing that is declared, or in no shape that is."""
    act = next((one for one in acts if one.key == entry.kind), None)
    given = None if act is None else given_in(kind, act, entry.body)
    return None if act is None or given is None else Version(entry, act, given)


def _acted(kind: Kind, item: Item, version: Version) -> Item:
    # What is left empty stays as it was, save in a form that began with what held.
    lasting = {
        key: value
        for key, value in version.given.items()
        if key not in OF_ONE_ENTRY
        and (value is not None or version.act.prefilled or key not in item.values)
    }
    values = MappingProxyType({**item.values, **lasting})
    due = values.get(kind.due)
    return replace(
        item,
        values=values,
        state=version.act.then or item.state,
        level=version.act.climbs or item.level,
        due=due,
        # What had no day at first keeps the first one that it was given.
        due_first=item.due_first or due,
        changed_on=version.entry.day,
        history=(*item.history, version),
    )
