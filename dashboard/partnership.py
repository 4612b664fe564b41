"""What an analyst does, for the command line and the page alike: found a store, load, release."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dashboard import challenges, data_requests
from data import demo, releases
from data.agreement import Area, agreement_in
from data.combine import Tables
from data.comparators import load_published, published_tables
from data.database import Database
from data.extracts import Extract, read_database_extract, read_extract
from data.formats.own_records import with_own_records
from data.formats.published import looks_published
from data.problems import UserError
from data.pseudonyms import Key, create_key
from data.records import Records
from data.returns.statement import PARTNERSHIP, ColumnMapping, Statement
from data.returns.totals import Total, Totals
from data.warehouse import SHORT, Store
from metrics.methods import METHODS

if TYPE_CHECKING:
    from metrics.ledger import Ledger
    from metrics.release import Built, Release
    from metrics.release import Progress as ProgressOfSteps

Progress = Callable[[float], None]
"""Told what share of the work is done."""


def found(folder: Path, name: str, areas: tuple[Area, ...]) -> Store:
    """Make a new store: the folder, an agreement to fill in, and a key that only its owner can read.

    Raises UserError where the folder holds an agreement already, or such an agreement would not be one.
    """
    agreement = folder / "agreement.toml"
    if agreement.exists():
        raise UserError(
            f"{folder} is a partnership's store already, and was kept as it is.\n"
            "Choose another folder: partnership --store FOLDER init ..."
        )
    text = _agreement(name, areas)
    agreement_in(text, agreement.name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The agreement comes last: with it the store is complete.
    if not (folder / "key").exists():
        create_key(folder / "key")
    agreement.write_text(text, encoding="utf-8")
    return Store(folder)


def _agreement(name: str, areas: tuple[Area, ...]) -> str:
    lines = [
        "# What the partners agreed about their dataset. Everything left out has its default.",
        "",
        f"name = {_quoted(name)}",
        'key_file = "key"',
        "",
        "# Measures chosen, by id (partnership measures lists them); all when left out.",
        '# measures = ["icpc_within_15_working_days"]',
    ]
    for area in areas:
        lines += ["", "[[areas]]", f"code = {_quoted(area.code)}", f"name = {_quoted(area.name)}"]
        if area.region is None:
            lines += ['# region = "North West"  # the region that DfE compares it with']
        else:
            lines += [f"region = {_quoted(area.region)}"]
    lines += [
        "",
        "# Resident children that you know better than the mid-year estimates, one block each:",
        "# [[areas.residents]]",
        "# mid_year = 2024",
        "# children = 61000",
        '# source = "where the number comes from"',
        "",
        "# [targets]",
        "# icpc_within_15_working_days = 90.0",
        "",
        "# Days until partners owe the scrutineer an answer; missed days before the lead partners have it.",
        "# [scrutiny]",
        "# response_working_days = 20",
        "# missed_dates = 2",
        "",
        "# How small counts are kept from readers: dfe_local hides 1 to 5 children; nhs_style hides 1 to 7",
        "# and rounds the rest to 5. None of this can be changed once a release is made.",
        "# [protection]",
        '# policy = "dfe_local"',
        "# In a total, those who did not are shown as DfE shows them; or protected too: everywhere.",
        '# complement = "groups"',
        "# How much a reader may learn of a hidden count: exact, cover or insider (the README explains).",
        '# level = "exact"',
        "",
        "# A change in how things are done, from which on the usual range of run charts is worked out",
        "# anew. Its reason is printed under the chart. Without an area it is of all charts of the measure.",
        "# [[steps]]",
        '# measure = "icpc_within_15_working_days"',
        "# first = 2024-10-01",
        '# reason = "A second conference chair began work"',
        "",
        "# A usual range that stays as its first points set it (12 or more).",
        "# [[baselines]]",
        '# measure = "icpc_within_15_working_days"',
        "# points = 24",
        "",
        "# [conventions]",
        "# re_referral_months = 12",
        "",
    ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    if any(ord(letter) < 32 for letter in text):
        raise UserError("A name is one line of text.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def load(
    store: Store,
    source: Path | Database,
    *,
    area: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    says: Statement | None = None,
    received: dt.date | None = None,
) -> tuple[Extract, bool]:
    """Read a file, a folder of tables or a database and keep what it holds; False where that is kept already.

    says      what a partner's return does not say of itself
    received  the day on which it came
    Raises UserError where it cannot be read, or is of an area that is not in the agreement.
    """
    key, mappings = store.key(), store.mappings()
    return _kept(store, _read(source, key, area, as_at, progress, says, mappings, received))


def _read(
    source: Path | Database,
    key: Key,
    area: str | None,
    as_at: dt.date | None,
    progress: Progress | None,
    says: Statement | None,
    mappings: tuple[ColumnMapping, ...],
    received: dt.date | None = None,
) -> Extract:
    if isinstance(source, Database):
        return read_database_extract(
            source, key=key, area=area, as_at=as_at, progress=progress, received=received
        )
    if looks_published(source):
        raise UserError(
            f"{source.name} holds published figures, and no children.\n"
            f"Load it so: partnership comparators load {source.name}"
        )
    return read_extract(
        source,
        key=key,
        area=area,
        as_at=as_at,
        progress=progress,
        mappings=mappings,
        says=says,
        received=received,
        totals=totals(),
    )


def _kept(store: Store, extract: Extract) -> tuple[Extract, bool]:
    codes = {one.code: one.name for one in store.agreement().areas}
    if extract.area not in (*codes, PARTNERSHIP):
        known = ", ".join(f"{code} {name}" for code, name in codes.items())
        raise UserError(
            f"{extract.file} is of local authority {extract.area}, which is not in the agreement ({known}).\n"
            "Add it to agreement.toml under [[areas]], or load the file into its own partnership's store."
        )
    return extract, store.save_extract(extract)


def sent_too(store: Store, extract: Extract) -> list[str]:
    """Other returns of the same sender, subject, area and days, each by its file and name in the store."""
    if extract.sender is None:
        return []
    same = ("subject", "agency", "sender", "area", "covers_from", "covers_to", "totals")
    others = store.sound_extracts().filter(
        pl.col("extract") != extract.digest,
        *(pl.col(name).eq_missing(pl.lit(getattr(extract, name))) for name in same),
    )
    return [
        f"{file} ({digest[:SHORT]})" for file, digest in others.select("file", "extract").rows()
    ]


def examine(
    source: Path | Database,
    area: str | None,
    as_at: dt.date | None,
    progress: Progress | None = None,
    says: Statement | None = None,
    mappings: tuple[ColumnMapping, ...] = (),
) -> Extract:
    """Read and keep nothing of it: its problems are the same under any key, so none is asked for."""
    key = Key(secrets.token_bytes(32))
    return _read(source, key, area, as_at, progress, says, mappings, today())


def today() -> dt.date:
    """The day on this machine's clock: the day on which what is loaded now came."""
    return dt.datetime.now(dt.UTC).astimezone().date()


