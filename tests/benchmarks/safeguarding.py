"""The Standard Safeguarding Dataset from PostgreSQL: our load beside pandas.read_sql of the same tables."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data.formats.ssd_tables import TABLES, Table

ADDRESS = "BENCHMARK_DATABASE"
DAYS_BACK = 2190
AS_AT = np.datetime64("2025-03-31")

_SHARES = {
    "contacts": 0.30, "cin_episodes": 0.12, "cin_assessments": 0.10, "assessment_factors": 0.10,
    "cin_plans": 0.03, "s47_enquiry": 0.05, "initial_cp_conference": 0.02, "cp_plans": 0.02,
    "cp_reviews": 0.04, "cin_visits": 0.12, "cp_visits": 0.05, "early_help_episodes": 0.03,
    "missing": 0.02,
}  # fmt: skip
"""How the events are shared among the tables."""
_SEVERAL = {"sex": "FM", "source": ["1A", "2A", "3A", "6"], "primary_need": ["N1", "N4", "N5"]}
_FLAGS = (
    '{"NEW_REFERRAL_FLAG": "Y", "EXISTING_REFERRAL_FLAG": "N", "CP_ENQUIRY_FLAG": "N", "NFA_FLAG": "N"}',
    '{"NEW_REFERRAL_FLAG": "N", "EXISTING_REFERRAL_FLAG": "N", "CP_ENQUIRY_FLAG": "N", "NFA_FLAG": "Y"}',
    '{"CP_CONFERENCE_FLAG": "Y", "NFA_FLAG": "N"}',
)


@contextmanager
def filled(events: int) -> Iterator[str]:
    """The address of a PostgreSQL server that holds so many rows of events."""
    from tests import postgres

    with postgres.server() as url, TemporaryDirectory() as folder:
        address = url.render_as_string(hide_password=False)
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        draw = np.random.default_rng(7)
        children = events // 8
        frames = {"person": _rows(TABLES[0], children, children, draw)}
        by_name = {table.name: table for table in TABLES}
        for name, share in _SHARES.items():
            frames[name] = _rows(by_name[name], int(events * share), children, draw)
        for name, frame in frames.items():
            _copy(engine, by_name[name], frame, Path(folder) / "rows.csv")
        yield address


def _rows(table: Table, count: int, children: int, draw: np.random.Generator) -> pd.DataFrame:
    """Rows of a table: keys in their order, dates in the last six years, an end after its start."""
    start = AS_AT - draw.integers(30, DAYS_BACK, count).astype("timedelta64[D]")
    columns: dict[str, object] = {}
    for column in table.columns:
        if column.ours == "child":
            drawn = (
                np.arange(count) if table.name == "person" else draw.integers(0, children, count)
            )
            columns[column.field] = np.char.add("C", drawn.astype(str))
        elif column.ours.endswith("_id"):
            columns[column.field] = np.arange(count).astype(str)
        elif column.kind == "flags":
            columns[column.field] = np.array(_FLAGS)[draw.integers(0, len(_FLAGS), count)]
        elif column.ours in ("expected_birth_date", "death_date"):
            columns[column.field] = np.full(count, np.datetime64("NaT"), "datetime64[s]")
        elif column.ours == "birth_date":
            days = draw.integers(DAYS_BACK, 6000, count).astype("timedelta64[D]")
            columns[column.field] = (AS_AT - days).astype("datetime64[s]")
        elif column.kind in ("date", "moment"):
            after = column.ours in ("end_date", "closure_date", "authorised_date", "returned_at")
            days = draw.integers(1, 60, count) if after else np.zeros(count, int)
            columns[column.field] = (start + days.astype("timedelta64[D]")).astype("datetime64[s]")
        else:
            choices = _SEVERAL.get(column.ours, "YN")
            columns[column.field] = np.array(list(choices))[draw.integers(0, len(choices), count)]
    return pd.DataFrame(columns)


def _copy(engine: sa.Engine, table: Table, frame: pd.DataFrame, path: Path) -> None:
    kinds = {
        field: sa.DateTime if frame[field].dtype.kind == "M" else sa.String(1000)
        for field in frame.columns
    }
    made = sa.Table(
        table.full_name, sa.MetaData(), *(sa.Column(name, kind) for name, kind in kinds.items())
    )
    frame.to_csv(path, index=False)
    with engine.begin() as connection:
        made.create(connection)
        cursor = connection.connection.cursor()
        into = (
            f"COPY {table.full_name} ({', '.join(frame.columns)}) FROM STDIN (FORMAT csv, HEADER)"
        )
        with cursor.copy(into) as copy, path.open("rb") as file:
            while part := file.read(1 << 20):
                copy.write(part)


def load() -> dict[str, float]:
    """Seconds of a whole load, from the database to stored tables."""
    from dashboard import partnership
    from data.agreement import Area
    from data.database import Database

    with TemporaryDirectory() as folder:
        store = partnership.found(Path(folder) / "store", "Benchmark", (Area("990", "Northmere"),))
        begun = time.perf_counter()
        extract, _ = partnership.load(
            store, Database(os.environ[ADDRESS]), area="990", as_at=AS_AT.astype(object)
        )
        return {"seconds": time.perf_counter() - begun, "rows": extract.rows}


def read() -> dict[str, float]:
    """Seconds of the reading alone, to text columns."""
    from data.database import Database
    from data.formats.ssd_database import read_database

    begun = time.perf_counter()
    tables = read_database(Database(os.environ[ADDRESS]))
    rows = sum(frame.height for frame in tables.frames.values())
    return {"seconds": time.perf_counter() - begun, "rows": rows}


def read_with_pandas() -> dict[str, float]:
    """Seconds of reading the same columns with pandas, which keeps them as the database gives them."""
    engine = sa.create_engine(os.environ[ADDRESS], poolclass=sa.NullPool)
    begun = time.perf_counter()
    rows = 0
    with engine.connect() as connection:
        for table in TABLES:
            if sa.inspect(connection).has_table(table.full_name):
                fields = ", ".join(column.field for column in table.columns)
                frame = pd.read_sql(f"SELECT {fields} FROM {table.full_name}", connection)
                rows += len(frame)
    return {"seconds": time.perf_counter() - begun, "rows": rows}
