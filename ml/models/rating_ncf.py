"""The classic portals' neural filter: two id vectors, concatenated, Dense 64-32-1, sigmoid x 5, squared error.

It learns from rows with stars alone and ranks by predicted stars. sigmoid x 5 is that form as it stands: it reaches
below one star, so predictions are cut off at 1. Somebody without an id vector gets the mean of the nearest training
readers' (ml.models.nearest). Book -inf: nobody gave it stars in the training data.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf
from scipy.sparse import csr_matrix, load_npz, save_npz  # type: ignore[import-untyped]

from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.model_config import RatingNcfConfig
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.layers import normal
from ml.models.nearest import FoldIn
from ml.models.network import steps_of, train_epochs
from ml.models.pair_tower import PairTower
from ml.star_report import star_report

DEVIATION = 0.05
# Below this many validation stars all epochs are trained: the error would choose by accident.
ENOUGH_TO_CHOOSE = 50
SCALE = 5.0
# Where nobody gives stars: the middle of the scale.
USUAL_STARS = 3.0


class RatingNcf(Recommender):
    """Predicts the stars that a reader would give."""

    name: ClassVar[str] = "rating_ncf"

    def __init__(self, config: RatingNcfConfig | None = None) -> None:
        self.config = config or RatingNcfConfig()
        self.history: dict[str, Any] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        given = np.flatnonzero(interactions.stars > 0)
        shape = (len(interactions.readers), len(interactions.books))
        stars = interactions.stars[given].astype(np.float32)
        self.known: Bool = np.bincount(interactions.book[given], minlength=shape[1]) > 0
        self._fold_in(csr_matrix((stars, (interactions.reader[given], interactions.book[given])), shape=shape))
        self._build(*shape, options.seed)
        mean = float(stars.mean()) if len(stars) else USUAL_STARS
        # From the first step the network says the usual stars, and learns what differs from them.
        self.bias.assign([_logit(mean / SCALE)])
        self.history = self._train(interactions, given, options) if len(given) else {}

    def _fold_in(self, stars: csr_matrix) -> None:
        self.stars = stars
        self.fold_in = FoldIn(stars, self.config.neighbours)

    def _build(self, readers: int, books: int, seed: int) -> None:
        size = self.config.embedding_size
        self.readers = keras.Variable(normal(DEVIATION, seed)((readers, size)))
        self.books = keras.Variable(normal(DEVIATION, seed + 1)((books, size)))
        self.tower = PairTower(size, self.config.mlp_units, seed + 2)
        last = self.config.mlp_units[-1]
        self.out = keras.Variable(keras.initializers.GlorotUniform(seed + 20)((last, 1)))
        self.bias = keras.Variable(np.zeros(1, dtype=np.float32))

    def _variables(self) -> list[Any]:
        return [self.readers, self.books, *self.tower.variables, self.out, self.bias]

    def _train(self, interactions: Interactions, rows: Int64, options: FitOptions) -> dict[str, Any]:
        """Early stopping by the error on validation stars: NDCG would not do, the model is about stars."""
        config = self.config
        batch = steps_of(len(rows), config.batch_size, config.steps_at_least)
        random = np.random.default_rng(options.seed + 1)
        step = self._compile_step()
        epoch = 0

        def train_epoch() -> float:
            nonlocal epoch
            epoch += 1
            order = random.permutation(rows)
            losses = []
            for start in range(0, len(order), batch):
                part = order[start : start + batch]
                stars = interactions.stars[part].astype(np.float32)
                losses.append(step(interactions.reader[part], interactions.book[part], stars))
                options.progress(f"rating_ncf, epoch {epoch}", min(start + batch, len(order)), len(order))
            return float(np.mean([loss.numpy() for loss in losses]))

        judges = _starred(options.validation)
        measure = None if judges is None else lambda: -self._report(*judges)["rmse"]
        happened = train_epochs(
            self.name,
            config.epochs,
            config.patience,
            train_epoch,
            measure,
            self._variables(),
            measured_as="minus RMSE",
        )
        report = {} if judges is None else {"validation": self._report(*judges)}
        return {"epochs": happened["epochs"], **report}

    def _report(self, histories: Histories, book: Int32, stars: Float32) -> dict[str, float]:
        return star_report(self.predicted_stars(histories, book[:, None])[:, 0], stars)

    def _pairs(self, reader: Any, book: Any) -> tuple[Any, Any]:
        """Stars of (reader, book) pairs, shape (n,), and the sum of their vectors' squares."""
        u, b = tf.gather(self.readers.value, reader), tf.gather(self.books.value, book)
        hidden = self.tower.after_first(self.tower.reader_part(u), self.tower.book_part(b))
        logits = tf.squeeze(tf.matmul(hidden, self.out.value), axis=1) + self.bias.value
        return SCALE * tf.sigmoid(logits), tf.reduce_sum(tf.square(u)) + tf.reduce_sum(tf.square(b))

    def _compile_step(self) -> Callable[..., Any]:
        variables = self._variables()
        optimizer = keras.optimizers.Adam(self.config.learning_rate)
        optimizer.build(variables)
        whole = tf.TensorSpec([None], tf.int32)

        @tf.function(input_signature=[whole, whole, tf.TensorSpec([None], tf.float32)])  # type: ignore[untyped-decorator]
        def step(reader: Any, book: Any, stars: Any) -> Any:
            with tf.GradientTape() as tape:
                predicted, squares = self._pairs(reader, book)
                loss = tf.reduce_mean(tf.square(predicted - stars))
                total = loss + self.config.l2 * squares / tf.cast(tf.shape(reader)[0], tf.float32)
            gradients = [tf.convert_to_tensor(g) for g in tape.gradient(total, variables)]
            optimizer.apply(gradients, variables)
            return loss

        return step  # type: ignore[no-any-return]

    def _stars_of_all(self, histories: Histories) -> Float32:
        out = np.asarray(self.out)[:, 0]
        logits = self.tower.all_pairs(self.reader_vectors(histories), self.book_vectors(), out) + np.asarray(self.bias)
        # A copy: what TensorFlow hands out cannot be written to.
        stars: Float32 = np.array(SCALE * tf.sigmoid(logits))
        return stars

    def scores(self, histories: Histories) -> Float32:
        """Predicted stars, not cut off, so that books below the scale keep their order."""
        scores = self._stars_of_all(histories)
        scores[:, ~self.known] = -np.inf
        return scores

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32:
        """The pairs alone: what comes after the split first layer is computed for the books asked for."""
        reader = self.tower.reader_part(tf.constant(self.reader_vectors(histories)))[:, None, :]
        book = tf.gather(self.tower.book_part(self.books.value), tf.constant(books))
        hidden = self.tower.after_first(reader, book)
        logits = tf.einsum("rku,u->rk", hidden, self.out.value[:, 0]) + self.bias.value
        return np.clip(SCALE * np.asarray(tf.sigmoid(logits)), np.float32(1.0), np.float32(SCALE))

    def book_vectors(self) -> Float32:
        return np.asarray(self.books)

    def reader_vectors(self, histories: Histories) -> Float32:
        vectors: Float32 = self.fold_in.mixture(histories) @ np.asarray(self.readers)
        return vectors

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "training": self.history}

    def save(self, folder: Path) -> None:
        save_npz(folder / "stars.npz", self.stars)
        arrays: dict[str, Any] = {f"w{i}": np.asarray(v) for i, v in enumerate(self._variables())}
        np.savez(folder / "weights.npz", known=self.known, **arrays)
        (folder / "rating_ncf.json").write_text(json.dumps({"config": asdict(self.config), "history": self.history}))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "rating_ncf.json").read_text())
        fields = {**state["config"], "mlp_units": tuple(state["config"]["mlp_units"])}
        self.config, self.history = RatingNcfConfig(**fields), state["history"]
        self._fold_in(load_npz(folder / "stars.npz"))
        self._build(*_shape(self.stars), 0)
        with np.load(folder / "weights.npz") as arrays:
            self.known = arrays["known"]
            for i, variable in enumerate(self._variables()):
                variable.assign(arrays[f"w{i}"])


def _starred(validation: Validation | None) -> tuple[Histories, Int32, Float32] | None:
    """Validation readers who gave stars, the book each gave them to, and the stars; None when they are too few."""
    if validation is None or validation.stars is None:
        return None
    given = np.flatnonzero(validation.stars > 0).astype(np.int32)
    if len(given) < ENOUGH_TO_CHOOSE:
        return None
    return validation.histories.pick(given), validation.book[given], validation.stars[given]


def _shape(table: csr_matrix) -> tuple[int, int]:
    rows, columns = table.shape
    return rows, columns


def _logit(share: float) -> float:
    return float(np.log(share / (1.0 - share))) if share < 1.0 else float(np.log(99.0))
