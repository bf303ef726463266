"""What training loops share: epochs with early stopping on validation, the best weights kept, dead losses refused."""

import logging
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ml.errors import DegenerateModel

log = logging.getLogger(__name__)


def steps_of(examples: int, batch_size: int, steps_at_least: int) -> int:
    """Batch size for this many examples: the configured one, or smaller so that an epoch has enough steps."""
    return max(32, min(batch_size, examples // steps_at_least))


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
