"""What stands beside a book: similar books, and what those who like it most liked too.

Similar: the angle between the model's vectors, blended with how many readers two books share (cosine, shrunk). The
vectors generalise, the shared readers remember; a book that nobody has read is placed by the vectors of the model that
knows new books. Liked too: which other books the readers with the highest affinity to the book liked more often than
readers do on the whole (lift), not simply which books everybody likes.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.composing import Pool, Shelf
from ml.data.histories import histories_of
from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.list_config import BookShelfConfig
from ml.models.base import Recommender
from ml.ranking import top_books
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

ARRAYS = ("book", "similar", "similar_score", "also_liked", "also_liked_score", "also_liked_readers")
READERS_AT_ONCE = 4_096
ROWS_AT_ONCE = 200_000
# Of the arrays books x books that are held at once, in elements.
ELEMENTS_AT_ONCE = 20_000_000


@dataclass(frozen=True)
class BookShelves:
    """Books beside each of n books, as database ids, best first; -1 fills a shelf that ran out."""

    book: Int64
    similar: Int64
    """Shape (n, similar)."""
    similar_score: Float32
    """0 to 1."""
    also_liked: Int64
    """Shape (n, also_liked)."""
    also_liked_score: Float32
    """How many times as often as by chance, shrunk towards 0 where readers are few."""
    also_liked_readers: Int32
    """How many of the readers asked liked the other book."""

    def __len__(self) -> int:
        return len(self.book)

    def row_counts(self) -> tuple[int, int]:
        """Rows of similar and of also liked books."""
        return int(np.count_nonzero(self.similar >= 0)), int(np.count_nonzero(self.also_liked >= 0))

    def save(self, path: Path) -> None:
        arrays: dict[str, Any] = {name: getattr(self, name) for name in ARRAYS}
        np.savez(path, **arrays)


def load_book_shelves(path: Path) -> BookShelves:
    with np.load(path) as arrays:
        return BookShelves(**{name: arrays[name] for name in ARRAYS})


def book_shelves(
    model: Recommender,
    newcomers: Recommender | None,
    interactions: Interactions,
    shelf: Shelf,
    config: BookShelfConfig,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
    workers: Workers = ALONE,
) -> BookShelves:
    """Both shelves of every book; empty ones where too little is known. All workers make the same ones.

    Memory: a few arrays of batch_books x books, the events as two sparse matrices, and a vector for each reader.
    """
    books = len(interactions.books)
    crowd = _Crowd(_liked(interactions), _asked(model, interactions, config.readers, workers), workers)
    known = workers.sum(interactions.book_readers()) > 0
    likeness = _Likeness(model, newcomers, crowd, known, shelf.new, config)
    parts: list[tuple[np.ndarray, ...]] = []
    for rows in _batches(books, config.batch_books):
        alike = likeness.of(rows)
        similar = _first(top_books(alike, config.pool), config.similar, shelf, config)
        lift, counts = _lift(crowd, rows, config)
        also = _first(top_books(lift, config.pool), config.also_liked, shelf, config)
        places = np.maximum(also, 0)
        parts.append(
            (
                similar,
                np.where(similar >= 0, np.take_along_axis(alike, np.maximum(similar, 0), axis=1), 0.0),
                also,
                np.where(also >= 0, np.take_along_axis(lift, places, axis=1), 0.0),
                np.where(also >= 0, np.take_along_axis(counts, places, axis=1), 0),
            )
        )
        progress("seeking books' neighbours", rows.stop, books)
    similar, near, also, lifts, readers = (np.concatenate(column) for column in zip(*parts, strict=True))
    ids = np.append(interactions.books.ids, -1)
    made = BookShelves(
        interactions.books.ids,
        ids[similar],
        near.astype(np.float32),
        ids[also],
        lifts.astype(np.float32),
        readers.astype(np.int32),
    )
    log.info("Found %s similar books, and %s that readers liked too.", *(f"{count:,}" for count in made.row_counts()))
    return made


class _Crowd:
    """The readers, and what they liked: every number is that of all workers' readers."""

    def __init__(self, liked: csr_matrix, asked: csr_matrix, workers: Workers) -> None:
        """liked: this worker's readers x books; asked: books x this worker's readers, who are asked about each."""
        self.liked, self.by_book, self.asked, self.workers = liked, liked.T.tocsr(), asked, workers
        self.likes: Float32 = workers.sum(np.asarray(liked.sum(axis=0)).ravel())
        self.size: Float32 = workers.sum(np.asarray(asked.sum(axis=1)).ravel())
        self.readers = workers.total(liked.shape[0])

    def in_common(self, rows: slice) -> Float32:
        """How many readers liked both, shape (rows, books)."""
        return self.workers.sum((self.by_book[rows] @ self.liked).toarray())

    def of_the_asked(self, rows: slice) -> Float32:
        """How many of those asked about each book liked each other book, shape (rows, books)."""
        return self.workers.sum((self.asked[rows] @ self.liked).toarray())


