"""Everybody's list as arrays: what recommending makes and publishing writes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.data.interactions import Bool, Float32, Int64


@dataclass(frozen=True)
class Lists:
    """Ranked books of n readers, as database ids; -1 in book fills a list that ran out of books."""

    reader: Int64
    """Shape (n,)."""
    book: Int64
    """Shape (n, depth), best first."""
    score: Float32
    """Shape (n, depth)."""
    stars: Float32
    """Shape (n, depth), predicted stars 1-5; NaN where the model cannot tell."""
    evidence: Int64
    """Shape (n, depth, 2): books of the reader's own history behind this score; -1 for none."""

    def __len__(self) -> int:
        return len(self.reader)

    def row_count(self, readers: Bool | None = None) -> int:
        """Rows in all, or of the readers where the mask (shape (n,)) is true."""
        return int(np.count_nonzero((self.book if readers is None else self.book[readers]) >= 0))

    def save(self, path: Path) -> None:
        np.savez(path, reader=self.reader, book=self.book, score=self.score, stars=self.stars, evidence=self.evidence)


def load_lists(path: Path) -> Lists:
    with np.load(path) as arrays:
        return Lists(arrays["reader"], arrays["book"], arrays["score"], arrays["stars"], arrays["evidence"])
