"""The trainable parts of the two towers, as plain Keras 3 layers (Huang et al. 2013, DSSM; Kim 2014, TextCNN)."""

from typing import Any

import keras
import tensorflow as tf

from ml.data.interactions import Bool
from ml.feature_config import TwoTowerConfig
from ml.models.book_content import NOTHING, BookContent
from ml.models.layers import Tensor, normal

PROFILE_SIZE = 8


def dense(units: int, seed: int, activation: str | None = None) -> keras.layers.Dense:
    return keras.layers.Dense(units, activation, kernel_initializer=keras.initializers.GlorotUniform(seed))


class Facts(keras.layers.Layer):  # type: ignore[misc]
    """A book's categories, authors, series, language and year: the mean vector of each kind, side by side."""

    def __init__(self, content: BookContent, size: int, seed: int) -> None:
        super().__init__(name="facts")
        self.codes = [tf.constant(part.codes) for part in content.facts.values()]
        self.tables = [
            self.add_weight(name=name, shape=(part.size, size), initializer=normal(0.1, seed + place))
            for place, (name, part) in enumerate(content.facts.items())
        ]

    def call(self, books: Tensor) -> Tensor:
        """Shape (books, kinds x size); zeros where nothing is known."""
        means = []
        for all_codes, table in zip(self.codes, self.tables, strict=True):
            codes = tf.gather(all_codes, books)
            there = tf.cast(codes != NOTHING, tf.float32)[:, :, None]
            total = tf.reduce_sum(tf.gather(table.value, codes) * there, axis=1)
            means.append(total / tf.maximum(tf.reduce_sum(there, axis=1), 1.0))
        return tf.concat(means, axis=1)


class TitleCnn(keras.layers.Layer):  # type: ignore[misc]
    """A TextCNN: filters over one, two, three words at once, of each the strongest answer anywhere in the title."""

    def __init__(self, content: BookContent, config: TwoTowerConfig, seed: int) -> None:
        super().__init__(name="title_cnn")
        self.codes = tf.constant(content.title.codes)
        self.words = self.add_weight(
            name="words", shape=(content.title.size, config.word_size), initializer=normal(0.1, seed)
        )
        self.filters = [
            keras.layers.Conv1D(
                config.filters,
                width,
                padding="same",
                activation="relu",
                kernel_initializer=keras.initializers.GlorotUniform(seed + width),
            )
            for width in config.filter_widths
        ]

    def call(self, books: Tensor) -> Tensor:
        """Shape (books, widths x filters); zeros for a title without words."""
        codes = tf.gather(self.codes, books)
        there = tf.cast(codes != NOTHING, tf.float32)[:, :, None]
        vectors = tf.gather(self.words.value, codes) * there
        return tf.concat([tf.reduce_max(filters(vectors) * there, axis=1) for filters in self.filters], axis=1)


class TowerTop(keras.layers.Layer):  # type: ignore[misc]
    """A hidden layer, and past it a straight way for plain facts ("this very author"), to a unit vector."""

    def __init__(self, config: TwoTowerConfig, seed: int) -> None:
        super().__init__(name="top")
        self.dropout = keras.layers.Dropout(config.dropout, seed=seed)
        self.hidden = dense(config.units, seed + 1, "relu")
        self.out = dense(config.embedding_size, seed + 2)
        self.straight = dense(config.embedding_size, seed + 3)

    def call(self, whole: Tensor, training: bool = False) -> Tensor:
        """Shape (n, embedding_size), length 1."""
        kept = self.dropout(whole, training=training)
        return tf.math.l2_normalize(self.out(self.hidden(kept)) + self.straight(kept), axis=1)


