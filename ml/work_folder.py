"""The files through which one step hands over to the next; each appears whole or not at all.

A run that readers see, or could be shown again, keeps what it takes to make a reader's list anew: MODEL_DIR/runs/<id>.
"""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml.book_shelves import BookShelves, load_book_shelves
from ml.composing import Shelf
from ml.config import Settings
from ml.data.catalogue import Ragged
from ml.data.interactions import Interactions, Vocabulary
from ml.data.versions import TasteVersions
from ml.errors import StepMissing
from ml.lists import Lists, load_lists
from ml.models.base import Recommender
from ml.recommending import Adviser
from ml.run_log import RunLog
from ml.run_record import RunRecord
from ml.training import make_model

COLUMNS = ("reader", "book", "stars", "weight", "had", "at", "timed", "profile")
MOMENTS = ("started_at", "data_from", "data_to")
FACTS = ("model", "seed", "reader_count", "book_count", "interaction_count", "hyper_parameters", "metrics")
# What a refresh needs of a run.
KEPT = ("model", "newcomers", "shelf.npz", "record.json")


class WorkFolder:
    """MODEL_DIR/<model>: the data, model/, newcomers/, record.json, lists.npz, book_shelves.npz."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save_interactions(self, interactions: Interactions, versions: TasteVersions) -> None:
        arrays: dict[str, Any] = {name: getattr(interactions, name) for name in COLUMNS}
        arrays |= {"readers": interactions.readers.ids, "books": interactions.books.ids}
        self._replace("interactions.npz", lambda path: np.savez(path, **arrays))
        read_at = np.datetime64(versions.read_at, "s")
        accounts: dict[str, Any] = {"readers": versions.readers.ids, "version": versions.version, "read_at": read_at}
        self._replace("versions.npz", lambda path: np.savez(path, **accounts))

    def load_interactions(self) -> Interactions:
        with np.load(self._existing("interactions.npz", "train")) as a:
            readers, books = Vocabulary(a["readers"]), Vocabulary(a["books"])
            return Interactions(readers, books, **{name: a[name] for name in COLUMNS})

    def load_versions(self) -> TasteVersions:
        with np.load(self._existing("versions.npz", "train")) as a:
            return TasteVersions(Vocabulary(a["readers"]), a["version"], a["read_at"].astype("datetime64[us]").item())

    def save_adviser(self, adviser: Adviser, interactions: Interactions) -> None:
        """The models, the facts of the books that lists are composed by, and the vocabularies of the training."""
        shelf = adviser.shelf
        arrays: dict[str, Any] = {"author": shelf.author, "series": shelf.series, "new": shelf.new}
        arrays |= {"offsets": shelf.category.offsets, "categories": shelf.category.values}
        arrays |= {"readers": interactions.readers.ids, "books": interactions.books.ids}
        arrays |= {"new_book_model": "" if adviser.newcomers is None else adviser.newcomers.name}
        self._replace("shelf.npz", lambda path: np.savez(path, **arrays))
        self.forget("newcomers")
        if adviser.newcomers is not None:
            self._save_model(adviser.newcomers, "newcomers")
        self._save_model(adviser.model, "model")

    def load_adviser(self, model: str, settings: Settings) -> Adviser:
        """The adviser that was saved, whose model goes by this name."""
        with np.load(self._existing("shelf.npz", "train")) as a:
            shelf = Shelf(a["author"], a["series"], Ragged(a["offsets"], a["categories"]), a["new"])
            new_book_model = str(a["new_book_model"])
        newcomers: Recommender | None = None
        if new_book_model:
            newcomers = self.load_model(make_model(new_book_model, settings), "newcomers")
        return Adviser(self.load_model(make_model(model, settings)), shelf, newcomers)

    def load_model(self, model: Recommender, name: str = "model") -> Recommender:
        model.load(self._existing(name, "train"))
        return model

    def load_vocabularies(self) -> tuple[Vocabulary, Vocabulary]:
        """Readers and books of the training."""
        with np.load(self._existing("shelf.npz", "train")) as a:
            return Vocabulary(a["readers"]), Vocabulary(a["books"])

    def _save_model(self, model: Recommender, name: str) -> None:
        def write(path: Path) -> None:
            path.mkdir()
            model.save(path)

        self._replace(name, write)

    def save_advice(self, lists: Lists, shelves: BookShelves) -> None:
        self._replace("book_shelves.npz", shelves.save)
        self._replace("lists.npz", lists.save)

    def load_advice(self) -> tuple[Lists, BookShelves]:
        lists = load_lists(self._existing("lists.npz", "recommend"))
        return lists, load_book_shelves(self._existing("book_shelves.npz", "recommend"))

    def save_record(self, record: RunRecord) -> None:
        facts = {name: getattr(record, name) for name in FACTS}
        moments = {name: None if (value := getattr(record, name)) is None else value.isoformat() for name in MOMENTS}
        kept = {**facts, **moments, "log": record.log.text(), "seconds_before": record.seconds()}
        self._replace("record.json", lambda path: path.write_text(json.dumps(kept, indent=1)))

    def load_record(self) -> RunRecord:
        facts: dict[str, Any] = json.loads(self._existing("record.json", "train").read_text())
        moments = {name: datetime.fromisoformat(facts[name]) for name in MOMENTS if facts[name]}
        return RunRecord(**{**facts, **moments, "log": RunLog(facts.get("log", ""))})

    def forget(self, *names: str) -> None:
        """Remove what an earlier run left: it does not belong to the model that is coming."""
        for name in names:
            _remove(self.folder / name)

    def keep_for_run(self, model_dir: Path, run_id: int) -> None:
        """Copy what a refresh needs into the run's own folder, where the next training leaves it alone."""

        def write(path: Path) -> None:
            path.mkdir()
            for name in KEPT:
                if (source := self.folder / name).is_dir():
                    shutil.copytree(source, path / name)
                elif source.exists():
                    shutil.copy2(source, path / name)

        WorkFolder(model_dir / "runs")._replace(str(run_id), write)

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


def run_folder(model_dir: Path, run_id: int) -> WorkFolder:
    """Where a run that readers see, or could be shown again, keeps its model."""
    return WorkFolder(model_dir / "runs" / str(run_id))


def forget_runs(model_dir: Path, all_but: set[int]) -> None:
    """Remove the folders of runs whose rows are gone, and what a crash left of a folder in the making."""
    runs = model_dir / "runs"
    for path in runs.iterdir() if runs.is_dir() else ():
        if path.name not in {str(run_id) for run_id in all_but}:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
