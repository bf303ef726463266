"""Everybody's list as arrays: what recommending makes and publishing writes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.data.interactions import Float32, Int32, Int64
from ml.list_config import ListConfig
from ml.workers import ALONE, Workers

BECAUSE_YOU_LIKED, SIMILAR_READERS, SURPRISE, NEW_BOOK = range(4)
REASONS = ("because_you_liked", "similar_readers", "surprise", "new_book")
"""The words of the table, by code."""

ARRAYS = ("reader", "version", "book", "score", "stars", "evidence", "reason", "source")


@dataclass(frozen=True)
class Lists:
    """Ranked books of n readers, as database ids; -1 in book fills a list that ran out of books.

    A reader of whom nothing is known that speaks for a book has a list of no books: he was looked at, which is noted.
    """

    reader: Int64
    """Shape (n,)."""
    version: Int64
    """Shape (n,): each reader's taste_version, read before his history was."""
    book: Int64
    """Shape (n, depth), best first."""
    score: Float32
    """Shape (n, depth): by the model that put the book there; a slot's book is not where its score would put it."""
    stars: Float32
    """Shape (n, depth), predicted stars 1-5; NaN where the model cannot tell."""
    evidence: Int64
    """Shape (n, depth, 2): books of the reader's own history behind this score; -1 for none."""
    reason: NDArray[np.int8]
    """Shape (n, depth): places in REASONS."""
    source: NDArray[np.int8]
    """Shape (n, depth): places in sources."""
    sources: tuple[str, ...]
    """The models that put books here."""
    made_at: datetime
    """When the histories were read, UTC without a zone: what came later is not in the lists."""

    def __len__(self) -> int:
        return len(self.reader)

    def row_counts(self) -> Int64:
        """Rows of each reader, shape (n,)."""
        counts: Int64 = (self.book >= 0).sum(axis=1)
        return counts

    def row_count(self) -> int:
        return int(self.row_counts().sum())

    def figures(self, config: ListConfig, book_count: int, seed: int, workers: Workers = ALONE) -> dict[str, Any]:
        """How much readers' lists have in common, and how much of the library they show, of all workers; for JSON.

        overlap_at_10 is the mean share of books that two readers' lists have in common, over random pairs.
        """
        shown = workers.joined(self.book[self.book[:, 0] >= 0, : config.list_size])
        new_books = np.count_nonzero((self.reason == NEW_BOOK) & (self.book >= 0))
        overlap = mean_overlap(shown, config.overlap_pairs, seed)
        return {
            "overlap_at_10": overlap,
            "overlap_limit": config.overlap_limit,
            "overlap_alarm": bool(overlap > config.overlap_limit),
            "coverage": len(np.unique(shown[shown >= 0])) / max(1, book_count),
            "new_books": int(workers.total(float(new_books))),
        }

    def save(self, path: Path) -> None:
        arrays: dict[str, Any] = {name: getattr(self, name) for name in ARRAYS}
        np.savez(path, sources=np.array(self.sources), made_at=np.datetime64(self.made_at, "s"), **arrays)


def load_lists(path: Path) -> Lists:
    with np.load(path) as arrays:
        columns = {name: arrays[name] for name in ARRAYS}
        made_at = arrays["made_at"].astype("datetime64[us]").item()
        return Lists(**columns, sources=tuple(arrays["sources"].tolist()), made_at=made_at)


def joined(parts: list[Lists]) -> Lists:
    """The lists of several batches of readers as one; the parts name the same sources and moment."""
    arrays: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ARRAYS}
    return Lists(**arrays, sources=parts[0].sources, made_at=parts[0].made_at)


def mean_overlap(books: Int32 | Int64, pairs: int, seed: int) -> float:
    """Mean share of books that two readers' lists, shape (readers, k), have in common, over random pairs of readers."""
    if len(books) < 2:
        return 0.0
    random = np.random.default_rng(seed)
    left = random.integers(0, len(books), size=pairs)
    right = (left + random.integers(1, len(books), size=pairs)) % len(books)
    same = (books[left][:, :, None] == books[right][:, None, :]) & (books[left] >= 0)[:, :, None]
    return float(same.any(axis=2).mean())
