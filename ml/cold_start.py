"""How good a model is at books that nobody has touched: some books lose all their events, and are ranked by content."""

import logging
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ml.config import SplitConfig
from ml.data.catalogue import Catalogue, Ragged
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Int32, Interactions
from ml.data.splitting import split_by_time
from ml.errors import NothingToTrainOn
from ml.models.base import FitOptions, Recommender, Validation
from ml.ranking import top_books

log = logging.getLogger(__name__)

CUTOFF = 10
DEEP_CUTOFF = 50
READERS_AT_MOST = 5_000
BATCH_READERS = 512

Scorer = Callable[[Histories], Float32]


def evaluate_cold_books(
    model_maker: Callable[[], Recommender], interactions: Interactions, catalogue: Catalogue, share: float, seed: int
) -> dict[str, Any]:
    """Figures of a model, and of scores that need no model, ready for JSON.

    `share` of the books that readers have had is held out whole: none of their events trains, nor is in a history. Each
    (sampled) reader who liked some of them ranks these cold books only; those he liked are the right answers. Equal
    scores stand in a random order, the same for everybody, that favours nobody: the order of ids often is the order of
    fame. Raises NothingToTrainOn when no reader is left to ask.
    """
    random = np.random.default_rng(seed)
    touched = np.flatnonzero(interactions.book_readers())
    cold = np.sort(random.choice(touched, round(share * len(touched)), replace=False)).astype(np.int32)
    is_cold = np.zeros(len(interactions.books), dtype=bool)
    is_cold[cold] = True
    train = interactions.rows(~is_cold[interactions.book])
    split = split_by_time(train, SplitConfig(), seed)
    histories = histories_of(split.train)
    validation = Validation(histories.pick(split.validation.reader), split.validation.book)
    model = model_maker()
    started = time.monotonic()
    model.fit(split.train, FitOptions(seed, validation, catalogue))
    seconds = time.monotonic() - started
    answers = interactions.rows(is_cold[interactions.book] & interactions.had & (interactions.weight > 0))
    readers = _asked(answers, train, random)
    test = histories_of(train).pick(readers)
    liked = _liked(answers, readers, cold)
    tie_breaker = random.permutation(len(cold))
    scorers: dict[str, Scorer] = {
        model.name: model.scores,
        **_baselines(train, catalogue),
        "random": lambda part: np.zeros((len(part), len(is_cold)), dtype=np.float32),
    }
    figures = {name: _figures(scorer, test, liked, cold, tie_breaker) for name, scorer in scorers.items()}
    log.info("Cold books, NDCG@10: %s.", ", ".join(f"{name} {f['ndcg_at_10']:.4f}" for name, f in figures.items()))
    return {
        "cold_books": len(cold),
        "test_readers": len(readers),
        "answers_per_reader": float(liked.sum(axis=1).mean()),
        "training_seconds": seconds,
        "figures": figures,
    }


def _asked(answers: Interactions, train: Interactions, random: np.random.Generator) -> Int32:
    """Readers with an answer and something in the history that speaks for their taste; a sample of at most so many."""
    able = histories_of(train).with_positive_signal()
    readers = np.unique(answers.reader[able[answers.reader]])
    if not len(readers):
        raise NothingToTrainOn("No reader has liked both a book that was held out and one that was not.")
    if len(readers) > READERS_AT_MOST:
        readers = np.sort(random.choice(readers, READERS_AT_MOST, replace=False))
    return readers.astype(np.int32)


def _liked(answers: Interactions, readers: Int32, cold: Int32) -> Bool:
    """Shape (readers, cold books)."""
    place = np.full(len(answers.readers), -1)
    place[readers] = np.arange(len(readers))
    asked = place[answers.reader] >= 0
    liked = np.zeros((len(readers), len(cold)), dtype=bool)
    liked[place[answers.reader[asked]], np.searchsorted(cold, answers.book[asked])] = True
    return liked


