"""The last word on a shortlist: a weighted sum of what the parts say, plus the MLP."""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ml.data.interactions import Float32, Int32, Int64
from ml.models.choosing import OPINIONS
from ml.models.layers import SplitMlp
from ml.models.network import batches_of, compiled, train_epochs
from ml.ncf_config import NcfConfig
from ml.ranking import gains
from ml.workers import ALONE, Workers

# What the parts say of a book. Retrieval is not learned: training and serving see the same shortlists.
FEATURES = len(OPINIONS)


@dataclass(frozen=True)
class Shortlists:
    """k candidate books for each of n readers."""

    book: Int32
    """Shape (n, k)."""
    features: Float32
    """Shape (n, k, FEATURES)."""
    reader: Float32
    """Reader vectors, shape (n, embedding_size)."""
    target: Int64
    """Shape (n,): the place of the book to be found, -1 where it is not among the candidates."""


class Reranker:
    """score = gains . features + MLP(reader, book, features)."""

    def __init__(self, config: NcfConfig, seed: int) -> None:
        self.config = config
        self.seed = seed
        self.gains = keras.Variable(np.asarray(config.retrieval_gains, dtype=np.float32), name="gains")
        self.mlp = SplitMlp(config.mlp_units, seed)
        size = config.embedding_size
        self.mlp(tf.zeros((1, size)), tf.zeros((1, 1, size)), tf.zeros((1, 1, FEATURES)))

    def variables(self) -> list[Any]:
        return [self.gains, *self.mlp.trainable_variables]

    def scores(self, reader: Any, books: Any, features: Any) -> Any:
        """Shape (n, k). books: vectors (n, k, size)."""
        return tf.reduce_sum(features * self.gains.value, axis=2) + self.mlp(reader, books, features)

    def final(self, reader: Float32, vectors: Float32, books: Int32, features: Float32) -> Float32:
        """The same as scores, quicker: what is said of a book alone is computed once for all readers; shape (n, k).

        vectors: all book vectors, shape (books, size); books: places in them, shape (n, k).
        """
        linear: Float32 = features @ np.asarray(self.gains)
        if not self.mlp_counts():
            return linear
        reader_part, bias = (np.asarray(w) for w in self.mlp.reader_part.weights)
        second, second_bias = (np.asarray(w) for w in self.mlp.second.weights)
        hidden = features @ np.asarray(self.mlp.pair_part.weights[0])
        hidden += (vectors @ np.asarray(self.mlp.book_part.weights[0]))[books]
        hidden += (reader @ reader_part + bias)[:, None, :]
        np.maximum(hidden, 0.0, out=hidden)
        last = hidden @ second
        last += second_bias
        np.maximum(last, 0.0, out=last)
        linear += (last @ np.asarray(self.mlp.out.weights[0]))[:, :, 0]
        return linear

    def mlp_counts(self) -> bool:
        """False as long as the MLP has no opinion: untrained, or worse than none on validation events."""
        return bool(np.any(np.asarray(self.mlp.out.weights[0])))

    def fit(
        self, late: Shortlists, validation: Shortlists | None, vectors: Float32, workers: Workers = ALONE
    ) -> dict[str, Any]:
        """Learn on late events; vectors: the book vectors, shape (books, size), which stay as they are."""
        usable = np.flatnonzero(late.target >= 0)
        if workers.any(not len(usable)) or not self.config.mlp_epochs:
            return {"epochs": 0}
        batch, steps = batches_of(workers, len(usable), self.config.batch_size, self.config.steps_at_least)
        if not steps:
            return {"epochs": 0}
        random = np.random.default_rng(self.seed + workers.index)
        table = tf.constant(vectors)
        variables = self.variables()
        slow, fast = (keras.optimizers.Adam(r) for r in (self.config.mlp_learning_rate, self.config.gain_learning_rate))
        slow.build(variables[1:])
        fast.build(variables[:1])

        signature = [
            tf.TensorSpec([None, self.config.embedding_size], tf.float32),
            tf.TensorSpec([None, None], tf.int32),
            tf.TensorSpec([None, None, FEATURES], tf.float32),
            tf.TensorSpec([None], tf.int64),
        ]

        def step(reader: Any, book: Any, features: Any, target: Any) -> Any:
            with tf.GradientTape() as tape:
                scores = self.scores(reader, tf.gather(table, book), features)
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(target, scores))
                penalty = self.config.mlp_l2 * tf.add_n([tf.reduce_sum(tf.square(v.value)) for v in variables[1:]])
                total = (loss + penalty) / workers.count
            gradients = tape.gradient(total, variables)
            fast.apply(gradients[:1], variables[:1])
            slow.apply(gradients[1:], variables[1:])
            return loss

        graph = compiled(workers, step, signature)

        def train_epoch() -> float:
            parts = np.resize(random.permutation(usable), (steps, batch))
            losses = [graph(late.reader[p], late.book[p], late.features[p], late.target[p]) for p in parts]
            return workers.mean(float(np.mean([loss.numpy() for loss in losses])))

        def measure() -> float:
            return self._ndcg(validation, table, workers) if validation is not None else 0.0

        return train_epochs(
            "mlp",
            self.config.mlp_epochs,
            self.config.mlp_patience,
            train_epoch,
            measure if validation else None,
            variables,
            True,
        )

    def _ndcg(self, lists: Shortlists, table: Any, workers: Workers) -> float:
        """NDCG@10; a target that is not on its shortlist is a miss. Ties count against the model."""
        total = 0.0
        for start in range(0, len(lists.target), 1024):
            part = slice(start, start + 1024)
            scores = np.asarray(
                self.scores(lists.reader[part], tf.gather(table, lists.book[part]), lists.features[part])
            )
            target = lists.target[part]
            own = np.take_along_axis(scores, np.maximum(target, 0)[:, None], axis=1)
            ranks = np.count_nonzero(scores >= own, axis=1) - 1
            total += float(gains(np.where(target >= 0, ranks, scores.shape[1]), 10).sum())
        return workers.total(total) / max(1.0, workers.total(len(lists.target)))
