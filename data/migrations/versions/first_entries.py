"""The table of entries, which only grows.

It stands here as it was made, whatever `data.records` says of it later.
"""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None

_REFUSED = "entries are only ever added"
_OUT_OF_TURN = "an entry follows the newest one"


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "entries",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
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
    op.create_index("entries_by_kind", "entries", ["subject_kind"])
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


# An entry takes the next position and the next number of its subject. SQLite asks a BEFORE INSERT trigger
# ahead of INSERT OR REPLACE, which would else take away the row that is there.
_GUARDS = {
    "sqlite": (
        f"""
        CREATE TRIGGER entries_follow BEFORE INSERT ON entries
        WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM entries)
          OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entries
                            WHERE subject = NEW.subject)
        BEGIN SELECT RAISE(ABORT, '{_OUT_OF_TURN}'); END
        """,
        f"""
        CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
        """,
        f"""
        CREATE TRIGGER entries_remain BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
        """,
    ),
    "postgresql": (
        f"""
        CREATE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''{_REFUSED}''; END'
        """,
        f"""
        CREATE FUNCTION entries_in_turn() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN
           IF NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM entries)
             OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entries
                               WHERE subject = NEW.subject)
           THEN RAISE EXCEPTION ''{_OUT_OF_TURN}''; END IF;
           RETURN NEW;
         END'
        """,
        """
        CREATE TRIGGER entries_follow BEFORE INSERT ON entries
        FOR EACH ROW EXECUTE FUNCTION entries_in_turn()
        """,
        """
        CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON entries
        FOR EACH ROW EXECUTE FUNCTION entries_refuse()
        """,
        """
        CREATE TRIGGER entries_remain BEFORE TRUNCATE ON entries
        FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()
        """,
    ),
}
