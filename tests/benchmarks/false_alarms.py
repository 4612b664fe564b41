"""How often a run chart without any change has a point beyond its limits: the table in `metrics/rare.py`.

Run: python -m tests.benchmarks.false_alarms
"""

from collections.abc import Callable, Sequence

import numpy as np

from metrics.rare import Counts, counted
from metrics.spc import Point, xmr

SERIES, POINTS = 800, 20
USUAL = (1, 2, 4, 10, 20)
GROUP_SIZES, GROUP_SHARES = (1, 2, 3), (0.6, 0.25, 0.15)
"""Children of one family who are referred together, and how common groups of each size are."""

Draw = Callable[[float], Sequence[int]]


def by_chance(rng: np.random.Generator, usual: float) -> list[int]:
    """Numbers of events that come one by one."""
    return [int(one) for one in rng.poisson(usual, POINTS)]


def in_families(rng: np.random.Generator, usual: float) -> list[int]:
    """Numbers of children who come in sibling groups."""
    groups = rng.poisson(usual / np.dot(GROUP_SIZES, GROUP_SHARES), POINTS)
    return [int(rng.choice(GROUP_SIZES, size=n, p=GROUP_SHARES).sum()) for n in groups]


def by_jumps(series: Sequence[int]) -> tuple[Point, ...]:
    return xmr([float(one) for one in series], "lower")


def exact(series: Sequence[int]) -> tuple[Point, ...]:
    return counted("c", Counts(tuple(series), (1.0,) * len(series)), "lower")


def share(draw: Draw, usual: float, chart: Callable[[Sequence[int]], tuple[Point, ...]]) -> float:
    """Per cent of series with a point beyond its limits."""
    marked = sum(
        any(point.rule == "beyond a limit" for point in chart(draw(usual))) for _ in range(SERIES)
    )
    return 100 * marked / SERIES


def main() -> None:
    print(f"{'usual number':24}" + "".join(f"{usual:>6}" for usual in USUAL))
    for events, draw in (("", by_chance), (", sibling groups", in_families)):
        for name, chart in (("XmR", by_jumps), ("p, u, c", exact)):
            rng = np.random.default_rng(5)
            cells = (
                share(lambda usual, rng=rng, draw=draw: draw(rng, usual), usual, chart)
                for usual in USUAL
            )
            print(f"{name + events:24}" + "".join(f"{cell:>5.0f}%" for cell in cells))


if __name__ == "__main__":
    main()