def totals() -> Totals:
    """What a partner may send instead of rows: every measure's words, its parts, and its groups."""
    # Most commands need no measure.
    from metrics.characteristics import GROUPINGS
    from metrics.measure import Share
    from metrics.measures import MEASURES

    return {
        measure.id: Total(
            title=measure.title,
            categories=measure.categories if isinstance(measure, Share) else {},
            groups={name: GROUPINGS[name].groups for name in measure.breakdowns},
        )
        for measure in MEASURES
    }


def build(
    store: Store,
    as_at: dt.date | None = None,
    progress: ProgressOfSteps | None = None,
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
    tables = _with_own_records(tables, records, day)
    asked = data_requests.accepted_requests(records.entries(data_requests.KIND))

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
    return held


def _with_own_records(tables: Tables, records: Records, as_at: dt.date) -> Tables:
    """The tables with the scrutineer's challenges among the recommendations.

    A release rests on the challenges as they stood on its day, and on all requests. What else people
    write changes no release.
    """
    read = [
        entry
        for entry in records.entries()
        if entry.subject_kind == data_requests.KIND
        or (entry.subject_kind == challenges.KIND and entry.day <= as_at)
    ]
    if not read:
        return tables
    issued = [entry.day for entry in read if entry.subject_kind == challenges.KIND]
    return with_own_records(
        tables,
        challenges.recommendations(read, as_at),
        digest=read[-1].digest,
        rows=len(read),
        since=min(issued, default=None),
        as_at=as_at,
    )


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


def write_demonstration_records(store: Store) -> None:
    """Write what the invented people have to say of the newest release, unless somebody has written yet."""
    from dashboard.demonstration_records import write_records

    write_records(
        lambda now: Records.of(store.folder, now=now),
        challenges.Rules.of(store.agreement()),
        current(store),
    )


MARK = "EVERYTHING HERE IS INVENTED.txt"
"""The file by which a demonstration's folder is known; no other folder is ever cleared."""


def is_demonstration(folder: Path) -> bool:
    """Whether a store is that of the invented partnership."""
    return (folder / MARK).exists()


def demonstration_is_ready(folder: Path) -> bool:
    """True where a finished demonstration stands, whole, that this version made."""
    if not is_demonstration(folder):
        return False
    store = Store(folder)
    held = store.newest_release()
    if held is None or held[1]["method_version"] != METHODS[-1].version:
        return False
    if not {"published", "protection"} <= held[1].keys():  # earlier versions kept less in a release
        return False
    return not store.damaged()


def write_demonstration(
    folder: Path, progress: Progress | None = None, children_scale: float = 1.0
) -> tuple[demo.WrittenFile, ...]:
    """Write the invented partnership's agreement, key and files; the files, in the order of loading.

    children_scale  how many times as many children as usual
    What an earlier version or a stopped run left of a demonstration there is cleared first.
    Raises UserError where the folder holds anything else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not is_demonstration(folder):
            raise UserError(
                f"{folder} holds something else, which was kept as it is.\n"
                "Choose another folder for the invented partnership: partnership demo --folder FOLDER"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text(
        "No child, family or authority in this folder is real.\n"
        "It is cleared and made anew when `partnership demo` needs it.\n",
        encoding="utf-8",
    )
    written = demo.write_demonstration(
        folder / "files", children_scale=children_scale, progress=progress
    )
    shutil.copy(folder / "files" / demo.AGREEMENT, folder / "agreement.toml")
    shutil.copytree(folder / "files" / demo.MAPPINGS, folder / demo.MAPPINGS)
    create_key(folder / "key")
    for path in sorted((folder / "files" / demo.PUBLISHED).glob("*.csv")):
        load_published(Store(folder), path)
    return written
