"""What people write, in SQLite and PostgreSQL: kept as it was, in turn, whole or not at all."""

import datetime as dt
import signal
import stat
import subprocess
import sys
import textwrap
import threading

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from data.entries import FIRST, Draft, OvertakenError, Shown, digest_of
from data.problems import UserError
from data.record_tables import ENTRIES, NEWEST
from data.records import FILE, NO_ENTRIES, Head, Records
from tests.records.conftest import HEALTH, POLICE, SCRUTINEER, noted
from tests.records.test_entries import KEPT


def texts(records):
    return [entry.body["text"] for entry in records.entries()]


def refused(act):
    """The message with which something is refused: what, and on the next line what to do."""
    with pytest.raises(UserError) as error:
        act()
    assert "\n" in str(error.value)
    assert error.value.__cause__ is None
    return str(error.value)


def test_an_entry_comes_back_as_it_was_written(records, clock):
    shown = Shown("a" * 64, "3", {"measure": "children_on_a_plan", "years": [2025, 2026]})
    body = {
        "text": "Why?",
        "evidence": ["audit 4"],
        "due": dt.date(2026, 3, 30),
        "sure": True,
        "no": None,
    }
    [written] = records.append(Draft("challenge", None, "issue", body, SCRUTINEER, shown=shown))
    assert records.entries() == (written,)
    assert (written.position, written.subject, written.number) == (1, "challenge-1", 1)
    assert written.at == clock.at
    assert written.person == SCRUTINEER
    assert written.kind == "issue"
    assert written.body == body | {"due": "2026-03-30"}
    assert written.shown == shown


@pytest.mark.parametrize("text", KEPT)
def test_every_letter_comes_back_from_the_database(records, text):
    records.append(noted(text))
    assert texts(records) == [text]
    records.verify()


def test_before_anything_is_written_there_is_nothing_to_read_and_no_file_is_made(tmp_path):
    records = Records.of(tmp_path)
    assert records.entries() == ()
    assert records.head() == records.verify() == NO_ENTRIES
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_has_no_entries(records, by_hand):
    by_hand("SELECT 1")
    assert records.entries() == ()
    assert records.head() == NO_ENTRIES


def test_the_file_in_the_store_is_for_its_owner_only(tmp_path):
    Records.of(tmp_path).append(noted())
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_subjects_are_numbered_by_their_kind(records):
    written = records.append(noted(), Draft("plan", None, "note", {}, HEALTH), noted())
    assert [entry.subject for entry in written] == ["paper-1", "plan-1", "paper-2"]


def test_entries_can_be_asked_for_by_kind_and_by_subject(records):
    records.append(noted("1"), Draft("plan", None, "note", {"text": "2"}, HEALTH), noted("3"))
    assert [entry.body["text"] for entry in records.entries("paper")] == ["1", "3"]
    assert [entry.body["text"] for entry in records.entries("paper", "paper-2")] == ["3"]
    assert [entry.body["text"] for entry in records.entries(subject="plan-1")] == ["2"]
    assert records.entries("nothing") == ()


def test_whoever_has_not_read_the_newest_entry_is_told_whose_it_is_and_loses_nothing(records):
    records.append(noted("Why?", person=SCRUTINEER))
    records.append(noted("Because", "paper-1", 1, HEALTH))
    mine = noted("A long answer", "paper-1", 1, POLICE)
    with pytest.raises(OvertakenError) as overtaken:
        records.append(mine)
    assert str(overtaken.value).startswith(f"{HEALTH.name} wrote to paper-1 while you were writing")
    assert overtaken.value.draft.body["text"] == "A long answer"
    assert [entry.body["text"] for entry in overtaken.value.since] == ["Because"]
    assert texts(records) == ["Why?", "Because"]


