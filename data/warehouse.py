"""Extracts and releases as Parquet in one folder: written whole or not at all, forgotten on request.

    agreement.toml  key
    mappings/*.toml      how partners' own headings are read
    extracts/<digest>/   *.parquet, extract.json
    published/<digest>/  *.parquet, facts.json: figures that others published
    counts/<digest>/     *.parquet, manifest.json, tables.json: the analyst's counts before protection, and
                         what readers know from this release and all before it
    releases/<digest>/   *.parquet, manifest.json
    releases/newest      the digest of the release that readers see
    releases/coming      the digest of the release that is being stored
    releases/taken back  the digests of releases that nobody had seen

It moves frames and manifests, and knows nothing of what they mean. extract.json lists the tables of its
extract, so that a file lost from the folder is never read as "no rows".
"""

import datetime as dt
import errno
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import polars as pl

from data.agreement import Agreement
from data.agreement_file import read_agreement
from data.combine import Tables, combined
from data.extracts import Extract
from data.problems import UserError
from data.pseudonyms import Key
from data.returns import mapping
from data.returns.statement import ColumnMapping
from data.rules import PROBLEM_COUNTS, PROBLEM_ROWS
from data.tables import Coverage, Extracts

SHORT: Final = 12
"""So many letters of a digest are shown; they are enough to name it."""

_UNFINISHED: Final = ".unfinished-"
LISTED: Final = "tables.json"
_COMING: Final = "coming"
"""The digest of a release that is being stored; gone once it is the newest."""
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
    "subject",
    "agency",
    "sender",
    "totals",
    "received",
    "wanted",
    "given",
)
_MAY_BE_UNSAID: Final = frozenset(("made_at", "subject", "agency", "sender", "received"))
_IN_EVERY_EXTRACT: Final = {"coverage", "problems", "problem_counts"}
_EXTRACTS: Final = Extracts.create_empty().schema
_DIGEST: Final = re.compile("[0-9a-f]{64}")


