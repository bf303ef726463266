"""What every model can do. Keras-free, so that steps that only know the interface stay quick to start."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ml.data.catalogue import Catalogue
from ml.data.histories import Histories
from ml.data.interactions import Float32, Int32, Interactions
from ml.ranking import mask_known, top_books
from ml.workers import ALONE, Workers


@dataclass(frozen=True)
class Validation:
    """Readers' histories and the book each took next: early stopping looks at it; it never trains."""

    histories: Histories
    book: Int32
    sampled: int = 0
    """0: the book is to be found among all books; else among so many random ones, as in He et al. 2017."""
    stars: Float32 | None = None
    """What the reader gave that book, 0 for none; None where nobody can say."""


@dataclass(frozen=True)
class FitOptions:
    """What every fit needs besides its data, so that no model invents its own."""

    seed: int
    validation: Validation | None = None
    catalogue: Catalogue | None = None
    """Facts of the books, in the order of the interactions' vocabulary, for the models that read them."""
    progress: Callable[[str, int, int], None] = lambda label, done, total: None
    """Called with a label, the units done and the units in all."""
    workers: Workers = ALONE
    """Who else trains this model, on other readers; only for models that are `shared`."""


class Recommender(ABC):
    """Scores books for readers; a reader is his history, whether or not he was in the training data."""

    name: ClassVar[str]
    personal: ClassVar[bool] = True
    """False for a model that by its nature gives everybody the same order."""
    shared: ClassVar[bool] = False
    """Whether several workers can train it together: nothing of it belongs to one reader."""

    @abstractmethod
    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        """Learn from interactions and nothing else. Raises DegenerateModel instead of keeping a dead model."""

    @abstractmethod
    def scores(self, histories: Histories) -> Float32:
        """Shape (readers, books), higher is better, comparable within a reader; -inf for books it knows nothing of.

        Known books are scored like others: leaving them out is the caller's affair. The caller may change the array.
        """

    def top(self, histories: Histories, depth: int) -> tuple[Int32, Float32]:
        """The best books that each reader has not had, and their scores: what `scores` says, where a model knows a
        quicker way. Shapes (readers, depth); -1 where there are no more."""
        scores = mask_known(self.scores(histories), histories)
        books = top_books(scores, depth)
        return books, np.take_along_axis(scores, np.maximum(books, 0), axis=1)

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32 | None:
        """Stars 1-5 each reader would give to these books, shape (readers, k); None when the model cannot tell."""
        return None

    def evidence(self, histories: Histories, books: Int32, share: float) -> Int32:
        """Shape (readers, k, 2): the one or two books of the history that did most for each book's rank, -1 for none.

        A book is named when its part of what the history contributed to this very score, beyond what it says for every
        book alike, is at least `share`; more is asked of short histories than of long ones.
        """
        return np.full((*books.shape, 2), -1, dtype=np.int32)

    def book_vectors(self) -> Float32 | None:
        """Shape (books, size); None for a model without. Books with similar readers (or words) point the same way."""
        return None

    def reader_vectors(self, histories: Histories) -> Float32 | None:
        """Shape (readers, size); None for a model without."""
        return None

    @abstractmethod
    def hyper_parameters(self) -> dict[str, Any]:
        """What was chosen by people, or by early stopping, ready for JSON."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write everything needed to score into an existing folder."""

    @abstractmethod
    def load(self, folder: Path) -> None:
        """Become the model that was saved there: equal scores."""