class _Likeness:
    """How alike books are, 0 to 1; asked for a batch of rows, shape (rows, books), -inf for no likeness at all."""

    def __init__(
        self,
        model: Recommender,
        newcomers: Recommender | None,
        crowd: _Crowd,
        known: Bool,
        new: Bool,
        config: BookShelfConfig,
    ) -> None:
        self.vectors = _unit(model.book_vectors())
        self.new_vectors = None if newcomers is None else _unit(newcomers.book_vectors())
        self.crowd = crowd
        self.known, self.new, self.config = known, new, config

    def of(self, rows: range) -> Float32:
        batch = slice(rows.start, rows.stop)
        alike = self._by_readers(batch)
        if self.vectors is not None:
            share = self.config.reader_share
            alike = share * alike + (1.0 - share) * np.maximum(self.vectors[batch] @ self.vectors.T, 0.0)
        # What nobody had has no place among the vectors of a model that learns from readers.
        alike[:, ~self.known] = -np.inf
        alike[~self.known[batch]] = -np.inf
        if self.new_vectors is not None:
            new = self.new[batch]
            alike[new] = np.where(self.known | self.new, self.new_vectors[batch][new] @ self.new_vectors.T, -np.inf)
        alike[np.arange(len(alike)), np.arange(batch.start, batch.stop)] = -np.inf
        return np.where(alike > 0, alike, -np.inf).astype(np.float32)

    def _by_readers(self, batch: slice) -> Float32:
        """Root of the shrunk cosine of the books' readers, which is of the size of the vectors' cosine."""
        both, likes = self.crowd.in_common(batch), self.crowd.likes
        size = np.sqrt(likes[batch][:, None] * likes[None, :]) + self.config.reader_shrinkage
        root: Float32 = np.sqrt(both / np.maximum(size, 1e-9)).astype(np.float32)
        return root


def _unit(vectors: Float32 | None) -> Float32 | None:
    if vectors is None:
        return None
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Float32 = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


def _liked(interactions: Interactions) -> csr_matrix:
    """Readers x books: 1 where the reader had the book and it speaks for his taste."""
    rows = np.flatnonzero(interactions.had & (interactions.weight > 0))
    shape = (len(interactions.readers), len(interactions.books))
    ones = np.ones(len(rows), dtype=np.float32)
    return csr_matrix((ones, (interactions.reader[rows], interactions.book[rows])), shape=shape)


def _asked(model: Recommender, interactions: Interactions, readers: int, workers: Workers) -> csr_matrix:
    """Books x readers: 1 for each book's readers with the highest affinity: what they said, then what is predicted."""
    rows = np.flatnonzero(interactions.had & (interactions.weight > 0))
    reader, book = interactions.reader[rows], interactions.book[rows]
    predicted, weight = _predicted(model, interactions, reader, book), interactions.weight[rows]
    # First this worker's best, which are few, then of all workers' best those that are its own.
    own = _leading(book, weight, predicted, readers)
    worker = workers.joined(np.full(len(own), workers.index))
    best = _leading(workers.joined(book[own]), workers.joined(weight[own]), workers.joined(predicted[own]), readers)
    kept = own[best[worker[best] == workers.index] - int(np.searchsorted(worker, workers.index))]
    ones = np.ones(len(kept), dtype=np.float32)
    shape = (len(interactions.books), len(interactions.readers))
    return csr_matrix((ones, (book[kept], reader[kept])), shape=shape)


def _leading(book: Int32, weight: Float32, predicted: Float32, readers: int) -> Int64:
    """Places of each book's first entries, at most so many: by weight, then by what is predicted."""
    order = np.lexsort((-predicted, -weight, book))
    counts = np.bincount(book)
    place = np.arange(len(book)) - np.repeat(np.cumsum(counts) - counts, counts)
    leading: Int64 = order[place < readers]
    return leading


def _predicted(model: Recommender, interactions: Interactions, reader: Int32, book: Int32) -> Float32:
    """What the model's vectors say of each pair, shape (pairs,); zeros for a model without."""
    predicted = np.zeros(len(reader), dtype=np.float32)
    book_vectors = model.book_vectors()
    everyone = histories_of(interactions)
    if book_vectors is None or model.reader_vectors(everyone.part(0, 1)) is None:
        return predicted
    parts = [
        model.reader_vectors(everyone.part(start, min(start + READERS_AT_ONCE, len(everyone))))
        for start in range(0, len(everyone), READERS_AT_ONCE)
    ]
    reader_vectors = np.concatenate([part for part in parts if part is not None])
    if reader_vectors.shape[1] != book_vectors.shape[1]:
        return predicted
    for start in range(0, len(reader), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        predicted[rows] = np.einsum("nd,nd->n", reader_vectors[reader[rows]], book_vectors[book[rows]])
    return predicted


def _lift(crowd: _Crowd, rows: range, config: BookShelfConfig) -> tuple[Float32, Int32]:
    """How much more often than readers on the whole those asked about each book liked each other book, and how many.

    Two arrays of shape (rows, books); -inf below the support.
    """
    batch = slice(rows.start, rows.stop)
    counts, size = crowd.of_the_asked(batch), crowd.size[batch][:, None]
    popularity = crowd.likes[None, :] / crowd.readers
    lift = counts / (size * popularity + config.lift_shrinkage)
    support = np.maximum(config.support, np.ceil(config.support_share * size))
    lift[counts < support] = -np.inf
    lift[np.arange(len(lift)), np.array(rows)] = -np.inf
    return lift.astype(np.float32), counts.astype(np.int32)


def _first(candidates: Int32, size: int, shelf: Shelf, config: BookShelfConfig) -> Int32:
    """The best candidates that the limits allow; shape (rows, size), -1 at the end of a shelf that ran out."""
    pool = Pool(candidates, shelf, config.author_limit, config.series_limit)
    chosen = np.full((len(candidates), size), -1, dtype=np.int32)
    for place in range(size):
        chosen[:, place] = pool.best()
        pool.take(chosen[:, place])
    return chosen


def _batches(books: int, at_most: int) -> Iterator[range]:
    step = max(1, min(at_most, ELEMENTS_AT_ONCE // max(1, books)))
    for start in range(0, books, step):
        yield range(start, min(start + step, books))
