from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ml.data.interactions import Interactions
from ml.model_config import TrendConfig
from ml.models.base import FitOptions
from ml.models.popularity import Popularity, PopularityDecayed
from tests.ml.contract import RecommenderContract
from tests.ml.libraries import START, Row, checkerboard, history, interactions_from

MONTH = TrendConfig(half_life_days=30)


class TestPopularity(RecommenderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def board(cls) -> Interactions:
        """Without its first row: on the whole checkerboard every book is as popular as any other."""
        board = checkerboard()
        return board.rows(np.arange(len(board)) > 0)

    @classmethod
    def make(cls) -> Popularity:
        return Popularity()


class TestPopularityDecayed(RecommenderContract):
    @classmethod
    def make(cls) -> PopularityDecayed:
        return PopularityDecayed()


def decayed(rows: list[Row], books: list[int] | None = None) -> PopularityDecayed:
    model = PopularityDecayed(MONTH)
    model.fit(interactions_from(rows, books), FitOptions(seed=1))
    return model


def test_a_book_counts_as_popular_as_it_has_ratings() -> None:
    model = Popularity()
    rows: list[Row] = [(1, 7, 5, START, None), (2, 7, 1, START, None), (2, 8, 4, START, None)]
    model.fit(interactions_from(rows, [6, 7, 8]), FitOptions(seed=1))
    np.testing.assert_array_equal(model.scores(history([])), [[0.0, 2.0, 1.0]])


def test_a_reader_of_one_half_life_ago_counts_half() -> None:
    ago = [START - timedelta(days=days) for days in (0, 30, 60)]
    rows: list[Row] = [(1, 7, 5, ago[0], None), (2, 8, 5, ago[1], None), (3, 9, 5, ago[2], None)]
    np.testing.assert_allclose(decayed(rows, [6, 7, 8, 9]).scores(history([])), [[0.0, 1.0, 0.5, 0.25]])


def test_what_is_read_now_leads_what_was_read_once() -> None:
    old = START - timedelta(days=365)
    rows: list[Row] = [(reader, 7, 5, old, None) for reader in range(10)]
    rows += [(reader, 8, 5, START, None) for reader in range(2)]
    assert decayed(rows).scores(history([]))[0].argmax() == 1


def test_a_row_without_a_date_counts_as_the_oldest_one_with_a_date() -> None:
    rows: list[Row] = [(1, 7, 5, START, None), (2, 8, 5, START - timedelta(days=30), None), (3, 9, 5, None, 1)]
    np.testing.assert_allclose(decayed(rows).scores(history([])), [[1.0, 0.5, 0.5]])


def test_without_any_date_it_is_plain_popularity() -> None:
    rows: list[Row] = [(1, 7, 5, None, 1), (2, 7, 5, None, 1), (3, 8, 5, None, 1)]
    np.testing.assert_array_equal(decayed(rows).scores(history([])), [[2.0, 1.0]])


def test_a_saved_model_remembers_its_half_life(tmp_path: Path) -> None:
    decayed([(1, 7, 5, START, None), (2, 8, 5, START, None)]).save(tmp_path)
    again = PopularityDecayed()
    again.load(tmp_path)
    assert again.hyper_parameters() == {"half_life_days": 30}


def test_a_half_life_is_a_time() -> None:
    with pytest.raises(ValueError, match="half_life"):
        TrendConfig(half_life_days=0)