def _figures(scorer: Scorer, test: Histories, liked: Bool, cold: Int32, tie_breaker: np.ndarray) -> dict[str, Any]:
    """NDCG@10 with its 95 % interval, HR@10, recall@10 and @50, means over readers."""
    discounts = 1.0 / np.log2(np.arange(CUTOFF) + 2.0)
    ideal = np.concatenate([[0.0], np.cumsum(discounts)])
    depth = min(DEEP_CUTOFF, len(cold))
    shown = np.arange(depth)[None, :]
    found = []
    for start in range(0, len(test), BATCH_READERS):
        # Equal scores rank by place, so the places are shuffled.
        scores = scorer(test.part(start, start + BATCH_READERS))[:, cold[tie_breaker]]
        best = top_books(scores, depth)
        found.append(np.take_along_axis(liked[start : start + BATCH_READERS][:, tie_breaker], np.maximum(best, 0), 1))
        found[-1] &= best >= 0
    hits, answers = np.concatenate(found), liked.sum(axis=1)
    first = hits[:, :CUTOFF]
    ndcg = (first * discounts[: first.shape[1]]).sum(axis=1) / ideal[np.minimum(answers, CUTOFF)]
    error = float(ndcg.std(ddof=1) / np.sqrt(len(ndcg))) if len(ndcg) > 1 else 0.0
    return {
        "ndcg_at_10": float(ndcg.mean()),
        "ndcg_at_10_interval": [float(ndcg.mean()) - 1.96 * error, float(ndcg.mean()) + 1.96 * error],
        "hr_at_10": float(first.any(axis=1).mean()),
        "recall_at_10": float((first.sum(axis=1) / answers).mean()),
        "recall_at_50": float(((hits & (shown < DEEP_CUTOFF)).sum(axis=1) / answers).mean()),
    }


def _baselines(train: Interactions, catalogue: Catalogue) -> dict[str, Scorer]:
    """What a cold book's main category or author tells without a model: everybody's taste for it, and the reader's."""
    scorers: dict[str, Scorer] = {}
    readers = train.book_readers()
    for name, values in (("category", catalogue.category), ("author", catalogue.author)):
        code = values.first()
        scorers[f"{name}_popularity"] = _same_for_all(_mean_readers(code, readers))
        scorers[f"reader_{name}"] = _own_share(values, code)
    return scorers


def _mean_readers(code: Int32, readers: np.ndarray) -> Float32:
    """Mean readers of the touched books with the same code, for each book; shape (books,), 0 for a code without."""
    touched = (readers > 0) & (code >= 0)
    size = int(code.max(initial=0)) + 1
    total = np.bincount(code[touched], readers[touched], size)
    mean = total / np.maximum(np.bincount(code[touched], minlength=size), 1)
    return np.where(code >= 0, mean[np.maximum(code, 0)], 0.0).astype(np.float32)


def _same_for_all(scores: Float32) -> Scorer:
    return lambda part: np.tile(scores, (len(part), 1))


def _own_share(values: Ragged, code: Int32) -> Scorer:
    """Share of the reader's liked books that have each book's main value, as one of theirs."""
    size = int(values.values.max(initial=0)) + 1

    def score(part: Histories) -> Float32:
        profile = np.zeros((len(part), size), dtype=np.float32)
        likes = part.weight > 0
        book, reader = part.book[likes], part.row_reader()[likes]
        counts = np.diff(values.offsets)[book]
        first = np.repeat(values.offsets[book] - (np.cumsum(counts) - counts), counts)
        np.add.at(profile, (np.repeat(reader, counts), values.values[first + np.arange(counts.sum())]), 1.0)
        profile /= np.maximum(np.bincount(reader, minlength=len(part)), 1)[:, None]
        scores: Float32 = np.where(code >= 0, profile[:, np.maximum(code, 0)], np.float32(0.0))
        return scores

    return score
