"""What is held out: each reader's last event is the test, the one before it the validation; the rest trains.

The held-out event counts whatever its stars: the question asked is "which book comes next", and a reader who gives
three stars did choose the book. Everything learned, counts and popularity included, comes from `train` alone.
"""

import logging
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.config import SplitConfig
from ml.data.interactions import Bool, Int32, Int64, Interactions

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeldOut:
    """One event each of some readers; shapes (readers held out,)."""

    reader: Int32
    book: Int32
    stars: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.reader)


@dataclass(frozen=True)
class Split:
    """train: what the model learns from. before_test: train plus the validation events, the history at test time."""

    train: Interactions
    before_test: Interactions
    validation: HeldOut
    test: HeldOut
    by_time: bool
    """False when nobody's order is known and random events were held out instead."""


def split_by_time(interactions: Interactions, config: SplitConfig, seed: int) -> Split:
    """Hold out the last two events of readers whose order is known.

    A reader without any date or sequence is never a test reader, unless nobody has one: then one random event of a
    sample of readers is the test, another the validation, and the log says so.
    """
    random = np.random.default_rng(seed)
    offsets = interactions.offsets
    enough = np.diff(offsets) >= config.history_at_least
    by_time = bool(np.any(interactions.ordered & enough))
    if by_time:
        test_rows, validation_rows = _last_rows(interactions, offsets, enough, config, random)
    else:
        log.warning("No reader's time order is known: random events of a sample of readers are held out instead.")
        test_rows, validation_rows = _random_rows(offsets, enough, config, random)
    before_test = np.ones(len(interactions), dtype=bool)
    before_test[test_rows] = False
    train = before_test.copy()
    train[validation_rows] = False
    log.info("Held out %s test and %s validation events.", f"{len(test_rows):,}", f"{len(validation_rows):,}")
    return Split(
        train=interactions.rows(train),
        before_test=interactions.rows(before_test),
        validation=_held_out(interactions, validation_rows),
        test=_held_out(interactions, test_rows),
        by_time=by_time,
    )


def _last_rows(
    interactions: Interactions, offsets: Int64, enough: Bool, config: SplitConfig, random: np.random.Generator
) -> tuple[Int64, Int64]:
    candidates = np.flatnonzero(enough)
    # The very row must have a place in time: a reader's one dated rating says nothing about the order of the others.
    candidates = candidates[interactions.timed[offsets[candidates + 1] - 1]]
    chosen = _sample(candidates, config.test_readers_at_most, random)
    test_rows = offsets[chosen + 1] - 1
    validation_rows = test_rows - 1
    return test_rows, validation_rows[interactions.timed[validation_rows]]


def _random_rows(offsets: Int64, enough: Bool, config: SplitConfig, random: np.random.Generator) -> tuple[Int64, Int64]:
    candidates = np.flatnonzero(enough)
    size = min(config.test_readers_at_most, int(np.ceil(len(candidates) * config.unordered_share)))
    chosen = _sample(candidates, size, random)
    if not len(chosen):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    pairs = np.array([random.choice(offsets[r + 1] - offsets[r], size=2, replace=False) + offsets[r] for r in chosen])
    return pairs[:, 0], pairs[:, 1]


def _sample(candidates: Int64, size: int, random: np.random.Generator) -> Int64:
    if len(candidates) <= size:
        return candidates
    return np.sort(random.choice(candidates, size=size, replace=False))


def _held_out(interactions: Interactions, rows: Int64) -> HeldOut:
    return HeldOut(interactions.reader[rows], interactions.book[rows], interactions.stars[rows])
