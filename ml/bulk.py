"""Millions of rows in and out of a table: raw driver calls, because the ORM's cost is per row.

2.7 million rows: SQLite takes tuples through executemany; PyMySQL has no prepared statements and escapes value by
value, so a multi-row VALUES text is made here. It holds numbers, moments and words of our own only: nothing to escape.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Delete, Engine, Table, delete, select
from sqlalchemy.exc import DBAPIError, OperationalError

from ml.database import is_sqlite, reading, writing

# About 60 bytes a row: well below the smallest max_allowed_packet in use (1 MB).
MYSQL_ROWS = 5_000
ATTEMPTS = 5
# Between two transactions: whoever waits for SQLite's lock only looks now and then, and would find it taken again.
BREATH_SECONDS = 0.02
WORD = re.compile(r"[A-Za-z0-9_:. -]*")

Columns = Mapping[str, Sequence[Any]]
"""Column name -> one plain value (None, int, float or word) for each row."""


def insert_columns(connection: Connection, table: Table, columns: Columns) -> None:
    """Insert the rows that the columns make, within the caller's transaction."""
    rows = len(next(iter(columns.values())))
    if not rows:
        return
    names = ", ".join(f"`{name}`" for name in columns)
    if is_sqlite(connection.engine):
        marks = ", ".join("?" for _ in columns)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
        connection.exec_driver_sql(statement, list(zip(*columns.values(), strict=True)))
        return
    literals = list(zip(*map(_literals, columns.values()), strict=True))
    for start in range(0, rows, MYSQL_ROWS):
        values = "),(".join(map(",".join, literals[start : start + MYSQL_ROWS]))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({values})")  # noqa: S608 - see WORD


def delete_rows(engine: Engine, table: Table, key: Column[int], run_id: int, batch_rows: int) -> None:
    """Remove all rows of a run, in transactions of about batch_rows; key comes after run_id in the primary key."""
    mine = table.c.run_id == run_id
    order = list(table.primary_key.columns)
    while True:
        with reading(engine) as connection:
            first_left = select(key).where(mine).order_by(*order).limit(1).offset(batch_rows)
            bound = connection.execute(first_left).scalar()
        statement = delete(table).where(mine)
        if bound is not None:
            statement = statement.where(key <= bound)
        persist(partial(_execute, statement=statement), engine)
        if bound is None:
            return


def persist(work: Callable[[Connection], Any], engine: Engine) -> None:
    """Do work in one transaction; again, when the database broke off for another's sake (deadlock, lock timeout)."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with writing(engine) as connection:
                work(connection)
            if is_sqlite(engine):
                time.sleep(BREATH_SECONDS)
            return
        except OperationalError as error:
            if attempt == ATTEMPTS or not _is_passing(error):
                raise
            time.sleep(0.2 * attempt)


def _execute(connection: Connection, statement: Delete) -> None:
    connection.execute(statement)


def _is_passing(error: DBAPIError) -> bool:
    code = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return code in (1205, 1213) or code == "database is locked"


def _literals(values: Sequence[Any]) -> list[str]:
    """SQL texts of plain values."""
    for word in {value for value in values if isinstance(value, str)}:
        if not WORD.fullmatch(word):
            raise ValueError(f"{word!r} is not a word that can be written as it is")
    return ["NULL" if v is None else f"'{v}'" if isinstance(v, str) else repr(v) for v in values]
