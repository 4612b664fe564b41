"""Whether the files, figures and signatures of a report belong together: offline, without a database.

The folder may come from anybody: nothing in it is followed out of it, and nothing is taken to be well made.
"""

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from dashboard.report import annex, folder
from dashboard.report.folder import CONTENT, MANIFEST, SIGNATURES, as_json
from dashboard.report.paper import printable
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
    there = _there(place)
    try:
        return _proof(place, there, key)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        _broken("a file of it is damaged, or was not made by this program")


def _proof(place: Path, there: frozenset[str], key: str | None) -> Proof:
    manifest = _manifest(place, there)
    held = _files(place, manifest["files"], there)
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
        printable(manifest["partnership"]),
        printable(content.year),
        State(manifest["state"]),
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


def _there(place: Path) -> frozenset[str]:
    """The names of the folder's files. Raises UserError where anything stands there but files and folders."""
    if not place.is_dir() or not (place / MANIFEST).is_file():
        raise UserError(
            f"{place} is no folder of a report: {MANIFEST} is not there.\n"
            "Name the folder that holds report.html and its other files."
        )
    found = set()
    for one in place.rglob("*"):
        name, kind = one.relative_to(place).as_posix(), one.lstat().st_mode
        if stat.S_ISREG(kind):
            found.add(name)
        elif not stat.S_ISDIR(kind):
            _broken(f"{printable(name)} is no file: it leads elsewhere")
    return frozenset(found)


def _read(place: Path, name: str) -> bytes:
    file = place / name
    try:
        if file.stat().st_size > LARGEST:
            _broken(f"{name} is far larger than any file of a report")
        return file.read_bytes()
    except OSError:
        raise UserError(f"{file} cannot be read.\nCheck that you may read it.") from None


def _manifest(place: Path, there: frozenset[str]) -> dict[str, Any]:
    """The list that binds the folder, if it is as it was sealed: to the letter, blanks among them."""
    if MANIFEST not in there:
        _broken(f"{MANIFEST} is missing")
    written = _read(place, MANIFEST)
    try:
        manifest = json.loads(written)
    except (ValueError, RecursionError):
        _broken(f"{MANIFEST} is damaged")
    if not isinstance(manifest, dict):
        _broken(f"{MANIFEST} is damaged")
    said = {name: value for name, value in manifest.items() if name != "seal"}
    sealed = holds(str(manifest.get("key")), said, str(manifest.get("seal")))
    if not sealed or as_json(manifest) != written:
        _broken(f"{MANIFEST} is not as it was sealed")
    return manifest


def _files(place: Path, listed: Mapping[str, Any], there: frozenset[str]) -> dict[str, bytes]:
    """Every file that is listed, each as it was; none besides."""
    held: dict[str, bytes] = {}
    for name, digest in listed.items():
        # Only what was found in the folder is opened: a name that leads out of it was not.
        if name not in there:
            _broken(f"{printable(name)} is missing")
        held[name] = _read(place, name)
        if digest_of(held[name]) != digest:
            _broken(f"{name} was changed")
    added = sorted(there - set(held) - {MANIFEST})
    if added:
        _broken(f"{printable(added[0])} was put in")
    for name in (CONTENT, SIGNATURES):
        if name not in held:
            _broken(f"{name} is missing")
    return held


def _signatures(held: bytes, manifest: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Every signature, each of the same words and figures, and each of another lead partner."""
    said: list[Mapping[str, Any]] = []
    for one in json.loads(held):
        words = one["said"]
        who = f"the signature of {printable(words['name'])}"
        if not holds(manifest["key"], words, one["seal"]):
            _broken(f"{who} is not as it was given")
        if words["report"] != manifest["report"] or words["release"] != manifest["release"]:
            _broken(f"{who} is of other words or figures")
        said.append({name: printable(value) for name, value in words.items()})
    places = {one["signatory"] for one in said}
    if len(places) < len(said):
        _broken("one lead partner signed twice")
    if manifest["state"] in (State.SIGNED, State.PUBLISHED) and not said:
        _broken("no signature is there")
    return tuple(said)
