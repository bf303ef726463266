"""Lists as rows of `recommendation` and `recommendation_list`, and books' neighbours as rows of their two tables."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.exc import IntegrityError

from ml.book_shelves import BookShelves
from ml.bulk import Columns, delete_rows, insert_columns, persist
from ml.data.interactions import Int64
from ml.database import also_liked, reading, recommendation, recommendation_list, recommendation_run, similar_book, user
from ml.lists import REASONS, Lists

# Every table that holds rows of a run, with the column after run_id in its primary key.
TABLES = (
    (recommendation, recommendation.c.user_id),
    (recommendation_list, recommendation_list.c.user_id),
    (similar_book, similar_book.c.book_id),
    (also_liked, also_liked.c.book_id),
)

Progress = Callable[[str, int, int], None]


def insert_lists(engine: Engine, run_id: int, lists: Lists, batch_readers: int, progress: Progress) -> None:
    """Write all lists under the run, batch by batch; each batch is a transaction of its own."""
    for start in range(0, len(lists), batch_readers):
        places = np.arange(start, min(start + batch_readers, len(lists)))
        _insert_batch(engine, run_id, lists, places)
        progress("writing", int(places[-1]) + 1, len(lists))


def insert_book_shelves(
    engine: Engine, run_id: int, shelves: BookShelves, batch_books: int, progress: Progress
) -> None:
    """Write what stands beside each book, as insert_lists does."""
    for start in range(0, len(shelves), batch_books):
        batch = slice(start, min(start + batch_books, len(shelves)))
        rows = _shelf_columns(run_id, shelves, batch)
        persist(partial(_insert, tables=rows), engine)
        progress("writing books' neighbours", batch.stop, len(shelves))


def replace_lists(engine: Engine, run_id: int, lists: Lists, batch_readers: int) -> bool:
    """Put these lists in the place of their readers' old ones, under the run that readers are shown.

    Each batch is one transaction: a reader sees his old list or the new one. Returns False, and stops, when another run
    is published by now. Lists of readers who left or opted out meanwhile are dropped.
    """
    for start in range(0, len(lists), batch_readers):
        batch = _Replacement(run_id, lists, np.arange(start, min(start + batch_readers, len(lists))))
        persist(batch.write, engine)
        if not batch.still_published:
            return False
    return True


def remove_rows(engine: Engine, run_id: int, batch_rows: int) -> None:
    """Remove all rows of a run from every table, in transactions of about batch_rows."""
    for table, key in TABLES:
        delete_rows(engine, table, key, run_id, batch_rows)


class _Replacement:
    """One transaction of replace_lists."""

    def __init__(self, run_id: int, lists: Lists, places: Int64) -> None:
        self.run_id, self.lists, self.places = run_id, lists, places
        self.still_published = True

    def write(self, connection: Connection) -> None:
        run = recommendation_run.c
        # Held to the end: a flip or a roll-back waits, and then finds a whole list under the run it puts away.
        held = select(run.published).where(run.id == self.run_id).with_for_update(read=True)
        self.still_published = bool(connection.execute(held).scalar())
        if not self.still_published:
            return
        ids = self.lists.reader[self.places].tolist()
        # Held as well: who opts out now removes his rows after ours are there, not before.
        willing = select(user.c.id).where(user.c.id.in_(ids), user.c.personalised.is_(True)).order_by(user.c.id)
        there = np.array(connection.execute(willing.with_for_update(read=True)).scalars().all(), dtype=np.int64)
        for table in (recommendation, recommendation_list):
            connection.execute(delete(table).where(table.c.run_id == self.run_id, table.c.user_id.in_(ids)))
        places = self.places[np.isin(self.lists.reader[self.places], there)]
        _insert(connection, _list_columns(self.run_id, self.lists, places, refreshed=True))


def _insert_batch(engine: Engine, run_id: int, lists: Lists, places: Int64) -> None:
    # Made before the transaction begins: meanwhile SQLite's one write lock is free for others.
    rows = _list_columns(run_id, lists, places, refreshed=False)
    try:
        persist(partial(_insert, tables=rows), engine)
    except IntegrityError:
        # An account was closed since the ratings were read: its list has nobody to belong to.
        with reading(engine) as connection:
            living = np.fromiter(connection.execute(select(user.c.id)).scalars(), dtype=np.int64)
        places = places[np.isin(lists.reader[places], living)]
        persist(partial(_insert, tables=_list_columns(run_id, lists, places, refreshed=False)), engine)


def _insert(connection: Connection, tables: list[tuple[Table, Columns]]) -> None:
    for table, columns in tables:
        insert_columns(connection, table, columns)


def _list_columns(run_id: int, lists: Lists, places: Int64, *, refreshed: bool) -> list[tuple[Table, Columns]]:
    """Rows of these readers in the order of the primary keys, so that the tables grow at their end."""
    book = lists.book[places]
    there = book >= 0
    rows = {
        "user_id": np.repeat(lists.reader[places], there.sum(axis=1)).tolist(),
        "rank": (np.nonzero(there)[1] + 1).tolist(),
        "book_id": book[there].tolist(),
        "score": lists.score[places][there].astype(np.float64).round(5).tolist(),
        "predicted_stars": _or_none(lists.stars[places][there].astype(np.float64).round(2)),
        "source": _words(lists.sources, lists.source[places][there]),
        "reason": _words(REASONS, lists.reason[places][there]),
        "evidence_book_id": _or_none(lists.evidence[places, :, 0][there]),
        "evidence_book2_id": _or_none(lists.evidence[places, :, 1][there]),
    }
    readers = {
        "user_id": lists.reader[places].tolist(),
        "made_at": [_moment(lists.made_at)] * len(places),
        "taste_version": lists.version[places].tolist(),
        "refreshed": [int(refreshed)] * len(places),
    }
    return [(recommendation, _of_run(run_id, rows)), (recommendation_list, _of_run(run_id, readers))]


def _shelf_columns(run_id: int, shelves: BookShelves, batch: slice) -> list[tuple[Table, Columns]]:
    made = []
    for table, name, other, part in (
        (similar_book, "similar_book_id", shelves.similar[batch], {"score": shelves.similar_score}),
        (
            also_liked,
            "other_book_id",
            shelves.also_liked[batch],
            {"score": shelves.also_liked_score, "reader_count": shelves.also_liked_readers},
        ),
    ):
        there = other >= 0
        columns = {
            "book_id": np.repeat(shelves.book[batch], there.sum(axis=1)).tolist(),
            "rank": (np.nonzero(there)[1] + 1).tolist(),
            name: other[there].tolist(),
            **{key: _rounded(values[batch][there]) for key, values in part.items()},
        }
        made.append((table, _of_run(run_id, columns)))
    return made


def _of_run(run_id: int, columns: dict[str, list[Any]]) -> Columns:
    return {"run_id": [run_id] * len(columns["user_id" if "user_id" in columns else "book_id"]), **columns}


def _rounded(values: np.ndarray) -> list[Any]:
    return list(values.tolist() if values.dtype.kind == "i" else values.astype(np.float64).round(5).tolist())


def _or_none(values: np.ndarray) -> list[Any]:
    """Plain values; None for NaN, and for the -1 of an id."""
    return [None if value != value or value < 0 else value for value in values.tolist()]


def _words(words: tuple[str, ...], codes: np.ndarray) -> list[str]:
    return [words[code] for code in codes.tolist()]


def _moment(moment: datetime) -> str:
    """As SQLAlchemy writes it; MySQL drops the zeros."""
    return moment.isoformat(sep=" ", timespec="microseconds")
