"""The only writer of the state of an order, a payment or a refund.

Whatever follows from a state alone, the keys of what is open and the moments that mean nothing any more, is set here
too, so that no caller can forget it. Files and rooms that want to know of what happened register with `listens`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.core.actors import Actor
from backend.core.database import db
from backend.core.transitions import Transitions
from backend.shop.models import Order, Payment, Refund, ShopEvent
from backend.shop.rules.lives import CLOSED_ORDERS, OPEN_PAYMENTS, ORDER, PAYMENT, PENDING_PAYMENT, REFUND, move_of

Entity = Order | Payment | Refund


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
    return _SELLING.take(row, action, actor, at, reason, facts or {})


def _state(row: Entity) -> str | None:
    """None while it is new: a column's default is set when it is stored."""
    return row.state


def _owner(row: Entity) -> int | None:
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


def _order_of(row: Entity) -> dict[str, int]:
    return {"order_id": row.id if isinstance(row, Order) else row.order_id}


_SELLING = Transitions(
    ShopEvent, {Order: ORDER, Payment: PAYMENT, Refund: REFUND}, move_of, _state, _owner, _enter, _order_of
)
listens = _SELLING.listens
