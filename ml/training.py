"""Seed everything, make the chosen model, fit it, time it."""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ml.config import Settings, WorkersConfig
from ml.data.catalogue import Catalogue
from ml.data.histories import histories_of
from ml.data.splitting import Split
from ml.errors import UnknownModel, WrongWorkers
from ml.models.base import FitOptions, Recommender, Validation
from ml.progress import Progress
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

MODELS = (
    "ncf",
    "popularity",
    "popularity_decayed",
    "user_knn",
    "item_knn",
    "neumf",
    "rating_ncf",
    "gru",
    "two_tower",
    "ctr",
)
WITHOUT_TENSORFLOW = {"popularity", "popularity_decayed", "user_knn", "item_knn"}


def make_model(name: str, settings: Settings) -> Recommender:
    """An untrained model. Raises UnknownModel. TensorFlow is imported only for the models that need it: 4 seconds."""
    if name not in MODELS:
        raise UnknownModel(f"There is no model {name!r}; there are {', '.join(MODELS)}.")
    if name not in WITHOUT_TENSORFLOW:
        _start_tensorflow()
    return _MAKERS[name](settings)


@contextmanager
def joined_workers(config: WorkersConfig) -> Iterator[Workers]:
    """This process as one of the workers that the config names. Raises WrongWorkers, WorkerLost."""
    _start_tensorflow(devices=False)
    from ml.mirrored import mirrored_workers

    with mirrored_workers(config.task, config.timeout_seconds) as workers:
        yield workers


def train(
    name: str,
    split: Split,
    settings: Settings,
    catalogue: Catalogue | None = None,
    sampled: int = 0,
    workers: Workers = ALONE,
) -> Recommender:
    """A model fitted on the training part; the same seed and data give the same model.

    sampled: how many random rivals a book is judged against, 0 for all books; the model makes its choices by it.
    workers: who trains it together, each on its own split. Raises WrongWorkers for a model that only one can train.
    """
    model = make_model(name, settings)
    if workers.count > 1 and not model.shared:
        raise WrongWorkers(f"{name} keeps something of each reader, so only one worker can train it.")
    if name not in WITHOUT_TENSORFLOW:
        _seed_everything(settings.seed)
    started = time.monotonic()
    histories = histories_of(split.train)
    held_out = split.validation
    validation = Validation(histories.pick(held_out.reader), held_out.book, sampled, held_out.stars)
    model.fit(split.train, FitOptions(settings.seed, validation, catalogue, Progress(), workers))
    log.info("Trained %s in %.1f s.", name, time.monotonic() - started)
    return model


def _popularity(settings: Settings) -> Recommender:
    from ml.models.popularity import Popularity

    return Popularity()


def _popularity_decayed(settings: Settings) -> Recommender:
    from ml.models.popularity import PopularityDecayed

    return PopularityDecayed(settings.popularity_decayed)


def _user_knn(settings: Settings) -> Recommender:
    from ml.models.neighbours import UserKnn

    return UserKnn(settings.user_knn)


def _item_knn(settings: Settings) -> Recommender:
    from ml.models.neighbours import ItemKnn

    return ItemKnn(settings.item_knn)


def _neumf(settings: Settings) -> Recommender:
    from ml.models.neumf import Neumf

    return Neumf(settings.neumf)


def _rating_ncf(settings: Settings) -> Recommender:
    from ml.models.rating_ncf import RatingNcf

    return RatingNcf(settings.rating_ncf)


def _gru(settings: Settings) -> Recommender:
    from ml.models.gru import Gru

    return Gru(settings.gru)


def _ncf(settings: Settings) -> Recommender:
    from ml.models.ncf import Ncf

    return Ncf(settings.ncf)


def _two_tower(settings: Settings) -> Recommender:
    from ml.models.two_tower import TwoTower

    return TwoTower(settings.two_tower)


def _ctr(settings: Settings) -> Recommender:
    from ml.models.ctr import Ctr

    return Ctr(settings.ctr, settings.ncf)


_MAKERS: dict[str, Callable[[Settings], Recommender]] = {
    "popularity": _popularity,
    "popularity_decayed": _popularity_decayed,
    "user_knn": _user_knn,
    "item_knn": _item_knn,
    "neumf": _neumf,
    "rating_ncf": _rating_ncf,
    "gru": _gru,
    "ncf": _ncf,
    "two_tower": _two_tower,
    "ctr": _ctr,
}


def _seed_everything(seed: int) -> None:
    import keras
    import tensorflow as tf

    np.random.seed(seed % 2**32)
    keras.utils.set_random_seed(seed)
    # Sums over threads in any order differ in the last bit, and the last bit changes lists.
    tf.config.experimental.enable_op_determinism()


def _start_tensorflow(devices: bool = True) -> None:
    """Import TensorFlow without its noise, which passes by Python and its own log level: so stderr is swapped.

    devices: look for them now; not before the workers have come together, which has to be the first thing.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            import tensorflow as tf

            if devices:
                tf.config.list_logical_devices()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
