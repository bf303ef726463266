"""What readers have rated, as the models see it: any reader, in the training data or not, is his history."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.data.interactions import Bool, Int32, Int64, Interactions


@dataclass(frozen=True)
class Histories:
    """Events of n readers, oldest first: reader i owns rows offsets[i] .. offsets[i + 1] of book and stars."""

    offsets: Int64
    book: Int32
    stars: NDArray[np.int8]
    ordered: Bool
    """Shape (n,): whether the order of the reader's rows is their order in time."""

    def __len__(self) -> int:
        return len(self.ordered)

    def part(self, start: int, stop: int) -> "Histories":
        """Readers start .. stop - 1."""
        first, last = self.offsets[start], self.offsets[min(stop, len(self))]
        offsets = self.offsets[start : stop + 1] - first
        return Histories(offsets, self.book[first:last], self.stars[first:last], self.ordered[start:stop])

    def pick(self, readers: Int32) -> "Histories":
        """These readers, in this order."""
        counts = self.offsets[readers + 1] - self.offsets[readers]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        rows = np.repeat(self.offsets[readers] - offsets[:-1], counts) + np.arange(offsets[-1])
        return Histories(offsets, self.book[rows], self.stars[rows], self.ordered[readers])

    def row_reader(self) -> Int64:
        """Shape (rows,): the reader of each row."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def with_positive_signal(self, star_weights: tuple[float, ...]) -> Bool:
        """Shape (n,): whether any row speaks for the reader's taste."""
        positive = np.asarray(star_weights)[self.stars - 1] > 0
        return np.bincount(self.row_reader()[positive], minlength=len(self)) > 0


def histories_of(interactions: Interactions) -> Histories:
    """The histories of every reader of the vocabulary, also of those without rows; shares the arrays."""
    return Histories(interactions.offsets, interactions.book, interactions.stars, interactions.ordered)
