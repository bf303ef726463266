"""The only writer of the state of an order, a payment or a refund.

Whatever follows from a state alone, the keys of what is open and the moments that mean nothing any more, is set here
too, so that no caller can forget it. Files and rooms that want to know of what happened register with `listens`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.lives import MoveForbidden
from backend.shop.models import Order, Payment, Refund, ShopEvent
from backend.shop.rules.lives import CLOSED_ORDERS, OPEN_PAYMENTS, ORDER, PAYMENT, PENDING_PAYMENT, REFUND, move_of

Entity = Order | Payment | Refund
Listener = Callable[[Any, ShopEvent], None]
_listeners: defaultdict[tuple[str, str], list[Listener]] = defaultdict(list)


def transition(
    row: Entity,
    action: str,
    actor: Actor,
    at: datetime,
    *,
    reason: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> ShopEvent:
    """Take an action that the table of the row's life lists, and log it. The order must be locked by the caller.

    A row without a state is new. Raises MoveNotAllowed, MoveForbidden.
    """
    entity = entity_of(row)
    before = _state(row)
    move = move_of(entity, action, before)
    if not actor.capacities(_owner_of(row)) & frozenset(move.by):
        raise MoveForbidden
    _enter(row, move.after, at)
    if before is None:
        db.session.add(row)
    db.session.flush()  # the log needs its id, and the unique keys are asked now
    event = ShopEvent(
        entity=entity,
        entity_id=row.id,
        order_id=row.id if isinstance(row, Order) else row.order_id,
        action=action,
        before=before,
        after=move.after,
        actor_id=actor.user_id,
        actor_role=actor.role,
        reason=reason or None,
        facts=dict(facts or {}),
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
    return {Order: ORDER, Payment: PAYMENT, Refund: REFUND}[type(row)]


def _state(row: Entity) -> str | None:
    """None while it is new: a column's default is set when it is stored."""
    return row.state


def _owner_of(row: Entity) -> int | None:
    return row.user_id if isinstance(row, Order) else db.session.get_one(Order, row.order_id).user_id


def _enter(row: Entity, state: str, at: datetime) -> None:
    row.state = state
    if isinstance(row, Order):
        if state != PENDING_PAYMENT:
            row.expires_at = None
        # What comes back later closes it no second time; what was revived is open again.
        row.closed_at = (row.closed_at or at) if state in CLOSED_ORDERS else None
        return
    row.changed_at = at
    if isinstance(row, Payment):
        row.open_order_id = row.order_id if state in OPEN_PAYMENTS else None
