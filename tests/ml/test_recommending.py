import numpy as np

from ml.composing import Shelf, bare_shelf
from ml.config import SignalConfig
from ml.data.catalogue import Ragged
from ml.data.interactions import Interactions
from ml.list_config import ListConfig
from ml.lists import BECAUSE_YOU_LIKED, SURPRISE
from ml.model_config import NeighbourConfig
from ml.models.base import FitOptions
from ml.models.ncf import Ncf
from ml.models.neighbours import ItemKnn
from ml.models.popularity import Popularity
from ml.recommending import Adviser, recommend
from tests.ml.libraries import QUICK, START, Row, interactions_from, taste_rows

SIGNALS = SignalConfig()
LISTS = ListConfig(list_size=10, reserve=5, batch_readers=16)


def trained(interactions: Interactions) -> Ncf:
    model = Ncf(QUICK)
    model.fit(interactions, FitOptions(seed=1))
    return model


def test_every_reader_gets_distinct_books_that_he_has_not_rated_best_first() -> None:
    interactions = interactions_from(taste_rows())
    lists = recommend(trained(interactions), interactions, LISTS)
    assert len(lists) == 60
    rated = set(zip(interactions.reader.tolist(), interactions.book.tolist(), strict=True))
    for place, reader in enumerate(interactions.readers.indices(lists.reader).tolist()):
        books = interactions.books.indices(lists.book[place]).tolist()
        assert len(set(books)) == 15
        assert not any((reader, book) in rated for book in books)
    assert (np.diff(lists.score, axis=1) <= 0).all()
    assert ((lists.stars >= 1) & (lists.stars <= 5)).all()


def test_the_reasons_are_books_that_the_reader_liked() -> None:
    interactions = interactions_from(taste_rows())
    lists = recommend(trained(interactions), interactions, LISTS)
    liked = {
        (r, b)
        for r, b, stars in zip(
            interactions.readers.ids[interactions.reader].tolist(),
            interactions.books.ids[interactions.book].tolist(),
            interactions.stars.tolist(),
            strict=True,
        )
        if stars >= 3
    }
    named = [
        (reader, book)
        for place, reader in enumerate(lists.reader.tolist())
        for book in lists.evidence[place].ravel().tolist()
        if book >= 0
    ]
    assert named
    assert set(named) <= liked
    # A second reason never stands without a first.
    assert not ((lists.evidence[:, :, 0] < 0) & (lists.evidence[:, :, 1] >= 0)).any()


def test_a_reader_without_a_positive_signal_gets_a_list_of_no_books() -> None:
    rows = [*taste_rows(), *[(99, book, 1 + book % 2, START, None) for book in range(1, 9)]]
    interactions = interactions_from(rows)
    lists = recommend(trained(interactions), interactions, LISTS)
    assert lists.reader.tolist()[-1] == 99
    assert set(lists.book[-1].tolist()) == {-1}
    assert (lists.book[:-1, 0] > 0).all()


def test_a_list_ends_where_the_catalogue_ends() -> None:
    rows: list[Row] = [
        (reader, book, 5, START, None) for reader in range(1, 8) for book in range(1, 11) if book != reader
    ]
    interactions = interactions_from(rows)
    model = Popularity()
    model.fit(interactions, FitOptions(seed=1))
    lists = recommend(model, interactions, LISTS)
    assert lists.row_count() == 7
    assert lists.book[0].tolist() == [1] + [-1] * 14


def test_the_same_seed_and_data_give_the_same_lists_and_another_seed_others() -> None:
    interactions = interactions_from(taste_rows())
    one, two = (recommend(trained(interactions), interactions, LISTS) for _ in range(2))
    np.testing.assert_array_equal(one.book, two.book)
    np.testing.assert_array_equal(one.score, two.score)
    np.testing.assert_array_equal(one.evidence, two.evidence)
    other = Ncf(QUICK)
    other.fit(interactions, FitOptions(seed=2))
    assert not np.array_equal(recommend(other, interactions, LISTS).score, one.score)


def test_a_surprise_gives_no_book_as_its_reason_and_every_row_names_its_model() -> None:
    interactions = interactions_from(taste_rows())
    books = len(interactions.books)
    # Every reader has been to categories 0 and 1; to 2, that of one book, only who has had it.
    main = np.where(np.arange(books) == 7, 2, np.arange(books) % 2).astype(np.int32)
    bare = bare_shelf(books)
    shelf = Shelf(bare.author, bare.series, Ragged(np.arange(books + 1), main), bare.new)
    model = ItemKnn(NeighbourConfig())
    model.fit(interactions, FitOptions(seed=1))
    lists = recommend(Adviser(model, shelf), interactions, LISTS)
    had = interactions.readers.ids[interactions.reader[interactions.book == 7]]
    surprised = ~np.isin(lists.reader, had)
    assert surprised.any()
    eighth = lists.book[:, 7] == interactions.books.ids[7]
    already = (lists.book[:, :7] == interactions.books.ids[7]).any(axis=1)
    np.testing.assert_array_equal(eighth & (lists.reason[:, 7] == SURPRISE), surprised & ~already)
    assert (lists.evidence[lists.reason == SURPRISE] == -1).all()
    np.testing.assert_array_equal(lists.evidence[:, :, 0] >= 0, lists.reason == BECAUSE_YOU_LIKED)
    assert lists.sources == ("item_knn",)
    assert not lists.source.any()
