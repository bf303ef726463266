from datetime import timedelta

import numpy as np
import pytest

from ml.data.histories import histories_of
from ml.errors import DegenerateModel
from ml.models.base import FitOptions
from ml.models.ncf import Ncf
from ml.models.network import train_epochs
from tests.ml.contract import PersonalContract
from tests.ml.libraries import QUICK, START, Row, checkerboard, history, interactions_from

OPTIONS = FitOptions(seed=3)


class TestNcf(PersonalContract):
    @classmethod
    def make(cls) -> Ncf:
        return Ncf(QUICK)


@pytest.fixture(scope="module")
def model() -> Ncf:
    model = Ncf(QUICK)
    model.fit(checkerboard(), OPTIONS)
    return model


def test_a_disliked_book_never_speaks_for_another(model: Ncf) -> None:
    with_dislikes = model.scores(history([0, 1, 4, 3], stars=[5, 1, 5, 2], ordered=False))[0, 5:]
    without = model.scores(history([0, 4], ordered=False))[0, 5:]
    odd = np.arange(5, 20) % 2 == 1
    assert with_dislikes[~odd].min() > with_dislikes[odd].max()
    # Odd books stand no closer to the even ones than they would if the two odd books had not been read.
    assert with_dislikes[odd].mean() - with_dislikes[~odd].mean() < without[odd].mean() - without[~odd].mean() + 0.05


def test_readers_of_unknown_order_are_served_whatever_the_order_of_their_rows(model: Ncf) -> None:
    one, other = history([0, 4, 8], ordered=False), history([8, 0, 4], ordered=False)
    np.testing.assert_allclose(model.scores(one), model.scores(other), rtol=1e-4, atol=1e-5)


def test_the_reason_for_an_even_book_is_an_even_book(model: Ncf) -> None:
    mixed = history([0, 1, 4], stars=[5, 5, 5], ordered=False)
    evidence = model.evidence(mixed, np.array([[6, 7]], dtype=np.int32), share=0.2)
    assert set(evidence[0, 0].tolist()) - {-1} <= {0, 4}
    assert evidence[0, 0, 0] in (0, 4)
    assert evidence[0, 1, 0] == 1


def test_nothing_is_named_when_no_book_stands_out(model: Ncf) -> None:
    assert (model.evidence(history([0, 2, 4]), np.array([[6]], dtype=np.int32), share=1.1) == -1).all()


def test_books_that_nobody_rated_are_never_recommended() -> None:
    board = checkerboard()
    model = Ncf(QUICK)
    model.fit(interactions_from(_rows(board), [100 + b for b in range(25)]), OPTIONS)
    scores = model.scores(history([0, 2]))
    assert np.isneginf(scores[0, 20:]).all()
    assert np.isfinite(scores[0, :20]).all()


def test_what_comes_next_is_learned_from_the_order_of_events() -> None:
    # Everybody reads book b + 1 right after book b, going round from a place of his own.
    rows: list[Row] = []
    for reader in range(60):
        rows += [(reader, (reader + i) % 30, 5, START + timedelta(days=i), None) for i in range(12)]
    model = Ncf(QUICK)
    model.fit(interactions_from(rows), OPTIONS)
    scores = model.scores(history([3, 4, 5]))[0]
    scores[[3, 4, 5]] = -np.inf
    assert scores.argmax() == 6


def test_stars_are_predicted_higher_for_a_mild_reader_and_a_loved_book() -> None:
    rows: list[Row] = []
    for reader in range(40):
        for book in range(12):
            given = 5 if book < 6 else 2
            rows.append((reader, book, given if reader % 2 else given - 1, START + timedelta(days=book), None))
    interactions = interactions_from(rows)
    model = Ncf(QUICK)
    model.fit(interactions, OPTIONS)
    stars = model.predicted_stars(histories_of(interactions), np.tile(np.array([0, 11], dtype=np.int32), (40, 1)))
    assert stars is not None
    assert (stars[:, 0] > stars[:, 1] + 1).all()
    assert stars[1::2].mean() > stars[0::2].mean() + 0.3


def test_a_loss_that_is_no_number_ends_the_training() -> None:
    with pytest.raises(DegenerateModel, match="not a number"):
        train_epochs("ncf", 3, 1, lambda: float("nan"), None, [])


def test_training_stops_when_validation_no_longer_improves() -> None:
    values = iter([0.1, 0.3, 0.2, 0.25, 0.9])
    assert train_epochs("ncf", 5, 2, lambda: 1.0, lambda: next(values), []) == {
        "epochs": 2,
        "validation_ndcg_at_10": 0.3,
    }


def _rows(board: object) -> list[Row]:
    assert hasattr(board, "reader")
    rows: list[Row] = []
    for reader in range(20):
        own = [book for book in range(reader % 2, 20, 2) if book != reader]
        rows += [(100 + reader, 100 + book, 5, START + timedelta(days=i), None) for i, book in enumerate(own)]
    return rows
