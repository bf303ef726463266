"""Workers on several machines: TF_CONFIG names them, tf.distribute.MultiWorkerMirroredStrategy joins them.

TF_CONFIG is TensorFlow's own convention (https://www.tensorflow.org/guide/distributed_training#TF_CONFIG):
{"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}; an optional "chief" is the first of
them. Keras 3's fit does not work under this strategy, hence the custom steps.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ml.errors import WorkerLost, WrongWorkers
from ml.workers import Kind, Workers

log = logging.getLogger(__name__)

# Numbers that are summed at once: of 64 bits 32 MB, and as much again while they travel.
AT_ONCE = 4_000_000
# By the kind of NumPy's type: what travels. Whole numbers and truth values as 64 bits, so that sums do not overflow.
TRAVELS = {"f": None, "i": np.int64, "u": np.int64, "b": np.int64}
LOST = (
    tf.errors.UnavailableError,
    tf.errors.InternalError,
    tf.errors.DeadlineExceededError,
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.FailedPreconditionError,
)


class Mirrored(Workers):
    """A worker under the strategy; its variables are kept equal to the others'."""

    def __init__(self, index: int, count: int, strategy: Any) -> None:
        self.index, self.count, self.strategy = index, count, strategy
        self._sums: dict[str, Callable[[Any], Any]] = {}

    def sum(self, values: NDArray[Kind]) -> NDArray[Kind]:
        travels = np.ascontiguousarray(values, dtype=TRAVELS[values.dtype.kind]).ravel()
        total = np.empty_like(travels)
        for start in range(0, len(travels), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            total[part] = self._sum_of(travels.dtype.name)(travels[part]).numpy()
        return total.astype(values.dtype).reshape(values.shape)

    def spread(self, step: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *tensors: self.strategy.run(step, args=tensors)

    def watched(self, graph: Callable[..., Any]) -> Callable[..., Any]:
        def do(*tensors: Any) -> Any:
            try:
                return graph(*tensors)
            except LOST as error:
                raise WorkerLost(f"Another worker is gone: {_first_line(error)}") from error

        return do

    def _sum_of(self, dtype: str) -> Callable[[Any], Any]:
        if dtype not in self._sums:
            # all_reduce refuses an argument that it has not seen made in the graph.
            everywhere = self.spread(lambda mine: _all_reduce(tf.identity(mine)))
            graph = tf.function(everywhere, input_signature=[tf.TensorSpec([None], dtype)], autograph=False)
            self._sums[dtype] = self.watched(graph)
        return self._sums[dtype]


@contextmanager
def mirrored_workers(task: str | None, timeout_seconds: float) -> Iterator[Workers]:
    """This process as one of the workers that TF_CONFIG (its text, None for unset) names, once all of them are there.

    timeout_seconds: how long to wait for a worker that is behind. Raises WrongWorkers, WorkerLost.
    """
    index, count = place_of(task)
    log.info("Worker %s of %s waits for the others.", index + 1, count)
    options = tf.distribute.experimental.CommunicationOptions(timeout_seconds=timeout_seconds)
    try:
        strategy = tf.distribute.MultiWorkerMirroredStrategy(communication_options=options)
    except LOST as error:
        raise WorkerLost(f"The workers did not come together: {_first_line(error)}") from error
    with strategy.scope():
        yield Mirrored(index, count, strategy)


def place_of(task: str | None) -> tuple[int, int]:
    """This worker's place, 0 for the chief, and how many there are. Raises WrongWorkers."""
    if not task:
        raise WrongWorkers("--workers needs TF_CONFIG, which names the workers and says which of them this one is.")
    try:
        config = json.loads(task)
        cluster, kind, index = config["cluster"], config["task"]["type"], int(config["task"]["index"])
        named = [(name, place) for name in ("chief", "worker") for place in range(len(cluster.get(name, [])))]
        return named.index((kind, index)), len(named)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongWorkers(
            'TF_CONFIG is not of the form {"cluster": {"worker": ["host:port", ...]}, '
            '"task": {"type": "worker", "index": 0}}.'
        ) from error


def _all_reduce(mine: Any) -> Any:
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, mine)


def _first_line(error: Exception) -> str:
    """TensorFlow's messages begin with the graph; what happened comes on a later line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "ollective" in line and not line.startswith("Detected")]
    return (told or lines or [type(error).__name__])[0][:200]
