"""What stands beside a book, on libraries where the right neighbours are known."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.book_shelves import BookShelves, book_shelves, load_book_shelves
from ml.composing import Shelf, bare_shelf
from ml.data.catalogue import Ragged
from ml.data.interactions import Float32, Interactions
from ml.list_config import BookShelfConfig
from ml.models.popularity import Popularity
from tests.ml.libraries import START, Row, interactions_from


class Vectors(Popularity):
    """A model that has nothing but the vectors it is given."""

    def __init__(self, books: Float32) -> None:
        super().__init__()
        self.books = books

    def book_vectors(self) -> Float32:
        return self.books


def two_circles() -> Interactions:
    """Readers 1-12 like books 1-8, readers 13-24 books 9-16, everybody book 17; nobody has had book 18."""
    rows: list[Row] = []
    for reader in range(1, 25):
        first = 1 if reader <= 12 else 9
        own = [b for b in range(first, first + 8) if (b + reader) % 4]
        rows += [(reader, book, 5, START, None) for book in [*own, 17]]
    return interactions_from(rows, list(range(1, 19)))


def made(model: Popularity, newcomers: Popularity | None = None, shelf: Shelf | None = None, **c: Any) -> BookShelves:
    interactions = two_circles()
    config = BookShelfConfig(**{"similar": 5, "also_liked": 5, "batch_books": 7, **c})
    return book_shelves(model, newcomers, interactions, shelf or bare_shelf(18), config)


@pytest.fixture(scope="module")
def by_readers() -> BookShelves:
    return made(Popularity())


def circle(books: np.ndarray) -> set[int]:
    return set(books.tolist()) - {-1}


def test_books_with_the_same_readers_are_similar(by_readers: BookShelves) -> None:
    assert by_readers.book.tolist() == list(range(1, 19))
    assert circle(by_readers.similar[0]) <= set(range(2, 9)) | {17}
    assert circle(by_readers.similar[12]) <= set(range(9, 17)) | {17}


def test_no_book_stands_beside_itself_and_scores_fall(by_readers: BookShelves) -> None:
    for book, similar, liked in zip(by_readers.book, by_readers.similar, by_readers.also_liked, strict=True):
        assert book not in similar
        assert book not in liked
        assert len(circle(similar)) == np.count_nonzero(similar >= 0)
    assert (np.diff(by_readers.similar_score, axis=1) <= 0).all()
    assert (np.diff(by_readers.also_liked_score, axis=1) <= 0).all()
    assert by_readers.similar_score.max() <= 1


def test_readers_liked_too_what_others_do_not_like_as_often(by_readers: BookShelves) -> None:
    # Book 17 has the most readers in common with every book, and says the least about any.
    assert by_readers.also_liked[0, 0] in range(2, 9)
    assert 17 not in by_readers.also_liked[0]
    assert circle(by_readers.also_liked[0]) <= set(range(2, 9))
    assert by_readers.also_liked_readers[0, 0] == 9


def test_a_book_that_few_liked_too_is_not_named() -> None:
    assert (made(Popularity(), support=10).also_liked[0] == -1).all()


def test_a_book_without_readers_has_empty_shelves_and_stands_on_none(by_readers: BookShelves) -> None:
    assert circle(by_readers.similar[17]) == circle(by_readers.also_liked[17]) == set()
    assert 18 not in by_readers.similar
    assert 18 not in by_readers.also_liked


def test_a_new_book_is_placed_by_the_model_that_knows_new_books() -> None:
    content = np.zeros((18, 2), dtype=np.float32)
    content[:8, 0] = content[8:16, 1] = content[17, 1] = 1.0
    new = bare_shelf(18)
    new.new[17] = True
    shelves = made(Popularity(), Vectors(content), new)
    assert circle(shelves.similar[17]) <= set(range(9, 17))
    assert shelves.similar[17, 0] > 0


def test_vectors_decide_as_much_as_they_are_given() -> None:
    # By the vectors, books 1 and 9 are twins; by the readers, they have nothing in common.
    vectors = np.eye(18, dtype=np.float32)
    vectors[8] = vectors[0]
    assert made(Vectors(vectors), reader_share=0.0).similar[0, 0] == 9
    assert 9 not in made(Vectors(vectors), reader_share=1.0).similar[0]


def test_the_readers_asked_are_those_with_the_highest_affinity() -> None:
    """Two liked book 1 most, and book 2; twenty found it middling, and liked book 3."""
    rows: list[Row] = [(reader, book, 5, START, None) for reader in (1, 2) for book in (1, 2)]
    for reader in range(3, 23):
        rows += [(reader, 1, 3, START, None), (reader, 3, 5, START, None)]
    rows += [(reader, 4, 5, START, None) for reader in range(23, 60)]
    interactions = interactions_from(rows)
    config = BookShelfConfig(readers=2, support=2, also_liked=3)
    shelves = book_shelves(Popularity(), None, interactions, bare_shelf(4), config)
    assert shelves.also_liked[0].tolist() == [2, -1, -1]


def test_at_most_two_books_of_one_author_and_two_volumes_of_a_series_stand_beside_a_book() -> None:
    author = np.array([0] * 5 + [-1] * 13, dtype=np.int32)
    series = np.array([-1] * 5 + [3] * 3 + [-1] * 10, dtype=np.int32)
    none = Ragged(np.zeros(19, dtype=np.int64), np.empty(0, dtype=np.int32))
    shelves = made(Popularity(), shelf=Shelf(author, series, none, np.zeros(18, dtype=bool)), similar=8)
    beside = shelves.similar[0].tolist()
    assert len({1, 2, 3, 4, 5} & set(beside)) == 2
    assert len({6, 7, 8} & set(beside)) == 2


def test_saved_shelves_are_the_same(by_readers: BookShelves, tmp_path: Path) -> None:
    by_readers.save(tmp_path / "shelves.npz")
    again = load_book_shelves(tmp_path / "shelves.npz")
    np.testing.assert_array_equal(again.similar, by_readers.similar)
    np.testing.assert_array_equal(again.also_liked_readers, by_readers.also_liked_readers)
