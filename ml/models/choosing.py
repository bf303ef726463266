"""Lets the data decide, on validation events, how much the latest books count and which part of the model leads.

In one library the next book follows from the last one, in another from a taste of years. A choice is made on validation
events only, and leaves what stood only for what is better by more than one standard error of the readers' differences:
on few readers, or where nothing matters much, the default stands.
"""

import logging
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Interactions
from ml.models.base import Validation
from ml.models.memory import Memory
from ml.models.opinions import Opinions
from ml.models.pooling import pool_all
from ml.ncf_config import NcfConfig
from ml.ranking import gains, ranks_of, sampled_gains
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

BATCH_READERS = 512
LASTING = "lasting"
Choice = TypeVar("Choice", bound=Hashable)

# The memory with recent, latest and lasting weights; what follows recent books; the memory of what was disliked; the
# dot product of embeddings; the factorisation; popularity.
OPINIONS = ("recent", "latest", "lasting", "following", "disliked", "gmf", "factors", "popularity")
STEPS = (0.5, 0.25)
GREATEST_GAIN = 4.0
# Only these two may speak against a book.
MAY_BE_NEGATIVE = {"disliked", "popularity"}
LEADERS = 60
RIVALS = 400


@dataclass(frozen=True)
class Judged:
    """The opinions on the book that each of n readers took next, and on its rivals."""

    features: Float32
    """Shape (n, 1 + k, opinions): the book itself first."""
    there: NDArray[np.bool_]
    """Shape (n, 1 + k): false for rivals that are none."""
    sampled: int
    """0: rivals are all that may be before the book. Else they are a random sample, of which so many are drawn."""

    def gains(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """NDCG@10 of each reader when opinions are weighed like this."""
        scores = self.features @ weights.astype(np.float32)
        before = np.count_nonzero((scores[:, 1:] >= scores[:, :1]) & self.there[:, 1:], axis=1)
        if not self.sampled:
            return gains(before, 10)
        return sampled_gains(before, np.count_nonzero(self.there[:, 1:], axis=1), self.sampled, 10)


def choose_memory(
    config: NcfConfig, interactions: Interactions, validation: Validation, workers: Workers = ALONE
) -> tuple[NcfConfig, Memory, dict[str, Any]]:
    """Config with memory_l2 and recency_power chosen, the memory solved with them, and the figures, ready for JSON.

    Every penalty is judged by the memory alone, under the history weighting that suits it best. Time: one solve each.
    """
    solved: dict[float, Memory] = {}
    judged: dict[float, dict[Any, NDArray[np.float64]]] = {}
    for penalty in dict.fromkeys((config.memory_l2, *config.memory_l2s)):
        solved[penalty] = Memory(replace(config, memory_l2=penalty))
        solved[penalty].fit(interactions, workers)
        judged[penalty] = {
            weighting: workers.joined(each)
            for weighting, each in _gains_by_weighting(config, solved[penalty], validation).items()
        }
    best = {penalty: max(of.values(), key=lambda each: float(each.mean())) for penalty, of in judged.items()}
    l2 = settle(best)
    power = settle({weighting: each for weighting, each in judged[l2].items() if weighting != LASTING})
    figures = {
        f"memory_l2 {penalty:g}": {str(weighting): round(float(each.mean()), 5) for weighting, each in of.items()}
        for penalty, of in judged.items()
    }
    log.info("Chosen on %s validation readers: memory_l2 %g, recency_power %g.", len(best[l2]), l2, power)
    return replace(config, memory_l2=l2, recency_power=power), solved[l2], figures


def rivals(opinions: Opinions, histories: Histories, book: Int32, sampled: int, seed: int) -> Judged:
    """What to weigh opinions by: the books that could be before the right one (or a random sample of all books)."""
    if sampled:
        random = np.random.default_rng(seed)
        others = random.integers(0, len(opinions.known), (len(histories), RIVALS)).astype(np.int32)
        own = np.zeros((len(histories), len(opinions.known)), dtype=bool)
        own[histories.row_reader(), histories.book] = True
        others[np.take_along_axis(own, others, axis=1)] = -1
    else:
        others = opinions.leaders(LEADERS, histories)
    others[others == book[:, None]] = -1
    books = np.concatenate([book[:, None], others], axis=1)
    return Judged(opinions.at(np.maximum(books, 0)), books >= 0, sampled)


def choose_gains(
    config: NcfConfig, parts: list[Judged], workers: Workers = ALONE
) -> tuple[tuple[float, ...], dict[str, Any]]:
    """Gains of the opinions, climbed to one at a time from the configured ones; and the figures, ready for JSON."""
    weights = np.array(config.retrieval_gains, dtype=np.float64)
    best = workers.joined(_gains_of(parts, weights))
    figures: dict[str, Any] = {"begin": round(float(best.mean()), 5)}
    for step in STEPS:
        for place, name in enumerate(OPINIONS):
            for change in (step, -step):
                while True:
                    tried = weights.copy()
                    tried[place] += change
                    if abs(tried[place]) > GREATEST_GAIN or (tried[place] < 0 and name not in MAY_BE_NEGATIVE):
                        break
                    judged = workers.joined(_gains_of(parts, tried))
                    if settle({False: best, True: judged}) is False:
                        break
                    weights, best = tried, judged
    figures["end"] = round(float(best.mean()), 5)
    chosen = tuple(round(float(weight), 3) for weight in weights)
    told = ", ".join(f"{name} {weight:g}" for name, weight in zip(OPINIONS, chosen, strict=True) if weight)
    log.info("Chosen on %s validation readers: %s.", len(best), told)
    return chosen, figures


def settle(judged: dict[Choice, NDArray[np.float64]]) -> Choice:
    """The choice with the best mean over readers; the first, unless the best is better by more than chance.

    judged: for each choice one figure per reader, the readers being the same.
    """
    first = next(iter(judged))
    best = max(judged, key=lambda choice: float(judged[choice].mean()))
    better = judged[best] - judged[first]
    error = float(better.std(ddof=1) / np.sqrt(len(better))) if len(better) > 1 else np.inf
    return best if float(better.mean()) > error else first


def _gains_of(parts: list[Judged], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([part.gains(weights) for part in parts])


def _gains_by_weighting(config: NcfConfig, memory: Memory, validation: Validation) -> dict[Any, NDArray[np.float64]]:
    """Each reader's NDCG@10 by the memory alone, for every recency power (the configured one first) and for none."""
    judged: dict[Any, list[np.ndarray]] = {}
    for start in range(0, len(validation.book), BATCH_READERS):
        histories = validation.histories.part(start, start + BATCH_READERS)
        target = validation.book[start : start + BATCH_READERS]
        weightings: dict[Any, Float32] = {}
        for power in dict.fromkeys((config.recency_power, *config.recency_powers)):
            pooled = pool_all(histories, config.history_length, power)
            weightings[power] = pooled.recent
        weightings[LASTING] = pooled.flat
        for weighting, weights in weightings.items():
            said = memory.say(pooled.spread(weights, memory.weights.shape[0]))
            dense = said if isinstance(said, np.ndarray) else said.toarray()
            judged.setdefault(weighting, []).append(gains(ranks_of(dense, target, histories), 10))
    return {weighting: np.concatenate(each) for weighting, each in judged.items()}
