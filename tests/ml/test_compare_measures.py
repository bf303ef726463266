"""Measures of a comparison against figures computed by hand."""

from dataclasses import replace
from math import log2
from pathlib import Path

import numpy as np
import pytest

from ml.benchmarks import ncf_ml_1m, pairs
from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.contenders import fit, settled
from ml.benchmarks.intervals import difference, interval
from ml.evaluation import judge_candidates, ranks_among, summary
from ml.models.popularity import Popularity
from tests.ml.libraries import history
from tests.ml.test_compare_data import SETTINGS, ncf_folder, written

__all__ = ["ncf_folder"]


def test_a_rank_among_candidates_counts_those_above() -> None:
    scores = np.array([[0.9, 0.8, 0.7, 0.6, 0.5]], dtype=np.float32)
    assert ranks_among(scores, np.array([0]), np.array([2]), np.array([[0, 3, 4]])).tolist() == [1]


def test_ties_among_candidates_count_against_the_model() -> None:
    scores = np.array([[0.5, 0.5, 0.5, 0.9, 0.1]], dtype=np.float32)
    assert ranks_among(scores, np.array([0]), np.array([0]), np.array([[1, 2, 3, 4]])).tolist() == [3]


def test_the_test_book_among_its_own_negatives_is_left_out() -> None:
    scores = np.array([[0.5, 0.4, 0.3]], dtype=np.float32)
    assert ranks_among(scores, np.array([0]), np.array([0]), np.array([[0, 1, 2]])).tolist() == [0]


def test_places_without_a_candidate_count_for_nothing() -> None:
    # Book 0, which a missing candidate could be taken for, has the best score.
    scores = np.array([[0.9, 0.4, 0.3]], dtype=np.float32)
    assert ranks_among(scores, np.array([0]), np.array([1]), np.array([[2, -1, -1]])).tolist() == [0]


@pytest.mark.parametrize("value", [-np.inf, np.nan])
def test_a_book_without_a_score_ranks_behind_all_candidates(value: float) -> None:
    scores = np.array([[value, 0.4, -np.inf]], dtype=np.float32)
    assert ranks_among(scores, np.array([0]), np.array([0]), np.array([[1, 2]])).tolist() == [2]


def test_popularity_by_the_protocol_of_the_paper_by_hand(ncf_folder: Path) -> None:
    benchmark = ncf_ml_1m.load(ncf_folder, SETTINGS)
    model = fit("popularity", benchmark, SETTINGS, {})
    # Readers of films 0 to 5 in all training pairs, validation included: 2, 1, 1, 1, 0, 0. Reader 0's film 3 meets 4
    # and 5 and wins. Reader 1's film 4, itself among its negatives, meets 2 only and loses.
    assert model.scores(history([]))[0].tolist() == [2, 1, 1, 1, 0, 0]
    judged = benchmark.judge(model, SETTINGS.evaluation)
    assert judged.gain.tolist() == [1.0, pytest.approx(1 / log2(3))]
    assert judged.reciprocal.tolist() == [1.0, 0.5]
    assert judged.hit.all()


@pytest.fixture
def several(tmp_path: Path) -> Benchmark:
    """Readers of books 0 to 5 in training: 4, 3, 2, 2, 1, 0. Reader 8 looks for books 1, 4 and 5; reader 9 for 3."""
    train = "1 0 1 2 3 4\n2 0 1 2\n3 0 1\n8 0 3\n"
    return pairs.load(written(tmp_path, "train.txt", train), written(tmp_path, "test.txt", "8 1 4 5\n9 3\n"), SETTINGS)


def test_several_books_to_be_found_by_hand(several: Benchmark) -> None:
    config = replace(SETTINGS.evaluation, cutoff=2)
    judged = several.judge(fit("popularity", several, SETTINGS, {}), config)
    # Reader 8 knows 0 and 3. Of the rest 1 leads, then 2, 4, 5: ranks 0, 2, 3. Reader 9 knows nothing: 0 and 1 are
    # above book 3, and book 2 is as popular.
    assert several.interactions.readers.ids[judged.reader].tolist() == [8, 9]
    assert judged.hit.tolist() == [True, False]
    assert judged.gain.tolist() == [pytest.approx(1 / (1 + 1 / log2(3))), 0.0]
    assert judged.reciprocal.tolist() == [1.0, 0.25]
    assert judged.recall[20].tolist() == [1.0, 1.0]


def test_the_summary_tells_means_and_how_popular_the_lists_are(several: Benchmark) -> None:
    config = replace(SETTINGS.evaluation, cutoff=2)
    judged = several.judge(fit("popularity", several, SETTINGS, {}), config)
    told = summary(judged, several.split, config, seed=1)
    assert told["test_readers"] == 2
    assert told["mrr"] == pytest.approx(0.625)
    assert told["recall_at_20"] == 1.0
    # Lists: 1, 2 for reader 8 and 0, 1 for reader 9; the two most read books are 0 and 1.
    assert told["popular_share_at_2"] == 0.75
    assert told["coverage_at_2"] == 0.5
    assert told["list_overlap_at_2"] == 0.5


def test_a_list_for_the_paper_is_made_of_the_whole_catalogue(ncf_folder: Path) -> None:
    benchmark = ncf_ml_1m.load(ncf_folder, SETTINGS)
    model = fit("popularity", benchmark, SETTINGS, {})
    assert benchmark.candidates is not None
    assert isinstance(model, Popularity)
    judged = judge_candidates(model, benchmark.split, benchmark.candidates, replace(SETTINGS.evaluation, cutoff=2))
    # Reader 0 had 0, 1, 2 and reader 1 had 0, 3.
    assert judged.lists.tolist() == [[3, 4], [1, 2]]


def test_what_does_not_vary_has_no_interval() -> None:
    assert interval(np.full(50, 0.25), seed=1) == (0.25, 0.25)


def test_the_interval_of_many_readers_is_the_one_of_the_textbook() -> None:
    values = (np.arange(4_000) % 10 == 0).astype(np.float64)
    low, high = interval(values, seed=1)
    error = 1.96 * np.sqrt(0.1 * 0.9 / 4_000)
    assert [low, high] == pytest.approx([0.1 - error, 0.1 + error], abs=0.001)
    assert interval(values, seed=1) == (low, high)


def test_a_difference_is_of_the_same_readers() -> None:
    # Both vary wildly between readers, but every reader gains the same: in pairs there is nothing left to doubt.
    ours = np.random.default_rng(3).random(500)
    assert list(difference(ours + 0.125, ours, seed=1)) == pytest.approx([0.125] * 3)


def test_the_last_fit_keeps_what_the_first_has_chosen() -> None:
    settings = replace(SETTINGS, ncf=replace(SETTINGS.ncf, epochs=9, mlp_epochs=8))
    told = {
        "memory_l2": 800.0,
        "training": {"embeddings": {"epochs": 3, "validation_ndcg_at_10": 0.1}, "mlp": {"epochs": 0}},
    }
    chosen = settled(settings, "ncf", told).ncf
    assert (chosen.memory_l2, chosen.epochs, chosen.mlp_epochs) == (800.0, 3, 0)
    assert chosen.embedding_size == settings.ncf.embedding_size
