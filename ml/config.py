"""Every number a person may want to change, each explained once.

The words are fixed: embedding_size, epochs, learning_rate, l2, batch_size, patience mean the same for every model.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class SignalConfig:
    """How much each kind of event says about a reader's taste.

    Only ratings exist today. Loans, orders and views get a field here, and a column in Interactions, when they do.
    """

    star_weights: tuple[float, float, float, float, float] = (0.0, 0.0, 0.5, 1.0, 1.0)
    """Weight in the positive history of a rating of 1, 2, 3, 4, 5 stars. 1-2 are negatives and stay at 0: a book that
    was disliked never speaks for another book. 3 is lukewarm and counts half: the reader did choose the book."""

    def __post_init__(self) -> None:
        if len(self.star_weights) != 5 or min(self.star_weights) < 0 or any(self.star_weights[:2]):
            raise ValueError("star_weights are five weights, none below 0, and 0 for one and two stars")


@dataclass(frozen=True)
class SplitConfig:
    """What is held out, and from whom."""

    history_at_least: int = 3
    """Events a reader needs before the last one may be held out: one to learn from, one to validate, one to test."""

    test_readers_at_most: int = 20_000
    """More test readers than this are sampled: the interval of NDCG is narrow enough and the time is bounded."""

    unordered_share: float = 0.2
    """Share of readers who give one random event when nobody's time order is known."""


@dataclass(frozen=True)
class NcfConfig:
    """Hyper-parameters of the neural collaborative filter, in the order in which its parts are trained.

    Chosen on the validation events of goodbooks, never on test events. What differs most between libraries, how much
    the latest books decide, is chosen anew on the validation events of the very data (the three grids below): the
    values here are where that begins, and what holds when too few readers have a validation event.
    """

    history_length: int = 100
    """Latest events of a reader that make the reader vector; older ones no longer change the order of the top."""

    recency_power: float = 1.0
    """The k-th latest event weighs 1 / k ** recency_power where the order is known: next follows last."""

    recency_powers: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0)
    """Grid for recency_power. Not 0: lasting taste has its own place in the score, whatever is chosen here."""

    memory_l2: float = 200.0
    """Ridge penalty of the item-item memory."""

    memory_l2s: tuple[float, ...] = (50.0, 200.0, 800.0)
    """Grid for memory_l2: steps of four, because the best value is a broad one. Each costs one solve."""

    memory_neighbours: int = 50
    """Books that each book of a large library remembers. 50 lose nothing against all 10,000 of goodbooks (validation
    NDCG@10 0.164 and 0.163)."""

    memory_entries: int = 500_000
    """Entries that the memory may have in any case: a library of 700 books remembers every pair, where it helps."""

    memory_books_at_most: int = 15_000
    """The memory is solved for the most rated books only: time grows with their cube, memory with their square
    (2 GB here)."""

    following_reach: int = 10
    """Events after a book that count as following it, where the order is known."""

    following_neighbours: int = 200
    """Books that each book remembers as following it."""

    embedding_size: int = 64
    """Length of reader and book vectors."""

    epochs: int = 10
    """Passes over the readers at most; early stopping usually ends sooner."""

    patience: int = 2
    """Epochs without a better validation NDCG@10 before training stops; the best epoch's weights are kept."""

    batch_size: int = 512
    """Examples per training step at most; small libraries take smaller steps (see steps_at_least)."""

    steps_at_least: int = 60
    """Training steps per epoch that the batch size gives way to, down to 32 examples."""

    cuts_per_reader: int = 8
    """Examples per reader with a known order and epoch: a random moment, what was read before, what came next."""

    targets: int = 3
    """Events after the moment that are to be predicted; the k-th counts 1 / k where the order is known."""

    unordered_weight: float = 0.3
    """Weight in the loss of readers whose order is unknown, where others' is known: they tell taste, not sequence."""

    learning_rate: float = 0.01
    """Step size of Adam for the embeddings."""

    dropout: float = 0.3
    """Share of the reader vector's elements dropped in training."""

    history_dropout: float = 0.2
    """Share of history events dropped in training, so that no single book carries a reader."""

    star_embedding_size: int = 16
    """Length of the vectors of the head that predicts stars."""

    star_shrinkage: float = 5.0
    """Imaginary average ratings added when a reader's or book's mean is estimated."""

    late_events: int = 10
    """Latest training events of a reader (at most a tenth of them, but one of four or more) that memory and embeddings
    do not see, to train the MLP on: on events the other parts have seen, it would learn to trust them too much."""

    retrieval_gains: tuple[float, ...] = (1.0, 0.0, 0.0, 0.3, 0.3, 0.05)
    """What retrieval goes by: gains of the memory with recent, latest and lasting weights, of what follows recent
    books, of the embeddings and of popularity, each in units of its usual spread. Replaced by the best of the grid in
    ml.models.choosing."""

    choice_readers: tuple[int, int] = (50, 3_000)
    """Validation readers at least, or nothing is chosen, and at most (a sample), so that the time is bounded."""

    shortlist: int = 100
    """Books retrieved for each reader and ranked again with the MLP; must be more than a list with its reserve."""

    mlp_units: int = 32
    """Width of the MLP's first layer, which is split into a reader part and a book part; the second has half."""

    mlp_epochs: int = 12
    """Passes over the late events at most."""

    mlp_patience: int = 4
    """Patience of the MLP: an epoch costs half a second, and validation of so small a part is noisy."""

    mlp_learning_rate: float = 0.003
    """Step size of Adam for the MLP."""

    gain_learning_rate: float = 0.05
    """Step size of Adam for the weights of the linear part."""

    mlp_l2: float = 1e-4
    """Penalty on the squares of the MLP's weights."""


