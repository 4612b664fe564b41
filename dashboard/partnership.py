"""What an analyst does, for the command line and the page alike: found a store, load files."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from data.agreement import Area
from data.agreement_file import agreement_in
from data.database import Database
from data.extracts import Extract, read_database_extract, read_extract
from data.formats.published import looks_published
from data.problems import UserError
from data.pseudonyms import Key, create_key
from data.returns.statement import PARTNERSHIP, ColumnMapping, Statement
from data.returns.totals import Total, Totals
from data.warehouse import SHORT, Store

if TYPE_CHECKING:
    pass

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
        "[protection]",
        'policy = "dfe_local"',
        "# In a total, those who did not are shown as DfE shows them; or protected too: everywhere.",
        'complement = "groups"',
        "# How much a reader may learn of a hidden count: exact, cover or insider (the README explains).",
        'level = "cover"',
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
