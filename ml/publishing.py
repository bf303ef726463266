"""Lists into the database, so that readers see the old lists or the new ones, never a mixture.

A run's life: writing -> published -> kept -> pruned; or refused, or failed. Rows are written in batches under a run in
state `writing`, which nobody is shown, so a reader's own write never waits behind millions of inserts. Then one
transaction checks that every row is there and flips. Whatever dies before that commit leaves the old lists served.
"""

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update

from ml.config import PublishingConfig
from ml.data.interactions import Int64
from ml.database import reading, recommendation, recommendation_run, user, writing
from ml.errors import IncompleteLists, JobError
from ml.gate import PublishedRun
from ml.list_rows import delete_rows, insert_lists
from ml.lists import Lists
from ml.run_record import RunRecord, utc_now

log = logging.getLogger(__name__)

run_table = recommendation_run.c
row_table = recommendation.c


def published_run(engine: Engine) -> PublishedRun | None:
    """The run that readers see now."""
    with reading(engine) as connection:
        row = connection.execute(
            select(run_table.id, run_table.model, run_table.metrics).where(run_table.published.is_(True))
        ).one_or_none()
    return None if row is None else PublishedRun(row.id, row.model, row.metrics)


def record_refused(engine: Engine, record: RunRecord, reason: str) -> int:
    """Keep a run that the gate stopped, without rows; returns its id."""
    return _record_ended(engine, record, "refused", reason)


def record_failed(engine: Engine, record: RunRecord, reason: str) -> int:
    """Keep a run that broke, without rows; returns its id."""
    return _record_ended(engine, record, "failed", reason)


def publish(
    engine: Engine,
    record: RunRecord,
    lists: Lists,
    config: PublishingConfig,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> int:
    """Write the lists, check them, show them to readers; returns the run's id.

    Raises IncompleteLists, and publishes nothing, when the database does not hold what was written.
    """
    run_id = _begin_writing(engine, record)
    log.info("Writing %s rows as run %s.", f"{lists.row_count():,}", run_id)
    try:
        insert_lists(engine, run_id, lists, config.batch_readers, progress)
        log.info("Rows written, publishing run %s.", run_id)
        _flip(engine, run_id, record, lists)
    except Exception as error:  # whatever it was, it is recorded and raised again
        reason = str(error) if isinstance(error, JobError) else repr(error)
        _abandon(engine, run_id, reason, config)
        raise
    log.info("Run %s is published.", run_id)
    prune(engine, config)
    return run_id


def remove_leftovers(engine: Engine, config: PublishingConfig) -> None:
    """Clean up after runs that died while writing. The caller holds the run lock, so a run in `writing` is dead."""
    with reading(engine) as connection:
        dead = connection.execute(select(run_table.id).where(run_table.state == "writing")).scalars().all()
    for run_id in dead:
        log.info("Run %s died while writing; removing its rows.", run_id)
        _abandon(engine, run_id, "The process ended before its lists were published.", config)


def _abandon(engine: Engine, run_id: int, reason: str, config: PublishingConfig) -> None:
    """Mark a run that is still in `writing` as failed and take its rows; a run that was published after all is left."""
    with writing(engine) as connection:
        state = connection.execute(select(run_table.state).where(run_table.id == run_id)).scalar_one()
        if state != "writing":
            return
        _set(connection, run_id, {"state": "failed", "reason": reason, "list_count": 0, "finished_at": utc_now()})
    delete_rows(engine, run_id, config.delete_rows)


def prune(engine: Engine, config: PublishingConfig) -> None:
    """Take the rows of all but the last kept runs; a run without rows is `pruned` and stays as history."""
    with reading(engine) as connection:
        kept = connection.execute(
            select(run_table.id)
            .where(run_table.state == "kept")
            .order_by(run_table.published_at.desc(), run_table.id.desc())
        )
        surplus = list(kept.scalars())[config.kept_runs :]
    for run_id in surplus:
        # First the state: a crash half-way must not leave a run that looks whole and is not.
        with writing(engine) as connection:
            _set(connection, run_id, {"state": "pruned"})
    with reading(engine) as connection:
        has_rows = select(row_table.run_id).where(row_table.run_id == run_table.id).exists()
        pruned = connection.execute(select(run_table.id).where(run_table.state.in_(("pruned", "failed")), has_rows))
        to_empty = list(pruned.scalars())
    for run_id in to_empty:
        delete_rows(engine, run_id, config.delete_rows)
        log.info("Run %s is pruned.", run_id)


def _record_ended(engine: Engine, record: RunRecord, state: str, reason: str) -> int:
    values = {**record.columns(), "state": state, "reason": reason, "list_count": 0, "finished_at": utc_now()}
    with writing(engine) as connection:
        return _new_run(connection, values)


def _begin_writing(engine: Engine, record: RunRecord) -> int:
    with writing(engine) as connection:
        return _new_run(connection, {**record.columns(), "state": "writing", "list_count": 0})


def _new_run(connection: Connection, values: dict[str, Any]) -> int:
    key = connection.execute(insert(recommendation_run).values(values)).inserted_primary_key
    if key is None:
        raise IncompleteLists("The database gave the new run no id.")
    return int(key[0])


def _flip(engine: Engine, run_id: int, record: RunRecord, lists: Lists) -> None:
    """The one transaction that readers notice: check that every row is there, then change runs."""
    count_lists = func.coalesce(func.sum(case((row_table.rank == 1, 1), else_=0)), 0)
    with writing(engine) as connection:
        # Accounts closed or opted out while we wrote take their rows along, also between two statements here.
        at_most = _keep_to_the_willing(connection, run_id, lists)
        stored, list_count = connection.execute(
            select(func.count(), count_lists).where(row_table.run_id == run_id)
        ).one()
        at_least = lists.row_count(np.isin(lists.reader, _willing_readers(connection)))
        if not stored or not at_least <= stored <= at_most:
            raise IncompleteLists(f"Run {run_id} has {stored:,} of {at_most:,} rows; nothing was published.")
        now = utc_now()
        connection.execute(
            update(recommendation_run).where(run_table.published.is_(True)).values(published=None, state="kept")
        )
        ended = {"finished_at": now, "published_at": now, "duration_seconds": round(record.seconds(), 2)}
        shown = {"published": True, "state": "published", "reason": None, "list_count": int(list_count)}
        _set(connection, run_id, {**shown, **ended})


def _keep_to_the_willing(connection: Connection, run_id: int, lists: Lists) -> int:
    """Remove the lists of readers who opted out meanwhile; returns how many rows the run should have."""
    willing = np.isin(lists.reader, _willing_readers(connection))
    unwilling = lists.reader[~willing].tolist()
    for start in range(0, len(unwilling), 500):
        named = row_table.user_id.in_(unwilling[start : start + 500])
        connection.execute(delete(recommendation).where(row_table.run_id == run_id, named))
    return lists.row_count(willing)


def _willing_readers(connection: Connection) -> Int64:
    """Ids of the readers who have an account and want personal lists."""
    ids = connection.execute(select(user.c.id).where(user.c.personalised.is_(True))).scalars()
    return np.fromiter(ids, dtype=np.int64)


def _set(connection: Connection, run_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(recommendation_run).where(run_table.id == run_id).values(values))
