"""GMF, MLP and NeuMF after He et al. 2017, "Neural Collaborative Filtering": the faithful reference.

Every reader and book has id vectors; binary cross-entropy on events and sampled negatives; NeuMF from pre-trained GMF
and MLP, joined with alpha 0.5 and fine-tuned by SGD. Somebody who was not in the training data has no id vector: he
gets the mean of the nearest training readers' (ml.models.nearest). Book -inf: nobody had it in the training data.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np
from scipy.sparse import load_npz, save_npz  # type: ignore[import-untyped]

from ml.data.histories import Histories
from ml.data.interactions import Bool, Float32, Interactions
from ml.model_config import NeumfConfig
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.judging import judge, judges_of
from ml.models.nearest import FoldIn, weights_of
from ml.models.network import steps_of, train_epochs
from ml.models.neumf_network import Network, RunningMean, Step

GMF, MLP, NEUMF = "gmf", "mlp", "neumf"


class Neumf(Recommender):
    """The variant that the config names."""

    name: ClassVar[str] = "neumf"

    def __init__(self, config: NeumfConfig | None = None) -> None:
        self.config = config or NeumfConfig()
        self.history: dict[str, Any] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.history = {}
        self.known: Bool = interactions.book_readers() > 0
        self._fold_in(weights_of(interactions, len(interactions.readers), len(interactions.books)))
        variant, config, seed = self.config.variant, self.config, options.seed
        judges = judges_of(options.validation, config.validation_readers, seed)
        adam = keras.optimizers.Adam
        if variant == GMF or (variant == NEUMF and config.pretrain):
            gmf = self._train(
                self._new(GMF, seed), config.gmf_epochs, adam(config.learning_rate), interactions, options, judges
            )
        if variant == MLP or (variant == NEUMF and config.pretrain):
            mlp = self._train(
                self._new(MLP, seed + 1000),
                config.mlp_epochs,
                adam(config.learning_rate),
                interactions,
                options,
                judges,
            )
        if variant == NEUMF:
            both = self._new(NEUMF, seed + 2000)
            optimizer = adam(config.learning_rate)
            if config.pretrain:
                both.join(gmf, mlp)
                optimizer = keras.optimizers.SGD(config.fine_tuning_rate)
            both = self._train(both, config.epochs, optimizer, interactions, options, judges, config.pretrain)
        self.network = {GMF: lambda: gmf, MLP: lambda: mlp, NEUMF: lambda: both}[variant]()

    def _fold_in(self, positives: Any) -> None:
        self.positives = positives
        self.fold_in = FoldIn(positives, self.config.neighbours)

    def _new(self, variant: str, seed: int) -> Network:
        readers, books = self.positives.shape
        return Network(self.config, variant, readers, books, seed)

    def _train(
        self,
        network: Network,
        epochs: int,
        optimizer: Any,
        interactions: Interactions,
        options: FitOptions,
        judges: Validation | None,
        from_start: bool = False,
    ) -> Network:
        """The mean of what the network is in its last steps, at the epoch that the judges' NDCG@10 says was the best;
        leaves what happened in the history."""
        config, label = self.config, f"neumf, {network.variant}"
        events = interactions.rows(interactions.weight > 0)
        batch = steps_of(len(events), config.batch_size, config.steps_at_least)
        keys = np.sort(events.reader.astype(np.int64) * len(events.books) + events.book)
        step = Step(network, config, keys, optimizer, options.seed)
        mean = self._new(network.variant, 0)
        for slow, quick in zip(mean.variables, network.variables, strict=True):
            slow.assign(quick)
        running = RunningMean(network, mean, config.mean_over * len(events) / batch)
        random = np.random.default_rng(options.seed)
        epoch = 0

        def train_epoch() -> float:
            nonlocal epoch
            epoch += 1
            order = random.permutation(len(events))
            losses = []
            for start in range(0, len(order), batch):
                rows = order[start : start + batch]
                losses.append(step(events.reader[rows], events.book[rows], events.weight[rows]))
                running.follow(step.number)
                options.progress(f"{label}, epoch {epoch}", min(start + batch, len(order)), len(order))
            return float(np.mean([loss.numpy() for loss in losses]))

        measure: Callable[[], float] | None = (
            None if judges is None else lambda: judge(partial(self._scores, mean), judges)
        )
        self.history[network.variant] = train_epochs(
            label, epochs, config.patience, train_epoch, measure, mean.variables, from_start
        )
        return mean

    def _scores(self, network: Network, histories: Histories) -> Float32:
        mixture = self.fold_in.mixture(histories)
        nothing = np.empty((0, 0), dtype=np.float32)
        gmf = mixture @ np.asarray(network.gmf_reader) if network.with_gmf else nothing
        mlp = mixture @ np.asarray(network.mlp_reader) if network.with_mlp else nothing
        scores = network.scores(gmf, mlp)
        scores[:, ~self.known] = -np.inf
        return scores

    def scores(self, histories: Histories) -> Float32:
        """Costs readers x books times the MLP behind its first layer: seconds per million pairs, not per thousand."""
        return self._scores(self.network, histories)

    def book_vectors(self) -> Float32:
        """GMF's, or the MLP's where there is no GMF."""
        return np.asarray(self.network.tables[1])

    def reader_vectors(self, histories: Histories) -> Float32:
        vectors: Float32 = self.fold_in.mixture(histories) @ np.asarray(self.network.tables[0])
        return vectors

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "training": self.history}

    def save(self, folder: Path) -> None:
        save_npz(folder / "positives.npz", self.positives)
        arrays: dict[str, Any] = {f"w{i}": np.asarray(v) for i, v in enumerate(self.network.variables)}
        np.savez(folder / "weights.npz", known=self.known, **arrays)
        (folder / "neumf.json").write_text(json.dumps({"config": asdict(self.config), "history": self.history}))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "neumf.json").read_text())
        fields = {**state["config"], "mlp_units": tuple(state["config"]["mlp_units"])}
        self.config, self.history = NeumfConfig(**fields), state["history"]
        self._fold_in(load_npz(folder / "positives.npz"))
        self.network = self._new(self.config.variant, 0)
        with np.load(folder / "weights.npz") as arrays:
            self.known = arrays["known"]
            for i, variable in enumerate(self.network.variables):
                variable.assign(arrays[f"w{i}"])
