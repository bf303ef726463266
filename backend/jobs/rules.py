"""What the library does by itself, in its order, how often, and when somebody should look why it does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OFTEN, HOURLY = timedelta(0), timedelta(hours=1)
STATES = OK, RUNNING, FAILED, LATE, NEVER = ("ok", "running", "failed", "late", "never")


@dataclass(frozen=True)
class Job:
    """`pause`: not again sooner after it succeeded. `late_after`: without success for so long, something is wrong."""

    name: str
    pause: timedelta = OFTEN
    late_after: timedelta = timedelta(minutes=20)


# Holds end before their copies are passed on, banks are asked before orders run out, readers are told before letters go
# out, and letters before anything is forgotten.
JOBS = (
    Job("reader_imports"),
    Job("bulk_acts"),
    Job("pickup_expiry"),
    Job("request_expiry"),
    Job("allocation"),
    Job("due_dates"),
    Job("ageing"),
    Job("payments", HOURLY, timedelta(hours=3)),
    Job("order_expiry"),
    Job("order_pickups"),
    Job("order_completion"),
    Job("refunds"),
    Job("prices"),
    Job("reminders"),
    Job("letters"),
    Job("forgetting"),
    Job("facts", HOURLY, timedelta(hours=3)),
    Job("rollups", HOURLY, timedelta(hours=3)),
    Job("clearing", HOURLY, timedelta(hours=3)),
)
# Before a cron job of every five minutes comes a little early, too.
EARLY = timedelta(seconds=30)


def is_due(job: Job, succeeded_at: datetime | None, at: datetime) -> bool:
    return succeeded_at is None or at >= succeeded_at + job.pause - min(EARLY, job.pause)


def state_of(
    job: Job, *, succeeded_at: datetime | None, held_until: datetime | None, problem: str | None, at: datetime
) -> str:
    """How a job does, the most urgent first."""
    if problem is not None:
        return FAILED
    if held_until is not None and held_until > at:
        return RUNNING
    if succeeded_at is None:
        return NEVER
    return LATE if at > succeeded_at + job.late_after else OK
