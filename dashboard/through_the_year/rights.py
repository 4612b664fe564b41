"""Who may do what, read from the declaration. The scrutineer reads all and writes none of it."""

from dashboard.through_the_year.declared import Act, Kind, Who
from dashboard.through_the_year.item import Item
from data.entries import Person


def may_begin(kind: Kind, person: Person) -> tuple[Act, ...]:
    """The acts by which a person may begin a record of a kind, for some agency at least."""
    return tuple(
        act
        for act in kind.begins
        if _holds(act.who, person, person.agency if kind.agency else None, theirs=True)
    )


def may_begin_for(act: Act, person: Person, agency: str | None) -> bool:
    """Whether a person may begin a record of an agency (None: of a kind that belongs to none)."""
    return _holds(act.who, person, agency, theirs=True)


def may_act(kind: Kind, item: Item, person: Person) -> tuple[Act, ...]:
    """What a person may do with a record as it stands. Empty: they may read it."""
    return tuple(act for act in kind.acts if allowed(kind, item, act, person))


def allowed(kind: Kind, item: Item, act: Act, person: Person) -> bool:
    """Whether a person may do this with a record as it stands."""
    if item.state not in act.when or not _reaches(kind, item, act):
        return False
    return _holds(
        act.who, person, item.values.get(kind.agency), theirs=item.begun_by.agency == person.agency
    )


def _reaches(kind: Kind, item: Item, act: Act) -> bool:
    """Whether a record stands on the step of the ladder below the one that an act brings it to."""
    if not act.climbs:
        return True
    levels = list(kind.ladder)
    return item.level in levels and levels.index(act.climbs) == levels.index(item.level) + 1


def _holds(who: Who, person: Person, agency: str | None, *, theirs: bool) -> bool:
    if person.holds("scrutineer"):
        return False
    if person.holds(*who.every):
        return True
    own = theirs if agency is None else person.agency == agency
    return own and person.agency is not None and person.holds(*who.own)
