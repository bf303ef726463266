"""How the two towers learn: examples from random moments of histories, and one compiled step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Int64
from ml.feature_config import TwoTowerConfig
from ml.models.book_content import NOTHING, BookContent
from ml.models.network import batches_of, compiled
from ml.models.pooling import pool_all
from ml.models.two_tower_layers import BookTower, Facts, ReadBooks, ReaderTower, pooled_vectors, sampled_softmax
from ml.workers import ALONE, Workers

BOOKS_AT_ONCE = 4096


@dataclass(frozen=True)
class Batch:
    """One step's examples: readers at a moment, and the books they are to tell apart."""

    row: Int32
    """Shape (events,): the reader of each history event."""
    place: Int32
    """Shape (events,): the place of its book in `read`."""
    recent: Float32
    lasting: Float32
    read: Int32
    """Books of these histories, each once."""
    profile: Int32
    sampled: Int32
    """Books that compete, each once: all targets, and others drawn at random."""
    with_own: Float32
    log_chance: Float32
    target: Int32
    hit: Bool
    weight: Float32


class Examples:
    """Draws the batches of an epoch from the training histories."""

    def __init__(
        self,
        histories: Histories,
        known: Bool,
        profile: Int32,
        config: TwoTowerConfig,
        seed: int,
        workers: Workers = ALONE,
    ) -> None:
        """known: shape (books,), books that somebody has had; only they compete. profile: codes, (readers, columns)."""
        self.config, self.histories, self.known, self.profile = config, histories, np.flatnonzero(known), profile
        self.random = np.random.default_rng(seed + workers.index)
        counts = workers.sum(np.bincount(histories.book[histories.weight > 0], minlength=len(known)))
        self.share = counts / max(1, counts.sum())
        self.sizes = np.diff(histories.offsets)
        ordered = np.flatnonzero(histories.ordered & (self.sizes > 1))
        unordered = np.flatnonzero(~histories.ordered & (self.sizes > 1))
        # Without anybody's order, everybody is asked as often.
        repeats = 1 if workers.any(len(ordered) > 0) else config.cuts_per_reader
        self.readers = np.concatenate([np.repeat(ordered, config.cuts_per_reader), np.repeat(unordered, repeats)])
        self.size, self.steps = batches_of(workers, len(self.readers), config.batch_size, config.steps_at_least)
        if not self.steps:
            self.size, self.steps = len(self.readers), min(1, len(self.readers))

    def epoch(self) -> Iterator[tuple[int, Batch]]:
        """Batches, each with the number of examples that are done after it; other questions and orders each time."""
        order = np.resize(self.random.permutation(self.readers), self.steps * self.size)
        for start in range(0, len(order), max(1, self.size)):
            yield start + self.size, self._batch(order[start : start + self.size])

    def _batch(self, readers: Int64) -> Batch:
        config, histories = self.config, self.histories
        stop, asked, weight = self._questions(readers)
        pooled = pool_all(self._before(readers, stop, asked, weight > 0), config.history_length, config.recency_power)
        read, place = np.unique(pooled.book, return_inverse=True)
        weight = weight * np.maximum(histories.weight[asked], 0.0)
        counted = weight > 0
        # A question that does not count may be about any book: it takes the first that does, with weight 0.
        books = np.where(counted, histories.book[asked], histories.book[asked][counted][:1].sum(dtype=np.int32))
        sampled, log_chance = self._sample(books[counted])
        target = np.minimum(np.searchsorted(sampled, books), len(sampled) - 1).astype(np.int32)
        # The other right answers of the same moment are no wrong answers.
        hit = np.zeros((len(readers), len(sampled)), dtype=bool)
        hit[np.nonzero(counted)[0], target[counted]] = True
        with_own = self.random.random(len(sampled)) >= config.id_dropout
        return Batch(
            pooled.row.astype(np.int32),
            place.astype(np.int32),
            pooled.recent,
            pooled.flat,
            read.astype(np.int32),
            self.profile[readers],
            sampled,
            with_own.astype(np.float32),
            log_chance,
            target,
            hit,
            weight.astype(np.float32),
        )

    def _before(self, readers: Int64, stop: Int64, asked: Int64, counted: Bool) -> Histories:
        """The readers' histories up to `stop`, without the rows that are asked for and those that dropout takes."""
        first = self.histories.offsets[readers]
        counts = stop - first
        starts = np.cumsum(counts) - counts
        rows = np.repeat(first - starts, counts) + np.arange(counts.sum())
        kept = self.random.random(len(rows)) >= self.config.history_dropout
        inside = counted & (asked < stop[:, None])
        kept[(asked - first[:, None] + starts[:, None])[inside]] = False
        left = np.bincount(np.repeat(np.arange(len(readers)), counts)[kept], minlength=len(readers))
        return self.histories.take(np.concatenate([[0], np.cumsum(left)]), rows[kept], readers)

    def _questions(self, readers: Int64) -> tuple[Int64, Int64, np.ndarray]:
        """Where each history stops, shape (readers,); rows that are asked for and their weights, (readers, targets).

        A share of the readers whose order is known is asked what comes next, as in serving. All others are asked for
        rows out of the middle, at most half of theirs: the books that everybody begins with come next nowhere.
        """
        offsets, count = self.histories.offsets, self.config.targets
        first, size = offsets[readers], self.sizes[readers]
        following = self.histories.ordered[readers] & (self.random.random(len(readers)) < self.config.next_share)
        cut = first + 1 + (self.random.random(len(readers)) * (size - 1)).astype(np.int64)
        stop = np.where(following, cut, first + size)
        number = np.arange(count)
        anywhere = first[:, None] + (self.random.random((len(readers), count)) * size[:, None]).astype(np.int64)
        after = cut[:, None] + number
        weight = np.where(
            following[:, None],
            (after < (first + size)[:, None]) / (1.0 + number),
            number < np.maximum(1, size // 2)[:, None],
        )
        return stop, np.where(following[:, None], np.minimum(after, offsets[-1] - 1), anywhere), weight

    def _sample(self, targets: Int32) -> tuple[Int32, Float32]:
        """Books that compete, ascending, and the logarithm of each one's chance to be among them."""
        count = min(self.config.sampled_books, len(self.known))
        drawn = self.random.choice(self.known, count, replace=False, shuffle=False)
        sampled = np.unique(np.concatenate([targets, drawn])).astype(np.int32)
        missed = (1.0 - self.share[sampled]) ** len(targets) * (1.0 - count / len(self.known))
        return sampled, np.log(np.maximum(1.0 - missed, 1e-12)).astype(np.float32)


class Towers:
    """Both towers with the tables they share."""

    def __init__(
        self, content: BookContent, known: Bool, profile_sizes: tuple[int, ...], config: TwoTowerConfig, seed: int
    ) -> None:
        self.config, self.known = config, known
        facts = Facts(content, config.fact_size, seed)
        self.books = BookTower(content, facts, config, seed + 100)
        self.read = ReadBooks(known, facts, config, seed + 200)
        self.readers = ReaderTower(profile_sizes, config, seed + 300)
        one = tf.zeros((1,), tf.int32)
        self.books(one, tf.ones((1,)))
        history = self.read(one)
        self.readers(history, history, tf.zeros((1, len(profile_sizes)), tf.int32))

    def variables(self) -> list[Any]:
        layers = (self.books, self.read, self.readers)
        return list({id(v): v for layer in layers for v in layer.trainable_variables}.values())

    def history_table(self) -> Float32:
        """What each book says of a reader who has read it; shape (books, size)."""
        return np.concatenate([np.asarray(self.read(part)) for part in self._parts()])

    def book_vectors(self, own: bool = True) -> Float32:
        """Shape (books, embedding_size); without `own`, what the facts alone say."""
        with_own = (self.known & own).astype(np.float32)
        return np.concatenate([np.asarray(self.books(part, tf.gather(with_own, part))) for part in self._parts()])

    def _parts(self) -> Iterator[Any]:
        for start in range(0, len(self.known), BOOKS_AT_ONCE):
            yield tf.range(start, min(start + BOOKS_AT_ONCE, len(self.known)))

    def compile_step(self, workers: Workers = ALONE) -> Callable[[Batch], Any]:
        variables = self.variables()
        optimizer = keras.optimizers.Adam(self.config.learning_rate)
        optimizer.build(variables)
        whole, real = tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.float32)
        whole_table, real_table = tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None, None], tf.float32)
        hits = tf.TensorSpec([None, None], tf.bool)
        signature = [whole, whole, real, real, whole, whole_table, whole, real, real, whole_table, hits, real_table]

        def step(
            row: Any,
            place: Any,
            recent: Any,
            lasting: Any,
            read: Any,
            profile: Any,
            sampled: Any,
            with_own: Any,
            log_chance: Any,
            target: Any,
            hit: Any,
            weight: Any,
        ) -> Any:
            with tf.GradientTape() as tape:
                history, count = self.read(read), tf.shape(profile)[0]
                pooled = (pooled_vectors(row, place, w, count, history) for w in (recent, lasting))
                reader = self.readers(*pooled, profile, training=True)
                book = self.books(sampled, with_own, training=True)
                logits = tf.matmul(reader, book, transpose_b=True) / self.config.temperature
                loss = sampled_softmax(logits, log_chance, target, hit, weight)
                shared = loss / workers.count
            gradients = [tf.convert_to_tensor(g) for g in tape.gradient(shared, variables)]
            optimizer.apply(gradients, variables)
            return loss

        graph = compiled(workers, step, signature)
        return lambda batch: graph(*vars(batch).values())


def profile_codes(histories: Histories, sizes: tuple[int, ...]) -> Int32:
    """The readers' profile, shape (readers, columns); a code that training did not see says nothing."""
    codes = np.full((len(histories), len(sizes)), NOTHING, dtype=np.int32)
    shared = min(len(sizes), histories.profile.shape[1])
    given = histories.profile[:, :shared]
    codes[:, :shared] = np.where(given < np.array(sizes[:shared], dtype=np.int32), given, NOTHING)
    return codes
