"""A run that somebody of the staff asked for: taken once, and told of while it goes on.

What is told is collected in memory, and a thread writes it down every other second: the job itself never waits for it,
also where it holds the database's one write lock for a while.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Engine, Integer, String, Table, Text, func, select, update
from sqlalchemy.exc import DBAPIError

from ml.database import metadata, reading, recommendation_run, utc_now, writing
from ml.errors import StopAsked
from ml.progress import watched_by
from ml.run_log import JOB

log = logging.getLogger(__name__)

SECONDS_BETWEEN_WRITES = 2.0
# Without a sign of life for so long, a run is taken for dead; the portal has the same number.
SECONDS_TO_BELIEVE = 180
LINES_KEPT, LINE_LENGTH = 60, 300
WAITING, RUNNING, STOPPING, STOPPED, FAILED = "waiting", "running", "stopping", "stopped", "failed"
# What readers see is being changed by then: it is too late to stop.
LAST_STEP = "publish"

# A run that somebody of the staff asked for.
run_request = Table(
    "run_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("model", String(32)),
    Column("seed", Integer),
    Column("state", String(16)),
    # TRUE while it waits, runs or is being stopped, else NULL: a unique column keeps it to one.
    Column("open", Boolean, unique=True),
    Column("started_at", DateTime),
    Column("touched_at", DateTime),
    Column("ended_at", DateTime),
    Column("step", String(16)),
    Column("label", String(64)),
    Column("done", Integer),
    Column("total", Integer),
    Column("log", Text),
    Column("problem", String(255)),
    Column("run_id", Integer),
)
asked_for = run_request.c


@dataclass(frozen=True)
class Asked:
    """What was asked for."""

    id: int
    model: str
    seed: int | None


def waits(engine: Engine) -> bool:
    """Somebody has asked for a run that nobody has taken."""
    with reading(engine) as connection:
        return connection.execute(select(asked_for.id).where(asked_for.state == WAITING)).first() is not None


def take(engine: Engine) -> Asked | None:
    """The run that waits, if one does; nobody else gets it. The caller holds the run lock."""
    with writing(engine) as connection:
        row = connection.execute(
            select(asked_for.id, asked_for.model, asked_for.seed).where(asked_for.state == WAITING)
        ).first()
        if row is None:
            return None
        mine = update(run_request).where(asked_for.id == row.id, asked_for.state == WAITING)
        now = utc_now()
        taken = connection.execute(mine.values(state=RUNNING, started_at=now, touched_at=now)).rowcount
        return Asked(*row) if taken == 1 else None


@dataclass
class Telling:
    """How far the run is, for its row."""

    engine: Engine
    asked: Asked
    step: str = ""
    label: str = ""
    done: int = 0
    total: int = 0
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    over: threading.Event = field(default_factory=threading.Event)
    stop_asked: threading.Event = field(default_factory=threading.Event)

    def watch(self, step: str, label: str, done: int, total: int) -> None:
        """Raises StopAsked: between two units of work the job can be left as it is."""
        self.step, self.label, self.done, self.total = step, label, done, total
        if self.stop_asked.is_set() and step != LAST_STEP:
            raise StopAsked("The staff stopped the run.")

    def keep_writing(self) -> None:
        while not self.over.wait(SECONDS_BETWEEN_WRITES):
            self.write({})
            self.look()

    def look(self) -> None:
        """Whether somebody of the staff wants the run to stop."""
        try:
            with reading(self.engine) as connection:
                state = connection.execute(select(asked_for.state).where(asked_for.id == self.asked.id)).scalar()
        except DBAPIError as error:
            log.debug("Whether to stop was not read: %s", error.orig)
            return
        if state == STOPPING:
            self.stop_asked.set()

    def write(self, more: dict[str, Any]) -> None:
        """The row as it is now. A database that is busy is told the next time."""
        values = {
            "step": self.step[:16] or None,
            "label": self.label[:64] or None,
            "done": self.done,
            "total": self.total,
            "log": "\n".join(self.lines) or None,
            "touched_at": utc_now(),
            **more,
        }
        mine = update(run_request).where(asked_for.id == self.asked.id, asked_for.state.in_((RUNNING, STOPPING)))
        try:
            with writing(self.engine) as connection:
                connection.execute(mine.values(values))
        except DBAPIError as error:
            log.debug("The progress was not written down: %s", error.orig)


class _Lines(logging.Handler):
    """The job's last lines."""

    def __init__(self, lines: deque[str]) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.extend(line[:LINE_LENGTH] for line in self.format(record).splitlines())


@contextmanager
def telling(engine: Engine, asked: Asked) -> Iterator[dict[str, str]]:
    """Inside, the row says how far the run is. The caller puts how it ended, `published` or `refused`, into what is
    yielded as `state`; when the block raises, the run has failed, or was stopped."""
    told = Telling(engine, asked)
    newest = _newest_run(engine)
    ended = {"state": FAILED}
    handler = _Lines(told.lines)
    writer = threading.Thread(target=told.keep_writing, daemon=True)
    JOB.addHandler(handler)
    writer.start()
    problem: str | None = None
    try:
        with watched_by(told.watch):
            yield ended
    except StopAsked:
        ended["state"] = STOPPED
        raise
    except BaseException as error:  # whatever ends the run, also a signal, is what the row says of it
        ended["state"], problem = FAILED, str(error)[:255] or type(error).__name__
        raise
    finally:
        JOB.removeHandler(handler)
        told.over.set()
        writer.join()
        made = _newest_run(engine)
        told.write(
            {
                "state": ended["state"],
                "open": None,
                "problem": problem,
                "ended_at": utc_now(),
                "run_id": made if made != newest else None,
            }
        )


def _newest_run(engine: Engine) -> int | None:
    """Under the run lock nobody else makes one."""
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(recommendation_run.c.id))).scalar()
        return None if newest is None else int(newest)
