"""Two towers (DSSM): reader and book as unit vectors that meet only in their cosine; new books are scored by content.

The reader is his history (the books' own vectors and facts) and his profile; the book its own vector, categories,
authors, series, language, year, and its title read by a TextCNN. A book that nobody has had has no own vector worth
the name: it is left out, and what is known of the book speaks. Training leaves own vectors out at random, so that the
rest learns to do without. Every book of the catalogue gets a finite score.
"""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ml.data.histories import Histories, histories_of
from ml.data.interactions import Float32, Interactions
from ml.feature_config import TwoTowerConfig
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.book_content import content_of
from ml.models.judging import judges_of
from ml.models.network import train_epochs
from ml.models.pooling import pool_all
from ml.models.two_tower_layers import ReaderTower
from ml.models.two_tower_training import Examples, Towers, profile_codes
from ml.ranking import gains, ranks_of
from ml.workers import Workers

BATCH_READERS = 512


class TwoTower(Recommender):
    """A book's vector is computed once, after training; a score is one row of a matrix product."""

    name: ClassVar[str] = "two_tower"
    shared: ClassVar[bool] = True

    def __init__(self, config: TwoTowerConfig | None = None) -> None:
        self.config = config or TwoTowerConfig()
        self.history: dict[str, Any] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        workers = options.workers
        known = workers.sum(interactions.book_readers()) > 0
        histories = histories_of(interactions)
        self.profile_sizes = tuple(
            int(workers.joined(codes.max(initial=0, keepdims=True)).max()) + 1 for codes in interactions.profile.T
        )
        content = content_of(options.catalogue, known, self.config)
        towers = Towers(content, known, self.profile_sizes, self.config, options.seed)
        examples = Examples(
            histories, known, profile_codes(histories, self.profile_sizes), self.config, options.seed + 1, workers
        )
        step = towers.compile_step(workers)
        epoch = 0

        def train_epoch() -> float:
            nonlocal epoch
            epoch += 1
            losses = []
            for done, batch in examples.epoch():
                losses.append(step(batch))
                options.progress(f"two towers, epoch {epoch}", done, len(examples.readers))
            return workers.mean(float(np.mean([loss.numpy() for loss in losses])) if losses else float("nan"))

        judges = judges_of(options.validation, self.config.validation_readers_at_most, options.seed, workers=workers)
        measure = None if judges is None else partial(self._ndcg, towers, judges, workers)
        self.history = train_epochs(
            "two towers", self.config.epochs, self.config.patience, train_epoch, measure, towers.variables()
        )
        self._keep(towers)

    def _keep(self, towers: Towers, own: bool = True) -> None:
        self.readers = towers.readers
        self.read = towers.history_table()
        self.vectors = towers.book_vectors(own)

    def _ndcg(self, towers: Towers, judges: Validation, workers: Workers) -> float:
        """Mean of NDCG@10 with the books' own vectors and without: both known and new books are the model's task."""
        total = 0.0
        for own in (True, False):
            self._keep(towers, own)
            for start in range(0, len(judges.histories), BATCH_READERS):
                part = judges.histories.part(start, start + BATCH_READERS)
                scores = self.scores(part)
                scores[:, ~towers.known] = -np.inf
                total += float(gains(ranks_of(scores, judges.book[start : start + BATCH_READERS], part), 10).sum())
        return workers.total(total) / (2 * workers.total(len(judges.histories)))

    def scores(self, histories: Histories) -> Float32:
        """Cosines divided by the temperature; shape (readers, books), finite for every book of the catalogue."""
        scores = (self.reader_vectors(histories) / np.float32(self.config.temperature)) @ self.vectors.T
        return np.asarray(scores, dtype=np.float32)

    def reader_vectors(self, histories: Histories) -> Float32:
        pooled = pool_all(histories, self.config.history_length, self.config.recency_power)
        books = len(self.read)
        recent, lasting = (pooled.spread(weights, books) @ self.read for weights in (pooled.recent, pooled.flat))
        return np.asarray(self.readers(recent, lasting, profile_codes(histories, self.profile_sizes)))

    def book_vectors(self) -> Float32:
        return self.vectors

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "training": self.history}

    def save(self, folder: Path) -> None:
        weights: dict[str, Any] = {f"w{i}": np.asarray(v) for i, v in enumerate(self.readers.trainable_variables)}
        np.savez(folder / "towers.npz", read=self.read, vectors=self.vectors, **weights)
        state = {"config": asdict(self.config), "profile_sizes": self.profile_sizes, "history": self.history}
        (folder / "two_tower.json").write_text(json.dumps(state))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "two_tower.json").read_text())
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in state["config"].items()}
        self.config, self.history = TwoTowerConfig(**fields), state["history"]
        self.profile_sizes = tuple(state["profile_sizes"])
        self.readers = ReaderTower(self.profile_sizes, self.config, seed=0)
        with np.load(folder / "towers.npz") as arrays:
            self.read, self.vectors = arrays["read"], arrays["vectors"]
            nobody = np.zeros((1, self.read.shape[1]), dtype=np.float32)
            self.readers(nobody, nobody, np.zeros((1, len(self.profile_sizes)), dtype=np.int32))
            for i, variable in enumerate(self.readers.trainable_variables):
                variable.assign(arrays[f"w{i}"])
