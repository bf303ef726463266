"""Which book came soon after which: counted from readers whose order is known, the directed half of the wide part."""

import numpy as np
from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped]

from ml.data.interactions import Interactions

# Imaginary readers of every book, so that one accident does not make two rare books inseparable.
SHRINKAGE = 5.0


def following_books(
    interactions: Interactions, star_weights: tuple[float, ...], reach: int, neighbours: int
) -> csr_matrix:
    """Sparse (books, books): row h, column b, the say of h for b coming within `reach` events after it.

    A pair g events apart counts 1 / g; counts are divided by the root of both books' popularity (cosine).
    """
    books = len(interactions.books)
    weight = np.asarray(star_weights, dtype=np.float32)[interactions.stars - 1]
    ordered = interactions.ordered[interactions.reader]
    counts = csr_matrix((books, books), dtype=np.float32)
    for gap in range(1, reach + 1):
        pair = (interactions.reader[gap:] == interactions.reader[:-gap]) & ordered[gap:]
        first, then = interactions.book[:-gap][pair], interactions.book[gap:][pair]
        both = weight[:-gap][pair] * weight[gap:][pair] / gap
        counts = counts + csr_matrix((both[both > 0], (first[both > 0], then[both > 0])), shape=(books, books))
    popularity = np.bincount(interactions.book[ordered], minlength=books) + SHRINKAGE
    scale = diags((popularity**-0.5).astype(np.float32))
    return _strongest((scale @ counts @ scale).tocsr(), neighbours)


def _strongest(weights: csr_matrix, neighbours: int) -> csr_matrix:
    """Keep each row's largest entries."""
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    order = np.lexsort((-weights.data, row))
    place = np.arange(len(row)) - weights.indptr[row]
    kept = order[place < neighbours]
    return csr_matrix((weights.data[kept], (row[kept], weights.indices[kept])), shape=weights.shape)