@dataclass(frozen=True)
class EvaluationConfig:
    """How a model is judged."""

    cutoff: int = 10
    """Length of the list that is judged: HR@10, NDCG@10, recall@10."""

    overlap_pairs: int = 2_000
    """Pairs of readers whose lists are compared for the mean overlap."""

    batch_readers: int = 512
    """Readers scored at once; times the number of books times 4 bytes is the memory it takes."""


@dataclass(frozen=True)
class ListConfig:
    """What each reader gets."""

    list_size: int = 10
    """Books a reader is shown."""

    reserve: int = 40
    """Books behind the list: what has been rated since is dropped without leaving a gap."""

    reason_share: float = 0.2
    """Share of what the history says for a book, and not for every book, that one history book must have contributed to
    be named as the reason. For a history of sixteen; longer ones ask less of each book, shorter ones more (root)."""

    batch_readers: int = 512
    """Readers scored at once; times the number of books times 4 bytes is the memory it takes."""

    @property
    def depth(self) -> int:
        return self.list_size + self.reserve


@dataclass(frozen=True)
class GateConfig:
    """When a run may replace the published one."""

    tolerance: float = 0.05
    """Share of the published run's NDCG@10 that a new run may lose: week by week the test events change."""


@dataclass(frozen=True)
class PublishingConfig:
    """How lists get into the database."""

    kept_runs: int = 3
    """Earlier published runs that keep their rows, for going back."""

    batch_readers: int = 200
    """Readers whose rows are written in one transaction: on SQLite a reader's own write waits at most for one batch."""

    delete_rows: int = 20_000
    """Rows removed in one transaction when a run is pruned."""


@dataclass(frozen=True)
class Settings:
    """What one job needs to know. Paths are absolute."""

    database_url: str
    model_dir: Path
    seed: int = 20_251
    """Feeds every random source: same seed and same data give the same lists."""

    signals: SignalConfig = field(default_factory=SignalConfig)
    split: SplitConfig = field(default_factory=SplitConfig)
    ncf: NcfConfig = field(default_factory=NcfConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    lists: ListConfig = field(default_factory=ListConfig)
    gate: GateConfig = field(default_factory=GateConfig)
    publishing: PublishingConfig = field(default_factory=PublishingConfig)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from DATABASE_URL, MODEL_DIR and INSTANCE_FOLDER; unset ones mean the embedded database in instance/."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_FOLDER") or ROOT / "instance").resolve()
    return Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'shelfwise.db'}",
        model_dir=Path(env.get("MODEL_DIR") or instance / "models").resolve(),
    )
