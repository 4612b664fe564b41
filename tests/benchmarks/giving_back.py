"""What adjusted answers would give back of the strata of small groups: every list of counts is tried.

`python -m tests.benchmarks.giving_back STORE` reads the newest release of a store, with the counts behind it.
The attacker has one answer, and how many children of each stratum have the outcome and have not.
"""

import math
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl

from data import releases
from data.warehouse import Store
from metrics.adjustment import (
    homogeneity_p,
    pooled_gap,
    pooled_ratio,
    with_both,
    within_strata_p,
)
from metrics.areas import PARTNERSHIP
from metrics.intervals import column
from metrics.ledger import NO_ANSWERS
from metrics.measures import MEASURES
from metrics.scrutiny.adjustments import adjustments
from metrics.scrutiny.given_back import ANSWER, CUBE, UNEVEN, crossed, given_back, printed_in
from metrics.scrutiny.rounding import two_figures, two_figures_of_a_ratio

MOST_HIDDEN = 5
MOST_LISTS = 300_000
COUNTS = ("met", "of", "reference_met", "reference_of")


def divisions(children: int, most: np.ndarray) -> np.ndarray:
    """Every way to divide so many children among strata that hold no more than so many each."""
    strata = len(most)
    found = [
        np.diff((-1, *bars, children + strata - 1)) - 1
        for bars in combinations(range(children + strata - 1), strata - 1)
    ]
    return np.array([one for one in found if (one <= most).all()])


def lists(row: dict) -> int:
    """How many there are to try, were there room for all."""
    met, strata = sum(row["met"]), len(row["met"])
    parts = (met, sum(row["of"]) - met)
    return math.prod(math.comb(part + strata - 1, strata - 1) for part in parts)


def tells(row: dict, *, more: bool) -> bool:
    """Whether the answer, and not the sums alone, tells a count of 1 to 5.

    more    were its gap and both its tests printed too, in two figures
    """
    met, of, rest, rest_of = (np.array(row[name]) for name in COUNTS)
    with_it = divisions(met.sum(), met + rest)
    without = divisions((of - met).sum(), of - met + rest_of - rest)
    a, b = np.repeat(with_it, len(without), axis=0), np.tile(without, (len(with_it), 1))
    true = np.flatnonzero((a == met).all(axis=1) & (b == of - met).all(axis=1))[0]
    used = with_both(a, a + b, met + rest - a, of + rest_of - a - b)
    ratio = pooled_ratio(*used)
    homogeneity = homogeneity_p(*used, ratio=ratio.value)
    numbers = ratio.columns("ratio")
    printed = [pl.select(two_figures_of_a_ratio(one)).to_series() for one in numbers.values()]
    printed.append(pl.Series(homogeneity < UNEVEN))
    if more:
        tests = (homogeneity, within_strata_p(*used))
        besides = [*pooled_gap(*used).columns("gap").values(), *(column("p", one) for one in tests)]
        printed += [pl.select(two_figures(one)).to_series() for one in besides]
    fits = np.ones(len(a), dtype=bool)
    for one in printed:
        fits &= one.eq_missing(one[int(true)]).to_numpy()
    for own, tried in ((met, a), (of - met, b)):
        fixed = (tried[fits] == own).all(axis=0) & ~(tried == own).all(axis=0)
        if (fixed & (own >= 1) & (own <= MOST_HIDDEN)).any():
            return True
    return False


def measured(folder: Path) -> list[tuple[str, str]]:
    """Rows of a table: what, and how many."""
    store = Store(folder)
    digest = store.newest_digest()
    frames, manifest = releases.printed(store, digest)
    strata = releases.counts(store, digest)["strata"]
    members = sorted(set(strata["area"]) - {PARTNERSHIP, *manifest.get("apart", [])})
    every = adjustments(strata, frames["comparisons"], members, NO_ANSWERS, 0, crossed([], strata))
    printed = printed_in(frames["adjustments"])
    rest = printed_in(every).join(crossed(MEASURES, strata), on=CUBE, how="anti")
    begun = time.perf_counter()
    kept = given_back(strata, rest, NO_ANSWERS, members, MOST_HIDDEN)
    seconds = time.perf_counter() - begun
    by = strata.sort("stratum").group_by(ANSWER, maintain_order=True).agg(pl.col(*COUNTS))
    answered = every.filter(pl.col("adjusted_lower").is_not_null())
    few = [row for row in answered.join(by, on=ANSWER).to_dicts() if lists(row) <= MOST_LISTS]
    return [
        ("adjusted answers whose crude counts are printed", f"{printed_in(every).height:,}"),
        (
            "of pairs whose counts are printed otherwise",
            f"{printed_in(every).height - rest.height:,}",
        ),
        ("kept back for what they give away", f"{kept.height:,}, found in {seconds:.1f} s"),
        ("printed", f"{printed.height:,}"),
        ("so small that every list of counts can be tried", f"{len(few):,}"),
        (
            "of them tell a count of 1 to 5, each by itself",
            f"{sum(tells(row, more=False) for row in few):,}",
        ),
        (
            "of them, were gap and tests printed too",
            f"{sum(tells(row, more=True) for row in few):,}",
        ),
    ]


if __name__ == "__main__":
    for what, many in measured(Path(sys.argv[1])):
        print(f"{what:<50} {many}")
