"""Where a book stands among all scores. Ties never favour the model: a target ranks behind everything equal to it."""

import numpy as np

from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Int64


def mask_known(scores: Float32, histories: Histories) -> Float32:
    """Set the score of every book a reader has rated to minus infinity, in place; shape (readers, books)."""
    scores[histories.row_reader(), histories.book] = -np.inf
    return scores


def ranks_of(scores: Float32, target: Int32, histories: Histories) -> Int64:
    """Rank of each reader's target book, 0 is best; shape (readers,).

    The reader's other known books do not compete. A target without a finite score ranks last. Changes scores.
    """
    rows = np.arange(len(target))
    target_scores = scores[rows, target].copy()
    mask_known(scores, histories)
    scores[rows, target] = -np.inf
    ranks = np.count_nonzero(scores >= target_scores[:, None], axis=1)
    ranked: Int64 = np.where(np.isfinite(target_scores), ranks, scores.shape[1]).astype(np.int64)
    return ranked


def gains(ranks: Int64, cutoff: int) -> np.ndarray:
    """NDCG@cutoff per reader with one relevant book: 1 / log2(rank + 2) inside the list, else 0."""
    return np.where(ranks < cutoff, 1.0 / np.log2(ranks + 2.0), 0.0)


def top_books(scores: Float32, depth: int) -> Int32:
    """Best books first, ties by book index; shape (readers, depth), -1 where no finite score is left."""
    depth_here = min(depth, scores.shape[1])
    best = np.argpartition(-scores, depth_here - 1, axis=1)[:, :depth_here] if depth_here < scores.shape[1] else None
    if best is None:
        best = np.tile(np.arange(scores.shape[1]), (len(scores), 1))
    best_scores = np.take_along_axis(scores, best, axis=1)
    order = np.lexsort((best, -best_scores), axis=1)
    best, best_scores = np.take_along_axis(best, order, axis=1), np.take_along_axis(best_scores, order, axis=1)
    books = np.full((len(scores), depth), -1, dtype=np.int32)
    books[:, :depth_here] = np.where(np.isfinite(best_scores), best, -1)
    return books
