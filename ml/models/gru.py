"""What next: the books of a reader read one after the other by a GRU (after GRU4Rec, Hidasi et al. 2016).

Every place of a history is an example: the state after this book, and the book that came next. One table of book
vectors is both what the network reads and what it says, so that rare books learn from either. Readers are nothing but
their histories; where the order is unknown the books are read in the order of the catalogue, whatever the rows' order.
Book -inf: nobody had it in the training data.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.model_config import GruConfig
from ml.models.base import FitOptions, Recommender
from ml.models.judging import judge, judges_of
from ml.models.layers import normal
from ml.models.network import steps_of, train_epochs

JUDGES_AT_MOST = 5_000
# Logit of a book that must not compete.
NEVER = -1e9


class Gru(Recommender):
    """Book vectors, a GRU, and a projection of its state back to where the book vectors are."""

    name: ClassVar[str] = "gru"

    def __init__(self, config: GruConfig | None = None) -> None:
        self.config = config or GruConfig()
        self.history: dict[str, Any] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        counts = interactions.book_readers()
        self.known: Bool = counts > 0
        self._build(len(counts), options.seed)
        self.bias.assign(np.log((counts + 1.0) / (counts + 1.0).mean()))
        histories = histories_of(interactions.rows(interactions.weight > 0))
        judges = judges_of(options.validation, JUDGES_AT_MOST, options.seed)
        measure = None if judges is None else partial(judge, self.scores, judges)
        train_epoch = self._trainer(histories, counts, options)
        config = self.config
        self.history = train_epochs("gru", config.epochs, config.patience, train_epoch, measure, self._variables())

    def _build(self, books: int, seed: int) -> None:
        size, dropout = self.config.embedding_size, self.config.dropout
        self.vectors = keras.Variable(normal(size**-0.5, seed)((books, size)))
        self.bias = keras.Variable(np.zeros(books, dtype=np.float32))
        glorot, orthogonal = keras.initializers.GlorotUniform, keras.initializers.Orthogonal
        self.gru = keras.layers.GRU(
            size,
            return_sequences=True,
            kernel_initializer=glorot(seed + 1),
            recurrent_initializer=orthogonal(seed=seed + 2),
        )
        self.gru.build((None, None, size))
        self.project = keras.layers.Dense(size, kernel_initializer=glorot(seed + 3))
        self.project.build((None, size))
        self.drop_books = keras.layers.Dropout(dropout, seed=seed + 4)
        self.drop_state = keras.layers.Dropout(dropout, seed=seed + 5)

    def _variables(self) -> list[Any]:
        return [self.vectors, self.bias, *self.gru.trainable_variables, *self.project.trainable_variables]

    def _states(self, books: Any, training: bool = False) -> Any:
        """Shape (n, length, size): what is expected after each book. books: shape (n, length); padding comes last."""
        read = self.drop_books(tf.gather(self.vectors.value, books), training=training)
        return self.project(self.drop_state(self.gru(read), training=training))

    def _trainer(self, histories: Histories, counts: Int64, options: FitOptions) -> Callable[[], float]:
        """One epoch: a stretch of every reader's history, random in place where the history is longer."""
        config, random = self.config, np.random.default_rng(options.seed)
        step = self._compile_step(counts)
        ordered = histories.ordered
        weight = np.where(ordered | (not ordered.any()), 1.0, config.unordered_weight).astype(np.float32)
        readers = np.flatnonzero(np.diff(histories.offsets) > 1)
        batch = steps_of(len(readers), config.batch_size, config.steps_at_least)
        chances = np.cumsum(counts, dtype=np.float64)
        # A small library is trained against all its books.
        everything = np.arange(len(counts), dtype=np.int32) if len(counts) <= config.negatives else None
        epoch = 0

        def drawn() -> Int32:
            if everything is not None:
                return everything
            places = random.random(config.negatives) * chances[-1]
            books: Int32 = np.searchsorted(chances, places, side="right").astype(np.int32)
            return books

        def train_epoch() -> float:
            nonlocal epoch
            epoch += 1
            shuffled = _shuffled(histories, random)
            order = random.permutation(readers)
            losses = []
            for start in range(0, len(order), batch):
                chosen = order[start : start + batch]
                losses.append(
                    step(*_stretches(shuffled, chosen, weight[chosen], config.history_length, random), drawn())
                )
                options.progress(f"gru, epoch {epoch}", min(start + batch, len(order)), len(order))
            return float(np.mean([loss.numpy() for loss in losses]))

        return train_epoch

    def _compile_step(self, counts: Int64) -> Callable[..., Any]:
        variables = self._variables()
        optimizer = keras.optimizers.Adam(self.config.learning_rate, clipnorm=5.0)
        optimizer.build(variables)
        sampled = len(counts) > self.config.negatives
        # How often a draw is expected to hit a book: popular books compete more often, and must not suffer for it.
        expected = self.config.negatives * counts / max(1, counts.sum()) if sampled else np.ones(len(counts))
        correction = tf.constant(np.log(np.maximum(expected, 1e-9)).astype(np.float32))
        never = tf.constant(np.where(self.known, 0.0, NEVER).astype(np.float32))
        table = tf.TensorSpec([None, None], tf.int32)
        signature = [table, table, tf.TensorSpec([None, None], tf.float32), tf.TensorSpec([None], tf.int32)]

        @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
        def step(books: Any, following: Any, weight: Any, against: Any) -> Any:
            there = tf.where(weight > 0)
            with tf.GradientTape() as tape:
                state = tf.gather_nd(self._states(books, training=True), there)
                target = tf.gather_nd(following, there)
                vectors, offsets = self.vectors.value, self.bias.value - correction
                own = tf.reduce_sum(state * tf.gather(vectors, target), axis=1) + tf.gather(offsets, target)
                others = tf.matmul(state, tf.gather(vectors, against), transpose_b=True)
                others += tf.gather(offsets + never, against)
                # The next book itself is no rival where it was drawn.
                others = tf.where(target[:, None] == against[None, :], NEVER, others)
                surprise = tf.reduce_logsumexp(tf.concat([own[:, None], others], axis=1), axis=1) - own
                weights = tf.gather_nd(weight, there)
                loss = tf.reduce_sum(weights * surprise) / tf.maximum(tf.reduce_sum(weights), 1e-6)
            gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]
            optimizer.apply(gradients, variables)
            return loss

        return step  # type: ignore[no-any-return]

    def reader_vectors(self, histories: Histories) -> Float32:
        """What is expected after the last book; zero for a reader without one."""
        books, lengths = _latest(histories, self.config.history_length)
        if not books.shape[1]:
            return np.zeros((len(histories), self.config.embedding_size), dtype=np.float32)
        states = np.asarray(self._states(tf.constant(books)))
        last: Float32 = states[np.arange(len(histories)), np.maximum(lengths, 1) - 1]
        return np.where(lengths[:, None] > 0, last, np.float32(0.0))

    def book_vectors(self) -> Float32:
        return np.asarray(self.vectors)

    def scores(self, histories: Histories) -> Float32:
        scores: Float32 = self.reader_vectors(histories) @ self.book_vectors().T + np.asarray(self.bias)
        scores[:, ~self.known] = -np.inf
        return scores

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "training": self.history}

    def save(self, folder: Path) -> None:
        arrays: dict[str, Any] = {f"w{i}": np.asarray(v) for i, v in enumerate(self._variables())}
        np.savez(folder / "weights.npz", known=self.known, **arrays)
        (folder / "gru.json").write_text(json.dumps({"config": asdict(self.config), "history": self.history}))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "gru.json").read_text())
        self.config, self.history = GruConfig(**state["config"]), state["history"]
        with np.load(folder / "weights.npz") as arrays:
            self.known = arrays["known"]
            self._build(len(self.known), 0)
            for i, variable in enumerate(self._variables()):
                variable.assign(arrays[f"w{i}"])


