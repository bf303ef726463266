"""A list is more than the ten best scores: authors, series, a surprise, a new book."""

import numpy as np
import pytest

from ml.composing import AS_COMPUTED, Shelf, bare_shelf, compose, shelf_of
from ml.data.catalogue import Ragged
from ml.data.histories import Histories
from ml.data.interactions import Float32
from ml.list_config import ListConfig
from ml.lists import NEW_BOOK, SURPRISE
from ml.ranking import mask_known
from tests.ml.libraries import START, Row, catalogue_of, history, interactions_from

BOOKS = 30
LISTS = ListConfig(list_size=10, reserve=15)
PLAIN = ListConfig(list_size=10, reserve=15, surprise_place=0, new_book_place=0)


def shelf(
    author: list[int] | None = None,
    series: list[int] | None = None,
    category: list[int] | None = None,
    new: tuple[int, ...] = (),
) -> Shelf:
    """Thirty books; who is not told has no author, no series, no category. Category -1: none."""
    none = [-1] * BOOKS
    main = np.array(category or none, dtype=np.int32)
    return Shelf(
        np.array(author or none, dtype=np.int32),
        np.array(series or none, dtype=np.int32),
        Ragged(np.concatenate([[0], np.cumsum(main >= 0)]), main[main >= 0]),
        np.isin(np.arange(BOOKS), new),
    )


def falling(reader: Histories) -> Float32:
    """Book 0 is the best, book 29 the worst."""
    return mask_known(np.linspace(1, 0, BOOKS, dtype=np.float32)[None, :].copy(), reader)


def test_without_anything_known_of_books_the_list_is_the_best_scores_in_order() -> None:
    reader = history([0, 3])
    books, slots = compose(falling(reader), reader, bare_shelf(BOOKS), LISTS)
    assert books[0].tolist() == [b for b in range(BOOKS) if b not in (0, 3)][:25]
    assert set(slots[0].tolist()) == {AS_COMPUTED}


def test_the_ten_hold_two_books_of_one_author_and_the_others_wait_in_the_reserve() -> None:
    reader = history([29])
    books, _ = compose(falling(reader), reader, shelf(author=[0] * 6 + list(range(1, 25))), PLAIN)
    assert books[0].tolist() == [0, 1, *range(6, 14), 2, 3, 4, 5, *range(14, 25)]


def test_the_ten_hold_one_volume_of_a_series() -> None:
    reader = history([29])
    books, _ = compose(falling(reader), reader, shelf(series=[-1, 7, 7, 7] + [-1] * 26), PLAIN)
    assert books[0, :12].tolist() == [0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 2, 3]


def test_where_there_is_one_author_only_the_list_is_his() -> None:
    reader = history([29])
    books, _ = compose(falling(reader), reader, shelf(author=[0] * BOOKS), PLAIN)
    assert books[0].tolist() == list(range(25))


def test_the_eighth_is_the_best_book_of_a_category_the_reader_has_not_been_to() -> None:
    reader = history([0, 1])
    # Twenty books of the category of the history, then those of another one.
    books, slots = compose(falling(reader), reader, shelf(category=[0] * 20 + [1] * 10), LISTS)
    assert books[0, :10].tolist() == [2, 3, 4, 5, 6, 7, 8, 20, 9, 10]
    assert slots[0, :10].tolist() == [AS_COMPUTED] * 7 + [SURPRISE] + [AS_COMPUTED] * 2
    assert books[0].tolist().count(20) == 1


def test_a_surprise_keeps_to_the_limits_too() -> None:
    reader = history([0, 1])
    author = [5, 6, *range(10, 30)] + [12] * 8
    books, slots = compose(falling(reader), reader, shelf(author, category=[0] * 15 + [1] * 5 + [0] * 10), LISTS)
    assert books[0, 7] == 15
    barred = [9] * 7 + [8] * 7 + list(range(10, 20)) + [9] * 6
    books, slots = compose(falling(reader), reader, shelf(barred, category=[0] * 25 + [1] * 5), LISTS)
    # Everybody on the other shelf is an author who has two books in the list already.
    assert SURPRISE not in slots[0].tolist()


def test_who_has_been_everywhere_is_not_surprised_and_gets_ten_books_all_the_same() -> None:
    reader = history([0, 29])
    books, slots = compose(falling(reader), reader, shelf(category=[0] * 20 + [1] * 10), LISTS)
    assert books[0, :10].tolist() == list(range(1, 11))
    assert SURPRISE not in slots[0].tolist()


def test_books_that_were_only_looked_at_do_not_make_a_category_known() -> None:
    looked = history([0, 29])
    looked.had[1] = False
    books, slots = compose(falling(looked), looked, shelf(category=[0] * 20 + [1] * 10), LISTS)
    assert (books[0, 7], slots[0, 7]) == (20, SURPRISE)


def test_the_ninth_is_the_best_new_book_by_the_model_that_knows_new_books() -> None:
    reader = history([0])
    known = falling(reader)
    known[:, 25:] = -np.inf
    taste = np.zeros((1, BOOKS), dtype=np.float32)
    taste[0, [3, 26, 28]] = [9.0, 1.0, 2.0]
    books, slots = compose(known, reader, shelf(new=(26, 28)), LISTS, taste)
    assert books[0, :10].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 28, 9]
    assert slots[0].tolist().count(NEW_BOOK) == 1
    assert 26 not in books[0].tolist()


def test_a_new_book_that_the_reader_does_not_want_is_not_offered() -> None:
    dismissed = history([0, 28], stars=[5, 1])
    known = falling(dismissed)
    known[:, 25:] = -np.inf
    taste = mask_known(np.ones((1, BOOKS), dtype=np.float32), dismissed)
    books, _ = compose(known, dismissed, shelf(new=(28,)), LISTS, taste)
    assert 28 not in books[0].tolist()


def test_a_short_list_has_no_holes() -> None:
    reader = history([0])
    known = np.full((1, BOOKS), -np.inf, dtype=np.float32)
    known[0, [4, 5]] = [1.0, 2.0]
    taste = np.ones((1, BOOKS), dtype=np.float32)
    books, slots = compose(known, reader, shelf(new=(28,)), LISTS, taste)
    assert books[0].tolist() == [5, 4, 28] + [-1] * 22
    assert slots[0, 2] == NEW_BOOK


def test_new_books_are_those_without_readers_among_the_latest_added() -> None:
    rows: list[Row] = [(reader, book, 5, START, None) for reader in (1, 2) for book in (1, 2)]
    interactions = interactions_from(rows, [1, 2, 3, 4])
    catalogue = catalogue_of(interactions)
    catalogue.added_on[:] = np.array(["2026-03-01", "2026-11-01", "2026-03-02", "2026-10-01"], dtype="datetime64[D]")
    assert shelf_of(catalogue, interactions.book_readers(), LISTS).new.tolist() == [False, False, False, True]


def test_places_that_are_not_in_the_list_are_refused() -> None:
    with pytest.raises(ValueError, match="places"):
        ListConfig(surprise_place=11)
    with pytest.raises(ValueError, match="places"):
        ListConfig(surprise_place=9)
    with pytest.raises(ValueError, match="pool"):
        ListConfig(pool=20)
