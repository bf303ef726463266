"""How good a model is on held-out events: the whole catalogue is ranked, ties count against the model."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.config import EvaluationConfig
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Int32, Int64
from ml.data.splitting import Split
from ml.degenerate import check_lists, check_scores
from ml.errors import NothingToTrainOn
from ml.lists import mean_overlap
from ml.models.base import Recommender
from ml.ranking import gains, mask_known, ranks_of, top_books
from ml.star_report import star_report
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

DEEP_CUTOFFS = (20, 50)
# The most read books, as a share of the catalogue, whose part of all lists is told.
POPULAR_SHARE = 0.01

Real = NDArray[np.float64]
# Scores (readers, books), the readers' histories, and for each test event the reader's row, the book and the event's
# place among all test events; returns the rank of each event's book, 0 is best. May change the scores.
RankEvents = Callable[[Float32, Histories, Int64, Int32, slice], Int64]


@dataclass(frozen=True)
class Judged:
    """What a model did on the test events; arrays have one value per test reader unless said otherwise."""

    reader: Int32
    hit: Bool
    """Whether a test book is in the list."""
    gain: Real
    """NDCG of the list."""
    recall: dict[int, Real]
    """By depth: the share of the reader's test books that are in so long a list."""
    reciprocal: Real
    """1 / (place of the first test book)."""
    lists: Int32
    """Shape (readers, cutoff): best books, known ones left out; -1 where a list ran out of books."""
    stars: Float32 | None
    """Shape (events,): predicted stars of the test books, None for a model that predicts none."""
    seconds: float
    """Time to score and to make the lists."""

    def joined(self, workers: Workers) -> "Judged":
        """The test readers of all workers; `reader` stays each worker's own numbers."""
        return Judged(
            reader=workers.joined(self.reader),
            hit=workers.joined(self.hit),
            gain=workers.joined(self.gain),
            recall={depth: workers.joined(each) for depth, each in self.recall.items()},
            reciprocal=workers.joined(self.reciprocal),
            lists=workers.joined(self.lists),
            stars=None if self.stars is None else workers.joined(self.stars),
            seconds=workers.mean(self.seconds),
        )


def evaluate(
    model: Recommender, split: Split, config: EvaluationConfig, seed: int, workers: Workers = ALONE
) -> dict[str, Any]:
    """Metrics of a model on the test events of all workers, ready for JSON.

    Histories are everything before the test event. Raises DegenerateModel for NaN, constant scores, one list for all.
    """
    metrics = summary(judge(model, split, config), split, config, seed, workers)
    metrics["protocol"] = protocol_of(split, config)
    metrics["held_out"] = "last_event" if split.by_time else "random_event"
    return metrics


def protocol_of(split: Split, config: EvaluationConfig) -> str:
    """Two runs' figures may be compared when this text is the same."""
    held_out = "last event" if split.by_time else "random event"
    return f"leave-one-out, {held_out} of each test reader, full catalogue, cutoff {config.cutoff}"


def judge(model: Recommender, split: Split, config: EvaluationConfig) -> Judged:
    """Rank the test books among all books that their readers do not know."""
    return _judge(
        model, split, config, lambda scores, part, row, book, events: _ranks_in_catalogue(scores, part, row, book)
    )


def judge_candidates(model: Recommender, split: Split, candidates: Int32, config: EvaluationConfig) -> Judged:
    """Rank each test book among a few given ones only (He et al. 2017: 99 that the reader never touched).

    candidates: shape (events, k), in the order of the test events, -1 for none. A candidate that is the test book
    itself is left out. The lists are still made of the whole catalogue.
    """

    def rank(scores: Float32, part: Histories, row: Int64, book: Int32, events: slice) -> Int64:
        return ranks_among(scores, row, book, candidates[events])

    return _judge(model, split, config, rank)


def ranks_among(scores: Float32, row: Int64, book: Int32, candidates: Int32) -> Int64:
    """Rank of each event's book among its candidates, ties against it; shape (events,). scores: (readers, books)."""
    own = scores[row, book][:, None]
    rivals = scores[row[:, None], np.maximum(candidates, 0)]
    there = (candidates >= 0) & (candidates != book[:, None])
    # A book without a finite score ranks last, also behind candidates without one.
    above: Int64 = np.count_nonzero(there & ((rivals >= own) | ~np.isfinite(own)), axis=1)
    return above


def summary(
    judged: Judged, split: Split, config: EvaluationConfig, seed: int, workers: Workers = ALONE
) -> dict[str, Any]:
    """Means over the test readers of all workers, and what the lists are like; ready for JSON."""
    counts = workers.sum(split.train.book_readers())
    judged = judged.joined(workers)
    metrics = _ranking_metrics(judged, config.cutoff)
    metrics |= _list_metrics(judged.lists, counts, config, seed)
    actual = workers.joined(split.test.stars)
    given = actual > 0
    if judged.stars is not None and given.any():
        metrics |= star_report(judged.stars[given], actual[given])
    return metrics


