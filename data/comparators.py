"""The published figures that a partnership keeps: one file of each table and release, whole or not at all.

They lie in the store's folder `published/`, each under the digest of its file, beside its facts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from data.formats.published import Published, read_published
from data.problems import UserError
from data.tables import PUBLISHED, PublishedFiles
from data.warehouse import SHORT, Store

KIND: Final = "published"
_FACTS: Final = (
    "digest",
    "file",
    "kind",
    "table",
    "release",
    "release_year",
    "first_year",
    "last_year",
    "areas",
    "rows",
)


def load_published(store: Store, path: Path, name: str | None = None) -> tuple[Published, bool]:
    """Read a file of published figures and keep it; False with it where it is kept already.

    name  the file's name as the user knows it, where `path` is a copy of an upload
    Raises UserError where it cannot be read, or another file of the same table and release is kept: of two
    such files nobody can tell which is right.
    """
    read = read_published(path, name)
    for facts in _every(store):
        if facts["digest"] == read.digest:
            return read, False
        if (facts["table"], facts["release_year"]) == (read.table, read.release_year):
            raise UserError(
                f"{read.file} and {facts['file']}, which is loaded, are of the same table and release "
                f"({read.kind}; {read.release}), and hold different figures.\nKeep the one that is right: "
                f"partnership comparators withdraw {facts['digest'][:SHORT]}, then load the other."
            )
    store.put(KIND, read.digest, read.tables, {name: getattr(read, name) for name in _FACTS})
    return read, True


def published_files(store: Store) -> pl.DataFrame:
    """One row per file kept (`data.tables.PublishedFiles`), by kind and release.

    Raises UserError where one is damaged.
    """
    rows = [{name: facts[name] for name in _FACTS if name != "table"} for facts in _every(store)]
    empty = PublishedFiles.create_empty()
    frame = pl.DataFrame(rows, schema=empty.schema) if rows else empty
    return PublishedFiles.validate(frame).sort("kind", "release_year", "digest")


def published_tables(store: Store) -> dict[str, pl.DataFrame]:
    """The tables of all files kept: of a figure that several releases hold, the newest release's.

    Every table of `data.tables.PUBLISHED`, empty where nothing is kept, and `published_files`.
    Raises UserError where a file kept is damaged.
    """
    stacked: dict[str, list[pl.DataFrame]] = {
        name: [schema.create_empty()] for name, schema in PUBLISHED.items()
    }
    for facts in _every(store):
        for name, frame in _frames(store, facts):
            stacked[name].append(frame)
    found = {name: pl.concat(frames) for name, frames in stacked.items()}
    return {
        "published_figures": _newest(
            found["published_figures"],
            "release_year",
            ["comparator", "category", "area", "level", "year"],
        ),
        "populations": _newest(found["populations"], "release_year", ["area", "level", "mid_year"]),
        "statistical_neighbours": _newest_model(found["statistical_neighbours"]),
        "published_files": published_files(store),
    }


def withdraw_published(store: Store, digest_prefix: str) -> str:
    """Forget a file of published figures, readable or not, and give its digest.

    Raises UserError if none or several begin so.
    """
    digest = named_published(store, digest_prefix)
    store.take_out(KIND, digest)
    return digest


def named_published(store: Store, digest_prefix: str) -> str:
    """The digest of the one file that begins so. Raises UserError if none or several match."""
    matching = [
        each for each in store.kept(KIND) if digest_prefix and each.startswith(digest_prefix)
    ]
    if len(matching) != 1:
        many = f"{len(matching)} files match" if matching else "no file matches"
        raise UserError(
            f"{many} what you gave.\nGive the first letters of one, as 'partnership comparators' lists them."
        )
    return matching[0]


def damaged_published(store: Store) -> dict[str, str]:
    """What is wrong with each damaged file kept, and what to do about it, by its digest."""
    found = {}
    for digest in store.kept(KIND):
        try:
            list(_frames(store, _facts(store, digest)))
        except UserError as fault:
            found[digest] = str(fault)
    return found


def _newest(rows: pl.DataFrame, release: str, key: list[str]) -> pl.DataFrame:
    return rows.sort(release, descending=True, maintain_order=True).unique(
        key, keep="first", maintain_order=True
    )


def _newest_model(rows: pl.DataFrame) -> pl.DataFrame:
    """Each authority's neighbours by the newest model that has any: an older one serves where it is alone."""
    return rows.filter(pl.col("model") == pl.col("model").max().over("area")).sort("area", "rank")


def _every(store: Store) -> Iterator[dict[str, Any]]:
    return (_facts(store, digest) for digest in store.kept(KIND))


def _facts(store: Store, digest: str) -> dict[str, Any]:
    try:
        facts = store.facts_of(KIND, digest)
        if any(name not in facts for name in (*_FACTS, "tables")) or facts["digest"] != digest:
            raise ValueError(digest)
    except (OSError, ValueError, TypeError):
        raise _damaged(digest, "its facts.json is not as it was stored") from None
    return facts


def _frames(store: Store, facts: dict[str, Any]) -> Iterator[tuple[str, pl.DataFrame]]:
    for name, listed in facts["tables"].items():
        try:
            yield name, store.frame_of(KIND, facts["digest"], name, listed["sha256"])
        except (OSError, ValueError, pl.exceptions.PolarsError):
            what = f"its {name}.parquet is not as it was stored"
            raise _damaged(facts["digest"], what) from None


def _damaged(digest: str, what: str) -> UserError:
    return UserError(
        f"The published figures {digest[:SHORT]} are damaged: {what}.\nWithdraw them (partnership "
        f"comparators withdraw {digest[:SHORT]}) and load their file again."
    )
