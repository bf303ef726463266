"""The lists: for every reader the best books that he or she has not rated, each with its reason."""

import logging
from collections.abc import Callable

import numpy as np

from ml.config import ListConfig, SignalConfig
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Float32, Int32, Int64, Interactions
from ml.errors import DegenerateModel, NothingToTrainOn
from ml.lists import Lists
from ml.models.base import Recommender
from ml.ranking import mask_known, top_books

log = logging.getLogger(__name__)


def recommend(
    model: Recommender,
    interactions: Interactions,
    config: ListConfig,
    signals: SignalConfig,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> Lists:
    """Lists for every reader with at least one positive signal, from the full history.

    The reader is his history, so the evaluated model serves as it is: held-out events are folded in, nothing is trained
    again. Memory: batch_readers x books x 4 bytes, and some 30 bytes per row of the lists.
    """
    everyone = histories_of(interactions)
    chosen = np.flatnonzero(everyone.with_positive_signal(signals.star_weights)).astype(np.int32)
    parts: list[tuple[Int32, Float32, Float32, Int32]] = []
    for start in range(0, len(chosen), config.batch_readers):
        histories = everyone.pick(chosen[start : start + config.batch_readers])
        parts.append(_lists_of(model, histories, config))
        progress("recommending", min(start + config.batch_readers, len(chosen)), len(chosen))
    if not parts:
        raise NothingToTrainOn("No reader has rated anything with three stars or more: there is nobody to advise.")
    books, scores, stars, evidence = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    lists = Lists(
        interactions.readers.ids[chosen], _ids(interactions, books), scores, stars, _ids(interactions, evidence)
    )
    if not lists.row_count():
        raise DegenerateModel("The model found no book for any reader.")
    log.info("Made lists for %s readers: %s rows.", f"{len(lists):,}", f"{lists.row_count():,}")
    return lists


def _lists_of(model: Recommender, histories: Histories, config: ListConfig) -> tuple[Int32, Float32, Float32, Int32]:
    scores = mask_known(model.scores(histories), histories)
    if np.isnan(scores).any():
        raise DegenerateModel("The model's scores are not numbers.")
    books = top_books(scores, config.depth)
    places = np.maximum(books, 0)
    stars = model.predicted_stars(histories, places)
    if stars is None:
        stars = np.full(books.shape, np.nan, dtype=np.float32)
    evidence = model.evidence(histories, places, config.reason_share)
    return books, np.take_along_axis(scores, places, axis=1), stars, np.where((books >= 0)[:, :, None], evidence, -1)


def _ids(interactions: Interactions, places: Int32) -> Int64:
    """Database ids of book indices; -1 stays -1."""
    return np.where(places >= 0, interactions.books.ids[np.maximum(places, 0)], -1)