def _shuffled(histories: Histories, random: np.random.Generator) -> Histories:
    """Another random order for readers whose order is unknown: what stands beside what must not mean anything."""
    row = histories.row_reader()
    key = np.where(histories.ordered[row], np.arange(len(row)) / max(1, len(row)), random.random(len(row)))
    return histories.take(histories.offsets, np.lexsort((key, row)), slice(None))


def _stretches(
    histories: Histories, readers: Int64, weight: Float32, length: int, random: np.random.Generator
) -> tuple[Int32, Int32, Float32]:
    """At most `length` books in a row of each reader, the book after each, and its weight; 0 weight is padding."""
    first, sizes = histories.offsets[readers], np.diff(histories.offsets)[readers]
    wide = np.minimum(sizes - 1, length)
    start = first + (random.random(len(readers)) * (sizes - wide)).astype(np.int64)
    place, there = _places(start, wide)
    weights = np.where(there, histories.weight[place + there] * weight[:, None], np.float32(0.0))
    return np.where(there, histories.book[place], 0), histories.book[place + there], weights


def _latest(histories: Histories, length: int) -> tuple[Int32, Int64]:
    """The last books that say yes, oldest first, shape (readers, longest), padded behind; and how many they are."""
    row, place = histories.row_reader(), np.arange(len(histories.book))
    yes = histories.weight > 0
    order = np.lexsort((np.where(histories.ordered[row], place, histories.book), row))
    books = histories.book[order[yes[order]]]
    sizes = np.bincount(row[yes], minlength=len(histories))
    lengths = np.minimum(sizes, length)
    if not len(books):
        return np.empty((len(histories), 0), dtype=np.int32), lengths
    place, there = _places(np.cumsum(sizes) - lengths, lengths)
    return np.where(there, books[np.minimum(place, len(books) - 1)], 0).astype(np.int32), lengths


def _places(start: Int64, sizes: Int64) -> tuple[Int64, Bool]:
    """Places start .. start + sizes - 1 of each row, shape (rows, longest), and which of them are no padding."""
    step = np.arange(int(sizes.max(initial=0)))
    there: Bool = step < sizes[:, None]
    return np.where(there, start[:, None] + step, start[:, None]), there
