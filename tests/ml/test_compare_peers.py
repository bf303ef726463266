"""The peers do what their papers say, or beating them would mean nothing."""

import numpy as np
import pytest

from ml.benchmarks.peers import AlsConfig, Ease, EaseConfig, ImplicitAls, matrix_of
from ml.data.histories import histories_of
from ml.models.base import FitOptions, Recommender
from tests.ml.contract import PersonalContract
from tests.ml.libraries import interactions_from, taste_rows


class TestEase(PersonalContract):
    @classmethod
    def make(cls) -> Recommender:
        return Ease(EaseConfig(l2=1.0))

    def test_each_book_is_the_ridge_regression_on_all_others(self) -> None:
        interactions = interactions_from(taste_rows(readers=30, books=24, each=8))
        model = Ease(EaseConfig(l2=2.0))
        model.fit(interactions, FitOptions(seed=1))
        matrix = (
            matrix_of(
                histories_of(interactions),
                24,
            )
            .toarray()
            .astype(np.float64)
        )
        others = np.delete(matrix, 5, axis=1)
        by_hand = np.linalg.solve(others.T @ others + 2.0 * np.eye(23), others.T @ matrix[:, 5])
        np.testing.assert_allclose(np.delete(model.weights[:, 5], 5), by_hand, atol=1e-4)
        assert model.weights[5, 5] == 0.0


class TestImplicitAls(PersonalContract):
    @classmethod
    def make(cls) -> Recommender:
        pytest.importorskip("implicit")
        return ImplicitAls(AlsConfig(factors=4, alpha=10.0))


def test_a_peer_sees_every_book_that_was_chosen_and_no_stars() -> None:
    interactions = interactions_from([(1, 1, 1, None, None), (1, 2, 5, None, None), (2, 3, 3, None, None)])
    assert matrix_of(histories_of(interactions), 3).toarray().tolist() == [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