def _judge(model: Recommender, split: Split, config: EvaluationConfig, rank: RankEvents) -> Judged:
    """Test events are grouped by reader, ascending, or ValueError is raised; a reader may have several."""
    if np.any(np.diff(split.test.reader) < 0):
        raise ValueError("test events are grouped by reader, ascending")
    if not len(split.test):
        raise NothingToTrainOn("No reader has enough ratings to hold one out, so nothing can be measured.")
    readers, first, row_of_event = np.unique(split.test.reader, return_index=True, return_inverse=True)
    bounds = np.append(first, len(split.test))
    everyone = histories_of(split.before_test)
    ranks, lists, stars, raw_lists = [], [], [], []
    seconds = 0.0
    for start in range(0, len(readers), config.batch_readers):
        part = everyone.pick(readers[start : start + config.batch_readers])
        events = slice(bounds[start], bounds[start + len(part)])
        row, book = row_of_event[events] - start, split.test.book[events]
        began = time.perf_counter()
        scores = model.scores(part)
        seconds += time.perf_counter() - began
        check_scores(scores)
        raw_lists.append(top_books(scores, config.cutoff))
        ranks.append(rank(scores.copy(), part, row, book, events))
        began = time.perf_counter()
        lists.append(top_books(mask_known(scores, part), config.cutoff))
        seconds += time.perf_counter() - began
        # Readers may have several test books: each event is asked as a reader of its own.
        predicted = model.predicted_stars(part.pick(row.astype(np.int32)), book[:, None])
        if predicted is not None:
            stars.append(predicted[:, 0])
    if model.personal:
        check_lists(np.concatenate(raw_lists))
    return Judged(
        readers,
        **_per_reader(np.concatenate(ranks), bounds, config.cutoff),
        lists=np.concatenate(lists),
        stars=np.concatenate(stars) if stars else None,
        seconds=seconds,
    )


def _ranks_in_catalogue(scores: Float32, histories: Histories, row: Int64, book: Int32) -> Int64:
    """Ranks among all unknown books; a reader's other test books count as above only where they score higher."""
    if len(row) == len(histories):
        return ranks_of(scores, book, histories)
    own = scores[row, book].copy()
    mask_known(scores, histories)
    scores[row, book] = -np.inf
    scores.sort(axis=1)
    ranks = np.empty(len(row), dtype=np.int64)
    for reader in range(len(histories)):
        events = slice(*np.searchsorted(row, [reader, reader + 1]))
        mine = own[events]
        above = scores.shape[1] - np.searchsorted(scores[reader], mine, side="left")
        place = np.empty(len(mine), dtype=np.int64)
        place[np.argsort(-mine, kind="stable")] = np.arange(len(mine))
        ranks[events] = np.where(np.isfinite(mine), above + place, scores.shape[1])
    return ranks


def _per_reader(ranks: Int64, bounds: Int64, cutoff: int) -> dict[str, Any]:
    """The figures of each reader, whose events are bounds[i] .. bounds[i + 1]."""
    starts, counts = bounds[:-1], np.diff(bounds)
    best = np.minimum.reduceat(ranks, starts)
    # What a list would gain that begins with all of the reader's test books.
    ideal = np.concatenate([[0.0], np.cumsum(gains(np.arange(cutoff), cutoff))])
    return {
        "hit": best < cutoff,
        "gain": np.add.reduceat(gains(ranks, cutoff), starts) / ideal[np.minimum(counts, cutoff)],
        "recall": {k: np.add.reduceat((ranks < k).astype(np.float64), starts) / counts for k in DEEP_CUTOFFS},
        "reciprocal": 1.0 / (best + 1.0),
    }


def _ranking_metrics(judged: Judged, cutoff: int) -> dict[str, Any]:
    ndcg = judged.gain
    error = float(ndcg.std(ddof=1) / np.sqrt(len(ndcg))) if len(ndcg) > 1 else 0.0
    mean = float(ndcg.mean())
    return {
        "test_readers": len(ndcg),
        f"hr_at_{cutoff}": float(judged.hit.mean()),
        f"ndcg_at_{cutoff}": mean,
        # 95 % by the normal approximation: thousands of readers, one gain each.
        f"ndcg_at_{cutoff}_interval": [max(0.0, mean - 1.96 * error), mean + 1.96 * error],
        **{f"recall_at_{depth}": float(recall.mean()) for depth, recall in judged.recall.items()},
        "mrr": float(judged.reciprocal.mean()),
    }


def _list_metrics(lists: Int32, counts: np.ndarray, config: EvaluationConfig, seed: int) -> dict[str, Any]:
    shown = lists[lists >= 0]
    share = (counts + 1.0) / (counts.sum() + len(counts))
    most_read = np.argsort(-counts, kind="stable")[: max(config.cutoff, round(POPULAR_SHARE * len(counts)))]
    return {
        f"coverage_at_{config.cutoff}": len(np.unique(shown)) / len(counts),
        # Bits of surprise: what a book that nobody rates would tell (Zhou et al. 2010, self-information).
        f"novelty_at_{config.cutoff}": float(np.mean(-np.log2(share[shown]))) if len(shown) else 0.0,
        f"list_overlap_at_{config.cutoff}": mean_overlap(lists, config.overlap_pairs, seed),
        f"popular_share_at_{config.cutoff}": float(np.isin(shown, most_read).mean()) if len(shown) else 0.0,
    }
