"""Every number a person may want to change, each explained once.

The words are fixed: embedding_size, epochs, learning_rate, l2, batch_size, patience mean the same for every model.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ml.feature_config import CtrConfig, TwoTowerConfig
from ml.list_config import BookShelfConfig, ListConfig, PublishingConfig
from ml.model_config import GruConfig, NeighbourConfig, NeumfConfig, RatingNcfConfig, TrendConfig
from ml.ncf_config import NcfConfig

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class SignalConfig:
    """How much each kind of event says about a reader's taste, from -1 (strongly against) to 1 (strongly for).

    Stars say it outright and outweigh everything else about the same book; then a dismissal; else the strongest of the
    rest counts. That a book was merely shown (an impression) says nothing and has no weight, here or anywhere.
    """

    star_weights: tuple[float, float, float, float, float] = (-1.0, -0.5, 0.5, 1.0, 1.0)
    """Weights of 1, 2, 3, 4, 5 stars. 1-2 are negatives: a book that was disliked never speaks for another book. 3 is
    lukewarm and counts half: the reader did choose the book. Half a star lies half-way between its neighbours."""

    like: float = 1.0
    favourite: float = 1.0
    purchase: float = 0.9
    loan: float = 0.8
    """Bringing a book home is a choice made before reading it."""
    review: float = 0.5
    """Without stars: somebody cared enough to write, whatever was written."""
    view: float = 0.1
    """Somebody opened the book's page: curious, no more."""
    dismissal: float = -1.0

    def __post_init__(self) -> None:
        if len(self.star_weights) != 5 or max(map(abs, self.star_weights)) > 1 or max(self.star_weights[:2]) > 0:
            raise ValueError("star_weights are five weights of -1 to 1, and none above 0 for one and two stars")
        positive = (self.like, self.favourite, self.purchase, self.loan, self.review, self.view)
        if not (all(0 <= weight <= 1 for weight in positive) and -1 <= self.dismissal <= 0):
            raise ValueError("weights of signals are 0 to 1, and -1 to 0 for a dismissal")


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
class EvaluationConfig:
    """How a model is judged."""

    cutoff: int = 10
    """Length of the list that is judged: HR@10, NDCG@10, recall@10."""

    overlap_pairs: int = 2_000
    """Pairs of readers whose lists are compared for the mean overlap."""

    batch_readers: int = 512
    """Readers scored at once; times the number of books times 4 bytes is the memory it takes."""


@dataclass(frozen=True)
class GateConfig:
    """When a run may replace the published one."""

    tolerance: float = 0.05
    """Share of the published run's NDCG@10 that a new run may lose: week by week the test events change."""


@dataclass(frozen=True)
class WorkersConfig:
    """Several processes that make one run together (`run --workers`)."""

    task: str | None = None
    """TF_CONFIG: who the workers are, and which of them this one is."""

    timeout_seconds: float = 1_800.0
    """How long a worker waits for one that is behind before it gives up; one that died is noticed at once."""


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
    popularity_decayed: TrendConfig = field(default_factory=TrendConfig)
    user_knn: NeighbourConfig = field(default_factory=NeighbourConfig)
    item_knn: NeighbourConfig = field(default_factory=NeighbourConfig)
    neumf: NeumfConfig = field(default_factory=NeumfConfig)
    rating_ncf: RatingNcfConfig = field(default_factory=RatingNcfConfig)
    gru: GruConfig = field(default_factory=GruConfig)
    two_tower: TwoTowerConfig = field(default_factory=TwoTowerConfig)
    ctr: CtrConfig = field(default_factory=CtrConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    lists: ListConfig = field(default_factory=ListConfig)
    book_shelves: BookShelfConfig = field(default_factory=BookShelfConfig)
    gate: GateConfig = field(default_factory=GateConfig)
    publishing: PublishingConfig = field(default_factory=PublishingConfig)
    workers: WorkersConfig = field(default_factory=WorkersConfig)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from DATABASE_URL, MODEL_DIR and INSTANCE_FOLDER, unset ones meaning the embedded database in instance/;
    and from TF_CONFIG."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_FOLDER") or ROOT / "instance").resolve()
    return Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'shelfwise.db'}",
        model_dir=Path(env.get("MODEL_DIR") or instance / "models").resolve(),
        workers=WorkersConfig(env.get("TF_CONFIG")),
    )
