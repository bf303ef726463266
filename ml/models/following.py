"""Which book came soon after which: counted from readers whose order is known, the directed half of the wide part."""

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.interactions import Interactions
from ml.models.tables import add_sparse, most_chosen, reader_parts, strongest
from ml.ncf_config import NcfConfig
from ml.workers import ALONE, Workers

# Imaginary readers of every book, so that one accident does not make two rare books inseparable.
SHRINKAGE = 5.0


def following_books(interactions: Interactions, config: NcfConfig, workers: Workers = ALONE) -> csr_matrix:
    """Sparse (books, books): row h, column b, the say of h for b coming within `following_reach` events after it.

    A pair g events apart counts 1 / g; counts are divided by the root of both books' popularity (cosine).
    """
    books = most_chosen(workers.sum(interactions.book_counts()), config.memory_books_at_most)
    place = np.full(len(interactions.books), -1)
    place[books] = np.arange(len(books))
    ordered = interactions.ordered
    counts = np.zeros((len(books), len(books)), dtype=np.float32)
    if not workers.any(bool(ordered.any())):
        return csr_matrix((len(place), len(place)), dtype=np.float32)
    for rows in reader_parts(interactions.offsets):
        reader, own = interactions.reader[rows], place[interactions.book[rows]]
        weight = np.maximum(interactions.weight[rows], np.float32(0.0)) * ordered[reader] * (own >= 0)
        for gap in range(1, config.following_reach + 1):
            both = weight[gap:] * weight[:-gap] * (reader[gap:] == reader[:-gap]) / np.float32(gap)
            told = both > 0
            pairs = (own[:-gap][told], own[gap:][told])
            add_sparse(counts, csr_matrix((both[told], pairs), shape=counts.shape))
    counts = workers.sum(counts)
    readers = workers.sum(np.bincount(interactions.book[ordered[interactions.reader]], minlength=len(place)))
    popularity = readers[books] + SHRINKAGE
    scale = (popularity**-0.5).astype(np.float32)
    counts *= scale
    counts *= scale[:, None]
    return strongest(counts, config.following_neighbours, books, len(place))
