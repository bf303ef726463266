"""Which books of a reader's own history speak for a recommended book."""

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.interactions import Bool, Float32, Int32
from ml.models.pooling import Pooled

USUAL_HISTORY = 16


def strongest_events(
    pooled: Pooled,
    books: Int32,
    tables: list[tuple[Float32, csr_matrix]],
    event_vectors: Float32,
    book_vectors: Float32,
    known: Bool,
    share: float,
) -> Int32:
    """Shape (readers, k, 2): history books that did most for each book's rank, -1 where none stands out.

    An event's part of the score is strength x table entry, for each table, + event vector . book vector; books has
    shape (readers, k), a strength (events,). What an event says for every book alike moves no book up: its part of the
    rank is its part of the score less its mean over the books that can be recommended (known, shape (books,)).
    A book is named when its part is at least the share of all that speaks for the book that `_needed` says. Costs
    readers x longest history x k numbers at a time.
    """
    slot = _slots(pooled)
    longest = int(slot.max(initial=-1)) + 1
    named = np.full((*books.shape, 2), -1, dtype=np.int32)
    if not longest:
        return named
    padded = np.zeros((pooled.readers, longest, event_vectors.shape[1]), dtype=np.float32)
    padded[pooled.row, slot] = event_vectors
    parts = padded @ (book_vectors[books] - book_vectors[known].mean(axis=0)).transpose(0, 2, 1)
    for strength, table in tables:
        _add_table(parts, pooled, slot, books, strength, table)
        mean = np.asarray(table @ known).ravel() / max(1, np.count_nonzero(known))
        parts[pooled.row, slot] -= (strength * mean[pooled.book])[:, None]
    np.maximum(parts, 0.0, out=parts)
    needed = _needed(np.bincount(pooled.row, minlength=pooled.readers), share)[:, None] * parts.sum(axis=1)
    history = np.full((pooled.readers, longest), -1, dtype=np.int32)
    history[pooled.row, slot] = pooled.book
    for place in range(2):
        best = parts.argmax(axis=1)
        part = np.take_along_axis(parts, best[:, None, :], axis=1)[:, 0, :]
        stands_out = (part > 0) & (part >= needed)
        named[:, :, place] = np.where(stands_out, np.take_along_axis(history, best, axis=1), -1)
        np.put_along_axis(parts, best[:, None, :], 0.0, axis=1)
    return named


def _needed(events: np.ndarray, share: float) -> np.ndarray:
    """The share that lets a book stand out among so many: `share` for a history of sixteen, twice that at most.

    The strongest of n parts is usually about 1 / sqrt(n) of their sum (measured on 12,000 rows, histories of 5 to 100
    books), so a fixed share would name a book in every row of a short history and in none of a long one.
    """
    needed: np.ndarray = share * np.minimum(np.sqrt(USUAL_HISTORY / np.maximum(events, 1)), 2.0)
    return needed


def _slots(pooled: Pooled) -> np.ndarray:
    """Place of each event among its reader's events."""
    counts = np.bincount(pooled.row, minlength=pooled.readers)
    return np.arange(len(pooled.row)) - np.repeat(np.cumsum(counts) - counts, counts)


def _add_table(
    parts: Float32, pooled: Pooled, slot: np.ndarray, books: Int32, strength: Float32, table: csr_matrix
) -> None:
    """Add each event's say for the listed books, in place: from its few neighbours, not from all pairs."""
    rank = np.full((pooled.readers, table.shape[1]), -1, dtype=np.int16)
    np.put_along_axis(rank, books, np.arange(books.shape[1], dtype=np.int16)[None, :], axis=1)
    counts = np.diff(table.indptr)[pooled.book]
    event = np.repeat(np.arange(len(pooled.row)), counts)
    entry = np.repeat(table.indptr[pooled.book] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    listed = rank[pooled.row[event], table.indices[entry]]
    hit = listed >= 0
    event = event[hit]
    np.add.at(parts, (pooled.row[event], slot[event], listed[hit]), strength[event] * table.data[entry[hit]])
