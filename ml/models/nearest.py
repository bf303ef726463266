"""Readers who are alike, by the books they have in common: cosine with shrinkage."""

import numpy as np
from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped]

from ml.data.histories import Histories
from ml.data.interactions import Float32, Interactions

# Similarities held at once: 32 MB of them, and their places.
SIMILARITIES_AT_ONCE = 8_000_000


def weights_of(events: Histories | Interactions, readers: int, books: int) -> csr_matrix:
    """What speaks for each reader's taste; sparse (readers, books), weights above 0 only."""
    weight = np.maximum(events.weight, np.float32(0.0))
    reader = events.row_reader() if isinstance(events, Histories) else events.reader
    used = weight > 0
    return csr_matrix((weight[used], (reader[used], events.book[used])), shape=(readers, books))


def norms_of(matrix: csr_matrix) -> Float32:
    """Euclidean length of every row."""
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    norms: Float32 = np.sqrt(squares).astype(np.float32)
    return norms


class NearestReaders:
    """The training readers, ready to be compared with any history."""

    def __init__(self, matrix: csr_matrix) -> None:
        """matrix: what speaks for the taste of each training reader, (readers, books); a row may be empty."""
        self.matrix = matrix
        self.transposed = matrix.T.tocsr()
        self.norms = norms_of(matrix)

    def similarities(self, histories: Histories, neighbours: int, shrinkage: float = 0.0) -> csr_matrix:
        """Sparse (readers of histories, training readers): each one's nearest, never the reader himself.

        Time: every pair of readers with a book in common. Memory: a block of readers against all training readers.
        """
        own = weights_of(histories, len(histories), self.matrix.shape[1])
        lengths = norms_of(own)
        block = max(1, SIMILARITIES_AT_ONCE // max(1, self.matrix.shape[0]))
        parts = []
        for start in range(0, len(histories), block):
            part = slice(start, start + block)
            alike: Float32 = (own[part] @ self.transposed).toarray()
            alike /= np.maximum(lengths[part, None] * self.norms + np.float32(shrinkage), np.float32(1e-12))
            self_place = histories.reader[part]
            known = np.flatnonzero(self_place >= 0)
            alike[known, self_place[known]] = 0.0
            parts.append(closest(alike, neighbours))
        return vstack(parts) if parts else csr_matrix((0, self.matrix.shape[0]), dtype=np.float32)


def closest(alike: Float32, neighbours: int) -> csr_matrix:
    """The largest values above 0 of each row, the largest first; sparse, shape of alike."""
    kept = min(neighbours, alike.shape[1])
    place = np.argpartition(alike, alike.shape[1] - kept, axis=1)[:, alike.shape[1] - kept :]
    value = np.take_along_axis(alike, place, axis=1)
    order = np.lexsort((place, -value), axis=1)
    place, value = np.take_along_axis(place, order, axis=1), np.take_along_axis(value, order, axis=1)
    positive = value > 0
    ends = np.concatenate([[0], np.cumsum(positive.sum(axis=1))])
    return csr_matrix((value[positive], place[positive], ends), shape=alike.shape)


def closest_of(ranked: csr_matrix, neighbours: int) -> csr_matrix:
    """The first entries of each row; of what `closest` made, the largest."""
    place = np.arange(len(ranked.data)) - np.repeat(ranked.indptr[:-1], np.diff(ranked.indptr))
    kept = place < neighbours
    ends = np.concatenate([[0], np.cumsum(np.minimum(np.diff(ranked.indptr), neighbours))])
    return csr_matrix((ranked.data[kept], ranked.indices[kept], ends), shape=ranked.shape)


class FoldIn:
    """Id vectors for anybody: a reader's own, or the weighted mean of those of the training readers nearest to him.

    Models with a vector per reader know nobody who came later. What such a reader has in common with training readers
    (cosine of positive events) weighs their vectors; who has nothing in common with anybody gets the mean of all.
    """

    def __init__(self, matrix: csr_matrix, neighbours: int) -> None:
        """matrix: what speaks for the taste of each reader whose vector was trained; the others' rows are empty."""
        self.nearest = NearestReaders(matrix)
        self.trained = np.diff(matrix.indptr) > 0
        self.neighbours = neighbours

    def mixture(self, histories: Histories) -> csr_matrix:
        """Sparse (readers of histories, training readers), rows of sum 1: times the id vectors gives the vectors."""
        own = (histories.reader >= 0) & self.trained[histories.reader]
        strangers = np.flatnonzero(~own).astype(np.int32)
        alike = self.nearest.similarities(histories.pick(strangers), self.neighbours).tocoo()
        lonely = np.setdiff1d(np.arange(len(strangers)), alike.row)
        everybody = np.flatnonzero(self.trained)
        row = np.concatenate([np.flatnonzero(own), strangers[alike.row], np.repeat(strangers[lonely], len(everybody))])
        column = np.concatenate([histories.reader[own], alike.col, np.tile(everybody, len(lonely))])
        value = np.concatenate([np.ones(own.sum()), alike.data, np.ones(len(lonely) * len(everybody))])
        mixed = csr_matrix((value, (row, column)), shape=(len(histories), len(self.trained)), dtype=np.float32)
        total = np.maximum(np.asarray(mixed.sum(axis=1)).ravel(), np.float32(1e-12))
        return csr_matrix(mixed.multiply((1.0 / total)[:, None]))
