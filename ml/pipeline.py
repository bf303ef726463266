"""The whole story: load, split, train, evaluate, ask the gate, recommend, publish."""

import logging
from dataclasses import dataclass

from sqlalchemy import Engine

from ml.config import Settings
from ml.data.interactions import Interactions
from ml.data.loading import load_interactions
from ml.data.splitting import split_by_time
from ml.errors import JobError
from ml.evaluation import evaluate
from ml.gate import MEASURE, refusal
from ml.lists import Lists
from ml.models.base import Recommender
from ml.models.popularity import Popularity
from ml.progress import Progress
from ml.publishing import publish, published_run, record_failed, record_refused, remove_leftovers
from ml.recommending import recommend
from ml.run_record import RunRecord
from ml.training import make_model, train
from ml.work_folder import WorkFolder

log = logging.getLogger(__name__)

PUBLISHED, REFUSED = 0, 3


@dataclass(frozen=True)
class Job:
    """What was asked for. The caller holds the run lock."""

    engine: Engine
    settings: Settings
    model: str
    dry_run: bool = False

    @property
    def folder(self) -> WorkFolder:
        return WorkFolder(self.settings.model_dir / self.model)


def run(job: Job) -> int:
    """Everything in one process; returns the exit code. What fails before publishing is recorded as a failed run."""
    if not job.dry_run:
        remove_leftovers(job.engine, job.settings.publishing)
    record = RunRecord(job.model, job.settings.seed)
    try:
        interactions, model = train_step(job, record)
        reason = evaluate_step(job, record, interactions, model)
        if reason is not None:
            return _refuse(job, record, reason)
        lists = recommend_step(job, record, interactions, model)
    except Exception as error:  # whatever it was, the library's staff must see that this run broke; it is raised again
        if not job.dry_run:
            record_failed(job.engine, record, str(error) if isinstance(error, JobError) else repr(error))
        raise
    return publish_step(job, record, lists)


def train_step(job: Job, record: RunRecord) -> tuple[Interactions, Recommender]:
    interactions = load_interactions(job.engine)
    record.describe(interactions)
    model = train(job.model, split_by_time(interactions, job.settings.split, job.settings.seed), job.settings)
    record.hyper_parameters = model.hyper_parameters()
    job.folder.forget("lists.npz")
    job.folder.save_interactions(interactions)
    job.folder.save_model(model)
    job.folder.save_record(record)
    return interactions, model


def evaluate_step(job: Job, record: RunRecord, interactions: Interactions, model: Recommender) -> str | None:
    """Measure; returns why the gate refuses, None when it does not."""
    settings = job.settings
    split = split_by_time(interactions, settings.split, settings.seed)
    metrics = evaluate(model, split, settings.evaluation, settings.seed)
    floor = evaluate(train(Popularity.name, split, settings), split, settings.evaluation, settings.seed)
    now = published_run(job.engine)
    record.metrics = {"model": metrics, "popularity": floor, "published": now.figures() if now else None}
    job.folder.save_record(record)
    log.info("NDCG@10: %s %.4f, popularity %.4f.", job.model, metrics[MEASURE], floor[MEASURE])
    return refusal(metrics, floor, now, settings.gate)


def recommend_step(job: Job, record: RunRecord, interactions: Interactions, model: Recommender) -> Lists:
    lists = recommend(model, interactions, job.settings.lists, job.settings.signals, Progress())
    job.folder.save_lists(lists)
    job.folder.save_record(record)
    return lists


def publish_step(job: Job, record: RunRecord, lists: Lists) -> int:
    """The gate once more (another run may be published by now), then the lists."""
    metrics = record.metrics
    reason = refusal(metrics["model"], metrics["popularity"], published_run(job.engine), job.settings.gate)
    if reason is not None:
        return _refuse(job, record, reason)
    if job.dry_run:
        log.info("Dry run: %s rows were not written.", f"{lists.row_count():,}")
        return PUBLISHED
    publish(job.engine, record, lists, job.settings.publishing, Progress())
    return PUBLISHED


def load_trained(job: Job) -> tuple[RunRecord, Interactions, Recommender]:
    """What the train step left in the work folder."""
    model = job.folder.load_model(make_model(job.model, job.settings))
    return job.folder.load_record(), job.folder.load_interactions(), model


def _refuse(job: Job, record: RunRecord, reason: str) -> int:
    log.warning("Not published: %s", reason)
    if not job.dry_run:
        record_refused(job.engine, record, reason)
    return REFUSED
