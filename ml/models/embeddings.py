"""Reader and book vectors (the GMF part) and the star head, trained together in one compiled step."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Int64, Interactions
from ml.data.spilling import room_for
from ml.models.base import FitOptions
from ml.models.late_events import before
from ml.models.layers import BookTower, ReaderTower, StarHead
from ml.models.network import batches_of, compiled, train_epochs
from ml.models.pooling import Pooled, pool, pool_all
from ml.models.tables import reader_parts
from ml.ncf_config import NcfConfig
from ml.workers import Workers

# Where nobody gives stars: the middle of the scale.
USUAL_STARS = 3.0
# Of a history without order; the ends teach little: everything from nothing, or nothing from everything.
GIVEN_SHARE = (0.2, 0.9)
# Added to the number of targets where it is divided by: one target more or less is no great matter.
FEW_TARGETS = 5.0


class Embeddings:
    """Two towers trained with a full softmax over all books: which books came next, given what was read before."""

    def __init__(self, config: NcfConfig, seed: int) -> None:
        self.config = config
        self.seed = seed
        self.mean = 0.0
        self.rated = True
        """Whether anybody gave stars: without, the star head is neither trained nor asked."""
        self.book_offsets: Float32 = np.empty(0, dtype=np.float32)
        self.unknown_order = False

    def build(self, mean: float, book_offsets: Float32, log_popularity: Float32) -> None:
        config, books = self.config, len(book_offsets)
        self.mean, self.book_offsets = mean, book_offsets
        self.readers = ReaderTower(books, config.embedding_size, config.dropout, self.seed)
        self.books = BookTower(log_popularity, config.embedding_size, self.seed + 10)
        self.stars = StarHead(book_offsets, mean, config.star_embedding_size, self.seed + 20)
        self.stars.project.build((None, config.embedding_size))

    def variables(self) -> list[Any]:
        return [v for layer in (self.readers, self.books, self.stars) for v in layer.trainable_variables]

    def fit(
        self, histories: Histories, interactions: Interactions, options: FitOptions, measure: Callable[[], float] | None
    ) -> dict[str, Any]:
        """Learn from every event of the histories; measure is asked after each epoch. Returns what happened."""
        workers = options.workers
        counts = workers.sum(interactions.book_counts())
        self.build(*_star_baseline(interactions, self.config.star_shrinkage, workers), _log_popularity(counts))
        random = np.random.default_rng(options.seed + workers.index)
        self.rated = workers.any(bool((interactions.stars > 0).any()))
        step = self._compile_step(workers)
        sizes = np.diff(histories.offsets)
        ordered = np.flatnonzero(histories.ordered & (sizes > 1))
        unordered = np.flatnonzero(~histories.ordered & (sizes > 1))
        self.unknown_order = not workers.any(len(ordered) > 0)
        # Without anybody's order, everybody is trained by random halves, and as often.
        repeats = self.config.cuts_per_reader if self.unknown_order else 1
        readers = np.concatenate([np.repeat(ordered, self.config.cuts_per_reader), np.repeat(unordered, repeats)])
        weight = np.where(histories.ordered | self.unknown_order, 1.0, self.config.unordered_weight)
        batch, steps = batches_of(workers, len(readers), self.config.batch_size, self.config.steps_at_least)
        epoch = 0

        def train_epoch() -> float:
            nonlocal epoch
            epoch += 1
            if self.unknown_order:
                # Constant for half of the epochs, then down to a twentieth: the last steps settle what the first found.
                rate = self.config.learning_rate * min(1.0, 2.05 - 2.0 * (epoch - 1) / self.config.epochs)
                self.optimizer.learning_rate.assign(rate)
            shuffled = shuffle_unordered(histories, random)
            order = np.resize(random.permutation(readers), steps * batch)
            losses = []
            for start in range(0, len(order), batch):
                losses.append(step(*self._batch(shuffled, order[start : start + batch], weight, random)))
                options.progress(f"embeddings, epoch {epoch}", start + batch, len(order))
            return workers.mean(float(np.mean([loss.numpy() for loss in losses])))

        return train_epochs(
            "embeddings", self.config.epochs, self.config.patience, train_epoch, measure, self.variables()
        )

    def _batch(
        self, histories: Histories, readers: Int64, weight: np.ndarray, random: np.random.Generator
    ) -> list[Any]:
        """One example per reader: a random moment, the events before it, the next ones as targets."""
        config = self.config
        first, end = histories.offsets[readers], histories.offsets[readers + 1]
        cut = first + 1 + (self._share(len(readers), random) * (end - first - 1)).astype(np.int64)
        kept = random.random(int((cut - first).sum())) >= config.history_dropout
        pooled = pool(histories, readers, cut, config.history_length, config.recency_power, kept)
        # Readers whose order is unknown have all the rest of their history to be predicted.
        targets = min(config.targets, max(1, int((end - cut).max())))
        place = cut[:, None] + np.arange(targets)
        there = place < end[:, None]
        place = np.minimum(place, len(histories.book) - 1)
        nearness = np.where(histories.ordered[readers][:, None], 1.0 / (1.0 + np.arange(targets)), 1.0)
        nearness /= (there.sum(axis=1, keepdims=True) + FEW_TARGETS) ** config.target_power
        signal = np.maximum(histories.weight[place], 0.0)
        return [
            *_tensors(pooled),
            histories.book[place],
            (there * signal * nearness * weight[readers][:, None]).astype(np.float32),
            self._reader_offsets(histories, readers, cut),
            histories.stars[place].astype(np.float32),
            (there & (histories.stars[place] > 0)).astype(np.float32),
        ]

    def _share(self, readers: int, random: np.random.Generator) -> np.ndarray:
        """The part of each reader's history that is given, the rest being asked for."""
        return random.uniform(*GIVEN_SHARE, readers) if self.unknown_order else random.random(readers)

    def _reader_offsets(self, histories: Histories, readers: Int64, stops: Int64) -> Float32:
        """How much milder or stricter than others a reader rated before row `stops`; shape (readers,)."""
        if not self.rated:
            return np.zeros(len(readers), dtype=np.float32)
        known = before(histories, readers, stops)
        row, given = known.row_reader(), known.stars > 0
        surprise = np.where(given, known.stars - self.mean - self.book_offsets[known.book], 0.0)
        total, count = np.bincount(row, surprise, len(readers)), np.bincount(row, given, len(readers))
        offsets: Float32 = total / (count + self.config.star_shrinkage)
        return np.asarray(offsets, dtype=np.float32)

    def _compile_step(self, workers: Workers) -> Callable[..., Any]:
        layers = (self.readers, self.books, self.stars) if self.rated else (self.readers, self.books)
        variables = [v for layer in layers for v in layer.trainable_variables]
        self.optimizer = optimizer = keras.optimizers.Adam(self.config.learning_rate)
        optimizer.build(variables)
        whole, real = tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.float32)
        table = tf.TensorSpec([None, None], tf.float32)

        signature = [whole, whole, real, real, tf.TensorSpec([None, None], tf.int32), table, real, table, table]

        def step(
            row: Any, book: Any, recent: Any, flat: Any, target: Any, weight: Any, offset: Any, stars: Any, there: Any
        ) -> Any:
            with tf.GradientTape() as tape:
                reader = self.readers(row, book, recent, flat, tf.shape(target)[0], training=True)
                # What was read before is no candidate for what comes next.
                known = tf.stack([row, book], axis=1)
                logits = tf.tensor_scatter_nd_sub(self.books(reader), known, tf.fill([tf.shape(row)[0]], 1e4))
                surprise = tf.reduce_logsumexp(logits, axis=1, keepdims=True) - tf.gather(logits, target, batch_dims=1)
                ranking = tf.reduce_sum(weight * surprise) / tf.maximum(tf.reduce_sum(weight), 1e-6)
                loss = ranking
                if self.rated:
                    # The stars must not bend the vectors that rank: their head only looks at them.
                    error = self.stars(tf.stop_gradient(reader), offset, target) - stars
                    loss += tf.reduce_sum(there * tf.square(error)) / tf.maximum(tf.reduce_sum(there), 1.0)
                loss /= workers.count
            gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]
            optimizer.apply(gradients, variables)
            return ranking

        return compiled(workers, step, signature)

    def reader_vectors(self, pooled: Pooled) -> Float32:
        """Shape (readers, embedding_size)."""
        row, book, recent, flat = _tensors(pooled)
        return np.asarray(self.readers(row, book, recent, flat, tf.constant(pooled.readers)))

    def event_vectors(self, pooled: Pooled) -> Float32:
        """Each event's summand of its reader's vector; shape (events, embedding_size)."""
        recent, lasting = np.asarray(self.readers.recent), np.asarray(self.readers.lasting)
        events: Float32 = 2.0 * pooled.recent[:, None] * recent[pooled.book]
        events += 0.5 * pooled.flat[:, None] * lasting[pooled.book]
        return events

    def logits(self, reader_vectors: Float32) -> Float32:
        """GMF scores of all books; shape (readers, books)."""
        return np.asarray(self.books(tf.constant(reader_vectors)))

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32:
        """Stars 1-5, shape of books (readers, k)."""
        pooled = pool_all(histories, self.config.history_length, self.config.recency_power)
        offsets = self._reader_offsets(histories, np.arange(len(histories)), histories.offsets[1:])
        stars = self.stars(tf.constant(self.reader_vectors(pooled)), tf.constant(offsets), tf.constant(books))
        clipped: Float32 = np.clip(np.asarray(stars), 1.0, 5.0)
        return clipped


