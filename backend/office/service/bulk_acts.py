"""Acts on many things: looked at, started, done in parts, stopped, taken back.

Each part is done in the transaction of the request that asks for it, under the lock of the act: two pages that ask at
once take turns, and a process that dies leaves the act as it was after the part before. `flask jobs run` goes on with
what a closed page has left.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.accounts.models import User
from backend.core import audit
from backend.core.actors import Actor
from backend.core.database import change_rows, db
from backend.core.errors import Conflict, Failure
from backend.core.here import Here
from backend.core.leaving import when_a_reader_leaves
from backend.core.locking import is_contention
from backend.core.permissions import may
from backend.office.models.bulk import (
    AT_WORK,
    CHANGED,
    DONE,
    FAILED,
    KEPT,
    PREVIEW,
    RUNNING,
    STOPPED,
    TAKEN_BACK,
    UNCHANGED,
    UNDOING,
    UNDONE,
    WAITING,
    BulkAct,
    BulkRow,
)
from backend.office.queries.bulk import has_rows, lock_act, next_rows
from backend.office.service.bulk import BulkKind, Values, allowed, can_be_undone, kind_named, kinds_of_readers

log = logging.getLogger("shelfwise")
Keep = Callable[[], None]

DONE_AT_ONCE = 50
# What somebody looked at and never started.
PREVIEWS_KEPT = timedelta(days=1)
# The line in the audit log of what is done in parts.
ACT = "advance_bulk_act"


class BulkActNotReady(Conflict):
    message = "The act is not at this point."


def start(act_id: int, by: Actor, here: Here) -> BulkAct:
    """It is done by advancing it. Raises BulkActNotFound, BulkActNotReady, BulkKindForbidden."""
    act = _at(lock_act(act_id), PREVIEW)
    allowed(kind_named(act.kind), by)
    act.state, act.driven_by, act.started_at = RUNNING, by.user_id, here.at
    return _ended(act, WAITING, DONE, here)


def undo(act_id: int, by: Actor, here: Here) -> BulkAct:
    """Take back, by advancing it, what it changed and nobody has changed since. Raises the same."""
    act = _at(lock_act(act_id), DONE, STOPPED)
    allowed(kind_named(act.kind), by)
    if not can_be_undone(act.kind):
        raise BulkActNotReady
    act.state, act.driven_by = UNDOING, by.user_id
    return _ended(act, CHANGED, UNDONE, here)


def stop(act_id: int, by: Actor, here: Here) -> BulkAct:
    """What is not done yet stays undone. Raises the same."""
    act = _at(lock_act(act_id), RUNNING)
    allowed(kind_named(act.kind), by)
    act.state, act.finished_at = STOPPED, here.at
    return act


def forget(act_id: int) -> None:
    """Throw a preview away. Raises BulkActNotFound, BulkActNotReady."""
    act = _at(lock_act(act_id), PREVIEW)
    change_rows(delete(BulkRow).where(BulkRow.bulk_act_id == act_id))
    db.session.delete(act)


def advance(act_id: int, here: Here, request_id: str | None = None) -> BulkAct:
    """Do the next part of the present work, in the name of who started it; nothing when there is none."""
    act = lock_act(act_id)
    if act.state not in AT_WORK:
        return act
    kind = kind_named(act.kind)
    driver = db.session.get(User, act.driven_by) if act.driven_by is not None else None
    if driver is None or not may(driver.role, kind.permission, "POST"):
        # He has left, or may not do it any more: the rest waits for somebody who may.
        act.state, act.finished_at = STOPPED, act.finished_at or here.at
        return act
    actor = Actor(driver.id, driver.role, request_id)
    running = act.state == RUNNING
    do = _do if running else _take_back
    with audit.acting(ACT, actor.user_id, actor.role, request_id, here.at, act.id):
        for row in next_rows(act.id, WAITING if running else CHANGED, DONE_AT_ONCE):
            do(kind, act.params, row, actor, here)
    return _ended(act, WAITING if running else CHANGED, DONE if running else UNDONE, here)


def go_on_with_bulk_acts(here: Here, keep: Keep) -> int:
    """Finish the acts whose page may be gone, and keep each part; returns how many. A page that is still there takes
    its turns at the same act."""
    finished = 0
    at_work = select(BulkAct.id).where(BulkAct.state.in_(AT_WORK)).order_by(BulkAct.id)
    for act_id in db.session.scalars(at_work).all():
        try:
            while advance(act_id, here).state in AT_WORK:
                keep()
            keep()
        except (Failure, DBAPIError):
            db.session.rollback()
            log.exception("bulk act %s is left for the next time", act_id)
            continue
        finished += 1
    return finished


def forget_old_acts(at: datetime, kept: timedelta) -> int:
    """Delete previews that nobody started, and acts as old as what the audit log forgets; returns how many."""
    old = select(BulkAct.id).where(
        BulkAct.state.not_in(AT_WORK),
        or_((BulkAct.state == PREVIEW) & (BulkAct.asked_at < at - PREVIEWS_KEPT), BulkAct.asked_at < at - kept),
    )
    ids = db.session.scalars(old).all()
    _delete(ids)
    return len(ids)


@when_a_reader_leaves
def erase_names(user_id: int) -> None:
    """That something was done to a reader stays; what names him, and what he had, does not."""
    about_readers = select(BulkAct.id).where(BulkAct.kind.in_(kinds_of_readers()))
    his = update(BulkRow).where(BulkRow.thing_id == user_id, BulkRow.bulk_act_id.in_(about_readers))
    change_rows(his.values(name="", before={}, after={}))


def _do(kind: BulkKind, params: Values, row: BulkRow, actor: Actor, here: Here) -> None:
    changed = _attempt(kind, row, lambda: _changed(kind, params, row, actor, here))
    if changed is None:
        row.state = FAILED
    elif not changed:
        row.state = UNCHANGED
    else:
        row.state = CHANGED
        [(row.before, row.after)] = changed


def _take_back(kind: BulkKind, _params: Values, row: BulkRow, actor: Actor, here: Here) -> None:
    def again() -> bool:
        if kind.undo is None or not kind.undo(row.thing_id, row.before, row.after, actor, here):
            raise _Kept
        return True

    row.state = TAKEN_BACK if _attempt(kind, row, again, undone=True) else KEPT


class _Kept(Exception):
    """Whatever the undo had begun is taken back too."""


def _changed(kind: BulkKind, params: Values, row: BulkRow, actor: Actor, here: Here) -> list[tuple[Values, Values]]:
    done = kind.do(row.thing_id, params, actor, here)
    return [] if done is None or done[0] == done[1] else [done]


def _attempt(kind: BulkKind, row: BulkRow, work: Callable[[], Any], *, undone: bool = False) -> Any:
    """What the work returns; None when it failed and left the thing as it was, with the code in the row."""
    row.problem = None
    db.session.flush()  # the row itself is none of the savepoint's changes
    try:
        with audit.savepoint() as lines:
            result = work()
            if result and not lines():
                was, now = (row.after, row.before) if undone else result[0]
                audit.note(audit.CHANGED, kind.thing, row.thing_id, row.name, was, now)
        return result
    except _Kept:
        return None
    except Failure as failure:
        row.problem = failure.code
    except IntegrityError:
        row.problem = "conflict"
    except DBAPIError as error:
        if is_contention(error) or error.connection_invalidated:
            raise
        log.exception("bulk act %s: %s", row.bulk_act_id, row.thing_id)
        row.problem = "server_error"
    except Exception:
        # A fault with one thing must not keep the act from all others for ever; the log has it.
        log.exception("bulk act %s: %s", row.bulk_act_id, row.thing_id)
        row.problem = "server_error"
    return None


def _ended(act: BulkAct, waiting: str, then: str, here: Here) -> BulkAct:
    """It is over when no row waits any more."""
    db.session.flush()  # its rows are asked for
    if act.state in AT_WORK and not has_rows(act.id, waiting):
        act.state = then
        if then == UNDONE:
            act.undone_at = here.at
        else:
            act.finished_at = here.at
    return act


def _at(act: BulkAct, *states: str) -> BulkAct:
    if act.state not in states:
        raise BulkActNotReady
    return act


def _delete(ids: Sequence[int]) -> None:
    for table, column in ((BulkRow, BulkRow.bulk_act_id), (BulkAct, BulkAct.id)):
        change_rows(delete(table).where(column.in_(ids)))
