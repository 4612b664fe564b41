"""Limits where events are so few that the jumps between points (XmR) say little of what is usual.

Which chart: where fewer than four of the rarer outcome are usual in a period, of

  shares   p   limits of the binomial distribution, each for its own denominator
  rates    u   limits of the Poisson distribution, each for its own children and days
  numbers  c   limits of the Poisson distribution
  events whose days may be printed   t   days between two of them, read on the scale of their 3.6th root
                                     g   opportunities that passed between two of them (geometric)

From four on XmR raises hardly more false alarms than it ever does. And it is the better one where events do
not come by chance alone: brothers and sisters are referred together, so numbers of children vary more than
chance, and XmR takes its limits from how much they did vary. Of series of 20 points without any change,
simulated, so many had a point beyond its limits (`python -m tests.benchmarks.false_alarms`):

  usual number              1     2     4    10    20
  XmR                      28%   20%   14%   10%    9%
  p, u, c                   0%    1%    1%    2%    3%
  XmR, sibling groups      47%   27%   18%   12%    9%
  p, u, c, sibling groups  14%   17%   18%   30%   33%

So Laney's p' and u', which widen p and u by how much points vary, are not needed: XmR does the same.
Three standard deviations are no limits for so few: the tails are those of three standard deviations (0.135%
on either side) of the exact distribution, as in `metrics.funnel`. Runs are read around the middle of that
distribution (of t and g, of the points) and not its mean, below which most points lie where most are 0.

Source: ASTM (1990), and Hart and Hart (2002), for four of the rarer outcome; Nelson (1994), Journal of
Quality Technology 26(3), for t; Benneyan (2001), Health Care Management Science 4(4), for g.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import median
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrc, betainc, ndtr, pdtr, pdtrc

from metrics import funnel
from metrics.spc import FEWEST_POINTS, Better, Limits, Point, process_limits, read, without_limits

Real = npt.NDArray[np.float64]

FEWEST_FOR_XMR: Final = 4
LEVEL: Final = float(2 * ndtr(3) - 1)
"""Between three standard deviations of a normal distribution: 99.73%."""
OUTER_THIRD: Final = float(2 * ndtr(2) - 1)
"""Between two of them: what lies beyond is the outer third."""
ROOT_OF_DAYS: Final = 3.6
"""Days between events of constant chance, to this root, are close to normally distributed (Nelson)."""
_HALVINGS: Final = 60


def usual_number(events: Sequence[float], of: Sequence[float] | None = None) -> float:
    """How many of the rarer outcome a period has on average: of the events, or of those that are none.

    of  what each number of events is a part of; null where they are a part of nothing
    """
    rarer = sum(events) if of is None else min(sum(events), sum(of) - sum(events))
    return rarer / len(events)


@dataclass(frozen=True)
class Counts:
    """What stands behind the points of a series, all as printed.

    events  whole numbers;  of  what each is a part of, or the children and years that a rate is of (1 for a
    plain number); above 0;  per  what events / of is multiplied with to give the figure
    """

    events: tuple[int, ...]
    of: tuple[float, ...]
    per: float = 1

    def between(self, start: int, stop: int) -> "Counts":
        """Those of some of the points."""
        return replace(self, events=self.events[start:stop], of=self.of[start:stop])


def counted(
    chart: Literal["p", "u", "c"], counts: Counts, better: Better, baseline: int | None = None
) -> tuple[Point, ...]:
    """The points of a p, u or c chart in order of time, with limits in the unit of the figure.

    baseline  as for `metrics.spc.xmr`. Fewer than five points have no limits.
    """
    events, of, per = counts.events, np.array(counts.of, dtype=np.float64), counts.per
    values = [one / many * per for one, many in zip(events, counts.of, strict=True)]
    if len(events) < FEWEST_POINTS:
        return without_limits(values)
    behind = min(len(events), baseline or len(events))
    rate = sum(events[:behind]) / sum(counts.of[:behind])
    if chart == "p":
        sides = [
            _side(_binomial(one, int(many), rate)) for one, many in zip(events, of, strict=True)
        ]
    else:
        sides = [_side(_poisson(one, rate * many)) for one, many in zip(events, of, strict=True)]
    (low, high), (low_third, high_third) = (
        binomial_limits(rate, of, level) if chart == "p" else funnel.count_limits(rate * of, level)
        for level in (LEVEL, OUTER_THIRD)
    )
    edges = np.array([low, high, low_third, high_third]) / of * per
    limits = [Limits(rate * per, *map(float, edges[:, place])) for place in range(len(events))]
    return read(values, limits, better, chart, behind, sides)


def binomial_limits(share: float, of: Real, level: float) -> tuple[Real, Real]:
    """Lower and upper limits of a number out of each denominator, exact and not rounded.

    A number below the lower limit has a chance of less than (1 - level) / 2 to be so low, one above the upper
    limit to be so high. The limits are 0 and all where even these are likelier than that.
    """
    tail = (1 - level) / 2
    # Both tails go on between whole numbers, so that a limit is a line and not steps.
    _, lower = _around(lambda x: betainc(of - x, x + 1, 1 - share) < tail, of)
    upper, _ = _around(lambda x: betainc(x, of - x + 1, share) >= tail, of)
    return np.where((1 - share) ** of > tail, 0.0, lower), np.where(share**of > tail, of, upper)


def days_between(
    days: Sequence[int], better: Better, baseline: int | None = None
) -> tuple[Point, ...]:
    """The points of a t chart: days from each event to the one after it, and their limits in days.

    days    0 where two events share a day
    better  the direction of the days that is good: of unwanted events "higher"
    Trends do not depend on the scale; limits, thirds and the middle are those of the root.
    """
    roots = [one ** (1 / ROOT_OF_DAYS) for one in days]
    if len(roots) < FEWEST_POINTS:
        return without_limits([float(one) for one in days])
    behind = min(len(roots), baseline or len(roots))
    usual = process_limits(roots[:behind])
    points = read(roots, [usual] * len(roots), better, "t", behind)
    edges = [max(0.0, edge) ** ROOT_OF_DAYS for edge in (usual.centre, usual.lower, usual.upper)]
    return tuple(
        replace(
            point, value=float(one), centre=edges[0], lower_limit=edges[1], upper_limit=edges[2]
        )
        for one, point in zip(days, points, strict=True)
    )


def opportunities_between(
    passed: Sequence[int], better: Better, baseline: int | None = None
) -> tuple[Point, ...]:
    """The points of a g chart: how many opportunities passed between two events, and their limits.

    passed  0 where one followed at once;  better  as for `days_between`
    Limits are those of the geometric distribution, not three standard deviations, beyond which one
    ordinary point in 55 would lie. The middle, around which runs are read, is what half of the points pass.
    """
    values = [float(one) for one in passed]
    if len(passed) < FEWEST_POINTS:
        return without_limits(values)
    behind = min(len(passed), baseline or len(passed))
    mean = sum(passed[:behind]) / behind
    edges = (
        edge
        for level in (LEVEL, OUTER_THIRD)
        for edge in geometric_limits(mean / (mean + 1), (1 - level) / 2)
    )
    limits = Limits(float(median(passed[:behind])), *edges)
    return read(values, [limits] * len(values), better, "g", behind)


def geometric_limits(passes: float, tail: float) -> tuple[float, float]:
    """Below and above which number passed, each passing with this chance, less than `tail` would lie."""
    if passes == 0:
        return 0.0, 0.0
    return max(0.0, log(1 - tail) / log(passes) - 1), log(tail) / log(passes)


def _binomial(events: int, of: int, share: float) -> tuple[float, float]:
    """The chance of so few events, and of so many."""
    return float(bdtr(events, of, share)), float(bdtrc(events - 1, of, share)) if events else 1.0


def _poisson(events: int, expected: float) -> tuple[float, float]:
    return float(pdtr(events, expected)), float(pdtrc(events - 1, expected)) if events else 1.0


def _side(chances: tuple[float, float]) -> int:
    """Which side of the middle: where chance alone would put fewer than half so low, or so high."""
    so_few, so_many = chances
    return int(so_many < 0.5) - int(so_few < 0.5)


def _around(short: Callable[[Real], npt.NDArray[np.bool_]], of: Real) -> tuple[Real, Real]:
    """The numbers, from 0 to each denominator, between which a condition of small numbers ceases to hold."""
    low, high = np.zeros_like(of), of.copy()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        holds = short(middle)
        low, high = np.where(holds, middle, low), np.where(holds, high, middle)
    return low, high
