"""python -m ml run | train | evaluate | recommend | publish

Exit codes: 0 published (or the step is done), 1 failed, 2 wrong usage, 3 refused by the gate, 4 another run is at work.
"""

import argparse
import logging
import sys
from dataclasses import replace

from ml.config import read_settings
from ml.database import open_engine
from ml.errors import JobError, StepMissing
from ml.lock import run_lock
from ml.pipeline import (
    PUBLISHED,
    REFUSED,
    Job,
    evaluate_step,
    load_trained,
    publish_step,
    recommend_step,
    run,
    train_step,
)
from ml.publishing import remove_leftovers
from ml.run_record import RunRecord
from ml.training import MODELS

log = logging.getLogger("ml")

CODES = "exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the gate, 4 another run is at work"
STEPS = {
    "run": "everything, in order",
    "train": "load the ratings, hold out, train; leaves the model in MODEL_DIR",
    "evaluate": "measure the trained model and popularity on the held-out events",
    "recommend": "make the lists with the trained model",
    "publish": "ask the gate, write the lists, show them to readers",
}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    settings = read_settings()
    if options.seed is not None:
        settings = replace(settings, seed=options.seed)
    try:
        engine = open_engine(settings.database_url)
        with run_lock(engine):
            return _do(options.step, Job(engine, settings, options.model, options.dry_run))
    except JobError as error:
        log.error("%s", error)
        return error.exit_code
    except Exception:  # the last place that can say what happened, in full, and still answer with an exit code
        log.exception("The job failed.")
        return 1


def _do(step: str, job: Job) -> int:
    if step == "run":
        return run(job)
    if step == "train":
        train_step(job, RunRecord(job.model, job.settings.seed))
        return 0
    if step == "publish":
        record = job.folder.load_record()
        if "model" not in record.metrics:
            raise StepMissing("The model was not measured; run `python -m ml evaluate` first.")
        if not job.dry_run:
            remove_leftovers(job.engine, job.settings.publishing)
        return publish_step(job, record, job.folder.load_lists())
    record, interactions, model = load_trained(job)
    # The split must be the one the model was trained on, whatever seed is asked for now.
    job = replace(job, settings=replace(job.settings, seed=record.seed))
    if step == "evaluate":
        return PUBLISHED if evaluate_step(job, record, interactions, model) is None else REFUSED
    recommend_step(job, record, interactions, model)
    return 0


def _parser() -> argparse.ArgumentParser:
    steps = "\n".join(f"  {name:10} {says}" for name, says in STEPS.items())
    parser = argparse.ArgumentParser(
        prog="python -m ml",
        description="Learns from the library's ratings and writes each reader's list.",
        epilog=f"steps:\n{steps}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=STEPS, metavar="step")
    parser.add_argument("--model", choices=MODELS, default="ncf", help="what to train (default: ncf)")
    parser.add_argument("--dry-run", action="store_true", help="do everything but write to the database")
    parser.add_argument("--seed", type=int, help="another seed: other lists, equally good")
    return parser


if __name__ == "__main__":
    sys.exit(main())
