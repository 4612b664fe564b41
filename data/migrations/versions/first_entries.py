"""The table of entries, which only grows.

It stands here as it was made, whatever `data.record_tables` says of it later.
"""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the table."""
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
