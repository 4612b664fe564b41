"""The tables of the records: what they are, of which version they are, and the guards that stand on them."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data.problems import UserError

NEWEST: Final = "2"
"""The newest revision of data/migrations: what the table below is."""

VERSIONS: Final = sa.table("entries_version", sa.column("version_num", sa.String))

ENTRIES: Final = sa.Table(
    "entries",
    sa.MetaData(),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject_kind", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(80), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    # As text, so that both databases keep the very letters that the digest was made of.
    sa.Column("written_at", sa.String(32), nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("person_name", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("agency", sa.String(40)),
    sa.Column("area", sa.String(40)),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("release_digest", sa.String(64)),
    sa.Column("method_version", sa.String(40)),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.UniqueConstraint("subject", "number", name="one_number_in_a_subject"),
)

_GUARDS: Final = frozenset({"entries_follow", "entries_stay", "entries_remain"})
"""Triggers that must stand on the table: see data/migrations/versions."""


def revision(connection: Connection, name: str) -> str | None:
    """The version of the tables; None where there are none. Raises UserError where they are not ours."""
    there = sa.inspect(connection).get_table_names()
    if not there:
        return None
    if not {VERSIONS.name, ENTRIES.name} <= set(there):
        raise UserError(
            f"{name} is not a database of records: it holds other tables ({', '.join(sorted(there)[:3])}). "
            "It was left as it is.\nName an empty database, or none, in PARTNERSHIP_RECORDS."
        )
    held = connection.execute(sa.select(VERSIONS.c.version_num)).scalars().all()
    if len(held) != 1:
        raise broken("it does not say of which version its tables are")
    return str(held[0])


def bring_up_to_date(connection: Connection, held: str | None, name: str) -> None:
    """Run the migrations that are lacking, within the transaction: all of them, or none."""
    # Most of the time nothing is lacking, and Alembic need not be loaded.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "data:migrations")
    config.attributes["connection"] = connection
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if held is not None and held not in known:
        raise UserError(
            f"{name} was written by a newer version of this program, which this one cannot read. It was "
            "left as it is.\nBring this program up to date, on every machine that uses these records."
        )
    command.upgrade(config, "head")


def check_guards(connection: Connection) -> None:
    """Raises UserError where a trigger that refuses changes was taken away or switched off."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"
    else:
        asked = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST('entries' AS regclass)"
            " AND NOT tgisinternal AND tgenabled <> 'D'"
        )
    lacking = _GUARDS - set(connection.execute(sa.text(asked)).scalars())
    if lacking:
        raise broken(
            f"the database no longer refuses changes (its trigger {sorted(lacking)[0]} is gone)"
        )


def broken(what: str) -> UserError:
    """What is said of records that were changed by other means."""
    return UserError(
        f"The records were changed by other means than this program: {what}.\n"
        "Put the database back from its last sound copy, and find out who can change it."
    )
