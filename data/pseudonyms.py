"""Keyed, per-partnership pseudonyms: a child always gets the same one, and only with the key.

HMAC-SHA256 over what is named, the area and the value, cut to 96 bits: among a hundred million names
the chance that any two meet is below one in a million million. An area's identifiers are its own, so
the same number in two areas stays two children.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from data.problems import UserError

KEY_BYTES = 32
PSEUDONYM_BYTES = 12
_BLOCK_BYTES = 64
"""Of SHA-256. A key is shorter."""


@dataclass(frozen=True)
class Key:
    """A partnership's secret. It is never printed: not by `repr`, not in a message."""

    secret: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """A short sign by which two keys can be told apart; it gives nothing of the key away."""
        return hmac.digest(self.secret, b"mark", "sha256")[:8].hex()

    @classmethod
    def load(cls, path: Path) -> "Key":
        """Read the key from its file. Raises UserError if it is missing, damaged or open to other users."""
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise UserError(
                f"There is no key at {path}, so nothing can be loaded.\n"
                "Put the partnership's key there, or make a new one if nothing has been loaded yet."
            ) from None
        except (OSError, UnicodeDecodeError):
            raise UserError(
                f"The key at {path} cannot be read.\n"
                "Check that it is the partnership's key file and that you may read it."
            ) from None
        # Windows has no such bits: there the folder's own permissions are what counts.
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UserError(
                f"The key at {path} can be read by other users of this machine.\n"
                f"Run: chmod 600 {path}"
            )
        if len(text) != KEY_BYTES * 2 or not set(text) <= set("0123456789abcdef"):
            raise UserError(
                f"The file at {path} is not a key: a key is {KEY_BYTES * 2} letters a to f and digits.\n"
                "Put the partnership's key there."
            )
        return cls(bytes.fromhex(text))


def create_key(path: Path) -> Key:
    """Make a new key and write it where only its owner can read it.

    Raises UserError if a file is there already.
    """
    key = Key(secrets.token_bytes(KEY_BYTES))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserError(
            f"There is already a key at {path}, and it was kept.\n"
            "A new key would cut every child off from what was loaded before."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def pseudonyms(values: pl.Series, key: Key, kind: str, area: str) -> pl.Series:
    """The pseudonym of each value, null for null, under the name of the series.

    values  text, as it stands in the file
    kind    what is named ("child", "referral"): the same text under two kinds has two pseudonyms
    """
    unique = values.unique().drop_nulls()
    # HMAC as it is defined (RFC 2104), all but the value hashed once: a year of returns names a million.
    block = key.secret.ljust(_BLOCK_BYTES, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + f"{kind}\0{area}\0".encode())
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def pseudonym(value: str) -> str:
        first, digest = inner.copy(), outer.copy()
        first.update(value.encode())
        digest.update(first.digest())
        return digest.digest()[:PSEUDONYM_BYTES].hex()

    names = pl.Series([pseudonym(value) for value in unique], dtype=pl.String)
    return values.replace_strict(unique, names, default=None, return_dtype=pl.String)
