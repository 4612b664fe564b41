"""Where the usual range of a run chart is worked out anew: at declared steps, and nowhere else.

A mark of the rules is a question about the process. It is never a reason to move the limits: that would
hide the change that it found.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.agreement import Agreement, Step


@dataclass(frozen=True)
class Segment:
    """Points that share their limits: from `start` up to, and without, `stop`.

    reason  why the limits are worked out anew here, as declared; "" for the first points of a chart
    first   the declared day, null likewise
    """

    start: int
    stop: int
    reason: str = ""
    first: dt.date | None = None


def segments(days: Sequence[dt.date], steps: Sequence[Step]) -> tuple[Segment, ...]:
    """A chart parted at its steps. Steps before its first point, or after its last, part nothing.

    days  the day that each point stands for, in order
    Steps between the same two points are one: their reasons stand together, and the last one's day.
    """
    before = [sum(step.first <= day for step in ordered(steps)) for day in days]
    starts = [
        place for place in range(len(days)) if place == 0 or before[place] > before[place - 1]
    ]
    found = []
    for start, stop in pairwise([*starts, len(days)]):
        taken = ordered(steps)[before[start - 1] : before[start]] if start else []
        reason = "; ".join(step.reason for step in taken)
        found.append(Segment(start, stop, reason, taken[-1].first if taken else None))
    return tuple(found)


def ordered(steps: Sequence[Step]) -> list[Step]:
    """Steps in the order of their days."""
    return sorted(steps, key=lambda step: step.first)


def steps_of(agreement: Agreement, measure: str, area: str) -> tuple[Step, ...]:
    """The steps declared of one chart."""
    return tuple(
        step for step in agreement.steps if step.measure == measure and step.area in (None, area)
    )


def baseline_of(agreement: Agreement, measure: str, area: str) -> int | None:
    """How many first points keep the limits of one chart; the area's own word before that of all."""
    found = {one.area: one.points for one in agreement.baselines if one.measure == measure}
    return found.get(area, found.get(None))
