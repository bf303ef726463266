"""Book-to-book tables, counted from readers' histories a part at a time, and kept sparse."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.interactions import Float32, Int64

ROWS_AT_ONCE = 400_000
"""Rows of interactions that are counted together: a part's own table, some 100 MB, is all that counting adds."""


def reader_parts(offsets: Int64) -> Iterator[slice]:
    """Rows of whole readers, about ROWS_AT_ONCE at a time; reader r has the rows offsets[r] .. offsets[r + 1]."""
    start, end = 0, int(offsets[-1])
    while start < end:
        wanted = min(start + ROWS_AT_ONCE, end)
        stop = int(offsets[np.searchsorted(offsets, wanted)])
        yield slice(start, stop)
        start = stop


def add_sparse(dense: Float32, part: csr_matrix) -> None:
    """Add a sparse table to a dense one of its shape, in place."""
    part.sum_duplicates()
    places = np.repeat(np.arange(part.shape[0]) * part.shape[1], np.diff(part.indptr)) + part.indices
    dense.reshape(-1)[places] += part.data


def strongest(weights: Float32, neighbours: int, books: Int64, book_count: int) -> csr_matrix:
    """Each row's largest positive weights, at their places (books, shape (len(weights),)) in the whole catalogue."""
    kept = min(neighbours, weights.shape[1])
    columns = np.empty((len(weights), kept), dtype=np.int64)
    values = np.empty((len(weights), kept), dtype=np.float32)
    for start in range(0, len(weights), 1000):
        block = np.ascontiguousarray(weights[start : start + 1000])
        columns[start : start + 1000] = np.sort(np.argpartition(-block, kept - 1, axis=1)[:, :kept], axis=1)
        values[start : start + 1000] = np.take_along_axis(block, columns[start : start + 1000], axis=1)
    positive = values.ravel() > 0
    rows = np.repeat(books, kept)[positive]
    return csr_matrix(
        (values.ravel()[positive], (rows, books[columns.ravel()[positive]])), shape=(book_count, book_count)
    )


def most_chosen(counts: Int64, at_most: int) -> Int64:
    """Ascending places of the books that most rows name, at most so many, none without a row.

    counts: rows of each book, shape (books,).
    """
    chosen = np.argsort(-counts, kind="stable")[:at_most]
    books: Int64 = np.sort(chosen[counts[chosen] > 0])
    return books
