"""The only place that commits: one transaction a chunk, so that others can write in between."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.catalog import service as catalog
from backend.core import locking
from backend.core.database import db
from backend.imports.errors import ImportRefused

T = TypeVar("T")

# SQLite does not queue writers, they look again every tenth of a second: without a gap they would starve.
PAUSE_SECONDS = 0.03
# SQLite's page cache during the import, in KiB: its indexes are filled at random places.
_CACHE_KIB = 64 * 1024
_LOCK = "LEFT(CONCAT('shelfwise import ', DATABASE()), 64)"


class Writer:
    """A connection of its own, on which every piece of work is one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def commit(self, work: Callable[[Connection], T]) -> T:
        """Do the work and commit it; run again when somebody else was first, so it must not count anything."""
        for attempt in range(1, locking.ATTEMPTS + 1):
            try:
                with self._connection.begin():
                    answer = work(self._connection)
                break
            except DBAPIError as error:
                # Refused by a constraint: the row that was missing when we looked came from somebody else.
                again = locking.is_contention(error) or isinstance(error, IntegrityError)
                if attempt == locking.ATTEMPTS or not again:
                    raise
        time.sleep(PAUSE_SECONDS)
        return answer


@contextmanager
def writing(engine: Engine) -> Iterator[Writer]:
    """The writer of one import at a time. Raises ImportRefused while another is at work."""
    with engine.connect() as connection:
        # Closed rather than given back at the end: its settings and its lock end with it.
        connection.detach()
        with connection.begin():
            if connection.dialect.name == "sqlite":
                # Two imports at once are slow but harmless here: a chunk looks and writes under one lock.
                connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
            elif connection.exec_driver_sql(f"SELECT GET_LOCK({_LOCK}, 0)").scalar() != 1:
                raise ImportRefused("Another import is at work on this database. Wait until it has ended.")
        yield Writer(connection)


def committed_categories() -> dict[str, int]:
    """The ids of the category tree by slug; missing categories are made and committed."""
    ids = catalog.ensure_categories()
    db.session.commit()
    return ids


def index_committed(book_ids: list[int]) -> None:
    """These books in the search index, as a transaction of their own; again when somebody else was first."""
    for attempt in range(1, locking.ATTEMPTS + 1):
        try:
            catalog.index_books(book_ids)
            db.session.commit()
            break
        except DBAPIError as error:
            db.session.rollback()
            if attempt == locking.ATTEMPTS or not locking.is_contention(error):
                raise
    time.sleep(PAUSE_SECONDS)
