"""A run's life in its table: writing -> published -> kept -> pruned, or refused, or failed; and back to published."""

import logging
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from ml.database import reading, recommendation_run, utc_now, writing
from ml.errors import IncompleteLists, NothingPublished, RunNotKept
from ml.gate import PublishedRun
from ml.run_record import RunRecord

log = logging.getLogger(__name__)

run_table = recommendation_run.c


def published_run(engine: Engine) -> PublishedRun | None:
    """The run that readers see now."""
    columns = (run_table.id, run_table.model, run_table.metrics, run_table.started_at)
    with reading(engine) as connection:
        row = connection.execute(select(*columns).where(run_table.published.is_(True))).one_or_none()
    return None if row is None else PublishedRun(*row)


def runs_with_rows(engine: Engine) -> set[int]:
    """The runs that readers see, or could be shown again."""
    with reading(engine) as connection:
        shown = select(run_table.id).where(run_table.state.in_(("published", "kept")))
        return set(connection.execute(shown).scalars())


def record_refused(engine: Engine, record: RunRecord, reason: str) -> int:
    """Keep a run that the gate stopped, without rows; returns its id."""
    return _record_ended(engine, record, "refused", reason)


def record_failed(engine: Engine, record: RunRecord, reason: str) -> int:
    """Keep a run that broke, without rows; returns its id."""
    return _record_ended(engine, record, "failed", reason)


def begin_writing(engine: Engine, record: RunRecord) -> int:
    """A run that nobody is shown, under which rows are written; returns its id."""
    with writing(engine) as connection:
        return _new_run(connection, {**record.columns(), "state": "writing", "list_count": 0})


def hold_runs(connection: Connection) -> dict[int, str]:
    """Lock all runs that are shown, or could be, in one order; returns their states by id.

    The portal's roll-back does the same: of two who change what readers see, the second waits and sees the first.
    """
    may_be_shown = run_table.state.in_(("published", "kept"))
    rows = select(run_table.id, run_table.state).where(may_be_shown).order_by(run_table.id).with_for_update()
    return {row.id: row.state for row in connection.execute(rows)}


def show(connection: Connection, run_id: int, values: dict[str, Any], put_away: dict[str, Any]) -> None:
    """Change the run that readers see, in the caller's transaction: put_away goes to the old one, values to the new."""
    old = update(recommendation_run).where(run_table.published.is_(True))
    connection.execute(old.values(published=None, state="kept", **put_away))
    set_run(connection, run_id, {"published": True, "state": "published", "reason": None, **values})


def roll_back(engine: Engine, run_id: int | None = None) -> int:
    """Show readers a kept run again, by default the last published one that was not taken from them; returns its id.

    One transaction. Raises RunNotKept, and changes nothing, when the run's lists are not there any more.
    """
    with writing(engine) as connection:
        states = hold_runs(connection)
        if "published" not in states.values():
            raise NothingPublished("No run is published, so there is nothing to go back from.")
        chosen = _last_kept(connection) if run_id is None else run_id
        if chosen is None:
            raise RunNotKept("There is no earlier run whose lists are kept.")
        if states.get(chosen) != "kept":
            raise RunNotKept(_not_kept(connection, chosen))
        now = utc_now()
        put_away = {"withdrawn_at": now, "reason": f"Rolled back to run {chosen}."}
        show(connection, chosen, {"published_at": now, "withdrawn_at": None}, put_away)
    log.info("Readers see the lists of run %s again.", chosen)
    return chosen


def set_run(connection: Connection, run_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(recommendation_run).where(run_table.id == run_id).values(values))


def _last_kept(connection: Connection) -> int | None:
    kept = select(run_table.id).where(run_table.state == "kept", run_table.withdrawn_at.is_(None))
    latest = kept.order_by(run_table.published_at.desc(), run_table.id.desc()).limit(1)
    return connection.execute(latest).scalar()


def _not_kept(connection: Connection, run_id: int) -> str:
    state = connection.execute(select(run_table.state).where(run_table.id == run_id)).scalar()
    if state is None:
        return f"There is no run {run_id}."
    return f"Run {run_id} is {state}; only a kept run can be shown again."


def _record_ended(engine: Engine, record: RunRecord, state: str, reason: str) -> int:
    values = {**record.columns(), "state": state, "reason": reason, "list_count": 0, "finished_at": utc_now()}
    with writing(engine) as connection:
        return _new_run(connection, values)


def _new_run(connection: Connection, values: dict[str, Any]) -> int:
    key = connection.execute(insert(recommendation_run).values(values)).inserted_primary_key
    if key is None:
        raise IncompleteLists("The database gave the new run no id.")
    return int(key[0])
