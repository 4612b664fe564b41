"""Where a database is, whichever kind it is, and what its driver's messages mean.

Of an address only the database's name is ever shown, and of the driver's messages nothing: both can hold
the password.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from data.problems import UserError

_PACKAGES: Final = {
    "postgresql": "psycopg[binary]",
    "mssql": "pyodbc",
    "oracle": "oracledb",
    "mysql": "mysqlclient",
}
"""What to install for each kind of database."""

_WHY: Final = (
    (("password", "authentication", "login failed"), "it refused the user name or the password"),
    (("translate host", "resolve", "name or service", "getaddrinfo"), "no such host is known"),
    (("refused", "could not open a connection"), "nothing answers at that host and port"),
    (("timeout", "timed out"), "it did not answer in time"),
    (("does not exist", "cannot open database", "unknown database"), "there is no such database"),
)
"""Letters of a driver's message, and what they mean. The message itself is never shown."""


class Database:
    """Where the tables are. Nothing but its name is ever printed, by `repr` or in a message."""

    def __init__(
        self, address: str | sa.URL, schema: str | None = None, password: str | None = None
    ) -> None:
        """Raises UserError where the address is none. A password stands in for the one in the address."""
        try:
            url = make_url(address)
            self._url = url if password is None else url.set(password=password)
        except (sa.exc.ArgumentError, ValueError):
            raise UserError(
                "That is not the address of a database.\n"
                "Write it as postgresql://user:password@host/database,"
                " mssql+pyodbc://user:password@host/database?driver=... or sqlite:///file.db."
            ) from None
        self.schema = schema

    def __repr__(self) -> str:
        return f"Database({self.name!r})"

    @property
    def name(self) -> str:
        """The database's own name, by which readers know the extract."""
        return f"database {Path(self._url.database or '').name or 'without a name'}"

    @property
    def kind(self) -> str:
        """ "sqlite", "postgresql" and so on."""
        return self._url.get_backend_name()

    @property
    def file(self) -> Path | None:
        """Of SQLite: its file, or None where it stands in memory only."""
        held = self._url.database
        return Path(held) if self.kind == "sqlite" and held not in (None, "", ":memory:") else None

    @property
    def in_transaction(self) -> dict[str, Any]:
        """How to read: the tables as they stand at one moment, where that holds up nobody who writes."""
        one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return one_moment if self.kind == "postgresql" else {}

    def engine(self) -> Engine:
        """What connects to it. Raises UserError where its driver is not installed."""
        kind = self.kind
        if kind == "sqlite" and not Path(self._url.database or "").is_file():
            # SQLite would make an empty one.
            raise UserError(
                f"{self.name} is not there.\nCheck the path in the address: sqlite:///folder/file.db."
            )
        try:
            engine = sa.create_engine(self._url, poolclass=NullPool, hide_parameters=True)
        except (ImportError, sa.exc.NoSuchModuleError):
            package = _PACKAGES.get(kind)
            raise UserError(
                f"{self.name} cannot be reached: the driver that its address names is not installed.\n"
                + (
                    f"Run: pip install '{package}'"
                    if package
                    else "Check the address's first word."
                )
            ) from None
        except (sa.exc.ArgumentError, TypeError, ValueError):
            raise UserError(
                f"{self.name} cannot be reached: its address has a part that the driver does not know.\n"
                "Check what stands after the question mark in it."
            ) from None
        sa.event.listen(engine, "handle_error", _close_what_failed)
        return engine


def _close_what_failed(context: sa.ExceptionContext) -> None:
    """SQLAlchemy leaves the cursor of a lost connection open, of which the driver warns."""
    if context.execution_context is not None:
        with suppress(context.dialect.loaded_dbapi.Error):
            context.execution_context.cursor.close()


def why(fault: sa.exc.DBAPIError) -> str:
    """Why a database could not be reached, in words."""
    said = str(fault.orig).lower()
    return next(
        (why for letters, why in _WHY if any(each in said for each in letters)),
        "it does not answer",
    )
