"""python -m ml run | train | evaluate | recommend | publish | refresh | rollback | vectors | compare

Exit codes: 0 published (or the step is done), 1 failed, 2 wrong usage, 3 refused by the gate, 4 another run is at work,
5 stopped by the staff.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from ml.asked import take, telling, waits
from ml.benchmarks import command as comparing
from ml.config import Settings, read_settings
from ml.database import open_engine
from ml.errors import AnotherRunAtWork, JobError, StepMissing, UnknownModel
from ml.lock import refresh_lock, run_lock
from ml.pipeline import (
    PUBLISHED,
    REFUSED,
    Job,
    Trained,
    evaluate_step,
    load_trained,
    publish_step,
    recommend_step,
    run,
    train_step,
)
from ml.publishing import remove_leftovers
from ml.refreshing import refresh
from ml.run_record import RunRecord
from ml.run_states import roll_back
from ml.training import MODELS, joined_workers
from ml.vectors import export_vectors
from ml.workers import Workers

log = logging.getLogger("ml")

# While another run is at work.
SECONDS_BETWEEN_TRIES = 5.0
CODES = "exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the gate, 4 another run is at work, 5 stopped"


@dataclass(frozen=True)
class Step:
    """A word after `python -m ml`: what it does, the work, and its options."""

    says: str
    work: Callable[[argparse.Namespace, Settings], int]
    """Does the step and returns the exit code. Raises JobError."""
    add_options: Callable[[argparse.ArgumentParser], None]


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    settings = read_settings()
    if getattr(options, "seed", None) is not None:
        settings = replace(settings, seed=options.seed)
    try:
        return STEPS[options.step].work(options, settings)
    except JobError as error:
        log.error("%s", error)
        return error.exit_code
    except Exception:  # the last place that can say what happened, in full, and still answer with an exit code
        log.exception("The job failed.")
        return 1


def _alone(work: Callable[[Job], int]) -> Callable[[argparse.Namespace, Settings], int]:
    """The work on the library's database, under the run lock."""

    def do(options: argparse.Namespace, settings: Settings) -> int:
        engine = open_engine(settings.database_url)
        with run_lock(engine):
            return work(Job(engine, settings, options.model, options.dry_run))

    return do


def _run(options: argparse.Namespace, settings: Settings) -> int:
    """Alone, or as one of several workers: then the chief holds the lock for all of them."""
    if options.asked:
        return _run_asked(settings)
    if not options.workers:
        return _alone(run)(options, settings)
    with joined_workers(settings.workers) as workers:
        engine = open_engine(settings.database_url)
        with _chief_lock(engine, workers):
            return run(Job(engine, settings, options.model, options.dry_run, workers))


def _run_asked(settings: Settings) -> int:
    """The run that the staff asked for, once whatever is at work now is done; nothing when nobody asked."""
    engine = open_engine(settings.database_url)
    while waits(engine):
        try:
            with run_lock(engine):
                return _run_taken(engine, settings)
        except AnotherRunAtWork:
            log.info("Another run is at work; the one that was asked for comes next.")
            time.sleep(SECONDS_BETWEEN_TRIES)
    log.info("Nobody has asked for a run.")
    return 0


def _run_taken(engine: Engine, settings: Settings) -> int:
    asked = take(engine)
    if asked is None:
        return 0
    chosen = settings if asked.seed is None else replace(settings, seed=asked.seed)
    with telling(engine, asked) as ended:
        if asked.model not in MODELS:
            raise UnknownModel(f"There is no model {asked.model}.")
        code = run(Job(engine, chosen, asked.model))
        ended["state"] = "published" if code == PUBLISHED else "refused"
    return code


@contextmanager
def _chief_lock(engine: Engine, workers: Workers) -> Iterator[None]:
    """The run lock, held by the chief; all workers raise AnotherRunAtWork when he does not get it."""
    with ExitStack() as held:
        refused: AnotherRunAtWork | None = None
        if workers.is_chief:
            try:
                held.enter_context(run_lock(engine))
            except AnotherRunAtWork as error:
                refused = error
        if workers.any(refused is not None):
            raise refused or AnotherRunAtWork("The chief found another run at work; nothing was done.")
        yield


