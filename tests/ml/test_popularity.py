import numpy as np

from ml.config import SignalConfig
from ml.models.base import FitOptions
from ml.models.popularity import Popularity
from tests.ml.contract import RecommenderContract
from tests.ml.libraries import START, Row, history, interactions_from


class TestPopularity(RecommenderContract):
    @classmethod
    def make(cls) -> Popularity:
        return Popularity()


def test_a_book_counts_as_popular_as_it_has_ratings() -> None:
    model = Popularity()
    rows: list[Row] = [(1, 7, 5, START, None), (2, 7, 1, START, None), (2, 8, 4, START, None)]
    model.fit(interactions_from(rows, [6, 7, 8]), FitOptions(seed=1, signals=SignalConfig()))
    np.testing.assert_array_equal(model.scores(history([])), [[0.0, 2.0, 1.0]])
