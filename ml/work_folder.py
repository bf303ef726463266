"""The files through which one step hands over to the next; each appears whole or not at all."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml.data.interactions import Interactions, Vocabulary
from ml.errors import StepMissing
from ml.lists import Lists, load_lists
from ml.models.base import Recommender
from ml.run_record import RunRecord

COLUMNS = ("reader", "book", "stars", "rated_at", "timed")
MOMENTS = ("started_at", "data_from", "data_to")
FACTS = ("model", "seed", "reader_count", "book_count", "interaction_count", "hyper_parameters", "metrics")


class WorkFolder:
    """MODEL_DIR/<model>: interactions.npz, model/, record.json, lists.npz."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save_interactions(self, interactions: Interactions) -> None:
        arrays: dict[str, Any] = {name: getattr(interactions, name) for name in COLUMNS}
        arrays |= {"readers": interactions.readers.ids, "books": interactions.books.ids}
        self._replace("interactions.npz", lambda path: np.savez(path, **arrays))

    def load_interactions(self) -> Interactions:
        with np.load(self._existing("interactions.npz", "train")) as a:
            readers, books = Vocabulary(a["readers"]), Vocabulary(a["books"])
            return Interactions(readers, books, a["reader"], a["book"], a["stars"], a["rated_at"], a["timed"])

    def save_model(self, model: Recommender) -> None:
        def write(path: Path) -> None:
            path.mkdir()
            model.save(path)

        self._replace("model", write)

    def load_model(self, model: Recommender) -> Recommender:
        model.load(self._existing("model", "train"))
        return model

    def save_lists(self, lists: Lists) -> None:
        self._replace("lists.npz", lists.save)

    def load_lists(self) -> Lists:
        return load_lists(self._existing("lists.npz", "recommend"))

    def save_record(self, record: RunRecord) -> None:
        facts = {name: getattr(record, name) for name in FACTS}
        moments = {name: None if (value := getattr(record, name)) is None else value.isoformat() for name in MOMENTS}
        text = json.dumps({**facts, **moments, "seconds_before": record.seconds()}, indent=1)
        self._replace("record.json", lambda path: path.write_text(text))

    def load_record(self) -> RunRecord:
        facts: dict[str, Any] = json.loads(self._existing("record.json", "train").read_text())
        moments = {name: datetime.fromisoformat(facts[name]) for name in MOMENTS if facts[name]}
        return RunRecord(**{**facts, **moments})

    def forget(self, *names: str) -> None:
        """Remove what an earlier run's later steps left: it does not belong to the model that is coming."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def _existing(self, name: str, step: str) -> Path:
        path = self.folder / name
        if not path.exists():
            raise StepMissing(f"{path} is missing; run `python -m ml {step}` first.")
        return path

    def _replace(self, name: str, write: Callable[[Path], object]) -> None:
        """Write under a temporary name, then rename: a crash leaves the old file, or none, never half of one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # The suffix stays last, because NumPy adds its own to any other name.
        path, fresh, old = self.folder / name, self.folder / f"new-{name}", self.folder / f"old-{name}"
        _remove(fresh)
        _remove(old)
        write(fresh)
        if path.is_dir():
            path.rename(old)
        fresh.replace(path)
        _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
