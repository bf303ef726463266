from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.benchmarks.cold import cold_table
from ml.cold_start import evaluate_cold_books
from ml.data.histories import Histories
from ml.data.interactions import Float32, Int64, Interactions
from ml.errors import NothingToTrainOn
from ml.models.base import FitOptions, Recommender
from tests.ml.libraries import START, Row, catalogue_of, interactions_from

BOOKS = 40


class Oracle(Recommender):
    """Knows that even readers like even books; notes what it was shown."""

    name = "oracle"

    def __init__(self, right: float = 1.0) -> None:
        self.right = right
        self.seen: Int64 = np.empty(0, dtype=np.int64)
        self.asked: set[int] = set()

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.seen = interactions.book_counts()

    def scores(self, histories: Histories) -> Float32:
        self.asked |= set(histories.book.tolist())
        first = histories.book[histories.offsets[:-1]]
        same = first[:, None] % 2 == np.arange(BOOKS) % 2
        return np.where(same, self.right, 0.0).astype(np.float32)

    def hyper_parameters(self) -> dict[str, Any]:
        return {}

    def save(self, folder: Path) -> None:
        np.save(folder / "seen.npy", self.seen)

    def load(self, folder: Path) -> None:
        self.seen = np.load(folder / "seen.npy")


@pytest.fixture(scope="module")
def library() -> Interactions:
    """Each of thirty readers likes all twenty books of his colour."""
    rows: list[Row] = []
    for reader in range(30):
        own = range(reader % 2, BOOKS, 2)
        rows += [(reader, book, 5, START + timedelta(days=i), None) for i, book in enumerate(own)]
    return interactions_from(rows)


def test_whoever_knows_the_taste_finds_every_cold_book(library: Interactions) -> None:
    report = evaluate_cold_books(Oracle, library, catalogue_of(library), 0.25, seed=1)
    assert report["cold_books"] == 10
    assert report["test_readers"] == 30
    assert report["figures"]["oracle"]["ndcg_at_10"] == pytest.approx(1.0)
    assert report["figures"]["oracle"]["recall_at_10"] == pytest.approx(1.0)


def test_whoever_has_it_the_wrong_way_round_finds_them_last(library: Interactions) -> None:
    worst = evaluate_cold_books(lambda: Oracle(-1.0), library, catalogue_of(library), 0.5, seed=1)["figures"]
    assert worst["oracle"]["ndcg_at_10"] < worst["random"]["ndcg_at_10"] < worst["reader_category"]["ndcg_at_10"]
    assert worst["reader_category"]["ndcg_at_10"] == pytest.approx(1.0)


def test_nothing_of_a_cold_book_reaches_the_model(library: Interactions) -> None:
    model = Oracle()
    evaluate_cold_books(lambda: model, library, catalogue_of(library), 0.25, seed=1)
    # All books but ten are in some history, and what trained is among them: readers' last books are held back from it.
    trained = set(np.flatnonzero(model.seen).tolist())
    assert len(model.asked) == 30
    assert trained
    assert trained <= model.asked
    assert set(np.flatnonzero(model.seen).tolist()) <= model.asked


def test_equal_scores_do_not_favour_the_books_with_small_ids() -> None:
    # Only the first books of either colour are liked; a model that says nothing must not find them.
    rows: list[Row] = []
    for reader in range(40):
        rows += [(reader, book, 5, START + timedelta(days=book), None) for book in range(BOOKS // 2)]
        rows += [(reader, book, 1, START + timedelta(days=book), None) for book in range(BOOKS // 2, BOOKS)]
    interactions = interactions_from(rows)
    figures = [
        evaluate_cold_books(lambda: Oracle(0.0), interactions, catalogue_of(interactions), 0.75, seed)["figures"]
        for seed in range(12)
    ]
    # Half of the thirty cold books are right: ten of them shown at random hold five.
    assert np.mean([each["oracle"]["recall_at_10"] for each in figures]) == pytest.approx(10 / 30, abs=0.07)


def test_a_share_that_leaves_no_reader_to_ask_is_refused(library: Interactions) -> None:
    with pytest.raises(NothingToTrainOn, match="No reader"):
        evaluate_cold_books(Oracle, library, catalogue_of(library), 0.0, seed=1)


def test_runs_on_other_books_are_told_as_means_the_best_first() -> None:
    def run(ours: float, rule: float) -> dict[str, Any]:
        figures = {
            name: {"ndcg_at_10": value, "hr_at_10": value, "recall_at_10": value, "recall_at_50": value}
            for name, value in (("random", rule), ("two_tower", ours))
        }
        return {
            "cold_books": 1_000,
            "test_readers": 500,
            "answers_per_reader": 2.0,
            "training_seconds": 9.0,
            "figures": figures,
        }

    lines = cold_table({"dataset": "pairs", "cold_books": {"two_tower": [run(0.2, 0.01), run(0.4, 0.02)]}}).splitlines()
    assert "1,000 books without a reader are ranked for 500 readers" in lines[0]
    assert lines[-2].split() == ["two_tower", "0.3000", "0.3000", "0.3000", "0.3000", "0.2000", "0.4000"]
    assert lines[-1].split()[:2] == ["random", "0.0150"]
