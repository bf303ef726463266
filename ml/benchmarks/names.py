"""What can be asked for by name. Nothing heavy is imported: every step of the command line reads this."""

from collections.abc import Sequence
from dataclasses import dataclass

from ml.errors import UnknownModel
from ml.training import MODELS

LIBRARY, GOODBOOKS, NCF_ML_1M, ML_100K, PAIRS = "library", "goodbooks", "ncf-ml-1m", "ml-100k", "pairs"
DATASETS = (LIBRARY, GOODBOOKS, NCF_ML_1M, ML_100K, PAIRS)

IMPLICIT_ALS, EASE = "implicit_als", "ease"
PEERS = (IMPLICIT_ALS, EASE)
"""Recommenders from elsewhere."""

KNOW_CONTENT = ("two_tower",)
"""Models that can tell something of a book that nobody has touched."""


@dataclass(frozen=True)
class Wishes:
    """What is to be measured."""

    models: tuple[str, ...]
    seeds: int
    """Runs of each model in which anything is drawn."""
    cold_share: float | None = None
    """Share of the books that are held out whole, None for no such question."""


def contenders() -> tuple[str, ...]:
    return (*MODELS, *PEERS)


def check_names(asked: Sequence[str]) -> None:
    """Raises UnknownModel, before hours are spent on the others."""
    for name in asked:
        if name not in contenders():
            raise UnknownModel(f"There is no model {name!r} to compare; there are {', '.join(contenders())}.")