def test_whoever_was_overtaken_by_several_is_told_of_all_and_by_themselves_of_themselves(records):
    records.append(noted())
    records.append(noted("1", "paper-1", 1, HEALTH), noted("2", "paper-1", 2, POLICE))
    with pytest.raises(OvertakenError, match=f"{HEALTH.name} and {POLICE.name} wrote"):
        records.append(noted("3", "paper-1", 1, SCRUTINEER))
    with pytest.raises(OvertakenError, match="You yourself wrote"):
        records.append(noted("4", "paper-1", 2, POLICE))


def test_of_several_entries_that_belong_together_none_is_kept_where_one_cannot_be(records):
    records.append(noted("first"))
    with pytest.raises(OvertakenError):
        records.append(noted("new"), noted("late", "paper-1", 0))
    with pytest.raises(UserError):
        records.append(noted("new"), noted("\0"))
    assert texts(records) == ["first"]
    assert records.verify() == records.head()


def test_a_subject_that_is_not_there_is_not_begun_by_its_name(records):
    records.append(noted())
    for draft in (noted(subject="paper-7"), noted(subject="paper-1", seen=4)):
        assert "There is no paper" in refused(lambda draft=draft: records.append(draft))
    as_other = Draft("challenge", "paper-1", "note", {}, HEALTH, 1)
    assert "There is no challenge paper-1" in refused(lambda: records.append(as_other))
    assert len(records.entries()) == 1


def at_once(*acts):
    """Do all at the same moment in threads of their own; what went wrong in each, or None."""
    ready = threading.Barrier(len(acts))
    faults = [None] * len(acts)

    def run(place, act):
        ready.wait()
        try:
            act()
        except UserError as fault:
            faults[place] = fault

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_of_two_who_write_to_one_subject_at_once_one_is_told_of_the_other(address):
    first, second = Records(address), Records(address)
    first.append(noted())
    for seen in range(1, 6):
        faults = at_once(
            lambda seen=seen: first.append(noted("mine", "paper-1", seen, HEALTH)),
            lambda seen=seen: second.append(noted("theirs", "paper-1", seen, POLICE)),
        )
        assert [fault is None for fault in faults].count(True) == 1
        [told] = [fault for fault in faults if fault]
        assert isinstance(told, OvertakenError)
        assert len(told.since) == 1
    assert [entry.number for entry in first.entries()] == [1, 2, 3, 4, 5, 6]
    first.verify()


def test_all_who_write_to_subjects_of_their_own_at_once_are_heard_from_the_first_moment_on(address):
    # None of them finds a database: it is made once.
    faults = at_once(*(lambda n=n: Records(address).append(noted(str(n))) for n in range(6)))
    assert faults == [None] * 6
    records = Records(address)
    assert sorted(texts(records)) == list("012345")
    assert [entry.position for entry in records.entries()] == [1, 2, 3, 4, 5, 6]
    assert len({entry.subject for entry in records.entries()}) == 6
    records.verify()


KILLED = """
    import datetime, os, signal, sys
    from data.entries import FIRST, Draft, Person
    from data.records import Records

    times = []
    def now():
        times.append(None)
        if len(times) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return datetime.datetime.now(datetime.UTC)

    half = Draft("paper", None, "note", {"text": "half"}, Person("x", "X", ()))
    Records(sys.argv[1], now).append(half, half)
"""


@pytest.mark.parametrize("begun", [False, True], ids=["at the first write", "later"])
def test_a_program_killed_in_the_middle_of_writing_leaves_nothing_half_written(
    records, address, begun
):
    if begun:
        records.append(noted("before"))
    shown = address.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), shown], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert texts(records) == ["before"] * begun
    records.append(noted("after"))
    assert texts(records) == ["before"] * begun + ["after"]
    records.verify()


