"""The network of He et al. 2017 and one compiled training step: BCE, negatives drawn in the graph."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ml.data.interactions import Float32, Int64
from ml.model_config import NeumfConfig
from ml.models.layers import normal
from ml.models.pair_tower import PairTower

# The paper's Gaussian for vectors.
DEVIATION = 0.01


class Network:
    """GMF, MLP, or both behind one output layer; which of them is `variant`."""

    def __init__(self, config: NeumfConfig, variant: str, readers: int, books: int, seed: int) -> None:
        self.config, self.variant, self.readers, self.books = config, variant, readers, books
        self.with_gmf, self.with_mlp = variant != "mlp", variant != "gmf"
        vectors = []
        widths = []
        if self.with_gmf:
            size = config.embedding_size
            self.gmf_reader = _table(readers, size, seed)
            self.gmf_book = _table(books, size, seed + 1)
            vectors += [self.gmf_reader, self.gmf_book]
            widths.append(size)
        if self.with_mlp:
            size = config.mlp_embedding_size
            self.mlp_reader = _table(readers, size, seed + 2)
            self.mlp_book = _table(books, size, seed + 3)
            vectors += [self.mlp_reader, self.mlp_book]
            self.tower = PairTower(size, config.mlp_units, seed + 4)
            widths.append(config.mlp_units[-1])
        bound = float(np.sqrt(3.0 / sum(widths)))
        self.out = [
            keras.Variable(keras.initializers.RandomUniform(-bound, bound, seed + 20 + i)((width,)))
            for i, width in enumerate(widths)
        ]
        self.bias = keras.Variable(np.zeros(1, dtype=np.float32))
        self.tables = vectors

    @property
    def variables(self) -> list[Any]:
        tower = self.tower.variables if self.with_mlp else []
        return [*self.tables, *tower, *self.out, self.bias]

    def logits(self, reader: Any, book: Any) -> tuple[Any, Any]:
        """Scores of pairs, shape of book (n, k), reader being (n,); and the penalty on their vectors' squares."""
        total = self.bias.value
        penalty = tf.constant(0.0)
        if self.with_gmf:
            u, b = tf.gather(self.gmf_reader.value, reader), tf.gather(self.gmf_book.value, book)
            total = total + tf.einsum("rs,rks->rk", u * self.out[0].value, b)
            squares = tf.reduce_sum(tf.square(u)) + tf.reduce_mean(tf.reduce_sum(tf.square(b), axis=[0, 2]))
            penalty += self.config.l2 * squares
        if self.with_mlp:
            u = tf.gather(self.mlp_reader.value, reader)
            # Pairs in one row: a dense layer over three dimensions multiplies reader by reader.
            pairs = tf.reshape(book, [-1])
            half = self.tower.book_part(tf.gather(self.mlp_book.value, pairs))
            hidden = self.tower.after_first(tf.repeat(self.tower.reader_part(u), tf.shape(book)[1], axis=0), half)
            total = total + tf.reshape(tf.linalg.matvec(hidden, self.out[-1].value), tf.shape(book))
            b = tf.gather(self.mlp_book.value, book[:, 0])
            penalty += self.config.mlp_l2 * (tf.reduce_sum(tf.square(u)) + tf.reduce_sum(tf.square(b)))
        return total, penalty

    def scores(self, gmf_readers: Float32, mlp_readers: Float32) -> Float32:
        """Scores of every book for these reader vectors, (n, size) each; shape (n, books)."""
        total = np.tile(np.asarray(self.bias), (max(len(gmf_readers), len(mlp_readers)), self.books))
        if self.with_gmf:
            total += (gmf_readers * np.asarray(self.out[0])) @ np.asarray(self.gmf_book).T
        if self.with_mlp:
            total += self.tower.all_pairs(mlp_readers, np.asarray(self.mlp_book), np.asarray(self.out[-1]))
        return total

    def join(self, gmf: "Network", mlp: "Network", alpha: float = 0.5) -> None:
        """Become the two trained networks side by side: h = [alpha h_gmf; (1 - alpha) h_mlp]."""
        for mine, theirs in zip(
            self.tables + self.tower.variables, gmf.tables + mlp.tables + mlp.tower.variables, strict=True
        ):
            mine.assign(theirs)
        self.out[0].assign(alpha * gmf.out[0].value)
        self.out[1].assign((1.0 - alpha) * mlp.out[0].value)
        self.bias.assign(alpha * gmf.bias.value + (1.0 - alpha) * mlp.bias.value)