def the_one(digests: Sequence[str], prefix: str, what: str, listing: str) -> str:
    """The one digest that begins so. Raises UserError if none or several do; `listing` shows them all."""
    matching = [each for each in digests if prefix and each.startswith(prefix)]
    if len(matching) == 1:
        return matching[0]
    many = f"{len(matching)} {what}s match" if matching else f"no {what} matches"
    raise UserError(
        f"{many} what you gave.\nGive the first letters of one {what}, as this lists them: {listing}"
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

    def mappings(self) -> tuple[ColumnMapping, ...]:
        """How partners' own headings are read. Raises UserError naming the file and key with a fault."""
        return mapping.read_mappings(self.folder / "mappings")

    def save_mapping(self, new: ColumnMapping) -> Path:
        """Keep a mapping, in place of an earlier one of its name, and give its file.

        Raises UserError where a mapping under another name has that file.
        """
        path = self.folder / "mappings" / mapping.file_of(new.name)
        for held in self.mappings():
            if mapping.file_of(held.name) == path.name and held.name != new.name:
                raise UserError(
                    f"“{new.name}” and “{held.name}” would be kept in the same file.\n"
                    "Choose a name with other letters, or remove the earlier one first."
                )
        with self._writing():
            path.parent.mkdir(exist_ok=True, mode=0o700)
            _put(path, mapping.as_toml(new))
        return path

    def remove_mapping(self, name: str) -> None:
        """Forget a mapping. What was read by it stays as it is. Raises UserError if there is none."""
        path = self.folder / "mappings" / mapping.file_of(name)
        if not path.is_file():
            raise UserError(
                f"There is no mapping “{name}”.\nThe list of mappings shows their names: partnership map."
            )
        with self._writing():
            path.unlink()

    def save_extract(self, extract: Extract) -> bool:
        """Store an extract; False, and nothing changed, if the same file is stored already.

        Raises UserError if that file was loaded as another area's or of another day, if earlier extracts were
        named with another key, or if it cannot be written; then nothing of it is stored.
        """
        with self._writing():
            held = self._digests()
            if extract.digest in held:
                _refuse_other_facts(self._facts_of(extract.digest), extract)
                return False
            # One tells for all: none was ever stored beside those of another key.
            if held and self._facts_of(held[0])["key_mark"] != extract.key_mark:
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
            with _written_whole(self.folder / "extracts" / extract.digest) as unfinished:
                listed = _write_tables(unfinished, frames)
                _write(unfinished / "extract.json", _json({**facts, "tables": listed}).encode())
        return True

    def extracts(self) -> pl.DataFrame:
        """One row per stored extract, oldest first (`data.tables.Extracts`).

        Raises UserError where one is damaged.
        """
        return self._listed(self._facts())

    def damaged(self) -> dict[str, str]:
        """What is wrong with each damaged extract, and what to do about it, by its digest."""
        found = {}
        for digest in self._digests():
            try:
                self._facts_of(digest)
            except UserError as fault:
                found[digest] = str(fault)
        return found

    def sound_extracts(self) -> pl.DataFrame:
        """The extracts that are not damaged, one row each: to be listed, never to be counted from."""
        sound = []
        for digest in self._digests():
            with suppress(UserError):
                sound.append(self._facts_of(digest))
        return self._listed(sound)

    def named(self, digest_prefix: str) -> str:
        """The digest of the one extract that begins so, readable or not.

        Raises UserError if none or several match.
        """
        return the_one(self._digests(), digest_prefix, "extract", "partnership extracts")

    def problems(self, digest_prefix: str | None = None) -> pl.DataFrame:
        """Every fault of one extract or of all, a row each, with `extract` first."""
        return self._stacked(digest_prefix, "problems", PROBLEM_ROWS)

    def problem_counts(self, digest_prefix: str | None = None) -> pl.DataFrame:
        """Faults of one extract or of all, counted by rule and field, with `extract` first."""
        return self._stacked(digest_prefix, "problem_counts", PROBLEM_COUNTS)

    def withdraw(self, digest_prefix: str) -> str:
        """Forget an extract with all its rows, and give its digest.

        It need not be readable. Raises UserError if none or several match. A release made from it stays
        until the next one.
        """
        with self._writing():
            digest = self.named(digest_prefix)
            _remove(self.folder / "extracts" / digest)
        return digest

    def tables(self) -> Tables:
        """All extracts combined: every case table, empty where nothing is loaded.

        Beside them `extracts`, `coverage`, and `problems`: one row per extract, rule and field, with area,
        message, what_to_do, refused, rows and children.
        Raises UserError where an extract is damaged: a file of it missing, cut off or changed.
        """
        loaded = {
            facts["digest"]: {name: self._table(facts, name) for name in facts["tables"]}
            for facts in self._facts()
        }
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
        beside: Iterable[str] | None = None,
    ) -> str:
        """Store a release and the analyst's counts beside it, make it the newest, and give its digest.

        beside  the digests of all releases that it knows of; None where that is nobody's concern
        What is stored of it already is kept where it is whole, and replaced where it is damaged.
        Raises UserError where another release was kept since it was begun.
        """
        digest = hashlib.sha256(_json(manifest).encode()).hexdigest()
        with self._writing():
            kept = {*self.kept("releases"), *self.kept("counts")}
            if beside is not None and kept - {digest, *beside}:
                raise UserError(
                    "Another release was made while this one was being made, and this one does not know of "
                    "it.\nNothing was kept. Make it again: partnership release"
                )
            if digest not in kept:
                _put(self.folder / "releases" / _COMING, f"{digest}\n")
            for kind, tables in (("counts", counts), ("releases", frames)):
                folder = self.folder / kind / digest
                if not self._holds(kind, digest, tables, _json(manifest)):
                    if folder.exists():
                        _remove(folder)
                    with _written_whole(folder) as unfinished:
                        listed = _write_tables(unfinished, tables)
                        _write(unfinished / "manifest.json", _json(manifest).encode())
                        if kind == "counts":
                            # Of true counts not even a digest may stand where readers look.
                            _write(unfinished / LISTED, _json(listed).encode())
            _put(self.folder / "releases" / "newest", f"{digest}\n")
            (self.folder / "releases" / _COMING).unlink(missing_ok=True)
        return digest

    def forget_unfinished(self) -> None:
        """Take away what a killed writer left of a release that readers were never shown."""
        coming = self.folder / "releases" / _COMING
        if not coming.exists():
            return
        with self._writing():
            digest = coming.read_text(encoding="ascii").strip() if coming.exists() else None
            for kind in ("releases", "counts") if digest != self.newest_digest() else ():
                if digest in self.kept(kind):
                    _remove(self.folder / kind / digest)
            coming.unlink(missing_ok=True)

    def newest_release(self) -> tuple[dict[str, pl.DataFrame], dict[str, Any]] | None:
        """The frames and manifest of the newest release, or None before the first."""
        digest = self.newest_digest()
        try:
            return None if digest is None else self._release(digest)
        except (OSError, ValueError, pl.exceptions.PolarsError):
            raise UserError(
                "The newest release is damaged or incomplete.\nMake the release again."
            ) from None

    def earlier_release(self, digest: str) -> tuple[dict[str, pl.DataFrame], dict[str, Any]] | None:
        """The frames and manifest of a release that was made once; None where it is not kept whole."""
        try:
            return self._release(digest) if digest in self.kept("releases") else None
        except (OSError, ValueError, pl.exceptions.PolarsError):
            return None

    def _release(self, digest: str) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
        folder = self.folder / "releases" / digest
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return self.frames("releases", digest), manifest

    def newest_digest(self) -> str | None:
        """The digest of the newest release, or None before the first. Cheap: it opens one small file."""
        try:
            return (self.folder / "releases" / "newest").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def newest_counts(self) -> dict[str, pl.DataFrame] | None:
        """The counts before protection of the newest release, or None before the first."""
        digest = self.newest_digest()
        if digest is None:
            return None
        try:
            return self.frames("counts", digest)
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            raise UserError(
                "The counts behind the newest release are damaged.\n"
                "Make the release again: partnership release"
            ) from None

    def make_newest(self, digest: str | None) -> None:
        """Make a release that is kept the one that readers see; None leaves them without any."""
        with self._writing():
            pointer = self.folder / "releases" / "newest"
            if digest is None:
                pointer.unlink(missing_ok=True)
            else:
                _put(pointer, f"{digest}\n")

    def note(self, path: str, line: str) -> None:
        """Add a line to a text file of the folder, whole or not at all."""
        with self._writing():
            file = self.folder / path
            before = file.read_text(encoding="utf-8") if file.exists() else ""
            _put(file, f"{before}{line}\n")

    def frames(self, kind: str, digest: str) -> dict[str, pl.DataFrame]:
        """The frames in `kind`/`digest`, and of counts only as they were stored.

        Raises OSError, ValueError, KeyError, TypeError or PolarsError where they cannot be read.
        """
        folder = self.folder / kind / digest
        listed = folder / LISTED
        if listed.exists():  # releases have none, and counts of earlier versions had none
            for name, facts in json.loads(listed.read_text(encoding="utf-8")).items():
                packed = (folder / f"{name}.parquet").read_bytes()
                if hashlib.sha256(packed).hexdigest() != facts["sha256"]:
                    raise ValueError(name)
        return {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}

    def put(
        self, kind: str, digest: str, frames: Mapping[str, pl.DataFrame], facts: Mapping[str, Any]
    ) -> None:
        """Store frames and their facts as `kind`/`digest`, whole or not at all."""
        with self._writing():
            (self.folder / kind).mkdir(exist_ok=True, mode=0o700)
            with _written_whole(self.folder / kind / digest) as unfinished:
                listed = _write_tables(unfinished, frames)
                _write(unfinished / "facts.json", _json({**facts, "tables": listed}).encode())

    def kept(self, kind: str) -> list[str]:
        """The digests of what `put` stored of a kind."""
        return self._digests(kind)

    def facts_of(self, kind: str, digest: str) -> dict[str, Any]:
        """The facts that `put` stored. Raises OSError or ValueError where they cannot be read."""
        written = (self.folder / kind / digest / "facts.json").read_text(encoding="utf-8")
        facts: dict[str, Any] = json.loads(written)
        return facts

    def frame_of(self, kind: str, digest: str, name: str, sha256: str) -> pl.DataFrame:
        """A frame that `put` stored. Raises OSError or ValueError where it is not as it was stored."""
        packed = (self.folder / kind / digest / f"{name}.parquet").read_bytes()
        if hashlib.sha256(packed).hexdigest() != sha256:
            raise ValueError(name)
        return pl.read_parquet(packed)

    def take_out(self, kind: str, digest: str) -> None:
        """Forget what `put` stored, readable or not."""
        with self._writing():
            _remove(self.folder / kind / digest)

    def _holds(
        self, kind: str, digest: str, frames: Mapping[str, pl.DataFrame], manifest: str
    ) -> bool:
        """Whether a folder holds these frames and this manifest, unchanged."""
        try:
            said = (self.folder / kind / digest / "manifest.json").read_text(encoding="utf-8")
            held = self.frames(kind, digest)
            return said == manifest and all(held[name].equals(frames[name]) for name in frames)
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            return False

    def _digests(self, kind: str = "extracts") -> list[str]:
        folder = self.folder / kind
        if not folder.is_dir():
            return []
        # Explorers and copying programs leave files of their own (desktop.ini): those are no extracts.
        return sorted(
            each.name for each in folder.iterdir() if _DIGEST.fullmatch(each.name) and each.is_dir()
        )

    def _facts(self) -> Iterator[dict[str, Any]]:
        """What is known of each extract. Raises UserError at the first that is damaged."""
        return (self._facts_of(digest) for digest in self._digests())

    def _facts_of(self, digest: str) -> dict[str, Any]:
        """What extract.json says, its dates read and the files that it lists all there in full length."""
        folder = self.folder / "extracts" / digest
        with _told_if_damaged(digest, "extract.json"):
            facts: dict[str, Any] = json.loads(
                (folder / "extract.json").read_text(encoding="utf-8")
            )
            for name in ("covers_from", "covers_to", "as_at"):
                facts[name] = dt.date.fromisoformat(facts[name])
            came = facts["received"]
            facts["received"] = dt.date.fromisoformat(came) if came else None
            made_at = facts["made_at"]
            facts["made_at"] = dt.datetime.fromisoformat(made_at) if made_at else None
            pl.DataFrame([_row(facts)], schema=_EXTRACTS)
            unsaid = any(facts[name] is None for name in _FACTS if name not in _MAY_BE_UNSAID)
            if unsaid or facts["digest"] != digest:
                raise ValueError(digest)
        if "tables" not in facts:
            raise UserError(
                f"Extract {digest[:SHORT]} was stored by an earlier version, which kept no list of its "
                f"tables: nobody can tell whether it is whole.\n{_what_to_do(digest)}"
            )
        for name in _needed(digest, facts["tables"]):
            with _told_if_damaged(digest, f"{name}.parquet"):
                if (folder / f"{name}.parquet").stat().st_size != facts["tables"][name]["bytes"]:
                    raise ValueError(name)
        return facts

    def _listed(self, every: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
        rows = [_row(facts) for facts in every]
        frame = pl.DataFrame(rows, schema=_EXTRACTS) if rows else Extracts.create_empty()
        return Extracts.validate(frame).sort("as_at", "made_at", "extract")

    def _table(self, facts: Mapping[str, Any], name: str) -> pl.DataFrame:
        """A table of an extract, if its bytes are those that were stored; UserError if they are not."""
        path = self.folder / "extracts" / facts["digest"] / f"{name}.parquet"
        with _told_if_damaged(facts["digest"], path.name):
            packed = path.read_bytes()
            if hashlib.sha256(packed).hexdigest() != facts["tables"][name]["sha256"]:
                raise ValueError(name)
            return pl.read_parquet(packed)

    def _stacked(self, prefix: str | None, name: str, empty: pl.Schema) -> pl.DataFrame:
        digests = self._digests() if prefix is None else [self.named(prefix)]
        frames = [
            self._table(self._facts_of(digest), name).select(
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


@contextmanager
def _written_whole(folder: Path) -> Iterator[Path]:
    """A folder to write in, beside its place, which it takes when all is on the disk; else it is gone."""
    unfinished = folder.parent / f"{_UNFINISHED}{secrets.token_hex(4)}"
    unfinished.mkdir(mode=0o700)
    try:
        yield unfinished
        _force(unfinished)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _force(folder.parent)


def _remove(folder: Path) -> None:
    """Take a folder away as a whole: out of its place first, so that no half of it is ever read."""
    going = folder.with_name(f"{_UNFINISHED}{secrets.token_hex(4)}")
    folder.rename(going)
    shutil.rmtree(going)


def _write_tables(
    folder: Path, frames: Mapping[str, pl.DataFrame]
) -> dict[str, dict[str, int | str]]:
    """Write each frame as Parquet; rows, bytes and SHA-256 of each, by its name."""
    listed: dict[str, dict[str, int | str]] = {}
    for name, frame in frames.items():
        # Through memory: Polars tells of a full disk in words of its own, Python by its number.
        packed = io.BytesIO()
        frame.write_parquet(packed)
        content = packed.getvalue()
        _write(folder / f"{name}.parquet", content)
        listed[name] = {
            "rows": frame.height,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    return listed


def _write(path: Path, content: bytes) -> None:
    """A file, forced to the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put(path: Path, text: str) -> None:
    """A text in place of what the file held, whole or not at all."""
    unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(4)}")
    _write(unfinished, text.encode())
    unfinished.replace(path)
    _force(path.parent)


def _row(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an extract as a row of `data.tables.Extracts`."""
    return {**facts, "extract": facts["digest"]}


def _needed(digest: str, listed: Any) -> list[str]:
    """The tables that an extract lists. Raises UserError where it lacks those that all extracts have."""
    with _told_if_damaged(digest, "extract.json"):
        names = list(listed)
        if not _IN_EVERY_EXTRACT.issubset(names):
            raise ValueError(digest)
    return names


@contextmanager
def _told_if_damaged(digest: str, file: str) -> Iterator[None]:
    """What goes wrong in reading a file of an extract, as a UserError that names both."""
    try:
        yield
    except FileNotFoundError:
        raise _damaged(digest, f"its {file} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        raise _damaged(digest, f"its {file} is not as it was stored") from None


def _damaged(digest: str, what: str) -> UserError:
    return UserError(f"Extract {digest[:SHORT]} is damaged: {what}.\n{_what_to_do(digest)}")


def _what_to_do(digest: str) -> str:
    return f"Withdraw it (partnership withdraw {digest[:SHORT]}) and load its file again."


def _refuse_other_facts(stored: Mapping[str, Any], extract: Extract) -> None:
    told = ("area", "as_at", "covers_from", "covers_to", "subject", "agency", "sender")
    if any(stored[name] != getattr(extract, name) for name in told):
        what = f"{stored['subject']}, " if stored["subject"] else ""
        raise UserError(
            f"{extract.file} is loaded already, as of {what}area {stored['area']} and "
            f"{stored['as_at']}.\n"
            f"If that was wrong, withdraw extract {extract.digest[:SHORT]} first."
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
