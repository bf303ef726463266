"""Database to Interactions, in stretches of readers: the arrays are the only thing that grows with the library."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, String, Subquery, Table, case, cast, func, select
from sqlalchemy.sql import Select

from ml.config import SignalConfig
from ml.data.interactions import NO_SEQUENCE, Int64, Interactions, joined, make_interactions
from ml.data.signals import RATING, SIGNALS, Happened, Signal, happened, merge
from ml.database import book, rating, reading, taste_exclusion, user
from ml.errors import NothingToTrainOn
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

CHUNK_ROWS = 100_000
# Some five million events: the memory that putting them in order takes.
IDS_AT_ONCE = 200_000
# Below this a list would be an accident, not advice.
READERS_AT_LEAST = 5
BOOKS_AT_LEAST = 5
RATINGS_AT_LEAST = 20
# What readers say about themselves, in the order of Interactions.profile; 0 is for what is not said.
PROFILE = ("locale", "decade", "occupation")
LOCALES = {"zh-CN": 1, "en": 2}
FIRST_DECADE = 1900
# In the order of the accounts' own list (backend/accounts/rules/profiles.py), to which new ones are added at the end.
OCCUPATIONS = (
    *("student", "education", "research", "technology", "health", "media", "business", "public_service"),
    *("industry", "services", "agriculture", "home", "retired", "other"),
)
OCCUPATION_CODES = {name: code for code, name in enumerate(OCCUPATIONS, start=1)}


def load_interactions(
    engine: Engine,
    signals: SignalConfig,
    only: Sequence[int] | None = None,
    books: Int64 | None = None,
    workers: Workers = ALONE,
) -> Interactions:
    """Everything readers did who want personal lists; with `only`, of these readers (ids), however little.

    books: the catalogue (ids), where a model that was trained on another one is to be used; else what is there now.
    workers: each reads its own readers, those whose id leaves its index when divided by their number.

    Readers who opted out (personalised = false) are neither learned from nor given a list. Raises NothingToTrainOn when
    all there is is next to nothing.
    """
    with reading(engine) as connection:
        if books is None:
            # The chief's catalogue is everybody's: a book added meanwhile would give two workers two vocabularies.
            books = workers.from_chief(np.fromiter(connection.execute(select(book.c.id)).scalars(), dtype=np.int64))
        ranges = [None] if only is not None else _reader_ranges(connection)
        found = [_load(connection, signals, _Willing(only, workers, ids), books) for ids in ranges]
    interactions = joined([interactions for interactions, _ in found])
    if only is None:
        _check_enough(interactions, workers)
        told: Counter[str] = sum((counts for _, counts in found), Counter())
        counts = ", ".join(f"{count:,} {name}s" for name, count in told.items() if count)
        log.info(
            "Loaded %s of %s readers; %s of %s books are known.",
            counts,
            f"{len(interactions.readers):,}",
            f"{np.count_nonzero(interactions.book_counts()):,}",
            f"{len(interactions.books):,}",
        )
    return interactions


def _load(
    connection: Connection, signals: SignalConfig, willing: "_Willing", books: Int64
) -> tuple[Interactions, Counter[str]]:
    """What these readers did, and how often they did what."""
    kinds = [_ratings(connection, willing), *(_events(connection, signal, willing) for signal in SIGNALS)]
    excluded = _pairs(connection, willing)
    interactions = make_interactions(merge(kinds, signals, excluded), books, _profiles(connection, willing))
    return interactions, Counter({kind.name: len(kind.reader) for kind in kinds})


def _reader_ranges(connection: Connection) -> list[range]:
    """All readers' ids in stretches: what is read of one is put in order before the next one is read."""
    first, last = connection.execute(select(func.min(user.c.id), func.max(user.c.id))).one()
    if first is None:
        return [range(0)]
    return [range(start, start + IDS_AT_ONCE) for start in range(first, last + 1, IDS_AT_ONCE)]