def _tensors(pooled: Pooled) -> list[Any]:
    return [pooled.row.astype(np.int32), pooled.book.astype(np.int32), pooled.recent, pooled.flat]


def shuffle_unordered(histories: Histories, random: np.random.Generator) -> Histories:
    """Another random order for readers whose order is unknown: every epoch predicts other books from other books.

    Some readers at a time: what it needs beside the new columns does not grow with the library.
    """
    book, stars = room_for(histories.book), room_for(histories.stars)
    weight, had = room_for(histories.weight), room_for(histories.had)
    for rows in reader_parts(histories.offsets):
        reader = np.searchsorted(histories.offsets, np.arange(rows.start, rows.stop), side="right") - 1
        share = np.arange(rows.start, rows.stop) / max(1, len(book))
        key = np.where(histories.ordered[reader], share, random.random(len(reader)))
        order = rows.start + np.lexsort((key, reader))
        book[rows], stars[rows] = histories.book[order], histories.stars[order]
        weight[rows], had[rows] = histories.weight[order], histories.had[order]
    return replace(histories, book=book, stars=stars, weight=weight, had=had)


def _star_baseline(interactions: Interactions, shrinkage: float, workers: Workers) -> tuple[float, Float32]:
    """Overall mean of stars, and each book's offset from it, shrunk towards zero where ratings are few."""
    given = interactions.stars > 0
    book, stars = interactions.book[given], interactions.stars[given]
    counts = workers.sum(np.bincount(book, minlength=len(interactions.books)))
    mean = workers.total(float(stars.sum(dtype=np.float64))) / counts.sum() if counts.any() else USUAL_STARS
    sums = workers.sum(np.bincount(book, stars - mean, len(interactions.books)))
    return mean, (sums / (counts + shrinkage)).astype(np.float32)


def _log_popularity(counts: Int64) -> Float32:
    more = counts + 1.0
    logarithm: Float32 = np.log(more / more.mean()).astype(np.float32)
    return logarithm
