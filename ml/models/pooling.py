"""Weights with which a reader's events make up the reader: every reader vector and every memory score starts here."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Int64


@dataclass(frozen=True)
class Pooled:
    """Positive events of n readers with their weights; shapes (events,). A reader may have none."""

    readers: int
    row: Int64
    book: Int32
    recent: Float32
    """Weights that favour the latest events; sum 1 per reader."""
    latest: Float32
    """Weights that favour the latest events twice as strongly; sum 1 per reader."""
    flat: Float32
    """Weights by the signal alone; their squares sum to about 1 per reader, so that long histories speak louder."""
    weight: Float32
    """What the signals say, as they are: above 0 to 1."""

    def spread(self, weights: Float32, books: int) -> csr_matrix:
        """Weights of shape (events,) as a sparse table, shape (readers, books)."""
        offsets = np.concatenate([[0], np.cumsum(np.bincount(self.row, minlength=self.readers))])
        return csr_matrix((weights, self.book, offsets), shape=(self.readers, books))


def pool(
    histories: Histories,
    readers: Int64,
    stops: Int64,
    length: int,
    recency_power: float,
    kept: Bool | None = None,
) -> Pooled:
    """Pool for each of `readers` the last `length` events before row `stops` (places in histories.book).

    Of readers whose order is unknown all events count: there are no last ones.
    kept: shape (events looked at,) or longer, False for events that dropout takes.
    """
    sizes = stops - histories.offsets[readers]
    sizes = np.where(histories.ordered[readers], np.minimum(sizes, length), sizes)
    row = np.repeat(np.arange(len(readers)), sizes)
    age = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.repeat(stops, sizes) - 1 - age
    weight = np.maximum(histories.weight[place], np.float32(0.0))
    if kept is not None:
        weight = weight * kept[: len(weight)]
    recent = np.where(histories.ordered[readers][row], weight / (1.0 + age) ** recency_power, weight)
    positive = weight > 0
    row, book, weight, recent = row[positive], histories.book[place[positive]], weight[positive], recent[positive]
    sharp = np.where(histories.ordered[readers][row], recent / (1.0 + age[positive]) ** recency_power, weight)
    recent_sum = np.bincount(row, recent, len(readers))
    sharp_sum = np.bincount(row, sharp, len(readers))
    flat_sum = np.bincount(row, weight, len(readers))
    return Pooled(
        readers=len(readers),
        row=row,
        book=book,
        recent=(recent / recent_sum[row]).astype(np.float32),
        latest=(sharp / sharp_sum[row]).astype(np.float32),
        flat=(weight / np.sqrt(flat_sum[row])).astype(np.float32),
        weight=weight,
    )


def pool_all(histories: Histories, length: int, recency_power: float) -> Pooled:
    """Pool the whole history of every reader."""
    return pool(histories, np.arange(len(histories)), histories.offsets[1:], length, recency_power)
