"""The service's key: it signs what a lead partner's signature says, and the list of a report's files.

Ed25519. Its public half is printed in the report, so that whoever holds the report can check both offline.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.problems import UserError

FILE: Final = "report-key"
"""The key in the store's folder. Only its owner can read it."""
_BYTES: Final = 32


@dataclass(frozen=True)
class Seal:
    """The service's key. It is never printed: not by `repr`, not in a message."""

    _secret: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> str:
        """The public half, 64 letters a to f and digits."""
        return self._secret.public_key().public_bytes_raw().hex()

    def of(self, said: Mapping[str, Any]) -> str:
        """The signature of a statement, in hex. The same statement gives the same one."""
        return self._secret.sign(plain(said)).hex()


def plain(said: Mapping[str, Any]) -> bytes:
    """A statement in the one form in which it is signed."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(contents: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(contents).hexdigest()


def holds(public: str, said: Mapping[str, Any], seal: str) -> bool:
    """Whether a signature is of this statement, by the key with this public half.

    Both in the one spelling that we write: a letter in another case is another byte.
    """
    if seal != seal.lower() or len(seal) != 4 * _BYTES or len(public) != 2 * _BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(seal), plain(said)
        )
    except (ValueError, InvalidSignature):
        return False
    return True


def service_seal(store: Path) -> Seal:
    """The service's key, made on first use.

    Raises UserError where its file is damaged, cannot be read, or is open to other users.
    """
    file = store / FILE
    if not file.exists():
        _make(file)
    try:
        held = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise UserError(
            f"The key that signs reports ({file}) cannot be read.\nCheck that you may read it."
        ) from None
    # Windows has no such bits: there the folder's own permissions are what counts.
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise UserError(
            f"The key that signs reports ({file}) can be read by other users of this machine.\n"
            f"Run: chmod 600 {file}"
        )
    if len(held) != 2 * _BYTES or not set(held) <= set("0123456789abcdef"):
        raise UserError(
            f"{file} is not a key that signs reports.\n"
            "Put it back from its last sound copy. Signatures given before can still be checked."
        )
    return Seal(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(held)))


def _make(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # Somebody else made it a moment ago: theirs is the key.
    except OSError:
        raise UserError(
            f"The key that signs reports cannot be written to {file}.\n"
            "Check that the folder is there and that you may write in it."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as held:
        held.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        held.flush()
        os.fsync(held.fileno())
