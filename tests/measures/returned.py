"""Rows of partners' returns, drawn at random as their declarations allow, of invented children."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from data import codes
from data.returns.layout import OF_A_CHILD, Field, Subject
from data.returns.subjects import SUBJECTS
from metrics.areas import PARTNERSHIP

Row = dict[str, Any]
Story = Sequence[tuple[str, dt.date]]
"""Children, each on a day on which something happened to it."""

_EVENTS = {
    "referrals": ("referral_date", "closure_date"),
    "assessments": ("start_date",),
    "section_47_enquiries": ("start_date",),
    "conferences": ("conference_date",),
    "plans": ("start_date", "end_date"),
    "reviews": ("review_date",),
}
_LEFT_OUT = {"child_facts"}
_SHARED = {"meeting", "school", "provider", "establishment", "incident", "household", "chair"}
"""What several rows name."""
_OF_THE_MEETING = {"kind", "held", "locality", "concern_at", "started_at", "enquiry_kind", "chair"}
_FEW = 5
"""Schools: so few that a pupil's returns are often of the same one."""
_MANY = 60
_PUPILS = 30
_FAR = (-120, -40, 12, 14, 21, 28, 40, 62, 63, 64, 65, 90, 180, 360, 800)
_HOURS = (-30, -1, 0, 1, 2, 5, 20, 23, 25, 30, 60, 71, 73, 100, 300)
_CENSUSES = ((1, 18), (1, 18), (10, 5))


def returned(
    rows: Mapping[str, Sequence[Row]],
    areas: Sequence[str],
    days: tuple[dt.date, dt.date],
    each: int,
) -> dict[str, list[Row]]:
    """Rows by table: `each` of every return, area, and of the partnership where a return is its own.

    rows  those of the case extracts, of whose children and days the partners tell
    """
    found: dict[str, list[Row]] = {}
    for subject in SUBJECTS.values():
        if subject.table in _LEFT_OUT:
            continue
        of = {
            "area": areas,
            "partnership": (PARTNERSHIP,),
            "either": (*areas, PARTNERSHIP),
        }[subject.of]
        for area in of:
            story = _story(rows, area, days)
            found.setdefault(subject.table, []).extend(
                _row(subject, area, story, number, each) for number in range(each)
            )
    return found


def _story(
    rows: Mapping[str, Sequence[Row]], area: str, days: tuple[dt.date, dt.date]
) -> list[tuple[str, dt.date]]:
    """What happened in an area on its days; of the partnership, days of nobody."""
    if area == PARTNERSHIP:
        span = (days[1] - days[0]).days
        return [("", days[0] + dt.timedelta(day)) for day in range(0, span, 5)]
    found = [
        (row["child"], row[name])
        for table, names in _EVENTS.items()
        for row in rows[table]
        if row["area"] == area
        for name in names
        if row.get(name) and days[0] <= row[name] <= days[1]
    ]
    return sorted(found, key=lambda one: one[1])


def _row(subject: Subject, area: str, story: Story, number: int, each: int) -> Row:
    drawn = random.Random(f"{subject.key} {area} {number}")
    fields = {one.name: one for one in subject.fields}
    row: Row = {"area": area, "told_by": subject.senders[0], **subject.fixed}
    teller = drawn
    if "meeting" in fields:
        row["meeting"] = f"meeting {drawn.randrange(max(each // 3, 1))}"
        teller = random.Random(f"{area} {row['meeting']}")
    child, day = teller.choice(_part(subject, story, teller))
    if drawn.random() < 0.1 and area != PARTNERSHIP:
        child = drawn.choice(story)[0]
    # First the day of the row itself: the others lie about it.
    for one in sorted(subject.fields, key=lambda one: one.name != subject.date):
        if one.name in row:
            continue
        shared = "meeting" in fields and one.name in _OF_THE_MEETING
        by = random.Random(f"{area} {row['meeting']} {one.name}") if shared else drawn
        row[one.name] = _value(subject, one, child, day, by, number)
        if one.name == subject.date and one.kind == "date":
            day = row[one.name]
    return row


def _part(subject: Subject, story: Story, drawn: random.Random) -> Story:
    """Schools tell of the same few children again and again; and much is still open at the end."""
    if "school" in subject.keys:
        few = set(sorted({child for child, _ in story})[:_PUPILS])
        return [one for one in story if one[0] in few]
    late = story[-1][1] - dt.timedelta(drawn.choice((3, 10, 40, 120)))
    return [one for one in story if one[1] > late] if drawn.random() < 0.5 else story


def _value(
    subject: Subject, one: Field, child: str, day: dt.date, drawn: random.Random, number: int
) -> Any:
    needed = one.needed or one.name in (*subject.keys, subject.date)
    if one.name in OF_A_CHILD:
        # Some are known by a number that the authority does not hold.
        known = child if subject.table == "looked_after_periods" or number % 12 else None
        return {"child": known, "upn": None if known else f"pupil {number}"}.get(one.name)
    if one.kind == "identifier":
        if one.of in _SHARED:
            return f"{one.of} {drawn.randrange(_FEW if one.of == 'school' else _MANY)}"
        return f"{one.of} {number}" if needed else None
    if not needed and drawn.random() < (0.4 if one.blank else 0.2):
        return None
    return _VALUES[one.kind](subject, one, day, drawn)


