"""The dataset's tables read from the authority's database, whichever it is.

Only the columns that we keep are asked for, in chunks, in one transaction. Of the address only the
database's name is ever shown, and of the driver's messages nothing: both can hold the password.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import polars as pl
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine.reflection import Inspector

from data.database import Database, why
from data.formats import Progress
from data.formats.ssd_files import Tables
from data.formats.ssd_tables import Table, named
from data.formats.ssd_text import ROWS_AT_ONCE, frame_of
from data.problems import UserError

_PREFIX: Final = "ssd_"


def read_database(database: Database, progress: Progress | None = None) -> Tables:
    """All tables of the dataset that a database holds.

    Rows stand in the order of what was read of them, however the database gives them.
    Raises UserError where it cannot be reached, lacks what is needed, or the connection is lost.
    """
    tables = Tables()
    with _connected(database) as connection:
        with _told(database, "while its tables were listed"):
            queries = _queries(sa.inspect(connection), database)
        for number, (table, fields, query) in enumerate(queries, start=1):
            with _told(database, f"while {table.full_name} was read"):
                tables.frames[table.name] = _read(connection, table, fields, query)
            if progress:
                progress(number / len(queries))
    return tables


def query(table: str, columns: Sequence[str], schema: str | None) -> sa.Select[Any]:
    """Asks for these columns of a table, under the names that they have in the database."""
    wanted: list[sa.ColumnClause[Any]] = [sa.column(name) for name in columns]
    return sa.select(*wanted).select_from(sa.table(table, *wanted, schema=schema))


_Query = tuple[Table, list[str], sa.Select[Any]]


def _queries(inspector: Inspector, database: Database) -> list[_Query]:
    """For each table of the dataset that is there: the fields that it has, and what asks for them."""
    found = _tables_in(inspector, database)
    return [_query_of(inspector, database, table, there) for table, there in found.items()]


def _tables_in(inspector: Inspector, database: Database) -> dict[Table, str]:
    """The dataset's tables, and the name that each has in the database."""
    found: dict[Table, str] = {}
    schema = database.schema
    for there in (*inspector.get_table_names(schema), *inspector.get_view_names(schema)):
        # The case-management system has tables of its own: only those so called are the dataset's.
        table = named(there) if there.lower().startswith(_PREFIX) else None
        if table is not None and table in found:
            raise UserError(
                f"{database.name} holds {table.full_name} twice: {found[table]} and {there}.\n"
                "Which is right, nobody can say: name the schema that holds only one (--schema)."
            )
        if table is not None:
            found[table] = there
    if not any(table.ours == "children" for table in found):
        where = f" in the schema {schema}" if schema else " in its usual schema"
        raise UserError(
            f"{database.name} has no table ssd_person{where}.\n"
            "Name the schema that holds the Standard Safeguarding Dataset (--schema), and check that you"
            " may read it."
        )
    return found


def _query_of(inspector: Inspector, database: Database, table: Table, there: str) -> _Query:
    with warnings.catch_warnings():
        # Of a column's type we need nothing, so that an unusual one is no matter.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        columns = inspector.get_columns(there, database.schema)
    name_of = {column["name"].lower(): column["name"] for column in columns}
    missing = [each.field for each in table.columns[: table.needed] if each.field not in name_of]
    if missing:
        raise UserError(
            f"{database.name}: {there} lacks the column {missing[0]}, without which no row of it can be"
            " used.\nMake the table anew with its supplier's script, with all its columns."
        )
    fields = [column.field for column in table.columns if column.field in name_of]
    return table, fields, query(there, [name_of[field] for field in fields], database.schema)


def _read(
    connection: Connection, table: Table, fields: list[str], query: sa.Select[Any]
) -> pl.DataFrame:
    in_parts = connection.execution_options(stream_results=True, yield_per=ROWS_AT_ONCE)
    with in_parts.execute(query) as rows:
        frames = [frame_of(table, fields, part) for part in rows.partitions()]
    whole = pl.concat([frame_of(table, fields, ()), *frames]).sort(pl.all())
    return whole.with_columns(
        pl.lit(table.full_name).alias("sheet"),
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("position"),
    )


@contextmanager
def _connected(database: Database) -> Iterator[Connection]:
    engine = database.engine()
    try:
        connection = engine.connect()
    except sa.exc.DBAPIError as fault:
        raise UserError(
            f"{database.name} cannot be reached: {why(fault)}.\n"
            "Check the address, the user name and the password, and that this machine may reach it."
        ) from None
    with connection:
        yield connection.execution_options(**database.in_transaction)


@contextmanager
def _told(database: Database, doing: str) -> Iterator[None]:
    """What goes wrong while reading, in our words."""
    try:
        yield
    except sa.exc.DBAPIError as fault:
        if fault.connection_invalidated:
            raise UserError(
                f"{database.name}: the connection was lost {doing}. Nothing was stored.\n"
                "Check that the database is up, and load it again."
            ) from None
        raise UserError(
            f"{database.name}: something went wrong {doing}. Nothing was stored.\n"
            "Check that you may read the table, that its dates are of our calendar, and that nobody is making"
            " it anew just now."
        ) from None
