"""What the analyst's page needs: an upload on its way into the store, and what a release would change.

The only page that touches true counts is the analyst's; they come through here and go no further.
"""

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from dashboard import partnership
from data.comparators import load_published
from data.extracts import Extract
from data.formats.published import Published, looks_published
from data.rules import RULES
from data.warehouse import Store
from metrics.release import Built

Row = dict[str, Any]


class Upload(Protocol):
    """What the uploader gives."""

    name: str

    def getbuffer(self) -> memoryview:
        """The file's bytes."""
        ...


@dataclass(frozen=True)
class Loaded:
    """What became of one upload; `new` is False where the same file was loaded before."""

    extract: Extract
    new: bool


def keep_upload(
    store: Store,
    upload: Upload,
    area: str | None,
    as_at: dt.date | None,
    progress: Callable[[float], None],
) -> Loaded:
    """Read an upload into the store. Its copy on disk is readable by us alone and gone afterwards.

    Raises UserError where it cannot be read, or is of an area that is not in the agreement.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getbuffer())
        return Loaded(*partnership.load(store, path, area=area, as_at=as_at, progress=progress))


def keep_published(store: Store, upload: Upload) -> tuple[Published, bool] | None:
    """Keep an upload of published figures; None where it is none. False with it where it was kept before.

    Raises UserError where it is one and cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getbuffer())
        return load_published(store, path) if looks_published(path) else None


def problem_rows(extract: Extract) -> list[Row]:
    """Problems by what to do about them, those that left rows out first, then by how many rows."""
    counts = extract.problems.counts.sort("refused", "rows", descending=True)
    return [
        {
            **row,
            "message": RULES[row["rule"]].message,
            "what_to_do": RULES[row["rule"]].what_to_do,
        }
        for row in counts.iter_rows(named=True)
    ]


def month_ends(earliest: dt.date, latest: dt.date, months: int = 24) -> list[dt.date]:
    """The month ends that a release can be made for, the newest first; none where they cross."""
    ends = [latest]
    while len(ends) < months:
        ends.append(ends[-1].replace(day=1) - dt.timedelta(days=1))
    return [end for end in ends if end >= earliest]


def changes(before: dict[str, pl.DataFrame] | None, built: Built) -> list[Row]:
    """What a release would change: a row for each measure, the partnership's true counts of a year.

    changed  how many totals, over all areas and periods, would be another number
    """
    after = _totals(built.counts)
    earlier = after.clear() if before is None else _totals(before)
    joined = after.join(earlier, on=_KEY, how="full", coalesce=True, suffix="_before")
    newest = (
        after.filter(pl.col("period_kind") == "year", pl.col("area") == "partnership")
        .sort("period_start")
        .group_by("measure", maintain_order=True)
        .last()
        .select(*_KEY)
    )
    changed = joined.group_by("measure").agg(
        changed=(
            pl.col("met").ne_missing(pl.col("met_before"))
            | pl.col("of").ne_missing(pl.col("of_before"))
        ).sum()
    )
    rows = newest.join(joined, on=_KEY, nulls_equal=True).join(changed, on="measure")
    titles = built.release.catalogue.select("title", "unit", measure="id")
    return titles.join(rows, on="measure", how="inner", maintain_order="left").to_dicts()


_KEY = ["measure", "area", "basis", "category", "period_kind", "period_start"]


def _totals(counts: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return (
        counts["figures"]
        .filter(pl.col("characteristic") == "all")
        .select(*_KEY, "period_label", "met", "of")
    )