class RunningMean:
    """A network whose weights are the mean of another's over its last steps (Polyak and Juditsky 1992): the noise of
    single steps cancels out, which is what smaller steps, or slower ones, would be taken for."""

    # Weights change little from step to step: so many looks at them in a span are enough.
    LOOKS = 200

    def __init__(self, network: Network, mean: Network, span: float) -> None:
        """span: about how many steps the mean looks back over; before there have been so many, over all of them."""
        self.mean = mean
        self.every = max(1, int(span / self.LOOKS))
        self.least = min(1.0, self.every / max(span, 1.0))
        self.looks = 0
        pairs = list(zip(mean.variables, network.variables, strict=True))

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])  # type: ignore[untyped-decorator]
        def move(part: Any) -> None:
            for slow, quick in pairs:
                slow.assign(slow.value + part * (quick.value - slow.value))

        self.move = move

    def follow(self, step: int) -> None:
        """Call after every step; counted from 1."""
        if step % self.every == 0:
            self.looks += 1
            self.move(tf.constant(max(self.least, 1.0 / self.looks), tf.float32))


class Step:
    """One training step on positive events; every step's negatives follow from the seed and the step's number."""

    def __init__(self, network: Network, config: NeumfConfig, positives: Int64, optimizer: Any, seed: int) -> None:
        """positives: reader x books + book of every event that speaks for a book, ascending."""
        self.network, self.config, self.seed = network, config, seed
        self.number = 0
        self.positives = tf.constant(positives)
        optimizer.build(network.variables)
        self.compiled = self._compile(optimizer)

    def __call__(self, reader: Any, book: Any, weight: Any) -> Any:
        self.number += 1
        return self.compiled(reader, book, weight, self.number)

    def _compile(self, optimizer: Any) -> Callable[..., Any]:
        network = self.network
        variables = network.variables
        whole = tf.TensorSpec([None], tf.int32)
        signature = [whole, whole, tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.int64)]

        @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
        def step(reader: Any, book: Any, weight: Any, number: Any) -> Any:
            drawn, fair = self._negatives(reader, number)
            books = tf.concat([book[:, None], drawn], axis=1)
            weights = weight[:, None] * tf.concat([tf.ones_like(fair[:, :1]), fair], axis=1)
            labels = tf.concat([tf.ones_like(fair[:, :1]), tf.zeros_like(fair)], axis=1)
            with tf.GradientTape() as tape:
                logits, penalty = network.logits(reader, books)
                each = tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)
                loss = tf.reduce_sum(weights * each) / tf.maximum(tf.reduce_sum(weights), 1e-6)
                total = loss + penalty / tf.cast(tf.shape(reader)[0], tf.float32)
            gradients = [tf.convert_to_tensor(g) for g in tape.gradient(total, variables)]
            optimizer.apply(gradients, variables)
            return loss

        return step  # type: ignore[no-any-return]

    def _negatives(self, reader: Any, number: Any) -> tuple[Any, Any]:
        """Books (n, negatives) and 1.0 where they are negatives: a positive is drawn anew once, then left out."""
        shape = (2, tf.shape(reader)[0], self.config.negatives)
        seed = tf.stack([tf.constant(self.seed, tf.int64), number])
        first, second = tf.unstack(tf.random.stateless_uniform(shape, seed, 0, self.network.books, tf.int32))
        drawn = tf.where(self._positive(reader, first), second, first)
        return drawn, 1.0 - tf.cast(self._positive(reader, drawn), tf.float32)

    def _positive(self, reader: Any, book: Any) -> Any:
        key = tf.cast(reader, tf.int64)[:, None] * self.network.books + tf.cast(book, tf.int64)
        flat = tf.reshape(key, [-1])
        place = tf.minimum(tf.searchsorted(self.positives, flat), len(self.positives) - 1)
        return tf.reshape(tf.gather(self.positives, place) == flat, tf.shape(key))


def _table(rows: int, size: int, seed: int) -> Any:
    return keras.Variable(normal(DEVIATION, seed)((rows, size)))
