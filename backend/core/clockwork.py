"""Jobs that run by themselves: one runner at a time across machines, and when each last ran.

The one who runs a job holds its row by a lease, not by a lock: a runner that dies is replaced when the lease is over,
and a long job never blocks a short transaction.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, String, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Model, UtcDateTime, change_rows, db

LEASE = timedelta(minutes=15)


class JobRun(Model):
    """A job by its name: its last run, and who is at it now."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(48), primary_key=True)
    # Null: nobody is at it.
    runner: Mapped[str | None] = mapped_column(String(32))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it last came to its end without a problem.
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Counts of what it did, for people: `{"sent": 3}`.
    done: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problem: Mapped[str | None] = mapped_column(String(255))


def claim_job(name: str, at: datetime) -> str | None:
    """Take a job for the length of a lease; returns the runner's word for `end_job`, or None when another is at it.

    The caller commits at once, so that others see it.
    """
    if db.session.get(JobRun, name) is None:
        try:
            with db.session.begin_nested():
                db.session.execute(insert(JobRun).values(name=name, done={}))
        except IntegrityError:
            pass  # another runner was faster to note the job down; who has it is decided below
    runner = secrets.token_hex(16)
    free = (JobRun.runner.is_(None)) | (JobRun.held_until <= at)
    mine = update(JobRun).where(JobRun.name == name, free)
    taken = change_rows(mine.values(runner=runner, held_until=at + LEASE, started_at=at))
    return runner if taken else None


def keep_job(name: str, runner: str, at: datetime) -> bool:
    """Renew the lease of a job that takes long; False when it was lost to another. The caller commits."""
    mine = update(JobRun).where(JobRun.name == name, JobRun.runner == runner)
    return change_rows(mine.values(held_until=at + LEASE)) == 1


def end_job(name: str, runner: str, at: datetime, done: dict[str, Any], problem: str | None = None) -> None:
    """Note what a job did and leave it to the next. Whoever lost his lease notes nothing. The caller commits."""
    values: dict[str, Any] = {"runner": None, "held_until": None, "done": done, "problem": problem and problem[:255]}
    if problem is None:
        values["succeeded_at"] = at
    change_rows(update(JobRun).where(JobRun.name == name, JobRun.runner == runner).values(**values))


def job_runs() -> list[JobRun]:
    """All jobs that ever ran, by name."""
    return list(db.session.scalars(select(JobRun).order_by(JobRun.name)))
