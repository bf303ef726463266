"""The trainable parts of the neural collaborative filter, as plain Keras 3 layers."""

from typing import Any

import keras
import tensorflow as tf

# Tensors of TensorFlow are untyped to the type checker.
Tensor = Any


def normal(deviation: float, seed: int) -> keras.initializers.Initializer:
    return keras.initializers.RandomNormal(stddev=deviation, seed=seed)


class ReaderTower(keras.layers.Layer):  # type: ignore[misc]
    """A reader vector from pooled events: recent taste plus lasting taste, each through a table of book vectors."""

    def __init__(self, books: int, size: int, dropout: float, seed: int) -> None:
        super().__init__(name="reader_tower")
        self.recent = self.add_weight(name="recent", shape=(books, size), initializer=normal(0.1, seed))
        self.lasting = self.add_weight(name="lasting", shape=(books, size), initializer=normal(0.05, seed + 1))
        self.dropout = keras.layers.Dropout(dropout, seed=seed + 2)

    def call(
        self, row: Tensor, book: Tensor, recent: Tensor, flat: Tensor, readers: Tensor, training: bool = False
    ) -> Tensor:
        """Shape (readers, size). row, book, recent, flat: shape (events,), see ml.models.pooling."""
        shape = tf.cast(tf.stack([readers, self.recent.shape[0]]), tf.int64)
        places = tf.cast(tf.stack([row, book], axis=1), tf.int64)
        latest = tf.sparse.sparse_dense_matmul(tf.SparseTensor(places, recent, shape), self.recent.value)
        lasting = tf.sparse.sparse_dense_matmul(tf.SparseTensor(places, flat, shape), self.lasting.value)
        return self.dropout(2.0 * latest + 0.5 * lasting, training=training)


class BookTower(keras.layers.Layer):  # type: ignore[misc]
    """Book vectors and how sought-after a book is by itself; GMF is the dot product with a reader vector."""

    def __init__(self, log_popularity: Any, size: int, seed: int) -> None:
        super().__init__(name="book_tower")
        books = len(log_popularity)
        self.vectors = self.add_weight(name="vectors", shape=(books, size), initializer=normal(0.1, seed))
        self.bias = self.add_weight(
            name="bias", shape=(books,), initializer=lambda shape, dtype: tf.constant(log_popularity, dtype)
        )

    def call(self, reader: Tensor) -> Tensor:
        """Shape (readers, books): GMF logits of all books."""
        return tf.matmul(reader, self.vectors.value, transpose_b=True) + self.bias.value


class StarHead(keras.layers.Layer):  # type: ignore[misc]
    """Stars 1-5: overall mean + book's offset + reader's offset + agreement of reader and book."""

    def __init__(self, book_offsets: Any, mean: float, size: int, seed: int) -> None:
        super().__init__(name="star_head")
        self.mean = mean
        books = len(book_offsets)
        self.offsets = self.add_weight(
            name="offsets", shape=(books,), initializer=lambda shape, dtype: tf.constant(book_offsets, dtype)
        )
        self.vectors = self.add_weight(name="vectors", shape=(books, size), initializer=normal(0.02, seed))
        self.project = keras.layers.Dense(size, use_bias=False, kernel_initializer=normal(0.1, seed + 1))

    def call(self, reader: Tensor, reader_offset: Tensor, books: Tensor) -> Tensor:
        """Shape of books (readers, k)."""
        agreement = tf.einsum("rs,rks->rk", self.project(reader), tf.gather(self.vectors.value, books))
        return self.mean + tf.gather(self.offsets.value, books) + reader_offset[:, None] + agreement


class SplitMlp(keras.layers.Layer):  # type: ignore[misc]
    """The MLP over (reader, book) pairs; its first layer is split, W[u; b; f] = Wu u + Wb b + Wf f.

    So Wu u is computed once per reader and Wb b once per book (NeuMF's MLP, He et al. 2017, at the price of a sum).
    """

    def __init__(self, units: int, seed: int) -> None:
        super().__init__(name="split_mlp")
        self.reader_part = keras.layers.Dense(units, kernel_initializer=keras.initializers.GlorotUniform(seed))
        self.book_part = keras.layers.Dense(
            units, use_bias=False, kernel_initializer=keras.initializers.GlorotUniform(seed + 1)
        )
        self.pair_part = keras.layers.Dense(
            units, use_bias=False, kernel_initializer=keras.initializers.GlorotUniform(seed + 2)
        )
        self.second = keras.layers.Dense(
            units // 2, activation="relu", kernel_initializer=keras.initializers.GlorotUniform(seed + 3)
        )
        # Zero: the MLP begins as no opinion, and training starts from the linear part's order.
        self.out = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")

    def call(self, reader: Tensor, books: Tensor, features: Tensor) -> Tensor:
        """Shape (readers, k). reader (readers, size), books (readers, k, size), features (readers, k, f)."""
        hidden = tf.nn.relu(self.reader_part(reader)[:, None, :] + self.book_part(books) + self.pair_part(features))
        return tf.squeeze(self.out(self.second(hidden)), axis=2)
