"""Database to Interactions, in chunks: the arrays are the only thing that grows with the library."""

import logging

import numpy as np
from sqlalchemy import Engine, String, cast, func, select

from ml.data.interactions import NO_SEQUENCE, Interactions, make_interactions
from ml.database import book, rating, reading, user
from ml.errors import NothingToTrainOn

log = logging.getLogger(__name__)

CHUNK_ROWS = 100_000
# Below this a list would be an accident, not advice.
READERS_AT_LEAST = 5
BOOKS_AT_LEAST = 5
RATINGS_AT_LEAST = 20


def load_interactions(engine: Engine) -> Interactions:
    """All ratings of readers who want personal lists. Raises NothingToTrainOn when that is next to nothing.

    Readers who opted out (personalised = false) are neither learned from nor given a list.
    """
    # The moment as text: NumPy parses a whole chunk at once, the driver would build a datetime per row.
    rows = (
        select(
            rating.c.id,
            rating.c.user_id,
            rating.c.book_id,
            rating.c.stars,
            func.coalesce(rating.c.sequence, int(NO_SEQUENCE)),
            cast(rating.c.rated_at, String(32)),
        )
        .join(user, user.c.id == rating.c.user_id)
        .where(user.c.personalised.is_(True))
    )
    numbers: list[np.ndarray] = []
    moments: list[np.ndarray] = []
    with reading(engine) as connection:
        catalogue = np.fromiter(connection.execute(select(book.c.id)).scalars(), dtype=np.int64)
        for chunk in connection.execution_options(yield_per=CHUNK_ROWS).execute(rows).partitions():
            columns = list(zip(*chunk, strict=True))
            numbers.append(np.array(columns[:5], dtype=np.int64))
            moments.append(np.array(columns[5], dtype="datetime64[us]"))
    table = np.concatenate(numbers, axis=1) if numbers else np.empty((5, 0), dtype=np.int64)
    rated_at = np.concatenate(moments) if moments else np.empty(0, dtype="datetime64[us]")
    row_ids, reader_ids, book_ids, stars, sequence = table
    interactions = make_interactions(
        reader_ids, book_ids, stars.astype(np.int8), rated_at, sequence, row_ids, catalogue
    )
    _check_enough(interactions)
    log.info(
        "Loaded %s ratings of %s readers; %s of %s books are rated.",
        f"{len(interactions):,}",
        f"{len(interactions.readers):,}",
        f"{np.count_nonzero(interactions.book_counts()):,}",
        f"{len(interactions.books):,}",
    )
    return interactions


def _check_enough(interactions: Interactions) -> None:
    books = int(np.count_nonzero(interactions.book_counts()))
    if len(interactions) < RATINGS_AT_LEAST or len(interactions.readers) < READERS_AT_LEAST or books < BOOKS_AT_LEAST:
        raise NothingToTrainOn(
            f"{len(interactions)} ratings of {len(interactions.readers)} readers on {books} books: too few to learn "
            f"from (at least {RATINGS_AT_LEAST} ratings, {READERS_AT_LEAST} readers, {BOOKS_AT_LEAST} books)."
        )