_AGAIN = "INSERT INTO entries SELECT * FROM entries WHERE position = 1"
_AS_THIRD = """
    REPLACE INTO entries
    SELECT 3, subject_kind, subject, number, written_at, person, person_name, roles, agency, area, kind,
      '{}', release_digest, method_version, settings, previous, digest
    FROM entries WHERE position = 1
"""
CHANGES = {
    "sqlite": (
        "UPDATE entries SET body = '{}'",
        "DELETE FROM entries",
        "DELETE FROM entries WHERE position = 2",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE position = 1",
        _AS_THIRD,
        f"{_AGAIN} ON CONFLICT (position) DO UPDATE SET body = '{{}}'",
    ),
    "postgresql": (
        "UPDATE entries SET body = '{}'",
        "DELETE FROM entries",
        "TRUNCATE entries",
        f"{_AGAIN} ON CONFLICT (position) DO UPDATE SET body = '{{}}'",
        _AGAIN,
    ),
}


def test_the_database_itself_refuses_every_way_of_changing_an_entry(records, address, by_hand):
    records.append(noted("1"), noted("2"))
    before = records.entries()
    for change in CHANGES[address.get_backend_name()]:
        with pytest.raises(
            sa.exc.DBAPIError, match=r"entries are only ever added|follows the newest"
        ):
            by_hand(change)
    assert records.entries() == before
    records.verify()


WITHOUT_GUARDS = {
    "sqlite": (
        ["DROP TRIGGER entries_stay", "DROP TRIGGER entries_remain", "DROP TRIGGER entries_follow"]
    ),
    "postgresql": (["ALTER TABLE entries DISABLE TRIGGER USER"]),
}


@pytest.fixture
def changed(records, address, by_hand):
    """Change entries as the owner of a database can, and leave its guards as if nothing had been."""

    def change(*statements):
        if address.get_backend_name() == "sqlite":
            engine = sa.create_engine(address, poolclass=sa.NullPool)
            with engine.connect() as connection:
                guards = list(
                    connection.exec_driver_sql(
                        "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
                    ).scalars()
                )
        else:
            guards = ["ALTER TABLE entries ENABLE TRIGGER USER"]
        by_hand(*WITHOUT_GUARDS[address.get_backend_name()], *statements, *guards)

    return change


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("SET body = '{}' WHERE position = 2", "entry 2 (paper-1, number 2) is not as it was"),
        (
            "SET person_name = 'X' WHERE position = 1",
            "entry 1 (paper-1, number 1) is not as it was",
        ),
        (
            "SET written_at = '2020' WHERE position = 3",
            "entry 3 (paper-2, number 1) is not as it was",
        ),
        ("SET previous = digest WHERE position = 2", "entry 2 (paper-1, number 2) does not follow"),
        ("", "entry 2 is missing"),
    ],
    ids=["a text", "a name", "a time", "a link", "an entry taken out"],
)
def test_a_change_by_other_means_is_found_with_its_place(records, changed, change, found):
    records.append(noted("1"), noted("2", "paper-1", 1), noted("3"), noted("4", "paper-2", 1))
    assert records.verify() == records.head()
    changed(f"UPDATE entries {change}" if change else "DELETE FROM entries WHERE position = 2")
    assert found in refused(records.verify)


def test_an_entry_put_in_with_a_digest_of_its_own_is_found_by_its_number(records, changed):
    [_, second] = records.append(noted("1"), noted("2"))
    # Whoever knows the rule of the chain can lengthen it, but not with a number out of turn.
    facts = [
        3,
        "paper",
        "paper-2",
        4,
        "2026-03-02T09:30:00.000000+00:00",
        "x",
        "X",
        "[]",
        None,
        None,
    ]
    facts += ["note", "{}", None, None, "{}", second.digest]
    values = ", ".join("NULL" if fact is None else repr(fact) for fact in facts)
    changed(f"INSERT INTO entries VALUES ({values}, '{digest_of(facts)}')")
    assert "entry 3 (paper-2, number 4) has a number out of turn" in refused(records.verify)


def test_entries_cut_off_at_the_end_are_found_by_what_a_release_named(records, changed):
    records.append(noted("1"), noted("2"))
    named = records.head()
    assert records.verify([NO_ENTRIES.digest, named.digest]) == named
    changed("DELETE FROM entries WHERE position = 2")
    assert records.verify() == Head(1, records.head().digest)
    assert "that a release was made after is no longer there" in refused(
        lambda: records.verify([named.digest])
    )


