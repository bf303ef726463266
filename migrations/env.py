"""Runs the migrations inside the application, so that every room's tables are known."""

from alembic import context
from flask import current_app

from backend.core.database import Base, described_by_models

config = context.config


def run() -> None:
    """Migrate over one connection; MySQL commits each statement of a schema change, SQLite the whole."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            # SQLite cannot alter a table: it is copied instead.
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            compare_server_default=False,
            include_name=described_by_models,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not into a file of SQL.")
run()
