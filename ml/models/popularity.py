"""The baseline that every model has to beat: how many readers rated a book."""

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ml.data.histories import Histories
from ml.data.interactions import Float32, Interactions
from ml.models.base import FitOptions, Recommender


class Popularity(Recommender):
    """Scores a book by its number of ratings in the training data."""

    name: ClassVar[str] = "popularity"
    personal: ClassVar[bool] = False

    def __init__(self) -> None:
        self.counts: Float32 = np.empty(0, dtype=np.float32)

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.counts = interactions.book_counts().astype(np.float32)

    def scores(self, histories: Histories) -> Float32:
        return np.tile(self.counts, (len(histories), 1))

    def hyper_parameters(self) -> dict[str, Any]:
        return {}

    def save(self, folder: Path) -> None:
        np.save(folder / "counts.npy", self.counts)

    def load(self, folder: Path) -> None:
        self.counts = np.load(folder / "counts.npy")
