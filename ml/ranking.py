"""Where a book stands among all scores. Ties never favour the model: a target ranks behind everything equal to it."""

import numpy as np

from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Int64

BLOCK = 25
"""Books that share one maximum when the best are looked for."""


def mask_known(scores: Float32, histories: Histories) -> Float32:
    """Set the score of every book a reader has had, or does not want, to minus infinity, in place.

    scores: shape (readers, books).
    """
    had = histories.had
    scores[histories.row_reader()[had], histories.book[had]] = -np.inf
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


def sampled_gains(before: Int64, rivals: Int64, drawn: int, cutoff: int) -> np.ndarray:
    """Expected NDCG@cutoff per reader against `drawn` random rivals, `before` of all `rivals` being ahead of the book.

    Exact up to drawing with replacement: no noise of the draw is left in it.
    """
    # Half a second to import, which a job that trains nothing need not pay.
    from scipy.stats import binom  # type: ignore[import-untyped]

    share = before / np.maximum(rivals, 1)
    chance = binom.pmf(np.arange(cutoff)[None, :], drawn, share[:, None])
    expected: np.ndarray = chance @ (1.0 / np.log2(np.arange(cutoff) + 2.0))
    return expected


def top_books(scores: Float32, depth: int) -> Int32:
    """Best books first, ties by book index; shape (readers, depth), -1 where no finite score is left."""
    found = _candidates(scores, min(depth, scores.shape[1]))
    values = np.where(found >= 0, np.take_along_axis(scores, np.maximum(found, 0), axis=1), -np.inf)
    order = np.lexsort((found, -values), axis=1)[:, :depth]
    best, values = np.take_along_axis(found, order, axis=1), np.take_along_axis(values, order, axis=1)
    shown = np.full((len(scores), depth), -1, dtype=np.int32)
    shown[:, : best.shape[1]] = np.where(np.isfinite(values), best, -1)
    return shown


def _candidates(scores: Float32, depth: int) -> Int64:
    """The `depth` best books of each reader, all that equal the last of them, and others; shape (readers, k), -1 fills.

    The depth-th best of the maxima of blocks of books is no better than the depth-th best book, so only what reaches it
    needs to be sorted. A third of the time of a partition of whole rows.
    """
    readers, books = scores.shape
    blocks = books // BLOCK
    if blocks <= 2 * depth:
        return np.broadcast_to(np.arange(books), scores.shape)
    # The books of a block lie `blocks` apart: then the maxima of neighbouring blocks are taken side by side.
    blocked = scores[:, : blocks * BLOCK].reshape(readers, BLOCK, blocks)
    maxima = blocked.max(axis=1)
    bound = np.maximum(np.partition(maxima, blocks - depth, axis=1)[:, blocks - depth], np.finfo(np.float32).min)
    # Only the blocks that reach the bound are read again; the books behind the last block are read anyhow.
    block_row, block = np.nonzero(maxima >= bound[:, None])
    near, place = np.nonzero(blocked[block_row, :, block] >= bound[block_row, None])
    rest_row, rest = np.nonzero(scores[:, blocks * BLOCK :] >= bound[:, None])
    row = np.concatenate([block_row[near], rest_row])
    book = np.concatenate([place * blocks + block[near], rest + blocks * BLOCK])
    by_row = np.argsort(row, kind="stable")
    row, book = row[by_row], book[by_row]
    counts = np.bincount(row, minlength=readers)
    found = np.full((readers, int(counts.max(initial=0))), -1, dtype=np.int64)
    found[row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)] = book
    return found
