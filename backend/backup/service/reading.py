"""The library from a copy: into an empty database, compared with the copy row by row before anybody uses it."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, column, delete, insert
from sqlalchemy import table as plain_table

from backend.backup.queries import PLAIN, columns_of, kind_of, rows_of, tables
from backend.backup.rules import FORMAT, Sum, read
from backend.backup.service.writing import FOLDERS, Tell
from backend.core.revisions import current_revision

ROWS_AT_ONCE = 1_000
Upgrade = Callable[[str], None]


class BadCopy(Exception):
    """The file is not a copy, is not complete, or what came back differs from it. The message says where."""


class NotEmpty(Exception):
    """The database has tables: nothing is ever written over."""


@dataclass(frozen=True)
class Restored:
    revision: str
    tables: int
    rows: int
    files: int


def restore(engine: Engine, instance: Path, source: IO[bytes], upgrade: Upgrade, tell: Tell) -> Restored:
    """Make the tables as they were (`upgrade` takes them to a revision), fill them, and compare. The caller upgrades
    to the newest revision. Raises NotEmpty, BadCopy.

    What fails half-way leaves the database half full: it must be emptied before the next attempt.
    """
    lines = _lines(source)
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("format") != FORMAT or not isinstance(head.get("revision"), str):
        raise BadCopy("This is no copy that this version can read.")
    with engine.connect() as connection:
        if current_revision(connection) is not None:
            raise NotEmpty
    upgrade(head["revision"])
    with engine.connect() as connection:
        _without_order(connection)
        found = _fill(connection, instance, lines, tell)
        _compare(connection, found.sums)
    return Restored(head["revision"], len(found.sums), found.rows, found.files)


@dataclass
class _Found:
    # Table -> kinds of its columns, rows and their sum, as the copy says.
    sums: dict[str, tuple[list[list[str]], int, str]]
    rows: int = 0
    files: int = 0


def _lines(source: IO[bytes]) -> Iterator[Any]:
    for number, line in enumerate(source, 1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise BadCopy(f"Line {number} is broken.") from error


def _without_order(connection: Connection) -> None:
    """Rows come table by table, before what they refer to: the copy was of one moment, in which all of it was there."""
    connection.detach()  # nobody else is to get it like this
    if connection.dialect.name == "sqlite":
        connection.rollback()
        # Outside of a transaction: inside it would do nothing.
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    else:
        with connection.begin():
            connection.exec_driver_sql("SET foreign_key_checks = 0")


def _fill(connection: Connection, instance: Path, lines: Iterator[Any], tell: Tell) -> _Found:
    found = _Found({})
    for line in lines:
        if "table" in line:
            rows = _fill_table(connection, line["table"], line["columns"], lines, found)
            tell(line["table"], rows)
        elif "file" in line:
            _put_file(instance, line)
            found.files += 1
        elif line.get("end") == "all":
            told = (line["tables"], line["rows"], line["files"])
            if told != (len(found.sums), found.rows, found.files):
                raise BadCopy("It does not hold what its last line says.")
            return found
    raise BadCopy("Its end is missing.")


def _fill_table(
    connection: Connection, table: str, columns: list[list[str]], lines: Iterator[Any], found: _Found
) -> int:
    """A transaction for each, so that none grows without end."""
    with connection.begin():
        return _fill_rows(connection, table, columns, lines, found)


def _fill_rows(
    connection: Connection, table: str, columns: list[list[str]], lines: Iterator[Any], found: _Found
) -> int:
    missing = {name for name, _ in columns} - columns_of(connection, table)
    if missing:
        raise BadCopy(f"{table} has no {', '.join(sorted(missing))} at this revision.")
    into = plain_table(table, *(column(name, PLAIN[kind]) for name, kind in columns))
    connection.execute(delete(into))  # what migrations put in
    total = Sum([kind for _, kind in columns])
    part: list[dict[str, Any]] = []
    for line in lines:
        if isinstance(line, dict):
            break
        total.add(line)
        part.append({name: read(kind, line[place]) for place, (name, kind) in enumerate(columns)})
        if len(part) == ROWS_AT_ONCE:
            connection.execute(insert(into), part)
            part = []
    else:
        raise BadCopy(f"{table} has no end.")
    if part:
        connection.execute(insert(into), part)
    if (line.get("end"), line.get("rows"), line.get("sum")) != (table, total.rows, total.hexadecimal):
        raise BadCopy(f"{table} does not add up.")
    found.sums[table] = (columns, total.rows, total.hexadecimal)
    found.rows += total.rows
    return total.rows


def _put_file(instance: Path, line: dict[str, Any]) -> None:
    folder, _, name = str(line["file"]).partition("/")
    # A copy may come from anywhere: it never names a place outside of the two folders.
    if folder not in FOLDERS or not name or name != Path(name).name:
        raise BadCopy(f"{line['file']} is no name of a file here.")
    content = b64decode(line["base64"])
    if len(content) != line["size"] or sha256(content).hexdigest() != line["sha256"]:
        raise BadCopy(f"{line['file']} is damaged.")
    (instance / folder).mkdir(parents=True, exist_ok=True)
    (instance / folder / name).write_bytes(content)


def _compare(connection: Connection, sums: dict[str, tuple[list[list[str]], int, str]]) -> None:
    """What stands in the database now, read anew, is what the copy holds."""
    for table in tables():
        if table.name not in sums:
            continue
        columns, rows, total = sums[table.name]
        kinds = [[column.name, kind_of(column)] for column in table.columns]
        if kinds != columns:
            # A column more or fewer since then: the upgrade, not this, decides what becomes of it.
            continue
        now = Sum([kind for _, kind in columns])
        for row in rows_of(connection, table):
            now.add(row)
        if (now.rows, now.hexadecimal) != (rows, total):
            raise BadCopy(f"{table.name} came back differently: {now.rows} rows of {rows}.")
    if connection.dialect.name == "sqlite":
        connection.rollback()
        broken = connection.connection.cursor().execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise BadCopy(f"A row of {broken[0]} refers to one of {broken[2]} that is not there.")
