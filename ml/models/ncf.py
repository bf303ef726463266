"""Neural collaborative filtering, ours: a reader is his history, so somebody who came a minute ago can be served.

score = memory + GMF + popularity (each with a learned gain) + MLP, the MLP on a retrieved shortlist (He et al. 2017 for
GMF and MLP; Steck 2019 for the memory; Cheng et al. 2016 for joining a wide and a deep part). How much the latest books
count is chosen on validation events (ml.models.choosing). A second head predicts stars. Book -inf: nobody rated it in
the training data, so nothing is known of it.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import load_npz, save_npz  # type: ignore[import-untyped]

from ml.config import NcfConfig, SignalConfig
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Int32, Interactions
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.choosing import Scored, blend, choose_memory, choose_retrieval, sample
from ml.models.embeddings import Embeddings
from ml.models.evidence import strongest_events
from ml.models.following import following_books
from ml.models.late_events import before, late_rows
from ml.models.memory import Memory, say
from ml.models.pooling import Pooled, pool_all
from ml.models.reranker import FEATURES, Reranker, Shortlists
from ml.ranking import gains, mask_known, ranks_of, top_books

BATCH_READERS = 512
MLP_EXAMPLES_AT_MOST = 20_000


class Ncf(Recommender):
    """Memory, embeddings and MLP, trained one after the other."""

    name: ClassVar[str] = "ncf"

    def __init__(self, config: NcfConfig | None = None, signals: SignalConfig | None = None) -> None:
        self.given = self.config = config or NcfConfig()
        """As given, and with what the data chose in its place."""
        self.star_weights = (signals or SignalConfig()).star_weights
        self.history: dict[str, Any] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.star_weights = options.signals.star_weights
        self.config, self.history = self.given, {}
        late = late_rows(interactions, self.config.late_events)
        early = interactions.rows(~late)
        validation = options.validation if options.validation and len(options.validation.histories) else None
        judges = sample(validation, self.config, options.seed)
        memory = None
        if judges is not None:
            self.config, memory, figures = choose_memory(self.config, early, self.star_weights, judges)
            self.history["memory"] = figures
        self._new_parts(options.seed)
        self._count(early, memory)
        measure = None if validation is None else partial(self._gmf_ndcg, validation)
        self.history["embeddings"] = self.embeddings.fit(histories_of(early), early, options, measure)
        late_events = self._before_late(interactions, late, options.seed)
        self._measure_spread(late_events.histories if len(late_events.histories) else histories_of(interactions))
        if judges is not None:
            chosen, self.history["retrieval"] = choose_retrieval(self.config, self._scored(judges), self.known)
            self.config = replace(self.config, retrieval_gains=chosen)
            self.reranker = Reranker(self.config, options.seed + 100)
        examples = self._shortlists(late_events)
        judged = None if validation is None else self._shortlists(validation)
        self.history["mlp"] = self.reranker.fit(examples, judged, self._book_vectors())
        self._count(interactions)

    def _new_parts(self, seed: int) -> None:
        self.memory = Memory(self.config)
        self.embeddings = Embeddings(self.config, self.star_weights, seed)
        self.reranker = Reranker(self.config, seed + 100)
        self.spread = np.ones(FEATURES, dtype=np.float32)

    def _count(self, interactions: Interactions, memory: Memory | None = None) -> None:
        """The parts that are counted or solved, not trained; a memory of these very interactions is taken as it is."""
        config = self.config
        if memory is None:
            self.memory.fit(interactions, self.star_weights)
        else:
            self.memory = memory
        self.following = following_books(
            interactions, self.star_weights, config.following_reach, config.following_neighbours
        )
        counts = interactions.book_counts()
        self.known: Bool = counts > 0
        self.popularity: Float32 = np.log1p(counts).astype(np.float32)

    def _pool(self, histories: Histories) -> Pooled:
        return pool_all(histories, self.star_weights, self.config.history_length, self.config.recency_power)

    def _features(self, histories: Histories) -> tuple[Float32, list[Float32]]:
        """Reader vectors, and what each part says of every book: FEATURES arrays (readers, books)."""
        pooled = self._pool(histories)
        vectors = self.embeddings.reader_vectors(pooled)
        parts = [say(pooled, weights, self.memory.weights) for weights in (pooled.recent, pooled.latest, pooled.flat)]
        parts.append(say(pooled, pooled.recent, self.following))
        parts.append(self.embeddings.logits(vectors).copy())
        parts.append(np.tile(self.popularity, (len(histories), 1)))
        for part, spread in zip(parts, self.spread, strict=True):
            part /= spread
        return vectors, parts

    def _linear(self, features: list[Float32]) -> Float32:
        return blend(self.config.retrieval_gains, features, self.known)

    def scores(self, histories: Histories) -> Float32:
        vectors, features = self._features(histories)
        linear = self._linear(features)
        candidates = top_books(mask_known(linear.copy(), histories), self.config.shortlist)
        there = candidates >= 0
        places = np.maximum(candidates, 0)
        shortlist = np.stack([np.take_along_axis(f, places, axis=1) for f in features], axis=2)
        final = np.asarray(self.reranker.scores(vectors, self._book_vectors()[places], shortlist))
        # Books off the shortlist stay behind it, in the order of the linear part.
        lowest = np.min(final, axis=1, where=there, initial=np.inf)
        bound = np.min(np.take_along_axis(linear, places, axis=1), axis=1, where=there, initial=np.inf)
        shift = np.where(np.isfinite(lowest), lowest - bound, 0.0).astype(np.float32)
        scores = np.where(linear < bound[:, None], linear + shift[:, None], linear)
        rows = np.broadcast_to(np.arange(len(scores))[:, None], places.shape)
        scores[rows[there], candidates[there]] = final[there]
        return scores

    def predicted_stars(self, histories: Histories, books: Int32) -> Float32 | None:
        return self.embeddings.predicted_stars(histories, books)

    def evidence(self, histories: Histories, books: Int32, share: float) -> Int32:
        pooled = self._pool(histories)
        gain = np.asarray(self.reranker.gains) / self.spread
        memory = gain[0] * pooled.recent + gain[1] * pooled.latest + gain[2] * pooled.flat
        tables = [(memory, self.memory.weights), (gain[3] * pooled.recent, self.following)]
        vectors = gain[4] * self.embeddings.event_vectors(pooled)
        return strongest_events(pooled, books, tables, vectors, self._book_vectors(), self.known, share)

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "star_weights": list(self.star_weights), "training": self.history}

    def _book_vectors(self) -> Float32:
        return np.asarray(self.embeddings.books.vectors)

    def _gmf_ndcg(self, validation: Validation) -> float:
        """Validation NDCG@10 of the embeddings alone."""
        total = 0.0
        for start in range(0, len(validation.histories), BATCH_READERS):
            part = validation.histories.part(start, start + BATCH_READERS)
            logits = self.embeddings.logits(self.embeddings.reader_vectors(self._pool(part))).copy()
            total += float(gains(ranks_of(logits, validation.book[start : start + BATCH_READERS], part), 10).sum())
        return total / len(validation.histories)

    def _measure_spread(self, histories: Histories) -> None:
        """The usual size of each part's say, so that gains are of one order."""
        self.spread = np.ones(FEATURES, dtype=np.float32)
        if len(histories):
            spread = np.array(
                [part.std() for part in self._features(histories.part(0, BATCH_READERS))[1]], dtype=np.float32
            )
            self.spread = np.where(spread > 0, spread, 1.0).astype(np.float32)

    def _before_late(self, interactions: Interactions, late: Bool, seed: int) -> Validation:
        """The late events that say yes, each with the history before it."""
        positive = np.asarray(self.star_weights)[interactions.stars - 1] > 0
        rows = np.flatnonzero(late & positive)
        if len(rows) > MLP_EXAMPLES_AT_MOST:
            rows = np.sort(np.random.default_rng(seed).choice(rows, MLP_EXAMPLES_AT_MOST, replace=False))
        everyone = histories_of(interactions)
        readers = interactions.reader[rows]
        return Validation(before(everyone, readers, rows), interactions.book[rows])

    def _scored(self, events: Validation) -> Iterator[Scored]:
        for start in range(0, len(events.histories), BATCH_READERS):
            histories = events.histories.part(start, start + BATCH_READERS)
            yield Scored(self._features(histories)[1], histories, events.book[start : start + BATCH_READERS])

    def _shortlists(self, events: Validation) -> Shortlists:
        """What is retrieved for each reader, and where in it the event's book is."""
        parts = []
        for start in range(0, len(events.histories), BATCH_READERS):
            histories = events.histories.part(start, start + BATCH_READERS)
            vectors, features = self._features(histories)
            scores = mask_known(self._linear(features), histories)
            books = np.maximum(top_books(scores, min(self.config.shortlist, scores.shape[1])), 0)
            target = events.book[start : start + BATCH_READERS]
            found = books == target[:, None]
            place = np.where(found.any(axis=1), found.argmax(axis=1), -1)
            chosen = np.stack([np.take_along_axis(f, books, axis=1) for f in features], axis=2)
            parts.append(Shortlists(books, chosen, vectors, place))
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
        arrays |= {"known": self.known, "popularity": self.popularity, "spread": self.spread}
        np.savez(folder / "weights.npz", offsets=self.embeddings.book_offsets, **arrays)
        state = {
            "config": asdict(self.config),
            "star_weights": self.star_weights,
            "mean": self.embeddings.mean,
            "history": self.history,
        }
        (folder / "ncf.json").write_text(json.dumps(state))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "ncf.json").read_text())
        self.config, self.star_weights = _config(state["config"]), tuple(state["star_weights"])
        self.history = state["history"]
        self._new_parts(0)
        self.memory.weights = load_npz(folder / "memory.npz")
        self.following = load_npz(folder / "following.npz")
        with np.load(folder / "weights.npz") as arrays:
            self.known, self.popularity, self.spread = arrays["known"], arrays["popularity"], arrays["spread"]
            self.embeddings.build(state["mean"], arrays["offsets"], self.popularity)
            for i, variable in enumerate(self.embeddings.variables() + self.reranker.variables()):
                variable.assign(arrays[f"w{i}"])


def _config(fields: dict[str, Any]) -> NcfConfig:
    """From JSON, which knows no tuples."""
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
    return NcfConfig(**values)
