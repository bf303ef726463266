"""What the parts of the model say to some readers of every book, all on one scale.

A part speaks through a table of books against books (few entries a reader) or through a dot product (a number for every
book). Each opinion is measured in the reader's own units: its distance from its mean over the books that the reader
has not had, by its spread there. So a gain means the same for a reader of three books and for one of three hundred.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Int64
from ml.ranking import top_books


@dataclass(frozen=True)
class Told:
    """Opinions that share their places: entry i is about book `book[i]` for reader `row[i]`, the others are 0."""

    row: Int64
    book: Int32
    values: list[Float32]
    """One array of shape (entries,) for each opinion."""


class BookSide:
    """The books' half of dot products, with what is needed again and again of it."""

    def __init__(self, vectors: Float32, known: Bool) -> None:
        """vectors: shape (books, size)."""
        self.vectors = vectors
        there = vectors[known].astype(np.float64)
        self.total = there.sum(axis=0)
        self.gram = there.T @ there


@dataclass(frozen=True)
class Dot:
    """One opinion: reader vector . book vector."""

    reader: Float32
    """Shape (readers, size)."""
    book: BookSide


@dataclass(frozen=True)
class Whole:
    """Opinions with a number for every book, as they are: arrays of shape (readers, books)."""

    values: list[Float32]


Part = Told | Whole | Dot


def told(tables: list[Any]) -> Told | Whole:
    """From products of tables with one pattern, shape (readers, books) each."""
    first = tables[0]
    if isinstance(first, np.ndarray):
        return Whole(tables)
    row = np.repeat(np.arange(first.shape[0]), np.diff(first.indptr))
    return Told(row, first.indices, [table.data for table in tables])


