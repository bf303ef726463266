"""What readers have done, as the models see it: any reader, in the training data or not, is his history."""

from dataclasses import dataclass, replace

import numpy as np

from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.data.spilling import spilled


@dataclass(frozen=True)
class Histories:
    """Events of n readers, oldest first: reader i owns rows offsets[i] .. offsets[i + 1]."""

    reader: Int32
    """Shape (n,): places in the training data's vocabulary, -1 for somebody who was not there."""
    offsets: Int64
    book: Int32
    stars: Float32
    """1 to 5 in half steps, 0 for none; weight and had as in Interactions."""
    weight: Float32
    had: Bool
    ordered: Bool
    """Shape (n,): whether the order of the reader's rows is their order in time."""
    profile: Int32
    """Shape (n, columns): what the readers say about themselves; 0 where they do not."""

    def __len__(self) -> int:
        return len(self.ordered)

    def part(self, start: int, stop: int) -> "Histories":
        """Readers start .. stop - 1."""
        first, last = self.offsets[start], self.offsets[min(stop, len(self))]
        return self.take(self.offsets[start : stop + 1] - first, slice(first, last), slice(start, stop))

    def pick(self, readers: Int32) -> "Histories":
        """These readers, in this order."""
        return self.between(readers, self.offsets[readers], self.offsets[readers + 1])

    def between(self, readers: Int32 | Int64, first: Int64, stop: Int64) -> "Histories":
        """These readers with their rows first .. stop - 1 only, places in this object's arrays."""
        counts = stop - first
        offsets = np.concatenate([[0], np.cumsum(counts)])
        rows = np.repeat(first - offsets[:-1], counts) + np.arange(offsets[-1])
        return self.take(offsets, rows, readers)

    def take(self, offsets: Int64, rows: Int64 | slice, readers: Int32 | Int64 | slice) -> "Histories":
        """These rows of these readers; the caller knows which belong together."""
        return Histories(
            self.reader[readers],
            offsets,
            spilled(self.book[rows]),
            spilled(self.stars[rows]),
            spilled(self.weight[rows]),
            spilled(self.had[rows]),
            self.ordered[readers],
            self.profile[readers],
        )

    def as_strangers(self) -> "Histories":
        """The same histories of readers who are nothing but their histories."""
        return replace(self, reader=np.full(len(self), -1, dtype=np.int32))

    def row_reader(self) -> Int64:
        """Shape (rows,): the reader of each row."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def with_positive_signal(self) -> Bool:
        """Shape (n,): whether any row speaks for the reader's taste."""
        return np.bincount(self.row_reader()[self.weight > 0], minlength=len(self)) > 0


def histories_of(interactions: Interactions) -> Histories:
    """The histories of every reader of the vocabulary, also of those without rows; shares the arrays."""
    return Histories(
        np.arange(len(interactions.readers), dtype=np.int32),
        interactions.offsets,
        interactions.book,
        interactions.stars,
        interactions.weight,
        interactions.had,
        interactions.ordered,
        interactions.profile,
    )
