"""The processes that train one model together, each on its own readers.

Every worker runs the same program and asks the same sums in the same order; what differs is whose rows it read. Alone,
a sum is the number itself, so code that asks for sums needs to know nothing of how many there are.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


class Workers(ABC):
    """One of `count` workers. Every method but the properties has to be called by all of them."""

    index: int
    count: int

    @property
    def is_chief(self) -> bool:
        """One of them holds the lock, keeps the files and shows readers the lists."""
        return self.index == 0

    @abstractmethod
    def sum(self, values: NDArray[Kind]) -> NDArray[Kind]:
        """Element by element over the workers, whose arrays have one shape. Raises WorkerLost."""

    @abstractmethod
    def spread(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """A training step on tensors, taken by all of them: optimizer.apply adds up the gradients of all workers.

        So a step divides its loss by `count` before it takes the gradient. Returns this worker's result.
        """

    @abstractmethod
    def watched(self, graph: Callable[..., Any]) -> Callable[..., Any]:
        """A compiled step that raises WorkerLost, in words for people, when another worker is gone."""

    def total(self, number: float) -> float:
        """Sum of one number of each worker."""
        return float(self.sum(np.array([number], dtype=np.float64))[0])

    def mean(self, number: float) -> float:
        return self.total(number) / self.count

    def any(self, fact: bool) -> bool:
        """Whether it is so for one worker at least."""
        return self.total(float(fact)) > 0

    def joined(self, values: NDArray[Kind]) -> NDArray[Kind]:
        """The workers' arrays one after the other, in the workers' order; shapes differ in the first axis only."""
        mine = np.zeros(self.count, dtype=np.int64)
        mine[self.index] = len(values)
        ends = np.cumsum(self.sum(mine))
        whole = np.zeros((int(ends[-1]), *values.shape[1:]), dtype=values.dtype)
        whole[ends[self.index] - len(values) : ends[self.index]] = values
        return self.sum(whole)

    def from_chief(self, values: NDArray[Kind]) -> NDArray[Kind]:
        """The chief's array, whatever the others gave (of the same type and number of axes)."""
        return self.joined(values if self.is_chief else values[:0])


class Alone(Workers):
    """The only one."""

    index = 0
    count = 1

    def sum(self, values: NDArray[Kind]) -> NDArray[Kind]:
        return values

    def spread(self, step: Callable[..., Any]) -> Callable[..., Any]:
        return step

    def watched(self, graph: Callable[..., Any]) -> Callable[..., Any]:
        return graph


ALONE = Alone()
