"""The only writer of the state of a hold or a loan and of the condition of a copy.

Whatever follows from a state alone, the keys of what is open and the days that mean nothing any more, is set here too,
so that no caller can forget it. Rooms and files that want to know of what happened register with `listens`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from backend.catalog.models import Copy
from backend.circulation.models import CirculationEvent, Hold, Loan
from backend.circulation.rules.lives import COPY, HOLD, LOAN, OPEN_HOLDS, OPEN_LOANS, QUEUED, READY, SET_ASIDE, move_of
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.lives import MoveForbidden

Entity = Copy | Hold | Loan
Listener = Callable[[Any, CirculationEvent], None]
_listeners: defaultdict[tuple[str, str], list[Listener]] = defaultdict(list)


def transition(
    row: Entity,
    action: str,
    actor: Actor,
    at: datetime,
    *,
    reason: str | None = None,
    facts: Mapping[str, Any] | None = None,
    overridden: Iterable[str] = (),
) -> CirculationEvent:
    """Take an action that the table of the row's life lists, and log it. The title must be locked by the caller.

    A row without a state is new. Raises MoveNotAllowed, MoveForbidden.
    """
    entity = entity_of(row)
    before = _state(row)
    move = move_of(entity, action, before)
    owner_id = None if isinstance(row, Copy) else row.user_id
    if not actor.capacities(owner_id) & frozenset(move.by):
        raise MoveForbidden
    after = move.after or before or ""
    _enter(row, after, at)
    if before is None:
        db.session.add(row)
    db.session.flush()  # the log needs its id, and the unique keys are asked now
    told = dict(facts or {})
    codes = sorted(overridden)
    event = CirculationEvent(
        entity=entity,
        entity_id=row.id,
        action=action,
        before=before,
        after=after,
        actor_id=actor.user_id,
        actor_role=actor.role,
        reason=reason or None,
        facts={**told, "overridden": codes} if codes else told,
        request_id=actor.request_id,
        happened_at=at,
    )
    db.session.add(event)
    for listener in _listeners[entity, action]:
        listener(row, event)
    return event


def listens(entity: str, *actions: str) -> Callable[[Listener], Listener]:
    """Register a function that is called with the row and the event, in the transaction, after each such action."""

    def register(listener: Listener) -> Listener:
        for action in actions:
            _listeners[entity, action].append(listener)
        return listener

    return register


def entity_of(row: Entity) -> str:
    return {Copy: COPY, Hold: HOLD, Loan: LOAN}[type(row)]


def _state(row: Entity) -> str | None:
    return row.condition if isinstance(row, Copy) else row.state


def _enter(row: Entity, state: str, at: datetime) -> None:
    if isinstance(row, Copy):
        row.condition = state
    elif isinstance(row, Loan):
        row.state = state
        if state not in OPEN_LOANS:
            row.open_copy_id = None
            row.closed_at = row.closed_at or at
    else:
        row.state = state
        if state not in OPEN_HOLDS:
            row.open_key, row.closed_at = None, at
        if state not in SET_ASIDE:
            row.alloc_copy_id = row.allocated_at = None
        if state != READY:
            row.pickup_until = row.ready_at = None
        if state != QUEUED:
            row.suspended_until = None
