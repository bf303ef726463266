"""Running the jobs, one after the other. Two runners may start at once, on one machine or on several: each job is done
by the one who has it, and the other goes on with the next.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from backend.core.clockwork import LEASE, JobRun, claim_job, end_job, keep_job
from backend.core.database import db
from backend.core.settings import Settings
from backend.jobs.rules import JOBS, Job, is_due
from backend.jobs.service.work import WORK, Desk
from backend.notices.service import PostClosed

log = logging.getLogger("shelfwise")
Keep = Callable[[], None]
Now = Callable[[], datetime]


class LeaseLost(Exception):
    """The job took so long without a sign of life that another runner has it now."""


@dataclass(frozen=True)
class Ran:
    """What a job did; `busy`: somebody else is at it."""

    name: str
    done: dict[str, int] = field(default_factory=dict)
    problem: str | None = None
    busy: bool = False


def run_jobs(settings: Settings, keep: Keep, now: Now) -> Iterator[Ran]:
    """Do every job that is due. One that fails says so and keeps nobody from the next."""
    for job in JOBS:
        known = db.session.get(JobRun, job.name)
        due = known is None or is_due(job, known.succeeded_at, now())
        db.session.rollback()
        if due:
            yield _run(job, settings, keep, now)


def _run(job: Job, settings: Settings, keep: Keep, now: Now) -> Ran:
    runner = claim_job(job.name, now())
    keep()
    if runner is None:
        return Ran(job.name, busy=True)
    held = _Held(job.name, runner, keep, now)
    done: dict[str, int] = {}
    problem = None
    try:
        done = WORK[job.name](Desk(settings, held.keep, now))
        held.keep()
    except PostClosed as closed:
        problem = f"The mail server cannot be used: {closed}. Letters wait until it can."
    except Exception as error:  # Whatever is wrong with one job, the others are done, and the staff's page says it.
        log.exception("job %s failed", job.name)
        problem = f"{type(error).__name__}: {error}"
    db.session.rollback()
    end_job(job.name, runner, now(), done, problem)
    keep()
    return Ran(job.name, done, problem)


class _Held:
    """A job in hand: whoever keeps what he did says at times that he is still at it."""

    def __init__(self, name: str, runner: str, keep: Keep, now: Now) -> None:
        self._name, self._runner, self._keep, self._now = name, runner, keep, now
        self._said = now()

    def keep(self) -> None:
        self._keep()
        if self._now() - self._said < LEASE / 3:
            return
        self._said = self._now()
        if not keep_job(self._name, self._runner, self._said):
            raise LeaseLost
        self._keep()
