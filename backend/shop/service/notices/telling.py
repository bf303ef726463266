"""What is told at the moment it happens, in the transaction of what it tells of."""

from typing import Any

from sqlalchemy import select

from backend.accounts.service import touch_taste
from backend.core import outbox
from backend.core.database import db
from backend.core.here import Here
from backend.shop.models import Order, OrderLine, Refund
from backend.shop.rules import notices
from backend.shop.rules.lives import PAY_AT_DESK

# What the training job sees of the reader has changed.
_OF_TASTE = frozenset(
    {notices.ORDER_CONFIRMED, notices.ORDER_CANCELLED, notices.ORDER_NOT_COLLECTED, notices.ORDER_RETURNED}
)


def tell(order: Order, kind: str, here: Here, **facts: Any) -> bool:
    """Tell the reader what became of his order, once; False when he was told before, or is gone.

    kind: one of rules.notices.ORDER_KINDS. Call it after the order has its new state and days. What is told again of
    the same order needs what makes it another thing: `return_id` (with `cents`) for order_returned.
    """
    if order.user_id is None:
        return False
    if kind in _OF_TASTE:
        touch_taste(order.user_id)
    told = {**_facts(order), **_facts_of_kind(order, kind), **facts}
    again = told[notices.AGAIN[kind]] if kind in notices.AGAIN else ""
    key = notices.notice_key(order.id, kind, again)
    return outbox.tell(kind, key, order.user_id, told, here.at)


def tell_refunded(refund: Refund, here: Here) -> bool:
    """Tell the reader that his money is on its way back. Call it when the refund has been done."""
    order = db.session.get_one(Order, refund.order_id)
    return tell(order, notices.REFUND_DONE, here, refund_id=refund.id, cents=refund.amount_cents)


def _facts(order: Order) -> dict[str, Any]:
    lines = select(OrderLine.title, OrderLine.quantity).where(OrderLine.order_id == order.id).order_by(OrderLine.id)
    rows = db.session.execute(lines).all()
    return {
        "order_id": order.id,
        "number": order.number,
        "book": rows[0].title if rows else "",
        "pieces": sum(row.quantity for row in rows),
    }


def _facts_of_kind(order: Order, kind: str) -> dict[str, Any]:
    if kind == notices.ORDER_CONFIRMED:
        at_desk = order.provider == PAY_AT_DESK and order.captured_cents < order.total_cents
        return {"cents": order.total_cents, "delivery": order.delivery, "at_desk": at_desk}
    if kind == notices.ORDER_SHIPPED:
        return {"carrier": order.carrier or "", "tracking": order.tracking_number or ""}
    if kind == notices.ORDER_READY and order.pickup_until is not None:
        owed = max(0, order.total_cents - (order.captured_cents - order.refunded_cents))
        return {"pickup_until": order.pickup_until.isoformat(), "slot": order.slot or "", "cents": owed}
    return {}
