"""python -m tests.bench.lifetime_import: how long a reader's export of 50,000 books takes to come in, by the clock.

A Goodreads file on SQLite and on a private MariaDB: read, checked, confirmed and written, a commit a step, as the page
asks for it. One row in five is a book of the library.
"""

import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import create_engine, text

from backend.app import create_app
from backend.core import clock
from backend.core.database import db
from tests.backend.portability.files import imported
from tests.backend.portability.lifetime import lifetime, take_in
from tests.bench.table import Figure, show
from tests.conftest import NOW, migrate, settings_for
from tests.factories import make_user
from tests.mariadb import private_mariadb

ROWS, BOOKS, LIMIT = 50_000, 10_000, 60


def rows_of_table() -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shelfwise-bench-")))
        server = stack.enter_context(private_mariadb())
        engine = create_engine(server)
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE lifetime CHARACTER SET utf8mb4"))
        engine.dispose()
        urls = {"SQLite": f"sqlite:///{folder / 'library.db'}", "MariaDB": f"{server}/lifetime"}
        return [_figure(name, url, folder) for name, url in urls.items()]


def _figure(name: str, url: str, folder: Path) -> Figure:
    migrate(url)
    app = create_app(settings_for(url, folder))
    with app.app_context(), clock.frozen(NOW):
        take_in(BOOKS)
        user_id = make_user().id
        db.session.commit()
        data = lifetime(ROWS, BOOKS)
        began, mine, servers = time.perf_counter(), time.process_time(), _servers_seconds()
        done = imported(user_id, "goodreads", data)
        seconds = time.perf_counter() - began
        mine, servers = time.process_time() - mine, _servers_seconds() - servers
        assert done.outcomes == {"written": BOOKS}, done
        db.engine.dispose()
    return Figure(
        f"{name}: a reader brings {ROWS:,} rows, {BOOKS:,} of them books of the library",
        f"{seconds:.1f} s (processor: {mine:.1f} s, database server {servers:.1f} s)",
        f"limit {LIMIT} s",
        seconds <= LIMIT,
    )


def _servers_seconds() -> float:
    """Processor time so far of the servers that this process has started."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in children]
    return sum(int(tick) for pair in ticks for tick in pair) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print(show(rows_of_table()))
