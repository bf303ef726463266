"""Asking for a run of the training job, giving it up before it has begun, and stopping one that is at work.

The job takes it: `python -m ml run --asked`, by whatever starts jobs here, or by this process where the training
package is installed beside it (setting `training_beside`).
"""

import os
import subprocess
import sys
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.core.database import db
from backend.core.errors import Conflict, NotFound
from backend.core.settings import ROOT, Settings
from backend.recommendations.models import RunRequest

# Without a sign of life for so long, a run is taken for dead: as in ml/asked.py.
BELIEVED = timedelta(seconds=180)
FAILED, WAITING, RUNNING, WITHDRAWN = "failed", "waiting", "running", "withdrawn"
# The job sees that it shall stop, and ends: as in ml/asked.py.
STOPPING, STOPPED = "stopping", "stopped"


class RunAsked(Conflict):
    message = "A run was asked for already: one at a time."


class RunRequestNotFound(NotFound):
    message = "There is no such request."


class RunBegan(Conflict):
    message = "The run has begun, or is over: it cannot be given up any more."


class RunNotAtWork(Conflict):
    message = "The run is not at work: there is nothing to stop."


def ask_for_run(model: str, seed: int | None, by: int, at: datetime) -> RunRequest:
    """A request that waits for the job. Raises RunAsked while another one waits or runs."""
    bury_the_dead(at)
    asked = RunRequest(model=model, seed=seed, asked_by=by, asked_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(asked)
    except IntegrityError as error:
        # The unique flag decides between two who ask at once.
        raise RunAsked from error
    return asked


def withdraw_request(request_id: int, at: datetime) -> RunRequest:
    """Give it up while it waits. Raises RunRequestNotFound, RunBegan."""
    asked = _locked(request_id)
    if asked.state != WAITING:
        raise RunBegan
    asked.state, asked.open, asked.ended_at = WITHDRAWN, None, at
    return asked


def stop_request(request_id: int) -> RunRequest:
    """Let the job end without publishing anything; it does so within seconds, unless it is publishing already.
    Raises RunRequestNotFound, RunNotAtWork."""
    asked = _locked(request_id)
    if asked.state != RUNNING:
        raise RunNotAtWork
    asked.state = STOPPING
    return asked


def bury_the_dead(at: datetime) -> None:
    """A run that has given no sign of life for minutes was killed: it failed, and another one may be asked for."""
    running = select(RunRequest).where(RunRequest.state.in_((RUNNING, STOPPING))).with_for_update()
    for asked in db.session.scalars(running):
        if asked.touched_at is None or asked.touched_at < at - BELIEVED:
            wanted = asked.state == STOPPING
            asked.state, asked.open, asked.ended_at = STOPPED if wanted else FAILED, None, at
            asked.problem = "The job gave no sign of life any more."
    db.session.flush()  # the flag is free before the next one takes it


def _locked(request_id: int) -> RunRequest:
    asked = db.session.scalar(select(RunRequest).where(RunRequest.id == request_id).with_for_update())
    if asked is None:
        raise RunRequestNotFound
    return asked


def start_beside(settings: Settings) -> None:
    """Let the training package of this machine take what was asked for; it goes on when this process ends."""
    folder = settings.instance_folder
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "MODEL_DIR": os.environ.get("MODEL_DIR") or str(folder / "models"),
    }
    with (folder / "asked-run.log").open("ab") as out:
        subprocess.Popen(
            [sys.executable, "-m", "ml", "run", "--asked"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
