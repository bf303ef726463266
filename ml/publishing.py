"""Lists into the database, so that readers see the old lists or the new ones, never a mixture.

Rows are written in batches under a run in state `writing`, which nobody is shown, so a reader's own write never waits
behind millions of inserts. Then one transaction checks that every row is there and flips. Whatever dies before that
commit leaves the old lists served.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Engine, Table, case, delete, func, or_, select

from ml.book_shelves import BookShelves
from ml.data.interactions import Bool, Int64
from ml.database import also_liked, reading, recommendation, recommendation_list, similar_book, user, utc_now, writing
from ml.errors import IncompleteLists, JobError
from ml.list_config import PublishingConfig
from ml.list_rows import TABLES, insert_book_shelves, insert_lists, remove_rows
from ml.lists import Lists
from ml.run_record import RunRecord
from ml.run_states import begin_writing, hold_runs, run_table, set_run, show
from ml.workers import ALONE, Workers

log = logging.getLogger(__name__)

row_table = recommendation.c


@dataclass(frozen=True)
class Written:
    """Whose lists were written, and how many rows each has; arrays of one shape."""

    reader: Int64
    rows: Int64


def publish(
    engine: Engine,
    record: RunRecord,
    lists: Lists,
    shelves: BookShelves,
    config: PublishingConfig,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
    keep: Callable[[int], None] = lambda run_id: None,
    workers: Workers = ALONE,
) -> int:
    """Write the lists and the books' neighbours, check them, show them to readers; returns the run's id.

    Every worker writes the lists of its readers; the chief does all the rest.
    keep: called with the id before readers see the run, to put away what a later refresh needs. Raises IncompleteLists,
    and publishes nothing, when the database does not hold what was written.
    """
    run_id = int(workers.from_chief(np.array([begin_writing(engine, record) if workers.is_chief else 0]))[0])
    log.info("Writing %s rows as run %s.", f"{lists.row_count() + sum(shelves.row_counts()):,}", run_id)
    try:
        insert_lists(engine, run_id, lists, config.batch_readers, progress)
        # Nobody comes past this line before everybody's rows are there.
        written = Written(workers.joined(lists.reader), workers.joined(lists.row_counts()))
        if workers.is_chief:
            insert_book_shelves(engine, run_id, shelves, config.batch_books, progress)
            keep(run_id)
            log.info("Rows written, publishing run %s.", run_id)
            _flip(engine, run_id, record, written, shelves)
    except Exception as error:  # whatever it was, it is recorded and raised again
        if workers.is_chief:
            reason = str(error) if isinstance(error, JobError) else repr(error)
            _abandon(engine, run_id, reason, config, record.log.text())
        raise
    # Whoever is not the chief learns here that it is done, or that the chief is gone.
    workers.total(0)
    log.info("Run %s is published.", run_id)
    if workers.is_chief:
        prune(engine, config)
    return run_id


def remove_leftovers(engine: Engine, config: PublishingConfig) -> None:
    """Clean up after runs that died while writing. The caller holds the run lock, so a run in `writing` is dead."""
    with reading(engine) as connection:
        dead = connection.execute(select(run_table.id).where(run_table.state == "writing")).scalars().all()
    for run_id in dead:
        log.info("Run %s died while writing; removing its rows.", run_id)
        _abandon(engine, run_id, "The process ended before its lists were published.", config)


def _abandon(engine: Engine, run_id: int, reason: str, config: PublishingConfig, said: str = "") -> None:
    """Mark a run that is still in `writing` as failed and take its rows; a run that was published after all is left."""
    with writing(engine) as connection:
        state = connection.execute(select(run_table.state).where(run_table.id == run_id)).scalar_one()
        if state != "writing":
            return
        failed = {"state": "failed", "reason": reason, "list_count": 0, "finished_at": utc_now()}
        set_run(connection, run_id, failed | ({"log": said} if said else {}))
    remove_rows(engine, run_id, config.delete_rows)


def prune(engine: Engine, config: PublishingConfig) -> None:
    """Take the rows of all but the last kept runs; a run without rows is `pruned` and stays as history."""
    # First the state: a crash half-way must not leave a run that looks whole and is not.
    with writing(engine) as connection:
        hold_runs(connection)
        kept = connection.execute(
            select(run_table.id)
            .where(run_table.state == "kept")
            .order_by(run_table.published_at.desc(), run_table.id.desc())
        )
        for run_id in list(kept.scalars())[config.kept_runs :]:
            set_run(connection, run_id, {"state": "pruned"})
    with reading(engine) as connection:
        has_rows = or_(*(select(table.c.run_id).where(table.c.run_id == run_table.id).exists() for table, _ in TABLES))
        pruned = connection.execute(select(run_table.id).where(run_table.state.in_(("pruned", "failed")), has_rows))
        to_empty = list(pruned.scalars())
    for run_id in to_empty:
        remove_rows(engine, run_id, config.delete_rows)
        log.info("Run %s is pruned.", run_id)


def _flip(engine: Engine, run_id: int, record: RunRecord, lists: Written, shelves: BookShelves) -> None:
    """The one transaction that readers notice: check that every row is there, then change runs."""
    with writing(engine) as connection:
        hold_runs(connection)
        list_count = _check_lists(connection, run_id, lists)
        _check_shelves(connection, run_id, shelves)
        now = utc_now()
        values = {
            "list_count": list_count,
            "finished_at": now,
            "published_at": now,
            "duration_seconds": round(record.seconds(), 2),
            "log": record.log.text() or None,
        }
        show(connection, run_id, values, put_away={})


def _check_lists(connection: Connection, run_id: int, lists: Written) -> int:
    """Take out who left or opted out, compare the rest with what was written; returns how many lists hold a book."""
    count_lists = func.coalesce(func.sum(case((row_table.rank == 1, 1), else_=0)), 0)
    # Accounts closed or opted out while we wrote take their rows along, also between two statements here.
    before = _keep_to_the_willing(connection, run_id, lists)
    stored, list_count = connection.execute(select(func.count(), count_lists).where(row_table.run_id == run_id)).one()
    noted = _count(connection, run_id, recommendation_list)
    after = np.isin(lists.reader, _willing_readers(connection))
    at_least, at_most = int(lists.rows[after].sum()), int(lists.rows[before].sum())
    if not stored or not at_least <= stored <= at_most:
        raise IncompleteLists(f"Run {run_id} has {stored:,} of {at_most:,} rows; nothing was published.")
    if not np.count_nonzero(after) <= noted <= np.count_nonzero(before):
        raise IncompleteLists(
            f"Run {run_id} notes {noted:,} of {np.count_nonzero(before):,} readers; nothing was published."
        )
    return int(list_count)


def _check_shelves(connection: Connection, run_id: int, shelves: BookShelves) -> None:
    for table, written in zip((similar_book, also_liked), shelves.row_counts(), strict=True):
        stored = _count(connection, run_id, table)
        if stored != written:
            raise IncompleteLists(
                f"Run {run_id} has {stored:,} of {written:,} rows in {table.name}; nothing was published."
            )


def _count(connection: Connection, run_id: int, table: Table) -> int:
    return int(connection.execute(select(func.count()).where(table.c.run_id == run_id)).scalar_one())


def _keep_to_the_willing(connection: Connection, run_id: int, lists: Written) -> Bool:
    """Remove the lists of readers who opted out meanwhile; returns whose are left, shape (lists,)."""
    willing: Bool = np.isin(lists.reader, _willing_readers(connection))
    unwilling = lists.reader[~willing].tolist()
    for start in range(0, len(unwilling), 500):
        for table in (recommendation, recommendation_list):
            named = table.c.user_id.in_(unwilling[start : start + 500])
            connection.execute(delete(table).where(table.c.run_id == run_id, named))
    return willing


def _willing_readers(connection: Connection) -> Int64:
    """Ids of the readers who have an account and want personal lists."""
    ids = connection.execute(select(user.c.id).where(user.c.personalised.is_(True))).scalars()
    return np.fromiter(ids, dtype=np.int64)
