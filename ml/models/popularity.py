"""The baselines that every model has to beat: how many readers had a book, ever or lately."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ml.data.histories import Histories
from ml.data.interactions import Float32, Interactions
from ml.model_config import TrendConfig
from ml.models.base import FitOptions, Recommender

SECONDS_A_DAY = 86_400.0


class Popularity(Recommender):
    """Scores a book by its number of readers in the training data."""

    name: ClassVar[str] = "popularity"
    personal: ClassVar[bool] = False
    shared: ClassVar[bool] = True

    def __init__(self) -> None:
        self.counts: Float32 = np.empty(0, dtype=np.float32)

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.counts = options.workers.sum(interactions.book_readers()).astype(np.float32)

    def scores(self, histories: Histories) -> Float32:
        return np.tile(self.counts, (len(histories), 1))

    def hyper_parameters(self) -> dict[str, Any]:
        return {}

    def save(self, folder: Path) -> None:
        np.save(folder / "counts.npy", self.counts)

    def load(self, folder: Path) -> None:
        self.counts = np.load(folder / "counts.npy")


class PopularityDecayed(Recommender):
    """What is popular now: a reader counts half as much with every half-life that has gone by.

    "Now" is the newest event of the training data, whatever the clock says. A row without a date counts as the oldest
    one that has a date; where no row has one, this is plain popularity.
    """

    name: ClassVar[str] = "popularity_decayed"
    personal: ClassVar[bool] = False

    def __init__(self, config: TrendConfig | None = None) -> None:
        self.config = config or TrendConfig()
        self.counts: Float32 = np.empty(0, dtype=np.float32)

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        chosen = interactions.had & ((interactions.stars > 0) | (interactions.weight > 0))
        oldest, newest = interactions.window()
        if oldest is None or newest is None:
            self.counts = interactions.book_readers().astype(np.float32)
            return
        at = interactions.at[chosen]
        ago = (newest - np.where(np.isnat(at), oldest, at)).astype("timedelta64[s]")
        days = ago.astype(np.int64) / SECONDS_A_DAY
        weight = np.exp2(-days / self.config.half_life_days)
        counts = np.bincount(interactions.book[chosen], weight, minlength=len(interactions.books))
        self.counts = counts.astype(np.float32)

    def scores(self, histories: Histories) -> Float32:
        return np.tile(self.counts, (len(histories), 1))

    def hyper_parameters(self) -> dict[str, Any]:
        return asdict(self.config)

    def save(self, folder: Path) -> None:
        np.save(folder / "counts.npy", self.counts)
        (folder / "popularity_decayed.json").write_text(json.dumps(asdict(self.config)))

    def load(self, folder: Path) -> None:
        self.config = TrendConfig(**json.loads((folder / "popularity_decayed.json").read_text()))
        self.counts = np.load(folder / "counts.npy")