def files_of(owed: Sequence[Row]) -> list[Row]:
    """The files that came for returns that are owed, complete and not, in time and late."""
    drawn = random.Random("files")
    return [
        {
            "area": PARTNERSHIP,
            "agency": row["agency"],
            "subject": row["subject"],
            "covers_from": row["period_start"],
            "covers_to": row["period_end"],
            "received": row["due_date"] + dt.timedelta(drawn.randint(-9, 4)),
            "wanted": 100,
            "given": drawn.randint(30, 100),
        }
        for row in owed
        if row["period_end"] and drawn.random() < 0.7
    ]


def _date(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> dt.date:
    if one.name == "census_date":
        return dt.date(day.year, *drawn.choice(_CENSUSES))
    if one.name == "visit_date":
        # Shortly before the end of a quarter: that is when the last visit is asked for.
        return _quarter_end(day) - dt.timedelta(drawn.choice((14, 15)))
    if one.name == "end_date" and drawn.random() < 0.3:
        return drawn.choice(
            (
                _quarter_end(day),
                dt.date(day.year + 1, *_CENSUSES[0]),
                dt.date(day.year, 3, 31),
                dt.date(day.year + 1, 3, 31),
            )
        )
    if one.name == subject.date:
        return day - dt.timedelta(0 if "meeting" in subject.keys else drawn.randrange(5))
    saturday_before = -((day.weekday() + 2) % 7)
    near = (drawn.randint(-8, 8), drawn.randint(-3, 3), saturday_before)
    return day + dt.timedelta(drawn.choice((*near, drawn.choice(_FAR))))


def _quarter_end(day: dt.date) -> dt.date:
    after = day.replace(day=28, month=(day.month - 1) // 3 * 3 + 3) + dt.timedelta(4)
    return after.replace(day=1) - dt.timedelta(1)


def _moment(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> dt.datetime:
    start = dt.datetime.combine(day, dt.time(9, 30))
    hours = 0 if one.name == subject.date else drawn.choice(_HOURS)
    return start + dt.timedelta(hours=hours)


def _month(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> dt.date:
    if one.name == subject.date:
        return day.replace(day=1)
    return dt.date(drawn.randint(2003, 2018), drawn.randint(1, 12), 1)


def _code(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> str:
    return drawn.choice(list(codes.labels(one.codes)))


def _flag(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> bool:
    return drawn.random() < 0.7


def _count(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> int:
    return drawn.randint(200, 300) if one.name in ("possible", "residents") else drawn.randint(0, 9)


def _name(subject: Subject, one: Field, day: dt.date, drawn: random.Random) -> str:
    return "" if one.name == "for_area" else drawn.choice(("North", "South"))


_VALUES = {
    "date": _date,
    "moment": _moment,
    "month": _month,
    "code": _code,
    "flag": _flag,
    "count": _count,
    "pounds": _count,
    "name": _name,
}


def on_the_boundary(area: str) -> dict[str, list[Row]]:
    """A child of each area on the very days on which what partners agree makes a difference."""
    child = f"{area} child on the boundary"
    own: Row = {"area": area, "child": child}
    pupil: Row = own | {"school": "school 0"}
    asked = dt.datetime.combine(dt.date(2024, 6, 25), dt.time(10))
    ask: Row = own | {
        "source": "5A",
        "referral_received_at": asked,
    }
    day = dt.date
    return {
        # Open until the 31 March on which a pupil's status is asked.
        "referrals": [
            own | {"referral_date": day(2022, 11, 1), "closure_date": day(2023, 3, 31)},
        ],
        "pupils": [pupil | {"census_date": day(2023, 1, 18), "part_time_from": day(2022, 12, 1)}],
        "attendance": [
            pupil
            | {
                "covers_from": day(2022, 9, 5),
                "covers_to": day(2023, 7, 20),
                "possible": 300,
                "authorised": 20,
                "unauthorised": 20,
                "part_time": 5,
            }
        ],
        "suspensions": [
            pupil | {"start_date": day(2023, 2, 1), "kind": kind, "status": "upheld"}
            for kind in ("suspension", "permanent")
        ],
        # A visit on a Saturday, a fortnight before the end of a quarter.
        "plans": [own | {"start_date": day(2023, 7, 3), "end_date": day(2024, 5, 30)}],
        "visits": [own | {"visit_date": day(2023, 9, 16), "seen": True, "kind": "protection"}],
        # What may still be answered: until the last known day, or the working day after it.
        "front_door_contacts": [
            ask
            | {"contact": f"{area} {number}", "contact_date": day(2024, 6, 25)}
            | {"next_steps_date": day(2024, 6, number)}
            for number in (22, 26)
        ],
        # Trained a year ago; and an audit whose findings the governors have not seen for two months.
        "providers": [
            {"area": area, "provider": "on the boundary"}
            | {"in_scope_from": day(2022, 1, 1), "lead_trained_date": day(2023, 6, 1)}
        ],
        "provider_audits": [
            {"area": area, "provider": "on the boundary", "round": "spring", "complete": True}
            | {"issued_date": day(2024, 2, 1), "deadline_date": day(2024, 5, 1)}
            | {"received_date": day(2024, 4, 15)}
        ],
        "early_help_records": [
            own | {"request_date": offered, "offered_date": offered}
            for offered in (day(2024, 6, 1), day(2024, 6, 3))
        ],
    }
