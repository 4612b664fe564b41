"""How often a comparison is flagged: where no group differs, and where one differs by what could be seen.

`python -m tests.benchmarks.flagging` prints the table alone; `make bench` prints it among the others.
Children are drawn by chance, with a fixed seed, and told of by the very functions that a release uses.
"""

import numpy as np

from metrics.chance import detectable_rate_ratios, detectable_ratios
from metrics.disparity import FLAGGED, compared, others

Row = tuple[str, str, str, str, str]

SCREENS, CHAINS, SINGLE = 5_000, 2_000, 5_000
GROUPS = {
    "tiny": (10, 10, 12, 15, 40),
    "small": (12, 20, 35, 60, 400),
    "medium": (40, 80, 120, 150, 1_500),
}
"""Children of five groups: the smallest that are compared at all, a small area's and a large one's."""
SHARES = (0.1, 0.28, 0.5, 0.8)
CHAIN = (0.7, 0.28, 0.45, 0.8, 0.5, 0.4, 0.3)
"""Of those who reach a step of the chain, the share who take it."""
CONTACTS = (150, 300, 400, 500, 4_000)
SINGLES = ((20, 300, 0.28), (40, 600, 0.25), (128, 1_510, 0.279), (40, 300, 0.8), (300, 3_000, 0.1))
RESIDENTS = ((900, 88_000, 0.004), (4_100, 91_000, 0.004), (12_000, 91_000, 0.004))


def simulate() -> list[Row]:
    """What is so, among how many children, at what share, how often it is flagged, how often asked."""
    chance = np.random.default_rng(20_240_401)
    rows: list[Row] = []
    for name, sizes in GROUPS.items():
        for share in SHARES:
            flagged = screens(chance, np.tile(sizes, (SCREENS, 1)), share)
            rows.append(
                (
                    f"no difference, 5 groups ({name})",
                    listed(sizes),
                    percent(share),
                    percent(flagged),
                    "5% at most",
                )
            )
    flagged = chains(chance)
    rows.append(
        (
            "no difference, 5 groups by 7 steps",
            listed(CONTACTS),
            "a chain",
            percent(flagged),
            "5% at most",
        )
    )
    for n, m, share in SINGLES:
        for side, ratio in zip(
            ("more", "fewer"), detectable_ratios([n], [m], np.array([share])), strict=True
        ):
            flagged = single(chance, n, m, share, float(ratio[0]), residents=False)
            rows.append(
                (
                    f"{ratio[0]:.2f} times as many ({side})",
                    f"{n} v {m:,}",
                    percent(share),
                    percent(flagged),
                    "80%",
                )
            )
    for n, m, rate in RESIDENTS:
        (ratio,), _ = detectable_rate_ratios([n], [m], np.array([rate]))
        flagged = single(chance, n, m, rate, float(ratio), residents=True)
        quiet = single(chance, n, m, rate, 1.0, residents=True)
        sizes = f"{n:,} v {m:,} residents"
        rows.append(
            (
                "no difference in a rate",
                sizes,
                f"{rate * 10_000:.0f} per 10,000",
                percent(quiet),
                "5% at most",
            )
        )
        rows.append(
            (
                f"{ratio:.2f} times the rate",
                sizes,
                f"{rate * 10_000:.0f} per 10,000",
                percent(flagged),
                "80%",
            )
        )
    return rows


def screens(chance: np.random.Generator, of: np.ndarray, share: float) -> float:
    """The part of screens (rows of `of`, a group each column) with any flag, where all have one share."""
    met = chance.binomial(of, share)
    return any_flag(met, of, np.arange(of.size), len(of))


def chains(chance: np.random.Generator) -> float:
    """The same of screens that show seven steps of five groups: 35 comparisons are one family."""
    of = np.tile(CONTACTS, (CHAINS, 1))
    steps = []
    for share in CHAIN:
        met = chance.binomial(of, share)
        steps.append((met, of))
        of = met
    met, of = (np.stack(part, axis=1) for part in zip(*steps, strict=True))
    return any_flag(met, of, np.arange(met.size), CHAINS)


def any_flag(met: np.ndarray, of: np.ndarray, place: np.ndarray, number: int) -> float:
    """The part of families with a flag; the last axis holds the groups of one table."""
    table, family = place // met.shape[-1], place // (met.size // number)
    rest = others(met.ravel(), of.ravel(), table)
    told = compared(met.ravel(), of.ravel(), *rest, family).verdict
    return float((told.reshape(number, -1) == FLAGGED).any(axis=1).mean())


def single(
    chance: np.random.Generator, n: int, m: int, share: float, ratio: float, *, residents: bool
) -> float:
    """How often one comparison, a family of its own, is flagged."""
    draw = (
        (lambda size, p: chance.poisson(size * p, SINGLE))
        if residents
        else (lambda size, p: chance.binomial(size, p, SINGLE))
    )
    told = compared(
        draw(n, share * ratio),
        np.full(SINGLE, n),
        draw(m, share),
        np.full(SINGLE, m),
        np.arange(SINGLE),
        residents=residents,
    ).verdict
    return float((told == FLAGGED).mean())


def listed(sizes: tuple[int, ...]) -> str:
    return ", ".join(f"{size:,}" for size in sizes)


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


if __name__ == "__main__":
    from tests.benchmarks.__main__ import flagging

    flagging()
