"""Against figures computed by hand."""

from dataclasses import replace
from math import log2
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from ml.config import EvaluationConfig, SplitConfig
from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Interactions
from ml.data.splitting import Split, split_by_time
from ml.errors import DegenerateModel, NothingToTrainOn
from ml.evaluation import evaluate
from ml.models.base import FitOptions, Recommender
from ml.ranking import ranks_of, top_books
from tests.ml.libraries import checkerboard, history, interactions_from, taste_rows

CONFIG = EvaluationConfig(batch_readers=8, overlap_pairs=200)


class Oracle(Recommender):
    """Says what it is told to."""

    name: ClassVar[str] = "oracle"

    def __init__(self, scores: Any, stars: float | None = None) -> None:
        self.told, self.stars = scores, stars

    def fit(self, interactions: Interactions, options: FitOptions) -> None: ...

    def scores(self, histories: Histories) -> Float32:
        return np.array([self.told(histories.part(i, i + 1)) for i in range(len(histories))], dtype=np.float32)

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32 | None:
        return None if self.stars is None else np.full(books.shape, self.stars, dtype=np.float32)

    def hyper_parameters(self) -> dict[str, Any]:
        return {}

    def save(self, folder: Path) -> None: ...

    def load(self, folder: Path) -> None: ...


@pytest.fixture(scope="module")
def split() -> Split:
    return split_by_time(checkerboard(), SplitConfig(), seed=1)


def of_own_colour(part: Histories) -> np.ndarray:
    """Books of the reader's colour, the first ones best."""
    scores: np.ndarray = (np.arange(20) % 2 == part.book[0] % 2) * 100.0 - np.arange(20)
    return scores


def test_a_rank_counts_the_unknown_books_above_the_target() -> None:
    scores = np.array([[9.0, 8.0, 7.0, 6.0, 5.0]], dtype=np.float32)
    assert ranks_of(scores, np.array([3]), history([0, 2])).tolist() == [1]


def test_ties_count_against_the_model() -> None:
    scores = np.ones((1, 6), dtype=np.float32)
    assert ranks_of(scores, np.array([0]), history([5])).tolist() == [4]


@pytest.mark.parametrize("value", [-np.inf, np.nan])
def test_a_book_the_model_knows_nothing_of_ranks_last(value: float) -> None:
    scores = np.array([[1.0, value, 3.0]], dtype=np.float32)
    assert ranks_of(scores, np.array([1]), history([])).tolist() == [3]


def test_the_measures_are_what_they_are_by_hand(split: Split) -> None:
    metrics = evaluate(Oracle(of_own_colour, stars=4.0), split, CONFIG, seed=1)
    # Reader r's last book is the largest of his colour, or the one before it where that is r itself. Two books are
    # unknown to him, r and the test book; r is the smaller but for readers 18 and 19, whose test books are 16 and 17.
    ranks = [1] * 18 + [0] * 2
    assert metrics["test_readers"] == 20
    assert metrics["hr_at_10"] == 1.0
    assert metrics["ndcg_at_10"] == pytest.approx(np.mean([1 / log2(r + 2) for r in ranks]))
    assert metrics["mrr"] == pytest.approx(np.mean([1 / (r + 1) for r in ranks]))
    assert metrics["rmse"] == pytest.approx(1.0)
    assert metrics["mae"] == pytest.approx(1.0)
    low, high = metrics["ndcg_at_10_interval"]
    error = np.std([1 / log2(r + 2) for r in ranks], ddof=1) / np.sqrt(20)
    assert (low, high) == (
        pytest.approx(metrics["ndcg_at_10"] - 1.96 * error),
        pytest.approx(metrics["ndcg_at_10"] + 1.96 * error),
    )


def test_overlap_is_one_for_equal_lists_and_less_for_different_ones(split: Split) -> None:
    config = replace(CONFIG, cutoff=10)
    metrics = evaluate(Oracle(of_own_colour), split, config, seed=1)
    assert 0.2 < metrics["list_overlap_at_10"] < 0.9
    assert metrics["coverage_at_10"] == 1.0


def test_a_model_that_does_not_predict_stars_has_no_error_of_stars(split: Split) -> None:
    assert "rmse" not in evaluate(Oracle(of_own_colour), split, CONFIG, seed=1)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        (lambda part: np.full(20, np.nan), "not numbers"),
        (lambda part: np.full(20, np.inf), "not numbers"),
        (lambda part: np.full(20, -np.inf), "no book"),
        (lambda part: np.full(20, 0.5), "same score"),
        (lambda part: np.arange(20.0), "the same 10 books"),
    ],
)
def test_a_degenerate_model_fails_loudly(split: Split, told: Any, complaint: str) -> None:
    with pytest.raises(DegenerateModel, match=complaint):
        evaluate(Oracle(told), split, CONFIG, seed=1)


def test_nothing_to_hold_out_is_said_in_a_sentence() -> None:
    interactions = interactions_from(taste_rows(readers=5, each=2))
    with pytest.raises(NothingToTrainOn, match="hold one out"):
        evaluate(Oracle(of_own_colour), split_by_time(interactions, SplitConfig(), 1), CONFIG, seed=1)


def test_the_best_books_come_in_order_and_run_out_as_minus_one() -> None:
    scores = np.array([[1.0, 5.0, -np.inf, 5.0]], dtype=np.float32)
    assert top_books(scores, 2).tolist() == [[1, 3]]
    assert top_books(scores, 6).tolist() == [[1, 3, 0, -1, -1, -1]]
