"""Ratings as arrays: Interactions checks itself, Vocabulary maps ids to indices and back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
Float32 = NDArray[np.float32]
Moment = NDArray[np.datetime64]

NO_SEQUENCE = np.int64(-1)


class Vocabulary:
    """The ids of the database, ascending, and their places 0..n-1 in every array."""

    def __init__(self, ids: Int64) -> None:
        """Keep sorted distinct ids; raises ValueError when they are not."""
        ids = np.asarray(ids, dtype=np.int64)
        if ids.ndim != 1 or (len(ids) > 1 and not np.all(ids[1:] > ids[:-1])):
            raise ValueError("the ids of a vocabulary are distinct and ascending")
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    def indices(self, ids: Int64) -> Int32:
        """Places of ids, same shape; -1 for an id that is not known."""
        ids = np.asarray(ids, dtype=np.int64)
        if not len(self.ids):
            return np.full(ids.shape, -1, dtype=np.int32)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, places, -1).astype(np.int32)


@dataclass(frozen=True)
class Interactions:
    """Who rated what, reader after reader, each reader's rows oldest first.

    All arrays but the vocabularies have shape (n,). `timed` says whether a row has a known place in its reader's order.
    """

    readers: Vocabulary
    books: Vocabulary
    reader: Int32
    book: Int32
    stars: NDArray[np.int8]
    rated_at: Moment
    timed: Bool

    def __post_init__(self) -> None:
        n = len(self.reader)
        if any(len(column) != n for column in (self.book, self.stars, self.rated_at, self.timed)):
            raise ValueError("the columns of Interactions differ in length")
        if n == 0:
            return
        if self.reader.min() < 0 or self.reader.max() >= len(self.readers):
            raise ValueError("a reader index is outside the vocabulary")
        if self.book.min() < 0 or self.book.max() >= len(self.books):
            raise ValueError("a book index is outside the vocabulary")
        if self.stars.min() < 1 or self.stars.max() > 5:
            raise ValueError("stars are 1 to 5")
        if np.any(np.diff(self.reader) < 0):
            raise ValueError("rows are grouped by reader, ascending")
        pairs = np.sort(self.reader.astype(np.int64) * len(self.books) + self.book)
        if np.any(pairs[1:] == pairs[:-1]):
            raise ValueError("a reader rated a book twice")

    def __len__(self) -> int:
        return len(self.reader)

    @property
    def offsets(self) -> Int64:
        """Shape (readers + 1,): rows of reader r are offsets[r] .. offsets[r + 1]."""
        counts = np.bincount(self.reader, minlength=len(self.readers))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @property
    def ordered(self) -> Bool:
        """Shape (readers,): whether the reader's time order is known (any row with a date or a sequence)."""
        known = np.zeros(len(self.readers), dtype=bool)
        known[self.reader[self.timed]] = True
        return known

    def rows(self, keep: Bool) -> "Interactions":
        """The rows where keep (shape (n,)) is true; the vocabularies stay."""
        return Interactions(
            self.readers,
            self.books,
            self.reader[keep],
            self.book[keep],
            self.stars[keep],
            self.rated_at[keep],
            self.timed[keep],
        )

    def book_counts(self) -> Int64:
        """Shape (books,): how many rows each book has."""
        return np.bincount(self.book, minlength=len(self.books))

    def window(self) -> tuple[np.datetime64 | None, np.datetime64 | None]:
        """First and last known moment of rating, None when no row has one."""
        known = self.rated_at[~np.isnat(self.rated_at)]
        return (known.min(), known.max()) if len(known) else (None, None)


def make_interactions(
    reader_ids: Int64,
    book_ids: Int64,
    stars: NDArray[np.int8],
    rated_at: Moment,
    sequence: Int64,
    row_ids: Int64,
    catalogue: Int64,
) -> Interactions:
    """Interactions from columns in any order.

    Time order within a reader is (rated_at, sequence, row id); rows without a date come before dated ones, because an
    import is older than what was rated here. sequence is NO_SEQUENCE where there is none. catalogue: all book ids.
    """
    readers = Vocabulary(np.unique(reader_ids))
    books = Vocabulary(np.unique(catalogue))
    book = books.indices(book_ids)
    # A book withdrawn between two reads of the database has no place; its ratings go with it.
    known = book >= 0
    reader = readers.indices(reader_ids)
    undated = np.isnat(rated_at)
    moment = np.where(undated, np.iinfo(np.int64).min, rated_at.astype("datetime64[us]").astype(np.int64))
    order = np.lexsort((row_ids, sequence, moment, reader))
    order = order[known[order]]
    timed = ~undated | (sequence != NO_SEQUENCE)
    return Interactions(readers, books, reader[order], book[order], stars[order], rated_at[order], timed[order])
