"""The classic feature network (yes or no, Dense 32-16-1) as a re-ranker: will the reader choose this book?

The item-item memory of ncf retrieves a shortlist; the network ranks it by features of reader, book and context.
Declared: a missing value is the column's median plus a flag that says so; the few positives weigh as much as the many
negatives (class weights); the validation events end the training. A positive is a book of the shortlist that the reader
chose and that was held back from the retrieval, a negative one that he did not choose. Score -inf: nobody has had the
book, so the memory knows nothing of it.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz  # type: ignore[import-untyped]

from ml.data.catalogue import Catalogue, Ragged
from ml.data.histories import Histories, histories_of
from ml.data.interactions import Bool, Float32, Int32, Interactions
from ml.errors import NothingToTrainOn
from ml.feature_config import CtrConfig
from ml.models.base import FitOptions, Recommender, Validation
from ml.models.ctr_features import BookFacts, Filling, book_facts, features, profile_flags
from ml.models.ctr_network import JudgedLists, Network, train_network
from ml.models.late_events import late_rows
from ml.models.memory import Memory
from ml.models.pooling import pool_all
from ml.ncf_config import NcfConfig
from ml.ranking import mask_known, top_books

BATCH_READERS = 512
# Popularity decides where the memory says nothing, and hardly anywhere else.
POPULARITY_GAIN = 1e-3
KINDS = ("category", "author", "language", "series")
FILLING = ("median", "gaps", "mean", "spread")


@dataclass(frozen=True)
class Shortlists:
    """What is retrieved for each reader, the best first."""

    book: Int32
    """Shape (readers, k); 0 where there is none."""
    listed: Bool
    """Shape (readers, k): false where there is none."""
    rows: Float32
    """Shape (readers, k, columns): the features, with gaps."""


class Ctr(Recommender):
    """Retrieval by memory, then the network on the shortlist."""

    name: ClassVar[str] = "ctr"

    def __init__(self, config: CtrConfig | None = None, retrieval: NcfConfig | None = None) -> None:
        """retrieval: the memory, and the history it is asked with, are configured as those of ncf."""
        self.config = config or CtrConfig()
        self.retrieval = retrieval or NcfConfig()
        self.history: dict[str, Any] = {}

    def fit(self, interactions: Interactions, options: FitOptions) -> None:
        self.profile_sizes = tuple(int(codes.max(initial=0)) + 1 for codes in interactions.profile.T)
        held = _held_back(interactions, self.config.held_back, options.seed)
        rest = interactions.rows(~held)
        self._count(rest, options.catalogue)
        rows, chosen = self._examples(rest, interactions.rows(held), options.seed)
        self.filling = Filling.of(rows)
        rows = self.filling(rows)
        self.network = Network(rows.shape[1], self.config, options.seed)
        self.history = train_network(self.network, rows, chosen, self._judged(options), options)
        self._count(interactions, options.catalogue)

    def _count(self, interactions: Interactions, catalogue: Catalogue | None) -> None:
        """The parts that are counted or solved, not trained."""
        # Sparse, whatever the size: a shortlist needs no more.
        memory = Memory(replace(self.retrieval, memory_whole_books=0))
        memory.fit(interactions)
        self.memory: csr_matrix = memory.weights
        self.facts = book_facts(interactions, catalogue)
        readers = interactions.book_readers()
        self.popularity = np.where(readers > 0, POPULARITY_GAIN * np.log1p(readers), -np.inf).astype(np.float32)

    def _retrieve(self, histories: Histories) -> tuple[Float32, Shortlists]:
        """The linear scores of all books, (readers, books), and the shortlists."""
        pooled = pool_all(histories, self.retrieval.history_length, self.retrieval.recency_power)
        count = self.memory.shape[0]
        recent, lasting = (
            (pooled.spread(weights, count) @ self.memory).toarray() for weights in (pooled.recent, pooled.flat)
        )
        linear: Float32 = recent + self.popularity
        best = top_books(mask_known(linear.copy(), histories), min(self.config.shortlist, linear.shape[1]))
        listed, books = best >= 0, np.maximum(best, 0)
        said = np.stack([np.take_along_axis(part, books, axis=1) for part in (recent, lasting)], axis=2)
        profile = profile_flags(histories, self.profile_sizes)
        return linear, Shortlists(books, listed, features(self.facts, histories, books, said, profile))

    def scores(self, histories: Histories) -> Float32:
        """Log odds on the shortlist; the other books behind it, in the order of the memory."""
        linear, lists = self._retrieve(histories)
        final = self.network.log_odds(self.filling(lists.rows))
        lowest = np.min(final, axis=1, where=lists.listed, initial=np.inf)
        bound = np.min(np.take_along_axis(linear, lists.book, axis=1), axis=1, where=lists.listed, initial=np.inf)
        shift = np.where(np.isfinite(lowest), lowest - bound, 0.0).astype(np.float32)
        scores = np.where(linear <= bound[:, None], linear + shift[:, None], linear)
        rows = np.broadcast_to(np.arange(len(scores))[:, None], lists.book.shape)
        scores[rows[lists.listed], lists.book[lists.listed]] = final[lists.listed]
        return scores

    def _examples(self, rest: Interactions, held: Interactions, seed: int) -> tuple[Float32, Bool]:
        """Features (n, columns) and whether the book was chosen (n,), of the shortlists of readers with held events.

        Raises NothingToTrainOn when there are none.
        """
        random = np.random.default_rng(seed)
        liked = held.rows(held.had & (held.weight > 0))
        readers = np.unique(liked.reader)
        if len(readers) > self.config.readers_at_most:
            readers = np.sort(random.choice(readers, self.config.readers_at_most, replace=False))
        likes = csr_matrix(
            (np.ones(len(liked), dtype=bool), (liked.reader, liked.book)), (len(rest.readers), len(rest.books))
        )
        parts = []
        for lists, part in self._shortlists(histories_of(rest).pick(readers)):
            chosen = np.take_along_axis(likes[readers[part]].toarray(), lists.book, axis=1) & lists.listed
            # The few best negatives would all be of one kind: a random part of the shortlist it is.
            lot = np.where(lists.listed & ~chosen, random.random(chosen.shape), np.inf)
            kept = chosen | ((lot.argsort(axis=1).argsort(axis=1) < self.config.negatives_per_reader) & (lot < 1.0))
            parts.append((lists.rows[kept], chosen[kept]))
        if not parts:
            raise NothingToTrainOn("No reader has chosen a book after another: there is no shortlist to learn from.")
        return np.concatenate([rows for rows, _ in parts]), np.concatenate([chosen for _, chosen in parts])

    def _judged(self, options: FitOptions) -> JudgedLists | None:
        given: Validation | None = options.validation
        if given is None or not len(given.histories):
            return None
        count, most = len(given.histories), self.config.validation_readers_at_most
        random = np.random.default_rng(options.seed)
        asked = np.sort(random.choice(count, min(count, most), replace=False)).astype(np.int32)
        rows, listed, target = [], [], []
        for lists, part in self._shortlists(given.histories.pick(asked)):
            found = (lists.book == given.book[asked[part]][:, None]) & lists.listed
            rows.append(self.filling(lists.rows))
            listed.append(lists.listed)
            target.append(np.where(found.any(axis=1), found.argmax(axis=1), -1))
        return JudgedLists(np.concatenate(rows), np.concatenate(listed), np.concatenate(target))

    def _shortlists(self, histories: Histories) -> Iterator[tuple[Shortlists, slice]]:
        for start in range(0, len(histories), BATCH_READERS):
            part = slice(start, min(start + BATCH_READERS, len(histories)))
            yield self._retrieve(histories.part(part.start, part.stop))[1], part

    def hyper_parameters(self) -> dict[str, Any]:
        return {**asdict(self.config), "training": self.history}

    def save(self, folder: Path) -> None:
        save_npz(folder / "memory.npz", self.memory)
        arrays: dict[str, Any] = {f"w{i}": np.asarray(v) for i, v in enumerate(self.network.variables())}
        arrays |= {name: getattr(self.filling, name) for name in FILLING}
        for kind in KINDS:
            values: Ragged = getattr(self.facts, kind)
            arrays |= {f"{kind}_offsets": values.offsets, f"{kind}_values": values.values}
        arrays |= {"numbers": self.facts.numbers, "told_apart": self.facts.told_apart, "popularity": self.popularity}
        np.savez(folder / "ctr.npz", **arrays)
        state = {
            "config": asdict(self.config),
            "retrieval": asdict(self.retrieval),
            "profile_sizes": self.profile_sizes,
            "columns": self.network.columns,
            "history": self.history,
        }
        (folder / "ctr.json").write_text(json.dumps(state))

    def load(self, folder: Path) -> None:
        state = json.loads((folder / "ctr.json").read_text())
        self.config = CtrConfig(**_tuples(state["config"]))
        self.retrieval = NcfConfig(**_tuples(state["retrieval"]))
        self.profile_sizes, self.history = tuple(state["profile_sizes"]), state["history"]
        self.network = Network(state["columns"], self.config, seed=0)
        self.memory = load_npz(folder / "memory.npz")
        with np.load(folder / "ctr.npz") as arrays:
            self.popularity = arrays["popularity"]
            self.filling = Filling(*(arrays[name] for name in FILLING))
            kinds = {kind: Ragged(arrays[f"{kind}_offsets"], arrays[f"{kind}_values"]) for kind in KINDS}
            self.facts = BookFacts(arrays["numbers"], told_apart=arrays["told_apart"], **kinds)
            for i, variable in enumerate(self.network.variables()):
                variable.assign(arrays[f"w{i}"])


def _held_back(interactions: Interactions, at_most: int, seed: int) -> Bool:
    """Rows that the retrieval does not see; shape (n,). At most a tenth of a reader's, but one of four or more.

    Half of the readers give their last events, which is what serving is about; the others events out of the middle: the
    books that everybody begins with come last nowhere, and would be negatives for all.
    """
    random = np.random.default_rng(seed)
    late = late_rows(interactions, at_most)
    counts = np.bincount(interactions.reader[late], minlength=len(interactions.readers))
    order = np.lexsort((random.random(len(interactions)), interactions.reader))
    place = np.arange(len(interactions)) - interactions.offsets[interactions.reader]
    middle = np.zeros(len(interactions), dtype=bool)
    middle[order] = place < counts[interactions.reader]
    last = random.random(len(interactions.readers)) < 0.5
    held: Bool = np.where(last[interactions.reader], late, middle)
    return held


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    """From JSON, which knows no tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
