"""The whole story: load, split, train, evaluate, ask the gate, recommend, publish."""

import logging
from dataclasses import asdict, dataclass

import numpy as np
from sqlalchemy import Engine

from ml.book_shelves import BookShelves, book_shelves
from ml.composing import Shelf, shelf_of
from ml.config import Settings
from ml.data.catalogue import Catalogue, load_catalogue
from ml.data.interactions import Interactions
from ml.data.loading import load_interactions
from ml.data.splitting import Split, split_by_time
from ml.data.versions import TasteVersions, load_versions
from ml.errors import JobError, StopAsked
from ml.evaluation import evaluate
from ml.gate import MEASURE, refusal
from ml.lists import Lists
from ml.models.base import Recommender
from ml.models.popularity import Popularity
from ml.progress import Progress, begin_step
from ml.publishing import publish, remove_leftovers
from ml.recommending import Adviser, recommend
from ml.run_record import RunRecord
from ml.run_states import published_run, record_failed, record_refused, runs_with_rows
from ml.training import MODELS, train
from ml.work_folder import WorkFolder, forget_runs
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

PUBLISHED, REFUSED = 0, 3


@dataclass(frozen=True)
class Job:
    """What was asked for. The caller holds the run lock."""

    engine: Engine
    settings: Settings
    model: str
    dry_run: bool = False
    workers: Workers = ALONE
    """Who makes the run together; only `run` does so, the single steps are one process each."""

    @property
    def folder(self) -> WorkFolder:
        return WorkFolder(self.settings.model_dir / self.model)


@dataclass(frozen=True)
class Trained:
    """What training leaves to the steps behind it."""

    interactions: Interactions
    versions: TasteVersions
    adviser: Adviser


def run(job: Job) -> int:
    """Everything in order; returns the exit code. What fails before publishing is recorded as a failed run."""
    record = RunRecord(job.model, job.settings.seed)
    records = job.workers.is_chief and not job.dry_run
    with record.log.listening():
        if records:
            remove_leftovers(job.engine, job.settings.publishing)
        try:
            trained = train_step(job, record)
            reason = evaluate_step(job, record, trained)
            if _by_chief(job.workers, reason is not None):
                return _refuse(job, record, reason or "")
            lists, shelves = recommend_step(job, record, trained)
        except StopAsked:
            # Nothing broke, and nothing of it was written where readers look.
            log.info("Stopped.")
            raise
        except Exception as error:  # whatever it was, the staff must see that this run broke; it is raised again
            said = str(error) if isinstance(error, JobError) else repr(error)
            log.error("Failed: %s", said)
            if records:
                record_failed(job.engine, record, said)
            raise
        return publish_step(job, record, lists, shelves)


def train_step(job: Job, record: RunRecord) -> Trained:
    begin_step("load")
    # Before the histories: what is done between the two reads is made good by the next refresh.
    versions = load_versions(job.engine)
    workers = job.workers
    interactions = load_interactions(job.engine, job.settings.signals, workers=workers)
    record.describe(interactions, workers)
    catalogue = load_catalogue(job.engine, interactions.books)
    shelf = shelf_of(catalogue, workers.sum(interactions.book_readers()), job.settings.lists)
    split = split_by_time(interactions, job.settings.split, job.settings.seed, workers)
    begin_step("train")
    model = train(job.model, split, job.settings, catalogue, workers=workers)
    adviser = Adviser(model, shelf, _train_newcomers(job, shelf, split, catalogue, model))
    # With the weights of the signals: readers are shown what each of theirs counted.
    record.hyper_parameters = {**model.hyper_parameters(), "signals": asdict(job.settings.signals)}
    if adviser.newcomers is not None and adviser.newcomers is not model:
        record.hyper_parameters["new_books"] = {"model": adviser.newcomers.name, **adviser.newcomers.hyper_parameters()}
    if workers.is_chief:
        job.folder.forget("lists.npz", "book_shelves.npz", "interactions.npz", "versions.npz")
        if workers.count == 1:  # Else it would be a part of them, and the next step take it for all.
            job.folder.save_interactions(interactions, versions)
        job.folder.save_adviser(adviser, interactions)
        job.folder.save_record(record)
    return Trained(interactions, versions, adviser)