class BookTower(keras.layers.Layer):  # type: ignore[misc]
    """Own vector (where there is one), facts and title of a book, through dense layers to a unit vector."""

    def __init__(self, content: BookContent, facts: Facts, config: TwoTowerConfig, seed: int) -> None:
        super().__init__(name="book_tower")
        books = len(content.title.codes)
        self.own = self.add_weight(name="own", shape=(books, config.embedding_size), initializer=normal(0.1, seed))
        self.facts = facts
        self.title = TitleCnn(content, config, seed + 10)
        self.top = TowerTop(config, seed + 20)

    def call(self, books: Tensor, with_own: Tensor, training: bool = False) -> Tensor:
        """Shape (books, embedding_size), length 1. with_own: shape (books,), 0 where the own vector is left out."""
        own = tf.gather(self.own.value, books) * with_own[:, None]
        whole = tf.concat([own, self.facts(books), self.title(books)], axis=1)
        return self.top(whole, training=training)


class ReadBooks(keras.layers.Layer):  # type: ignore[misc]
    """What a book of the history says of its reader: an own vector and the book's facts (the book tower's tables)."""

    def __init__(self, known: Bool, facts: Facts, config: TwoTowerConfig, seed: int) -> None:
        super().__init__(name="read_books")
        shape = (len(known), config.embedding_size)
        self.own = self.add_weight(name="own", shape=shape, initializer=normal(0.1, seed))
        self.known = tf.constant(known, dtype=tf.float32)
        self.facts = facts

    def call(self, books: Tensor) -> Tensor:
        """Shape (books, embedding_size + kinds x size)."""
        own = tf.gather(self.own.value, books) * tf.gather(self.known, books)[:, None]
        return tf.concat([own, self.facts(books)], axis=1)


class ReaderTower(keras.layers.Layer):  # type: ignore[misc]
    """Recent history, lasting history and profile of a reader, through dense layers to a unit vector."""

    def __init__(self, profile_sizes: tuple[int, ...], config: TwoTowerConfig, seed: int) -> None:
        super().__init__(name="reader_tower")
        self.profile = [
            self.add_weight(
                name=f"profile_{column}", shape=(size, PROFILE_SIZE), initializer=normal(0.1, seed + column)
            )
            for column, size in enumerate(profile_sizes)
        ]
        self.top = TowerTop(config, seed + 50)

    def call(self, recent: Tensor, lasting: Tensor, profile: Tensor, training: bool = False) -> Tensor:
        """Shape (readers, embedding_size), length 1. recent, lasting: pooled history; profile: codes, 0 for none."""
        parts = [recent, lasting]
        for column, table in enumerate(self.profile):
            codes = profile[:, column]
            there = tf.cast(codes != NOTHING, tf.float32)[:, None]
            parts.append(tf.gather(table.value, codes) * there)
        return self.top(tf.concat(parts, axis=1), training=training)


def pooled_vectors(row: Tensor, place: Tensor, weight: Tensor, readers: Tensor, vectors: Tensor) -> Tensor:
    """Shape (readers, size): weighted sums of vectors (n, size). row, place, weight: shape (events,)."""
    places = tf.cast(tf.stack([row, place], axis=1), tf.int64)
    shape = tf.cast(tf.stack([readers, tf.shape(vectors)[0]]), tf.int64)
    return tf.sparse.sparse_dense_matmul(tf.SparseTensor(places, weight, shape), vectors)


def sampled_softmax(logits: Tensor, log_chance: Tensor, target: Tensor, hit: Tensor, weight: Tensor) -> Any:
    """Weighted mean surprise at the targets, against the books sampled (Yi et al. 2019: less log chance to be sampled).

    logits: (readers, sampled); log_chance: (sampled,); target: places among the sampled, (readers, targets), with
    weights; hit: (readers, sampled), true where a sampled book is no wrong answer: it does not compete.
    """
    corrected = logits - log_chance
    own = tf.gather(corrected, target, batch_dims=1)
    others = tf.reduce_logsumexp(tf.where(hit, tf.float32.min, corrected), axis=1, keepdims=True)
    surprise = tf.nn.softplus(others - own)
    return tf.reduce_sum(weight * surprise) / tf.maximum(tf.reduce_sum(weight), 1e-6)
