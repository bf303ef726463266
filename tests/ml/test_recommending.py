import numpy as np

from ml.config import ListConfig, SignalConfig
from ml.data.interactions import Interactions
from ml.models.base import FitOptions
from ml.models.ncf import Ncf
from ml.models.popularity import Popularity
from ml.recommending import recommend
from tests.ml.libraries import QUICK, START, Row, interactions_from, taste_rows

SIGNALS = SignalConfig()
LISTS = ListConfig(list_size=10, reserve=5, batch_readers=16)


def trained(interactions: Interactions) -> Ncf:
    model = Ncf(QUICK)
    model.fit(interactions, FitOptions(seed=1, signals=SIGNALS))
    return model


def test_every_reader_gets_distinct_books_that_he_has_not_rated_best_first() -> None:
    interactions = interactions_from(taste_rows())
    lists = recommend(trained(interactions), interactions, LISTS, SIGNALS)
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
    lists = recommend(trained(interactions), interactions, LISTS, SIGNALS)
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


def test_a_reader_without_a_positive_signal_gets_no_list() -> None:
    rows = [*taste_rows(), *[(99, book, 1 + book % 2, START, None) for book in range(1, 9)]]
    interactions = interactions_from(rows)
    lists = recommend(trained(interactions), interactions, LISTS, SIGNALS)
    assert 99 not in lists.reader.tolist()


def test_a_list_ends_where_the_catalogue_ends() -> None:
    rows: list[Row] = [
        (reader, book, 5, START, None) for reader in range(1, 8) for book in range(1, 11) if book != reader
    ]
    interactions = interactions_from(rows)
    model = Popularity()
    model.fit(interactions, FitOptions(seed=1, signals=SIGNALS))
    lists = recommend(model, interactions, LISTS, SIGNALS)
    assert lists.row_count() == 7
    assert lists.book[0].tolist() == [1] + [-1] * 14


def test_the_same_seed_and_data_give_the_same_lists_and_another_seed_others() -> None:
    interactions = interactions_from(taste_rows())
    one, two = (recommend(trained(interactions), interactions, LISTS, SIGNALS) for _ in range(2))
    np.testing.assert_array_equal(one.book, two.book)
    np.testing.assert_array_equal(one.score, two.score)
    np.testing.assert_array_equal(one.evidence, two.evidence)
    other = Ncf(QUICK)
    other.fit(interactions, FitOptions(seed=2, signals=SIGNALS))
    assert not np.array_equal(recommend(other, interactions, LISTS, SIGNALS).score, one.score)
