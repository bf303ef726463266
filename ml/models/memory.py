"""What readers of one book go on to read, book by book: the wide part of the model.

A ridge regression of every book on all others has a closed form (Steck 2019, "Embarrassingly Shallow Autoencoders for
Sparse Data"). Only each book's strongest neighbours are kept. Low-rank embeddings cannot hold such facts as "volume two
follows volume one" for ten thousand books; a sparse table can (wide and deep parts: Cheng et al. 2016).
"""

import numpy as np
from scipy.linalg.lapack import spotrf, spotri  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.config import NcfConfig
from ml.data.interactions import Float32, Interactions
from ml.errors import DegenerateModel
from ml.models.pooling import Pooled


class Memory:
    """Sparse book-to-book weights; row h, column b: what having read h says for b."""

    def __init__(self, config: NcfConfig) -> None:
        self.config = config
        self.weights = csr_matrix((0, 0), dtype=np.float32)

    def fit(self, interactions: Interactions, star_weights: tuple[float, ...]) -> None:
        """Solve on positive ratings. Time grows with the cube of the books: 10 s for 10,000 on two cores."""
        counts = interactions.book_counts()
        most_rated = np.argsort(-counts, kind="stable")[: self.config.memory_books_at_most]
        books = np.sort(most_rated[counts[most_rated] > 0])
        place = np.full(len(counts), -1)
        place[books] = np.arange(len(books))
        weight = np.sqrt(np.asarray(star_weights, dtype=np.float32)[interactions.stars - 1])
        used = (weight > 0) & (place[interactions.book] >= 0)
        shape = (len(interactions.readers), len(books))
        matrix = csr_matrix((weight[used], (interactions.reader[used], place[interactions.book[used]])), shape=shape)
        solved = _solve(matrix, self.config.memory_l2)
        neighbours = max(self.config.memory_neighbours, self.config.memory_entries // max(1, len(books)))
        self.weights = _strongest(solved, neighbours, books, len(counts))


def say(pooled: Pooled, weights: Float32, table: csr_matrix) -> Float32:
    """Shape (readers, books), dense: what events with these weights (shape (events,)) say for every book."""
    events = csr_matrix((weights, (pooled.row, pooled.book)), shape=(pooled.readers, table.shape[0]))
    said: Float32 = (events @ table).toarray()
    return said


def _solve(matrix: csr_matrix, penalty: float) -> Float32:
    gram = (matrix.T @ matrix).toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += penalty
    # Fortran order, or LAPACK would copy; Cholesky takes half the time of a general inverse.
    factor, failed = spotrf(gram.T, lower=1, overwrite_a=1)
    inverse, failed_too = spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise DegenerateModel("The item-item memory has no solution.")
    for column in range(1, len(inverse)):
        inverse[:column, column] = inverse[column, :column]
    inverse /= -np.diag(inverse).copy()
    np.fill_diagonal(inverse, 0.0)
    solved: Float32 = inverse
    return solved


def _strongest(weights: Float32, neighbours: int, books: np.ndarray, book_count: int) -> csr_matrix:
    """Each row's largest positive weights, at their places in the whole catalogue."""
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
