"""An MLP over pairs of a reader and a book whose first layer is split, W[u; b] = Wu u + Wb b.

So Wu u is computed once per reader and Wb b once per book, and only what comes after is computed per pair.
"""

from itertools import pairwise
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ml.data.interactions import Float32

# A block of readers against a block of books: 32 MB of hidden units 128 wide.
READERS_AT_ONCE, BOOKS_AT_ONCE = 64, 1024


class PairTower:
    """relu layers over [reader; book]. Vectors of readers and books have one size."""

    def __init__(self, size: int, units: tuple[int, ...], seed: int) -> None:
        self.size, self.units = size, units
        # Both halves are one layer of 2 x size inputs: that is what the first weights must be scaled for.
        bound = float(np.sqrt(6.0 / (2 * size + units[0])))
        self.reader_part = _dense(units[0], keras.initializers.RandomUniform(-bound, bound, seed), size)
        self.book_part = _dense(units[0], keras.initializers.RandomUniform(-bound, bound, seed + 1), size, bias=False)
        self.rest = [
            _dense(wide, keras.initializers.GlorotUniform(seed + 2 + i), before)
            for i, (before, wide) in enumerate(pairwise(units))
        ]

    @property
    def variables(self) -> list[Any]:
        return [v for layer in (self.reader_part, self.book_part, *self.rest) for v in layer.trainable_variables]

    def after_first(self, reader: Any, book: Any) -> Any:
        """Last hidden layer from the two halves of the first one, which are added; shape (..., units[-1])."""
        hidden = tf.nn.relu(reader + book)
        for layer in self.rest:
            hidden = tf.nn.relu(layer(hidden))
        return hidden

    def all_pairs(self, readers: Float32, books: Float32, out: Float32) -> Float32:
        """out . last hidden layer for every reader (n, size) and book (m, size); shape (n, m).

        Costs n x m times the layers after the first; memory: one block.
        """
        reader_half = np.asarray(self.reader_part(tf.constant(readers)))
        book_half = np.asarray(self.book_part(tf.constant(books)))
        scores = np.empty((len(readers), len(books)), dtype=np.float32)
        column = tf.constant(out[:, None])
        for top in range(0, len(readers), READERS_AT_ONCE):
            reader = tf.constant(reader_half[top : top + READERS_AT_ONCE, None, :])
            for left in range(0, len(books), BOOKS_AT_ONCE):
                book = tf.constant(book_half[None, left : left + BOOKS_AT_ONCE, :])
                hidden = tf.reshape(self.after_first(reader, book), (-1, self.units[-1]))
                block = tf.reshape(tf.matmul(hidden, column), (reader.shape[0], book.shape[1]))
                scores[top : top + READERS_AT_ONCE, left : left + BOOKS_AT_ONCE] = block
        return scores


def _dense(units: int, initializer: Any, inputs: int, bias: bool = True) -> Any:
    layer = keras.layers.Dense(units, use_bias=bias, kernel_initializer=initializer)
    layer.build((None, inputs))
    return layer
