"""How well a model being trained finds what validation readers took next."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32
from ml.models.base import Validation
from ml.ranking import gains, ranks_of, sampled_gains
from ml.workers import ALONE, Workers

BATCH_READERS = 512


def judges_of(
    validation: Validation | None, at_most: int, seed: int, at_least: int = 1, workers: Workers = ALONE
) -> Validation | None:
    """The readers to judge by, a sample when they are many; None when they are too few.

    The numbers are those of all workers together; each samples among its own readers.
    """
    own = 0 if validation is None else len(validation.histories)
    total = workers.total(own)
    if workers.any(own == 0) or total < at_least or validation is None:
        return None
    if total <= at_most:
        return validation
    share = max(1, int(at_most * own / total))
    drawn = np.random.default_rng(seed).choice(own, share, replace=False)
    chosen = np.sort(drawn).astype(np.int32)
    stars = None if validation.stars is None else validation.stars[chosen]
    return Validation(validation.histories.pick(chosen), validation.book[chosen], validation.sampled, stars)


def gains_of(scores: Float32, target: Int32, histories: Histories, sampled: int) -> NDArray[np.float64]:
    """NDCG@10 of each reader, against all books or (expected) against so many random ones. Changes scores."""
    rivals = np.maximum(np.isfinite(scores).sum(axis=1) - np.diff(histories.offsets) - 1, 1)
    ranks = ranks_of(scores, target, histories)
    if not sampled:
        return gains(ranks, 10)
    # A book that the model knows nothing of ranks behind more books than there are rivals.
    return sampled_gains(np.minimum(ranks, rivals), rivals, sampled, 10)


def judge(score: Callable[[Histories], Float32], judges: Validation, workers: Workers = ALONE) -> float:
    """Mean NDCG@10 of a model that scores like this, shape (readers, books), over all workers' judges."""
    total = 0.0
    for start in range(0, len(judges.histories), BATCH_READERS):
        part = judges.histories.part(start, start + BATCH_READERS)
        target = judges.book[start : start + BATCH_READERS]
        total += float(gains_of(score(part), target, part, judges.sampled).sum())
    return workers.total(total) / workers.total(len(judges.histories))
