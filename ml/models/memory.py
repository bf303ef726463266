"""What readers of one book go on to read, book by book: the wide part of the model.

A ridge regression of every book on all others has a closed form (Steck 2019, "Embarrassingly Shallow Autoencoders for
Sparse Data"). Only each book's strongest neighbours are kept. Low-rank embeddings cannot hold such facts as "volume two
follows volume one" for ten thousand books; a sparse table can (wide and deep parts: Cheng et al. 2016).
"""

import numpy as np
from scipy.linalg.lapack import spotrf, spotri  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.interactions import Float32, Int64, Interactions
from ml.errors import DegenerateModel
from ml.models.pooling import Pooled
from ml.models.tables import add_sparse, most_chosen, reader_parts, strongest
from ml.ncf_config import NcfConfig
from ml.workers import ALONE, Workers


class Memory:
    """Sparse book-to-book weights; row h, column b: what having read h says for b."""

    def __init__(self, config: NcfConfig) -> None:
        self.config = config
        self.weights = csr_matrix((0, 0), dtype=np.float32)
        self.whole: Float32 | None = None
        """Shape (books, books): every pair, where books are few enough (memory_whole_books)."""

    def fit(self, interactions: Interactions, workers: Workers = ALONE) -> None:
        """Solve on positive events. Time grows with the cube of the books: 10 s for 10,000 on two cores."""
        books = most_chosen(workers.sum(interactions.book_counts()), self.config.memory_books_at_most)
        gram = _gram(interactions, books, self.config.memory_reader_power, workers)
        solved = _solve(gram, self.config.memory_l2, self.config.memory_dropout)
        neighbours = max(self.config.memory_neighbours, self.config.memory_entries // max(1, len(books)))
        self.weights = strongest(solved, neighbours, books, len(interactions.books))
        self.whole = None
        if len(books) <= self.config.memory_whole_books:
            self.whole = np.zeros((len(interactions.books), len(interactions.books)), dtype=np.float32)
            self.whole[np.ix_(books, books)] = solved

    def say(self, events: csr_matrix) -> csr_matrix | Float32:
        """What these weighted events (readers, books) say of every book; sparse, or dense where it is whole."""
        said: csr_matrix | Float32 = events @ (self.weights if self.whole is None else self.whole)
        return said


def say(pooled: Pooled, weights: Float32, table: csr_matrix) -> Float32:
    """Shape (readers, books), dense: what events with these weights (shape (events,)) say for every book."""
    said: Float32 = (pooled.spread(weights, table.shape[0]) @ table).toarray()
    return said


def _gram(interactions: Interactions, books: Int64, reader_power: float, workers: Workers) -> Float32:
    """X^T X of readers x books, X the roots of the positive weights; dense, shape (len(books), len(books)).

    A reader counts by his number of events to the power of -reader_power, all readers together as many as they are.
    """
    events = np.bincount(interactions.reader, np.maximum(interactions.weight, 0.0), len(interactions.readers))
    share = np.maximum(events, 1.0) ** -reader_power
    share *= workers.total(events.sum()) / max(1e-9, workers.total(float(share @ events)))
    place = np.full(len(interactions.books), -1)
    place[books] = np.arange(len(books))
    gram = np.zeros((len(books), len(books)), dtype=np.float32)
    for rows in reader_parts(interactions.offsets):
        own, weight = place[interactions.book[rows]], np.maximum(interactions.weight[rows], np.float32(0.0))
        used = (weight > 0) & (own >= 0)
        reader = interactions.reader[rows] - interactions.reader[rows.start]
        shape = (int(reader[-1]) + 1, len(books))
        weight = np.sqrt(weight * share[interactions.reader[rows]]).astype(np.float32)
        part = csr_matrix((weight[used], (reader[used], own[used])), shape=shape)
        add_sparse(gram, (part.T @ part).tocsr())
    return workers.sum(gram)


def _solve(gram: Float32, penalty: float, dropout: float) -> Float32:
    """Shape of the gram, which is used up.

    The dropout that a trained autoencoder would have on its input is a penalty here (Steck 2020, "Autoencoders that
    don't overfit towards the Identity").
    """
    diagonal = np.diag_indices_from(gram)
    gram[diagonal] += penalty + dropout / (1.0 - dropout) * gram[diagonal]
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
