"""Who takes part: the models of this package and the peers, how their numbers are chosen, and how they are fitted."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any

from ml.benchmarks.benchmark import Benchmark
from ml.benchmarks.names import EASE, IMPLICIT_ALS, PEERS
from ml.benchmarks.peers import AlsConfig, Ease, EaseConfig, ImplicitAls
from ml.config import Settings
from ml.data.histories import histories_of
from ml.data.splitting import Split
from ml.models.base import FitOptions, Recommender, Validation
from ml.training import make_model, train

log = logging.getLogger(__name__)

Choice = Mapping[str, Any]

PEER_MAKERS: dict[str, Callable[[Choice], Recommender]] = {
    IMPLICIT_ALS: lambda choice: ImplicitAls(AlsConfig(**choice)),
    EASE: lambda choice: Ease(EaseConfig(**choice)),
}

# Models that choose their own numbers on validation events while they are fitted (ncf: twenty choices besides its early
# stopping) need no grid here.
GRIDS: dict[str, list[dict[str, Any]]] = {
    EASE: [{"l2": l2} for l2 in (2.0, 5.0, 20.0, 50.0, 100.0, 300.0, 1000.0, 3000.0)],
    IMPLICIT_ALS: [
        {"factors": factors, "alpha": alpha, "regularization": regularization}
        for factors, alpha, regularization in product((64, 128, 256), (0.3, 1.0, 10.0), (0.1, 10.0))
    ],
}

# Nothing in them is drawn: every seed gives the same lists.
WITHOUT_CHANCE = {"popularity", "popularity_decayed", "item_knn", "user_knn", EASE}

# In hyper_parameters()["training"] a part tells its best epoch; this is the field of the model's config that sets it.
EPOCH_FIELDS = {
    "ncf": {"embeddings": "epochs", "mlp": "mlp_epochs"},
    "neumf": {"gmf": "gmf_epochs", "mlp": "mlp_epochs", "neumf": "epochs"},
}


def start(name: str, settings: Settings) -> None:
    """Import what the model needs: TensorFlow's four seconds are no training."""
    if name in PEERS:
        PEER_MAKERS[name]({})
    else:
        make_model(name, settings)


def fit(name: str, benchmark: Benchmark, settings: Settings, choice: Choice) -> Recommender:
    """The model that is judged on the test events: its choices made on validation events, never on others."""
    if name in PEERS:
        return _fit(name, benchmark, benchmark.final_split() if benchmark.refit else benchmark.split, settings, choice)
    model = _fit(name, benchmark, benchmark.split, settings, choice)
    if not benchmark.refit:
        return model
    chosen = settled(settings, name, model.hyper_parameters())
    log.info("%s: fitted once more, with what was chosen, on all that comes before the test.", name)
    return _fit(name, benchmark, benchmark.final_split(), chosen, choice)


def fit_for_validation(name: str, benchmark: Benchmark, settings: Settings, choice: Choice) -> Recommender:
    return _fit(name, benchmark, benchmark.split, settings, choice)


def settled(settings: Settings, name: str, hyper_parameters: Mapping[str, Any]) -> Settings:
    """Settings in which everything stands as the model chose it, best epochs included."""
    config = getattr(settings, name, None)
    if not is_dataclass(config) or isinstance(config, type):
        return settings
    known = {field.name for field in fields(config)}
    values = {key: _tuples(value) for key, value in hyper_parameters.items() if key in known}
    training = hyper_parameters.get("training", {})
    for part, field in {"": "epochs", **EPOCH_FIELDS.get(name, {})}.items():
        told = training.get(part, {}) if part else training
        if isinstance(told, Mapping) and "epochs" in told and field in known:
            values[field] = told["epochs"]
    changed: dict[str, Any] = {name: replace(config, **values)}
    return replace(settings, **changed)


def _fit(name: str, benchmark: Benchmark, split: Split, settings: Settings, choice: Choice) -> Recommender:
    drawn = 0 if benchmark.validation_candidates is None else benchmark.validation_candidates.shape[1]
    if name not in PEERS:
        if choice:
            changed: dict[str, Any] = {name: replace(getattr(settings, name), **choice)}
            settings = replace(settings, **changed)
        return train(name, split, settings, benchmark.catalogue, drawn)
    model = PEER_MAKERS[name](choice)
    histories = histories_of(split.train)
    validation = Validation(histories.pick(split.validation.reader), split.validation.book, drawn)
    model.fit(split.train, FitOptions(settings.seed, validation))
    return model


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
