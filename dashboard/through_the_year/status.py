"""What the figures and the calendar say of records: computed, never written, and nobody can hide any of it.

Pure: a release and a day are given.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboard import rows
from dashboard.through_the_year.item import Item
from dashboard.through_the_year.kinds import KINDS
from dashboard.through_the_year.priorities import ROLES
from metrics.release import Release

FEWEST_BASELINE_POINTS = 12
"""A baseline of fewer points says little of what was usual."""
LATE = ("action", "commentary")
"""The kinds of which somebody owes something by a day."""


class Status(StrEnum):
    """What the run charts say of a measure, or of the measures of a priority."""

    IMPROVING = "improving"
    SAME = "no_clear_change"
    WORSENING = "worsening"
    TOO_LITTLE = "too_little_data"


_OF_MEANING = {
    "better": Status.IMPROVING,
    "worse": Status.WORSENING,
    "no clear change": Status.SAME,
    # Neither good nor bad in itself: no improvement is claimed, and `changed` says that it moved.
    "changed": Status.SAME,
}


@dataclass(frozen=True, eq=False)
class OfMeasure:
    """A measure of a priority, as the release tells it for the whole partnership.

    role             "leading", "lagging" or "balancing"
    signal           the newest point of its run chart, or None where it has none
    changed          whether it changed in a way that is neither good nor bad in itself
    worse_in         names of areas whose own newest point is a worsening signal
    baseline_points  points of the chart within the priority's baseline
    """

    measure: str
    role: str
    status: Status
    signal: rows.Row | None
    changed: bool
    worse_in: tuple[str, ...]
    baseline_points: int

    @property
    def little_progress(self) -> bool:
        """Whether the yearly report must speak of it (107): no improvement shown, or harm elsewhere.

        A balancing measure is not asked to improve, only not to get worse, move or go unseen.
        """
        if self.worse_in or self.status in (Status.WORSENING, Status.TOO_LITTLE):
            return True
        return self.changed if self.role == "balancing" else self.status is not Status.IMPROVING


@dataclass(frozen=True, eq=False)
class OfPriority:
    """A priority with its status, and those of its measures in the order leading, lagging, balancing."""

    priority: Item
    status: Status
    measures: tuple[OfMeasure, ...]


@dataclass(frozen=True, eq=False)
class NoProgress:
    """Where there was little or no evidence of progress (107): all of it, as computed.

    measures  the measures of current priorities that show none, each with its priority
    actions   actions that are overdue, the longest first
    """

    measures: tuple[tuple[Item, OfMeasure], ...]
    actions: tuple[Item, ...]


def priorities(
    items: Iterable[Item], release: Release | None, until: dt.date | None = None
) -> tuple[OfPriority, ...]:
    """Every priority with its status, those that ended too; without a release there is too little data.

    until  the last day that counts, where the run charts are read as they stood then: else their newest point
    """
    return tuple(_of_priority(item, release, until) for item in items if item.kind == "priority")


def _of_priority(item: Item, release: Release | None, until: dt.date | None) -> OfPriority:
    measures = tuple(
        _of_measure(item, name, role, release, until)
        for role in ROLES
        for name in item.values[role]
    )
    return OfPriority(item, whole([(one.role, one.status) for one in measures]), measures)


def whole(found: Sequence[tuple[str, Status]]) -> Status:
    """The status of a priority from the roles and statuses of its measures.

    One worsening signal, also of a balancing measure, is a worsening signal; else one improving signal of
    a leading or lagging measure is an improving one. A balancing measure that improves improves nothing.
    """
    aims = [status for role, status in found if role != "balancing"]
    if any(status is Status.WORSENING for _, status in found):
        return Status.WORSENING
    if Status.IMPROVING in aims:
        return Status.IMPROVING
    return Status.SAME if Status.SAME in aims else Status.TOO_LITTLE


def _of_measure(
    item: Item, name: str, role: str, release: Release | None, until: dt.date | None
) -> OfMeasure:
    measure = None if release is None else rows.measures(release).get(name)
    if release is None or measure is None:
        return OfMeasure(name, role, Status.TOO_LITTLE, None, False, (), 0)
    first, *single = rows.areas(release)
    points = chart(release, name, first, until)
    newest = points[-1] if points else None
    worse = (
        [] if measure["whole"] else [area for area in single if _worse(release, name, area, until)]
    )
    begins, ends = item.values["baseline_from"], item.values["baseline_to"]
    return OfMeasure(
        measure=name,
        role=role,
        status=_status(newest),
        signal=newest,
        changed=newest is not None and newest["meaning"] == "changed",
        worse_in=tuple(rows.areas(release)[area] for area in worse),
        baseline_points=sum(begins <= point["period_end"] <= ends for point in points),
    )


def chart(
    release: Release, measure: str, area: str, until: dt.date | None = None
) -> list[rows.Row]:
    """The points by which a measure is judged in an area: of rare events these, of a duration its middle."""
    row = rows.measures(release)[measure]
    where = rows.place(row, area)
    points = rows.between(release, measure, where) or rows.signals(
        release, measure, where, category=rows.main_category(row)
    )
    return [one for one in points if until is None or one["period_end"] <= until]


def _status(newest: rows.Row | None) -> Status:
    return (
        Status.TOO_LITTLE
        if newest is None
        else _OF_MEANING.get(newest["meaning"], Status.TOO_LITTLE)
    )


def _worse(release: Release, measure: str, area: str, until: dt.date | None) -> bool:
    points = chart(release, measure, area, until)
    return bool(points) and points[-1]["meaning"] == "worse"


def no_progress(
    items: Sequence[Item], release: Release | None, today: dt.date, until: dt.date | None = None
) -> NoProgress:
    """What the yearly report must speak of as little or no progress: nobody can leave any of it out."""
    return NoProgress(
        measures=tuple(
            (found.priority, one)
            for found in priorities(items, release, until)
            if found.priority.state == "current"
            for one in found.measures
            if one.little_progress
        ),
        actions=overdue(items, today, ("action",)),
    )


def is_overdue(item: Item, today: dt.date) -> bool:
    """Whether something of it is owed still, and its day has passed."""
    return item.due is not None and item.due < today and item.state not in KINDS[item.kind].over


def overdue(items: Iterable[Item], today: dt.date, kinds: Sequence[str] = LATE) -> tuple[Item, ...]:
    """Records of some kinds whose day has passed, the longest ago first."""
    late = [item for item in items if item.kind in kinds and is_overdue(item, today)]
    return tuple(sorted(late, key=lambda item: (item.due or today, item.id)))


def overdue_by_agency(
    items: Iterable[Item], today: dt.date, kinds: Sequence[str] = LATE
) -> dict[str, int]:
    """How many each agency has overdue, by its code, the most first; agencies with none are not there."""
    found: dict[str, int] = {}
    for item in overdue(items, today, kinds):
        found[item.agency or ""] = found.get(item.agency or "", 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
