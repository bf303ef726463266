"""Which migration the database stands at, and which one the code expects."""

from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from backend.core.settings import ROOT

MIGRATIONS = ROOT / "migrations"


def current_revision(connection: Connection) -> str | None:
    """The revision of this database; None when it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    """The revision that the code was written for. Read once: the files do not change under a running process."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def can_serve(current: str | None) -> bool:
    """The tables are those of this code, or newer: while machines are renewed one after the other, the old ones go on
    with the new tables (the rule for migrations in deploy/OPERATE.md). Numbers of four digits compare as text."""
    newest = newest_revision()
    return current is not None and newest is not None and current >= newest
