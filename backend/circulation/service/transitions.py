"""The only writer of the state of a hold or a loan and of the condition of a copy.

Whatever follows from a state alone, the keys of what is open and the days that mean nothing any more, is set here too,
so that no caller can forget it. Rooms and files that want to know of what happened register with `listens`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from backend.catalog.models import Copy
from backend.circulation.models import CirculationEvent, Hold, Loan
from backend.circulation.rules.lives import COPY, HOLD, LOAN, OPEN_HOLDS, OPEN_LOANS, QUEUED, READY, SET_ASIDE, move_of
from backend.core.actors import Actor
from backend.core.transitions import Transitions

Entity = Copy | Hold | Loan


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
    codes = sorted(overridden)
    told = {**(facts or {}), **({"overridden": codes} if codes else {})}
    return _LENDING.take(row, action, actor, at, reason, told)


def _state(row: Entity) -> str | None:
    return row.condition if isinstance(row, Copy) else row.state


def _owner(row: Entity) -> int | None:
    return None if isinstance(row, Copy) else row.user_id


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


_LENDING = Transitions(CirculationEvent, {Copy: COPY, Hold: HOLD, Loan: LOAN}, move_of, _state, _owner, _enter)
listens = _LENDING.listens