def test_guards_that_were_taken_away_are_missed(records, address, by_hand):
    records.append(noted("1"))
    by_hand(*WITHOUT_GUARDS[address.get_backend_name()])
    assert "no longer refuses changes (its trigger entries_follow is gone)" in refused(
        records.verify
    )


def test_an_entry_that_cannot_be_understood_is_told_by_its_place(records, changed):
    records.append(noted("1"))
    changed("UPDATE entries SET body = 'not json'")
    assert "entry 1 is not as it was written" in refused(records.entries)


def test_no_message_and_no_name_holds_the_password(postgres_server):
    records = Records(postgres_server.set(password="wrong-secret"))
    said = refused(records.entries) + repr(records)
    assert "it refused the user name or the password" in said
    assert "wrong-secret" not in said
    assert "PARTNERSHIP_RECORDS" in said


def test_a_server_that_does_not_answer_is_said_in_words(postgres_server):
    records = Records(postgres_server.set(port=1))
    assert "cannot be read: nothing answers at that host and port" in refused(records.entries)
    assert "cannot be written" in refused(lambda: records.append(noted()))


def test_an_account_that_may_add_and_read_is_enough_and_one_that_may_only_read_is_told(
    empty_postgres, clock
):
    Records(empty_postgres, clock).prepare()
    Records(empty_postgres, clock).append(noted("1"))
    engine = sa.create_engine(empty_postgres, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in (
            "DROP ROLE IF EXISTS writer",
            "DROP ROLE IF EXISTS onlooker",
            "CREATE ROLE writer LOGIN PASSWORD 'w'",
            "CREATE ROLE onlooker LOGIN PASSWORD 'o'",
            "GRANT SELECT, INSERT ON entries TO writer",
            "GRANT SELECT ON entries, entries_version TO writer, onlooker",
            "GRANT SELECT ON entries TO onlooker",
        ):
            connection.exec_driver_sql(statement)
    writer = Records(empty_postgres.set(username="writer", password="w"), clock)
    onlooker = Records(empty_postgres.set(username="onlooker", password="o"), clock)
    writer.append(noted("2"))
    assert texts(onlooker) == ["1", "2"]
    assert writer.verify() == onlooker.verify()
    assert "this account may only read it" in refused(lambda: onlooker.append(noted("3")))
    with engine.begin() as connection:
        for name in ("writer", "onlooker"):
            connection.exec_driver_sql(f"DROP OWNED BY {name}")
            connection.exec_driver_sql(f"DROP ROLE {name}")


def test_a_folder_that_is_not_there_or_a_full_disk_of_sqlite_is_said_in_words(tmp_path):
    records = Records.of(tmp_path / "nowhere")
    assert "cannot be written: nothing was stored" in refused(lambda: records.append(noted()))
    held = Records.of(tmp_path)
    held.append(noted("1"))
    engine = held._engine
    sa.event.listen(
        engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1")
    )
    assert "there is no room left" in refused(lambda: held.append(noted("x" * 19_000)))
    assert texts(Records.of(tmp_path)) == ["1"]


def test_somebody_who_writes_for_too_long_is_waited_for_and_then_told_of(tmp_path):
    records = Records.of(tmp_path)
    records.append(noted("1"))
    sa.event.listen(
        records._engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA busy_timeout = 10"),
    )
    other = sa.create_engine(f"sqlite:///{tmp_path / FILE}", poolclass=sa.NullPool)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        assert "somebody else is writing" in refused(lambda: records.append(noted("2")))
        assert texts(records) == ["1"]


@pytest.mark.parametrize(
    "content", [b"not a database at all, but a letter " * 40, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    records = Records.of(tmp_path)
    for act in (records.entries, records.verify, lambda: records.append(noted())):
        assert "it is damaged, or is no database of records" in refused(act)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_database_cut_off_in_the_middle_is_said_to_be_damaged(tmp_path):
    records = Records.of(tmp_path)
    for _ in range(3):
        records.append(noted("x" * 19_000))
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[: len(whole) // 2])
    assert "it is damaged" in refused(records.entries)


def test_a_database_of_something_else_is_left_as_it_is(records, by_hand, address):
    by_hand("CREATE TABLE children (name TEXT)")
    for act in (records.entries, lambda: records.append(noted())):
        assert "it holds other tables (children)" in refused(act)


def test_records_of_a_newer_version_are_neither_read_nor_written(records, by_hand):
    records.append(noted("1"))
    by_hand("UPDATE entries_version SET version_num = 'of next year'")
    for act in (records.entries, lambda: records.append(noted("2"))):
        assert "written by a newer version of this program" in refused(act)


def test_records_that_do_not_say_their_version_are_not_read(records, by_hand):
    records.append(noted("1"))
    by_hand("DELETE FROM entries_version")
    assert "it does not say of which version" in refused(records.entries)


@pytest.mark.parametrize(
    "address", ["mysql://host/records", "sqlite://", "sqlite:///:memory:", "nonsense"]
)
def test_a_database_that_cannot_hold_records_is_refused(address):
    assert refused(lambda: Records(address))


def test_records_of_an_earlier_version_are_brought_up_to_date_by_whoever_reads_or_writes(
    address, clock
):
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    for act in (lambda held: held.verify(), lambda held: held.append(noted("later"))):
        with engine.begin() as connection:
            for table in sa.inspect(connection).get_table_names():
                connection.exec_driver_sql(f"DROP TABLE {table}")
            if address.get_backend_name() == "postgresql":
                connection.exec_driver_sql(
                    "DROP FUNCTION IF EXISTS entries_refuse, entries_in_turn"
                )
            upgrade(connection, "1")
            row = first_row()
            names = ", ".join(row)
            values = ", ".join("NULL" if each is None else repr(each) for each in row.values())
            connection.exec_driver_sql(f"INSERT INTO entries ({names}) VALUES ({values})")
        records = Records(address, clock)
        act(records)
        assert texts(records)[0] == "kept"
        records.verify()
        with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM entries")


def first_row():
    """The first entry as its row stands in the table."""
    facts = {
        "position": 1, "subject_kind": "paper", "subject": "paper-1", "number": 1,
        "written_at": "2026-03-02T09:30:00.000000+00:00", "person": "x", "person_name": "X",
        "roles": "[]", "agency": None, "area": None, "kind": "note", "body": '{"text":"kept"}',
        "release_digest": None, "method_version": None, "settings": "{}", "previous": FIRST,
    }  # fmt: skip
    return {**facts, "digest": digest_of(list(facts.values()))}


def upgrade(connection, to):
    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def migrations():
    config = Config()
    config.set_main_option("script_location", "data:migrations")
    return config


def test_the_newest_migration_is_the_one_that_the_program_expects():
    assert ScriptDirectory.from_config(migrations()).get_heads() == [NEWEST]


def test_the_table_that_the_migrations_make_is_the_one_that_the_program_reads(records, address):
    records.append(noted())
    with sa.create_engine(address, poolclass=sa.NullPool).connect() as connection:
        made = sa.inspect(connection)
        columns = {column["name"]: column["nullable"] for column in made.get_columns("entries")}
        assert columns == {column.name: column.nullable for column in ENTRIES.columns}
        assert made.get_pk_constraint("entries")["constrained_columns"] == ["position"]
        [unique] = made.get_unique_constraints("entries")
        assert unique["column_names"] == ["subject", "number"]


def test_what_is_a_fault_of_ours_is_not_passed_off_as_the_readers(records, by_hand):
    records.append(noted("1"))
    by_hand("CREATE UNIQUE INDEX strange ON entries (kind)")
    with pytest.raises(sa.exc.IntegrityError):
        records.append(noted("2"))
    assert texts(records) == ["1"]
