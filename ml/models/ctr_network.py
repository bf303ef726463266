"""The network of the re-ranker, and its training: yes or no, weighted so that the few yeses are heard."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ml.data.interactions import Bool, Float32, Int64
from ml.feature_config import CtrConfig
from ml.models.base import FitOptions
from ml.models.network import steps_of, train_epochs
from ml.ranking import gains

READERS_AT_ONCE = 256


@dataclass(frozen=True)
class JudgedLists:
    """Shortlists of validation readers with the place of the book each of them took next."""

    rows: Float32
    """Shape (readers, k, columns)."""
    listed: Bool
    """Shape (readers, k): false where a shortlist is shorter than k."""
    target: Int64
    """Shape (readers,), -1 where the book is not on the shortlist."""


class Network:
    """Dense layers, relu, and one unit whose sigmoid is the probability that a book is chosen."""

    def __init__(self, columns: int, config: CtrConfig, seed: int) -> None:
        self.columns, self.config, self.seed = columns, config, seed
        self.layers = [
            keras.layers.Dense(units, "relu", kernel_initializer=keras.initializers.GlorotUniform(seed + place))
            for place, units in enumerate(config.mlp_units)
        ]
        self.layers.append(keras.layers.Dense(1, kernel_initializer=keras.initializers.GlorotUniform(seed + 50)))
        self.dropout = keras.layers.Dropout(config.dropout, seed=seed + 51)
        self(tf.zeros((1, columns)))

    def __call__(self, rows: Any, training: bool = False) -> Any:
        """Log odds, shape (n,); rows: (n, columns)."""
        hidden = self.dropout(self.layers[0](rows), training=training)
        for layer in self.layers[1:]:
            hidden = layer(hidden)
        return tf.squeeze(hidden, axis=1)

    def variables(self) -> list[Any]:
        return [v for layer in self.layers for v in layer.trainable_variables]

    def log_odds(self, rows: Float32) -> Float32:
        """Shape (readers, k); rows: (readers, k, columns)."""
        odds: Float32 = np.asarray(self(tf.constant(rows.reshape(-1, self.columns)))).reshape(rows.shape[:2])
        return odds


def class_weights(chosen: Bool) -> Float32:
    """Shape (n,): each class weighs half of the whole, however few its rows; the mean is 1."""
    yes = max(1, int(np.count_nonzero(chosen)))
    no = max(1, len(chosen) - yes)
    return np.where(chosen, len(chosen) / (2.0 * yes), len(chosen) / (2.0 * no)).astype(np.float32)


def train_network(
    network: Network, rows: Float32, chosen: Bool, judged: JudgedLists | None, options: FitOptions
) -> dict[str, Any]:
    """Learn from examples (n, columns); judged lists, where there are any, end the training. Returns what happened."""
    config = network.config
    batch = min(steps_of(len(rows), config.batch_size, config.steps_at_least), len(rows))
    if not chosen.any() or chosen.all():
        return {"epochs": 0}
    weight = class_weights(chosen)
    random = np.random.default_rng(options.seed)
    step = _compile_step(network)
    epoch = 0

    def train_epoch() -> float:
        nonlocal epoch
        epoch += 1
        order = random.permutation(len(rows))
        losses = []
        for start in range(0, len(order) - batch + 1, batch):
            part = order[start : start + batch]
            losses.append(step(rows[part], chosen[part].astype(np.float32), weight[part]))
        options.progress("ctr", epoch, config.epochs)
        return float(np.mean([loss.numpy() for loss in losses]))

    def measure() -> float:
        return _ndcg(network, judged) if judged is not None else 0.0

    return {
        **train_epochs(
            "ctr", config.epochs, config.patience, train_epoch, measure if judged else None, network.variables()
        ),
        "positives": int(np.count_nonzero(chosen)),
        "negatives": int(np.count_nonzero(~chosen)),
    }


def _compile_step(network: Network) -> Callable[..., Any]:
    variables = network.variables()
    optimizer = keras.optimizers.Adam(network.config.learning_rate)
    optimizer.build(variables)
    real = tf.TensorSpec([None], tf.float32)

    @tf.function(input_signature=[tf.TensorSpec([None, network.columns], tf.float32), real, real], autograph=False)  # type: ignore[untyped-decorator]
    def step(rows: Any, chosen: Any, weight: Any) -> Any:
        with tf.GradientTape() as tape:
            odds = network(rows, training=True)
            surprise = tf.nn.sigmoid_cross_entropy_with_logits(labels=chosen, logits=odds)
            size = tf.add_n([tf.reduce_sum(tf.square(v)) for v in variables[::2]])
            loss = tf.reduce_mean(weight * surprise) + network.config.l2 * size
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return step  # type: ignore[no-any-return]


def _ndcg(network: Network, judged: JudgedLists) -> float:
    """NDCG@10; a book that is not on its shortlist is a miss. Ties count against the network."""
    total = 0.0
    for start in range(0, len(judged.target), READERS_AT_ONCE):
        part = slice(start, start + READERS_AT_ONCE)
        scores = np.where(judged.listed[part], network.log_odds(judged.rows[part]), -np.inf)
        target = judged.target[part]
        own = np.take_along_axis(scores, np.maximum(target, 0)[:, None], axis=1)
        ranks = np.count_nonzero(scores >= own, axis=1) - 1
        total += float(gains(np.where(target >= 0, ranks, scores.shape[1]), 10).sum())
    return total / max(1, len(judged.target))
