"""Writes what the invented people keep through the year, as if on the days on which they did it.

A kind of record of which somebody wrote anything is left alone.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from dashboard import through_the_year
from dashboard.challenges import Rules
from dashboard.demonstration_heard import HEARD
from dashboard.demonstration_records import PEOPLE, Diary
from dashboard.demonstration_told import PLANNED, Did
from dashboard.through_the_year import KINDS, Act, Around, Is
from data.entries import Draft, Shown
from data.records import Records
from metrics.measures import MEASURES
from metrics.release import Release


def write_year(
    records: Callable[[Callable[[], dt.datetime]], Records], rules: Rules, release: Release
) -> None:
    """Write the invented people's records of each kind of which there is none yet.

    records  gives the store's records with a clock;  release  what was on their screens
    """
    diary = Diary(records, rules)
    held = {entry.subject_kind for entry in diary.records.entries()}
    year = _Year(diary, release)
    for did in sorted((*PLANNED, *HEARD), key=lambda one: -one.days_ago):
        if did.kind not in held:
            year.write(did)


class _Year:
    """Knows the ids of what was written by the names that the list gives."""

    def __init__(self, diary: Diary, release: Release) -> None:
        self._diary = diary
        # An agreement may leave measures out: of those the pages say that the release lacks them.
        self._measures = frozenset(measure.id for measure in MEASURES)
        self._shown = Shown(release.digest, release.manifest["method_version"])
        self._ids: dict[tuple[str, str], str] = {}

    def write(self, did: Did) -> None:
        """Write one entry on its day."""
        day = self._diary.on(did.days_ago)
        around = Around(day, self._diary.rules, self._measures, frozenset(self._ids.values()))
        self._ids[did.kind, did.name] = self._diary.write(self._draft(did, around))

    def _draft(self, did: Did, around: Around) -> Draft:
        kind, person = KINDS[did.kind], PEOPLE[f"invented-{did.who}"]
        act = kind.act(did.act)
        assert act is not None, did
        given = self._given(act, did)
        known = self._ids.get((did.kind, did.name))
        if known is None:
            return through_the_year.begin(did.kind, did.act, person, given, around, self._shown)
        item = through_the_year.item_of(kind, self._diary.records.entries(subject=known))
        assert item is not None, did
        return through_the_year.act(item, did.act, person, given, around, self._shown)

    def _given(self, act: Act, did: Did) -> dict[str, Any]:
        given = dict(did.given)
        for field in act.fields:
            value = given.get(field.key)
            if field.kind is Is.DAY and isinstance(value, int):
                given[field.key] = self._diary.now.date() + dt.timedelta(days=value)
            elif field.kind is Is.LINKS and value is not None:
                given[field.key] = [
                    id
                    for (kind, name), id in self._ids.items()
                    if kind in field.of and name in value
                ]
        return given
