"""How the tables of the records came to be, step by step, for SQLite and PostgreSQL alike (Alembic)."""
