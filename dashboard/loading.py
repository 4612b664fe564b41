"""What the analyst's page needs: an upload on its way into the store, and what a release would change.

The only page that touches true counts is the analyst's; they come through here and go no further.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from dashboard import partnership
from data.comparators import load_published
from data.extracts import Extract
from data.formats import partner_returns
from data.formats.published import Published, looks_published
from data.problems import UserError
from data.returns import mapping
from data.returns.layout import Field
from data.returns.statement import Statement
from data.returns.subjects import SUBJECTS
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
    """What became of one upload; `new` is False where the same file was loaded before.

    sent_too  other returns of the same sender and days
    """

    extract: Extract
    new: bool
    sent_too: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unmatched:
    """A partner's headings, our columns, and which of theirs is read as which of ours already."""

    headings: tuple[str, ...]
    fields: tuple[Field, ...]
    read_as: dict[str, str]


def keep_upload(
    store: Store,
    upload: Upload,
    area: str | None,
    as_at: dt.date | None,
    progress: Callable[[float], None],
    says: Statement | None = None,
) -> Loaded:
    """Read an upload into the store. Its copy on disk is readable by us alone and gone afterwards.

    says  what a partner's return does not say of itself
    Raises UserError where it cannot be read, or is of an area that is not in the agreement.
    """
    with _on_disk(upload) as path:
        extract, new = partnership.load(
            store,
            path,
            area=area,
            as_at=as_at,
            progress=progress,
            says=says,
            received=partnership.today(),
        )
    return Loaded(extract, new, tuple(partnership.sent_too(store, extract)))


def may_be_a_return(name: str) -> bool:
    """Whether a file of this name can be a partner's return or a school census."""
    return Path(name).suffix.lower() in (".csv", ".xlsx", ".zip")


def unmatched(store: Store, upload: Upload, says: Statement) -> Unmatched | None:
    """The headings of an upload, where those that its subject needs are not among them, or mapped."""
    if says.subject is None:
        return None
    subject, shape = SUBJECTS[says.subject], says.shape or "rows"
    try:
        with _on_disk(upload) as path:
            headings = partner_returns.headings_in(path)
    except UserError:
        # It is no table at all, which the reader has been told.
        return None
    read_as, lacking = partner_returns.matched(headings, subject, shape)
    mapped = [one for one in store.mappings() if one.says.subject == subject.key]
    readable = any(not partner_returns.matched(headings, subject, shape, one)[1] for one in mapped)
    if not lacking or not headings or readable:
        return None
    return Unmatched(headings, mapping.fields_of(subject, shape), read_as)


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getbuffer())
        yield path


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
