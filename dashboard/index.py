"""The frames of a release by measure and area, parted once: a page asks for many measures at each redraw."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from metrics.release import Release

Row = dict[str, Any]

RELEASES_KEPT = 3
"""So many the pages keep open, each with its index."""


ANSWERS = (
    "comparisons",
    "cumulative",
    "adjustments",
    "waits",
    "sensitivities",
    "intersections",
)
"""The frames of answers that a release prints (`metrics/scrutiny`)."""


class Index:
    """What a release prints of each measure in each area; nothing is changed in it."""

    def __init__(self, release: Release) -> None:
        self.measures: dict[str, Row] = {
            row["id"]: row for row in release.catalogue.iter_rows(named=True)
        }
        self.bases: dict[str, set[str]] = {
            measure: set(bases)
            for measure, bases in release.figures.group_by("measure")
            .agg(pl.col("basis").unique())
            .iter_rows()
        }
        self._parts = {
            name: _parted(getattr(release, name))
            for name in ("figures", "signals", "states", "revisions", *ANSWERS)
        }
        self._empty = {name: getattr(release, name).clear() for name in self._parts}

    def figures(self, measure: str, area: str) -> pl.DataFrame:
        """Every figure of a measure in an area; none where the release prints none."""
        return self._of("figures", measure, area)

    def signals(self, measure: str, area: str) -> pl.DataFrame:
        """Every point of its run charts, by period and by event."""
        return self._of("signals", measure, area)

    def states(self, measure: str, area: str) -> pl.DataFrame:
        """Every state counted beside its denominators."""
        return self._of("states", measure, area)

    def revisions(self, measure: str, area: str) -> pl.DataFrame:
        """Every figure of it that is another than in the release before."""
        return self._of("revisions", measure, area)

    def answers(self, name: str, measure: str, area: str) -> pl.DataFrame:
        """Every answer of one kind (one of ANSWERS) to what a scrutineer asks of a measure."""
        return self._of(name, measure, area)

    def _of(self, name: str, measure: str, area: str) -> pl.DataFrame:
        return self._parts[name].get((measure, area), self._empty[name])


@lru_cache(maxsize=RELEASES_KEPT)
def of(release: Release) -> Index:
    """The index of a release, made at its first use."""
    return Index(release)


def _parted(frame: pl.DataFrame) -> dict[tuple[Any, ...], pl.DataFrame]:
    return frame.partition_by("measure", "area", as_dict=True)
