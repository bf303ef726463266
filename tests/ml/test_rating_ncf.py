from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ml.data.histories import histories_of
from ml.data.interactions import Interactions
from ml.model_config import RatingNcfConfig
from ml.models.base import FitOptions, Validation
from ml.models.rating_ncf import RatingNcf
from tests.ml.contract import RecommenderContract
from tests.ml.libraries import START, Row, catalogue_of, history, interactions_from

QUICK = RatingNcfConfig(embedding_size=8, mlp_units=(16, 8), epochs=25, learning_rate=0.01, neighbours=10)


def opinions(readers: int = 40, books: int = 20) -> Interactions:
    """Even readers give even books 5 stars and odd ones 1, odd readers the reverse; nobody rated the book of his own
    number (of the last digits)."""
    rows: list[Row] = []
    for reader in range(readers):
        for book in range(books):
            if book != reader % books:
                stars = 5 if book % 2 == reader % 2 else 1
                rows.append((reader, book, stars, START + timedelta(days=book), None))
    return interactions_from(rows)


@pytest.fixture(scope="module")
def model() -> RatingNcf:
    model = RatingNcf(QUICK)
    model.fit(opinions(), FitOptions(seed=3))
    return model


class TestRatingNcf(RecommenderContract):
    @classmethod
    def make(cls) -> RatingNcf:
        return RatingNcf(replace(QUICK, epochs=3))


def test_the_stars_of_a_book_not_yet_rated_are_predicted(model: RatingNcf) -> None:
    interactions = opinions()
    own = np.arange(40, dtype=np.int32) % 20
    books = np.stack([own, (own + 1) % 20], axis=1).astype(np.int32)
    stars = model.predicted_stars(histories_of(interactions), books)
    assert (stars[:, 0] > 4).all()
    assert (stars[:, 1] < 2).all()


def test_books_are_ranked_by_predicted_stars(model: RatingNcf) -> None:
    readers = histories_of(opinions()).part(0, 3)
    everything = np.tile(np.arange(20, dtype=np.int32), (3, 1))
    predicted = model.predicted_stars(readers, everything)
    np.testing.assert_allclose(np.clip(model.scores(readers), 1.0, 5.0), predicted, rtol=1e-4)


def test_a_stranger_is_like_the_readers_who_like_his_books(model: RatingNcf) -> None:
    stars = model.predicted_stars(history([0, 2, 4]), np.array([[8, 9]], dtype=np.int32))[0]
    assert stars[0] > stars[1] + 2


def test_rows_without_stars_teach_nothing() -> None:
    rows: list[Row] = [(reader, book, 4, START, None) for reader in range(30) for book in range(4)]
    interactions = interactions_from(rows, list(range(6)))
    liked = interactions.rows(interactions.book < 5)
    silent = replace(liked, stars=np.where(liked.book == 3, 0, liked.stars).astype(np.int8))
    model = RatingNcf(QUICK)
    model.fit(silent, FitOptions(seed=3))
    assert np.isneginf(model.scores(history([0]))[0]).tolist() == [False, False, False, True, True, True]


def test_the_epochs_are_chosen_on_validation_stars_and_reported(tmp_path: Path) -> None:
    interactions = opinions(readers=60)
    held_out = interactions.book == (interactions.reader + 2) % 20
    train = interactions.rows(~held_out)
    given = interactions.rows(held_out)
    validation = Validation(histories_of(train), given.book, stars=given.stars)
    model = RatingNcf(QUICK)
    model.fit(train, FitOptions(seed=3, validation=validation, catalogue=catalogue_of(train)))
    report = model.history["validation"]
    assert report["rmse"] < 1.0
    assert report["star_accuracy"] > 0.9
    model.save(tmp_path)
    again = RatingNcf()
    again.load(tmp_path)
    assert again.hyper_parameters() == model.hyper_parameters()


def test_too_few_validation_stars_choose_nothing() -> None:
    interactions = opinions(readers=10)
    few = Validation(histories_of(interactions), np.arange(10, dtype=np.int32), stars=np.full(10, 5, dtype=np.int8))
    model = RatingNcf(replace(QUICK, epochs=2, patience=1))
    model.fit(interactions, FitOptions(seed=3, validation=few))
    assert model.history == {"epochs": 2}


def test_without_any_stars_nothing_is_known() -> None:
    rows: list[Row] = [(reader, book, 4, START, None) for reader in range(10) for book in range(3)]
    interactions = interactions_from(rows)
    model = RatingNcf(QUICK)
    model.fit(replace(interactions, stars=np.zeros(30, dtype=np.int8)), FitOptions(seed=3))
    assert np.isneginf(model.scores(history([0]))).all()
