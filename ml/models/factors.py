"""Matrix factorisation by alternating least squares, with readers folded in: a reader vector is solved, not stored.

Hu, Koren and Volinsky 2008, "Collaborative Filtering for Implicit Feedback Datasets"; the penalty grows with the number
of events (Rendle, Krichene, Zhang and Koren 2021, "Revisiting the Performance of iALS on Item Recommendation
Benchmarks").
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.interactions import Float32, Interactions
from ml.ncf_config import NcfConfig
from ml.parallel import side_by_side
from ml.workers import ALONE, Workers

ROWS_AT_ONCE = 128
"""Systems of equations that are solved together; times factors squared times 4 bytes is the memory it takes."""


class Factors:
    """Book vectors, learned; reader vectors, solved from a history. Without factors a vector is one zero."""

    def __init__(self, config: NcfConfig, seed: int) -> None:
        self.config = config
        self.seed = seed
        self.books: Float32 = np.zeros((0, 1), dtype=np.float32)

    @property
    def size(self) -> int:
        """Length of the vectors, 0 where the factorisation is left out."""
        return self.config.factors

    def fit(self, interactions: Interactions, workers: Workers = ALONE) -> None:
        """Sweep over readers and books in turn. Time: events x size^2 and readers x size^3, per sweep."""
        shape = (len(interactions.readers), len(interactions.books))
        if not self.size:
            self.books = np.zeros((shape[1], 1), dtype=np.float32)
            return
        positive = interactions.weight > 0
        places = (interactions.reader[positive], interactions.book[positive])
        events = csr_matrix((interactions.weight[positive], places), shape=shape)
        of_books = events.T.tocsr()
        random = np.random.default_rng(self.seed)
        deviation = 0.1 / np.sqrt(self.size)
        self.books = (random.standard_normal((shape[1], self.size)) * deviation).astype(np.float32)
        # What workers add up has to come in one order.
        each = side_by_side if workers.count == 1 else map
        for _ in range(self.config.factors_epochs):
            readers = self._solve(events, self.books, each=side_by_side)
            self.books = self._solve(of_books, readers, workers, each)

    def readers(self, events: csr_matrix) -> Float32:
        """Vectors of readers with these positive events (readers, books), shape (readers, size)."""
        if not self.size:
            return np.zeros((events.shape[0], 1), dtype=np.float32)
        return self._solve(events, self.books)

    def event_vectors(self, events: csr_matrix) -> Float32:
        """Each event's summand of its reader's vector (Hu et al. 2008, section 5), shape (events, size)."""
        parts = [np.empty((0, self.size), dtype=np.float32)]
        system_of = self._systems(events, self.books)
        for rows in _blocks(events.shape[0]):
            inverse = np.linalg.inv(system_of(rows))
            own = slice(events.indptr[rows.start], events.indptr[rows.stop])
            row = np.repeat(np.arange(len(rows)), np.diff(events.indptr[rows.start : rows.stop + 1]))
            weighted = self.books[events.indices[own]] * events.data[own, None]
            parts.append(np.matmul(inverse[row], weighted[:, :, None])[:, :, 0])
        return np.concatenate(parts)

    def _solve(
        self, events: csr_matrix, vectors: Float32, workers: Workers = ALONE, each: Callable[..., Iterable[Any]] = map
    ) -> Float32:
        """Vectors of the rows, given those of the columns, shape (rows, size); zeros for a row without events.

        workers: those who have other columns of the same rows; each: how blocks of rows are gone through.
        """
        right = workers.sum(np.asarray(events @ vectors))
        system_of = self._systems(events, vectors, workers)

        def solve(rows: range) -> Float32:
            own: Float32 = np.linalg.solve(system_of(rows), right[rows.start : rows.stop, :, None])[:, :, 0]
            return own

        nothing = np.zeros((0, vectors.shape[1]), dtype=np.float32)
        return np.concatenate([nothing, *each(solve, _blocks(events.shape[0]))])

    def _systems(self, events: csr_matrix, vectors: Float32, workers: Workers = ALONE) -> Callable[[range], Float32]:
        """Left sides u V'V + sum w v v' + penalty I, u the weight of what was not observed, for blocks of rows."""
        size = vectors.shape[1]
        everything = self.config.factors_unobserved * workers.sum(vectors.T @ vectors)
        counts = workers.sum(np.diff(events.indptr))
        penalty = self.config.factors_l2 * (counts + self.config.factors_unobserved * workers.total(events.shape[1]))
        diagonal = np.arange(size)

        def system_of(rows: range) -> Float32:
            left: Float32 = np.empty((len(rows), size, size), dtype=np.float32)
            for place, row in enumerate(rows):
                own = slice(events.indptr[row], events.indptr[row + 1])
                named = vectors[events.indices[own]]
                np.matmul(named.T, named * events.data[own, None], out=left[place])
            left = workers.sum(left) + everything
            left[:, diagonal, diagonal] += penalty[rows.start : rows.stop, None].astype(np.float32)
            return left

        return system_of


def _blocks(rows: int) -> list[range]:
    return [range(start, min(start + ROWS_AT_ONCE, rows)) for start in range(0, rows, ROWS_AT_ONCE)]
