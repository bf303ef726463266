"""Millions of rows in and out of the recommendation table: raw driver calls, because the ORM's cost is per row.

2.7 million rows: SQLite takes tuples through executemany; PyMySQL has no prepared statements and escapes value by
value, so a multi-row VALUES text is made here. It holds numbers and two fixed words only: nothing to escape.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import Connection, Delete, Engine, delete, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from ml.database import is_sqlite, reading, recommendation, user, writing
from ml.lists import Lists

COLUMNS = "run_id, user_id, `rank`, book_id, score, predicted_stars, reason, evidence_book_id, evidence_book2_id"
SQLITE_INSERT = f"INSERT INTO recommendation ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constant
MYSQL_INSERT = f"INSERT INTO recommendation ({COLUMNS}) VALUES "  # noqa: S608 - constant
# About 60 bytes a row: well below the smallest max_allowed_packet in use (1 MB).
MYSQL_ROWS = 5_000
ATTEMPTS = 5
# Between two transactions: whoever waits for SQLite's lock only looks now and then, and would find it taken again.
BREATH_SECONDS = 0.02

BECAUSE_YOU_LIKED = "because_you_liked"
SIMILAR_READERS = "similar_readers"

Row = tuple[int, int, int, int, float, float | None, str, int | None, int | None]


def insert_lists(
    engine: Engine, run_id: int, lists: Lists, batch_readers: int, progress: Callable[[str, int, int], None]
) -> None:
    """Write all lists under the run, batch by batch; each batch is a transaction of its own."""
    for start in range(0, len(lists), batch_readers):
        batch = slice(start, start + batch_readers)
        _insert_batch(engine, run_id, lists, np.arange(len(lists))[batch])
        progress("writing", min(start + batch_readers, len(lists)), len(lists))


def delete_rows(engine: Engine, run_id: int, batch_rows: int) -> None:
    """Remove all rows of a run, in transactions of about batch_rows: by readers, who are the key's order."""
    column = recommendation.c
    while True:
        with reading(engine) as connection:
            bound = connection.execute(
                select(column.user_id)
                .where(column.run_id == run_id)
                .order_by(column.run_id, column.user_id, column.rank)
                .limit(1)
                .offset(batch_rows)
            ).scalar()
        statement = delete(recommendation).where(column.run_id == run_id)
        if bound is not None:
            statement = statement.where(column.user_id <= bound)
        _persist(partial(_execute, statement=statement), engine)
        if bound is None:
            return


def _insert_batch(engine: Engine, run_id: int, lists: Lists, places: np.ndarray) -> None:
    # Made before the transaction begins: meanwhile SQLite's one write lock is free for others.
    rows = list(_rows(run_id, lists, places))
    try:
        _persist(partial(_insert, rows=rows), engine)
    except IntegrityError:
        # An account was closed since the ratings were read: its list has nobody to belong to.
        with reading(engine) as connection:
            living = np.fromiter(connection.execute(select(user.c.id)).scalars(), dtype=np.int64)
        there = list(_rows(run_id, lists, places[np.isin(lists.reader[places], living)]))
        _persist(partial(_insert, rows=there), engine)


def _persist(work: Callable[[Connection], Any], engine: Engine) -> None:
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


def _insert(connection: Connection, rows: list[Row]) -> None:
    if not rows:
        return
    if is_sqlite(connection.engine):
        connection.exec_driver_sql(SQLITE_INSERT, rows)
        return
    for start in range(0, len(rows), MYSQL_ROWS):
        values = ",".join(map(_as_text, rows[start : start + MYSQL_ROWS]))
        connection.exec_driver_sql(MYSQL_INSERT + values)


def _as_text(row: Row) -> str:
    run, reader, rank, book, score, stars, reason, first, second = row
    return (
        f"({run},{reader},{rank},{book},{score!r},{'NULL' if stars is None else repr(stars)},'{reason}',"
        f"{'NULL' if first is None else first},{'NULL' if second is None else second})"
    )


def _rows(run_id: int, lists: Lists, places: np.ndarray) -> Iterator[Row]:
    """Table rows of these readers, in the order of the primary key, so that the tables grow at their end."""
    book = lists.book[places]
    reader = np.repeat(lists.reader[places], book.shape[1]).tolist()
    rank = np.tile(np.arange(1, book.shape[1] + 1), len(places)).tolist()
    score = lists.score[places].astype(np.float64).ravel().round(5).tolist()
    stars = [
        None if value != value else value for value in lists.stars[places].astype(np.float64).ravel().round(2).tolist()
    ]
    evidence = [
        [None if value < 0 else value for value in lists.evidence[places, :, i].ravel().tolist()] for i in (0, 1)
    ]
    for row in zip(reader, rank, book.ravel().tolist(), score, stars, *evidence, strict=True):
        user_id, place, book_id, points, predicted, first, second = row
        if book_id >= 0:
            reason = SIMILAR_READERS if first is None else BECAUSE_YOU_LIKED
            yield run_id, user_id, place, book_id, points, predicted, reason, first, second
