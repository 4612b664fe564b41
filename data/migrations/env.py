"""Run by Alembic: the migrations, within the transaction of whoever asked for them.

The connection is given by `data.records`, which holds the lock by which one program at a time writes.
"""

from alembic import context

from data.record_tables import VERSIONS

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSIONS.name,
    # SQLite changes a table by making it anew.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
