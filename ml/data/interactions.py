"""What readers did with books, as arrays: Interactions checks itself, Vocabulary maps ids to indices and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.data.spilling import spilled

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
    """Who did what, one row per reader and book, reader after reader, each reader's rows oldest first.

    All arrays but the vocabularies and the profile have shape (n,).
    """

    readers: Vocabulary
    books: Vocabulary
    reader: Int32
    book: Int32
    stars: Float32
    """1 to 5 in half steps; 0 where the reader gave none."""
    weight: Float32
    """What the row says of the reader's taste, -1 to 1: above 0 for a book, below 0 against it, 0 nothing."""
    had: Bool
    """The reader has had the book or does not want it: it is never recommended. A mere look at its page is false."""
    at: Moment
    timed: Bool
    """Whether the row has a known place in its reader's order."""
    profile: Int32
    """Shape (readers, columns): what readers say about themselves, as codes from 1; 0 where they do not say."""

    def __post_init__(self) -> None:
        n = len(self.reader)
        columns = (self.book, self.stars, self.weight, self.had, self.at, self.timed)
        if any(len(column) != n for column in columns) or len(self.profile) != len(self.readers):
            raise ValueError("the columns of Interactions differ in length")
        if n == 0:
            return
        if self.reader.min() < 0 or self.reader.max() >= len(self.readers):
            raise ValueError("a reader index is outside the vocabulary")
        if self.book.min() < 0 or self.book.max() >= len(self.books):
            raise ValueError("a book index is outside the vocabulary")
        if self.stars.min() < 0 or self.stars.max() > 5:
            raise ValueError("stars are 1 to 5, or 0 for none")
        if not np.all(np.abs(self.weight) <= 1.0):
            raise ValueError("weights are between -1 and 1")
        if np.any(np.diff(self.reader) < 0):
            raise ValueError("rows are grouped by reader, ascending")
        pairs = np.sort(self.reader.astype(np.int64) * len(self.books) + self.book)
        if np.any(pairs[1:] == pairs[:-1]):
            raise ValueError("a reader has two rows of one book")

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
        return self._rows(keep)

    def _rows(self, keep: Bool | Int64) -> "Interactions":
        return Interactions(
            self.readers,
            self.books,
            spilled(self.reader[keep]),
            spilled(self.book[keep]),
            spilled(self.stars[keep]),
            spilled(self.weight[keep]),
            spilled(self.had[keep]),
            spilled(self.at[keep]),
            spilled(self.timed[keep]),
            self.profile,
        )

    def book_readers(self) -> Int64:
        """Shape (books,): how many readers have had each book, liked or not."""
        chosen = self.had & ((self.stars > 0) | (self.weight > 0))
        return np.bincount(self.book[chosen], minlength=len(self.books))

    def shuffled(self, random: np.random.Generator) -> "Interactions":
        """The same, with the rows of every reader whose order is not known in a random order: no accident of an import
        makes some of them the last ones."""
        loose = ~self.ordered[self.reader]
        if not loose.any():
            return self
        rank = np.where(loose, random.random(len(self)), np.arange(len(self)) / max(1, len(self)))
        order = np.lexsort((rank, self.reader))
        return self._rows(order)

    def book_counts(self) -> Int64:
        """Shape (books,): how many rows each book has."""
        return np.bincount(self.book, minlength=len(self.books))

    def window(self) -> tuple[np.datetime64 | None, np.datetime64 | None]:
        """First and last known moment of an event, None when no row has one."""
        known = self.at[~np.isnat(self.at)]
        return (known.min(), known.max()) if len(known) else (None, None)


@dataclass(frozen=True)
class Events:
    """Columns of shape (n,) in any order, one row per reader and book, with the ids of the database."""

    reader: Int64
    book: Int64
    stars: Float32
    weight: Float32
    had: Bool
    at: Moment
    sequence: Int64
    """Place in the reader's own order where a source gives one without time; NO_SEQUENCE for none."""
    row: Int64
    """The order of the rows in the database, which decides between equal moments."""


def make_interactions(
    events: Events, catalogue: Int64, profile: Mapping[int, tuple[int, ...]] | None = None
) -> Interactions:
    """Interactions of the events' readers, over the whole catalogue (all book ids).

    Time order within a reader is (at, sequence, row); rows without a date come before dated ones, because an import is
    older than what happened here. profile: reader id -> codes, all of one length.
    """
    readers = Vocabulary(np.unique(events.reader))
    books = Vocabulary(np.unique(catalogue))
    book = books.indices(events.book)
    # A book withdrawn between two reads of the database has no place; what was done with it goes along.
    known = book >= 0
    reader = readers.indices(events.reader)
    undated = np.isnat(events.at)
    moment = np.where(undated, np.iinfo(np.int64).min, events.at.astype("datetime64[us]").astype(np.int64))
    order = np.lexsort((events.row, events.sequence, moment, reader))
    order = order[known[order]]
    timed = ~undated | (events.sequence != NO_SEQUENCE)
    return Interactions(
        readers,
        books,
        spilled(reader[order]),
        spilled(book[order]),
        spilled(events.stars[order].astype(np.float32)),
        spilled(events.weight[order]),
        spilled(events.had[order]),
        spilled(events.at[order]),
        spilled(timed[order]),
        _profile(readers, profile or {}),
    )


def joined(parts: Sequence[Interactions]) -> Interactions:
    """Parts that know the same books, the readers of each after those of the one before (ids), as one."""
    parts = [part for part in parts if len(part.readers)] or parts[:1]
    before = np.cumsum([0, *(len(part.readers) for part in parts)])
    reader = [part.reader + shift for part, shift in zip(parts, before[:-1], strict=True)]
    return Interactions(
        Vocabulary(np.concatenate([part.readers.ids for part in parts])),
        parts[0].books,
        spilled(np.concatenate(reader).astype(np.int32)),
        spilled(np.concatenate([part.book for part in parts])),
        spilled(np.concatenate([part.stars for part in parts])),
        spilled(np.concatenate([part.weight for part in parts])),
        spilled(np.concatenate([part.had for part in parts])),
        spilled(np.concatenate([part.at for part in parts])),
        spilled(np.concatenate([part.timed for part in parts])),
        np.concatenate([part.profile for part in parts]),
    )


def _profile(readers: Vocabulary, profile: Mapping[int, tuple[int, ...]]) -> Int32:
    columns = len(next(iter(profile.values()), ()))
    nothing = (0,) * columns
    return np.array([profile.get(reader, nothing) for reader in readers.ids.tolist()], dtype=np.int32).reshape(
        len(readers), columns
    )