def _train(job: Job) -> int:
    record = RunRecord(job.model, job.settings.seed)
    with record.log.listening():
        train_step(job, record)
    return 0


def _evaluate(job: Job) -> int:
    job, record, trained = _trained(job)
    with record.log.listening():
        return PUBLISHED if evaluate_step(job, record, trained) is None else REFUSED


def _recommend(job: Job) -> int:
    job, record, trained = _trained(job)
    with record.log.listening():
        recommend_step(job, record, trained)
    return 0


def _publish(job: Job) -> int:
    record = job.folder.load_record()
    if "model" not in record.metrics:
        raise StepMissing("The model was not measured; run `python -m ml evaluate` first.")
    lists, shelves = job.folder.load_advice()
    with record.log.listening():
        if not job.dry_run:
            remove_leftovers(job.engine, job.settings.publishing)
        return publish_step(job, record, lists, shelves)


def _trained(job: Job) -> tuple[Job, RunRecord, Trained]:
    record, trained = load_trained(job)
    # The split must be the one the model was trained on, whatever seed is asked for now.
    return replace(job, settings=replace(job.settings, seed=record.seed)), record, trained


def _refresh(options: argparse.Namespace, settings: Settings) -> int:
    engine = open_engine(settings.database_url)
    with refresh_lock(engine):
        refresh(engine, settings)
    return 0


def _rollback(options: argparse.Namespace, settings: Settings) -> int:
    roll_back(open_engine(settings.database_url), options.run)
    return 0


def _vectors(options: argparse.Namespace, settings: Settings) -> int:
    engine = open_engine(settings.database_url)
    # A training would exchange the files under the reader's hands.
    with run_lock(engine):
        _, trained = load_trained(Job(engine, settings, options.model))
    export_vectors(trained.adviser.model, trained.interactions, options.out)
    return 0


def _job_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=MODELS, default="ncf", help="what to train (default: ncf)")
    parser.add_argument("--dry-run", action="store_true", help="do everything but write to the database")
    parser.add_argument("--seed", type=int, help="another seed: other lists, equally good")


def _run_options(parser: argparse.ArgumentParser) -> None:
    _job_options(parser)
    parser.add_argument(
        "--workers",
        action="store_true",
        help="be one of the workers that TF_CONFIG names: each trains on, and advises, its part of the readers",
    )
    parser.add_argument(
        "--asked",
        action="store_true",
        help="take the run that the staff asked for on its page, and tell there how far it is; nothing else to do: 0",
    )


def _no_options(parser: argparse.ArgumentParser) -> None:
    """The step takes none."""


def _rollback_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", type=int, metavar="ID", help="which run (default: the last one before the published)")


def _vectors_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=MODELS, default="ncf", help="whose vectors (default: ncf)")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files go")


STEPS = {
    "run": Step("everything, in order", _run, _run_options),
    "train": Step("load the signals, hold out, train; leaves the model in MODEL_DIR", _alone(_train), _job_options),
    "evaluate": Step(
        "measure the trained model and popularity on the held-out events", _alone(_evaluate), _job_options
    ),
    "recommend": Step("make the lists with the trained model", _alone(_recommend), _job_options),
    "publish": Step("ask the gate, write the lists, show them to readers", _alone(_publish), _job_options),
    "refresh": Step(
        "make the lists anew of readers whose taste has changed, with the published run's model", _refresh, _no_options
    ),
    "rollback": Step("show readers a kept run again instead of the published one", _rollback, _rollback_options),
    "vectors": Step(
        "write the trained model's vectors of readers and books as .npz and .csv", _vectors, _vectors_options
    ),
    "compare": Step(comparing.SAYS, comparing.run, comparing.add_options),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ml",
        description="Learns from what the library's readers do and writes each reader's list.",
        epilog=f"{CODES}\n\n`python -m ml STEP --help` tells a step's options.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    steps = parser.add_subparsers(dest="step", required=True, metavar="step", title="steps")
    for name, step in STEPS.items():
        step.add_options(steps.add_parser(name, help=step.says, description=step.says, epilog=CODES))
    return parser


if __name__ == "__main__":
    sys.exit(main())
