"""Lets the data decide, on validation events, how much the latest books count and how hard the memory is damped.

In one library the next book follows from the last one, in another from a taste of years. A choice is small (a grid of a
few values), made on validation events only, and leaves the default only for what is better by more than one standard
error of the readers' differences: on few readers, or where nothing matters much, the default stands.
"""

import logging
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ml.config import NcfConfig
from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Interactions
from ml.models.base import Validation
from ml.models.memory import Memory, say
from ml.models.pooling import pool_all
from ml.ranking import gains, ranks_of

log = logging.getLogger(__name__)

BATCH_READERS = 512
LASTING = "lasting"
Choice = TypeVar("Choice", bound=Hashable)

# Gains of the memory with recent, latest and lasting weights, of what follows recent books, of the embeddings, of
# popularity: four answers to "which part of the history leads", each with embeddings that whisper or have a full say.
RETRIEVALS: tuple[tuple[float, ...], ...] = tuple(
    (*lead, following, embeddings, 0.05)
    for lead, following in (
        ((1.0, 0.0, 0.0), 0.3),
        ((0.0, 1.0, 0.0), 0.3),
        ((0.5, 0.0, 0.5), 0.3),
        ((0.0, 0.0, 1.0), 0.1),
    )
    for embeddings in (0.3, 1.0)
)


@dataclass(frozen=True)
class Scored:
    """What the parts of the model say to some readers, and the book each of them took next."""

    features: list[Float32]
    histories: Histories
    book: Int32


def sample(validation: Validation | None, config: NcfConfig, seed: int) -> Validation | None:
    """The readers to choose by; None when they are too few to choose anything."""
    least, most = config.choice_readers
    if validation is None or len(validation.histories) < least:
        return None
    count = len(validation.histories)
    if count <= most:
        return validation
    chosen = np.sort(np.random.default_rng(seed).choice(count, most, replace=False)).astype(np.int32)
    return Validation(validation.histories.pick(chosen), validation.book[chosen])


def choose_memory(
    config: NcfConfig, interactions: Interactions, star_weights: tuple[float, ...], validation: Validation
) -> tuple[NcfConfig, Memory, dict[str, Any]]:
    """Config with memory_l2 and recency_power chosen, the memory solved with them, and the figures, ready for JSON.

    Every penalty is judged by the memory alone, under the history weighting that suits it best. Time: one solve each.
    """
    solved: dict[float, Memory] = {}
    judged: dict[float, dict[Any, NDArray[np.float64]]] = {}
    for penalty in dict.fromkeys((config.memory_l2, *config.memory_l2s)):
        solved[penalty] = Memory(replace(config, memory_l2=penalty))
        solved[penalty].fit(interactions, star_weights)
        judged[penalty] = _gains_by_weighting(config, solved[penalty], star_weights, validation)
    best = {penalty: max(of.values(), key=lambda each: float(each.mean())) for penalty, of in judged.items()}
    l2 = settle(best)
    power = settle({weighting: each for weighting, each in judged[l2].items() if weighting != LASTING})
    figures = {
        f"memory_l2 {penalty:g}": {str(weighting): round(float(each.mean()), 5) for weighting, each in of.items()}
        for penalty, of in judged.items()
    }
    log.info("Chosen on %s validation readers: memory_l2 %g, recency_power %g.", len(validation.book), l2, power)
    return replace(config, memory_l2=l2, recency_power=power), solved[l2], figures


def choose_retrieval(
    config: NcfConfig, scored: Iterable[Scored], known: Bool
) -> tuple[tuple[float, ...], dict[str, Any]]:
    """The best retrieval gains, and the figures, ready for JSON."""
    choices = list(dict.fromkeys((config.retrieval_gains, *RETRIEVALS)))
    judged: dict[tuple[float, ...], list[np.ndarray]] = {choice: [] for choice in choices}
    for part in scored:
        for choice in choices:
            ranks = ranks_of(blend(choice, part.features, known), part.book, part.histories)
            judged[choice].append(gains(ranks, 10))
    each = {choice: np.concatenate(parts) for choice, parts in judged.items()}
    chosen = settle(each)
    log.info("Chosen on %s validation readers: retrieval gains %s.", len(each[chosen]), chosen)
    return chosen, {str(list(choice)): round(float(values.mean()), 5) for choice, values in each.items()}


def blend(retrieval_gains: tuple[float, ...], features: list[Float32], known: Bool) -> Float32:
    """What retrieval goes by; shape (readers, books), -inf for books without ratings."""
    total = np.zeros(features[0].shape, dtype=np.float32)
    for gain, feature in zip(retrieval_gains, features, strict=True):
        if gain:
            total += np.float32(gain) * feature
    total[:, ~known] = -np.inf
    return total


def settle(judged: dict[Choice, NDArray[np.float64]]) -> Choice:
    """The choice with the best mean over readers; the first, unless the best is better by more than chance.

    judged: for each choice one figure per reader, the readers being the same.
    """
    first = next(iter(judged))
    best = max(judged, key=lambda choice: float(judged[choice].mean()))
    better = judged[best] - judged[first]
    error = float(better.std(ddof=1) / np.sqrt(len(better))) if len(better) > 1 else np.inf
    return best if float(better.mean()) > error else first


def _gains_by_weighting(
    config: NcfConfig, memory: Memory, star_weights: tuple[float, ...], validation: Validation
) -> dict[Any, NDArray[np.float64]]:
    """Each reader's NDCG@10 by the memory alone, for every recency power (the configured one first) and for none."""
    judged: dict[Any, list[np.ndarray]] = {}
    for start in range(0, len(validation.book), BATCH_READERS):
        histories = validation.histories.part(start, start + BATCH_READERS)
        target = validation.book[start : start + BATCH_READERS]
        for power in dict.fromkeys((config.recency_power, *config.recency_powers)):
            pooled = pool_all(histories, star_weights, config.history_length, power)
            said = say(pooled, pooled.recent, memory.weights)
            judged.setdefault(power, []).append(gains(ranks_of(said, target, histories), 10))
        said = say(pooled, pooled.flat, memory.weights)
        judged.setdefault(LASTING, []).append(gains(ranks_of(said, target, histories), 10))
    return {weighting: np.concatenate(parts) for weighting, parts in judged.items()}
