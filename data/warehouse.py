"""Extracts and releases as Parquet in one folder: written whole or not at all, forgotten on request.

    agreement.toml  key
    extracts/<digest>/   *.parquet, extract.json
    counts/<digest>/     *.parquet: the analyst's counts before protection
    releases/<digest>/   *.parquet, manifest.json
    releases/newest      the digest of the release that readers see

It moves frames and manifests, and knows nothing of what they mean.
"""

import datetime as dt
import errno
import hashlib
import io
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import polars as pl

from data.agreement import Agreement, read_agreement
from data.combine import Tables, combined
from data.extracts import Extract
from data.problems import UserError
from data.pseudonyms import Key
from data.rules import PROBLEM_COUNTS, PROBLEM_ROWS
from data.tables import Coverage, Extracts

_UNFINISHED: Final = ".unfinished-"
_FACTS: Final = (
    "digest",
    "format",
    "file",
    "area",
    "covers_from",
    "covers_to",
    "as_at",
    "made_at",
    "key_mark",
    "rows",
    "refused",
)


class Store:
    """A partnership's folder. It is made on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def agreement(self) -> Agreement:
        """What the partners agreed. Raises UserError if it is missing or not understood."""
        return read_agreement(self.folder / "agreement.toml")

    def key(self) -> Key:
        """The key that the agreement names. Raises UserError if there is none: no key, no load."""
        return Key.load(self.folder / self.agreement().key_file)

    def save_extract(self, extract: Extract) -> bool:
        """Store an extract; False, and nothing changed, if the same file is stored already.

        Raises UserError if that file was loaded as another area's or of another day, if earlier extracts were
        named with another key, or if it cannot be written; then nothing of it is stored.
        """
        with self._writing():
            for facts in self._facts():
                if facts["digest"] == extract.digest:
                    _refuse_other_facts(facts, extract)
                    return False
                if facts["key_mark"] != extract.key_mark:
                    raise UserError(
                        "This key is not the one that earlier extracts were loaded with:"
                        " their children could not be matched.\n"
                        "Put the earlier key back, or withdraw all extracts and load them again."
                    )
            frames = {
                **extract.tables,
                "coverage": extract.coverage,
                "problems": extract.problems.rows,
                "problem_counts": extract.problems.counts,
            }
            facts = {name: getattr(extract, name) for name in _FACTS}
            self._write(self.folder / "extracts" / extract.digest, frames, "extract.json", facts)
        return True

    def extracts(self) -> pl.DataFrame:
        """One row per stored extract, oldest first (`data.tables.Extracts`)."""
        rows = [{**facts, "extract": facts["digest"]} for facts in self._facts()]
        frame = (
            pl.DataFrame(rows, schema=Extracts.create_empty().schema)
            if rows
            else Extracts.create_empty()
        )
        return Extracts.validate(frame).sort("as_at", "made_at", "extract")

    def problems(self, digest_prefix: str | None = None) -> pl.DataFrame:
        """Every fault of one extract or of all, a row each, with `extract` first."""
        wanted = self._digests() if digest_prefix is None else [self._one(digest_prefix)]
        return self._stacked(wanted, "problems", PROBLEM_ROWS)

    def problem_counts(self, digest_prefix: str | None = None) -> pl.DataFrame:
        """Faults of one extract or of all, counted by rule and field, with `extract` first."""
        wanted = self._digests() if digest_prefix is None else [self._one(digest_prefix)]
        return self._stacked(wanted, "problem_counts", PROBLEM_COUNTS)

    def withdraw(self, digest_prefix: str) -> str:
        """Forget an extract with all its rows, and give its digest.

        Raises UserError if none or several match. A release made from it stays until the next one.
        """
        with self._writing():
            digest = self._one(digest_prefix)
            going = self.folder / "extracts" / f"{_UNFINISHED}{secrets.token_hex(4)}"
            (self.folder / "extracts" / digest).rename(going)
            shutil.rmtree(going)
        return digest

    def tables(self) -> Tables:
        """All extracts combined: every case table, empty where nothing is loaded.

        Beside them `extracts`, `coverage`, and `problems`: one row per extract, rule and field, with area,
        message, what_to_do, refused, rows and children.
        """
        digests = self._digests()
        loaded = {}
        for digest in digests:
            with _told_if_damaged(digest):
                loaded[digest] = self._frames(self.folder / "extracts" / digest)
        coverage = pl.concat(
            [Coverage.create_empty(), *(frames["coverage"] for frames in loaded.values())]
        )
        extracts = self.extracts()
        problems = self.problem_counts().join(
            extracts.select("extract", "area"), on="extract", maintain_order="left"
        )
        return combined(extracts, coverage, loaded) | {"problems": problems}

    def save_release(
        self,
        frames: Mapping[str, pl.DataFrame],
        manifest: Mapping[str, Any],
        counts: Mapping[str, pl.DataFrame],
    ) -> str:
        """Store a release and the analyst's counts beside it, make it the newest, and give its digest."""
        digest = hashlib.sha256(_json(manifest).encode()).hexdigest()
        with self._writing():
            if not (self.folder / "counts" / digest).is_dir():
                self._write(self.folder / "counts" / digest, counts, "manifest.json", manifest)
            if not (self.folder / "releases" / digest).is_dir():
                self._write(self.folder / "releases" / digest, frames, "manifest.json", manifest)
            self._point(self.folder / "releases" / "newest", digest)
        return digest

    def newest_release(self) -> tuple[dict[str, pl.DataFrame], dict[str, Any]] | None:
        """The frames and manifest of the newest release, or None before the first."""
        digest = self.newest_digest()
        if digest is None:
            return None
        folder = self.folder / "releases" / digest
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            return self._frames(folder), manifest
        except (OSError, ValueError, pl.exceptions.PolarsError):
            raise UserError(
                "The newest release is damaged or incomplete.\nMake the release again."
            ) from None

    def newest_digest(self) -> str | None:
        """The digest of the newest release, or None before the first. Cheap: it opens one small file."""
        try:
            return (self.folder / "releases" / "newest").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def newest_counts(self) -> dict[str, pl.DataFrame] | None:
        """The counts before protection of the newest release, or None before the first."""
        digest = self.newest_digest()
        return None if digest is None else self._frames(self.folder / "counts" / digest)

    def _digests(self) -> list[str]:
        folder = self.folder / "extracts"
        if not folder.is_dir():
            return []
        return sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))

    def _one(self, prefix: str) -> str:
        matching = [digest for digest in self._digests() if prefix and digest.startswith(prefix)]
        if len(matching) == 1:
            return matching[0]
        many = f"{len(matching)} extracts match" if matching else "no extract matches"
        raise UserError(
            f"{many} what you gave.\n"
            "Give the first letters of one extract, as the list of extracts shows them."
        )

    def _facts(self) -> Iterator[dict[str, Any]]:
        for digest in self._digests():
            path = self.folder / "extracts" / digest / "extract.json"
            with _told_if_damaged(digest):
                facts = json.loads(path.read_text(encoding="utf-8"))
                for name in ("covers_from", "covers_to", "as_at"):
                    facts[name] = dt.date.fromisoformat(facts[name])
                made_at = facts["made_at"]
                facts["made_at"] = dt.datetime.fromisoformat(made_at) if made_at else None
            yield facts

    def _frames(self, folder: Path) -> dict[str, pl.DataFrame]:
        return {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}

    def _stacked(self, digests: list[str], name: str, empty: pl.Schema) -> pl.DataFrame:
        frames = [
            pl.read_parquet(self.folder / "extracts" / digest / f"{name}.parquet").select(
                pl.lit(digest).alias("extract"), pl.all()
            )
            for digest in digests
        ]
        return pl.concat([pl.DataFrame(schema={"extract": pl.String(), **empty}), *frames])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time; what a killed one left behind is swept; a full disk is said in words."""
        try:
            for name in ("extracts", "counts", "releases"):
                (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.folder / ".lock").open("a") as lock:
                _hold(lock.fileno())
                for leftover in self.folder.glob(f"*/{_UNFINISHED}*"):
                    shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
                yield
        except OSError as fault:
            full = fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            what = "There is no room left" if full else "Nothing can be written"
            todo = "Make room" if full else "Check that you may write there"
            raise UserError(
                f"{what} in {self.folder}: nothing was stored.\n{todo} and try again."
            ) from None

    def _write(
        self, folder: Path, frames: Mapping[str, pl.DataFrame], name: str, facts: Mapping[str, Any]
    ) -> None:
        """A whole folder or none: written beside its place, forced to the disk, then renamed."""
        unfinished = folder.parent / f"{_UNFINISHED}{secrets.token_hex(4)}"
        unfinished.mkdir(mode=0o700)
        try:
            for table, frame in frames.items():
                # Through memory: Polars tells of a full disk in words of its own, Python by its number.
                packed = io.BytesIO()
                frame.write_parquet(packed)
                with (unfinished / f"{table}.parquet").open("wb") as file:
                    file.write(packed.getbuffer())
                    file.flush()
                    os.fsync(file.fileno())
            with (unfinished / name).open("w", encoding="utf-8") as text:
                text.write(_json(facts))
                text.flush()
                os.fsync(text.fileno())
            _force(unfinished)
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        _force(folder.parent)

    def _point(self, path: Path, digest: str) -> None:
        unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(4)}")
        with unfinished.open("w", encoding="ascii") as file:
            file.write(f"{digest}\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _force(path.parent)


@contextmanager
def _told_if_damaged(digest: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        raise UserError(
            f"Extract {digest[:12]} is damaged or incomplete.\nWithdraw it and load its file again."
        ) from None


def _refuse_other_facts(stored: Mapping[str, Any], extract: Extract) -> None:
    if (stored["area"], stored["as_at"]) != (extract.area, extract.as_at):
        raise UserError(
            f"{extract.file} is loaded already, as of area {stored['area']} and {stored['as_at']}.\n"
            f"If that was wrong, withdraw extract {extract.digest[:12]} first."
        )


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(f"a manifest cannot hold a {type(value).__name__}")


def _force(folder: Path) -> None:
    """Force a folder's own entries to the disk. Windows cannot, and need not."""
    if sys.platform == "win32":  # pragma: no cover
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _hold(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _hold(handle: int) -> None:
        """Wait until no other process writes. The system lets go when the process ends, however it ends."""
        fcntl.flock(handle, fcntl.LOCK_EX)
