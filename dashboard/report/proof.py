"""Whether the files, figures and signatures of a report belong together: offline, without a database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from dashboard.report import annex, folder
from dashboard.report.folder import CONTENT, MANIFEST, SIGNATURES
from dashboard.report.seal import digest_of, holds
from dashboard.signoff import State
from data.problems import UserError

LARGEST: Final = 200_000_000
"""Bytes of one file: no report of ours comes near."""


@dataclass(frozen=True)
class Proof:
    """What was found true of a folder.

    signatures  what each says: name, role, at, and the digests that it binds
    files       how many there are
    """

    partnership: str
    year: str
    state: str
    report: str
    release: str
    key: str
    signatures: tuple[Mapping[str, Any], ...]
    files: int


def verify(place: Path, key: str | None = None) -> Proof:
    """Check a folder.

    key  the public key that the partnership has made known; else the one that the report itself prints
    Raises UserError that names the first thing which does not belong to the rest.
    """
    manifest = _json(place, MANIFEST)
    said = {name: value for name, value in manifest.items() if name != "seal"}
    if not isinstance(manifest.get("files"), dict) or not holds(
        str(manifest.get("key")), said, str(manifest.get("seal"))
    ):
        _broken(f"{MANIFEST} is not as it was sealed")
    held = _files(place, manifest["files"])
    content = folder.unpacked(held[CONTENT])
    if digest_of(held[CONTENT]) != manifest["report"]:
        _broken(f"{CONTENT} is not the report that {MANIFEST} names")
    if content.key != manifest["key"]:
        _broken(f"the key of {MANIFEST} is not the one that the report prints")
    if key is not None and key.lower().replace(" ", "") != content.key:
        _broken("the report was sealed with another key than the one you gave")
    if content.release != manifest["release"] or content.year != manifest["year"]:
        _broken(f"{MANIFEST} names another release or year than the report")
    for name, contents in annex.files(content.paper.blocks).items():
        if held.get(name) != contents:
            _broken(f"{name} does not hold the figures of the report")
    signatures = _signatures(held[SIGNATURES], manifest)
    return Proof(
        str(manifest["partnership"]),
        content.year,
        str(manifest["state"]),
        manifest["report"],
        content.release,
        content.key,
        signatures,
        len(held) + 1,
    )


def _broken(what: str) -> NoReturn:
    raise UserError(
        f"This is not the report as it was signed: {what}.\n"
        "Do not rely on it. Take it again from where the partnership published it."
    )


def _read(place: Path, name: str) -> bytes:
    file = place / name
    try:
        if file.stat().st_size > LARGEST:
            _broken(f"{name} is far larger than any file of a report")
        return file.read_bytes()
    except FileNotFoundError:
        if name == MANIFEST:
            raise UserError(
                f"{place} is no folder of a report: {MANIFEST} is not there.\n"
                "Name the folder that holds report.html and its other files."
            ) from None
        _broken(f"{name} is missing")
    except OSError:
        raise UserError(f"{file} cannot be read.\nCheck that you may read it.") from None


def _json(place: Path, name: str) -> dict[str, Any]:
    try:
        read = json.loads(_read(place, name))
    except ValueError:
        _broken(f"{name} is damaged")
    if not isinstance(read, dict):
        _broken(f"{name} is damaged")
    return read


def _files(place: Path, listed: Mapping[str, Any]) -> dict[str, bytes]:
    """Every file that is listed, each as it was; none besides."""
    held: dict[str, bytes] = {}
    for name, digest in listed.items():
        parts = Path(name).parts
        if Path(name).is_absolute() or ".." in parts or not parts:
            _broken(f"{MANIFEST} names a file outside the folder")
        held[name] = _read(place, name)
        if digest_of(held[name]) != digest:
            _broken(f"{name} was changed")
    there = {str(file.relative_to(place).as_posix()) for file in place.rglob("*") if file.is_file()}
    added = sorted(there - set(held) - {MANIFEST})
    if added:
        _broken(f"{added[0]} was put in")
    for name in (CONTENT, SIGNATURES):
        if name not in held:
            _broken(f"{name} is missing")
    return held


def _signatures(held: bytes, manifest: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Every signature, each of the same words and figures, and each of another lead partner."""
    found = json.loads(held)
    said: list[Mapping[str, Any]] = []
    for one in found:
        words = one["said"]
        who = f"the signature of {words.get('name', 'somebody')}"
        if not holds(manifest["key"], words, one["seal"]):
            _broken(f"{who} is not as it was given")
        if words["report"] != manifest["report"] or words["release"] != manifest["release"]:
            _broken(f"{who} is of other words or figures")
        said.append(words)
    places = {one["signatory"] for one in said}
    if len(places) < len(said):
        _broken("one lead partner signed twice")
    if manifest["state"] in (State.SIGNED, State.PUBLISHED) and not said:
        _broken("no signature is there")
    return tuple(said)
