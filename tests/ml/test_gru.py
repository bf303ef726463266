from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ml.data.interactions import Interactions
from ml.model_config import GruConfig
from ml.models.base import FitOptions
from ml.models.gru import Gru
from tests.ml.contract import PersonalContract
from tests.ml.libraries import START, Row, catalogue_of, checkerboard, history, interactions_from

QUICK = GruConfig(embedding_size=16, epochs=60, history_length=12, learning_rate=0.01, dropout=0.2, steps_at_least=4)


class TestGru(PersonalContract):
    """On a checkerboard read in any order: where everybody read upwards, nothing is known of what follows the end."""

    @pytest.fixture(scope="class")
    @classmethod
    def board(cls) -> Interactions:
        random = np.random.default_rng(3)
        rows: list[Row] = []
        for reader in range(20):
            own = random.permutation([book for book in range(reader % 2, 20, 2) if book != reader]).tolist()
            rows += [(100 + reader, 100 + book, 5, START + timedelta(days=day), None) for day, book in enumerate(own)]
        return interactions_from(rows)

    @classmethod
    def make(cls) -> Gru:
        return Gru(QUICK)


def round_trip(readers: int = 120, books: int = 30, ordered: bool = True) -> Interactions:
    """Everybody reads book b + 1 right after book b, going round from a place of his own."""
    rows: list[Row] = []
    for reader in range(readers):
        for day in range(10):
            at = START + timedelta(days=day) if ordered else None
            rows.append((reader, (reader + day) % books, 5, at, None))
    return interactions_from(rows)


def next_book(model: Gru, books: list[int], ordered: bool = True) -> int:
    scores = model.scores(history(books, ordered=ordered))[0]
    scores[books] = -np.inf
    return int(scores.argmax())


@pytest.mark.parametrize("negatives", [1_000, 12])
def test_the_next_book_follows_from_the_order_of_the_last_ones(negatives: int) -> None:
    model = Gru(replace(QUICK, negatives=negatives))
    model.fit(round_trip(), FitOptions(seed=2))
    assert [next_book(model, [b, b + 1, b + 2]) for b in range(5)] == [3, 4, 5, 6, 7]
    assert next_book(model, [14, 15, 16]) == 17


def test_the_state_remembers_more_than_the_last_book() -> None:
    # After book 0 comes book 1 or book 2, as the book before it was 3 or 4.
    rows: list[Row] = []
    for reader in range(80):
        books = [3, 0, 1] if reader % 2 else [4, 0, 2]
        rows += [(reader, book, 5, START + timedelta(days=day), None) for day, book in enumerate(books)]
    model = Gru(QUICK)
    model.fit(interactions_from(rows), FitOptions(seed=2))
    assert next_book(model, [3, 0]) == 1
    assert next_book(model, [4, 0]) == 2


@pytest.fixture(scope="module")
def beginner() -> Gru:
    """A network of two epochs: what it reads shows in its scores, whatever it has learned."""
    model = Gru(replace(QUICK, epochs=2))
    model.fit(checkerboard(), FitOptions(seed=5))
    return model


def test_readers_of_unknown_order_are_served_whatever_the_order_of_their_rows(beginner: Gru) -> None:
    one, other = history([0, 4, 8], ordered=False), history([8, 0, 4], ordered=False)
    np.testing.assert_array_equal(beginner.scores(one), beginner.scores(other))


def test_without_anybodys_order_taste_is_learned_all_the_same() -> None:
    rows: list[Row] = [(reader, book, 5, None, None) for reader in range(40) for book in range(reader % 2, 20, 2)]
    model = fitted(interactions_from(rows))
    best = np.argsort(-model.scores(history([2, 6], ordered=False))[0])[:6]
    assert set((best % 2).tolist()) == {0}


def test_a_disliked_book_is_not_read_by_the_network(beginner: Gru) -> None:
    without = beginner.scores(history([0, 4]))
    np.testing.assert_array_equal(beginner.scores(history([0, 3, 4], stars=[5, 1, 5])), without)
    assert (beginner.scores(history([0, 3, 4])) != without).any(), "it is read when it is liked"


def test_only_the_latest_books_are_read(beginner: Gru) -> None:
    latest = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 0, 2]
    np.testing.assert_array_equal(beginner.scores(history([4, 6, *latest])), beginner.scores(history(latest)))


def test_a_reader_without_a_book_gets_the_popular_ones() -> None:
    rows: list[Row] = [(reader, book, 5, None, None) for reader in range(20) for book in range(1 + reader % 4)]
    model = fitted(interactions_from(rows))
    assert model.scores(history([]))[0].argmax() == 0


def test_a_book_that_nobody_had_is_never_recommended() -> None:
    rows: list[Row] = [(reader, book, 5, None, None) for reader in range(20) for book in range(1 + reader % 4)]
    model = Gru(replace(QUICK, epochs=1))
    model.fit(interactions_from(rows, list(range(6))), FitOptions(seed=5))
    assert np.isneginf(model.scores(history([0]))[0, 4:]).all()


def fitted(interactions: Interactions) -> Gru:
    model = Gru(QUICK)
    model.fit(interactions, FitOptions(seed=5, catalogue=catalogue_of(interactions)))
    return model
