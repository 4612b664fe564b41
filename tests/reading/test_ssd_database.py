"""The dataset's tables straight from a database: real PostgreSQL, real SQLite, and SQL Server's own words."""

import datetime as dt
import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, oracle, postgresql

from data.database import Database
from data.extracts import read_database_extract, read_extract
from data.formats import ssd_database
from data.formats.ssd_tables import BY_NAME, TABLES
from data.problems import UserError
from tests.reading import safeguarding
from tests.reading.conftest import AS_AT, KEY, rules_of
from tests.reading.safeguarding import fill, one_child

PASSWORD = "SECRET-p@ss"


def address(engine):
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def in_sqlite(tmp_path):
    """An empty SQLite database."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'safeguarding.db'}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE person (pers_person_id TEXT)"))
    return engine


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request):
    """An empty database of each kind that we test with."""
    return request.getfixturevalue(f"in_{request.param}")


def read(engine, **given):
    database = Database(address(engine), given.pop("schema", None))
    return read_database_extract(database, key=KEY, area="990", as_at=AS_AT, **given)


def refused(act):
    """The message with which a database is refused: what, and on the next line what to do."""
    with pytest.raises(UserError) as error:
        act()
    text = str(error.value)
    assert text.count("\n") >= 1
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__
    return text


def test_a_database_gives_what_its_exports_give(engine, tmp_path):
    fill(engine, one_child())
    ours = read(engine)
    exported = read_extract(
        safeguarding.folder(tmp_path / "tables", one_child()), key=KEY, area="990", as_at=AS_AT
    )
    assert ours.digest == exported.digest
    assert ours.problems.rows.to_dicts() == []
    assert ours.tables.keys() == exported.tables.keys()
    for table, frame in ours.tables.items():
        there = exported.tables[table]
        assert frame.sort(frame.columns).equals(there.sort(frame.columns)), table
    assert ours.coverage.sort("field").equals(exported.coverage.sort("field"))


NATIVE = {
    "text": sa.String(255),
    "date": sa.DateTime,
    "moment": sa.DateTime,
    "flags": sa.String(4000),
}


def test_columns_of_their_own_types_give_the_same_rows(in_postgres, tmp_path):
    from data.database_spelling import read_moment

    tables = one_child()
    with in_postgres.begin() as connection:
        for name, rows in tables.items():
            kinds = {
                column.field: NATIVE[column.kind]
                for column in BY_NAME[name.removeprefix("ssd_")].columns
            }
            fields = list(dict.fromkeys(each for row in rows for each in row))
            made = sa.Table(
                name,
                sa.MetaData(),
                *(sa.Column(each, kinds.get(each, sa.String(255))) for each in fields),
            )
            made.create(connection)
            for row in rows:
                said = {
                    each: read_moment(value)[0]
                    if kinds.get(each) is sa.DateTime and value
                    else value
                    for each, value in row.items()
                }
                connection.execute(made.insert(), said)
    ours = read(in_postgres)
    exported = read_extract(
        safeguarding.folder(tmp_path / "tables", tables), key=KEY, area="990", as_at=AS_AT
    )
    assert ours.problems.rows.to_dicts() == []
    for table, frame in ours.tables.items():
        left, right = (each.drop("extract") for each in (frame, exported.tables[table]))
        assert left.sort(left.columns).equals(right.sort(right.columns)), table


def test_numbers_flags_and_bits_of_a_server_are_read_as_such(in_postgres):
    tables = one_child()
    fill(in_postgres, {name: rows for name, rows in tables.items() if name != "ssd_cin_episodes"})
    with in_postgres.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TABLE ssd_cin_episodes (cine_person_id text, cine_referral_date timestamptz,"
                " cine_referral_id numeric, cine_referral_nfa boolean, cine_close_date date)"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO ssd_cin_episodes VALUES ('C1', '2023-04-05 12:00Z', 7, true, NULL)"
            )
        )
    [referral] = read(in_postgres).tables["referrals"].to_dicts()
    assert referral["no_further_action"] is True
    assert referral["referral_date"] == dt.date(2023, 4, 5)


def test_the_same_rows_in_another_order_are_the_same_extract(engine):
    tables = one_child()
    fill(engine, tables)
    before = read(engine).digest
    with engine.begin() as connection:
        for name in tables:
            connection.execute(sa.text(f"DROP TABLE {name}"))
    for rows in tables.values():
        rows.reverse()
    fill(engine, tables)
    assert read(engine).digest == before


def test_a_problem_says_where_the_row_stands_in_the_order_of_its_values(engine):
    tables = one_child()
    first = tables["ssd_contacts"][0]
    tables["ssd_contacts"] = [
        first | {"cont_contact_date": "soon"},
        first | {"cont_contact_date": "2023-01-01"},
    ]
    fill(engine, tables)
    extract = read(engine)
    assert rules_of(extract) == {"date_unreadable": 1, "key_date_missing": 1}
    assert extract.problems.first[0].position == "ssd_contacts, row 2"


@pytest.mark.parametrize("name", ["SSD_PERSON", "Ssd_Person"])
def test_tables_and_columns_are_found_in_any_case(engine, name):
    tables = one_child()
    tables[name] = [
        {heading.upper(): value for heading, value in row.items()}
        for row in tables.pop("ssd_person")
    ]
    fill(engine, tables)
    assert read(engine).tables["children"]["sex"].to_list() == ["F"]


def test_a_view_is_as_good_as_a_table(engine):
    tables = one_child()
    fill(
        engine, {("raw_contacts" if n == "ssd_contacts" else n): rows for n, rows in tables.items()}
    )
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE VIEW ssd_contacts AS SELECT * FROM raw_contacts"))
    assert read(engine).tables["contacts"].height == 1


def test_tables_of_a_schema_are_found_where_it_is_named(in_postgres):
    with in_postgres.begin() as connection:
        connection.execute(sa.text('CREATE SCHEMA "Ssd Development"'))
    fill(in_postgres, one_child(), "Ssd Development")
    assert read(in_postgres, schema="Ssd Development").rows == 27
    assert "in its usual schema" in refused(lambda: read(in_postgres))
    assert "in the schema elsewhere" in refused(lambda: read(in_postgres, schema="elsewhere"))


def test_a_table_of_the_system_itself_is_never_taken_for_one_of_the_dataset(in_sqlite):
    assert "has no table ssd_person" in refused(lambda: read(in_sqlite))


def test_a_table_twice_is_refused(in_postgres):
    fill(in_postgres, one_child())
    fill(in_postgres, {"SSD_CONTACTS": one_child()["ssd_contacts"]})
    assert "holds ssd_contacts twice" in refused(lambda: read(in_postgres))


def test_a_column_without_which_no_row_can_be_used_is_missed_by_name(engine):
    tables = one_child()
    del tables["ssd_contacts"][0]["cont_contact_date"]
    fill(engine, tables)
    assert "ssd_contacts lacks the column cont_contact_date" in refused(lambda: read(engine))


def test_other_missing_tables_and_columns_are_not_covered(engine):
    tables = one_child()
    del tables["ssd_missing"]
    del tables["ssd_contacts"][0]["cont_contact_source_code"]
    fill(engine, tables)
    covered = set(read(engine).coverage["field"])
    assert "contacts.contact_date" in covered
    assert not covered & {"missing_episodes.started_at", "contacts.source"}


def test_empty_tables_are_read_and_say_nothing(engine):
    tables = one_child()
    fill(engine, tables)
    with engine.begin() as connection:
        for name in tables:
            connection.execute(sa.text(f"DELETE FROM {name}"))
    extract = read(engine)
    assert extract.rows == 0
    assert extract.coverage.is_empty()


def test_only_the_columns_that_we_keep_are_asked_for(engine):
    fill(engine, one_child())
    asked = []
    with pytest.MonkeyPatch.context() as patch:
        made = sa.create_engine

        def listening(*given, **named):
            engine = made(*given, **named)
            sa.event.listen(engine, "before_cursor_execute", lambda *event: asked.append(event[2]))
            return engine

        patch.setattr(sa, "create_engine", listening)
        read(engine)
    selects = [text for text in asked if "FROM ssd_" in text]
    assert len(selects) == len(one_child())
    assert not [text for text in selects if "surname" in text or "*" in text or "_desc" in text]


@pytest.mark.parametrize("dialect", [mssql.dialect(), oracle.dialect(), postgresql.dialect()])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_query_is_written_for_other_servers_too(dialect, table):
    fields = [column.field for column in table.columns]
    written = str(
        ssd_database.query(table.full_name, fields, "ssd_development").compile(dialect=dialect)
    )
    there = f"ssd_development.{table.full_name}"
    asked = ", ".join(f"{there}.{field}" for field in fields)
    assert " ".join(written.split()) == f"SELECT {asked} FROM {there}"


def test_names_that_sql_server_must_quote_are_quoted():
    written = str(
        ssd_database.query("SSD_Person", ["PERS_SEX"], "dbo").compile(dialect=mssql.dialect())
    )
    assert " ".join(written.split()) == "SELECT dbo.[SSD_Person].[PERS_SEX] FROM dbo.[SSD_Person]"


def test_a_wrong_password_is_said_and_never_shown(postgres_server, caplog):
    url = postgres_server.set(password=PASSWORD)
    database = Database(url.render_as_string(hide_password=False))
    said = refused(lambda: read_database_extract(database, key=KEY, area="990", as_at=AS_AT))
    assert "it refused the user name or the password" in said
    for text in (said, repr(database), str(database), caplog.text):
        assert "SECRET" not in text
        assert url.host not in text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"port": 1}, "nothing answers at that host and port"),
        ({"database": "nowhere"}, "there is no such database"),
        ({"host": "nowhere.invalid"}, "no such host is known"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_why(postgres_server, change, why):
    database = Database(postgres_server.set(**change).render_as_string(hide_password=False))
    said = refused(lambda: read_database_extract(database, key=KEY, area="990", as_at=AS_AT))
    assert why in said
    assert postgres_server.password not in said


def test_a_password_may_be_given_apart_from_the_address(postgres_server, in_postgres):
    fill(in_postgres, one_child())
    bare = in_postgres.url.set(password=None).render_as_string(hide_password=False)
    database = Database(bare, password=postgres_server.password)
    assert read_database_extract(database, key=KEY, area="990", as_at=AS_AT).rows == 27


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SECRET", "not the address of a database"),
        ("postgresql://u:SECRET@h:port/d", "not the address of a database"),
        ("postgresql+psycopg2://u:SECRET@h/d", "pip install 'psycopg[binary]'"),
        ("nosuch://u:SECRET@h/d", "Check the address's first word"),
        ("sqlite://", "is not there"),
        ("sqlite:///nowhere/SECRET.db", "is not there"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_words(written, said):
    text = refused(
        lambda: read_database_extract(Database(written), key=KEY, area="990", as_at=AS_AT)
    )
    assert said in text
    assert "SECRET@" not in text


def test_an_option_that_the_driver_does_not_know_is_told(in_sqlite):
    database = Database(f"{address(in_sqlite)}?timeout=SECRET")
    said = refused(lambda: read_database_extract(database, key=KEY, area="990", as_at=AS_AT))
    assert "a part that the driver does not know" in said
    assert "SECRET" not in said


def test_no_empty_database_is_made_where_none_was(tmp_path):
    refused(
        lambda: read_database_extract(
            Database(f"sqlite:///{tmp_path / 'new.db'}"), key=KEY, area="990", as_at=AS_AT
        )
    )
    assert not list(tmp_path.iterdir())


def test_the_area_and_the_day_are_asked_for_before_anything_is_read():
    database = Database("postgresql://nobody@nowhere.invalid/d")
    with pytest.raises(UserError, match="--area"):
        read_database_extract(database, key=KEY, as_at=AS_AT)
    with pytest.raises(UserError, match="--extract-date"):
        read_database_extract(database, key=KEY, area="990")


KILL = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE state = 'active' AND query LIKE '%FETCH%' AND pid <> pg_backend_pid()"
)


def kill_who_reads(engine):
    """End the connection that fetches rows, from another one, as soon as there is one."""
    until = time.monotonic() + 30
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while time.monotonic() < until and not connection.execute(KILL).all():
            time.sleep(0.05)


def test_a_connection_that_is_lost_half_way_is_told_and_nothing_is_kept(in_postgres, store):
    tables = one_child()
    fill(in_postgres, {("raw" if n == "ssd_contacts" else n): rows for n, rows in tables.items()})
    with in_postgres.begin() as connection:
        # It takes a minute to read, so that it can be killed while it is read.
        connection.execute(
            sa.text(
                "CREATE VIEW ssd_contacts AS SELECT cont_person_id,"
                " cont_contact_date || pg_sleep(60)::text AS cont_contact_date FROM raw"
            )
        )
    killer = threading.Thread(target=kill_who_reads, args=(in_postgres,))
    killer.start()
    said = refused(lambda: read(in_postgres))
    killer.join()
    assert "the connection was lost while ssd_contacts was read. Nothing was stored." in said
    assert store.extracts().is_empty()


def test_a_table_that_may_not_be_read_is_told(in_postgres):
    fill(in_postgres, one_child())
    with in_postgres.begin() as connection:
        connection.execute(sa.text("DROP ROLE IF EXISTS guest"))
        connection.execute(sa.text(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'"))
    guest = in_postgres.url.set(username="guest", password=PASSWORD)
    database = Database(guest.render_as_string(hide_password=False))
    said = refused(lambda: read_database_extract(database, key=KEY, area="990", as_at=AS_AT))
    assert "something went wrong while ssd_" in said
    assert "SECRET" not in said


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "broken.db"
    path.write_bytes(b"SECRET" * 1000)
    database = Database(f"sqlite:///{path}")
    said = refused(lambda: read_database_extract(database, key=KEY, area="990", as_at=AS_AT))
    assert "something went wrong while its tables were listed" in said


def test_progress_is_told_by_tables(engine):
    fill(engine, one_child())
    told = []
    read(engine, progress=told.append)
    assert told == sorted(told)
    assert len(told) == len(one_child())
    assert told[-1] == 1


def test_the_same_load_twice_is_kept_once(engine, store):
    fill(engine, one_child())
    assert store.save_extract(read(engine))
    assert not store.save_extract(read(engine))
    assert store.extracts()["file"].to_list() == [Database(address(engine)).name]
