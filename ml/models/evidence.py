"""Which books of a reader's own history speak for a recommended book."""

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.interactions import Float32, Int32
from ml.models.pooling import Pooled


def strongest_events(
    pooled: Pooled,
    books: Int32,
    tables: list[tuple[Float32, csr_matrix]],
    event_vectors: Float32,
    book_vectors: Float32,
    share: float,
) -> Int32:
    """Shape (readers, k, 2): history books that did most for each book's score, -1 where none stands out.

    An event's part of the score is strength x table entry, for each table, + event vector . book vector; books has
    shape (readers, k), a strength (events,).
    A book is named when its part is at least `share` of all that speaks for the book. Costs readers x longest
    history x k numbers at a time.
    """
    slot = _slots(pooled)
    longest = int(slot.max(initial=-1)) + 1
    named = np.full((*books.shape, 2), -1, dtype=np.int32)
    if not longest:
        return named
    padded = np.zeros((pooled.readers, longest, event_vectors.shape[1]), dtype=np.float32)
    padded[pooled.row, slot] = event_vectors
    parts = padded @ book_vectors[books].transpose(0, 2, 1)
    for strength, table in tables:
        _add_table(parts, pooled, slot, books, strength, table)
    np.maximum(parts, 0.0, out=parts)
    total = parts.sum(axis=1)
    history = np.full((pooled.readers, longest), -1, dtype=np.int32)
    history[pooled.row, slot] = pooled.book
    for place in range(2):
        best = parts.argmax(axis=1)
        part = np.take_along_axis(parts, best[:, None, :], axis=1)[:, 0, :]
        stands_out = (part > 0) & (part >= share * total)
        named[:, :, place] = np.where(stands_out, np.take_along_axis(history, best, axis=1), -1)
        np.put_along_axis(parts, best[:, None, :], 0.0, axis=1)
    return named


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
