"""Recommenders from elsewhere, to be measured beside ours and for nothing else.

Both know a reader by his or her books alone: no order, no weights, no facts of the books. A stranger is folded in.
"""

import warnings
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from ml.benchmarks.names import EASE, IMPLICIT_ALS
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Interactions
from ml.errors import DegenerateModel, UnknownModel
from ml.models.base import FitOptions, Recommender

# A dense square of this many books takes 2.5 GB, and its inverse minutes.
EASE_BOOKS_AT_MOST = 25_000


@dataclass(frozen=True)
class EaseConfig:
    """Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"."""

    l2: float = 300.0
    """Ridge penalty."""


@dataclass(frozen=True)
class AlsConfig:
    """Hu, Koren, Volinsky 2008, as the package `implicit` does it."""

    factors: int = 64
    """Length of the vectors."""

    regularization: float = 0.1
    """Penalty on the squares of the vectors."""

    alpha: float = 1.0
    """How much more a book that was read counts than one that was not."""

    iterations: int = 15
    """Alternations; the package's own default."""


class Ease(Recommender):
    """One ridge regression of every book on all others, in closed form."""

    name: ClassVar[str] = EASE

    def __init__(self, config: EaseConfig | None = None) -> None:
        self.config = config or EaseConfig()
        self.weights: Float32 = np.empty((0, 0), dtype=np.float32)
        self.known: Bool = np.empty(0, dtype=bool)

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        if len(interactions.books) > EASE_BOOKS_AT_MOST:
            raise DegenerateModel(f"ease is for {EASE_BOOKS_AT_MOST:,} books at most: memory grows with their square.")
        matrix = matrix_of(histories_of(interactions), len(interactions.books))
        gram: Float32 = (matrix.T @ matrix).toarray().astype(np.float32)
        gram[np.diag_indices_from(gram)] += np.float32(self.config.l2)
        inverse = np.linalg.inv(gram)
        self.weights = np.asarray(inverse / -np.diag(inverse), dtype=np.float32)
        np.fill_diagonal(self.weights, 0.0)
        self.known = interactions.book_readers() > 0

    def scores(self, histories: Histories) -> Float32:
        scores: Float32 = matrix_of(histories, len(self.known)) @ self.weights
        scores[:, ~self.known] = -np.inf
        return scores

    def hyper_parameters(self) -> dict[str, Any]:
        return asdict(self.config)

    def save(self, folder: Path) -> None:
        np.savez(folder / "ease.npz", weights=self.weights, known=self.known)

    def load(self, folder: Path) -> None:
        with np.load(folder / "ease.npz") as arrays:
            self.weights, self.known = arrays["weights"], arrays["known"]


class ImplicitAls(Recommender):
    """Matrix factorisation by alternating least squares."""

    name: ClassVar[str] = IMPLICIT_ALS

    def __init__(self, config: AlsConfig | None = None) -> None:
        self.config = config or AlsConfig()
        self.model = _als(self.config, 0)

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.model = _als(self.config, options.seed)
        matrix = matrix_of(histories_of(interactions), len(interactions.books))
        with _its_own_threads():
            self.model.fit(matrix, show_progress=False)
        self.known: Bool = interactions.book_readers() > 0

    def scores(self, histories: Histories) -> Float32:
        matrix = matrix_of(histories, len(self.known))
        with _its_own_threads():
            readers = self.model.recalculate_user(np.arange(len(histories)), matrix)
        scores: Float32 = readers @ self.model.item_factors.T
        scores[:, ~self.known] = -np.inf
        return scores

    def book_vectors(self) -> Float32:
        return np.asarray(self.model.item_factors)

    def hyper_parameters(self) -> dict[str, Any]:
        return asdict(self.config)

    def save(self, folder: Path) -> None:
        np.savez(folder / "als.npz", books=self.model.item_factors, known=self.known)

    def load(self, folder: Path) -> None:
        with np.load(folder / "als.npz") as arrays:
            self.model = _als(self.config, 0)
            self.model.item_factors, self.known = arrays["books"], arrays["known"]


def matrix_of(histories: Histories, books: int) -> csr_matrix:
    """Shape (readers, books): 1 for each book a reader chose."""
    used = histories.had & ((histories.stars > 0) | (histories.weight > 0))
    ones = np.ones(np.count_nonzero(used), dtype=np.float32)
    return csr_matrix((ones, (histories.row_reader()[used], histories.book[used])), shape=(len(histories), books))


def _als(config: AlsConfig, seed: int) -> Any:
    """Raises UnknownModel where the package is not installed."""
    if find_spec("implicit") is None:
        raise UnknownModel("implicit_als needs the package `implicit`, which is among the requirements of the tests.")
    with warnings.catch_warnings(), _its_own_threads():
        warnings.simplefilter("ignore")
        from implicit.cpu.als import AlternatingLeastSquares

        return AlternatingLeastSquares(
            factors=config.factors,
            regularization=config.regularization,
            alpha=config.alpha,
            iterations=config.iterations,
            random_state=seed % 2**32,
        )


def _its_own_threads() -> Any:
    """A context in which linear algebra is single-threaded: its threads and the package's would fight."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, "blas")
