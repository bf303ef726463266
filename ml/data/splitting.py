"""What is held out: each reader's last book is the test, the one before it the validation; the rest trains.

A held-out event is a book that the reader chose, whatever its stars: the question asked is "which book comes next", and
a reader who gives three stars did choose the book. Views and dismissals are never held out. Everything learned, counts
and popularity included, comes from `train` alone.
"""

import logging
from dataclasses import dataclass, replace

import numpy as np

from ml.config import SplitConfig
from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeldOut:
    """One event each of some readers; shapes (readers held out,)."""

    reader: Int32
    book: Int32
    stars: Float32

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


def split_by_time(interactions: Interactions, config: SplitConfig, seed: int, workers: Workers = ALONE) -> Split:
    """Hold out the last two events of readers whose order is known.

    A reader without any date or sequence is never a test reader, unless nobody has one: then one random event of a
    sample of readers is the test, another the validation, and the log says so. Each worker samples among its readers.
    """
    random = np.random.default_rng(seed)
    chosen = _Chosen(interactions)
    enough = chosen.counts >= config.history_at_least
    by_time = workers.any(bool(np.any(interactions.ordered & enough)))
    config = replace(config, test_readers_at_most=config.test_readers_at_most // workers.count)
    if by_time:
        test_rows, validation_rows = _last_rows(interactions, chosen, enough, config, random)
    else:
        log.warning("No reader's time order is known: random events of a sample of readers are held out instead.")
        test_rows, validation_rows = _random_rows(chosen, enough, config, random)
    before_test = _before(interactions, test_rows, by_time)
    train = before_test & _before(interactions, validation_rows, by_time)
    log.info("Held out %s test and %s validation events.", f"{len(test_rows):,}", f"{len(validation_rows):,}")
    return Split(
        train=interactions.rows(train),
        before_test=interactions.rows(before_test),
        validation=_held_out(interactions, validation_rows),
        test=_held_out(interactions, test_rows),
        by_time=by_time,
    )


class _Chosen:
    """The rows of books that readers chose; reader r has counts[r] of them, the last before place ends[r] of rows."""

    def __init__(self, interactions: Interactions) -> None:
        chosen = interactions.had & ((interactions.stars > 0) | (interactions.weight > 0))
        self.rows: Int64 = np.flatnonzero(chosen)
        self.counts = np.bincount(interactions.reader[self.rows], minlength=len(interactions.readers))
        self.ends = np.cumsum(self.counts)


def _last_rows(
    interactions: Interactions, chosen: _Chosen, enough: Bool, config: SplitConfig, random: np.random.Generator
) -> tuple[Int64, Int64]:
    candidates = np.flatnonzero(enough)
    # The very row must have a place in time: a reader's one dated rating says nothing about the order of the others.
    candidates = candidates[interactions.timed[chosen.rows[chosen.ends[candidates] - 1]]]
    sampled = _sample(candidates, config.test_readers_at_most, random)
    last = chosen.ends[sampled]
    validation_rows = chosen.rows[last - 2]
    return chosen.rows[last - 1], validation_rows[interactions.timed[validation_rows]]


def _random_rows(
    chosen: _Chosen, enough: Bool, config: SplitConfig, random: np.random.Generator
) -> tuple[Int64, Int64]:
    candidates = np.flatnonzero(enough)
    size = min(config.test_readers_at_most, int(np.ceil(len(candidates) * config.unordered_share)))
    sampled = _sample(candidates, size, random)
    if not len(sampled):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    places = [chosen.ends[r] - 1 - random.choice(chosen.counts[r], size=2, replace=False) for r in sampled]
    pairs = chosen.rows[np.array(places)]
    return pairs[:, 0], pairs[:, 1]


def _before(interactions: Interactions, rows: Int64, by_time: bool) -> Bool:
    """Shape (n,): false for the rows, and for everything their readers did after them where the order is known."""
    keep = np.ones(len(interactions), dtype=bool)
    if not by_time:
        keep[rows] = False
        return keep
    bound = interactions.offsets[1:].copy()
    bound[interactions.reader[rows]] = rows
    before: Bool = np.arange(len(interactions)) < bound[interactions.reader]
    return before


def _sample(candidates: Int64, size: int, random: np.random.Generator) -> Int64:
    if len(candidates) <= size:
        return candidates
    return np.sort(random.choice(candidates, size=size, replace=False))


def _held_out(interactions: Interactions, rows: Int64) -> HeldOut:
    return HeldOut(interactions.reader[rows], interactions.book[rows], interactions.stars[rows])
