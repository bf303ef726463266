"""Seed everything, make the chosen model, fit it, time it."""

import logging
import os
import sys
import time
from pathlib import Path

import numpy as np

from ml.config import Settings
from ml.data.histories import histories_of
from ml.data.splitting import Split
from ml.errors import UnknownModel
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.popularity import Popularity
from ml.progress import Progress

log = logging.getLogger(__name__)

MODELS = ("ncf", "popularity")


def make_model(name: str, settings: Settings) -> Recommender:
    """An untrained model. Raises UnknownModel. TensorFlow is imported only for the models that need it: 4 seconds."""
    if name == "popularity":
        return Popularity()
    if name == "ncf":
        _start_tensorflow()
        from ml.models.ncf import Ncf

        return Ncf(settings.ncf, settings.signals)
    raise UnknownModel(f"There is no model {name!r}; there are {', '.join(MODELS)}.")


def train(name: str, split: Split, settings: Settings) -> Recommender:
    """A model fitted on the training part; the same seed and data give the same model."""
    model = make_model(name, settings)
    if model.name != Popularity.name:
        _seed_everything(settings.seed)
    started = time.monotonic()
    histories = histories_of(split.train)
    validation = Validation(histories.pick(split.validation.reader), split.validation.book)
    model.fit(split.train, FitOptions(settings.seed, settings.signals, validation, Progress()))
    log.info("Trained %s in %.1f s.", name, time.monotonic() - started)
    return model


def _seed_everything(seed: int) -> None:
    import keras
    import tensorflow as tf

    np.random.seed(seed % 2**32)
    keras.utils.set_random_seed(seed)
    # Sums over threads in any order differ in the last bit, and the last bit changes lists.
    tf.config.experimental.enable_op_determinism()


def _start_tensorflow() -> None:
    """Import TensorFlow without its noise, which passes by Python and its own log level: so stderr is swapped."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            import tensorflow as tf

            tf.config.list_logical_devices()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
