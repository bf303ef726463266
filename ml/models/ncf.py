"""Neural collaborative filtering, ours: a reader is his history, so somebody who came a minute ago can be served.

score = memory + GMF + factors + popularity (each with a gain) + MLP, the MLP on a retrieved shortlist (He et al. 2017
for GMF and MLP; Steck 2019 for the memory; Hu et al. 2008 for the factors; Cheng et al. 2016 for joining a wide and a
deep part). Which part leads, and how much the latest books count, is chosen on validation events: ml.models.choosing.
A second head predicts stars. Book -inf: nobody had it in the training data, so nothing is known of it.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz  # type: ignore[import-untyped]

from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Int32, Int64, Interactions
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.choosing import Judged, choose_gains, choose_memory, rivals
from ml.models.embeddings import Embeddings
from ml.models.evidence import strongest_events
from ml.models.factors import Factors
from ml.models.following import following_books
from ml.models.judging import judge, judges_of
from ml.models.late_events import late_examples, late_rows
from ml.models.memory import Memory
from ml.models.opinions import BookSide, Dot, Opinions, told
from ml.models.pooling import Pooled, pool_all
from ml.models.reranker import FEATURES, Reranker, Shortlists
from ml.ncf_config import NcfConfig
from ml.ranking import mask_known, top_books
from ml.workers import Workers

BATCH_READERS = 512


class Last(threading.local):
    """What was read last, in each thread: the same readers are asked for scores, then for stars, then for evidence."""

    histories: Histories | None = None
    read: tuple[Pooled, Float32, Opinions]


class Ncf(Recommender):
    """Memory, embeddings, factors and MLP, trained one after the other."""

    name: ClassVar[str] = "ncf"
    shared: ClassVar[bool] = True

    def __init__(self, config: NcfConfig | None = None) -> None:
        self.given = self.config = config or NcfConfig()
        """As given, and with what the data chose in its place."""
        self.history: dict[str, Any] = {}
        self._last = Last()

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        workers, known_order = options.workers, bool(interactions.ordered.any())
        self.config, self.history = self.given.for_order(workers.any(known_order)), {}
        interactions = interactions.shuffled(np.random.default_rng(options.seed))
        late = late_rows(interactions, self.config.late_events if self.config.mlp_epochs else 0, workers)
        early = interactions.rows(~late)
        least, most = self.config.choice_readers
        validation = options.validation
        if validation is not None and workers.any(not len(validation.histories)):
            validation = None
        judges, memory = judges_of(validation, most, options.seed, least, workers), None
        if judges is not None and len({*self.config.memory_l2s, *self.config.recency_powers}):
            self.config, memory, figures = choose_memory(self.config, early, judges, workers)
            self.history["memory"] = figures
        self._new_parts(options.seed)
        self._count(early, workers, memory)
        # With so much patience nothing would be stopped: then looking costs more than it tells.
        stops = self.config.patience < self.config.epochs
        by = judges_of(validation, most, options.seed, workers=workers) if stops else None
        measure = None if by is None else partial(judge, self._gmf, by, workers)
        self.history["embeddings"] = self.embeddings.fit(histories_of(early), early, options, measure)
        self._put_together()
        if judges is not None:
            chosen, figures = choose_gains(self.config, list(self._judged(judges, options.seed)), workers)
            self.config, self.history["gains"] = replace(self.config, retrieval_gains=chosen), figures
            self.reranker = Reranker(self.config, options.seed + 100)
        self.history["mlp"] = {"epochs": 0}
        if workers.any(bool(late.any())):
            examples = self._shortlists(late_examples(interactions, late, options.seed))
            judged = None if validation is None else self._shortlists(validation)
            self.history["mlp"] = self.reranker.fit(examples, judged, self.book_vectors(), workers)
            self._count(interactions, workers)
            self._put_together()

    def _new_parts(self, seed: int) -> None:
        self.memory = Memory(self.config)
        self.factors = Factors(self.config, seed)
        self.embeddings = Embeddings(self.config, seed)
        self.reranker = Reranker(self.config, seed + 100)

    def _count(self, interactions: Interactions, workers: Workers, memory: Memory | None = None) -> None:
        """The parts that are counted or solved, not trained; a memory of these very interactions is taken as it is."""
        if memory is None:
            self.memory.fit(interactions, workers)
        else:
            self.memory = memory
        self.following = following_books(interactions, self.config, workers)
        self.factors.fit(interactions, workers)
        counts = workers.sum(interactions.book_readers())
        self.known: Bool = counts > 0
        self.popularity: Float32 = np.log1p(counts).astype(np.float32)

    def _put_together(self) -> None:
        """The books' half of all opinions that are dot products; after training, counting and loading."""
        self._last = Last()
        vectors, bias = self.book_vectors(), np.asarray(self.embeddings.books.bias)
        self.sides = [
            BookSide(side, self.known)
            for side in (
                np.concatenate([vectors, bias[:, None]], axis=1),
                self.factors.books,
                self.popularity[:, None],
            )
        ]

    def _pool(self, histories: Histories) -> Pooled:
        return pool_all(histories, self.config.history_length, self.config.recency_power)

    def _opinions(self, histories: Histories, pooled: Pooled) -> tuple[Float32, Opinions]:
        """Reader vectors, and what each part says; the opinions are OPINIONS of ml.models.choosing."""
        books = len(self.known)
        vectors = self.embeddings.reader_vectors(pooled)
        recent, lasting = pooled.spread(pooled.recent, books), pooled.spread(pooled.weight, books)
        remembered = [self.memory.say(recent)]
        if histories.ordered.any():
            remembered.append(self.memory.say(pooled.spread(pooled.latest, books)))
            remembered.append(self.memory.say(pooled.spread(pooled.flat, books)))
        else:
            # Without order the three weightings differ by a factor for each reader, which no opinion shows.
            remembered *= 3
        one = np.ones((len(histories), 1), dtype=np.float32)
        gmf, factors, popularity = self.sides
        parts = [
            told(remembered),
            told([recent @ self.following]),
            told([self.memory.say(_disliked(histories, books))]),
            Dot(np.concatenate([vectors, one], axis=1), gmf),
            Dot(self.factors.readers(lasting), factors),
            Dot(one, popularity),
        ]
        return vectors, Opinions(parts, self.known, histories)

    def _read(self, histories: Histories) -> tuple[Pooled, Float32, Opinions]:
        """The pooled histories, and what _opinions says of them."""
        if self._last.histories is not histories:
            pooled = self._pool(histories)
            self._last.histories, self._last.read = histories, (pooled, *self._opinions(histories, pooled))
        return self._last.read

    def scores(self, histories: Histories) -> Float32:
        _, vectors, opinions = self._read(histories)
        linear = self._linear(opinions)
        books, final = self._shortlist(vectors, opinions, mask_known(linear.copy(), histories))
        there = books >= 0
        places = np.maximum(books, 0)
        # Books off the shortlist stay behind it, in the order of the linear part.
        lowest = np.min(final, axis=1, where=there, initial=np.inf)
        bound = np.min(np.take_along_axis(linear, places, axis=1), axis=1, where=there, initial=np.inf)
        shift = np.where(np.isfinite(lowest), lowest - bound, 0.0).astype(np.float32)
        scores = np.where(linear < bound[:, None], linear + shift[:, None], linear)
        rows = np.broadcast_to(np.arange(len(scores))[:, None], places.shape)
        scores[rows[there], books[there]] = final[there]
        return scores

    def top(self, histories: Histories, depth: int) -> tuple[Int32, Float32]:
        _, vectors, opinions = self._read(histories)
        books, final = self._shortlist(vectors, opinions, mask_known(self._linear(opinions), histories))
        final[books < 0] = -np.inf
        order = np.lexsort((books, -final), axis=1)[:, :depth]
        return np.take_along_axis(books, order, axis=1), np.take_along_axis(final, order, axis=1)

    def _linear(self, opinions: Opinions) -> Float32:
        return opinions.blend(np.asarray(self.config.retrieval_gains, dtype=np.float32))

    def _shortlist(self, vectors: Float32, opinions: Opinions, linear: Float32) -> tuple[Int32, Float32]:
        """The books that the linear part puts first, -1 for none, and their final scores."""
        books = top_books(linear, self.config.shortlist)
        places = np.maximum(books, 0)
        return books, self.reranker.final(vectors, self.book_vectors(), places, opinions.at(places))

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32 | None:
        return self.embeddings.predicted_stars(histories, books) if self.embeddings.rated else None

    def evidence(self, histories: Histories, books: Int32, share: float) -> Int32:
        pooled, _, opinions = self._read(histories)
        gain: Float32 = (np.asarray(self.reranker.gains, dtype=np.float32) / opinions.scale)[pooled.row]
        remembered: Float32 = gain[:, 0] * pooled.recent + gain[:, 1] * pooled.latest + gain[:, 2] * pooled.flat
        followed: Float32 = gain[:, 3] * pooled.recent
        tables = [(remembered, self.memory.weights), (followed, self.following)]
        events = [gain[:, 5, None] * self.embeddings.event_vectors(pooled)]
        books_side = [self.book_vectors()]
        if self.factors.size:
            events.append(gain[:, 6, None] * self.factors.event_vectors(pooled.spread(pooled.weight, len(self.known))))
            books_side.append(self.factors.books)
        return strongest_events(
            pooled,
            books,
            tables,
            np.concatenate(events, axis=1),
            np.concatenate(books_side, axis=1),
            self.known,
            share,
        )

    def book_vectors(self) -> Float32:
        return np.asarray(self.embeddings.books.vectors)

    def reader_vectors(self, histories: Histories) -> Float32:
        return self.embeddings.reader_vectors(self._pool(histories))

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "training": self.history}

    def _gmf(self, histories: Histories) -> Float32:
        """What the embeddings alone say of every book, shape (readers, books)."""
        return self.embeddings.logits(self.embeddings.reader_vectors(self._pool(histories))).copy()

    def _judged(self, events: Validation, seed: int) -> Iterator[Judged]:
        for start in range(0, len(events.histories), BATCH_READERS):
            histories = events.histories.part(start, start + BATCH_READERS)
            _, opinions = self._opinions(histories, self._pool(histories))
            book = events.book[start : start + BATCH_READERS]
            yield rivals(opinions, histories, book, events.sampled, seed + start)

    def _shortlists(self, events: Validation) -> Shortlists:
        """What is retrieved for each reader, and where in it the event's book is."""
        parts = []
        for start in range(0, len(events.histories), BATCH_READERS):
            histories = events.histories.part(start, start + BATCH_READERS)
            vectors, opinions = self._opinions(histories, self._pool(histories))
            scores = mask_known(self._linear(opinions), histories)
            books = np.maximum(top_books(scores, min(self.config.shortlist, scores.shape[1])), 0)
            target = events.book[start : start + BATCH_READERS]
            found = books == target[:, None]
            place: Int64 = np.where(found.any(axis=1), found.argmax(axis=1), -1)
            parts.append(Shortlists(books, opinions.at(books), vectors, place))
        if not parts:
            empty = np.empty((0, 1, FEATURES), dtype=np.float32)
            return Shortlists(empty[:, :, 0].astype(np.int32), empty, empty[:, 0, :], np.empty(0, dtype=np.int64))
        return Shortlists(
            *(np.concatenate([getattr(p, f) for p in parts]) for f in ("book", "features", "reader", "target"))
        )

    def save(self, folder: Path) -> None:
        save_npz(folder / "memory.npz", self.memory.weights)
        save_npz(folder / "following.npz", self.following)
        arrays: dict[str, Any] = {
            f"w{i}": np.asarray(v) for i, v in enumerate(self.embeddings.variables() + self.reranker.variables())
        }
        arrays |= {"known": self.known, "popularity": self.popularity, "factors": self.factors.books}
        if self.memory.whole is not None:
            arrays["whole"] = self.memory.whole
        np.savez(folder / "weights.npz", offsets=self.embeddings.book_offsets, **arrays)
        state = {
            "config": asdict(self.config),
            "mean": self.embeddings.mean,
            "rated": self.embeddings.rated,
            "history": self.history,
        }
        (folder / "ncf.json").write_text(json.dumps(state))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "ncf.json").read_text())
        self.config = _config(state["config"])
        self.history = state["history"]
        self._new_parts(0)
        self.embeddings.rated = state["rated"]
        self.memory.weights = load_npz(folder / "memory.npz")
        self.following = load_npz(folder / "following.npz")
        with np.load(folder / "weights.npz") as arrays:
            self.known, self.popularity, self.factors.books = arrays["known"], arrays["popularity"], arrays["factors"]
            self.memory.whole = arrays.get("whole")
            self.embeddings.build(state["mean"], arrays["offsets"], self.popularity)
            for i, variable in enumerate(self.embeddings.variables() + self.reranker.variables()):
                variable.assign(arrays[f"w{i}"])
        self._put_together()


def _disliked(histories: Histories, books: int) -> csr_matrix:
    """What the reader is known not to want, shape (readers, books), as weights above 0."""
    against = histories.weight < 0
    places = (histories.row_reader()[against], histories.book[against])
    return csr_matrix((-histories.weight[against], places), shape=(len(histories), books))


def _config(fields: dict[str, Any]) -> NcfConfig:
    """From JSON, which knows no tuples."""
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
    return NcfConfig(**values)
