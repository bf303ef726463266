"""Letters about orders, asked for at the moment of sending: is it still so?"""

from collections.abc import Callable
from datetime import date, datetime

from backend.accounts.queries import letter_to
from backend.core import outbox
from backend.core.database import db
from backend.core.outbox import Letter, Message
from backend.shop.models import Order, OrderReturn, Refund
from backend.shop.rules import notices
from backend.shop.rules.lives import (
    CANCELLED,
    COMPLETED,
    EXPIRED,
    READY_FOR_PICKUP,
    REFUNDED,
    RETURNED,
    SHIPPED,
    SOLD,
)

_STILL: dict[str, Callable[[Order, Message], bool]] = {
    notices.ORDER_CONFIRMED: lambda order, message: order.state in SOLD and order.state != RETURNED,
    notices.ORDER_SHIPPED: lambda order, message: order.state == SHIPPED,
    notices.ORDER_READY: lambda order, message: _lies_ready_until(order, message),
    notices.ORDER_CANCELLED: lambda order, message: order.state == CANCELLED,
    notices.ORDER_NOT_COLLECTED: lambda order, message: order.state == CANCELLED,
    notices.ORDER_EXPIRED: lambda order, message: order.state == EXPIRED,
    notices.ORDER_RETURNED: lambda order, message: _came_back(order, message),
    notices.REFUND_DONE: lambda order, message: _is_refunded(order, message),
}


def _write(message: Message, _at: datetime) -> Letter | None:
    order = db.session.get(Order, message.facts["order_id"])
    if order is None or message.user_id is None or order.user_id != message.user_id:
        return None
    return letter_to(message.user_id, message.facts) if _STILL[message.kind](order, message) else None


def _lies_ready_until(order: Order, message: Message) -> bool:
    until = date.fromisoformat(message.facts["pickup_until"])
    return order.state == READY_FOR_PICKUP and order.pickup_until == until


def _came_back(order: Order, message: Message) -> bool:
    made = db.session.get(OrderReturn, message.facts["return_id"])
    return order.state in (COMPLETED, RETURNED) and made is not None and made.order_id == order.id


def _is_refunded(order: Order, message: Message) -> bool:
    refund = db.session.get(Refund, message.facts["refund_id"])
    return refund is not None and refund.order_id == order.id and refund.state == REFUNDED


for _kind in _STILL:
    outbox.writes(_kind)(_write)