def evaluate_step(job: Job, record: RunRecord, trained: Trained) -> str | None:
    """Measure; returns why the gate refuses, None when it does not."""
    begin_step("evaluate")
    settings, workers = job.settings, job.workers
    split = split_by_time(trained.interactions, settings.split, settings.seed, workers)
    metrics = evaluate(trained.adviser.model, split, settings.evaluation, settings.seed, workers)
    popularity = train(Popularity.name, split, settings, workers=workers)
    floor = evaluate(popularity, split, settings.evaluation, settings.seed, workers)
    now = published_run(job.engine)
    record.metrics |= {"model": metrics, "popularity": floor, "published": now.figures() if now else None}
    if workers.is_chief:
        job.folder.save_record(record)
    log.info("NDCG@10: %s %.4f, popularity %.4f.", job.model, metrics[MEASURE], floor[MEASURE])
    return refusal(metrics, floor, now, settings.gate)


def recommend_step(job: Job, record: RunRecord, trained: Trained) -> tuple[Lists, BookShelves]:
    begin_step("recommend")
    config, adviser, interactions, workers = job.settings.lists, trained.adviser, trained.interactions, job.workers
    lists = recommend(adviser, interactions, config, trained.versions, Progress(), workers)
    figures = lists.figures(config, len(interactions.books), job.settings.seed, workers)
    record.metrics["lists"] = figures
    if figures["overlap_alarm"]:
        overlap, limit = figures["overlap_at_10"], figures["overlap_limit"]
        log.warning(
            "Alarm: two readers' lists share %.0f%% of their books, more than %.0f%%.", 100 * overlap, 100 * limit
        )
    shelves = book_shelves(
        adviser.model, adviser.newcomers, interactions, adviser.shelf, job.settings.book_shelves, Progress(), workers
    )
    if workers.count == 1:
        job.folder.save_advice(lists, shelves)
        job.folder.save_record(record)
    return lists, shelves


def publish_step(job: Job, record: RunRecord, lists: Lists, shelves: BookShelves) -> int:
    """The gate once more (another run may be published by now), then the lists."""
    begin_step("publish")
    metrics, settings, workers = record.metrics, job.settings, job.workers
    reason = refusal(metrics["model"], metrics["popularity"], published_run(job.engine), settings.gate)
    if _by_chief(workers, reason is not None):
        return _refuse(job, record, reason or "")
    if job.dry_run:
        log.info("Dry run: %s rows were not written.", f"{lists.row_count():,}")
        return PUBLISHED

    def keep(run_id: int) -> None:
        job.folder.keep_for_run(settings.model_dir, run_id)

    publish(job.engine, record, lists, shelves, settings.publishing, Progress(), keep, workers)
    if workers.is_chief:
        forget_runs(settings.model_dir, runs_with_rows(job.engine))
    return PUBLISHED


def load_trained(job: Job) -> tuple[RunRecord, Trained]:
    """What the train step left in the work folder."""
    folder = job.folder
    adviser = folder.load_adviser(job.model, job.settings)
    return folder.load_record(), Trained(folder.load_interactions(), folder.load_versions(), adviser)


def _train_newcomers(
    job: Job, shelf: Shelf, split: Split, catalogue: Catalogue, model: Recommender
) -> Recommender | None:
    """A model that scores books nobody has had; None when there are none, or no place for one."""
    config = job.settings.lists
    wanted = bool(shelf.new.any()) and config.new_book_place > 0 and config.new_book_model in MODELS
    if not _by_chief(job.workers, wanted):
        return None
    log.info("%s new books have no readers yet.", f"{shelf.new.sum():,}")
    if model.name == config.new_book_model:
        return model
    return train(config.new_book_model, split, job.settings, catalogue, workers=job.workers)


def _by_chief(workers: Workers, fact: bool) -> bool:
    """What is so for the chief: the others may have read the database a moment later."""
    return bool(workers.from_chief(np.array([fact]))[0])


def _refuse(job: Job, record: RunRecord, reason: str) -> int:
    log.warning("Not published: %s", reason)
    if job.workers.is_chief and not job.dry_run:
        record_refused(job.engine, record, reason)
    return REFUSED
