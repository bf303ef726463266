"""The lists: for every reader the best books that he or she has not had, each with its reason."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.composing import Shelf, bare_shelf, compose
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Float32, Int32, Int64, Interactions, Vocabulary
from ml.data.versions import TasteVersions, unread
from ml.degenerate import check_lists, check_numbers, check_scores
from ml.errors import DegenerateModel, NothingToTrainOn
from ml.list_config import ListConfig
from ml.lists import BECAUSE_YOU_LIKED, NEW_BOOK, SIMILAR_READERS, Lists, joined
from ml.models.base import Recommender
from ml.parallel import side_by_side
from ml.ranking import mask_known, top_books
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

# Fewer readers may have the same taste by chance; of so many, all alike, the model is dead.
ALIKE_AT_LEAST = 20
ALIKE = 10


@dataclass(frozen=True)
class Adviser:
    """A trained model and what else it takes to make lists. The same one makes the same list of the same history."""

    model: Recommender
    shelf: Shelf
    newcomers: Recommender | None = None
    """Scores the shelf's new books, which the model knows nothing of; None where there are none."""

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.model.name,) if self.newcomers is None else (self.model.name, self.newcomers.name)


def recommend(
    model: Recommender | Adviser,
    interactions: Interactions,
    config: ListConfig,
    versions: TasteVersions | None = None,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
    workers: Workers = ALONE,
) -> Lists:
    """Lists of every reader in the interactions, from the full history; of no books without a positive signal.

    The reader is his history, so the evaluated model serves as it is: held-out events are folded in, nothing is trained
    again. Memory: batch_readers x books x 20 bytes for each core, and some 40 bytes per row of the lists.
    """
    adviser = model if isinstance(model, Adviser) else Adviser(model, bare_shelf(len(interactions.books)))
    versions = versions or unread(interactions.readers.ids)
    everyone = histories_of(interactions)
    if not workers.any(bool(everyone.with_positive_signal().any())):
        raise NothingToTrainOn("No reader has shown a liking for any book: there is nobody to advise.")

    def batch_from(start: int) -> Lists:
        stop = min(start + config.batch_readers, len(everyone))
        ids = interactions.readers.ids[start:stop]
        return lists_of(adviser, everyone.part(start, stop), ids, interactions.books, versions, config)

    parts: list[Lists] = []
    for part in side_by_side(batch_from, range(0, len(everyone), config.batch_readers)):
        parts.append(part)
        progress("recommending", sum(map(len, parts)), len(everyone))
    lists = joined(parts)
    if not workers.any(lists.row_count() > 0):
        raise DegenerateModel("The model found no book for any reader.")
    advised = int(np.count_nonzero(lists.book[:, 0] >= 0))
    log.info("Made lists for %s readers: %s rows.", f"{advised:,}", f"{lists.row_count():,}")
    return lists


def lists_of(
    adviser: Adviser, histories: Histories, ids: Int64, books: Vocabulary, versions: TasteVersions, config: ListConfig
) -> Lists:
    """The lists of one batch of readers (ids); books: what the model was trained on. Raises DegenerateModel."""
    lists = empty_lists(adviser, ids, versions, config)
    advised = np.flatnonzero(histories.with_positive_signal())
    if len(advised):
        _fill(lists, advised, adviser, histories.pick(advised.astype(np.int32)), books, config)
    return lists


def empty_lists(adviser: Adviser, ids: Int64, versions: TasteVersions, config: ListConfig) -> Lists:
    """Lists of no books for these readers."""
    shape = (len(ids), config.depth)
    return Lists(
        reader=ids,
        version=versions.of(ids),
        book=np.full(shape, -1, dtype=np.int64),
        score=np.zeros(shape, dtype=np.float32),
        stars=np.full(shape, np.nan, dtype=np.float32),
        evidence=np.full((*shape, 2), -1, dtype=np.int64),
        reason=np.full(shape, SIMILAR_READERS, dtype=np.int8),
        source=np.zeros(shape, dtype=np.int8),
        sources=adviser.sources,
        made_at=versions.read_at,
    )


def _fill(
    lists: Lists, rows: Int64, adviser: Adviser, histories: Histories, books: Vocabulary, config: ListConfig
) -> None:
    """Put the lists of these rows' readers in their places."""
    scores, new_scores = _scores(adviser.model, histories), None
    if adviser.newcomers is not None:
        new_scores = _scores(adviser.newcomers, histories)
    chosen, slot = compose(scores, histories, adviser.shelf, config, new_scores)
    places = np.maximum(chosen, 0)
    points = np.take_along_axis(scores, places, axis=1)
    stars = adviser.model.predicted_stars(histories, places)
    evidence = adviser.model.evidence(histories, places, config.reason_share)
    # A slot's book stands there for what it is, not for what it resembles.
    evidence = np.where(((chosen >= 0) & (slot < 0))[:, :, None], evidence, -1)
    new = slot == NEW_BOOK
    if new_scores is not None:
        points = np.where(new, np.take_along_axis(new_scores, places, axis=1), points)
        lists.source[rows] = new
    lists.book[rows] = _ids(books, chosen)
    lists.score[rows] = np.where(chosen >= 0, points, 0.0)
    if stars is not None:
        lists.stars[rows] = np.where(new, np.nan, stars)
    lists.evidence[rows] = _ids(books, evidence)
    lists.reason[rows] = _reasons(evidence, slot)


def _scores(model: Recommender, histories: Histories) -> Float32:
    """Scores of all books that may be listed, -inf for the others; shape (readers, books)."""
    scores = model.scores(histories)
    check_numbers(scores)
    if len(histories) >= ALIKE_AT_LEAST:
        check_scores(scores)
        # Of a handful of books, everybody's ten are all of them.
        if model.personal and np.count_nonzero(np.isfinite(scores[0])) > 2 * ALIKE:
            check_lists(top_books(scores, ALIKE))
    return mask_known(scores, histories)


def _reasons(evidence: Int32, slot: NDArray[np.int8]) -> NDArray[np.int8]:
    computed = np.where(evidence[:, :, 0] >= 0, BECAUSE_YOU_LIKED, SIMILAR_READERS)
    return np.where(slot >= 0, slot, computed).astype(np.int8)


def _ids(books: Vocabulary, places: Int32) -> Int64:
    """Database ids of book indices; -1 stays -1."""
    return np.where(places >= 0, books.ids[np.maximum(places, 0)], -1)