@dataclass(frozen=True)
class _Willing:
    """The readers who want personal lists; of them these ids only, and those that fall to this worker."""

    only: Sequence[int] | None
    workers: Workers
    ids: range | None

    def rows(self, rows: Select[Any], reader: ColumnElement[int]) -> Select[Any]:
        """The rows whose reader (a column) is one of them."""
        rows = rows.where(user.c.personalised.is_(True))
        if self.only is not None:
            rows = rows.where(reader.in_(self.only))
        if self.ids is not None:
            rows = rows.where(reader >= self.ids.start, reader < self.ids.stop)
        if self.workers.count > 1:
            rows = rows.where(reader % self.workers.count == self.workers.index)
        return rows

    def of(self, rows: Select[Any], table: Table | Subquery) -> Select[Any]:
        return self.rows(rows.join(user, user.c.id == table.c.user_id), table.c.user_id)


def _ratings(connection: Connection, willing: _Willing) -> Happened:
    # The moment as text: NumPy parses a whole chunk at once, the driver would build a datetime per row.
    rows = select(
        rating.c.id,
        rating.c.user_id,
        rating.c.book_id,
        # In half stars, which are whole numbers.
        rating.c.stars * 2,
        func.coalesce(rating.c.sequence, int(NO_SEQUENCE)),
        cast(rating.c.rated_at, String(32)),
    )
    (row, reader, book_id, half_stars, sequence), at = _columns(connection, willing.of(rows, rating), 5)
    return Happened(RATING, reader, book_id, at, half_stars / 2, sequence, row)


def _events(connection: Connection, signal: Signal, willing: _Willing) -> Happened:
    columns = signal.table.c
    moment = func.max(signal.moment) if signal.again else signal.moment
    rows = select(columns.user_id, columns.book_id, cast(moment, String(32)))
    if signal.again:
        rows = rows.group_by(columns.user_id, columns.book_id)
    if signal.only is not None:
        rows = rows.where(signal.only)
    (reader, book_id), at = _columns(connection, willing.of(rows, signal.table), 2)
    return happened(signal.name, reader, book_id, at, signal.had)


def _pairs(connection: Connection, willing: _Willing) -> tuple[Int64, Int64]:
    columns = taste_exclusion.c
    rows = select(columns.user_id, columns.book_id, cast(None, String(32)))
    (reader, book_id), _ = _columns(connection, willing.of(rows, taste_exclusion), 2)
    return reader, book_id


def _profiles(connection: Connection, willing: _Willing) -> dict[int, tuple[int, ...]]:
    # Year of birth and occupation never leave the database without the reader's consent.
    told = [case((user.c.profile_consent.is_(True), column)) for column in (user.c.birth_year, user.c.occupation)]
    rows = willing.rows(select(user.c.id, user.c.locale, *told), user.c.id)
    return {
        reader: (LOCALES.get(locale, 0), _decade(birth_year), OCCUPATION_CODES.get(occupation, 0))
        for reader, locale, birth_year, occupation in connection.execute(rows)
    }


def _decade(birth_year: int | None) -> int:
    return 0 if birth_year is None else max(0, (birth_year - FIRST_DECADE) // 10 + 1)


def _columns(connection: Connection, rows: Select[Any], numbers: int) -> tuple[Int64, np.ndarray]:
    """The first `numbers` columns, shape (numbers, n), and the last as moments, shape (n,)."""
    parts: list[np.ndarray] = [np.empty((numbers, 0), dtype=np.int64)]
    moments: list[np.ndarray] = [np.empty(0, dtype="datetime64[us]")]
    for chunk in connection.execution_options(yield_per=CHUNK_ROWS).execute(rows).partitions():
        columns = list(zip(*chunk, strict=True))
        parts.append(np.array(columns[:numbers], dtype=np.int64))
        moments.append(np.array(columns[numbers], dtype="datetime64[us]"))
    return np.concatenate(parts, axis=1), np.concatenate(moments)


def _check_enough(interactions: Interactions, workers: Workers) -> None:
    books = int(np.count_nonzero(workers.sum(interactions.book_counts())))
    signals, readers = (int(workers.total(len(each))) for each in (interactions, interactions.readers))
    if signals < RATINGS_AT_LEAST or readers < READERS_AT_LEAST or books < BOOKS_AT_LEAST:
        raise NothingToTrainOn(
            f"{signals} signals of {readers} readers on {books} books: too few to learn "
            f"from (at least {RATINGS_AT_LEAST} signals, {READERS_AT_LEAST} readers, {BOOKS_AT_LEAST} books)."
        )
