"""What every model can do. Keras-free, so that steps that only know the interface stay quick to start."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ml.config import SignalConfig
from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Interactions


@dataclass(frozen=True)
class Validation:
    """Readers' histories and the book each rated next: early stopping looks at it; it never trains."""

    histories: Histories
    book: Int32


@dataclass(frozen=True)
class FitOptions:
    """What every fit needs besides its data, so that no model invents its own."""

    seed: int
    signals: SignalConfig
    validation: Validation | None = None
    progress: Callable[[str, int, int], None] = lambda label, done, total: None
    """Called with a label, the units done and the units in all."""


class Recommender(ABC):
    """Scores books for readers; a reader is his history, whether or not he was in the training data."""

    name: ClassVar[str]
    personal: ClassVar[bool] = True
    """False for a model that by its nature gives everybody the same order."""

    @abstractmethod
    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        """Learn from interactions and nothing else. Raises DegenerateModel instead of keeping a dead model."""

    @abstractmethod
    def scores(self, histories: Histories) -> Float32:
        """Shape (readers, books), higher is better, comparable within a reader; -inf for books it knows nothing of.

        Known books are scored like others: leaving them out is the caller's affair. The caller may change the array.
        """

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32 | None:
        """Stars 1-5 each reader would give to these books, shape (readers, k); None when the model cannot tell."""
        return None

    def evidence(self, histories: Histories, books: Int32, share: float) -> Int32:
        """Shape (readers, k, 2): the one or two books of the history that did most for each book's rank, -1 for none.

        A book is named when its part of what the history contributed to this very score, beyond what it says for every
        book alike, is at least `share`; more is asked of short histories than of long ones.
        """
        return np.full((*books.shape, 2), -1, dtype=np.int32)

    @abstractmethod
    def hyper_parameters(self) -> dict[str, Any]:
        """What was chosen by people, or by early stopping, ready for JSON."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write everything needed to score into an existing folder."""

    @abstractmethod
    def load(self, folder: Path) -> None:
        """Become the model that was saved there: equal scores."""
