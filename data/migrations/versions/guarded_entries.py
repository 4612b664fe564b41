"""The database itself refuses what would change an entry, or write one out of turn."""

from alembic import op

revision = "2"
down_revision = "1"

_REFUSED = "entries are only ever added"
_OUT_OF_TURN = "an entry follows the newest one"


def upgrade() -> None:
    """Set the guards."""
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
