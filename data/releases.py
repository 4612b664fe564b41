"""The releases a partnership has made: found by name, read, and taken back where nobody has seen them."""

import hashlib
import json
from typing import Any, Final

import polars as pl

from data.problems import UserError
from data.warehouse import LISTED, SHORT, Store, the_one

_NOTED: Final = "releases/taken back"
_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError)


def kept(store: Store) -> list[str]:
    """The digests of all releases that were kept, readable or not."""
    return sorted({*store.kept("releases"), *store.kept("counts")})


def named(store: Store, digest_prefix: str) -> str:
    """The digest of the one release that begins so. Raises UserError if none or several match."""
    return the_one(kept(store), digest_prefix, "release", "partnership releases")


def manifest(store: Store, digest: str) -> dict[str, Any] | None:
    """The manifest of a release, from either of its two folders; None where neither can be read."""
    for kind in ("releases", "counts"):
        try:
            path = store.folder / kind / digest / "manifest.json"
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
        except (OSError, ValueError):
            continue
    return None


def printed(store: Store, digest: str) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The frames and manifest of a release. Raises UserError where they are damaged."""
    try:
        said = (store.folder / "releases" / digest / "manifest.json").read_bytes()
        if hashlib.sha256(said).hexdigest() != digest:
            raise ValueError(digest)
        return store.frames("releases", digest), json.loads(said)
    except _UNREADABLE:
        raise damaged(store, "releases", digest, "what it printed") from None


def counts(store: Store, digest: str) -> dict[str, pl.DataFrame]:
    """The analyst's frames behind a release. Raises UserError where they are damaged or missing."""
    try:
        found = store.frames("counts", digest)
        listed = (store.folder / "counts" / digest / LISTED).exists()
        if not found or ("protection" in (manifest(store, digest) or {}) and not listed):
            raise ValueError(digest)
        return found
    except _UNREADABLE:
        raise damaged(store, "counts", digest, "the true counts behind it") from None


def take_back(store: Store, digest: str, newest: str | None) -> None:
    """Forget a release, readable or not, make another the newest, and keep a note of it."""
    store.note(_NOTED, digest)
    store.make_newest(newest)
    for kind in ("releases", "counts"):
        if digest in store.kept(kind):
            store.take_out(kind, digest)


def taken_back(store: Store) -> list[str]:
    """The releases that were taken back, in that order."""
    path = store.folder / _NOTED
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def damaged(store: Store, kind: str, digest: str, what: str) -> UserError:
    """What to say of a release of which a folder cannot be read."""
    return UserError(
        f"Release {digest[:SHORT]} is damaged: {what} ({store.folder / kind / digest}) cannot be read.\n"
        "Put that folder back from your last copy of the store: what readers know from a release is written "
        "nowhere else, and no release is made beside one that cannot be read.\n"
        f"If nobody but you has seen it, take it back: partnership take-back {digest[:SHORT]}"
    )
