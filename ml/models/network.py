"""What training loops share: epochs with early stopping on validation, the best weights kept, dead losses refused."""

import logging
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from ml.errors import DegenerateModel, NothingToTrainOn
from ml.workers import Workers

log = logging.getLogger(__name__)


def steps_of(examples: int, batch_size: int, steps_at_least: int) -> int:
    """Batch size for this many examples: the configured one, or smaller so that an epoch has enough steps."""
    return max(32, min(batch_size, examples // steps_at_least))


def batches_of(workers: Workers, examples: int, batch_size: int, steps_at_least: int) -> tuple[int, int]:
    """Examples in a step of this worker, and steps in an epoch: as many for every worker, or they would wait for ever.

    examples: this worker's; with more workers a step is as large as with one, and each has its part of it.
    """
    total = int(workers.total(examples))
    if workers.any(examples == 0) and workers.count > 1:
        raise NothingToTrainOn("A worker has no reader to train on: take fewer workers.")
    batch = steps_of(total, batch_size, steps_at_least)
    return max(1, batch // workers.count), total // batch


def compiled(workers: Workers, step: Callable[..., Any], signature: list[Any]) -> Callable[..., Any]:
    """A training step on tensors of these types, as a graph that all workers run together."""
    return workers.watched(tf.function(workers.spread(step), input_signature=signature, autograph=False))


def train_epochs(
    label: str,
    epochs: int,
    patience: int,
    train_epoch: Callable[[], float],
    measure: Callable[[], float] | None,
    variables: list[Any],
    from_start: bool = False,
    measured_as: str = "NDCG@10",
) -> dict[str, Any]:
    """Run epochs until validation stops improving; variables end as they were after the best epoch.

    train_epoch returns the mean loss; measure returns NDCG@10 (or what measured_as says, the more the better) on
    validation, None trains all epochs. With from_start
    the untrained weights take part in the comparison. Returns what happened, ready for JSON. Raises DegenerateModel for
    a loss that is no number.
    """
    best, best_epoch, best_weights = -math.inf, 0, [np.asarray(v) for v in variables] if from_start else []
    if from_start and measure is not None:
        best = measure()
        log.info("%s: validation %s %.4f before training", label, measured_as, best)
    epoch = 0
    for epoch in range(1, epochs + 1):
        loss = train_epoch()
        if not math.isfinite(loss):
            raise DegenerateModel(f"{label}: the loss of epoch {epoch} is not a number.")
        if measure is None:
            log.info("%s: epoch %d of %d, loss %.4f", label, epoch, epochs, loss)
            continue
        value = measure()
        log.info("%s: epoch %d of %d, loss %.4f, validation %s %.4f", label, epoch, epochs, loss, measured_as, value)
        if value > best:
            best, best_epoch, best_weights = value, epoch, [np.asarray(v) for v in variables]
        elif epoch - best_epoch >= patience:
            break
    if measure is None:
        return {"epochs": epoch}
    for variable, weights in zip(variables, best_weights, strict=False):
        variable.assign(weights)
    return {"epochs": best_epoch, "validation_ndcg_at_10": best}
