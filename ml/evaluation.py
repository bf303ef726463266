"""How good a model is on held-out events: the whole catalogue is ranked, ties count against the model."""

import logging
from typing import Any

import numpy as np

from ml.config import EvaluationConfig
from ml.data.histories import histories_of
from ml.data.interactions import Float32, Int32
from ml.data.splitting import Split
from ml.errors import DegenerateModel, NothingToTrainOn
from ml.models.base import Recommender
from ml.ranking import gains, mask_known, ranks_of, top_books

log = logging.getLogger(__name__)

DEEP_CUTOFF = 50


def evaluate(model: Recommender, split: Split, config: EvaluationConfig, seed: int) -> dict[str, Any]:
    """Metrics of a model on the test events, ready for JSON.

    Histories are everything before the test event. Raises DegenerateModel for NaN, constant scores, one list for all.
    """
    if not len(split.test):
        raise NothingToTrainOn("No reader has enough ratings to hold one out, so nothing can be measured.")
    histories = histories_of(split.before_test).pick(split.test.reader)
    ranks, lists, stars = [], [], []
    raw_lists = []
    for start in range(0, len(histories), config.batch_readers):
        part = histories.part(start, start + config.batch_readers)
        target = split.test.book[start : start + config.batch_readers]
        scores = model.scores(part)
        _check_scores(scores)
        raw_lists.append(top_books(scores, config.cutoff))
        ranks.append(ranks_of(scores.copy(), target, part))
        lists.append(top_books(mask_known(scores, part), config.cutoff))
        predicted = model.predicted_stars(part, target[:, None])
        if predicted is not None:
            stars.append(predicted[:, 0])
    if model.personal:
        _check_lists(np.concatenate(raw_lists))
    counts = split.train.book_counts()
    metrics = _ranking_metrics(np.concatenate(ranks), config.cutoff)
    metrics |= _list_metrics(np.concatenate(lists), counts, config, seed)
    if stars:
        metrics |= _star_metrics(np.concatenate(stars), split.test.stars)
    metrics["protocol"] = protocol_of(split, config)
    return metrics


def protocol_of(split: Split, config: EvaluationConfig) -> str:
    """Two runs' figures may be compared when this text is the same."""
    held_out = "last event" if split.by_time else "random event"
    return f"leave-one-out, {held_out} of each test reader, full catalogue, cutoff {config.cutoff}"


def _ranking_metrics(ranks: np.ndarray, cutoff: int) -> dict[str, Any]:
    ndcg = gains(ranks, cutoff)
    error = float(ndcg.std(ddof=1) / np.sqrt(len(ndcg))) if len(ndcg) > 1 else 0.0
    mean = float(ndcg.mean())
    return {
        "test_readers": len(ranks),
        f"hr_at_{cutoff}": float(np.mean(ranks < cutoff)),
        f"ndcg_at_{cutoff}": mean,
        # 95 % by the normal approximation: thousands of readers, one gain each.
        f"ndcg_at_{cutoff}_interval": [max(0.0, mean - 1.96 * error), mean + 1.96 * error],
        f"recall_at_{DEEP_CUTOFF}": float(np.mean(ranks < DEEP_CUTOFF)),
        "mrr": float(np.mean(1.0 / (ranks + 1.0))),
    }


def _list_metrics(lists: Int32, counts: np.ndarray, config: EvaluationConfig, seed: int) -> dict[str, Any]:
    shown = lists[lists >= 0]
    share = (counts + 1.0) / (counts.sum() + len(counts))
    return {
        f"coverage_at_{config.cutoff}": len(np.unique(shown)) / len(counts),
        # Bits of surprise: what a book that nobody rates would tell (Zhou et al. 2010, self-information).
        f"novelty_at_{config.cutoff}": float(np.mean(-np.log2(share[shown]))) if len(shown) else 0.0,
        f"list_overlap_at_{config.cutoff}": _mean_overlap(lists, config.overlap_pairs, seed),
    }


def _mean_overlap(lists: Int32, pairs: int, seed: int) -> float:
    """Mean share of books that two readers' lists have in common, over random pairs."""
    if len(lists) < 2:
        return 0.0
    random = np.random.default_rng(seed)
    left = random.integers(0, len(lists), size=pairs)
    right = (left + random.integers(1, len(lists), size=pairs)) % len(lists)
    same = (lists[left][:, :, None] == lists[right][:, None, :]) & (lists[left] >= 0)[:, :, None]
    return float(same.any(axis=2).mean())


def _star_metrics(predicted: Float32, actual: np.ndarray) -> dict[str, Any]:
    error = predicted.astype(np.float64) - actual
    return {"rmse": float(np.sqrt(np.mean(error**2))), "mae": float(np.mean(np.abs(error)))}


def _check_scores(scores: Float32) -> None:
    if np.isnan(scores).any() or np.isposinf(scores).any():
        raise DegenerateModel("The model's scores are not numbers.")
    finite = np.isfinite(scores)
    if not finite.any():
        raise DegenerateModel("The model knows no book.")
    lowest = np.min(scores, axis=1, where=finite, initial=np.inf)
    highest = np.max(scores, axis=1, where=finite, initial=-np.inf)
    if np.all(highest <= lowest):
        raise DegenerateModel("The model gives every book the same score.")


def _check_lists(lists: Int32) -> None:
    """Raw lists, known books included: they differ between readers for no other reason than their taste."""
    if len(lists) > 1 and np.all(np.sort(lists, axis=1) == np.sort(lists[:1], axis=1)):
        raise DegenerateModel(f"The model gives all {len(lists)} test readers the same {lists.shape[1]} books.")
