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
