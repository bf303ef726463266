"""Database to Interactions, in chunks: the arrays are the only thing that grows with the library."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, String, Table, cast, func, select
from sqlalchemy.sql import Select

from ml.config import SignalConfig
from ml.data.interactions import NO_SEQUENCE, Int64, Interactions, make_interactions
from ml.data.signals import RATING, SIGNALS, Happened, Signal, happened, merge
from ml.database import book, rating, reading, taste_exclusion, user
from ml.errors import NothingToTrainOn

log = logging.getLogger(__name__)

CHUNK_ROWS = 100_000
# Below this a list would be an accident, not advice.
READERS_AT_LEAST = 5
BOOKS_AT_LEAST = 5
RATINGS_AT_LEAST = 20
# What readers say about themselves, in the order of Interactions.profile: more columns come with richer accounts.
PROFILE = ("locale",)
LOCALES = {"zh-CN": 1, "en": 2}


def load_interactions(
    engine: Engine, signals: SignalConfig, only: Sequence[int] | None = None, books: Int64 | None = None
) -> Interactions:
    """Everything readers did who want personal lists; with `only`, of these readers (ids), however little.

    books: the catalogue (ids), where a model that was trained on another one is to be used; else what is there now.

    Readers who opted out (personalised = false) are neither learned from nor given a list. Raises NothingToTrainOn when
    all there is is next to nothing.
    """
    with reading(engine) as connection:
        if books is None:
            books = np.fromiter(connection.execute(select(book.c.id)).scalars(), dtype=np.int64)
        kinds = [_ratings(connection, only), *(_events(connection, signal, only) for signal in SIGNALS)]
        excluded = _pairs(connection, only)
        profile = _profiles(connection, only)
    interactions = make_interactions(merge(kinds, signals, excluded), books, profile)
    if only is None:
        _check_enough(interactions)
        counts = ", ".join(f"{len(kind.reader):,} {kind.name}s" for kind in kinds if len(kind.reader))
        log.info(
            "Loaded %s of %s readers; %s of %s books are known.",
            counts,
            f"{len(interactions.readers):,}",
            f"{np.count_nonzero(interactions.book_counts()):,}",
            f"{len(interactions.books):,}",
        )
    return interactions


def _ratings(connection: Connection, only: Sequence[int] | None) -> Happened:
    # The moment as text: NumPy parses a whole chunk at once, the driver would build a datetime per row.
    rows = select(
        rating.c.id,
        rating.c.user_id,
        rating.c.book_id,
        rating.c.stars,
        func.coalesce(rating.c.sequence, int(NO_SEQUENCE)),
        cast(rating.c.rated_at, String(32)),
    )
    (row, reader, book_id, stars, sequence), at = _columns(connection, _of_willing(rows, rating, only), 5)
    return Happened(RATING, reader, book_id, at, stars, sequence, row)


def _events(connection: Connection, signal: Signal, only: Sequence[int] | None) -> Happened:
    columns = signal.table.c
    rows = select(columns.user_id, columns.book_id, cast(signal.moment, String(32)))
    (reader, book_id), at = _columns(connection, _of_willing(rows, signal.table, only), 2)
    return happened(signal.name, reader, book_id, at, signal.had)


def _pairs(connection: Connection, only: Sequence[int] | None) -> tuple[Int64, Int64]:
    columns = taste_exclusion.c
    rows = select(columns.user_id, columns.book_id, cast(None, String(32)))
    (reader, book_id), _ = _columns(connection, _of_willing(rows, taste_exclusion, only), 2)
    return reader, book_id


def _profiles(connection: Connection, only: Sequence[int] | None) -> dict[int, tuple[int, ...]]:
    rows = select(user.c.id, user.c.locale).where(user.c.personalised.is_(True))
    if only is not None:
        rows = rows.where(user.c.id.in_(only))
    return {reader: (LOCALES.get(locale, 0),) for reader, locale in connection.execute(rows)}


def _of_willing(rows: Select[Any], table: Table, only: Sequence[int] | None) -> Select[Any]:
    rows = rows.join(user, user.c.id == table.c.user_id).where(user.c.personalised.is_(True))
    return rows if only is None else rows.where(table.c.user_id.in_(only))


def _columns(connection: Connection, rows: Select[Any], numbers: int) -> tuple[Int64, np.ndarray]:
    """The first `numbers` columns, shape (numbers, n), and the last as moments, shape (n,)."""
    parts: list[np.ndarray] = [np.empty((numbers, 0), dtype=np.int64)]
    moments: list[np.ndarray] = [np.empty(0, dtype="datetime64[us]")]
    for chunk in connection.execution_options(yield_per=CHUNK_ROWS).execute(rows).partitions():
        columns = list(zip(*chunk, strict=True))
        parts.append(np.array(columns[:numbers], dtype=np.int64))
        moments.append(np.array(columns[numbers], dtype="datetime64[us]"))
    return np.concatenate(parts, axis=1), np.concatenate(moments)


def _check_enough(interactions: Interactions) -> None:
    books = int(np.count_nonzero(interactions.book_counts()))
    if len(interactions) < RATINGS_AT_LEAST or len(interactions.readers) < READERS_AT_LEAST or books < BOOKS_AT_LEAST:
        raise NothingToTrainOn(
            f"{len(interactions)} signals of {len(interactions.readers)} readers on {books} books: too few to learn "
            f"from (at least {RATINGS_AT_LEAST} signals, {READERS_AT_LEAST} readers, {BOOKS_AT_LEAST} books)."
        )
