"""The way to 30 September: what is to be done by when, worked back from publication, and what is late."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboard.report.requirements import BY_ID, Strength
from dashboard.signoff import SCRUTINEER, Report, State, copies_missing
from data.problems import UserError, day_in_words

LAST_DAY: Final = (9, 30)
"""Month and day by which the report is published (Working Together 2023, 109)."""
IF_NOT: Final = (
    "If partners do not submit the yearly report, this may be taken to the Secretary of State "
    "(Working Together 2023, 109)."
)


@dataclass(frozen=True)
class Milestone:
    """A step on the way. key: by which an entry sets another day for it; month, day: after the year's end."""

    key: str
    words: str
    month: int
    day: int


MILESTONES: Final = (
    Milestone("returns", "The last quarter's returns are in", 4, 30),
    Milestone("release", "The release is made, and its figures stand", 5, 22),
    Milestone("evidence", "The evidence is with those who write", 6, 12),
    Milestone("draft", "A first draft of all that the law asks for", 7, 3),
    Milestone("statement", "The scrutineer's statement", 7, 17),
    Milestone("submitted", "The draft is submitted to the lead partners", 7, 31),
    Milestone("accessible", "Checked for everyone to read", 8, 28),
    Milestone("signed", "All lead partners have signed", 9, 11),
    Milestone("published", "Published", *LAST_DAY),
    Milestone(
        "copies", "Copies with the Panel and Foundations, within 7 days of publication", 10, 7
    ),
)
"""Suggested days (design of this product), but for publication and copies, which the guidance sets."""
FIXED: Final = ("published", "copies")


ONLY_PEOPLE_KNOW: Final = ("returns", "evidence", "accessible")
"""Milestones that no record shows: the chair or the analyst says that they are reached."""


@dataclass(frozen=True)
class Due:
    """A milestone of one report: by when, and whether it is reached."""

    milestone: Milestone
    day: dt.date
    usual: dt.date
    reached: bool

    def late(self, today: dt.date) -> bool:
        """Whether its day has passed without it."""
        return not self.reached and today > self.day


def due(report: Report | None, year: str, as_at: dt.date | None) -> tuple[Due, ...]:
    """The milestones of a year's report, in order.

    report  None before anybody begins it;  as_at  the newest release's day, or None without one
    """
    ends = dt.date(int(year[:4]) + 1, 3, 31)
    reached = _reached(report, as_at is not None and as_at >= ends)
    days = {} if report is None else report.days
    made = []
    for one in MILESTONES:
        usual = dt.date(ends.year, one.month, one.day)
        if one.key == "copies" and report is not None and report.published_on is not None:
            usual = report.published_on + dt.timedelta(days=7)
        day = days.get(one.key, usual)
        day = min(day, usual) if one.key in FIXED else day
        made.append(Due(one, day, usual, reached[one.key]))
    return tuple(made)


def may_be(report: Report, milestone: str, day: dt.date) -> None:
    """Raises UserError where a milestone cannot be that late: the guidance sets its day, not the partners."""
    usual = next(
        one.usual for one in due(report, report.year, None) if one.milestone.key == milestone
    )
    if milestone in FIXED and day > usual:
        raise UserError(
            f"This day is set by Working Together 2023 (109): {day_in_words(usual)} at the latest.\n"
            "Choose that day or one before it."
        )


def _reached(report: Report | None, released: bool) -> Mapping[str, bool]:
    if report is None:
        return {one.key: one.key == "release" and released for one in MILESTONES}
    said = {key: key in report.reached for key in ONLY_PEOPLE_KNOW}
    musts = [one.id for one in BY_ID.values() if one.strength is Strength.MUST]
    signed = report.state in (State.SIGNED, State.PUBLISHED)
    return {
        **said,
        "release": released,
        "draft": all(report.text(one) for one in musts),
        "statement": bool(report.text(SCRUTINEER)),
        "submitted": report.submission is not None,
        "signed": signed,
        "published": report.published is not None,
        "copies": report.published is not None and not copies_missing(report),
    }


def in_words(one: Due, today: dt.date) -> str:
    """Where a milestone stands: reached, late by so many days, or in so many."""
    if one.reached:
        return "Reached"
    days = (one.day - today).days
    if one.late(today):
        return f"Late by {-days} {'day' if days == -1 else 'days'}"
    return "Today" if days == 0 else f"In {days} {'day' if days == 1 else 'days'}"


def cells(found: tuple[Due, ...], today: dt.date) -> list[dict[str, str]]:
    """The table of milestones."""
    return [
        {
            "Milestone": one.milestone.words,
            "By": day_in_words(one.day)
            + ("" if one.day == one.usual else f" (usually {day_in_words(one.usual)})"),
            "Where it stands": in_words(one, today),
        }
        for one in found
    ]


def answer(year: str, report: Report | None, found: tuple[Due, ...], today: dt.date) -> str:
    """The one sentence of how far the report is: late is said plainly."""
    late = [one for one in found if one.late(today)]
    last = next(one for one in found if one.milestone.key == "published")
    if report is not None and report.published_on is not None:
        ontime = report.published_on <= last.day
        said = "in time" if ontime else f"late: it was due by {day_in_words(last.day)}"
        return f"The report of {year} was published on {day_in_words(report.published_on)}, {said}."
    if last.late(today):
        return (
            f"The report of {year} is **late**: it should have been published by {day_in_words(last.day)}. "
            f"{IF_NOT}"
        )
    ending = f" {late[0].milestone.words}: {in_words(late[0], today).lower()}." if late else ""
    return f"The report of {year} is to be published by {day_in_words(last.day)}.{ending}"
