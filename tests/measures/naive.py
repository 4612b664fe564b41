"""The rules once more, child by child and in plain loops, to set against the ones that run."""

import calendar
import datetime as dt
from collections.abc import Sequence

ONE_DAY = dt.timedelta(days=1)

Referral = tuple[dt.date, dt.date | None, bool | None]
"""Day, closure, no further action."""
Plan = tuple[dt.date, dt.date | None, int | None]
"""Start, end, number of earlier plans that the file tells of."""


def months_after(day: dt.date, months: int) -> dt.date:
    """So many calendar months on, clipped to the end of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def working_day(day: dt.date, closed: frozenset[dt.date]) -> bool:
    return day.weekday() < 5 and day not in closed


def nth_working_day_after(day: dt.date, number: int, closed: frozenset[dt.date]) -> dt.date:
    """Counted one day at a time, strictly after the day."""
    while number:
        day += ONE_DAY
        number -= working_day(day, closed)
    return day


def working_days_between(start: dt.date, stop: dt.date, closed: frozenset[dt.date]) -> int:
    """Working days after the start, up to and including the stop."""
    return sum(
        working_day(start + ONE_DAY * number, closed)
        for number in range(1, (stop - start).days + 1)
    )


def open_already(referrals: Sequence[Referral], which: int) -> bool:
    """Ruling 15: an earlier episode, not ended at once, closed later than this day or not at all."""
    day = referrals[which][0]
    return any(
        earlier < day and not at_once and (closed is None or closed > day)
        for earlier, closed, at_once in referrals
    )


def re_referral(referrals: Sequence[Referral], which: int) -> bool:
    """Rulings 11 and 21."""
    day = referrals[which][0]
    return any(
        earlier < day <= months_after(earlier, 12) and not open_already(referrals, number)
        for number, (earlier, _, _) in enumerate(referrals)
    )


def repeat_soon(plans: Sequence[Plan], which: int, first_loaded: dt.date) -> bool | None:
    """Ruling 23; None where it cannot be known."""
    start, _, told_of = plans[which]
    earlier = [plan for plan in plans if plan[0] < start]
    if earlier:
        end = max(earlier)[1]
        if end is None or end > start:
            return None
        return start <= months_after(end, 24)
    if told_of == 0 or first_loaded <= months_after(start, -24):
        return False
    return None


def reviewed_in_time(
    start: dt.date, reviews: Sequence[dt.date], day: dt.date, first_loaded: dt.date
) -> bool | None:
    """Ruling 19, in its own order; None where the plan is not judged yet."""
    if months_after(start, 3) > day:
        return None
    held = sorted(review for review in reviews if start < review <= day)
    due, last = months_after(start, 3), start
    if start < first_loaded:
        before = [review for review in held if review < first_loaded]
        if before:
            last = before[-1]
            due = months_after(last, 6)
        elif start < months_after(first_loaded, -12):
            return False
    for review in held:
        if review <= last:
            continue
        if review > due:
            return False
        due = months_after(review, 6)
    return due >= day


def open_on(spells: Sequence[tuple[dt.date, dt.date | None]], day: dt.date) -> bool:
    """Ruling 13."""
    return any(start <= day and (end is None or end > day) for start, end in spells)
