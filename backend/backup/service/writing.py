"""A copy, line by line, of one moment: whatever is changed meanwhile is in the next one."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine

from backend.backup.queries import kind_of, rows_of, tables
from backend.backup.rules import FORMAT, Sum, line_of
from backend.core.database import read_only
from backend.core.revisions import current_revision, newest_revision

Tell = Callable[[str, int], None]
# Folders of the instance whose files the tables name.
FOLDERS = ("covers", "avatars")


@dataclass(frozen=True)
class Copied:
    tables: int
    rows: int
    files: int


class OtherRevision(Exception):
    """The tables are not those that this code knows: `flask db upgrade` first."""


def write_copy(engine: Engine, instance: Path, at: datetime, target: IO[bytes], tell: Tell) -> Copied:
    """Write everything to `target`. `tell` hears each table and its rows. Raises OtherRevision."""
    rows = 0
    with _one_moment(engine) as connection:
        revision = current_revision(connection)
        if revision != newest_revision():
            raise OtherRevision(revision)
        known = tables()
        head = {"format": FORMAT, "revision": revision, "made_at": at.isoformat(), "tables": len(known)}
        target.write(line_of(head))
        for table in known:
            columns = [[column.name, kind_of(column)] for column in table.columns]
            target.write(line_of({"table": table.name, "columns": columns}))
            total = Sum([kind for _, kind in columns])
            for row in rows_of(connection, table):
                total.add(row)
                target.write(line_of(row))
            target.write(line_of({"end": table.name, "rows": total.rows, "sum": total.hexadecimal}))
            tell(table.name, total.rows)
            rows += total.rows
    # After the tables: what they name is there, and stays for a day after they name it no more (`flask check-facts`).
    files = 0
    for name, path in _files(instance):
        content = path.read_bytes()
        told = {"file": name, "size": len(content), "sha256": sha256(content).hexdigest()}
        target.write(line_of({**told, "base64": b64encode(content).decode()}))
        files += 1
    target.write(line_of({"end": "all", "tables": len(known), "rows": rows, "files": files}))
    return Copied(len(known), rows, files)


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """All statements see the same state and keep nobody waiting: SQLite's read transaction, a snapshot of InnoDB."""
    with read_only(), engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            # Else the snapshot would be that of the first table that is read.
            connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        yield connection


def _files(instance: Path) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((instance / folder).glob("*")):
            if path.is_file():
                yield f"{folder}/{path.name}", path
