"""A data set made ready for judging: what trains, what is held out, and by which protocol it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ml.config import EvaluationConfig, SignalConfig
from ml.data.catalogue import Catalogue
from ml.data.interactions import NO_SEQUENCE, Bool, Events, Int32, Int64, Interactions, Moment, make_interactions
from ml.data.splitting import HeldOut, Split
from ml.evaluation import Judged, judge, judge_candidates
from ml.models.base import Recommender


@dataclass(frozen=True)
class Benchmark:
    """Test events are grouped by reader, ascending; a reader may have several."""

    name: str
    interactions: Interactions
    """Everything, test events included."""
    split: Split
    protocol: str
    """What is asked of a model, in words: figures of two protocols say nothing about each other."""
    catalogue: Catalogue | None = None
    candidates: Int32 | None = None
    """Shape (test events, k): the only rivals of each test book, -1 for none. None: all books are."""
    validation_candidates: Int32 | None = None
    refit: bool = False
    """Whether a model is fitted once more, on training and validation events, when its numbers are chosen."""

    def judge(self, model: Recommender, config: EvaluationConfig) -> Judged:
        return _judge(model, self.split, self.candidates, config)

    def judge_validation(self, model: Recommender, config: EvaluationConfig) -> Judged:
        """The same question about the validation events, to a model that has seen the training events only."""
        return _judge(model, self.validation_split(), self.validation_candidates, config)

    def validation_split(self) -> Split:
        """The split whose test events are the validation events."""
        return replace(self.split, before_test=self.split.train, test=self.split.validation)

    def final_split(self) -> Split:
        """The split for the fit after the choices: everything before the test trains, nothing is left to choose by."""
        nobody = self.split.validation
        none = HeldOut(nobody.reader[:0], nobody.book[:0], nobody.stars[:0])
        return replace(self.split, train=self.split.before_test, validation=none)


def _judge(model: Recommender, split: Split, candidates: Int32 | None, config: EvaluationConfig) -> Judged:
    return judge(model, split, config) if candidates is None else judge_candidates(model, split, candidates, config)


@dataclass(frozen=True)
class Rows:
    """Events as a file tells them, shape (n,) each, one row per reader and book."""

    reader: Int64
    book: Int64
    stars: NDArray[np.int8] | None = None
    """1 to 5; None where the file has none, and every row then speaks for its book."""
    at: Moment | None = None
    sequence: Int64 | None = None
    """Place in the reader's order, NO_SEQUENCE for none."""


def interactions_of(rows: Rows, books: Int64, profile: Mapping[int, tuple[int, ...]] | None = None) -> Interactions:
    """Interactions over these books (ids)."""
    n = len(rows.reader)
    stars = np.zeros(n, dtype=np.int8) if rows.stars is None else rows.stars
    weights = np.array((1.0, *SignalConfig().star_weights), dtype=np.float32)
    events = Events(
        reader=rows.reader,
        book=rows.book,
        stars=stars.astype(np.float32),
        weight=weights[stars],
        had=np.ones(n, dtype=bool),
        at=np.full(n, "NaT", dtype="datetime64[us]") if rows.at is None else rows.at,
        sequence=np.full(n, NO_SEQUENCE) if rows.sequence is None else rows.sequence,
        row=np.arange(n),
    )
    return make_interactions(events, books, profile)


def places_of(interactions: Interactions, reader: Int64, book: Int64) -> Bool:
    """Shape (rows,): whether a row of the interactions is one of these pairs of ids."""
    width = len(interactions.books)
    place, book_place = interactions.readers.indices(reader).astype(np.int64), interactions.books.indices(book)
    keys = (place * width + book_place)[(place >= 0) & (book_place >= 0)]
    found: Bool = np.isin(interactions.reader.astype(np.int64) * width + interactions.book, keys)
    return found


def split_at(interactions: Interactions, test: Bool, validation: Bool, by_time: bool) -> Split:
    """A split by masks of shape (rows,)."""
    return Split(
        train=interactions.rows(~test & ~validation),
        before_test=interactions.rows(~test),
        validation=_held_out(interactions, validation),
        test=_held_out(interactions, test),
        by_time=by_time,
    )


def one_of_each(interactions: Interactions, among: Bool, at_least: int, seed: int) -> Bool:
    """Shape (rows,): one row of each reader who has `at_least` rows among these: the last one, or where the reader's
    order is not known a random one."""
    rows = np.flatnonzero(among)
    readers = interactions.reader[rows]
    random = np.random.default_rng(seed).random(len(rows))
    rank = np.where(interactions.ordered[readers], np.arange(len(rows), dtype=np.float64), random)
    order = np.lexsort((rank, readers))
    last = np.append(readers[order][1:] != readers[order][:-1], True) if len(order) else np.empty(0, dtype=bool)
    enough = np.bincount(readers, minlength=len(interactions.readers))[readers[order]] >= at_least
    chosen = np.zeros(len(interactions), dtype=bool)
    chosen[rows[order[last & enough]]] = True
    return chosen


def _held_out(interactions: Interactions, rows: Bool) -> HeldOut:
    return HeldOut(interactions.reader[rows], interactions.book[rows], interactions.stars[rows])
