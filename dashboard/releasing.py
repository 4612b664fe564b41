"""Releases of a store: made after all earlier ones, kept, read, and taken back where nobody saw them."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from dashboard import data_requests
from dashboard.entering import with_what_people_wrote
from data import releases
from data.combine import Tables
from data.comparators import published_tables
from data.problems import UserError
from data.records import Records
from data.warehouse import SHORT, Store

if TYPE_CHECKING:
    from metrics.ledger import Ledger
    from metrics.release import Built, Progress, Release


def build(
    store: Store,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    records: Records | None = None,
) -> Built:
    """What a release of all that is loaded and written would be; nothing is kept yet.

    as_at    a month end; by default the newest that the files of every area reach. A later day would
             show an area whose files end before it as if nothing had happened there since.
    records  what people wrote; by default those in the store itself
    The newest release made again of the same is that release, and whole again if it was damaged.
    Raises UserError where what readers know from an earlier release cannot be read.
    """
    # Reading and checking files should not wait for the statistics to be imported.
    from metrics import release

    tables = store.tables() | published_tables(store)
    day = as_at or release.latest_as_at(tables)
    records = records or Records.of(store.folder)
    entries = records.entries()
    tables = with_what_people_wrote(tables, entries, day)
    asked = data_requests.accepted_requests(entries)

    def after(ledger: Ledger) -> Built:
        return release.build(
            tables, store.agreement(), day, progress, ledger=ledger, requests=asked
        )

    store.forget_unfinished()
    newest = store.newest_digest()
    if newest and (before := _before_the_same(store, newest, tables, day)):
        again = after(before)
        if again.release.digest == newest:
            return again
    return after(ledger_after(store, newest))


def _before_the_same(store: Store, newest: str, tables: Tables, as_at: dt.date) -> Ledger | None:
    """The ledger that the newest release was made with, if it was made of these files for this day."""
    from metrics import release

    said = releases.manifest(store, newest) or {}
    same = {
        "extracts": sorted(tables["extracts"]["extract"]),
        "published": sorted(tables["published_files"]["digest"]),
        "as_at": as_at.isoformat(),
        **release.agreed(store.agreement()),
    }
    if any(said.get(name) != value for name, value in same.items()):
        return None
    earlier = said.get("ledger", [])
    return ledger_after(store, earlier[-1] if earlier else None, only=earlier)


def ledger_after(store: Store, digest: str | None, only: list[str] | None = None) -> Ledger:
    """What readers know from a release and from all before it; nothing before the first.

    only  the releases it is to hold, where others were made since; all that are kept, if not said
    Raises UserError where one of them cannot be read, or is not among those it was made beside.
    """
    from metrics import ledger, release
    from metrics.scrutiny.given_back import printed_in

    if digest is None:
        held = ledger.EMPTY
    else:
        frames, manifest = releases.printed(store, digest)
        held = ledger.taken_up(digest, manifest, releases.counts(store, digest), frames["figures"])
        if release.digest_of_frame(frames["figures"]) != manifest["frames"]["figures"]:
            raise releases.damaged(store, "releases", digest, "what it printed")
    strangers = set(releases.kept(store) if only is None else only) - set(held.releases)
    if strangers:
        named = ", ".join(sorted(one[:SHORT] for one in strangers))
        raise UserError(
            f"The newest release was made without knowing of {named}, which is kept in {store.folder} too.\n"
            "Readers may have both, and nobody can tell what a new one would give away beside them. Put the "
            "store back from your last copy; or, if nobody but you has seen one of them, take that one back: "
            "partnership take-back RELEASE"
        )
    answers = [printed_in(releases.printed(store, one)[0]["adjustments"]) for one in held.releases]
    return replace(held, answers=pl.concat([ledger.NO_ANSWERS, *answers]).unique())


def records_named(store: Store) -> set[str]:
    """The newest entry of the records, by its digest, as each release that is kept names it."""
    named = set()
    for path in sorted((store.folder / "releases").glob("*/manifest.json")):
        # A damaged release says nothing of the records, and is told of where it is opened.
        with suppress(OSError, ValueError):
            named.add(json.loads(path.read_text(encoding="utf-8")).get("records"))
    return named - {None}


def keep(store: Store, built: Built) -> str:
    """Keep a release as the newest one, and the analyst's counts beside it; gives its digest.

    Raises UserError where another release was kept since this one was begun.
    """
    made = built.release
    return store.save_release(made.frames, made.manifest, built.counts, made.manifest["ledger"])


def take_back(store: Store, digest: str) -> str | None:
    """Forget a release that nobody has seen, and give the digest of the one before it, now the newest.

    Raises UserError for a release that a later one was made beside: its figures stand in the other's sums.
    """
    others = {one: releases.manifest(store, one) for one in releases.kept(store) if one != digest}
    # Of one that cannot be read nobody knows which came before it.
    later = [
        one for one, said in others.items() if said is None or digest in said.get("ledger", [])
    ]
    if later:
        raise UserError(
            f"Release {later[0][:SHORT]} was made after it, and hides what both together would give away.\n"
            "Take that one back first, if nobody has seen it either."
        )
    ages = {one: len((said or {}).get("ledger", [])) for one, said in others.items()}
    newest = max(ages, key=ages.__getitem__, default=None)
    releases.take_back(store, digest, newest)
    return newest


def current(store: Store) -> Release:
    """The newest release, verified. Raises UserError before the first one is made."""
    from metrics import release

    held = store.newest_release()
    if held is None:
        raise UserError(
            f"There is no release in {store.folder} yet.\n"
            "Load your files (partnership load FILE), then run: partnership release"
        )
    return release.open(*held)
