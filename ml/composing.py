"""From scores to a list: the best books, but not ten of one author, and a place for what the reader would not look for.

The list is filled place by place. A place belongs to the best-scored book that the limits allow; two places go, where
there is somebody for them, to a surprise and to a new book. What the limits sent back is the reserve, best first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.data.catalogue import Catalogue, Ragged
from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Int64
from ml.list_config import ListConfig
from ml.lists import NEW_BOOK, SURPRISE
from ml.ranking import top_books

AS_COMPUTED = -1
# Books of a slot that may be barred by the limits, or taken already, before the next one is tried in vain.
SLOT_POOL = 40


@dataclass(frozen=True)
class Shelf:
    """What composing knows of n books, in the order of the model's vocabulary; codes as in Catalogue."""

    author: Int32
    """Shape (n,): the main author, -1 for none."""
    series: Int32
    category: Ragged
    new: Bool
    """Shape (n,): nobody has had the book, and it came lately."""

    def main_category(self) -> Int32:
        """Shape (n,): -1 for none."""
        return self.category.first()


def shelf_of(catalogue: Catalogue, book_readers: Int64, config: ListConfig) -> Shelf:
    """The facts of the books; book_readers: how many had each, shape (books,)."""
    added = catalogue.added_on
    dated = ~np.isnat(added)
    new = np.zeros(len(catalogue), dtype=bool)
    if dated.any():
        since = added[dated].max() - np.timedelta64(config.new_book_days, "D")
        new[dated] = (added[dated] >= since) & (book_readers[dated] == 0)
    return Shelf(catalogue.author.first(), catalogue.series, catalogue.category, new)


def bare_shelf(books: int) -> Shelf:
    """Books of which nothing is known: no limit bars any of them."""
    nothing = np.full(books, -1, dtype=np.int32)
    none = Ragged(np.zeros(books + 1, dtype=np.int64), np.empty(0, dtype=np.int32))
    return Shelf(nothing, nothing, none, np.zeros(books, dtype=bool))


def compose(
    scores: Float32, histories: Histories, shelf: Shelf, config: ListConfig, new_scores: Float32 | None = None
) -> tuple[Int32, NDArray[np.int8]]:
    """Books of each list, best first, and which slot put each there; two arrays of shape (readers, depth).

    scores: shape (readers, books), -inf for what must not be listed; new_scores: the same by the model that knows new
    books. A book of -1 fills a list that ran out of books; a slot is SURPRISE, NEW_BOOK or AS_COMPUTED.
    """
    best = Pool(top_books(scores, config.pool), shelf, config.author_limit, config.series_limit)
    slots: dict[int, tuple[Pool, int]] = {}
    if config.surprise_place and len(shelf.category.values):
        elsewhere = np.where(_visited(histories, shelf), -np.inf, scores)
        surprises = Pool(top_books(elsewhere, SLOT_POOL), shelf, config.author_limit, config.series_limit)
        slots[config.surprise_place] = surprises, SURPRISE
    if config.new_book_place and new_scores is not None:
        new = np.where(shelf.new, new_scores, -np.inf)
        pool = Pool(top_books(new, SLOT_POOL), shelf, config.author_limit, config.series_limit)
        slots[config.new_book_place] = pool, NEW_BOOK
    pools = [best, *(pool for pool, _ in slots.values())]
    books = np.full((len(scores), config.list_size), -1, dtype=np.int32)
    slot = np.full(books.shape, AS_COMPUTED, dtype=np.int8)
    for place in range(config.list_size):
        if place + 1 in slots:
            pool, kind = slots[place + 1]
            books[:, place] = pool.best()
            slot[books[:, place] >= 0, place] = kind
        books[:, place] = np.where(books[:, place] >= 0, books[:, place], best.best())
        for pool in pools:
            pool.take(books[:, place])
    reserve = best.left()
    books = np.concatenate([books, reserve], axis=1)
    slot = np.concatenate([slot, np.full(reserve.shape, AS_COMPUTED, dtype=np.int8)], axis=1)
    # Where the limits left nobody for a place, those behind move up: ten books of one author are better than two.
    order = np.argsort(books < 0, axis=1, kind="stable")[:, : config.depth]
    return np.take_along_axis(books, order, axis=1), np.take_along_axis(slot, order, axis=1)


class Pool:
    """Candidates of each of n rows, best first, of which those may be taken that the limits still allow."""

    def __init__(self, books: Int32, shelf: Shelf, author_limit: int, series_limit: int) -> None:
        """books: shape (n, candidates), -1 at the end of a row that has fewer."""
        self.books = books
        self.shelf = shelf
        self._open = books >= 0
        # (codes of all books, of the candidates, how often each candidate's code was taken, how often it may be)
        self._counted = [
            (codes, np.where(self._open, codes[books], -1), np.zeros(books.shape, dtype=np.int8), limit)
            for codes, limit in ((shelf.author, author_limit), (shelf.series, series_limit))
        ]

    def best(self) -> Int32:
        """Shape (n,): each row's best book that may be taken, -1 for none."""
        allowed = self._open.copy()
        for _, _, taken, limit in self._counted:
            allowed &= taken < limit
        place = allowed.argmax(axis=1)
        rows = np.arange(len(self.books))
        found: Int32 = np.where(allowed[rows, place], self.books[rows, place], -1).astype(np.int32)
        return found

    def take(self, books: Int32) -> None:
        """One book of each row, -1 for none, is taken, whether or not it is a candidate here."""
        self._open &= self.books != books[:, None]
        for codes, own, taken, _ in self._counted:
            code = np.where(books >= 0, codes[books], -1)
            taken += (own == code[:, None]) & (own >= 0)

    def left(self) -> Int32:
        """The candidates that were not taken, whatever the limits; -1 in the place of the others."""
        return np.where(self._open, self.books, -1)


def _visited(histories: Histories, shelf: Shelf) -> Bool:
    """Shape (readers, books): books of no known category, or whose main category a book of the history stands in."""
    main = shelf.main_category()
    categories = int(shelf.category.values.max()) + 1
    # One more column, true for everybody: the category -1.
    seen = np.zeros((len(histories), categories + 1), dtype=bool)
    seen[:, -1] = True
    reader, book = histories.row_reader()[histories.had], histories.book[histories.had]
    first, counts = shelf.category.offsets[book], np.diff(shelf.category.offsets)[book]
    ends = np.cumsum(counts)
    rows = np.repeat(first - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
    seen[np.repeat(reader, counts), shelf.category.values[rows]] = True
    visited: Bool = seen[:, main]
    return visited
