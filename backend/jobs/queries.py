"""How the jobs do, and what waits to be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.core.clockwork import JobRun, job_runs
from backend.core.database import db
from backend.core.outbox import Message
from backend.jobs.rules import JOBS, Job, state_of


@dataclass(frozen=True)
class JobLine:
    """A job, its last run, and whether somebody should look."""

    name: str
    state: str
    started_at: datetime | None
    succeeded_at: datetime | None
    done: dict[str, Any]
    problem: str | None
    every_minutes: int
    late_after_minutes: int


@dataclass(frozen=True)
class Outbox:
    """Letters that wait, since when, and those that were given up."""

    waiting: int
    oldest_at: datetime | None
    failed: int


def job_lines(at: datetime) -> list[JobLine]:
    """Every job in the order in which they run, also those that never did."""
    runs = {run.name: run for run in job_runs()}
    return [_line(job, runs.get(job.name), at) for job in JOBS]


def outbox_now() -> Outbox:
    unsent = select(func.count(), func.min(Message.made_at)).where(Message.state.in_(("waiting", "sending")))
    waiting, oldest_at = db.session.execute(unsent).one()
    failed = db.session.scalar(select(func.count()).select_from(Message).where(Message.state == "failed"))
    return Outbox(waiting, oldest_at, failed or 0)


def _line(job: Job, run: JobRun | None, at: datetime) -> JobLine:
    held_until, succeeded_at, problem = (
        (run.held_until, run.succeeded_at, run.problem) if run is not None else (None, None, None)
    )
    return JobLine(
        name=job.name,
        state=state_of(job, succeeded_at=succeeded_at, held_until=held_until, problem=problem, at=at),
        started_at=run.started_at if run is not None else None,
        succeeded_at=succeeded_at,
        done=run.done if run is not None else {},
        problem=problem,
        every_minutes=int(job.pause.total_seconds() // 60),
        late_after_minutes=int(job.late_after.total_seconds() // 60),
    )
