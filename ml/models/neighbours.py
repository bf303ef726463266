"""User-based and item-based collaborative filtering: the classics, on sparse matrices.

Cosine with shrinkage between readers, or between books, over what speaks for readers' taste; only the nearest count.
How many, and how much shrinkage, is chosen on validation events from a small grid. Books that no neighbour speaks for
follow behind the others, by popularity; book -inf: nobody had it in the training data.
"""

import json
import logging
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz, vstack  # type: ignore[import-untyped]

from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.model_config import NeighbourConfig
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.choosing import settle
from ml.models.evidence import strongest_events
from ml.models.judging import BATCH_READERS, gains_of, judges_of
from ml.models.nearest import SIMILARITIES_AT_ONCE, NearestReaders, closest, closest_of, norms_of, weights_of
from ml.models.pooling import Pooled

log = logging.getLogger(__name__)


class Neighbours(Recommender):
    """What both have in common: the choice of neighbours and shrinkage, and the order of books without a say."""

    def __init__(self, config: NeighbourConfig | None = None) -> None:
        self.config = config or NeighbourConfig()
        self.neighbours, self.shrinkage = self.config.neighbours, self.config.shrinkage
        """As configured, or what the data chose in its place."""
        self.history: dict[str, float] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        config = self.config
        self.neighbours, self.shrinkage, self.history = config.neighbours, config.shrinkage, {}
        counts = interactions.book_readers()
        self.known: Bool = counts > 0
        self.tail = _tail(counts)
        self.matrix = weights_of(interactions, len(interactions.readers), len(interactions.books))
        judges = judges_of(options.validation, config.choice_readers[1], options.seed, config.choice_readers[0])
        if judges is not None and config.neighbours_grid and config.shrinkages:
            self._choose(judges)
        self._prepare(self.shrinkage, self.neighbours)

    def _choose(self, judges: Validation) -> None:
        grid = list(dict.fromkeys((self.config.neighbours, *self.config.neighbours_grid)))
        judged: dict[tuple[int, float], list[np.ndarray]] = {}
        for shrinkage in dict.fromkeys((self.config.shrinkage, *self.config.shrinkages)):
            self._prepare(shrinkage, max(grid))
            for start in range(0, len(judges.histories), BATCH_READERS):
                histories = judges.histories.part(start, start + BATCH_READERS)
                target = judges.book[start : start + BATCH_READERS]
                for neighbours, said in zip(grid, self._said(histories, shrinkage, grid), strict=True):
                    each = gains_of(self._with_tail(said), target, histories, judges.sampled)
                    judged.setdefault((neighbours, shrinkage), []).append(each)
        by_choice = {choice: np.concatenate(parts) for choice, parts in judged.items()}
        self.neighbours, self.shrinkage = settle(by_choice)
        self.history = {
            f"neighbours {k}, shrinkage {s:g}": round(float(v.mean()), 5) for (k, s), v in by_choice.items()
        }
        log.info("%s: chosen %d neighbours, shrinkage %g.", self.name, self.neighbours, self.shrinkage)

    @abstractmethod
    def _prepare(self, shrinkage: float, neighbours: int) -> None:
        """Make ready for so many neighbours at most."""

    @abstractmethod
    def _said(self, histories: Histories, shrinkage: float, grid: list[int]) -> Iterator[Float32]:
        """For each number of neighbours of the grid: what they say for every book, shape (readers, books)."""

    def _with_tail(self, said: Float32) -> Float32:
        scores: Float32 = np.where(said > 0, said, self.tail)
        scores[:, ~self.known] = -np.inf
        return scores

    def scores(self, histories: Histories) -> Float32:
        return self._with_tail(next(self._said(histories, self.shrinkage, [self.neighbours])))

    def hyper_parameters(self) -> dict[str, Any]:
        chosen = {"neighbours": self.neighbours, "shrinkage": self.shrinkage}
        return {**asdict(self.config), **chosen, "training": self.history}

    @abstractmethod
    def _kept(self) -> csr_matrix:
        """What scoring reads."""

    def save(self, folder: Path) -> None:
        save_npz(folder / "kept.npz", self._kept())
        np.savez(folder / "books.npz", known=self.known, tail=self.tail)
        chosen = {"neighbours": self.neighbours, "shrinkage": self.shrinkage, "history": self.history}
        (folder / f"{self.name}.json").write_text(json.dumps({"config": asdict(self.config), **chosen}))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / f"{self.name}.json").read_text())
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in state["config"].items()}
        self.config = NeighbourConfig(**values)
        self.neighbours, self.shrinkage, self.history = state["neighbours"], state["shrinkage"], state["history"]
        with np.load(folder / "books.npz") as arrays:
            self.known, self.tail = arrays["known"], arrays["tail"]


