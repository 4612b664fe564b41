"""Settings of one process: the only place that reads the environment."""

import ipaddress
import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from data.problems import UserError

ROLES = {
    "dsp": "Delegated safeguarding partner",
    "scrutineer": "Independent scrutineer",
    "lsp": "Lead safeguarding partner",
    "analyst": "Analyst",
}
"""Who reads, with the words they see. Until people sign in, each reader chooses one."""


@dataclass(frozen=True)
class Settings:
    """Where the store is, where the server listens, and which role a reader starts with.

    store  folder of the partnership (PARTNERSHIP_STORE, else ./store)
    host   address of this machine for this machine (PARTNERSHIP_HOST): loopback only
    port   PARTNERSHIP_PORT
    role   a key of ROLES (PARTNERSHIP_ROLE)
    records  address of the database of what people write (PARTNERSHIP_RECORDS), else a file in the store.
           It may hold a password, and is never printed

    Raises UserError naming the variable when a value cannot be used.
    """

    store: Path = Path("store")
    host: str = "127.0.0.1"
    port: int = 8501
    role: str = "dsp"
    records: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not _is_loopback(self.host):
            raise UserError(
                f"The dashboard cannot listen on {self.host}: nobody signs in yet, so it opens on this "
                "machine only.\nSet PARTNERSHIP_HOST to 127.0.0.1, or leave it unset."
            )
        if not 1 <= self.port <= 65535:
            raise UserError(
                f"{self.port} is not a port. Set PARTNERSHIP_PORT to a number from 1 to 65535."
            )
        if self.role not in ROLES:
            raise UserError(
                f"{self.role!r} is not a role. Set PARTNERSHIP_ROLE to one of: {', '.join(ROLES)}."
            )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings that the environment gives, with the defaults for the rest."""
        port = environ.get("PARTNERSHIP_PORT", str(cls.port))
        if not port.isascii() or not port.isdigit():
            raise UserError("PARTNERSHIP_PORT is not a number. Set it to one from 1 to 65535.")
        return cls(
            store=Path(environ.get("PARTNERSHIP_STORE") or cls.store),
            host=environ.get("PARTNERSHIP_HOST", cls.host),
            port=int(port),
            role=environ.get("PARTNERSHIP_ROLE", cls.role),
            records=environ.get("PARTNERSHIP_RECORDS") or None,
        )

    def hand_on(self, environ: MutableMapping[str, str] = os.environ) -> None:
        """Leave these settings for the pages, which read them from the environment again.

        The store's path is made absolute, so that it holds from whatever folder a page runs in.
        """
        environ["PARTNERSHIP_STORE"] = str(self.store.absolute())
        environ["PARTNERSHIP_HOST"] = self.host
        environ["PARTNERSHIP_PORT"] = str(self.port)
        environ["PARTNERSHIP_ROLE"] = self.role
        environ.pop("PARTNERSHIP_RECORDS", None)
        if self.records is not None:
            environ["PARTNERSHIP_RECORDS"] = self.records


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
