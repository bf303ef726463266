"""One run at a time, one refresh at a time.

A lock is freed by the operating system or the server when its holder dies, however it dies.
"""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from ml.database import is_sqlite
from ml.errors import AnotherRunAtWork

log = logging.getLogger(__name__)

# Well below the wait_timeout of any server: an idle connection that is closed would lose the lock.
PING_SECONDS = 30.0


@contextmanager
def run_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock of this database for the block. Raises AnotherRunAtWork at once when somebody else has it."""
    with _lock(engine, "run"):
        yield


@contextmanager
def refresh_lock(engine: Engine) -> Iterator[None]:
    """The same for refreshing, which may go on while a run trains."""
    with _lock(engine, "refresh"):
        yield


def _lock(engine: Engine, what: str) -> AbstractContextManager[None]:
    return _file_lock(engine, what) if is_sqlite(engine) else _server_lock(engine, what)


def _sentence(what: str) -> str:
    return f"Another {what} is at work on this database; nothing was done."


@contextmanager
def _file_lock(engine: Engine, what: str) -> Iterator[None]:
    path = Path(f"{engine.url.database}.{what}-lock")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherRunAtWork(_sentence(what)) from None
        # The file stays: removing it would let two runs hold locks on two files of one name.
        yield


@contextmanager
def _server_lock(engine: Engine, what: str) -> Iterator[None]:
    name = f"shelfwise-{what}-{engine.url.database}"[:64]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.execute(text("SELECT GET_LOCK(:name, 0)"), {"name": name}).scalar() != 1:
            raise AnotherRunAtWork(_sentence(what))
        done = threading.Event()
        pinging = threading.Thread(target=_keep_alive, args=(connection, done), daemon=True)
        pinging.start()
        try:
            yield
        finally:
            done.set()
            pinging.join()
            # A connection that is gone has freed the lock; the job itself may have done all its work.
            with suppress(DBAPIError):
                connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})


def _keep_alive(connection: Connection, done: threading.Event) -> None:
    try:
        while not done.wait(PING_SECONDS):
            connection.execute(text("SELECT 1"))
    except DBAPIError as error:
        # Nothing breaks: should another run begin, one of the two finds rows missing at the flip and gives up.
        log.warning("The lock is lost: %s", error.orig)