class UserKnn(Neighbours):
    """What the readers most alike had: each neighbour speaks for the books of his taste as loudly as he is alike."""

    name: ClassVar[str] = "user_knn"

    def _prepare(self, shrinkage: float, neighbours: int) -> None:
        self.nearest = NearestReaders(self.matrix)

    def _said(self, histories: Histories, shrinkage: float, grid: list[int]) -> Iterator[Float32]:
        alike = self.nearest.similarities(histories, max(grid), shrinkage)
        for neighbours in grid:
            yield (closest_of(alike, neighbours) @ self.matrix).toarray()

    def _kept(self) -> csr_matrix:
        return self.matrix

    def load(self, folder: Path) -> None:
        super().load(folder)
        self.matrix = load_npz(folder / "kept.npz")
        self._prepare(self.shrinkage, self.neighbours)


class ItemKnn(Neighbours):
    """What is read by the readers of one's books: each book of the history speaks for its nearest books."""

    name: ClassVar[str] = "item_knn"

    def _prepare(self, shrinkage: float, neighbours: int) -> None:
        self.table = _similar_books(self.matrix, shrinkage, neighbours)

    def _said(self, histories: Histories, shrinkage: float, grid: list[int]) -> Iterator[Float32]:
        own = weights_of(histories, len(histories), len(self.tail))
        for neighbours in grid:
            yield (own @ closest_of(self.table, neighbours)).toarray()

    def evidence(self, histories: Histories, books: Int32, share: float) -> Int32:
        pooled = _all_positive(histories)
        nothing = np.empty((len(pooled.row), 0), dtype=np.float32)
        vectors = np.empty((len(self.tail), 0), dtype=np.float32)
        return strongest_events(pooled, books, [(pooled.flat, self.table)], nothing, vectors, self.known, share)

    def _kept(self) -> csr_matrix:
        return self.table

    def load(self, folder: Path) -> None:
        super().load(folder)
        self.table = load_npz(folder / "kept.npz")


def _similar_books(matrix: csr_matrix, shrinkage: float, neighbours: int) -> csr_matrix:
    """Row h: the books nearest to h. Time: the squares of history lengths. Memory: a block of books against all."""
    norms = norms_of(matrix.T.tocsr())
    by_book = matrix.T.tocsr()
    block = max(1, SIMILARITIES_AT_ONCE // max(1, matrix.shape[1]))
    rows: list[csr_matrix] = []
    for start in range(0, matrix.shape[1], block):
        alike: Float32 = (by_book[start : start + block] @ matrix).toarray()
        alike /= np.maximum(norms[start : start + block, None] * norms + np.float32(shrinkage), np.float32(1e-12))
        own = np.arange(len(alike))
        alike[own, start + own] = 0.0
        rows.append(closest(alike, neighbours))
    return vstack(rows)


def _all_positive(histories: Histories) -> Pooled:
    """Every event that speaks for the reader's taste, with its plain weight."""
    row = histories.row_reader()
    used = histories.weight > 0
    weight = histories.weight[used]
    return Pooled(len(histories), row[used], histories.book[used], weight, weight, weight, weight)


def _tail(counts: Int64) -> Float32:
    """Below 0 and above -1, ascending with popularity: the order of the books that no neighbour speaks for."""
    tail: Float32 = (-1.0 / (2.0 + counts)).astype(np.float32)
    return tail
