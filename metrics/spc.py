"""Has something changed? Process limits around a series of printed figures, and four signals.

The usual limits are those of single values and their jumps (XmR). Where counts are rare others take their
place (`metrics.rare`); the rules that read the points are the same.

Rules, in order of priority; the first that holds names the point:
  beyond a limit   strictly outside mean +/- 2.66 x mean moving range
  trend            seven points, six strict steps one way; a tie breaks it; all seven are marked
  two in three     three in a row on one side of the mean, two of them in the outer third but within
                   the limits; only those in the outer third are marked
  run              seven points on one side of the mean; a point on the mean breaks it; all are marked

Limits are those of all points, or of the first ones only where the partners agreed to keep these (a
baseline). They are never worked out anew because a point was marked: only from a declared step on.

Source: Provost and Murray (2011), The Health Care Data Guide; NHS England, Making Data Count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from typing import Literal

Better = Literal["higher", "lower", "context"]
Rule = Literal["", "beyond a limit", "trend", "two in three", "run"]
Direction = Literal["", "high", "low"]
Meaning = Literal["better", "worse", "changed", "no clear change", ""]
Chart = Literal["", "XmR", "p", "u", "c", "t", "g"]
"""The variant of a chart, stated wherever it is drawn; "" where there are no limits. p: shares, u: rates and
c: numbers of rare events; t: days, g: opportunities between two of them."""
Assurance = Literal["", "meets", "hit and miss", "misses"]

LIMITS_PER_MOVING_RANGE = 2.66
"""Three standard deviations of single values in mean moving ranges of two: 3 / 1.128."""
LARGEST_ORDINARY_MOVING_RANGE = 3.267
"""In mean moving ranges: a jump at or above it is left out, once, before the limits are drawn."""
POINTS_IN_A_RUN = 7
FEWEST_POINTS = 5
"""Below this a series gets no limits: two or three jumps say nothing of what is usual. Our choice."""
FEWEST_POINTS_FOR_FIRM_LIMITS = 12
"""Below this the limits are trial limits and are called so."""


@dataclass(frozen=True)
class Point:
    """One point of a chart.

    value, centre, lower_limit, upper_limit   in the unit of the figures; the limits may pass 0 or 100
    rule, direction   which signal marks the point, and whether it is high or low (or rising, falling)
    meaning           for the reader; "" where there are no limits, so nothing can be said
    trial             fewer than twelve points stand behind the limits
    chart, frozen     the variant of the limits, and whether a baseline keeps them
    """

    value: float | None
    centre: float | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    rule: Rule = ""
    direction: Direction = ""
    meaning: Meaning = ""
    trial: bool = False
    chart: Chart = ""
    frozen: bool = False


@dataclass(frozen=True)
class Limits:
    """Centre and limits at one point of a series, and where its outer thirds begin."""

    centre: float
    lower: float
    upper: float
    lower_third: float
    upper_third: float


def xmr(
    values: Sequence[float | None], better: Better, baseline: int | None = None
) -> tuple[Point, ...]:
    """The points of one series in order of time, with limits, signals and what they mean.

    values    figures as printed; null where a figure is protected or missing
    better    the direction that is good, or "context" where neither is
    baseline  so many first points set the limits, where there are as many; null: all do
    A series with a null, or of fewer than five points, comes back without limits: limits drawn
    from what is hidden would tell of it, and those that skip it would mislead.
    """
    shown = [value for value in values if value is not None]
    if len(shown) < len(values) or len(shown) < FEWEST_POINTS:
        return without_limits(values)
    behind = min(len(shown), baseline or len(shown))
    limits = [process_limits(shown[:behind])] * len(shown)
    return read(shown, limits, better, "XmR", behind)


def without_limits(values: Sequence[float | None]) -> tuple[Point, ...]:
    """Points of which nothing can be said."""
    return tuple(Point(value) for value in values)


def read(
    values: Sequence[float],
    limits: Sequence[Limits],
    better: Better,
    chart: Chart,
    behind: int,
    sides: Sequence[int] | None = None,
) -> tuple[Point, ...]:
    """Points with their limits, and what the rules say of each.

    behind  how many points set the limits;  sides  as for `signals`
    """
    return tuple(
        Point(
            value,
            limit.centre,
            limit.lower,
            limit.upper,
            rule,
            "high" if side > 0 else "low" if side < 0 else "",
            _meaning(side, better),
            trial=behind < FEWEST_POINTS_FOR_FIRM_LIMITS,
            chart=chart,
            frozen=behind < len(values),
        )
        for value, limit, (rule, side) in zip(
            values, limits, signals(values, limits, sides), strict=True
        )
    )


def assurance(point: Point, target: float | None, better: Better) -> Assurance:
    """Whether a local target is met by all that is usual, by some of it, or by none of it.

    point  the newest one of the newest baseline, whose limits are compared with the target
    "" without a target or limits, for what is neither good nor bad, and while limits are on trial. A
    target is met at its very value, as people mean it.
    Source: NHS England, Making Data Count.
    """
    lower, upper = point.lower_limit, point.upper_limit
    if target is None or lower is None or upper is None or point.trial or better == "context":
        return ""
    if better == "lower":
        lower, upper, target = -upper, -lower, -target
    return "meets" if lower >= target else "misses" if upper < target else "hit and miss"


def process_limits(values: Sequence[float]) -> Limits:
    """Centre and limits of at least two values; exceptional jumps are left out of the usual one."""
    # `mean` is exact, so a series of equal values lies on its centre and not a rounding beside it.
    centre = mean(values)
    jumps = [abs(later - earlier) for earlier, later in pairwise(values)]
    largest = LARGEST_ORDINARY_MOVING_RANGE * mean(jumps)
    usual = mean([jump for jump in jumps if jump < largest] or jumps)
    reach = LIMITS_PER_MOVING_RANGE * usual
    third = reach * 2 / 3
    return Limits(centre, centre - reach, centre + reach, centre - third, centre + third)


def signals(
    values: Sequence[float], limits: Sequence[Limits], sides: Sequence[int] | None = None
) -> list[tuple[Rule, int]]:
    """For each value the first rule that marks it and its direction: 1 high, -1 low, 0 none.

    limits  those at each value
    sides   on which side of the middle each value lies for runs (1, -1, 0 on it); null: of the mean
    """
    each = list(zip(values, limits, strict=True))
    if sides is None:
        sides = [_sign(value - limit.centre) for value, limit in each]
    beyond = [_sign_outside(value, limit.lower, limit.upper) for value, limit in each]
    outer = [
        not out and _sign_outside(value, limit.lower_third, limit.upper_third) != 0
        for (value, limit), out in zip(each, beyond, strict=True)
    ]
    found: list[tuple[Rule, list[int]]] = [
        ("beyond a limit", beyond),
        ("trend", marked_back(trend_ends(values))),
        ("two in three", two_in_three(outer, sides)),
        ("run", marked_back(run_ends(sides))),
    ]
    return [
        next(((rule, marks[i]) for rule, marks in found if marks[i]), ("", 0))
        for i in range(len(values))
    ]


def run_ends(sides: Sequence[int]) -> list[int]:
    """Where the last seven points lie on one side of the mean: that side (1 or -1), else 0."""
    return [
        sides[i]
        if i + 1 >= POINTS_IN_A_RUN and _all_equal(sides[i + 1 - POINTS_IN_A_RUN : i + 1])
        else 0
        for i in range(len(sides))
    ]


def trend_ends(values: Sequence[float]) -> list[int]:
    """Where the last six steps all go one way: 1 up, -1 down, else 0."""
    steps = [0, *(_sign(later - earlier) for earlier, later in pairwise(values))]
    length = POINTS_IN_A_RUN - 1
    return [
        steps[i] if i >= length and _all_equal(steps[i + 1 - length : i + 1]) else 0
        for i in range(len(values))
    ]


def marked_back(ends: Sequence[int]) -> list[int]:
    """Marks spread from each end over its seven points; the peak of two trends keeps the first."""
    marks = [0] * len(ends)
    for i, end in enumerate(ends):
        if end:
            for j in range(i + 1 - POINTS_IN_A_RUN, i + 1):
                marks[j] = marks[j] or end
    return marks


def two_in_three(outer: Sequence[bool], sides: Sequence[int]) -> list[int]:
    """Points in the outer third that stand, with another, among three in a row on one side."""
    marks = [0] * len(outer)
    for i in range(len(outer) - 2):
        three = range(i, i + 3)
        if _all_equal(sides[i : i + 3]) and sum(outer[j] for j in three) >= 2:
            for j in three:
                marks[j] = sides[j] if outer[j] else marks[j]
    return marks


def _meaning(side: int, better: Better) -> Meaning:
    if side == 0:
        return "no clear change"
    if better == "context":
        return "changed"
    return "better" if (side > 0) == (better == "higher") else "worse"


def _all_equal(items: Sequence[int]) -> bool:
    return all(item == items[0] for item in items)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _sign_outside(value: float, lower: float, upper: float) -> int:
    return (value > upper) - (value < lower)