class Opinions:
    """All opinions for a batch of readers; their order is that of the arguments."""

    def __init__(self, parts: list[Part], known: Bool, histories: Histories) -> None:
        """known: shape (books,), the books that can be recommended at all."""
        self.parts = parts
        self.known = known
        self.shape = (len(histories), len(known))
        own = known[histories.book]
        self._own = (histories.row_reader()[own], histories.book[own])
        self._finders = [self._finder(part) for part in parts]
        others = np.maximum(np.count_nonzero(known) - np.bincount(self._own[0], minlength=self.shape[0]), 1)
        moments = [
            moment for part, finder in zip(parts, self._finders, strict=True) for moment in self._moments(part, finder)
        ]
        mean = np.stack([total for total, _ in moments], axis=1) / others[:, None]
        variance = np.stack([squares for _, squares in moments], axis=1) / others[:, None] - mean**2
        self.mean: Float32 = mean.astype(np.float32)
        # Relative to what was subtracted: the rest of two equal numbers is rounding, not spread.
        flat = variance <= 1e-6 * mean**2 + 1e-12
        self.scale: Float32 = np.where(flat, 1.0, np.sqrt(np.where(flat, 1.0, variance))).astype(np.float32)

    def blend(self, gains: Float32) -> Float32:
        """Sum of the opinions times their gains, but for a constant of each reader; shape (readers, books).

        Minus infinity for books that are not known.
        """
        strength = np.asarray(gains, dtype=np.float32) / self.scale
        left, right, place = [], [], 0
        sparse: list[tuple[Told, Float32]] = []
        whole: list[Float32] = []
        for part in self.parts:
            if isinstance(part, Whole):
                for i, each in enumerate(part.values, start=place):
                    if gains[i]:
                        whole.append(each * strength[:, i, None])
                place += len(part.values)
            elif isinstance(part, Told):
                counted = [(i, each) for i, each in enumerate(part.values, start=place) if gains[i]]
                if counted:
                    sparse.append((part, np.add.reduce([each * strength[part.row, i] for i, each in counted])))
                place += len(part.values)
            else:
                if gains[place]:
                    left.append(part.reader * strength[:, place, None])
                    right.append(part.book.vectors)
                place += 1
        total: Float32 = (
            np.concatenate(left, axis=1) @ np.concatenate(right, axis=1).T if left else np.zeros(self.shape, np.float32)
        )
        for values in whole:
            total += values
        for part, values in sparse:
            total.reshape(-1)[part.row * self.shape[1] + part.book] += values
        if not self.known.all():
            total[:, ~self.known] = -np.inf
        return total

    def at(self, books: Int32) -> Float32:
        """The opinions of these books, shape of books (readers, k) + (opinions,)."""
        places = np.arange(self.shape[0])[:, None] * self.shape[1] + books
        columns = []
        for part, finder in zip(self.parts, self._finders, strict=True):
            if isinstance(part, Dot):
                columns.append(np.matmul(part.book.vectors[books], part.reader[:, :, None])[:, :, 0])
            elif isinstance(part, Whole):
                columns += [np.take_along_axis(values, books, axis=1) for values in part.values]
            else:
                columns += _found(part, finder[places])
        values: Float32 = np.stack(columns, axis=2)
        values -= self.mean[:, None, :]
        values /= self.scale[:, None, :]
        return values

    def leaders(self, each: int, had: Histories) -> Int32:
        """What any one opinion puts first, `each` of every opinion; shape (readers, k), -1 for repetitions."""
        opinions = self.mean.shape[1]
        found = []
        for place in range(opinions):
            alone = np.zeros(opinions, dtype=np.float32)
            alone[place] = 1.0
            scores = self.blend(alone)
            scores[had.row_reader()[had.had], had.book[had.had]] = -np.inf
            found.append(top_books(scores, each))
        together = np.sort(np.concatenate(found, axis=1), axis=1)
        together[:, 1:][together[:, 1:] == together[:, :-1]] = -1
        return together

    def _finder(self, part: Part) -> Int32:
        """Shape (readers * books,): 1 + the entry of each reader and book, 0 for none. Empty but for Told."""
        if not isinstance(part, Told):
            return np.empty(0, dtype=np.int32)
        finder = np.zeros(self.shape[0] * self.shape[1], dtype=np.int32)
        finder[part.row * self.shape[1] + part.book] = np.arange(1, len(part.row) + 1)
        return finder

    def _moments(self, part: Part, finder: Int32) -> list[tuple[np.ndarray, np.ndarray]]:
        """Per opinion of the part, the sum and the sum of squares over the known books not had; shapes (readers,)."""
        row, book = self._own
        readers = self.shape[0]
        if isinstance(part, Dot):
            total = part.reader @ part.book.total
            squares = np.einsum("rs,rs->r", part.reader @ part.book.gram, part.reader)
            sums = [(total, squares)]
            own = [np.einsum("es,es->e", part.reader[row], part.book.vectors[book])]
        elif isinstance(part, Whole):
            known = self.known.astype(np.float64)
            sums = [(values @ known, np.square(values) @ known) for values in part.values]
            own = [values[row, book] for values in part.values]
        else:
            # Opinions that are one and the same array are summed once.
            starts = np.searchsorted(part.row, np.arange(readers))
            counts = np.diff(starts, append=len(part.row))
            summed = {id(each): (_sum(each, starts, counts), _sum(each**2, starts, counts)) for each in part.values}
            sums = [summed[id(each)] for each in part.values]
            own = _found(part, finder[row * self.shape[1] + book])
        return [
            (total - np.bincount(row, mine, readers), squares - np.bincount(row, np.square(mine), readers))
            for (total, squares), mine in zip(sums, own, strict=True)
        ]


def _sum(values: Float32, starts: Int64, counts: Int64) -> np.ndarray:
    """Sums of stretches of values, shape of counts; a fifth of the time that bincount takes."""
    padded = np.append(values, np.float32(0.0))
    return np.where(counts > 0, np.add.reduceat(padded, starts, dtype=np.float64), 0.0)


def _found(part: Told, entries: Int32) -> list[Float32]:
    """Each opinion's values at these entries, counted from 1; 0 where there is none."""
    nothing = np.zeros(1, dtype=np.float32)
    return [np.concatenate([nothing, values])[entries] for values in part.values]
